"""What print gives away, on lines as they stand on documents, and on names and places that only look like it."""

import numpy as np
import pytest
from tests.engine.document.genuine.measured import score_of
from tests.world.wordings import OTHERS, TRUE_LINES

from bonafide.engine.document.flatten import Flat
from bonafide.engine.document.genuine import Exhibit
from bonafide.engine.document.genuine import wording as detectors
from bonafide.engine.evidence import MrzRead, Sign, Word

LIMIT = 0.5
PAGE = np.full((600, 960, 3), 220, np.uint8)
ALL = {name: getattr(detectors, name) for name in ("specimen", "temporary_paper", "nongovernment", "po_box")}


def exhibit(lines: tuple[str, ...], *, zone: tuple[str, ...] = (), high: int = 24) -> Exhibit:
    words = [Word(line, 0.95, (40, 30 + 40 * k, 14 * len(line), 24)) for k, line in enumerate(lines)]
    words += [Word("0123", 0.9, (700, 30 + 40 * k, 60, 24)) for k in range(4)]
    if high != 24:
        first = words[0]
        words[0] = Word(first.text, first.confidence, (*first.box[:3], high))
    mrz = MrzRead("TD3", zone, zone, valid=True) if zone else None
    return Exhibit(Flat(PAGE, None, PAGE), mrz=mrz, front_words=words)


def score(name: str, found: Exhibit) -> float:
    sign: Sign = ALL[name](found)
    return score_of(sign)


@pytest.mark.parametrize("name", ALL)
def test_names_places_and_notices_of_true_documents_are_let_be(name: str) -> None:
    alarms = [lines for lines in TRUE_LINES if score(name, exhibit(lines)) > LIMIT]
    assert alarms == []


@pytest.mark.parametrize("name", ALL)
def test_every_paper_and_card_of_the_kind_is_found_and_framed(name: str) -> None:
    for lines in OTHERS[name]:
        sign = ALL[name](exhibit(lines))
        assert score_of(sign) > LIMIT, lines
        assert sign.picture.startswith(b"\xff\xd8"), lines


@pytest.mark.parametrize("name", ALL)
def test_without_print_nothing_is_said(name: str) -> None:
    sign = ALL[name](Exhibit(Flat(PAGE, None, PAGE)))
    assert (sign.score, sign.why) == (None, "text_not_read")


def test_a_word_that_may_be_a_name_counts_by_its_size_and_the_zone() -> None:
    assert score("specimen", exhibit(("SAMPLE", "LEE"))) < LIMIT
    assert score("specimen", exhibit(("SAMPLE", "LEE"), high=60)) > LIMIT
    named = ("P<GBRSAMPLE<<IAN<<<<<<", "1234567890GBR")
    assert score("specimen", exhibit(("SAMPLE", "LEE"), high=60, zone=named)) < LIMIT


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        (("P<UTOERIKSSON<<ANNA<MARIA", "L898902C36UTO7408122F1204159"), True),
        (("P<HRVSPECIMEN<<SPECIMEN<<", "0070070071HRV8212258F1407019"), True),
        (("IDD<<T220001293", "6408125<2010315D", "MUSTERMANN<<ERIKA<<"), True),
        (("P<D<<MUSTERMANN<<JUTTA<<<", "C01X0006H1D<<6408125F2702283"), False),
        (("P<GBRTESTER<<VIOLET<<<<<<", "1071828900GBR8501178F1601312"), False),
    ],
)
def test_zones_of_specimens(zone: tuple[str, ...], told: bool) -> None:
    assert (score("specimen", exhibit(("PASSPORT",), zone=zone)) > LIMIT) is told


def test_a_valid_zone_is_given_by_states_only() -> None:
    found = exhibit(("STUDENT ID CARD", "University"), zone=("P<GBRDOE<<JANE", ""))
    assert score("nongovernment", found) == 0.0


def test_card_numbers_need_scheme_check_digit_and_a_word() -> None:
    def bank(number: str, *words: str) -> float:
        return score("nongovernment", exhibit((number, *words)))

    assert bank("4539 1488 0343 6467", "VALID THRU") == 1.0
    assert bank("4539 1488 0343 6468", "VALID THRU") < LIMIT
    assert bank("4539 1488 0343 6467") < LIMIT
    assert detectors.luhn_valid("4539148803436467")
    assert not detectors.luhn_valid("4539148803436466")


def test_phrases_may_be_broken_over_lines_and_run_together() -> None:
    assert score("temporary_paper", exhibit(("TEMPORARY", "DRIVER LICENSE"))) == 1.0
    assert score("temporary_paper", exhibit(("NOTVALIDFORIDENTIFICATION",))) == 1.0
    apart = exhibit(("TEMPORARY", "X", "Y", "DRIVER LICENSE"))
    assert score("temporary_paper", apart) == 0.0


def test_the_back_counts_too() -> None:
    page = Flat(PAGE, None, PAGE)
    word = Word("NOT VALID FOR IDENTIFICATION", 0.9, (10, 10, 300, 20))
    found = Exhibit(page, page, front_words=[Word("X", 0.9, (0, 0, 9, 9))], back_words=[word])
    assert score("temporary_paper", found) == 1.0
