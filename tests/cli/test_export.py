"""`bonafide export`: a copy for the person, of all that is held, in a file that only its owner reads."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from tests.console import made

from bonafide.cli.main import main
from bonafide.inquiries import redaction
from bonafide.inquiries.models import MessageKind
from bonafide.inquiries.service import leave_message
from bonafide.ledger.models import Leaf
from bonafide.policy import reasons


def export(out: Path, reference: str = "person-1") -> int:
    return main(["export", reference, "--environment", "sandbox", "--out", str(out)])


@pytest.mark.django_db
def test_the_copy_holds_pictures_readings_letters_consents_and_decisions(tmp_path: Path) -> None:
    case = made.inquiry(status="declined")
    leave_message(case, MessageKind.APPEAL, "It is me.", "en")
    out = tmp_path / "copy.json"
    assert export(out) == 0
    assert out.stat().st_mode & 0o777 == 0o600
    copy = json.loads(out.read_text())
    held = {one["kind"]: one for one in copy["held"]}
    assert base64.b64decode(held["portrait"]["base64"])[:2] == b"\xff\xd8"
    assert made.NAME in json.dumps(held["findings"]["value"])
    assert held["message"]["value"] == "It is me."
    (asked,) = copy["inquiries"]
    assert (asked["id"], asked["status"], asked["rule_text"]) == (case.pk, "declined", "Why.")
    assert asked["devices"][0]["device"] == "phone"
    assert asked["consents"][0]["automatic_face_matching"] is True
    assert asked["decisions"][0]["by"] == "rules"
    assert asked["decisions"][0]["reasons"] == [reasons.class_text("fraud", "en")]
    assert "face_match_uncertain" not in out.read_text()
    assert Leaf.objects.filter(kind="export").count() == 1


@pytest.mark.django_db
def test_no_file_is_written_over_and_nobody_unknown_is_exported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = made.inquiry()
    there = tmp_path / "there.json"
    there.write_text("mine")
    assert export(there) == 2
    assert there.read_text() == "mine"
    assert not Leaf.objects.filter(kind="export").exists()
    assert export(tmp_path / "other.json", "nobody") == 2
    redaction.erase_applicant(case.account, actor="cli")
    assert export(tmp_path / "gone.json", case.account_id) == 2
    assert not list(tmp_path.glob("[og]*.json"))
    assert capsys.readouterr().err.count("bonafide: ") == 3
