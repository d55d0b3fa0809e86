"""Data groups against the security object, and the zone in data group 1 (ICAO Doc 9303-10, 4.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from hmac import compare_digest

from bonafide.engine.document.chip.keys import hash_of
from bonafide.engine.document.chip.sod import GroupHashes
from bonafide.engine.document.chip.tlv import first, one
from bonafide.engine.document.chip.types import Finding, RefusedError, UndecidedError
from bonafide.engine.document.mrz.formats import FORMATS, cut
from bonafide.engine.document.mrz.parse import fields_of, parse
from bonafide.engine.evidence import MrzRead
from bonafide.errors import InvalidInputError

CUT = "*"
"""Stands in a zone for a character of a number that few may keep."""

TAGS = dict(
    zip(
        (f"DG{i}" for i in range(1, 17)),
        (0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x70),
        strict=True,
    )
)
"""Tag of each data group (9303-10, table 38)."""

MAX_GROUP_BYTES = 4_000_000
"""A file on a chip is addressed with at most 32 bits, yet no passport holds more than some 100 KB."""

_MRZ = 0x5F1F

_LINES = {90: 3, 72: 2, 88: 2}
"""Characters in all of a TD1, TD2 or TD3 zone, and the lines they make."""

_COUNTRIES = {"D": "DE", "HKG": "CN", "MAC": "CN", "RKS": "KS", "EUE": "EU", "NTZ": "NT", "UTO": "UT"}
"""Codes in a zone whose certificates bear other letters than ISO 3166 gives (9303-3, 5; 9303-12, 7).

Hong Kong and Macao sign as China.
"""

_PREFIXES = {"GB": "GB", "UN": "UN"}
"""GBD, GBN and their like are all signed by the United Kingdom; UNO, UNA, UNK by the United Nations."""


def check_names(groups: Mapping[str, bytes]) -> None:
    """Refuse what is no data group. Raises InvalidInputError (unknown_data_group, too_large)."""
    for name, data in groups.items():
        if name not in TAGS:
            raise InvalidInputError("Data groups are named DG1 to DG16.", code="unknown_data_group")
        if not isinstance(data, bytes) or len(data) > MAX_GROUP_BYTES:
            raise InvalidInputError(f"{name} is not bytes of a sensible size.", code="too_large")


def check_hash(name: str, data: bytes, wanted: GroupHashes) -> Finding[bytes]:
    """Compare one data group with the security object, and its first byte with its own tag."""
    stated = wanted.hashes.get(int(name[2:]))
    if stated is None:
        raise RefusedError("not_in_security_object")
    if not compare_digest(hash_of(wanted.algorithm, data), stated):
        raise RefusedError("hash_differs")
    if data[:1] != bytes([TAGS[name]]):
        raise RefusedError("wrong_tag")
    return data, ()


def read_zone(data: bytes, at: date) -> Finding[MrzRead]:
    """Read the zone in data group 1. It was never printed, so not one character may need a repair."""
    text = first(one(data, TAGS["DG1"]), _MRZ).decode("ascii")
    if len(text) not in _LINES:
        raise RefusedError("not_a_zone")
    width = len(text) // _LINES[len(text)]
    lines = tuple(text[i : i + width] for i in range(0, len(text), width))
    read = parse(lines, today=at, rivals={})
    if read.substitutions:
        raise RefusedError("characters_not_allowed")
    if not read.valid:
        raise RefusedError(*read.failed)
    if len([part for part in _name(read).split("<<") if part]) > 2:
        raise RefusedError("name_of_three_parts")
    return read, ()


def _name(read: MrzRead) -> str:
    """Primary and secondary identifier, two fillers between them and nowhere else (9303-3, 4.6)."""
    return cut(read.lines, FORMATS[read.format].cells["name"]).rstrip("<")


def compare_zones(chip: MrzRead, optical: MrzRead | None, at: date) -> Finding[bool]:
    """Compare the chip's zone with the printed one, field by field.

    Raises:
        RefusedError: `zone_differs` and the names of the fields.
        UndecidedError: nothing to compare, or a printed zone whose own check digits fail: read it again.

    """
    if optical is None:
        raise UndecidedError("no_optical_zone")
    chip, optical = _as_cut(chip, optical), _as_cut(optical, chip)
    if optical.lines == chip.lines:
        return True, ()
    if not optical.valid:
        raise UndecidedError("optical_zone_not_valid", *_differing(chip, optical, at))
    raise RefusedError("zone_differs", *_differing(chip, optical, at))


def _as_cut(zone: MrzRead, other: MrzRead) -> MrzRead:
    """Leave out of a zone what the law had cut out of the one beside it (stars, docs/documents.md)."""
    if tuple(map(len, zone.lines)) != tuple(map(len, other.lines)):
        return zone
    lines = (
        "".join(CUT if theirs == CUT else ours for ours, theirs in zip(one, beside, strict=True))
        for one, beside in zip(zone.lines, other.lines, strict=True)
    )
    return replace(zone, lines=tuple(lines))


def _differing(chip: MrzRead, optical: MrzRead, at: date) -> tuple[str, ...]:
    if chip.format != optical.format:
        return ("format",)
    ours, theirs = fields_of(chip, today=at), fields_of(optical, today=at)
    names = dict.fromkeys((*ours, *theirs))
    different = tuple(n for n in names if n not in ours or n not in theirs or ours[n].raw != theirs[n].raw)
    return different or ("filler",)


def check_state(zone: MrzRead, country: str) -> Finding[str]:
    """Whether the state in the zone is the one whose key signed: no state signs for another."""
    code = cut(zone.lines, FORMATS[zone.format].cells["issuing_state"]).rstrip("<")
    expected = _country(code)
    if not expected:
        raise UndecidedError("state_without_country_code", code)
    if not country:
        raise UndecidedError("signer_names_no_country")
    if country != expected:
        raise RefusedError("signed_by_another_state")
    return code, ()


def _country(code: str) -> str:
    """Give the two letters under which the state of a zone signs, empty where unknown."""
    from iso3166 import countries_by_alpha3  # noqa: PLC0415 - once per process

    if code in countries_by_alpha3 and code not in _COUNTRIES:
        return str(countries_by_alpha3[code].alpha2)
    return _COUNTRIES.get(code, _PREFIXES.get(code[:2], ""))
