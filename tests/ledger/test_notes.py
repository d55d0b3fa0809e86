"""Signed notes: the format's own example, round trips, refusals."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bonafide.ledger import notes

# The worked example in the documentation of Go's sumdb/note package, which the C2SP format describes.
VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
EXAMPLE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN"
    "1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NAME = "example.org/log"
OWN = notes.verifier_key(NAME, KEY)


def head(size: int = 3) -> notes.Head:
    return notes.Head(NAME, size, bytes(32), datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC), "none")


def test_foreign_example_verifies() -> None:
    assert notes.verify(EXAMPLE, VERIFIER).startswith("If you think")


def test_foreign_example_changed() -> None:
    with pytest.raises(notes.NoteError) as caught:
        notes.verify(EXAMPLE.replace("answer", "Answer"), VERIFIER)
    assert caught.value.code == "note_signature"


def test_round_trip_and_second_signature() -> None:
    note = notes.sign(head().text(), NAME, KEY)
    assert notes.parse_head(notes.verify(note, OWN)) == head()
    other = Ed25519PrivateKey.generate()
    extra = notes.sign(head().text(), "witness.example", other).rsplit("\n\n", 1)[1]
    assert notes.verify(note + extra, OWN) == head().text()
    assert notes.verify(note + extra, notes.verifier_key("witness.example", other)) == head().text()


def test_every_changed_character_is_refused() -> None:
    note = notes.sign(head().text(), NAME, KEY)
    for place in range(len(note)):
        changed = note[:place] + ("x" if note[place] != "x" else "y") + note[place + 1 :]
        with pytest.raises(notes.NoteError):
            notes.verify(changed, OWN)


@pytest.mark.parametrize("verifier", ["", "a+b", "a+00000000+AAAA", OWN.replace("+", "+0", 1), OWN[:-4]])
def test_bad_verifier_keys(verifier: str) -> None:
    with pytest.raises(notes.NoteError):
        notes.verify(notes.sign(head().text(), NAME, KEY), verifier)


@pytest.mark.parametrize(
    ("text", "name"), [("no newline", NAME), ("x\n", ""), ("x\n", "a b"), ("x\n", "a+b")]
)
def test_unsignable(text: str, name: str) -> None:
    with pytest.raises(notes.NoteError):
        notes.sign(text, name, KEY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\nb\nc\n",
        head().text().replace("\n3\n", "\n03\n"),
        head().text() + "more\n",
        "\n".join("abcde") + "\n",
    ],
)
def test_heads_that_are_not_ours(text: str) -> None:
    with pytest.raises(notes.NoteError):
        notes.parse_head(text)
