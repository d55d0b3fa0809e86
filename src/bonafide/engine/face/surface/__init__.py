"""Signs that the face before the camera is a surface: dots of a screen or of print, a sheet that turns, a mask.

Faint signs all: each is a number 0 to 1, or says why there is none, and proves nothing alone. They look at two frames
of a recording and at what was measured of its turns. A sign that breaks has `why` "detector_error".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from bonafide.engine.evidence import SURFACE_SIGNS, Colour, DepthFinding, Frame, Sign
from bonafide.engine.face.hint import Seen
from bonafide.engine.face.surface.approach import approach
from bonafide.engine.face.surface.followed import fitted_turns
from bonafide.engine.face.surface.halftone import halftone
from bonafide.engine.face.surface.holes import holes
from bonafide.engine.face.surface.look import Look, closer_looks, looks_at
from bonafide.engine.face.surface.moire import moire, moire_closer
from bonafide.engine.face.surface.sheet import sheet
from bonafide.engine.face.surface.veil import veil

__all__ = ["light_signs", "listed", "picture_signs", "surface_signs", "turn_signs"]


def picture_signs(
    frames: Sequence[Frame], seen: Sequence[Seen], looks: Sequence[Look]
) -> dict[str, Callable[[], Sign]]:
    """Name and work of the signs that look at pictures alone, the longest work first.

    Args:
        frames: as received.
        seen: the same frames as read.
        looks: what `looks_at` chose of them.

    """
    made: dict[str, Callable[[], Sign]] = {
        "face_moire_closer": lambda: moire_closer(closer_looks(frames, seen)),
        "face_moire": lambda: moire(looks[-1:]),
        "face_halftone": lambda: halftone(looks),
    }
    return {name: partial(_measured, work) for name, work in made.items()}


def turn_signs(seen: Sequence[Seen], depth: Sequence[DepthFinding], looks: Sequence[Look]) -> dict[str, Sign]:
    """Measure the signs that want to know how deep the turns were; arguments as above and below."""
    turns = fitted_turns(seen, depth)
    made: dict[str, Callable[[], Sign]] = {
        "face_sheet": lambda: sheet(turns, looks),
        "face_holes": lambda: holes(turns, looks),
        "face_approach": lambda: approach(seen, depth),
    }
    return {name: _measured(work) for name, work in made.items()}


def light_signs(seen: Sequence[Seen], colours: Sequence[Colour]) -> dict[str, Sign]:
    """Measure the signs that look at what the page's light did; `colours` as they were issued."""
    return {"face_veil": _measured(lambda: veil(seen, colours))}


def surface_signs(
    frames: Sequence[Frame],
    seen: Sequence[Seen],
    best: Seen | None,
    depth: Sequence[DepthFinding],
    colours: Sequence[Colour] = (),
) -> Mapping[str, Sign]:
    """Measure every sign.

    Args:
        frames: as received.
        seen: the same frames as read.
        best: the frame that is compared and kept, None where no face was seen.
        depth: what was measured of the turns.
        colours: the sequence of the page's light as issued; none where it was not asked for.

    Returns:
        One sign for each of `SURFACE_SIGNS`.

    """
    looks = looks_at(frames, seen, best)
    pictures = {name: work() for name, work in picture_signs(frames, seen, looks).items()}
    return listed(pictures | turn_signs(seen, depth, looks) | light_signs(seen, colours))


def listed(signs: Mapping[str, Sign]) -> dict[str, Sign]:
    """The same signs, in the order of the checks."""
    return {name: signs[name] for name in SURFACE_SIGNS}


def _measured(sign: Callable[[], Sign]) -> Sign:
    try:
        return sign()
    except Exception:  # noqa: BLE001 - whatever breaks, the verdict is still given and no check passes on it
        return Sign(None, "detector_error")
