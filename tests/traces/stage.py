"""Captures to fingerprint: a drawn head before a room, as frames with the readings that an engine would give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from tests.world.pixels import Image
from tests.world.room import sensor_noise

from bonafide.engine.evidence import Frame, FrameReading
from bonafide.engine.evidence.scene import Scene
from bonafide.engine.face.scene import scene_of

SIZE = (640, 480)


class Sitter(NamedTuple):
    """Somebody: their look comes from the seed; where they sit is in pixels of a 640 x 480 frame."""

    seed: int
    x: int = 320
    y: int = 210
    tall: int = 170


def drawn(
    behind: Image, who: Sitter, away: tuple[int, int] = (0, 0)
) -> tuple[Image, tuple[int, int, int, int]]:
    """Draw a head with shoulders before a picture; give it with the box of the face."""
    random, scene = np.random.default_rng(who.seed), behind.copy()
    x, y, tall = who.x + away[0], who.y + away[1], who.tall
    wide = round(tall * random.uniform(0.72, 0.82))
    skin, hair, cloth = (
        tuple(map(float, random.uniform(*span, 3))) for span in ((90, 210), (20, 90), (30, 200))
    )
    cv2.ellipse(
        scene, (x, y + round(tall * 1.75)), (round(wide * 1.4), tall), 0, 0, 360, cloth, -1, cv2.LINE_AA
    )
    cv2.ellipse(
        scene, (x, y - tall // 8), (round(wide * 0.62), round(tall * 0.66)), 0, 0, 360, hair, -1, cv2.LINE_AA
    )
    cv2.ellipse(scene, (x, y), (wide // 2, tall // 2), 0, 0, 360, skin, -1, cv2.LINE_AA)
    for side in (-1, 1):
        eye = x + round(side * wide * random.uniform(0.2, 0.25)), y - round(tall * random.uniform(0.05, 0.12))
        cv2.circle(scene, eye, round(wide * random.uniform(0.04, 0.07)), (30, 25, 20), -1, cv2.LINE_AA)
        cv2.line(
            scene, (eye[0] - wide // 9, eye[1] - tall // 9), (eye[0] + wide // 9, eye[1] - tall // 9), hair, 4
        )
    mouth = (x, y + round(tall * random.uniform(0.22, 0.3)))
    cv2.ellipse(
        scene, mouth, (round(wide * random.uniform(0.14, 0.24)), tall // 18), 0, 0, 360, (60, 50, 140), -1
    )
    return scene, (x - wide // 2, y - tall // 2, wide, tall)


def capture(
    behind: Image, who: Sitter, *, seed: int = 0, light: float = 1.0, count: int = 5, sway: float = 6.0
) -> tuple[list[Frame], list[FrameReading]]:
    """Frames of one sitting: the head sways by so many pixels, the camera adds its noise, JPEG its own."""
    random, frames, readings = np.random.default_rng(seed), list[Frame](), list[FrameReading]()
    for seq in range(count):
        away = tuple(int(part) for part in random.normal(0, sway, 2))
        picture, box = drawn(behind, who, (away[0], away[1]))
        seen = sensor_noise(picture, light, random)
        jpeg = cv2.imencode(".jpg", seen, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()
        yaw = float(random.normal(0, 2))
        frames.append(Frame(jpeg, seq, seq * 110, seq * 110))
        readings.append(FrameReading(seq, seq * 110, seq * 110, 1, box=box, yaw=yaw, inter_eye_px=70.0))
    return frames, readings


def replayed(
    frames: Sequence[Frame], readings: Sequence[FrameReading], *, quality: int = 60, scale: float = 1.0
) -> tuple[list[Frame], list[FrameReading]]:
    """The same film once more through another camera driver: brightness, contrast, size and JPEG are its own."""
    again = []
    for frame in frames:
        picture = np.asarray(cv2.imdecode(np.frombuffer(frame.jpeg, np.uint8), cv2.IMREAD_COLOR), np.float32)
        lit = np.clip(picture * 1.06 - 4, 0, 255).astype(np.uint8)
        smaller = cv2.resize(lit, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        other = cv2.resize(smaller, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_LINEAR)
        jpeg = cv2.imencode(".jpg", other, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
        again.append(Frame(jpeg, frame.seq, frame.client_ms, frame.server_ms))
    return again, list(readings)


def scene(behind: Image, who: Sitter, *, seed: int = 0, light: float = 1.0, count: int = 5) -> Scene:
    """Numbers of one sitting."""
    return scene_of(*capture(behind, who, seed=seed, light=light, count=count))
