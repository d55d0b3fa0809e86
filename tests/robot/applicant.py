"""The person before the camera: reads the page, holds the ID up, does what the page asks."""

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Error, Page, expect

from tests.robot.browser import moved_on
from tests.world.camera import InteractiveCamera, Playback
from tests.world.glow import AutoCamera, Glow
from tests.world.hand import HeldDocument
from tests.world.performer import Performer
from tests.world.pixels import Image
from tests.world.view import Presentation

SEES_EVERY_MS, SEES_LIGHT_EVERY_MS = 100, 30
LOOK_MS = 500
"""A look at the page ends when something changes on it, at the latest after so long."""
LOOKS_UNTIL_FURTHER = 2
"""A turn that is done and still asked for is widened after so many looks in which nothing changed."""
FLOW_WITHIN_MS = 90_000
Shot = Callable[[Page, str], None]
Reaction = Callable[[str], str]

OUTCOMES = {"done": "approved", "again": "retry", "person": "needs_review", "stop": "declined"}
OTHER_WAY = {"turn_left": "turn_right", "turn_right": "turn_left"}


_SEEN = """([was, every, within]) => new Promise((tell) => {
  const end = performance.now() + within;
  const look = () => {
    const [at, trouble] = ["#camera[data-kind=selfie]", "#trouble"].map((one) => document.querySelector(one));
    const over = !at || Boolean(trouble && !trouble.hidden);
    const move = (document.querySelector("#camera .move [data-move]:not([hidden])") || { dataset: {} }).dataset.move;
    const lit = document.body && document.documentElement?.classList.contains("glowing");
    const now = [over ? "over" : "", move || "", lit ? getComputedStyle(document.body).backgroundColor : ""];
    if (now.some((one, i) => one !== was[i]) || performance.now() >= end) tell(now);
    else setTimeout(look, every);
  };
  look();
})"""
"""Waits in the page itself, so that a robot that only looks costs next to nothing."""


def _no_shot(_page: Page, _name: str) -> None:
    """Take no picture."""


def obey(move: str) -> str:
    """Do what is asked."""
    return move


def mirror(move: str) -> str:
    """Turn the other way than asked; do everything else."""
    return OTHER_WAY.get(move, move)


def come_by(page: Page, link: str) -> None:
    """Open a one-time link and press the button behind its door."""
    page.goto(link)
    page.locator("form.door button").click()
    expect(page.locator("form.door")).to_have_count(0)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page of the face step shows: whether it is over, the move that it asks for, the light it gives."""

    over: bool = False
    move: str = ""
    lamp: str = ""
    """Colour as the browser writes it, empty where the page is no lamp."""


@dataclass(slots=True)
class Applicant:
    """One visit of one person. `shot` is called with the page and a name at each step."""

    page: Page
    camera: InteractiveCamera
    shot: Shot = _no_shot
    fps: float = 10
    moves_seen: list[str] = field(default_factory=list)
    lights_seen: list[tuple[int, int, int]] = field(default_factory=list)
    glow: float = 0.15
    """Share of the light of the room that a white page would add on the face."""
    playing: Playback | None = None
    """What is before the camera now, where it moves."""

    def ask_assistant(self, assistant: str, name: str) -> None:
        """Enter the demo assistant and ask for the guarded capability; ends at the link to verify."""
        self.page.goto(f"{assistant}/")
        self.page.locator("#name").fill(name)
        self.shot(self.page, "assistant-door")
        self.page.locator(".other button").click()
        self.page.locator(".chips .locked").click()
        expect(self.page.locator(".card.verify a.button")).to_be_visible()
        self.shot(self.page, "assistant-asks")

    def follow_link(self) -> None:
        """Go from the assistant to the hosted pages."""
        self.page.locator(".card a.button").click()
        door = self.page.locator("form.door button")
        expect(door).to_be_visible()
        self.shot(self.page, "door")
        door.click()
        expect(self.page.locator("form.agree").first).to_be_visible()

    def consent(self) -> None:
        """Read, tick, agree."""
        self.shot(self.page, "consent")
        form = self.page.locator("form.agree").first
        form.locator("input[name=agree]").check()
        form.locator("button").click()

    def consent_to_a_person(self) -> None:
        """Take the route without automatic face matching."""
        self.page.locator("details.other-way summary").click()
        form = self.page.locator("details.other-way form")
        form.locator("input[name=agree]").check()
        self.shot(self.page, "consent-person")
        form.locator("button").click()

    def choose(self, country: str = "UTO", kind: str = "pp") -> None:
        """Search the country, then pick the kind of ID."""
        box = self.page.locator("input[role=combobox]")
        box.click()
        box.fill(country)
        self.shot(self.page, "country")
        self.page.locator(f"#country-{country}").click()
        self.page.locator("form[method=get] button").click()
        radio = self.page.locator(f"input[name=document_class][value={kind}]")
        radio.check()
        self.shot(self.page, "kind")
        self.page.locator("form.agree button, form:has(fieldset) button.button").first.click()

    def show_document(
        self, document: Image, *, seed: int = 0, then: str = "", look_after_ms: int = 2600
    ) -> None:
        """Hold a document before the camera until the page has taken it by itself; look at the page meanwhile."""
        held = HeldDocument(document, size=self.camera.size, seed=seed)
        self.page.locator("#camera:not([hidden]), #trouble:not([hidden])").first.wait_for()
        before = self.page.url, self._title()
        with self.showing(held.frames()):
            self.page.wait_for_timeout(look_after_ms)
            self.shot(self.page, "document" + then)
            self._until_gone("#camera[data-kind^=document]", before)

    def show_face(self, shown: Presentation, react: Reaction = obey, *, light: bool = True) -> None:
        """Start the face step and do what the page asks until it moves on or says what went wrong.

        The colours of the page fall on what is shown; `light` False chooses the way without them.
        """
        expect(self.page.locator("[data-start]")).to_be_visible(timeout=FLOW_WITHIN_MS)
        self.shot(self.page, "face-ready")
        performer = Performer(shown, size=self.camera.size)
        performer.camera = AutoCamera()
        if not light:
            self.page.locator("[name=light][value=no]").check()
        with self.showing(performer.frames()):
            self.page.locator("[data-start]").click()
            self._answer(performer, react)

    def face_outcome(self, shown: Presentation) -> str:
        """Show the face once and give the outcome; what the page says of a retry is printed for the reader."""
        self.show_face(shown)
        outcome = self.outcome()
        if outcome == "retry":
            sys.stderr.write(f"told to try again: {self.page.locator('.reasons').inner_text()}\n")
        return outcome

    def take_plain_face(self, shown: Presentation) -> None:
        """Take the one picture of the human route: start the camera, look at it, press the button."""
        expect(self.page.locator("[data-start]")).to_be_visible(timeout=FLOW_WITHIN_MS)
        with self.showing(Performer(shown, size=self.camera.size).frames()):
            self.page.locator("[data-start]").click()
            button = self.page.locator("#camera [data-take]")
            expect(button).to_be_enabled(timeout=FLOW_WITHIN_MS)
            self.shot(self.page, "plain-face")
            button.click()
            self._until_gone("#camera[data-kind=selfie]", ("", self._title()))

    def show_in_hand(self, shown: Presentation) -> None:
        """Start the step with the ID beside the face, and hold it there until the page moves on."""
        expect(self.page.locator("#camera[data-kind=in_hand]")).to_be_attached(timeout=FLOW_WITHIN_MS)
        expect(self.page.locator("[data-start]")).to_be_visible()
        before = self.page.url, self._title()
        with self.showing(Performer(shown, size=self.camera.size).frames()):
            self.page.locator("[data-start]").click()
            self.page.wait_for_timeout(1500)
            self.shot(self.page, "in-hand")
            self._until_gone("#camera[data-kind=in_hand]", before)

    def _answer(self, performer: Performer, react: Reaction) -> None:
        end = time.monotonic() + FLOW_WITHIN_MS / 1000
        last, looks, seen = "", 0, Seen()
        while time.monotonic() < end:
            before, seen = seen, self._look(seen)
            if seen.over:
                return
            performer.screen = self._glow(seen)
            if seen.move and seen.move != last:
                last, looks = seen.move, 0
                self._do(performer, seen.move, react)
            elif seen == before and seen.move and performer.settled:
                looks += 1
                if looks % LOOKS_UNTIL_FURTHER == 0:
                    performer.further()
        raise AssertionError(f"the face step did not end; it says: {self.hint()!r}")

    def _do(self, performer: Performer, move: str, react: Reaction) -> None:
        self.moves_seen.append(move)
        performer.do(react(move))
        if move != "watch_light":
            self.page.wait_for_timeout(450)
            self.shot(self.page, f"face-{len(self.moves_seen)}-{move}")

    def _look(self, was: Seen) -> Seen:
        """Look at the page until it shows something else than it did, half a second at the most."""
        every = SEES_LIGHT_EVERY_MS if was.move == "watch_light" else SEES_EVERY_MS
        asked = [["over" if was.over else "", was.move, was.lamp], every, LOOK_MS]
        try:
            over, move, lamp = self.page.evaluate(_SEEN, asked)
        except Error as error:
            if not moved_on(error):
                raise
            self.page.wait_for_timeout(SEES_EVERY_MS)
            return was
        return Seen(bool(over), move, lamp)

    def _glow(self, seen: Seen) -> Glow | None:
        """The light of the page, None where it is not lit."""
        said = re.findall(r"\d+", seen.lamp)
        if len(said) < 3:
            return None
        self.lights_seen.append((int(said[0]), int(said[1]), int(said[2])))
        return Glow(self.lights_seen[-1], self.glow)

    def hint(self) -> str:
        """Return the sentence under the camera picture."""
        return self.page.locator("#camera .hint").inner_text()

    def trouble(self) -> str:
        """Return what the page says went wrong, empty where nothing did."""
        box = self.page.locator("#trouble")
        return box.inner_text() if box.is_visible() else ""

    def outcome(self, timeout_ms: int = FLOW_WITHIN_MS) -> str:
        """Wait for the result page and tell what it shows: approved, retry, needs_review or declined."""
        picture = self.page.locator("img.outcome")
        picture.wait_for(timeout=timeout_ms)
        self.shot(self.page, "result")
        found = re.search(r"/(\w+)[.\w]*\.svg", str(picture.get_attribute("src")))
        return OUTCOMES[found[1]] if found else ""

    @contextmanager
    def showing(self, frames: Iterator[Image]) -> Iterator[Playback]:
        """Play frames before the camera meanwhile, beginning once the first one is seen."""
        self.camera.show(next(frames))
        self.playing = self.camera.play(frames, self.fps)
        try:
            yield self.playing
        finally:
            self.playing.stop()

    def _title(self) -> str:
        return str(self.page.locator("h1").first.inner_text())

    def _until_gone(self, selector: str, before: tuple[str, str]) -> None:
        """Wait until the step is left: the next page has another heading."""
        end = time.monotonic() + FLOW_WITHIN_MS / 1000
        while time.monotonic() < end:
            if not self.page.locator(selector).count() or self._title() != before[1]:
                return
            if self.trouble():
                raise AssertionError(f"trouble at this step: {self.trouble()}")
            self.page.wait_for_timeout(200)
        raise AssertionError(f"the document was not taken; the page says: {self.hint()!r}")
