"""A head beside a card in a hand, read by the real engine; and what is shown instead of it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from tests.world.hand import HeldDocument
from tests.world.in_hand import IdInHand, Place, captured
from tests.world.people import people_available, person
from tests.world.pixels import Image
from tests.world.puppet import Puppet
from tests.world.specimen import td1_card

from bonafide.checks.in_hand import moves_as_in_a_hand
from bonafide.engine.document.held import CardPrint, card_print, find_print
from bonafide.engine.document.portrait import cut_portrait
from bonafide.engine.evidence import Frame, FrameReading, InHandFinding, InHandReading, from_json, to_json
from bonafide.engine.face.in_hand import is_clear, judge_in_hand, motion, read_in_hand, see_in_hand
from bonafide.engine.image import decode, encode_jpeg
from bonafide.policy.thresholds import SHIPPED

pytestmark = [
    pytest.mark.skipif(not people_available(), reason="shared data folder absent"),
    pytest.mark.data,
]
SIZE = (1280, 960)
ASIDE = Place(-0.26, 0.27, 25.0)
LEAST = SHIPPED.in_hand


@cache
def card(number: int) -> Image:
    return td1_card(person(number))[0]


@cache
def head() -> Puppet:
    return Puppet(person(0).portrait)


@cache
def known() -> CardPrint:
    """The print of the card as the document step captured it."""
    front = captured(card(0))
    portrait = cut_portrait(front)
    assert portrait is not None
    return card_print(encode_jpeg(front), portrait.box, portrait.inter_eye_px)


@cache
def selfie() -> bytes:
    return encode_jpeg(head().render())


def film(shown: IdInHand, now: list[float], count: int = 4) -> list[Frame]:
    """A few frames; the head sways while they are taken."""
    frames = []
    for seq in range(count):
        now[0] = 0.7 * seq
        picture = shown.render(yaw=2.0 * seq - 3.0, dx=0.012 * (-1) ** seq, size=SIZE)
        frames.append(Frame(encode_jpeg(picture, 78), seq, 700 * seq, 700 * seq + 30))
    return frames


def judged(number: int = 0, **how: object) -> InHandFinding:
    now = [0.0]
    held = IdInHand(head(), card(number), clock=lambda: now[0], **{"place": ASIDE, **how})  # type: ignore[arg-type]
    return judge_in_hand(film(held, now), known(), selfie())


def moves(found: InHandFinding) -> bool:
    return moves_as_in_a_hand((found.moved, found.apart, found.reshaped), LEAST)


def test_the_captured_card_in_a_hand_beside_the_same_face_is_seen() -> None:
    found = judged()
    assert (found.frames, found.seen, found.clear, found.repeated) == (4, 4, 4, 0)
    assert found.points >= 2 * LEAST.points_min
    assert found.layout >= 0.9
    assert found.portrait_eyes_px >= LEAST.portrait_eyes_min
    assert (found.portrait_similarity or 0) >= 0.96
    assert (found.identity_min or 0) >= SHIPPED.same_person_min
    assert found.face_covered == 0.0
    assert moves(found)
    assert decode(found.best).shape[1] == 960
    assert replace(found, best=b"") == from_json(InHandFinding, to_json(found))


def test_the_card_of_somebody_else_has_its_print_and_another_portrait() -> None:
    found = judged(8)
    assert found.points >= LEAST.points_min
    assert found.portrait_similarity is not None
    assert found.portrait_similarity < LEAST.portrait_min


@pytest.mark.parametrize("glued", [False, True])
def test_a_card_pasted_into_the_picture_or_onto_the_head_does_not_move_as_in_a_hand(*, glued: bool) -> None:
    found = judged(stir=0.0, glued=glued)
    assert found.clear == 4
    assert found.reshaped < LEAST.reshaped_min
    assert not moves(found)
    assert (found.apart if glued else found.moved) < LEAST.moved_min


def test_a_card_before_the_face_is_found_and_leaves_no_clear_frame() -> None:
    for place in (Place(0.0, 0.1, 28.0), Place(0.06, 0.15, 25.0)):
        found = judged(place=place)
        assert found.seen >= 3
        assert found.clear == 0
        assert found.best == b""


def test_no_card_and_nobody_are_told_apart() -> None:
    now = [0.0]
    held = IdInHand(head(), card(0), place=ASIDE, clock=lambda: now[0])
    held.shown = False
    frame = film(held, now, 1)[0]
    alone = read_in_hand(frame.jpeg, 0, 0, 0, known())
    assert (alone.quad, alone.face.faces) == (None, 1)
    table = encode_jpeg(HeldDocument(card(0), size=(640, 480)).frame(2.6))
    nobody = read_in_hand(table, 0, 0, 0, known())
    assert nobody.quad is not None
    assert nobody.face.faces == 0
    assert not is_clear(nobody)
    empty = judge_in_hand([], known(), selfie())
    assert (empty.frames, empty.clear, empty.portrait_similarity, empty.identity_min) == (0, 0, None, None)


def test_the_outline_is_where_the_card_is_and_its_portrait_is_no_second_face() -> None:
    now = [0.4]
    held = IdInHand(head(), card(0), place=Place(-0.24, 0.24, 19.0), clock=lambda: now[0])
    picture = held.render(size=SIZE, distance=1.5)
    seen = see_in_hand(encode_jpeg(picture), (0, 0, 0), known())
    assert seen.reading.quad is not None
    truth = held.corners(SIZE)
    assert np.abs(2 * np.asarray(seen.reading.quad) - truth).max() < 0.025 * np.ptp(truth[:, 0])
    assert seen.reading.face.faces == 1


def test_another_person_beside_the_card_is_told_by_the_face() -> None:
    now = [0.0]
    held = IdInHand(Puppet(person(9).portrait), card(0), place=ASIDE, clock=lambda: now[0])
    found = judge_in_hand(film(held, now, 2), known(), selfie())
    assert found.identity_min is not None
    assert found.identity_min < SHIPPED.same_person_min


def test_a_mirrored_card_is_not_found() -> None:
    mirrored = np.ascontiguousarray(card(0)[:, ::-1])
    now = [0.0]
    picture = IdInHand(head(), mirrored, place=ASIDE, clock=lambda: now[0]).render(size=SIZE)
    assert find_print(picture, known()) is None


def test_a_card_that_only_shifts_is_not_reshaped() -> None:
    face = FrameReading(0, 0, 0, 1, box=(300, 100, 120, 160))
    quad = np.asarray([(0, 0), (100, 0), (100, 60), (0, 60)], float)

    def at(x: float, scale: float = 1.0) -> InHandReading:
        a, b, c, d = (tuple(map(float, p)) for p in quad * scale + (x, 2 * x))
        return InHandReading(face, (a, b, c, d))  # type: ignore[arg-type]

    moved, apart, reshaped = motion([at(0), at(20), at(40)])
    assert moved == pytest.approx(apart) == pytest.approx(0.4 * 5**0.5)
    assert reshaped == pytest.approx(0.0)
    assert motion([at(0), at(0, 1.1)])[2] > LEAST.reshaped_min
    assert motion([at(0)]) == (0.0, 0.0, 0.0)
