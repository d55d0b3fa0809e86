"""The published clocks as data: how long each kind of thing stays after which outcome.

Defaults follow GDPR 5(1)(e): images of approved people go within days, because
the decision record without images is enough from then on; those of declined or
reviewed people stay for the appeal window.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bonafide.errors import InvalidInputError
from bonafide.vault.kinds import IMAGE_KINDS, BlobKind

HARD_CAP_DAYS = 90  # pictures in any case, other things while no clock is set; counted from sealing
YEARS_3 = 1095
ROOM_DAYS = 90  # from the capture on, whatever is decided
OUTCOMES = ("approved", "declined", "needs_review", "failed", "expired", "retry")


@dataclass(frozen=True, slots=True)
class Clock:
    """Days that one group of kinds stays.

    Attributes:
        name: stable word, used as translation key.
        kinds: kinds of blobs that it governs.
        approved: days after an approval.
        other: days after any other end: declined, in review, failed, expired.
        why: one sentence.

    """

    name: str
    kinds: frozenset[BlobKind]
    approved: int
    other: int
    why: str

    @property
    def unset(self) -> int:
        """Days from sealing after which a value goes whose clock was never set."""
        return max(HARD_CAP_DAYS, self.other)


CLOCKS: tuple[Clock, ...] = (
    Clock("images", IMAGE_KINDS, 7, 30, "Pictures of ID and face: settle the decision and an appeal."),
    Clock(
        "findings",
        frozenset({BlobKind.FINDINGS, BlobKind.FIELDS, BlobKind.OTHER}),
        7,
        30,
        "What was read and measured: explain the decision and an appeal.",
    ),
    Clock(
        "face_templates",
        frozenset({BlobKind.FACE_TEMPLATE}),
        365,
        30,
        "Face in numbers, only where asked for and agreed to: see it on another account, or know the person again.",
    ),
    Clock(
        # sealed as `other`, with this end set at once
        "rooms",
        frozenset(),
        ROOM_DAYS,
        ROOM_DAYS,
        "Keyed fingerprint of room and frames, counted from the capture: see the same film on another account.",
    ),
    Clock(
        "messages",
        frozenset({BlobKind.MESSAGE, BlobKind.NOTE}),
        90,
        90,
        "Letters, appeals and reviewers' notes: answer them.",
    ),
    Clock(
        "reference",
        frozenset({BlobKind.REFERENCE}),
        YEARS_3,
        YEARS_3,
        "The platform's reference: find the account again while the record is kept.",
    ),
)
# Rows that hold no sealed bytes; kept pseudonymous and published with the rest.
RECORD_DAYS: dict[str, int] = {"consent": YEARS_3, "decision": YEARS_3, "look": YEARS_3, "trace": YEARS_3}
_BY_KIND = {kind: clock for clock in CLOCKS for kind in clock.kinds}


def clock_for(kind: str, outcome: str, decided_at: datetime) -> datetime:
    """When a blob of this kind goes after this outcome.

    Args:
        kind: a BlobKind.
        outcome: one of OUTCOMES.
        decided_at: aware time of the decision.

    Raises:
        InvalidInputError: retention_unknown for another kind or outcome.

    """
    clock = _BY_KIND.get(BlobKind(kind)) if kind in set(BlobKind) else None
    if clock is None or outcome not in OUTCOMES:
        raise InvalidInputError("No retention clock is published for this.", code="retention_unknown")
    return decided_at + timedelta(days=clock.approved if outcome == "approved" else clock.other)


def cap(kind: str, sealed_at: datetime, wanted: datetime | None) -> datetime | None:
    """Take the earlier of the wanted end and the hard cap for pictures; other kinds as wanted."""
    if wanted is None or kind not in IMAGE_KINDS:
        return wanted
    return min(wanted, sealed_at + timedelta(days=HARD_CAP_DAYS))


def table() -> list[dict[str, object]]:
    """Give the schedule for the documentation and the page that says how long things stay.

    Each row: name, kinds (sorted), approved_days, other_days, cap_days (None: the clock alone), why.
    """
    rows: list[dict[str, object]] = [
        {
            "name": clock.name,
            "kinds": sorted(clock.kinds),
            "approved_days": clock.approved,
            "other_days": clock.other,
            "cap_days": HARD_CAP_DAYS if clock.kinds <= IMAGE_KINDS else None,
            "why": clock.why,
        }
        for clock in CLOCKS
    ]
    rows += [
        {
            "name": name,
            "kinds": [],
            "approved_days": days,
            "other_days": days,
            "cap_days": None,
            "why": "Pseudonymous record: show later what was agreed, decided and seen.",
        }
        for name, days in RECORD_DAYS.items()
    ]
    return rows
