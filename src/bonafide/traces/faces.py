"""The same face on another account: templates sealed in the vault, compared exactly, in memory.

Nothing here runs unless the operator turned it on and the person agreed to it apart from everything else. A
template is a biometric: it is sealed under the person's own key, goes on its own clock, and is destroyed with
the person. The gallery is plaintext in the memory of one worker; it is brought up to date before every search
and, by `refresh_all`, every minute, so that what was erased is gone from it within that minute.

How many false candidates a search of N faces brings is N times the false match rate at the threshold:
docs/benchmarks/duplicates.md says what that means for the model that ships.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from bonafide.accounts.models import Account
from bonafide.errors import InvalidInputError
from bonafide.traces.models import MOST_CANDIDATES, Candidate, CandidateKind, FaceTrace
from bonafide.traces.opened import newly_opened
from bonafide.vault import service as vault
from bonafide.vault.models import Blob

Template = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Maker:
    """The network that made a template: name and SHA-256."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A template at or above the threshold: its row, and cosine similarity."""

    trace: int
    similarity: float


class Gallery:
    """Templates as one matrix: ids and rows of length 1, float32. Exact: every row is compared."""

    def __init__(self) -> None:
        self.ids = np.zeros(0, np.int64)
        self.rows = np.zeros((0, 0), np.float32)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def last(self) -> int:
        """Id of the newest template, 0 where there is none."""
        return int(self.ids.max()) if len(self.ids) else 0

    def add(self, ids: Sequence[int], rows: Template) -> None:
        """Append templates (n x d). Raises InvalidInputError (bad_template) where the size is another."""
        if not len(ids):
            return
        if len(self.ids) and rows.shape[1] != self.rows.shape[1]:
            raise InvalidInputError("A face template has another size than the others.", code="bad_template")
        self.rows = np.concatenate([self.rows, rows]) if len(self.ids) else np.array(rows, np.float32)
        self.ids = np.concatenate([self.ids, np.array(ids, np.int64)])

    def keep(self, ids: Iterable[int]) -> None:
        """Drop every template whose id is not among these; its numbers are overwritten first."""
        kept = np.isin(self.ids, np.fromiter(ids, np.int64))
        if not kept.all():
            self.rows[~kept] = 0
            self.ids, self.rows = self.ids[kept], self.rows[kept]

    def search(self, template: Template, least: float, most: int = MOST_CANDIDATES) -> list[Hit]:
        """Every template at least this similar, most similar first, at most `most`."""
        if not len(self.ids):
            return []
        if template.shape != (self.rows.shape[1],):
            raise InvalidInputError("A face template has another size than the others.", code="bad_template")
        alike = self.rows @ template
        found = np.flatnonzero(alike >= least)
        best = found[np.argsort(-alike[found], kind="stable")][:most]
        return [Hit(int(self.ids[i]), float(alike[i])) for i in best]


_GALLERIES: dict[tuple[str, str], Gallery] = {}
_LOCK = threading.Lock()


@transaction.atomic
def enrol(
    account: Account,
    inquiry: str,
    template: Template,
    maker: Maker,
    *,
    now: datetime,
    searched: bool = True,
    recognises: bool = False,
) -> FaceTrace:
    """Seal a template (length 1) for this account; one of an earlier inquiry of the account is destroyed.

    The caller has made sure that the platform wants it and the person agreed to these purposes: `searched` among
    other accounts, `recognises` on this one. The vault's clock of face_template runs from the decision on.
    """
    _check(template)
    forget(FaceTrace.objects.filter(account=account), now=now)
    sealed = template.astype("<f4").tobytes()
    blob = vault.seal(account.subject, "face_template", sealed, purpose="know the same face again")
    return FaceTrace.objects.create(
        environment_id=account.environment_id,
        account=account,
        blob=blob,
        model=maker.name,
        model_sha256=maker.sha256,
        inquiry=inquiry,
        searched=searched,
        recognises=recognises,
        seen_at=now,
    )


def _check(template: Template) -> None:
    if template.ndim != 1 or not 0.99 < float(np.linalg.norm(template)) < 1.01:
        raise InvalidInputError("A face template has length one.", code="bad_template")


def find(
    account: Account, inquiry: str, template: Template, maker: Maker, *, least: float, now: datetime
) -> int:
    """Write down which other accounts show such a face, for the person who looks; returns how many."""
    _check(template)
    with _LOCK:
        hits = _refreshed(account.environment_id, maker.sha256).search(template, least)
    rows = FaceTrace.objects.filter(
        pk__in=[hit.trace for hit in hits], account__reference_index__isnull=False
    )
    owners = {row.pk: row for row in rows.exclude(account=account.pk)}
    if account.reference_index is None:
        return 0
    for hit in hits:
        if hit.trace in owners:
            Candidate.objects.get_or_create(
                inquiry=inquiry,
                other_id=owners[hit.trace].account_id,
                kind=CandidateKind.FACE,
                defaults={
                    "account": account,
                    "similarity": round(hit.similarity, 4),
                    "found_at": now,
                    "source": owners[hit.trace].inquiry,
                },
            )
    return len({row.account_id for row in owners.values()})


def refresh_all() -> None:
    """Bring every gallery in this process up to date, so that erased faces leave its memory."""
    with _LOCK:
        for environment, sha256 in list(_GALLERIES):
            _refreshed(environment, sha256)


def _refreshed(environment: str, sha256: str) -> Gallery:
    gallery = _GALLERIES.setdefault((environment, sha256), Gallery())
    live = FaceTrace.objects.filter(
        environment=environment,
        model_sha256=sha256,
        searched=True,
        blob__deleted_at=None,
        account__reference_index__isnull=False,
    ).order_by("pk")
    new = newly_opened(gallery, live)
    if new:
        rows = np.frombuffer(b"".join(data for _, data in new), "<f4").reshape(len(new), -1)
        gallery.add([pk for pk, _ in new], rows)
    return gallery


def blobs_of(inquiry: str) -> list[str]:
    """Ids of the sealed templates of an inquiry, for its clocks and its redaction."""
    return list(FaceTrace.objects.filter(inquiry=inquiry).values_list("blob_id", flat=True))


def forget(rows: Iterable[FaceTrace], *, now: datetime) -> int:
    """Destroy these templates and their rows; returns how many."""
    gone = list(rows)
    vault.destroy(Blob.objects.filter(pk__in=[row.blob_id for row in gone]), now=now)
    return FaceTrace.objects.filter(pk__in=[row.pk for row in gone]).delete()[0]
