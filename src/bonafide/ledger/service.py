"""Append to the ledger, sign checkpoints, give proofs.

What it can and cannot show. Any change, removal or reordering of leaves that a
checkpoint covers is found by `verify`. Leaves appended after the last checkpoint
could be cut off or rewritten by someone who can write to the database, and all
checkpoints after some point could be dropped together with their leaves, unless
a later checkpoint is known elsewhere: keep checkpoint notes outside of this
machine and hand them to `verify` as `witnessed`. Someone who also holds the
signing key can write another history; only a witnessed checkpoint exposes that.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from bonafide.errors import InvalidInputError, NotFoundError
from bonafide.ledger import merkle, notes, schema, signing
from bonafide.ledger.merkle import verify_consistency, verify_inclusion
from bonafide.ledger.models import Checkpoint, Head, Leaf, Node
from bonafide.ledger.notes import NoteError
from bonafide.ledger.schema import LeafError, LeafKind
from bonafide.ledger.signing import verifier
from bonafide.ledger.verify import Problem, Report, verify
from bonafide.rows import hold

__all__ = [
    "LeafError",
    "LeafKind",
    "NoteError",
    "Problem",
    "Report",
    "append",
    "checkpoint",
    "consistency_proof",
    "inclusion_proof",
    "proof_for",
    "root",
    "size",
    "verifier",
    "verify",
    "verify_consistency",
    "verify_inclusion",
]


def append(kind: str, body: dict[str, Any], *, at: datetime | None = None) -> Leaf:
    """Add one leaf inside the caller's transaction; it stands or falls with it.

    Appends take turns on one row (SQLite: the IMMEDIATE write lock), so indexes have no gaps.

    Args:
        kind: a LeafKind.
        body: keys and values that `schema.ALLOWED` admits for the kind.
        at: time of the event, aware, default now.

    Raises:
        LeafError: the body is not allowed in.

    """
    text = schema.canonical(kind, body)
    when = at or timezone.now()
    if when.tzinfo is None:
        raise LeafError("A leaf's time needs a time zone.")
    with transaction.atomic():
        head, _ = hold(Head.objects.all()).get_or_create(pk=1)
        found = merkle.leaf_hash(schema.leaf_bytes(head.size, str(kind), when, text))
        about = schema.named(body)
        leaf = Leaf(index=head.size, kind=str(kind), body=text, leaf_hash=found, at=when, **about)
        leaf.save()
        _grow(leaf.index, found)
        head.size += 1
        head.save(update_fields=["size"])
    return leaf


def _grow(index: int, found: bytes) -> None:
    """Store the subtrees that the new leaf completes: one on average, log2(n) at most."""
    level, position = 0, index
    while position & 1:
        found = merkle.node_hash(_subtree(level, position - 1), found)
        level, position = level + 1, position >> 1
        Node(level=level, position=position, end=index + 1, hash=found).save()


def _subtree(level: int, position: int) -> bytes:
    if level == 0:
        return bytes(Leaf.objects.values_list("leaf_hash", flat=True).get(pk=position))
    rows = Node.objects.filter(level=level, position=position)
    return bytes(rows.values_list("hash", flat=True).get())


def size() -> int:
    """Count the leaves."""
    return Head.objects.filter(pk=1).values_list("size", flat=True).first() or 0


def _known(wanted: int | None) -> int:
    """Give the size asked for, or all; InvalidInputError where the log is shorter."""
    here = size()
    if wanted is None:
        return here
    if not 0 <= wanted <= here:
        raise InvalidInputError("The ledger has not this many leaves.", code="ledger_size")
    return wanted


def root(at_size: int | None = None) -> bytes:
    """Root of the first `at_size` leaves (default all), 32 bytes."""
    return merkle.range_root(0, _known(at_size), _subtree)


def checkpoint(now: datetime) -> Checkpoint:
    """Sign the present size and root; where nothing was added since the last checkpoint, give that one."""
    with transaction.atomic():
        hold(Head.objects.all()).get_or_create(pk=1)  # no append between size and root
        here = size()
        last = Checkpoint.objects.last()
        if last is not None and last.size == here:
            return last
        previous = notes.note_hash(last.note) if last else "none"
        head = notes.Head(signing.origin(), here, root(here), now, previous)
        note = notes.sign(head.text(), head.origin, signing.signing_key())
        made = Checkpoint(size=here, root=head.root, note=note, at=now)
        made.save()
    return made


def inclusion_proof(index: int, at_size: int | None = None) -> list[bytes]:
    """Audit path of a leaf in the tree of `at_size` leaves (default all); check with `verify_inclusion`."""
    whole = _known(at_size)
    if not 0 <= index < whole:
        raise NotFoundError("The ledger has no such leaf at this size.")
    return merkle.inclusion_path(index, whole, _subtree)


def consistency_proof(old: int, new: int | None = None) -> list[bytes]:
    """Proof that the first `old` leaves (>= 1) begin the tree of `new`; check with `verify_consistency`."""
    whole = _known(new)
    if not 0 < old <= whole:
        raise InvalidInputError("A consistency proof needs 0 < old <= new.", code="ledger_size")
    return merkle.consistency_path(old, whole, _subtree)


def proof_for(index: int) -> dict[str, Any] | None:
    """Give what a receipt carries: the leaf, its path and the first checkpoint that covers it; JSON-able.

    None while no checkpoint covers the leaf yet. A holder recomputes the leaf hash from `leaf`, walks
    `path` (hex, nearest sibling first) to the root in `checkpoint`, and checks its signature.
    """
    leaf = Leaf.objects.filter(pk=index).first()
    covering = Checkpoint.objects.filter(size__gt=index).first()
    if leaf is None or covering is None:
        return None
    return {
        "index": index,
        "leaf": schema.leaf_bytes(index, leaf.kind, leaf.at, leaf.body).decode(),
        "path": [step.hex() for step in inclusion_proof(index, covering.size)],
        "checkpoint": covering.note,
        "verifier": verifier(),
    }
