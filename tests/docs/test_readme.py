"""The README's code runs against the real API, and its numbers are those of the benchmarks."""

import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from bench import readme as numbers
from examples.assistant import gate
from pytest_django.live_server_helper import LiveServer

from bonafide.accounts import service as accounts
from bonafide.accounts.models import Environment, EnvironmentKind
from bonafide.inquiries.models import Inquiry
from bonafide.vault import keys

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def code() -> str:
    found = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(found) == 1
    return str(found[0])


def test_the_feature_is_guarded_in_ten_lines() -> None:
    lines = [one for one in code().splitlines() if one.strip()]
    assert len(lines) <= 10
    compile(code(), "README.md", "exec")


@pytest.mark.django_db(transaction=True)
def test_the_code_of_the_readme_guards_a_feature(
    live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.ensure_secrets()
    environment = Environment.objects.create(kind=EnvironmentKind.SANDBOX, name="readme")
    key = accounts.create_key(environment, "readme")
    module = ModuleType("gate")
    module.__dict__.update(gate.__dict__)
    monkeypatch.setitem(sys.modules, "gate", module)
    names: dict[str, Any] = {
        "key": key,
        "app": lambda _environ, start: (start("200 OK", []), [b"the feature"])[1],
        "user_of": lambda environ: environ["REMOTE_USER"],
        "is_verified": lambda environ: environ["REMOTE_USER"] == "verified",
    }
    exec(code().replace("http://localhost:8000", live_server.url), names)  # noqa: S102 - the README's own code

    said: list[tuple[str, list[tuple[str, str]]]] = []

    def visit(who: str, path: str) -> bytes:
        environ = {"PATH_INFO": path, "REMOTE_USER": who}
        return b"".join(names["app"](environ, lambda status, headers: said.append((status, headers))))

    assert visit("verified", "/advanced") == b"the feature"
    assert visit("stranger", "/open") == b"the feature"
    assert visit("stranger", "/advanced/more") == b""
    status, headers = said[-1]
    assert status.startswith("303")
    assert "/verify?code=" in dict(headers)["Location"]
    inquiry = Inquiry.objects.get()
    assert (inquiry.rule, inquiry.environment_id) == ("advanced@1", environment.pk)
    assert accounts.find(environment, "stranger") is not None


def test_numbers_are_those_of_the_pages() -> None:
    quoted = README.split(numbers.BEGIN)[1].split(numbers.END)[0].strip()
    assert quoted == numbers.numbers()


def test_every_quoted_number_stands_in_the_page_it_links() -> None:
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \| \[[^]]+\]\(([^)]+)\) \|$", README, re.MULTILINE)
    assert len(rows) >= 8
    for value, link in rows:
        number = re.sub(r" (s|ms|MB)$", "", value.strip())
        assert number in (ROOT / link).read_text("utf-8"), value


def test_every_number_of_the_readme_is_found_in_its_page() -> None:
    assert [one.says for one in numbers.NUMBERS if numbers.cell(one) is None] == []


def test_refresh_fills_the_marks_and_refuses_a_readme_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "README.md"
    copy.write_text(f"before\n{numbers.BEGIN}\nold\n{numbers.END}\nafter\n")
    monkeypatch.setattr(numbers, "README", copy)
    assert numbers.refresh() is True
    assert numbers.refresh() is False
    assert copy.read_text().startswith(f"before\n{numbers.BEGIN}\n| What |")
    copy.write_text("no marks")
    with pytest.raises(ValueError, match="marks"):
        numbers.refresh()


def test_readme_names_what_a_newcomer_needs() -> None:
    for words in (
        "make up",
        "make test",
        "docs/images/flow-phone.png",
        "docs/images/console.png",
        "Apache-2.0",
    ):
        assert words in README
