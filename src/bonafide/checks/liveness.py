"""What makes a recording live: the challenge in order and time, one face, and parallax of a solid head."""

from __future__ import annotations

from itertools import pairwise

from bonafide.checks.base import Limits
from bonafide.engine.evidence import DepthFinding, Move, MoveResult, SelfieEvidence


def liveness_reasons(evidence: SelfieEvidence, limits: Limits) -> list[str]:
    """Every reason against a live person; empty only where each test has positive evidence."""
    return [
        *_challenge(evidence, limits),
        *_one_person(evidence, limits),
        *_depth(evidence.depth, limits),
    ]


def poses_repeated(evidence: SelfieEvidence, share_max: float) -> bool | None:
    """Whether one picture stands for two different moves, or the recording repeats itself.

    None where a reached move has no frame of its own to compare.
    """
    digests = {reading.seq: reading.digest for reading in evidence.readings if reading.digest}
    reached = [result for result in evidence.moves if result.reached and result.seq in digests]
    if not reached or len(reached) < len(evidence.challenge.moves):
        return None
    shown = {(result.move, digests[result.seq]) for result in reached if result.seq is not None}
    shared = len({digest for _, digest in shown}) < len(shown)
    return shared or not evidence.repeated_frames / len(evidence.readings) <= share_max


def depth_positive(finding: DepthFinding, limits: Limits) -> bool:
    """Whether this turn shows more parallax than any flat or bent picture could.

    The residual of one homography, in inter-ocular distances, must exceed a line that rises with the turn;
    and the nose must run ahead of the plane, which a bent print gets wrong.
    """
    beyond = finding.yaw - limits.depth_yaw_reference
    least = limits.depth_residual_min + limits.depth_residual_slope * beyond
    return finding.nose_leads and finding.residual >= least


def _challenge(evidence: SelfieEvidence, limits: Limits) -> list[str]:
    asked = evidence.challenge.moves
    reached = [result for result in evidence.moves if result.reached]
    if not asked or sorted(r.move for r in reached) != sorted(asked):
        return ["required_poses_not_found"]
    if not evidence.in_order or tuple(r.move for r in reached) != tuple(asked):
        return ["pose_order_incorrect"]
    reasons = [] if _unhurried(reached, limits) else ["pose_timing_implausible"]
    last = max((r.at_ms for r in reached if r.at_ms is not None), default=0)
    in_time = evidence.duration_ms > 0 and max(evidence.duration_ms, last) <= evidence.challenge.ttl_ms
    return reasons if in_time else [*reasons, "challenge_expired"]


def _unhurried(reached: list[MoveResult], limits: Limits) -> bool:
    """Whether each move came after the one before, and no faster than a head can move."""
    if any(result.at_ms is None for result in reached):
        return False
    return all((b.at_ms or 0) - (a.at_ms or 0) >= _least_gap(a, b, limits) for a, b in pairwise(reached))


def _least_gap(before: MoveResult, after: MoveResult, limits: Limits) -> int:
    """Only a turn moves the head: a face that came closer may look straight in the very next frame."""
    turns = {Move.TURN_LEFT, Move.TURN_RIGHT}
    return limits.move_gap_min_ms if {before.move, after.move} & turns else 0


def _one_person(evidence: SelfieEvidence, limits: Limits) -> list[str]:
    reasons = [] if len(evidence.readings) >= limits.frames_min else ["too_few_frames"]
    if evidence.identity_min is None:
        reasons.append("identity_not_computable")
    elif not evidence.identity_min >= limits.same_person_min:
        reasons.append("face_conflict")
    if not evidence.largest_jump <= limits.jump_max:
        reasons.append("frames_discontinuous")
    return reasons


def _depth(findings: tuple[DepthFinding, ...], limits: Limits) -> list[str]:
    """Both turns must be measured, and every measured turn must be positive: one flat turn is a replica."""
    turns = [f for f in findings if f.side in {"left", "right"} and _measured(f, limits)]
    if any(not depth_positive(f, limits) for f in turns):
        return ["replica_2d_detected"]
    return [] if {f.side for f in turns} == {"left", "right"} else ["depth_not_measured"]


def _measured(finding: DepthFinding, limits: Limits) -> bool:
    enough = finding.points >= limits.depth_points_min and finding.yaw >= limits.depth_yaw_min
    return finding.available and enough
