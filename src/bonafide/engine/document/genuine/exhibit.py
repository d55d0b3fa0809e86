"""What the detectors look at: one document as photographed and as flattened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bonafide.engine.document.flatten import Flat
from bonafide.engine.evidence import Box, MrzRead, Portrait, Word
from bonafide.engine.image import Pixels


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One document for examination.

    Attributes:
        front, back: each with the photograph at its own resolution (`photo`, BGR), the corners of the document
            in it (`quad`, None where no border was found) and the flat upright picture (`image`).
        mrz, portrait: as read; boxes lie in the flat picture of the side they were found on.
        front_words, back_words: printed lines of the flat pictures, empty where they were not read.
        entries: boxes of those lines of the front that were read as fields.
        burst: preview frames of one side in the order of capture, BGR, empty where none were recorded.

    """

    front: Flat
    back: Flat | None = None
    mrz: MrzRead | None = None
    portrait: Portrait | None = None
    front_words: Sequence[Word] = ()
    back_words: Sequence[Word] = ()
    burst: Sequence[Pixels] = ()
    entries: Sequence[Box] = ()
