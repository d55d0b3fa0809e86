"""What the pages say is what the code does."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bonafide.checks.catalogue import markdown
from bonafide.cli import pages
from bonafide.cli.main import parser
from bonafide.config import Config, load, variable
from bonafide.errors import InvalidInputError
from bonafide.inquiries.models import InquiryStatus, VerificationStatus
from bonafide.inquiries.models.capture import CaptureState
from bonafide.jobs.models import JobState
from bonafide.vault import retention

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
ASSISTANT = {"BONAFIDE_API", "BONAFIDE_API_KEY", "BONAFIDE_WEBHOOK_SECRET"}
TESTS = {"BONAFIDE_TEST_DATA", "BONAFIDE_TEST_DATABASE"}
"""Read by the demo and by tests, not by the product."""
WRITTEN = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *DOCS.rglob("*.md")])


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def test_generated_pages_are_as_generated() -> None:
    assert page("settings.md") == pages.settings_page()
    assert page("retention.md") == pages.retention_page()
    assert page("checks.md") == markdown()


def test_pages_are_written_into_the_folder(tmp_path: Path) -> None:
    pages.write(tmp_path)
    assert (tmp_path / "settings.md").read_text("utf-8") == pages.settings_page()
    assert (tmp_path / "retention.md").read_text("utf-8") == pages.retention_page()


def test_every_variable_that_the_code_names_is_a_documented_setting() -> None:
    named = set()
    for file in (ROOT / "src").rglob("*.py"):
        named |= set(re.findall(r"\bBONAFIDE_[A-Z][A-Z_]*[A-Z]\b", file.read_text("utf-8")))
    known = {variable(name) for name in Config.__dataclass_fields__}
    assert named - ASSISTANT <= known
    assert all(f"`{name}`" in page("settings.md") for name in known)
    assert all(len(str(one.metadata["doc"])) > 10 for one in Config.__dataclass_fields__.values())


def test_every_variable_that_a_page_names_exists() -> None:
    known = {variable(name) for name in Config.__dataclass_fields__} | ASSISTANT | TESTS
    for file in WRITTEN:
        named = set(re.findall(r"\bBONAFIDE_[A-Z][A-Z_]*[A-Z]\b", file.read_text("utf-8")))
        assert named <= known, file.name


@pytest.mark.parametrize("port", ["0", "65535", "-5", "eighty"])
def test_a_port_out_of_range_is_refused_by_name(port: str) -> None:
    with pytest.raises(InvalidInputError, match="BONAFIDE_PORT") as caught:
        load({"BONAFIDE_PORT": port})
    assert caught.value.code == "bad_setting"


def test_previous_key_and_ledger_name_are_settings() -> None:
    given = load({"BONAFIDE_KEK_PREVIOUS": "abc", "BONAFIDE_LEDGER_ORIGIN": "verify.example/ledger"})
    assert (given.kek_previous, given.ledger_origin) == ("abc", "verify.example/ledger")


def test_ledger_signs_under_the_name_that_was_set(settings: Any) -> None:
    from bonafide.ledger import signing  # noqa: PLC0415 - Django is configured by now

    settings.BONAFIDE = load({"BONAFIDE_LEDGER_ORIGIN": "verify.example/ledger"})
    assert signing.origin() == "verify.example/ledger"
    assert signing.verifier().startswith("verify.example/ledger+")


def test_every_clock_of_the_vault_stands_in_the_page() -> None:
    rows = [line for line in page("retention.md").splitlines() if line.startswith("| ")]
    for row in retention.table():
        line = next(one for one in rows if one.startswith(f"| {row['name']} |"))
        assert f"| {row['approved_days']} | {row['other_days']} |" in line


def test_architecture_names_every_room() -> None:
    text = page("architecture.md")
    house = ROOT / "src" / "bonafide"
    rooms = [one.parent.name for one in house.glob("*/__init__.py")]
    files = [one.stem for one in house.glob("*.py") if not one.stem.startswith("_")]
    assert "engine" in rooms
    assert [name for name in rooms + files if f"`bonafide.{name}`" not in text] == []


def test_architecture_has_the_order_of_the_import_contract() -> None:
    setup = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = setup["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["type"] == "layers")
    wanted = [name.strip() for layer in layers for name in re.split(r"[|:]", layer)]
    table = page("architecture.md").split("| Room | Holds |")[1].split("\n\n")[0]
    listed = re.findall(
        r"`(bonafide\.\w+)`", "\n".join(line.split("|")[1] for line in table.splitlines()[2:])
    )
    assert listed == wanted


@pytest.mark.parametrize("states", [InquiryStatus, VerificationStatus, CaptureState, JobState])
def test_architecture_draws_every_state(states: type[InquiryStatus]) -> None:
    drawn = page("architecture.md").split("## States")[1]
    assert [one.value for one in states if not re.search(rf"\b{one.value}\b", drawn)] == []


def test_links_between_pages_lead_somewhere() -> None:
    links = [
        (file, target)
        for file in WRITTEN
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", file.read_text("utf-8"))
        if "://" not in target
    ]
    assert len(links) > 20
    assert [f"{file.name} -> {target}" for file, target in links if not (file.parent / target).exists()] == []


def test_paths_that_pages_name_exist() -> None:
    for file in WRITTEN:
        for path in re.findall(
            r"`((?:src|bench|docs|examples|scripts|tests|deploy)/[\w./-]+)`", file.read_text("utf-8")
        ):
            assert (ROOT / path).exists(), f"{file.name}: {path}"


def test_every_page_of_numbers_is_listed() -> None:
    listed = set(re.findall(r"\]\((\w+\.md)\)", page("benchmarks/README.md")))
    there = {one.name for one in (DOCS / "benchmarks").glob("*.md")} - {"README.md"}
    assert there <= listed


def test_commands_in_the_readme_exist() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    tasks = re.findall(r"(?:`|^)make ([a-z-]+)", readme, re.MULTILINE)
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert {"up", "test", "bench"} <= set(tasks)
    assert [one for one in tasks if f"\n{one}:" not in makefile] == []
    words = "check --document passport.jpg --selfie face.jpg --report report.html"
    assert f".venv/bin/bonafide {words}" in readme
    assert parser().parse_args(words.split()).report == "report.html"
