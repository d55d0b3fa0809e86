"""The barcode of North American licences and identity cards (AAMVA card design standard, versions 01 to 11).

Layout: `@` LF RS CR, `ANSI `, issuer (6), version (2), from version 02 on the jurisdiction's version (2),
number of subfiles (2), then per subfile type (2), offset (4), length (4); the subfiles follow without
gaps. A subfile opens with its type, its elements end with LF, the last one with CR. The barcode is
unsigned: agreeing with the front is necessary, never sufficient.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bonafide.engine.document.barcodes.issuers import ISSUERS
from bonafide.engine.evidence import BarcodeRead

_OPENING = "@\n\x1e\r"
_NEWEST = 11
_FILE_TYPES = ("ANSI ", "AAMVA")
_HEAD = re.compile(r"([0-9]{6})([0-9]{2})")
_ENTRY = re.compile(r"([A-Z]{2})([0-9]{4})([0-9]{4})")
_ELEMENT = re.compile(r"[A-Z]{2}[A-Z0-9]")

_ALWAYS = ("DAQ", "DBA", "DBB", "DBC", "DAG", "DAI", "DAJ", "DAK")
_SINCE_2 = ("DCS", "DBD", "DCF", "DCG", "DAU", "DAY")
_SINCE_4 = ("DAC", "DAD", "DDE", "DDF", "DDG")
_LICENCE_SINCE_2 = ("DCA", "DCB", "DCD")
_TRUNCATION = {"DDE": "name_last", "DDF": "name_first", "DDG": "name_middle"}
_DATES = {"DBB": "birthdate", "DBA": "expiration_date", "DBD": "issue_date"}
_SEXES = {"1": "M", "2": "F", "9": "X", "M": "M", "F": "F"}
_COUNTRIES = ("USA", "CAN")
_PLAIN = {
    "DAQ": "document_number",
    "DCS": "name_last",
    "DAC": "name_first",
    "DAD": "name_middle",
    "DCU": "name_suffix",
    "DAG": "address_street",
    "DAH": "address_street_2",
    "DAI": "address_city",
    "DAJ": "address_subdivision",
    "DAK": "address_postal_code",
    "DCF": "document_discriminator",
    "DCK": "inventory_number",
    "DAU": "height",
    "DAY": "eyes",
    "DCA": "vehicle_class",
}
_CONTRADICTIONS = frozenset({"country", "jurisdiction", "dates", "date", "date_order", "sex", "truncation"})
_EMPTY = {"NONE", "UNAVL", "UNAVAIL", ""}


@dataclass(frozen=True, slots=True)
class Header:
    """Header as printed: issuer number, versions, and per subfile its type, offset and length in bytes."""

    issuer: str
    version: int
    jurisdiction_version: int
    entries: tuple[tuple[str, int, int], ...]
    size: int


def is_aamva(text: str) -> bool:
    """Whether a barcode means to be an AAMVA one, well formed or not."""
    return text.startswith("@") and any(kind in text[:16] for kind in _FILE_TYPES)


def read_aamva(text: str, *, symbology: str = "PDF417") -> BarcodeRead:
    """Parse the payload (one character per byte). Never raises; `failed` names every rule that does not hold.

    Names: opening, file_type, issuer, version, entries, offset:DL, length:DL, type:DL, terminator:DL,
    elements:DL, trailing, subfile, missing:DAQ, date:DBB, date_order:DBB, sex, country, truncation:DDE,
    jurisdiction, dates. Fields are there only where the subfiles could be found where the header says.
    """
    failed: list[str] = []
    header = _header(text, failed)
    elements = _elements(text, header, failed) if header and not failed else {}
    fields = _fields(elements, header, failed) if header and elements else {}
    return BarcodeRead(symbology, text, "AAMVA", not failed, tuple(dict.fromkeys(failed)), fields)


def contradictions(read: BarcodeRead) -> tuple[str, ...]:
    """What a barcode of whole structure says against itself; empty where its header or elements are broken.

    country, jurisdiction, dates, date_order:DBB, date:DBB, sex, truncation:DDE. A forgery, a misprint, or an
    address in another state; no misreading: PDF417 corrects its errors or gives nothing.
    """
    kinds = {name.partition(":")[0] for name in read.failed}
    if not kinds <= _CONTRADICTIONS | {"missing"}:
        return ()
    return tuple(name for name in read.failed if not name.startswith("missing:"))


def _header(text: str, failed: list[str]) -> Header | None:
    if not text.startswith(_OPENING):
        failed.append("opening")
    start = len(_OPENING) + 5
    head = _HEAD.match(text, start)
    if text[len(_OPENING) : start] not in _FILE_TYPES or head is None:
        failed.append("file_type" if head else "issuer")
        return None
    version = int(head[2])
    if not 1 <= version <= _NEWEST:
        failed.append("version")
    if head[1] not in ISSUERS:
        failed.append("issuer")
    return _entries(text, head.end(), head[1], version, failed)


def _entries(text: str, at: int, issuer: str, version: int, failed: list[str]) -> Header | None:
    numbers = text[at : at + (2 if version == 1 else 4)]
    if not numbers.isascii() or not numbers.isdigit() or len(numbers) != (2 if version == 1 else 4):
        failed.append("entries")
        return None
    count, at = int(numbers[-2:]), at + len(numbers)
    found = [_ENTRY.match(text, at + 10 * i) for i in range(count)]
    entries = tuple((m[1], int(m[2]), int(m[3])) for m in found if m)
    if not count or len(entries) != count:
        failed.append("entries")
        return None
    return Header(issuer, version, int(numbers[:-2] or 0), entries, at + 10 * count)


def _elements(text: str, header: Header, failed: list[str]) -> dict[str, str]:
    """Elements of all subfiles.

    The first starts right after the header, each next where the one before ended.
    """
    expected = header.size
    elements: dict[str, str] = {}
    for kind, offset, length in header.entries:
        if offset != expected:
            failed.append(f"offset:{kind}")
        if offset + length > len(text):
            failed.append(f"length:{kind}")
        elements |= _subfile(text[offset : offset + length], kind, elements, failed)
        expected = offset + length
    if expected != len(text):
        failed.append("trailing")
    if not {kind for kind, _, _ in header.entries} & {"DL", "ID", "EN"}:
        failed.append("subfile")
    return elements


def _subfile(body: str, kind: str, seen: dict[str, str], failed: list[str]) -> dict[str, str]:
    if not body.startswith(kind):
        failed.append(f"type:{kind}")
        return {}
    if not body.endswith("\r") or "\r" in body[:-1]:
        failed.append(f"terminator:{kind}")
    out: dict[str, str] = {}
    for item in body[2:].rstrip("\r").removesuffix("\n").split("\n"):
        name, value = item[:3], item[3:]
        if not _ELEMENT.fullmatch(name) or name in out or name in seen:
            failed.append(f"elements:{kind}")
        else:
            out[name] = value.strip()
    return out


def _fields(elements: dict[str, str], header: Header, failed: list[str]) -> dict[str, str]:
    licence = any(kind == "DL" for kind, _, _ in header.entries)
    failed += [
        f"missing:{name}" for name in _mandatory(header.version, licence=licence) if name not in elements
    ]
    country, jurisdiction = ISSUERS.get(header.issuer, ("", ""))
    fields = {
        "issuing_state": country,
        "issuing_subdivision": jurisdiction,
        "document_code": "DL" if licence else "ID",
        "aamva_version": f"{header.version:02}",
        **{key: _text(elements.get(name, "")) for name, key in _PLAIN.items()},
        **_names_before_4(elements, header.version),
        **_sex(elements, failed),
        **_dates(elements, header.version, country, failed),
        **_truncation(elements, failed),
    }
    _agree(elements, fields, failed)
    return {key: value for key, value in fields.items() if value}


def _mandatory(version: int, *, licence: bool) -> tuple[str, ...]:
    if version == 1:
        return _ALWAYS
    names = _ALWAYS + _SINCE_2 + (_SINCE_4 if version >= 4 else ())
    return names + (_LICENCE_SINCE_2 if licence else ())


def _text(value: str) -> str:
    return "" if value.upper() in _EMPTY else value


def _names_before_4(elements: dict[str, str], version: int) -> dict[str, str]:
    """Version 01 has DAA (whole name, commas) or DAB, DAC, DAD; versions 02 and 03 have DCT."""
    if version >= 4:
        return {}
    if version > 1:
        given = elements.get("DCT", elements.get("DAC", "")).replace(",", " ").split()
        return {"name_first": " ".join(part for part in given if _text(part))}
    last, first, middle = ([*elements.get("DAA", "").split(","), "", "", ""])[:3]
    return {
        "name_last": _text(elements.get("DAB", last).strip()),
        "name_first": _text(elements.get("DAC", first).strip()),
        "name_middle": _text(elements.get("DAD", middle).strip()),
    }


def _sex(elements: dict[str, str], failed: list[str]) -> dict[str, str]:
    sex = _SEXES.get(elements.get("DBC", ""), "")
    if "DBC" in elements and not sex:
        failed.append("sex")
    return {"sex": sex}


def _dates(elements: dict[str, str], version: int, country: str, failed: list[str]) -> dict[str, str]:
    """ISO dates. The standard has CCYYMMDD in version 01 and in Canada, MMDDCCYY elsewhere."""
    year_first = version == 1 or elements.get("DCG", country) == "CAN"
    out = {}
    for name, key in _DATES.items():
        if name not in elements:
            continue
        out[key] = _date(elements[name], year_first=year_first)
        if not out[key]:
            other = _date(elements[name], year_first=not year_first)
            failed.append(f"date_order:{name}" if other else f"date:{name}")
    return out


def _date(text: str, *, year_first: bool) -> str:
    """ISO 8601, "" where no such day exists in the years 1850 to 2199."""
    if not re.fullmatch(r"[0-9]{8}", text):
        return ""
    year, month, day = (text[:4], text[4:6], text[6:]) if year_first else (text[4:], text[:2], text[2:4])
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return ""
    return found.isoformat() if 1850 <= found.year <= 2199 else ""


def _truncation(elements: dict[str, str], failed: list[str]) -> dict[str, str]:
    """T: truncated, N: not, U: unknown, for each of the three names."""
    out = {}
    for name, key in _TRUNCATION.items():
        if elements.get(name, "N") not in ("T", "N", "U"):
            failed.append(f"truncation:{name}")
        elif elements.get(name) == "T":
            out[f"{key}_truncated"] = "true"
    return out


def _agree(elements: dict[str, str], fields: dict[str, str], failed: list[str]) -> None:
    """Compare what the barcode says twice: country, jurisdiction, the order of its dates."""
    country = elements.get("DCG")
    if country is not None and (country not in _COUNTRIES or country != fields["issuing_state"]):
        failed.append("country")
    if fields["issuing_subdivision"] not in ("US", fields["address_subdivision"]):
        failed.append("jurisdiction")
    birth, issue, expiry = (fields.get(key, "") for key in ("birthdate", "issue_date", "expiration_date"))
    known = [d for d in (birth, issue, expiry) if d]
    if known != sorted(known):
        failed.append("dates")
