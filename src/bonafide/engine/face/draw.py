"""How a challenge is drawn: what the person is asked, and how many bits it is worth.

Usual: three moves in random order, and eight colours of the screen early among them. Where the screen's light is
not wanted or not seen, many moves take its place; who cannot turn the head nods instead. Straight looks between
moves give the head time to rest; a recording passes through them anyway, so they are worth nothing and are not
counted.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from random import Random

from bonafide.engine.evidence import Challenge, Move
from bonafide.engine.face.light import draw_colours

COLOURS = 8
SHORT = (Move.TURN_LEFT, Move.TURN_RIGHT, Move.COME_CLOSER)
NODDING = (Move.LOOK_UP, Move.LOOK_DOWN, Move.COME_CLOSER)
"""The short list of who cannot turn the head to the sides. It is worth as much, but nothing replaces its light."""
LONG = (*SHORT, Move.LOOK_UP, Move.LOOK_DOWN)
MANY = 9
"""Moves that take the place of the light: 9 out of 5 kinds, 17.9 bits, at least 17.4 after moves done before."""
LIGHT_AFTER = (0, 1)
"""The light is watched after this many moves."""


def new_challenge(nonce: str, rng: Random, *, light: bool = True, turns: bool = True) -> Challenge:
    """Draw a challenge of at least 16 bits.

    Args:
        nonce: single use, binds the challenge to one capture.
        rng: `random.SystemRandom()` but in tests.
        light: False asks for no colours on the screen and more moves instead.
        turns: False asks for nods instead of turns to the sides, and for the light in any case.

    Raises:
        ValueError: neither light nor turns: three kinds of moves would take sixteen of them for 16 bits.

    """
    if not light and not turns:
        raise ValueError("without turns the light is needed")
    if not light:
        moves = _many(rng, None)
        return Challenge(nonce, (Move.LOOK_STRAIGHT, *moves, Move.LOOK_STRAIGHT), order_bits=long_bits())
    middle = list(SHORT if turns else NODDING)
    rng.shuffle(middle)
    moves_ = _rested(rng, middle)
    moves_.insert(moves_.index(middle[rng.choice(LIGHT_AFTER)]), Move.WATCH_LIGHT)
    colours = draw_colours(COLOURS, [rng.randrange(4), *(rng.randrange(3) for _ in range(COLOURS - 1))])
    listed = (Move.LOOK_STRAIGHT, *moves_, Move.LOOK_STRAIGHT)
    bits = math.log2(math.factorial(len(middle)) * len(LIGHT_AFTER))
    return Challenge(nonce, listed, colours=colours, order_bits=bits)


def spares_turns(challenge: Challenge) -> bool:
    """Whether this challenge asks for no turn to a side. One without moves asks for nothing and spares nothing."""
    return bool(challenge.moves) and not {Move.TURN_LEFT, Move.TURN_RIGHT} & set(challenge.moves)


def lengthened(challenge: Challenge, done: int, rng: Random) -> Challenge:
    """Ask for many moves instead of what is left after the first `done` ones: the light was not seen.

    The bits of the moves done before are left out of the count; they may have been seen already.
    """
    before = challenge.moves[:done]
    last = next((move for move in reversed(before) if move in LONG), None)
    moves = (*before, *_many(rng, last), Move.LOOK_STRAIGHT)
    return replace(challenge, moves=moves, order_bits=long_bits(after=last is not None))


def _rested(rng: Random, moves: list[Move]) -> list[Move]:
    """Put a straight look between two moves or not, by the toss of a coin; always after coming closer.

    Who turns while leaning back shows hardly any parallax, see `turns.SAME_SIZE`.
    """
    listed = moves[:1]
    for before, move in pairwise(moves):
        rest = rng.random() < 0.5 or before is Move.COME_CLOSER
        listed += [Move.LOOK_STRAIGHT, move] if rest else [move]
    return listed


def _many(rng: Random, last: Move | None) -> list[Move]:
    """Draw moves of which no two neighbours are alike, both turns and the approach among them; equally likely each.

    Turns show the depth of a head, the approach that it is no picture of one that turns (`face.approach`).
    """
    while True:
        moves: list[Move] = []
        for _ in range(MANY):
            before = moves[-1] if moves else last
            moves.append(rng.choice([move for move in LONG if move is not before]))
        if set(SHORT) <= set(moves):
            return moves


def long_bits(*, after: bool = False) -> float:
    """Bits of `_many`: lists without a move of SHORT left out; with `after`, the first repeats no move done.

    Exact without `after`, with it a lower bound.
    """

    def lists(kinds: int) -> int:
        return int(kinds * (kinds - 1) ** (MANY - 1))

    if after:
        return math.log2((len(LONG) - 1) ** MANY - len(SHORT) * lists(len(LONG) - 1))
    ways = (math.comb(len(SHORT), k) * lists(len(LONG) - k) for k in range(len(SHORT) + 1))
    return math.log2(sum((-1) ** k * way for k, way in enumerate(ways)))


def light_bits(challenge: Challenge) -> float:
    """Bits of the colours: 4 for the first, 3 for each further one."""
    count = len(challenge.colours)
    return math.log2(4) + (count - 1) * math.log2(3) if count else 0.0
