"""Decision rules: an ordered list of CEL conditions, refused on load where they name what does not exist."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import cel

from bonafide.checks.base import Status
from bonafide.checks.catalogue import CATALOGUE
from bonafide.policy.loading import PolicyInvalidError, mapping, only, parse, shipped_text, texts
from bonafide.policy.reasons import CODES

RULES_FILE = "decision_rules.yaml"


class Outcome(StrEnum):
    """What a decision says."""

    APPROVED = "approved"
    DECLINED = "declined"
    RETRY = "retry"
    NEEDS_REVIEW = "needs_review"


class Face(StrEnum):
    """The face comparison in one word; unknown where there is no usable score."""

    MATCH = "match"
    UNCERTAIN = "uncertain"
    MISMATCH = "mismatch"
    UNKNOWN = "unknown"


WORDS: Mapping[str, str] = {str(word): str(word) for word in (*Status, *Face)}
"""Constants that conditions compare with. They are names and not texts, so that a misspelling is refused."""

FACTS = frozenset(
    {
        "age_certain",
        "attempts_left",
        "check_broken",
        "complete",
        "document_automatic",
        "face_again",
        "face_result",
        "fraud_failed",
        "human_route",
        "id_in_hand_asked",
        "light_needed",
        "machine_read",
        "required_passed",
        "required_unavailable",
        "similarity",
        "soft_signs",
        "technical_error",
        "turns_spared",
        "user_action_failed",
    },
)
SCHEMA = FACTS | set(WORDS) | set(CATALOGUE)
"""Every name that a condition may use."""

GROUPS = ("user_action", "fraud", "unavailable")
_OPERATORS = {"_&&_", "_||_", "!_", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "@not_strictly_false"}
_KEYS = {"name", "when", "outcome", "reasons", "collect"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `collect` is a group, or names of checks whose reasons are added."""

    name: str
    when: str
    outcome: Outcome
    reasons: tuple[str, ...]
    collect: str | tuple[str, ...] | None
    program: Any
    references: frozenset[str]

    def holds(self, facts: Mapping[str, Any]) -> bool:
        """Evaluate the condition.

        Raises LookupError where a referenced fact is missing (CEL itself lets `x || true` hide a missing x),
        TypeError where the condition is not a truth value, and whatever the evaluation raises.
        """
        missing = self.references - set(facts)
        if missing:
            raise LookupError(", ".join(sorted(missing)))
        value = self.program.execute({name: facts[name] for name in self.references})
        if value is True or value is False:
            return bool(value)
        msg = f"{self.name} is not a truth value"
        raise TypeError(msg)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules in order, with a version that changes whenever the text does."""

    version: str
    rules: tuple[Rule, ...]


@cache
def shipped_rules() -> RuleSet:
    """Return the rules that ship with the project."""
    return load(shipped_text(RULES_FILE))


def load(text: str) -> RuleSet:
    """Read rules from YAML text.

    Raises PolicyInvalidError for unknown names, operators, outcomes or reasons, for conditions that do not
    compile, and for two rules of one name.
    """
    data = parse(text, "rules")
    only(data, {"version", "rules"}, "rules")
    if not isinstance(data.get("rules"), list) or not data["rules"]:
        raise PolicyInvalidError("rules must be a list that is not empty")
    rules = tuple(_rule(mapping(entry, "a rule")) for entry in data["rules"])
    if len({rule.name for rule in rules}) < len(rules):
        raise PolicyInvalidError("two rules have one name")
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    return RuleSet(f"{data.get('version')}+{digest}", rules)


def _rule(data: Mapping[str, Any]) -> Rule:
    only(data, _KEYS, "a rule")
    name, when = str(data.get("name", "")), data.get("when")
    if not name or not isinstance(when, str):
        raise PolicyInvalidError("a rule needs a name and a condition in `when`")
    program = _compile(name, when)
    references = program.references()
    _refuse(name, set(references["variables"]) - SCHEMA, "names")
    _refuse(name, set(references["functions"]) - _OPERATORS, "operators")
    reasons = texts(data.get("reasons", []), name)
    _refuse(name, set(reasons) - set(CODES), "reasons")
    return Rule(
        name=name,
        when=when,
        outcome=_outcome(name, data.get("outcome")),
        reasons=reasons,
        collect=_collect(name, data.get("collect")),
        program=program,
        references=frozenset(references["variables"]),
    )


def _compile(name: str, when: str) -> Any:
    if re.search(r"['\"]", when):
        raise PolicyInvalidError(f"rule {name} compares with a quoted text; use the words of the schema")
    try:
        return cel.compile(when)
    except ValueError as error:
        raise PolicyInvalidError(f"rule {name} does not compile") from error


def _outcome(name: str, value: Any) -> Outcome:
    try:
        return Outcome(value)
    except ValueError as error:
        raise PolicyInvalidError(f"rule {name} has an unknown outcome") from error


def _collect(name: str, value: Any) -> str | tuple[str, ...] | None:
    if value is None or value in GROUPS:
        return None if value is None else str(value)
    checks = texts(value, f"collect of rule {name}")
    _refuse(name, set(checks) - set(CATALOGUE), "checks")
    return checks


def _refuse(name: str, unknown: set[str], what: str) -> None:
    if unknown:
        raise PolicyInvalidError(f"rule {name} uses unknown {what}: {', '.join(sorted(unknown))}")
