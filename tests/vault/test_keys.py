"""Secrets: made once, kept private, never replaced silently; rotation."""

import base64
import os
import threading
from pathlib import Path

import pytest
from django.utils import timezone

from bonafide.errors import ConflictError
from bonafide.vault import crypto, keys, service
from bonafide.vault.kinds import VaultError
from bonafide.vault.models import Subject

NAMES = {"kek", "index_pepper", "ledger_signing_key"}


def test_made_once_and_private(data_folder: Path) -> None:
    folder = data_folder / "secrets"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(before) == NAMES
    assert len(set(before.values())) == 3
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    keys.ensure_secrets()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_many_at_once_agree(tmp_path: Path) -> None:
    folder = tmp_path / "race"
    seen: list[bytes] = []

    def start() -> None:
        keys.ensure_secrets(folder)
        seen.append((folder / "kek").read_bytes())

    threads = [threading.Thread(target=start) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 16
    assert len(set(seen)) == 1
    assert {path.name for path in folder.iterdir()} == NAMES


def test_no_key_file_where_the_environment_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BONAFIDE_KEK", base64.b64encode(bytes(32)).decode())
    keys.ensure_secrets(tmp_path / "other")
    assert not (tmp_path / "other" / "kek").exists()
    assert keys.current_kek() == bytes(32)


@pytest.mark.parametrize("value", ["not base64!", base64.b64encode(b"short").decode()])
def test_bad_environment(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BONAFIDE_KEK", value)
    with pytest.raises(VaultError) as caught:
        keys.current_kek()
    assert caught.value.code == "vault_no_key"
    assert value not in caught.value.message


def test_absent_short_or_open_files(data_folder: Path) -> None:
    path = data_folder / "secrets" / "kek"
    path.chmod(0o604)
    with pytest.raises(VaultError, match="chmod"):
        keys.current_kek()
    path.chmod(0o600)
    path.write_bytes(b"short")
    with pytest.raises(VaultError, match="32 bytes"):
        keys.current_kek()
    path.unlink()
    with pytest.raises(VaultError, match="cannot be read"):
        keys.current_kek()


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(VaultError) as caught:
        keys.ensure_secrets(tmp_path / "file" / "secrets")
    assert caught.value.code == "vault_no_key"


def test_a_replaced_key_is_named_not_taken_for_damage(subject: Subject, data_folder: Path) -> None:
    blob = service.seal(subject, "fields", b"x", purpose="test")
    (data_folder / "secrets" / "kek").write_bytes(os.urandom(32))
    with pytest.raises(VaultError) as caught:
        service.open_blob(blob)
    assert caught.value.code == "vault_no_key"


def test_rotation_keeps_everything_readable(subject: Subject, data_folder: Path) -> None:
    blob = service.seal(subject, "fields", b"kept", purpose="test")
    for _ in range(450):
        service.create_subject("env_test")
    old = keys.current_kek()
    report = service.rotate_kek()
    assert (report.rewrapped, report.kek_id) == (451, keys.kek_id(keys.current_kek()))
    assert keys.current_kek() != old
    assert service.open_blob(blob) == b"kept"
    assert service.retire_kek()
    assert service.open_blob(blob) == b"kept"
    assert all(old not in path.read_bytes() for path in data_folder.rglob("*") if path.is_file())
    assert service.retire_kek()


def test_a_rotation_cut_off_is_finished_not_repeated(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = service.seal(subject, "fields", b"kept", purpose="test")
    with monkeypatch.context() as patch:
        patch.setattr("bonafide.vault.rotation._rewrap", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            service.rotate_kek()
    new = keys.current_kek()
    assert service.open_blob(blob) == b"kept"
    assert service.rotate_kek().rewrapped == 1
    assert keys.current_kek() == new
    assert service.open_blob(blob) == b"kept"


def test_a_subject_stored_late_under_the_old_key_is_caught(subject: Subject) -> None:
    old = keys.current_kek()
    service.rotate_kek()
    late = service.create_subject("env_test")
    key = crypto.unseal(
        keys.current_kek(), bytes(late.wrapped_key or b""), service.subject_place("env_test", late.pk)
    )
    late.wrapped_key = crypto.seal(old, key, service.subject_place("env_test", late.pk))
    late.kek_id = keys.kek_id(old)
    late.save()
    blob = service.seal(late, "fields", b"late", purpose="test")
    assert service.retire_kek()
    assert service.open_blob(blob) == b"late"


def test_rotation_by_environment(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    blob = service.seal(subject, "fields", b"kept", purpose="test")
    old, new = keys.current_kek(), os.urandom(32)
    monkeypatch.setenv("BONAFIDE_KEK", base64.b64encode(new).decode())
    with pytest.raises(ConflictError):
        service.rotate_kek()
    monkeypatch.setenv("BONAFIDE_KEK_PREVIOUS", base64.b64encode(old).decode())
    assert service.rotate_kek().rewrapped == 1
    monkeypatch.delenv("BONAFIDE_KEK_PREVIOUS")
    assert service.open_blob(blob) == b"kept"


def test_erased_subjects_do_not_hold_a_rotation_up(subject: Subject) -> None:
    service.erase_subject(subject, now=timezone.now())
    assert service.rotate_kek().rewrapped == 0
    assert service.retire_kek()
