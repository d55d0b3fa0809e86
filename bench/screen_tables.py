"""What document_screens.py found, as rows of its page: attacks, originals, cues, misses and cost."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from tests.world.screens import DARK_THINGS, KINDS

from bonafide.policy.thresholds import SHIPPED
from common import share
from document_prints import LIMITS as OF_COPIES

HARD, SENT = "original with dark things", "screenshot as frames"
SPECIES = ("original", *KINDS, "mobile", "screenshot", HARD, SENT)
OF_SCREENS = {
    "electronic_replica": SHIPPED.replica_score_max,
    "mobile": SHIPPED.mobile_score_max,
    "screenshot": SHIPPED.screenshot_score_max,
}
LIMITS = {**OF_SCREENS, **OF_COPIES}
OWN: dict[str, str] = {
    **{str(k): "electronic_replica" for k in KINDS},
    "mobile": "mobile",
    "screenshot": "screenshot",
    SENT: "screenshot",
}

NAMES = {
    "electronic_replica": "id_electronic_replica_detection",
    "mobile": "id_mobile_detection",
    "screenshot": "id_screenshot_detection",
    "color_inconsistency": "grey copy",
    "paper": "paper (dots, square corners, soft print)",
    "flat_scan": "flat scan",
    "tamper": "changed picture",
    "portrait_inconsistency": "second portrait",
}


@dataclass(frozen=True, slots=True)
class Result:
    """What the checks said to one picture: scores, numbers of the replica sign, CPU ms, how it was shown."""

    species: str
    scores: dict[str, float | None]
    numbers: dict[str, float]
    cpu_ms: dict[str, float]
    facts: dict[str, float] = field(default_factory=dict)

    def fails(self, key: str) -> bool:
        score = self.scores[key]
        return score is not None and score > LIMITS[key]

    @property
    def looks_shown(self) -> bool:
        """Whether one of the three checks of screens, apps and screenshots fails."""
        return any(self.fails(key) for key in OF_SCREENS)

    @property
    def fails_any(self) -> bool:
        """Whether any check fails, those of paper, scans and changes too."""
        return any(self.fails(key) for key in LIMITS)

    @property
    def doubtful(self) -> bool:
        """No check fails, but two signs lie in the bands below their limits: a person looks."""
        known = {key: score for key, score in self.scores.items() if score is not None}
        soft = sum(known.get(key, 0.0) >= start for key, start in SHIPPED.soft_from.items())
        return not self.fails_any and soft > 1


def attack_rows(results: Sequence[Result]) -> Iterable[tuple[object, ...]]:
    """One row per species: what its own check misses, what the three of screens do, what all do."""
    yield (
        "presentation", "n", "APCER of its own check", "APCER, three checks of screens",
        "APCER, all eight checks", "of these two soft signs",
    )  # fmt: skip
    groups = {"screen, all": [r for r in results if r.species in KINDS]}
    for kind in KINDS:
        of_kind = [r for r in results if r.species == kind]
        groups[f"screen: {kind}, its edge in the frame"] = [r for r in of_kind if r.facts["edge"]]
        groups[f"screen: {kind}, document framed"] = [r for r in of_kind if not r.facts["edge"]]
    groups["digital ID in an app"] = [r for r in results if r.species == "mobile"]
    groups["screenshot"] = [r for r in results if r.species == "screenshot"]
    groups["screenshot sent as frames of a camera"] = [r for r in results if r.species == SENT]
    for name, group in groups.items():
        if group:
            own = OWN[group[0].species]
            missed = (
                sum(not r.fails(own) for r in group),
                sum(not r.looks_shown for r in group),
                sum(not r.fails_any for r in group),
            )
            soft = sum(r.doubtful for r in group)
            yield (name, len(group), *(share(k, len(group)) for k in missed), soft)


def missed_rows(results: Sequence[Result]) -> Iterable[tuple[object, ...]]:
    """What is left to see on the screens that their own check misses, and which other check finds them."""
    yield ("device", "framed on", "moire", "edge", "panel", "score", "found by")
    for r in results:
        if r.species in KINDS and not r.fails("electronic_replica"):
            by = [key for key in LIMITS if r.fails(key)]
            cues = (f"{r.numbers.get(cue, 0.0):.2f}" for cue in ("moire", "edge", "panel"))
            framed = "the device" if r.facts["edge"] else "the document"
            score = r.scores["electronic_replica"]
            yield (r.species, framed, *cues, "" if score is None else f"{score:.2f}", ", ".join(by))


def original_rows(results: Sequence[Result]) -> Iterable[tuple[object, ...]]:
    """One row per check: originals refused, and the scores at the upper end; then those with dark things."""
    yield ("check", "limit", "BPCER", "not measured", "95 % of scores below", "highest score")
    originals = [r for r in results if r.species == "original"]
    for key, limit in LIMITS.items():
        known = [s for r in originals if (s := r.scores[key]) is not None]
        refused = sum(r.fails(key) for r in originals)
        high, most = (f"{np.quantile(known, 0.95):.2f}", f"{max(known):.2f}") if known else ("", "")
        missing = len(originals) - len(known)
        yield (NAMES[key], f"{limit:g}", share(refused, len(originals)), missing, high, most)
    by_three, by_all = sum(r.looks_shown for r in originals), sum(r.fails_any for r in originals)
    soft = sum(r.doubtful for r in originals)
    yield ("any of the three", "", share(by_three, len(originals)), "", "", "")
    yield ("any of the eight", "", share(by_all, len(originals)), "", "", "")
    yield ("none, but two soft signs", "", share(soft, len(originals)), "", "", "")
    for number, thing in enumerate(DARK_THINGS):
        group = [r for r in results if r.species == HARD and r.facts["thing"] == number]
        refused = sum(r.fails_any for r in group)
        yield (f"any of the eight, {thing} behind", "", share(refused, len(group)), "", "", "")


def cue_rows(results: Sequence[Result]) -> Iterable[tuple[object, ...]]:
    """What the replica check saw: share of presentations with each cue."""
    cues = ("moire", "edge", "panel")
    yield ("presentation", *(f"{cue} of 0.3 or more" for cue in cues))
    for species in SPECIES:
        group = [r for r in results if r.species == species and r.numbers]
        if group:
            yield (species, *(share(sum(r.numbers[c] >= 0.3 for r in group), len(group)) for c in cues))


def speed_rows(results: Sequence[Result]) -> Iterable[tuple[object, ...]]:
    """CPU of each detector of screens on pictures of 1920 x 1080."""
    yield ("detector", "median CPU ms", "90 %")
    originals = [r for r in results if r.species == "original"]
    for key in OF_SCREENS:
        spent = sorted(r.cpu_ms[key] for r in originals)
        yield (key, f"{statistics.median(spent):.0f}", f"{np.quantile(spent, 0.9):.0f}")
    total = [sum(r.cpu_ms[key] for key in OF_SCREENS) for r in originals]
    yield ("all three", f"{statistics.median(total):.0f}", f"{np.quantile(total, 0.9):.0f}")


def refused_by(results: Sequence[Result], species: str) -> str:
    """Which checks refuse originals, and how often: `paper 2, electronic_replica 1`."""
    counted = Counter(key for r in results if r.species == species for key in LIMITS if r.fails(key))
    return ", ".join(f"{key} {count}" for key, count in counted.most_common()) or "none"
