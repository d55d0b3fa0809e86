"""The door for chips: a native reader hands in the files of a document's chip, for one inquiry.

Browsers cannot read these chips, so the files come through the platform's own app and server. They prove
themselves by the state's signature; that the chip is no copy is proved by its answer to a challenge of ours,
which is made for one reading, lives ten minutes and is answered once.
"""

from __future__ import annotations

import base64
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bonafide import enginehost
from bonafide.accounts.models import Environment
from bonafide.engine.document.chip.active import CHALLENGE_BYTES
from bonafide.engine.document.chip.types import ChipEvidence, Verdict
from bonafide.engine.document.chip.verify import compare_again
from bonafide.engine.evidence import DocumentEvidence, FaceComparison, MrzRead, from_json, to_json
from bonafide.errors import ConflictError, InvalidInputError, NotFoundError
from bonafide.inquiries import belongings, consent, face_model, steps, transitions
from bonafide.inquiries.models import (
    ChipReading,
    ChipState,
    Inquiry,
    Verification,
    VerificationKind,
    VerificationStatus,
)
from bonafide.rows import hold
from bonafide.vault import service as vault
from bonafide.vault.models import Blob

TTL = timedelta(minutes=10)
MOST_READINGS = 20
LIMITS: Mapping[str, int] = {
    "SOD": 100_000,
    "DG1": 200,
    "DG2": 1_000_000,
    "DG14": 10_000,
    "DG15": 10_000,
    "AA": 2_000,
}
"""Most bytes of each file. Chips hold a tenth of it."""
_LIST_FAULTS = {"master_list_unreadable", "master_list_refused", "not_a_certificate"}
_LOG = logging.getLogger(__name__)
_NEEDED = ("SOD", "DG1")
_COUNTS = {VerificationStatus.INITIATED, VerificationStatus.SUBMITTED, VerificationStatus.PASSED}


def get(environment: Environment, reading_id: str) -> ChipReading:
    """One reading of this environment. Raises NotFoundError."""
    found = ChipReading.objects.filter(pk=reading_id, inquiry__environment=environment).first()
    if found is None:
        raise NotFoundError("Record not found")
    return found


@transaction.atomic
def challenge(inquiry: Inquiry) -> ChipReading:
    """Issue a challenge; one that was open before is void.

    Raises ConflictError (no_consent, inquiry_closed, too_many_readings).
    """
    locked = _locked(inquiry)
    if locked.chip_readings.count() >= MOST_READINGS:
        raise ConflictError("The chip was read too often.", code="too_many_readings")
    locked.chip_readings.filter(state=ChipState.OPEN).update(
        state=ChipState.REPLACED, challenge="", ended_at=timezone.now()
    )
    return ChipReading.objects.create(
        inquiry=locked,
        challenge=secrets.token_hex(CHALLENGE_BYTES),
        attempt=_attempt(locked),
        expires_at=timezone.now() + TTL,
    )


def hand_in(inquiry: Inquiry, reading_id: str, files: Mapping[str, bytes]) -> ChipReading:
    """Seal the files of a reading and end it. All of it or nothing, and once.

    The files are examined together with the printed document, not here; earlier ones that still wait for it go.

    Raises:
        InvalidInputError: unknown_file, file_missing, too_large.
        NotFoundError: no such reading of this inquiry.
        ConflictError: reading_ended, reading_expired, no_consent, inquiry_closed.

    """
    _check(files)
    subject = inquiry.account.subject
    with transaction.atomic():
        locked = _locked(inquiry)
        reading = hold(locked.chip_readings.filter(pk=reading_id)).first()
        if reading is None:
            raise NotFoundError("Record not found")
        if reading.state != ChipState.OPEN:
            raise ConflictError("This reading has ended.", code="reading_ended")
        if reading.expires_at <= timezone.now():
            raise ConflictError("This reading took too long.", code="reading_expired")
        kept = {name: base64.b64encode(data).decode() for name, data in files.items()}
        blob = vault.seal_json(
            subject, "chip", {"challenge": reading.challenge, "files": kept}, purpose="examine the chip"
        )
        belongings.drop_chip_files(locked, timezone.now())
        reading.state, reading.files_blob, reading.challenge = ChipState.DONE, blob.pk, ""
        reading.attempt, reading.ended_at = _attempt(locked), timezone.now()
        reading.save()
    return reading


def _check(files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        if name not in LIMITS:
            raise InvalidInputError("There is no such file on a chip.", code="unknown_file")
        if len(data) > LIMITS[name]:
            raise InvalidInputError(f"{name} has more than {LIMITS[name]} bytes.", code="too_large")
    for name in _NEEDED:
        if not files.get(name):
            raise InvalidInputError(f"{name} is needed.", code="file_missing")


def _locked(inquiry: Inquiry) -> Inquiry:
    rows = Inquiry.objects.select_related("account__subject", "environment")
    found = hold(rows).get(pk=inquiry.pk)
    if not transitions.is_live(found) or found.expires_at <= timezone.now():
        raise ConflictError("This inquiry is closed.", code="inquiry_closed")
    if not consent.has_consent(found):
        raise ConflictError("Consent comes first.", code="no_consent")
    return found


def _attempt(inquiry: Inquiry) -> int:
    """The try at a document that is under way or about to begin."""
    last = steps.latest(inquiry, VerificationKind.GOVERNMENT_ID)
    if last is None:
        return 1
    return last.attempt if last.status in _COUNTS else last.attempt + 1


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in the chip of one reading, named by its key; `portrait` is JPEG, where a state signed it."""

    reading: str
    found: ChipEvidence
    portrait: bytes = b""


def examine(document: Verification, optical: MrzRead | None, at: date) -> Examined | None:
    """Examine the newest reading that belongs to this try; None where no chip was read.

    One that was examined before, with an earlier picture of the document, is compared with the new one.
    Runs in the engine's own process; call it outside of transactions and keep what it gives with `keep`.
    """
    reading = _of(document)
    if reading is None:
        return None
    if not reading.files_blob:
        return _again(reading, optical, at)
    config = settings.BONAFIDE
    roots = [path.strip() for path in config.chip_roots.split(",") if path.strip()]
    try:
        found = _examined(reading, optical, at, config.chip_master_list, roots)
    except InvalidInputError as error:
        if error.code not in _LIST_FAULTS:
            raise
        _LOG.warning("chips are not trusted: %s (%s)", error.message, error.code)
        found = _examined(reading, optical, at, "", [])
    proved = found.portrait is not None and found.passive is Verdict.PASSED
    return Examined(reading.pk, found, found.portrait.jpeg if found.portrait and proved else b"")


def _again(reading: ChipReading, optical: MrzRead | None, at: date) -> Examined:
    found = from_json(ChipEvidence, vault.open_json(reading.findings_blob))
    portrait = vault.open_blob(reading.portrait_blob) if reading.portrait_blob else b""
    return Examined(reading.pk, compare_again(found, optical, at), portrait)


def examine_beside(document: Verification) -> Examined | None:
    """Examine a chip beside a document that was read before: against what was sealed then."""
    if not document.findings_blob or _of(document) is None:
        return None
    read = from_json(DocumentEvidence, vault.open_json(document.findings_blob))
    return examine(document, read.mrz, read.today)


def _examined(
    reading: ChipReading, optical: MrzRead | None, at: date, master_list: str, roots: list[str]
) -> ChipEvidence:
    kept = vault.open_json(reading.files_blob)
    found: ChipEvidence = enginehost.pool().call(
        "examine_chip",
        {name: base64.b64decode(data) for name, data in kept["files"].items()},
        bytes.fromhex(kept["challenge"]),
        optical=optical,
        at=at,
        master_list=master_list,
        roots=roots,
    )
    return found


def compare_face(examined: Examined | None, selfie: bytes) -> FaceComparison | None:
    """Compare a selfie with the portrait that a state signed; None where there is none, or it is not proved.

    Only with consent to face matching: the caller sees to that.
    """
    if examined is None or not examined.portrait or not selfie:
        return None
    return enginehost.pool().compare_faces(examined.portrait, selfie, face_model.chosen())


@transaction.atomic
def keep(document: Verification, examined: Examined | None) -> None:
    """Seal what was found and the signed portrait, in the caller's transaction; files and what stood there go."""
    if examined is None:
        return
    reading = hold(document.inquiry.chip_readings.filter(pk=examined.reading)).first()
    if reading is None or not (reading.files_blob or reading.findings_blob):
        return
    replaced = {reading.files_blob, reading.findings_blob, reading.portrait_blob}
    vault.destroy(Blob.objects.filter(pk__in=replaced - {""}), now=timezone.now())
    subject, why = document.inquiry.account.subject, "checks and review: chip"
    reading.findings_blob = vault.seal_json(subject, "findings", to_json(examined.found), purpose=why).pk
    sealed = vault.seal(subject, "portrait", examined.portrait, purpose=why).pk if examined.portrait else ""
    reading.files_blob, reading.portrait_blob = "", sealed
    reading.save(update_fields=["files_blob", "findings_blob", "portrait_blob"])


def evidence(document: Verification | None) -> ChipEvidence | None:
    """What was found in the chip of this try; pictures are not in it."""
    reading = _of(document) if document is not None else None
    if reading is None or not reading.findings_blob:
        return None
    return from_json(ChipEvidence, vault.open_json(reading.findings_blob))


def _of(document: Verification) -> ChipReading | None:
    rows = document.inquiry.chip_readings.filter(state=ChipState.DONE, attempt=document.attempt)
    return rows.exclude(files_blob="", findings_blob="").order_by("-ended_at").first()
