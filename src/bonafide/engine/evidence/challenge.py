"""What the selfie is asked to do, and its frames as they were received."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Move(StrEnum):
    """What the challenge asks for. Left and right are the person's own."""

    LOOK_STRAIGHT = "look_straight"
    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    COME_CLOSER = "come_closer"
    LOOK_UP = "look_up"
    LOOK_DOWN = "look_down"
    WATCH_LIGHT = "watch_light"
    """Look straight while the screen shows one soft colour after the other."""


class Colour(StrEnum):
    """The soft colours of the screen; none is a saturated red (WCAG 2.3.1)."""

    SKY = "sky"
    MINT = "mint"
    ROSE = "rose"
    AMBER = "amber"


@dataclass(frozen=True, slots=True)
class Challenge:
    """A server-chosen list of moves, bound to one capture by its nonce, void after ttl_ms.

    Attributes:
        colours: what the screen shows while the light is watched, in order; empty where no light is asked.
        order_bits: how many bits the draw of the moves is worth; straight looks are worth none.

    """

    nonce: str
    moves: tuple[Move, ...]
    ttl_ms: int = 60_000
    colours: tuple[Colour, ...] = ()
    order_bits: float = 0.0


@dataclass(frozen=True, slots=True)
class Frame:
    """One selfie frame as received: JPEG bytes, running number, client and server time since the challenge."""

    jpeg: bytes
    seq: int
    client_ms: int
    server_ms: int
    light: int = -1
    """Which colour of the challenge the screen showed when the frame was cut; -1 none."""
    light_ms: int = 0
    """How long it had shown it by then, on the page's clock."""
