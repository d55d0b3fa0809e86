"""Looking at a page as a browser gets it, and a decision to look at."""

from __future__ import annotations

import re
from typing import Any

from bonafide.inquiries.models import Decision, Inquiry
from tests.capture.visitor import Visitor

FLOW = "/verify/flow"
INLINE = re.compile(
    r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:|type=.file", re.IGNORECASE
)


def page(visitor: Visitor, address: str = FLOW, status: int = 200) -> str:
    """Get a page, and see that nothing of it is kept, inline or from elsewhere."""
    answer = visitor.get(address)
    assert answer.status_code == status
    assert "no-store" in answer["Cache-Control"]
    assert "camera=(self)" in answer["Permissions-Policy"]
    text = answer.content.decode()
    assert not INLINE.search(text)
    assert re.findall(r'src="(?:https?:)?//|<link[^>]*"(?:https?:)?//', text) == []
    return text


def decide(visitor: Visitor, outcome: str, reasons: list[str], retake: list[str] | None = None) -> None:
    """Make a decision of the rules as the pipeline would."""
    if outcome != "retry":
        Inquiry.objects.filter(pk=visitor.inquiry_id).update(status=outcome)
    values: dict[str, Any] = {"outcome": outcome, "reasons": reasons, "retake": retake or []}
    Decision.objects.create(inquiry=visitor.inquiry, key=outcome, actor="policy", rule="r", **values)
