"""A camera whose picture a test changes while the browser watches: Chromium's fake device, played live.

Chromium loops a one-frame YUV4MPEG2 file; overwriting the pixels in place (same inode) changes the running
stream within about two frames. Native size is the largest size a page can ask for. Colours are BT.601, studio
range, which is what Chromium assumes of such a file.
"""

import os
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

import cv2
import numpy as np

from tests.world.pixels import Image


def i420(frame: Image) -> bytes:
    """Return the frame (BGR, even sides) as planar YUV 4:2:0, BT.601, luma 16 to 235."""
    height, width = frame.shape[:2]
    if height % 2 or width % 2:
        raise ValueError("sides of a frame must be even")
    return np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2YUV_I420), np.uint8).tobytes()


class Playback:
    """Frames being shown by a thread, `fps` a second, which may be changed meanwhile.

    `stop` ends it; `error` holds what the frame source raised.
    """

    def __init__(self, camera: "InteractiveCamera", frames: Iterable[Image], fps: float) -> None:
        self.shown, self.fps = 0, fps
        self.error: BaseException | None = None
        self._halt = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(camera, frames), daemon=True)
        self._thread.start()

    def _run(self, camera: "InteractiveCamera", frames: Iterable[Image]) -> None:
        due = time.monotonic()
        try:
            for frame in frames:
                if self._halt.wait(max(0.0, due - time.monotonic())):
                    return
                camera.show(frame)
                self.shown += 1
                due = max(due + 1 / self.fps, time.monotonic())
        except Exception as error:  # noqa: BLE001  handed to whoever stops or waits
            self.error = error

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the frames are used up; tell whether they are. Raises what the frame source raised."""
        self._thread.join(timeout)
        if self.error:
            raise self.error
        return not self._thread.is_alive()

    def stop(self) -> None:
        """End the playing; the last frame stays. Raises what the frame source raised."""
        self._halt.set()
        self.wait(10)


class InteractiveCamera:
    """A fake camera in a file. Give `chromium_args()` to the browser, then `show` frames at any time.

    One frame at a time is on disk, at `path`; `close` removes the file. The document and the selfie step see
    the same device, one after the other. Frames of other sizes are fitted (scaled and letter-boxed).
    """

    def __init__(self, path: Path, size: tuple[int, int] = (640, 480), fps: int = 30) -> None:
        self.path, self.size = path, size
        width, height = size
        header = f"YUV4MPEG2 W{width} H{height} F{fps}:1 Ip A1:1 C420jpeg\nFRAME\n".encode()
        self._offset = len(header)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        os.pwrite(self._file, header + i420(np.zeros((height, width, 3), np.uint8)), 0)

    def chromium_args(self) -> list[str]:
        """Return the flags with which Chromium takes this file for its only camera and grants it."""
        flags = [
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={self.path.resolve()}",
        ]
        return [*flags, "--no-sandbox"] if os.geteuid() == 0 else flags

    def show(self, frame: Image) -> None:
        """Make this frame (BGR) the camera's picture."""
        os.pwrite(self._file, i420(self._fitted(frame)), self._offset)

    def blank(self, level: int = 0) -> None:
        """Show one flat grey level, as a covered or broken camera does."""
        self.show(np.full((self.size[1], self.size[0], 3), level, np.uint8))

    def play(self, frames: Iterable[Image], fps: float = 15) -> Playback:
        """Show frames one after the other in a thread, at most `fps` a second."""
        return Playback(self, frames, fps)

    def close(self) -> None:
        """Close and remove the file."""
        os.close(self._file)
        self.path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _fitted(self, frame: Image) -> Image:
        height, width = frame.shape[:2]
        if (width, height) == self.size:
            return frame
        scale = min(self.size[0] / width, self.size[1] / height)
        inner = cv2.resize(frame, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA)
        fitted = np.zeros((self.size[1], self.size[0], 3), np.uint8)
        top, left = (self.size[1] - inner.shape[0]) // 2, (self.size[0] - inner.shape[1]) // 2
        fitted[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
        return fitted
