"""One visit through the real page: consent, choice, document of the holder, then tries at the face step."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from examples.assistant.gate import Bonafide
from playwright.sync_api import Error, Page, Request
from tests.robot.applicant import Applicant, come_by
from tests.robot.browser import Studio
from tests.world.people import people_count, person
from tests.world.pixels import Image
from tests.world.room import room
from tests.world.specimen import passport

from attack.species import Species
from bonafide.policy import reasons
from common import busy_s

ATTEMPTS = 4
"""Most tries at the face step in one visit, below the number after which a person takes over."""
OTHER = 17
"""How far in the list of people the somebody else stands."""
APART = 100_000
"""How far the seeds of two tries in one visit lie apart."""
WINDOW: dict[str, Any] = {"viewport": {"width": 420, "height": 800}}
"""A window of a phone's width: it is drawn without a graphics card. The frames that are sent are the same."""
LAST = 10
"""Frames by which it is told how many a second the page takes now."""
NO_VERDICT = ("pose_order_incorrect", "challenge_expired")
"""Reasons for which the page ends a try by itself, without anybody having judged it (`inquiries.captures`)."""
SILENT, BROKEN = "no verdict: ", "broken: "


@dataclass(frozen=True, slots=True)
class Try:
    """How one presentation went.

    `end` is the outcome of the inquiry (approved, declined, needs_review, retry), `no verdict: ...` where the page
    ended it by itself (ISO/IEC 30107-3: non-response), or `broken: ...` where robot, browser or server failed.
    `reasons` are the codes of the failed checks; `said` has all selfie checks with their numbers. `frames` were
    answered in `seconds` at the face step, the first and the last of them `span` seconds apart, while all programs
    together kept `busy` cores at work.
    """

    end: str
    reasons: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    seconds: float = 0.0
    frames: int = 0
    busy: float = 0.0
    beside: int = 0
    """How many other presentations, at the most, went on at the same time."""
    span: float = 0.0

    @property
    def rate(self) -> float:
        """Frames answered a second while any were sent."""
        return (self.frames - 1) / self.span if self.span else 0.0


def enter(api: Bonafide, studio: Studio, holder: int) -> tuple[Applicant, str]:
    """Come as a new account and show the holder's passport; ends before the face step, with the inquiry."""
    document = _document(holder)
    inquiry = api.ask(f"robot-{os.urandom(6).hex()}", rule="robot@1", rule_text="", back="")
    page = studio.visit(WINDOW, watched=False)
    come_by(page, api.link(inquiry))
    if studio.camera is None:
        raise RuntimeError("the robot needs a browser with a camera")
    robot = Applicant(page, studio.camera)
    studio.camera.show(room(studio.camera.size))  # a lens sees something before an ID is held up to it
    robot.consent()
    robot.choose()
    robot.show_document(document)
    return robot, inquiry


@lru_cache(maxsize=64)
def _document(holder: int) -> Image:
    return passport(person(holder))


def present(api: Bonafide, studio: Studio, species: Species, visit: int, tries: int) -> Iterator[Try]:
    """Yield how each try of one visit ended, until something else than a retry, or `tries` were made.

    Whatever breaks is the last try, as `broken`.
    """
    holder = visit % people_count()
    try:
        robot, inquiry = enter(api, studio, holder)
        for rank in range(tries):
            shown = species.make(person(holder), person(holder + OTHER), visit + APART * rank, time.monotonic)
            tried = _tried(robot, species, shown)
            yield replace(tried, **_verdict(api, inquiry, robot, tried.end))
            if not _again(robot.page, tried.end):
                return
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told in the table
        yield Try(f"{BROKEN}{_first_line(str(error))} (page: {_heading(studio)})")
    finally:
        with suppress(Error):  # a browser that fell has none
            for context in studio.browser.contexts:
                context.close()


def _first_line(text: str) -> str:
    return next(iter(text.splitlines()), "")[:90]


def _heading(studio: Studio) -> str:
    """Heading of the page where a visit broke, and what its button says."""
    with suppress(Error, IndexError):
        page = studio.browser.contexts[-1].pages[-1]
        found = page.locator("h1, .reasons, .hint, [data-start]").all_inner_texts()
        return ", ".join(_first_line(one) for one in found if one)
    return "none"


def _tried(robot: Applicant, species: Species, shown: Any) -> Try:
    """Show it and wait for the end; how busy the machine was meanwhile."""
    answered: list[float] = []

    def count(request: Request) -> None:
        if request.url.endswith("/capture/frame"):
            answered.append(time.monotonic())
            if species.stuck and robot.playing:
                robot.playing.fps = _enough(answered, robot.fps)

    robot.page.on("requestfinished", count)
    began, busy = time.monotonic(), busy_s()
    try:
        robot.show_face(shown, species.react)
        seconds = time.monotonic() - began
        said = robot.trouble()
        end = f"{SILENT}{said.splitlines()[0]}" if said else robot.outcome()
    finally:
        robot.page.remove_listener("requestfinished", count)
    passed = time.monotonic() - began
    busy = (busy_s() - busy) / passed
    span = answered[-1] - answered[0] if answered else 0.0
    return Try(end, seconds=round(seconds, 1), frames=len(answered), span=round(span, 1), busy=round(busy, 2))


def _enough(answered: Sequence[float], most: float) -> float:
    """Pictures a second to draw for a page that only waits: half more than it takes, at most as many as to others."""
    if len(answered) <= LAST:
        return most
    return min(most, 1.5 * LAST / (answered[-1] - answered[-1 - LAST]))


def _verdict(api: Bonafide, inquiry: str, robot: Applicant, end: str) -> dict[str, Any]:
    """End and reasons as the platform is told them, or as the page says where nobody judged."""
    if end.startswith(SILENT):
        return {"end": end}
    found = api.call("GET", f"/inquiries/{inquiry}?include=verifications")
    tries = [one for one in found.get("included", []) if one["type"].startswith("verification/")]
    judged = {one["type"]: one["attributes"]["checks"] for one in tries}  # the last one of each kind
    selfie = judged.get("verification/selfie", [])
    if not selfie:
        code = _told(robot.page)
        return {"end": SILENT + code, "reasons": (code,)}
    failed = [row for rows in judged.values() for row in rows if row["status"] == "failed"]
    codes = tuple(code for row in failed for code in row["reasons"])
    return {"end": end, "reasons": codes, "said": tuple(map(_line, selfie))}


def _told(page: Page) -> str:
    """Code of the reason for which the page ended the try by itself."""
    says = " ".join(page.locator(".reasons").all_inner_texts())
    return next((code for code in NO_VERDICT if reasons.text(code, "person", "en") in says), "unknown")


def _line(check: dict[str, Any]) -> str:
    numbers = ", ".join(f"{name} {value}" for name, value in check["metadata"].items())
    return f"{check['name']} {check['status']} {' '.join(check['reasons'])} ({numbers})"


def _again(page: Page, end: str) -> bool:
    """Press what the page offers for another try of the face; False where it offers none."""
    if end != "retry" and not end.startswith(SILENT):
        return False
    button = page.locator("form[action$='/again'] button, #trouble [data-retry]")
    try:
        button.first.click(timeout=5_000)
        page.locator("#camera[data-kind=selfie]").wait_for(state="attached", timeout=20_000)
    except Error:
        return False
    return True
