"""The resolution challenge on the real page: Chromium's camera, an injected stream, and a camera that cannot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bonafide.capture.face_live import FaceLive
from bonafide.engine.face.injection import injection_signals
from tests.capture.at_camera import at_camera, wait
from tests.capture.visitor import Visitor
from tests.robot.browser import Studio, chromium, studio
from tests.traces.stage import Sitter, drawn
from tests.world.rooms import furnished

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(chromium() is None, reason="no Chromium on PATH"),
]
CAMERA = (1280, 720)
IGNORES = "MediaStreamTrack.prototype.applyConstraints = async () => undefined"
CANNOT = "MediaStreamTrack.prototype.applyConstraints = async () => { throw new OverconstrainedError('width', 'no') }"
SIZE_NOW = "() => { const v = document.querySelector('video'); return [v.videoWidth, v.videoHeight] }"


@pytest.fixture
def before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    # Playwright's loop runs in this thread, Django's queries beside it are plain ones.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with studio(tmp_path, size=CAMERA) as started:
        assert started.camera is not None
        started.camera.show(drawn(furnished(CAMERA, 3), Sitter(1, x=640, y=300, tall=260))[0])
        yield started
        assert started.watch.errors == []


def signals(live: FaceLive) -> dict[str, float]:
    return injection_signals([], live.facts(button=False))


@pytest.mark.django_db(transaction=True)
def test_every_kind_of_camera_gets_on_and_only_one_that_ignores_the_size_is_seen(
    live_server: Any, before: Studio
) -> None:
    obeys, ignores, cannot = (Visitor.arrives().agree().choose().with_document() for _ in range(3))
    page, live = at_camera(live_server, before, obeys, "")
    wait(page, lambda: len(live.kept) >= 3 and live.facts(button=False).get("probe_ms") is not None)
    assert live.probe is not None
    assert live.probe.got == (live.probe.width, live.probe.height)
    assert signals(live) == {"size_ignored": 0, "size_at_once": 0, "sum": 0}
    assert page.evaluate(SIZE_NOW) == list(CAMERA)  # and back again
    page.context.close()

    page, live = at_camera(live_server, before, ignores, IGNORES)
    wait(page, lambda: len(live.kept) >= 1 and live.facts(button=False).get("probe_ms") is not None)
    assert signals(live) == {"size_ignored": 1, "size_at_once": 0, "sum": 0.2}
    page.context.close()

    page, live = at_camera(live_server, before, cannot, CANNOT)
    wait(page, lambda: len(live.kept) >= 5)
    assert live.probe is not None
    assert live.probe.told_ms is not None
    assert signals(live) == {"sum": 0}
    page.context.close()
