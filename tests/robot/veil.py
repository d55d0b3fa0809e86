"""Draws over the faces in a picture that is going to be published: nobody's face belongs in the project."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from bonafide.engine.face.detect import find_faces

Image = npt.NDArray[np.uint8]

SKIN, HAIR, LINE = (190, 206, 218), (92, 100, 110), (96, 112, 124)
SCALES = (1.0, 2.0, 4.0)
Box = tuple[float, float, float, float]


def veil(picture: Image) -> Image:
    """The picture with a drawn head in the place of every face that is found, at several sizes."""
    heads: list[Box] = []
    for scale in SCALES:
        height, width = picture.shape[:2]
        size = (round(width * scale), round(height * scale))
        large = cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC)
        for tile, left, top in _tiles(np.asarray(large, np.uint8)):
            for face in find_faces(tile):
                x, y, width, height = face.box
                box = ((x + left) / scale, (y + top) / scale, width / scale, height / scale)
                if not any(_same(box, head) for head in heads):
                    heads.append(box)
    drawn = picture.copy()
    for head in heads:
        _draw_head(drawn, head)
    return drawn


def _same(a: Box, b: Box) -> bool:
    near = abs(a[0] + a[2] / 2 - b[0] - b[2] / 2) < max(a[2], b[2]) / 2
    return near and abs(a[1] + a[3] / 2 - b[1] - b[3] / 2) < max(a[3], b[3]) / 2


def _tiles(picture: Image, side: int = 900) -> list[tuple[Image, int, int]]:
    """Overlapping parts, so that small faces are large enough for the detector."""
    height, width = picture.shape[:2]
    step = side * 2 // 3
    return [
        (np.ascontiguousarray(picture[y : y + side, x : x + side]), x, y)
        for y in range(0, max(1, height - side // 3), step)
        for x in range(0, max(1, width - side // 3), step)
    ]


def _draw_head(picture: Image, box: Box) -> None:
    x, y, width, height = box
    centre = (round(x + width / 2), round(y + height * 0.44))
    hair = (centre[0], round(centre[1] - height * 0.12))
    cv2.ellipse(picture, hair, (round(width * 0.62), round(height * 0.66)), 0, 0, 360, HAIR, -1, cv2.LINE_AA)
    cv2.ellipse(
        picture, centre, (round(width * 0.54), round(height * 0.66)), 0, 0, 360, SKIN, -1, cv2.LINE_AA
    )
    fringe = (centre[0], round(centre[1] - height * 0.42))
    cv2.ellipse(
        picture, fringe, (round(width * 0.48), round(height * 0.24)), 0, 0, 360, HAIR, -1, cv2.LINE_AA
    )
    for side in (-1, 1):
        eye = (round(centre[0] + side * width * 0.2), round(centre[1]))
        cv2.circle(picture, eye, max(1, round(width / 26)), LINE, -1, cv2.LINE_AA)
    mouth, thick = (centre[0], round(centre[1] + height * 0.3)), max(1, round(width / 36))
    smile = (round(width * 0.16), round(height * 0.07))
    cv2.ellipse(picture, mouth, smile, 0, 20, 160, LINE, thick, cv2.LINE_AA)
