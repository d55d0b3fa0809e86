"""Who cannot do a step finds another way from each camera page, with what will happen and how long it takes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from bonafide.capture import review_time, words
from bonafide.engine.evidence import Hint
from bonafide.inquiries.models import Inquiry
from bonafide.inquiries.steps import Step, current
from tests.capture.looks import FLOW, decide, page
from tests.capture.visitor import Visitor

WAYS = ('value="no-turns', 'value="no-light', 'value="aloud', "/verify/message?kind=contact")
PERSON = "/verify/person"


@pytest.fixture
def before_document(visitor: Visitor) -> Visitor:
    return visitor.agree().choose()


def test_every_way_is_one_tap_from_the_document(before_document: Visitor) -> None:
    shown = page(before_document)
    assert f'href="{PERSON}"' in shown
    assert 'data-way="aloud"' in shown
    ways = page(before_document, PERSON)
    assert all(f'{way}"' in ways for way in WAYS)
    assert ways.count("about a minute") == 3
    assert "How long that takes depends on how many people wait." in ways


def test_every_way_is_one_tap_from_the_face(before_document: Visitor) -> None:
    shown = page(before_document.with_document())
    assert f'href="{PERSON}"' in shown
    assert all(f'data-way="{way}"' in shown for way in ("no-turns", "no-light", "aloud"))
    assert all(f'{way}"' in page(before_document, PERSON) for way in WAYS)


def test_who_is_with_a_person_already_is_not_sent_in_a_circle(before_document: Visitor) -> None:
    before_document.with_document().agree(route="person")
    assert "I cannot take this picture" in page(before_document)
    ways = page(before_document, PERSON)
    assert "no-turns" not in ways
    assert "/verify/message?kind=contact" in ways


def test_who_is_asked_to_try_again_goes_another_way_at_once(before_document: Visitor) -> None:
    """The page that says "try again" leads to the same ways, and each begins the new try."""
    decide(before_document.with_document(), "retry", ["pose_order_incorrect"], ["selfie"])
    assert f'href="{PERSON}"' in page(before_document)
    assert all(f'{way}"' in page(before_document, PERSON) for way in WAYS)
    answer = before_document.client.post("/verify/again", {"way": "no-turns"})
    assert answer.url == f"{FLOW}#no-turns"
    assert current(before_document.inquiry) is Step.SELFIE


def test_who_is_asked_to_try_again_may_have_a_person_at_once(before_document: Visitor) -> None:
    decide(before_document.with_document(), "retry", ["pose_order_incorrect"], ["selfie"])
    before_document.agree(route="person")
    assert "Take one picture of your face" in page(before_document)


def test_what_is_no_way_is_not_sent_along(before_document: Visitor) -> None:
    assert before_document.client.post("/verify/again", {"way": "//elsewhere"}).url == FLOW


@pytest.mark.parametrize("outcome", ["declined", "needs_review", "expired"])
def test_what_is_over_has_no_other_way_but_writing(before_document: Visitor, outcome: str) -> None:
    decide(before_document, "retry", ["pose_order_incorrect"], ["selfie"])
    Inquiry.objects.filter(pk=before_document.inquiry_id).update(status=outcome)
    ways = page(before_document, PERSON)
    assert "no-turns" not in ways
    assert "/verify/message?kind=contact" in ways


def reviewed(visitor: Visitor, hours: list[int], *, days_ago: int = 1) -> None:
    """Put people beside the visitor who waited so many hours for a member of the staff."""
    decided = timezone.now() - timedelta(days=days_ago)
    for wait in hours:
        other = Visitor.arrives(reference=f"waited-{days_ago}-{wait}").inquiry
        times = {"marked_for_review_at": decided - timedelta(hours=wait), "decisioned_at": decided}
        Inquiry.objects.filter(pk=other.pk).update(**times)
    assert visitor.inquiry.environment == other.environment


def test_the_time_a_person_took_lately_is_told(visitor: Visitor) -> None:
    where = visitor.inquiry.environment.pk
    reviewed(visitor, [1, 2, 3, 4])
    assert "depends on" in review_time.sentence(where)
    reviewed(visitor, [90, 91], days_ago=40)
    assert "depends on" in review_time.sentence(where)
    reviewed(visitor, [50])
    assert review_time.sentence(where) == "Lately most people had their answer within 4 hours."
    reviewed(visitor, [60, 70])
    assert review_time.sentence(where) == "Lately most people had their answer within 3 days."
    assert "within 3 days" in page(visitor.agree(), PERSON)


@pytest.mark.parametrize(("language", "said"), [("en", "There is no such page"), ("zh-hans", "没有此页面")])
def test_an_address_without_a_page_leads_on(language: str, said: str) -> None:
    browser = Client()
    browser.cookies["bonafide_language"] = language
    answer = browser.get("/verify/nothing-here")
    assert answer.status_code == 404
    assert said in answer.content.decode()
    assert 'href="/verify/flow"' in answer.content.decode()


def test_an_error_of_ours_is_told_as_such(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_inquiry: Inquiry) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("bonafide.inquiries.steps.current", broken)
    visitor.client.raise_request_exception = False
    answer = visitor.get("/verify/flow")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()


def test_whatever_stands_in_the_way_of_the_id_in_hand_is_told_afterwards(before_document: Visitor) -> None:
    shown = page(before_document)
    trouble = shown[shown.index('data-trouble="in_hand_expired"') :].partition("</template>")[0]
    told = re.findall(r'data-why="(\w*)"', trouble)
    assert told[0] == ""  # what is said where no hint was given most
    assert set(told[1:]) == set(words.IN_HAND_HINTS) - {Hint.GOOD, Hint.DONE, Hint.CAMERA_BLANK}
