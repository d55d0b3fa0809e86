"""The same film or the same room on another account: keyed fingerprints, sealed, compared exactly, in memory.

What is kept of a capture is 257 to 513 bytes (`traces.prints`), sealed under the person's own key, on the clock
`rooms`. The gallery is plaintext in the memory of one worker; it is brought up to date before every search and, by
`refresh_all`, every minute.

A household, an office or a kiosk shares a room, so a room found again says little; a film found again says much.
Neither refuses anybody.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import numpy as np
from django.db import transaction

from bonafide.accounts.models import Account
from bonafide.traces.gallery import Gallery, Limits
from bonafide.traces.models import MOST_CANDIDATES, Candidate, CandidateKind, SceneTrace
from bonafide.traces.opened import newly_opened
from bonafide.traces.prints import VERSION, Print, unpacked
from bonafide.vault import retention
from bonafide.vault import service as vault
from bonafide.vault.models import Blob

FILM_FRAMES = 3
"""Frames found again on one other account that are a film: one may be a chance, where somebody sits as before."""
_GALLERIES: dict[str, Gallery] = {}
_LOCK = threading.Lock()


@transaction.atomic
def note(account: Account, inquiry: str, capture: str, seen: Print, *, now: datetime) -> SceneTrace | None:
    """Seal the fingerprint of a capture; None where there is nothing to keep. The same capture twice is once."""
    if not seen.computable:
        return None
    known = SceneTrace.objects.filter(capture=capture).first()
    if known is not None:
        return known
    blob = vault.seal(
        account.subject,
        "other",
        seen.packed(),
        purpose="know the same film or room again",
        delete_after=now + timedelta(days=retention.ROOM_DAYS),
    )
    return SceneTrace.objects.create(
        environment_id=account.environment_id,
        account=account,
        blob=blob,
        version=VERSION,
        inquiry=inquiry,
        capture=capture,
        seen_at=now,
    )


def find(account: Account, inquiry: str, seen: Print, limits: Limits, *, now: datetime) -> dict[str, float]:
    """Write down which other accounts show such frames or such a room, for the person who looks.

    Returns:
        `same_frame`, `same_film` (several frames) and `same_background`, 0 or 1 each; what could not be compared is
        left out, and all of it for an account without the platform's reference.

    """
    if account.reference_index is None or not seen.computable:
        return {}
    with _LOCK:
        hits = _refreshed(account.environment_id).search(seen, limits)
    rows = SceneTrace.objects.filter(
        pk__in=[hit.trace for hit in hits], account__reference_index__isnull=False
    )
    owners = {row.pk: row for row in rows.exclude(account=account.pk)}
    others = [(owners[hit.trace], hit) for hit in hits if hit.trace in owners]
    films = _name(account, inquiry, CandidateKind.FILM, [(row, hit.frame) for row, hit in others], now)
    places = _name(account, inquiry, CandidateKind.ROOM, [(row, hit.room) for row, hit in others], now)
    several = any(hit.frames >= FILM_FRAMES for _, hit in others)
    signals = {"same_frame": float(films), "same_film": float(several)} if seen.frames.any() else {}
    comparable = np.count_nonzero(seen.tiles) >= limits.tiles_min
    return signals | ({"same_background": float(places)} if comparable else {})


def _name(
    account: Account,
    inquiry: str,
    kind: CandidateKind,
    found: Sequence[tuple[SceneTrace, float | None]],
    now: datetime,
) -> bool:
    """Keep the accounts found, the most alike first and not too many; tell whether there are any."""
    best: dict[str, tuple[SceneTrace, float]] = {}
    for row, share in sorted((pair for pair in found if pair[1] is not None), key=lambda pair: pair[1] or 0):
        best.setdefault(row.account_id, (row, share or 0.0))
    for other, (row, share) in list(best.items())[:MOST_CANDIDATES]:
        Candidate.objects.get_or_create(
            inquiry=inquiry,
            other_id=other,
            kind=kind,
            defaults={
                "account": account,
                "similarity": round(1 - share, 4),
                "found_at": now,
                "source": row.inquiry,
            },
        )
    return bool(best)


def refresh(environment: str) -> None:
    """Bring one gallery up to date: what takes long is done before a transaction that nobody may wait for."""
    with _LOCK:
        _refreshed(environment)


def refresh_all() -> None:
    """Bring every gallery in this process up to date, so that erased fingerprints leave its memory."""
    with _LOCK:
        for environment in list(_GALLERIES):
            _refreshed(environment)


def _refreshed(environment: str) -> Gallery:
    gallery = _GALLERIES.setdefault(environment, Gallery())
    live = SceneTrace.objects.filter(
        environment=environment,
        version=VERSION,
        blob__deleted_at=None,
        account__reference_index__isnull=False,
    ).order_by("pk")
    new = [(pk, unpacked(data)) for pk, data in newly_opened(gallery, live)]
    if new:
        tiles, frames = np.array([one.tiles for _, one in new]), np.array([one.frames for _, one in new])
        gallery.add([pk for pk, _ in new], tiles, frames)
    return gallery


def sweep(now: datetime) -> int:
    """Delete rows whose fingerprint's clock ran out, and where they were found; returns how many."""
    gone = SceneTrace.objects.exclude(blob__deleted_at=None).delete()[0]
    old = now - timedelta(days=retention.ROOM_DAYS)
    found = Candidate.objects.filter(kind__in=[CandidateKind.FILM, CandidateKind.ROOM])
    gone += found.filter(found_at__lte=old).delete()[0]
    refresh_all()
    return gone


def forget(rows: Iterable[SceneTrace], *, now: datetime) -> int:
    """Destroy these fingerprints and their rows; returns how many."""
    gone = list(rows)
    vault.destroy(Blob.objects.filter(pk__in=[row.blob_id for row in gone]), now=now)
    return SceneTrace.objects.filter(pk__in=[row.pk for row in gone]).delete()[0]
