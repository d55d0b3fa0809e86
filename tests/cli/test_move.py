"""A trial on SQLite moves to another database as it is: times, sealed values, hashes, numbers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests import database

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = r"""
import hashlib, json, os, sys
import django
django.setup()
from pathlib import Path
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from bonafide import database
from bonafide.accounts import service as accounts
from bonafide.accounts.models import EnvironmentKind
from bonafide.cli import move
from bonafide.errors import ConflictError
from bonafide.inquiries import service
from bonafide.inquiries.models import Inquiry
from bonafide.ledger import service as ledger
from bonafide.traces.models import DocumentTrace
from bonafide.vault import keys
from bonafide.vault.models import Blob
from tests.inquiries.ground import ground

keys.ensure_secrets()
call_command("migrate", verbosity=0)
side = accounts.create_environment(EnvironmentKind.SANDBOX, "test")
first = ground(service.create(side, reference="one", fields={"words": "\u00fc\n "}).pk)
service.approve(first, actor="key:key_1", comment="Fine.")
gone = service.create(side, reference="two")
service.redact(gone, actor="cli")
for number in range(450):
    DocumentTrace.objects.create(environment=side, account=first.account, token=str(number),
        inquiry=first.pk, seen_at=timezone.now())
ledger.checkpoint(timezone.now())

url = os.environ["TARGET"]
entry = database.settings(url) if "://" in url else database.sqlite(Path(url))
move.add("target", entry)
call_command("migrate", database="target", verbosity=0)
moved = move.copy("default", "target")

def all_of(alias):
    told = {}
    for table in apps.get_models(include_auto_created=True):
        names = [field.attname for field in table._meta.local_concrete_fields]
        rows = table._base_manager.using(alias).order_by("pk").values_list(*names)
        told[table.__name__] = [[spelt(value) for value in row] for row in rows]
    return told

def spelt(value):
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    # PostgreSQL gives the keys of a JSON object in an order of its own
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else repr(value)

here, there = all_of("default"), all_of("target")
another = DocumentTrace(environment_id=side.pk, account_id=first.account_id, token="next",
    inquiry="inq_x", seen_at=timezone.now())
another.save(using="target")
try:
    move.copy("default", "target")
    again = "copied"
except ConflictError as error:
    again = error.code
print(json.dumps({
    "differ": [name for name in here if here[name] != there[name]],
    "moved": moved, "rows": sum(map(len, here.values())), "tables": sum(bool(rows) for rows in here.values()),
    "verified": ledger.verify("target").ok, "covered": ledger.verify("target").covered > 0,
    "next": another.pk, "again": again}))
"""


@pytest.mark.slow
def test_everything_arrives_as_it_was(tmp_path: Path) -> None:
    env = {**os.environ, "BONAFIDE_DATA": str(tmp_path), "BONAFIDE_DATABASE_URL": ""}
    env |= {"DJANGO_SETTINGS_MODULE": "bonafide.settings"}
    env["PYTHONPATH"] = database.python_path(ROOT / "src", ROOT)
    with database.own() as where:
        env["TARGET"] = where["BONAFIDE_DATABASE_URL"] or str(tmp_path / "other.sqlite3")
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], env=env, capture_output=True, text=True, timeout=120, check=False
        )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["differ"] == []
    assert told["moved"] == told["rows"] > 450
    assert told["tables"] > 15
    assert (told["verified"], told["covered"]) == (True, True)
    assert told["next"] == 451
    assert told["again"] == "target_not_empty"
