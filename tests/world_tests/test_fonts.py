"""The zone keeps its pitch of 2.54 mm with OCR-B and with a stand-in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.world import fonts


@pytest.fixture(params=["as found", "no OCR-B", "no fonts at all"])
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if request.param != "as found":
        monkeypatch.setattr(fonts, "OCR_B", Path("/nowhere/OCRB.otf"))
    if request.param == "no fonts at all":
        monkeypatch.setattr(fonts, "_MONO", ())
    fonts.mrz_font.cache_clear()
    yield request.param
    fonts.mrz_font.cache_clear()


def test_a_line_of_fillers_is_as_wide_as_the_standard_says(machine: str) -> None:
    assert fonts.mrz_font(32.5).getlength("<" * 44) == pytest.approx(44 * 32.5, rel=0.03)


def test_absence_is_told(machine: str) -> None:
    assert machine == "as found" or not fonts.ocr_b_available()
