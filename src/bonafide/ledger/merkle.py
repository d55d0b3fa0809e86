"""Merkle tree arithmetic of RFC 9162 section 2.1, pure: hashes in, hashes and proofs out.

A complete subtree is named by (level, position): it covers the leaves
[position << level, (position + 1) << level). Whoever stores the tree gives a
function that returns the 32-byte hash of such a subtree.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()
Subtree = Callable[[int, int], bytes]


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 || data), RFC 9162 2.1.1."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right), RFC 9162 2.1.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def _fold(peaks: Sequence[bytes]) -> bytes:
    """Join complete subtrees, largest first, into one root."""
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def range_root(begin: int, end: int, subtree: Subtree) -> bytes:
    """Root of the leaves [begin, end); `begin` must be a start that RFC 9162 splits produce (0 always is)."""
    if end <= begin:
        return EMPTY_ROOT
    peaks = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        peaks.append(subtree(level, begin >> level))
        begin += 1 << level
    return _fold(peaks)


def _split(count: int) -> int:
    """Largest power of two smaller than `count` (count > 1)."""
    return 1 << ((count - 1).bit_length() - 1)


def inclusion_path(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """Audit path of leaf `index` in the tree of `size` leaves, nearest sibling first (RFC 9162 2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError("index outside of the tree")
    begin, end, path = 0, size, list[bytes]()
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(range_root(middle, end, subtree))
            end = middle
        else:
            path.append(range_root(begin, middle, subtree))
            begin = middle
    return path[::-1]


def consistency_path(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """Proof that the tree of `old` leaves is a prefix of the tree of `new` leaves (RFC 9162 2.1.4.1)."""
    if not 0 < old <= new:
        raise ValueError("sizes must satisfy 0 < old <= new")
    begin, end, whole, path = 0, new, True, list[bytes]()
    while old != end:
        middle = begin + _split(end - begin)
        if old <= middle:
            path.append(range_root(middle, end, subtree))
            end = middle
        else:
            path.append(range_root(begin, middle, subtree))
            begin, whole = middle, False
    if not whole:
        path.append(range_root(begin, end, subtree))
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Tell whether `path` leads from the leaf hash to the root (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = node_hash(step, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, step)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Tell whether `path` shows that the new tree begins with the old one (RFC 9162 2.1.4.2)."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not steps:
        return False
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second = node_hash(second, step)
        node, last = node >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


class Frontier:
    """The right edge of a growing tree: O(log n) memory, O(1) amortised work per leaf."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []  # complete subtrees, largest first

    def append(self, leaf: bytes) -> Iterator[tuple[int, int, bytes]]:
        """Add one leaf hash; give (level, position, hash) of each inner subtree that it completes."""
        done = []
        level, position, found = 0, self.size, leaf
        while position & 1:
            found = node_hash(self._peaks.pop(), found)
            level, position = level + 1, position >> 1
            done.append((level, position, found))
        self._peaks.append(found)
        self.size += 1
        return iter(done)

    def root(self) -> bytes:
        """Root of all leaves so far."""
        return _fold(self._peaks) if self._peaks else EMPTY_ROOT
