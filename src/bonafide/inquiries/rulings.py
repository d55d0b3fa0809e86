"""From evidence to a recorded decision: checks, policy, and what follows for the verification rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.utils import timezone

from bonafide.checks.base import CheckResult
from bonafide.checks.catalogue import run_document, run_selfie, without_document
from bonafide.engine.evidence import (
    Challenge,
    Colour,
    DocumentClass,
    DocumentEvidence,
    FaceComparison,
    Move,
    SelfieEvidence,
    from_json,
    to_json,
)
from bonafide.inquiries import again, chips, face_model, repeats, steps, submission, transitions
from bonafide.inquiries.models import (
    Inquiry,
    InquiryStatus,
    Outcome,
    Verification,
    VerificationKind,
    VerificationStatus,
)
from bonafide.policy.context import make_context, make_facts
from bonafide.policy.decision import Decision, DecisionFacts, decide, facts_for
from bonafide.policy.decision import Outcome as Ruled
from bonafide.policy.templates import template as find_template
from bonafide.vault import service as vault

DOCUMENT_PARTS = {"front", "back", "other_document"}


def document_examined(verification: Verification, evidence: DocumentEvidence) -> None:
    """Judge the document alone: what the person can mend is told now, before the selfie."""
    repeats.document_elsewhere(verification, timezone.now())
    checks, decision = _judge(verification.inquiry, evidence, None, None)
    verification.checks = _rows(checks, "id_")
    verification.progress = ""
    verification.save()
    mendable = decision.outcome == Ruled.RETRY and set(decision.retake) <= DOCUMENT_PARTS
    if mendable or decision.outcome == Ruled.DECLINED:
        _close(verification, VerificationStatus.FAILED)
        _record(verification.inquiry, [verification], checks, decision, {})
        return
    _carry_selfie(verification.inquiry)


def _carry_selfie(inquiry: Inquiry) -> None:
    """Judge a selfie that passed beside an earlier document again with the new one; nobody retakes it."""
    selfie = steps.latest(inquiry, VerificationKind.SELFIE)
    if selfie is None or selfie.status != VerificationStatus.PASSED:
        return
    carried = steps.begin(inquiry, VerificationKind.SELFIE)
    carried.selfie = selfie.selfie
    if steps.needs_in_hand(inquiry):
        carried.in_hand = selfie.in_hand if _same_front(inquiry) else None
    if steps.needs_in_hand(inquiry) and carried.in_hand is None:
        carried.save()  # another document is held beside the face anew
    else:
        submission.submit(carried)


def _same_front(inquiry: Inquiry) -> bool:
    """Whether the newest document shows the front of the one before: only its back was taken again."""
    tries = inquiry.verifications.filter(kind=VerificationKind.GOVERNMENT_ID).order_by("-attempt")
    fronts = list(tries.values_list("front", flat=True)[:2])
    return len(fronts) == 2 and fronts[0] == fronts[1]


def selfie_examined(
    verification: Verification,
    evidence: SelfieEvidence | None,
    comparison: FaceComparison | None,
    template: bytes = b"",
    *,
    chip_comparison: FaceComparison | None = None,
    kept_comparison: FaceComparison | None = None,
) -> None:
    """Judge document and selfie together and decide. `template` is the face in numbers, where it may be kept."""
    inquiry = verification.inquiry
    if again.is_again(inquiry):
        _face_alone(verification, evidence, kept_comparison)
        return
    document = steps.latest(inquiry, VerificationKind.GOVERNMENT_ID)
    found = findings(document)
    if document is None or found is None:
        technical_trouble(verification)
        return
    now = timezone.now()
    elsewhere = {
        "document_elsewhere": repeats.document_elsewhere(document, now),
        "face_elsewhere": repeats.face_elsewhere(inquiry, template, now),
    }
    checks, decision = _judge(
        inquiry,
        found,
        evidence,
        comparison,
        elsewhere,
        chip_comparison=chip_comparison,
        kept_comparison=kept_comparison,
    )
    verification.checks = _rows(checks, "selfie_")
    document.checks = _rows(checks, "id_")
    _settle(verification, document, decision)
    if decision.outcome is Ruled.APPROVED:
        repeats.keep_face(inquiry, template, now)
    record: dict[str, Any] = {"models": {**found.models, **(evidence.models if evidence else {})}}
    if comparison is not None:
        record["models"] |= comparison.models
        record |= {"similarity": comparison.similarity, "face_model": comparison.model}
    _record(inquiry, [document, verification], checks, decision, record)


def _face_alone(
    verification: Verification, evidence: SelfieEvidence | None, kept: FaceComparison | None
) -> None:
    """Judge a face that is shown again without a document. What is kept of it stays as it was."""
    inquiry = verification.inquiry
    template, left = find_template(inquiry.template_id), max(0, steps.attempts_left(inquiry) - 1)
    context = make_context(
        template,
        today=timezone.now().date(),
        sandbox=inquiry.environment.sandbox,
        human_route=inquiry.human_route,
        kept_comparison=kept,
        limits=face_model.limits(),
    )
    checks = [*without_document(context), *run_selfie(evidence, context)]
    facts = facts_for(
        attempts_left=left,
        document_class=None,
        machine_side="front",
        document_automatic=True,
        human_route=inquiry.human_route,
    )
    decision = decide(checks, facts, template)
    verification.checks = _rows(checks, "selfie_")
    _settle_one(verification, {"selfie"}, decision)
    record: dict[str, Any] = {"models": dict(evidence.models) if evidence else {}}
    if kept is not None:
        record["models"] |= kept.models
        record |= {"similarity": kept.similarity, "face_model": kept.model}
    _record(inquiry, [verification], checks, decision, record)


def _settle(selfie: Verification, document: Verification, decision: Decision) -> None:
    """Fail what has to be shown again or did not pass; on a retry the other part keeps its place."""
    _settle_one(selfie, {"selfie", "in_hand"}, decision)
    _settle_one(document, DOCUMENT_PARTS, decision)


def _settle_one(verification: Verification, parts: set[str], decision: Decision) -> None:
    passed = all(row["status"] == "passed" for row in verification.checks if row["requirement"] == "required")
    if parts & set(decision.retake) or (not passed and decision.outcome != Ruled.RETRY):
        _close(verification, VerificationStatus.FAILED)
    elif passed:
        _close(verification, VerificationStatus.PASSED)
    else:
        verification.save()


def challenge_failed(verification: Verification, reason: str) -> None:
    """Record a challenge that was answered wrongly or too late: a failed try, no picture is kept."""
    inquiry = verification.inquiry
    _close(verification, VerificationStatus.FAILED)
    again = steps.attempts_left(inquiry) > 1
    decision = Decision(
        outcome=Ruled.RETRY if again else Ruled.NEEDS_REVIEW,
        reasons=(reason,) if again else (reason, "attempts_used_up"),
        rule="challenge_failed",
        retake=("selfie",) if again else (),
        policy_version=inquiry.template_version,
    )
    _record(inquiry, [verification], [], decision, {})


def technical_trouble(verification: Verification) -> None:
    """Our fault: a person looks, the applicant loses nothing."""
    inquiry = verification.inquiry
    _close(verification, VerificationStatus.FAILED)
    facts = DecisionFacts(technical_error=True, human_route=inquiry.human_route)
    policy = decide((), facts, find_template(inquiry.template_id))
    _record(inquiry, [verification], [], policy, {})


def _judge(
    inquiry: Inquiry,
    document: DocumentEvidence,
    selfie: SelfieEvidence | None,
    comparison: FaceComparison | None,
    elsewhere: Mapping[str, int | None] = MappingProxyType({}),
    *,
    chip_comparison: FaceComparison | None = None,
    kept_comparison: FaceComparison | None = None,
) -> tuple[list[CheckResult], Decision]:
    template = find_template(inquiry.template_id)
    context = make_context(
        template,
        today=document.today,
        sandbox=inquiry.environment.sandbox,
        selected_country=inquiry.selected_country or None,
        selected_class=_selected_class(inquiry),
        read_class=document.document_class,
        comparison=comparison,
        human_route=inquiry.human_route,
        chip=chips.evidence(steps.latest(inquiry, VerificationKind.GOVERNMENT_ID)),
        chip_comparison=chip_comparison,
        kept_comparison=kept_comparison,
        limits=face_model.limits(),
        **elsewhere,
    )
    checks = [*run_document(document, context), *run_selfie(selfie, context)]
    facts = make_facts(document, context, attempts_left=max(0, steps.attempts_left(inquiry) - 1))
    return checks, decide(checks, facts, template)


def _selected_class(inquiry: Inquiry) -> DocumentClass | None:
    return DocumentClass(inquiry.selected_class) if inquiry.selected_class else None


def _rows(checks: Sequence[CheckResult], prefix: str) -> list[dict[str, Any]]:
    return [row for row in map(_row, checks) if row["name"].startswith(prefix)]


def _row(check: CheckResult) -> dict[str, Any]:
    return {
        "name": check.name,
        "status": check.status.value,
        "reasons": list(check.reasons),
        "requirement": check.requirement.value,
        "type": check.kind.value,
        "metadata": dict(check.metadata),
    }


def _close(verification: Verification, status: VerificationStatus) -> None:
    verification.status, verification.completed_at = status, timezone.now()
    verification.examined_at = verification.examined_at or verification.completed_at
    verification.progress = ""
    verification.save()


def _record(
    inquiry: Inquiry,
    verifications: Sequence[Verification],
    checks: Sequence[CheckResult],
    decision: Decision,
    record: Mapping[str, Any],
) -> None:
    key = "policy:" + "+".join(verification.pk for verification in verifications)
    if decision.outcome != Ruled.RETRY and inquiry.completed_at is None:
        transitions.move(inquiry, InquiryStatus.COMPLETED)
    transitions.record(
        inquiry,
        transitions.Ruling(
            key=key,
            outcome=Outcome(decision.outcome.value),
            actor="policy",
            rule=decision.rule,
            reasons=decision.reasons,
            retake=decision.retake,
            checks=[_row(check) for check in checks],
            record={
                "policy_version": decision.policy_version,
                "limits": to_json(face_model.limits()),
                **record,
            },
        ),
    )


def findings(document: Verification | None) -> DocumentEvidence | None:
    """What was found on a document, as it was sealed; its pictures are apart."""
    if document is None or not document.findings_blob:
        return None
    return from_json(DocumentEvidence, vault.open_json(document.findings_blob))


def passed_document(inquiry: Inquiry) -> Verification | None:
    """The document that the selfie is compared with: the newest one that was examined."""
    newest = steps.latest(inquiry, VerificationKind.GOVERNMENT_ID)
    return newest if newest is not None and newest.examined_at is not None else None


def challenge_of(verification: Verification) -> Challenge:
    """The challenge the selfie was asked to follow. The nonce is spent; the capture's id stands in."""
    capture = verification.selfie
    if capture is None:
        return Challenge("", ())
    return Challenge(
        capture.pk,
        tuple(Move(move) for move in capture.moves),
        colours=tuple(Colour(colour) for colour in capture.facts.get("colours", [])),
        order_bits=float(capture.facts.get("order_bits", 0.0)),
    )
