"""What is shown to the fake camera is what a page in Chromium sees, at once and in the right colours."""

import http.server
import itertools
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, sync_playwright
from tests.world.camera import InteractiveCamera, i420

PAGE = b"""<!doctype html><meta charset=utf-8><video autoplay playsinline muted></video><script>
const video = document.querySelector('video'), canvas = document.createElement('canvas');
navigator.mediaDevices.getUserMedia({video: {width: {ideal: 1280}}}).then(s => { video.srcObject = s; });
function look(points) {
  canvas.width = video.videoWidth; canvas.height = video.videoHeight;
  const pen = canvas.getContext('2d'); pen.drawImage(video, 0, 0);
  return points.map(([x, y]) => Array.from(pen.getImageData(x, y, 1, 1).data.slice(0, 3)));
}
</script>"""
PATCHES = {"red": (40, 40, 200), "green": (60, 180, 60), "blue": (190, 80, 50), "skin": (120, 150, 205)}


def flat(colour: tuple[int, int, int]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.full((480, 640, 3), colour, np.uint8)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def camera(tmp_path: Path) -> Iterator[InteractiveCamera]:
    with InteractiveCamera(tmp_path / "camera.y4m") as device:
        yield device


@pytest.fixture
def page(camera: InteractiveCamera) -> Iterator[Page]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on PATH")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=camera.chromium_args())
        tab = browser.new_page()
        tab.goto(f"http://127.0.0.1:{server.server_port}/")
        tab.wait_for_function("document.querySelector('video').videoWidth > 0")
        yield tab
        browser.close()
    server.shutdown()


def seen(page: Page, wanted: tuple[int, int, int], tolerance: int = 4) -> list[int]:
    """Look until the page sees the wanted BGR colour, ten seconds at the most; return the last RGB seen."""
    end = time.monotonic() + 10
    while True:
        last: list[int] = page.evaluate("look([[320, 240]])")[0]
        near = max(abs(a - b) for a, b in zip(last[::-1], wanted, strict=True)) <= tolerance
        if near or time.monotonic() > end:
            return last


@pytest.mark.browser
def test_colours_arrive_and_change(camera: InteractiveCamera, page: Page) -> None:
    for name, colour in PATCHES.items():
        camera.show(flat(colour))
        last = seen(page, colour)
        assert max(abs(a - b) for a, b in zip(last[::-1], colour, strict=True)) <= 4, (name, last)


@pytest.mark.browser
def test_a_playing_sequence_is_seen_until_stopped(camera: InteractiveCamera, page: Page) -> None:
    playing = camera.play((flat((k * 10 % 200, 90, 90)) for k in itertools.count()), fps=20)
    blues, end = set[int](), time.monotonic() + 10
    # By time, not by looks: a fast page looks sixty times while the camera shows three frames.
    while len(blues) <= 3 and time.monotonic() < end:
        blues.add(page.evaluate("look([[320, 240]])")[0][2] // 5)
    playing.stop()
    assert len(blues) > 3
    camera.blank(0)
    assert seen(page, (0, 0, 0)) == pytest.approx([0, 0, 0], abs=4)


def test_planes_are_studio_range() -> None:
    black, white = (i420(np.full((4, 4, 3), level, np.uint8)) for level in (0, 255))
    assert (black[0], white[0]) == (16, 235)
    assert len(black) == 24


def test_other_sizes_are_fitted_and_odd_ones_refused(camera: InteractiveCamera) -> None:
    camera.show(np.full((720, 1280, 3), 255, np.uint8))
    luma = np.frombuffer(camera.path.read_bytes()[-640 * 480 * 3 // 2 :], np.uint8)[: 640 * 480].reshape(
        480, 640
    )
    assert luma[240, 320] == 235
    assert luma[20, 320] == 16
    with pytest.raises(ValueError, match="even"):
        i420(np.zeros((5, 5, 3), np.uint8))


def test_a_broken_frame_source_is_reported(camera: InteractiveCamera) -> None:
    def frames() -> Iterator[np.ndarray[Any, np.dtype[np.uint8]]]:
        yield flat((1, 2, 3))
        raise RuntimeError("source broke")

    with pytest.raises(RuntimeError, match="source broke"):
        camera.play(frames(), fps=50).wait(5)


def test_the_file_goes_with_the_camera(tmp_path: Path) -> None:
    with InteractiveCamera(tmp_path / "gone.y4m", size=(64, 48)) as device:
        assert device.path.stat().st_mode & 0o777 == 0o600
    assert not device.path.exists()
