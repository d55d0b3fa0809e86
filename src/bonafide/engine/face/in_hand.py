"""The document held beside the face: card and live face in one picture, the card moved by a hand of its own.

Positive evidence of two things that a stream made of parts lacks together: the very document that was captured
stands before the camera again, and it moves otherwise than the picture and otherwise than the face. A card drawn
into the stream with a believable motion of its own shows the same; nothing here tells it from the thing itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine import models
from bonafide.engine.document.held import CardPrint, FoundPrint, find_print, held_portrait, portrait_eyes
from bonafide.engine.evidence import Frame, InHandFinding, InHandReading, Quad
from bonafide.engine.face.components import face_covered, upright
from bonafide.engine.face.detect import find_faces
from bonafide.engine.face.embed import Embedding, embed, similarity, template
from bonafide.engine.face.hint import WORK_SIDE, Seen, see_image
from bonafide.engine.face.landmarks import find_mesh
from bonafide.engine.image import Pixels, decode, encode_jpeg, shrink
from bonafide.engine.perspective import frame as rectangle

Corners = NDArray[np.float32]

FRAME_SIDE = 1280
"""Larger frames are shrunk to this long side: the print of a held card needs it, more only costs time."""
COVERED_MOST = 0.03
"""Share of the face under the outline of the card that is the edge of a shaking card, not a covered face."""
TURNED_MOST = 25.0
"""Degrees of yaw beyond which the face is too far turned to be compared."""
_OUTSIDE = 0.02
_PORTRAITS, _FACES = 3, 3
_SHOWN_SIDE, _SHOWN_QUALITY = 960, 85


@dataclass(frozen=True, slots=True)
class Held:
    """A frame after reading: what it shows, its pixels (long side at most FRAME_SIDE), face and card."""

    reading: InHandReading
    image: Pixels
    seen: Seen
    found: FoundPrint | None


def read_in_hand(jpeg: bytes, seq: int, client_ms: int, server_ms: int, known: CardPrint) -> InHandReading:
    """Read one frame of a document held beside the face; about 60 ms of CPU at 1280 x 960.

    Raises:
        ImageError: bytes that are no picture, see `bonafide.engine.image.decode`.

    """
    return see_in_hand(jpeg, (seq, client_ms, server_ms), known).reading


def see_in_hand(jpeg: bytes, when: tuple[int, int, int], known: CardPrint) -> Held:
    """Read one frame taken `when` (seq, client_ms, server_ms), and keep what was seen. Raises as `read_in_hand`."""
    image = shrink(decode(jpeg), FRAME_SIDE)
    small = shrink(image, WORK_SIDE)
    found = find_print(image, known)
    scale = small.shape[1] / image.shape[1]
    outline = None if found is None else np.asarray(found.quad, np.float32) * np.float32(scale)
    seen = see_image(small, when, outline)
    if found is None or outline is None:
        return Held(InHandReading(seen.reading), image, seen, None)
    reading = InHandReading(
        face=seen.reading,
        quad=_quad(outline),
        points=found.points,
        layout=found.layout,
        portrait_eyes_px=portrait_eyes(known, found),
        covered=_covered(seen, outline),
        whole=_whole(outline, small),
    )
    return Held(reading, image, seen, found)


def is_clear(reading: InHandReading) -> bool:
    """Whether the frame shows the whole document and one live face beside it, looking at the camera."""
    return (
        reading.quad is not None and reading.whole and _has_face(reading) and reading.covered <= COVERED_MOST
    )


def motion(readings: Sequence[InHandReading]) -> tuple[float, float, float]:
    """How the document moved over frames that show it and a face: `moved`, `apart`, `reshaped` of `InHandFinding`."""
    both = [r for r in readings if r.quad is not None and r.face.box is not None]
    if len(both) < 2:
        return 0.0, 0.0, 0.0
    quads = np.asarray([r.quad for r in both], np.float64)
    boxes = np.asarray([r.face.box for r in both], np.float64)
    middles, faces = quads.mean(axis=1), boxes[:, :2] + boxes[:, 2:] / 2
    width = max(1.0, float(np.median(np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1))))
    outlines = quads - middles[:, None]
    off = np.linalg.norm(outlines - outlines.mean(axis=0), axis=2)
    reshaped = float(np.sqrt((off**2).mean())) / width
    return _range(middles) / width, _range(middles - faces) / width, reshaped


def judge_in_hand(frames: Sequence[Frame], known: CardPrint, selfie: bytes) -> InHandFinding:
    """Read the recorded frames of a document held beside the face.

    Args:
        frames: as handed in, any order; a dozen of 1280 x 960 cost about one second and a half of CPU.
        known: the print of the captured front.
        selfie: the best face of the challenge (JPEG), to tell whether it is the same person; may be empty.

    Returns:
        Findings only; whether they suffice is for the checks.

    Raises:
        ImageError: a frame is no picture.

    """
    timings: dict[str, float] = {}
    held = _timed(timings, "read", lambda: [_see(f, known) for f in sorted(frames, key=lambda f: f.seq)])
    readings = [one.reading for one in held]
    clear = [one for one in held if is_clear(one.reading)]
    nearest = sorted(clear, key=lambda one: -one.reading.portrait_eyes_px)
    moved, apart, reshaped = motion(readings)
    best = nearest[0] if nearest else None
    return InHandFinding(
        frames=len(held),
        repeated=len(held) - len({reading.face.digest for reading in readings}),
        seen=sum(reading.quad is not None for reading in readings),
        together=sum(reading.quad is not None and _has_face(reading) for reading in readings),
        clear=len(clear),
        points=float(np.median([one.reading.points for one in clear])) if clear else 0.0,
        layout=float(np.median([one.reading.layout for one in clear])) if clear else 0.0,
        portrait_eyes_px=best.reading.portrait_eyes_px if best else 0.0,
        portrait_similarity=_timed(timings, "portrait", lambda: _same_portrait(nearest[:_PORTRAITS], known)),
        identity_min=_timed(timings, "identity", lambda: _identity(nearest[:_FACES], selfie)),
        face_covered=_face_covered(best),
        moved=moved,
        apart=apart,
        reshaped=reshaped,
        duration_ms=_duration(readings),
        best=_shown(best) if best else b"",
        models=models.versions(*models.FACE_MODELS),
        timings_ms=timings,
    )


def _see(frame: Frame, known: CardPrint) -> Held:
    return see_in_hand(frame.jpeg, (frame.seq, frame.client_ms, frame.server_ms), known)


def _timed(timings: dict[str, float], stage: str, work: Callable[[], Any]) -> Any:
    start = perf_counter()
    done = work()
    timings[stage] = round((perf_counter() - start) * 1000, 1)
    return done


def _has_face(reading: InHandReading) -> bool:
    face = reading.face
    return face.faces == 1 and face.inter_eye_px > 0 and abs(face.yaw) <= TURNED_MOST


def _quad(corners: Corners) -> Quad:
    a, b, c, d = ((float(x), float(y)) for x, y in corners)
    return a, b, c, d


def _covered(seen: Seen, outline: Corners) -> float:
    """Share of the face, forehead to chin and cheek to cheek, that lies under the card."""
    face = _hull(seen)
    if face is None:
        return 0.0
    shared, _ = cv2.intersectConvexConvex(face, outline)
    return float(shared) / max(1.0, float(cv2.contourArea(face)))


def _hull(seen: Seen) -> Corners | None:
    if seen.mesh is not None:
        return np.asarray(cv2.convexHull(np.ascontiguousarray(seen.mesh.points[:, :2])), np.float32)
    box = seen.reading.box
    return None if box is None else rectangle(box[2], box[3], (box[0], box[1]))


def _whole(outline: Corners, image: Pixels) -> bool:
    height, width = image.shape[:2]
    slack = _OUTSIDE * max(height, width)
    return bool((outline > -slack).all() and (outline < np.array([width, height]) + slack).all())


def _range(points: NDArray[np.float64]) -> float:
    """Largest distance between two of the points (n x 2)."""
    return float(np.linalg.norm(points[:, None] - points[None], axis=2).max())


def _same_portrait(held: Sequence[Held], known: CardPrint) -> float | None:
    found = [value for value in (_portrait_of(one, known) for one in held) if value is not None]
    return float(np.median(found)) if found else None


def _portrait_of(one: Held, known: CardPrint) -> float | None:
    pair = held_portrait(one.image, known, one.found) if one.found else None
    if pair is None:
        return None
    held, captured = (_template(picture) for picture in pair)
    return None if held is None or captured is None else similarity(held, captured)


def _template(picture: Pixels) -> Embedding | None:
    faces = find_faces(picture)
    return template(picture, faces[0]) if faces else None


def _identity(held: Sequence[Held], selfie: bytes) -> float | None:
    if not held or not selfie:
        return None
    image = decode(selfie)
    faces = find_faces(image)
    if not faces:
        return None
    reference = embed(image, faces[0], mesh=find_mesh(image, faces[0]))
    live = [
        embed(one.seen.image, one.seen.face, mesh=one.seen.mesh, mirror=False)
        for one in held
        if one.seen.face
    ]
    return min((similarity(reference, one) for one in live), default=None)


def _face_covered(best: Held | None) -> float:
    if best is None or best.seen.mesh is None:
        return 0.0
    return face_covered(upright(best.seen.image, best.seen.mesh))


def _duration(readings: Sequence[InHandReading]) -> int:
    times = [reading.face.server_ms for reading in readings]
    return max(times) - min(times) if times else 0


def _shown(best: Held) -> bytes:
    """Draw the outlines of document (green) and face (white)."""
    drawn = shrink(best.image, _SHOWN_SIDE).copy()
    scale = drawn.shape[1] / best.seen.image.shape[1]
    face = _hull(best.seen)
    outlines = [(np.asarray(best.reading.quad, np.float32), (60, 200, 60))]
    outlines += [(face.reshape(-1, 2), (255, 255, 255))] if face is not None else []
    for outline, colour in outlines:
        cv2.polylines(drawn, [np.rint(outline * scale).astype(np.int32)], True, colour, 2, cv2.LINE_AA)
    return encode_jpeg(drawn, _SHOWN_QUALITY)
