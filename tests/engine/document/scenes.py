"""Documents in front of a camera, drawn with the true corners known: desks, hands, noise, bad light."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from bonafide.engine.perspective import frame, homography

PAGE = (1000, 704)  # ID-3, 8 pixels per millimetre
CARD = (1012, 638)  # ID-1


def page(size: tuple[int, int] = PAGE, paper: tuple[int, int, int] = (222, 208, 206)) -> np.ndarray:
    """A page with a portrait box, lines of print and a two-line zone; BGR."""
    width, height = size
    image = np.full((height, width, 3), paper, np.uint8)
    wave = (12 * np.sin(np.arange(width) / 9.0)).astype(np.int16)
    image = np.clip(image.astype(np.int16) + wave[None, :, None], 0, 255).astype(np.uint8)
    cv2.rectangle(image, (40, 120), (290, 450), (150, 140, 130), -1)
    cv2.circle(image, (165, 260), 75, (120, 150, 200), -1)
    cv2.putText(
        image, "UTOPIA  PASSPORT  PASSEPORT  P UTO L898902C3", (40, 70), 0, 1.1, (90, 40, 40), 2, cv2.LINE_AA
    )
    for row in range(130, 470, 54):
        cv2.putText(image, "SPECIMEN 12 AUG 1974", (340, row), 0, 0.9, (60, 50, 50), 2, cv2.LINE_AA)
    for row in (height - 95, height - 45):
        cv2.putText(image, "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", (40, row), 0, 1.25, (30, 30, 30), 3)
    return image


def desk(width: int, height: int, seed: int) -> np.ndarray:
    """A table top or a room behind: grain, a light gradient, some blurred things standing around."""
    rng = np.random.default_rng(seed)
    base = rng.integers(50, 130, 3)
    image = np.full((height, width, 3), base, np.float32)
    grain = cv2.resize(rng.normal(0, 10, (height // 4, 8)).astype(np.float32), (width, height))
    image += grain[:, :, None] + np.linspace(-25, 25, width, dtype=np.float32)[None, :, None]
    for _ in range(4):
        centre = tuple(int(v) for v in rng.integers((0, 0), (width, height)))
        colour = tuple(float(v) for v in rng.integers(30, 160, 3))
        cv2.ellipse(image, centre, (90, 50), float(rng.integers(0, 180)), 0, 360, colour, -1)
    return np.clip(cv2.GaussianBlur(image, (0, 0), 2.5), 0, 255).astype(np.uint8)


@dataclass(frozen=True)
class Scene:
    """A photograph and the true corners of the document in it."""

    image: np.ndarray
    corners: np.ndarray


def photograph(
    document: np.ndarray,
    *,
    seed: int,
    fill: float = 0.7,
    turn: float = 4.0,
    tilt: float = 0.05,
    size: tuple[int, int] = (1280, 720),
    fingers: bool = True,
    shift: tuple[float, float] = (0.0, 0.0),
) -> Scene:
    """Put the document before the camera.

    `fill` is its share of the frame's height or width, `turn` is in degrees, `tilt` moves the corners.
    """
    rng = np.random.default_rng(seed)
    width, height = size
    scale = fill * min(width / document.shape[1], height / document.shape[0])
    half = np.array([document.shape[1], document.shape[0]]) * scale / 2
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], float) * half
    corners += rng.uniform(-tilt, tilt, (4, 2)) * half.min()
    angle = np.deg2rad(turn)
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    corners = corners @ spin.T + np.array([width / 2, height / 2]) + np.array(shift) * size
    image = desk(width, height, seed)
    matrix = homography(frame(document.shape[1], document.shape[0]), corners)
    flat = cv2.warpPerspective(document, matrix, size, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.ones(document.shape[:2], np.float32), matrix, size)[:, :, None]
    image = (image * (1 - mask) + flat * mask).astype(np.uint8)
    if fingers:
        _hold(image, corners)
    return Scene(_camera(image, rng), corners)


def _hold(image: np.ndarray, corners: np.ndarray) -> None:
    """Thumbs over the two sides."""
    for side, lean in (((corners[0] + 2 * corners[3]) / 3, 1), ((corners[1] + 2 * corners[2]) / 3, -1)):
        centre = (int(side[0] - 15 * lean), int(side[1]))
        cv2.ellipse(image, centre, (48, 24), 8.0 * lean, 0, 360, (120, 150, 205), -1, cv2.LINE_AA)


def _camera(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    soft = cv2.GaussianBlur(image, (0, 0), 0.8).astype(np.float32)
    soft += rng.normal(0, 3, image.shape)
    return np.clip(soft, 0, 255).astype(np.uint8)


def overlap(found: object, corners: np.ndarray) -> float:
    """Intersection over union of two convex quads."""
    a, b = np.float32(found), corners.astype(np.float32)
    shared, _ = cv2.intersectConvexConvex(a, b)
    return float(shared / (cv2.contourArea(a) + cv2.contourArea(b) - shared))
