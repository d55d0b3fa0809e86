"""Sheets cut from paper, by their corners and their soft print, on one drawn card before a simulated camera."""

from functools import lru_cache

import cv2
import numpy as np
from tests.engine.document.genuine.measured import score_of
from tests.world.optics import Light, shoot
from tests.world.optics.camera import Pose
from tests.world.optics.phone import PHONES
from tests.world.pixels import Image, blur, to_image

from bonafide.engine.document.flatten import Flat
from bonafide.engine.document.genuine.copied import paper_copy
from bonafide.engine.document.genuine.corners import square_corners
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.document.genuine.softness import soft_print
from bonafide.engine.document.locate import rectify
from bonafide.engine.evidence import MrzRead
from bonafide.policy.thresholds import SHIPPED

CARD = MrzRead("TD1", ("",) * 3, ("",) * 3, valid=True)
PER_MM = 24


def card(soft_mm: float) -> Image:
    """Ten printed lines on a pale card, blurred on the paper by so many millimetres."""
    page = np.full((54 * PER_MM, round(85.6 * PER_MM), 3), (226, 222, 208), np.uint8)
    for row in range(10):
        cv2.putText(
            page, "SPECIMEN 0123456789 UTO", (90, 150 + 112 * row), 0, 3.2, (30, 28, 26), 9, cv2.LINE_AA
        )
    return to_image(blur(page, soft_mm * PER_MM)) if soft_mm else page


@lru_cache(maxsize=4)
def taken(corner_mm: float, soft_mm: float = 0.0, phone: int = 1) -> Exhibit:
    shot = shoot(
        card(soft_mm),
        seed=6,
        width_mm=85.6,
        corner_mm=corner_mm,
        gloss=0.0,
        phone=PHONES[phone],
        light=Light(),
        pose=Pose(yaw=4.0, pitch=-3.0, roll=1.5),
        background="wood",
        hand=False,
    )
    a, b, c, d = ((float(x), float(y)) for x, y in shot.corners((0.0, 0.0, 85.6, 54.0)))
    return Exhibit(Flat(shot.image, (a, b, c, d), rectify(shot.image, (a, b, c, d))), mrz=CARD)


def test_a_card_with_round_corners_and_crisp_print_is_no_copy() -> None:
    sign = paper_copy(taken(3.18))
    assert score_of(sign) < SHIPPED.paper_score_max
    assert sign.numbers["corners"] == 4
    assert sign.numbers["square"] < 0.2


def test_a_sheet_cut_square_is_found_by_its_corners() -> None:
    assert score_of(square_corners(taken(0.0))) > 0.9
    sign = paper_copy(taken(0.0))
    assert score_of(sign) > SHIPPED.paper_score_max
    assert sign.picture[:2] == b"\xff\xd8"


def test_soft_print_on_a_round_cut_sheet_is_measured_in_millimetres() -> None:
    crisp, soft = (soft_print(taken(3.18, mm)).numbers["print_blur_mm"] for mm in (0.0, 0.1))
    assert crisp < 0.05
    assert 0.08 < soft < 0.2
    assert score_of(paper_copy(taken(3.18, 0.1))) > SHIPPED.paper_score_max


def test_a_poor_lens_makes_border_and_print_soft_alike() -> None:
    assert score_of(soft_print(taken(3.18, 0.0, 5))) < SHIPPED.paper_score_max


def test_what_cannot_be_judged_is_said() -> None:
    seen = taken(0.0)
    assert square_corners(Exhibit(seen.front)).why == "shape_unknown"
    bare = Exhibit(Flat(seen.front.photo, None, seen.front.image), mrz=CARD)
    assert (square_corners(bare).why, soft_print(bare).why) == ("no_border", "no_border")
    quarter = np.asarray(cv2.resize(seen.front.photo, (480, 270)), np.uint8)
    a, b, c, d = ((x / 4, y / 4) for x, y in seen.front.quad or ())
    small = Exhibit(Flat(quarter, (a, b, c, d), quarter), mrz=CARD)
    assert (square_corners(small).why, soft_print(small).why) == ("too_few_pixels", "too_few_pixels")
    assert (paper_copy(small).score, paper_copy(small).why) == (None, "too_few_pixels")
