"""What the person says the document is: captions and scripts for whoever reads it, and never a proof."""

from datetime import date

import pytest
from tests.world.classes.blank import INK, printed, title
from tests.world.fonts import CJK_REASON, cjk_available
from tests.world.shot import LEVELS, photograph

from bonafide.console.evidence import kind_rows
from bonafide.engine.document.classify import Chosen, classify
from bonafide.engine.document.read import read_document
from bonafide.engine.evidence import DocumentClass, MrzRead, Word, to_json
from bonafide.engine.image import encode_jpeg

ID, DL, PASSPORT = DocumentClass.IDENTITY_CARD, DocumentClass.DRIVING_LICENCE, DocumentClass.PASSPORT
TODAY = date(2026, 6, 1)
NUMBER = "900101-1234568"


def words(*lines: str) -> list[Word]:
    return [Word(text, 0.9, (0, 30 * k, 100, 20)) for k, text in enumerate(lines)]


@pytest.mark.parametrize(
    ("chosen", "known"),
    [
        (("KOR", ID), "kor-id"),
        (("KOR", DL), "kor-dl"),
        (("GRC", DL), "eur-dl"),
        (("EGY", ID), None),
        (("KOR", PASSPORT), None),
        (None, None),
    ],
)
def test_a_document_that_says_nothing_is_read_as_what_was_chosen(
    chosen: Chosen | None, known: str | None
) -> None:
    found = classify(None, None, words("900101-1234568"), chosen)
    assert (found.known.id if found.known else None) == known
    assert found.as_chosen is (known is not None)
    assert (found.country, found.document_class, found.format) == (None, None, None)


def test_what_the_document_says_goes_before_what_was_chosen() -> None:
    chinese = classify(None, None, words("公民身份号码", "姓名"), ("KOR", ID))
    assert (chinese.country, chinese.as_chosen) == ("CHN", False)
    zone = MrzRead("TD3", ("P<UTO" + "<" * 39, "<" * 44), (), valid=True, margin=0.9)
    assert classify(zone, None, (), ("KOR", ID)).country == "UTO"


@pytest.mark.skipif(not cjk_available(), reason=CJK_REASON)
def test_a_card_in_a_script_that_is_not_read_is_said_to_be_one() -> None:
    card = printed(
        [
            title(20, 9, "주민등록증", 5), (5, 20, "홍길동(洪吉童)", 4, True, INK), (5, 28, NUMBER, 3.6, True, INK),
            (5, 36, "서울특별시 중구 세종대로 110", 2.6, False, INK), (20, 50, "서울특별시 중구청장", 3, True, INK),
        ],
        face=(58, 10, 20), seed=60,
    )  # fmt: skip
    found = read_document(encode_jpeg(photograph(card, LEVELS[1], 1)), today=TODAY, chosen=("KOR", ID))
    assert (found.country, found.document_class) == (None, None)
    assert found.viz is not None
    assert (found.viz.class_id, found.viz.as_chosen, found.viz.unread_scripts) == (
        "kor-id",
        True,
        ("hangul",),
    )
    assert found.fields["document_number"].value == "9001011******"
    assert not any("234568" in word.text for word in found.front.words)
    assert [(row.name, row.value, row.source) for row in kind_rows(to_json(found.viz))] == [
        ("document_kind", "Resident registration card, South Korea", "chosen"),
        ("unread_scripts", "Hangul", ""),
    ]


def test_nothing_is_said_of_a_passport_or_of_nothing() -> None:
    assert kind_rows(None) == []
    assert kind_rows({"class_id": "icao-td3", "unread_scripts": ["greek"]}) == []
