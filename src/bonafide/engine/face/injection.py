"""Signals that a stream was injected and not seen by a camera. Each is weak and easily forged; none is a verdict.

A name that is known of a virtual camera, frames that
come like clockwork: an attacker who knows of them evades them, one who does not is seen. They are kept as numbers
beside the verdict, for a person and for comparison between sessions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from bonafide.engine.evidence import FrameReading

WEIGHTS: Mapping[str, float] = {
    "virtual_name": 0.35,
    "no_name": 0.05,
    "no_capabilities": 0.1,
    "steady_times": 0.2,
    "repeated_frames": 0.3,
    "size_ignored": 0.2,
    "size_at_once": 0.1,
    "same_frame": 0.4,
    "same_film": 0.4,
    "same_background": 0.2,
}
"""What each signal adds to the sum, set by how rarely a plain camera shows it; not learned from attacks."""
_VIRTUAL = (
    "OBS Virtual Camera",
    "OBS-Camera",
    "OBS-Camera2",
    "Dummy video device (0x0000)",
    "ManyCam Virtual Webcam",
    "ManyCam Video Source",
    "Snap Camera",
    "XSplit VCam",
    "SplitCam Video Driver",
    "CamTwist",
    "e2eSoft VCam",
    "YouCam",
    "AlterCam Virtual Camera",
    "Unity Video Capture",
    "NVIDIA Broadcast",
    "mmhmm Camera",
    "fake_device_0",
)
"""Names by which common virtual cameras present themselves; some people use these for honest reasons."""
VIRTUAL_HASHES = frozenset(hashlib.sha256(name.encode()).hexdigest() for name in _VIRTUAL)
_NO_NAME = hashlib.sha256(b"").hexdigest()
STEADY_SHARE = 0.004
"""Intervals that vary by less than this share of their mean: a loop's sleep, no camera and network."""
MIN_INTERVALS = 12
SIZE_OFF = 2
"""Pixels by which a picture may differ from the size asked: drivers cut to even numbers."""
AT_ONCE_MS = 4
"""No camera's next frame comes sooner after a change; Chromium's take 20 ms and more (docs/decisions/0012)."""
CLOCKS_MS = 50
"""By how much the page may say that it took longer than the server waited."""


def injection_signals(readings: Sequence[FrameReading], camera: Mapping[str, Any]) -> dict[str, float]:
    """Give each signal that could be computed, 0 (as a plain camera) to 1, and their weighted sum as `sum`.

    Args:
        readings: of one capture, as handed in.
        camera: facts of the page: label_hash (SHA-256 of the camera's name, hex), capabilities (how many the
            browser tells of), and what came of the resolution challenge: probe_width, probe_height,
            probe_got_width, probe_got_height (pixels asked and got), probe_ms (what the page says that it took),
            probe_waited_ms (what the server waited). What is absent is left out.

    """
    return joined({}, _of_camera(camera) | _of_probe(camera) | _of_frames(readings))


def joined(signals: Mapping[str, float], more: Mapping[str, float]) -> dict[str, float]:
    """Add signals, 0 to 1 each, to those of `injection_signals`, and weigh them all anew.

    `same_frame`, `same_film` and `same_background` come from the traces of other accounts (`traces.scenes`). One
    frame found again may be a chance, several together lead to a person whatever is behind the head; a room is shared
    by a household, an office or a kiosk and says little alone.
    """
    found = {name: value for name, value in {**signals, **more}.items() if name != "sum"}
    return found | {"sum": round(sum(WEIGHTS[name] * value for name, value in found.items()), 4)}


def _of_camera(camera: Mapping[str, Any]) -> dict[str, float]:
    found: dict[str, float] = {}
    if isinstance(camera.get("label_hash"), str):
        found["virtual_name"] = float(camera["label_hash"] in VIRTUAL_HASHES)
        found["no_name"] = float(camera["label_hash"] == _NO_NAME)
    if isinstance(camera.get("capabilities"), int | float):
        found["no_capabilities"] = float(camera["capabilities"] == 0)
    return found


def _of_probe(camera: Mapping[str, Any]) -> dict[str, float]:
    """Judge the answer to the resolution challenge; a camera that could not change its size has given none."""
    asked, got = (
        _size(camera, "probe_width", "probe_height"),
        _size(camera, "probe_got_width", "probe_got_height"),
    )
    if asked is None or got is None:
        return {}
    obeyed = all(abs(a - b) <= SIZE_OFF for a, b in zip(asked, got, strict=True))
    found = {"size_ignored": float(not obeyed)}
    took, waited = camera.get("probe_ms"), camera.get("probe_waited_ms")
    if isinstance(took, int | float) and isinstance(waited, int | float):
        found["size_at_once"] = float(took < AT_ONCE_MS or took > waited + CLOCKS_MS)
    return found


def _size(camera: Mapping[str, Any], wide: str, tall: str) -> list[float] | None:
    """Both sides, the short one first: a phone may be told its size lying and deliver it upright."""
    sides = [side for side in (camera.get(wide), camera.get(tall)) if isinstance(side, int | float)]
    return sorted(sides) if len(sides) == len((wide, tall)) else None


def _of_frames(readings: Sequence[FrameReading]) -> dict[str, float]:
    if not readings:
        return {}
    repeated = 1 - len({reading.digest for reading in readings}) / len(readings)
    found = {"repeated_frames": round(repeated, 4)}
    times = sorted((reading.seq, reading.client_ms) for reading in readings)
    gaps = [(b[1] - a[1]) for a, b in pairwise(times) if b[0] == a[0] + 1]
    if len(gaps) >= MIN_INTERVALS:
        spread = float(np.std(gaps)) / max(float(np.mean(gaps)), 1.0)
        found["steady_times"] = float(spread < STEADY_SHARE)
    return found
