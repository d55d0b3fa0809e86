"""Presence over rendered bursts: documents that move freely, that lie, and pictures that only pretend."""

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import pytest
from tests.engine.document.genuine.measured import score_of
from tests.world import burst
from tests.world.paper import security_paper
from tests.world.pixels import Image

from bonafide.engine.document.flatten import Flat, flatten
from bonafide.engine.document.genuine import Exhibit
from bonafide.engine.document.genuine.likeness import SMALL, alike, levelled, turns
from bonafide.engine.document.genuine.presence import presence
from bonafide.engine.document.genuine.tracks import follow, plane_of
from bonafide.engine.evidence import Sign
from bonafide.engine.perspective import straighten


def document(words: str = "UTOPIA IDENTITY", seed: int = 3) -> Image:
    """A card with print and a dark field where a portrait would be; no face is needed to see it move."""
    page = security_paper(856, 540, seed).copy()
    cv2.rectangle(page, (40, 130), (280, 430), (90 + 30 * seed % 100, 100, 120), -1)
    for line in range(7):
        cv2.putText(page, words, (320, 110 + 60 * line), 0, 1.1, (30, 30, 34), 2, cv2.LINE_AA)
    return page


Make = Callable[[Image, int], list[Image]]


def seen(frames: list[Image], picture: Image | None = None) -> Sign:
    front = flatten(picture) if picture is not None else Flat(frames[0], None, frames[0])
    return presence(Exhibit(front, burst=frames))


@cache
def held() -> list[Image]:
    return burst.held(document(), 1)


def test_a_document_that_moves_before_its_background_is_there() -> None:
    sign = seen(held())
    assert (sign.score, sign.why) == (0.0, "")
    assert sign.numbers["moved_apart"] >= 0.02
    assert sign.picture.startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (burst.on_tripod, {"document_held_still"}),
        (burst.lying, {"moves_with_background", "background_plain"}),
        (burst.panned, {"moves_with_background"}),
        (burst.refilmed, {"moves_with_background"}),
    ],
)
def test_what_proves_nothing_is_not_scored(make: Make, why: set[str]) -> None:
    sign = seen(make(document(), 1))
    assert sign.score is None
    assert sign.why in why


@pytest.mark.parametrize("make", [burst.frozen, burst.stuttering])
def test_repeated_frames_score_high(make: Make) -> None:
    assert score_of(seen(make(document(), 1))) > 0.5


def test_a_camera_that_stalls_is_no_loop_and_pictures_that_come_back_are_one() -> None:
    frames = held()
    stalled = [frame for frame in frames[:6] for _ in range(2)][:8]
    assert score_of(seen(stalled)) == 0
    assert score_of(seen(frames[:3] * 3)) > 0.5
    assert seen([frames[0]] * 4 + frames[1:3]).why == "burst_too_short"


def test_another_document_in_the_picture_scores_high() -> None:
    other = security_paper(856, 540, 8).copy()
    other[:, 520:] = (60, 70, 90)
    frames = held()
    same = seen(frames, burst.on_tripod(document(), 2)[0])
    swapped = seen(frames, burst.on_tripod(other, 2)[0])
    assert score_of(same) < 0.2
    assert score_of(swapped) > 0.5
    assert swapped.numbers["other"] == pytest.approx(swapped.score, abs=1e-3)


def test_a_border_found_wrongly_makes_no_other_document() -> None:
    photo = held()[0]
    quad = flatten(photo).quad
    assert quad is not None
    (a, b, c, d), off = quad, 0.35 * (quad[1][0] - quad[0][0])
    wrong = ((a[0] - off, a[1] + off / 2), (b[0], b[1] - off / 2), c, d)
    front = Flat(photo, wrong, straighten(photo, wrong, (640, 280)))
    cut = np.asarray(levelled(straighten(photo, quad, (2 * SMALL[0], 2 * SMALL[1]))))
    assert max(alike(cut, picture) for picture in turns(front.image)) < 0.5
    sign = presence(Exhibit(front, burst=held()))
    assert score_of(sign) < 0.1


def test_no_few_or_borderless_frames_say_so() -> None:
    frames = held()
    front = Flat(frames[0], None, frames[0])
    assert presence(Exhibit(front)).why == "burst_missing"
    assert presence(Exhibit(front, burst=frames[:3])).why == "burst_too_short"
    random = np.random.default_rng(1)
    noise = [random.integers(90, 110, (360, 640, 3), np.uint8) for _ in range(6)]
    assert seen(noise).why == "document_border_not_seen"


def test_frames_of_different_sizes_are_no_error() -> None:
    frames = list(held())
    frames[3] = np.ascontiguousarray(frames[3][:300])
    assert seen(frames).score in {0.0, None}


def test_points_follow_a_known_motion() -> None:
    before = cv2.cvtColor(document(), cv2.COLOR_BGR2GRAY)
    move = np.array([[1, 0.01, 6], [-0.01, 1, -4], [0, 0, 1]], np.float64)
    after = np.asarray(cv2.warpPerspective(before, move, before.shape[::-1]), np.uint8)
    points = follow(before, after, np.full_like(before, 255), (np.eye(3),))
    found = plane_of(points)
    assert found is not None
    assert np.abs(found / found[2, 2] - move).max() < 0.3
    assert plane_of(follow(before, after, np.zeros_like(before), (np.eye(3),))) is None
