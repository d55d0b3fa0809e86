"""Digital originals: a card inside of a wallet app on an upright phone, and screenshots of it or of a viewer."""

from typing import Any

import cv2
import numpy as np
from PIL import Image as Pil
from PIL import ImageDraw

from tests.world.fonts import bold, sans
from tests.world.pixels import Image
from tests.world.presented import Printed
from tests.world.screens import Box, Screen, Shown, any_screen, shown, viewer

SCREENS = ((1080, 2340), (1170, 2532), (1080, 2400), (1440, 3120), (750, 1334), (1290, 2796))
"""Width and height of common phone screens in pixels."""
_TITLES = ("Wallet", "Digital ID", "Mobile ID", "My Wallet", "Mobile Driver Licence", "Digital Licence")
_ACTIONS = ("Show QR code", "Share ID", "Show more", "Tap to present")


def wallet(document: Printed, size: tuple[int, int], random: np.random.Generator) -> tuple[Image, Box]:
    """Draw an app with the document as a card with round corners: status bar, title, card, buttons; exact pixels."""
    width, height = size
    dark = bool(random.random() < 0.35)
    ground, ink = ((18, 18, 20), (240, 240, 242)) if dark else ((246, 244, 242), (24, 24, 28))
    page = Pil.new("RGB", size, ground)
    pen = ImageDraw.Draw(page)
    _status_bar(pen, width, ink, random)
    pen.text((0.06 * width, 0.075 * height), str(random.choice(_TITLES)), font=bold(0.07 * width), fill=ink)
    card = round(width * random.uniform(0.86, 0.94))
    tall = round(card * document.picture.shape[0] / document.picture.shape[1])
    x, y = (width - card) // 2, round(height * random.uniform(0.18, 0.3))
    small = cv2.resize(document.picture[..., ::-1], (card, tall), interpolation=cv2.INTER_AREA)
    mask = Pil.new("L", (card, tall), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, card - 1, tall - 1), radius=0.045 * width, fill=255)
    page.paste(Pil.fromarray(np.ascontiguousarray(small)), (x, y), mask)
    under = y + tall + 0.05 * height
    pen.text((0.07 * width, under), "Last updated today", font=sans(0.038 * width), fill=ink)
    box = (0.06 * width, under + 0.05 * height, 0.94 * width, under + 0.11 * height)
    pen.rounded_rectangle(box, radius=0.03 * width, fill=(40, 110, 240))
    pen.text(
        (width / 2, box[1] + 0.03 * height),
        str(random.choice(_ACTIONS)),
        font=bold(0.045 * width),
        fill="white",
        anchor="mm",
    )
    pen.rounded_rectangle((0.34 * width, 0.985 * height, 0.66 * width, 0.988 * height), radius=4, fill=ink)
    return np.array(page)[..., ::-1].copy(), (float(x), float(y), float(card), float(tall))


def _status_bar(
    pen: ImageDraw.ImageDraw, width: int, ink: tuple[int, ...], random: np.random.Generator
) -> None:
    font = bold(0.042 * width)
    clock = f"{int(random.integers(7, 23))}:{int(random.integers(0, 60)):02d}"
    pen.text((0.08 * width, 0.035 * width), clock, font=font, fill=ink)
    pen.text((0.66 * width, 0.035 * width), "5G", font=font, fill=ink)
    pen.text((0.76 * width, 0.035 * width), f"{int(random.integers(12, 99))}%", font=font, fill=ink)
    pen.rounded_rectangle((0.87 * width, 0.042 * width, 0.94 * width, 0.075 * width), radius=6, outline=ink)


def upright_phone(random: np.random.Generator) -> Screen:
    """Draw a phone that is held upright."""
    lying = any_screen("phone", random)
    return Screen(
        lying.kind, lying.lattice, lying.size_mm[::-1], lying.bezel_mm, lying.level, lying.black, lying.pulse
    )


def mobile_id(document: Printed, seed: int) -> Shown:
    """Show a wallet app on an upright phone; the camera frames the card with what lies around it."""
    random = np.random.default_rng(seed + 23)
    screen = upright_phone(random)
    picture, box = wallet(document, screen.pixels, random)
    filmed = shown(screen, picture, box, edge_in_frame=False, random=random)
    wide = screen.size_mm[0] + 2 * screen.bezel_mm
    left, top, width, height = filmed.document_mm
    whole = bool(random.random() < 0.3)
    margin = (wide - width) / 2 * random.uniform(0.8, 1.3)
    aim = None if whole else (left - margin, top - 0.3 * height, width + 2 * margin, 1.6 * height)
    options: dict[str, Any] = {**filmed.options, "aim": aim, "hand": bool(whole and random.random() < 0.5)}
    return Shown(screen, filmed.device, options, filmed.document_mm)


def screenshot(document: Printed, seed: int) -> Image:
    """Take a screenshot: a wallet app, or the document's picture in a viewer; exact pixels, or a JPEG of them."""
    random = np.random.default_rng(seed + 37)
    size = SCREENS[int(random.integers(len(SCREENS)))]
    if random.random() < 0.5:
        picture, _ = wallet(document, size, random)
    else:
        ground = str(random.choice(["black", "white", "grey"]))
        picture, _ = viewer(document, size[::-1] if random.random() < 0.6 else size, ground, random)
    if random.random() < 0.5:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(80, 98))]
        picture = np.asarray(cv2.imdecode(cv2.imencode(".jpg", picture, quality)[1], 1), np.uint8)
    return picture


def sent_as_camera(picture: Image, seed: int, size: tuple[int, int] = (1920, 1080)) -> Image:
    """Send a picture through a program that acts as a camera: scaled into the frame, black beside it, then JPEG."""
    random = np.random.default_rng(seed + 41)
    scale = min(size[0] / picture.shape[1], size[1] / picture.shape[0])
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    fitted = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=how)[: size[1], : size[0]]
    frame = np.zeros((size[1], size[0], 3), np.uint8)
    y, x = (size[1] - fitted.shape[0]) // 2, (size[0] - fitted.shape[1]) // 2
    frame[y : y + fitted.shape[0], x : x + fitted.shape[1]] = fitted
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(85, 96))]
    return np.asarray(cv2.imdecode(cv2.imencode(".jpg", frame, quality)[1], 1), np.uint8)
