"""Whether the document is a digital or mobile ID: a card drawn inside of an app on an upright phone.

Told by two things: the words of the app and of the phone's status bar, and the shape: a card that nearly fills the
width of a lit panel which runs on far above and below it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import cv2
import numpy as np

from bonafide.engine.document.flatten import Flat
from bonafide.engine.document.genuine.bezel import DARK, Edge, Surroundings, find_strips, surroundings
from bonafide.engine.document.genuine.drawn import outlined, small_jpeg
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.document.locate import side_lengths
from bonafide.engine.evidence import Sign, Word

_APP = re.compile(
    r"\b(wallet|digital (id|licen[cs]e|identity)|mobile (id|licen[cs]e|driving|driver)|m-?dl|e-?licen[cs]e|"
    r"show (qr|code|more)|tap to|share id|add to|last (updated|refreshed)|face id|5g|lte|wi-?fi)\b"
    r"|电子(证|身份证|驾驶证)|扫码|亮证|出示",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"^\D{0,2}([01]?\d|2[0-3])[:.][0-5]\d(\s?[AP]M)?$", re.IGNORECASE)
_BATTERY = re.compile(r"^\D{0,4}\d{1,3}\s?%$")
_TOP = 0.2
"""Share of the picture's height in which the status bar lies."""
_APP_WORD, _STATUS_WORD = 0.5, 0.3
_PHONE_RATIO = (1.78, 2.4)
"""Length over width of a phone's lit area; the longest document, ID-1, has 1.586. Weak: corners may be wrong."""
_IN_PANEL, _LONG = 0.6, 0.3
_BESIDE, _ABOVE = 0.35, 0.75
"""Halves of the card's side: how near the panel ends beside the card, and how far it runs on above and below."""


def digital_id(exhibit: Exhibit) -> Sign:
    """Measure how much the front looks like a card in an app.

    Returns:
        Score: 0.5 for each kind of app word, 0.3 for each kind of status bar word, 0.6 for a card in a long lit
        panel, 0.3 for a document as long as a phone, at most 1. Numbers: `app_words`, `status_words`, `in_panel`,
        `ratio`. Without score where neither words nor a border were found (`border_and_words_missing`).

    """
    flat = exhibit.front
    if flat.quad is None and not exhibit.front_words:
        return Sign(None, "border_and_words_missing")
    app, status = _words(exhibit.front_words, flat.image.shape[0])
    in_panel, ratio = _in_panel(flat), _ratio(flat)
    score = _APP_WORD * app + _STATUS_WORD * status + _IN_PANEL * in_panel
    score += _LONG * (_PHONE_RATIO[0] <= ratio <= _PHONE_RATIO[1])
    numbers = {"app_words": app, "status_words": status, "in_panel": float(in_panel), "ratio": ratio}
    return Sign(min(1.0, score), "", numbers, _picture(exhibit))


def _words(words: Sequence[Word], height: int) -> tuple[int, int]:
    """Count kinds of app words, and of status bar words in the upper part of the picture; two each at most."""
    app = {found.group(0).lower() for w in words if (found := _APP.search(w.text))}
    bar = [w.text.strip() for w in words if w.box[1] + w.box[3] < _TOP * height]
    status = any(map(_CLOCK.match, bar)) + any(map(_BATTERY.match, bar))
    return min(2, len(app)), status


def _in_panel(flat: Flat) -> bool:
    """Whether the card lies in a long lit panel: dark strips close by on both sides, light above and below."""
    if flat.quad is None:
        return False
    around = surroundings(flat.photo, flat.quad)
    near = {strip.edge: strip.near for strip in find_strips(around, DARK)}
    beside = all(near.get(edge, 9.0) < _BESIDE for edge in (Edge.LEFT, Edge.RIGHT))
    far_on = all(near.get(edge, 9.0) > _ABOVE for edge in (Edge.TOP, Edge.BOTTOM))
    return beside and far_on and _lit_above_and_below(around)


def _lit_above_and_below(around: Surroundings) -> bool:
    """Whether what is in view of the next third of the card's height, above and below, is lit."""
    x, y, w, h = around.box
    bright = around.image.max(axis=2)
    white = float(np.percentile(bright[y : y + h, x : x + w], 85))
    bands = (
        np.s_[max(0, y - h // 3) : y - h // 12, x : x + w],
        np.s_[y + h + h // 12 : y + h + h // 3, x : x + w],
    )
    seen = [float(around.seen[b].mean()) > 0.9 for b in bands]
    lit = [s and float(np.median(bright[b])) > 0.3 * white for s, b in zip(seen, bands, strict=True)]
    return all(is_lit or not s for is_lit, s in zip(lit, seen, strict=True))


def _ratio(flat: Flat) -> float:
    """Long over short side of the document in the photograph, 0 without a border."""
    if flat.quad is None:
        return 0.0
    top, right, bottom, left = (float(v) for v in side_lengths(flat.quad))
    sides = sorted((top + bottom, right + left))
    return sides[1] / max(1.0, sides[0])


def _picture(exhibit: Exhibit) -> bytes:
    """Draw the document's border on the photograph, and the words that tell on the flat picture, if there are any."""
    flat = exhibit.front
    telling = [w for w in exhibit.front_words if _APP.search(w.text) or _CLOCK.match(w.text.strip())]
    if not telling:
        return small_jpeg(outlined(flat.photo, flat.quad) if flat.quad is not None else flat.photo)
    shown = np.array(flat.image)
    for word in telling:
        x, y, w, h = word.box
        cv2.rectangle(shown, (x, y), (x + w, y + h), (60, 60, 235), max(2, shown.shape[1] // 300))
    return small_jpeg(shown)
