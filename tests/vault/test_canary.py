"""A canary is sealed under the real settings in a real SQLite file, erased, and looked for byte by byte."""

import json
import os
import subprocess
import sys
from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src"

PROGRAM = r"""
import base64, json, sys, time
from datetime import timedelta
from pathlib import Path
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from bonafide.errors import BonafideError
from bonafide.ledger import service as ledger
from bonafide.vault import crypto, keys, service
from bonafide.vault.models import Blob, Subject

keys.ensure_secrets()
call_command("migrate", "vault", verbosity=0)
call_command("migrate", "ledger", verbosity=0)
canary = b"CANARY-7f3a9c51-ERIKSSON"
spellings = [canary, canary.hex().encode(),
    base64.b64encode(canary)[:28], canary.decode().encode("utf-16-le")]

def holding(needle):
    return [p.name for p in settings.BONAFIDE_DATA.rglob("*") if p.is_file() and needle in p.read_bytes()]

other = service.create_subject("env_1")
service.seal_json(other, "fields", {"kept": True}, purpose="stays")
subject = service.create_subject("env_1")
service.seal(subject, "portrait", canary * 4000, purpose="picture")
service.seal(subject, "fields", canary, purpose="field")
service.seal_json(subject, "message", {"words": canary.decode()}, purpose="letter")
sealed = [bytes(b.ciphertext) for b in Blob.objects.filter(subject=subject) if b.ciphertext]
wrapped = [bytes(subject.wrapped_key)] + [bytes(b.wrapped_key) for b in Blob.objects.filter(subject=subject)]
files = [settings.BONAFIDE_DATA / "blobs" / b.file_name for b in subject.blobs.all() if b.file_name]
copies = [f.read_bytes() for f in files]
before = {"plain": [holding(s) for s in spellings], "wrapped": [bool(holding(w)) for w in wrapped]}
old = [(b.pk, b.kind) for b in subject.blobs.all()]
receipt = service.erase_subject(subject, now=timezone.now())
wal = Path(str(settings.DATABASES["default"]["NAME"]) + "-wal")
after = {
    "plain": [holding(s) for s in spellings],
    "wrapped": [holding(w) for w in wrapped],
    "sealed": [holding(s) for s in sealed],
    "copies": [holding(c) for c in copies],
    "wal": wal.stat().st_size if wal.exists() else 0,
}
opened = []
for pk, kind in old:
    try:
        opened.append(len(service.open_blob(pk)))
    except BonafideError as error:
        opened.append(error.code)
with connection.cursor() as cursor:
    cursor.execute("PRAGMA secure_delete"); secure = cursor.fetchone()[0]
    cursor.execute("PRAGMA journal_mode"); mode = cursor.fetchone()[0]
print(json.dumps({"before": before, "after": after, "opened": opened, "receipt": receipt, "secure": secure,
    "mode": mode, "verified": ledger.verify().ok}))
"""


def run(program: str, folder: Path) -> str:
    env = {key: value for key, value in os.environ.items() if not key.startswith("BONAFIDE_KEK")}
    env |= {
        "BONAFIDE_DATA": str(folder),
        "BONAFIDE_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "bonafide.settings",
        "PYTHONPATH": str(SRC),
    }
    done = subprocess.run(
        [sys.executable, "-c", program], env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "CANARY" not in done.stderr
    return done.stdout


def test_nothing_of_the_canary_stays(tmp_path: Path) -> None:
    result = json.loads(run(PROGRAM, tmp_path))
    assert (result["mode"], result["secure"]) == ("wal", 1)
    assert result["before"]["plain"] == [[]] * 4
    assert all(result["before"]["wrapped"]), "the search must be able to find what is there"
    assert result["after"]["plain"] == [[]] * 4
    assert result["after"]["wrapped"] == [[]] * 4
    assert result["after"]["sealed"] == [[]] * 2
    assert result["after"]["copies"] == [[]]
    assert result["after"]["wal"] == 0
    assert result["opened"] == ["erased"] * 3
    assert result["receipt"]["blobs"] == 3
    assert result["verified"]
