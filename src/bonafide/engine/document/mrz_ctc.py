"""From a recogniser's frames to exactly as many characters as the format has, each from its position's alphabet.

The Viterbi search over the CTC trellis finds the likeliest alignment of N characters; every position then keeps a
score for each character it could have been, so that later steps can weigh a reading against the next best one.
Graves et al., Connectionist Temporal Classification, ICML 2006.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.mrz_formats import ALPHABET

Floats = NDArray[np.float32]
Masks = NDArray[np.bool_]

INDEX = {c: i for i, c in enumerate(ALPHABET)}
_NEVER = -1e9
_IN_BLANK = 100
_STAYED = 101


@dataclass(frozen=True, slots=True)
class LineReading:
    """One line: the text, per position log-probability of each of the 37 characters (N x 37), mean path log-probability.

    `raw` is what the recogniser says without any knowledge of the format. `margins`, 0 to 1 per position: how far the
    best allowed character stands before the second, (p1 - p2) / (p1 + p2).
    """

    text: str
    scores: Floats
    likelihood: float
    raw: str
    margins: Floats


def greedy(frames: Floats) -> str:
    """Read frames x (blank, then the alphabet) the plain way: best per frame, repeats and blanks dropped."""
    best = frames.argmax(1)
    keep = (best > 0) & np.r_[True, best[1:] != best[:-1]]
    return "".join(ALPHABET[i - 1] for i in best[keep])


def masks_of(alphabets: list[str]) -> Masks:
    """Which of the 37 characters each position allows, N x 37."""
    masks = np.zeros((len(alphabets), len(ALPHABET)), bool)
    for row, allowed in enumerate(alphabets):
        masks[row, [INDEX[c] for c in allowed]] = True
    return masks


def decode(frames: Floats, masks: Masks) -> LineReading | None:
    """Fit len(masks) characters to log-probabilities (frames x 38, blank first). None where frames are too few."""
    if len(frames) < len(masks):
        return None
    spans, likelihood = _align(frames, masks)
    scores = np.stack([frames[span, 1:].max(0) for span in spans]).astype(np.float32)
    allowed = np.where(masks, scores, _NEVER)
    text = "".join(ALPHABET[i] for i in allowed.argmax(1))
    return LineReading(text, scores, likelihood / len(frames), greedy(frames), _margins(allowed))


def _margins(allowed: Floats) -> Floats:
    second, first = np.sort(allowed, axis=1)[:, -2:].T
    return np.asarray(np.tanh((first - second) / 2), np.float32)


def _align(frames: Floats, masks: Masks) -> tuple[list[list[int]], float]:
    """Return the frames on which each position stands, and the log-probability of the whole path."""
    count = len(masks)
    closed = np.where(masks, 0.0, _NEVER).astype(np.float32)
    chars = np.full((count, len(ALPHABET)), _NEVER, np.float32)
    blanks = np.full(count + 1, _NEVER, np.float32)
    blanks[0] = 0.0
    into_char = np.empty((len(frames), count, len(ALPHABET)), np.int8)
    into_blank = np.empty((len(frames), count + 1), np.int8)
    for t, frame in enumerate(frames):
        entry, source = _entries(chars, blanks)
        into_char[t] = np.where(entry > chars, source, _STAYED)
        ended = np.append(np.float32(_NEVER), chars.max(1))
        into_blank[t] = np.where(ended > blanks, np.append(0, chars.argmax(1)), _STAYED)
        blanks = np.maximum(ended, blanks) + frame[0]
        chars = np.maximum(entry, chars) + frame[1:] + closed
    last = int(chars[-1].argmax())
    likelihood = float(max(blanks[-1], chars[-1, last]))
    return _trace(into_char, into_blank, last if chars[-1, last] > blanks[-1] else _IN_BLANK), likelihood


def _entries(chars: Floats, blanks: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Best way into each character of each position: from a blank, or from another character of the position before."""
    before = np.vstack([np.full((1, chars.shape[1]), _NEVER, np.float32), chars[:-1]])
    rows = np.arange(len(before))
    first = before.argmax(1)
    best = before[rows, first]
    before[rows, first] = _NEVER
    second = before.argmax(1)
    same = np.arange(chars.shape[1]) == first[:, None]
    value = np.where(same, before[rows, second][:, None], best[:, None])
    source = np.where(same, second[:, None], first[:, None])
    blank = blanks[:-1, None]
    return np.maximum(value, blank), np.where(blank >= value, _IN_BLANK, source)


def _trace(into_char: NDArray[np.int8], into_blank: NDArray[np.int8], state: int) -> list[list[int]]:
    """Walk back from the end and note the frames of every position. `state` is a character or _IN_BLANK."""
    n = into_char.shape[1] - 1
    spans: list[list[int]] = [[] for _ in range(n + 1)]
    for t in range(len(into_char) - 1, -1, -1):
        if state == _IN_BLANK:
            source = int(into_blank[t, n + 1])
            state = _IN_BLANK if source == _STAYED else source
            continue
        spans[n].append(t)
        source = int(into_char[t, n, state])
        if source != _STAYED:
            n, state = n - 1, source
    return spans
