"""Thirty verifications in flight, the worker killed five times: thirty decisions, nothing in clear."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests import database

CANARIES = (b"CANARY-7f3a9c51", b"OKAFOR", b"JFIF\x00")
"""What must never lie in the data folder: marked pictures and fields, the name in the MRZ, a JPEG's head."""
DEADLINE_S = 600


class Box:
    """A data folder with a worker that can be killed."""

    def __init__(self, folder: Path, where: dict[str, str]) -> None:
        self.data, self.log = folder / "data", folder / "worker.log"
        self.data.mkdir()
        self.env = {**os.environ, **where, "BONAFIDE_DATA": str(self.data), "BONAFIDE_WORKER_SLOTS": "2"}
        self.env["DJANGO_SETTINGS_MODULE"] = "bonafide.settings"
        self.worker: subprocess.Popen[bytes] | None = None

    def run(self, *command: str) -> None:
        with self.log.open("ab") as log:
            subprocess.run(
                [sys.executable, "-m", *command],
                env=self.env,
                check=True,
                stdout=log,
                stderr=log,
                timeout=300,
            )

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.worker = subprocess.Popen(
                [sys.executable, "-m", "bonafide", "worker"],
                env=self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """SIGKILL to the worker alone: its engine processes have to notice by themselves."""
        if self.worker is not None and self.worker.poll() is None:
            os.kill(self.worker.pid, signal.SIGKILL)
            self.worker.wait()

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        with closing(self._connect()) as connection:
            return list(connection.execute(sql).fetchall())

    def _connect(self) -> Any:
        url = self.env["BONAFIDE_DATABASE_URL"]
        if url:
            return database.connect(url)
        return sqlite3.connect(self.data / "bonafide.sqlite3", timeout=30)

    def done(self) -> int:
        return int(str(self.ask("select count(*) from jobs_job where state = 'done'")[0][0]))

    def wait_done(self, count: int) -> None:
        end = time.monotonic() + DEADLINE_S
        while self.done() < count:
            jobs = self.ask("select state, kind, error, count(*) from jobs_job group by 1,2,3")
            assert time.monotonic() < end, jobs
            assert "dead" not in {state for state, *_ in jobs}, jobs  # a job that was given up is never done
            time.sleep(0.3)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    with database.own() as where:
        made = Box(tmp_path, where)
        yield made
        made.kill()


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.timeout(1500)
@pytest.mark.usefixtures("shared_data")
def test_killed_worker_loses_nothing_and_repeats_nothing(box: Box) -> None:
    chance = random.Random(7)
    box.run("bonafide", "migrate")
    box.run("tests.inquiries.killbox", "documents")
    _work_with_kills(box, until=30, kills=2, chance=chance)
    box.run("tests.inquiries.killbox", "selfies")
    _work_with_kills(box, until=60, kills=3, chance=chance)

    assert box.ask("select status, count(*) from inquiries_inquiry group by 1") == [("approved", 30)]
    assert box.ask(
        "select outcome, count(*), count(distinct inquiry_id) from inquiries_decision group by 1"
    ) == [("approved", 30, 30)]
    assert box.ask("select count(*) from events_event where name = 'inquiry.approved'") == [(30,)]
    assert box.ask("select count(*) from ledger_leaf where kind = 'decision'") == [(30,)]
    assert box.ask("select max(attempts) > 1 from jobs_job") == [(1,)], "no kill hit a running job"
    box.run("bonafide", "ledger", "verify")
    assert _found_in_clear(box) == []
    assert _engines_of(box) == []


def _work_with_kills(box: Box, *, until: int, kills: int, chance: random.Random) -> None:
    for _ in range(kills):
        before = box.done()
        box.start()
        box.wait_done(min(until, before + chance.randint(2, 5)))
        time.sleep(chance.uniform(0.1, 1.0))
        box.kill()
    box.start()
    box.wait_done(until)
    box.kill()


def _found_in_clear(box: Box) -> list[tuple[str, bytes]]:
    files = [file for file in [*box.data.rglob("*"), box.log] if file.is_file()]
    assert len(files) > 100, "the sealed pictures should be there"
    return [(file.name, canary) for file in files for canary in CANARIES if canary in file.read_bytes()]


def _engines_of(box: Box) -> list[str]:
    """Engine processes that outlived their worker by more than two seconds."""
    end = time.monotonic() + 2
    while (alive := _alive(box)) and time.monotonic() < end:
        time.sleep(0.1)
    return alive


def _alive(box: Box) -> list[str]:
    marker = f"BONAFIDE_DATA={box.data}".encode()
    alive = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if marker in (folder / "environ").read_bytes():
                alive.append(folder.name)
        except OSError:
            continue
    return alive
