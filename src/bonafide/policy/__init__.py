"""Policy as data: accepted documents, thresholds, templates, decision rules, and reasons in two voices.

Pure: every fact is an argument. Nothing here approves without positive evidence.
"""

from bonafide.policy.context import make_context, make_facts
from bonafide.policy.decision import Decision, DecisionFacts, Outcome, decide
from bonafide.policy.loading import PolicyInvalidError
from bonafide.policy.templates import Template, template

__all__ = [
    "Decision",
    "DecisionFacts",
    "Outcome",
    "PolicyInvalidError",
    "Template",
    "decide",
    "make_context",
    "make_facts",
    "template",
]
