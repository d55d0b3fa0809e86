"""Rows of the ledger. Leaves and checkpoints are written once and never changed."""

from typing import Any, Never

from django.db import models

from bonafide.errors import ConflictError
from bonafide.ledger.schema import LeafKind


class WrittenOnce(models.Model):
    """A row that Django code can insert and read only."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; ConflictError where the row is already stored."""
        if not self._state.adding:
            raise ConflictError("Ledger rows are never changed; append a new leaf.")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> Never:
        raise ConflictError("Ledger rows are never deleted.")


class Leaf(WrittenOnce):
    """One event. Purpose: audit; clock: none, it holds no personal data.

    Attributes:
        index: 0-based place in the log, without gaps.
        kind: LeafKind.
        body: canonical JSON text.
        leaf_hash: 32 bytes, SHA-256(0x00 || leaf_bytes).
        at: when it was appended.
        inquiry, subject: what the body names under these keys, empty where it names none: to find leaves by. The
            hash covers the body alone; `verify` tells where a column does not repeat it.

    """

    index = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in LeafKind])
    body = models.TextField()
    leaf_hash = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    inquiry = models.CharField(max_length=80, default="")
    subject = models.CharField(max_length=80, default="")

    class Meta:
        ordering = ["index"]
        indexes = [
            models.Index(fields=["inquiry"], name="ledger_leaf_inquiry"),
            models.Index(fields=["subject"], name="ledger_leaf_subject"),
            models.Index(fields=["at"], name="ledger_leaf_at"),
        ]

    def __str__(self) -> str:
        return f"{self.index} {self.kind}"


class Node(WrittenOnce):
    """Hash of a complete subtree of at least two leaves; kept so that proofs cost O(log n).

    Attributes:
        level: log2 of the number of leaves covered, >= 1.
        position: number of the subtree within its level, from the left.
        end: number of leaves at which it became complete.
        hash: 32 bytes.

    """

    level = models.SmallIntegerField()
    position = models.BigIntegerField()
    end = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["end", "level"]
        constraints = [
            models.UniqueConstraint(fields=["level", "position"], name="ledger_node_once"),
            models.UniqueConstraint(fields=["end", "level"], name="ledger_node_order"),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.position}"


class Head(models.Model):
    """The single row that appends lock.

    Attributes:
        size: number of leaves.

    """

    size = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"size {self.size}"


class Checkpoint(WrittenOnce):
    """A signed statement of the root at a size.

    Attributes:
        size: number of leaves that it covers.
        root: 32 bytes.
        note: C2SP signed note.
        at: when it was signed.

    """

    size = models.BigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["size"]

    def __str__(self) -> str:
        return f"checkpoint of {self.size}"
