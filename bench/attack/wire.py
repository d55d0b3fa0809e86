"""Attacks without a camera: the requests of a genuine visit sent again, or sent wrongly, to the shipped endpoints.

The clock of the server's live captures is held and goes as the frames do; cookies, sessions, nonces and frames are
real. The document step is taken as passed, so that each presentation tries the face step alone.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from types import MappingProxyType
from typing import Any

from django.utils import timezone
from tests.capture.visitor import Visitor
from tests.world import actor
from tests.world.clock import held_clock
from tests.world.people import person
from tests.world.puppet import Puppet

from attack.visit import APART, Ended, ruling
from bonafide.capture.face_live import FaceLive
from bonafide.capture.live import REGISTRY
from bonafide.engine import judge_selfie
from bonafide.engine.evidence import Move
from bonafide.inquiries.models import Capture

Answer = dict[str, Any]
EVERY_MS, WALKS = 120.0, 3


@dataclass(frozen=True, slots=True)
class Sent:
    """One frame as the page sent it: its picture, what it said of the light, when the server had it."""

    jpeg: bytes
    light: int = -1
    light_ms: int = 0
    server_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Recording:
    """A genuine visit that was handed in: whose, through which browser and capture, and what was sent."""

    holder: int
    visitor: Visitor
    sent: tuple[Sent, ...]


def record(holder: int) -> Recording:
    """Walk through genuinely and keep what was sent. Raises RuntimeError where no visit of three is handed in.

    The actor knows the moves that are asked at first: a visit whose light is not seen, and is asked for more, ends.
    """
    walks = (_walked(holder) for _ in range(WALKS))
    found = next(filter(None, walks), None)
    if found is None:
        raise RuntimeError("no genuine visit was handed in")
    return found


def _walked(holder: int) -> Recording | None:
    visitor, live = _at_the_camera(f"genuine-{holder}")
    kept: list[Sent] = []
    challenge = live.tracker.challenge
    with held_clock(live) as set_age:
        for frame in actor.frames(
            Puppet(person(holder).portrait), challenge.moves, colours=challenge.colours
        ):
            kept.append(Sent(frame.jpeg, frame.light, frame.light_ms, frame.server_ms))
            set_age(frame.server_ms)
            if _send(visitor, kept[-1]).get("submitted"):
                return Recording(holder, visitor, tuple(kept))
    return None


def present(species: str, holder: int, recording: Recording, seed: int) -> Ended:
    """Attack once with a new session; how it ended and what spoke against it."""
    if species == "expired_nonce":
        return Ended(_refusal(_send(recording.visitor, recording.sent[0])))
    visitor, live = _at_the_camera(f"{species}-{seed}")
    if species == "foreign_challenge":
        visitor.started["nonce"] = recording.visitor.started["nonce"]
        return Ended(_refusal(_send(visitor, recording.sent[0])))
    return _played(visitor, live, holder, _SCRIPTS[species](recording, seed, visitor))


def _at_the_camera(reference: str) -> tuple[Visitor, FaceLive]:
    visitor = Visitor.arrives(reference=reference).agree().choose().with_document().start("selfie")
    live = REGISTRY.get(visitor.started["capture"])
    if not isinstance(live, FaceLive):
        raise TypeError(type(live))
    # How long this machine takes to render is nobody's time: what counts is the held clock of the live capture.
    later = timezone.now() + timedelta(hours=1)
    Capture.objects.filter(pk=visitor.started["capture"]).update(expires_at=later)
    return visitor, live


def _played(visitor: Visitor, live: FaceLive, holder: int, script: Iterator[Sent]) -> Ended:
    answer: Answer = {}
    ms = 0.0
    with held_clock(live) as set_age:
        for one in script:
            ms += EVERY_MS if one.light < 0 else actor.COLOUR_MS
            set_age(ms)
            answer = _send(visitor, one)
            if answer.get("error"):
                return Ended(_refusal(answer))
            if answer["failed"]:
                return Ended(f"no verdict: {answer['failed']}")
            if answer.get("submitted"):
                return ruling(holder, judge_selfie(live.chosen(), live.tracker.challenge))
    return Ended("no response: never done")


def _again(recording: Recording, _seed: int, _visitor: Visitor) -> Iterator[Sent]:
    return iter(recording.sent)


def _shuffled(recording: Recording, seed: int, _visitor: Visitor) -> Iterator[Sent]:
    order = list(recording.sent)
    random.Random(seed).shuffle(order)
    return iter(order)


def _assembled(recording: Recording, seed: int, visitor: Visitor, *, fresh: bool = False) -> Iterator[Sent]:
    """Answer each move with a straight look and a film of that move, over again until it counts.

    Of the light it says what the page would say, but the face in the films shows none of it. With `fresh` there are
    films enough that none is played twice.
    """
    head = Puppet(person(recording.holder).portrait, seed=seed)
    films: dict[tuple[Move, int], list[Sent]] = {}
    for played in count():
        asked, take = _asked(visitor), played if fresh else 0
        if (asked, take) not in films:
            films[asked, take] = _film(head, asked, seed + APART * take)
        for one in films[asked, take]:
            number = _colour(visitor)
            yield one if number is None else Sent(one.jpeg, number, actor.COLOUR_MS - 50)


def _film(head: Puppet, move: Move, seed: int) -> list[Sent]:
    return [Sent(one.jpeg) for one in actor.frames(head, [Move.LOOK_STRAIGHT, move], seed=seed)]


def _asked(visitor: Visitor) -> Move:
    live = REGISTRY.get(visitor.started["capture"])
    return (live.asked if isinstance(live, FaceLive) else None) or Move.LOOK_STRAIGHT


_SCRIPTS: Mapping[str, Callable[[Recording, int, Visitor], Iterator[Sent]]] = MappingProxyType({
    "api_replay": _again,
    "out_of_order": _shuffled,
    "assembled": _assembled,
    "assembled_fresh": partial(_assembled, fresh=True),
})  # fmt: skip
WIRES: Mapping[str, str] = MappingProxyType({
    "api_replay": "a genuine visit's frames sent again to a new challenge",
    "out_of_order": "those frames in another order, numbered anew",
    "foreign_challenge": "a frame sent with the nonce of somebody else's challenge",
    "expired_nonce": "a frame sent once more to the challenge that is over",
    "assembled": "films of single moves played as they are asked, under no light",
    "assembled_fresh": "the same, with films enough that none is played twice",
})  # fmt: skip


def _colour(visitor: Visitor) -> int | None:
    live = REGISTRY.get(visitor.started["capture"])
    return live.tracker.colour if isinstance(live, FaceLive) else None


def _send(visitor: Visitor, one: Sent) -> Answer:
    told = {"X_Light": str(one.light), "X_Light_Ms": str(one.light_ms)} if one.light >= 0 else {}
    found: Answer = visitor.frame(one.jpeg, **told).json()
    return found


def _refusal(answer: Answer) -> str:
    return f"refused: {answer['error']['code']}" if answer.get("error") else f"taken: {sorted(answer)}"
