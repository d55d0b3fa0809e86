"""The performer moves like a person: not at once, not too fast, and arrives."""

from typing import Any

import numpy as np
import pytest
from tests.world.performer import POSES, Performer
from tests.world.pixels import Image


class Witness:
    """Remembers the poses that were rendered."""

    def __init__(self) -> None:
        self.yaws: list[float] = []

    def render(self, yaw: float = 0, pitch: float = 0, roll: float = 0, **rest: Any) -> Image:
        self.yaws.append(yaw)
        return np.full((4, 4, 3), 9, np.uint8)


def test_a_turn_takes_time_and_arrives() -> None:
    witness = Witness()
    performer = Performer(witness)
    performer.do("turn_left")
    assert not performer.settled
    for tick in range(40):
        performer.step(1 / 15)
        performer.frame(tick / 15)
    assert performer.settled
    assert witness.yaws[-1] == pytest.approx(POSES["turn_left"]["yaw"], abs=2)
    assert np.abs(np.diff(witness.yaws)).max() < 60 / 15 + 1.5
    assert witness.yaws[3] < 20


def test_the_head_is_never_quite_still() -> None:
    witness = Witness()
    performer = Performer(witness)
    for tick in range(30):
        performer.frame(tick / 15)
    assert 0.1 < np.ptp(witness.yaws) < 3


def test_unknown_words_are_refused() -> None:
    with pytest.raises(KeyError):
        Performer(Witness()).do("nod")


def test_a_turn_that_is_still_asked_for_is_widened_but_not_beyond_what_a_neck_does() -> None:
    witness = Witness()
    performer = Performer(witness)
    performer.do("turn_right")
    performer.further()  # still on its way
    for _ in range(200):
        performer.step(0.05)
        performer.further()
    performer.frame(0)
    widest = witness.yaws[-1]
    assert -39.5 <= widest < POSES["turn_right"]["yaw"] - 5
