"""What a verification of the ledger says."""

from dataclasses import dataclass, field

from bonafide.ledger import merkle

ENOUGH = 50  # problems kept in a report; the rest are counted


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        code: ledger_gap, ledger_leaf_hash, ledger_leaf_body, ledger_node, ledger_head, checkpoint_signature,
            checkpoint_row, checkpoint_chain, checkpoint_root, checkpoint_beyond, witness_signature,
            witness_root, witness_beyond.
        index: first leaf concerned; for a root that does not fit while every leaf fits its own hash,
            the first leaf that no earlier good checkpoint vouches for.
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
        covered: leaves under the largest checkpoint that was found good, own or witnessed. Leaves from there
            on are consistent with themselves, but nobody has signed them yet.
        first_wrong: smallest leaf index concerned by a problem, or None.
        count: number of problems; `problems` holds the first 50.

    """

    size: int = 0
    root: bytes = merkle.EMPTY_ROOT
    checkpoints: int = 0
    covered: int = 0
    first_wrong: int | None = None
    count: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """True where nothing is wrong."""
        return self.count == 0

    def add(self, code: str, index: int, message: str) -> None:
        """Note a problem."""
        self.count += 1
        self.first_wrong = index if self.first_wrong is None else min(self.first_wrong, index)
        if len(self.problems) < ENOUGH:
            self.problems.append(Problem(code, index, message))
