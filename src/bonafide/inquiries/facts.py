"""What the step of an inquiry follows from. Pages that wait ask for it several times a second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Subquery

from bonafide.inquiries import consent
from bonafide.inquiries.models import (
    Consent,
    Decision,
    Inquiry,
    InquirySession,
    Outcome,
    VerificationKind,
)


class Try(NamedTuple):
    """Where one verification stands; what was found in it is long, and not needed for that."""

    kind: str
    status: str
    progress: str
    created_at: datetime
    submitted_at: datetime | None
    examined_at: datetime | None
    front_id: str | None
    selfie_id: str | None


class Ruled(NamedTuple):
    """The newest decision, in short."""

    outcome: str
    at: datetime


class Facts:
    """The rows of one inquiry, each asked for once, when first needed. Make a new one after a change."""

    def __init__(self, inquiry: Inquiry) -> None:
        self.inquiry = inquiry

    @cached_property
    def consented(self) -> bool:
        """Whether a consent stands."""
        return consent.has_consent(self.inquiry)

    @cached_property
    def ruled(self) -> Ruled | None:
        """What was decided last."""
        rows = self.inquiry.decisions.order_by("-decided_at").values_list("outcome", "decided_at")
        return next((Ruled(*row) for row in rows[:1]), None)

    @cached_property
    def tries(self) -> list[Try]:
        """All tries, the newest of each kind last."""
        rows = self.inquiry.verifications.order_by("attempt").values_list(*Try._fields)
        return [Try(*row) for row in rows]

    def newest(self, kind: VerificationKind) -> Try | None:
        """The newest try at a kind of evidence."""
        return next((one for one in reversed(self.tries) if one.kind == kind), None)

    @property
    def asked_again(self) -> bool:
        """Whether "try again" was said and the person has not acted on it yet: no newer try was begun."""
        if self.ruled is None or self.ruled.outcome != Outcome.RETRY:
            return False
        return all(one.created_at <= self.ruled.at for one in self.tries)


_NEWER = InquirySession.objects.filter(inquiry=OuterRef("inquiry"), created_at__gt=OuterRef("created_at"))
_LAST = Decision.objects.filter(inquiry=OuterRef("inquiry")).order_by("-decided_at")
FOLLOWED = (
    InquirySession.objects.select_related("inquiry__environment")
    .only(
        "status",
        "expires_at",
        "inquiry__status",
        "inquiry__redacted_at",
        "inquiry__template_id",
        "inquiry__human_route",
        "inquiry__selected_country",
        "inquiry__selected_class",
        "inquiry__environment__kind",
    )
    .annotate(
        by_phone=Exists(_NEWER.exclude(handoff_method="")),
        consented=Exists(Consent.objects.filter(inquiry=OuterRef("inquiry"), withdrawn_at=None)),
        outcome=Subquery(_LAST.values("outcome")[:1]),
        decided_at=Subquery(_LAST.values("decided_at")[:1]),
    )
)
"""Visits with all that a waiting page asks of them but the tries. Built once: building it costs more than asking."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A visit whose page waits: its inquiry, what is known of it, whether a newer visit came by a phone's code."""

    inquiry: Inquiry
    facts: Facts
    by_phone: bool


def followed(row: InquirySession) -> Followed:
    """Take apart a row of `FOLLOWED`."""
    asked = vars(row)
    facts = Facts(row.inquiry)
    facts.consented = asked["consented"]
    facts.ruled = Ruled(asked["outcome"], asked["decided_at"]) if asked["outcome"] else None
    return Followed(row.inquiry, facts, asked["by_phone"])
