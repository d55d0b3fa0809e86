"""Printed text in a photograph: where lines stand, what they say, and how likely they say something else.

One general pair of networks (PP-OCRv6, small; the package rapidocr carries the files) finds and reads. Scripts it
knows: Latin with diacritics, simplified and traditional Chinese, Japanese kana. It has no Cyrillic, Greek, Arabic,
Korean, Thai or Devanagari; such text comes out as noise with low confidence.
"""

from bonafide.engine.document.text.find import FINDER, find_lines, find_print
from bonafide.engine.document.text.likely import LinePixels, line_likelihoods
from bonafide.engine.document.text.read import READER, line_posteriors, read_strips

MODELS = (FINDER, READER)
"""Files of the two networks."""

__all__ = [
    "MODELS",
    "LinePixels",
    "find_lines",
    "find_print",
    "line_likelihoods",
    "line_posteriors",
    "read_strips",
]
