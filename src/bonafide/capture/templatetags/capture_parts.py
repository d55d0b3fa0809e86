"""The line of steps above each page, and what a page asks of the template of its inquiry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bonafide.inquiries import again
from bonafide.policy.templates import template as find_template

if TYPE_CHECKING:
    from bonafide.inquiries.models import Inquiry

register = template.Library()


@dataclass(frozen=True, slots=True)
class Dot:
    """One step of the line: done, now or to come."""

    title: Promise
    state: str


_DOTS: tuple[tuple[Promise, frozenset[str]], ...] = (
    (_("Consent"), frozenset({"consent"})),
    (_("Which ID"), frozenset({"select"})),
    (_("Your ID"), frozenset({"document_front", "document_back", "reading"})),
    (_("Your face"), frozenset({"selfie", "in_hand"})),
    (_("Result"), frozenset({"working", "result"})),
)
_OF_ID = frozenset({"select", "reading"})


@register.simple_tag
def step_line(step: str, inquiry: Inquiry | None = None) -> list[Dot]:
    """Return the dots with what is done, where the person is and what is to come; none of an ID not asked for."""
    alone = inquiry is not None and again.is_again(inquiry)
    dots = [dot for dot in _DOTS if not (alone and dot[1] & _OF_ID)]
    at = next((i for i, (_title, names) in enumerate(dots) if step in names), 0)
    return [
        Dot(title, "done" if i < at else "now" if i == at else "next") for i, (title, _n) in enumerate(dots)
    ]


@register.filter
def needs_light(inquiry: Inquiry) -> bool:
    """Say whether the page's light has to be seen on the face, for else a person looks."""
    return find_template(inquiry.template_id).needs_light
