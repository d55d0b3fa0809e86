"""Signs of a surface: on points and pictures made for them, where the truth is known."""

import numpy as np
import pytest

from bonafide.engine.evidence import DepthFinding
from bonafide.engine.face.sheet import SheetFit, fit_sheet
from bonafide.engine.face.surface.halftone import halftone
from bonafide.engine.face.surface.holes import holes
from bonafide.engine.face.surface.look import Look
from bonafide.engine.face.surface.moire import moire
from bonafide.engine.face.surface.sheet import sheet
from bonafide.engine.image import Pixels

FOCAL, AWAY_CM = 528.0, 50.0
NOSE, LIPS, EYES = (0.0, 1.0), ((0.0, 4.6), (0.0, 5.0)), ((-3.15, -3.0), (3.15, -3.0))


def face_depth(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """How far a head stands back from its nose, cm."""
    round_ = 0.055 * x**2 + 0.02 * (y - 1) ** 2
    return round_ + 2.2 * (1 - np.exp(-((x / 1.6) ** 2) - ((y - 0.5) / 2.2) ** 2))


def turned(x: np.ndarray, y: np.ndarray, z: np.ndarray, degrees: float) -> np.ndarray:
    """Seen by a camera at arm's length, n x 2 pixels."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    across, along = x * c - (z - 5) * s, x * s + (z - 5) * c + 5
    seen = np.stack([320 + FOCAL * across / (AWAY_CM + along), 240 + FOCAL * y / (AWAY_CM + along)], 1)
    return np.asarray(seen, np.float32)


def fitted(kind: str, degrees: float = 26.0, points: int = 160, *, behind: float = 0.0) -> SheetFit | None:
    """Follow points of a head, or of a print of it, with a third of a pixel of noise.

    Eyes and mouth stand `behind` by so many cm, as seen through holes.
    """
    random = np.random.default_rng(4)
    x, y = random.uniform(-6, 6, 600), random.uniform(-7, 8, 600)
    depth = {
        "head": face_depth(x, y),
        "flat": np.zeros(600),
        "bent": 9 - np.sqrt(81 - x**2),
        "lying": 10 - np.sqrt(100 - y**2),
    }[kind]
    for a, b in (*EYES, LIPS[0]):
        depth = depth + behind * (np.hypot(x - a, (y - b) * 1.4) < 1.5)
    mesh_x, mesh_y = x[:478].copy(), y[:478].copy()
    for at, (a, b) in {1: NOSE, 13: LIPS[0], 14: LIPS[1], 468: EYES[0], 473: EYES[1]}.items():
        mesh_x[at], mesh_y[at] = a, b
    imagined = face_depth(mesh_x, mesh_y)  # the network sees a head on every picture of one
    mesh = np.c_[turned(mesh_x, mesh_y, imagined, 0.0), imagined * FOCAL / AWAY_CM].astype(np.float32)
    start, end = (turned(x, y, depth, a)[:points] for a in (0.0, degrees))
    start, end = (p + random.normal(0, 0.33, p.shape).astype(np.float32) for p in (start, end))
    return fit_sheet(start, end, mesh, yaw=degrees, roll=0.0)


@pytest.mark.parametrize("kind", ["flat", "bent", "lying"])
def test_a_sheet_explains_how_a_print_moves(kind: str) -> None:
    found = fitted(kind)
    assert found is not None
    assert found.remainder < 0.03
    assert found.against_head > -0.1


def test_a_sheet_does_not_explain_how_a_head_moves() -> None:
    found = fitted("head")
    assert found is not None
    assert found.remainder > 0.06
    assert found.against_head < -0.5


def test_little_turn_or_few_points_say_nothing_of_a_sheet() -> None:
    assert fitted("head", degrees=6.0) is None
    assert fitted("bent", points=30) is None


def side(name: str, remainder: float | None, against: float | None, off: float | None = None) -> DepthFinding:
    return DepthFinding(available=True, side=name, sheet=remainder, against_head=against, parts_off=off)


def test_every_followed_turn_has_to_look_like_a_sheets() -> None:
    paper, head = side("left", 0.02, 0.6), side("right", 0.1, -0.6)
    assert sheet([paper], []).score == 1.0
    assert sheet([paper, head], []).score == 0.0
    found = sheet([side("left", None, None)], [])
    assert (found.score, found.why) == (None, "turn_not_followed")


def test_eyes_behind_a_sheet_go_elsewhere_than_the_sheet() -> None:
    print_, mask = fitted("bent"), fitted("bent", behind=1.5)
    assert print_ is not None
    assert mask is not None
    assert mask.remainder < 0.035
    assert (print_.parts_off or 1.0) < 0.035
    assert (mask.parts_off or 0.0) > 0.09
    assert holes([side("left", 0.02, 0.6, 0.2)], []).score == 1.0
    assert holes([side("left", 0.02, 0.6, 0.02)], []).score == 0.0
    assert holes([side("left", 0.1, -0.6, 0.2)], []).score == 0.0, "on a head they may go where they like"
    assert holes([], []).why == "eyes_not_measured"


def eyes(step: float) -> Look:
    """A smooth face whose skin grows lighter round both eyes by `step` levels; the eyes themselves are dark."""
    seen = look()
    y, x = np.mgrid[0:480, 0:640].astype(np.float32)
    image, points = seen.image.astype(np.float32), seen.points.copy()
    for iris, corners, at in ((468, (33, 133), 275.0), (473, (263, 362), 365.0)):
        away = np.hypot(x - at, (y - 220) / 0.6)
        image += (step * (away < 26) - 60 * (away < 12))[..., None]
        points[iris] = at, 220
        points[corners[0]], points[corners[1]] = (at - 16, 220), (at + 16, 220)
    return Look(np.clip(image, 0, 255).astype(np.uint8), seen.box, points)


def test_a_bright_rim_round_both_eyes_is_a_masks() -> None:
    found = holes([], [eyes(14.0)])
    assert found.score == pytest.approx(1.0, abs=0.1)
    assert found.picture.startswith(b"\xff\xd8")
    for plain in (holes([], [eyes(0.0)]), holes([], [eyes(-14.0)])):
        assert plain.score == 0.0


def look(waves: float = 0.0, *, on_face_only: bool = False, both_ways: bool = False, face: int = 220) -> Look:
    """A smooth face on a wall, both with the noise of a camera, and even waves over it."""
    y, x = np.mgrid[0:480, 0:640].astype(np.float32)
    picture = np.random.default_rng(2).normal(140, 2.2, (480, 640, 3)).astype(np.float32)
    box = (320 - face // 2, 240 - face // 2, face, face)
    wave = np.cos(2 * np.pi * (0.31 * x + 0.17 * y))
    wave += np.cos(2 * np.pi * (-0.17 * x + 0.31 * y)) if both_ways else 0
    if on_face_only:
        wave *= (abs(x - 320) < face / 2) & (abs(y - 240) < face / 2)
    image: Pixels = np.clip(picture + waves * wave[..., None], 0, 255).astype(np.uint8)
    return Look(image, box, np.zeros((478, 2), np.float32))


def test_a_pattern_on_the_face_and_beside_it_is_a_screens() -> None:
    found = moire([look(2.0)])
    assert found.score == 1.0
    assert found.numbers["across"] == pytest.approx(0.31, abs=0.01)
    assert abs(found.numbers["down"]) == pytest.approx(0.17, abs=0.01)
    assert found.picture.startswith(b"\xff\xd8")
    assert moire([look()]).score == 0.0
    assert moire([look(2.0, on_face_only=True)]).score == 0.0


def test_dots_in_a_square_lattice_are_prints() -> None:
    found = halftone([look(2.0, both_ways=True, on_face_only=True)])
    assert found.score is not None
    assert found.score > 0.7
    assert found.numbers["pixels"] == pytest.approx(1 / np.hypot(0.31, 0.17), abs=0.1)
    plain, lines = halftone([look()]), halftone([look(2.0)])
    assert plain.score is not None
    assert lines.score is not None
    assert max(plain.score, lines.score) < 0.45


def test_a_face_too_small_for_dots_is_said_so() -> None:
    for sign in (moire([look(2.0, face=100)]), halftone([look(2.0, face=100)]), moire([]), halftone([])):
        assert (sign.score, sign.why) == (None, "face_pixels_too_few")
