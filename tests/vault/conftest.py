"""A data folder of its own with fresh secrets, and a subject, for each test of the vault."""

from pathlib import Path
from typing import Any

import pytest

from bonafide.vault import keys, service
from bonafide.vault.models import Subject


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.BONAFIDE_DATA = tmp_path
    for name in keys.VARIABLE.values():
        monkeypatch.delenv(name, raising=False)
    keys.ensure_secrets()
    return tmp_path


@pytest.fixture
def subject(db: None) -> Subject:
    return service.create_subject("env_test")
