"""A changed document: by what saving its picture twice, typing over and pasting leave, or glue on the paper."""

from __future__ import annotations

from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.document.genuine.grafted import grafted_portrait
from bonafide.engine.document.genuine.raised import raised_portrait
from bonafide.engine.document.genuine.retyped import retyped_line
from bonafide.engine.document.genuine.strongest import strongest
from bonafide.engine.document.genuine.tamper import edited_picture
from bonafide.engine.evidence import Sign


def changed_picture(exhibit: Exhibit) -> Sign:
    """Look for a region saved less often than the rest (`saved`), a line typed over a wiped one (`typed`).

    And for a portrait without the camera's noise (`pasted`) or with a shadow at its edge (`glued`).
    """
    return strongest({
        "saved": edited_picture(exhibit),
        "typed": retyped_line(exhibit),
        "pasted": grafted_portrait(exhibit),
        "glued": raised_portrait(exhibit),
    })  # fmt: skip
