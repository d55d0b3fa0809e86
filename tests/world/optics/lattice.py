"""The lattice of coloured dots that a screen is made of, as the Fourier series of its light.

A screen lights a periodic pattern. Seen through a lens and summed over a sensor pixel, each harmonic of the
pattern keeps its phase and loses amplitude by the transfer function at its own frequency; sampled by the sensor
grid, what lies above half a cycle per pixel comes back as moire. Both are exact here, at any resolution, without
drawing a single dot: each harmonic is a cosine evaluated at the sensor's own pixels.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tests.world.optics.phone import CORE, CORE_BLUR
from tests.world.pixels import Floats, floats

Doubles = npt.NDArray[np.float64]
_REACH = 3
_LEAST = 0.001


@dataclass(frozen=True, slots=True)
class Dots:
    """Dots of one colour: lattice vectors, place of the first dot, their size; all in pixel pitches.

    `size` is width and height of a rectangle; with `round_` the first of it is the diameter of a disc.
    """

    vectors: tuple[tuple[float, float], tuple[float, float]]
    at: tuple[float, float]
    size: tuple[float, float]
    round_: bool = False


@dataclass(frozen=True, slots=True)
class Lattice:
    """A screen's dots: blue, green and red, and the pitch of a pixel in millimetres (25.4 / ppi)."""

    pitch_mm: float
    dots: tuple[Dots, Dots, Dots]

    @property
    def ppi(self) -> float:
        """Pixels per inch."""
        return 25.4 / self.pitch_mm


_SQUARE = ((1.0, 0.0), (0.0, 1.0))
_CHECKER = ((1.0, 1.0), (1.0, -1.0))


def stripes(ppi: float, *, upright: bool = True, open_: float = 0.82) -> Lattice:
    """LCD: three stripes per pixel beside each other, or above each other when the screen is turned."""
    wide = 0.29
    places = [(0.5 + (k - 1) / 3, 0.5) for k in (2, 1, 0)]
    dots = [Dots(_SQUARE, p, (wide, open_)) for p in places]
    if not upright:
        dots = [Dots(_SQUARE, (d.at[1], d.at[0]), (d.size[1], d.size[0])) for d in dots]
    return Lattice(25.4 / ppi, (dots[0], dots[1], dots[2]))


def diamond(ppi: float) -> Lattice:
    """OLED with two dots per pixel: green in each, red and blue in every other one, as on most phones."""
    blue = Dots(_CHECKER, (0.0, 0.0), (0.62, 0.62), round_=True)
    red = Dots(_CHECKER, (1.0, 0.0), (0.52, 0.52), round_=True)
    return Lattice(25.4 / ppi, (blue, Dots(_SQUARE, (0.5, 0.5), (0.42, 0.42), round_=True), red))


def harmonics(dots: Dots) -> tuple[Doubles, npt.NDArray[np.complex128]]:
    """Frequencies (n, 2) in cycles per pitch and coefficients, relative to the mean, of one half-plane."""
    inverse = np.linalg.inv(np.array(dots.vectors, float)).T
    whole = np.array(
        [(a, b) for a in range(_REACH + 1) for b in range(-_REACH, _REACH + 1) if a > 0 or b > 0], float
    )
    f = whole @ inverse
    shape = (
        _disc(f, dots.size[0])
        if dots.round_
        else np.sinc(f[:, 0] * dots.size[0]) * np.sinc(f[:, 1] * dots.size[1])
    )
    return f, shape * np.exp(-2j * np.pi * (f @ np.array(dots.at)))


def _disc(f: Doubles, diameter: float) -> Doubles:
    """Transform of a disc over its area; a Gaussian of the same second moment, good for the first orders."""
    return np.asarray(np.exp(-((np.pi * diameter * np.hypot(f[:, 0], f[:, 1])) ** 2) / 8))


def modulation(  # noqa: PLR0917  one call per colour, all of it needed
    lattice: Lattice,
    channel: int,
    to_picture: Doubles,
    origin_mm: tuple[float, float],
    grid: tuple[Floats, Floats],
    blur: float,
) -> Floats:
    """Light of one colour of the screen at sensor pixels, over its mean.

    Args:
        lattice: the screen.
        channel: 0 blue, 1 green, 2 red.
        to_picture: homography from millimetres on the plane to sensor pixels.
        origin_mm: where the corner of the lattice lies on the plane.
        grid: x (1, width) and y (height, 1) of the sensor pixels.
        blur: standard deviation of the lens in sensor pixels; the pixel's own square is added here.

    """
    x, y = grid
    inverse: Doubles = np.asarray(np.linalg.inv(to_picture), np.float64)
    u, v = _on_plane(inverse, x, y)
    u, v = (u - origin_mm[0]) / lattice.pitch_mm, (v - origin_mm[1]) / lattice.pitch_mm
    frequencies, coefficients = harmonics(lattice.dots[channel])
    coarse = (np.linspace(x[0, 0], x[0, -1], 12)[None], np.linspace(y[0, 0], y[-1, 0], 9)[:, None])
    slopes = _slopes(inverse, *coarse) / lattice.pitch_mm
    total = np.ones(np.broadcast_shapes(x.shape, y.shape), np.float32)
    for f, c in zip(frequencies, coefficients, strict=True):
        kept = 2 * abs(c) * _transfer(np.einsum("k,khwj->hwj", f, slopes), blur)
        if np.abs(kept).max() < _LEAST:
            continue
        amount = cv2.resize(floats(kept), total.shape[::-1], interpolation=cv2.INTER_LINEAR)
        turns = f[0] * u + f[1] * v + np.angle(c) / (2 * np.pi)
        total += amount * np.cos(floats((turns - np.floor(turns)) * 2 * np.pi))
    return total


def _on_plane(inverse: Doubles, x: Floats, y: Floats) -> tuple[Doubles, Doubles]:
    w = inverse[2, 0] * x + inverse[2, 1] * y + inverse[2, 2]
    return (
        np.asarray((inverse[0, 0] * x + inverse[0, 1] * y + inverse[0, 2]) / w),
        np.asarray((inverse[1, 0] * x + inverse[1, 1] * y + inverse[1, 2]) / w),
    )


def _slopes(inverse: Doubles, x: Doubles, y: Doubles) -> Doubles:
    """Derivative of plane by picture coordinates, (2 plane, h, w, 2 picture)."""
    w = inverse[2, 0] * x + inverse[2, 1] * y + inverse[2, 2]
    u, v = _on_plane(inverse, floats(x), floats(y))
    rows = [
        np.stack([(inverse[k, 0] - p * inverse[2, 0]) / w, (inverse[k, 1] - p * inverse[2, 1]) / w], -1)
        for k, p in ((0, u), (1, v))
    ]
    return np.stack(rows)


def _transfer(f: Doubles, blur: float) -> Doubles:
    """Modulation transfer of lens and square pixel at frequencies (..., 2) in cycles per sensor pixel."""
    spread = -2 * np.pi**2 * blur**2 * (f**2).sum(-1)
    lens = (1 - CORE) * np.exp(spread) + CORE * np.exp(spread * CORE_BLUR**2)
    return np.asarray(lens * np.sinc(f[..., 0]) * np.sinc(f[..., 1]))
