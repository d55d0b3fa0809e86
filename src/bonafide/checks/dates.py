"""Checks of dates: expiry, plausibility, age. The day they are judged for is always an argument."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from itertools import pairwise

from bonafide.checks.base import Context, Kind, Verdict, failed, judged, not_applicable, passed
from bonafide.checks.registry import Registry, Room
from bonafide.engine.document.viz.values import NEVER
from bonafide.engine.evidence import DocumentEvidence, Source

CHECKS = Registry(Room.DOCUMENT)
FRAUD, USER = Kind.FRAUD, Kind.USER_ACTION_REQUIRED
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")

Span = tuple[date, date]
"""First and last day that a written date can mean; both equal for a full date."""


class UnreadableDateError(ValueError):
    """A field holds something that is no date."""


@CHECKS.add("id_expired_detection", USER, "no_expiration_date", "invalid_dates", "document_expired")
def expired(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that the document is valid today, its last day included, or states that it does not expire.

    Metadata `endless` is 1 where the document states that it does not expire. Print alone states that only where
    there is no machine readable part.
    """
    if _is_endless(evidence):
        return passed(endless=1)
    try:
        span = written(evidence, "expiration_date")
    except UnreadableDateError:
        return failed("invalid_dates")
    if span is None:
        return not_applicable("no_expiration_date")
    return passed() if span[0] >= ctx.today else failed("document_expired")


@CHECKS.add("id_valid_dates_detection", FRAUD, "missing_birthdate", "invalid_dates")
def valid_dates(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that birth, issue and expiry are real dates, follow one another, and lie where they can."""
    try:
        birth, issue, expiry = (written(evidence, k) for k in ("birthdate", "issue_date", "expiration_date"))
    except UnreadableDateError:
        return failed("invalid_dates")
    if birth is None:
        return not_applicable("missing_birthdate")
    order = [span for span in (birth, issue, expiry) if span is not None]
    follows = all(earlier[0] < later[1] for earlier, later in pairwise(order))
    past = all(span[0] <= ctx.today for span in (birth, issue) if span is not None)
    plausible = years_between(birth[1], ctx.today) <= ctx.limits.age_max
    return judged([] if follows and past and plausible else ["invalid_dates"], dates=len(order))


@CHECKS.add(
    "id_age_comparison",
    USER,
    "missing_birthdate",
    "invalid_dates",
    "birthdate_incomplete",
    "age_outside_limits",
)
def age(evidence: DocumentEvidence, ctx: Context) -> Verdict:
    """Check that the holder has reached the least age asked for.

    A birth date with unknown day or month passes only where the latest possible day is early enough.
    Metadata `certain` is 1 where the date comes from a machine readable part whose own tests hold.
    """
    try:
        born = written(evidence, "birthdate")
    except UnreadableDateError:
        return not_applicable("invalid_dates")
    if born is None:
        return not_applicable("missing_birthdate")
    numbers = {"min_age": ctx.min_age, "certain": int(_certain(evidence))}
    if years_between(born[0], ctx.today) < ctx.min_age:
        return failed("age_outside_limits", **numbers)
    if years_between(born[1], ctx.today) < ctx.min_age:
        return not_applicable("birthdate_incomplete", **numbers)
    return passed(**numbers)


def years_between(start: date, end: date) -> int:
    """Whole years from start to end; one born on 29 February comes of age on 1 March in other years."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def written(evidence: DocumentEvidence, key: str) -> Span | None:
    """Read the field as ISO 8601 (YYYY, YYYY-MM or YYYY-MM-DD). None where it is missing, or an expiry that never is.

    Raises UnreadableDateError where the field holds no such date.
    """
    datum = evidence.fields.get(key)
    if datum is None or not datum.value.strip() or datum.value == NEVER:
        return None
    found = _ISO.fullmatch(datum.value.strip())
    if found is None:
        raise UnreadableDateError(key)
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        return _span(year or 0, month, day)
    except ValueError:
        raise UnreadableDateError(key) from None


def _span(year: int, month: int | None, day: int | None) -> Span:
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if day is None:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


def _is_endless(evidence: DocumentEvidence) -> bool:
    datum = evidence.fields.get("expiration_date")
    if datum is None or datum.value != NEVER:
        return False
    return datum.source is not Source.VIZ or (evidence.mrz is None and evidence.barcode is None)


def _certain(evidence: DocumentEvidence) -> bool:
    source = evidence.fields["birthdate"].source
    if source is Source.MRZ:
        return evidence.mrz is not None and evidence.mrz.valid
    return source is Source.BARCODE and evidence.barcode is not None and evidence.barcode.valid
