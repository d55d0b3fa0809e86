"""Rows of a long run in a file, so that it can be cut and go on: one line of JSON for each picture examined.

A row counts only for the code that made it: each carries a digest of every module of the engine and of the renderers
that was loaded, and what other code made is not taken over.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOMS = ("bonafide.engine.", "tests.world.")
"""Packages whose code decides what a row says; limits are applied to rows afterwards."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of rows by key; without a file nothing is kept and nothing is found.

    `made_by` names the code where it runs elsewhere than in this process; else it is asked of `code`.
    """

    file: Path | None
    made_by: str = ""

    def rows(self) -> dict[str, dict[str, Any]]:
        """Every row that this code made so far, by its key; a line that was cut off is passed over."""
        if self.file is None or not self.file.exists():
            return {}
        told = (_told(line) for line in self.file.read_text("utf-8").splitlines())
        return {one["key"]: one["row"] for one in told if one.get("code") == self._code}

    def add(self, key: str, row: Mapping[str, object]) -> None:
        """Keep one row more; on a line of its own even after one that was cut off."""
        if self.file is not None:
            with self.file.open("a", encoding="utf-8") as stream:
                stream.write("\n" + json.dumps({"code": self._code, "key": key, "row": row}))

    @property
    def _code(self) -> str:
        return self.made_by or code()


def _told(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


@cache
def code() -> str:
    """SHA-256 of the loaded modules of `ROOMS`, as they were when this was first asked."""
    digest = hashlib.sha256()
    for name in sorted(sys.modules):
        path = getattr(sys.modules[name], "__file__", None)
        if name.startswith(ROOMS) and path:
            digest.update(name.encode() + b"\0" + Path(path).read_bytes())
    return digest.hexdigest()
