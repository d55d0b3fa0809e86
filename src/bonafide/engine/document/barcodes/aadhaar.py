"""The QR codes of Aadhaar letters and cards (UIDAI, secure QR code, user manual of 15 March 2019, chapter 3).

The secure form is one large number in digits. Its bytes are gzip; inside, fields in ISO 8859-1 end with the byte 255:
a version where it is 2 or later, which digests follow, the reference (last four digits of the number, time of
signing), name, birth date, gender, and eleven parts of the address; from version 2 on the last four digits of the
telephone. Then come a photograph, digests of e-mail and telephone, and last an RSA signature of 256 bytes with
SHA-256 over everything before it. The older form is XML: unsigned, with the number whole.

Photograph and digests are not taken over; the signature vouches for them as for the rest.
"""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bonafide.engine.document.barcodes.authority import signed_by
from bonafide.engine.evidence import BarcodeRead
from bonafide.errors import InvalidInputError

STANDARD = "AADHAAR"
VALID, INVALID, NO_CERTIFICATE, UNSIGNED = "valid", "invalid", "no_certificate", "unsigned"
"""What `BarcodeRead.signature` says of a code of this standard."""

_LEAST_DIGITS, _MOST_DIGITS = 500, 7_089
"""The most is what a QR code holds; a signature alone has 617."""
_MOST_BYTES = 20_000
"""A payload unpacked; real ones have two to four thousand."""
_GZIP = 31
_END = 255
_SIGNATURE = 256
_ADDRESS = (
    *("care_of", "district", "landmark", "house", "location", "pin_code", "post_office", "state", "street"),
    *("sub_district", "town"),
)
_PRINTED_ORDER = (
    "house",
    "street",
    "landmark",
    "location",
    "town",
    "post_office",
    "sub_district",
    "district",
)
_NAMES = ("digests", "reference", "name", "birthdate", "gender", *_ADDRESS)
_SEXES = {"M": "M", "MALE": "M", "F": "F", "FEMALE": "F", "T": "X", "TRANSGENDER": "X"}
_OPENING = "<PrintLetterBarcodeData"
_XML = {
    "co": "care_of",
    "dist": "district",
    "lm": "landmark",
    "house": "house",
    "loc": "location",
    "pc": "pin_code",
    "po": "post_office",
    "state": "state",
    "street": "street",
    "subdist": "sub_district",
    "vtc": "town",
}
_ELEMENT = re.compile(
    r'(?:<\?xml[^<>]{0,100}\?>\s*)?<PrintLetterBarcodeData((?:\s+\w{1,20}="[^"<]{0,300}")+)\s*/>'
)
_ATTRIBUTE = re.compile(r'(\w+)="([^"<]*)"')
_MOST_XML = 4_000


@dataclass(frozen=True, slots=True)
class Aadhaar:
    """What a code says. `version` 1 or later, 0 for XML; `signed` and `signature` are empty there."""

    version: int
    fields: Mapping[str, str]
    signed: bytes = b""
    signature: bytes = b""


def is_aadhaar(text: str) -> bool:
    """Whether a QR code means to be an Aadhaar one: a number of many digits, or the element of the older form."""
    digits = _LEAST_DIGITS <= len(text) <= _MOST_DIGITS and text.isascii() and text.isdigit()
    return digits or _OPENING in text[:200]


def read_aadhaar(text: str, *, symbology: str = "QRCode") -> BarcodeRead:
    """Parse the payload. Never raises; `failed` names the rule that does not hold, as `parse_aadhaar`."""
    try:
        fields = parse_aadhaar(text).fields
    except InvalidInputError as error:
        return BarcodeRead(symbology, text, STANDARD, failed=(error.code,))
    return BarcodeRead(symbology, text, STANDARD, valid=True, fields=fields)


def settle(read: BarcodeRead | None, certificates: Sequence[bytes]) -> BarcodeRead | None:
    """Judge the signature of an Aadhaar code, and drop its payload: the photograph and digests are not kept.

    `certificates` are those of the authority, DER or PEM. Other barcodes stay as they are.
    """
    if read is None or read.standard != STANDARD:
        return read
    said = _judged(read.text, certificates) if read.valid else ""
    return replace(read, text="", signature=said)


def parse_aadhaar(text: str) -> Aadhaar:
    """Parse a payload of either form.

    Raises:
        InvalidInputError: qr_form (neither form), qr_not_compressed, qr_too_large, qr_fields_missing,
            qr_signature_missing, qr_reference, qr_birthdate, qr_gender, qr_name_missing.

    """
    if _OPENING in text[:200]:
        return Aadhaar(0, _from_xml(text))
    if not is_aadhaar(text):
        raise InvalidInputError("This is no Aadhaar code.", code="qr_form")
    data = _unpacked(_bytes_of(text))
    values, end = _values(data)
    if len(data) - end < _SIGNATURE:
        raise InvalidInputError("The code ends before its signature.", code="qr_signature_missing")
    version = int(values.pop("version", "1"))
    reference = values["reference"]
    if not re.fullmatch(r"\d{4}20\d{15}", reference):
        raise InvalidInputError("The code's reference is malformed.", code="qr_reference")
    fields = _fields(values, personal_number="*" * 8 + reference[:4], signed_on=_signed_on(reference[4:12]))
    return Aadhaar(version, fields, data[:-_SIGNATURE], data[-_SIGNATURE:])


def _judged(text: str, certificates: Sequence[bytes]) -> str:
    parsed = parse_aadhaar(text)
    if not parsed.signature:
        return UNSIGNED
    if not certificates:
        return NO_CERTIFICATE
    return VALID if signed_by(certificates, parsed.signature, parsed.signed) else INVALID


def _bytes_of(digits: str) -> bytes:
    """The number's bytes, most significant first. In two steps: Python converts 4,300 digits at once."""
    head, tail = digits[:-4_000], digits[-4_000:]
    number: int = int(head or "0") * 10 ** len(tail) + int(tail)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _unpacked(data: bytes) -> bytes:
    unpack = zlib.decompressobj(_GZIP)
    try:
        found = unpack.decompress(data, _MOST_BYTES)
    except zlib.error as error:
        raise InvalidInputError(
            "The code is not compressed as it should be.", code="qr_not_compressed"
        ) from error
    if unpack.unconsumed_tail:
        raise InvalidInputError("The code unpacks to too much.", code="qr_too_large")
    if not unpack.eof or unpack.unused_data:
        raise InvalidInputError("The code is not compressed as it should be.", code="qr_not_compressed")
    return found


def _values(data: bytes) -> tuple[dict[str, str], int]:
    """The fields by name, and where the last one ends."""
    names, start = list(_NAMES), 0
    if re.match(rb"V[2-9]\xff", data):
        names = ["version", *names, "telephone_end"]
    values: dict[str, str] = {}
    for name in names:
        end = data.find(bytes([_END]), start)
        if end < 0:
            raise InvalidInputError("The code has too few fields.", code="qr_fields_missing")
        values[name] = data[start:end].decode("latin-1").strip()
        start = end + 1
    values["version"] = values.get("version", "V1")[1:]
    return values, start


def _fields(values: Mapping[str, str], **more: str) -> dict[str, str]:
    if not values.get("name"):
        raise InvalidInputError("The code has no name.", code="qr_name_missing")
    sex = _SEXES.get(values.get("gender", "").upper())
    if sex is None:
        raise InvalidInputError("The code's gender is none.", code="qr_gender")
    parts = [values[key] for key in _PRINTED_ORDER if values.get(key)]
    fields = {
        "issuing_state": "IND",
        "name_full": values["name"],
        "birthdate": _birthdate(values.get("birthdate", "")),
        "sex": sex,
        "address": ", ".join(parts),
        "address_subdivision": values.get("state", ""),
        "address_postal_code": values.get("pin_code", ""),
        "care_of": values.get("care_of", ""),
        **more,
    }
    return {key: value for key, value in fields.items() if value}


def _birthdate(text: str) -> str:
    """The ISO day; empty where only a year or nothing is given. Raises InvalidInputError (qr_birthdate)."""
    if not text or re.fullmatch(r"\d{4}", text):
        return ""
    for form in ("%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a day, not an instant
        except ValueError:
            continue
    raise InvalidInputError("The code's birth date is none.", code="qr_birthdate")


def _signed_on(digits: str) -> str:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).isoformat()
    except ValueError as error:
        raise InvalidInputError("The code's reference is malformed.", code="qr_reference") from error


def _from_xml(text: str) -> dict[str, str]:
    """Fields of the older form. Only one flat element is taken: no document type, no entities of its own."""
    found = _ELEMENT.fullmatch(text.strip().lstrip("\ufeff")) if len(text) <= _MOST_XML else None
    if found is None:
        raise InvalidInputError("This is no Aadhaar code.", code="qr_form")
    given = {key: html.unescape(value).strip() for key, value in _ATTRIBUTE.findall(found[1])}
    values = {name: given[key] for key, name in _XML.items() if key in given}
    values |= {"name": given.get("name", ""), "gender": given.get("gender", "")}
    values["birthdate"] = given.get("dob") or given.get("yob", "")
    number = given.get("uid", "")
    if not re.fullmatch(r"\d{12}|[xX*]{8}\d{4}", number):
        raise InvalidInputError("The code's number is malformed.", code="qr_reference")
    return _fields(values, personal_number=re.sub("[xX]", "*", number))
