"""Pages of the documentation that are written from the code: `python -m bonafide.cli.pages`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from bonafide.config import Config, variable
from bonafide.vault import retention

_MADE = "This file is generated: `python -m bonafide.cli.pages`."


_SETTINGS = f"""# Settings

Environment variables, read once at start; an empty one counts as not set. A value that cannot be used ends
the start with one sentence. {_MADE}

"""
_RETENTION = f"""# How long things stay

Days count from the decision, or from the end of an inquiry that came to none; the cap counts from the moment
a picture was sealed, whatever was decided. What no clock was ever set for goes after
{retention.HARD_CAP_DAYS} days, or after its clock for any other end if that is longer. The sweeper runs every minute.
Erasing an applicant or an inquiry does not wait for any of it. {_MADE}

"""
_HEAD = ("Clock", "Governs", "Days after approval", "Days after any other end", "At most, days", "Why")
_FOOT = """
`rooms` is sealed as `other` with this end set when it is sealed. All other rows without a governed kind hold no
sealed bytes: opaque identifiers, reason codes, versions, times.
"""


def settings_page() -> str:
    """Render docs/settings.md: every environment variable that is read."""
    rows = [
        (f"`{variable(one.name)}`", _default(one.default), str(one.metadata["doc"])) for one in fields(Config)
    ]
    return _SETTINGS + _table(("Variable", "Default", "Meaning"), rows)


def retention_page() -> str:
    """Render docs/retention.md: the clocks as the vault keeps them."""
    numbers = ("approved_days", "other_days", "cap_days")
    rows = [
        (row["name"], _kinds(row["kinds"]), *(row[name] for name in numbers), row["why"])
        for row in retention.table()
    ]
    return _RETENTION + _table(_HEAD, rows) + _FOOT


def _default(value: object) -> str:
    if isinstance(value, bool):
        return "`1`" if value else "`0`"
    return f"`{value}`" if str(value) else "empty"


def _kinds(kinds: object) -> str:
    return ", ".join(f"`{kind}`" for kind in kinds) if isinstance(kinds, list) else ""


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    cells = [["" if cell is None else str(cell) for cell in line] for line in lines]
    return "".join(f"| {' | '.join(line)} |\n" for line in cells)


def write(folder: Path) -> None:
    """Write every generated page into the folder."""
    (folder / "settings.md").write_text(settings_page(), "utf-8")
    (folder / "retention.md").write_text(retention_page(), "utf-8")


if __name__ == "__main__":
    write(Path("docs"))
