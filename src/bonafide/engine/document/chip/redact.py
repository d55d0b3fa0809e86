"""Numbers that the law lets few keep, cut from what a chip showed as they are from its document.

A chip holds the printed zone once more: Dutch and Korean ones with a number in it. The verdicts were made before,
on the data as signed.
"""

from __future__ import annotations

from dataclasses import replace

from bonafide.engine.document.chip.types import ChipEvidence
from bonafide.engine.document.mrz.parse import fields_of
from bonafide.engine.document.numbers.redact import cut_text, cut_zone, restricted_in
from bonafide.engine.evidence import DocumentClass


def redact_chip(found: ChipEvidence) -> ChipEvidence:
    """Put stars for every restricted number in the zone and its fields (`numbers.redact`); the rest stays."""
    zone = found.mrz
    if zone is None:
        return found
    values = {key: field.value for key, field in fields_of(zone, today=found.at).items()}
    is_passport = values.get("document_code", "").startswith("P")
    held = DocumentClass.PASSPORT if is_passport else DocumentClass.IDENTITY_CARD
    texts = [value for key, value in values.items() if key.endswith(("number", "data"))]
    fields = dict(found.fields)
    for number, rule, _ in restricted_in(texts, values.get("issuing_state"), held, today=found.at):
        zone = cut_zone(zone, number, rule)
        fields = {key: cut_text(value, number, rule) for key, value in fields.items()}
    return replace(found, mrz=zone, fields=fields)
