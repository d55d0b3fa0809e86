"""Staff and inquiries made for tests: real rows, real sealing, a small picture in place of a photograph."""

from __future__ import annotations

import time
from typing import Any

import cv2
import numpy as np
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bonafide.accounts import service as accounts
from bonafide.accounts.models import Environment, EnvironmentKind
from bonafide.console.models import Role, StaffMember
from bonafide.inquiries import consent, service, transitions
from bonafide.inquiries.models import (
    Capture,
    CaptureKind,
    CaptureState,
    Inquiry,
    InquiryStatus,
    Outcome,
    Verification,
    VerificationKind,
    VerificationStatus,
)
from bonafide.vault import service as vault

NAME = "Canary-Surname"


def jpeg(shade: int, size: tuple[int, int] = (240, 360)) -> bytes:
    """A plain picture of one grey shade."""
    done, data = cv2.imencode(".jpg", np.full((*size, 3), shade, np.uint8))
    assert done
    return data.tobytes()


def member(name: str, role: Role = Role.REVIEWER, *, enrolled: bool = True) -> StaffMember:
    """A member of staff, with an authenticator app unless told otherwise."""
    user = User.objects.create(username=name)
    if enrolled:
        TOTP.activate(user, generate_totp_secret())
    return StaffMember.objects.create(user=user, role=role)


def logged_in(who: StaffMember, *, proved: bool = True, at: float | None = None) -> Client:
    """A browser in which this person logged in, with or without having proved the second factor."""
    client = Client()
    client.force_login(who.user)
    methods: list[dict[str, Any]] = [{"method": "password", "at": at or time.time(), "reauthenticated": True}]
    if proved:
        methods.append({"method": "mfa", "type": Authenticator.Type.TOTP.value, "at": at or time.time()})
    session = client.session
    session["account_authentication_methods"] = methods
    session["account_authentication_methods_user"] = str(who.user.pk)
    session.save()
    return client


def environment() -> Environment:
    return accounts.create_environment(EnvironmentKind.SANDBOX, "test")


def inquiry(
    env: Environment | None = None, *, reference: str = "person-1", status: str = "needs_review"
) -> Inquiry:
    """An inquiry with consent, a document and a face handed in, and the decision of the rules."""
    made = service.create(
        env or environment(), reference=reference, rule="r@1", rule_text="Why.", fields={"name_last": NAME}
    )
    session, _ = service.open_link(service.make_link(made).rpartition("code=")[2], device_type="phone")
    consent.give(session, text_version="v1", text="I agree.", language="en", biometric=True)
    made.refresh_from_db()
    document = _document(made, session)
    selfie = _selfie(made, session)
    _decide(made, [document, selfie], status)
    return Inquiry.objects.get(pk=made.pk)


def _capture(made: Inquiry, session: Any, kind: CaptureKind, blobs: list[str]) -> Capture:
    return Capture.objects.create(
        inquiry=made,
        session=session,
        kind=kind,
        state=CaptureState.DONE,
        nonce_digest=f"{made.pk}{kind}",
        blobs=blobs,
        expires_at=timezone.now(),
    )


def _seal(made: Inquiry, kind: str, shade: int) -> str:
    return vault.seal(made.account.subject, kind, jpeg(shade), purpose="test").pk


def _document(made: Inquiry, session: Any) -> Verification:
    field = {"value": NAME, "raw": NAME, "source": "mrz", "confidence": 1.0, "box": None}
    lines = ["P<UTO" + NAME.upper().replace("-", "<") + "<" * 25, "0" * 44]
    findings = {"fields": {"name_last": field}, "mrz": {"lines": lines, "format": "TD3"}}
    return Verification.objects.create(
        inquiry=made,
        kind=VerificationKind.GOVERNMENT_ID,
        status=VerificationStatus.PASSED,
        front=_capture(made, session, CaptureKind.FRONT, [_seal(made, "document_frame", 90)]),
        image_blobs={
            "rectified_front": _seal(made, "document_rectified", 120),
            "portrait": _seal(made, "portrait", 150),
        },
        findings_blob=vault.seal_json(made.account.subject, "findings", findings, purpose="test").pk,
        checks=[
            _check("id_blur_detection", "failed", ["front_blurry"]),
            _check("id_age_comparison", "passed"),
        ],
        submitted_at=timezone.now(),
        completed_at=timezone.now(),
    )


def _check(name: str, status: str, reasons: list[str] | None = None) -> dict[str, Any]:
    said = {"name": name, "status": status, "reasons": reasons or [], "requirement": "required"}
    return said | {"type": "user_action_required", "metadata": {"sharpness": 0.1234567}}


def _selfie(made: Inquiry, session: Any) -> Verification:
    frames = [_seal(made, "selfie_frame", 60 + index) for index in range(3)]
    held = [_seal(made, "selfie_frame", 90 + index) for index in range(2)]
    return Verification.objects.create(
        inquiry=made,
        kind=VerificationKind.SELFIE,
        status=VerificationStatus.FAILED,
        selfie=_capture(made, session, CaptureKind.SELFIE, frames),
        in_hand=_capture(made, session, CaptureKind.IN_HAND, held),
        image_blobs={
            "best_selfie": _seal(made, "selfie_best", 180),
            "in_hand": _seal(made, "selfie_frame", 100),
            "face_sheet": _seal(made, "selfie_frame", 110),
        },
        checks=[_check("selfie_liveness_detection", "passed")],
        submitted_at=timezone.now(),
        completed_at=timezone.now(),
    )


def _decide(made: Inquiry, on: list[Verification], status: str) -> None:
    transitions.move(made, InquiryStatus.COMPLETED)
    checks = [{**check, "status": "passed", "reasons": []} for row in on for check in row.checks]
    transitions.record(
        made,
        transitions.Ruling(
            key="policy:" + "+".join(row.pk for row in on),
            outcome=Outcome(status),
            actor="policy",
            rule="face_uncertain",
            reasons=["face_match_uncertain"] if status != "approved" else [],
            checks=checks,
            record={"similarity": 0.41234, "limits": {"match_min": 0.5}, "policy_version": "1"},
        ),
    )
