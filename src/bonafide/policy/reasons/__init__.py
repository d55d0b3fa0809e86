"""Reason codes in two voices: one plain sentence for the person, a precise one for the reviewer.

Usability reasons are told to the person exactly. Reasons of the classes in `CLASS_ONLY` are told by one
sentence for the whole class, so that an attacker does not learn which test was met.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from bonafide.policy.loading import PolicyInvalidError, mapping, only, shipped

LANGUAGES = ("en", "zh-hans")
VOICES = ("person", "reviewer")
PARTS = ("front", "back", "machine_side", "selfie", "in_hand", "other_document")
CLASSES = ("picture", "document", "selfie", "fraud", "age", "review", "technical", "information")
CLASS_ONLY = frozenset({"fraud"})


@dataclass(frozen=True, slots=True)
class Reason:
    """What a code means apart from language: its class, and which part is captured again."""

    code: str
    reason_class: str
    retake: str | None


def text(code: str, voice: str, language: str) -> str:
    """One sentence for a reason code.

    `voice` is "person" or "reviewer"; `language` a tag such as en, en-GB, zh-Hans, zh-CN; others get English.
    Raises KeyError for an unknown code or voice.
    """
    if voice not in VOICES:
        raise KeyError(voice)
    return _texts(known_language(language))[code][voice]


def class_text(reason_class: str, language: str) -> str:
    """One sentence for a class of reasons, for a declined person. Raises KeyError for an unknown one."""
    return str(shipped(_file(known_language(language)))["classes"][reason_class])


def retake(code: str, *, machine_side: str = "front") -> str | None:
    """Say what to capture again for this reason: front, back, selfie, in_hand, other_document or nothing.

    `machine_side` is the side of this document that bears its MRZ or barcode.
    """
    part = CODES[code].retake
    return machine_side if part == "machine_side" else part


def reason_class(code: str) -> str:
    """Class of a code, one of CLASSES: what a declined person is told."""
    return CODES[code].reason_class


def known_language(language: str) -> str:
    """Map a language tag to one of ours; every Chinese tag to Simplified Chinese until there is another."""
    return "zh-hans" if language.lower().split("-")[0] == "zh" else "en"


def _codes() -> Mapping[str, Reason]:
    entries = mapping(shipped("reasons/codes.yaml")["codes"], "codes")
    return MappingProxyType({code: _reason(code, value) for code, value in entries.items()})


def _reason(code: str, value: Any) -> Reason:
    data = mapping(value, code)
    only(data, {"class", "retake"}, code)
    if data.get("class") not in CLASSES or data.get("retake") not in {None, *PARTS}:
        raise PolicyInvalidError(f"reason {code} has an unknown class or part to retake")
    return Reason(code, str(data["class"]), data.get("retake"))


CODES: Mapping[str, Reason] = _codes()
"""Every reason code that a check or a rule can give."""


@cache
def _texts(language: str) -> Mapping[str, Mapping[str, str]]:
    data = shipped(_file(language))
    return MappingProxyType({code: _voices(code, data) for code in CODES})


def _voices(code: str, data: Mapping[str, Any]) -> Mapping[str, str]:
    entry, group = mapping(data["reasons"].get(code), code), CODES[code].reason_class
    person = data["classes"][group] if group in CLASS_ONLY else entry.get("person")
    if not person or not entry.get("reviewer") or (group in CLASS_ONLY and "person" in entry):
        raise PolicyInvalidError(f"reason {code} needs one sentence for each voice")
    return MappingProxyType({"person": str(person), "reviewer": str(entry["reviewer"])})


def _file(language: str) -> str:
    return f"reasons/{language}.yaml"
