"""Fonts for printed specimens. OCR-B comes with Debian's fonts-ocr-b; else a monospace font stands in."""

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

OCR_B = Path("/usr/share/fonts/opentype/ocr-b/OCRB.otf")
_MONO = ("DejaVuSansMono.ttf", "LiberationMono-Regular.ttf", "Menlo.ttc", "Courier New.ttf")
_SANS = ("LiberationSans-Regular.ttf", "DejaVuSansCondensed.ttf", "Arial.ttf")
_BOLD = ("LiberationSans-Bold.ttf", "DejaVuSansCondensed-Bold.ttf", "Arial Bold.ttf")
_CJK = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
CJK_REASON = "no font with Chinese signs: install fonts-noto-cjk"


def ocr_b_available() -> bool:
    """Tell whether the machine readable zone is printed in real OCR-B; say so in reports where it is not."""
    return OCR_B.is_file()


def cjk_available() -> bool:
    """Whether Chinese and Japanese can be printed here; tests that need it skip with CJK_REASON where not."""
    return _CJK.is_file()


def _first(names: tuple[str, ...], size: float) -> Font:
    for name in names:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


@lru_cache(maxsize=32)
def mrz_font(advance_px: float) -> Font:
    """Return OCR-B (or a stand-in) whose characters stand `advance_px` apart."""
    names = (str(OCR_B), *_MONO)
    reference = _first(names, 100.0)
    return _first(names, 100.0 * advance_px / reference.getlength("<"))


@lru_cache(maxsize=32)
def sans(size_px: float) -> Font:
    """Return the plain face for labels."""
    return _first(_SANS, size_px)


@lru_cache(maxsize=32)
def bold(size_px: float) -> Font:
    """Return the strong face for titles and field values."""
    return _first(_BOLD, size_px)


@lru_cache(maxsize=64)
def _cjk(size_px: float) -> Font:
    return ImageFont.truetype(str(_CJK), size_px)


def face_for(text: str, size_px: float, *, strong: bool) -> Font:
    """Return the face that a line is printed in: Chinese and Japanese signs have their own."""
    if any(ord(sign) > 0x2E80 for sign in text):
        return _cjk(size_px)
    return (bold if strong else sans)(size_px)
