"""What light falls on the held thing: its colour, its slope, a lamp mirrored in the laminate, mains flicker."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tests.world.pixels import Floats, floats


@dataclass(frozen=True, slots=True)
class Light:
    """One lighting.

    Attributes:
        level: 1 is a well-lit room; the sensor gets so much of its full charge (dim light, more noise).
        kelvin: colour temperature of the lamp, 2700 (bulb) to 7500 (shade).
        slope: share by which light falls off from one side of the picture to the other.
        angle: direction of that slope, radians.
        lamp: strength of the lamp mirrored in a glossy surface, in paper whites; 0 none.
        lamp_at: place of that mirror image in shares of the plane; lamp_size in shares of its width.
        flicker_hz, flicker: mains flicker of the lamp and its depth 0 to 1.

    """

    level: float = 1.0
    kelvin: float = 4500.0
    slope: float = 0.2
    angle: float = 0.0
    lamp: float = 0.0
    lamp_at: tuple[float, float] = (0.5, 0.4)
    lamp_size: float = 0.06
    flicker_hz: float = 100.0
    flicker: float = 0.0


def any_light(random: np.random.Generator) -> Light:
    """Draw one indoor or window light; in half of them a lamp is mirrored, in a third of them it flickers."""
    return Light(
        level=float(np.exp(random.uniform(np.log(0.18), np.log(1.6)))),
        kelvin=float(random.choice([2800, 3200, 4000, 5000, 5600, 6500, 7200])),
        slope=float(random.uniform(0.03, 0.45)),
        angle=float(random.uniform(0, 2 * np.pi)),
        lamp=float(random.uniform(0.15, 1.6)) if random.random() < 0.5 else 0.0,
        lamp_at=(float(random.uniform(0.05, 0.95)), float(random.uniform(0.0, 1.0))),
        lamp_size=float(random.uniform(0.02, 0.09)),
        flicker_hz=float(random.choice([100, 120])),
        flicker=float(random.uniform(0.03, 0.3)) if random.random() < 0.33 else 0.0,
    )


def colour(kelvin: float) -> Floats:
    """Light of a black body in linear BGR, green 1; a fit to Planck between 2500 and 8000 K, good to 5 %."""
    warm = 6500.0 / kelvin
    return floats([warm**-1.35, 1.0, warm**0.75])


def falling(light: Light, size: tuple[int, int]) -> Floats:
    """Light on a matt surface over the picture, (height, width, 1), mean about 1."""
    x = np.linspace(-0.5, 0.5, size[0], dtype=np.float32)[None]
    y = np.linspace(-0.5, 0.5, size[1], dtype=np.float32)[:, None]
    return floats(1 + light.slope * (x * np.cos(light.angle) + y * np.sin(light.angle)))[..., None]


def mirrored(
    light: Light, to_picture: npt.NDArray[np.float64], plane_mm: tuple[float, float], size: tuple[int, int]
) -> Floats:
    """Return the lamp mirrored by a glossy plane, in paper whites, (height, width, 1).

    A bright core with a wide skirt, as a slightly rough laminate gives it.
    """
    small = (size[0] // 8 + 1, size[1] // 8 + 1)
    across, down = plane_mm
    inverse = np.linalg.inv(to_picture)
    y, x = np.mgrid[0 : small[1], 0 : small[0]].astype(np.float64) * 8
    where = cv2.perspectiveTransform(np.stack([x.ravel(), y.ravel()], 1)[None], inverse)[0]
    dx = where[:, 0] - light.lamp_at[0] * across
    dy = where[:, 1] - light.lamp_at[1] * down
    r2 = (dx**2 + 1.7 * dy**2) / (light.lamp_size * across) ** 2
    spot = light.lamp * (np.exp(-r2 / 2) + 0.08 * np.exp(-r2 / 18))
    return floats(cv2.resize(floats(spot.reshape(small[::-1])), size, interpolation=cv2.INTER_CUBIC))[
        ..., None
    ].clip(0, None)
