"""Payloads for the barcodes of invented North American licences, built apart from the engine's parser.

Layout and elements: AAMVA DL/ID Card Design Standard, annex D (versions 01 to 10) and its 2025 edition (11).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

VERSIONS = tuple(range(1, 12))

JURISDICTIONS: dict[str, tuple[str, str, str]] = {
    "VA": ("636000", "USA", "VIRGINIA"),
    "NY": ("636001", "USA", "NEW YORK"),
    "CA": ("636014", "USA", "CALIFORNIA"),
    "TX": ("636015", "USA", "TEXAS"),
    "FL": ("636010", "USA", "FLORIDA"),
    "WA": ("636045", "USA", "WASHINGTON"),
    "ON": ("636012", "CAN", "ONTARIO"),
    "BC": ("636028", "CAN", "BRITISH COLUMBIA"),
    "AB": ("604432", "CAN", "ALBERTA"),
    "QC": ("604428", "CAN", "QUEBEC"),
}
"""Code to issuer number, country and the name printed on top."""

_FAMILY = (
    "SAMPLE",
    "OKAFOR",
    "LINDQVIST",
    "NGUYEN",
    "O'HARA",
    "MOREAU",
    "SMITH-JONES",
    "TANAKA",
    "DE LA CRUZ",
)
_GIVEN = ("MICHAEL", "INES", "GRACE", "TOMASZ", "LEILA", "DANIEL", "YUKI", "CLARA", "IDRIS", "WEI")
_STREETS = ("OAK ST", "WEST BROAD STREET", "ELM AVE", "LAKE SHORE DR", "17TH ST NW", "MAPLE CRESCENT")
_CITIES = ("ANYTOWN", "RICHMOND", "SPRINGFIELD", "RIVERSIDE", "FAIRVIEW", "GREENVILLE")
_EYES = ("BRO", "BLU", "GRN", "HAZ", "GRY")


@dataclass(frozen=True, slots=True)
class Licence:
    """What one licence or identity card says. `kind` is DL or ID; `version` 1 to 11."""

    jurisdiction: str
    version: int
    kind: str
    name_last: str
    name_first: str
    name_middle: str
    birthdate: date
    issued: date
    expires: date
    number: str
    sex: str
    eyes: str
    street: str
    city: str
    postal: str
    discriminator: str
    truncated: str = ""
    """Which names the card has not room for: any of DDE, DDF, DDG, separated by blanks."""

    @property
    def issuer(self) -> str:
        """The issuer identification number."""
        return JURISDICTIONS[self.jurisdiction][0]

    @property
    def country(self) -> str:
        """ISO 3166 alpha-3."""
        return JURISDICTIONS[self.jurisdiction][1]


def invented(seed: int, *, version: int | None = None, jurisdiction: str = "", kind: str = "") -> Licence:
    """Make up a holder and a card; the same for the same arguments."""
    random = np.random.default_rng(seed)

    def pick(choices: tuple[str, ...]) -> str:
        return choices[int(random.integers(len(choices)))]

    def digits(count: int) -> str:
        return "".join(str(d) for d in random.integers(0, 10, count))

    born = date(int(random.integers(1950, 2003)), int(random.integers(1, 13)), int(random.integers(1, 29)))
    issued = date(int(random.integers(2020, 2026)), int(random.integers(1, 13)), int(random.integers(1, 29)))
    return Licence(
        jurisdiction=jurisdiction or pick(tuple(JURISDICTIONS)),
        version=version or int(random.integers(1, 12)),
        kind=kind or pick(("DL", "DL", "ID")),
        name_last=pick(_FAMILY),
        name_first=pick(_GIVEN),
        name_middle=pick((*_GIVEN, "")),
        birthdate=born,
        issued=issued,
        expires=date(issued.year + 8, born.month, born.day),
        number=pick(("D", "S", "T", "")) + digits(8),
        sex=pick(("1", "2", "9")),
        eyes=pick(_EYES),
        street=f"{int(random.integers(1, 9999))} {pick(_STREETS)}",
        city=pick(_CITIES),
        postal=digits(9),
        discriminator=digits(int(random.integers(10, 24))),
    )


def with_one_name(card: Licence) -> Licence:
    """The same card for somebody who has one name: the standard writes NONE for what is not there."""
    return replace(card, name_first="NONE", name_middle="NONE")


def elements(card: Licence) -> dict[str, str]:
    """Elements of the DL or ID subfile in the order in which they are written."""
    day = _day_of(card)
    found = {"DAQ": card.number, **_names(card)}
    if card.kind == "DL":
        found |= (
            {"DAR": "C", "DAS": "", "DAT": ""}
            if card.version == 1
            else {"DCA": "C", "DCB": "NONE", "DCD": "NONE"}
        )
    found |= {
        "DBD": day(card.issued),
        "DBB": day(card.birthdate),
        "DBA": day(card.expires),
        "DBC": {"1": "M", "2": "F"}.get(card.sex, "M") if card.version == 1 else card.sex,
        "DAU": "175 cm" if card.country == "CAN" else "069 in",
        "DAY": card.eyes,
        "DAG": card.street,
        "DAI": card.city,
        "DAJ": card.jurisdiction,
        "DAK": "K1A 0B1    " if card.country == "CAN" else f"{card.postal}  ",
    }
    if card.version > 1:
        found |= {"DCF": card.discriminator, "DCG": card.country}
    return found | _later(card)


def _day_of(card: Licence) -> Callable[[date], str]:
    year_first = card.version == 1 or card.country == "CAN"
    return lambda day: day.strftime("%Y%m%d" if year_first else "%m%d%Y")


def _names(card: Licence) -> dict[str, str]:
    given = ",".join(part for part in (card.name_first, card.name_middle) if part)
    if card.version == 1:
        return {"DAA": f"{card.name_last},{given}"}
    if card.version < 4:
        return {"DCS": card.name_last, "DCT": given}
    flags = {name: "T" if name in card.truncated.split() else "N" for name in ("DDE", "DDF", "DDG")}
    return {
        "DCS": card.name_last,
        "DDE": flags["DDE"],
        "DAC": card.name_first,
        "DDF": flags["DDF"],
        "DAD": card.name_middle or "NONE",
        "DDG": flags["DDG"],
    }


def _later(card: Licence) -> dict[str, str]:
    """Optional elements that came with later versions."""
    found: dict[str, str] = {}
    if card.version >= 4:
        found |= {"DAW": "165", "DAZ": "BRO", "DCK": f"{card.number}0101"}
    if card.version >= 6 and card.country == "USA":
        found |= {"DDA": "F", "DDB": "07162021"}
    if card.version >= 9:
        found |= {"DDK": "1"}
    if card.version >= 11:
        found |= {"DDN": "0"}
    return found


def payload(card: Licence, *, extra: bool = True) -> str:
    """One character per byte, header with exact offsets and lengths; `extra` adds a jurisdiction's subfile."""
    bodies = [(card.kind, card.kind + "\n".join(k + v for k, v in elements(card).items()) + "\r")]
    if extra:
        kind = f"Z{card.jurisdiction[0]}"
        bodies.append((kind, f"{kind}{kind}ABRN\n{kind}B{card.number[-4:]}\r"))
    return assembled(card.issuer, card.version, bodies)


def assembled(issuer: str, version: int, bodies: list[tuple[str, str]]) -> str:
    """Put a header before subfiles of (type, body with its type)."""
    head = f"@\n\x1e\rANSI {issuer}{version:02}" + ("" if version == 1 else "01") + f"{len(bodies):02}"
    offset = len(head) + 10 * len(bodies)
    table = ""
    for name, body in bodies:
        table += f"{name}{offset:04}{len(body):04}"
        offset += len(body)
    return head + table + "".join(body for _, body in bodies)
