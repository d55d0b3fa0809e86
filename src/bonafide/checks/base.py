"""The vocabulary of checks: statuses, results, limits and the context they run in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from bonafide.engine.document.chip.types import ChipEvidence
from bonafide.engine.evidence import DocumentClass, DocumentEvidence, FaceComparison

Number = int | float


class Status(StrEnum):
    """Outcome of one check. NOT_APPLICABLE means it could not be computed; it never counts as passed."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"


class Kind(StrEnum):
    """Whom a failure points at: a suspected attack, or something the person can mend."""

    FRAUD = "fraud"
    USER_ACTION_REQUIRED = "user_action_required"


class Requirement(StrEnum):
    """Whether a verification can be accepted without this check passing."""

    REQUIRED = "required"
    NOT_REQUIRED = "not_required"


class Reads(StrEnum):
    """The machine readable part by which a document is read without a person."""

    MRZ = "mrz"
    BARCODE = "barcode"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Accepted:
    """How an accepted document of one country and class is read, and whether its back is needed."""

    reads: Reads
    back: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one check function says. Metadata holds numbers only and nothing that identifies a person."""

    status: Status
    reasons: tuple[str, ...] = ()
    metadata: Mapping[str, Number] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One named check as recorded. `reasons` is empty exactly when the check passed."""

    name: str
    status: Status
    reasons: tuple[str, ...]
    requirement: Requirement
    kind: Kind
    metadata: Mapping[str, Number] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProbeLimits:
    """Numbers that the components of the compared face are compared with (`engine.face.components`).

    Attributes:
        turn_max: largest turn about any axis, degrees.
        head_share_max: largest share of the picture's height that the face may take.
        edge_room_min: least room to the border, in widths of the face; below 0 it is cut off.
        light_evenness_min: least overlap 0 to 1 of the light on the two cheeks.
        exposure_share_max: largest share 0 to 1 of the face that is black, or blown out.
        glasses_glare_max: largest share 0 to 1 of an eye zone that is blown out.
        eyes_visible_min: least brightness of an eye zone beside the cheek; dark glasses are below.
        eyes_open_min: least gap between the lids, in widths of the eye.
        mouth_colour_max: distance from the skin's colour up to which the mouth is bare whatever its redness.
        mouth_chroma_min: chroma at the mouth, by that of the upper face, from which it is bare.
        lips_redness_min: lips at least this much redder than what surrounds them are bare whatever their colour.
        face_covered_max: largest share 0 to 1 of places on the face that are not skin.

    """

    turn_max: float
    head_share_max: float
    edge_room_min: float
    light_evenness_min: float
    exposure_share_max: float
    glasses_glare_max: float
    eyes_visible_min: float
    eyes_open_min: float
    mouth_colour_max: float
    mouth_chroma_min: float
    lips_redness_min: float
    face_covered_max: float


@dataclass(frozen=True, slots=True)
class InHandLimits:
    """Numbers that the frames of a document held beside the face are compared with (`engine.face.in_hand`).

    Attributes:
        frames_min: fewest frames that show document and face clear of each other.
        points_min: fewest places of the print that agree in one plane, median over those frames.
        layout_min: least correlation of the print as a whole, -1 to 1.
        portrait_eyes_min: least distance of the printed portrait's eyes, pixels, at which it is compared.
        portrait_min: least similarity of that portrait, -1 to 1, to the captured one made as coarse.
        moved_min: least range of the document over the picture, and against the face, in its widths.
        reshaped_min: least turn of its outline meanwhile, RMS in its widths.

    """

    frames_min: int
    points_min: float
    layout_min: float
    portrait_eyes_min: float
    portrait_min: float
    moved_min: float
    reshaped_min: float


@dataclass(frozen=True, slots=True)
class Limits:
    """Every number a check compares with. No defaults: the values, with their origin, belong to policy.

    Attributes:
        is_document_min: least certainty that a government document is in the picture, 0 to 1.
        sharpness_min: least sharpness of a document side, 0 to 1.
        glare_max: largest blown-out share of a document side, 0 to 1.
        chroma_min: least mean CIELAB chroma of the front; below it the picture is grey.
        portrait_inter_eye_min: least distance of the eyes in the printed portrait, pixels.
        portrait_sharpness_min: least sharpness of the printed portrait, 0 to 1.
        mrz_margin_min: least margin between the best and second reading of the MRZ, 0 to 1.
        age_max: an age above it, in years, is taken for a misread date.
        match_min: least cosine similarity, -1 to 1, at which portrait and selfie are one person.
        review_min: between this and match_min a person looks; below it the faces clearly differ.
        kept_match_min, kept_review_min: the same for the live face and the one kept of an earlier verification.
        same_person_min: least similarity between frames of one recording.
        selfie_sharpness_min: least sharpness of the best selfie frame, 0 to 1.
        selfie_brightness_min, selfie_brightness_max: allowed mean luma of that frame, 0 to 255.
        selfie_contrast_min: least luma contrast of that frame, 0 to 255.
        selfie_inter_eye_min: least distance of the eyes in that frame, pixels.
        multiple_faces_share_max: largest share of frames that show more than one face.
        frames_min: fewest frames that a recording must hold.
        move_gap_min_ms: less time than this between two reached moves is not a human movement.
        jump_max: largest move of the face between successive frames, in face widths.
        repeated_share_max: largest share of frames identical to an earlier one.
        screen_score_max: largest score 0 to 1 for the look of a screen or print.
        depth_yaw_min: least measured turn, degrees, at which parallax says anything.
        depth_nod_min: least measured nod, degrees, that can speak against a head where nods stand for turns.
        depth_nod_residual_min: least homography residual of a nod, in inter-ocular distances.
        depth_residual_min: least homography residual at depth_yaw_reference, in inter-ocular distances.
        depth_yaw_reference: the turn for which depth_residual_min holds, degrees.
        depth_residual_slope: how much more residual each further degree of turn must bring.
        depth_points_min: fewest tracked points behind a finding.
        challenge_bits_min: fewest bits of a challenge that was answered rightly.
        light_correlation_min: least correlation of the skin's colour with the issued sequence, -1 to 1.
        light_chance_max: largest share of all sequences that may explain what was seen as well.
        light_gradient_min: least weakening of the light from the middle of the face to its sides.
        light_delay_max_ms: largest lag between screen and picture.
        light_clear_min, light_flat_max: a change of colour of at least this that follows the sequence, and does not
            weaken by more than this from the middle of the face to its sides, is that of something flat.
        injection_sum_max: largest weighted sum of the signals of an injected stream.
        print_margin_min: from this logarithm on the print is that much likelier than what a zone or barcode says.
        damage_max: largest score 0 to 1 for a missing corner or a crack of the document.
        side_alike_max: largest score 0 to 1 for front and back being one side shown twice.
        wording_score_max: largest score 0 to 1 for print that says specimen, temporary paper and the like.
        handwriting_score_max: largest score 0 to 1 for entries whose letters lie off their line and never repeat.
        presence_score_max: largest score 0 to 1 for previews that repeat or show another document.
        grey_copy_score_max: largest score 0 to 1 for lack of colour that light does not explain.
        paper_score_max: largest score 0 to 1 for a printer's dot screen, corners cut square or print softer than its
            border.
        flat_scan_score_max: largest score 0 to 1 for the geometry and evenness of a flat-bed scan.
        tamper_score_max: largest score 0 to 1 for a region saved less often than the rest, a line typed anew, a
            portrait without the camera's noise or one glued on.
        portrait_inconsistency_max: largest 1 minus cosine between the portrait and its ghost.
        replica_score_max: largest score 0 to 1 for the marks that a screen leaves in a picture of it.
        mobile_score_max: largest score 0 to 1 for a card in an app.
        screenshot_score_max: largest score 0 to 1 for pixels that no sensor gave.
        face_moire_max: largest score 0 to 1 for the dots of a screen over the face.
        face_halftone_max: largest score 0 to 1 for the dots of print on the face.
        face_sheet_max: largest share 0 to 1 of a turn's movement that a sheet explains.
        face_holes_max: largest score 0 to 1 for holes round eyes and mouth.
        face_approach_max: largest score 0 to 1 for a face that came closer like a plane.
        face_veil_max: largest score 0 to 1 for the page's light lying over the picture as over glass.
        soft_from: where the soft band of a sign begins, by the sign's name; it ends at the sign's own limit.
        probe: limits of the compared face.
        in_hand: limits of the document held beside the face.

    """

    is_document_min: float
    sharpness_min: float
    glare_max: float
    chroma_min: float
    portrait_inter_eye_min: float
    portrait_sharpness_min: float
    mrz_margin_min: float
    age_max: int
    match_min: float
    review_min: float
    same_person_min: float
    kept_match_min: float
    kept_review_min: float
    selfie_sharpness_min: float
    selfie_brightness_min: float
    selfie_brightness_max: float
    selfie_contrast_min: float
    selfie_inter_eye_min: float
    multiple_faces_share_max: float
    frames_min: int
    move_gap_min_ms: int
    jump_max: float
    repeated_share_max: float
    screen_score_max: float
    depth_yaw_min: float
    depth_nod_min: float
    depth_nod_residual_min: float
    depth_residual_min: float
    depth_yaw_reference: float
    depth_residual_slope: float
    depth_points_min: int
    challenge_bits_min: float
    light_correlation_min: float
    light_chance_max: float
    light_gradient_min: float
    light_delay_max_ms: int
    light_clear_min: float
    light_flat_max: float
    injection_sum_max: float
    print_margin_min: float
    damage_max: float
    side_alike_max: float
    wording_score_max: float
    handwriting_score_max: float
    presence_score_max: float
    grey_copy_score_max: float
    paper_score_max: float
    flat_scan_score_max: float
    tamper_score_max: float
    portrait_inconsistency_max: float
    replica_score_max: float
    mobile_score_max: float
    screenshot_score_max: float
    face_moire_max: float
    face_halftone_max: float
    face_sheet_max: float
    face_holes_max: float
    face_approach_max: float
    face_veil_max: float
    soft_from: Mapping[str, float]
    probe: ProbeLimits
    in_hand: InHandLimits


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may know beside the evidence.

    Attributes:
        today: the day for which ages and expiry are judged.
        min_age: least age of the holder, in years.
        accepted: country (ISO 3166 alpha-3) to class to how it is read; what is absent is refused.
        limits: numbers to compare with.
        sandbox: test environment; the specimen state UTO counts as a country only there.
        selected_country, selected_class: what the person chose before the capture, if anything.
        comparison: portrait against selfie, None where none was made.
        human_route: the person asked for no automatic face matching.
        document_elsewhere, face_elsewhere: how many other accounts showed this document or this face; None where
            it was not searched.
        chip: what the document's chip showed, None where no reader handed one in.
        chip_comparison: portrait in the chip against selfie, None where none was made.
        kept_comparison: face kept of an earlier verification against selfie, None where none is kept or compared.
        required: names that are required here; None means the catalogue's own requirement.

    """

    today: date
    min_age: int
    accepted: Mapping[str, Mapping[DocumentClass, Accepted]]
    limits: Limits
    sandbox: bool = False
    selected_country: str | None = None
    selected_class: DocumentClass | None = None
    comparison: FaceComparison | None = None
    human_route: bool = False
    required: frozenset[str] | None = None
    document_elsewhere: int | None = None
    face_elsewhere: int | None = None
    chip: ChipEvidence | None = None
    chip_comparison: FaceComparison | None = None
    kept_comparison: FaceComparison | None = None


SPECIMEN_STATE = "UTO"

# Codes of ICAO Doc 9303 part 3 section 5 for states that ISO 3166 writes otherwise.
_ICAO_TO_ISO: Mapping[str, str] = MappingProxyType(
    {"D": "DEU", "RKS": "XKX", "GBD": "GBR", "GBN": "GBR", "GBO": "GBR", "GBP": "GBR", "GBS": "GBR"},
)


def iso_country(code: str | None) -> str | None:
    """Issuing state as ISO 3166 alpha-3 where ICAO writes it differently (D, GBD, ...); others unchanged."""
    return _ICAO_TO_ISO.get(code, code) if code else None


def accepted_as(evidence: DocumentEvidence, ctx: Context) -> Accepted | None:
    """Look up how a document of the country and class that were read is accepted; None where it is not."""
    if evidence.document_class is None:
        return None
    return ctx.accepted.get(iso_country(evidence.country) or "", {}).get(evidence.document_class)


def passed(**metadata: Number) -> Verdict:
    """Say that the thing was tested and holds."""
    return Verdict(Status.PASSED, (), metadata)


def failed(*reasons: str, **metadata: Number) -> Verdict:
    """Say that the thing was tested and does not hold; at least one reason."""
    if not reasons:
        msg = "a failed check needs a reason"
        raise ValueError(msg)
    return Verdict(Status.FAILED, reasons, metadata)


def not_applicable(reason: str, **metadata: Number) -> Verdict:
    """Say why the thing could not be tested."""
    return Verdict(Status.NOT_APPLICABLE, (reason,), metadata)


def judged(reasons: list[str], **metadata: Number) -> Verdict:
    """Failed with these reasons, or passed where there are none."""
    return failed(*reasons, **metadata) if reasons else passed(**metadata)
