"""A chip handed in is examined with the printed document, with a fictional state's keys and a real reading."""

from __future__ import annotations

import base64
import dataclasses
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import cv2
import pytest
from django.utils import timezone

from bonafide.errors import ErasedError
from bonafide.inquiries import chips, housekeeping, steps, transitions
from bonafide.inquiries.models import (
    ChipReading,
    Inquiry,
    InquiryStatus,
    Outcome,
    Verification,
    VerificationKind,
    VerificationStatus,
)
from bonafide.vault import service as vault
from bonafide.vault.models import Blob
from tests.engine.document.chip import maker
from tests.engine.document.chip.maker import State
from tests.inquiries.flow import Walk, document_jpeg, head
from tests.world.mrz_lines import td3_lines
from tests.world.people import person
from tests.world.specimen import default_expiry, default_number, id_photo

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("shared_data"),
    pytest.mark.data,
]

UTOPIA = State()
KEY = maker.key_of("secp256r1", 4)
NAME = "id_chip_authentication_detection"


@pytest.fixture
def trusting(settings: Any, tmp_path: Path) -> None:
    """An operator who set a master list with UTO's authority, and the root under which it was signed."""
    root = UTOPIA.certificate().dump()
    usage = {"extn_id": "extended_key_usage", "extn_value": ["2.23.136.1.1.3"]}
    content = maker.tlv(0x30, b"\x02\x01\x00" + maker.tlv(0x31, root))
    (tmp_path / "list.ml").write_bytes(State(extensions=(usage,)).signed("2.23.136.1.1.2", content))
    (tmp_path / "root.cer").write_bytes(root)
    settings.BONAFIDE = dataclasses.replace(
        settings.BONAFIDE,
        chip_master_list=str(tmp_path / "list.ml"),
        chip_roots=f"{tmp_path / 'root.cer'}, ",
    )


def zone(index: int) -> tuple[str, str]:
    who = person(index)
    return td3_lines(
        country="UTO",
        last=who.name_last,
        first=who.name_first,
        number=default_number(who),
        birthdate=who.birthdate,
        sex=who.sex,
        expiry=default_expiry(),
    )


def files(index: int, challenge: str, *, face: int | None = None) -> dict[str, bytes]:
    """What the chip of a person's specimen passport gives, with the portrait of person `face` or of nobody."""
    picture = maker.portrait() if face is None else photo(face)
    groups = {
        "DG1": maker.dg1(*zone(index)),
        "DG2": maker.dg2(maker.record(picture)),
        "DG14": maker.dg14("0.4.0.127.0.7.1.1.4.1.3"),
        "DG15": maker.dg15(KEY),
    }
    answer = maker.sign(KEY, "plain_sha256", bytes.fromhex(challenge))
    return {**groups, "SOD": UTOPIA.sod(groups), "AA": answer}


def photo(index: int) -> bytes:
    """A portrait as chips hold it: 35 x 45 mm, small, JPEG."""
    small = cv2.resize(id_photo(person(index).portrait), (413, 531), interpolation=cv2.INTER_AREA)
    return bytes(cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 80])[1])


def hand_in(
    walk: Walk, index: int, *, face: int | None = None, changes: Mapping[str, bytes] = MappingProxyType({})
) -> None:
    reading = chips.challenge(walk.inquiry)
    chips.hand_in(walk.inquiry, reading.pk, {**files(index, reading.challenge, face=face), **changes})


def told_to_show(walk: Walk, part: str) -> None:
    """Let the document fail for something that can be mended, and the person begin again."""
    last = steps.latest(walk.inquiry, VerificationKind.GOVERNMENT_ID)
    assert last is not None
    Verification.objects.filter(pk=last.pk).update(status=VerificationStatus.FAILED)
    again = transitions.Ruling("again", Outcome.RETRY, "policy", "test", ("front_blurry",), (part,))
    transitions.record(walk.inquiry, again)
    steps.start_again(walk.session)


def check(walk: Walk) -> dict[str, Any]:
    document = steps.latest(walk.inquiry, VerificationKind.GOVERNMENT_ID)
    assert document is not None
    return next(row for row in document.checks if row["name"] == NAME)


@pytest.mark.usefixtures("trusting")
def test_a_genuine_chip_passes_and_says_which_proofs_hold() -> None:
    walk = Walk().agree()
    hand_in(walk, 0)
    walk.show_document(document_jpeg(0)).work()
    row = check(walk)
    assert (row["status"], row["reasons"]) == ("passed", []), row
    assert row["metadata"]["passive"] == row["metadata"]["active"] == row["metadata"]["zone"] == 1
    document = Verification.objects.get(inquiry=walk.inquiry)
    found = chips.evidence(document)
    assert found is not None
    assert found.csca is not None
    assert found.csca.country == "UT"


@pytest.mark.usefixtures("trusting")
def test_the_chip_of_another_passport_a_copy_and_changed_data_fail() -> None:
    cases: dict[str, tuple[int, dict[str, bytes]]] = {
        "chip_differs_from_print": (1, {}),
        "chip_copied": (0, {"AA": bytes(64)}),
        "chip_not_genuine": (0, {"DG1": maker.dg1(*zone(2))}),
    }
    for number, (reason, (index, changes)) in enumerate(cases.items()):
        walk = Walk(reference=f"user-{number}").agree()
        hand_in(walk, index, changes=changes)
        walk.show_document(document_jpeg(0)).work()
        row = check(walk)
        assert row["status"] == "failed", row
        assert reason in row["reasons"], row


def test_without_a_master_list_nothing_passes() -> None:
    walk = Walk().agree()
    hand_in(walk, 0)
    walk.show_document(document_jpeg(0)).work()
    row = check(walk)
    assert (row["status"], row["reasons"]) == ("not_applicable", ["chip_not_trusted"]), row
    assert row["metadata"]["passive"] == 0


def test_a_list_that_cannot_be_read_stops_nobody(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.BONAFIDE = dataclasses.replace(settings.BONAFIDE, chip_master_list="absent.ml")
    walk = Walk().agree()
    hand_in(walk, 0)
    walk.show_document(document_jpeg(0)).work()
    assert check(walk)["reasons"] == ["chip_not_trusted"]
    assert "master_list_unreadable" in caplog.text


@pytest.mark.usefixtures("trusting")
def test_a_chip_read_after_the_document_counts_and_its_face_is_compared() -> None:
    walk = Walk().agree().show_document(document_jpeg(0)).work()
    assert check(walk)["reasons"] == ["chip_not_read"]
    hand_in(walk, 0, face=0)
    walk.show_face(head(0)).work()
    row = check(walk)
    assert (row["status"], row["metadata"]["active"]) == ("passed", 1), row
    assert row["metadata"]["face"] > 0.9
    assert walk.inquiry.status == InquiryStatus.APPROVED, walk.result()


@pytest.mark.usefixtures("trusting")
def test_a_selfie_unlike_the_face_in_the_chip_goes_to_a_person() -> None:
    """The portrait pasted over the print is the attacker's own; the one that the state signed is not."""
    walk = Walk().agree()
    hand_in(walk, 0, face=1)
    walk.show_document(document_jpeg(0)).work().show_face(head(0)).work()
    assert check(walk)["reasons"] == ["chip_face_differs"]
    assert walk.inquiry.status == InquiryStatus.NEEDS_REVIEW, walk.result()
    assert "chip_face_differs" in walk.result().reasons


@pytest.mark.usefixtures("trusting")
def test_another_document_needs_another_reading() -> None:
    walk = Walk().agree()
    hand_in(walk, 0)
    walk.show_document(document_jpeg(0)).work()
    told_to_show(walk, "other_document")
    document = steps.latest(walk.inquiry, VerificationKind.GOVERNMENT_ID)
    assert document is not None
    assert document.attempt == 2
    assert chips.evidence(document) is None
    assert chips.examine(document, None, document.created_at.date()) is None


@pytest.mark.usefixtures("trusting")
def test_a_chip_is_judged_against_the_side_shown_again_without_its_files() -> None:
    """Read once: the zone that was kept is compared with the new print, the kept portrait with the face."""
    walk = Walk().agree()
    hand_in(walk, 0, face=0)
    walk.show_document(document_jpeg(1)).work()
    assert check(walk)["reasons"] == ["chip_differs_from_print"]
    before = ChipReading.objects.get()
    told_to_show(walk, "front")
    walk.show_document(document_jpeg(0)).work()
    row = check(walk)
    assert (row["status"], row["metadata"]["zone"], row["metadata"]["active"]) == ("passed", 1, 1), row
    after = ChipReading.objects.get()
    assert (after.files_blob, after.attempt) == ("", 2)
    for gone in (before.findings_blob, before.portrait_blob):
        with pytest.raises(ErasedError):
            vault.open_blob(gone)
    walk.show_face(head(0)).work()
    assert check(walk)["metadata"]["face"] > 0.9
    assert walk.inquiry.status == InquiryStatus.APPROVED, walk.result()


def test_files_are_gone_once_examined_and_no_restricted_number_stays() -> None:
    """Everything of this person that can still be decrypted is decrypted, and looked through."""
    bsn = "111222333"
    lines = td3_lines(
        country="NLD",
        last="JANSEN",
        first="ANNA",
        number="SPECI2014",
        birthdate=date(1974, 8, 12),
        sex="F",
        expiry=default_expiry(),
        personal=bsn,
    )
    groups = {"DG1": maker.dg1(*lines), "DG2": maker.dg2(maker.record(maker.portrait()))}
    walk = Walk().agree()
    hand_in(walk, 0, changes={**groups, "SOD": State(country="NL").sod(groups)})
    files_blob = ChipReading.objects.get().files_blob
    assert bsn in base64.b64decode(vault.open_json(files_blob)["files"]["DG1"]).decode()
    walk.show_document(document_jpeg(0)).work()
    found = chips.evidence(steps.latest(walk.inquiry, VerificationKind.GOVERNMENT_ID))
    assert found is not None
    assert found.fields["personal_number"] == "*" * 9
    with pytest.raises(ErasedError):
        vault.open_blob(files_blob)
    kept = [vault.open_blob(blob) for blob in Blob.objects.filter(deleted_at=None)]
    spellings = [base64.b64encode(b" " * shift + bsn.encode())[4:-4] for shift in range(3)]
    assert not [one for one in kept for spelled in (bsn.encode(), *spellings) if spelled in one]
    assert any(b"JANSEN" in one for one in kept)


@pytest.mark.usefixtures("trusting")
def test_what_was_found_goes_to_the_reading_it_was_found_in() -> None:
    """A newer reading that came while the engine worked keeps its files; old findings of the older one go."""
    walk = Walk().agree()
    hand_in(walk, 0)
    document = steps.begin(walk.inquiry, VerificationKind.GOVERNMENT_ID)
    examined = chips.examine(document, None, date(2026, 6, 1))
    assert examined is not None
    chips.keep(document, examined)
    older = ChipReading.objects.get()
    first = [older.findings_blob, older.portrait_blob]
    again = chips.examine(document, None, date(2026, 6, 1))
    hand_in(walk, 1)
    chips.keep(document, again)
    older.refresh_from_db()
    assert older.findings_blob not in {"", *first}
    assert not Blob.objects.filter(pk__in=first, deleted_at=None).exists()
    newer = ChipReading.objects.exclude(pk=older.pk).get()
    assert newer.files_blob
    assert newer.findings_blob == ""
    assert chips.evidence(document) is None  # the newest counts, and it was not examined
    vault.destroy(Blob.objects.filter(pk=older.findings_blob), now=older.expires_at)
    ChipReading.objects.filter(pk=older.pk).update(findings_blob="")
    chips.keep(document, again)  # erased meanwhile: nothing comes back
    older.refresh_from_db()
    assert older.findings_blob == ""


def test_files_that_nobody_will_examine_go_with_a_newer_reading_and_with_the_end() -> None:
    walk = Walk().agree()
    blobs = []
    for _ in range(2):
        hand_in(walk, 0)
        blobs.append(ChipReading.objects.exclude(files_blob="").get().files_blob)
    assert Blob.objects.get(pk=blobs[0]).deleted_at is not None
    Inquiry.objects.update(expires_at=timezone.now())
    assert housekeeping.expire_due(timezone.now()) == 1
    assert not Blob.objects.filter(pk__in=blobs, deleted_at=None).exists()
    assert not ChipReading.objects.exclude(files_blob="").exists()


def test_a_chip_follows_a_document_that_is_chosen_again_and_no_other() -> None:
    walk = Walk().agree()
    hand_in(walk, 0)
    reading = ChipReading.objects.get()
    begun = steps.begin(walk.inquiry, VerificationKind.GOVERNMENT_ID)
    assert reading.attempt == begun.attempt == 1
    steps.select_document(walk.session, country="UTO", document_class="pp")
    reading.refresh_from_db()
    again = steps.begin(walk.inquiry, VerificationKind.GOVERNMENT_ID)
    assert reading.attempt == again.attempt == 2
    steps.select_document(walk.session, country="UTO", document_class="id")
    reading.refresh_from_db()
    assert reading.attempt != steps.begin(walk.inquiry, VerificationKind.GOVERNMENT_ID).attempt
    other = Walk(reference="user-2").agree()
    hand_in(other, 0)
    steps.select_document(other.session, country="UTO", document_class="id")
    assert other.inquiry.chip_readings.get().attempt == steps.NO_TRY
