"""What the numbers on a document should look like: passport numbers by issuer, national numbers by scheme.

Passport forms are listed only where the form is well known; alternatives stand for older booklets still
valid. National numbers are looked for where cards and zones of the country hold them, and judged by
`bonafide.engine.document.numbers.judge`. A country that is in neither list gives not_applicable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from bonafide.checks.base import Verdict, failed, iso_country, not_applicable, passed
from bonafide.engine.document.numbers.judge import NumberFinding, compared, validate
from bonafide.engine.evidence import DocumentClass, DocumentEvidence, Field, Source

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

PERSONAL_NUMBERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ALB": ("nid",),
        "ARG": ("dni",),
        "BEL": ("nn",),
        "BGR": ("egn", "pnf"),
        "BIH": ("jmbg",),
        "CHL": ("run",),
        "CZE": ("rc", "rc_old"),
        "DNK": ("cpr",),
        "DOM": ("cedula",),
        "ECU": ("ci",),
        "EGY": ("id",),
        "ESP": ("dni", "nie"),
        "EST": ("ik",),
        "FIN": ("hetu",),
        "HKG": ("hkid",),
        "HRV": ("oib", "jmbg"),
        "IRN": ("melli",),
        "ISL": ("kt",),
        "ISR": ("zehut",),
        "KAZ": ("iin",),
        "KWT": ("civil",),
        "LKA": ("nic",),
        "LTU": ("ak",),
        "LVA": ("pk",),
        "MEX": ("curp",),
        "MKD": ("embg",),
        "MNE": ("jmbg",),
        "MUS": ("nid",),
        "MYS": ("nric",),
        "NLD": ("bsn",),
        "NOR": ("fnr",),
        "PAK": ("cnic",),
        "POL": ("pesel",),
        "ROU": ("cnp",),
        "SAU": ("id",),
        "SGP": ("nric",),
        "SRB": ("jmbg",),
        "SVK": ("rc", "rc_old"),
        "SVN": ("emso",),
        "SWE": ("pnr",),
        "THA": ("pin",),
        "TUR": ("tckn",),
        "TWN": ("id", "arc", "arc_old"),
        "URY": ("ci",),
        "UZB": ("pinfl",),
        "VNM": ("cccd",),
        "ZAF": ("id",),
    }
)
"""Country to the schemes that its passports or cards hold as personal number or in the optional data.

States leave these fields empty or use them otherwise, so that only a value of a scheme's form is judged."""

CARD_NUMBERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "CHN": ("ric", "prc", "hrp", "mtp", "eep"),
        "HKG": ("hkid",),
        "IDN": ("nik",),
        "IND": ("aadhaar", "epic", "pan"),
        "KOR": ("rrn",),
        "MAC": ("bir",),
        "MYS": ("nric",),
        "PAK": ("cnic",),
        "PRT": ("cc",),
        "SGP": ("nric",),
        "THA": ("pin",),
        "TWN": ("id", "arc", "arc_old"),
        "ZAF": ("id",),
    }
)
"""Country to the schemes of identity cards whose document number is the national number itself."""

_CARDS = (DocumentClass.IDENTITY_CARD, DocumentClass.RESIDENCE_PERMIT)

LOOSE_BIRTHS = frozenset(("AUT:vnr", "BEL:nn", "FRA:nir", "MYS:nric", "SWE:pnr", "UKR:rnokpp", "VNM:cccd"))
"""Schemes whose date may lawfully differ from the day of birth: days that ran out, registration days."""


def judge_numbers(evidence: DocumentEvidence) -> Verdict:
    """Judge every number of the document that has a known form.

    Fails with number_format_mismatch where a passport number lacks its issuer's form, a national number
    breaks a rule, or the birth date inside it is not the holder's. Another sex inside is counted and fails
    nothing: numbers are not always changed with it. Metadata counts; it holds no part of a number.
    """
    form = passport_form_holds(evidence)
    findings = list(national_numbers(evidence))
    cut = evidence.numbers
    if form is None and not findings and not cut:
        return not_applicable("invalid_country" if _has_number(evidence) else "missing_properties")
    against = [(f, compared(f, _value(evidence, "birthdate"), _value(evidence, "sex"))) for f in findings]
    births = sum(c["birthdate"] is False and f.scheme not in LOOSE_BIRTHS for f, c in against)
    births += sum(n.birthdate_agrees is False for n in cut)
    wrong = sum(f.valid is False for f in findings) + sum(n.valid is False for n in cut)
    counts = {
        "national_numbers": len(findings) + len(cut),
        "national_numbers_wrong": wrong,
        "check_digits_untested": sum(f.reason in ("form_only", "check_digit_not_public") for f in findings),
        "birthdates_differ": births,
        "sexes_differ": sum(c["sex"] is False for _, c in against) + sum(n.sex_agrees is False for n in cut),
    }
    broken = form is False or wrong or births
    return failed("number_format_mismatch", **counts) if broken else passed(**counts)


def passport_form_holds(evidence: DocumentEvidence) -> bool | None:
    """Whether the passport number has its issuer's form; None for no passport or where no form is listed."""
    form = PASSPORT_NUMBERS.get(iso_country(evidence.country) or "")
    number = _value(evidence, "document_number")
    if form is None or not number or evidence.document_class is not DocumentClass.PASSPORT:
        return None
    return form.fullmatch(number) is not None


def national_numbers(evidence: DocumentEvidence) -> Iterator[NumberFinding]:
    """Findings on the national numbers that the document holds. Values of another form give none.

    The exception: a card whose document number is the national number, read from a zone or barcode, must
    have the form. Printed text is read less surely, so that there another form may be a misreading.
    """
    country = iso_country(evidence.country) or ""
    for key in ("personal_number", "optional_data"):
        found = _judged(country, PERSONAL_NUMBERS.get(country, ()), _personal(evidence, key), evidence)
        if found is not None and found.reason != "wrong_form":
            yield found
    yield from _printed_beside(country, evidence)
    number = evidence.fields.get("document_number")
    if evidence.document_class in _CARDS and number is not None:
        found = _judged(country, CARD_NUMBERS.get(country, ()), number.value, evidence)
        if found is not None and (found.reason != "wrong_form" or _machine_read(number)):
            yield found


def _printed_beside(country: str, evidence: DocumentEvidence) -> Iterator[NumberFinding]:
    """Judge a national number in print beside a zone or barcode, only where its check digits show it read rightly."""
    printed = evidence.viz.fields.get("personal_number") if evidence.viz is not None else None
    own = evidence.fields.get("personal_number")
    if printed is None or (own is not None and own.source is Source.VIZ):
        return
    found = _judged(country, PERSONAL_NUMBERS.get(country, ()), printed.value, evidence)
    if found is not None and found.valid and not found.reason:
        yield found


def _judged(
    country: str, names: tuple[str, ...], value: str, evidence: DocumentEvidence
) -> NumberFinding | None:
    findings = [validate(country, name, value, today=evidence.today) for name in names if value.strip()]
    holding = [f for f in findings if f.valid is not False]
    fitting = [f for f in findings if f.reason != "wrong_form"]
    return next(iter(holding or fitting or findings), None)


def _personal(evidence: DocumentEvidence, key: str) -> str:
    """Give the personal number as issued. Romanian cards split theirs around the zone's date of birth."""
    value, birth = _value(evidence, key), _value(evidence, "birthdate")
    if evidence.country == "ROU" and re.fullmatch(r"\d{7}", value) and len(birth) == len("YYYY-MM-DD"):
        return value[0] + birth[2:].replace("-", "") + value[1:]
    return value


def _machine_read(number: Field) -> bool:
    return number.source is not Source.VIZ


def _has_number(evidence: DocumentEvidence) -> bool:
    return bool(_value(evidence, "document_number"))


def _value(evidence: DocumentEvidence, key: str) -> str:
    field = evidence.fields.get(key)
    return field.value.strip() if field is not None else ""
