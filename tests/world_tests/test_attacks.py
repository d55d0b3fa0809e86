"""Copies differ from originals in the way that makes them copies."""

import cv2
import numpy as np
from tests.world.attacks import colour_print, on_screen, photocopy
from tests.world.paper import security_paper
from tests.world.pixels import Image

PAGE = security_paper(1000, 704)


def chroma(picture: Image) -> float:
    lab = cv2.cvtColor(picture, cv2.COLOR_BGR2Lab).astype(float)
    return float(np.hypot(lab[..., 1] - 128, lab[..., 2] - 128).mean())


def regularity(picture: Image) -> float:
    """Height of the strongest periodic component above the median, away from the lowest frequencies."""
    grey = picture[200:500, 300:700].astype(float).mean(axis=2)
    power = np.abs(np.fft.fftshift(np.fft.fft2(grey - grey.mean())))
    power[110:190, 160:240] = 0
    return float(power.max() / np.median(power[power > 0]))


def test_a_photocopy_has_no_colour() -> None:
    assert chroma(PAGE) > 4
    assert chroma(photocopy(PAGE)) < 1


def test_a_screen_shows_its_grid_and_bezel() -> None:
    shown = on_screen(PAGE)
    assert regularity(shown) > 2 * regularity(PAGE)
    assert shown[:20].max() < 40


def test_a_print_shows_its_dots() -> None:
    assert regularity(colour_print(PAGE)) > 2 * regularity(PAGE)
