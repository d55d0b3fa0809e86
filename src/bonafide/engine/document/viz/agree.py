"""The machine readable part against the print: is what it says printed too, and if not, how surely.

A value counts as printed wherever on the side it stands. Only where it does not, and the print at its caption
says something else, is that a difference; how sure it is, is asked of the pixels: how much likelier are they
what was read than what the machine readable part says (text.line_likelihoods).
"""

from __future__ import annotations

from collections.abc import Mapping

from bonafide.engine.document.viz.agree_dates import compare_dates
from bonafide.engine.document.viz.agree_names import name_agreement
from bonafide.engine.document.viz.captions import squeezed
from bonafide.engine.document.viz.fields import Read
from bonafide.engine.document.viz.page import NOT_PRINTED, NOT_STATED, Page, differs, nearest
from bonafide.engine.evidence import Agreement, Field, Source

_LEAST_NUMBER = 5
_FOLD = str.maketrans("oilsbz", "011582")


def compare(machine: Mapping[str, Field], reads: Mapping[str, Read], page: Page) -> Mapping[str, Agreement]:
    """Compare every field that the machine readable part has. Keys as `VizRead.against`."""
    found = compare_dates(machine, reads, page)
    if "document_number" in machine:
        found["document_number"] = _number(
            machine["document_number"].value, reads.get("document_number"), page
        )
    if machine.get("sex") and machine["sex"].value in ("M", "F", "X"):
        found["sex"] = _sex(machine["sex"], reads.get("sex"), page)
    if "name_last" in machine or "name_first" in machine:
        found["name"] = name_agreement(machine, reads, page)
    return found


def _number(value: str, read: Read | None, page: Page) -> Agreement:
    wanted = _folded(value)
    if len(wanted) >= _LEAST_NUMBER and any(wanted in _folded(word.text) for word in page.words):
        return Agreement(same=True)
    read = nearest("document_number", value, page) or read
    if read is None:
        return Agreement(None, NOT_PRINTED)
    printed = _folded(read.value.value)
    if len(printed) >= _LEAST_NUMBER and printed in wanted:
        return Agreement(same=True)  # the zone's number with what the print leaves out, as a check character
    text = read.word.text
    at = text.find(read.value.raw)
    if at < 0:
        return Agreement(None, NOT_PRINTED)
    spaced = _as_spaced(read.value.raw, value)
    return differs(read.word, [text[:at] + spaced + text[at + len(read.value.raw) :]], page)


def _as_spaced(printed: str, value: str) -> str:
    """Put spaces and dashes of the print into the value where the two are equally long."""
    letters = iter(value)
    if sum(c.isalnum() for c in printed) != len(value):
        return value
    return "".join(next(letters) if c.isalnum() else c for c in printed)


def _folded(text: str) -> str:
    """Letters and digits that readers confuse made one: O and 0, I, L and 1, S and 5, B and 8, Z and 2."""
    return squeezed(text)[0].translate(_FOLD)


def _sex(own: Field, read: Read | None, page: Page) -> Agreement:
    value = own.value
    if read is not None and read.value.value == value:
        return Agreement(same=True)
    if value == "X" and own.source is Source.MRZ:
        return Agreement(None, NOT_STATED)  # the zone's filler: states leave it empty whatever they print
    if read is None:
        return Agreement(None, NOT_PRINTED)
    signs = {"M": "男", "F": "女"} if read.value.raw in "男女" else {}
    text, raw = read.word.text, read.value.raw
    at = text.rfind(raw)
    other = raw[:-1] + signs.get(value, value) if len(raw) > 1 else signs.get(value, value)
    return differs(read.word, [text[:at] + other + text[at + len(raw) :]] if at >= 0 else [], page)
