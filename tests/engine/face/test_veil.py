"""The page's light on people, and over the picture as the glass of a screen gives it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from tests.world.flat import MONITOR, FlatPhoto, Replay
from tests.world.glow import Glow
from tests.world.lamps import Shaded, Walled
from tests.world.people import people_available, person
from tests.world.puppet import Puppet
from tests.world.rooms import bare
from tests.world.view import Posed

from bonafide.engine.evidence import SURFACE_SIGNS, Colour
from bonafide.engine.face.hint import Seen, see_frame
from bonafide.engine.face.light import SCREEN
from bonafide.engine.face.surface import light_signs, surface_signs
from bonafide.engine.face.surface.veil import Veil, evenness, measured, veil
from bonafide.engine.image import encode_jpeg
from bonafide.policy.thresholds import SHIPPED

needs_faces = pytest.mark.skipif(not people_available(), reason="shared data folder absent")
ASKED = (
    Colour.AMBER,
    Colour.MINT,
    Colour.ROSE,
    Colour.SKY,
    Colour.AMBER,
    Colour.ROSE,
    Colour.MINT,
    Colour.SKY,
)
MOST, SOFT = SHIPPED.face_veil_max, SHIPPED.soft_from["face_veil"]


def lit(shown: Posed, shown_colours: Sequence[Colour] = ASKED, adds: float = 0.2) -> list[Seen]:
    """One frame under each colour, each a little elsewhere."""
    made: list[Seen] = []
    for n, colour in enumerate(shown_colours):
        yaw = 0.4 * np.sin(2.0 * n)
        picture = shown.render(yaw=yaw, dx=0.002 * np.cos(n), screen=Glow(SCREEN[colour], adds))
        one = see_frame(encode_jpeg(picture, 80), n, 600 * n, 600 * n)
        made.append(replace(one, reading=replace(one.reading, light=n, light_ms=550)))
    return made


def screen(number: int) -> Replay:
    return Replay(Puppet(person(number).portrait, seed=number), on=MONITOR, seed=number)


@pytest.fixture(scope="module")
def filmed() -> list[Seen]:
    return lit(screen(1))


@needs_faces
@pytest.mark.parametrize(
    "shown",
    [
        lambda: Walled(person(1).portrait, behind_cm=200, seed=1),
        lambda: Walled(person(3).portrait, behind_cm=20, wall=bare, seed=3),
        lambda: Shaded(person(3).portrait, shade=0.15, behind_cm=20, wall=bare, seed=3),
        lambda: FlatPhoto(person(1).portrait, seed=1),
    ],
    ids=["far from the wall", "at a white wall", "at a white wall, in shade", "a print"],
)
def test_what_takes_on_light_shows_its_own_pattern(shown: Callable[[], Posed]) -> None:
    found = measured(lit(shown()), ASKED)
    assert found is not None
    assert found.pattern > 0.8
    assert evenness(found) == 0.0


@needs_faces
def test_light_that_glass_gives_back_lies_over_all_alike(filmed: list[Seen]) -> None:
    sign = veil(filmed, ASKED)
    assert sign.score is not None
    assert sign.score > MOST
    assert sign.numbers["pattern"] < 0.5
    assert 0.65 < sign.numbers["room"] < 1.5
    assert sign.numbers["correlation"] > 0.9
    assert sign.numbers["chance"] <= 0.002
    assert sign.picture.startswith(b"\xff\xd8")


@needs_faces
def test_another_sequence_than_the_issued_one_says_nothing(filmed: list[Seen]) -> None:
    sign = veil(filmed, (*ASKED[3:], *ASKED[:3]))
    assert (sign.score, sign.why) == (None, "veil_not_measured")


@needs_faces
def test_without_light_few_colours_or_a_room_nothing_is_said(filmed: list[Seen]) -> None:
    assert veil(filmed, ()).why == "no_light"
    for seen in (
        filmed[:5],
        [],
        [replace(one, mesh=None) for one in filmed],
        [replace(one, reading=replace(one.reading, light=-1)) for one in filmed],
        [replace(one, reading=replace(one.reading, box=(0, 0, 640, 480))) for one in filmed],
        [*filmed[:7], replace(filmed[7], image=filmed[7].image[:400])],
    ):
        assert (veil(seen, ASKED).score, veil(seen, ASKED).why) == (None, "veil_not_measured")


@needs_faces
def test_in_the_sun_the_page_adds_nothing_and_nothing_is_said() -> None:
    seen = lit(Walled(person(1).portrait, behind_cm=20, wall=bare, seed=1), adds=0.0)
    assert veil(seen, ASKED).score is None


def test_both_the_room_and_the_pattern_have_to_speak_for_glass() -> None:
    glass = Veil(room=1.0, pattern=0.2, correlation=0.95, chance=0.0001, answers=np.ones((30, 40)))
    assert evenness(glass) == 1.0
    assert evenness(replace(glass, room=0.3)) == 0.0
    assert evenness(replace(glass, pattern=0.9)) == 0.0
    assert SOFT < evenness(replace(glass, pattern=0.66)) < MOST
    assert evenness(replace(glass, pattern=0.64)) > MOST


@needs_faces
def test_it_is_one_of_the_signs_of_a_surface(filmed: list[Seen]) -> None:
    assert (*light_signs(filmed, ASKED),) == ("face_veil",)
    signs = surface_signs([], filmed, filmed[0], [], ASKED)
    assert tuple(signs) == SURFACE_SIGNS
    assert signs["face_veil"].score == veil(filmed, ASKED).score
    assert surface_signs([], filmed, filmed[0], [])["face_veil"].why == "no_light"
