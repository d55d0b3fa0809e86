"""What single states write in their zone otherwise than ICAO Doc 9303 has it, as the files of the catalogue say.

Mexico's voter's card has H for a man and M for a woman. Spain and Vietnam write a day of the year 99 where a card
does not expire; Vietnam puts a digit of its own behind the personal number. The zone as read stays as it is: only
what it means is said differently.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bonafide.engine.document.catalogue import ZoneCustom, kinds
from bonafide.engine.document.mrz.checks import failed_checks, failed_rules
from bonafide.engine.document.mrz.formats import FILLER, FORMATS, Format, cut, put
from bonafide.engine.document.mrz.parse import CLEAR
from bonafide.engine.document.viz.values import NEVER
from bonafide.engine.evidence import Field, MrzRead, Source

_CARDS = ("TD1", "TD2")
_STANDARD_SEX = "M"


def custom_of(read: MrzRead) -> ZoneCustom | None:
    """Look up how the zone's state departs from the standard in zones of this code; None where it does not."""
    layout = FORMATS[read.format]
    state = cut(read.lines, layout.cells["issuing_state"]).rstrip(FILLER)
    code = cut(read.lines, layout.cells["document_code"]).rstrip(FILLER)
    return next(
        (
            kind.zone
            for kind in kinds().values()
            if kind.zone is not None
            and kind.format == read.format
            and state in kind.countries
            and code in kind.zone.codes
        ),
        None,
    )


def accepted(read: MrzRead | None, today: date) -> MrzRead | None:
    """Take a zone whose only fault is a letter for the sex that its state is known to write; others stay."""
    if read is None or read.valid or read.margin < CLEAR:
        return read
    layout, custom = FORMATS[read.format], custom_of(read)
    if custom is None or cut(read.lines, layout.cells["sex"]) not in custom.sexes:
        return read
    return replace(read, valid=True, failed=()) if _else_whole(read, layout, today) else read


def _else_whole(read: MrzRead, layout: Format, today: date) -> bool:
    """Whether the zone meets every test with a letter of the standard; no check digit covers the sex."""
    lines = put(read.lines, layout.cells["sex"], _STANDARD_SEX)
    return not failed_checks(lines, layout) and not failed_rules(lines, layout, today)


def as_meant(fields: Mapping[str, Field], read: MrzRead | None) -> dict[str, Field]:
    """Say what the fields of a zone mean by its state's custom.

    `expiration_date` is NEVER where a card whose zone holds states no expiry: by the six digits of its state, or
    by six fillers.
    """
    found = dict(fields)
    if read is None:
        return found
    custom = custom_of(read)
    sex = found.get("sex")
    if custom is not None and sex is not None and sex.raw in custom.sexes:
        found["sex"] = replace(sex, value=custom.sexes[sex.raw])
    own = found.get("personal_number")
    if custom is not None and custom.personal is not None and own is not None:
        form = custom.personal.fullmatch(own.value)
        found["personal_number"] = own if form is None else replace(own, value=form[1])
    raw = cut(read.lines, FORMATS[read.format].cells["expiration_date"])
    endless = {FILLER * 6, *([custom.never] if custom is not None and custom.never else [])}
    if read.valid and read.format in _CARDS and raw in endless:
        found["expiration_date"] = Field(NEVER, Source.MRZ, read.margin, raw, read.box)
    return found
