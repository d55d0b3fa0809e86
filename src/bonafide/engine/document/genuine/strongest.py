"""Several signs of one kind of attack as one sign: what speaks loudest counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bonafide.engine.evidence import Sign

_SPEAKS = 0.5


def strongest(signs: Mapping[str, Sign]) -> Sign:
    """Join signs by name, the main one first, each of whose scores is 0.5 where it begins to speak for the attack.

    Returns:
        The sign with the highest score and its picture. Numbers: those of all signs, and their scores by their names,
        absent where not measured. Where the main sign could not be measured and no other speaks for the attack, there
        is no score, for the reason of the main one: an attack may still be there.

    """
    main = next(iter(signs))
    scores = {name: sign.score for name, sign in signs.items() if sign.score is not None}
    numbers = {key: value for sign in signs.values() for key, value in sign.numbers.items()} | scores
    best = max(scores, key=lambda name: scores[name], default=main)
    if main not in scores and scores.get(best, 0.0) < _SPEAKS:
        return Sign(None, signs[main].why, numbers)
    return replace(signs[best], numbers=numbers)
