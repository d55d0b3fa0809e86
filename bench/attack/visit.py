"""One selfie step on a simulated clock: the live loop, the judge, the checks and the rules, without a browser.

The page, its camera and the network are played by `tests/world/line.py`; everything that decides is the shipped
code. Cheap enough for many presentations of each species.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import cv2
from tests.world.glow import AutoCamera
from tests.world.hand import hold
from tests.world.line import Line, Sitting, lines
from tests.world.people import people_count, person
from tests.world.performer import Performer
from tests.world.specimen import passport

from attack.species import Species
from bonafide.capture.face_live import FaceLive
from bonafide.checks.catalogue import run_document, run_selfie
from bonafide.engine import compare_faces, judge_selfie, read_document
from bonafide.engine.evidence import DocumentEvidence, FaceComparison, SelfieEvidence
from bonafide.engine.face.challenge import ChallengeTracker, new_challenge
from bonafide.engine.face.hint import read_frame
from bonafide.engine.face.judge import turn_depth
from bonafide.policy.context import make_context, make_facts
from bonafide.policy.decision import Decision, decide
from bonafide.policy.templates import LIGHT, Template, template

TODAY = date(2026, 11, 22)
OTHER = 17
"""How far in the list of people the somebody else stands."""
APART = 100_000
LINES: tuple[tuple[str, Line], ...] = tuple(lines())


@dataclass(frozen=True, slots=True)
class Ended:
    """How one presentation ended, and the codes of what spoke against it.

    `lit` is how the same evidence ends where the template needs the page's light on the face.
    """

    end: str
    reasons: tuple[str, ...] = ()
    lit: str = ""


@dataclass(slots=True)
class Tally:
    """How the presentations of one species ended, and the reasons given where a verdict was reached."""

    ends: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    lit: Counter[str] = field(default_factory=Counter)

    def add(self, ended: Ended) -> None:
        """Count one presentation."""
        self.ends[ended.end] += 1
        self.reasons.update(ended.reasons)
        self.lit[ended.lit or ended.end] += 1


def present(species: Species, seed: int, rank: int = 0) -> Ended:
    """Show one presentation over one line; give how it ended.

    `rank` counts the tries before it of the same people over the same line: another challenge, another hand.
    """
    holder, line = seed % people_count(), LINES[seed % len(LINES)][1]
    other = (holder + OTHER) % people_count()
    seed += APART * rank
    visits: list[Sitting] = []  # what is shown goes by the clock of the visit, which begins after it
    shown = species.make(person(holder), person(other), seed, lambda: visits[0].ms / 1000)
    tracker = ChallengeTracker(new_challenge("bench", random.Random(seed)))
    live = FaceLive("cap", "iqse", "inq", 70.0, tracker=tracker, measure=turn_depth, rng=random.Random(seed))
    performer = Performer(shown, seed=seed)
    performer.camera = AutoCamera()
    visits.append(Sitting(performer, live, line, read_frame, species.react, seed=seed))
    try:
        progress = visits[0].run()
    except AssertionError:
        return Ended("no response: never done")
    if progress.failed:
        return Ended(f"no verdict: {progress.failed}")
    return ruling(holder, judge_selfie(live.chosen(), live.tracker.challenge))


@lru_cache(maxsize=64)
def _document(holder: int) -> DocumentEvidence:
    photograph = cv2.imencode(".jpg", hold(passport(person(holder)), t=5.0, seed=holder))[1].tobytes()
    return read_document(photograph, today=TODAY)


def ruling(holder: int, selfie: SelfieEvidence) -> Ended:
    """What the shipped checks and rules decide of this selfie with the holder's document, and why."""
    document = _document(holder)
    portrait = document.portrait.jpeg if document.portrait else b""
    comparison = compare_faces(portrait, selfie.best) if selfie.best else None
    decided, lit = (_decided(asked, document, selfie, comparison) for asked in (template(), template(LIGHT)))
    return Ended(str(decided.outcome), decided.reasons, str(lit.outcome))


def _decided(
    asked: Template, document: DocumentEvidence, selfie: SelfieEvidence, comparison: FaceComparison | None
) -> Decision:
    context = make_context(
        asked, today=TODAY, sandbox=True, read_class=document.document_class, comparison=comparison
    )
    facts = make_facts(document, context, attempts_left=4)
    return decide([*run_document(document, context), *run_selfie(selfie, context)], facts, asked)
