"""Tree arithmetic against the recursive definitions of RFC 9162 and published roots."""

import random

import pytest

from bonafide.ledger import merkle

# Inputs and roots that implementations of certificate transparency share as test data.
INPUTS = [
    b"",
    b"\x00",
    b"\x10",
    bytes.fromhex("2021"),
    bytes.fromhex("3031"),
    bytes.fromhex("40414243"),
    bytes(range(0x50, 0x58)),
    bytes(range(0x60, 0x70)),
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [merkle.leaf_hash(bytes([number])) for number in range(70)]


def plain_root(leaves: list[bytes]) -> bytes:
    """The definition, word by word."""
    if not leaves:
        return merkle.EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return merkle.node_hash(plain_root(leaves[:k]), plain_root(leaves[k:]))


def subtree(level: int, position: int) -> bytes:
    return plain_root(LEAVES[position << level : (position + 1) << level])


@pytest.mark.parametrize("size", range(1, 9))
def test_published_roots(size: int) -> None:
    frontier = merkle.Frontier()
    for data in INPUTS[:size]:
        frontier.append(merkle.leaf_hash(data))
    assert frontier.root().hex() == ROOTS[size - 1]


def test_roots_of_all_sizes() -> None:
    frontier = merkle.Frontier()
    assert frontier.root() == merkle.range_root(0, 0, subtree) == merkle.EMPTY_ROOT
    for size, leaf in enumerate(LEAVES, 1):
        for level, position, found in frontier.append(leaf):
            assert found == subtree(level, position)
        assert frontier.root() == merkle.range_root(0, size, subtree) == plain_root(LEAVES[:size])


def test_inclusion_for_every_leaf_of_every_size() -> None:
    for size in range(1, len(LEAVES) + 1):
        root = plain_root(LEAVES[:size])
        for index in range(size):
            path = merkle.inclusion_path(index, size, subtree)
            assert merkle.verify_inclusion(LEAVES[index], index, size, path, root)


def test_consistency_for_every_pair_of_sizes() -> None:
    roots = [plain_root(LEAVES[:size]) for size in range(len(LEAVES) + 1)]
    for new in range(1, len(LEAVES) + 1):
        for old in range(1, new + 1):
            path = merkle.consistency_path(old, new, subtree)
            assert merkle.verify_consistency(old, new, roots[old], roots[new], path)


def test_changed_inclusion_proofs_are_refused() -> None:
    chance = random.Random(7)
    for _ in range(500):
        size = chance.randint(2, 70)
        index = chance.randrange(size)
        root, path = plain_root(LEAVES[:size]), merkle.inclusion_path(index, size, subtree)
        wrong = list(path)
        place = chance.randrange(len(wrong))
        wrong[place] = merkle.leaf_hash(wrong[place])
        assert not merkle.verify_inclusion(LEAVES[index], index, size, wrong, root)
        assert not merkle.verify_inclusion(LEAVES[index], index, size, path[:-1], root)
        assert not merkle.verify_inclusion(LEAVES[index], index, size, [*path, path[0]], root)
        assert not merkle.verify_inclusion(LEAVES[index - 1], index, size, path, root)
        assert not merkle.verify_inclusion(LEAVES[index], size, size, path, root)


def test_changed_consistency_proofs_are_refused() -> None:
    chance = random.Random(8)
    for _ in range(500):
        new = chance.randint(3, 70)
        old = chance.randrange(1, new)
        first, second = plain_root(LEAVES[:old]), plain_root(LEAVES[:new])
        path = merkle.consistency_path(old, new, subtree)
        wrong = list(path)
        place = chance.randrange(len(wrong))
        wrong[place] = merkle.leaf_hash(wrong[place])
        assert not merkle.verify_consistency(old, new, first, second, wrong)
        assert not merkle.verify_consistency(old, new, merkle.leaf_hash(first), second, path)
        assert not merkle.verify_consistency(old, new, first, merkle.leaf_hash(second), path)
        assert not merkle.verify_consistency(old, new, first, second, path[:-1])


def test_bad_arguments() -> None:
    with pytest.raises(ValueError, match="outside"):
        merkle.inclusion_path(5, 5, subtree)
    with pytest.raises(ValueError, match="sizes"):
        merkle.consistency_path(0, 5, subtree)
    assert not merkle.verify_consistency(0, 5, LEAVES[0], LEAVES[1], [])
    assert not merkle.verify_consistency(3, 5, LEAVES[0], LEAVES[1], [])
