"""Rows of the traces: pseudonymous, within one environment, gone with the person or on their clock."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bonafide.accounts.models import Account, Environment
from bonafide.vault.models import Blob


class DocumentTrace(models.Model):
    """A document was shown on an account.

    Attributes:
        token: keyed hash of class, country and number (`vault.blind_index`); tells nothing without the pepper.
        inquiry: id of the inquiry in which it was read.

    """

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    token = models.CharField(max_length=64)
    inquiry = models.CharField(max_length=40, db_index=True)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["environment", "token"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inquiry", "token"], name="one_trace_per_inquiry_and_document")
        ]

    def __str__(self) -> str:
        return f"document of {self.account_id}"


class FaceTrace(models.Model):
    """A face template was kept for an account, because the platform asks for it and the person agreed.

    Attributes:
        blob: the sealed template in the vault (kind face_template, its own clock).
        model, model_sha256: network that made it; templates of two networks are never compared.
        inquiry: id of the inquiry in which it was seen.
        searched: the person agreed that it is found among other accounts.
        recognises: the person agreed to be recognised by it on this account. Never one purpose for the other.

    """

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    blob = models.OneToOneField(Blob, on_delete=models.PROTECT, related_name="+")
    model = models.CharField(max_length=40)
    model_sha256 = models.CharField(max_length=64)
    inquiry = models.CharField(max_length=40, db_index=True)
    searched = models.BooleanField(default=True)
    recognises = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["environment", "model_sha256"])]

    def __str__(self) -> str:
        return f"face of {self.account_id}"


class SceneTrace(models.Model):
    """A keyed fingerprint of the room and of a few frames of one selfie capture.

    Attributes:
        blob: the sealed fingerprint in the vault, on the clock `rooms`.
        version: of how it was made; those of two versions are never compared.
        inquiry, capture: ids of where it was seen.

    """

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    blob = models.OneToOneField(Blob, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    inquiry = models.CharField(max_length=40, db_index=True)
    capture = models.CharField(max_length=40, unique=True)
    seen_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["environment", "version"])]

    def __str__(self) -> str:
        return f"scene of {self.account_id}"


MOST_CANDIDATES = 20
"""Other accounts named beside one inquiry; more would not help the person who looks."""


class CandidateKind(models.TextChoices):
    """What was found on another account as well."""

    DOCUMENT = "document"
    FACE = "face"
    FILM = "film"
    ROOM = "room"


class Candidate(models.Model):
    """Another account that a person should look at beside this inquiry.

    Attributes:
        inquiry: id of the inquiry that is looked at. `account` is its account, `other` the one found.
        source: id of the inquiry of `other` in which it was found; with that one's traces this row is forgotten.
        similarity: of the faces, -1 to 1; of film or room the share of equal bits; None for documents.

    """

    inquiry = models.CharField(max_length=40, db_index=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=40, db_index=True, default="")
    kind = models.CharField(max_length=8, choices=CandidateKind)
    similarity = models.FloatField(null=True)
    found_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar = ["found_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inquiry", "other", "kind"], name="one_candidate_per_inquiry")
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.other_id}"
