"""How long people waited lately until a member of the staff decided: what the pages say before somebody waits."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bonafide.inquiries.models import Inquiry

LATELY = timedelta(days=30)
LEAST, MOST = 5, 100
"""Decisions without which no time is named, and after which older ones are not asked."""
MOST_PEOPLE = 0.8
"""Share of them that had their answer within the time that is named."""


def sentence(environment_id: str) -> str:
    """Return what can be said: a time that most had their answer in, or that there are too few to name one."""
    waited = _waited(environment_id)
    if len(waited) < LEAST:
        return _("How long that takes depends on how many people wait.")
    hours = -(-waited[round(MOST_PEOPLE * (len(waited) - 1))] // timedelta(hours=1))
    if hours <= 48:
        return ngettext(
            "Lately most people had their answer within %(n)d hour.",
            "Lately most people had their answer within %(n)d hours.",
            max(1, hours),
        ) % {"n": max(1, hours)}
    days = -(-hours // 24)
    return ngettext(
        "Lately most people had their answer within %(n)d day.",
        "Lately most people had their answer within %(n)d days.",
        days,
    ) % {"n": days}


def _waited(environment_id: str) -> list[timedelta]:
    """From the mark for review to the decision, shortest first."""
    decided = Inquiry.objects.filter(
        environment=environment_id,
        marked_for_review_at__isnull=False,
        decisioned_at__gt=F("marked_for_review_at"),
        decisioned_at__gte=timezone.now() - LATELY,
    ).order_by("-decisioned_at")
    rows = decided.values_list("marked_for_review_at", "decisioned_at")[:MOST]
    return sorted(end - start for start, end in rows if start and end)
