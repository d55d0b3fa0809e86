"""The context that checks run in and the facts that rules ask, filled from template and country table."""

from __future__ import annotations

from datetime import date

from bonafide.checks.base import Context, Limits, iso_country
from bonafide.engine.document.chip.types import ChipEvidence
from bonafide.engine.evidence import DocumentClass, DocumentEvidence, FaceComparison
from bonafide.policy.countries import accepted, option
from bonafide.policy.decision import DecisionFacts, facts_for
from bonafide.policy.templates import Template
from bonafide.policy.thresholds import SHIPPED


def make_context(
    template: Template,
    *,
    today: date,
    sandbox: bool,
    selected_country: str | None = None,
    selected_class: DocumentClass | None = None,
    read_class: DocumentClass | None = None,
    comparison: FaceComparison | None = None,
    human_route: bool = False,
    document_elsewhere: int | None = None,
    face_elsewhere: int | None = None,
    kept_comparison: FaceComparison | None = None,
    chip: ChipEvidence | None = None,
    chip_comparison: FaceComparison | None = None,
    limits: Limits = SHIPPED,
) -> Context:
    """Make the context of one verification.

    `read_class` is the class that the engine read from the document; it decides what is required.
    `selected_country` is ISO 3166 alpha-3.
    """
    return Context(
        today=today,
        min_age=template.min_age,
        accepted=accepted(sandbox=sandbox),
        limits=limits,
        sandbox=sandbox,
        selected_country=iso_country(selected_country),
        selected_class=selected_class,
        comparison=comparison,
        human_route=human_route,
        required=template.required_for(read_class),
        document_elsewhere=document_elsewhere,
        face_elsewhere=face_elsewhere,
        kept_comparison=kept_comparison,
        chip=chip,
        chip_comparison=chip_comparison,
    )


def make_facts(
    document: DocumentEvidence,
    ctx: Context,
    *,
    attempts_left: int,
    technical_error: bool = False,
) -> DecisionFacts:
    """Make the facts of one verification.

    Who reads the document follows from what was read, else from what the person chose. Where neither is
    known the document counts as read by machine: then its checks fail, and the person tries again.
    """
    read = option(iso_country(document.country), document.document_class, sandbox=ctx.sandbox)
    chosen = option(ctx.selected_country, ctx.selected_class, sandbox=ctx.sandbox)
    found = read or chosen
    return facts_for(
        attempts_left=attempts_left,
        technical_error=technical_error,
        human_route=ctx.human_route,
        document_automatic=found is None or found.automatic,
        document_class=document.document_class,
        machine_side="front" if found is None else found.machine_side,
    )
