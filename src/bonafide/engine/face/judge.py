"""All frames of one selfie capture, read together: moves, one identity, depth, and signs of a picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from time import perf_counter
from typing import Any, TypeVar

import numpy as np

from bonafide.engine import models
from bonafide.engine.evidence import (
    Challenge,
    DepthFinding,
    Frame,
    FrameReading,
    Move,
    MoveResult,
    SelfieEvidence,
)
from bonafide.engine.face.approach import approach_finding
from bonafide.engine.face.border import border_score
from bonafide.engine.face.challenge import results
from bonafide.engine.face.draw import spares_turns
from bonafide.engine.face.embed import Embedding, embed, similarity
from bonafide.engine.face.hint import Seen, see_frame
from bonafide.engine.face.injection import injection_signals
from bonafide.engine.face.light import light_finding
from bonafide.engine.face.nods import level_of, nod_depth
from bonafide.engine.face.recent import RECENT
from bonafide.engine.face.surface import light_signs, listed, picture_signs, turn_signs
from bonafide.engine.face.surface.look import looks_at
from bonafide.engine.face.turns import is_frontal, turn_finding
from bonafide.engine.image import encode_jpeg
from bonafide.engine.parallel import mapped, together, undivided

T = TypeVar("T")
Spent = defaultdict[str, list[float]]
"""Milliseconds of each part of a stage; parts of several run side by side."""

IDENTITY_YAW = 35.0
"""Beyond this turn the embedding weakens; such frames are not compared."""
BEST_INTER_EYE = 90.0
"""Inter-eye distance in pixels above which a face gains nothing (ISO/IEC 29794-5, OFIQ)."""
BORDER_FRAMES = 3
MODELS = models.FACE_MODELS


@undivided()
def judge_selfie(
    frames: Sequence[Frame], challenge: Challenge, camera: Mapping[str, Any] | None = None
) -> SelfieEvidence:
    """Read the recorded frames of one capture against its challenge.

    Args:
        frames: all frames received, any order; 24 to 30 of 640 x 480 cost about one second of CPU.
        challenge: as issued, with its nonce.
        camera: what the page told of its camera, see `injection.injection_signals`; None where nobody asked.

    Returns:
        Findings only; whether they suffice is for the checks. With no frame or no face: empty `best`,
        `identity_min` None, findings not available.

    Raises:
        ImageError: a frame is no picture, see `bonafide.engine.image.decode`.

    """
    spent: Spent = defaultdict(list)
    seen = _timed(spent, "read", lambda: mapped(_see, sorted(frames, key=lambda f: f.seq)))
    readings = tuple(one.reading for one in seen)
    moves, in_order = results(challenge, readings)
    best = _best(seen)
    looks = _timed(spent, "surface", lambda: looks_at(frames, seen, best))
    signs, ways = picture_signs(frames, seen, looks), _depth(seen, challenge, moves)
    jobs: list[tuple[str, Callable[[], Any]]] = [
        *(("surface", sign) for sign in signs.values()),
        *(("depth", way) for way in ways),
        ("identity", lambda: _identity_min(seen, best, moves)),
        ("border", lambda: _screen_score(seen, best)),
        ("surface", lambda: light_signs(seen, challenge.colours)),
    ]
    # One row of jobs, the longest first: one stage after the other would leave a core idle in each.
    done = together(*(partial(_timed, spent, *job) for job in jobs))
    *depth, identity_min, screen_score, lights = done[len(signs) :]
    pictures = dict(zip(signs, done, strict=False))
    turns = _timed(spent, "surface", lambda: turn_signs(seen, depth, looks))
    return SelfieEvidence(
        challenge=challenge,
        readings=readings,
        moves=moves,
        in_order=in_order,
        duration_ms=_duration(readings),
        best=_best_jpeg(frames, best),
        best_seq=best.reading.seq if best else None,
        best_quality=best.reading.quality if best else None,
        best_inter_eye_px=best.reading.inter_eye_px if best else 0.0,
        identity_min=identity_min,
        depth=tuple(depth),
        repeated_frames=_repeated(readings),
        largest_jump=_largest_jump(readings),
        multiple_faces_share=_share(reading.faces > 1 for reading in readings),
        screen_score=screen_score,
        light=_timed(spent, "light", lambda: light_finding(readings, challenge.colours)),
        injection=injection_signals(readings, camera or {}),
        signs=listed(pictures | turns | lights),
        models=models.versions(*MODELS),
        timings_ms={stage: round(sum(each), 1) for stage, each in spent.items()},
    )


def _timed(spent: Spent, stage: str, work: Callable[[], T]) -> T:
    start = perf_counter()
    done = work()
    spent[stage].append((perf_counter() - start) * 1000)
    return done


def turn_depth(frames: Sequence[Frame], side: str) -> DepthFinding:
    """Measure one turn or nod alone while the camera still runs; `side` as in `DepthFinding`. Raises as the judge."""
    look = partial(_see, see=RECENT.see)  # most of them were read by the live loop just before
    seen = [one for one in mapped(look, sorted(frames, key=lambda f: f.seq)) if one.mesh is not None]
    if side in {"up", "down"}:
        return nod_depth(seen, side, level_of([one.reading for one in seen], None))
    return turn_finding(seen, side)


def _see(frame: Frame, see: Callable[[bytes, int, int, int], Seen] = see_frame) -> Seen:
    seen = see(frame.jpeg, frame.seq, frame.client_ms, frame.server_ms)
    return replace(seen, reading=replace(seen.reading, light=frame.light, light_ms=frame.light_ms))


def _duration(readings: Sequence[FrameReading]) -> int:
    times = [reading.server_ms for reading in readings]
    return max(times) - min(times) if times else 0


def _best(seen: Sequence[Seen]) -> Seen | None:
    """Choose the frame to compare and keep: alone, frontal, large, sharp; else the least turned one."""
    usable = [one for one in seen if one.mesh is not None and one.reading.faces == 1]
    frontal = [one for one in usable if is_frontal(one.reading)]
    if frontal:
        return max(frontal, key=lambda one: _worth(one.reading))
    return min(usable, key=lambda one: abs(one.reading.yaw) + abs(one.reading.pitch), default=None)


def _worth(reading: FrameReading) -> float:
    if reading.quality is None:
        return 0.0
    size = min(1.0, reading.inter_eye_px / BEST_INTER_EYE)
    light = 1.0 - abs(reading.quality.brightness - 128.0) / 255.0
    return size * light * (1.0 - reading.quality.glare) * reading.quality.sharpness


def _best_jpeg(frames: Sequence[Frame], best: Seen | None) -> bytes:
    if best is None:
        return b""
    original = next((frame.jpeg for frame in frames if frame.seq == best.reading.seq), None)
    return original if original is not None else encode_jpeg(best.image)


def _identity_min(seen: Sequence[Seen], best: Seen | None, moves: Sequence[MoveResult]) -> float | None:
    others = [one for one in _identity_frames(seen, moves) if one is not best]
    if best is None or not others:
        return None
    reference, *found = mapped(lambda one: _embed(one, mirror=one is best), [best, *others])
    return min(similarity(reference, one) for one in found)


def _identity_frames(seen: Sequence[Seen], moves: Sequence[MoveResult]) -> list[Seen]:
    """Choose the frames at which a turn or the approach was reached, and the widest turns seen."""
    usable = [one for one in seen if one.mesh is not None and abs(one.reading.yaw) < IDENTITY_YAW]
    if not usable:
        return []
    reached = {move.seq for move in moves if move.reached and move.move is not Move.LOOK_STRAIGHT}
    chosen = [one for one in usable if one.reading.seq in reached]
    chosen += [extreme(usable, key=lambda one: one.reading.yaw) for extreme in (max, min)]
    return list({one.reading.seq: one for one in chosen}.values())


def _embed(one: Seen, *, mirror: bool) -> Embedding:
    if one.face is None:
        raise ValueError("a frame without a face has no embedding")
    return embed(one.image, one.face, mesh=one.mesh, mirror=mirror)


def _depth(
    seen: Sequence[Seen], challenge: Challenge, moves: Sequence[MoveResult]
) -> list[Callable[[], DepthFinding]]:
    """What is to be measured of the depth, the longest first."""
    usable = [one for one in seen if one.mesh is not None]
    if spares_turns(challenge):
        level = level_of([one.reading for one in usable], moves[0].seq)
        ways = [partial(nod_depth, usable, side, level) for side in ("up", "down")]
    else:
        ways = [partial(turn_finding, usable, side) for side in ("left", "right")]
    return [*ways, partial(approach_finding, usable)]


def _repeated(readings: Sequence[FrameReading]) -> int:
    """Count frames whose thumbnail was seen before: a live sensor never gives the same noise twice."""
    return len(readings) - len({reading.digest for reading in readings})


def _largest_jump(readings: Sequence[FrameReading]) -> float:
    boxes = [reading.box for reading in readings if reading.box is not None]
    return max((_jump(a, b) for a, b in pairwise(boxes)), default=0.0)


def _jump(a: tuple[int, int, int, int], b: tuple[int, int, int, int]) -> float:
    dx = (b[0] + b[2] / 2) - (a[0] + a[2] / 2)
    dy = (b[1] + b[3] / 2) - (a[1] + a[3] / 2)
    return float(np.hypot(dx, dy) / max(1, min(a[2], b[2])))


def _share(truths: Iterable[bool]) -> float:
    listed = list(truths)
    return sum(listed) / len(listed) if listed else 0.0


def _screen_score(seen: Sequence[Seen], best: Seen | None) -> float:
    """Second highest border score of the best frame and a few more: one lucky line is not enough."""
    usable = [one for one in seen if one.reading.box is not None and is_frontal(one.reading) and one.mesh]
    if best is None:
        return 0.0
    step = max(1, len(usable) // BORDER_FRAMES)
    chosen = {one.reading.seq: one for one in (best, *usable[::step][:BORDER_FRAMES])}
    boxed = [(one.image, one.reading.box) for one in chosen.values() if one.reading.box]
    scores = mapped(lambda framed: border_score(*framed), boxed)
    return sorted(scores)[-2:][0]
