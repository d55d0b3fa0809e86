"""The one entry: a plane held before a phone, photographed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from tests.world.optics import sensor
from tests.world.optics.backdrop import KINDS, backdrop
from tests.world.optics.emission import Emission, Flicker, row_gains
from tests.world.optics.lattice import Doubles
from tests.world.optics.light import Light, any_light, colour
from tests.world.optics.phone import Phone, any_phone
from tests.world.optics.scene import Plane, compose, glow_of, vignette
from tests.world.pixels import Floats, Image, floats
from tests.world.puppet import rotation

CORNERS = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the plane is: degrees, shift in shares of the picture, width as a share of the picture's."""

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    x: float = 0.0
    y: float = 0.0
    share: float = 0.75


@dataclass(frozen=True, slots=True)
class Shot:
    """A finished picture: its JPEG as the phone wrote it, and the truth about it.

    `to_picture` maps millimetres on the plane (origin top left) to pixels of `image`.
    """

    jpeg: bytes
    image: Image
    to_picture: Doubles
    phone: Phone
    light: Light

    def corners(self, box_mm: tuple[float, float, float, float]) -> Floats:
        """Corners of a box (left, top, width, height in mm) in the picture, clockwise, (4, 2)."""
        left, top, width, height = box_mm
        points = np.array([[(left + a * width, top + b * height) for a, b in CORNERS]])
        return floats(cv2.perspectiveTransform(points, self.to_picture)[0])


def any_pose(random: np.random.Generator) -> Pose:
    """Draw the pose of a document that somebody holds for capture."""
    yaw, pitch, roll = random.normal(0, [5.0, 5.0, 2.5])
    x, y = random.uniform(-0.04, 0.04, 2)
    return Pose(float(yaw), float(pitch), float(roll), float(x), float(y), float(random.uniform(0.62, 0.86)))


def photograph(plane: Image, *, seed: int, **how: Any) -> Image:
    """Photograph a plane and return the picture, BGR, (height, width, 3). Arguments as `shoot`."""
    return shoot(plane, seed=seed, **how).image


def shoot(
    plane: Image,
    *,
    seed: int,
    size: tuple[int, int] = (1920, 1080),
    width_mm: float = 125.0,
    corner_mm: float = 3.2,
    gloss: float = 1.0,
    emission: Emission | None = None,
    hand: bool | None = None,
    background: str | Image | None = None,
    phone: Phone | None = None,
    light: Light | None = None,
    pose: Pose | None = None,
    aim: tuple[float, float, float, float] | None = None,
    exposure_ms: float | None = None,
    t: float = 0.0,
) -> Shot:
    """Photograph a plane.

    Args:
        plane: the held thing seen straight on: BGR, sRGB, 255 is white paper. Give it the resolution of its
            print (1200 dpi for a halftone); finer than the sensor sees is averaged, never aliased.
        seed: draws phone, light, pose, background and noise; each can be given instead.
        size: width and height of the finished picture. For a 12-megapixel capture that arrives smaller give
            a phone with `sampling` 2 or more.
        width_mm: real width of the plane; the height follows from its shape.
        corner_mm: radius of its corners, 0 for a sheet of paper.
        gloss: how much of the lamp its surface mirrors: 1 laminate or glass, 0 plain paper.
        emission: a lit area on it (a screen).
        hand: whether fingers hold its right edge; drawn where None.
        background: a kind of `backdrop.KINDS`, a picture, or None to draw one.
        phone, light, pose: given, or drawn where None.
        aim: the part of the plane that is framed, as left, top, width, height in mm; None frames all of it.
        exposure_ms: shutter time; where None as the light asks for.
        t: seconds on the clock of pulsing lights and of the hand's tremor.

    """
    random = np.random.default_rng(seed)
    drawn = any_phone(random), any_light(random), any_pose(random)
    phone, light, pose = phone or drawn[0], light or drawn[1], pose or drawn[2]
    kind = KINDS[int(random.integers(len(KINDS)))]
    held = bool(random.random() < 0.75) if hand is None else hand
    behind = kind if background is None else background
    big = _even(size[0] * phone.sampling), _even(size[1] * phone.sampling)
    pose = _trembling(pose, random, t)
    whole = (0.0, 0.0, width_mm, width_mm * plane.shape[0] / plane.shape[1])
    to_sensor = _placed(pose, phone, big, aim or whole)
    back = backdrop(behind, size, seed % 6) if isinstance(behind, str) else behind
    skin = float(random.uniform(0.5, 1.05)) if held else None
    held_plane = Plane(plane, width_mm, corner_mm, gloss, to_sensor, phone.blur)
    open_ms = exposure_ms or float(np.clip(9.0 / light.level, 1.0, 33.0))
    mains = Flicker(light.flicker_hz, 0.5, light.flicker, float(random.random()))
    scene = compose(held_plane, back, light, big, skin)
    scene *= row_gains(mains if light.flicker else None, big[1], phone.readout_ms, open_ms, t)[..., None]
    scene *= colour(light.kelvin) * vignette(big, phone.vignetting)
    glow = glow_of(held_plane, emission, big, skin)
    if glow is not None and emission is not None:
        open_ms = exposure_ms or open_ms / max(1.0, emission.level)
        pulse = row_gains(emission.pulse, big[1], phone.readout_ms, open_ms, t)[..., None]
        glow.light[:] *= pulse * vignette(big, phone.vignetting)
    white = _white_point(light, emission, random)
    mosaic = sensor.expose(scene, glow, phone)
    mosaic *= np.float32(sensor.exposure_for(mosaic))
    raw = sensor.read_out(mosaic, min(1.0, max(light.level, 0.0 if glow is None else 0.7)), phone, random)
    jpeg = sensor.finish(sensor.develop(raw, white, phone), size, phone.jpeg)
    image = np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), np.uint8)
    return Shot(jpeg, image, np.diag([size[0] / big[0], size[1] / big[1], 1.0]) @ to_sensor, phone, light)


def burst(plane: Image, *, seed: int, frames: int = 8, fps: float = 10.0, **how: Any) -> list[Image]:
    """Photograph the plane over time as preview frames of 960 x 540: the hand trembles, lights pulse."""
    options: Mapping[str, Any] = {"size": (960, 540), **how}
    return [photograph(plane, seed=seed, t=k / fps + 1e-6, **options) for k in range(frames)]


def _even(value: float) -> int:
    return 2 * round(value / 2)


def _white_point(light: Light, emission: Emission | None, random: np.random.Generator) -> Floats:
    """What automatic white balance takes for white: the lamp, or mostly the screen, with its usual error."""
    own = colour(light.kelvin)
    if emission is not None:
        share = emission.level / (emission.level + 0.5)
        own = share * floats([1.0, 1.0, 1.0]) + (1 - share) * own
    return floats(own * random.uniform(0.94, 1.06, 3))


def _trembling(pose: Pose, random: np.random.Generator, t: float) -> Pose:
    phases = random.uniform(0, 2 * np.pi, (5, 3))
    if t == 0.0:
        return pose
    waves = np.sin(2 * np.pi * np.array([0.7, 1.9, 4.3]) * t + phases) @ np.array([1.0, 0.5, 0.2])
    shifts = waves * np.array([0.6, 0.6, 0.3, 0.003, 0.003])
    yaw, pitch, roll, x, y = np.array([pose.yaw, pose.pitch, pose.roll, pose.x, pose.y]) + shifts
    return Pose(yaw, pitch, roll, x, y, pose.share)


def _placed(
    pose: Pose, phone: Phone, size: tuple[int, int], aim: tuple[float, float, float, float]
) -> Doubles:
    """Homography from millimetres on the plane to sensor pixels, with the box `aim` in the frame."""
    width, height = size
    left, top, across, down = aim
    focal = phone.focal * width
    share = min(pose.share, 0.84 * height / width * across / down)
    depth = focal * across / (share * width)
    turn = rotation(pose.yaw, pose.pitch, pose.roll)
    middle = np.array([pose.x * width / focal * depth, pose.y * height / focal * depth, depth])
    plane = np.column_stack([turn[:, 0], turn[:, 1], middle])
    lens = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1]])
    centred = np.array([[1, 0, -left - across / 2], [0, 1, -top - down / 2], [0, 0, 1]])
    return np.asarray(lens @ plane @ centred)
