"""Closer looks: dots of screens are found in them and not on heads, and else they are what small frames are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from tests.world.closer import closer, small
from tests.world.people import SKIP_REASON, people_available, person
from tests.world.pixels import Image
from tests.world.puppet import Puppet
from tests.world.screens import Kind
from tests.world.surfaces import on_screen

from bonafide.engine.evidence import Frame, Sign
from bonafide.engine.face.border import border_score
from bonafide.engine.face.hint import Seen, see_frame
from bonafide.engine.face.surface import surface_signs
from bonafide.engine.face.surface.look import closer_looks, looks_at
from bonafide.engine.image import decode
from bonafide.policy.thresholds import SHIPPED

pytestmark = [pytest.mark.data, pytest.mark.skipif(not people_available(), reason=SKIP_REASON)]
SIGN = "face_moire_closer"
FULL, HD = (1440, 1080), (960, 720)
CLEAR, SOFT = SHIPPED.face_moire_max, SHIPPED.soft_from[SIGN]


@cache
def head(size: tuple[int, int], distance: float = 1.0) -> Image:
    return Puppet(person(3).portrait, seed=3).render(size=size, distance=distance)


def recorded(*jpegs: bytes) -> tuple[list[Frame], list[Seen]]:
    frames = [Frame(jpeg, seq, seq, seq) for seq, jpeg in enumerate(jpegs)]
    return frames, [see_frame(one.jpeg, one.seq, one.client_ms, one.server_ms) for one in frames]


def both(picture: Image) -> tuple[bytes, bytes]:
    """The picture as a small frame, and as the closer look after it."""
    before = small(picture)
    return before, closer(picture, see_frame(before, 0, 0, 0).reading)


def sign(jpegs: Sequence[bytes]) -> Sign:
    frames, seen = recorded(*jpegs)
    return surface_signs(frames, seen, seen[0], [])[SIGN]


def of_picture(picture: Image) -> Sign:
    before, after = both(picture)
    return sign((before, before, after))


@pytest.mark.parametrize(
    ("kind", "number", "seed", "size", "above"),
    [
        pytest.param("phone", 16, 16, FULL, CLEAR, id="phone, 1080 rows"),
        pytest.param("phone", 16, 16, HD, CLEAR, id="phone, 720 rows"),
        pytest.param("monitor", 24, 224, FULL, CLEAR, id="monitor, 1080 rows"),
        pytest.param("monitor", 24, 224, HD, SOFT, id="monitor, 720 rows, faint"),
    ],
)
def test_dots_of_a_screen_are_found(
    kind: Kind, number: int, seed: int, size: tuple[int, int], above: float
) -> None:
    found = of_picture(on_screen(person(number).portrait, kind, seed, size=size).image)
    assert found.score is not None
    assert found.score > above
    assert found.numbers["looks"] == 1
    assert found.picture.startswith(b"\xff\xd8")


@pytest.mark.parametrize("size", [FULL, HD], ids=["1080 rows", "720 rows"])
@pytest.mark.parametrize("distance", [1.0, 0.7], ids=["arm's length", "near"])
def test_a_head_shows_none(size: tuple[int, int], distance: float) -> None:
    assert of_picture(head(size, distance)).score == 0.0


def test_a_recording_without_closer_looks_says_so() -> None:
    before, after = both(head(HD))
    for jpegs in ((before,) * 3, (after,) * 3, ()):
        frames, seen = recorded(*jpegs)
        found = surface_signs(frames, seen, seen[0] if seen else None, [])[SIGN]
        assert (found.score, found.why) == (None, "no_closer_look")


def test_a_face_that_is_turned_is_no_closer_look() -> None:
    before, _ = both(head(HD))
    turned = Puppet(person(3).portrait, seed=3).render(30, size=HD)
    assert sign((before, before, closer(turned, see_frame(before, 0, 0, 0).reading))).why == "no_closer_look"


def test_at_most_three_are_looked_at() -> None:
    before, after = both(head(HD))
    frames, seen = recorded(before, *(before,) * 5, *(after,) * 5)
    assert len(closer_looks(frames, seen)) == 3


def test_it_is_read_as_the_small_frame_is() -> None:
    before, after = (see_frame(jpeg, 0, 0, 0) for jpeg in both(head(FULL)))
    assert before.image.shape == after.image.shape
    assert after.reading.yaw == pytest.approx(before.reading.yaw, abs=1.5)
    assert after.reading.pitch == pytest.approx(before.reading.pitch, abs=1.5)
    assert after.reading.inter_eye_px == pytest.approx(before.reading.inter_eye_px, rel=0.02)
    assert after.reading.skin == pytest.approx(before.reading.skin, rel=0.05)
    assert before.reading.box is not None
    assert after.reading.box is not None
    plain, covered = (
        border_score(before.image, before.reading.box),
        border_score(after.image, after.reading.box),
    )
    assert covered == pytest.approx(plain, abs=0.05)


def test_other_signs_see_it_as_small_as_the_others() -> None:
    before, after = both(head(FULL, 0.7))
    frames, seen = recorded(before, before, after)
    (look,) = looks_at(frames, seen, seen[2])
    assert min(look.image.shape[:2]) == 480
    x, y, wide, high = look.box
    face = look.image[y : y + high, x : x + wide]
    plain = decode(before)[y : y + high, x : x + wide]
    assert np.abs(face.astype(float) - plain).mean() < 4
