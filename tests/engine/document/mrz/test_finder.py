"""Lines found and cut out without any model: turned, tilted, slanted, bent, alone."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont
from tests.engine.document.mrz.given import TODAY, needs_font
from tests.world.fonts import OCR_B
from tests.world.zones import ERIKSSON, build_td1, build_td3

from bonafide.engine.document import text
from bonafide.engine.document.mrz import net as mrz_net
from bonafide.engine.document.mrz.ctc import spacing
from bonafide.engine.document.mrz.finder import long_lines, working_copy
from bonafide.engine.document.mrz.read import read_mrz
from bonafide.engine.document.mrz.rectify import HEIGHT, neighbours, strips
from bonafide.engine.document.mrz.zone import Line, flush, groups
from bonafide.engine.evidence import Quad

PITCH = 20
LEFT, TOP, STEP = 60, 400, 46
PASSPORT = build_td3(ERIKSSON)


def sheet(lines: tuple[str, ...]) -> np.ndarray:
    """A grey page 1000 x 640 with a zone: characters 20 pixels apart, lines 46, the first at y = 400."""
    image = Image.new("L", (1000, 640), 225)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(OCR_B), round(PITCH / 0.723))
    for row, line in enumerate(lines):
        for column, character in enumerate(line):
            at = (LEFT + (column + 0.5) * PITCH, TOP + row * STEP + 0.47 * PITCH)
            draw.text(at, character, fill=35, font=font, anchor="ms")
    return np.array(image)


def turned(page: np.ndarray, degrees: float) -> np.ndarray:
    """The page turned about its middle on a table large enough for any turn."""
    turn = cv2.getRotationMatrix2D((500, 320), degrees, 1.0)
    turn[:, 2] += (100, 280)
    return np.asarray(cv2.warpAffine(page, turn, (1200, 1200), borderValue=110), np.uint8)


@pytest.fixture
def no_general_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whatever falls back to the general detector fail."""

    def refused(_image: np.ndarray) -> list[Quad]:
        pytest.fail("the general detector was asked")

    monkeypatch.setattr(text, "find_lines", refused)


@needs_font
@pytest.mark.parametrize("degrees", [0, 7, 20, 45, 90, 163, 180, 250])
def test_print_is_found_along_its_own_direction(degrees: float) -> None:
    lines = next(iter(long_lines(working_copy(turned(sheet(PASSPORT), degrees)))))
    zone = groups(lines)[0]
    assert len(zone) == 2
    for line in zone:
        x, y = line.along
        off = (np.degrees(np.arctan2(y, x)) + degrees + 90) % 180 - 90
        assert abs(off) < 1.5
        assert 0.93 * 44 * PITCH < line.length < 1.07 * 44 * PITCH


@needs_font
@pytest.mark.usefixtures("no_general_detector")
@pytest.mark.parametrize("degrees", [0, 20, 45, 110, 180, 290])
def test_any_turn_and_tilt_is_read_without_the_general_detector(degrees: float) -> None:
    read = read_mrz(turned(sheet(PASSPORT), degrees), today=TODAY)
    assert read is not None
    assert (read.lines, read.valid) == (PASSPORT, True)


@needs_font
@pytest.mark.usefixtures("no_general_detector")
@pytest.mark.parametrize("lean", [-0.3, 0.3])
def test_leaning_characters_are_set_upright(lean: float) -> None:
    """A page seen from its side shears its print."""
    shear = np.array([[1, lean, -lean * 420], [0, 1, 0]])
    page = cv2.warpAffine(sheet(PASSPORT), shear, (1000, 640), borderValue=225)
    read = read_mrz(np.asarray(page, np.uint8), today=TODAY)
    assert read is not None
    assert read.lines == PASSPORT


@needs_font
@pytest.mark.usefixtures("no_general_detector")
def test_a_bent_page_is_followed() -> None:
    down, across = np.mgrid[0:640, 0:1000].astype(np.float32)
    sag = 14 * (1 - ((across - 500) / 440) ** 2)
    page = cv2.remap(sheet(PASSPORT), across, down + sag, cv2.INTER_LINEAR, borderValue=225)
    read = read_mrz(np.asarray(page, np.uint8), today=TODAY)
    assert read is not None
    assert read.lines == PASSPORT


@needs_font
def test_strips_are_level_and_hold_the_whole_line() -> None:
    line = Line(np.array([LEFT, TOP], float), np.array([LEFT + 44 * PITCH, TOP + 8], float), 20)
    (strip,) = strips(sheet(PASSPORT), [line], PITCH)
    ink = (strip < 130).sum(1)
    middle = float((ink * np.arange(HEIGHT)).sum() / ink.sum())
    assert strip.shape[0] == HEIGHT
    assert abs(middle - HEIGHT / 2) < 2.5
    assert ink[:4].sum() + ink[-4:].sum() == 0


@needs_font
@pytest.mark.parametrize(("left", "right"), [(0.6, 1.0), (1.0, 0.6)])
def test_characters_of_lines_that_run_together_are_cut_out_as_wide_at_either_end(
    left: float, right: float
) -> None:
    page = np.array([[0, 0], [1000, 0], [1000, 640], [0, 640]], np.float32)
    away = np.array([[0, -left], [0, -right], [0, right], [0, left]], np.float32) * 320 + (0, 320)
    view = cv2.getPerspectiveTransform(page, np.float32(page * (1, 0) + away))
    seen = np.asarray(cv2.warpPerspective(sheet(PASSPORT), view, (1000, 640), borderValue=225), np.uint8)
    lines = [carried_by(view, TOP + row * STEP) for row in range(2)]
    plain, even = (strips(seen, lines, lines[0].length / 44, taper=taper) for taper in (False, True))
    assert all(abs(widening(strip) - 1) < 0.1 for strip in even)
    assert all(abs(np.log(widening(strip))) > 0.3 for strip in plain)


def carried_by(view: np.ndarray, at: float) -> Line:
    """A line of the sheet at height `at`, where the view shows it."""
    ends = np.array([[[LEFT, at], [LEFT + 44 * PITCH, at]]], np.float64)
    left, right = cv2.perspectiveTransform(ends, view)[0]
    return Line(np.asarray(left, np.float64), np.asarray(right, np.float64), 20)


def widening(strip: np.ndarray) -> float:
    """How much farther apart characters stand in the right half of a strip than in the left."""
    halves = np.array_split(mrz_net.columns(np.asarray(strip, np.uint8)), 2)
    left, right = (spacing([half]) for half in halves)
    assert left
    assert right
    return right / left


@needs_font
def test_the_other_lines_of_a_zone_are_seen_beside_one() -> None:
    card = build_td1(ERIKSSON)
    middle = Line(np.array([60.0, 446.0]), np.array([660.0, 446.0]), 20)
    rows = neighbours(sheet(card), middle, PITCH)
    at = [round(float(row.left[1])) for row in rows]
    assert any(row is middle for row in rows)
    assert any(abs(y - 400) < 6 for y in at)
    assert any(abs(y - 492) < 6 for y in at)


def test_flush_lines_reach_as_far_as_the_farthest() -> None:
    short = Line(np.array([40.0, 0.0]), np.array([300.0, 0.0]), 10)
    long = Line(np.array([0.0, 20.0]), np.array([310.0, 20.0]), 10)
    assert [(x.left[0], x.right[0]) for x in flush((short, long))] == [(0, 310), (0, 310)]


@pytest.mark.usefixtures("no_general_detector")
def test_a_picture_without_print_costs_no_model_run() -> None:
    level = np.linspace(40, 220, 900 * 600).reshape(600, 900).astype(np.uint8)
    assert read_mrz(cv2.cvtColor(level, cv2.COLOR_GRAY2BGR), today=TODAY) is None


@settings(max_examples=25, deadline=None)
@given(
    st.tuples(st.integers(1, 90), st.integers(1, 90)),
    st.sampled_from([1, 3]),
    st.integers(0, 2**32 - 1),
    st.integers(1, 256),
)
def test_any_pixels_are_a_reading_or_none(
    size: tuple[int, int], channels: int, seed: int, grey_levels: int
) -> None:
    shape = size if channels == 1 else (*size, channels)
    pixels = np.random.default_rng(seed).integers(0, grey_levels, shape, dtype=np.uint8)
    read = read_mrz(pixels, today=TODAY)
    assert read is None or not read.valid
