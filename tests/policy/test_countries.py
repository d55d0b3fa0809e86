from typing import Any

import iso3166
import pytest

from bonafide.engine.evidence import DocumentClass
from bonafide.policy import countries
from bonafide.policy.loading import PolicyInvalidError, shipped

PASSPORT, LICENCE, CARD = (
    DocumentClass.PASSPORT,
    DocumentClass.DRIVING_LICENCE,
    DocumentClass.IDENTITY_CARD,
)


def classes(country: str, *, sandbox: bool = False) -> dict[DocumentClass, countries.Option]:
    return {o.document_class: o for o in countries.options(country, sandbox=sandbox)}


def test_every_country_has_a_name_in_both_languages() -> None:
    names = shipped("countries_names.yaml")
    assert set(names) == {*iso3166.countries_by_alpha3, "UTO"}
    for english, chinese in names.values():
        assert english[0].isalpha()
        assert all(ord(letter) > 127 or letter == "-" for letter in chinese)
    for column in (0, 1):
        assert len({pair[column] for pair in names.values()}) == len(names)


def test_every_country_that_issues_documents_accepts_its_passport() -> None:
    for country in countries.countries(sandbox=False):
        found = classes(country.alpha3)[PASSPORT]
        assert (found.sides, found.automatic) == (("front",), True)


def test_uninhabited_places_and_unknown_codes_have_no_documents() -> None:
    for code in ("ATA", "QQQ", "", "UTO"):
        assert countries.options(code, sandbox=False) == ()


def test_specimen_state_exists_in_the_sandbox_only() -> None:
    assert set(classes("UTO", sandbox=True)) == {PASSPORT, CARD}
    in_picker = {
        sandbox: any(c.alpha3 == "UTO" for c in countries.countries(sandbox=sandbox))
        for sandbox in (True, False)
    }
    assert in_picker == {True: True, False: False}


def test_card_with_mrz_needs_both_sides_and_is_read_by_machine() -> None:
    card = classes("DE")[CARD]
    assert (card.sides, card.automatic, card.machine_side) == (("front", "back"), True, "back")
    assert card.alternatives == (PASSPORT, LICENCE)


def test_licence_is_read_by_barcode_in_north_america_and_by_a_person_elsewhere() -> None:
    assert classes("USA")[LICENCE].automatic
    assert classes("USA")[LICENCE].reads == "barcode"
    assert not classes("FRA")[LICENCE].automatic


def test_card_that_no_machine_reads_is_captured_for_a_person() -> None:
    card = classes("CHN")[CARD]
    assert (card.automatic, card.sides) == (False, ("front", "back"))


def test_countries_without_a_national_card_do_not_offer_one() -> None:
    for code in ("GBR", "AUS", "DNK"):
        assert CARD not in classes(code)


def test_option_of_one_class() -> None:
    assert countries.option("DEU", CARD, sandbox=False) == classes("DEU")[CARD]
    assert countries.option(None, CARD, sandbox=False) is None
    assert countries.option("GBR", CARD, sandbox=False) is None


def test_names_and_order_of_the_picker() -> None:
    found = countries.countries(sandbox=False)
    names = [country.name("en") for country in found]
    assert names[:3] == ["Afghanistan", "Åland Islands", "Albania"]
    assert names.index("Costa Rica") + 1 == names.index("Côte d’Ivoire")
    germany = next(country for country in found if country.alpha3 == "DEU")
    assert (germany.alpha2, germany.name("zh-hans"), germany.name("fr")) == ("DE", "德国", "Germany")


def test_refused_kinds_are_named_in_both_languages() -> None:
    kinds = {kind.code: kind for kind in countries.refused_kinds()}
    assert set(kinds) == {
        "photocopy",
        "screenshot",
        "scan",
        "photo_of_screen",
        "mobile_id",
        "student_card",
        "employee_card",
        "library_card",
        "bank_card",
        "temporary_paper",
    }
    assert all(set(kind.names) == set(countries.LANGUAGES) for kind in kinds.values())


def broken(**changes: Any) -> dict[str, Any]:
    return {**shipped("countries.yaml"), **changes}


@pytest.mark.parametrize(
    "data",
    [
        broken(no_documents=["QQQ"]),
        broken(defaults={"pp": "nonsense"}),
        broken(defaults={"student_card": "passport"}),
        broken(groups=[{"classes": {"id": "card_mrz"}, "countries": ["QQQ"]}]),
        broken(groups=[{"classes": {"id": "card_mrz"}, "countrys": []}]),
        broken(profiles={"passport": {"sides": ["back"], "reads": "mrz"}}),
        broken(profiles={"passport": {"sides": ["front"], "reads": "tea leaves"}}),
        broken(extra=1),
    ],
)
def test_mistakes_in_the_file_are_refused(data: dict[str, Any]) -> None:
    with pytest.raises(PolicyInvalidError):
        countries.build_table(data, sandbox=False)
