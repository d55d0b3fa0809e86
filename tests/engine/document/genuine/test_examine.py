from contextlib import nullcontext

import numpy as np
import pytest

from bonafide.engine.document import genuine
from bonafide.engine.document.flatten import Flat
from bonafide.engine.document.genuine import Exhibit, examine
from bonafide.engine.evidence import Sign

BLANK = np.zeros((8, 8, 3), np.uint8)


def test_a_broken_detector_gives_a_sign_without_score(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_exhibit: Exhibit) -> Sign:
        raise ZeroDivisionError

    monkeypatch.setattr(genuine, "DETECTORS", {"broken": broken, "fine": lambda _e: Sign(0.5)})
    signs = examine(Exhibit(Flat(BLANK, None, BLANK)), lambda _stage: nullcontext())
    assert signs["broken"] == Sign(None, genuine.DETECTOR_ERROR)
    assert signs["fine"].score == 0.5
