"""Cut a person out of a studio portrait and complete what the turning head and the frame below will need."""

import cv2
import numpy as np
import numpy.typing as npt

from tests.world.pixels import Floats, Image, blur, floats, resized, sample, smoothstep, to_image

PX_PER_CM = 20.0
"""Resolution of the texture."""
BELOW_CM, EDGE_CM = 24.0, 1.0
"""How far the chest is continued below the photograph, and the empty edge on its other sides."""


def padded(image: Image, mask: Floats, scale: float) -> tuple[Image, Floats]:
    """Scale to the texture's resolution and let the chest run on below the picture."""
    image = np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    mask = resized(mask, (image.shape[1], image.shape[0])).copy()
    soft = int(1.2 * PX_PER_CM)
    mask[:, :soft] = mask[:, -soft:] = 0
    below, edge = int(BELOW_CM * PX_PER_CM), int(EDGE_CM * PX_PER_CM)
    wide = np.asarray(cv2.copyMakeBorder(image, edge, below, edge, edge, cv2.BORDER_REPLICATE), np.uint8)
    mask = floats(cv2.copyMakeBorder(mask, edge, below, edge, edge, cv2.BORDER_REPLICATE))
    mask[:edge] = mask[:, :edge] = mask[:, -edge:] = 0
    last = edge + image.shape[0] - 1
    body = np.flatnonzero(mask[last] > 0.5)
    if len(body):
        row = floats(wide[last - 8 : last + 1].mean(axis=0))
        wide[last + 1 :] = _cloth(row, below, int(body[0]), int(body[-1]))
    return wide, mask


def _cloth(row: Floats, rows: int, left: int, right: int) -> Image:
    """Continue the last row downward; what lies at the middle gives way to what lies beside it."""
    middle, reach = (left + right) / 2, (right - left) / 2
    across = np.arange(len(row), dtype=np.float32)[None] - middle
    down = np.arange(rows, dtype=np.float32)[:, None]
    wanted = np.maximum(np.abs(across), np.minimum(np.abs(across) + 0.8 * down, 0.75 * reach))
    column = np.clip(middle + np.where(across < 0, -1, 1) * wanted, left + 3, right - 3)
    return to_image(blur(sample(row[None], floats(column), np.zeros_like(column, np.float32)), 3.0))


def without_studio(texture: Image, mask: Floats, to_row: int) -> Floats:
    """Take the plain background between curls and beside ears out of the mask, above `to_row`.

    Only a band of 3 cm along the silhouette is touched: what differs little from the background there goes.
    """
    colour = floats(cv2.cvtColor(texture, cv2.COLOR_BGR2Lab))
    like = 1 - smoothstep(14, 30, np.linalg.norm(colour - _backdrop(colour, mask), axis=2))
    inside = cv2.distanceTransform((mask > 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    like[inside > 3 * PX_PER_CM] = 0
    like[to_row:] = 0
    return blur(mask * (1 - like), 2.0)


def _backdrop(colour: Floats, mask: Floats) -> Floats:
    """Guess the studio background's colour everywhere from where it is seen."""
    outside = floats(mask < 0.1)
    small = (colour.shape[1] // 8, colour.shape[0] // 8)
    near = blur(resized(outside, small), PX_PER_CM / 2)
    studio = blur(resized(colour * outside[..., None], small), PX_PER_CM / 2)
    return resized(studio / np.maximum(near, 1e-3)[..., None], (colour.shape[1], colour.shape[0]))


def clean_edges(texture: Image, mask: Floats) -> Image:
    """Carry the person's own colours outward over the studio background, so that no bright fringe shows."""
    inside = cv2.erode((mask > 0.6).astype(np.uint8), np.ones((5, 5), np.uint8))
    weight = floats(inside)
    colour = floats(texture) * weight[..., None]
    result, known = colour.copy(), weight.copy()
    for sigma in (2.0, 5.0, 12.0, 30.0):
        near = blur(weight, sigma)
        take: npt.NDArray[np.bool_] = (known == 0) & (near > 0.02)
        result[take] = blur(colour, sigma)[take] / near[take][:, None]
        known[take] = 1
    return to_image(result)
