"""Work on two cores: order, errors, work inside work, and a machine of one core."""

import threading

import cv2
import pytest

from bonafide.engine import parallel
from bonafide.engine.parallel import beside, mapped, together, undivided


@pytest.fixture(params=[1, 2])
def bound(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """So many cores."""
    cores = int(request.param)
    monkeypatch.setattr(parallel, "cores", lambda: cores)
    return cores


def test_results_keep_the_order_of_the_items(bound: int) -> None:
    first_done = threading.Event()

    def work(item: int) -> int:
        if item == 0 and bound > 1:
            first_done.wait(5)
        else:
            first_done.set()
        return item * item

    assert mapped(work, range(4)) == [0, 1, 4, 9]


def test_two_run_at_once_where_there_are_two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "cores", lambda: 2)
    met = threading.Barrier(2)
    assert sorted(together(lambda: met.wait(5), lambda: met.wait(5))) == [0, 1]


@pytest.mark.usefixtures("bound")
def test_the_first_error_is_raised() -> None:
    def work(item: int) -> int:
        if item:
            raise ValueError(str(item))
        return item

    with pytest.raises(ValueError, match="1"):
        mapped(work, [0, 1, 2])


@pytest.mark.usefixtures("bound")
def test_work_may_hold_work() -> None:
    assert mapped(lambda n: sum(mapped(lambda k: k + n, range(3))), range(3)) == [3, 6, 9]


def test_no_more_cores_than_this_process_may_use() -> None:
    assert 1 <= parallel.cores() <= parallel.AT_ONCE


@pytest.mark.usefixtures("bound")
def test_two_jobs_of_different_kinds() -> None:
    assert beside(lambda: "read", lambda: 7) == ("read", 7)


@pytest.mark.usefixtures("bound")
def test_the_error_of_the_first_of_two_jobs_comes_first() -> None:
    with pytest.raises(KeyError):
        beside(lambda: dict[str, int]()["one"], lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        beside(lambda: "one", lambda: 1 // 0)


def test_opencv_keeps_to_one_thread_meanwhile_and_has_its_own_again_whatever_happens() -> None:
    before = cv2.getNumThreads()

    @undivided()
    def work(*, fails: bool) -> int:
        if fails:
            raise ValueError("broken")
        return int(cv2.getNumThreads())

    assert [work(fails=False), work(fails=False)] == [1, 1]
    with pytest.raises(ValueError, match="broken"):
        work(fails=True)
    assert cv2.getNumThreads() == before
