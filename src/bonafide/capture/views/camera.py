"""The camera's four calls: start, frame, finish, fail. The only door by which a picture enters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from bonafide import enginehost
from bonafide.capture import facts, probe, visit, words
from bonafide.capture.document_live import SIDES, DocumentLive
from bonafide.capture.face_live import LIGHT_ONLY, FaceLive, PlainFaceLive, Shown
from bonafide.capture.facts import FrameHead
from bonafide.capture.in_hand_live import InHandLive
from bonafide.capture.kind_live import Saw
from bonafide.capture.live import REGISTRY, LiveCapture
from bonafide.capture.views import in_hand, kinds
from bonafide.capture.visit import Visit
from bonafide.engine.evidence import Challenge, DocumentHint, Glance, Hint
from bonafide.engine.face.challenge import ChallengeTracker, Progress
from bonafide.engine.face.light import SCREEN
from bonafide.errors import BonafideError, ConflictError, ForbiddenError, InvalidInputError
from bonafide.inquiries import captures
from bonafide.inquiries.captures import Started
from bonafide.inquiries.models import CaptureKind, InquirySession
from bonafide.inquiries.steps import Step

REASONS = {"camera_lost", "camera_changed", "left", "network", "gave_up"}
PREVIEW_WAITS_S = enginehost.LIVE_FREE_WITHIN_S
FULL_WAITS_S = 5.0
"""Seconds for which a frame waits until somebody is free: a full picture is worth more than a preview."""
Answer = dict[str, Any]


def _engine() -> enginehost.EnginePool:
    return enginehost.pool(settings.BONAFIDE.hint_processes, live=True)


@require_POST
@visit.endpoint
def start(request: HttpRequest, session: InquirySession) -> HttpResponse:
    """Open a capture; called once the camera delivers frames."""
    body = facts.read_json(request)
    kind = facts.word(body, "kind")
    if kind not in set(CaptureKind):
        raise InvalidInputError("There is no such step.", code="bad_request")
    REGISTRY.require_place(session.inquiry_id)
    light, turns = body.get("light") is not False, body.get("turns") is not False
    told = facts.camera_facts(body.get("camera"))
    started = captures.start(session, CaptureKind(kind), told, light=light, turns=turns)
    live = _live(session, CaptureKind(kind), started)
    if isinstance(live, FaceLive):
        live.probe = probe.draw(told, live.rng)
    REGISTRY.add(live)
    # How many moves there are is not told: it would narrow down which ones are to come.
    answer: Answer = {"capture": started.capture_id, "nonce": started.nonce, "ttl_ms": started.ttl_ms}
    if isinstance(live, FaceLive):
        answer |= _asked(live) | {"done": 0}
    return JsonResponse(answer)


def _live(session: InquirySession, kind: CaptureKind, started: Started) -> LiveCapture:
    inquiry_id, ttl_s = session.inquiry_id, started.ttl_ms / 1000
    if kind is CaptureKind.IN_HAND:
        return in_hand.opened(session, started, _engine())
    common = (started.capture_id, session.pk, inquiry_id, ttl_s)
    if kind is not CaptureKind.SELFIE:
        if kind is CaptureKind.FRONT:
            return DocumentLive(*common, presence=True, kind=kinds.watch(session.inquiry))
        return DocumentLive(*common, front_thumb=SIDES.take(inquiry_id))
    if session.inquiry.human_route:
        return PlainFaceLive(*common)
    challenge = started.challenge or Challenge(started.nonce, (), started.ttl_ms)
    # The tracker itself says that time is over, so that the person reads it as such.
    tracker = ChallengeTracker(challenge)
    return FaceLive(*common[:3], ttl_s + 10, tracker=tracker, measure=_engine().turn_depth)


@require_POST
@visit.unlooked
def frame(request: HttpRequest, visitor: Visit) -> HttpResponse:
    """Take one live frame and answer with one hint; `skipped` where nobody was free to look at it."""
    head = _head(request, visitor)
    live = _held(visitor, head.capture_id, head.nonce)
    with live.turn():
        live.admit(head.seq, head.client_ms, head.rtt_ms)
        jpeg = facts.jpeg_body(request, head.most_pixels)
        REGISTRY.require_room(len(jpeg))
        try:
            answer = _look(visitor, live, head, jpeg)
        except enginehost.EngineBusyError:
            return JsonResponse({"skipped": True})
        live.note(str(answer.get("hint", "")))
    return JsonResponse(answer)


def _head(request: HttpRequest, visitor: Visit) -> FrameHead:
    try:
        return facts.frame_head(request)
    except BonafideError:
        _ = visitor.session  # a stranger is told that first
        raise


def _held(visitor: Visit, capture_id: str, nonce: str) -> LiveCapture:
    """Return the open capture; one that ended or expired leaves memory at once."""
    standing = captures.standing(visitor.token, capture_id, nonce)
    if standing is None:
        _refuse(visitor.session, capture_id, nonce)
    live = REGISTRY.get(capture_id)
    if standing is None or live.session_id != standing.session_id:
        raise ForbiddenError("This capture is not known here.", code="capture_unknown")
    if isinstance(live, FaceLive | InHandLive) and standing.human_route:
        REGISTRY.drop(capture_id)
        raise ConflictError("A person looks at the pictures now.", code="capture_lost")
    return live


def _refuse(session: InquirySession, capture_id: str, nonce: str) -> None:
    """Say why frames of this capture are not taken. Raises ForbiddenError, ConflictError."""
    try:
        captures.check(session, capture_id, nonce)
    except ConflictError:
        REGISTRY.drop(capture_id, session.pk)
        raise


@contextmanager
def _last(live: LiveCapture) -> Iterator[None]:
    """Hand in; afterwards nothing of the capture is held, nor where it was refused for good."""
    try:
        yield
    except BonafideError:
        REGISTRY.drop(live.capture_id)
        raise
    REGISTRY.drop(live.capture_id)


def _look(visitor: Visit, live: LiveCapture, head: FrameHead, jpeg: bytes) -> Answer:
    if head.closer and not isinstance(live, FaceLive):
        raise ConflictError("No closer look was asked for.", code="closer_not_asked")
    if isinstance(live, DocumentLive):
        found = _engine().hint_document(jpeg, wait=FULL_WAITS_S if head.full else PREVIEW_WAITS_S)
        return _taken(visitor, live, head, jpeg, found) if head.full else _preview(live, jpeg, found)
    if isinstance(live, InHandLive):
        return _beside(visitor, live, head, jpeg)
    if head.full:
        raise InvalidInputError("A face is shown by small frames.", code="bad_request")
    if isinstance(live, FaceLive):
        return _moved(visitor, live, head, jpeg)
    if isinstance(live, PlainFaceLive):
        return _plain(live, head, jpeg)
    raise ConflictError("This capture takes no frames.", code="capture_lost")


def _preview(live: DocumentLive, jpeg: bytes, found: DocumentHint) -> Answer:
    hint, capture = live.see(jpeg, found)
    return _say(hint) | {"quad": found.quad, "capture": capture}


def _say(hint: Hint) -> Answer:
    return {"hint": hint.value, "text": str(words.DOCUMENT_HINTS[hint]), "good": hint is Hint.GOOD}


def _taken(visitor: Visit, live: DocumentLive, head: FrameHead, jpeg: bytes, found: DocumentHint) -> Answer:
    """Take the full picture: a good one goes in, another one is held while its flaw is told."""
    if live.last_seq < 1:
        raise ConflictError("The camera has to run before a picture is taken.", code="no_preview")
    saw = kinds.look(live, jpeg, found, _glance, by_hand=head.by_hand)
    if saw is Saw.UNSURE:
        return _say(Hint.HOLD_STILL) | {"submitted": False, "again": True}
    hint = live.take(jpeg, found)
    if saw is Saw.OTHER:
        return kinds.other(live, found)
    if saw is Saw.BACK:
        hint = live.refuse(found, Hint.SHOW_FRONT)
    if hint is Hint.GOOD:
        return _say(hint) | _hand_in_document(visitor, live, head.nonce, button=head.by_hand)
    return _say(hint) | {"submitted": False, "usable": live.held is not None}


def _glance(jpeg: bytes) -> Glance:
    return _engine().glance_document(jpeg, today=timezone.now().date(), wait=FULL_WAITS_S)


def _hand_in_document(visitor: Visit, live: DocumentLive, nonce: str, *, button: bool) -> Answer:
    jpeg = live.handed_in()
    with _last(live):
        facts = live.facts(button=button)
        step = captures.submit_document(
            visitor.session, live.capture_id, nonce, jpeg, facts, burst=live.burst.jpegs
        )
    if step is Step.DOCUMENT_BACK:
        SIDES.put(live.inquiry_id, live.thumb)
    else:
        SIDES.forget(live.inquiry_id)
    return _handed_in()


def _hand_in_face(visitor: Visit, live: FaceLive | PlainFaceLive, nonce: str, *, button: bool) -> Answer:
    with _last(live):
        challenge = live.tracker.challenge if isinstance(live, FaceLive) else None
        told = live.facts(button=button)
        captures.submit_selfie(
            visitor.session, live.capture_id, nonce, live.chosen(), told, challenge=challenge
        )
    return _handed_in()


def _beside(visitor: Visit, live: InHandLive, head: FrameHead, jpeg: bytes) -> Answer:
    progress, answer = in_hand.looked(live, head, jpeg, _engine())
    if progress.finished:
        with _last(live):
            told = live.facts(button=False)
            captures.submit_in_hand(visitor.session, live.capture_id, head.nonce, live.chosen(), told)
        return answer | _handed_in()
    if progress.failed is not None:
        with _last(live):
            captures.fail(visitor.session, live.capture_id, head.nonce, progress.failed)
    return answer


def _handed_in() -> Answer:
    return {"submitted": True, "next": reverse("capture:flow")}


def _moved(visitor: Visit, live: FaceLive, head: FrameHead, jpeg: bytes) -> Answer:
    if head.probe_ms is not None:
        return _follow(live, live.take_size(jpeg, head.probe_ms))
    if head.closer:
        live.take_closer(jpeg, head.seq)
    shown = Shown(head.light, head.light_ms)
    progress = live.step(jpeg, head.seq, head.client_ms, _engine().read_frame, shown)
    answer = _follow(live, progress)
    if progress.finished:
        return answer | _hand_in_face(visitor, live, head.nonce, button=False)
    if progress.failed is not None:
        with _last(live):
            step = captures.fail(visitor.session, live.capture_id, head.nonce, progress.failed)
        # A failed try has its page, with the reason and the attempts left.
        return answer if step is Step.SELFIE else answer | {"next": reverse("capture:flow")}
    return answer


def _follow(live: FaceLive, progress: Progress) -> Answer:
    size = live.ask_size()
    told: Answer = {} if size is None else {"size": size}
    part = live.ask_closer()
    told |= {} if part is None else {"closer_look": part}
    return (
        _asked(live)
        | told
        | {
            "hint": progress.hint.value,
            "text": str(words.FACE_HINTS[progress.hint]),
            "done": progress.done_moves,
            "finished": progress.finished,
            "failed": progress.failed,
        }
    )


def _asked(live: FaceLive) -> Answer:
    """Tell the one move asked now, and the one colour to show now; those to come are not told."""
    move = live.asked
    said: Answer = {"move": move.value, "move_text": str(words.MOVES[move])} if move else {"move": None}
    colour = live.colour
    if colour is not None:
        said["light"] = {"number": live.tracker.colour, "rgb": SCREEN[colour]}
    return said


def _plain(live: PlainFaceLive, head: FrameHead, jpeg: bytes) -> Answer:
    hint = _engine().hint_document(jpeg, wait=PREVIEW_WAITS_S).hint
    if hint is not Hint.CAMERA_BLANK:
        live.keep(jpeg, head.seq, head.client_ms)
    shown = hint if hint in LIGHT_ONLY else Hint.LOOK_STRAIGHT
    return {"hint": shown.value, "text": str(words.FACE_HINTS[shown]), "ready": bool(live.kept)}


@require_POST
@visit.unlooked
def finish(request: HttpRequest, visitor: Visit) -> HttpResponse:
    """Hand in what is held: a picture used in spite of its hint, or the face picture for a person."""
    _ = visitor.session  # a stranger is told that before anything is read
    body = facts.read_json(request)
    nonce = facts.word(body, "nonce")
    live = _held(visitor, facts.word(body, "capture"), nonce)
    with live.turn():
        if isinstance(live, DocumentLive):
            return JsonResponse(_hand_in_document(visitor, live, nonce, button=True))
        if isinstance(live, PlainFaceLive) and live.kept:
            return JsonResponse(_hand_in_face(visitor, live, nonce, button=True))
    raise ConflictError("There is nothing to hand in yet.", code="nothing_taken")


@require_POST
@visit.endpoint
def fail(request: HttpRequest, session: InquirySession) -> HttpResponse:
    """End a capture without a picture, and say why."""
    body = facts.read_json(request)
    reason = facts.word(body, "reason")
    capture_id = facts.word(body, "capture")
    try:
        captures.fail(
            session, capture_id, facts.word(body, "nonce"), reason if reason in REASONS else "other"
        )
    finally:
        REGISTRY.drop(capture_id, session.pk)
    return JsonResponse({"ended": True})
