"""Colour that a grey copy cannot have, whatever light falls on it.

A grey copy shows colour only where light gives it: a tint that changes slowly over the sheet and, because cameras
bend tones, with brightness. Both are taken away by a least-squares fit of the two colour axes of CIELAB to a
polynomial in place, times brightness; what an original's inks and the holder's skin leave is many times more than
what noise and JPEG leave on a copy. Grey-world balance alone fails under a lamp and daylight at once.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.genuine.drawn import small_jpeg
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.evidence import Sign
from bonafide.engine.image import Pixels

_SIDE = 128
_RIM = 0.04
"""Share of each side left out: background and fingers show there."""
_DARK, _BRIGHT = 30.0, 97.0
_FEWEST = 400
_BESIDE = 1.2
"""Widths of the portrait beside it that are looked at where no border was found."""
_FULL = 4.0
"""Local chroma at which nothing speaks for a grey copy."""
_CALM = 1.0


def grey_copy(exhibit: Exhibit) -> Sign:
    """Measure how little colour of its own the front has.

    Returns:
        Score 1 where no colour is left after light is taken away, 0 from `_FULL` units of CIELAB on. Numbers:
        `local_chroma` (what a tenth of the side exceeds, CIELAB units). Without score where too
        little is lit well (`too_dark`).

    """
    picture = _inner(_own_part(exhibit))
    lab = np.asarray(cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_BGR2LAB), np.float32)
    lab[..., 1:] = cv2.GaussianBlur(lab[..., 1:], (0, 0), _CALM)
    lit = (lab[..., 0] > _DARK) & (lab[..., 0] < _BRIGHT)
    if int(lit.sum()) < _FEWEST:
        return Sign(None, "too_dark", {"lit_share": float(lit.mean())})
    own = own_colour(lab, lit)
    chroma = float(np.percentile(own[lit], 90))
    score = float(np.clip(1 - chroma / _FULL, 0, 1))
    return Sign(score, "", {"local_chroma": chroma}, _drawn(own))


def _own_part(exhibit: Exhibit) -> Pixels:
    """The front; where no border was found the portrait and print beside it, for the table has colours of its own."""
    image = exhibit.front.image
    if exhibit.front.quad is not None or exhibit.portrait is None:
        return image
    x, y, w, h = exhibit.portrait.box
    beside = round(_BESIDE * w)
    left, right = (x, x + w + beside) if 2 * x + w < image.shape[1] else (x - beside, x + w)
    return image[max(0, y) : y + h, max(0, left) : right]


def own_colour(lab: NDArray[np.float32], lit: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Chroma (CIELAB units, h x w) that place and brightness do not explain; fitted where `lit`."""
    basis = _basis(lab[..., 0]).reshape(lit.size, -1)
    colours = lab[..., 1:].reshape(lit.size, 2).astype(np.float64)
    rows, wanted = basis[lit.ravel()], colours[lit.ravel()]
    # OpenCV's products take one thread: the threads of BLAS wait for each other longer than these sums last.
    normal = cv2.mulTransposed(rows, aTa=True) + 1e-3 * np.eye(rows.shape[1])
    nothing = np.zeros((basis.shape[1], 2))
    answer = np.linalg.solve(normal, cv2.gemm(rows, wanted, 1.0, nothing, 0.0, flags=cv2.GEMM_1_T))
    rest = colours - cv2.gemm(basis, answer, 1.0, np.zeros_like(colours), 0.0)
    return np.asarray(np.hypot(rest[:, 0], rest[:, 1]).reshape(lit.shape), np.float32)


def _basis(light: NDArray[np.float32]) -> NDArray[np.float64]:
    """Monomials of place up to the third order, each alone, times L and times L squared."""
    height, width = light.shape
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    across, down = [x**0, x, x * x, x * x * x], [y**0, y, y * y, y * y * y]
    place = [across[a] * down[b] for a in range(4) for b in range(4 - a)]
    tone = (light.astype(np.float64) - 60) / 40
    return np.stack([p * t for p in place for t in (np.ones_like(tone), tone, tone * tone)], axis=-1)


def _inner(image: Pixels) -> Pixels:
    height, width = image.shape[:2]
    y, x = round(_RIM * height), round(_RIM * width)
    part = image[y : height - y, x : width - x]
    scale = _SIDE / max(part.shape[:2])
    return np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _drawn(own: NDArray[np.float32]) -> bytes:
    shown = np.clip(own * (255 / 12), 0, 255).astype(np.uint8)
    return small_jpeg(np.asarray(cv2.applyColorMap(shown, cv2.COLORMAP_INFERNO), np.uint8))
