"""The durable path from submitted evidence to a decision.

Each job may run more than once; its effect is committed once, together with the job's own end. A worker
that dies in the middle leaves the submitted row and the sealed evidence, and the next one takes over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from bonafide import enginehost
from bonafide.engine.evidence import DocumentClass, DocumentEvidence, Frame, SelfieEvidence, to_json
from bonafide.engine.face.injection import joined
from bonafide.inquiries import (
    again,
    authorities,
    chips,
    consent,
    face_model,
    in_hand,
    repeats,
    rulings,
    transitions,
)
from bonafide.inquiries.models import Capture, Inquiry, Verification, VerificationStatus
from bonafide.inquiries.noticed import on_document
from bonafide.inquiries.submission import EXAMINE_DOCUMENT, EXAMINE_SELFIE
from bonafide.jobs import queue
from bonafide.jobs.models import Job
from bonafide.jobs.registry import register
from bonafide.policy.thresholds import SHIPPED
from bonafide.rows import hold
from bonafide.vault import service as vault


def _load(job: Job) -> Verification:
    rows = Verification.objects.select_related(
        "inquiry__account__subject", "inquiry__environment", "front", "back", "selfie", "in_hand"
    )
    return rows.get(pk=job.payload["verification"])


def _give_up(job: Job, error: str) -> None:
    """Technical trouble is never the applicant's fault and never a grant: a person looks."""
    with transaction.atomic():
        queue.bury(job, error)
        verification = _still_wanted(_load(job))
        if verification is not None:
            rulings.technical_trouble(verification)


def _stale(job: Job, verification: Verification) -> bool:
    """Whether there is nothing left to do: canceled, erased, decided or examined meanwhile."""
    if _wanted(verification):
        return False
    with transaction.atomic():
        queue.finish(job)
    return True


def _wanted(verification: Verification) -> bool:
    waiting = verification.status == VerificationStatus.SUBMITTED and verification.examined_at is None
    return waiting and transitions.is_live(verification.inquiry)


def _still_wanted(verification: Verification) -> Verification | None:
    """Lock the inquiry and read again: None where it was ended while the engine worked."""
    hold(Inquiry.objects.all()).get(pk=verification.inquiry_id)
    rows = Verification.objects.select_related("inquiry__account__subject", "inquiry__environment")
    fresh = rows.get(pk=verification.pk)
    return fresh if _wanted(fresh) else None


def judging_day() -> date:
    """The day that has come everywhere: a birthday counts once it is nowhere still the day before."""
    return (timezone.now() - timedelta(hours=12)).date()


def _progress(verification: Verification, stage: str) -> None:
    Verification.objects.filter(pk=verification.pk).update(progress=stage)


@register(EXAMINE_DOCUMENT, give_up=_give_up)
def examine_document(job: Job) -> None:
    """Read the document, keep what was found, judge it."""
    verification = _load(job)
    if _stale(job, verification):
        return
    _progress(verification, "document_read")
    front, back = _picture(verification.front), _picture(verification.back)
    if front is None:
        _give_up(job, "evidence_missing")
        return
    burst = _previews(verification.front)
    known, chosen = authorities.certificates(), _chosen(verification.inquiry)
    evidence = enginehost.pool().read_document(front, back, judging_day(), burst, known, chosen=chosen)
    chip = chips.examine(verification, evidence.mrz, evidence.today)
    _progress(verification, "document_checks")
    with transaction.atomic():
        queue.finish(job)
        fresh = _still_wanted(verification)
        if fresh is not None:
            _keep_document(fresh, evidence)
            chips.keep(fresh, chip)
            rulings.document_examined(fresh, evidence)


def _chosen(inquiry: Inquiry) -> tuple[str, DocumentClass] | None:
    """What the person says the document is, None where nothing was chosen."""
    if not (inquiry.selected_country and inquiry.selected_class):
        return None
    return inquiry.selected_country, DocumentClass(inquiry.selected_class)


def _picture(capture: Capture | None) -> bytes | None:
    return vault.open_blob(capture.blobs[0]) if capture is not None and capture.blobs else None


def _previews(capture: Capture | None) -> list[bytes]:
    """The previews sealed with the picture, in the order in which they were taken."""
    return [vault.open_blob(blob) for blob in capture.blobs[1:]] if capture is not None else []


def _keep_document(verification: Verification, evidence: DocumentEvidence) -> None:
    subject = verification.inquiry.account.subject
    images = {"rectified_front": ("document_rectified", evidence.front.rectified)}
    if evidence.back is not None:
        images["rectified_back"] = ("document_rectified", evidence.back.rectified)
    if evidence.portrait is not None:
        images["portrait"] = ("portrait", evidence.portrait.jpeg)
    drawn = on_document(evidence)
    images |= {name: ("document_rectified", picture) for name, picture in drawn.items()}
    verification.image_blobs = {
        name: vault.seal(subject, kind, data, purpose=f"review: {name}").pk
        for name, (kind, data) in images.items()
    }
    _keep_findings(verification, evidence)
    verification.country_code = evidence.country or ""
    verification.id_class = evidence.document_class.value if evidence.document_class else ""
    number = evidence.fields.get("document_number")
    if number is not None and evidence.country and not _is_cut(number.value):
        parts = f"{verification.id_class}|{evidence.country}|{number.value}"
        verification.document_token = vault.blind_index("document", parts)


def _is_cut(number: str) -> bool:
    """Whether parts of a number were cut or printed over: what is left stands for many people."""
    return "*" in number or "XXXX" in number.upper()


def _keep_findings(verification: Verification, evidence: DocumentEvidence | SelfieEvidence) -> None:
    subject = verification.inquiry.account.subject
    blob = vault.seal_json(subject, "findings", to_json(evidence), purpose="checks and review")
    verification.findings_blob = blob.pk
    verification.examined_at = timezone.now()


@register(EXAMINE_SELFIE, give_up=_give_up)
def examine_selfie(job: Job) -> None:
    """Judge the recorded frames, compare with the portrait, decide."""
    verification = _load(job)
    if _stale(job, verification):
        return
    _progress(verification, "selfie_read")
    if not consent.may_match_faces(verification.inquiry):
        _for_a_person(job, verification)
        return
    camera = verification.selfie.facts if verification.selfie is not None else {}
    asked = rulings.challenge_of(verification)
    frames = _frames(verification.selfie)
    evidence = enginehost.pool().judge_selfie(frames, asked, camera)
    held = in_hand.judge(verification, _frames(verification.in_hand), evidence.best)
    evidence = replace(evidence, in_hand=held)
    scene = repeats.scene_of(verification.inquiry, frames, evidence.readings)
    _progress(verification, "face_compare")
    document = rulings.passed_document(verification.inquiry)
    comparison = None
    if document is not None and "portrait" in document.image_blobs and evidence.best:
        portrait = vault.open_blob(document.image_blobs["portrait"])
        comparison = enginehost.pool().compare_faces(portrait, evidence.best, face_model.chosen())
    template = repeats.template_of(verification.inquiry, evidence.best)
    kept = again.compare(verification.inquiry, evidence.best, template)
    chip = chips.examine_beside(document) if document is not None else None
    chip_face = chips.compare_face(chip, evidence.best)
    _progress(verification, "decision")
    with transaction.atomic():
        queue.finish(job)
        fresh = _still_wanted(verification)
        if fresh is None:
            return
        _keep_best(fresh, evidence.best, held.best if held else b"", noticed(evidence))
        if fresh.inquiry.human_route:  # matching was withdrawn while it ran: nothing of it is kept
            fresh.examined_at = timezone.now()
            rulings.selfie_examined(fresh, None, None)
            return
        elsewhere = repeats.scene_elsewhere(fresh.inquiry, asked.nonce, scene, timezone.now())
        evidence = replace(evidence, injection=joined(evidence.injection, elsewhere))
        _keep_findings(fresh, evidence)
        if document is not None:
            chips.keep(document, chip)
        rulings.selfie_examined(
            fresh, evidence, comparison, template, chip_comparison=chip_face, kept_comparison=kept
        )


def _for_a_person(job: Job, verification: Verification) -> None:
    """No consent to face matching: no embedding is computed, a person gets the pictures."""
    frames = _frames(verification.selfie)
    with transaction.atomic():
        queue.finish(job)
        fresh = _still_wanted(verification)
        if fresh is None:
            return
        _keep_best(fresh, frames[len(frames) // 2].jpeg if frames else b"")
        fresh.examined_at = timezone.now()
        rulings.selfie_examined(fresh, None, None)


def noticed(evidence: SelfieEvidence) -> dict[str, bytes]:
    """Small pictures of the signs of a surface that are faint or clear; what shows nothing is not kept."""
    from_ = SHIPPED.soft_from
    return {
        name: sign.picture
        for name, sign in evidence.signs.items()
        if sign.score is not None and sign.score >= from_[name]
    }


def _keep_best(
    verification: Verification, best: bytes, held: bytes = b"", noticed: Mapping[str, bytes] | None = None
) -> None:
    """Keep the best face, the picture in which the document is outlined beside it, and those of noticed signs."""
    subject = verification.inquiry.account.subject
    images = {"best_selfie": ("selfie_best", best), "in_hand": ("selfie_frame", held)}
    images |= {name: ("selfie_frame", drawn) for name, drawn in (noticed or {}).items()}
    verification.image_blobs = {
        name: vault.seal(subject, kind, data, purpose=f"review: {name}").pk
        for name, (kind, data) in images.items()
        if data
    }


def _frames(capture: Capture | None) -> list[Frame]:
    if capture is None:
        return []
    times: list[Any] = capture.facts.get("times", [])
    opened = dict(vault.open_many(capture.blobs))
    # One that was erased meanwhile is not among them; asked for by itself it says so.
    return [
        Frame(opened[blob] if blob in opened else vault.open_blob(blob), *numbers)
        for blob, numbers in zip(capture.blobs, times, strict=True)
    ]
