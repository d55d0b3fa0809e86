"""Examine a chip as a service does: files and challenge in, evidence out, trust from the operator's own list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from bonafide.engine.document.chip.redact import redact_chip
from bonafide.engine.document.chip.trust import TrustStore
from bonafide.engine.document.chip.types import ActiveAnswer, ChipEvidence
from bonafide.engine.document.chip.verify import read_master_list, verify_chip
from bonafide.engine.evidence import MrzRead
from bonafide.errors import InvalidInputError

SOD = "SOD"
ANSWER = "AA"
_MOST_LIST_BYTES = 16_000_000


def examine_chip(
    files: Mapping[str, bytes],
    challenge: bytes,
    *,
    optical: MrzRead | None,
    at: date,
    master_list: str = "",
    roots: Sequence[str] = (),
) -> ChipEvidence:
    """Verify what a reader handed in, then cut from it the numbers that few may keep.

    Args:
        files: by name: SOD, DG1, DG2, DG14, DG15 as read, tag and length included; AA, the chip's answer.
        challenge: the eight bytes that this server issued for this one reading.
        optical: the printed zone of the same document, where it was read.
        at: the day of examination.
        master_list: path of the operator's master list; empty means that nobody is trusted, and passive
            authentication stays open.
        roots: paths of the certificates, DER or PEM, under which that list was signed.

    Raises:
        InvalidInputError: `master_list_unreadable`, and those of `read_master_list` and `verify_chip`.

    """
    groups = {name: data for name, data in files.items() if name.startswith("DG")}
    answer = ActiveAnswer(challenge, files[ANSWER]) if ANSWER in files else None
    trust = _trusted(master_list, tuple(roots), at)
    found = verify_chip(groups, files.get(SOD, b""), trust=trust, at=at, optical=optical, active=answer)
    return redact_chip(found)


def _trusted(master_list: str, roots: tuple[str, ...], at: date) -> TrustStore:
    if not master_list:
        return TrustStore()
    try:
        stamps = tuple(Path(path).stat().st_mtime_ns for path in (master_list, *roots))
        return _read(master_list, roots, stamps, at)
    except OSError as error:
        raise InvalidInputError(
            "The master list or its root cannot be read.", code="master_list_unreadable"
        ) from error


@lru_cache(maxsize=2)
def _read(master_list: str, roots: tuple[str, ...], stamps: tuple[int, ...], at: date) -> TrustStore:  # noqa: ARG001 - a changed file is read again
    listed = Path(master_list)
    if listed.stat().st_size > _MOST_LIST_BYTES:
        raise InvalidInputError("The master list is too large.", code="master_list_unreadable")
    return read_master_list(listed.read_bytes(), roots=[Path(one).read_bytes() for one in roots], at=at)
