"""What a page tells of its camera, and the small headers of a frame: checked before anything uses them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from bonafide.engine.image import read_size
from bonafide.errors import ForbiddenError, ImageError, InvalidInputError

MAX_JSON = 4096
MAX_PREVIEW = 200_000
MAX_FULL = 2_000_000
"""Bytes. A full picture of 2000 x 1500 pixels at quality 0.9 stays below 1 MB, a preview below 100 kB."""
MAX_CLOSER = 300_000
"""Bytes of a closer look (`capture.closer`); the page stays below 250 kB."""
MAX_PREVIEW_PIXELS = 2_000_000
MAX_CLOSER_PIXELS = 2_100_000
"""A picture of 1920 x 1080 has 2.07 million."""
MAX_FULL_PIXELS = 16_000_000
_NUMBERS = {
    "width": (1, 20_000),
    "height": (1, 20_000),
    "frame_rate": (0, 1000),
    "capabilities": (0, 200),
}
_WORDS = {"label_hash": 64, "facing": 20}
_HIGHEST = 2**31


class NotAFrameError(InvalidInputError):
    """A body that is no live frame: another method, content type or size than the camera sends."""

    code = "not_a_frame"
    status = 415


@dataclass(frozen=True, slots=True)
class FrameHead:
    """Headers that come with every frame."""

    capture_id: str
    nonce: str
    seq: int
    client_ms: int
    full: bool
    by_hand: bool
    rtt_ms: int | None
    light: int = -1
    light_ms: int = 0
    probe_ms: int | None = None
    """With the answer to the resolution challenge: how long the camera took; such a frame shows no move."""
    closer: bool = False
    """In the camera's own resolution, because that was asked for."""

    @property
    def most_pixels(self) -> int:
        """Pixels that this kind of frame may have."""
        if self.full:
            return MAX_FULL_PIXELS
        return MAX_CLOSER_PIXELS if self.closer else MAX_PREVIEW_PIXELS


def read_json(request: HttpRequest) -> dict[str, Any]:
    """Body of a small JSON request. Raises InvalidInputError (bad_request)."""
    if request.content_type != "application/json" or _length(request) > MAX_JSON:
        raise InvalidInputError("A small JSON body is expected.", code="bad_request")
    try:
        found = json.loads(request.body)
    except ValueError:
        found = None
    if not isinstance(found, dict) or b"\\u0000" in request.body:  # PostgreSQL stores U+0000 in no text
        raise InvalidInputError("A JSON object is expected.", code="bad_request")
    return found


def camera_facts(given: Any) -> dict[str, Any]:
    """Numbers and short words about the camera; whatever else was sent is dropped."""
    if not isinstance(given, dict):
        return {}
    numbers = {key: given[key] for key, bounds in _NUMBERS.items() if _within(given.get(key), bounds)}
    texts = {k: given[k][:most] for k, most in _WORDS.items() if isinstance(given.get(k), str)}
    return numbers | texts


def _within(value: Any, bounds: tuple[int, int]) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and bounds[0] <= value <= bounds[1]


def frame_head(request: HttpRequest) -> FrameHead:
    """Headers of a frame. Raises NotAFrameError and InvalidInputError before the body is read."""
    if request.content_type != "image/jpeg":
        raise NotAFrameError("Only live frames of the camera are taken.")
    full, closer = request.headers.get("X-Full") == "1", request.headers.get("X-Closer") == "1"
    size = _length(request)
    if not 0 < size <= (MAX_FULL if full else MAX_CLOSER if closer else MAX_PREVIEW):
        raise NotAFrameError("The frame is empty or too large.", code="frame_too_large")
    return FrameHead(
        capture_id=_word(request, "X-Capture"),
        nonce=_word(request, "X-Nonce"),
        seq=_number(request, "X-Seq"),
        client_ms=_number(request, "X-Client-Ms"),
        full=full,
        by_hand=request.headers.get("X-By-Hand") == "1",
        rtt_ms=_number(request, "X-Rtt-Ms") if "X-Rtt-Ms" in request.headers else None,
        light=_number(request, "X-Light") if "X-Light" in request.headers else -1,
        light_ms=_number(request, "X-Light-Ms") if "X-Light-Ms" in request.headers else 0,
        probe_ms=_number(request, "X-Probe-Ms") if "X-Probe-Ms" in request.headers else None,
        closer=closer,
    )


def jpeg_body(request: HttpRequest, most_pixels: int) -> bytes:
    """Bytes of the frame, its pixels counted before anything unfolds them.

    Raises NotAFrameError where they do not begin as a JPEG does, ImageError (not_an_image, too_many_pixels).
    """
    body = request.body
    if body[:3] != b"\xff\xd8\xff":
        raise NotAFrameError("Only JPEG frames are taken.")
    width, height = read_size(body)
    if width * height > most_pixels:
        raise ImageError("The frame has more pixels than the camera page sends.", code="too_many_pixels")
    return body


def word(given: dict[str, Any], key: str) -> str:
    """A short text of a JSON body. Raises InvalidInputError (bad_request)."""
    value = given.get(key)
    if not isinstance(value, str) or not 0 < len(value) <= 80:
        raise InvalidInputError(f"{key} is missing.", code="bad_request")
    return value


def _word(request: HttpRequest, name: str) -> str:
    value = request.headers.get(name, "")
    if not 0 < len(value) <= 80:
        raise ForbiddenError("Frames belong to an open capture.", code="no_capture")
    return value


def _number(request: HttpRequest, name: str) -> int:
    text = request.headers.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) < _HIGHEST):
        raise InvalidInputError(f"{name} is not a number.", code="bad_request")
    return int(text)


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
