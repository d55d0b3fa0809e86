"""What the attacks on the real page are counted as: nothing is dropped, and nothing of other code is mixed in."""

import sys
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"


@pytest.fixture(scope="module")
def live() -> Any:
    sys.path.insert(0, str(BENCH))
    try:
        import live_attacks  # noqa: PLC0415 - found by the path above

        yield live_attacks
    finally:
        sys.path.remove(str(BENCH))


def row(end: str, *reasons: str) -> dict[str, object]:
    return {
        "end": end,
        "reasons": reasons,
        "said": (),
        "seconds": 20.0,
        "frames": 100,
        "busy": 1.0,
        "beside": 0,
    }


ROWS = {
    "flat_print 0 0": row("no verdict: challenge_expired", "challenge_expired"),
    "flat_print 0 1": row("broken: no page"),
    "flat_print 1 0": row("retry", "suspicious_photo"),
    "bona_fide 0 0": row("retry", "challenge_expired"),
    "bona_fide 0 1": row("approved"),
}


def test_what_broke_is_told_but_is_no_presentation(live: Any) -> None:
    table = {row[:2]: row for row in live.table_rows(live.by_visit(ROWS))[1:]}
    flat = table["flat_print", live.ALL["flat_print"].says]
    assert flat[2:7] == (2, "0/2 = 0.0 % [0.0, 65.8]", 1, 0, 1)
    assert "broken: no page 1" in flat[7]


def test_bona_fide_are_counted_by_their_first_and_by_their_last_try(live: Any) -> None:
    first, last = live.table_rows(live.by_visit(ROWS))[1:3]
    assert [first[3][:3], last[3][:3]] == ["0/1", "1/1"]


def test_a_visit_that_broke_is_not_made_again_and_its_presentation_is_still_due(live: Any) -> None:
    due = live._due(live.by_visit(ROWS), ["flat_print", "bona_fide", "cuts"], attempts=3)
    assert [(one.species, one.number, one.tries) for one in due] == [
        ("flat_print", 2, 1),
        ("bona_fide", 1, live.TRIES),
        ("cuts", 0, 3),
    ]
    (many,) = live._due({}, ["cuts"], attempts=150)
    assert many.tries == live.PER_VISIT


def test_outcomes_of_other_code_are_not_taken_over(live: Any, tmp_path: Path) -> None:
    kept = live.Kept(tmp_path / "keep", made_by="one")
    kept.add("cuts 0 0", ROWS["flat_print 1 0"])
    assert list(kept.rows()) == ["cuts 0 0"]
    assert live.Kept(tmp_path / "keep", made_by="two").rows() == {}


def test_every_species_has_a_browser_to_be_shown_in(live: Any) -> None:
    assert {"flat_print", "phone_replay", "id_portrait", "other_person", "bona_fide"} <= set(live.ALL)
    assert len(live.code()) == 64
