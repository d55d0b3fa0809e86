"""Issuing states and nationalities that a machine readable zone may name (ICAO Doc 9303-3, section 5)."""

from __future__ import annotations

from functools import lru_cache

SPECIMEN = "UTO"

GERMANY = "D"

_UNITED_KINGDOM = ("GBD", "GBN", "GBO", "GBP", "GBS")
_UNITED_NATIONS = ("UNO", "UNA", "UNK")
_ORGANISATIONS = ("EUE", "IAO", "XBA", "XIM", "XCC", "XCE", "XCO", "XEC", "XMP", "XOM", "XPO", "XDC", "XES")
_STATELESS_AND_REFUGEES = ("XXA", "XXB", "XXC", "XXX")
_IN_USE = ("RKS", "NTZ")
"""RKS: Kosovo, not in ISO 3166. NTZ: neutral zone, reserved in 9303-3."""

SPECIAL = frozenset(
    (
        GERMANY,
        SPECIMEN,
        *_UNITED_KINGDOM,
        *_UNITED_NATIONS,
        *_ORGANISATIONS,
        *_STATELESS_AND_REFUGEES,
        *_IN_USE,
    )
)


@lru_cache(maxsize=1)
def codes() -> frozenset[str]:
    """Every code that may stand in the fields of issuing state and nationality, without fillers."""
    from iso3166 import countries_by_alpha3  # noqa: PLC0415 - once per process

    return frozenset(countries_by_alpha3) | SPECIAL


def is_code(text: str) -> bool:
    """Whether a three-character field, fillers included, names a state or an ICAO special code."""
    return text.rstrip("<") in codes() and len(text.rstrip("<")) in (1, 3)


def may_leave_nationality_open(issuing_state: str) -> bool:
    """Whether cards of this state carry `<<<` as nationality: Macau's name none."""
    return issuing_state == "MAC"


def alpha3(code: str) -> str:
    """ISO 3166 alpha-3 where one exists for the field's code (D is Germany), else the ICAO code itself."""
    bare = code.rstrip("<")
    return "DEU" if bare == GERMANY else bare
