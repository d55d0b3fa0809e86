"""Erasure, sweeping, export."""

import base64
import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from bonafide.errors import ErasedError
from bonafide.ledger import service as ledger
from bonafide.vault import erasure, service, store
from bonafide.vault.export import export_subject
from bonafide.vault.models import Blob, Subject

pytestmark = pytest.mark.django_db
BIG = bytes(service.INLINE_BYTES + 1)


def files() -> list[str]:
    return [name for shard in store.shards() for name, _ in shard]


def test_erasure_takes_all_and_says_so_once(
    subject: Subject, django_capture_on_commit_callbacks: Any
) -> None:
    other = service.seal(service.create_subject("env_test"), "portrait", BIG, purpose="test")
    blobs = [service.seal(subject, kind, BIG, purpose="test") for kind in ("portrait", "selfie_best")]
    blobs.append(service.seal(subject, "fields", b"small", purpose="test"))
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        receipt = service.erase_subject(subject, now=now)
    counts = (receipt["blobs"], receipt["files"], receipt["inline"], receipt["before"])
    assert counts == (3, 2, 1, 0)
    assert files() == [other.file_name]
    assert json.loads(json.dumps(receipt)) == receipt
    again = service.erase_subject(Subject.objects.get(pk=subject.pk), now=now + timedelta(days=1))
    assert again == receipt
    assert ledger.size() == 1
    assert ledger.checkpoint(now).size == 1
    assert subject.pk in ledger.proof_for(receipt["leaf"])["leaf"]  # type: ignore[index]
    for blob in blobs:
        for read in (service.open_blob, lambda held: service.look(held, actor="stf_1", reason="appeal")):
            with pytest.raises(ErasedError):
                read(blob)
    with pytest.raises(ErasedError):
        service.seal(subject, "fields", b"x", purpose="test")
    row = Blob.objects.get(pk=blobs[2].pk)
    assert (row.wrapped_key, row.ciphertext, row.file_name) == (None, None, "")
    assert service.open_blob(other) == BIG


def test_files_go_only_when_the_erasure_is_committed(subject: Subject) -> None:
    blob = service.seal(subject, "portrait", BIG, purpose="test")
    service.erase_subject(subject, now=timezone.now())  # the test's own transaction never commits
    assert files() == [blob.file_name]
    past = timezone.now().timestamp() - 4000
    os.utime(store.folder() / blob.file_name, (past, past))
    assert service.sweep(timezone.now()).orphans == 1
    assert files() == []


def test_sweep_takes_what_is_due_and_nothing_else(
    subject: Subject, django_capture_on_commit_callbacks: Any
) -> None:
    now = timezone.now()
    due = [service.seal(subject, "portrait", BIG, purpose="test") for _ in range(3)]
    due.append(service.seal(subject, "fields", b"x", purpose="test"))
    service.set_clock(due, now + timedelta(days=7))
    kept = service.seal(subject, "note", b"note", purpose="test", delete_after=now + timedelta(days=9))
    later = now + timedelta(days=8)
    assert service.overdue(now) == 0
    assert service.overdue(later) == 4
    with django_capture_on_commit_callbacks(execute=True):
        report = service.sweep(later)
    assert (report.blobs, report.overdue, report.missing) == (4, 0, 0)
    assert files() == []
    assert service.open_blob(kept) == b"note"
    with pytest.raises(ErasedError):
        service.open_blob(due[0])
    assert service.sweep(later).blobs == 0
    assert ledger.size() == 1
    assert service.seal(subject, "fields", b"new", purpose="test")
    receipt = service.erase_subject(subject, now=later)
    assert (receipt["blobs"], receipt["before"]) == (2, 4)


def test_more_than_one_batch(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasure, "BATCH", 7)
    service.set_clock([service.seal(subject, "fields", b"x", purpose="t") for _ in range(20)], timezone.now())
    assert service.sweep(timezone.now()).blobs == 20


@pytest.mark.parametrize(("kind", "days"), [("portrait", 90), ("fields", 90), ("reference", 1095)])
def test_a_forgotten_clock_has_an_end(subject: Subject, kind: str, days: int) -> None:
    sealed = service.seal(subject, kind, b"x", purpose="test").created_at
    assert service.overdue(sealed + timedelta(days=days) - timedelta(seconds=1)) == 0
    assert service.overdue(sealed + timedelta(days=days)) == 1


def test_a_file_that_another_sweep_takes_in_between_stops_none(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is asked of a file, the next time it is asked it may be gone."""
    name = service.seal(subject, "portrait", BIG, purpose="test").file_name
    look = Path.stat

    def last_look(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        found = look(path, follow_symlinks=follow_symlinks)
        if path == store.folder() / name:
            path.unlink()
        return found

    monkeypatch.setattr(Path, "stat", last_look)
    assert files() in ([name], [])
    assert files() == []


def test_strays_go_after_an_hour_and_losses_are_counted(subject: Subject) -> None:
    now = timezone.now()
    lost = service.seal(subject, "portrait", BIG, purpose="test")
    kept = service.seal(subject, "portrait", BIG, purpose="test")
    stray = store.write("blb_stray", b"ciphertext of a transaction that was rolled back")
    (store.folder() / lost.file_name).unlink()
    assert service.sweep(now).orphans == 0
    assert stray in files()
    report = service.sweep(now + timedelta(hours=2))
    assert (report.orphans, report.missing) == (1, 1)
    assert files() == [kept.file_name]


def test_destroy_chosen_values(subject: Subject) -> None:
    one, two = (service.seal(subject, "fields", b"x", purpose="test") for _ in range(2))
    assert service.destroy([one], now=timezone.now()) == 1
    assert service.destroy([one], now=timezone.now()) == 0
    with pytest.raises(ErasedError):
        service.open_blob(one)
    assert service.open_blob(two) == b"x"


def test_export_gives_what_is_held_and_hides_the_staff(subject: Subject) -> None:
    picture = b"\xff\xd8\xff" + BIG
    image = service.seal(subject, "portrait", picture, purpose="compare")
    service.seal_json(subject, "fields", {"family_name": "ERIKSSON"}, purpose="decide")
    service.seal(subject, "other", b"\x00\x01", purpose="decide")
    gone = service.seal(subject, "note", b"x", purpose="decide")
    broken = service.seal(subject, "message", b"x", purpose="decide")
    Blob.objects.filter(pk=broken.pk).update(ciphertext=b"damaged")
    service.destroy([gone], now=timezone.now())
    service.look(image, actor="stf_secret", reason="appeal")
    export = json.loads(json.dumps(export_subject(subject)))
    held = {row["kind"]: row for row in export["held"]}
    assert base64.b64decode(held["portrait"]["base64"]) == picture
    assert held["portrait"]["media_type"] == "image/jpeg"
    assert held["fields"]["value"] == {"family_name": "ERIKSSON"}
    assert base64.b64decode(held["other"]["base64"]) == b"\x00\x01"
    assert [row["id"] for row in export["deleted"]] == [gone.pk]
    assert export["unreadable"] == [broken.pk]
    assert [(row["blob"], row["reason"]) for row in export["looks"]] == [(image.pk, "appeal")]
    assert "stf_secret" not in json.dumps(export)
    assert ledger.verify().ok
    service.erase_subject(subject, now=timezone.now())
    with pytest.raises(ErasedError):
        export_subject(subject)


@pytest.mark.django_db(transaction=True)
def test_earlier_versions_of_rows_are_taken_out_where_the_database_keeps_them(subject: Subject) -> None:
    service.erase_subject(subject, now=timezone.now())
    assert service.vacuum() is (connection.vendor == "postgresql")
    with transaction.atomic():
        assert not service.vacuum()
