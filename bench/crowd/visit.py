"""One person at the hosted pages without a browser: the calls of the pages' scripts, from a process of its own."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.synchronize import Barrier
from typing import Any
from urllib.parse import urlencode, urlsplit

import cv2
import numpy as np
import numpy.typing as npt
from tests.world.closer import finely
from tests.world.glow import AutoCamera, Glow
from tests.world.hand import HeldDocument
from tests.world.people import person
from tests.world.performer import Performer
from tests.world.pixels import Image
from tests.world.puppet import Puppet
from tests.world.specimen import passport

from crowd.quick import QuickHead

EVERY_MS, READ_MS, DOCUMENT_EVERY_MS = 95.0, 350.0, 200.0
"""What the pages wait between two frames, and after a reached move (face.js, document.js)."""
FULL = (1440, 1080)
"""The camera's own size, in which closer looks come."""
REACTS_S = 0.45
FOLLOWS_S = 0.1
"""How often it is asked whether the verdict is there (progress.js)."""
PATIENCE_S = 240.0


@dataclass(slots=True)
class Seen:
    """What one person saw of the face step; times in milliseconds."""

    frames: int = 0
    skipped: int = 0
    seconds: float = 0.0
    paused: float = 0.0
    """Seconds of these for which the page waits by itself after a reached move."""
    waits: list[float] = field(default_factory=list)
    end: str = ""
    verdict_ms: float = 0.0
    """From the sending of the last frame to the page with the outcome."""
    cpu_s: float = 0.0
    """Processor time that being this person took meanwhile, seconds."""


class Browser:
    """One connection that stays open, its cookies, and the token that the pages' scripts send."""

    def __init__(self, link: str) -> None:
        parts = urlsplit(link)
        self._line = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
        self._cookies: dict[str, str] = {}
        self.call("GET", f"{parts.path}?{parts.query}")
        self.form(parts.path, dict(item.split("=", 1) for item in parts.query.split("&")))

    def call(self, method: str, path: str, body: bytes = b"", **headers: str) -> Any:
        """One request; the body of its answer where that is JSON. Raises RuntimeError where it is refused."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        told["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        told["X-CSRFToken"] = self._cookies.get("csrftoken", "")
        answer = self._asked(method, path, body, told)
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition(";")[0].partition("=")
                self._cookies[cookie] = rest
        said = answer.read()
        if answer.status >= 400 and answer.status != 429:
            raise RuntimeError(f"{method} {path}: {answer.status} {said[:200]!r}")
        return json.loads(said) if "json" in (answer.getheader("Content-Type") or "") else {}

    def _asked(self, method: str, path: str, body: bytes, told: dict[str, str]) -> http.client.HTTPResponse:
        """Ask; once more on a new line where the server closed the old one, as browsers do."""
        try:
            self._line.request(method, path, body, told)
            return self._line.getresponse()
        except (ConnectionError, http.client.RemoteDisconnected):
            self._line.close()
            self._line.request(method, path, body, told)
            return self._line.getresponse()

    def form(self, path: str, values: dict[str, str]) -> None:
        """Send a form."""
        self.call("POST", path, urlencode(values).encode(), Content_Type="application/x-www-form-urlencoded")

    def post(self, path: str, values: dict[str, Any]) -> Any:
        """Send small JSON."""
        return self.call("POST", path, json.dumps(values).encode(), Content_Type="application/json")

    def step(self) -> str:
        """Where this visit stands."""
        return str(self.call("GET", "/verify/progress")["step"])


class Capture:
    """One open capture: numbers its frames, as api.js does."""

    def __init__(self, browser: Browser, kind: str) -> None:
        self._browser, self._opened, self._seq = browser, time.monotonic(), 0
        camera = {"width": FULL[0], "height": FULL[1], "frame_rate": 30}
        self.said = browser.post("/verify/capture/start", {"kind": kind, "camera": camera})

    def send(self, picture: npt.ArrayLike, quality: int = 80, **more: str) -> Any:
        """Send one frame (BGR) and give the answer; `more` are headers of its own."""
        jpeg = cv2.imencode(".jpg", np.asarray(picture, np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        return self.send_jpeg(jpeg.tobytes(), **more)

    def send_jpeg(self, jpeg: bytes, **more: str) -> Any:
        """Send one frame that is written already."""
        now = round((time.monotonic() - self._opened) * 1000)
        self._seq += 1
        return self._browser.call(
            "POST",
            "/verify/capture/frame",
            jpeg,
            Content_Type="image/jpeg",
            X_Capture=self.said["capture"],
            X_Nonce=self.said["nonce"],
            X_Seq=str(self._seq),
            X_Client_Ms=str(now),
            **more,
        )


def go(link: str, holder: int, ready: Barrier, shown: Callable[[], None]) -> Seen:
    """Consent, choose, show the passport of `holder`, wait for the others, then show the face.

    `shown` is called when the last frame was answered, before the verdict.
    """
    browser = Browser(link)
    browser.form("/verify/consent", {"agree": "yes"})
    browser.form("/verify/select", {"country": "UTO", "document_class": "pp"})
    _show_document(browser, passport(person(holder)), holder)
    performer = Performer(QuickHead(Puppet(person(holder).portrait, seed=holder), holder), seed=holder)
    performer.camera = AutoCamera()
    performer.frame(0.0)
    _until(browser, {"selfie", "result"})
    ready.wait(PATIENCE_S)
    before = time.process_time()
    seen = _show_face(browser, performer, shown)
    seen.cpu_s = time.process_time() - before
    return seen


def _show_document(browser: Browser, document: Image, seed: int) -> None:
    held = HeldDocument(document, seed=seed)
    capture, began = Capture(browser, "document_front"), time.monotonic()
    while time.monotonic() - began < PATIENCE_S:
        at = time.monotonic()
        picture = held.frame(at - began)
        small = cv2.resize(picture, (640, 360), interpolation=cv2.INTER_AREA)
        if capture.send(small, 75).get("capture") and capture.send(picture, 90, X_Full="1").get("submitted"):
            return
        time.sleep(max(0.0, DOCUMENT_EVERY_MS / 1000 - (time.monotonic() - at)))
    raise RuntimeError("the document was not taken")


def _until(browser: Browser, steps: set[str]) -> str:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        step = browser.step()
        if step in steps:
            return step
        time.sleep(FOLLOWS_S)
    raise RuntimeError(f"none of {sorted(steps)} came")


def _show_face(browser: Browser, performer: Performer, shown: Callable[[], None]) -> Seen:
    """Do what is asked, frame by frame as face.js sends them, and wait for the verdict."""
    seen, capture = Seen(), Capture(browser, "selfie")
    answer, began = capture.said, time.monotonic()
    act, last, lit, until = _Acting(performer), began, (-1, began), began
    while time.monotonic() - began < PATIENCE_S:
        at = time.monotonic()
        act.on(answer.get("move"), at, at - last)
        last = at
        light = answer.get("light")
        if (light["number"] if light else -1) != lit[0]:
            lit = (light["number"] if light else -1, at)
            performer.screen = Glow(tuple(light["rgb"]), 0.15) if light else None
        told = {"X_Light": str(lit[0]), "X_Light_Ms": str(round((at - lit[1]) * 1000))} if light else {}
        picture, sent = performer.frame(at - began), time.monotonic()
        done = answer.get("done", 0)
        part = answer.get("closer_look")
        if part:
            large = np.asarray(cv2.resize(picture, FULL, interpolation=cv2.INTER_CUBIC), np.uint8)
            found = capture.send_jpeg(finely(large, part), X_Closer="1", **told)
        else:
            found = capture.send(picture, 80, **told)
        seen.waits.append((time.monotonic() - sent) * 1000)
        if found.get("skipped") or "hint" not in found:
            seen.skipped += 1
            time.sleep(EVERY_MS / 1000)
            continue
        answer, seen.frames, seen.seconds = found, seen.frames + 1, time.monotonic() - began
        if answer["finished"] or answer["failed"]:
            seen.end = answer["failed"] or "finished"
            shown()
            _until(browser, {"result"} if answer["finished"] else {"result", "selfie", "again"})
            seen.verdict_ms = (time.monotonic() - sent) * 1000
            return seen
        if answer["done"] > done:
            until = time.monotonic() + READ_MS / 1000
        pause = max(until - time.monotonic(), EVERY_MS / 1000 - (time.monotonic() - at), 0.0)
        if not answer.get("closer_look"):
            seen.paused += max(0.0, min(pause, until - time.monotonic()))
            time.sleep(pause)
    seen.end = "no end"
    return seen


class _Acting:
    """Reads what is asked, and begins to do it a moment later."""

    def __init__(self, performer: Performer) -> None:
        self._performer, self._read, self._from = performer, "", 0.0
        self._doing = ""

    def on(self, move: str | None, now: float, passed: float) -> None:
        """Move on by the time that passed since the last frame."""
        if move and move != self._read:
            self._read, self._from = move, now + REACTS_S
        if self._doing != self._read and now >= self._from:
            self._doing = self._read
            self._performer.do(self._read)
        elif now > self._from + 2 * REACTS_S:
            self._performer.further()
        self._performer.step(min(passed, 0.5))
