"""Record a walk through the flow for people who want to see it: `python -m tests.robot.demo [OUT_DIR]`.

Writes OUT_DIR/demo.webm (the walk on a phone), and, with a second argument, the two pictures of the README
into that folder: flow-phone.png and console.png. OUT_DIR defaults to a folder `demo` in the working folder.
"""

import sys
import tempfile
from fnmatch import fnmatch
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Page

from tests.robot.applicant import Applicant
from tests.robot.browser import PHONE, Studio, chromium, studio
from tests.robot.film import Film
from tests.robot.reviewer import Reviewer
from tests.robot.server import Server
from tests.robot.veil import veil
from tests.world.people import SKIP_REASON, people_available, person
from tests.world.pixels import Image
from tests.world.puppet import Puppet
from tests.world.specimen import passport

PICTURES = ("consent", "kind", "document", "face-*-turn_*", "result")
"""Names, or their patterns, of the screens that make the strip; the first that fits is taken."""
STEPS = ("document", "face-*")
"""Screens of a running camera: they are photographed at once, or the page moves on meanwhile."""
SCREEN_WIDTH, GAP = 280, 16
PAUSE_MS, LOOK_MS = 1200, 1100
"""How long a screen is shown; how soon the document is photographed, before the page has taken it."""
WHO = 0


class Screens:
    """Keeps the screens of a walk in memory and gives a watching person time to read them."""

    def __init__(self) -> None:
        self.kept: dict[str, Image] = {}

    def __call__(self, page: Page, name: str) -> None:
        running = any(fnmatch(name, step) for step in STEPS)
        if not running:
            page.wait_for_timeout(PAUSE_MS)
        if any(fnmatch(name, wanted) for wanted in PICTURES):
            raw = np.frombuffer(page.screenshot(timeout=20_000), np.uint8)
            if running and not page.locator("#camera:not([hidden])").is_visible():
                return
            self.kept[name] = np.asarray(cv2.imdecode(raw, cv2.IMREAD_COLOR), np.uint8)

    def strip(self) -> Image:
        """Return the kept screens side by side, in the order of PICTURES. Ends the run where one is missing."""
        tiles = []
        for wanted in PICTURES:
            name = next((name for name in self.kept if fnmatch(name, wanted)), None)
            if name is None:
                raise SystemExit(
                    f"no picture of {wanted}: the page moved on too soon; try on a machine at rest"
                )
            screen = self.kept[name]
            height = round(screen.shape[0] * SCREEN_WIDTH / screen.shape[1])
            tile = cv2.resize(screen, (SCREEN_WIDTH, height), interpolation=cv2.INTER_AREA)
            tile = cv2.copyMakeBorder(tile, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(200, 206, 203))
            tiles.append(cv2.copyMakeBorder(tile, GAP, GAP, GAP, GAP, cv2.BORDER_CONSTANT, value=(255,) * 3))
        return np.asarray(cv2.hconcat(tiles), np.uint8)


def walk(server: Server, stage: Studio, video: Path) -> Screens:
    """Walk a bona fide person through on a phone and film it; return the screens."""
    assert stage.camera is not None
    page = stage.visit(PHONE, "en-GB")
    film = Film(page, (PHONE["viewport"]["width"], PHONE["viewport"]["height"]))
    screens, who = Screens(), person(WHO)
    robot = Applicant(page, stage.camera, screens)
    robot.ask_assistant(server.assistant, "Nadia")
    robot.follow_link()
    robot.consent()
    robot.choose()
    robot.show_document(passport(who), look_after_ms=LOOK_MS)
    robot.show_face(Puppet(who.portrait))
    outcome = robot.outcome()
    if outcome != "approved":
        said = page.locator("main").inner_text()
        raise SystemExit(f"the walk ended as {outcome!r}, not with an approval; nothing was written. {said}")
    page.locator(".button").last.click()
    page.locator(".card.open a.button").click()
    page.wait_for_timeout(PAUSE_MS)
    film.write(video)
    page.context.close()
    return screens


def console_picture(server: Server, stage: Studio, target: Path) -> None:
    """Photograph the case of the newest inquiry as a member of the staff sees it."""
    page = stage.visit({"viewport": {"width": 1280, "height": 860}})
    reviewer = Reviewer(page)
    reviewer.join(server.join)
    newest = server.api.call("GET", "/inquiries")["data"][0]["id"]
    reviewer.look_at(str(newest))
    page.wait_for_timeout(PAUSE_MS)
    raw = np.frombuffer(page.screenshot(), np.uint8)
    write_small(target, np.asarray(cv2.imdecode(raw, cv2.IMREAD_COLOR), np.uint8))


def write_small(target: Path, picture: Image) -> None:
    """Write a PNG of 256 colours, faces drawn over: what is published shows nobody."""
    from PIL import Image as Pillow  # noqa: PLC0415 - only the demo needs it

    rgb = cv2.cvtColor(veil(picture), cv2.COLOR_BGR2RGB)
    Pillow.fromarray(rgb).quantize(256).save(target, optimize=True)


def main(out: Path, pictures: Path | None) -> None:
    """Start everything, walk, write what was asked for."""
    if chromium() is None:
        raise SystemExit("Chromium is not on PATH")
    if not people_available():
        raise SystemExit(SKIP_REASON)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        with Server(room / "server") as server, studio(room) as stage:
            screens = walk(server, stage, out / "demo.webm")
            if pictures is not None:
                pictures.mkdir(parents=True, exist_ok=True)
                write_small(pictures / "flow-phone.png", screens.strip())
                console_picture(server, stage, pictures / "console.png")
    sys.stdout.write(f"{out / 'demo.webm'}\n")


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]]
    main(given[0] if given else Path("demo"), given[1] if len(given) > 1 else None)
