"""Attack presentation: a print of the face wrapped round a head, which has some depth of its own."""

import cv2
import numpy as np

from tests.world.cutout import PX_PER_CM
from tests.world.mesh import face_points
from tests.world.pixels import Image, floats, to_image
from tests.world.puppet import Puppet
from tests.world.relief import EMPTY, FIELD_PX_PER_CM, OUTER_EYES_CM, Relief

SHEET_CM = (20.0, 26.0)
EYE_SHARE = 0.45
THICK_CM = 2.5
MIDDLE_CM = 3.0
"""The middle of the face lies this far below the bridge of the nose."""


class BentPhoto(Puppet):
    """A life-size print, 20 x 26 cm, bent round a cylinder of `radius_cm`; `render` as for `Puppet`.

    The cylinder stands, or with `lying` lies across the face, its middle between eyes and mouth. Raises NoFaceError
    where the portrait shows no face.
    """

    def __init__(
        self, portrait: Image, *, radius_cm: float = 11.0, lying: bool = False, seed: int = 0
    ) -> None:
        bend = _lying if lying else _bent
        super().__init__(portrait, seed=seed, relief=bend(portrait, radius_cm))


def _lying(portrait: Image, radius: float) -> Relief:
    points = face_points(portrait)
    px_per_cm = float(np.hypot(*(points[263, :2] - points[33, :2]))) / OUTER_EYES_CM
    high, wide = radius * float(np.sin(min(SHEET_CM[1] / 2 / radius, 1.35))), SHEET_CM[0] / 2
    x, y = np.meshgrid(
        np.linspace(-wide, wide, int(2 * wide * PX_PER_CM)),
        np.linspace(-high, high, int(2 * high * PX_PER_CM)),
    )
    arc = np.arcsin(y / radius) * radius + MIDDLE_CM
    place = floats(points[168, 0] + x * px_per_cm), floats(points[168, 1] + arc * px_per_cm)
    seen = cv2.remap(portrait, *place, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    down = np.linspace(-high, high, int(2 * high * FIELD_PX_PER_CM), dtype=np.float32)[:, None]
    front = np.tile(radius - np.sqrt(radius**2 - down**2), (1, int(2 * wide * FIELD_PX_PER_CM)))
    walls = np.dstack([front, front + THICK_CM])
    walls[[0, -1]] = walls[:, [0, -1]] = (EMPTY, -EMPTY)
    return Relief(
        texture=to_image(floats(seen) * 0.88 + 22),
        walls=floats(walls),
        drift=np.zeros_like(walls, np.float32),
        origin=(-wide, MIDDLE_CM - high),
        chin=(100.0, 0.0),
        ears=(MIDDLE_CM, radius * 0.7),
        yaw=0.0,
        roll=0.0,
    )


def _bent(portrait: Image, radius: float) -> Relief:
    points = face_points(portrait)
    outer = float(np.hypot(*(points[263, :2] - points[33, :2])))
    half = min(SHEET_CM[0] / 2 / radius, 1.35)
    wide = radius * float(np.sin(half))
    texture = _projected(
        portrait, (float(points[168, 0]), float(points[168, 1])), outer / OUTER_EYES_CM, wide, radius
    )
    across = np.linspace(-wide, wide, int(2 * wide * FIELD_PX_PER_CM), dtype=np.float32)
    front = np.tile(radius - np.sqrt(radius**2 - across**2), (int(SHEET_CM[1] * FIELD_PX_PER_CM), 1))
    walls = np.dstack([front, front + THICK_CM])
    walls[[0, -1]] = walls[:, [0, -1]] = (EMPTY, -EMPTY)
    return Relief(
        texture=texture,
        walls=floats(walls),
        drift=np.zeros_like(walls, np.float32),
        origin=(-wide, -SHEET_CM[1] * EYE_SHARE),
        chin=(100.0, 0.0),
        ears=(0.0, radius * 0.7),
        yaw=0.0,
        roll=0.0,
    )


def _projected(
    portrait: Image, bridge: tuple[float, float], px_per_cm: float, wide: float, radius: float
) -> Image:
    """Return the print as seen from the front once bent: arc length pressed together towards the sides."""
    x, y = np.meshgrid(
        np.linspace(-wide, wide, int(2 * wide * PX_PER_CM)),
        (np.arange(int(SHEET_CM[1] * PX_PER_CM)) / PX_PER_CM) - SHEET_CM[1] * EYE_SHARE,
    )
    arc = np.arcsin(x / radius) * radius
    place = floats(bridge[0] + arc * px_per_cm), floats(bridge[1] + y * px_per_cm)
    smooth = cv2.GaussianBlur(portrait, (0, 0), max(0.5, 0.4 * px_per_cm / PX_PER_CM))
    seen = cv2.remap(smooth, *place, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return to_image(floats(seen) * 0.88 + 22)
