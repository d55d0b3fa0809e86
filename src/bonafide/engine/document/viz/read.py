"""The printed zone of a whole document: its class, its fields, and the machine readable part beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from bonafide.engine.document.catalogue import DocumentKind
from bonafide.engine.document.viz.agree import compare
from bonafide.engine.document.viz.fields import Read, read_fields
from bonafide.engine.document.viz.page import Page
from bonafide.engine.document.viz.pixels import PixelsOfLines
from bonafide.engine.document.viz.settle import joined, settled
from bonafide.engine.evidence import Agreement, Box, Field, VizRead, Word
from bonafide.engine.image import Pixels


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
    against = _against(leaves, kind, machine, reads, today) if machine else {}
    fields = {key: read.as_field() for key, read in reads.items()}
    sure = float(np.mean([field.confidence for field in fields.values()])) if fields else 0.0
    return VizRead(kind.id, fields, round(sure, 3), kind.unread_scripts, against)


def entries_of(words: Sequence[Word], kind: DocumentKind | None, today: date) -> list[Box]:
    """Where the lines of a side stand that are read as its fields; none for a class that is not known."""
    return [read.word.box for read in read_fields(words, kind, today).values()] if kind is not None else []


def _against(
    leaves: Sequence[Leaf],
    kind: DocumentKind,
    machine: Mapping[str, Field],
    reads: Mapping[str, Read],
    today: date,
) -> Mapping[str, Agreement]:
    """Compare, then look again at what stayed open."""
    sides = [[*leaf.words, *joined(leaf.words)] for leaf in leaves]
    pixels = PixelsOfLines([(leaf.image, side) for leaf, side in zip(leaves, sides, strict=True)])
    words = [word for leaf in leaves for word in leaf.words]
    page = Page(words, kind, pixels.likelihoods, today, pixels.spelling, sides, pixels.wider)
    return settled(compare(machine, reads, page), machine, reads, page)
