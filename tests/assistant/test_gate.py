from __future__ import annotations

from collections.abc import Iterable

import pytest
from examples.assistant.gate import Environ, Start, verify_first


def _app(word: bytes) -> object:
    def app(_environ: Environ, start: Start) -> Iterable[bytes]:
        start("200 OK", [])
        return [word]

    return app


@pytest.mark.parametrize(
    ("path", "verified", "answer"),
    [
        ("/advanced", False, b"ask"),
        ("/advanced/", False, b"ask"),
        ("/advanced/deeper", False, b"ask"),
        ("/advanced", True, b"app"),
        ("/advancedly", False, b"app"),
        ("/", False, b"app"),
        ("/other/advanced", False, b"app"),
    ],
)
def test_only_the_guarded_paths_ask_and_only_who_is_not_verified(
    path: str, verified: bool, answer: bytes
) -> None:
    gate = verify_first(_app(b"app"), "/advanced", lambda _: verified, _app(b"ask"))  # type: ignore[arg-type]
    assert list(gate({"PATH_INFO": path}, lambda *_: None)) == [answer]
