"""Attack presentations: a flat picture of the face, on paper or on a screen, turned before the camera.

Same camera, same signature as `Puppet.render`, so that a robot can answer a challenge with either.
"""

from functools import lru_cache
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from tests.world.glow import REFERENCE_CM, SCREEN_BELOW_CM, Glow, brightened, gain, room_lit, veiled
from tests.world.mesh import face_points
from tests.world.pixels import Floats, Image, blur, floats, to_image
from tests.world.puppet import ARM_CM, EYE_LINE, FOCAL_PER_HEIGHT, Puppet, rotation
from tests.world.relief import OUTER_EYES_CM
from tests.world.view import Posed, View

PX_PER_CM = 20.0
SHEET_CM = (24.0, 30.0)
BORDER_CM = 1.2
TABLET, PHONE, MONITOR = (24.0, 0.55), (15.0, 0.35), (60.0, 0.7)
"""Screens held before the camera: how wide in cm, and how far away, in arms' lengths."""


class FlatPhoto(Posed):
    """A life-size picture of a head on a sheet of 24 x 30 cm. Raises NoFaceError where there is no face.

    kind "paper" is a matt print with a white border, "screen" a tablet: dark bezel, bluish, faint pixel rows.
    """

    def __init__(
        self,
        portrait: Image,
        *,
        kind: Literal["paper", "screen"] = "paper",
        edges: bool = True,
        seed: int = 0,
    ) -> None:
        points = face_points(portrait)
        outer = float(np.hypot(*(points[263, :2] - points[33, :2])))
        self._sheet = _sheet(
            portrait, (points[168, 0], points[168, 1]), outer / OUTER_EYES_CM, kind, edges=edges
        )
        self._half = np.asarray(cv2.pyrDown(self._sheet), np.uint8)
        self._kind = kind
        self._random = np.random.default_rng(seed)

    def _seen(self, view: View) -> Image:
        width, height = view.size
        focal, away = FOCAL_PER_HEIGHT * height, ARM_CM * view.distance
        turn = rotation(*view.angles)
        to_cm = np.array(
            [[1 / PX_PER_CM, 0, -SHEET_CM[0] / 2], [0, 1 / PX_PER_CM, -SHEET_CM[1] * 0.42], [0, 0, 1]]
        )
        plane = np.column_stack([turn[:, 0], turn[:, 1], [0, 0, away]])
        lens = np.array(
            [[focal, 0, (0.5 + view.dx) * width], [0, focal, (EYE_LINE + view.dy) * height], [0, 0, 1]]
        )
        place = lens @ plane @ to_cm
        smaller = 1 if focal / away > PX_PER_CM * 0.7 else 2
        seen = cv2.warpPerspective(
            self._sheet if smaller == 1 else self._half, place @ np.diag([smaller, smaller, 1.0]), view.size
        )
        colours, cover = _parted(seen)
        if view.screen is not None and self._kind == "screen":
            colours = veiled(colours, view.screen, away)
        elif view.screen is not None:
            to_screen = floats([0, SCREEN_BELOW_CM, -away])
            tilt = max(0.0, float(-turn[:, 2] @ to_screen / np.linalg.norm(to_screen)))
            colours = brightened(colours, gain(view.screen, tilt * (REFERENCE_CM / away) ** 2))
        return _laid_over(room_lit(view.size, view.screen), colours, cover)


def _parted(seen: npt.ArrayLike) -> tuple[Image, Image]:
    """Colours and cover of a picture of four channels."""
    both = np.asarray(seen, np.uint8)
    return np.ascontiguousarray(both[..., :3]), np.ascontiguousarray(both[..., 3])


def _laid_over(behind: Image, colours: Image, cover: Image) -> Image:
    """Lay colours over a picture where their cover, 0 to 255, is; half of each at an edge of half cover."""
    share = cover * np.float32(1 / 255)
    return np.asarray(cv2.blendLinear(colours, behind, share, 1 - share), np.uint8)


class Replay(Posed):
    """A turning head shown on a screen: the attacker plays a recording that follows the challenge.

    `shown` is rendered as filmed from an arm's length, on a screen (TABLET, PHONE across, or MONITOR, which is
    larger than the view) held before the camera: the head on it turns, coming closer moves the whole screen, or
    where `film_nears` the head in the film comes closer and the screen stays.
    `filmed` is the light of the page in the recorded session; it may be set anew before each frame.
    """

    def __init__(
        self, shown: Puppet, *, on: tuple[float, float] = TABLET, film_nears: bool = False, seed: int = 0
    ) -> None:
        self._shown, (self._wide, self._held), self._film_nears = shown, on, film_nears
        self.filmed: Glow | None = None
        self._random = np.random.default_rng(seed)

    def _seen(self, view: View) -> Image:
        width, height = view.size
        filmed, held = (view.distance, 1.0) if self._film_nears else (1.0, view.distance)
        film = self._shown.render(*view.angles, distance=0.72 * filmed, size=(640, 480), screen=self.filmed)
        tablet, away = _framed_screen(film), self._held * ARM_CM * held
        scale = FOCAL_PER_HEIGHT * height / away * self._wide / tablet.shape[1]
        left = (0.5 + view.dx) * width - scale * tablet.shape[1] / 2
        top = (0.5 + view.dy) * height - scale * tablet.shape[0] / 2
        place = floats([[scale, 0, left], [0, scale, top]])
        seen = cv2.warpAffine(tablet, place, view.size, flags=cv2.INTER_AREA)
        colours, cover = _parted(seen)
        if view.screen is not None:
            colours = veiled(colours, view.screen, away)
        return _laid_over(room_lit(view.size, view.screen), colours, cover)

    @property
    def stays(self) -> bool:
        """The film has noise of its own."""
        return False


def _framed_screen(film: Image) -> Image:
    """Put the film into a tablet's bezel; the pixels of the screen show as a faint grid."""
    edge = film.shape[1] // 16
    bezel = cv2.copyMakeBorder(
        _as_screen(film), edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=(20, 18, 18)
    )
    return _covering(np.asarray(bezel, np.uint8))


def _covering(picture: Image) -> Image:
    """Add a fourth channel that says that it covers what is behind."""
    return np.asarray(cv2.merge([*cv2.split(picture), np.full(picture.shape[:2], 255, np.uint8)]), np.uint8)


def _sheet(
    portrait: Image, bridge: tuple[float, float], px_per_cm: float, kind: str, *, edges: bool
) -> Image:
    """Return the sheet with its coverage as fourth channel, 0 on its outermost pixels."""
    width, height = (int(side * PX_PER_CM) for side in SHEET_CM)
    scale = PX_PER_CM / px_per_cm
    place = floats([[scale, 0, width / 2 - scale * bridge[0]], [0, scale, height * 0.42 - scale * bridge[1]]])
    picture = cv2.warpAffine(
        portrait, place, (width, height), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
    )
    printed = (
        _as_paper(np.asarray(picture, np.uint8))
        if kind == "paper"
        else _as_screen(np.asarray(picture, np.uint8))
    )
    if edges:
        border = int(BORDER_CM * PX_PER_CM)
        frame = np.ones((height, width), bool)
        frame[border:-border, border:-border] = False
        printed[frame] = (240, 243, 245) if kind == "paper" else (22, 20, 20)
    sheet = _covering(printed)
    sheet[:2, :, 3] = sheet[-2:, :, 3] = sheet[:, :2, 3] = sheet[:, -2:, 3] = 0
    return sheet


def _as_paper(picture: Image) -> Image:
    return to_image(blur(picture, 0.9) * 0.86 + 26)


def _as_screen(picture: Image) -> Image:
    gains = _screen_rows(picture.shape[0], picture.shape[1])
    return np.asarray(cv2.convertScaleAbs(cv2.multiply(picture, gains, dtype=cv2.CV_8U), beta=6), np.uint8)


@lru_cache(maxsize=4)
def _screen_rows(height: int, width: int) -> Floats:
    rows = 1 + 0.06 * np.cos(np.arange(height, dtype=np.float32) * 2 * np.pi / 3.1)
    return np.ascontiguousarray(
        np.broadcast_to(rows[:, None, None] * floats([1.08, 1.0, 0.95]), (height, width, 3))
    )
