"""The operator's colour as a style sheet of its own, darkened until text on white can be read."""

from __future__ import annotations

import re

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_FALLBACK = "#0f5c4d"
_READABLE = 4.6
"""Contrast against white; WCAG 2.2 SC 1.4.3 asks for 4.5."""
Rgb = tuple[int, int, int]


def style_sheet(colour: str) -> str:
    """CSS that sets --brand (readable with white), --brand-deep and --brand-soft."""
    brand = readable(parse(colour))
    deep = _scaled(brand, 0.72)
    soft: Rgb = (_towards_white(brand[0]), _towards_white(brand[1]), _towards_white(brand[2]))
    return f":root{{--brand:{_hex(brand)};--brand-deep:{_hex(deep)};--brand-soft:{_hex(soft)}}}\n"


def parse(colour: str) -> Rgb:
    """Turn #rrggbb into numbers; anything else into the house colour."""
    text = colour if _HEX.fullmatch(colour) else _FALLBACK
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def readable(colour: Rgb) -> Rgb:
    """Darken until white text on it, and it on white, can be read."""
    while contrast(colour, (255, 255, 255)) < _READABLE:
        colour = _scaled(colour, 0.95)
    return colour


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


def _towards_white(channel: int) -> int:
    return round(255 - (255 - channel) * 0.1)


def _hex(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
