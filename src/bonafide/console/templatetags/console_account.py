"""What the pages of staff accounts need to know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from bonafide.console import gate

register = template.Library()


@register.simple_tag(takes_context=True)
def enrolled_here(context: Mapping[str, Any]) -> bool:
    """Whether the visitor may go on into the console."""
    return gate.standing(context["request"]) is gate.Standing.FULL
