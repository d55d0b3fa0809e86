"""The operator's colour as a style sheet of its own, darkened or lightened until text with it can be read."""

from __future__ import annotations

import re

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_FALLBACK = "#0f5c4d"
_READABLE = 4.6
"""Contrast against white; WCAG 2.2 SC 1.4.3 asks for 4.5."""
_READABLE_IN_THE_DARK = 6.0
"""The same against DARK_PAPER: more, because the soft colour, a little lighter, lies behind words too."""
_VIVID = 160
"""A dark colour is made brighter up to here before white is mixed in, so that it keeps its hue."""
Rgb = tuple[int, int, int]
_WHITE: Rgb = (255, 255, 255)
DARK_PAPER: Rgb = (27, 36, 33)
"""--paper of base.css where the device is set to dark."""


def style_sheet(colour: str) -> str:
    """CSS that sets --brand, --brand-deep and --brand-soft, for light devices and for dark ones."""
    given = parse(colour)
    brand, dark = readable(given), readable_in_the_dark(given)
    light = _rule(brand, _scaled(brand, 0.72), _mixed(brand, _WHITE, 0.9))
    night = _rule(dark, _mixed(dark, _WHITE, 0.35), soft_in_the_dark(dark))
    return f":root{light}\n@media (prefers-color-scheme:dark){{:root:not(:has(.lit)){night}}}\n"


def _rule(brand: Rgb, deep: Rgb, soft: Rgb) -> str:
    return f"{{--brand:{_hex(brand)};--brand-deep:{_hex(deep)};--brand-soft:{_hex(soft)}}}"


def parse(colour: str) -> Rgb:
    """Turn #rrggbb into numbers; anything else into the house colour."""
    text = colour if _HEX.fullmatch(colour) else _FALLBACK
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def readable(colour: Rgb) -> Rgb:
    """Darken until white text on it, and it on white, can be read."""
    while contrast(colour, _WHITE) < _READABLE:
        colour = _scaled(colour, 0.95)
    return colour


def readable_in_the_dark(colour: Rgb) -> Rgb:
    """Lighten until it can be read on dark paper, and near-black on it."""
    while contrast(colour, DARK_PAPER) < _READABLE_IN_THE_DARK:
        vivid = 0 < max(colour) < _VIVID
        colour = (
            _scaled(colour, 1.06)
            if vivid and _scaled(colour, 1.06) != colour
            else _mixed(colour, _WHITE, 0.06)
        )
    return colour


def soft_in_the_dark(brand: Rgb) -> Rgb:
    """The ground of what is marked on dark paper: a trace of the colour."""
    return _mixed(brand, DARK_PAPER, 0.9)


def contrast(a: Rgb, b: Rgb) -> float:
    """Contrast ratio 1 to 21 as WCAG 2.2 defines it."""
    light, dark = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Rgb) -> float:
    r, g, b = (_linear(channel / 255) for channel in colour)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _scaled(colour: Rgb, factor: float) -> Rgb:
    return int(colour[0] * factor), int(colour[1] * factor), int(colour[2] * factor)


def _mixed(a: Rgb, b: Rgb, share: float) -> Rgb:
    """Mix so much of `b` into `a`; at least one step towards a lighter `b`, so that repeating it arrives."""
    r, g, blue = (min(255, -int(-(x + (y - x) * share) // 1)) for x, y in zip(a, b, strict=True))
    return r, g, blue


def _hex(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
