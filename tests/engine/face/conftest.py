"""Pictures for the face tests: real people where the shared data is there."""

from __future__ import annotations

from pathlib import Path

import pytest

LONDON = "faces/london"


@pytest.fixture(scope="session")
def london(shared_data: Path) -> Path:
    """Folder with studio portraits of 34 adults, six views each."""
    folder = shared_data / LONDON
    if not folder.is_dir():
        pytest.skip("London faces absent: set BONAFIDE_TEST_DATA")
    return folder
