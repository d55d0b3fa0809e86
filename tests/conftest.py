"""Fixtures shared by all tests."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from random import Random
from types import SimpleNamespace

import django
import pytest
from django.conf import settings as django_settings
from hypothesis import settings

# Drawn examples are the same in every run, and none fails because the machine was busy for a fifth of a second.
# `pytest --hypothesis-profile=default` looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

# Tests never touch the operator's data folder or database. That Django's settings are read here and not named in
# pyproject.toml is on purpose: pytest-django would read them before this file.
_DATA = tempfile.mkdtemp(prefix="bonafide-test-")
os.environ["BONAFIDE_DATA"] = _DATA
os.environ["BONAFIDE_DATABASE_URL"] = os.environ.get("BONAFIDE_TEST_DATABASE", "")
atexit.register(shutil.rmtree, _DATA, ignore_errors=True)
os.environ["DJANGO_SETTINGS_MODULE"] = "bonafide.settings"
django.setup()
if Path(django_settings.BONAFIDE_DATA) != Path(_DATA).resolve():
    raise RuntimeError("Django's settings were read before the tests could name a data folder of their own")

ROOT = Path(__file__).resolve().parents[1]


def shared_data_folder() -> Path | None:
    """The folder with public specimens and faces, or None where this machine lacks it."""
    found = Path(os.environ.get("BONAFIDE_TEST_DATA", ROOT.parent / "shared" / "data"))
    return found if found.is_dir() else None


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Skip, and say so, where the public specimens are absent."""
    folder = shared_data_folder()
    if folder is None:
        pytest.skip("shared data folder absent: set BONAFIDE_TEST_DATA")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _secrets() -> None:
    """The keys that `bonafide up` would have made."""
    from bonafide.vault import keys  # noqa: PLC0415 - Django is configured by now

    keys.ensure_secrets()


@pytest.fixture(autouse=True)
def _drawn(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a visitor is asked differs from test to test, and not from run to run."""
    from bonafide.inquiries import captures  # noqa: PLC0415 - Django is configured by now

    dice = Random(request.node.nodeid)
    monkeypatch.setattr(captures, "random", SimpleNamespace(SystemRandom=lambda: dice))
