"""Thresholds of a face model, set on one half of the people and reported on the other.

Who belongs to which half is a hash of the person's id, so that it cannot be chosen. One pair of thresholds comes
out, for everyone; how it treats sexes, ages and declared groups is reported, never tuned.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bonafide.engine.face.rates import (
    Comparisons,
    Rate,
    TooFewError,
    all_pairs,
    cross_pairs,
    equal_error,
    false_matches,
    false_non_matches,
    threshold_at_fmr,
    threshold_at_fnmr,
)

LEAST_PEOPLE = 5
"""Fewer people in a group say nothing about it, and would be recognisable."""
AGE_BANDS = ((0, 17), (18, 29), (30, 44), (45, 59), (60, 150))


@dataclass(frozen=True, slots=True)
class Subject:
    """One person of a calibration: opaque id; sex, age in years and group as declared, where they were."""

    person: str
    sex: str = ""
    age: int | None = None
    group: str = ""

    @property
    def half(self) -> int:
        """0: thresholds are set on this person; 1: reported."""
        return hashlib.sha256(b"bonafide calibrate\0" + self.person.encode()).digest()[0] & 1

    @property
    def age_band(self) -> str:
        """Such as 30-44; empty where no age was declared."""
        if self.age is None:
            return ""
        return next((f"{low}-{high}" for low, high in AGE_BANDS if low <= self.age <= high), "")


@dataclass(frozen=True, slots=True)
class Side:
    """Pictures of one side of the comparison: embeddings n x d of length 1, and the number of each's subject."""

    embeddings: NDArray[np.float32]
    people: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """What the thresholds do to one group: FMR among its members, FNMR of its members, at match_min."""

    trait: str
    value: str
    people: int
    fmr: Rate | None
    fnmr: Rate | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """Thresholds and what was measured.

    Attributes:
        match_min: least similarity at which, on the first half, at most `fmr` of impostors passed.
        review_min: similarity below which, on the first half, at most `fnmr` of genuine comparisons fell;
            never above match_min. Below it a comparison counts as a mismatch without a person looking.
        set_impostors, set_genuine, set_people: what the thresholds were set on.
        fmr, fnmr: at match_min, on the other half. review_fmr, review_fnmr: the same at review_min.
        eer: equal error rate on the other half.
        groups: by sex, age band and declared group, on the other half.

    """

    match_min: float
    review_min: float
    set_people: int
    set_impostors: int
    set_genuine: int
    fmr: Rate
    fnmr: Rate
    review_fmr: Rate
    review_fnmr: Rate
    eer: float
    groups: tuple[GroupRow, ...]


def compared(portraits: Side, selfies: Side, genuine: Comparisons, *, one_pool: bool) -> Comparisons:
    """Listed genuine comparisons, and every comparison of two different people.

    `one_pool` says that pictures stand on both sides: then `portraits` is that pool, and each pair counts once.
    """
    if one_pool:
        every = all_pairs(portraits.embeddings, portraits.people)
    else:
        every = cross_pairs(portraits.embeddings, portraits.people, selfies.embeddings, selfies.people)
    impostor = every.impostor
    return Comparisons(
        np.concatenate([genuine.values, impostor.values]),
        np.concatenate([genuine.a, impostor.a]),
        np.concatenate([genuine.b, impostor.b]),
    )


def calibrate(
    tried: Comparisons, subjects: Sequence[Subject], *, fmr: float = 1e-3, fnmr: float = 0.005
) -> Calibration:
    """Set both thresholds on one half of the people and report on the other.

    Args:
        tried: similarities; their people are indices of `subjects`.
        subjects: everyone.
        fmr: false match rate that match_min may have, 0 to 1.
        fnmr: share of genuine comparisons that may fall below review_min, 0 to 1.

    Raises:
        TooFewError: code calibration_too_small, with the number that is needed.

    """
    halves = [[i for i, one in enumerate(subjects) if one.half == half] for half in (0, 1)]
    first, second = (tried.among(half) for half in halves)
    if not len(second.genuine.values) or not len(second.impostor.values):
        raise TooFewError("The half of the people that is reported on has no comparisons of both kinds.")
    match_min = threshold_at_fmr(first.impostor.values, fmr)
    review_min = min(match_min, threshold_at_fnmr(first.genuine.values, fnmr))
    return Calibration(
        match_min=match_min,
        review_min=review_min,
        set_people=len(np.unique(np.concatenate([first.a, first.b]))),
        set_impostors=len(first.impostor.values),
        set_genuine=len(first.genuine.values),
        fmr=false_matches(second, match_min),
        fnmr=false_non_matches(second, match_min),
        review_fmr=false_matches(second, review_min),
        review_fnmr=false_non_matches(second, review_min),
        eer=equal_error(second.genuine.values, second.impostor.values),
        groups=tuple(group_rows(second, subjects, halves[1], match_min)),
    )


TRAITS: tuple[tuple[str, Callable[[Subject], str]], ...] = (
    ("sex", lambda one: one.sex),
    ("age", lambda one: one.age_band),
    ("group", lambda one: one.group),
)


def group_rows(
    tried: Comparisons, subjects: Sequence[Subject], counted: Iterable[int], threshold: float
) -> list[GroupRow]:
    """One row for each declared value of each trait; without rates where there are fewer than LEAST_PEOPLE."""
    seen = {int(i) for i in np.unique(np.concatenate([tried.a, tried.b]))} & set(counted)
    rows = []
    for trait, of in TRAITS:
        for value in sorted({of(subjects[i]) for i in seen} - {""}):
            members = {i for i in seen if of(subjects[i]) == value}
            rows.append(_group_row(trait, value, members, tried.among(members), threshold))
    return rows


def _group_row(trait: str, value: str, members: set[int], tried: Comparisons, threshold: float) -> GroupRow:
    if len(members) < LEAST_PEOPLE:
        return GroupRow(trait, value, len(members), None, None)
    return GroupRow(
        trait, value, len(members), false_matches(tried, threshold), false_non_matches(tried, threshold)
    )
