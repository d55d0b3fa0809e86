"""What the tests of the zone start from: one day, and whether the font of zones is here to draw with."""

from datetime import date

import pytest
from tests.world.fonts import ocr_b_available

TODAY = date(2026, 11, 22)

needs_font = pytest.mark.skipif(not ocr_b_available(), reason="Debian package fonts-ocr-b absent")
