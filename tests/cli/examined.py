"""An examined document made by hand, with pictures drawn for it."""

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from tests.checks import made

from bonafide.checks.catalogue import run_document, run_selfie
from bonafide.cli.examined import Examined
from bonafide.engine.evidence import MrzRead, Portrait, Side, Substitution
from bonafide.engine.image import encode_jpeg
from bonafide.policy.context import make_context, make_facts
from bonafide.policy.decision import decide
from bonafide.policy.templates import template

LINES = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)


def picture(width: int, height: int) -> bytes:
    """A page with lines of print, as JPEG."""
    page = np.full((height, width, 3), 225, np.uint8)
    for row in range(20, height - 10, 24):
        cv2.putText(page, "SPECIMEN 0123456789", (10, row), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (60, 40, 20), 1)
    return encode_jpeg(page)


def zone(**changes: Any) -> MrzRead:
    """The zone of ICAO's own example with one character replaced."""
    raw = (LINES[0].replace("UTO", "UT0", 1), LINES[1])
    read = MrzRead("TD3", LINES, raw, True, (Substitution(0, 4, "0", "O"),), (), 0.9, (20, 330, 560, 50))
    return replace(read, **changes)


def examined(similarity: float | None = 0.95, **changes: Any) -> Examined:
    """What `bonafide check` found in a good passport; `changes` are fields of the evidence."""
    side = Side(None, picture(600, 400), made.QUALITY)
    portrait = Portrait(picture(120, 150), (30, 80, 120, 150), 60.0, made.QUALITY)
    document = replace(made.document(front=side, mrz=zone(), portrait=portrait), **changes)
    comparison = made.compared(similarity) if similarity is not None else None
    context = make_context(
        template(),
        today=made.TODAY,
        sandbox=True,
        read_class=document.document_class,
        comparison=comparison,
    )
    checks = [*run_document(document, context), *run_selfie(None, context)]
    facts = make_facts(document, context, attempts_left=0)
    selfie = picture(200, 250) if comparison else b""
    timings = {"mrz": 800.0, "document": 900.0, "face": 300.0}
    return Examined(document, selfie, comparison, checks, decide(checks, facts, template()), timings)
