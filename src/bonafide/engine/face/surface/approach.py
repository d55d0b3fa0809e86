"""A picture that is brought nearer: the face grows like a plane, and what stands behind it grows with it.

The face itself tells by its perspective (`engine.face.approach`). The background tells more: who comes closer leaves
the room behind. A wall 30 cm behind a head at 50 cm grows by 21 % while the head grows by 40 %, before a camera that
stands still it does not grow at all. On a sheet or a screen face and room lie in one plane, and the ratio of the
logarithms of their growths is 1; at most about .85 is it for what lies right behind a head, a pillow or hair. Where
the background was followed and grew like that, less is asked of the face.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from bonafide.engine.evidence import DepthFinding, Sign
from bonafide.engine.face.hint import Seen
from bonafide.engine.face.surface.behind import Behind, behind
from bonafide.engine.face.surface.look import drawn
from bonafide.engine.face.surface.sheet import rise

_HEAD = (0.1, 0.4)
"""Perspective up to which a face is a plane's, and from which it is none, with nothing known of the background."""
_HEAD_ALIKE = (0.25, 0.6)
"""The same where the background grows as the face does."""
_ALIKE = (0.85, 0.95)
"""Growth of the background over that of the face from which they begin to be alike, and are."""


def approach(seen: Sequence[Seen], depth: Sequence[DepthFinding]) -> Sign:
    """Judge how the face came closer.

    Returns:
        Score 1 where face (and background) grow as one plane, 0 where the face shows a head's perspective. Numbers:
        `perspective`, and where the background was followed `background` (its growth over the face's, logarithms)
        and `background_points`. Without a score where no approach could be measured (`approach_not_followed`).

    """
    found = next((one for one in depth if one.perspective is not None and one.between is not None), None)
    if found is None or found.perspective is None or found.between is None:
        return Sign(None, "approach_not_followed")
    by_seq = {one.reading.seq: one for one in seen}
    far, near = (by_seq[seq] for seq in found.between)
    numbers = {"perspective": found.perspective}
    if found.perspective >= _HEAD_ALIKE[1]:
        return Sign(0.0, "", numbers)
    room = behind(far, near)
    if room is not None:
        numbers |= {"background": room.ratio, "background_points": float(len(room.start))}
    return Sign(flatness(found.perspective, room), "", numbers, _picture(near, room))


def flatness(perspective: float, room: Behind | None) -> float:
    """How much an approach is a plane's, 0 to 1."""
    alike = rise(room.ratio, _ALIKE) if room is not None else 0.0
    low, high = (a + alike * (b - a) for a, b in zip(_HEAD, _HEAD_ALIKE, strict=True))
    return 1.0 - rise(perspective, (low, high))


def _picture(near: Seen, room: Behind | None) -> bytes:
    """The near frame with the points of the background: from where the face's growth puts them to where they are."""
    shown = near.image.copy()
    if room is not None:
        for guess, end in zip(room.expected, room.end, strict=True):
            a, b = (tuple(int(v) for v in np.rint(p)) for p in (guess, end))
            cv2.line(shown, a, b, (0, 220, 255), 1, cv2.LINE_AA)
            cv2.circle(shown, b, 3, (60, 60, 235), -1, cv2.LINE_AA)
    return drawn(shown)
