"""The page about the world names all of it, so that nobody writes a second time what is there."""

import re
from pathlib import Path

WORLD = Path(__file__).resolve().parents[1] / "world"


def test_the_page_names_every_module_once_in_its_tables_and_no_other() -> None:
    rows = re.findall(r"^\| (`.+?`) \|", (WORLD / "README.md").read_text(), re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    files = [one.stem for one in WORLD.glob("*.py") if one.stem != "__init__"]
    folders = [one.parent.name for one in WORLD.glob("*/__init__.py")]
    assert sorted(named) == sorted(files + folders)
