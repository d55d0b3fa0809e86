"""A data folder of its own with fresh secrets for each test of the ledger."""

from pathlib import Path
from typing import Any

import pytest

from bonafide.vault import keys


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, settings: Any) -> Path:
    settings.BONAFIDE_DATA = tmp_path
    keys.ensure_secrets()
    return tmp_path
