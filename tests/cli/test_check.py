import json
import re
from pathlib import Path

import pytest
from tests.cli.examined import examined, picture

from bonafide.checks.catalogue import CATALOGUE
from bonafide.cli.check import as_json
from bonafide.cli.main import main, parser

ROOT = Path(__file__).resolve().parents[2]


def commands() -> dict[str, str]:
    """Every command of the parser with its help text."""
    top = parser()
    actions = [one for one in top._actions if one.metavar == "COMMAND"]
    return {one.dest: str(one.help) for one in actions[0]._choices_actions}  # type: ignore[attr-defined]


def run(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    status = main(words)
    said = capsys.readouterr()
    return status, said.out, said.err


def test_every_command_has_help_and_stands_in_the_operators_page() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    found = commands()
    assert {"up", "check", "worker", "erase", "ledger", "sweep"} <= set(found)
    assert all(len(says) > 10 for says in found.values())
    assert [name for name in found if f"bonafide {name}" not in page] == []


def test_operators_page_names_no_command_that_is_not_there() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    assert set(re.findall(r"`bonafide ([a-z-]+)", page)) <= set(commands())


def test_help_of_check_names_every_argument(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    for word in ("--document", "--back", "--selfie IMAGE_OR_VIDEO", "--json", "--report OUT.html", "--today"):
        assert word in said


def test_json_has_the_published_shape() -> None:
    found = json.loads(json.dumps(as_json(examined())))
    assert set(found) == {"document", "face", "checks", "outcome", "reasons", "timings_ms"}
    assert set(found["document"]) == {"class", "country", "format", "fields", "mrz", "barcode"}
    assert set(found["document"]["mrz"]) >= {"lines", "valid", "raw"}
    assert isinstance(found["document"]["mrz"]["lines"], list)
    assert set(found["face"]) == {"similarity", "match"}
    assert found["face"] == {"similarity": 0.95, "match": True}
    assert [one["name"] for one in found["checks"]] == list(CATALOGUE)
    assert all(set(one) == {"name", "status", "reasons", "requirement"} for one in found["checks"])
    assert found["outcome"] in {"approved", "declined", "retry", "needs_review"}
    assert all(isinstance(ms, int | float) for ms in found["timings_ms"].values())


def test_json_says_none_where_nothing_was_compared_or_read() -> None:
    found = as_json(examined(None, mrz=None, portrait=None))
    assert found["face"] == {"similarity": None, "match": None}
    assert found["document"]["mrz"] is None
    assert found["document"]["barcode"] is None


def test_a_missing_file_is_one_sentence_and_status_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, out, err = run("check", "--document", str(tmp_path / "none.jpg"), capsys=capsys)
    assert (status, out) == (2, "")
    assert err.startswith("bonafide: ")
    assert err.count("\n") == 1
    assert "none.jpg cannot be read: No such file" in err


def test_a_file_that_is_no_image_is_one_sentence_and_status_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = tmp_path / "letter.jpg"
    text.write_text("no picture at all")
    status, out, err = run("check", "--document", str(text), capsys=capsys)
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_a_bad_day_and_a_bad_video_are_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    page = tmp_path / "page.jpg"
    page.write_bytes(picture(600, 400))
    status, _, err = run("check", "--document", str(page), "--today", "tomorrow", capsys=capsys)
    assert (status, err) == (2, "bonafide: tomorrow is not a date like 2026-01-31.\n")
    video = tmp_path / "film.mp4"
    video.write_text("no film at all")
    status, _, err = run("check", "--document", str(page), "--selfie", str(video), capsys=capsys)
    assert status == 2
    assert "is no video that can be read" in err.splitlines()[-1]


def test_no_command_is_refused_by_the_parser() -> None:
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2


@pytest.mark.data
@pytest.mark.slow
def test_check_of_a_specimen_prints_json_and_writes_the_report(
    shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    front = shared_data / "iddocs" / "passporteye" / "100_pass-uto.jpg"
    out = tmp_path / "report.html"
    words = ["check", "--document", str(front), "--json", "--report", str(out)]
    status, said, _ = run(*words, "--today", "2010-01-01", "--sandbox", capsys=capsys)
    found = json.loads(said)
    assert status == 1  # a lone picture shows no live person and approves nobody
    assert found["outcome"] != "approved"
    assert found["document"]["mrz"]["valid"] is True
    assert found["document"]["fields"]["name_last"]["value"] == "ERIKSSON"
    assert "ERIKSSON" in out.read_text("utf-8")
