"""Documents that have suffered: a corner cut or broken off, a crack across the card.

`cracked` returns the flat document; `corner_gone` a photograph, since what is seen through the gap is the table.
"""

import cv2
import numpy as np

from tests.world import burst
from tests.world.desk import desk
from tests.world.pixels import Image


def cracked(document: Image, seed: int) -> Image:
    """Break a card from one long side to the other: a dark, slightly ragged line with a bright lip."""
    random = np.random.default_rng(seed)
    height, width = document.shape[:2]
    start, end = random.uniform(0.15, 0.45) * width, random.uniform(0.55, 0.85) * width
    if seed % 2:
        start, end = end, start
    steps = np.linspace(0, 1, 24)
    x = start + (end - start) * steps + random.normal(0, 0.0016 * width, steps.size)
    points = np.round(np.column_stack([x, steps * (height - 1)])).astype(np.int32)
    page = document.copy()
    thick = max(2, width // 300)
    cv2.polylines(
        page, [points + np.array([thick, 0], np.int32)], isClosed=False, color=(240, 244, 244), thickness=1
    )
    cv2.polylines(page, [points], isClosed=False, color=(44, 48, 52), thickness=thick, lineType=cv2.LINE_AA)
    return page


def corner_gone(document: Image, seed: int, share: float = 0.25) -> Image:
    """Photograph a card on a table whose corner is gone, `share` of the short side along both sides; 0: whole."""
    random = np.random.default_rng(seed)
    scene = burst.table(document, seed)
    if share:
        height, width = burst.card_size(document)
        x, y = (scene.shape[1] - width) // 2, (scene.shape[0] - height) // 2
        leg = round(share * min(width, height))
        right, bottom = seed % 2, seed // 2 % 2
        corner = np.array([x + right * width, y + bottom * height])
        inward = np.array([1 - 2 * right, 1 - 2 * bottom])
        triangle = np.array([corner, corner + inward * [leg, 0], corner + inward * [0, leg]], np.int32)
        mask = np.zeros(scene.shape[:2], np.uint8)
        cv2.fillConvexPoly(mask, triangle, 255)
        scene[mask > 0] = desk((scene.shape[1], scene.shape[0]), seed=seed % 3)[mask > 0]
    return burst.above(scene, random, (1280, 720))
