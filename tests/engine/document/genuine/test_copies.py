"""The detectors of copies on a few rendered scenes each; rates are measured by bench/document_prints.py."""

import numpy as np
import pytest
from tests.engine.document.genuine.measured import score_of
from tests.world import prints
from tests.world.optics import Light, photograph
from tests.world.optics.camera import Pose
from tests.world.optics.phone import PHONES
from tests.world.people import SKIP_REASON, people_available
from tests.world.pixels import Image
from tests.world.shown import Species, document, show

from bonafide.engine.document.flatten import Flat, flatten
from bonafide.engine.document.genuine.copy import grey_copy
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.document.genuine.halftone import halftone
from bonafide.engine.document.genuine.scan import flat_scan
from bonafide.engine.evidence import Portrait
from bonafide.engine.quality import measure
from bonafide.policy.thresholds import SHIPPED

WITH_FACES = pytest.mark.skipif(not people_available(), reason=SKIP_REASON)


def exhibit(picture: Image) -> Exhibit:
    return Exhibit(flatten(picture))


def shown(species: Species, seed: int) -> Exhibit:
    return exhibit(show(species, seed, people="odd").image)


@WITH_FACES
def test_an_original_shows_no_sign_of_a_copy() -> None:
    seen = shown("bona_fide", 1)
    assert score_of(grey_copy(seen)) < SHIPPED.grey_copy_score_max
    assert score_of(halftone(seen)) < SHIPPED.paper_score_max
    assert score_of(flat_scan(seen)) < SHIPPED.flat_scan_score_max


@WITH_FACES
def test_a_grey_copy_is_grey_under_a_lamp_and_daylight() -> None:
    sign = grey_copy(shown("grey_copy", 1))
    assert score_of(sign) > SHIPPED.grey_copy_score_max
    assert sign.picture[:2] == b"\xff\xd8"


@WITH_FACES
def test_the_screen_of_a_laser_print_is_found_at_its_ruling() -> None:
    sheet = prints.colour_print(document(1, "td1"), 85.6, lpi=133, seed=4)
    picture = photograph(
        sheet.pixels,
        seed=4,
        width_mm=sheet.size_mm[0],
        corner_mm=0.0,
        gloss=0.0,
        phone=PHONES[1],
        light=Light(),
        pose=Pose(yaw=3.0, pitch=2.0),
        background="desk",
        hand=False,
    )
    sign = halftone(exhibit(picture))
    assert score_of(sign) > SHIPPED.paper_score_max
    assert sign.numbers["lpi"] == pytest.approx(133, rel=0.04)


@WITH_FACES
def test_a_scan_is_square_and_even() -> None:
    assert score_of(flat_scan(shown("scan", 3))) > SHIPPED.flat_scan_score_max


def plain(width: int, height: int, level: int = 200) -> Image:
    return np.full((height, width, 3), level, np.uint8)


def test_a_document_with_few_pixels_is_told_how_wide_it_would_have_to_be() -> None:
    picture = plain(500, 315)
    sign = halftone(Exhibit(Flat(picture, None, picture)))
    assert (sign.score, sign.why) == (None, "too_few_pixels")
    assert sign.numbers["least_width_px"] == pytest.approx(717, abs=1)


def test_a_black_picture_is_too_dark_for_colour() -> None:
    picture = plain(800, 500, 3)
    assert grey_copy(Exhibit(Flat(picture, None, picture))).why == "too_dark"


def test_where_no_border_was_found_the_tables_colour_is_not_the_documents() -> None:
    random = np.random.default_rng(2)
    picture = random.integers(60, 200, (9, 16, 3), np.uint8).repeat(80, axis=0).repeat(80, axis=1)
    picture[100:620, 200:1000] = random.integers(90, 230, (520, 800, 1))
    bare = Flat(picture, None, picture)
    portrait = Portrait(b"", (240, 180, 220, 300), 60.0, measure(picture))
    assert score_of(grey_copy(Exhibit(bare))) < 0.1
    assert score_of(grey_copy(Exhibit(bare, portrait=portrait))) > SHIPPED.grey_copy_score_max


def test_a_picture_that_is_nothing_but_the_document_is_a_scan() -> None:
    picture = plain(1586, 1000)
    assert flat_scan(Exhibit(Flat(picture, None, picture))).score == 1.0
    assert flat_scan(Exhibit(Flat(plain(1600, 1200), None, plain(1600, 1200)))).score != 1.0
