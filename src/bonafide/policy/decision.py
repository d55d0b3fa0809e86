"""From check results and facts to one decision. Errors and missing evidence go to a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bonafide.checks.base import CheckResult
from bonafide.engine.evidence import DocumentClass
from bonafide.policy.facts import DecisionFacts, Summary, summarise
from bonafide.policy.reasons import retake
from bonafide.policy.rules import Outcome, Rule, RuleSet, shipped_rules
from bonafide.policy.templates import Template

__all__ = ["Decision", "DecisionFacts", "Outcome", "decide", "facts_for"]

NEXT_STEP = {
    Outcome.APPROVED: "continue",
    Outcome.RETRY: "retake",
    Outcome.NEEDS_REVIEW: "wait_for_person",
    Outcome.DECLINED: "declined_contact",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided and by which rule of which policy.

    Attributes:
        outcome: approved, declined, retry or needs_review.
        reasons: reason codes without repeats, in the order of the checks; empty for an approval.
        rule: name of the rule that fired; policy_error, no_rule or guard where none could.
        retake: what to capture again: front, back, selfie, in_hand, other_document; empty unless it is a retry.
        policy_version: rules and template, so that the decision can be made again.

    """

    outcome: Outcome
    reasons: tuple[str, ...]
    rule: str
    retake: tuple[str, ...]
    policy_version: str

    @property
    def next_step(self) -> str:
        """Say in one machine word what the person does now."""
        return NEXT_STEP[self.outcome]


def decide(
    checks: Sequence[CheckResult],
    facts: DecisionFacts,
    template: Template,
    rules: RuleSet | None = None,
) -> Decision:
    """Decide one verification by the first rule that fires.

    Never raises for what the evidence holds: any error while evaluating becomes needs_review, policy_error.
    An approval is given only where the code itself sees every required check passed.
    """
    rules = rules or shipped_rules()
    version = f"rules/{rules.version} template/{template.version}"
    try:
        summary = summarise(checks, facts, template)
        return _first(summary, rules, facts, version)
    except Exception:  # noqa: BLE001 - whatever breaks here, a person decides
        return _review("policy_error", "policy_error", version)


def _first(summary: Summary, rules: RuleSet, facts: DecisionFacts, version: str) -> Decision:
    for rule in rules.rules:
        if rule.holds(summary.facts):
            return _fired(rule, summary, facts, version)
    return _review("no_rule", "no_rule", version)


def _fired(rule: Rule, summary: Summary, facts: DecisionFacts, version: str) -> Decision:
    if rule.outcome is Outcome.APPROVED:
        if not summary.approvable:
            return _review("guard", "policy_error", version)
        return Decision(Outcome.APPROVED, (), rule.name, (), version)
    reasons = tuple(dict.fromkeys((*rule.reasons, *summary.collect(rule.collect))))
    again = _retake(reasons, facts) if rule.outcome is Outcome.RETRY else ()
    return Decision(rule.outcome, reasons, rule.name, again, version)


def _retake(reasons: tuple[str, ...], facts: DecisionFacts) -> tuple[str, ...]:
    """List what to capture again; with another document its sides are captured anyway."""
    wanted = {retake(code, machine_side=facts.machine_side) for code in reasons} - {None}
    if "other_document" in wanted:
        wanted -= {"front", "back"}
    if "selfie" in wanted:  # what is held beside the face follows it anyway
        wanted -= {"in_hand"}
    order = ("other_document", "front", "back", "selfie", "in_hand")
    # a retry always says what to do again; where no reason does, the whole capture
    return tuple(part for part in order if part in wanted) or ("front", "selfie")


def _review(rule: str, reason: str, version: str) -> Decision:
    return Decision(Outcome.NEEDS_REVIEW, (reason,), rule, (), version)


def facts_for(
    *,
    attempts_left: int,
    document_class: DocumentClass | None,
    machine_side: str,
    document_automatic: bool,
    human_route: bool = False,
    technical_error: bool = False,
) -> DecisionFacts:
    """Build facts with every value known: the type checker sees to it that none is forgotten."""
    return DecisionFacts(
        attempts_left=attempts_left,
        technical_error=technical_error,
        human_route=human_route,
        document_automatic=document_automatic,
        document_class=document_class,
        machine_side=machine_side,
    )
