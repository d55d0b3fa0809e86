"""Sealing, opening, looking, clocks."""

import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from bonafide.errors import ErasedError, InvalidInputError, NotFoundError
from bonafide.ledger.models import Leaf
from bonafide.ledger.service import LeafError
from bonafide.vault import retention, service, store
from bonafide.vault.kinds import IMAGE_KINDS, BlobKind, VaultError
from bonafide.vault.models import Blob, Look, Subject

pytestmark = pytest.mark.django_db
EDGE = service.INLINE_BYTES


@pytest.mark.parametrize("size", [0, 1, EDGE, EDGE + 1, 300_000])
def test_small_in_the_row_large_in_a_private_file(subject: Subject, data_folder: Path, size: int) -> None:
    data = bytes(number % 251 for number in range(size))
    blob = Blob.objects.get(pk=service.seal(subject, "portrait", data, purpose="test").pk)
    assert service.open_blob(blob) == service.open_blob(blob.pk) == data
    files = [path for path in (data_folder / "blobs").rglob("*") if path.is_file()]
    assert len(files) == (1 if size > EDGE else 0)
    assert (blob.ciphertext is None) == bool(files)
    for path in files:
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert data[1000:1040] not in path.read_bytes()


def test_json(subject: Subject) -> None:
    value = {"name": "张三", "list": [1, 2.5, None, True]}
    assert service.open_json(service.seal_json(subject, "fields", value, purpose="test")) == value
    with pytest.raises(ValueError, match="not JSON compliant"):
        service.seal_json(subject, "fields", float("nan"), purpose="test")


@pytest.mark.parametrize(("kind", "purpose"), [("gossip", "x"), ("fields", " "), ("fields", "x" * 121)])
def test_no_kind_or_purpose_no_seal(subject: Subject, kind: str, purpose: str) -> None:
    with pytest.raises(InvalidInputError):
        service.seal(subject, kind, b"x", purpose=purpose)


@pytest.mark.parametrize("tenant", ["", "a|b"])
def test_tenants_that_would_blur_the_place(tenant: str) -> None:
    with pytest.raises(InvalidInputError):
        service.create_subject(tenant)


def refused(blob: Blob) -> bool:
    with pytest.raises(VaultError) as caught:
        service.open_blob(blob)
    return caught.value.code == "vault_tampered"


def test_moved_or_changed_rows_do_not_open(subject: Subject) -> None:
    one = service.seal(subject, "fields", b"one", purpose="test")
    two = service.seal(subject, "fields", b"two", purpose="test")
    other = service.create_subject("env_test")
    rows = Blob.objects.filter(pk=one.pk)
    for change in (
        {"ciphertext": two.ciphertext},
        {"ciphertext": two.ciphertext, "wrapped_key": two.wrapped_key},
        {"kind": "note"},
        {"subject": other},
        {"ciphertext": bytes(one.ciphertext or b"")[:-1] + b"\0\0"},
        {"ciphertext": None},
    ):
        with transaction.atomic():
            rows.update(**change)
            assert refused(one)
            transaction.set_rollback(True)
    assert service.open_blob(one) == b"one"
    Subject.objects.filter(pk=subject.pk).update(tenant="env_else")
    assert refused(one)


def test_changed_or_missing_file(subject: Subject) -> None:
    blob = service.seal(subject, "portrait", bytes(EDGE + 1), purpose="test")
    path = store.folder() / blob.file_name
    data = bytearray(path.read_bytes())
    data[EDGE // 2] ^= 1
    path.write_bytes(bytes(data))
    assert refused(blob)
    path.unlink()
    with pytest.raises(VaultError) as caught:
        service.open_blob(blob)
    assert caught.value.code == "vault_missing"


def test_unknown_blob() -> None:
    with pytest.raises(NotFoundError):
        service.open_blob("blb_nothing")


def test_no_file_stays_where_the_row_could_not_be_written(subject: Subject) -> None:
    stale = Subject.objects.get(pk=subject.pk)
    service.erase_subject(subject, now=timezone.now())
    with pytest.raises(ErasedError):
        service.seal(stale, "portrait", bytes(EDGE + 1), purpose="test")
    assert not store.folder().exists()


@pytest.mark.parametrize("step", ["fsync", "rename"])
def test_a_full_disk_is_named_and_leaves_nothing(
    subject: Subject, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(*((os, "fsync", fail) if step == "fsync" else (Path, "rename", fail)))
        with pytest.raises(VaultError) as caught:
            service.seal(subject, "portrait", bytes(EDGE + 1), purpose="test")
    assert caught.value.code == "vault_storage"
    assert not [path for path in store.folder().rglob("*") if path.is_file()]
    assert not Blob.objects.exists()


def files_of(data_folder: Path) -> list[Path]:
    return [path for path in (data_folder / "blobs").rglob("*") if path.is_file()]


def test_many_at_once_are_each_sealed_alone(subject: Subject, data_folder: Path) -> None:
    given = [bytes([number]) * (EDGE + number * (-1) ** number) for number in range(20)]
    made = service.prepare_many(
        subject, "selfie_frame", [(data, f"frame {n}") for n, data in enumerate(given)]
    )
    assert len(files_of(data_folder)) == sum(len(data) > EDGE for data in given)
    service.keep(made)
    opened = dict(service.open_many([blob.pk for blob in made]))
    assert [opened[blob.pk] for blob in made] == given
    assert [blob.purpose for blob in made] == [f"frame {n}" for n in range(20)]
    assert len({bytes(blob.wrapped_key or b"") for blob in made}) == len(made)


def test_where_one_of_many_cannot_be_written_none_stays(
    subject: Subject, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, full = store.write, VaultError("full", code="vault_storage")

    def sometimes(blob_id: str, data: bytes) -> str:
        if len(data) > EDGE + 5000:
            raise full
        return real(blob_id, data)

    monkeypatch.setattr(store, "write", sometimes)
    sizes = [EDGE + 100] * 6 + [EDGE + 9000] + [EDGE + 100] * 6
    with pytest.raises(VaultError) as caught:
        service.prepare_many(subject, "selfie_frame", [(b"x" * size, "test") for size in sizes])
    assert caught.value.code == "vault_storage"
    assert files_of(data_folder) == []
    assert not Blob.objects.exists()


def test_many_of_an_erased_subject_are_refused(subject: Subject, data_folder: Path) -> None:
    service.erase_subject(subject, now=timezone.now())
    with pytest.raises(ErasedError):
        service.prepare_many(subject, "selfie_frame", [(b"x" * (EDGE + 1), "test")] * 3)
    assert files_of(data_folder) == []


def test_files_are_never_overwritten(data_folder: Path) -> None:
    name = store.write("blb_same", b"first")
    with pytest.raises(FileExistsError):
        store.write("blb_same", b"second")
    assert store.read(name) == b"first"


def test_a_look_leaves_two_traces(subject: Subject) -> None:
    blob = service.seal(subject, "selfie_best", b"face", purpose="test")
    assert service.look(blob, actor="stf_9", reason="appeal") == b"face"
    seen = Look.objects.get()
    assert (seen.blob_id, seen.actor, seen.reason) == (blob.pk, "stf_9", "appeal")
    leaf = Leaf.objects.get()
    assert leaf.kind == "look"
    assert seen.pk in leaf.body


@pytest.mark.parametrize(
    ("actor", "reason"), [("Jane Doe", "appeal"), ("stf_9", "just looking"), ("", "appeal")]
)
def test_no_look_without_a_proper_trace(subject: Subject, actor: str, reason: str) -> None:
    blob = service.seal(subject, "selfie_best", b"face", purpose="test")
    with pytest.raises(LeafError):
        service.look(blob, actor=actor, reason=reason)
    assert not Look.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_look_cannot_be_rolled_back() -> None:
    blob = service.seal(service.create_subject("env_test"), "selfie_best", b"face", purpose="test")
    with pytest.raises(RuntimeError), transaction.atomic():
        service.look(blob, actor="stf_9", reason="appeal")
    assert service.look(blob, actor="stf_9", reason="appeal") == b"face"
    assert Look.objects.count() == 1


def test_clocks_are_set_and_capped(subject: Subject) -> None:
    image = service.seal(subject, "portrait", b"x", purpose="test")
    note = service.seal(subject, "note", b"x", purpose="test")
    far = timezone.now() + timedelta(days=400)
    assert service.set_clock(subject, far) == 2
    image.refresh_from_db()
    note.refresh_from_db()
    assert image.delete_after == image.created_at + timedelta(days=90)
    assert note.delete_after == far
    soon = timezone.now() + timedelta(days=7)
    assert service.set_clock([image], soon) == 1
    image.refresh_from_db()
    assert image.delete_after == soon
    early = service.seal(subject, "portrait", b"x", purpose="test", delete_after=far)
    assert early.delete_after == early.created_at + timedelta(days=90)


def test_published_clocks() -> None:
    decided = datetime(2026, 5, 1, tzinfo=UTC)
    days = {
        (str(kind), outcome): (retention.clock_for(kind, outcome, decided) - decided).days
        for kind in BlobKind
        for outcome in retention.OUTCOMES
    }
    assert days["document_frame", "approved"] == 7
    assert days["document_frame", "declined"] == days["selfie_best", "needs_review"] == 30
    assert all(days[kind, outcome] <= 90 for kind, outcome in days if kind in IMAGE_KINDS)
    assert days["reference", "approved"] == 1095
    listed = [kind for row in retention.table() for kind in row["kinds"]]  # type: ignore[attr-defined]
    assert sorted(listed) == sorted(BlobKind)
    assert {"consent", "decision", "look"} <= {row["name"] for row in retention.table()}
    for kind, outcome in (("gossip", "approved"), ("portrait", "perhaps")):
        with pytest.raises(InvalidInputError):
            retention.clock_for(kind, outcome, decided)


def test_blind_index() -> None:
    index = service.blind_index
    assert (
        index("passport", "l898 902c3")
        == index("passport", "\uff2c898902C3")
        != index("passport", "L898902C4")
    )
    assert index("passport", "1") != index("licence", "1")
    assert index("ref", "a", exact=True) != index("ref", "A", exact=True)
    assert len(index("passport", "1")) == 64


@given(st.text(max_size=30), st.text(max_size=30))
def test_blind_index_tells_kind_from_value(kind: str, value: str) -> None:
    assert service.blind_index(kind, value, exact=True) == service.blind_index(kind, value, exact=True)
    assert service.blind_index(kind + "x", value, exact=True) != service.blind_index(
        kind, "x" + value, exact=True
    )
