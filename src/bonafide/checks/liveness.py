"""What makes a recording live: the challenge in order and time, one face, depth of a head, our light on it.

The rule in one sentence: at least 16 bits asked were answered rightly, nothing contradicts a head, and depth on
both sides, or on one side together with the light, speaks for one. Who cannot turn the head nods instead, and then
the light is needed in any case. The decision rules say it once more in words of
the checks (policy/decision_rules.yaml, everything_passed).
"""

from __future__ import annotations

from itertools import pairwise

from bonafide.checks.base import Limits, Status
from bonafide.engine.evidence import DepthFinding, LightFinding, Move, MoveResult, SelfieEvidence
from bonafide.engine.face.draw import light_bits, spares_turns

_TURNS, _NODS = frozenset({"left", "right"}), frozenset({"up", "down"})


def liveness_reasons(evidence: SelfieEvidence, limits: Limits) -> list[str]:
    """Every reason against a live person; empty only where each test has positive evidence."""
    return [
        *_challenge(evidence, limits),
        *_one_person(evidence, limits),
        *_enough_asked(evidence, limits),
        *_presence(evidence, limits),
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
    and the nose must run ahead of the plane, which a bent print gets wrong. A nod is smaller than a turn and leaves
    less; there the nose alone tells a head from a bent print, and the residual from a flat one.
    """
    if finding.side in _NODS:
        return finding.nose_leads and finding.residual >= limits.depth_nod_residual_min
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


def light_positive(finding: LightFinding, limits: Limits) -> bool:
    """Whether the face shone back this sequence, in time, and as something round does.

    A picture on a screen gives back next to nothing, and that evenly; a print shines evenly too. Light whose delay
    could not be measured is not in time. A limit that is not a number fails.
    """
    in_time = finding.delay_ms is not None and finding.delay_ms <= limits.light_delay_max_ms
    round_ = finding.gradient is not None and limits.light_gradient_min <= finding.gradient <= 1.0
    return in_time and round_ and _follows(finding, limits)


def light_status(finding: LightFinding, limits: Limits) -> Status:
    """Passed: our light is on a face. Failed: it is clearly seen, and on something flat. Else no word.

    Other colours than ours are no proof of anything: a slow camera shows the colour before, a film on television
    its own. They are worth nothing, so that many moves are asked instead.
    """
    if light_positive(finding, limits):
        return Status.PASSED
    clear = finding.strength >= limits.light_clear_min and _follows(finding, limits)
    flat = finding.gradient is None or finding.gradient <= limits.light_flat_max
    return Status.FAILED if clear and flat else Status.NOT_APPLICABLE


def _follows(finding: LightFinding, limits: Limits) -> bool:
    likely = finding.correlation >= limits.light_correlation_min and finding.chance <= limits.light_chance_max
    return finding.available and likely


def depth_status(findings: tuple[DepthFinding, ...], limits: Limits) -> Status:
    """Passed: both turns, or both nods, are a head's. Failed: a measured one is flat. Else no word."""
    measured = [f for f in findings if _measured(f, limits)]
    if any(not depth_positive(f, limits) for f in measured):
        return Status.FAILED
    return Status.PASSED if {f.side for f in measured} in (_TURNS, _NODS) else Status.NOT_APPLICABLE


def _enough_asked(evidence: SelfieEvidence, limits: Limits) -> list[str]:
    """The colours count only where they were seen on the face; else the moves have to be many."""
    challenge = evidence.challenge
    lit = light_bits(challenge) if light_positive(evidence.light, limits) else 0.0
    return [] if challenge.order_bits + lit >= limits.challenge_bits_min else ["light_not_seen"]


def _presence(evidence: SelfieEvidence, limits: Limits) -> list[str]:
    depth, light = depth_status(evidence.depth, limits), light_status(evidence.light, limits)
    reasons = ["replica_2d_detected"] if depth is Status.FAILED else []
    reasons += ["light_contradicts"] if light is Status.FAILED else []
    if reasons or (depth is Status.PASSED and not spares_turns(evidence.challenge)):
        return reasons
    one_side = any(_measured(f, limits) for f in evidence.depth)
    return [] if one_side and light is Status.PASSED else ["depth_not_measured"]


def _measured(finding: DepthFinding, limits: Limits) -> bool:
    """Whether a turn or nod says anything. The approach never does: a bent print comes closer as a head does."""
    if not finding.available or finding.points < limits.depth_points_min:
        return False
    if finding.side in _NODS:  # a slight one speaks for a head or not at all: necks are stiff
        return finding.yaw >= limits.depth_nod_min or depth_positive(finding, limits)
    return finding.side in _TURNS and finding.yaw >= limits.depth_yaw_min
