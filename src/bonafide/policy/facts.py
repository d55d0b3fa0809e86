"""What decision rules may ask: check results under their names, and a few sums of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bonafide.checks.base import CheckResult, Kind, Status
from bonafide.checks.catalogue import CATALOGUE
from bonafide.checks.registry import CHECK_ERROR
from bonafide.checks.signs import soft_signs
from bonafide.engine.evidence import DocumentClass
from bonafide.policy.rules import WORDS, Face
from bonafide.policy.templates import Template


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """What the pipeline knows beside the checks. None means not known, and what needs it goes to a person.

    Attributes:
        attempts_left: tries left after this one.
        technical_error: capture or reading broke for a reason that is ours.
        human_route: the person asked for no automatic face matching.
        document_automatic: the country table says that this document is read by machine.
        document_class: class as the engine read it.
        machine_side: side that bears the MRZ or barcode, front or back.

    """

    attempts_left: int | None = None
    technical_error: bool | None = None
    human_route: bool | None = None
    document_automatic: bool | None = None
    document_class: DocumentClass | None = None
    machine_side: str = "front"


@dataclass(frozen=True, slots=True)
class Summary:
    """Facts for the rules, the results they came from, and whether code would allow an approval."""

    facts: Mapping[str, Any]
    results: tuple[CheckResult, ...]
    required: frozenset[str]
    approvable: bool

    def collect(self, what: str | tuple[str, ...] | None) -> tuple[str, ...]:
        """Reasons of a group (user_action, fraud, unavailable) or of named checks that failed."""
        if what is None:
            return ()
        chosen = _named(self.results, what) if isinstance(what, tuple) else self._group(what)
        return tuple(code for result in chosen for code in result.reasons)

    def _group(self, what: str) -> list[CheckResult]:
        must = [result for result in self.results if result.name in self.required]
        if what == "unavailable":
            return [result for result in must if result.status is Status.NOT_APPLICABLE]
        kind = Kind.FRAUD if what == "fraud" else Kind.USER_ACTION_REQUIRED
        return _failed(must, kind)


def summarise(checks: Sequence[CheckResult], given: DecisionFacts, template: Template) -> Summary:
    """Put all that rules may ask into one mapping. Unknown facts are left out, so asking them fails."""
    results = tuple(checks)
    status = {result.name: result.status for result in results}
    required = template.required_for(given.document_class)
    must = [result for result in results if result.name in required]
    complete = len(status) == len(results) and set(status) == set(CATALOGUE)
    required_passed = all(status.get(name) is Status.PASSED for name in required)
    machine_read = _any_passed(status, template.machine_read)
    face = _face(results, template.face_check)
    sums = {
        "complete": complete,
        "check_broken": any(CHECK_ERROR in result.reasons for result in results),
        "required_passed": required_passed,
        "required_unavailable": any(result.status is Status.NOT_APPLICABLE for result in must),
        "user_action_failed": bool(_failed(must, Kind.USER_ACTION_REQUIRED)),
        "fraud_failed": bool(_failed(must, Kind.FRAUD)),
        "machine_read": machine_read,
        "face_result": str(face),
        "face_again": template.is_again,
        "id_in_hand_asked": template.asks_in_hand,
        "light_needed": template.needs_light,
        "soft_signs": len(soft_signs(results)),
        "turns_spared": _number(results, "selfie_pose_detection", "turns_spared") == 1,
        "age_certain": _number(results, "id_age_comparison", "certain") == 1,
    }
    known = _known(given)
    similarity = _number(results, template.face_check, "similarity")
    measured = {} if similarity is None else {"similarity": float(similarity)}
    plain = {name: str(value) for name, value in status.items()}
    approvable = (
        complete
        and required_passed
        and machine_read
        and face is Face.MATCH
        and given.human_route is False
        and given.technical_error is False
        and given.document_automatic is True
    )
    return Summary({**WORDS, **plain, **sums, **known, **measured}, results, required, approvable)


_GIVEN: Mapping[str, type] = {
    "attempts_left": int,
    "technical_error": bool,
    "human_route": bool,
    "document_automatic": bool,
}


def _known(given: DecisionFacts) -> dict[str, Any]:
    """Take the facts that are known. Raises TypeError for a value of another type: it would be misjudged."""
    known = {name: getattr(given, name) for name in _GIVEN if getattr(given, name) is not None}
    wrong = [name for name, value in known.items() if type(value) is not _GIVEN[name]]
    if wrong:
        msg = f"facts of a wrong type: {', '.join(wrong)}"
        raise TypeError(msg)
    return known


def _failed(results: Sequence[CheckResult], kind: Kind) -> list[CheckResult]:
    return [result for result in results if result.status is Status.FAILED and result.kind is kind]


def _named(results: Sequence[CheckResult], names: tuple[str, ...]) -> list[CheckResult]:
    return [result for result in results if result.name in names and result.status is Status.FAILED]


def _any_passed(status: Mapping[str, Status], names: frozenset[str]) -> bool:
    return not names or any(status.get(name) is Status.PASSED for name in names)


def _face(results: Sequence[CheckResult], check: str) -> Face:
    found = next((result for result in results if result.name == check), None)
    if found is None:
        return Face.UNKNOWN
    if found.status is Status.PASSED:
        return Face.MATCH
    if {"face_match_uncertain", "kept_face_uncertain"} & set(found.reasons):
        return Face.UNCERTAIN
    differs = {"face_mismatch", "kept_face_differs"} & set(found.reasons)
    return Face.MISMATCH if differs else Face.UNKNOWN


def _number(results: Sequence[CheckResult], check: str, key: str) -> float | int | None:
    found = next((result for result in results if result.name == check), None)
    return None if found is None else found.metadata.get(key)
