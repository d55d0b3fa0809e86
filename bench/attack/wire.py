"""Attacks without a camera: calls that were recorded from a genuine visit are sent again, or sent wrongly."""

from __future__ import annotations

import base64
import itertools
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from playwright.sync_api import Page
from tests.robot.applicant import Applicant
from tests.robot.browser import Studio
from tests.robot.server import Server
from tests.world.people import people_count, person
from tests.world.puppet import Puppet

from attack.stage import ATTEMPTS, Tally, enter

WIRES: Mapping[str, str] = MappingProxyType({
    "api_replay": "a genuine visit's frames sent again to a new challenge",
    "out_of_order": "those frames in another order, numbered anew",
    "foreign_challenge": "frames sent with the nonce of somebody else's challenge",
    "expired_nonce": "the same calls once more to the challenge that is over",
})  # fmt: skip
_FRAME = "/verify/capture/frame"
_LISTEN = """() => {
  const real = window.fetch;
  window.fetch = async (address, request) => {
    if (String(address).endsWith("/capture/frame")) {
      const bytes = new Uint8Array(await request.body.arrayBuffer());
      let text = "";
      for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
      await window.keep(btoa(text), request.headers);
    }
    return real(address, request);
  };
}"""
"""What an attacker's browser does: keep what the page sends. Chromium tells no bodies of blobs otherwise."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One recorded frame: its picture, its headers, which say challenge, number and time."""

    body: bytes
    headers: dict[str, str]


def record(server: Server, studio: Studio, holder: int) -> list[Sent]:
    """Walk through genuinely and keep the frames of the face step as they were sent."""
    robot = enter(server, studio, holder)
    sent: list[Sent] = []
    robot.page.locator("[data-start]").wait_for()
    robot.page.expose_function(
        "keep", lambda body, headers: sent.append(Sent(base64.b64decode(body), headers))
    )
    robot.page.evaluate(_LISTEN)
    robot.show_face(Puppet(person(holder).portrait))
    ended = robot.outcome()
    robot.page.context.close()
    if ended != "approved" or not sent:
        raise RuntimeError(f"the genuine visit to be replayed ended with {ended}, {len(sent)} frames kept")
    return sent


def forge(server: Server, studio: Studio, name: str, wanted: int) -> Tally:
    """Make `wanted` attacks of one kind; each visit makes as many tries as it is given."""
    ends: Counter[str] = Counter()
    for seed in itertools.count():
        if ends.total() >= wanted:
            break
        holder = seed % people_count()
        sent = record(server, studio, holder)
        ends.update(itertools.islice(_visit(server, studio, name, holder, sent), wanted - ends.total()))
    return Tally(ends)


def _visit(server: Server, studio: Studio, name: str, holder: int, sent: list[Sent]) -> Iterator[str]:
    robot = enter(server, studio, holder)
    robot.page.locator("[data-start]").wait_for()
    for rank in range(ATTEMPTS):
        started = _post(robot.page, "/verify/capture/start", {"kind": "selfie", "camera": {}})
        if "capture" not in started:
            break
        yield _send(robot, name, started, sent, rank)
    robot.page.context.close()


def _send(robot: Applicant, name: str, started: dict[str, Any], sent: list[Sent], rank: int) -> str:
    order = list(range(len(sent)))
    if name == "out_of_order":
        random.Random(rank).shuffle(order)
    answer: dict[str, Any] = {}
    for seq, index in enumerate(order):
        headers = {name.lower(): value for name, value in sent[index].headers.items()}
        headers.pop("x-csrftoken", None)
        if name in {"api_replay", "out_of_order"}:
            headers |= {"x-capture": started["capture"], "x-nonce": started["nonce"], "x-seq": str(seq)}
        if name == "out_of_order":
            headers["x-client-ms"] = str(seq * 100)
        if name == "foreign_challenge":
            headers["x-capture"] = started["capture"]
        answer = _post_frame(robot.page, sent[index].body, headers)
        if answer.get("next") or answer.get("error"):
            break
        robot.page.wait_for_timeout(60)
    return _verdict(robot, answer)


def _verdict(robot: Applicant, answer: dict[str, Any]) -> str:
    if answer.get("error"):
        return f"refused: {answer['error']['code']}"
    if answer.get("submitted"):
        robot.page.reload()
        return robot.outcome()
    return f"not finished: {answer.get('failed') or answer.get('hint')}"


def _post(page: Page, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = page.context.request.post(_at(page, path), data=body, headers=_own(page))
    found: dict[str, Any] = answer.json()
    return found


def _post_frame(page: Page, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    given = {**headers, **_own(page)}
    answer = page.context.request.post(_at(page, _FRAME), data=body, headers=given)
    found: dict[str, Any] = answer.json()
    return found


def _at(page: Page, path: str) -> str:
    return page.evaluate("location.origin") + path


def _own(page: Page) -> dict[str, str]:
    token = page.locator("meta[name=csrf]").get_attribute("content") or ""
    return {"X-CSRFToken": token, "Origin": page.evaluate("location.origin"), "Referer": page.url}
