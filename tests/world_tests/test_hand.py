"""The hand comes in, shakes and holds still, and says truly where the document is."""

import cv2
import numpy as np
import pytest
from tests.world.hand import STEADY, HeldDocument, hold
from tests.world.paper import security_paper

SIZE = (640, 360)


@pytest.fixture(scope="module")
def hand() -> HeldDocument:
    return HeldDocument(security_paper(1000, 704), size=SIZE, fingers=False, seed=1)


def test_it_starts_outside_and_ends_in_the_middle(hand: HeldDocument) -> None:
    start, end = hand.corners(0.0).mean(axis=0), hand.corners(STEADY + 1).mean(axis=0)
    assert start[0] > 0.9 * SIZE[0]
    assert np.abs(end - np.array(SIZE) / 2).max() < 0.05 * SIZE[0]


def test_it_holds_still_for_seconds_and_shakes_before(hand: HeldDocument) -> None:
    still = np.array([hand.corners(t) for t in np.arange(STEADY + 0.1, STEADY + 4, 0.1)])
    shaky = np.array([hand.corners(t) for t in np.arange(STEADY - 0.9, STEADY - 0.3, 0.1)])
    assert np.ptp(still, axis=0).max() < 0.01 * SIZE[0]
    assert np.ptp(shaky, axis=0).max() > 0.03 * SIZE[0]


def test_the_still_document_fills_the_frame_but_stays_inside(hand: HeldDocument) -> None:
    corners = hand.corners(STEADY + 1)
    assert corners.min() > 0
    assert (corners.max(axis=0) < SIZE).all()
    assert np.ptp(corners[:, 1]) > 0.75 * SIZE[1]


def test_the_pixels_are_where_the_corners_say(hand: HeldDocument) -> None:
    inside = np.zeros(SIZE[::-1], np.uint8)
    cv2.fillConvexPoly(inside, hand.corners(3.0).astype(np.int32), 1)
    frame = hand.frame(3.0).astype(float).mean(axis=2)
    core, ring = cv2.erode(inside, np.ones((9, 9))) > 0, (cv2.dilate(inside, np.ones((9, 9))) == 0)
    assert frame[core].min() > 170
    assert np.median(frame[ring]) < 120


def test_glare_burns_out_a_spot() -> None:
    page = security_paper(1000, 704)
    burnt = [np.mean(hold(page, t=3, size=SIZE, glare=glare).min(axis=2) >= 254) for glare in (0.0, 1.0)]
    assert burnt[0] < 0.002
    assert burnt[1] > 0.01


def test_light_and_focus_spoil_the_picture() -> None:
    page = security_paper(1000, 704)
    good = HeldDocument(page, size=SIZE).frame(3.0)
    dark = HeldDocument(page, size=SIZE, light=0.2).frame(3.0)
    soft = HeldDocument(page, size=SIZE, defocus=3.0).frame(3.0)
    assert dark.mean() < 0.3 * good.mean()
    detail = [cv2.Laplacian(cv2.GaussianBlur(f, (0, 0), 1), cv2.CV_32F).std() for f in (good, soft)]
    assert detail[1] < 0.6 * detail[0]


def test_two_frames_differ_by_noise_alone(hand: HeldDocument) -> None:
    one, two = hand.frame(5.0).astype(float), hand.frame(5.0).astype(float)
    assert 1.0 < np.abs(one - two).mean() < 5.0
