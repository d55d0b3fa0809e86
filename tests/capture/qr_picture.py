"""Draw the squares of the QR code's SVG, as a browser would."""

import re

import numpy as np


def picture_of(page: str, scale: int = 6) -> np.ndarray:
    """Grey picture of the first QR code on a page."""
    code = re.findall(r'<svg class="qr".*?</svg>', page)[0]
    size = int(re.findall(r'viewBox="0 0 (\d+)', code)[0])
    cells = np.full((size, size), 255, np.uint8)
    for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", code):
        cells[int(y), int(x)] = 0
    return np.kron(cells, np.ones((scale, scale), np.uint8))
