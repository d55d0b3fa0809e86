"""Secrets, and the real engine without its process border."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from bonafide.capture.views import camera
from bonafide.engine.document.glance import glance_document
from bonafide.engine.document.hint import hint_document
from bonafide.engine.evidence import DocumentHint, Glance
from bonafide.engine.face.hint import read_frame
from bonafide.engine.face.judge import turn_depth
from bonafide.vault import keys
from tests.capture.visitor import Visitor


@pytest.fixture(autouse=True)
def _ready(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    keys.ensure_secrets()

    def hint(jpeg: bytes, *, wait: float) -> DocumentHint:
        assert wait > 0
        return hint_document(jpeg)

    def glance(jpeg: bytes, *, today: date, wait: float) -> Glance:
        assert wait > 0
        return glance_document(jpeg, today=today)

    engine = SimpleNamespace(
        hint_document=hint, glance_document=glance, read_frame=read_frame, turn_depth=turn_depth
    )
    monkeypatch.setattr(camera, "_engine", lambda: engine)


@pytest.fixture
def visitor() -> Visitor:
    return Visitor.arrives()


@pytest.fixture
def showing(visitor: Visitor) -> Visitor:
    """The camera runs and waits for the front of a passport."""
    return visitor.agree().choose().start()
