"""Several threads append at once to a database of their own, while others verify and sign."""

import os
import subprocess
import sys
from pathlib import Path

from tests import database

SRC = Path(__file__).resolve().parents[2] / "src"

APPENDS = r"""
import sys, threading
import django
django.setup()
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from bonafide.ledger import service
from bonafide.ledger.models import Leaf
from bonafide.vault import keys

keys.ensure_secrets()
call_command("migrate", "ledger", verbosity=0)

def work(number):
    for turn in range(15):
        with transaction.atomic():
            service.append("look", {"blob": f"blb_{number}-{turn}"})
            if turn % 5 == 4:
                transaction.set_rollback(True)
        if turn % 4 == 0:
            service.checkpoint(timezone.now())
            assert service.verify().ok, service.verify()
    connection.close()

threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
indexes = list(Leaf.objects.values_list("index", flat=True))
assert indexes == list(range(48)), indexes
report = service.verify()
assert report.ok and report.size == 48 and report.checkpoints > 4, report
print("fine")
"""


def test_appends_from_four_threads_leave_no_gap(tmp_path: Path) -> None:
    env = {key: value for key, value in os.environ.items() if not key.startswith("BONAFIDE_")}
    env |= {
        "BONAFIDE_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "bonafide.settings",
        "PYTHONPATH": database.python_path(SRC),
    }
    program = [sys.executable, "-c", APPENDS]
    with database.own() as where:
        done = subprocess.run(
            program, env=env | where, capture_output=True, text=True, timeout=120, check=False
        )
    assert (done.returncode, done.stdout.strip()) == (0, "fine"), done.stderr
