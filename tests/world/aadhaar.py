"""Aadhaar QR codes of invented people, signed by a test key; written apart from the engine's parser."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Holder:
    """Whom a code names."""

    name: str = "Asha Rao"
    number: str = "994105012789"
    born: date = date(1990, 3, 4)
    gender: str = "F"
    town: str = "Mysuru"
    state: str = "Karnataka"
    pin: str = "570001"


ASHA = Holder()


@cache
def key(number: int = 0) -> Any:
    """A private key of an authority of the tests; `number` tells them apart."""
    del number
    return rsa.generate_private_key(65537, 2048)


def certificate(number: int = 0, *, pem: bool = False) -> bytes:
    """The authority's own certificate, DER or PEM."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Test authority {number}")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key(number).public_key())
        .serial_number(number + 1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2030, 1, 1, tzinfo=UTC))
        .sign(key(number), hashes.SHA256())
    )
    form = serialization.Encoding.PEM if pem else serialization.Encoding.DER
    return made.public_bytes(form)


def signed_bytes(
    who: Holder = ASHA, *, version: int = 1, photo: bytes = b"\xff\x4f\xff\x51photo\xff"
) -> bytes:
    """What is signed: fields ended by 255, then the photograph and two digests."""
    address = ["S/O Someone", "Mysuru", "Near the lake", "12", "Old Town", who.pin, "Head Office", who.state]
    texts = [
        "3",
        f"{who.number[-4:]}20240301120000123",
        who.name,
        who.born.strftime("%d-%m-%Y"),
        who.gender,
        *address,
        "Temple Street",
        "Mysuru South",
        who.town,
    ]
    if version > 1:
        texts = [f"V{version}", *texts, "4321"]
    return b"".join(one.encode("latin-1") + b"\xff" for one in texts) + photo + bytes(range(64))


def packed(data: bytes) -> str:
    """Bytes as the digits of a secure code."""
    return _digits(int.from_bytes(gzip.compress(data, mtime=0), "big"))


def _digits(number: int) -> str:
    """Write a large number without Python's limit on one conversion."""
    if number < 10**4000:
        return str(number)
    head, tail = divmod(number, 10**4000)
    return _digits(head) + str(tail).zfill(4000)


def secure(who: Holder = ASHA, *, version: int = 1, by: int = 0, changed: Holder | None = None) -> str:
    """A whole secure code; with `changed` it says something else than was signed."""
    signature = key(by).sign(signed_bytes(who, version=version), padding.PKCS1v15(), hashes.SHA256())
    return packed(signed_bytes(changed or who, version=version) + signature)


def xml(who: Holder = ASHA, **more: str) -> str:
    """A code of the older form."""
    given = {
        "uid": who.number,
        "name": who.name,
        "gender": who.gender,
        "yob": str(who.born.year),
        "co": "S/O Someone",
        "house": "12",
        "vtc": who.town,
        "dist": "Mysuru",
        "state": who.state,
        "pc": who.pin,
        "dob": who.born.strftime("%d/%m/%Y"),
    } | more
    inside = " ".join(f'{key}="{value}"' for key, value in given.items())
    return f'<?xml version="1.0" encoding="UTF-8"?> <PrintLetterBarcodeData {inside}/>'


def other(**changes: Any) -> Holder:
    """Somebody who differs from the usual holder in this."""
    return replace(ASHA, **changes)
