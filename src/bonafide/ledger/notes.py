"""Signed notes and checkpoints as text (C2SP signed-note and tlog-checkpoint), Ed25519 only.

A note is text, a blank line, then one line per signature: an em dash, the key's
name, and base64 of a 4-byte key id followed by the signature of the text.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bonafide.errors import BonafideError

ED25519 = b"\x01"  # signature type of the signed-note format
DASH = "\u2014"


class NoteError(BonafideError):
    """A note that is malformed or not signed by the expected key. Codes: note_malformed, note_signature."""

    code = "note_malformed"


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def _public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def verifier_key(name: str, key: Ed25519PrivateKey) -> str:
    """Give what an outside verifier needs: `name+hex key id+base64(type || public key)`."""
    public = _public(key)
    return f"{name}+{_key_id(name, public).hex()}+{base64.b64encode(ED25519 + public).decode()}"


def parse_verifier_key(text: str) -> tuple[str, bytes, Ed25519PublicKey]:
    """Name, key id and public key of a verifier key; NoteError where it does not hold together."""
    try:
        name, key_id, encoded = text.split("+", 2)
        blob = _decode(encoded)
        public = Ed25519PublicKey.from_public_bytes(blob[1:])
    except ValueError as error:
        raise NoteError("The verifier key cannot be read; copy it again.") from error
    if blob[:1] != ED25519 or _key_id(name, blob[1:]).hex() != key_id:
        raise NoteError("The verifier key's id does not fit its name and key; copy it again.")
    return name, bytes.fromhex(key_id), public


def sign(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """Make the signed note for `text`, which ends with a newline; the name has no space and no plus."""
    if not text.endswith("\n") or re.search(r"[\s+]", name) or not name:
        raise NoteError("A note's text ends with a newline and its key name has no space and no plus.")
    blob = _key_id(name, _public(key)) + key.sign(text.encode())
    return f"{text}\n{DASH} {name} {base64.b64encode(blob).decode()}\n"


def verify(note: str, verifier: str) -> str:
    """Give the text of a note signed by `verifier`; NoteError (note_signature) where it is not."""
    name, key_id, public = parse_verifier_key(verifier)
    text, blank, signatures = note.rpartition("\n\n")
    if not blank or not signatures.endswith("\n"):
        raise NoteError("The note has no signature block.")
    text += "\n"
    for line in signatures[:-1].split("\n"):
        if _signed(text, line, name, key_id, public):
            return text
    raise NoteError("The note is not signed by the expected key.", code="note_signature")


def _signed(text: str, line: str, name: str, key_id: bytes, public: Ed25519PublicKey) -> bool:
    """Tell whether this signature line is ours and right; lines of other keys are passed over."""
    prefix = f"{DASH} {name} "
    if not line.startswith(prefix):
        return False
    try:
        blob = _decode(line.removeprefix(prefix))
        public.verify(blob[4:], text.encode())
    except (ValueError, InvalidSignature):
        return False
    return blob[:4] == key_id


def _decode(text: str) -> bytes:
    """Base64 in its one canonical spelling; ValueError otherwise, also for stray bits at the end."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("not canonical base64")
    return data


@dataclass(frozen=True)
class Head:
    """What a checkpoint states.

    Attributes:
        origin: name of the log.
        size: number of leaves, >= 0.
        root: 32 bytes.
        at: time of signing, UTC.
        previous: hex SHA-256 of the checkpoint note before this one, or "none".

    """

    origin: str
    size: int
    root: bytes
    at: datetime
    previous: str

    def text(self) -> str:
        """Note text: three lines of tlog-checkpoint, then the time and the previous note as extensions."""
        root = base64.b64encode(self.root).decode()
        at = self.at.astimezone(UTC).isoformat()
        return f"{self.origin}\n{self.size}\n{root}\nat {at}\nprevious {self.previous}\n"


def parse_head(text: str) -> Head:
    """Read a checkpoint's text; NoteError where any byte differs from what we would write."""
    try:
        origin, size, root, at, previous = text.removesuffix("\n").split("\n")
        when = datetime.fromisoformat(at.removeprefix("at "))
        head = Head(origin, int(size), _decode(root), when, previous.removeprefix("previous "))
        same = head.text() == text
    except ValueError as error:
        raise NoteError("The checkpoint's text cannot be read.") from error
    if not same:
        raise NoteError("The checkpoint's text is not in canonical form.")
    return head


def note_hash(note: str) -> str:
    """Hex SHA-256 of a whole note, for the `previous` line of the next."""
    return hashlib.sha256(note.encode()).hexdigest()
