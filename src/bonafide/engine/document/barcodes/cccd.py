"""The QR code of Vietnamese citizen identity cards (căn cước công dân, căn cước): plain text, nobody's signature.

Seven parts between strokes: number of twelve digits, former number or nothing, name, birth date (ddmmyyyy), sex
(Nam, Nữ), residence, day of issue; more parts may follow. Which parts there are was told by the authorities when the
card came (2021); their order and form are those that public readers of such cards agree on. Anybody can print such a
code: it proves nothing, and says only whether it fits the rest of the card.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from bonafide.engine.document.names.agree import names_agree
from bonafide.engine.evidence import BarcodeRead, Field

STANDARD = "CCCD"
UNSIGNED = "unsigned"
_PARTS = 7
_SEXES = {"NAM": "M", "NỮ": "F", "NU": "F"}
_NUMBER = re.compile(r"[0-9]{12}")
_FORMER = re.compile(r"|[0-9]{9}|[0-9]{12}")
_MOST = 1_000
_ROOM = 30
"""Letters that a name has in the zone of a card (ICAO Doc 9303-5)."""


def is_cccd(text: str) -> bool:
    """Whether a QR code means to be one of these: twelve digits, then strokes."""
    return (
        len(text) <= _MOST and re.match(r"\s*[0-9]{12}\|", text) is not None and text.count("|") >= _PARTS - 1
    )


def read_cccd(text: str, *, symbology: str = "QRCode") -> BarcodeRead:
    """Parse the payload. Never raises; `failed` names the parts that are not what they should be.

    Fields: issuing_state, document_number, name_full, birthdate, sex, address, issue_date. The former number is
    not taken over.
    """
    number, former, name, birth, sex, address, issued = (part.strip() for part in text.split("|")[:_PARTS])
    fields = {
        "issuing_state": "VNM",
        "document_number": number if _NUMBER.fullmatch(number) else "",
        "name_full": name,
        "birthdate": _day(birth),
        "sex": _SEXES.get(sex.upper(), ""),
        "address": address,
        "issue_date": _day(issued),
    }
    needed = ("document_number", "name_full", "birthdate", "sex")
    failed = tuple(f"qr_{key}" for key in needed if not fields[key])
    failed += () if _FORMER.fullmatch(former) else ("qr_former_number",)
    given = {key: value for key, value in fields.items() if value}
    return BarcodeRead(symbology, text, STANDARD, not failed, failed, given, UNSIGNED)


def differs_from_zone(read: BarcodeRead, zone: Mapping[str, Field], lines: Sequence[str]) -> tuple[str, ...]:
    """Fields in which the code is not what the zone of the same card says: name, birthdate, sex, document_number.

    `zone` are the fields of the zone, `lines` its text. The zone has two digits of the year of birth, and the
    number whole in its first line.
    """
    own = read.fields
    found = [
        key for key in ("birthdate", "sex") if key in zone and _short(own[key]) != _short(zone[key].value)
    ]
    whole = _NUMBER.search("".join(lines[:1])[15:])
    if whole is not None and whole[0] != own["document_number"]:
        found.append("document_number")
    last, first = (zone[key].value if key in zone else "" for key in ("name_last", "name_first"))
    cut = "name_truncated" in zone
    if names_agree(own["name_full"], "", last, first, truncated=cut, room=_ROOM).agrees is False:
        found.append("name")
    return tuple(found)


def _short(value: str) -> str:
    return value[2:] if len(value) > 1 else value


def _day(text: str) -> str:
    try:
        return datetime.strptime(text, "%d%m%Y").date().isoformat()  # noqa: DTZ007 - a day, not an instant
    except ValueError:
        return ""
