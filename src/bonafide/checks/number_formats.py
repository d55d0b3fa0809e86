"""Forms of passport numbers as issuers print them, listed only where the form is well known.

A country that is not here gives not_applicable. Alternatives stand for older booklets still valid.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

_FORMS = {
    "AUS": r"[A-Z]{1,2}\d{7}",
    "BRA": r"[A-Z]{2}\d{6}",
    "CAN": r"[A-Z]{2}\d{6}|[A-Z]\d{6}[A-Z]{2}",
    "DEU": r"[CFGHJKLMNPRTVWXYZ0-9]{9}",
    "ESP": r"[A-Z]{2}[A-Z0-9]\d{6}",
    "FRA": r"\d{2}[A-Z]{2}\d{5}",
    "GBR": r"\d{9}",
    "IND": r"[A-Z]\d{7}",
    "IRL": r"[A-Z]{1,2}\d{7}",
    "ITA": r"[A-Z]{2}\d{7}|[A-Z]\d{6}|\d{6}[A-Z]",
    "JPN": r"[A-Z]{2}\d{7}",
    "NLD": r"[A-NP-Z]{2}[A-NP-Z0-9]{6}\d",
    "POL": r"[A-Z]{2}\d{7}",
    "USA": r"[A-Z]?\d{8}|\d{9}",
}

PASSPORT_NUMBERS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {country: re.compile(form) for country, form in _FORMS.items()},
)
"""Country (ISO 3166 alpha-3) to the form of an ordinary passport's number, without fillers."""
