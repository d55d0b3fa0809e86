"""The page's light given back by glass: it lies over the picture like a veil, alike on all that the screen shows.

What stands before the camera takes on the page's light by its own colour and distance: brows, lips and beard take on
less than the skin beside them, a wall two metres away a twentieth of what the face does. Shade of the room changes
neither, for the page's light comes from the front. The glass of a screen gives a little of that light back *over*
whatever the screen shows: as much over filmed brows as over filmed skin, over a filmed wall as over a filmed face.
Amounts of linear light are compared, where `engine.face.light` compares ratios.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.evidence import Colour, Sign
from bonafide.engine.face.hint import Seen
from bonafide.engine.face.landmarks import Mesh
from bonafide.engine.face.light import MIN_COLOURS, agreement, detrended, first_settled, given, linear
from bonafide.engine.face.surface.look import drawn
from bonafide.engine.face.surface.sheet import rise
from bonafide.engine.image import Pixels

Floats = NDArray[np.float64]

TILES = 40
"""Tiles along the longer side of the picture: 16 pixels each of a usual frame."""
FINE = 4
"""Pixels along each side of a tile that its mean is taken of; what is between them is averaged as it is stored."""
MIN_ROOM, MIN_FACE = 30, 60
"""Tiles of the room, and fine tiles of the face, without which nothing is said."""
FACE_TILE, SMOOTH = 8, 4.0
"""Pixels along a fine tile of the face; tiles over which shade is taken out of what lies on it."""
FOLLOWS, CHANCE = 0.75, 0.002
"""Correlation, and share of other sequences that fit as well, that show that the picture followed this sequence."""
_HEAD = (0.9, 0.9)
"""Reach of head and hair from the middle of the face's box, in its widths and heights."""
_ALIKE = (0.35, 0.65)
"""Answer of the room over that of the face from which they begin to be alike, and are."""
_OWN = (0.5, 0.8)
"""Share of the face's own pattern in its answer up to which it is a veil's, and from which it is a surface's."""
_LINEAR = linear(np.arange(256) / 255.0).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Veil:
    """How the picture answered the page's colours, in linear light.

    Attributes:
        room: median beside and above the head, over that of the face.
        pattern: of the face's own pattern of light and dark, shade left out, what is found again in its answer: 1 on
            a surface that the light falls on, 0 under a veil.
        correlation, chance: of the whole picture with the sequence, as in `LightFinding`.
        answers: each tile, h x w, over that of the face.

    """

    room: float
    pattern: float
    correlation: float
    chance: float
    answers: Floats


def veil(seen: Sequence[Seen], colours: Sequence[Colour]) -> Sign:
    """Judge whether the page's light lies over the picture as over glass; about 15 ms of CPU.

    Args:
        seen: frames of one capture.
        colours: the sequence as issued.

    Returns:
        Score 1 where it lies evenly over face and room, 0 where it does not. Without a score: `no_light` where none
        was asked for, `veil_not_measured` where too little was seen or the picture did not follow the sequence.

    """
    if not colours:
        return Sign(None, "no_light")
    found = measured(seen, colours)
    if found is None:
        return Sign(None, "veil_not_measured")
    numbers = {"room": found.room, "pattern": found.pattern}
    numbers |= {"correlation": found.correlation, "chance": found.chance}
    if found.correlation < FOLLOWS or found.chance > CHANCE:
        return Sign(None, "veil_not_measured", numbers)
    return Sign(evenness(found), "", numbers, _picture(seen[-1].image, found))


def evenness(found: Veil) -> float:
    """How much the light is a veil's, 0 to 1: what speaks less for one counts."""
    return min(rise(found.room, _ALIKE), 1.0 - rise(found.pattern, _OWN))


def measured(seen: Sequence[Seen], colours: Sequence[Colour]) -> Veil | None:
    """Measure the answers; None where the face does not answer, or too little was seen."""
    by_seq = {one.reading.seq: one for one in seen if one.mesh is not None and one.reading.box is not None}
    steps = first_settled([one.reading for one in by_seq.values()], len(colours))
    usable = {k: by_seq[reading.seq] for k, reading in steps.items()}
    if len(usable) < min(MIN_COLOURS, len(colours)) or len({one.image.shape for one in usable.values()}) > 1:
        return None
    times = np.array([one.reading.client_ms for one in usable.values()], np.float64)
    light = given([colours[k] for k in usable], times)
    shown = list(usable.values())
    changes = _changes(np.stack([_tiles(one.image) for one in shown]), times)
    face, pattern = _on_face(shown, times, light)
    room = _room(shown[0], changes.shape[1:3])
    if face <= 0 or room.sum() < MIN_ROOM:
        return None
    answers = _answers(changes, light) / face
    told = agreement(_middle(changes), times, list(usable), colours)
    return Veil(
        round(float(np.median(answers[room])), 3), round(pattern, 3), round(told[0], 4), told[1], answers
    )


def _on_face(shown: Sequence[Seen], times: Floats, light: Floats) -> tuple[float, float]:
    """Median answer of the face, and how much of the face's own pattern it shows; zeros where the face is small."""
    still, inside = _still_faces([one for one in shown if one.mesh is not None])
    if inside.sum() < MIN_FACE:
        return 0.0, 0.0
    answers, bright = _answers(_changes(still, times), light), still.mean(axis=(0, 3))
    face = float(np.median(answers[inside]))
    own = (bright / np.maximum(_smooth(bright, inside), 1e-6) - 1)[inside]
    found = (answers - _smooth(answers, inside))[inside] / max(face, 1e-9)
    return face, float((own * found).sum() / max(float((own**2).sum()), 1e-9))


def _still_faces(shown: Sequence[Seen]) -> tuple[Floats, NDArray[np.bool_]]:
    """Linear light of the face in fine tiles, each frame laid over the first, n x h x w x 3; and which lie inside."""
    first = shown[0].mesh.points[:, :2] if shown[0].mesh else np.zeros((1, 2))
    corner = first.min(axis=0)
    wide, tall = (int(v) // FACE_TILE for v in first.max(axis=0) - corner)
    if wide < 1 or tall < 1:
        return np.zeros((len(shown), 1, 1, 3)), np.zeros((1, 1), np.bool_)
    laid = [_laid(one.image, one.mesh, first, corner, (wide, tall)) for one in shown if one.mesh]
    hull = cv2.convexHull(((first - corner) / FACE_TILE).astype(np.float32))
    inside = cv2.fillConvexPoly(np.zeros((tall, wide), np.uint8), np.round(hull).astype(np.int32), 1)
    return np.stack(laid), np.asarray(inside > 0, np.bool_)


def _laid(
    image: Pixels, mesh: Mesh, onto: NDArray[np.floating], corner: NDArray[np.floating], size: tuple[int, int]
) -> Floats:
    source = np.c_[mesh.points[:, :2], np.ones(len(mesh.points))]
    place = np.linalg.lstsq(source, onto - corner, rcond=None)[0].T
    cut = cv2.warpAffine(image, place, (size[0] * FACE_TILE, size[1] * FACE_TILE))
    return np.asarray(cv2.resize(_LINEAR[cut], size, interpolation=cv2.INTER_AREA)[..., ::-1], np.float64)


def _smooth(values: Floats, inside: NDArray[np.bool_]) -> Floats:
    """Blur what lies inside, and nothing else."""
    known = inside.astype(np.float64)
    around = cv2.GaussianBlur(values * known, (0, 0), SMOOTH)
    return np.asarray(around / np.maximum(cv2.GaussianBlur(known, (0, 0), SMOOTH), 1e-3))


def _tiles(image: Pixels) -> Floats:
    """Linear light of each tile, h x w x 3 (red, green, blue), 0 to 1."""
    height, width = image.shape[:2]
    side = max(height, width) / TILES
    size = max(1, round(width / side)), max(1, round(height / side))
    fine = cv2.resize(image, (size[0] * FINE, size[1] * FINE), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(_LINEAR[fine], size, interpolation=cv2.INTER_AREA)[..., ::-1], np.float64)


def _room(one: Seen, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Which tiles lie beside and above the head."""
    x, y, wide, tall = one.reading.box or (0, 0, 1, 1)
    scale = max(one.image.shape[:2]) / TILES
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    across = np.abs((columns + 0.5) * scale - (x + wide / 2)) / max(wide, 1)
    down = ((rows + 0.5) * scale - (y + tall / 2)) / max(tall, 1)
    return np.asarray((across > _HEAD[0]) | (down < -_HEAD[1]), np.bool_)


def _changes(shown: Floats, times: Floats) -> Floats:
    """Red and blue minus green of each tile without mean and drift, n x h x w x 2."""
    count, height, width = shown.shape[:3]
    colour = shown[..., [0, 2]] - shown[..., [1]]
    return detrended(colour.reshape(count, -1), times).reshape(count, height, width, 2)


def _answers(changes: Floats, light: Floats) -> Floats:
    """Linear light that each tile took on for one that was sent, h x w."""
    return np.asarray(np.einsum("nhwc,nc->hw", changes, light) / max(float((light**2).sum()), 1e-12))


def _middle(changes: Floats) -> Floats:
    """Mean over the middle half of all tiles at each time, n x 2: edges that move are left out."""
    ordered = np.sort(changes.reshape(len(changes), -1, 2), axis=1)
    cut = ordered.shape[1] // 4
    return np.asarray(ordered[:, cut : ordered.shape[1] - cut].mean(axis=1))


def _picture(image: Pixels, found: Veil) -> bytes:
    """The last frame, and beside it how each tile answered: grey 128 as the face, black not at all."""
    size = image.shape[1], image.shape[0]
    grey = np.clip(found.answers * 128, 0, 255).astype(np.uint8)
    shown = cv2.cvtColor(cv2.resize(grey, size, interpolation=cv2.INTER_NEAREST), cv2.COLOR_GRAY2BGR)
    return drawn(np.asarray(np.hstack([image, shown]), np.uint8))
