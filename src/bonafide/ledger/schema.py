"""What a leaf may say: an allow-list of keys per kind and a narrow shape for each value.

A ledger cannot forget, so nothing about a person may enter it. Values are opaque
ids, hashes, machine words, versions, counts, flags and times; free text, spaces,
at-signs and letters outside ASCII have no way in.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from bonafide.errors import InvalidInputError


class LeafKind(StrEnum):
    """What happened."""

    CONSENT = "consent"
    DECISION = "decision"
    LOOK = "look"
    ERASURE = "erasure"
    EXPORT = "export"
    SWEEP = "sweep"
    STAFF = "staff"


class LeafError(InvalidInputError):
    """A leaf body that is not allowed into the ledger."""

    code = "ledger_refused"


Test = Callable[[Any], bool]


def _text(pattern: str) -> Test:
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def _count(value: Any) -> bool:
    return type(value) is int and 0 <= value < 1 << 53


def _flag(value: Any) -> bool:
    return type(value) is bool


def _time(value: Any) -> bool:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9T:.+Z-]{20,35}", value):
        return False
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _list(test: Test) -> Test:
    return lambda value: isinstance(value, list | tuple) and len(value) <= 64 and all(map(test, value))


_ID = _text(r"[a-z]{2,8}_[A-Za-z0-9-]{1,64}")
_WORD = _text(r"[a-z][a-z0-9_.-]{0,63}")
_HASH = _text(r"[0-9a-f]{64}")
_VERSION = _text(r"[A-Za-z0-9][A-Za-z0-9.+_-]{0,63}")
_LOCALE = _text(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
_ACTOR = _text(r"[a-z]{2,8}_[A-Za-z0-9-]{1,64}|system|api|cli|applicant")
_ENVIRONMENT = _text(r"[a-z]{2,8}_[A-Za-z0-9-]{1,64}|sandbox|production")

_COMMON: dict[str, Test] = {
    "subject": _ID,
    "inquiry": _ID,
    "environment": _ENVIRONMENT,
    "actor": _ACTOR,
    "reason": _WORD,
    "at": _time,
}
ALLOWED: dict[LeafKind, dict[str, Test]] = {
    LeafKind.CONSENT: _COMMON
    | {
        "consent": _ID,
        "text_hash": _HASH,
        "text_version": _VERSION,
        "locale": _LOCALE,
        "automatic": _flag,
        "given": _flag,
    },
    LeafKind.DECISION: _COMMON
    | {
        "verification": _ID,
        "decision": _ID,
        "case": _ID,
        "outcome": _WORD,
        "reasons": _list(_WORD),
        "record_hash": _HASH,
        "policy_version": _VERSION,
        "code_version": _VERSION,
        "models_hash": _HASH,
        "automatic": _flag,
    },
    LeafKind.LOOK: _COMMON | {"blob": _ID, "kind": _WORD, "look": _ID},
    LeafKind.ERASURE: _COMMON | {"blobs": _count, "files": _count, "inline": _count},
    LeafKind.EXPORT: _COMMON | {"blobs": _count, "unreadable": _count},
    LeafKind.SWEEP: _COMMON | {"blobs": _count, "orphans": _count, "missing": _count, "overdue": _count},
    LeafKind.STAFF: _COMMON | {"action": _WORD, "target": _ID, "role": _WORD, "key": _text(r"[0-9a-f]{16}")},
}


def canonical(kind: str, body: dict[str, Any]) -> str:
    """Check a body and give its one text form: sorted keys, no spaces, ASCII.

    Raises:
        LeafError: unknown kind, a key that is not allowed for it, or a value of another shape. The message
            names the key, never the value.

    """
    try:
        allowed = ALLOWED[LeafKind(kind)]
    except ValueError as error:
        raise LeafError("The ledger knows no leaf of this kind.") from error
    for key, value in body.items():
        test = allowed.get(key)
        if test is None or not test(value):
            raise LeafError(f"The ledger takes no such value under {key[:32]!r} in a {kind} leaf.")
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def named(body: dict[str, Any]) -> dict[str, str]:
    """Give what leaves are found by: the inquiry and the subject that a body names, empty where it names none."""
    return {"inquiry": str(body.get("inquiry", "")), "subject": str(body.get("subject", ""))}


def leaf_bytes(index: int, kind: str, at: datetime, body: str) -> bytes:
    """Give the bytes that a leaf hash covers: every column, so that none can be changed unseen."""
    record = {"at": at.astimezone(UTC).isoformat(), "body": body, "index": index, "kind": kind, "v": 1}
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
