"""What the frames of a selfie show, and whose face it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bonafide.engine.evidence.challenge import Challenge, Move
from bonafide.engine.evidence.document import Sign
from bonafide.engine.evidence.in_hand import InHandFinding
from bonafide.engine.evidence.picture import Box, Quad, Quality

SURFACE_SIGNS = (
    "face_moire",
    "face_moire_closer",
    "face_halftone",
    "face_sheet",
    "face_holes",
    "face_approach",
    "face_veil",
)
"""Names of the signs that a face is a surface, in the order of their checks."""


@dataclass(frozen=True, slots=True)
class FrameReading:
    """What one selfie frame shows. yaw > 0: the person turns to the own left; pitch > 0: looks up.

    `digest` is a hash of the luma thumbnail, to see frozen and repeated frames.
    """

    seq: int
    client_ms: int
    server_ms: int
    faces: int
    box: Box | None = None
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    inter_eye_px: float = 0.0
    face_share: float = 0.0
    """Face height over image height, 0 to 1."""
    quality: Quality | None = None
    digest: str = ""
    light: int = -1
    light_ms: int = 0
    """Colour shown and for how long, as in `Frame`."""
    skin: tuple[float, ...] = ()
    """Linear red, green, blue (0 to 1) of each region of `engine.face.light.REGIONS` in turn."""


@dataclass(frozen=True, slots=True)
class InHandReading:
    """One frame of a document held beside the face.

    All places in pixels of the frame shrunk to a long side of 640, as those of `face`.

    Attributes:
        face: the live face; the portrait on the document is not counted among the faces.
        quad: outline of the document, None where its print was not found.
        points: places of the print that lie where the flattened front has them, in one plane.
        layout: -1 to 1, how well the print as a whole lies where the flattened front has it.
        portrait_eyes_px: distance of the eyes of the printed portrait, in pixels of the frame as it was sent.
        covered: share 0 to 1 of the live face that lies under the outline of the document.
        whole: the outline lies within the picture.

    """

    face: FrameReading
    quad: Quad | None = None
    points: int = 0
    layout: float = 0.0
    portrait_eyes_px: float = 0.0
    covered: float = 0.0
    whole: bool = False


@dataclass(frozen=True, slots=True)
class LightFinding:
    """How the colour of the skin followed the colours of the screen.

    Attributes:
        available: the screen's light is seen on the face at all; not so in sunlight, or on a screen held up.
        why: one code word where it is not: no_light, too_few_colours, no_response.
        correlation: -1 to 1, between what was seen and what this sequence should give.
        chance: share 0 to 1 of all sequences that explain what was seen at least as well as this one.
        strength: RMS change of the skin's log chromaticity that was seen.
        delay_ms: longest lag between screen and picture that explains the frames best; None with too few frames.
        gradient: 1 minus the response of the face's sides over that of its middle: above 0 on a head.
        colours: how many colours of the sequence were seen.

    """

    available: bool
    why: str = ""
    correlation: float = 0.0
    chance: float = 1.0
    strength: float = 0.0
    delay_ms: int | None = None
    gradient: float | None = None
    colours: int = 0


@dataclass(frozen=True, slots=True)
class MoveResult:
    """One asked move: whether and when (frame number, ms after the challenge) it was reached."""

    move: Move
    reached: bool
    seq: int | None = None
    at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class DepthFinding:
    """Parallax between a frontal and a turned frame (standards: planar homography residual).

    Attributes:
        available: enough tracked points and enough turn to say anything.
        residual: RMS distance of tracked points from one homography, in inter-ocular distances.
        yaw: turn or nod between the two frames, degrees, absolute.
        nose_leads: the nose moved ahead of the plane fit, as on a real head.
        nose_lead: by how much, in inter-ocular distances; 0 for the approach.
        points: tracked points used.
        side: "left", "right", "up", "down" or "approach".

    """

    available: bool
    residual: float = 0.0
    yaw: float = 0.0
    nose_leads: bool = False
    points: int = 0
    side: str = ""
    nose_lead: float = 0.0
    sheet: float | None = None
    """What the best flat or bent sheet leaves of the movement, see `engine.face.sheet`; None where not fitted."""
    against_head: float | None = None
    """Natural logarithm of what a head leaves over what that sheet leaves; None where not fitted."""
    parts_off: float | None = None
    """How far eyes or mouth went from where that sheet carries them; None where not followed."""
    perspective: float | None = None
    """Of an approach: how much less deep parts of the face grew than its front, 1 as a head's, 0 as a plane's."""
    between: tuple[int, int] | None = None
    """Sequence numbers of the far and the near frame of that approach."""


@dataclass(frozen=True, slots=True)
class FaceComparison:
    """Two faces compared by the embedding model: cosine similarity -1 to 1, None where a face is missing."""

    similarity: float | None
    portrait_quality: Quality | None
    selfie_quality: Quality | None
    model: str
    reason: str = ""
    models: Mapping[str, str] = field(default_factory=dict)
    """Name and SHA-256 of the model that compared."""
    selfie_components: Mapping[str, float] = field(default_factory=dict)
    """Quality components of the live face (`engine.face.components`); empty where no mesh could be laid."""


@dataclass(frozen=True, slots=True)
class SelfieEvidence:
    """What the recorded frames show about one person before the camera."""

    challenge: Challenge
    readings: tuple[FrameReading, ...]
    moves: tuple[MoveResult, ...]
    in_order: bool
    duration_ms: int
    best: bytes
    """JPEG of the best frontal frame, empty if no face was seen."""
    best_seq: int | None
    best_quality: Quality | None
    best_inter_eye_px: float
    identity_min: float | None
    """Lowest cosine similarity between the best frame and the other checked frames; None if not computable."""
    depth: tuple[DepthFinding, ...]
    repeated_frames: int
    largest_jump: float
    """Largest move of the face box between successive frames, in face widths: cuts show as jumps."""
    multiple_faces_share: float
    screen_score: float
    """0 to 1, how much the frames look like a picture of a screen or print (bezel, moire, border around the face)."""
    light: LightFinding = LightFinding(available=False, why="no_light")
    injection: Mapping[str, float] = field(default_factory=dict)
    """Signals of an injected stream, 0 to 1 each; none means anything alone."""
    signs: Mapping[str, Sign] = field(default_factory=dict)
    """Signs that the face is a surface, by the names in `SURFACE_SIGNS`."""
    in_hand: InHandFinding | None = None
    """The document held beside the face; None where that was not asked or not shown."""
    models: Mapping[str, str] = field(default_factory=dict)
    timings_ms: Mapping[str, float] = field(default_factory=dict)
