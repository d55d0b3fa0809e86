"""A closer look as the real page sends it, from Chromium's camera: the face in every pixel, the rest coarse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from bonafide.capture.views import camera
from bonafide.engine.evidence import FrameReading
from bonafide.engine.image import decode, read_size
from tests.capture.at_camera import at_camera, wait
from tests.capture.visitor import Visitor
from tests.robot.browser import Studio, chromium, studio

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(chromium() is None, reason="no Chromium on PATH"),
]
CAMERA, LARGE = (1280, 720), (1920, 1080)
QUICK = "Object.defineProperty(navigator, 'hardwareConcurrency', {value: 8})"
SAVES_DATA = "Object.defineProperty(navigator, 'connection', {value: {saveData: true, effectiveType: '4g'}})"
STRIPES = 0.4
"""Cycles per pixel of the camera."""


@pytest.fixture(params=[CAMERA])
def before(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Studio]:
    """Before the camera hangs what has nothing but fine structure; every frame is read as a straight look."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    monkeypatch.setattr(camera._engine(), "read_frame", straight)
    with studio(tmp_path, size=request.param) as started:
        assert started.camera is not None
        started.camera.show(stripes(request.param))
        yield started
        assert started.watch.errors == []


def stripes(size: tuple[int, int]) -> np.ndarray:
    """Two and a half pixels to a stripe: too fine for 480 rows."""
    x = np.arange(size[0])[None, :, None]
    wave = 128 + 70 * np.cos(2 * np.pi * STRIPES * x)
    return np.broadcast_to(wave, (size[1], size[0], 3)).astype(np.uint8)


def straight(jpeg: bytes, seq: int, client: int, server: int) -> FrameReading:
    """A face in the middle; boxes are in pixels of the frame shrunk to a long side of 640."""
    width, height = read_size(jpeg)
    wide, high = (640 * side // max(width, height) for side in (width, height))
    box = (wide // 2 - 50, high // 2 - 65, 100, 130)
    return FrameReading(seq, client, server, faces=1, box=box, inter_eye_px=60.0, face_share=0.36)


def waves(picture: np.ndarray) -> float:
    """Amplitude of the stripes in a part of a picture in full, grey levels."""
    row = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).mean(axis=0)
    turning = np.exp(2j * np.pi * STRIPES * np.arange(len(row))) * np.hanning(len(row))
    return float(abs(((row - row.mean()) * turning).sum()) * 4 / len(row))


@pytest.mark.parametrize(
    ("before", "across"),
    [pytest.param(CAMERA, 1280, id="720 rows"), pytest.param(LARGE, 1440, id="1080 rows, cut to 4:3")],
    indirect=["before"],
)
@pytest.mark.django_db(transaction=True)
def test_the_face_comes_in_every_pixel_and_what_is_around_it_as_coarse_as_before(
    live_server: Any, before: Studio, across: int
) -> None:
    page, live = at_camera(live_server, before, Visitor.arrives().agree().choose().with_document(), QUICK)
    wait(page, lambda: len(live.closer.taken) == 1 and len(live.kept) >= 6)
    (seq,) = live.closer.taken
    asked, sent = live.closer.asked[0], {item.frame.seq: item.frame.jpeg for item in live.kept}
    assert seq == asked + 1
    assert len(sent[seq]) <= 250_000
    large = decode(sent[seq])
    high, wide = large.shape[:2]
    assert min(decode(sent[asked]).shape[:2]) == 480
    # What the person sees of it: the stage may be a little flatter than the picture.
    assert 0.98 * across <= wide <= across
    face = large[int(0.42 * high) : int(0.58 * high), int(0.45 * wide) : int(0.55 * wide)]
    assert waves(face) > 50
    assert waves(large[: high // 8, : wide // 8]) < waves(face) / 4
    page.context.close()


@pytest.mark.django_db(transaction=True)
def test_who_saves_data_sends_none_and_goes_on(live_server: Any, before: Studio) -> None:
    visitor = Visitor.arrives().agree().choose().with_document()
    page, live = at_camera(live_server, before, visitor, SAVES_DATA)
    wait(page, lambda: len(live.closer.asked) == 1 and len(live.kept) >= 8)
    assert live.closer.taken == []
    assert {min(decode(item.frame.jpeg).shape[:2]) for item in live.kept} == {480}
    page.context.close()
