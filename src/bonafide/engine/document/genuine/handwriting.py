"""Entries written by hand: letters that sit beside the line and never repeat.

Print sets letters on one straight line and repeats every sign exactly. A hand does neither. Each line of the front
is cut into its letters; how far they lie off the line, beyond what other lines of the page do, and how badly each
resembles its nearest likeness on the page tell writing from print: one alone can come from a bent page or from few
letters, both together hardly do. The signature is writing on every document and no entry: only lines that were read
as fields, and lines with digits, are judged. Captions and titles lend their letters and are not judged. Chinese and
Japanese signs repeat too seldom on a card to say anything, and stand on no line: on a page printed in them the lines
that hold any are not judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.genuine.drawn import small, small_jpeg
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.document.genuine.wording import NOT_READ
from bonafide.engine.evidence import Box, Sign, Word
from bonafide.engine.image import Pixels

Floats = NDArray[np.float32]

TOO_SMALL = "letters_not_apart"
"""No entry whose letters are large enough and stand apart."""
_LEAST_TALL, _FEWEST, _FEWEST_LINES = 32, 4, 3
"""Least height of a line in pixels, fewest letters of a line, fewest lines of a page that can be compared. The foot
of a letter is known to a quarter of a pixel: in lower lines that alone comes near what a hand strays."""
_DIGITS = 3
_EAST_ASIAN, _SURE, _MANY = 0x2E80, 0.8, 3
"""First sign of those scripts, and how surely how many lines have to hold some before a page is printed in them: of
handwriting the reader makes single Chinese signs at times."""
_INK, _OF_DARKEST = 28.0, 0.45
_TALL, _PIXELS = 0.3, 12
_LIKE_OTHERS, _WIDEST = (0.55, 1.7), 1.6
"""Heights of letters by the median one of the line, and the widest: what is beyond is punctuation or run together."""
_SHOWN = 0.3
"""Score from which the entry is shown to people."""
_NORM, _SIDE = 16.0, 28
_WANDER, _UNLIKE = 0.014, 0.09
"""Distance off the line in heights of a letter, and lack of likeness, at which each is worth 0.5."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One letter: where it stands in the strip, and its ink at a common height."""

    x: float
    bottom: float
    patch: Floats


@dataclass(frozen=True, slots=True)
class Line:
    """A line, its letters, and how far these lie off the line: median share of the height of a letter."""

    word: Word
    glyphs: tuple[Glyph, ...]
    wander: float


def handwriting(exhibit: Exhibit) -> Sign:
    """Look for an entry of the front that is written by hand.

    Returns:
        Score for the entry that looks most like writing: the smaller of a / (a + 0.014) for the distance a of its
        letters off their line and b / (b + 0.09) for their lack b of likeness to others of the page. Numbers:
        `lines` judged, `wander` (a), `unlike` (b). Without score: `text_not_read`, `letters_not_apart`.

    """
    words = exhibit.front_words
    if not words:
        return Sign(None, NOT_READ)
    grey = cv2.cvtColor(exhibit.front.image, cv2.COLOR_BGR2GRAY)
    lines = [line for word in words if (line := line_of(np.asarray(grey, np.uint8), word)) is not None]
    signs = [word for word in words if _has_signs(word)]
    skipped = signs if sum(word.confidence >= _SURE for word in signs) >= _MANY else []
    entries = [
        k
        for k, line in enumerate(lines)
        if _is_entry(line.word, exhibit.entries) and line.word not in skipped
    ]
    if len(lines) < _FEWEST_LINES or not entries:
        return Sign(None, TOO_SMALL, {"lines": len(entries)})
    wander, unlike = _wanders(lines), _unlike(lines)
    scores = [min(_share(wander[k], _WANDER), _share(unlike[k], _UNLIKE)) for k in entries]
    k = entries[int(np.argmax(scores))]
    numbers = {"lines": len(entries), "wander": round(wander[k], 4), "unlike": round(unlike[k], 4)}
    picture = _drawn(exhibit.front.image, lines[k].word.box) if max(scores) >= _SHOWN else b""
    return Sign(round(max(scores), 3), "", numbers, picture)


def _is_entry(word: Word, entries: Sequence[Box]) -> bool:
    return word.box in entries or sum(map(str.isdigit, word.text)) >= _DIGITS


def _has_signs(word: Word) -> bool:
    return any(ord(c) >= _EAST_ASIAN for c in word.text)


def _share(value: float, half: float) -> float:
    return value / (value + half)


def _wanders(lines: Sequence[Line]) -> list[float]:
    """How far the letters of each line lie off it, beyond the steadiest quarter of the other lines."""
    own = np.array([line.wander for line in lines])
    return [max(0.0, float(own[k] - np.quantile(np.delete(own, k), 0.25))) for k in range(len(lines))]


def _unlike(lines: Sequence[Line]) -> list[float]:
    """How much the letters of each line lack, at the median, to be like another one of the page."""
    alike = likenesses([glyph for line in lines for glyph in line.glyphs])
    ends = np.cumsum([len(line.glyphs) for line in lines])[:-1]
    return [float(1 - np.median(part)) for part in np.split(alike, ends)]


def line_of(grey: Pixels, word: Word) -> Line | None:
    """Cut a line into letters; None where too few stand apart."""
    x, y, w, h = word.box
    if h < _LEAST_TALL:
        return None
    pad = max(2, h // 8)
    strip = grey[max(0, y - pad) : y + h + pad, max(0, x - pad) : x + w + pad]
    ink = _ink(strip)
    mask = (ink > max(_INK, _OF_DARKEST * float(np.percentile(ink, 97)))).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    boxes = [tuple(map(int, one[:4])) for one in stats[1:] if one[3] >= _TALL * h and one[4] >= _PIXELS]
    tall = float(np.median([box[3] for box in boxes])) if boxes else 0.0
    low, high = _LIKE_OTHERS
    boxes = [box for box in boxes if low * tall <= box[3] <= high * tall and box[2] <= _WIDEST * tall]
    if len(boxes) < _FEWEST:
        return None
    glyphs = tuple(_glyph(ink, box, tall) for box in sorted(boxes))
    off = _off(np.array([glyph.x for glyph in glyphs]), np.array([glyph.bottom for glyph in glyphs]))
    return Line(word, glyphs, off / tall)


def _ink(strip: Pixels) -> Floats:
    """How much darker than the paper, grey levels."""
    size = max(3, strip.shape[0] // 2 * 2 + 1)
    paper = cv2.dilate(cv2.medianBlur(strip, 3), np.ones((size // 2 | 1, size // 2 | 1), np.uint8))
    paper = cv2.blur(paper, (size, size))
    return np.clip(paper.astype(np.float32) - strip.astype(np.float32), 0, None)


def _glyph(ink: Floats, box: tuple[int, ...], tall: float) -> Glyph:
    """Measure a letter; its foot lies where its ink falls to half, told to parts of a pixel."""
    x, y, w, h = box
    part = ink[y : y + h, x : x + w]
    rows = part.max(axis=1)
    half = 0.5 * sorted(rows.tolist())[round(0.9 * (h - 1))]
    dark = np.flatnonzero(rows >= half)
    bottom = y + _foot(rows, int(dark[-1]), half)
    scale = _NORM / tall
    middle = _SIDE / 2 - 0.5
    place = np.array([[scale, 0, middle - scale * (w - 1) / 2], [0, scale, middle - scale * (h - 1) / 2]])
    patch = cv2.GaussianBlur(cv2.warpAffine(part, place, (_SIDE, _SIDE)), (0, 0), 0.8)
    return Glyph(x + w / 2, bottom, np.asarray(patch, np.float32))


def _foot(rows: Floats, last: int, half: float) -> float:
    """Where the ink falls to half below row `last`."""
    below = float(rows[last + 1]) if last + 1 < len(rows) else 0.0
    return last + min(1.0, (float(rows[last]) - half) / max(1.0, float(rows[last]) - below))


def _off(xs: NDArray[np.float64], ys: NDArray[np.float64]) -> float:
    """Median distance from the straight line that fits best (Theil 1950)."""
    i, j = np.triu_indices(len(xs), 1)
    apart = np.abs(xs[j] - xs[i]) > 1
    slope = float(np.median((ys[j] - ys[i])[apart] / (xs[j] - xs[i])[apart])) if apart.any() else 0.0
    rest = ys - slope * xs
    return float(np.median(np.abs(rest - np.median(rest))))


def likenesses(glyphs: Sequence[Glyph]) -> Floats:
    """For each letter the greatest correlation, -1 to 1, with another one of the page; -1 where there is none."""
    flat = np.stack([glyph.patch.ravel() for glyph in glyphs])
    flat = flat - flat.mean(axis=1, keepdims=True)
    flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-6)
    alike = flat @ flat.T
    np.fill_diagonal(alike, -1)
    return np.asarray(alike.max(axis=1), np.float32)


def _drawn(picture: Pixels, box: Box) -> bytes:
    drawn = small(picture)
    scale = drawn.shape[1] / picture.shape[1]
    x, y, w, h = (round(value * scale) for value in box)
    cv2.rectangle(drawn, (x - 2, y - 2), (x + w + 2, y + h + 2), (0, 160, 240), 2)
    return small_jpeg(drawn)
