"""One visit through the real page: consent, choice, document of the holder, then tries at the face step."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from playwright.sync_api import Error, Page
from tests.robot.applicant import Applicant, come_by
from tests.robot.browser import DESKTOP, Studio
from tests.robot.server import Server
from tests.world.people import people_count, person
from tests.world.specimen import passport

from attack.species import Species

ATTEMPTS = 4
"""Tries at the face step in one visit, below the number after which a person takes over."""
OTHER = 17
"""How far in the list of people the somebody else stands."""


@dataclass(slots=True)
class Tally:
    """How the presentations of one species ended: accepted (approved), or the word of another end."""

    ends: Counter[str] = field(default_factory=Counter)

    @property
    def presented(self) -> int:
        """How many were made."""
        return self.ends.total()

    @property
    def accepted(self) -> int:
        """How many were let through."""
        return self.ends["approved"]

    @property
    def silent(self) -> int:
        """How many the flow gave no verdict on: time was over (ISO/IEC 30107-3: non-response)."""
        return sum(n for end, n in self.ends.items() if end.startswith("no response"))


def enter(server: Server, studio: Studio, holder: int) -> Applicant:
    """Come as a new account and show the holder's passport; ends before the face step."""
    inquiry = server.api.ask(f"robot-{os.urandom(6).hex()}", rule="robot@1", rule_text="", back="")
    page = studio.visit(DESKTOP)
    come_by(page, server.api.link(inquiry))
    if studio.camera is None:
        raise RuntimeError("the robot needs a browser with a camera")
    robot = Applicant(page, studio.camera)
    robot.consent()
    robot.choose()
    robot.show_document(passport(person(holder)))
    return robot


def present(
    server: Server, studio: Studio, species: Species, seed: int, tries: int = ATTEMPTS
) -> Iterator[str]:
    """Yield how each try of one visit ended, until something else than a retry, or `tries` were made."""
    holder = seed % people_count()
    robot = enter(server, studio, holder)
    try:
        for rank in range(tries):
            shown = species.make(person(holder), person(holder + OTHER), seed + rank, time.monotonic)
            robot.show_face(shown, species.react)
            end = _end(robot)
            yield end
            if not _again(robot.page, end):
                return
    finally:
        robot.page.context.close()


def _end(robot: Applicant) -> str:
    said = robot.trouble()
    return f"no response: {said.splitlines()[0]}" if said else robot.outcome()


def _again(page: Page, end: str) -> bool:
    """Press what the page offers for another try; False where it offers none."""
    button = page.locator("form[action$='/again'] button, #trouble [data-retry]")
    try:
        if end == "retry" or end.startswith("no response"):
            button.first.click(timeout=5_000)
            return True
    except Error:
        return False
    return False


def attack(server: Server, studio: Studio, species: Species, wanted: int) -> Tally:
    """Present one species `wanted` times. A visit that broke for another reason is counted as `error`."""
    tally, seed = Tally(), 0
    while tally.presented < wanted:
        try:
            for end in present(server, studio, species, seed, min(ATTEMPTS, wanted - tally.presented)):
                tally.ends[end] += 1
        except (AssertionError, Error) as error:
            tally.ends[f"error: {str(error).splitlines()[0][:60]}"] += 1
        seed += 1
    return tally
