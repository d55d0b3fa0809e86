"""What forgers change on a genuine document: in its photograph, or with scissors and glue.

Digital edits work on a photograph that has already been through a camera and JPEG, and save it again: the new
portrait or line has its own sharpness and noise. `glued_portrait` works on the document itself, before any camera.
The places are those of `specimen.passport` and the front of `specimen.td1_card`.
"""

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from PIL import Image as Pil
from PIL import ImageDraw, ImageFont

from bonafide.engine.perspective import frame, homography
from tests.world.pixels import Floats, Image, blur, floats, to_image
from tests.world.prints import PER_MM, encoded, linear

Layout = Literal["passport", "td1"]
BoxMm = tuple[float, float, float, float]
SIZES_MM = {"passport": (125.0, 88.0), "td1": (85.6, 53.98)}
PORTRAITS: dict[Layout, BoxMm] = {"passport": (6.0, 17.0, 35.0, 45.0), "td1": (4.0, 14.0, 26.0, 33.43)}
"""Left, top, width, height of the printed portrait."""
BIRTHDATES: dict[Layout, tuple[float, float]] = {"passport": (46.0, 47.4), "td1": (33.0, 36.8)}
"""Left end and baseline of the printed date of birth."""
_FONTS = (
    "DejaVuSans-Bold.ttf",
    "DejaVuSansCondensed-Bold.ttf",
    "LiberationSans-Bold.ttf",
    "LiberationSerif-Bold.ttf",
)
_LIGHT_FROM = np.array([-0.7, -0.7])


@dataclass(frozen=True, slots=True)
class Taken:
    """A photograph (BGR) and where the document is in it: corners clockwise from its own top left, pixels."""

    photo: Image
    corners: Floats
    layout: Layout

    @property
    def place(self) -> Floats:
        """Homography from millimetres on the document to pixels of the photograph."""
        w, h = SIZES_MM[self.layout]
        return floats(homography(frame(w, h), self.corners))


def through_jpeg(picture: Image, quality: int) -> Image:
    """Save and open again."""
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError("the picture cannot be written")
    found = cv2.imdecode(data, cv2.IMREAD_COLOR)
    return np.asarray(found, np.uint8)


def pasted_portrait(taken: Taken, stranger: Image, *, seed: int = 0) -> Image:
    """Paste another person's photograph over the portrait in the picture, its tones matched, and save again.

    `stranger` is a passport photograph (BGR, 35 x 45 shape). The seed decides how hard the rim is (0 to 1.5
    pixels), how far tones are matched, the size of the source and the two JPEG qualities.
    """
    random = np.random.default_rng(seed)
    x, y, w, h = PORTRAITS[taken.layout]
    source = through_jpeg(_scaled(stranger, int(random.integers(300, 700))), int(random.integers(75, 96)))
    height, width = source.shape[:2]
    to_mm = np.array([[w / width, 0, x], [0, h / height, y], [0, 0, 1]])
    place = taken.place @ to_mm
    size = (taken.photo.shape[1], taken.photo.shape[0])
    # The picture is reduced as an editor does it: averaged first, then placed.
    reduction = np.sqrt(abs(np.linalg.det(place[:2, :2] / place[2, 2])))
    fine = blur(source, max(0.3, 0.4 / reduction))
    over = floats(
        cv2.warpPerspective(fine, place, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    )
    cover = floats(cv2.warpPerspective(np.ones((height, width), np.float32), place, size))
    rim = random.uniform(0.0, 1.5)
    cover = blur(cover, rim) if rim > 0.3 else floats(cover > 0.5)
    inside = cover > 0.9
    match = random.uniform(0.6, 1.0)
    over += (taken.photo[inside].mean(axis=0) - over[inside].mean(axis=0)) * match
    mixed = taken.photo * (1 - cover[..., None]) + over * cover[..., None]
    return through_jpeg(to_image(mixed), int(random.integers(85, 96)))


def edited_text(taken: Taken, text: str = "07 AUG 1979", *, seed: int = 0) -> Image:
    """Wipe the date of birth out of the picture, type another one in, and save again."""
    random = np.random.default_rng(seed)
    left, base = BIRTHDATES[taken.layout]
    box = (left - 0.4, base - 2.7, 24.0, 3.5)
    mask = _region(taken, box)
    wiped = _wiped(taken.photo, mask)
    font = ImageFont.truetype(
        _FONTS[int(random.integers(len(_FONTS)))], 2.9 * PER_MM * random.uniform(0.94, 1.05)
    )
    ink = _ink(taken.photo, mask)
    cover = _typed(taken, text, font, (left + random.uniform(-0.2, 0.2), base + random.uniform(-0.15, 0.15)))
    cover = blur(cover, random.uniform(0.3, 0.6))[..., None]
    return through_jpeg(to_image(wiped * (1 - cover) + ink * cover), int(random.integers(85, 96)))


def glued_portrait(document: Image, layout: Layout, stranger: Image, *, seed: int = 0) -> Image:
    """Glue a cut-out photograph over the portrait of the document itself; same size as `document`.

    The cut is off by some tenths of a millimetre and turned by up to 2 degrees; its paper is a fifth of a
    millimetre thick, shows a white edge where the blade went and throws a shadow away from the light.
    """
    random = np.random.default_rng(seed)
    per_mm = document.shape[1] / SIZES_MM[layout][0]
    x, y, w, h = PORTRAITS[layout]
    grow = random.uniform(0.1, 0.9, 4)
    w, h = w + grow[0] + grow[1], h + grow[2] + grow[3]
    height, width = round(h * per_mm), round(w * per_mm)
    photo = _scaled(stranger, width, height)
    warmth = np.asarray([random.uniform(0.92, 1.06), 1.0, random.uniform(0.96, 1.08)]) * random.uniform(
        0.92, 1.08
    )
    photo = encoded(linear(photo) * floats(warmth))
    white = max(1, round(random.uniform(0.08, 0.3) * per_mm))
    cv2.rectangle(photo, (0, 0), (width - 1, height - 1), (238, 240, 240), white)
    turn = np.radians(random.uniform(-2, 2))
    c, s = np.cos(turn), np.sin(turn)
    corner = np.array([x - grow[0], y - grow[2]]) * per_mm
    place = np.array([[c, -s, corner[0] + s * height / 2], [s, c, corner[1] - s * width / 2]])
    size = (document.shape[1], document.shape[0])
    over = cv2.warpAffine(photo, place, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    cover = floats(cv2.warpAffine(np.ones((height, width), np.float32), place, size))
    fall = -_LIGHT_FROM * 0.2 * per_mm * random.uniform(0.7, 1.8)
    cast = floats(cv2.warpAffine(cover, np.array([[1, 0, fall[0]], [0, 1, fall[1]]]), size))
    dark = 1 - random.uniform(0.25, 0.5) * np.clip(blur(cast, 0.08 * per_mm) - cover, 0, 1)
    mixed = document * dark[..., None] * (1 - cover[..., None]) + floats(over) * cover[..., None]
    return to_image(mixed)


def _scaled(picture: Image, width: int, height: int | None = None) -> Image:
    tall = height or round(picture.shape[0] * width / picture.shape[1])
    how = cv2.INTER_AREA if width < picture.shape[1] else cv2.INTER_CUBIC
    return np.array(cv2.resize(picture, (width, tall), interpolation=how), np.uint8)


def _region(taken: Taken, box: BoxMm) -> Image:
    x, y, w, h = box
    corners = floats([[(x, y)], [(x + w, y)], [(x + w, y + h)], [(x, y + h)]])
    points = cv2.perspectiveTransform(corners, taken.place)
    mask = np.zeros(taken.photo.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.round(points).astype(np.int32)], 255)
    return mask


def _wiped(photo: Image, mask: Image) -> Floats:
    """Replace the strokes inside the mask by what surrounds them, as a healing brush does."""
    x, y, w, h = cv2.boundingRect(mask)
    part = np.s_[y - 8 : y + h + 8, x - 8 : x + w + 8]
    grey = cv2.cvtColor(photo[part], cv2.COLOR_BGR2GRAY)
    paper = cv2.medianBlur(grey, 31).astype(np.int16)
    strokes = ((grey.astype(np.int16) < paper - 14) & (mask[part] > 0)).astype(np.uint8) * 255
    strokes = np.asarray(
        cv2.bitwise_and(cv2.dilate(strokes, np.ones((5, 5), np.uint8)), mask[part]), np.uint8
    )
    out = floats(photo)
    out[part] = cv2.inpaint(np.ascontiguousarray(photo[part]), strokes, 4, cv2.INPAINT_TELEA)
    return out


def _ink(photo: Image, mask: Image) -> Floats:
    inside = photo[mask > 0].reshape(-1, 3)
    grey = inside.mean(axis=1)
    return floats(inside[grey <= np.percentile(grey, 6)].mean(axis=0))


def _typed(taken: Taken, text: str, font: ImageFont.FreeTypeFont, at_mm: tuple[float, float]) -> Floats:
    """Coverage of a typed line in the photograph, 0 to 1; `at_mm` is its left end on the baseline."""
    page = Pil.new("L", (round(30 * PER_MM), round(6 * PER_MM)), 0)
    ImageDraw.Draw(page).text((PER_MM, 4 * PER_MM), text, font=font, fill=255, anchor="ls")
    to_mm = np.array([[1 / PER_MM, 0, at_mm[0] - 1], [0, 1 / PER_MM, at_mm[1] - 4], [0, 0, 1]])
    place = taken.place @ to_mm
    size = (taken.photo.shape[1], taken.photo.shape[0])
    reduction = np.sqrt(abs(np.linalg.det(place[:2, :2] / place[2, 2])))
    fine = blur(np.asarray(page), 0.35 / reduction)
    return floats(cv2.warpPerspective(fine, place, size, flags=cv2.INTER_LINEAR) / 255)
