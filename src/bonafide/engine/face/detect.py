"""Where faces are: BlazeFace (Bazarevsky et al. 2019), the short range and the full range model.

The short range model sees faces larger than about a tenth of the picture, the full range one smaller faces.
Portraits on documents can be smaller still, so where both see nothing the picture is searched in overlapping
tiles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from bonafide.engine import models
from bonafide.engine.evidence import Box, Point
from bonafide.engine.face.graph import Graph
from bonafide.engine.image import Pixels, shrink

WORK_SIDE = 640
"""Pictures are shrunk to this long side: the networks look at 128 and 192 pixels anyway."""
MIN_SCORE = 0.5
SURE_SCORE = 0.8
"""A weaker face must be found a second time in a crop around it: shelves and foliage are not."""
AGAIN_SCORE = 0.75
LOOK_AGAIN_SPAN = 1.8
TILE_SHARE = 0.55
SAME_FACE_IOU = 0.3


@dataclass(frozen=True, slots=True)
class Face:
    """One face: box in pixels of the image given, score 0 to 1, eye centres.

    `eyes` are the person's own right eye first, which stands on the left of an unmirrored picture.
    """

    box: Box
    score: float
    eyes: tuple[Point, Point]

    @property
    def inter_eye_px(self) -> float:
        """Distance between the eye centres, pixels."""
        (ax, ay), (bx, by) = self.eyes
        return float(np.hypot(bx - ax, by - ay))

    @property
    def area(self) -> int:
        """Area of the box in pixels."""
        return self.box[2] * self.box[3]


def _make(model: models.ModelFile, selection: int) -> Graph:
    models.verified(model)
    options = {"min_detection_confidence": MIN_SCORE, "model_selection": selection}
    return Graph("face_detection.FaceDetection", "detections", **options)


_NEAR = models.Shared(lambda: _make(models.FACE_NEAR, 0))
_FAR = models.Shared(lambda: _make(models.FACE_FAR, 1))


def load() -> None:
    """Load both detectors now instead of at the first picture."""
    with _NEAR.lend(), _FAR.lend():
        pass


def find_faces(image: Pixels) -> list[Face]:
    """Find faces of any size, largest first. `image` is BGR, height x width x 3."""
    small = shrink(image, WORK_SIDE)
    found = _confirmed(small, _distinct([*_run(_NEAR, small), *_run(_FAR, small)]))
    if found:
        return _scaled(found, image.shape[1] / small.shape[1])
    return _distinct([face for tile, x, y in _tiles(image) for face in _in_tile(tile, x, y)])


def find_near_faces(image: Pixels) -> list[Face]:
    """Find faces before a camera, largest first: the fast search of the live path (about 2 ms).

    The full range model is asked only where the short range one sees nobody.
    """
    small = shrink(image, WORK_SIDE)
    found = _confirmed(small, _distinct(_run(_NEAR, small)))
    found = found or _confirmed(small, _distinct(_run(_FAR, small)))
    return _scaled(found, image.shape[1] / small.shape[1])


def _run(detector: models.Shared[Graph], image: Pixels) -> list[Face]:
    height, width = image.shape[:2]
    rgb = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)
    with detector.lend() as lent:
        answer = lent.run(rgb)
    return [_face(one, width, height) for one in answer]


def _face(one: Any, width: int, height: int) -> Face:
    box = one.location_data.relative_bounding_box
    right, left = one.location_data.relative_keypoints[:2]
    x, y = round(box.xmin * width), round(box.ymin * height)
    size = round(box.width * width), round(box.height * height)
    eyes = (right.x * width, right.y * height), (left.x * width, left.y * height)
    return Face((x, y, *size), float(one.score[0]), eyes)


def _confirmed(image: Pixels, faces: list[Face]) -> list[Face]:
    return [face for face in faces if face.score >= SURE_SCORE or _found_again(image, face.box)]


def _found_again(image: Pixels, box: Box) -> bool:
    span = round(max(box[2], box[3]) * LOOK_AGAIN_SPAN)
    centre = box[0] + box[2] / 2, box[1] + box[3] / 2
    # Black where the crop leaves the picture, as the network's own padding.
    crop = cv2.getRectSubPix(
        cv2.copyMakeBorder(image, span, span, span, span, cv2.BORDER_CONSTANT),
        (span, span),
        (centre[0] + span, centre[1] + span),
    )
    inside = (box[0] - centre[0] + span / 2, box[1] - centre[1] + span / 2)
    here: Box = (round(inside[0]), round(inside[1]), box[2], box[3])
    again = [face for face in _run(_NEAR, np.asarray(crop, np.uint8)) if face.score >= AGAIN_SCORE]
    return any(overlap(face.box, here) > SAME_FACE_IOU for face in again)


def _tiles(image: Pixels) -> Iterator[tuple[Pixels, int, int]]:
    height, width = image.shape[:2]
    high, wide = round(height * TILE_SHARE), round(width * TILE_SHARE)
    for y in (0, (height - high) // 2, height - high):
        for x in (0, (width - wide) // 2, width - wide):
            yield np.ascontiguousarray(image[y : y + high, x : x + wide]), x, y


def _in_tile(tile: Pixels, x: int, y: int) -> list[Face]:
    small = shrink(tile, WORK_SIDE)
    return _scaled(_confirmed(small, _run(_FAR, small)), tile.shape[1] / small.shape[1], x, y)


def _scaled(faces: list[Face], by: float, dx: int = 0, dy: int = 0) -> list[Face]:
    def point(p: Point) -> Point:
        return p[0] * by + dx, p[1] * by + dy

    def box(b: Box) -> Box:
        return round(b[0] * by) + dx, round(b[1] * by) + dy, round(b[2] * by), round(b[3] * by)

    return [Face(box(f.box), f.score, (point(f.eyes[0]), point(f.eyes[1]))) for f in faces]


def _distinct(faces: list[Face]) -> list[Face]:
    kept: list[Face] = []
    for face in sorted(faces, key=lambda f: -f.score):
        if all(overlap(face.box, other.box) < SAME_FACE_IOU for other in kept):
            kept.append(face)
    return sorted(kept, key=lambda f: -f.area)


def overlap(a: Box, b: Box) -> float:
    """Intersection over union of two boxes, 0 to 1."""
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(0, wide) * max(0, high)
    return shared / max(1, a[2] * a[3] + b[2] * b[3] - shared)
