"""The address of a database: what Django is told of it, and one sentence where it cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from bonafide import config, database
from bonafide.errors import InvalidInputError

SRC = Path(__file__).resolve().parents[1] / "src"
MAY_LOCK = {"bonafide/rows.py", "bonafide/jobs/queue.py"}


def test_every_part_of_the_address_counts() -> None:
    told = database.settings(
        "postgresql://me%40here:p%2Fw@db.lan:6432/ids?sslmode=verify-full&connect_timeout=5"
    )
    assert told == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "ids",
        "USER": "me@here",
        "PASSWORD": "p/w",
        "HOST": "db.lan",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "verify-full", "connect_timeout": "5", "isolation_level": 2},
    }


def test_a_socket_is_named_behind_the_question_mark() -> None:
    told = database.settings("postgresql:///ids?host=/run/postgresql")
    assert (told["HOST"], told["NAME"]) == ("", "ids")
    assert told["OPTIONS"] == {"host": "/run/postgresql", "isolation_level": 2}


@pytest.mark.parametrize(
    "url", ["mysql://db/ids", "db.lan/ids", "postgresql://db.lan", "postgresql://db.lan/"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(InvalidInputError, match=r"postgresql://user:password@host/name") as error:
        config.load({"BONAFIDE_DATABASE_URL": url})
    assert error.value.code == "bad_setting"


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "find_spec", lambda _name: None)
    with pytest.raises(InvalidInputError, match="psycopg"):
        config.load({"BONAFIDE_DATABASE_URL": "postgresql://db.lan/ids"})


def test_rows_are_held_in_one_way() -> None:
    """A lock that takes joined rows along, or keys that others refer to, is how two come to wait for each other."""
    found = {
        str(file.relative_to(SRC)) for file in SRC.rglob("*.py") if "select_for_update(" in file.read_text()
    }
    assert found == MAY_LOCK
