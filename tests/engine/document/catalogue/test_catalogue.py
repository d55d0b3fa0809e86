"""The catalogue holds what the order names, is read strictly, and its page is kept true."""

from pathlib import Path
from typing import Any

import pytest

from bonafide.engine.document.catalogue import CatalogueError, Reading, kinds
from bonafide.engine.document.catalogue.docs import markdown
from bonafide.engine.document.catalogue.load import build
from bonafide.engine.document.numbers.judge import schemes
from bonafide.engine.evidence import DocumentClass
from bonafide.policy.countries import option

DOCS = Path(__file__).resolve().parents[4] / "docs" / "documents.md"
GOOD: dict[str, Any] = {
    "names": {"en": "Card"}, "class": "id", "format": "TD1", "sides": {"front": ["portrait"]}, "reading": "person",
}  # fmt: skip
ASKED = frozenset(
    "icao-td3 icao-td1 icao-td2 usa-dl usa-id can-dl can-id chn-id hkg-id mac-id twn-id gbr-dl eur-dl"  # noqa: SIM905
    " ind-aadhaar jpn-mynumber jpn-dl kor-id kor-dl sgp-id bra-rg bra-cnh bra-cin mex-ine".split()
)


def test_every_class_that_was_asked_for_is_there() -> None:
    assert set(kinds()) >= ASKED


def test_the_page_is_as_generated() -> None:
    assert DOCS.read_text("utf-8") == markdown()
    assert all(f"`{name}`" in markdown() for name in kinds())


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda k: k.id)
def test_every_class_says_how_it_is_read_and_whether_it_can_be(kind: Any) -> None:
    carried = {what for side in kind.sides.values() for what in side}
    assert kind.reading.value not in ("mrz", "barcode") or kind.reading.value in carried
    if kind.reading is Reading.VIZ:
        assert kind.fields
        assert kind.marks
    assert "zh-hans" in kind.names
    if kind.scheme:
        country, name = kind.scheme.split(":")
        assert name in {scheme.name for scheme in schemes()[country]}
    if kind.portrait is not None:
        assert "portrait" in kind.sides[kind.portrait[0]]


def test_no_class_of_a_known_state_is_a_dead_end() -> None:
    for kind in kinds().values():
        for country in (*kind.countries, *kind.issuers):
            found = option(country, kind.document_class, sandbox=False)
            assert found is not None, (kind.id, country)
            assert set(found.sides) <= set(kind.sides) | {"back"}


def test_the_back_of_my_number_is_not_asked_for() -> None:
    found = option("JPN", DocumentClass.IDENTITY_CARD, sandbox=False)
    assert found is not None
    assert found.sides == ("front",)
    assert not found.automatic


def test_a_good_file_is_taken() -> None:
    kind = build("x", {**GOOD, "languages": ["de"]}, {"birthdate": {"de": ["Geburtsdatum"]}})
    assert kind.fields["birthdate"].labels == ("Geburtsdatum",)
    assert kind.size_mm == (85.6, 53.98)


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "red"}, {"class": "library"}, {"format": "A4"}, {"reading": "magic"}, {"languages": ["tlh"]},
        {"fields": {"shoe_size": {}}}, {"fields": {"sex": {"lables": []}}}, {"sides": {"left": []}},
        {"sides": {"front": ["gold"]}}, {"date_order": "dym"}, {"calendars": ["mayan"]}, {"scheme": "ric"},
        {"portrait": {"side": "front", "box": [0.5, 0.5, 0.9, 0.2]}}, {"names": {"de": "Karte"}},
        {"fields": {"document_number": {"labels": ["No"], "pattern": "["}}},
        {"zone": {"codes": []}}, {"zone": {"codes": ["ID"], "never": "99"}}, {"zone": {"codes": ["ID"], "ever": 1}},
        {"zone": {"codes": ["ID"], "sexes": {"H": "man"}}}, {"zone": {"codes": ["ID"], "personal": "[0-9]+"}},
    ],
)  # fmt: skip
def test_a_file_with_a_mistake_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(CatalogueError):
        build("x", {**GOOD, **change}, {"birthdate": {"de": ["Geburtsdatum"]}})
    with pytest.raises(CatalogueError):
        build("x", {key: GOOD[key] for key in GOOD if key != "sides"}, {})
