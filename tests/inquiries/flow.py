"""Walks one applicant through an inquiry without a browser: same services, same engine, same rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import cv2

from bonafide.accounts import service as accounts
from bonafide.accounts.models import Environment, EnvironmentKind
from bonafide.engine.evidence import Frame, Move
from bonafide.engine.image import encode_jpeg
from bonafide.inquiries import captures, consent, service, steps
from bonafide.inquiries.models import CaptureKind, Inquiry, InquirySession
from bonafide.jobs import worker
from tests.world import actor
from tests.world.flat import FlatPhoto
from tests.world.hand import hold
from tests.world.in_hand import IdInHand, Place
from tests.world.people import person
from tests.world.puppet import Puppet
from tests.world.specimen import passport


@cache
def document_jpeg(index: int, **print_as: Any) -> bytes:
    """Photograph of the specimen passport of a person, held in a hand."""
    picture = hold(passport(person(index), **print_as), t=5.0, seed=index)
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()


@cache
def head(index: int) -> Puppet:
    """The person as a head that turns."""
    return Puppet(person(index).portrait)


@cache
def print_of(index: int) -> FlatPhoto:
    """The person as a print on paper."""
    return FlatPhoto(person(index).portrait)


def sandbox() -> Environment:
    """A sandbox side of a platform."""
    return accounts.create_environment(EnvironmentKind.SANDBOX, "test")


@dataclass
class Walk:
    """One applicant on the way."""

    environment: Environment = field(default_factory=sandbox)
    reference: str = "user-1"
    template_id: str = ""

    def __post_init__(self) -> None:
        asked = {"rule": "r@1", "rule_text": "Because.", "template_id": self.template_id}
        inquiry = service.create(self.environment, reference=self.reference, **asked)
        code = service.make_link(inquiry).rpartition("code=")[2]
        self.session: InquirySession
        self.session, _ = service.open_link(code, device_type="phone")

    @property
    def inquiry(self) -> Inquiry:
        return Inquiry.objects.get(pk=self.session.inquiry_id)

    @property
    def step(self) -> steps.Step:
        return steps.current(self.inquiry)

    def agree(self, *, biometric: bool = True) -> Walk:
        consent.give(self.session, text_version="v1", text="I agree.", language="en", biometric=biometric)
        steps.select_document(self.session, country="UTO", document_class="pp")
        return self

    def agree_again(self) -> Walk:
        """Withdraw the consent to face matching, and give it anew."""
        for biometric in (False, True):
            text = {"text_version": "v1", "text": "I agree.", "language": "en"}
            consent.give(self.session, biometric=biometric, **text)
        return self

    def show_document(self, jpeg: bytes) -> Walk:
        started = captures.start(self.session, CaptureKind.FRONT, {})
        captures.submit_document(self.session, started.capture_id, started.nonce, jpeg, {})
        return self

    def show_face(self, who: Any, *, moves: Sequence[Move] | None = None) -> Walk:
        started = captures.start(self.session, CaptureKind.SELFIE, {})
        assert started.challenge is not None
        asked = started.challenge
        acted = actor.frames(who, moves or asked.moves, colours=asked.colours)
        taken = [frame for frame in acted if frame.seq % 2 == 0 or frame.light >= 0]
        captures.submit_selfie(self.session, started.capture_id, started.nonce, taken, {})
        return self

    def show_in_hand(self, who: Any, document: Any, *, stir: float = 0.7) -> Walk:
        """Hold a passport page beside the face for a few seconds."""
        started = captures.start(self.session, CaptureKind.IN_HAND, {})
        now = [0.0]
        place = Place(-0.27, 0.3, 34.0)
        shown = IdInHand(who, document, width_mm=125.0, place=place, stir=stir, clock=lambda: now[0])
        taken = []
        for seq in range(8):
            now[0] = 0.6 * seq
            picture = shown.render(yaw=1.5 * (-1) ** seq, size=(1280, 960))
            taken.append(Frame(encode_jpeg(picture, 80), seq, 600 * seq, 600 * seq + 30))
        captures.submit_in_hand(self.session, started.capture_id, started.nonce, taken, {})
        return self

    def work(self) -> Walk:
        while worker.run_one(worker.queue.owner_name(0)):
            pass
        return self

    def result(self) -> steps.Result:
        return steps.result(self.inquiry)
