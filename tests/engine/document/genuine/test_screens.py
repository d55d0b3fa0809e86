"""Signs of a screen: each cue on a picture drawn for it, then whole pictures through the camera model."""

from typing import Any

import cv2
import numpy as np
import pytest
from tests.engine.document.genuine.measured import score_of
from tests.world.hand import hold
from tests.world.optics import PHONES, Emission, Light, shoot
from tests.world.optics.camera import Pose
from tests.world.optics.lattice import stripes
from tests.world.people import SKIP_REASON, people_available, person
from tests.world.pixels import Image
from tests.world.specimen import passport

from bonafide.engine.document.flatten import Flat, flatten
from bonafide.engine.document.genuine.bands import find_bands
from bonafide.engine.document.genuine.bars import find_bars
from bonafide.engine.document.genuine.bezel import Edge, find_strips, surroundings
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.document.genuine.moire import find_patterns
from bonafide.engine.document.genuine.panel import find_panel
from bonafide.engine.document.genuine.screen import electronic_replica
from bonafide.engine.document.genuine.spectrum import standing_out, telling
from bonafide.engine.document.genuine.windows import SIDE
from bonafide.engine.evidence import Quad
from bonafide.engine.image import decode, encode_jpeg
from bonafide.policy.thresholds import SHIPPED

WIDE, HIGH = 1600, 1000
QUAD: Quad = ((420.0, 240.0), (1180.0, 250.0), (1170.0, 730.0), (430.0, 740.0))
LIMIT = SHIPPED.replica_score_max


def table(level: int = 110) -> Image:
    """A light sheet on an even grey table, with the noise of a camera."""
    noise = np.random.default_rng(1).normal(0, 2.0, (HIGH, WIDE, 3))
    picture = np.full((HIGH, WIDE, 3), float(level))
    cv2.fillConvexPoly(picture, np.array(QUAD, np.int32), (205.0, 210.0, 212.0))
    return np.asarray(np.clip(picture + noise, 0, 255), np.uint8)


def waves(picture: Image, where: np.ndarray | None = None, *, depth: float = 3.0) -> Image:
    """Lay an even wave of 0.21 and 0.13 cycles per pixel over all of it or over a part."""
    y, x = np.mgrid[0:HIGH, 0:WIDE]
    wave = depth * np.cos(2 * np.pi * (0.21 * x + 0.13 * y))
    wave = wave if where is None else wave * where
    return np.asarray(np.clip(picture + wave[..., None], 0, 255), np.uint8)


def document() -> np.ndarray:
    return cv2.fillConvexPoly(np.zeros((HIGH, WIDE)), np.array(QUAD, np.int32), 1.0)


def exhibit(photo: Image, quad: Quad | None = QUAD, **more: Any) -> Exhibit:
    return Exhibit(Flat(photo, quad, photo), **more)


def test_a_wave_stands_out_at_its_own_frequency_only() -> None:
    x = np.arange(SIDE, dtype=np.float32)
    square = 128 + 4 * np.cos(2 * np.pi * (50 / SIDE * x[None] - 31 / SIDE * x[:, None]))
    found = standing_out(np.asarray(square + np.random.default_rng(0).normal(0, 2, square.shape), np.float32))
    row, column = np.unravel_index(int(np.where(telling(), found, 0).argmax()), found.shape)
    assert {(int(row) - SIDE // 2, int(column))} <= {(-31, 50), (31, 50)}
    assert found.max() > 20


def test_the_grid_of_jpeg_and_the_axes_tell_nothing() -> None:
    kept = telling()
    for down, across in ((0, 40), (32, 32), (-64, 96), (50, 0)):
        assert not kept[SIDE // 2 + down, across]
    assert kept[SIDE // 2 + 45, 51]


def test_a_pattern_that_crosses_the_border_is_a_screens() -> None:
    sign = electronic_replica(exhibit(waves(table())))
    assert score_of(sign) > LIMIT
    assert sign.numbers["moire"] > 0.5
    assert abs(sign.numbers["across"]) == pytest.approx(0.21, abs=0.01)


@pytest.mark.parametrize("inside", [True, False])
def test_a_pattern_on_one_side_of_the_border_is_print_or_cloth(inside: bool) -> None:
    part = document() if inside else 1 - document()
    sign = electronic_replica(exhibit(waves(table(), part)))
    assert score_of(sign) < LIMIT


def test_a_pattern_without_lit_surroundings_is_not_enough_alone() -> None:
    sign = electronic_replica(exhibit(waves(table(12), document())))
    assert sign.score is not None
    assert 0 < sign.numbers["moire"] <= 0.3
    assert all(not p.crosses for p in find_patterns(waves(table(12), document()), QUAD))


@pytest.mark.parametrize(("level", "told"), [(22, True), (27, False)])
def test_print_like_a_pattern_tells_a_screen_on_a_ground_blacker_than_any_thing(
    level: int, told: bool
) -> None:
    sign = electronic_replica(exhibit(waves(table(level), document())))
    assert (score_of(sign) > LIMIT) == told
    assert (sign.numbers["edge"] > 0) == told


def test_blackness_alone_is_never_enough() -> None:
    for level in (8, 18, 22):
        assert 0 < electronic_replica(exhibit(table(level))).numbers["edge"] < LIMIT


def framed(edge: int = 60, ground: int = 120) -> Image:
    """The sheet with a dark device's edge of `edge` pixels round it on a lighter ground."""
    picture = table(ground)
    left, top, right, bottom = 420 - edge, 240 - edge, 1180 + edge, 740 + edge
    body = picture.copy()
    cv2.rectangle(body, (left, top), (right, bottom), (14, 14, 14), -1)
    return np.where(document()[..., None] > 0, picture, body).astype(np.uint8)


def test_a_device_edge_is_found_on_all_four_sides() -> None:
    strips = find_strips(surroundings(framed(), QUAD))
    assert {s.edge for s in strips if s.closed} == set(Edge)
    assert score_of(electronic_replica(exhibit(framed()))) > LIMIT


def test_a_device_edge_is_found_where_the_corners_are_the_devices_own() -> None:
    outer: Quad = ((360.0, 180.0), (1240.0, 180.0), (1240.0, 800.0), (360.0, 800.0))
    assert sum(s.closed for s in find_strips(surroundings(framed(), outer))) >= 3


def test_a_sheet_on_a_black_table_has_no_device_round_it() -> None:
    strips = find_strips(surroundings(table(8), QUAD))
    assert not any(s.closed for s in strips)
    assert score_of(electronic_replica(exhibit(table(8)))) < LIMIT


def test_the_thin_cover_of_a_passport_is_no_device() -> None:
    assert find_strips(surroundings(framed(edge=6), QUAD)) == []


def test_a_lit_panel_that_ends_in_the_dark_is_found_and_a_table_is_not() -> None:
    picture = table(150)
    picture[:140] = 10
    picture[860:] = 10
    assert len(find_panel(picture, QUAD)) == 2
    assert find_panel(table(150), QUAD) == []
    assert find_panel(table(8), QUAD) == []


def rimmed(*, sides: int = 4, level: int = 14, edge: int = 20, gap: int = 60) -> Image:
    """The table with a rim of `edge` pixels round the sheet, `gap` pixels off it; one side is the upper one."""
    picture = table(120)
    left, top, right, bottom = 420 - gap, 240 - gap, 1180 + gap, 740 + gap
    drawn = picture.copy()
    cv2.rectangle(drawn, (left - edge, top - edge), (right + edge, bottom + edge), (level, level, level), -1)
    drawn[top:bottom, left:right] = picture[top:bottom, left:right]
    if sides == 1:
        drawn[top:] = picture[top:]
    return drawn


def test_a_rim_apart_from_the_document_is_found_on_all_four_sides() -> None:
    bars = find_bars(rimmed(), QUAD)
    assert len(bars) == 4
    assert not any(bar.own for bar in bars)
    assert (electronic_replica(exhibit(rimmed())).score or 0) > LIMIT


def test_a_rim_is_found_without_corners_and_where_it_leaves_the_picture() -> None:
    sign = electronic_replica(exhibit(rimmed(), None))
    assert (sign.score or 0) > LIMIT
    assert sign.numbers["bars"] == 4
    cut = rimmed()[190:, 370:]
    quad: Quad = tuple((x - 370, y - 190) for x, y in QUAD)  # type: ignore[assignment]
    assert len(find_bars(cut, quad)) >= 2


def test_one_dark_bar_is_not_enough_and_one_round_nothing_is_none() -> None:
    one = rimmed(sides=1)
    assert len(find_bars(one, QUAD)) == 1
    assert (electronic_replica(exhibit(one)).score or 0) < LIMIT
    assert electronic_replica(exhibit(one, None)).numbers["panel"] == 0


def test_black_plastic_round_a_document_is_no_glass_of_a_device() -> None:
    mat = table(130)
    cv2.rectangle(mat, (300, 120), (1300, 860), (52, 52, 52), -1)
    mat = np.where(document()[..., None] > 0, table(), mat).astype(np.uint8)
    for honest in (mat, rimmed(level=60), framed(edge=6)):
        assert (electronic_replica(exhibit(honest)).score or 0) < LIMIT


def test_a_fine_faint_wave_is_weighed_by_more_squares() -> None:
    faint = waves(table(), depth=0.25)
    assert find_patterns(table(), QUAD)[2].strength < 8
    assert find_patterns(faint, QUAD)[2].strength > 10


def leant(picture: Image, where: np.ndarray | None = None, *, depth: float = 0.6) -> Image:
    """Lay dots of 1.13 cycles per pixel over it, on a plane that leans against the one of the document's corners."""
    y, x = np.mgrid[0:HIGH, 0:WIDE].astype(float)
    x, y = x - WIDE / 2, y - HIGH / 2
    wave = depth * np.cos(2 * np.pi * (1.12 * x + 0.15 * y) / (1 + 4e-5 * x - 5e-5 * y))
    wave = wave if where is None else wave * where
    return np.asarray(np.clip(picture + wave[..., None], 0, 255), np.uint8)


def test_dots_on_a_plane_that_leans_otherwise_than_the_document_are_found() -> None:
    """A screen that shows a photograph of a document does not lie where the document's corners say."""
    sign = electronic_replica(exhibit(leant(table())))
    assert sign.numbers["leaning"] > 13
    assert sign.numbers["fine"] < 10.5
    assert score_of(sign) > LIMIT


def test_dots_that_lean_and_end_at_the_border_are_none_of_a_screen() -> None:
    assert score_of(electronic_replica(exhibit(leant(table(), document())))) < LIMIT
    assert score_of(electronic_replica(exhibit(leant(table(), 1 - document())))) < LIMIT


def test_a_faint_coloured_pattern_is_asked_for_beside_a_rim_only() -> None:
    assert "beside" in electronic_replica(exhibit(rimmed(sides=1))).numbers
    assert "beside" not in electronic_replica(exhibit(table())).numbers


def test_a_black_table_tells_nothing_and_what_is_blacker_than_any_is_soft() -> None:
    assert score_of(electronic_replica(exhibit(table(28)))) == 0
    assert SHIPPED.soft_from["electronic_replica"] < score_of(electronic_replica(exhibit(table(8)))) < LIMIT


def test_a_wide_bar_that_goes_on_beyond_the_document_is_no_mat_under_it() -> None:
    """A device whose lit area the document nearly fills: its rim lies along the document, and goes on."""
    picture = table(190)
    for top in (200, 742):
        picture[top : top + 38] = 14
    assert [bar.own for bar in find_bars(picture, QUAD)] == [False, False]
    ended = table(130)
    body = cv2.rectangle(ended.copy(), (390, 210), (1210, 770), (14, 14, 14), -1)
    mat = np.where(document()[..., None] > 0, ended, body).astype(np.uint8)
    assert all(bar.own for bar in find_bars(mat, QUAD))


@pytest.mark.parametrize(("length", "own"), [(1060, False), (760, True)])
def test_a_thin_rim_as_long_as_a_phone_is_no_cover(length: int, own: bool) -> None:
    """The corners found are those of a part of the lit area; a cover is no longer than its document."""
    picture = table(150)
    cv2.rectangle(picture, (410, 230), (420 + length + 9, 749), (14, 14, 14), -1)
    cv2.rectangle(picture, (420, 240), (420 + length, 740), (205, 205, 205), -1)
    quad: Quad = ((420.0, 240.0), (1180.0, 240.0), (1180.0, 740.0), (420.0, 740.0))
    assert [bar.own for bar in find_bars(picture, quad)] == [own] * 4


def test_small_pictures_without_a_border_say_nothing() -> None:
    sign = electronic_replica(exhibit(table()[:300, :400], None))
    assert (sign.score, sign.why) == (None, "too_few_pixels")


@pytest.mark.skipif(not people_available(), reason=SKIP_REASON)
@pytest.mark.parametrize("number", [16, 20])
def test_fine_print_over_the_grain_of_a_table_is_no_screen(number: int) -> None:
    """Slow lines of the print and of the wood kept the same time, and an original was called a screen."""
    photo = decode(encode_jpeg(hold(passport(person(number)), t=5.0, seed=number), 95))
    sign = electronic_replica(Exhibit(flatten(photo)))
    assert score_of(sign) < LIMIT / 2


def test_an_even_picture_of_the_original_scores_nothing() -> None:
    assert electronic_replica(exhibit(table())).score == 0.0


def frames(depth: float, count: int = 6) -> list[Image]:
    """Preview frames with seven bands that wander from frame to frame."""
    rows = np.arange(360)[:, None, None]
    made = []
    for k in range(count):
        light = 1 + depth * np.sin(2 * np.pi * 7 * rows / 360 + 1.3 * k)
        noise = np.random.default_rng(k).normal(0, 1.5, (360, 640, 3))
        made.append(np.asarray(np.clip(180 * light + noise, 0, 255), np.uint8))
    return made


def test_wandering_bands_are_found_and_counted() -> None:
    bands = find_bands(frames(0.05))
    assert bands is not None
    assert bands.per_frame == 7
    assert bands.clear > 20
    assert electronic_replica(exhibit(table(), burst=frames(0.05))).numbers["bands"] > 0
    assert electronic_replica(exhibit(table(), burst=frames(0.0))).numbers["bands"] == 0


def test_without_a_burst_bands_are_not_measured() -> None:
    assert find_bands(frames(0.05, count=3)) is None
    assert "bands" not in electronic_replica(exhibit(table())).numbers


def test_the_picture_is_small_and_shows_the_spectrum() -> None:
    picture = electronic_replica(exhibit(waves(framed()))).picture
    shown = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    assert shown is not None
    assert max(shown.shape) == 480
    assert len(picture) < 60_000


def test_a_monitor_filmed_closely_is_seen_and_paper_in_the_same_light_is_not() -> None:
    """Through the whole camera model: dots of 92 ppi behind a binned sensor, no edge in view."""
    page = np.full((704, 1000, 3), 225, np.uint8)
    cv2.rectangle(page, (60, 120), (300, 430), (120, 130, 150), -1)
    canvas = np.full((1100, 1500, 3), 235, np.uint8)
    canvas[200:904, 250:1250] = page
    box = (0.0, 0.0, 375.0, 275.0)
    how: dict[str, Any] = {
        "seed": 4, "size": (1600, 900), "phone": PHONES[1], "light": Light(kelvin=6500), "hand": False,
        "width_mm": 375.0, "aim": (107.5, 84.5, 160.0, 113.0), "pose": Pose(yaw=3, pitch=2, roll=5, share=0.55),
    }  # fmt: skip
    lit = Emission(canvas, box, stripes(92), level=2.0)
    filmed = shoot(np.full((1100, 1500, 3), 20, np.uint8), emission=lit, **how)
    paper = shoot(canvas, gloss=0.0, **how)
    for shot, is_screen in ((filmed, True), (paper, False)):
        a, b, c, d = ((float(x), float(y)) for x, y in shot.corners(how["aim"]))
        score = score_of(electronic_replica(exhibit(shot.image, (a, b, c, d))))
        assert (score > LIMIT) == is_screen
