"""What the attacks on the real page are counted as: nothing is dropped, and nothing of other code is mixed in."""

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
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
        "span": 19.0,
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


def test_what_goes_on_is_not_begun_twice_and_counts_as_shown(live: Any) -> None:
    going = [live.Visit("flat_print", 2, 1), live.Visit("cuts", 0, 2)]
    due = live._due(live.by_visit(ROWS), ["flat_print", "bona_fide", "cuts"], 3, going)
    assert [(one.species, one.number, one.tries) for one in due] == [
        ("bona_fide", 1, live.TRIES),
        ("cuts", 1, 1),
    ]


def test_people_who_try_again_are_counted_once(live: Any) -> None:
    (due,) = live._due(live.by_visit(ROWS), ["bona_fide"], attempts=2)
    assert due.number == 1
    assert list(live._due(live.by_visit(ROWS), ["bona_fide"], attempts=1)) == []


def test_many_wait_side_by_side_and_few_of_the_others(live: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from attack import lanes  # noqa: PLC0415 - found by the path above

    gone: list[tuple[str, int, int]] = []
    on: list[str] = []
    guard = threading.Lock()

    def make(visit: Any) -> list[Any]:
        with guard:
            on.append(visit.species)
        enough.acquire()
        with guard:
            gone.append((visit.species, len(set(on)), on.count(visit.species)))
            on.remove(visit.species)
        return [lanes.Try("retry", frames=visit.number)]

    enough = threading.Semaphore(0)
    monkeypatch.setattr(lanes, "_make", make)
    todo = [lanes.Visit("flat_print", i, 1) for i in range(5)] + [lanes.Visit("cuts", i, 1) for i in range(3)]
    with ThreadPoolExecutor(8) as pool:
        paces = lanes.Pace(4, 4.0, now=4), lanes.Pace(2, 7.0, now=2)
        found = lanes.Lanes(pool, *paces).shown(_one_by_one(todo, enough))
        shown = {(visit.species, visit.number): tries[0].beside for visit, tries in found}
    assert {(one[0], one[1]) for one in gone} == {("flat_print", 1), ("cuts", 1)}, "the two kinds went beside"
    assert max(one[2] for one in gone if one[0] == "flat_print") <= 4
    assert max(one[2] for one in gone if one[0] == "cuts") <= 2
    assert shown["flat_print", 0] == 3
    assert shown["cuts", 2] == 1
    assert len(shown) == 8


def test_fewer_go_beside_where_frames_come_seldom_and_more_where_cores_are_free(live: Any) -> None:
    from attack.pace import Pace  # noqa: PLC0415 - found by the path above

    def seen(rate: float, busy: float) -> list[Any]:
        return [live.Try("retry", frames=101, span=100 / rate, busy=busy)]

    def after(rate: float, busy: float) -> int:
        pace = Pace(8, 4.0, now=4, cores=2)
        pace.learn(time.monotonic(), seen(rate, busy))
        return pace.now

    assert [after(1.3, 2.0), after(3.9, 2.0), after(4.1, 2.0), after(4.1, 1.0), after(6.1, 2.0)] == [
        1,
        3,
        4,
        5,
        6,
    ]
    assert after(40, 2.0) == 8, "more than asked"
    pace, before = Pace(8, 4.0, now=4, cores=2), time.monotonic()
    pace.learn(time.monotonic(), seen(2, 2.0))
    pace.learn(before, seen(2, 2.0))
    pace.learn(time.monotonic(), [live.Try("broken: x")])
    assert pace.now == 2, "what began before the change, or was never shown, says nothing of it"


def test_what_waits_is_drawn_half_more_often_than_the_page_takes_it(live: Any) -> None:
    from attack import stage  # noqa: PLC0415 - found by the path above

    quick, slow = ([i / rate for i in range(30)] for rate in (9, 4))
    assert [stage._enough(quick, 10), stage._enough(slow, 10)] == [10, pytest.approx(6)]
    assert stage._enough(slow[:5], 10) == 10, "too few to tell"


def _one_by_one(todo: list[Any], enough: threading.Semaphore) -> Any:
    """What is due, in this order; once no more fits, one of those that go on may end."""
    begun: list[Any] = []

    def due(going: Any) -> Any:
        begun.extend(one for one in going if one not in begun)
        left = [one for one in todo if one not in begun]
        full = len(going) >= (4 if going and going[0].species == "flat_print" else 2)
        if going and (full or not left or left[0].species != going[0].species):
            enough.release()
        return left[0] if left else None

    return due


def test_outcomes_of_other_code_are_not_taken_over(live: Any, tmp_path: Path) -> None:
    kept = live.Kept(tmp_path / "keep", made_by="one")
    kept.add("cuts 0 0", ROWS["flat_print 1 0"])
    assert list(kept.rows()) == ["cuts 0 0"]
    assert live.Kept(tmp_path / "keep", made_by="two").rows() == {}


def test_every_species_has_a_browser_to_be_shown_in(live: Any) -> None:
    assert {"flat_print", "phone_replay", "id_portrait", "other_person", "bona_fide"} <= set(live.ALL)
    assert len(live.code()) == 64
