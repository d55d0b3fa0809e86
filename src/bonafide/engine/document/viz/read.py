"""The printed zone of a whole document: its class, its fields, and the machine readable part beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from bonafide.engine.document.catalogue import DocumentKind
from bonafide.engine.document.text import line_likelihoods
from bonafide.engine.document.viz.agree import compare
from bonafide.engine.document.viz.fields import Read, read_fields
from bonafide.engine.document.viz.page import Page
from bonafide.engine.evidence import Box, Field, VizRead, Word
from bonafide.engine.image import Pixels

_MARGIN = 2
"""Pixels kept around a line that is looked at again."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One side: the flat picture and its lines."""

    image: Pixels
    words: Sequence[Word]


def read_viz(
    leaves: Sequence[Leaf], kind: DocumentKind, machine: Mapping[str, Field], today: date
) -> VizRead | None:
    """Read the print of the sides, front first, as a document of class `kind`; None where nothing is printed.

    `machine` holds the fields of a machine readable part whose own tests hold, empty where there is none.
    """
    words = [word for leaf in leaves for word in leaf.words]
    if not words:
        return None
    reads: dict[str, Read] = {}
    for leaf in leaves:
        for key, read in read_fields(leaf.words, kind, today).items():
            if key not in reads or read.cost < reads[key].cost:
                reads[key] = read
    home = {id(word): leaf.image for leaf in leaves for word in leaf.words}

    def likelihoods(word: Word, texts: Sequence[str]) -> list[float]:
        return line_likelihoods(_cut(home.get(id(word), leaves[0].image), word.box), texts)

    against = compare(machine, reads, Page(words, kind, likelihoods, today)) if machine else {}
    fields = {key: read.as_field() for key, read in reads.items()}
    sure = float(np.mean([field.confidence for field in fields.values()])) if fields else 0.0
    return VizRead(kind.id, fields, round(sure, 3), kind.unread_scripts, against)


def _cut(image: Pixels, box: Box) -> Pixels:
    x, y, width, height = box
    top, left = max(0, y - _MARGIN), max(0, x - _MARGIN)
    return np.ascontiguousarray(image[top : y + height + _MARGIN, left : x + width + _MARGIN])
