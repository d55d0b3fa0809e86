"""What SQLite serialises for free has to hold on PostgreSQL by our own locks: many do the same thing at once.

One process does all of it in a database of its own (tests/together); each test looks at one scenario.
Nothing may be raised but our own refusals: neither a deadlock nor a broken constraint.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import database
from tests.together.crowd import MANY, Came

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def came(tmp_path_factory: pytest.TempPathFactory) -> Came:
    with database.own() as where:
        env = {**os.environ, **where, "BONAFIDE_DATA": str(tmp_path_factory.mktemp("together"))}
        env["PYTHONPATH"] = database.python_path(ROOT / "src", ROOT)
        done = subprocess.run(
            [sys.executable, "-m", "tests.together"],
            env=env,
            capture_output=True,
            text=True,
            timeout=250,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_a_new_reference_is_one_account(came: Came) -> None:
    assert came["first_sight"] == {"told": {"done": MANY}, "accounts": 1, "inquiries": MANY}


def test_a_link_opens_once(came: Came) -> None:
    assert came["one_link"] == {"told": {"done": 1, "link_used": MANY - 1}, "sessions": 1}


def test_a_repeated_request_is_done_once_and_answered_each_time(came: Came) -> None:
    told = {"done": MANY}
    assert came["same_key"] == {"told": told, "answers": 1, "status": 201, "inquiries": 1}


def test_each_job_is_taken_by_one_worker(came: Came) -> None:
    told = {"done": MANY}
    assert came["queue_of_many"] == {"told": told, "taken": 30, "once": 30, "claims": 1, "done": 30}


def test_one_worker_takes_over_and_the_silent_one_commits_nothing(came: Came) -> None:
    told = {"done": 1, "lease_lost": 1}
    assert came["silent_worker"] == {"first": {"done": MANY}, "takers": 1, "told": told}


def test_reviewers_who_saw_the_same_page_decide_once(came: Came) -> None:
    told = {"done": 1, "decided_meanwhile": MANY - 1}
    assert came["reviewers"] == {"told": told, "decisions": 1}


def test_one_capture_is_one_try_and_one_job(came: Came) -> None:
    told = {"done": 1, "capture_ended": MANY - 1}
    assert came["same_picture"] == {"told": told, "tries": 1, "jobs": 1, "kept": 1}


def test_one_camera_stays_open(came: Came) -> None:
    assert came["cameras"] == {"told": {"done": MANY}, "open": 1, "all": MANY + 1}


def test_one_wrong_answer_costs_one_try(came: Came) -> None:
    assert came["wrong_answers"] == {"told": {"done": 1, "capture_ended": MANY - 1}, "left": 4}


def test_an_erased_account_gets_no_inquiry_and_keeps_no_key(came: Came) -> None:
    said = came["erased_meanwhile"]
    assert set(said.pop("told")) <= {"done", "inquiry_closed"}
    opened = said.pop("open")
    assert said == {"left": 0, "live": 0}
    assert all(fields == {"plan": "max"} for fields in opened), (
        "what was asked afterwards opens, nothing else"
    )


def test_nothing_is_written_into_an_erased_inquiry(came: Came) -> None:
    said = came["message_to_the_erased"]
    assert set(said["told"]) <= {"done", "inquiry_closed"}
    assert said["live"] == 0


def test_two_who_found_each_other_are_erased_at_once(came: Came) -> None:
    assert came["found_each_other"] == {"told": {"done": 4}, "candidates": 0, "traces": 0}


def test_ten_webhooks_are_the_most(came: Came) -> None:
    told = {"done": 1, "too_many_webhooks": MANY - 1}
    assert came["eleven_webhooks"] == {"told": told, "webhooks": 10}


def test_everything_opens_after_the_key_was_changed(came: Came) -> None:
    assert came["new_key"] == {"told": {"done": 5}, "opened": 24, "sealed": 24}


def test_an_old_key_is_kept_until_the_last_that_needs_it_is_wrapped_anew(came: Came) -> None:
    assert came["late_under_the_old_key"] == {"told": {"done": 3}}


def test_several_workers_keep_house(came: Came) -> None:
    said = came["many_sweeps"]
    assert set(said["told"]) <= {"done", "not_decidable"}
    assert said["overdue"] == 0


def test_nobody_waits_for_each_other_and_the_ledger_does_not_fork(came: Came) -> None:
    said = came["storm"]
    assert set(said["told"]) <= {"done", "not_decidable", "inquiry_closed", "already_redacted", "erased"}
    assert (said["verified"], said["leaves"]) == (True, True)
