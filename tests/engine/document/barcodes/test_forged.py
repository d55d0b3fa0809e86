"""AAMVA payloads of all versions are accepted as they are and refused with any damage to their header."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.world.aamva import JURISDICTIONS, VERSIONS, Licence, elements, invented, payload, with_one_name
from tests.world.forged import DAMAGES

from bonafide.engine.document.barcodes.aamva import contradictions, read_aamva
from bonafide.engine.document.barcodes.issuers import ISSUERS

cards = st.builds(
    invented,
    st.integers(0, 10**6),
    version=st.sampled_from(VERSIONS),
    jurisdiction=st.sampled_from(sorted(JURISDICTIONS)),
    kind=st.sampled_from(["DL", "ID"]),
)
light = settings(max_examples=80, deadline=None)


@light
@given(cards, st.booleans())
def test_what_was_written_is_read(card: Licence, extra: bool) -> None:
    read = read_aamva(payload(card, extra=extra))
    assert (read.valid, read.failed, contradictions(read)) == (True, (), ())
    assert read.fields["document_number"] == card.number
    assert read.fields["birthdate"] == card.birthdate.isoformat()
    assert read.fields["expiration_date"] == card.expires.isoformat()
    assert read.fields["issue_date"] == card.issued.isoformat()
    assert read.fields["name_last"] == card.name_last
    given_names = f"{read.fields['name_first']} {read.fields.get('name_middle', '')}".strip()
    assert given_names == f"{card.name_first} {card.name_middle}".strip()
    assert (read.fields["issuing_state"], read.fields["issuing_subdivision"]) == (
        card.country,
        card.jurisdiction,
    )
    assert (read.fields["aamva_version"], read.fields["document_code"]) == (f"{card.version:02}", card.kind)


@settings(max_examples=400, deadline=None)
@given(cards, st.booleans(), st.sampled_from(sorted(DAMAGES)), st.integers(0, 2**32 - 1))
def test_every_damaged_header_is_refused(card: Licence, extra: bool, damage: str, seed: int) -> None:
    text = payload(card, extra=extra)
    other = DAMAGES[damage](text, np.random.default_rng(seed))
    assert other == text or not read_aamva(other).valid


@pytest.mark.parametrize("version", range(2, 12))
def test_another_issuer_contradicts_the_address(version: int) -> None:
    """The Department of State (636027) alone may stand beside any jurisdiction."""
    text = payload(invented(5, version=version, jurisdiction="TX"))
    accepted = {new for new in ISSUERS if read_aamva(text[:9] + new + text[15:]).valid}
    assert accepted == {"636015", "636027"}


@pytest.mark.parametrize("version", [1, 2, 3, 4, 11])
def test_somebody_with_one_name_has_a_valid_card(version: int) -> None:
    read = read_aamva(payload(with_one_name(invented(9, version=version))))
    assert read.valid
    assert "name_first" not in read.fields
    assert read.fields["name_last"]


def test_truncation_is_told_for_each_name() -> None:
    card = replace(invented(2, version=9), truncated="DDE DDG")
    fields = read_aamva(payload(card)).fields
    assert (fields["name_last_truncated"], fields["name_middle_truncated"]) == ("true", "true")
    assert "name_first_truncated" not in fields


def test_contradictions_are_named_only_where_the_structure_is_whole() -> None:
    card = invented(4, version=8, jurisdiction="CA")
    text = payload(card, extra=False)
    lacking = read_aamva(text.replace(f"DAQ{card.number}\n", ""))
    assert "missing:DAQ" in lacking.failed
    assert contradictions(lacking) == ()
    assert contradictions(read_aamva(text.replace("DAJCA", "DAJNY"))) == ("jurisdiction",)
    assert contradictions(read_aamva(text.replace("DAJCA", "DAJNY") + "X")) == ()


def test_canadian_cards_have_the_year_first_and_united_states_cards_last() -> None:
    day = date(1988, 12, 1)
    north, south = (
        replace(invented(6, version=9, jurisdiction=code), birthdate=day) for code in ("QC", "WA")
    )
    assert (elements(north)["DBB"], elements(south)["DBB"]) == ("19881201", "12011988")
    assert {read_aamva(payload(card)).fields["birthdate"] for card in (north, south)} == {"1988-12-01"}


@given(st.text(alphabet=st.characters(max_codepoint=0x669), max_size=120))
def test_digits_of_other_scripts_are_no_digits(text: str) -> None:
    assert not read_aamva("@\n\x1e\rANSI 63600008٠٠02" + text).valid
