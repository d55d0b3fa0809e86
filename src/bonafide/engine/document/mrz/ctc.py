"""From a recogniser's frames to as many characters as the format has, each from its position's alphabet.

The Viterbi search over the CTC trellis finds the likeliest alignment of N characters; every position then
keeps a score for each character it could have been, so that later steps can weigh a reading against the
next best one. Graves et al., Connectionist Temporal Classification, ICML 2006.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bonafide.engine.document.mrz.formats import ALPHABET, AS_DIGIT, AS_LETTER

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

INDEX = {c: i for i, c in enumerate(ALPHABET)}
_NEVER = -1e9
_FEWEST_GAPS = 10
_OUTSIDE = -1.5
"""Log-probability of a frame before the first or after the last character, whatever it shows: print beside
the zone."""


@dataclass(frozen=True, slots=True)
class LineReading:
    """One line as decoded.

    `text`, and per position the log-probability of each of the 37 characters (`scores`, N x 37);
    `likelihood` is the mean log-probability of the path. `raw` is what the recogniser says without any
    knowledge of the format. `margins`, 0 to 1 per position: how far the best allowed character stands
    before the second, (p1 - p2) / (p1 + p2). `first`, `last`: the frames on which the outermost characters
    stand. `widest`: the widest step from one character to the next, by the median step; `room`: what is left
    behind the last character, in such steps.
    """

    text: str
    scores: Floats
    likelihood: float
    raw: str
    margins: Floats
    first: float = 0.0
    last: float = 0.0
    widest: float = 1.0
    room: float = math.inf


def greedy(frames: Floats) -> str:
    """Read frames x (blank, then the alphabet) the plain way: best per frame, repeats and blanks dropped."""
    best = frames.argmax(1)
    keep = (best > 0) & np.r_[True, best[1:] != best[:-1]]
    return "".join(ALPHABET[i - 1] for i in best[keep])


def pooled(looks: Sequence[Floats]) -> Floats:
    """Geometric mean of several looks at one line, column by column, made to sum to one again."""
    total = np.mean(looks, axis=0)
    return np.asarray(total - np.log(np.exp(total).sum(1, keepdims=True)), np.float32)


def spacing(frames: Sequence[Floats]) -> float | None:
    """Median distance of neighbouring characters in columns, read the plain way; None under ten of them."""
    gaps: list[float] = []
    for one in frames:
        best = one.argmax(1)
        starts = np.flatnonzero(np.r_[True, best[1:] != best[:-1]])
        middles = (starts + np.r_[starts[1:], len(best)])[best[starts] > 0] / 2
        gaps += np.diff(middles).tolist()
    return float(np.median(gaps)) if len(gaps) >= _FEWEST_GAPS else None


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What a line allows: masks (N x 37), and per position which of the foldings below applies."""

    masks: Bools
    folding: NDArray[np.intp]


def plan_of(alphabets: list[str]) -> Plan:
    """Plan for one alphabet per position.

    Where only letters or only digits may stand, lookalikes count as those.
    """
    masks = np.zeros((len(alphabets), len(ALPHABET)), bool)
    for row, allowed in enumerate(alphabets):
        masks[row, [INDEX[c] for c in allowed]] = True
    digits, letters = masks[:, INDEX["0"]], masks[:, INDEX["A"]]
    return Plan(masks, np.where(digits & letters, 0, np.where(letters, 1, 2)))


def decode(frames: Floats, plan: Plan) -> LineReading | None:
    """Fit len(plan.masks) characters to log-probabilities (frames x 38, blank first).

    None where frames are too few.
    """
    if len(frames) < len(plan.masks):
        return None
    seen = np.exp(frames[:, 1:])
    emissions = np.stack([frames[:, 1:], np.log(seen @ _TO_LETTERS), np.log(seen @ _TO_DIGITS)])
    spans, likelihood = _align(frames[:, 0], emissions, plan)
    if not all(spans):
        return None
    scores = np.stack([emissions[k][span].max(0) for k, span in zip(plan.folding, spans, strict=True)])
    allowed = np.where(plan.masks, scores, _NEVER).astype(np.float32)
    text = "".join(ALPHABET[i] for i in allowed.argmax(1))
    places = [float(np.mean(span)) for span in spans]
    steps = np.diff(places)
    usual = float(np.median(steps))
    room = (len(frames) - 1 - places[-1]) / usual
    rest = (_margins(allowed), places[0], places[-1], float(steps.max()) / usual, room)
    return LineReading(text, allowed, likelihood / len(frames), greedy(frames), *rest)


def _folding(lookalikes: dict[str, str]) -> Floats:
    """Matrix that adds the weight of each lookalike to the character it stands for."""
    matrix = np.eye(len(ALPHABET), dtype=np.float32)
    for other, meant in lookalikes.items():
        matrix[INDEX[other], INDEX[meant]] = 1
    return matrix


_TO_LETTERS = _folding(AS_LETTER)
_TO_LETTERS[INDEX["0"], INDEX["D"]] = 0.03
_TO_DIGITS = _folding(AS_DIGIT)


def as_letters(scores: Floats) -> Floats:
    """Scores of open positions, had only letters and `<` been allowed there."""
    return np.asarray(np.log(np.exp(scores) @ _TO_LETTERS), np.float32)


def _margins(allowed: Floats) -> Floats:
    second, first = np.sort(allowed, axis=1)[:, -2:].T
    return np.asarray(np.tanh((first - second) / 2), np.float32)


def _align(blank: Floats, emissions: Floats, plan: Plan) -> tuple[list[list[int]], float]:
    """Return the frames on which each position stands, and the log-probability of the whole path.

    A position counts with the best character allowed there. One position may follow another without a
    blank only where that character changes.
    """
    allowed = emissions[plan.folding] + np.where(plan.masks, 0.0, _NEVER).astype(np.float32)[:, None]
    best, weight = allowed.argmax(2).T, np.ascontiguousarray(allowed.max(2).T)
    changes = np.zeros(best.shape, bool)
    changes[1:, 1:] = best[1:, 1:] != best[:-1, :-1]
    shut = np.where(changes, np.float32(0), np.float32(_NEVER))
    chars = np.full(best.shape[1], _NEVER, np.float32)
    blanks = np.append(np.float32(0), chars)
    from_char, entered, ended = (np.empty((len(blank), len(x)), bool) for x in (chars, chars, blanks))
    outside = np.maximum(blank, _OUTSIDE)
    closing = np.full(len(blanks), _NEVER, np.float32)
    for t, silence in enumerate(blank):
        after = shut[t]
        after[1:] += chars[:-1]
        np.greater(after, blanks[:-1], out=from_char[t])
        np.maximum(after, blanks[:-1], out=after)
        np.greater(after, chars, out=entered[t])
        closing[1:] = chars
        np.greater(closing, blanks, out=ended[t])
        np.maximum(closing, blanks, out=blanks)
        blanks[1:-1] += silence
        blanks[0] += outside[t]
        blanks[-1] += outside[t]
        np.maximum(after, chars, out=chars)
        chars += weight[t]
    in_blank = bool(blanks[-1] >= chars[-1])
    return _trace(from_char, entered, ended, in_blank=in_blank), float(max(blanks[-1], chars[-1]))


def _trace(from_char: Bools, entered: Bools, ended: Bools, *, in_blank: bool) -> list[list[int]]:
    """Walk back from the end and note the frames of every position."""
    n = entered.shape[1] - (0 if in_blank else 1)
    spans: list[list[int]] = [[] for _ in range(entered.shape[1])]
    for t in range(len(entered) - 1, -1, -1):
        if in_blank:
            if ended[t, n]:
                in_blank, n = False, n - 1
            continue
        spans[n].append(t)
        if entered[t, n]:
            in_blank = not from_char[t, n]
            n -= not in_blank
    return spans
