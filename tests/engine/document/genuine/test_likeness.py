import cv2
import numpy as np
import pytest
from tests.engine.document.genuine.measured import score_of
from tests.world import burst
from tests.world.paper import security_paper
from tests.world.pixels import Image

from bonafide.engine.document.flatten import Flat, flatten
from bonafide.engine.document.genuine import Exhibit
from bonafide.engine.document.genuine.likeness import alike, levelled, same_side, turns
from bonafide.engine.evidence import Sign


def side(text: str, seed: int, column: int) -> Image:
    page = security_paper(856, 540, seed).copy()
    for line in range(8):
        words = f"{text} {seed * 7919 * (line + 3) % 99991}"
        cv2.putText(page, words, (column, 70 + 58 * line), line % 3, 1.0, (30, 30, 34), 2, cv2.LINE_AA)
    return page


FRONT, BACK = side("NAME ERIKSSON", 3, 300), side("I<UTO<<<L8988", 5, 40)


def compared(front: Image, back: Image | None) -> Sign:
    first, second = (None if one is None else Flat(one, None, one) for one in (front, back))
    assert first is not None
    return same_side(Exhibit(first, second))


def test_front_and_back_are_two_sides() -> None:
    assert score_of(compared(FRONT, BACK)) < 0.5


@pytest.mark.parametrize("turned", range(4))
def test_one_side_twice_is_seen_any_way_round(turned: int) -> None:
    assert compared(FRONT, np.ascontiguousarray(np.rot90(FRONT, turned))).score == 1.0


def test_one_side_photographed_twice_is_seen() -> None:
    once, again = (flatten(burst.on_tripod(FRONT, seed)[0]) for seed in (1, 2))
    sign = same_side(Exhibit(once, again))
    assert score_of(sign) > 0.5
    assert sign.picture.startswith(b"\xff\xd8")


def test_without_a_back_or_without_print_nothing_is_alike() -> None:
    plain = np.full_like(FRONT, 200)
    assert compared(FRONT, None).score is None
    assert compared(plain, plain).score == 0.0


def test_likeness_does_not_mind_brightness() -> None:
    dark = np.asarray(FRONT * 0.5, np.uint8)
    assert alike(levelled(FRONT), levelled(dark)) == pytest.approx(1.0, abs=0.01)
    assert max(alike(levelled(FRONT), one) for one in turns(np.rot90(FRONT, 2))) == pytest.approx(1, abs=0.01)
