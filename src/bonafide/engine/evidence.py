"""What the engine finds, as typed values. Plain data: no Django, no clock, no thresholds of policy.

Every value here can be pickled (it crosses a process border) and turned into JSON with `to_json`.
Angles are degrees, times milliseconds, pixel boxes (x, y, width, height) in the image they name.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any

Box = tuple[int, int, int, int]
Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
"""Corners of the document in the photograph: top-left, top-right, bottom-right, bottom-left as read."""


class DocumentClass(StrEnum):
    """What kind of document it is; values follow Persona's id-class words where one exists."""

    PASSPORT = "pp"
    PASSPORT_CARD = "ppc"
    DRIVING_LICENCE = "dl"
    IDENTITY_CARD = "id"
    RESIDENCE_PERMIT = "pr"
    VISA = "visa"


class Source(StrEnum):
    """Where on the document a field was read."""

    MRZ = "mrz"
    BARCODE = "barcode"
    VIZ = "viz"


@dataclass(frozen=True, slots=True)
class Field:
    """One datum read from the document. `value` is normalised (dates ISO 8601), `raw` as printed."""

    value: str
    source: Source
    confidence: float
    raw: str = ""
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Substitution:
    """A character that the reader replaced because the format's alphabet allows only the other kind."""

    line: int
    column: int
    read: str
    used: str


@dataclass(frozen=True, slots=True)
class MrzRead:
    """A machine readable zone (ICAO Doc 9303 parts 3 to 7).

    Attributes:
        format: TD1, TD2, TD3, MRV-A or MRV-B.
        lines: the lines as used, exact length of the format.
        raw: the lines as the recogniser gave them, before any substitution.
        valid: every check digit of the format holds and codes exist.
        substitutions: what differs between raw and lines, position by position.
        failed: names of the check digits or code tests that do not hold.
        margin: 0 to 1, how clearly the best reading beats the next one; low means retake.
        box: where the zone stands in the rectified image, if known.

    """

    format: str
    lines: tuple[str, ...]
    raw: tuple[str, ...]
    valid: bool
    substitutions: tuple[Substitution, ...] = ()
    failed: tuple[str, ...] = ()
    margin: float = 0.0
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class BarcodeRead:
    """A barcode found on a side: symbology (PDF417, QRCode), raw text, parsed fields if the format is known."""

    symbology: str
    text: str
    standard: str | None = None
    valid: bool = False
    failed: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quality:
    """How usable an image (or a region) is.

    Attributes:
        width, height: pixels of what was measured.
        sharpness: 0 (soft) to 1 (crisp), from gradient energy at a fixed size.
        glare: share 0 to 1 of the area that is blown out.
        brightness: mean luma 0 to 255.
        contrast: 95th minus 5th percentile of luma, 0 to 255.
        chroma: mean CIELAB chroma after grey-world balance; a grey copy is near 0.

    """

    width: int
    height: int
    sharpness: float
    glare: float
    brightness: float
    contrast: float
    chroma: float


@dataclass(frozen=True, slots=True)
class Word:
    """One line of print on a side as the text reader gave it: confidence 0 to 1, box in the rectified side."""

    text: str
    confidence: float
    box: Box


@dataclass(frozen=True, slots=True)
class Sign:
    """One measured sign of an attack, or of the original; what it means is for a check with its limit.

    Attributes:
        score: 0 (nothing of the kind) to 1 (as strong as it gets); None where it could not be measured.
        why: one code word for what could not be measured, empty where it was.
        numbers: what the score was made of.
        picture: small JPEG (long side 480 pixels at most) on which a person sees what was measured; may be empty.

    """

    score: float | None
    why: str = ""
    numbers: Mapping[str, float] = field(default_factory=dict)
    picture: bytes = b""


@dataclass(frozen=True, slots=True)
class Agreement:
    """One field of the machine readable part beside the print.

    Attributes:
        same: True where it is printed too, False where the print says otherwise, None where that is not known.
        why: one code word where it is not known: not_printed, script_not_judged.
        margin: where the print says otherwise: natural logarithm of how much likelier the pixels are what was read
            in print than what the machine readable part says; near 0 a misreading explains the difference.

    """

    same: bool | None
    why: str = ""
    margin: float = 0.0


@dataclass(frozen=True, slots=True)
class VizRead:
    """The printed zone (VIZ), read by the labels of one class of the catalogue.

    `class_id` names the class file, `unread_scripts` the scripts the class prints that no reader here knows.
    `fields` have keys as `DocumentEvidence.fields`; native-script names as name_full_native.
    `against` compares a valid machine readable part with the print: name, birthdate, expiration_date,
    document_number and sex, as far as that part has them; empty where there is none.
    """

    class_id: str
    fields: Mapping[str, Field]
    confidence: float
    unread_scripts: tuple[str, ...] = ()
    against: Mapping[str, Agreement] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NumberRead:
    """What a national number said before it was cut, because the law lets few keep it (docs/documents.md).

    `scheme` is COUNTRY:name of docs/numbers.md; `valid` and `reason` as its rules give them; the others say
    whether birth date and sex inside it are the printed ones, None where that cannot be compared.
    """

    scheme: str
    valid: bool | None
    reason: str
    birthdate_agrees: bool | None
    sex_agrees: bool | None


@dataclass(frozen=True, slots=True)
class Portrait:
    """The face printed on the document, cut out as JPEG; box in the rectified side; eyes distance in pixels."""

    jpeg: bytes
    box: Box
    inter_eye_px: float
    quality: Quality


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the document: where it was in the photo, the flattened picture as JPEG, its quality."""

    quad: Quad | None
    rectified: bytes
    quality: Quality
    quarter_turns: int = 0
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentEvidence:
    """Everything read from one document. Missing things are None, never guessed.

    `today` is the date the reading was made for (it decides centuries and nothing else here).
    """

    today: date
    front: Side
    back: Side | None
    document_class: DocumentClass | None
    country: str | None
    """Issuing state, ISO 3166 alpha-3 or an ICAO code such as UTO."""
    format: str | None
    fields: Mapping[str, Field]
    """Keys: name_first, name_last, document_number, birthdate, expiration_date, issue_date, sex, nationality,
    issuing_state, personal_number, address, ..."""
    mrz: MrzRead | None
    barcode: BarcodeRead | None
    portrait: Portrait | None
    is_document: float
    """0 to 1: how sure the engine is that a government document is in the picture."""
    viz: VizRead | None = None
    numbers: tuple[NumberRead, ...] = ()
    """National numbers that were judged and then cut out of everything else here."""
    signs: Mapping[str, Sign] = field(default_factory=dict)
    """What the genuineness detectors measured; the key `x` belongs to the check `id_x_detection`."""
    models: Mapping[str, str] = field(default_factory=dict)
    timings_ms: Mapping[str, float] = field(default_factory=dict)


class Hint(StrEnum):
    """One thing to tell the person now. GOOD means: hold it, the picture is being taken."""

    GOOD = "good"
    NO_DOCUMENT = "no_document"
    CLOSER = "closer"
    FARTHER = "farther"
    INTO_FRAME = "into_frame"
    HOLD_STILL = "hold_still"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    GLARE = "glare"
    TILT = "tilt"
    BLURRY = "blurry"
    TURN_OVER = "turn_over"
    CAMERA_BLANK = "camera_blank"
    NO_FACE = "no_face"
    MANY_FACES = "many_faces"
    LOOK_STRAIGHT = "look_straight"
    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    COME_CLOSER = "come_closer"
    LOOK_UP = "look_up"
    LOOK_DOWN = "look_down"
    WATCH_LIGHT = "watch_light"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class DocumentHint:
    """Answer to one preview frame of the document camera. quad is in preview pixels."""

    hint: Hint
    quad: Quad | None
    quality: Quality
    thumb: bytes = b""
    """32x20 grey bytes of the frame, for the caller to see motion between frames; never stored."""


class Move(StrEnum):
    """What the challenge asks for. Left and right are the person's own."""

    LOOK_STRAIGHT = "look_straight"
    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    COME_CLOSER = "come_closer"
    LOOK_UP = "look_up"
    LOOK_DOWN = "look_down"
    WATCH_LIGHT = "watch_light"
    """Look straight while the screen shows one soft colour after the other."""


class Colour(StrEnum):
    """The soft colours of the screen; none is a saturated red (WCAG 2.3.1)."""

    SKY = "sky"
    MINT = "mint"
    ROSE = "rose"
    AMBER = "amber"


@dataclass(frozen=True, slots=True)
class Challenge:
    """A server-chosen list of moves, bound to one capture by its nonce, void after ttl_ms.

    Attributes:
        colours: what the screen shows while the light is watched, in order; empty where no light is asked.
        order_bits: how many bits the draw of the moves is worth; straight looks are worth none.

    """

    nonce: str
    moves: tuple[Move, ...]
    ttl_ms: int = 60_000
    colours: tuple[Colour, ...] = ()
    order_bits: float = 0.0


@dataclass(frozen=True, slots=True)
class Frame:
    """One selfie frame as received: JPEG bytes, running number, client and server time since the challenge."""

    jpeg: bytes
    seq: int
    client_ms: int
    server_ms: int
    light: int = -1
    """Which colour of the challenge the screen showed when the frame was cut; -1 none."""
    light_ms: int = 0
    """How long it had shown it by then, on the page's clock."""


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
class LightFinding:
    """How the colour of the skin followed the colours of the screen.

    Attributes:
        available: the screen's light is seen on the face at all; not so in sunlight, or on a screen held up.
        why: one code word where it is not: no_light, too_few_colours, no_response.
        correlation: -1 to 1, between what was seen and what this sequence should give.
        chance: share 0 to 1 of all sequences that explain what was seen at least as well as this one.
        strength: RMS change of the skin's log chromaticity that was seen.
        delay_ms: lag between screen and picture that explains the frames best; None with too few frames.
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
        yaw: turn between the two frames, degrees, absolute.
        nose_leads: the nose moved ahead of the plane fit, as on a real head.
        nose_lead: by how much, in inter-ocular distances; 0 for the approach.
        points: tracked points used.
        side: "left", "right" or "approach".

    """

    available: bool
    residual: float = 0.0
    yaw: float = 0.0
    nose_leads: bool = False
    points: int = 0
    side: str = ""
    nose_lead: float = 0.0


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
    models: Mapping[str, str] = field(default_factory=dict)
    timings_ms: Mapping[str, float] = field(default_factory=dict)


def to_json(value: Any, *, images: bool = False) -> Any:
    """Turn evidence into JSON values. Bytes become base64 where `images`, else their length."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name), images=images) for f in fields(value)}
    if isinstance(value, bytes):
        return base64.b64encode(value).decode() if images else {"bytes": len(value)}
    if isinstance(value, Mapping):
        return {str(k): to_json(v, images=images) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(v, images=images) for v in value]
    return value.isoformat() if isinstance(value, date) else value
