"""Screens, apps and screenshots are what they say, on small pictures."""

import numpy as np
import pytest
from tests.world.apps import SCREENS, mobile_id, screenshot
from tests.world.optics import Light
from tests.world.people import SKIP_REASON, people_available
from tests.world.presented import Printed, printed
from tests.world.screens import any_screen, bona_fide, replica

SMALL = (640, 360)


def page(level: int = 210) -> Printed:
    picture = np.full((638, 1012, 3), level, np.uint8)
    picture[100:400, 60:300] = (90, 110, 140)
    return Printed(picture, 85.6, 0)


def test_devices_have_the_pixels_and_sizes_of_their_kind() -> None:
    random = np.random.default_rng(0)
    for kind, low, high in (("phone", 300, 500), ("tablet", 200, 270), ("monitor", 90, 160)):
        for _ in range(20):
            screen = any_screen(kind, random)  # type: ignore[arg-type]
            assert low <= screen.lattice.ppi <= high
            assert screen.pixels[0] == round(screen.size_mm[0] * screen.lattice.ppi / 25.4)


@pytest.mark.parametrize("bezel", [True, False])
def test_the_document_on_a_screen_is_where_the_corners_say(bezel: bool) -> None:
    shown = replica(page(), "tablet", 3, bezel=bezel)
    shot = shown.shoot(3, size=SMALL, light=Light(), hand=False)
    corners = shown.corners(shot)
    width = float(np.hypot(*(corners[1] - corners[0])))
    assert (width < 0.75 * SMALL[0]) == bezel
    x, y = corners.mean(axis=0).astype(int)
    assert shot.image[y - 8 : y + 8, x - 8 : x + 8].mean() > 60


def test_a_screenshot_has_a_screens_size_and_exact_pixels() -> None:
    sizes = {tuple(sorted(size)) for size in SCREENS}
    for seed in range(4):
        picture = screenshot(page(), seed)
        assert tuple(sorted(picture.shape[:2])) in sizes
        assert (np.diff(picture[::7, :, 1].astype(int), axis=1) == 0).mean() > 0.3


def test_a_mobile_id_is_filmed_upright() -> None:
    shown = mobile_id(page(), 5)
    assert shown.screen.size_mm[1] > 2 * shown.screen.size_mm[0]
    assert shown.shoot(5, size=SMALL).image.shape == (360, 640, 3)


def test_the_cover_of_a_passport_adds_a_dark_edge_on_three_sides() -> None:
    covered = page().in_cover(np.random.default_rng(1))
    assert covered.width_mm > 85.6 + 2
    assert covered.picture[0, 200].min() > 200
    assert covered.picture[-1, 200].max() < 80
    assert covered.picture[300, 0].max() < 80


@pytest.mark.skipif(not people_available(), reason=SKIP_REASON)
def test_documents_differ_by_seed_and_stay_by_it() -> None:
    one, same, other = (printed(s, range(2)) for s in (1, 1, 2))
    assert (one.picture == same.picture).all()
    assert one.picture.shape != other.picture.shape or (one.picture != other.picture).any()
    assert bona_fide(one, 1, size=SMALL).shape == (360, 640, 3)
