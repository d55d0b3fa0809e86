"""How many bits a challenge is worth: counted, not claimed."""

import math
import random
from itertools import pairwise, product

import pytest

from bonafide.engine.evidence import Challenge, Colour, Move
from bonafide.engine.face.draw import (
    LONG,
    MANY,
    NODDING,
    SHORT,
    lengthened,
    light_bits,
    long_bits,
    new_challenge,
    spares_turns,
)
from bonafide.engine.face.light import SCREEN, linear

RNG = random.Random(4)


def worth(moves: tuple[Move, ...]) -> tuple[Move, ...]:
    """What a recording cannot pass by waiting: all but the straight looks."""
    return tuple(move for move in moves if move is not Move.LOOK_STRAIGHT)


def test_usual_challenge_has_sixteen_bits() -> None:
    drawn = [new_challenge("n", RNG) for _ in range(600)]
    orders = {worth(challenge.moves) for challenge in drawn}
    assert drawn[0].order_bits == pytest.approx(math.log2(len(orders)))
    for challenge in drawn:
        assert challenge.order_bits + light_bits(challenge) >= 16
        assert all(a is not b for a, b in pairwise(challenge.colours))
        assert set(worth(challenge.moves)) == {*SHORT, Move.WATCH_LIGHT}
    assert len({challenge.colours for challenge in drawn}) > 550


def test_challenge_without_turns_has_as_many_bits() -> None:
    drawn = [new_challenge("n", RNG, turns=False) for _ in range(300)]
    assert drawn[0].order_bits == pytest.approx(math.log2(len({worth(one.moves) for one in drawn})))
    for challenge in drawn:
        assert set(worth(challenge.moves)) == {*NODDING, Move.WATCH_LIGHT}
        assert challenge.order_bits + light_bits(challenge) >= 16
        assert spares_turns(challenge)
    assert not any(spares_turns(new_challenge("n", RNG, light=light)) for light in (True, False))
    assert not spares_turns(Challenge("n", ()))
    with pytest.raises(ValueError, match="light is needed"):
        new_challenge("n", RNG, light=False, turns=False)


def test_colours_are_counted_rightly() -> None:
    short = Challenge("n", (), colours=(Colour.SKY, Colour.MINT, Colour.SKY, Colour.ROSE))
    lists = [c for c in product(Colour, repeat=4) if all(a is not b for a, b in pairwise(c))]
    assert light_bits(short) == pytest.approx(math.log2(len(lists)))


def test_moves_alone_have_sixteen_bits() -> None:
    lists = 0
    for indices in product(range(len(LONG)), repeat=MANY - 2):
        if all(a != b for a, b in pairwise(indices)):
            lists += _continued(indices)
    assert long_bits() == pytest.approx(math.log2(lists))
    assert 16 <= long_bits(after=True) <= long_bits()
    for _ in range(100):
        challenge = new_challenge("n", RNG, light=False)
        assert challenge.colours == ()
        assert challenge.order_bits == long_bits()
        moves = worth(challenge.moves)
        assert set(moves) >= set(SHORT)
        assert len(moves) == MANY
        assert all(a is not b for a, b in pairwise(moves))


def _continued(indices: tuple[int, ...]) -> int:
    """How many ways two more moves can be added so that both turns and the approach are in the list."""
    wanted = {LONG.index(move) for move in SHORT}
    found = 0
    for a in range(len(LONG)):
        for b in range(len(LONG)):
            fits = a not in {indices[-1], b}
            found += fits and wanted <= {*indices, a, b}
    return found


def test_many_moves_take_the_place_of_a_light_not_seen() -> None:
    for seed in range(50):
        rng = random.Random(seed)
        challenge = new_challenge("n", rng)
        done = challenge.moves.index(Move.WATCH_LIGHT) + 1
        longer = lengthened(challenge, done, rng)
        assert longer.moves[:done] == challenge.moves[:done]
        assert longer.moves[-1] is Move.LOOK_STRAIGHT
        added = worth(longer.moves[done:])
        assert len(added) == MANY
        assert set(added) >= set(SHORT)
        before = worth(longer.moves[: done - 1])
        assert not before or before[-1] is not added[0]
        assert longer.order_bits >= 16


def test_no_colour_is_a_saturated_red_or_dark() -> None:
    for colour in Colour:
        red, green, blue = (float(linear(value / 255)) for value in SCREEN[colour])
        assert red / (red + green + blue) < 0.8
        assert 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.3


def test_straight_look_always_follows_coming_closer() -> None:
    drawn = [new_challenge("n", random.Random(seed)).moves for seed in range(200)]
    followers = {b for moves in drawn for a, b in pairwise(moves) if a is Move.COME_CLOSER}
    assert Move.LOOK_STRAIGHT in followers
    assert not followers & {Move.TURN_LEFT, Move.TURN_RIGHT}
