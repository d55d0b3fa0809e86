"""What the documents show is what the code does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from examples.assistant import gate

from bonafide.api.auth import BearerKey
from bonafide.api.base import api
from bonafide.events.serialise import NAMES
from bonafide.jobs.queue import _BACKOFF_S

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_ten_lines_guard_an_application(monkeypatch: pytest.MonkeyPatch) -> None:
    found = re.search(r"```python\n(.*?)```", (DOCS / "api.md").read_text("utf-8"), re.DOTALL)
    assert found
    calls: list[tuple[str, str, Any]] = []

    def answer(_self: gate.Bonafide, method: str, path: str, body: Any = None) -> dict[str, Any]:
        calls.append((method, path, body))
        return {"data": {"id": "inq_1"}, "meta": {"one-time-link": "https://verify.example/verify?code=1"}}

    monkeypatch.setattr(gate.Bonafide, "call", answer)
    names: dict[str, Any] = {
        "KEY": "k",
        "BACK": "https://me.example/back",
        "account_of": lambda _: "user-1",
        "is_verified": lambda environ: environ.get("ok", False),
        "app": lambda _environ, _start: [b"inside"],
    }
    exec(found[1], names)  # noqa: S102 - the documented lines are what is tested
    seen: list[Any] = []
    assert names["app"]({"PATH_INFO": "/lab"}, lambda *given: seen.append(given)) == []
    assert seen == [("303 See Other", [("Location", "https://verify.example/verify?code=1")])]
    assert calls[0][2]["meta"]["auto-create-account-reference-id"] == "user-1"
    assert names["app"]({"PATH_INFO": "/lab", "ok": True}, None) == [b"inside"]


def test_every_operation_is_in_the_table() -> None:
    text = (DOCS / "api.md").read_text("utf-8")
    described = api.get_openapi_schema(path_prefix="")
    for path in described["paths"]:
        last = path.rsplit("/", 1)[-1]
        shown = f"/{last}" if "{" not in last else path.replace(last, "{id}")
        assert shown.replace("{inquiry_id}", "{id}") in text, path
    assert BearerKey.openapi_scheme in text.lower()


def test_every_event_and_the_delays_are_told() -> None:
    text = (DOCS / "webhooks.md").read_text("utf-8")
    assert not [name for name in NAMES if f"`{name}`" not in text]
    assert _BACKOFF_S == (1, 5, 30, 120, 600, 1800, 3600, 7200, 14_400)
    assert "1 s, 5 s,\n30 s, 2 min, 10 min, 30 min, 1 h, 2 h and 4 h" in text
