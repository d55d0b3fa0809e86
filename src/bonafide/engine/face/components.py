"""How fit one face picture is as a probe: components of ISO/IEC 29794-5 that need no trained model of their own.

Each component is one number with a direction; what is too much is for policy. All but the sizes are measured on
the face stood upright with 60 pixels between the eyes, so that cameras compare. Colour is CIELAB against the
person's own skin, so that no component knows a right skin colour. Not measured on purpose: head covering and
expression (ISO's NoHeadCoverings, ExpressionNeutrality): nobody is sent away for faith or for a smile, so the
forehead is never looked at and an open mouth is no fault.

What they cannot see: a hand or a cloth of skin colour over the face, clear glasses without a reflection, a mask
that prints a mouth.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.face.landmarks import LEFT_IRIS, RIGHT_IRIS, Mesh, head_pose
from bonafide.engine.image import Pixels

Floats = NDArray[np.float32]
Zone = NDArray[np.bool_]
Values = TypeVar("Values", Pixels, Floats)

EYES_APART = 60.0
SIZE = (180, 220)
EYE_LINE = 80.0
"""Height of the eyes in the upright face; its width and height are SIZE."""
UPPER_LIDS, LOWER_LIDS = ((160, 159, 158), (385, 386, 387)), ((144, 145, 153), (380, 374, 373))
CORNERS = ((33, 133), (362, 263))
EYE_RINGS = ((33, 160, 158, 133, 153, 144), (362, 385, 387, 263, 373, 380))
LIPS = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185)
OVAL = (234, 127, 162, 21, 54, 103, 67, 109, 10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365,
        379, 378, 400, 377, 152, 148, 176, 149, 150, 136, 172, 58, 132, 93)  # fmt: skip
SKIN = (50, 280, 205, 425, 118, 347, 6, 197, 195)
"""Cheeks, under the eyes, bridge of the nose: bare on a bearded, veiled or hatted face as well."""
UPPER_SKIN = (118, 347, 6, 197)
PATCH = 5
DARK, BRIGHT = 25, 247
COLOURLESS = 4.0
LIGHT_BINS = 32


@dataclass(frozen=True, slots=True)
class Upright:
    """The face stood upright: BGR of SIZE, its luma and CIELAB, the mesh points in it, and the face's oval."""

    luma: Pixels
    lab: Floats
    points: Floats
    face: Zone


def upright(image: Pixels, mesh: Mesh) -> Upright:
    """Turn and scale so that the eyes are level and EYES_APART pixels apart."""
    right, left = mesh.points[RIGHT_IRIS, :2], mesh.points[LEFT_IRIS, :2]
    across = left - right
    scale = EYES_APART / max(float(np.hypot(*across)), 1e-3)
    angle = np.degrees(np.arctan2(across[1], across[0]))
    middle = (right + left) / 2
    turn: Any = cv2.getRotationMatrix2D((float(middle[0]), float(middle[1])), float(angle), scale)
    turn[:, 2] += np.array([SIZE[0] / 2, EYE_LINE], np.float64) - middle
    soft = cv2.GaussianBlur(image, (0, 0), 0.4 / scale) if scale < 0.5 else image
    chip = cv2.warpAffine(soft, turn, SIZE, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    points = (mesh.points[:, :2] @ turn[:, :2].T + turn[:, 2]).astype(np.float32)
    lab = cv2.cvtColor(chip.astype(np.float32) / 255, cv2.COLOR_BGR2LAB)
    luma = np.asarray(cv2.cvtColor(chip, cv2.COLOR_BGR2GRAY), np.uint8)
    return Upright(luma, np.asarray(lab, np.float32), points, _polygon(points[list(OVAL)]))


def _polygon(points: Floats, grow: float = 1.0) -> Zone:
    """Inside of a polygon, grown about its middle; never empty."""
    middle = points.mean(axis=0)
    canvas = np.zeros((SIZE[1], SIZE[0]), np.uint8)
    cv2.fillPoly(canvas, [np.round(middle + (points - middle) * grow).astype(np.int32)], 1)
    x, y = np.clip(np.round(middle).astype(int), 0, np.array(SIZE) - 1)
    canvas[y, x] = 1  # a zone that lies outside of the picture is one point at its border, never nothing
    return canvas.astype(bool)


def light_evenness(face: Upright) -> float:
    """Illumination uniformity: overlap 0 to 1 of the luma histograms of the two cheeks; 1 is even."""
    cheeks = (50, 205, 118), (280, 425, 347)
    sides = [np.concatenate([_patch(face.luma, face.points[i]) for i in ids]) for ids in cheeks]
    counts = [np.histogram(side, LIGHT_BINS, (0, 256))[0] / max(len(side), 1) for side in sides]
    # neighbouring bins are alike: without smoothing a small shift of narrow histograms would count as none in common
    smooth = [np.convolve(one, np.ones(5) / 5, "same") for one in counts]
    return float(np.minimum(*smooth).sum())


def under_exposure(face: Upright) -> float:
    """Share 0 to 1 of the cheeks, nose and under the eyes that is nearly black."""
    return float((_skin_luma(face) <= DARK).mean())


def over_exposure(face: Upright) -> float:
    """Share 0 to 1 of the cheeks, nose and under the eyes that is blown out."""
    return float((_skin_luma(face) >= BRIGHT).mean())


def _skin_luma(face: Upright) -> Pixels:
    return np.concatenate([_patch(face.luma, face.points[i]) for i in SKIN])


def eyes_open(face: Upright) -> float:
    """Smaller of the two eyes' openness: gap between the lids by the width of the eye; about .3 wide open."""

    def gap(upper: tuple[int, ...], lower: tuple[int, ...], corners: tuple[int, int]) -> float:
        heights = np.linalg.norm(face.points[list(upper)] - face.points[list(lower)], axis=1)
        return float(
            heights.mean() / max(float(np.linalg.norm(np.subtract(*face.points[list(corners)]))), 1e-3)
        )

    return min(map(gap, UPPER_LIDS, LOWER_LIDS, CORNERS))


def eyes_visible(face: Upright) -> float:
    """How bright the darker eye zone is beside the cheek below it, 0 to 1 and above; dark glasses are near 0.2."""
    ratios = []
    for ring, cheek in zip(EYE_RINGS, (50, 280), strict=True):
        zone = face.luma[_polygon(face.points[list(ring)], 1.8)]
        skin = _patch(face.luma, face.points[cheek])
        ratios.append(float(np.percentile(zone, 75)) / max(float(np.median(skin)), 1.0))
    return min(ratios)


def glasses_glare(face: Upright) -> float:
    """Share 0 to 1 of the worse eye zone that is blown out without colour: a lamp or window in the glasses."""
    colourless = np.hypot(face.lab[..., 1], face.lab[..., 2]) < 12
    bright = (face.luma >= BRIGHT) & colourless
    return max(float(bright[_polygon(face.points[list(ring)], 1.8)].mean()) for ring in EYE_RINGS)


def mouth_colour(face: Upright) -> float:
    """Distance in CIELAB a*b* from the person's upper face to what lies at the mouth; a cloth mask is far."""
    mouth = face.lab[_polygon(face.points[list(LIPS)], 1.25)][:, 1:]
    return float(np.linalg.norm(np.median(mouth, axis=0) - _own_colour(face)))


def mouth_chroma(face: Upright) -> float:
    """Chroma at the mouth by that of the upper face; lips are 1 and above, white or black cloth is near 0.

    1 where the picture has hardly any colour to compare with.
    """
    own = float(np.linalg.norm(_own_colour(face)))
    mouth = np.median(face.lab[_polygon(face.points[list(LIPS)], 1.25)][:, 1:], axis=0)
    return float(np.linalg.norm(mouth)) / own if own >= COLOURLESS else 1.0


def lips_redness(face: Upright) -> float:
    """How much redder (a*) the lips are than the ring around them; a mask has none, an open mouth still has some."""
    lips = _polygon(face.points[list(LIPS)])
    ring = _polygon(face.points[list(LIPS)], 1.6) & ~_polygon(face.points[list(LIPS)], 1.2)
    if not ring.any():
        return 0.0
    return float(np.percentile(face.lab[lips][:, 1], 75) - np.median(face.lab[ring][:, 1]))


def face_covered(face: Upright) -> float:
    """Share 0 to 1 of nine places (cheeks, under the eyes, bridge of the nose) that are not of the person's skin."""
    own = _own_colour(face)
    colours = np.array([np.median(_patch(face.lab, face.points[i]), axis=0)[1:] for i in SKIN])
    return float((np.linalg.norm(colours - own, axis=1) > FOREIGN).mean())


FOREIGN = 16.0
"""Distance in a*b* from which a place is not the person's skin: blush, shadow and make-up lie below."""


def _own_colour(face: Upright) -> Floats:
    # above where a mask begins: its colour must not pass for the person's
    colours = [np.median(_patch(face.lab, face.points[i]), axis=0)[1:] for i in UPPER_SKIN]
    return np.asarray(np.median(colours, axis=0), np.float32)


def _patch(values: Values, at: Floats) -> Values:
    """Values in a small square around a point, one row each; kept inside the picture."""
    x = int(np.clip(round(float(at[0])), PATCH, SIZE[0] - PATCH - 1))
    y = int(np.clip(round(float(at[1])), PATCH, SIZE[1] - PATCH - 1))
    cut = values[y - PATCH : y + PATCH + 1, x - PATCH : x + PATCH + 1]
    flat: Values = cut.reshape(-1, *values.shape[2:])
    return flat


MEASURES: Mapping[str, Callable[[Upright], float]] = MappingProxyType(
    {
        measure.__name__: measure
        for measure in (
            light_evenness,
            under_exposure,
            over_exposure,
            eyes_open,
            eyes_visible,
            glasses_glare,
            mouth_colour,
            mouth_chroma,
            lips_redness,
            face_covered,
        )
    }
)


def components(image: Pixels, mesh: Mesh) -> dict[str, float]:
    """Measure every component of one face.

    Args:
        image: BGR, the picture the mesh was laid in.
        mesh: the face.

    Returns:
        Name to number: those of MEASURES; yaw, pitch, roll (degrees, as `landmarks`); inter_eye_px; head_share
        (forehead to chin by the height of the picture); edge_room (least distance from the face to the border of the
        picture, in widths of the face, below 0 where it is cut off).

    """
    face, pose = upright(image, mesh), head_pose(mesh)
    x, y, wide, high = mesh.box
    room = min(x, y, image.shape[1] - x - wide, image.shape[0] - y - high)
    return {
        "yaw": pose.yaw,
        "pitch": pose.pitch,
        "roll": pose.roll,
        "inter_eye_px": mesh.inter_eye_px,
        "head_share": high / image.shape[0],
        "edge_room": room / max(wide, 1),
        **{name: measure(face) for name, measure in MEASURES.items()},
    }
