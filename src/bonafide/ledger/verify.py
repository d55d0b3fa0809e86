"""Recompute the whole ledger and say the first wrong index."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import transaction

from bonafide.ledger import merkle, notes, schema, signing
from bonafide.ledger.models import Checkpoint, Head, Leaf, Node

ENOUGH = 50  # problems kept in a report; the rest are counted


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        code: ledger_gap, ledger_leaf_hash, ledger_leaf_body, ledger_node, ledger_head, checkpoint_signature,
            checkpoint_row, checkpoint_chain, checkpoint_root, checkpoint_beyond, witness_signature,
            witness_root, witness_beyond.
        index: first leaf concerned; for a root that does not fit, the first leaf that no earlier good
            checkpoint vouches for.
        message: one sentence.

    """

    code: str
    index: int
    message: str


@dataclass
class Report:
    """Outcome of a verification.

    Attributes:
        size: leaves read.
        root: recomputed root, 32 bytes.
        checkpoints: checkpoints read.
        covered: leaves under the largest checkpoint that was found good, own or witnessed.
        count: number of problems; `problems` holds the first 50.

    """

    size: int = 0
    root: bytes = merkle.EMPTY_ROOT
    checkpoints: int = 0
    covered: int = 0
    count: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """True where nothing is wrong."""
        return self.count == 0

    @property
    def first_wrong(self) -> int | None:
        """Smallest leaf index concerned, or None."""
        return min((problem.index for problem in self.problems), default=None)

    def add(self, code: str, index: int, message: str) -> None:
        self.count += 1
        if len(self.problems) < ENOUGH:
            self.problems.append(Problem(code, index, message))


@dataclass(frozen=True)
class _Claim:
    """A root that the tree must have at a size, with the code to use where it has not."""

    head: notes.Head
    source: str


def verify(
    database: str = "default", *, verifier: str | None = None, witnessed: Iterable[str] = ()
) -> Report:
    """Read every row and recompute everything; O(n) time, O(log n) memory beside the claims.

    Checks each leaf's text against the allow-list and its hash, the order without gaps, the stored
    subtrees, the size on the head row, each checkpoint's columns, signature, chain to the one before and
    root. All roots are recomputed from the same leaves, which is consistency between checkpoints in its
    strongest form.

    Args:
        database: Django database alias.
        verifier: public verifier key kept elsewhere; default: from this installation's own key.
        witnessed: checkpoint notes that were kept outside of the database.

    """
    key = verifier or signing.verifier()
    report = Report()
    with transaction.atomic(using=database):
        claims = [*_own_claims(report, key, database), *_witness_claims(report, key, witnessed)]
        _walk(report, claims, database)
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


def _walk(report: Report, claims: list[_Claim], database: str) -> None:
    claims.sort(key=lambda claim: claim.head.size)
    frontier = merkle.Frontier()
    nodes = (
        Node.objects.using(database).order_by("end", "level").values_list("end", "level", "position", "hash")
    )
    stored = iter(nodes.iterator(5000))
    waiting = _due(report, claims, frontier, 0)
    for leaf in Leaf.objects.using(database).order_by("index").iterator(5000):
        found = _leaf(report, leaf, frontier.size)
        for level, position, inner in frontier.append(found):
            _node(report, stored, (frontier.size, level, position, inner))
        waiting = _due(report, claims, frontier, waiting)
    report.size, report.root = frontier.size, frontier.root()
    _rest(report, claims[waiting:], stored, database)


def _leaf(report: Report, leaf: Leaf, expected: int) -> bytes:
    """Check one row; give the hash recomputed from its columns."""
    if leaf.index != expected:
        report.add("ledger_gap", min(leaf.index, expected), f"Leaf {expected} is missing or out of order.")
    found = merkle.leaf_hash(schema.leaf_bytes(leaf.index, leaf.kind, leaf.at, leaf.body))
    if found != bytes(leaf.leaf_hash):
        report.add("ledger_leaf_hash", leaf.index, f"Leaf {leaf.index} differs from its hash.")
    return found


def _node(
    report: Report, stored: Iterator[tuple[int, int, int, bytes]], wanted: tuple[int, int, int, bytes]
) -> None:
    row = next(stored, None)
    if row is None or (*row[:3], bytes(row[3])) != wanted:
        start = wanted[2] << wanted[1]
        report.add("ledger_node", start, f"The stored subtree from leaf {start} does not fit its leaves.")


def _due(report: Report, claims: list[_Claim], frontier: merkle.Frontier, waiting: int) -> int:
    """Compare the claims for the size just reached; give the place of the next claim."""
    while waiting < len(claims) and claims[waiting].head.size <= frontier.size:
        claim = claims[waiting]
        if claim.head.root == frontier.root():
            report.covered = max(report.covered, frontier.size)
        else:
            message = f"The leaves before {frontier.size} do not have the root that was signed."
            report.add(f"{claim.source}_root", report.covered, message)
        waiting += 1
    return waiting


def _rest(
    report: Report, late: list[_Claim], stored: Iterator[tuple[int, int, int, bytes]], database: str
) -> None:
    for claim in late:
        message = f"A signed checkpoint covers {claim.head.size} leaves, but only {report.size} are here."
        report.add(f"{claim.source}_beyond", report.size, message)
    if next(stored, None) is not None:
        report.add("ledger_node", report.size, "Stored subtrees reach beyond the last leaf.")
    head = Head.objects.using(database).filter(pk=1).first()
    if (head.size if head else 0) != report.size:
        report.add("ledger_head", report.size, "The head row counts another number of leaves.")
