import random
from itertools import count
from typing import Any

import pytest

from bonafide.engine.evidence import Challenge, Colour, FrameReading, Hint, Move, Quality
from bonafide.engine.face.challenge import ChallengeTracker, new_challenge, results

STRAIGHT, LEFT, RIGHT, CLOSER = Move.LOOK_STRAIGHT, Move.TURN_LEFT, Move.TURN_RIGHT, Move.COME_CLOSER
FULL = Challenge("n", (STRAIGHT, LEFT, RIGHT, CLOSER, STRAIGHT))


def quality(brightness: float = 120.0, contrast: float = 90.0) -> Quality:
    return Quality(200, 240, 0.8, 0.0, brightness, contrast, 8.0)


class Film:
    """Readings with running numbers, 250 ms apart."""

    def __init__(self) -> None:
        self._seq = count()

    def __call__(
        self,
        yaw: float = 0.0,
        *,
        pitch: float = 0.0,
        eyes: float = 70.0,
        faces: int = 1,
        share: float = 0.4,
        light: float = 120.0,
        contrast: float = 90.0,
        colour: int = -1,
        shown_ms: int = 600,
    ) -> FrameReading:
        seq = next(self._seq)
        seen = faces > 0
        return FrameReading(
            seq,
            seq * 250,
            seq * 250,
            faces,
            box=(200, 100, 180, 220) if seen else None,
            yaw=yaw,
            pitch=pitch,
            inter_eye_px=eyes if seen else 0.0,
            face_share=share,
            quality=quality(light, contrast),
            digest=str(seq),
            light=colour,
            light_ms=shown_ms,
            skin=(0.2,) * 18,
        )


def good_film() -> list[FrameReading]:
    film = Film()
    yaws = [0, 0, 0, 10, 25, 26, 12, 0, -11, -24, -25, -10, 0]
    return [*(film(y) for y in yaws), film(0, eyes=80), film(0, eyes=92), film(0, eyes=92)]


def test_follows_a_good_recording_to_the_end() -> None:
    tracker = ChallengeTracker(FULL)
    progress = [tracker.step(reading) for reading in good_film()]
    assert [p.done_moves for p in progress] == [0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 5]
    assert progress[-1].finished
    assert progress[-1].hint is Hint.DONE
    assert progress[2].hint is Hint.TURN_LEFT
    assert progress[5].hint is Hint.TURN_RIGHT
    assert progress[10].hint is Hint.COME_CLOSER


def test_replay_gives_the_same_as_live() -> None:
    readings = good_film()
    moves, in_order = results(FULL, reversed(readings))
    assert in_order
    assert [m.seq for m in moves] == [2, 5, 10, 14, 15]
    assert moves[1].at_ms == 1250


def test_turning_the_other_way_fails_for_good() -> None:
    film = Film()
    tracker = ChallengeTracker(FULL)
    for yaw in (0, 0, 0, -5, -19):
        progress = tracker.step(film(yaw))
    assert progress.failed == "wrong_order"
    for yaw in (0, 25, 26):
        progress = tracker.step(film(yaw))
    assert progress.failed == "wrong_order"
    assert progress.done_moves == 1
    assert not progress.finished


def test_coming_back_from_the_last_turn_is_not_the_wrong_way() -> None:
    film = Film()
    tracker = ChallengeTracker(FULL)
    for yaw in (0, 0, 0, 24, 25, 26, 20, 15, 5, -10):
        progress = tracker.step(film(yaw))
    assert progress.failed is None
    assert progress.done_moves == 2


def test_the_wrong_way_counts_after_the_head_came_to_rest() -> None:
    film = Film()
    tracker = ChallengeTracker(FULL)
    for yaw in (0, 0, 0, 24, 25, 5, 20):
        progress = tracker.step(film(yaw))
    assert progress.failed == "wrong_order"


@pytest.mark.parametrize("order", [(LEFT, RIGHT, CLOSER), (RIGHT, CLOSER, LEFT), (CLOSER, LEFT, RIGHT)])
def test_a_recording_in_another_order_fails_even_when_looped(order: tuple[Move, ...]) -> None:
    asked = Challenge("n", (STRAIGHT, CLOSER, RIGHT, LEFT, STRAIGHT))
    film = Film()
    shown = {
        LEFT: [(0, 70), (10, 70), (25, 70), (26, 70), (10, 70), (0, 70)],
        RIGHT: [(0, 70), (-10, 70), (-25, 70), (-26, 70), (-10, 70), (0, 70)],
        CLOSER: [(0, 70), (0, 80), (0, 95), (0, 95), (0, 80), (0, 70)],
    }
    loop = [film(yaw, eyes=eyes) for _ in range(4) for move in order for yaw, eyes in shown[move]]
    moves, in_order = results(asked, loop)
    assert not in_order
    assert not all(m.reached for m in moves)


def test_one_reading_does_not_make_a_turn() -> None:
    film = Film()
    tracker = ChallengeTracker(FULL)
    for yaw in (0, 0, 0, 25, 10, 25, 10):
        progress = tracker.step(film(yaw))
    assert progress.done_moves == 1


def test_coming_closer_is_measured_on_a_face_that_looks_ahead() -> None:
    asked = Challenge("n", (STRAIGHT, CLOSER, STRAIGHT))
    film = Film()
    tracker = ChallengeTracker(asked)
    for _ in range(3):
        tracker.step(film(0, eyes=70))
    assert tracker.step(film(0, eyes=90)).done_moves == 1
    assert tracker.step(film(0, eyes=92)).done_moves == 2


def test_a_portrait_still_before_the_camera_does_not_set_the_size() -> None:
    film = Film()
    tracker = ChallengeTracker(FULL)
    sizes = (30, 30, 70, 71, 70)  # the passport's portrait, then the person
    done = [tracker.step(film(0, eyes=eyes)).done_moves for eyes in sizes]
    assert done == [0, 0, 0, 0, 1]
    assert tracker.step(film(0, eyes=72)).failed is None


def test_looking_up_is_not_straight() -> None:
    progress = ChallengeTracker(FULL).step(Film()(0, pitch=20))
    assert progress.done_moves == 0
    assert progress.hint is Hint.LOOK_STRAIGHT


@pytest.mark.parametrize(
    ("seen", "hint"),
    [
        ({"faces": 0}, Hint.NO_FACE),
        ({"faces": 0, "light": 20.0}, Hint.TOO_DARK),
        ({"faces": 0, "contrast": 1.0}, Hint.CAMERA_BLANK),
        ({"faces": 2}, Hint.MANY_FACES),
        ({"share": 0.1}, Hint.CLOSER),
        ({"share": 0.8}, Hint.FARTHER),
        ({"light": 20.0}, Hint.TOO_DARK),
        ({"light": 240.0}, Hint.TOO_BRIGHT),
    ],
)
def test_one_hint_and_no_progress_while_something_is_in_the_way(seen: dict[str, Any], hint: Hint) -> None:
    progress = ChallengeTracker(FULL).step(Film()(0, **seen))
    assert progress.hint is hint
    assert progress.done_moves == 0


def test_a_second_face_breaks_a_held_turn() -> None:
    film = Film()
    tracker = ChallengeTracker(FULL)
    for reading in (film(0), film(0), film(0), film(25), film(25, faces=2), film(25)):
        progress = tracker.step(reading)
    assert progress.done_moves == 1
    assert tracker.step(film(25)).done_moves == 2


def test_expires_with_the_servers_clock() -> None:
    film = Film()
    tracker = ChallengeTracker(Challenge("n", FULL.moves, ttl_ms=500))
    tracker.step(film(0))
    tracker.step(film(10))
    tracker.step(film(12))
    progress = tracker.step(film(25))
    assert progress.failed == "expired"
    assert results(Challenge("n", FULL.moves, ttl_ms=500), good_film())[1] is False


def test_a_repeated_or_late_reading_changes_nothing() -> None:
    tracker = ChallengeTracker(FULL)
    film = Film()
    for _ in range(3):
        tracker.step(film(0))
    turned = film(25)
    tracker.step(turned)
    assert tracker.step(turned).done_moves == 1


def test_readings_after_the_end_change_nothing() -> None:
    tracker = ChallengeTracker(FULL)
    for reading in good_film():
        tracker.step(reading)
    late = FrameReading(99, 1, 99_999, 0)
    progress = tracker.step(late)
    assert progress.finished
    assert progress.failed is None


def test_new_challenges_are_lawful_and_differ() -> None:
    drawn = [new_challenge("n", random.SystemRandom()) for _ in range(300)]
    for challenge in drawn:
        assert challenge.nonce == "n"
        assert challenge.moves[0] is challenge.moves[-1] is STRAIGHT
        middle = [m for m in challenge.moves if m is not STRAIGHT]
        assert sorted(middle) == sorted((LEFT, RIGHT, CLOSER, Move.WATCH_LIGHT))
    assert len({challenge.moves for challenge in drawn}) > 24


def test_nothing_recorded_is_nothing_reached() -> None:
    moves, in_order = results(FULL, [])
    assert not in_order
    assert [m.reached for m in moves] == [False] * 5


def test_a_challenge_that_asks_nothing_is_never_in_order() -> None:
    assert results(Challenge("n", ()), good_film()) == ((), False)


NODS = Challenge("n", (STRAIGHT, Move.LOOK_UP, LEFT, Move.LOOK_DOWN, STRAIGHT))


def test_nods_are_measured_from_where_the_head_stood_first() -> None:
    film, tracker = Film(), ChallengeTracker(NODS)
    for pitch in (-10, -10, -10, -2, 3, 4):  # a camera above the eyes: level is -10
        progress = tracker.step(film(0, pitch=pitch))
    assert progress.done_moves == 2
    for yaw in (0, 25, 26, 12, 0):
        progress = tracker.step(film(yaw, pitch=-10))
    assert progress.done_moves == 3
    for pitch in (-18, -22, -22, -10):
        progress = tracker.step(film(0, pitch=pitch))
    assert progress.finished


def test_nodding_the_other_way_or_too_early_is_another_order() -> None:
    for pitches in ((0, 0, 0, 0, -12, -13), (0, 0, 0, 12, 12, 0, -13, -13)):
        film, tracker = Film(), ChallengeTracker(NODS)
        for pitch in pitches:
            progress = tracker.step(film(0, pitch=pitch))
        assert progress.failed == "wrong_order"


def test_a_little_nod_while_turning_is_nothing() -> None:
    film, tracker = Film(), ChallengeTracker(NODS)
    steps = [(0, 0), (0, 0), (0, 0), (0, 12), (0, 12), (10, 8), (20, -14), (24, -14), (25, -13)]
    for yaw, pitch in steps:
        progress = tracker.step(film(yaw, pitch=pitch))
    assert (progress.failed, progress.done_moves) == (None, 3)


LIT = Challenge("n", (STRAIGHT, Move.WATCH_LIGHT, LEFT, RIGHT, CLOSER, STRAIGHT), colours=tuple(Colour)[:3])


def test_each_colour_needs_a_straight_look_under_it_for_long_enough() -> None:
    film, tracker = Film(), ChallengeTracker(LIT)
    for _ in range(3):
        tracker.step(film(0))
    assert (tracker.asked, tracker.colour) == (Move.WATCH_LIGHT, 0)
    for wrong in (film(0), film(0, colour=1), film(0, colour=0, shown_ms=100), film(12, colour=0)):
        tracker.step(wrong)
        assert tracker.colour == 0
    for number in range(3):
        assert tracker.colour == number
        progress = tracker.step(film(0, colour=number))
    assert (progress.done_moves, tracker.colour, tracker.asked) == (2, None, LEFT)


def test_turning_while_the_light_is_watched_is_another_order() -> None:
    film, tracker = Film(), ChallengeTracker(LIT)
    for yaw in (0, 0, 0, 0, 15, 25, 26):
        progress = tracker.step(film(yaw))
    assert progress.failed == "wrong_order"


def test_list_may_change_only_behind_what_was_reached() -> None:
    film, tracker = Film(), ChallengeTracker(FULL)
    for yaw in (0, 0, 0, 25, 26):
        tracker.step(film(yaw))
    tracker.again(LEFT)
    assert tracker.challenge.moves == (STRAIGHT, LEFT, STRAIGHT, LEFT, RIGHT, CLOSER, STRAIGHT)
    with pytest.raises(ValueError, match="already reached"):
        tracker.change(Challenge("n", (STRAIGHT, RIGHT)))
    readings = [film(yaw) for yaw in (10, 0, 10, 25, 26)]
    for reading in readings:
        progress = tracker.step(reading)
    assert progress.done_moves == 4


def test_straight_look_counts_once_the_head_came_to_rest() -> None:
    film = Film()
    tracker = ChallengeTracker(Challenge("n", (STRAIGHT, LEFT, STRAIGHT, RIGHT)))
    for yaw in (0, 0, 0, 12, 25, 26, 14, 7):
        tracker.step(film(yaw))
    assert tracker.asked is STRAIGHT
    tracker.step(film(6.5))
    assert tracker.asked is RIGHT


def test_straight_look_waits_until_who_came_closer_leaned_back() -> None:
    film = Film()
    tracker = ChallengeTracker(Challenge("n", (STRAIGHT, CLOSER, STRAIGHT, LEFT)))
    for eyes in (70, 70, 70, 95, 95):
        told = tracker.step(film(0, eyes=eyes))
    assert (tracker.asked, told.hint) == (STRAIGHT, Hint.FARTHER)
    for eyes in (86, 78):
        told = tracker.step(film(0, eyes=eyes))
    assert (tracker.asked, told.hint) == (STRAIGHT, Hint.LOOK_STRAIGHT)
    tracker.step(film(0, eyes=77))
    assert tracker.asked is LEFT


def test_a_nod_that_stands_for_a_turn_counts_once_it_goes_no_further() -> None:
    nods = Challenge("n", (STRAIGHT, Move.LOOK_UP, Move.LOOK_DOWN, STRAIGHT))
    film = Film()
    tracker = ChallengeTracker(nods)
    for pitch in (0, 0, 0, 6, 12, 14):
        tracker.step(film(pitch=pitch))
    assert tracker.asked is Move.LOOK_UP  # still on its way
    tracker.step(film(pitch=14.5))
    assert tracker.asked is Move.LOOK_DOWN
    for pitch in (5, -4, -13, -19):
        tracker.step(film(pitch=pitch))
    assert tracker.asked is STRAIGHT  # wide enough at once
    usual = ChallengeTracker(Challenge("n", (STRAIGHT, Move.LOOK_UP, LEFT, RIGHT)))
    for pitch in (0, 0, 0, 6, 12, 14):
        usual.step(film(pitch=pitch))
    assert usual.asked is LEFT


def test_first_straight_look_takes_three_readings_in_a_row() -> None:
    film = Film()
    tracker = ChallengeTracker(FULL)
    for pitch in (0, 0, 25, 0, 0):
        tracker.step(film(0, pitch=pitch))
    assert tracker.asked is STRAIGHT
    tracker.step(film(0))
    assert tracker.asked is LEFT
