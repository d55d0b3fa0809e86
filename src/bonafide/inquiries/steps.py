"""Where the applicant stands. Derived from rows only, so a closed tab or another device loses nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction

from bonafide.accounts.models import Environment
from bonafide.engine.evidence import DocumentClass
from bonafide.errors import ConflictError, InvalidInputError
from bonafide.inquiries import again
from bonafide.inquiries.facts import Facts, Try
from bonafide.inquiries.models import (
    CaptureKind,
    CaptureState,
    ChipState,
    Decision,
    Inquiry,
    InquirySession,
    InquiryStatus,
    Outcome,
    Verification,
    VerificationKind,
    VerificationStatus,
)
from bonafide.policy import countries
from bonafide.policy.templates import template as find_template
from bonafide.rows import hold


class Step(StrEnum):
    """The page the applicant sees."""

    CONSENT = "consent"
    SELECT = "select"
    DOCUMENT_FRONT = "document_front"
    DOCUMENT_BACK = "document_back"
    READING = "reading"
    SELFIE = "selfie"
    IN_HAND = "in_hand"
    WORKING = "working"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the work: waiting, running or done."""

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the work stands."""

    step: Step
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What the applicant is told; reasons are codes of `bonafide.policy.reasons`."""

    outcome: str
    reasons: tuple[str, ...] = ()
    retake: tuple[str, ...] = ()
    attempts_left: int = 0
    next_step: str = ""


_OVER = {
    InquiryStatus.APPROVED,
    InquiryStatus.DECLINED,
    InquiryStatus.NEEDS_REVIEW,
    InquiryStatus.EXPIRED,
    InquiryStatus.FAILED,
}
NO_TRY = 0
"""Number of the try that a chip belongs to whose document was given up before it was shown."""
_LIVE = {VerificationStatus.SUBMITTED, VerificationStatus.PASSED}


def latest(inquiry: Inquiry, kind: VerificationKind) -> Verification | None:
    """The newest try at a kind of evidence."""
    return inquiry.verifications.filter(kind=kind).order_by("-attempt").first()


def open_retry(inquiry: Inquiry) -> Decision | None:
    """The "try again" on which the person has not acted yet: no newer try was begun."""
    last = inquiry.decisions.order_by("-decided_at").first()
    if last is None or last.outcome != Outcome.RETRY:
        return None
    return None if inquiry.verifications.filter(created_at__gt=last.decided_at).exists() else last


def current(inquiry: Inquiry) -> Step:
    """The step the applicant is at."""
    return _current(inquiry, Facts(inquiry))


def _current(inquiry: Inquiry, facts: Facts) -> Step:
    if inquiry.redacted_at is not None or inquiry.status in _OVER:
        return Step.RESULT
    if not facts.consented:
        return Step.CONSENT
    if facts.asked_again:
        return Step.RESULT
    return _evidence_step(inquiry, facts)


def _evidence_step(inquiry: Inquiry, facts: Facts) -> Step:
    if not again.is_again(inquiry):
        document = facts.newest(VerificationKind.GOVERNMENT_ID)
        if document is None or document.status not in _LIVE:
            return _document_step(inquiry, document)
        if document.examined_at is None:
            return Step.READING
    selfie = facts.newest(VerificationKind.SELFIE)
    if selfie is None or selfie.status not in _LIVE:
        return _face_step(inquiry, selfie)
    return Step.WORKING


def _face_step(inquiry: Inquiry, selfie: Try | None) -> Step:
    half_done = selfie is not None and selfie.status == VerificationStatus.INITIATED and selfie.selfie_id
    return Step.IN_HAND if half_done and needs_in_hand(inquiry) else Step.SELFIE


def _document_step(inquiry: Inquiry, document: Try | None) -> Step:
    if not inquiry.selected_class:
        return Step.SELECT
    half_done = document is not None and document.status == VerificationStatus.INITIATED and document.front_id
    return Step.DOCUMENT_BACK if half_done and needs_back(inquiry) else Step.DOCUMENT_FRONT


def needs_back(inquiry: Inquiry) -> bool:
    """Whether the chosen document has a second side to show."""
    return _has_back(inquiry.environment, inquiry.selected_country, inquiry.selected_class)


def _has_back(environment: Environment, country: str, document_class: str) -> bool:
    options = countries.options(country, sandbox=environment.sandbox) if country else ()
    return any(o.document_class == document_class and len(o.sides) > 1 for o in options)


def needs_in_hand(inquiry: Inquiry) -> bool:
    """Whether the document is held beside the face after the face was shown; a person looks without it."""
    return find_template(inquiry.template_id).asks_in_hand and not inquiry.human_route


@transaction.atomic
def select_document(session: InquirySession, *, country: str, document_class: str) -> Step:
    """Keep which document is going to be shown. Raises InvalidInputError (not_accepted), ConflictError."""
    inquiry = hold(Inquiry.objects.select_related("environment")).get(pk=session.inquiry_id)
    if current(inquiry) not in {Step.SELECT, Step.DOCUMENT_FRONT, Step.DOCUMENT_BACK}:
        raise ConflictError("The document can no longer be changed.", code="wrong_step")
    options = countries.options(country, sandbox=inquiry.environment.sandbox)
    if document_class not in {o.document_class for o in options}:
        raise InvalidInputError("This document is not accepted.", code="not_accepted")
    before = inquiry.selected_country, inquiry.selected_class
    inquiry.selected_country, inquiry.selected_class = country, DocumentClass(document_class).value
    inquiry.save()
    _chip_follows(inquiry, before)
    initiated = inquiry.verifications.filter(status=VerificationStatus.INITIATED)
    initiated.filter(kind=VerificationKind.GOVERNMENT_ID).update(status=VerificationStatus.CANCELED)
    return current(inquiry)


def _chip_follows(inquiry: Inquiry, before: tuple[str, str]) -> None:
    """A chip goes with its document: into the next try where the same one was chosen again, else nowhere."""
    last = latest(inquiry, VerificationKind.GOVERNMENT_ID)
    begun = last is not None and last.status == VerificationStatus.INITIATED
    following = last.attempt + 1 if last is not None else 1
    if before == (inquiry.selected_country, inquiry.selected_class):
        if begun and last is not None:
            _carry_chip(inquiry, last.attempt, following)
    elif before[1] and not begun:
        _carry_chip(inquiry, following, NO_TRY)


def _carry_chip(inquiry: Inquiry, attempt: int, to: int) -> None:
    """Judge what was read from a chip with another try than the one it came with."""
    inquiry.chip_readings.filter(state=ChipState.DONE, attempt=attempt).update(attempt=to)


@transaction.atomic
def start_again(session: InquirySession) -> Step:
    """Act on "try again": open a fresh try of exactly what has to be shown again."""
    inquiry = hold(Inquiry.objects.select_related("environment")).get(pk=session.inquiry_id)
    retry = open_retry(inquiry)
    if retry is None:
        return current(inquiry)
    if "selfie" in retry.retake:
        begin(inquiry, VerificationKind.SELFIE)
    elif "in_hand" in retry.retake:
        _in_hand_again(inquiry)
    if {"front", "back", "other_document"} & set(retry.retake):
        _document_again(inquiry, set(retry.retake))
    return current(inquiry)


def _in_hand_again(inquiry: Inquiry) -> None:
    """Ask for the document beside the face only: the challenge that was answered stands."""
    last = latest(inquiry, VerificationKind.SELFIE)
    again = begin(inquiry, VerificationKind.SELFIE)
    again.selfie = last.selfie if last is not None else None
    again.save()


def _document_again(inquiry: Inquiry, retake: set[str]) -> None:
    """Ask for what is missing only: another document, both sides, or the back to the front that is there."""
    last = latest(inquiry, VerificationKind.GOVERNMENT_ID)
    again = begin(inquiry, VerificationKind.GOVERNMENT_ID)
    if "other_document" in retake:
        inquiry.selected_country = inquiry.selected_class = ""
    elif last is not None:
        _carry_chip(inquiry, last.attempt, again.attempt)
    if not {"other_document", "front"} & retake and last is not None:
        again.front = last.front
        again.save()
        if _has_back(inquiry.environment, last.country_code, last.id_class):
            inquiry.selected_country, inquiry.selected_class = last.country_code, last.id_class
    inquiry.save()


def begin(inquiry: Inquiry, kind: VerificationKind) -> Verification:
    """A new try, numbered after the last."""
    last = latest(inquiry, kind)
    return Verification.objects.create(inquiry=inquiry, kind=kind, attempt=last.attempt + 1 if last else 1)


def attempts_left(inquiry: Inquiry) -> int:
    """Tries that remain: the template's number less the times the person was asked to try again."""
    used = inquiry.decisions.filter(outcome=Outcome.RETRY).count()
    return max(0, find_template(inquiry.template_id).attempts - used)


def result(inquiry: Inquiry) -> Result:
    """What the applicant is told now."""
    if inquiry.redacted_at is not None:
        return Result("redacted")
    if inquiry.status == InquiryStatus.EXPIRED:
        return Result("expired")
    retry = open_retry(inquiry)
    last = retry or inquiry.decisions.order_by("-decided_at").first()
    reasons = tuple(last.reasons) if last else ()
    if retry is not None and inquiry.status not in _OVER:
        return Result("retry", reasons, tuple(retry.retake), attempts_left(inquiry), "retake")
    following = {"approved": "continue", "needs_review": "wait_for_person", "declined": "declined_contact"}
    return Result(inquiry.status, reasons, (), attempts_left(inquiry), following.get(inquiry.status, ""))


_STAGES = (
    ("received", VerificationKind.GOVERNMENT_ID),
    ("document_read", VerificationKind.GOVERNMENT_ID),
    ("document_checks", VerificationKind.GOVERNMENT_ID),
    ("selfie_read", VerificationKind.SELFIE),
    ("face_compare", VerificationKind.SELFIE),
    ("decision", VerificationKind.SELFIE),
)


def progress(inquiry: Inquiry, facts: Facts | None = None) -> Progress:
    """Real state of the work, as the worker wrote it down; `facts` are those asked for already."""
    facts = facts or Facts(inquiry)
    step = _current(inquiry, facts)
    alone = again.is_again(inquiry)
    stages = [(name, kind) for name, kind in _STAGES if kind == VerificationKind.SELFIE or not alone]
    if step == Step.RESULT:
        return Progress(step, tuple(Stage(name, "done") for name, _ in stages))
    reached = {kind: _reached(facts.newest(kind), kind) for kind in VerificationKind}
    return Progress(step, tuple(Stage(name, _state(name, reached[kind], kind)) for name, kind in stages))


def _reached(verification: Try | None, kind: VerificationKind) -> int:
    """Number of stages of this kind that are done; -1 before anything was submitted."""
    if verification is None or verification.submitted_at is None:
        return -1
    names = [name for name, of in _STAGES if of == kind]
    if verification.examined_at is not None and kind == VerificationKind.GOVERNMENT_ID:
        return len(names)
    return names.index(verification.progress) if verification.progress in names else 0


def _state(name: str, reached: int, kind: VerificationKind) -> str:
    names = [other for other, of in _STAGES if of == kind]
    position = names.index(name)
    if position < reached:
        return "done"
    return "running" if position == reached else "waiting"


def open_captures(inquiry: Inquiry, kind: CaptureKind) -> int:
    """How many captures of a kind were started."""
    return inquiry.captures.filter(kind=kind).exclude(state=CaptureState.DONE).count()
