"""Error rates of a comparison, as ISO/IEC 19795-1 names them, with intervals that count people and not pairs.

Similarities come with the two people behind each. A bootstrap over pairs would treat all comparisons of one
face as independent, and be far too sure; here people are drawn with replacement, and a comparison weighs as
often as both of its people were drawn. Where nothing went wrong the interval is the exact one of as many trials as
share nobody, which is wide and true.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bonafide.errors import InvalidInputError

Similarities = NDArray[np.float32]
People = NDArray[np.int64]
ROUNDS = 1000
SEED = 2026


class TooFewError(InvalidInputError):
    """The comparisons cannot carry the rate that was asked for."""

    code = "calibration_too_small"


@dataclass(frozen=True, slots=True)
class Comparisons:
    """Similarities and who was compared: `a` and `b` number people from 0; equal numbers are genuine."""

    values: Similarities
    a: People
    b: People

    @property
    def genuine(self) -> Comparisons:
        """Comparisons of a person with the same person."""
        return self.only(self.a == self.b)

    @property
    def impostor(self) -> Comparisons:
        """Comparisons of two different people."""
        return self.only(self.a != self.b)

    def only(self, which: NDArray[np.bool_]) -> Comparisons:
        """Keep some."""
        return replace(self, values=self.values[which], a=self.a[which], b=self.b[which])

    def among(self, people: Sequence[int] | set[int] | frozenset[int]) -> Comparisons:
        """Keep comparisons of which both people are among these."""
        wanted = np.fromiter(people, np.int64)
        return self.only(np.isin(self.a, wanted) & np.isin(self.b, wanted))


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % interval over people: `low` and `high` are None where nothing could be drawn."""

    errors: int
    trials: int
    people: int
    low: float | None = None
    high: float | None = None

    @property
    def share(self) -> float | None:
        """Errors by trials, 0 to 1; None where nothing was tried."""
        return self.errors / self.trials if self.trials else None


def all_pairs(embeddings: NDArray[np.float32], people: People) -> Comparisons:
    """Compare every two rows of `embeddings` (n x d, length 1), each pair once."""
    one, two = np.triu_indices(len(embeddings), 1)
    values = np.asarray((embeddings @ embeddings.T)[one, two], np.float32)
    return Comparisons(values, people[one], people[two])


def cross_pairs(
    one: NDArray[np.float32], people_one: People, two: NDArray[np.float32], people_two: People
) -> Comparisons:
    """Compare every row of `one` with every row of `two`, such as portraits with selfies."""
    values = np.asarray((one @ two.T).ravel(), np.float32)
    return Comparisons(values, np.repeat(people_one, len(two)), np.tile(people_two, len(one)))


def threshold_at_fmr(impostor: Similarities, fmr: float) -> float:
    """Least similarity from which at most this share of impostor comparisons passes.

    Raises:
        TooFewError: fewer than ten comparisons would decide it (10 / fmr are needed).

    """
    if len(impostor) * fmr < 10:
        raise TooFewError(
            f"A false match rate of {fmr:g} needs at least {int(np.ceil(10 / fmr))} comparisons of different"
            f" people to set a threshold; there are {len(impostor)}."
        )
    allowed = int(np.floor(len(impostor) * fmr))
    worst = float(np.sort(impostor)[-(allowed + 1)])
    return float(np.nextafter(np.float32(worst), np.float32(2)))


def threshold_at_fnmr(genuine: Similarities, fnmr: float) -> float:
    """Highest similarity below which at most this share of genuine comparisons falls."""
    if not len(genuine):
        raise TooFewError("There are no two pictures of one person to set a threshold from.")
    return float(np.sort(genuine)[int(np.floor(len(genuine) * fnmr))])


def equal_error(genuine: Similarities, impostor: Similarities) -> float:
    """Rate at which as many genuine comparisons fail as impostor comparisons pass, 0 to 1."""
    steps = np.linspace(-1.0, 1.0, 40001)
    missed = np.searchsorted(np.sort(genuine), steps) / len(genuine)
    passed = 1 - np.searchsorted(np.sort(impostor), steps) / len(impostor)
    at = int(np.argmin(np.abs(missed - passed)))
    return float((missed[at] + passed[at]) / 2)


def false_matches(tried: Comparisons, threshold: float, *, rounds: int = ROUNDS) -> Rate:
    """FMR: share of impostor comparisons at or above the threshold."""
    impostor = tried.impostor
    return _rate(impostor, impostor.values >= threshold, rounds)


def false_non_matches(tried: Comparisons, threshold: float, *, rounds: int = ROUNDS) -> Rate:
    """FNMR: share of genuine comparisons below the threshold."""
    genuine = tried.genuine
    return _rate(genuine, genuine.values < threshold, rounds)


def _rate(tried: Comparisons, wrong: NDArray[np.bool_], rounds: int) -> Rate:
    people, where = np.unique(np.concatenate([tried.a, tried.b]), return_inverse=True)
    count = len(people)
    rate = Rate(int(wrong.sum()), len(wrong), count)
    if count < 2 or not len(wrong):
        return rate
    one, two = where[: len(wrong)], where[len(wrong) :]
    if not rate.errors:
        return replace(rate, low=0.0, high=_none_seen(count if (tried.a == tried.b).all() else count // 2))
    every, bad = _by_people(one, two, None, count), _by_people(one, two, wrong, count)
    low, high = _interval(every, bad, rounds)
    return replace(rate, low=low, high=high)


def _none_seen(independent: int) -> float:
    """Upper end of the interval where nothing went wrong: a bootstrap of no errors would show none.

    Counts what shares nobody: as many trials as people for genuine comparisons, half as many for impostors.
    """
    return float(1 - 0.025 ** (1 / independent))


def _by_people(
    one: NDArray[np.int64], two: NDArray[np.int64], which: NDArray[np.bool_] | None, count: int
) -> NDArray[np.float32]:
    if which is not None:
        one, two = one[which], two[which]
    return np.bincount(one * count + two, minlength=count * count).reshape(count, count).astype(np.float32)


def _interval(
    every: NDArray[np.float32], bad: NDArray[np.float32], rounds: int
) -> tuple[float | None, float | None]:
    """Percentile bootstrap. One person drawn twice weighs twice, and its own pairs not four times."""
    random = np.random.default_rng(SEED)
    count = len(every)
    own_every, own_bad = np.diag(every).copy(), np.diag(bad).copy()
    shares = []
    for _ in range(rounds):
        drawn = np.bincount(random.integers(0, count, count), minlength=count).astype(np.float32)
        trials = drawn @ every @ drawn - (drawn**2 - drawn) @ own_every
        errors = drawn @ bad @ drawn - (drawn**2 - drawn) @ own_bad
        if trials > 0:
            shares.append(errors / trials)
    if not shares:
        return None, None
    low, high = np.percentile(shares, (2.5, 97.5))
    return float(low), float(high)
