"""The camera model does what optics says, checked against direct computation where there is one."""

from dataclasses import replace

import cv2
import numpy as np
from tests.world.optics import PHONES, Emission, Flicker, Light, photograph, shoot
from tests.world.optics.camera import Pose
from tests.world.optics.emission import row_gains
from tests.world.optics.lattice import Doubles, Lattice, modulation, stripes
from tests.world.optics.phone import CORE, CORE_BLUR
from tests.world.pixels import Image, floats

SMALL = (640, 360)
PHONE = PHONES[1]
DAY = Light(kelvin=6500, slope=0.0)
FRONTAL = Pose(share=0.7)


def sheet(level: int) -> Image:
    return np.full((352, 500, 3), level, np.uint8)


def still(plane: Image, **how: object) -> Image:
    options = {"size": SMALL, "phone": PHONE, "light": DAY, "pose": FRONTAL, "hand": False} | how
    return photograph(plane, seed=3, **{"background": "wall"} | options)


def test_moire_equals_dots_drawn_one_by_one_and_averaged_over_each_pixel() -> None:
    """A stripe screen is drawn 24 times finer than the sensor, blurred and averaged; the series must agree."""
    lattice, blur, fine, side = stripes(160), 0.45, 24, 40
    place = np.array([[9.1, 0.4, 3.0], [-0.3, 9.0, 2.0], [0.0, 0.0, 1.0]])
    x = np.arange(side, dtype=np.float32)
    found = modulation(lattice, 2, place, (0.0, 0.0), (x[None], x[:, None]), blur)
    drawn = _drawn(lattice, place, blur, fine, side)
    middle = slice(5, -5)
    assert found[middle, middle].std() > 0.05
    assert np.corrcoef(found[middle, middle].ravel(), drawn[middle, middle].ravel())[0, 1] > 0.99
    assert np.abs(found - drawn)[middle, middle].std() < 0.1 * drawn[middle, middle].std()


def _drawn(lattice: Lattice, place: Doubles, blur: float, fine: int, side: int) -> np.ndarray:
    dots = lattice.dots[2]
    step = (np.arange(side * fine) + 0.5) / fine - 0.5
    points = np.stack(np.meshgrid(step, step), -1).reshape(1, -1, 2)
    u = cv2.perspectiveTransform(points, np.linalg.inv(place))[0].reshape(side * fine, side * fine, 2)
    away = (u / lattice.pitch_mm - np.array(dots.at) + 0.5) % 1 - 0.5
    lit = (np.abs(away) < np.array(dots.size) / 2).all(-1).astype(np.float32)
    wide, core = (cv2.GaussianBlur(lit, (0, 0), s * fine) for s in (blur, blur * CORE_BLUR))
    seen = cv2.resize(wide * (1 - CORE) + core * CORE, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(seen / lit.mean())


def test_the_same_seed_gives_the_same_picture_and_another_one_another() -> None:
    plane = sheet(200)
    one, same, other = (photograph(plane, seed=s, size=SMALL) for s in (5, 5, 6))
    assert (one == same).all()
    assert (one != other).any()


def test_white_paper_under_any_lamp_comes_out_neutral_within_the_error_of_white_balance() -> None:
    for kelvin in (2800, 4000, 7200):
        shot = still(sheet(220), light=replace(DAY, kelvin=kelvin))
        blue, green, red = shot[120:240, 250:390].reshape(-1, 3).mean(0)
        assert max(abs(blue - green), abs(red - green)) < 15


def test_the_true_corners_are_where_the_plane_ends() -> None:
    shot = shoot(sheet(235), seed=1, size=SMALL, hand=False, corner_mm=0, light=DAY, background="carpet")
    corners = shot.corners((0, 0, 125.0, 88.0))
    inside = cv2.fillConvexPoly(np.zeros(SMALL[::-1], np.uint8), corners.astype(np.int32), 1) == 1
    bright = shot.image.min(axis=2) > 150
    assert (bright == inside).mean() > 0.985


def test_dim_light_brings_noise() -> None:
    def noise(level: float) -> float:
        picture = floats(still(sheet(180), light=replace(DAY, level=level)))[130:230, 250:390, 1]
        return float((picture - cv2.GaussianBlur(picture, (0, 0), 3)).std())

    assert noise(0.1) > 1.5 * noise(1.0)


def test_a_lamp_is_mirrored_by_laminate_and_not_by_paper() -> None:
    lamp = replace(DAY, lamp=1.5, lamp_at=(0.5, 0.5), level=0.6)
    glossy, matt = (still(sheet(150), light=lamp, gloss=g) for g in (1.0, 0.0))
    assert glossy[170:190, 310:330].mean() > matt[170:190, 310:330].mean() + 25


def test_pulses_of_a_screen_show_as_bands_along_rows_and_steady_light_does_not() -> None:
    def bands(pulse: Flicker | None) -> float:
        lit = Emission(sheet(200), (0.0, 0.0, 125.0, 88.0), stripes(300), pulse=pulse)
        picture = floats(still(sheet(20), emission=lit, exposure_ms=1.0))[60:300, 200:440, 1]
        rows = picture.mean(axis=1)
        return float((rows - cv2.GaussianBlur(rows[:, None], (0, 0), 40)[:, 0]).std())

    assert bands(Flicker(240, 0.5, 0.5)) > 10 * bands(None)


def test_an_exposure_of_whole_periods_sees_no_pulses() -> None:
    gains = row_gains(Flicker(100, 0.5, 1.0), 300, 20.0, 10.0, 0.0)
    assert np.allclose(gains, 1.0, atol=1e-4)
    assert np.ptp(row_gains(Flicker(100, 0.5, 1.0), 300, 20.0, 2.0, 0.0)) > 1.5
