"""Film what a page shows, with nothing but Chromium's own screencast and OpenCV's VP8 encoder."""

import base64
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from playwright.sync_api import CDPSession, Page

FPS = 10


class Film:
    """Frames of one page from now on, about as often as the page changes. `write` ends it."""

    def __init__(self, page: Page, size: tuple[int, int]) -> None:
        self._size = size
        self._shots: list[tuple[float, bytes]] = []
        self._tools: CDPSession = page.context.new_cdp_session(page)
        self._tools.on("Page.screencastFrame", self._take)
        limits = {"maxWidth": size[0], "maxHeight": size[1]}
        self._tools.send("Page.startScreencast", {"format": "jpeg", "quality": 85, **limits})

    def _take(self, event: dict[str, Any]) -> None:
        self._shots.append((time.monotonic(), base64.b64decode(event["data"])))
        self._tools.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    def write(self, target: Path) -> float:
        """Write a WebM at FPS; return its length in seconds. Raises RuntimeError where nothing was filmed."""
        self._tools.send("Page.stopScreencast")
        if not self._shots:
            raise RuntimeError("the page was never drawn")
        out = cv2.VideoWriter(str(target), cv2.VideoWriter.fourcc(*"VP80"), FPS, self._size)
        begin, end = self._shots[0][0], self._shots[-1][0] + 1.5
        shown = 0
        for tick in range(round((end - begin) * FPS)):
            while shown + 1 < len(self._shots) and self._shots[shown + 1][0] <= begin + tick / FPS:
                shown += 1
            raw = np.frombuffer(self._shots[shown][1], np.uint8)
            picture = np.asarray(cv2.imdecode(raw, cv2.IMREAD_COLOR), np.uint8)
            out.write(cv2.resize(picture, self._size, interpolation=cv2.INTER_AREA))
        out.release()
        return end - begin
