"""Answers kept for a day so that a repeated request is answered, not done again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bonafide.accounts.models import Environment


class IdempotentRequest(models.Model):
    """One use of an Idempotency-Key.

    Key and request are kept as keyed hashes. The sealed answer holds the status, the identifier of what was
    made and one-time secrets such as a link, nothing personal: the body is written again from the record.
    """

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE)
    key_index = models.CharField(max_length=64)
    request_index = models.CharField(max_length=64)
    sealed_answer = models.BinaryField(default=b"")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["created_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["environment", "key_index"], name="one_answer_per_key")
        ]

    def __str__(self) -> str:
        return f"{self.environment_id} {self.key_index[:8]}"
