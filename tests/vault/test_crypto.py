"""Sealed bytes open only whole, in their place and with their key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafide.errors import InvalidInputError
from bonafide.vault import crypto
from bonafide.vault.kinds import VaultError

KEY = bytes(range(32))
PLACE = crypto.bound("env_1", "sub_1", "blb_1", "portrait")


@given(st.binary(max_size=5000))
def test_round_trip(data: bytes) -> None:
    sealed = crypto.seal(KEY, data, PLACE)
    assert len(sealed) == len(data) + crypto.OVERHEAD
    assert crypto.unseal(KEY, sealed, PLACE) == data


@given(st.binary(max_size=40), st.data())
def test_any_flipped_bit_is_refused(data: bytes, draw: st.DataObject) -> None:
    sealed = bytearray(crypto.seal(KEY, data, PLACE))
    bit = draw.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(VaultError) as caught:
        crypto.unseal(KEY, bytes(sealed), PLACE)
    assert caught.value.code == "vault_tampered"


def test_cut_short_other_key_other_place() -> None:
    sealed = crypto.seal(KEY, b"x", PLACE)
    for wrong in (b"", sealed[:10], sealed[:-1], sealed + b"\0"):
        with pytest.raises(VaultError):
            crypto.unseal(KEY, wrong, PLACE)
    with pytest.raises(VaultError):
        crypto.unseal(bytes(32), sealed, PLACE)
    with pytest.raises(VaultError):
        crypto.unseal(KEY, sealed, crypto.bound("env_1", "sub_1", "blb_2", "portrait"))


def test_same_data_seals_differently() -> None:
    assert len({crypto.seal(KEY, b"same", PLACE) for _ in range(100)}) == 100


@pytest.mark.parametrize("parts", [("a|b", "c"), ("a", ""), ("", "c")])
def test_places_are_unambiguous(parts: tuple[str, str]) -> None:
    with pytest.raises(InvalidInputError):
        crypto.bound(*parts)
