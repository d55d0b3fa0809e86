"""The queue: once each, taken over when a worker falls silent, never two ends."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from bonafide.jobs import queue, worker
from bonafide.jobs.models import Job, JobState
from bonafide.jobs.registry import KINDS, Kind, Lane

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A kind of job that notes what it did, breaks for `bad`, and is given up after three failures."""
    log: list[str] = []

    def handle(job: Job) -> None:
        if job.payload.get("bad"):
            raise ValueError("Ada Lovelace")
        with transaction.atomic():
            queue.finish(job)
            log.append(job.key)

    def give_up(job: Job, error: str) -> None:
        with transaction.atomic():
            queue.bury(job, error)
            log.append(f"gave up {job.key}: {error}")

    monkeypatch.setitem(KINDS, "note", Kind("note", handle, give_up, 3, Lane.EXAMINE))
    return log


def test_same_key_is_added_once_and_done_once(done: list[str]) -> None:
    for _ in range(3):
        queue.enqueue("note", "a", {})
    assert worker.run_one("me:1:0")
    assert not worker.run_one("me:1:0")
    assert done == ["a"]


def test_rolled_back_transaction_leaves_no_job() -> None:
    with transaction.atomic():
        queue.enqueue("note", "a", {})
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_job_waits_for_its_time(done: list[str]) -> None:
    queue.enqueue("note", "later", {}, delay=timedelta(hours=1))
    assert not worker.run_one("me:1:0")
    assert done == []


def test_silent_worker_loses_the_job_and_cannot_finish_it(done: list[str]) -> None:
    queue.enqueue("note", "a", {})
    slow = queue.claim("slow:1:0", ["note"])
    assert slow is not None
    assert queue.claim("fast:2:0", ["note"]) is None
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    taken = queue.claim("fast:2:0", ["note"])
    assert taken is not None
    assert not queue.extend(slow)
    with pytest.raises(queue.LeaseLostError):
        queue.finish(slow)
    queue.finish(taken)
    assert Job.objects.get().state == JobState.DONE


def test_failing_job_is_tried_again_later_then_given_up_without_its_message(done: list[str]) -> None:
    queue.enqueue("note", "b", {"bad": True})
    for _ in range(3):
        Job.objects.update(run_after=timezone.now())
        assert worker.run_one("me:1:0")
    job = Job.objects.get()
    assert (job.state, job.failures, job.attempts) == (JobState.DEAD, 3, 3)
    assert done == ["gave up b: ValueError"]
    assert "Ada" not in job.error


def test_job_that_kills_every_worker_is_given_up(done: list[str]) -> None:
    queue.enqueue("note", "c", {})
    Job.objects.update(attempts=worker.MAX_CLAIMS)
    worker.run_one("me:1:0")
    assert done == ["gave up c: claimed_too_often"]


def test_jobs_of_a_dead_process_are_freed_at_once() -> None:
    queue.enqueue("note", "a", {})
    host = queue.owner_name(0).split(":")[0]
    assert queue.claim(f"{host}:4194304:0", ["note"]) is not None
    assert queue.release_dead_owners() == 1
    assert Job.objects.get().state == JobState.QUEUED


def test_jobs_of_this_living_process_are_left_alone() -> None:
    queue.enqueue("note", "a", {})
    queue.claim(queue.owner_name(0), ["note"])
    assert queue.release_dead_owners() == 0


def test_each_slot_does_the_jobs_of_its_lane_only(done: list[str]) -> None:
    queue.enqueue("note", "a", {})
    assert not worker.run_one("me:1:0", [Lane.TALK])
    assert worker.run_one("me:1:0", [Lane.EXAMINE])
    assert done == ["a"]
