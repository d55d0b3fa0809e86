from __future__ import annotations

import pytest

from bonafide.vault import keys, rotation, system
from bonafide.vault.kinds import VaultError
from bonafide.vault.models import Subject

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _secrets() -> None:
    keys.ensure_secrets()


def test_a_secret_opens_for_its_purpose_only() -> None:
    sealed = system.seal_system("webhook:a", b"canary")
    assert b"canary" not in sealed
    assert system.open_system("webhook:a", sealed) == b"canary"
    with pytest.raises(VaultError):
        system.open_system("webhook:b", sealed)


@pytest.mark.parametrize(
    "spoil", [lambda s: s[:-1], lambda s: s[:-1] + bytes([s[-1] ^ 1]), lambda _: b"", lambda s: b"x" + s]
)
def test_a_changed_secret_does_not_open(spoil: object) -> None:
    sealed = system.seal_system("p", b"data")
    with pytest.raises(VaultError):
        system.open_system("p", spoil(sealed))  # type: ignore[operator]


def test_one_key_serves_all_secrets_and_survives_a_rotation() -> None:
    first, second = system.seal_system("p", b"1"), system.seal_system("p", b"2")
    assert Subject.objects.filter(tenant="system").count() == 1
    rotation.rotate_kek()
    assert rotation.retire_kek()
    assert (system.open_system("p", first), system.open_system("p", second)) == (b"1", b"2")
