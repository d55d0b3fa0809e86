"""Inquiry, session, link, consent, capture, chip reading, verification, decision, message."""

from bonafide.inquiries.models.capture import Capture, CaptureKind, CaptureState
from bonafide.inquiries.models.chip import ChipReading, ChipState
from bonafide.inquiries.models.decision import Decision, Message, MessageKind, Outcome
from bonafide.inquiries.models.inquiry import (
    Consent,
    Inquiry,
    InquirySession,
    InquiryStatus,
    LinkPurpose,
    OneTimeLink,
    SessionStatus,
)
from bonafide.inquiries.models.verification import Verification, VerificationKind, VerificationStatus

__all__ = [
    "Capture",
    "CaptureKind",
    "CaptureState",
    "ChipReading",
    "ChipState",
    "Consent",
    "Decision",
    "Inquiry",
    "InquirySession",
    "InquiryStatus",
    "LinkPurpose",
    "Message",
    "MessageKind",
    "OneTimeLink",
    "Outcome",
    "SessionStatus",
    "Verification",
    "VerificationKind",
    "VerificationStatus",
]
