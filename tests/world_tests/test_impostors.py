import numpy as np
import pytest
from tests.world.flat import FlatPhoto
from tests.world.impostors import Beside, Cuts, Frozen, Injected, Mask, Recording, Still
from tests.world.people import SKIP_REASON, people_available, person
from tests.world.pixels import Image
from tests.world.puppet import Puppet

from bonafide.engine.evidence import FrameReading
from bonafide.engine.face.hint import read_frame
from bonafide.engine.image import encode_jpeg

pytestmark = pytest.mark.skipif(not people_available(), reason=SKIP_REASON)


def seen(frame: Image) -> FrameReading:
    return read_frame(encode_jpeg(frame), 0, 0, 0)


@pytest.fixture(scope="module")
def head() -> Puppet:
    return Puppet(person(0).portrait)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_still_does_not_turn_but_has_noise(head: Puppet) -> None:
    still = Still(head)
    one, two = still.render(0), still.render(30)
    assert abs(seen(two).yaw - seen(one).yaw) < 3
    assert not np.array_equal(one, two)


def test_an_injected_picture_is_the_same_bit_for_bit(head: Puppet) -> None:
    injected = Injected(head)
    assert np.array_equal(injected.render(0), injected.render(30))


def test_a_frozen_picture_lived_at_first(head: Puppet) -> None:
    clock = Clock()
    frozen = Frozen(head, 3.0, clock)
    first = frozen.render(0)
    clock.now = 2.0
    second = frozen.render(0)
    clock.now = 4.0
    assert not np.array_equal(first, second)
    assert np.array_equal(frozen.render(30), second)


def test_a_recording_goes_its_own_way_and_a_loop_repeats(head: Puppet) -> None:
    clock = Clock()
    film = Recording(head, ["look_straight", "turn_left"], clock=clock)
    film.render(0)
    clock.now = 3.1
    assert seen(film.render(-30)).yaw > 20
    loop = Recording(head, ["look_straight", "turn_left"], loop_s=2.0, clock=clock)
    once = loop.render(0)
    clock.now += 2.0
    assert np.array_equal(loop.render(0), once)


def test_cuts_show_somebody_else_when_turned(head: Puppet) -> None:
    other = Puppet(person(9).portrait)
    cuts = Cuts(head, other)
    turned = cuts.render(28).astype(int)
    assert np.abs(turned - other.render(28)).mean() < np.abs(turned - head.render(28)).mean() / 2


def test_two_faces_are_two(head: Puppet) -> None:
    assert seen(Beside(head, Puppet(person(9).portrait)).render(0)).faces == 2


def test_a_mask_shows_the_wearers_eyes() -> None:
    mask = Mask(person(0).portrait, FlatPhoto, Puppet(person(9).portrait))
    plain = FlatPhoto(person(0).portrait).render(0).astype(int)
    changed = np.abs(mask.render(0).astype(int) - plain).max(axis=2) > 40
    assert 100 < changed.sum() < 0.05 * changed.size
    assert seen(mask.render(0)).faces == 1
