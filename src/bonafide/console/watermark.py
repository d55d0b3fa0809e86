"""A visible mark across a picture: who looked and when. Made in memory, never written anywhere."""

from __future__ import annotations

from datetime import datetime

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.errors import ImageError

Picture = NDArray[np.uint8]
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_QUALITY = 90


def marked(jpeg: bytes, who: str, at: datetime) -> bytes:
    """Return the picture as JPEG with `who` and the time (UTC) repeated across it. Raises ImageError."""
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise ImageError("The stored picture cannot be decoded.")
    drawn = _draw(picture.astype(np.uint8), f"{who}  {at:%Y-%m-%d %H:%M:%S} UTC")
    done, out = cv2.imencode(".jpg", drawn, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not done:
        raise ImageError("The picture cannot be marked.")
    return bytes(out.tobytes())


def _draw(picture: Picture, text: str) -> Picture:
    """Slanted lines of text, light with a dark rim, so that they show on any ground and hide no detail."""
    height, width = picture.shape[:2]
    scale = max(0.45, min(0.9, max(width, height) / 1600))
    layer = _tilted(_lines(height, width, text, scale), height, width)
    light, rim = layer[..., 0:1] / 255 * 0.42, layer[..., 1:2] / 255 * 0.30
    mixed = picture * (1 - rim) + 20 * rim
    mixed = mixed * (1 - light) + 245 * light
    return mixed.astype(np.uint8)


def _lines(height: int, width: int, text: str, scale: float) -> Picture:
    """Two layers on a canvas large enough to be turned: text, and the rim around it."""
    side = int(1.5 * max(height, width))
    text_layer, rim_layer = np.zeros((side, side), np.uint8), np.zeros((side, side), np.uint8)
    (wide, tall), _ = cv2.getTextSize(text, _FONT, scale, 1)
    for row, y in enumerate(range(tall * 2, side, tall * 8)):
        for x in range(-(row % 2) * wide // 2, side, int(wide * 1.25)):
            cv2.putText(rim_layer, text, (x, y), _FONT, scale, 255, 3, cv2.LINE_AA)
            cv2.putText(text_layer, text, (x, y), _FONT, scale, 255, 1, cv2.LINE_AA)
    return np.dstack([text_layer, rim_layer]).astype(np.uint8)


def _tilted(layers: Picture, height: int, width: int) -> Picture:
    side = layers.shape[0]
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), 24, 1.0)
    turned = cv2.warpAffine(layers, turn, (side, side))
    top, left = (side - height) // 2, (side - width) // 2
    return turned[top : top + height, left : left + width].astype(np.uint8)
