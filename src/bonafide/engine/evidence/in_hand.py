"""What frames show of a document that is held beside the face."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class InHandFinding:
    """All frames of the document held beside the face, read together.

    Attributes:
        frames: how many were handed in; `repeated` of them show a picture that was seen before.
        seen: frames in which the print of the document was found; `together` of them show one live face too, and
            `clear` of these show it beside the document and not under it.
        points, layout: medians over the clear frames, as in `InHandReading`.
        portrait_eyes_px: distance of the printed portrait's eyes in the clear frame that shows it largest, pixels.
        portrait_similarity: cosine -1 to 1 between the portrait as it was captured, brought to the same size, and
            as it is held; median of the largest three. None where no face is seen in it.
        identity_min: lowest cosine between the live face here and the best face of the challenge; None without one.
        face_covered: share 0 to 1 of places of the live face that are not of the person's skin, in the best frame.
        moved: range of the document's middle over the picture, in its widths.
        apart: the same against the face.
        reshaped: how much its outline turns and comes nearer, whatever its middle does: RMS of the corners about the
            mean outline, in widths. A picture that is only shifted has none.
        best: JPEG of the best frame with document and face outlined; empty where none is clear.

    """

    frames: int
    repeated: int = 0
    seen: int = 0
    together: int = 0
    clear: int = 0
    points: float = 0.0
    layout: float = 0.0
    portrait_eyes_px: float = 0.0
    portrait_similarity: float | None = None
    identity_min: float | None = None
    face_covered: float = 0.0
    moved: float = 0.0
    apart: float = 0.0
    reshaped: float = 0.0
    duration_ms: int = 0
    best: bytes = b""
    models: Mapping[str, str] = field(default_factory=dict)
    timings_ms: Mapping[str, float] = field(default_factory=dict)
