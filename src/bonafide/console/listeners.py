"""What the console does when something happens elsewhere."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.contrib.auth.models import AbstractBaseUser
from django.db.models.signals import post_save
from django.http import HttpRequest

from bonafide.console import gate, viewing
from bonafide.inquiries.models import Inquiry


def connect() -> None:
    """Listen. Connecting twice is harmless."""
    authenticator_added.connect(_enrolled, dispatch_uid="console-enrolled")
    post_save.connect(_inquiry_saved, sender=Inquiry, dispatch_uid="console-inquiry")


def _enrolled(request: HttpRequest, user: AbstractBaseUser, authenticator: Authenticator, **_: Any) -> None:
    """Whoever has just proved a new second factor need not prove it again in this session."""
    if authenticator.type in gate.FACTORS:
        gate.mark_enrolled(request, user)


def _inquiry_saved(instance: Inquiry, **_: Any) -> None:
    """Reviewers' notes go in the transaction that erases the inquiry."""
    if instance.redacted_at is not None:
        viewing.forget_notes(instance)
