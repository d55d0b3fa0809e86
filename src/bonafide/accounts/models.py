"""The platform's environments, keys and accounts. An account is known by the platform's own reference."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bonafide.ids import new_id
from bonafide.vault.models import Subject


def _environment_id() -> str:
    return new_id("env")


def _key_id() -> str:
    return new_id("key")


def _account_id() -> str:
    return new_id("act")


class EnvironmentKind(models.TextChoices):
    """Sandbox accepts the specimen state UTO; production never does."""

    SANDBOX = "sandbox"
    PRODUCTION = "production"


class Environment(models.Model):
    """One tenant's sandbox or production side: nothing is ever shared between two of them."""

    id = models.CharField(primary_key=True, max_length=40, default=_environment_id)
    kind = models.CharField(max_length=12, choices=EnvironmentKind)
    name = models.CharField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.kind})"

    @property
    def sandbox(self) -> bool:
        """Whether specimen documents pass here."""
        return self.kind == EnvironmentKind.SANDBOX


class ApiKey(models.Model):
    """A bearer key; only its SHA-256 is kept."""

    id = models.CharField(primary_key=True, max_length=40, default=_key_id)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.label} ({self.pk})"


class Standing(models.TextChoices):
    """What an account may do as far as identity is concerned."""

    ACTIVE = "active"
    MUST_VERIFY = "must_verify"
    RESTRICTED = "restricted"
    DISABLED = "disabled"


class Account(models.Model):
    """One account of the platform. The reference itself is sealed; the index finds it again."""

    id = models.CharField(primary_key=True, max_length=40, default=_account_id)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT)
    reference_index = models.CharField(max_length=64, null=True)
    reference_blob = models.CharField(max_length=40, default="")
    standing = models.CharField(max_length=12, choices=Standing, default=Standing.ACTIVE)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["environment", "reference_index"], name="one_account_per_reference"
            )
        ]

    def __str__(self) -> str:
        return self.pk
