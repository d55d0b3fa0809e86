"""Recompute the whole ledger and say the first wrong index."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max

from bonafide.ledger import merkle, notes, schema, signing
from bonafide.ledger.models import Checkpoint, Head, Leaf, Node
from bonafide.ledger.report import Problem, Report

__all__ = ["Problem", "Report", "verify"]

CHUNK = 5000
StoredNode = tuple[int, int, int, bytes]  # end, level, position, hash


@dataclass(frozen=True)
class _Claim:
    """A root that the tree must have at a size; `source` begins the code to use where it has not."""

    head: notes.Head
    source: str


def verify(
    database: str = "default", *, verifier: str | None = None, witnessed: Iterable[str] = ()
) -> Report:
    """Read every row and recompute everything; O(n) time, memory for the checkpoints alone.

    Checks each leaf's text against the allow-list and its hash, the order without gaps, the stored
    subtrees, the size on the head row, each checkpoint's columns, signature, chain to the one before and
    root. All roots are recomputed from the same leaves, which is consistency between checkpoints in its
    strongest form. Takes no write lock: appends may go on meanwhile and are left for the next time.

    Args:
        database: Django database alias.
        verifier: public verifier key kept elsewhere; default: from this installation's own key.
        witnessed: checkpoint notes that were kept outside of the database.

    Raises:
        NoteError: the verifier key itself cannot be read.

    """
    key = verifier or signing.verifier()
    notes.parse_verifier_key(key)
    report = Report()
    claims = [*_own_claims(report, key, database), *_witness_claims(report, key, witnessed)]
    claims.sort(key=lambda claim: claim.head.size)
    _Walk(report, claims, database).run()
    return report


def _own_claims(report: Report, key: str, database: str) -> list[_Claim]:
    claims, previous, before = list[_Claim](), "none", 0
    for row in Checkpoint.objects.using(database).order_by("size").iterator():
        report.checkpoints += 1
        head = _read(report, "checkpoint", row.note, key, before)
        if head is not None:
            if (head.size, head.root, head.at) != (row.size, bytes(row.root), row.at):
                report.add("checkpoint_row", before, "A checkpoint's columns differ from its signed note.")
            if head.previous != previous:
                report.add("checkpoint_chain", before, "A checkpoint does not follow the one before it.")
            claims.append(_Claim(head, "checkpoint"))
            before = head.size
        previous = notes.note_hash(row.note)
    return claims


def _witness_claims(report: Report, key: str, witnessed: Iterable[str]) -> list[_Claim]:
    heads = (_read(report, "witness", note, key, 0) for note in witnessed)
    return [_Claim(head, "witness") for head in heads if head is not None]


def _read(report: Report, source: str, note: str, key: str, index: int) -> notes.Head | None:
    try:
        head = notes.parse_head(notes.verify(note, key))
    except notes.NoteError as error:
        report.add(f"{source}_signature", index, error.message)
        return None
    if head.origin != notes.parse_verifier_key(key)[0]:
        report.add(f"{source}_signature", index, "The checkpoint is of another log.")
        return None
    return head


class _Walk:
    """One pass over the leaves, beside it the stored subtrees and the claims, all in order of size."""

    def __init__(self, report: Report, claims: list[_Claim], database: str) -> None:
        self.report, self.claims, self.database = report, claims, database
        self.frontier = merkle.Frontier()
        self.expected = 0  # index that the next leaf must have
        self.gap = False
        self.bad: int | None = None  # first leaf found wrong: what covers it cannot fit either
        self.late: int | None = None  # last leaf found wrong
        self.waiting = 0  # claims already compared

    def run(self) -> None:
        bound = self._bound()
        rows = Node.objects.using(self.database).filter(end__lte=bound).order_by("end", "level")
        self.stored = rows.values_list("end", "level", "position", "hash").iterator(CHUNK)
        self.next_node = next(self.stored, None)
        self._claims()
        leaves = Leaf.objects.using(self.database).filter(index__lt=bound).order_by("index")
        for leaf in leaves.iterator(CHUNK):
            for level, position, inner in self.frontier.append(self._leaf(leaf)):
                self._node((self.frontier.size, level, position, inner))
            self._claims()
        self.report.size, self.report.root = self.frontier.size, self.frontier.root()
        self._rest()

    def _bound(self) -> int:
        """Say how far this pass reads; what is there and what the head row counts must agree.

        The order of these reads lets appends go on: each number can only be behind the next.
        """
        nodes = Node.objects.using(self.database).aggregate(last=Max("end"))["last"] or 0
        before = self._head()
        last = Leaf.objects.using(self.database).aggregate(last=Max("index"))["last"]
        bound = 0 if last is None else int(last) + 1
        if nodes > before:
            self.report.add("ledger_node", before, "Stored subtrees reach beyond the last leaf.")
        if not before <= bound <= self._head():
            self.report.add("ledger_head", min(bound, before), "The head row counts other leaves.")
        return bound

    def _head(self) -> int:
        head = Head.objects.using(self.database).filter(pk=1).first()
        return head.size if head else 0

    def _wrong(self, code: str, index: int, message: str) -> None:
        self.bad = index if self.bad is None else min(self.bad, index)
        self.late = index if self.late is None else max(self.late, index)
        self.report.add(code, index, message)

    def _leaf(self, leaf: Leaf) -> bytes:
        """Check one row; give the hash recomputed from its columns."""
        if leaf.index != self.expected:
            self.gap = True
            self._wrong("ledger_gap", min(leaf.index, self.expected), f"Leaf {self.expected} is missing.")
        self.expected = leaf.index + 1
        found = merkle.leaf_hash(schema.leaf_bytes(leaf.index, leaf.kind, leaf.at, leaf.body))
        if found != bytes(leaf.leaf_hash):
            self._wrong("ledger_leaf_hash", leaf.index, f"Leaf {leaf.index} differs from its hash.")
        elif not _canonical(leaf):
            self._wrong("ledger_leaf_body", leaf.index, f"Leaf {leaf.index} says what no leaf may say.")
        elif schema.named(json.loads(leaf.body)) != {"inquiry": leaf.inquiry, "subject": leaf.subject}:
            self._wrong(
                "ledger_leaf_about", leaf.index, f"Leaf {leaf.index} is found under what it does not name."
            )
        return found

    def _node(self, wanted: StoredNode) -> None:
        """Compare one computed subtree with the stored one; pass over stored ones that should not be."""
        while self.next_node is not None and self.next_node[:2] < wanted[:2]:
            self._stray()
        row, start = self.next_node, wanted[2] << wanted[1]
        same = row is not None and row[:2] == wanted[:2]
        if same:
            self.next_node = next(self.stored, None)
        fits = row is not None and same and row[2] == wanted[2] and bytes(row[3]) == wanted[3]
        if not fits and not self._explained(start, wanted[0]):
            self._wrong(
                "ledger_node", start, f"The stored subtree from leaf {start} does not fit its leaves."
            )

    def _stray(self) -> None:
        if self.next_node is not None and not self.gap:
            start = max(0, self.next_node[2] << self.next_node[1])
            self._wrong("ledger_node", start, "A stored subtree belongs to no leaves.")
        self.next_node = next(self.stored, None)

    def _explained(self, start: int, end: int) -> bool:
        """Tell whether a leaf already found wrong lies below, or a gap has moved everything."""
        return self.gap or (self.late is not None and start <= self.late < end)

    def _claims(self) -> None:
        """Compare the claims for the size just reached."""
        size = self.frontier.size
        while self.waiting < len(self.claims) and self.claims[self.waiting].head.size <= size:
            claim = self.claims[self.waiting]
            self.waiting += 1
            if claim.head.root == self.frontier.root():
                self.report.covered = size
                continue
            message = f"The leaves before {size} do not have the root that was signed."
            first = self.report.covered if self.bad is None else self.bad
            self.report.add(f"{claim.source}_root", first, message)

    def _rest(self) -> None:
        for claim in self.claims[self.waiting :]:
            message = (
                f"A signed checkpoint covers {claim.head.size} leaves, but only {self.report.size} are here."
            )
            first = self.report.size if self.bad is None else self.bad
            self.report.add(f"{claim.source}_beyond", first, message)
        while self.next_node is not None:
            self._stray()


def _canonical(leaf: Leaf) -> bool:
    try:
        body = json.loads(leaf.body)
        return isinstance(body, dict) and schema.canonical(leaf.kind, body) == leaf.body
    except (ValueError, schema.LeafError):
        return False
