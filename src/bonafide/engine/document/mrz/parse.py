"""The machine readable zone as text: parsed, checked, turned into fields (ICAO Doc 9303 parts 3 to 7)."""

from __future__ import annotations

from datetime import date

from bonafide.engine.document.mrz import dates as mrz_dates
from bonafide.engine.document.mrz.checks import failed_checks, failed_rules, long_number_rest
from bonafide.engine.document.mrz.codes import alpha3
from bonafide.engine.document.mrz.formats import FILLER, FORMATS, Format, cut, format_of
from bonafide.engine.document.mrz.repair import Rivals, differences, settle, untangle, untangle_codes
from bonafide.engine.evidence import Box, Field, MrzRead, Source
from bonafide.errors import InvalidInputError

Lines = tuple[str, ...]

CLEAR = 0.7
"""Least margin of a reading that may be used: the least in steps of .05 at which no more than one in 2,000 of the
10,000 drawn pages that it was set on (docs/benchmarks/mrz_levels.md) passed every check and was wrong."""

CONTENT = frozenset(
    {
        "alphabet",
        "document_code",
        "issuing_state",
        "nationality",
        "birthdate_exists",
        "expiration_date_exists",
    }
)
"""Failures that say nothing against the reading: the document itself may carry such content."""

_RESOLVED_BY_CHECK_DIGITS = 0.7
"""Factor on the margin where a lookalike was settled by check digits alone, one chance in ten each of
being luck."""


def parse(
    lines: Lines,
    *,
    today: date,
    raw: Lines | None = None,
    margin: float = 1.0,
    box: Box | None = None,
    rivals: Rivals | None = None,
) -> MrzRead:
    """Parse lines of exact length.

    `raw` is what the recogniser gave where it differs; `margin` how sure it was. `rivals` names the
    characters it holds possible instead; without it every known lookalike counts as possible. A margin
    under CLEAR makes the read invalid with the failure "unclear": a retake, not a guess.

    Raises InvalidInputError (code not_a_zone) where the lines have none of the five layouts.
    """
    layout = format_of(lines)
    if layout is None:
        raise InvalidInputError(
            "These lines are no machine readable zone of a known layout.", code="not_a_zone"
        )
    used = settle(lines, layout)
    if rivals and (named := untangle_codes(used, layout, rivals)) != used:
        used, margin = named, margin * _RESOLVED_BY_CHECK_DIGITS
    if failed_checks(used, layout) and (better := untangle(used, layout, rivals)):
        used, margin = better, margin * _RESOLVED_BY_CHECK_DIGITS
    failed = failed_checks(used, layout) + failed_rules(used, layout, today) + ("unclear",) * (margin < CLEAR)
    source = raw if raw is not None else lines
    return MrzRead(layout.name, used, source, not failed, differences(source, used), failed, margin, box)


def fields_of(read: MrzRead, *, today: date) -> dict[str, Field]:
    """Fields of a zone. Absent where the zone leaves them open (no expiry, unknown birth, no given name).

    Keys: document_code, issuing_state, nationality (ISO alpha-3 or ICAO code), document_number,
    birthdate, expiration_date, sex (M, F, X), name_last, name_first, name_truncated ("true"),
    personal_number, optional_data. Confidence: the margin; where the field's own check digit holds, the
    doubt shrinks tenfold; where it fails, 0.
    """
    layout = FORMATS[read.format]
    values = _plain(read.lines, layout) | _dates(read.lines, layout, today) | _names(read.lines, layout)
    values |= _numbers(read.lines, layout)
    return {
        key: Field(value, Source.MRZ, _confidence(read, layout, key), raw, read.box)
        for key, (value, raw) in values.items()
        if value
    }


def _confidence(read: MrzRead, layout: Format, key: str) -> float:
    if key in read.failed or f"{key}_exists" in read.failed:
        return 0.0
    return 1 - (1 - read.margin) / 10 if key in layout.checks else read.margin


def _plain(lines: Lines, layout: Format) -> dict[str, tuple[str, str]]:
    raw = {
        key: cut(lines, layout.cells[key]) for key in ("document_code", "issuing_state", "nationality", "sex")
    }
    return {
        "document_code": (raw["document_code"].rstrip(FILLER), raw["document_code"]),
        "issuing_state": (alpha3(raw["issuing_state"]), raw["issuing_state"]),
        "nationality": (alpha3(raw["nationality"]), raw["nationality"]),
        "sex": ("X" if raw["sex"] == FILLER else raw["sex"], raw["sex"]),
    }


def _dates(lines: Lines, layout: Format, today: date) -> dict[str, tuple[str, str]]:
    birth, expiry = (cut(lines, layout.cells[key]) for key in ("birthdate", "expiration_date"))
    return {
        "birthdate": (mrz_dates.birthdate(birth, today) or "", birth),
        "expiration_date": (mrz_dates.expiration_date(expiry, today) or "", expiry),
    }


def _names(lines: Lines, layout: Format) -> dict[str, tuple[str, str]]:
    """Primary and secondary identifier. A field full to its last letter may have been cut (9303-3, 4.6)."""
    raw = cut(lines, layout.cells["name"])
    last, _, first = raw.partition(FILLER * 2)
    truncated = "" if raw.endswith(FILLER) else "true"
    return {
        "name_last": (_words(last), raw),
        "name_first": (_words(first), raw),
        "name_truncated": (truncated, raw),
    }


def _words(text: str) -> str:
    return " ".join(text.replace(FILLER, " ").split())


def _numbers(lines: Lines, layout: Format) -> dict[str, tuple[str, str]]:
    head, optional = (cut(lines, layout.cells[key]) for key in ("document_number", "optional"))
    rest = long_number_rest(lines, layout)
    extra = cut(lines, layout.cells["optional_2"]) if "optional_2" in layout.cells else ""
    own = optional[len(rest) :]
    return {
        "document_number": ((head + rest[:-1]).replace(FILLER, ""), head + rest),
        "personal_number": (_words(own), own),
        "optional_data": (_words(extra), extra),
    }
