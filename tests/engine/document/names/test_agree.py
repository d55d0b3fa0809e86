"""Printed names against names of the zone: examples of ICAO Doc 9303, national variants, properties."""

import itertools

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bonafide.engine.document.names import tables
from bonafide.engine.document.names.agree import REASONS, NameFinding, mrz_candidates, names_agree

TABLES = {
    "LATIN": (tables.LATIN, 1),
    "CYRILLIC": (tables.CYRILLIC, 1),
    "CYRILLIC_PAIRS": (tables.CYRILLIC_PAIRS, 2),
    "GREEK": (tables.GREEK, 1),
    "GREEK_PAIRS": (tables.GREEK_PAIRS, 2),
    "ARABIC": (tables.ARABIC, 1),
}


def agree(
    last: str, first: str, zone: str, *, truncated: bool = False, room: int | None = None
) -> NameFinding:
    primary, _, secondary = zone.partition("<<")
    return names_agree(last, first, primary, secondary, truncated=truncated, room=room)


@pytest.mark.parametrize("name", TABLES)
def test_tables_hold_capital_letters_and_spellings_in_a_to_z(name: str) -> None:
    table, length = TABLES[name]
    for letter, spellings in table.items():
        assert len(letter) == length
        assert all(s == "" or (s.isascii() and s.isalpha() and s.isupper()) for s in spellings)
        assert len(set(spellings)) == len(spellings)


# Doc 9303-3 section 4.6 and 9303-4 section 4.2.3: names, hyphens, apostrophes, commas, one name, titles
NINE = [
    ("ERIKSSON", "ANNA MARIA", "ERIKSSON<<ANNA<MARIA"),
    ("van der Muellen", "Martin", "VAN<DER<MUELLEN<<MARTIN"),
    ("Smith-Jones", "Susie Margaret", "SMITH<JONES<<SUSIE<MARGARET"),
    ("O'Connor", "Enya Siobhan", "OCONNOR<<ENYA<SIOBHAN"),
    ("D'ARTAGNAN", "Jacques", "DARTAGNAN<<JACQUES"),
    ("Optimus Sobieski", "Jan 3", "OPTIMUS<SOBIESKI<<JAN<III"),
    ("Smith, Jr", "Adam", "SMITH<<ADAM"),
    ("Arkfreith", "", "ARKFREITH"),
    ("", "Arkfreith", "ARKFREITH"),
    ("Cañon", "Thérèse", "CANON<<THERESE"),
    ("Cañon", "Thérèse", "CANXXON<<THERESE"),
]


@pytest.mark.parametrize(("last", "first", "zone"), NINE)
def test_examples_of_doc_9303_agree(last: str, first: str, zone: str) -> None:
    assert agree(last, first, zone).agrees is True


def test_initials_at_the_end_of_a_full_zone() -> None:
    # Doc 9303-4 section 4.2.3
    found = agree(
        "Nilavadhanananda",
        "Chayapa Dejthamrong Krasuang",
        "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K",
        truncated=True,
    )
    assert found.reason == "shortened"


LONG = ("Bennelong Wooloomooloo Warrandyte Warnambool", "Dingo Potoroo")


# Doc 9303-4 section 4.2.3: one long name, shortened in the ways that the part shows
@pytest.mark.parametrize(
    "zone",
    [
        "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<W<<DI",
        "BENNELONG<WOOLOOM<WARRAND<WARNAM<<DINGO",
        "BENNE<WOOLO<WARRA<WARNA<<DINGO<POTOROO",
    ],
)
def test_shortened_names_agree_only_where_the_zone_is_full(zone: str) -> None:
    assert agree(*LONG, zone, truncated=True).reason == "shortened"
    assert agree(*LONG, zone, room=39).reason == "shortened"
    assert agree(*LONG, zone, room=60).reason == "shortened_without_need"
    assert agree(*LONG, zone).agrees is False


def test_a_component_may_be_cut_within_a_spelling_of_two_letters() -> None:
    assert agree(
        "Nilavadhanananda", "Chayapa Dej Krasuäng", "NILAVADHANANANDA<<CHAYAPA<DEJ<K", truncated=True
    ).agrees
    assert agree("Müller", "Jä", "MUELLER<<JA", truncated=True).agrees is True
    assert agree("Müller", "Jö", "MUELLER<<JE", truncated=True).agrees is False


# Doc 9303-3 section 6 part C, with its notes, and appendix B
@pytest.mark.parametrize(
    ("printed", "zone"),
    [
        ("ابو بكر محمد بن زكريا الرازي", "ABW<BKR<MXHMD<BN<ZKRYA<ALRAZY"),
        ("عبّاس", "EBBAS"),
        ("عباس", "EBAS"),
        ("فضّة", "FXDZXDZXAH"),
        ("جميلة نعيمة", "JMYLXAH<NEYMXAH"),
        ("عبد العزيز بن متعب", "EBD<ALEZYZ<BN<MTEB"),
        ("هاري الشماع", "HARY<ALXSHMAE"),
        ("جمال عبد الناصر", "JMAL<EBD<ALNAXSSR"),
    ],
)
def test_arabic_examples_of_doc_9303(printed: str, zone: str) -> None:
    assert next(iter(mrz_candidates(printed))) == zone
    assert agree(printed, "", zone).agrees is True


def test_arabic_by_sound_is_not_judged_and_latin_beside_it_is() -> None:
    heard = agree("الرازي", "محمد", "ARRAZI<<MUHAMMAD")
    assert (heard.agrees, heard.reason) == (None, "transcription_not_judged")
    assert agree("الرازي / AL-RAZI", "محمد / MUHAMMAD", "AL<RAZI<<MUHAMMAD").agrees is True
    assert agree("AL-RAZI", "MUHAMMAD", "AL<RAZI<<AHMAD").agrees is False


@pytest.mark.parametrize(
    ("last", "first", "zones"),
    [
        ("Müller", "Jürgen", ["MUELLER<<JUERGEN", "MULLER<<JURGEN", "MUXXLLER<<JUXXRGEN"]),
        ("Åström", "Björn", ["AASTROEM<<BJOERN", "ASTROM<<BJORN"]),
        ("Groß", "Jan", ["GROSS<<JAN"]),
        ("GROẞ", "Jan", ["GROSS<<JAN"]),
        ("Sørensen", "Kærsti", ["SOERENSEN<<KAERSTI"]),
        ("Þórðardóttir", "Björk", ["THORDARDOTTIR<<BJOERK", "THORDARDOTTIR<<BJORK"]),
        ("Đorđević", "Đura", ["DORDEVIC<<DURA", "DJORDJEVIC<<DJURA"]),
        ("Łukasiewicz", "Żaneta", ["LUKASIEWICZ<<ZANETA"]),
        ("Öztürk", "Işıl İnci", ["OEZTUERK<<ISIL<INCI", "OZTURK<<ISIL<INCI"]),
        ("Nguyễn", "Thị Ánh", ["NGUYEN<<THI<ANH"]),
        ("Əliyev", "Ələkbər", ["ELIYEV<<ELEKBER", "ALIYEV<<ALAKBAR"]),
        ("Горбачёв", "Михаил", ["GORBACHEV<<MIKHAIL"]),
        ("Щербаков", "Юрий", ["SHCHERBAKOV<<IURII", "SHCHERBAKOV<<YURIY", "SHTERBAKOV<<YURIY"]),
        ("Йорданова", "Мария", ["YORDANOVA<<MARIA", "IORDANOVA<<MARIIA"]),
        ("Згурський", "Їжак", ["ZGHURSKYI<<YIZHAK", "ZGURSKII<<IZHAK"]),
        ("Ђорђевић", "Љубица", ["DORDEVIC<<LJUBICA", "DJORDJEVIC<<LJUBICA"]),
        ("Ќосев", "Ѓорѓи", ["KJOSEV<<GJORGJI", "KOSEV<<GORGI"]),
        ("Παπανδρέου", "Γεώργιος", ["PAPANDREOU<<GEORGIOS"]),
        ("Μπουμπούλη", "Αντιγόνη Ευαγγελία", ["BOUBOULI<<ANTIGONI<EVANGELIA"]),
    ],
)
def test_national_variants_agree(last: str, first: str, zones: list[str]) -> None:
    for zone in zones:
        assert agree(last, first, zone).agrees is True, zone


@pytest.mark.parametrize(
    ("last", "first", "zone", "reason"),
    [
        ("Eriksson", "Anna Maria", "ERIKSON<<ANNA<MARIA", "differs"),
        ("Eriksson", "Anna Maria", "ERIKSSON<<ANNA", "shortened_without_need"),
        ("Eriksson", "Anna", "ERIKSSON<<ANNA<MARIA", "differs"),
        ("Eriksson", "Anna", "ANNA<<ERIKSSON", "identifiers_swapped"),
        ("Горбачёв", "Михаил", "PUTIN<<VLADIMIR", "differs"),
        ("Arkfreith", "", "ARKFREIT", "differs"),
    ],
)
def test_contradictions_are_named(last: str, first: str, zone: str, reason: str) -> None:
    found = agree(last, first, zone)
    assert (found.agrees, found.reason) == (False, reason)


def test_letters_parted_otherwise_still_agree() -> None:
    assert agree("de la Cruz", "Ana-Maria", "DELACRUZ<<ANAMARIA").reason == "spaced_differently"
    assert agree("D’Artagnan", "Jean-Luc", "D<ARTAGNAN<<JEANLUC").reason == "same"


def test_strokes_part_spellings_but_not_child_of() -> None:
    assert agree("Ramasamy A/L Muthu", "", "RAMASAMY<A<L<MUTHU").agrees is True
    assert agree("Ramasamy s/o Muthu", "", "RAMASAMY<SO<MUTHU").agrees is True
    assert agree("ИВАНОВ / IVANOV", "ПЁТР / PETR", "IVANOV<<PETR").agrees is True
    assert agree("aa/" * 100, "bb/" * 100, "BB<<AA").reason == "identifiers_swapped"


def test_titles_and_names_at_birth_may_stay_out_of_the_zone() -> None:
    assert agree("Dr. Mustermann", "Erika", "MUSTERMANN<<ERIKA").reason == "same"
    assert agree("Dr. Mustermann", "Erika", "DR<MUSTERMANN<<ERIKA").reason == "same"
    assert agree("Mustermann geb. Gabler", "Erika", "MUSTERMANN<<ERIKA").reason == "same"
    assert agree("Martin ép. Dubois", "Marie", "MARTIN<<MARIE").reason == "same"


def test_whole_name_on_one_line_and_half_a_name() -> None:
    assert agree("", "Anna Maria Eriksson", "ERIKSSON<<ANNA<MARIA").reason == "same"
    half = agree("Eriksson", "", "ERIKSSON<<ANNA<MARIA")
    assert (half.agrees, half.reason) == (None, "name_incomplete")


def test_native_script_is_kept_and_not_judged() -> None:
    found = agree("王", "小明", "WANG<<XIAOMING")
    assert (found.agrees, found.reason) == (None, "script_not_transliterated")
    assert [(c.printed, c.match) for c in found.components] == [("王", "native"), ("小明", "native")]
    both = agree("王 WANG", "小明 / XIAOMING", "WANG<<XIAOMING")
    assert (both.agrees, both.reason) == (True, "same")
    assert ("王", "native") in [(c.printed, c.match) for c in both.components]
    assert agree("王 WANG", "小明 / XIAOMING", "WANG<<XIAOHONG").agrees is False
    assert list(mrz_candidates("김 철수")) == []


def test_nothing_to_compare_says_so() -> None:
    assert agree("", " ", "WANG<<XIAOMING").reason == "no_printed_name"
    assert agree("Wang", "Xiaoming", "").reason == "no_zone_name"


def test_components_are_named_side_by_side() -> None:
    found = agree("Dr. Müller-Lüdenscheidt", "Karl Heinz", "MUELLER<LUEDENSCHEIDT<<KARL<H", truncated=True)
    assert [(c.identifier, c.printed, c.zone, c.match) for c in found.components] == [
        ("last", "DR.", "", "missing"),
        ("last", "MÜLLER", "MUELLER", "same"),
        ("last", "LÜDENSCHEIDT", "LUEDENSCHEIDT", "same"),
        ("first", "KARL", "KARL", "same"),
        ("first", "HEINZ", "H", "shortened"),
    ]


def test_candidates_are_bounded_distinct_and_the_recommended_comes_first() -> None:
    found = list(mrz_candidates("Щебетовський-Ющенко Ящірка", limit=50))
    assert len(found) == len(set(found)) == 50
    assert next(iter(mrz_candidates("Þórður Ægir Ölaf"))) == "THORDUR<AEGIR<OELAF"


LETTERS = st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜÅØÆßÑŁĐÞÉÈÇŠŽŐ")
WORD = st.text(LETTERS, min_size=2, max_size=9)
NAME = st.lists(WORD, min_size=1, max_size=3).map(" ".join)


@given(NAME, NAME, st.randoms(use_true_random=False))
def test_every_candidate_agrees(last: str, first: str, rng: object) -> None:
    lasts, firsts = (list(mrz_candidates(name, limit=12)) for name in (last, first))
    for a, b in itertools.islice(itertools.product(lasts, firsts), 12):
        assert names_agree(last, first, a, b, truncated=False).agrees is True


@given(NAME, NAME, st.integers(3, 40))
def test_every_cut_agrees_where_the_zone_is_full(last: str, first: str, room: int) -> None:
    whole = f"{next(iter(mrz_candidates(last)))}<<{next(iter(mrz_candidates(first)))}"
    cut = whole[:room]
    assume(not cut.endswith("<"))
    assert agree(last, first, cut, truncated=True).agrees is True


PLAIN = st.text(st.sampled_from("BCDFGHKLMNPRSTVWZ"), min_size=3, max_size=9)


@given(PLAIN, PLAIN, st.data())
def test_every_wrong_letter_is_noticed(last: str, first: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(last) - 1))
    wrong = data.draw(st.sampled_from("BCDFGHKLMNPRSTVWZ").filter(lambda c: c != last[at]))
    changed = last[:at] + wrong + last[at + 1 :]
    assume(last not in tables.OPTIONAL_WORDS)
    assert names_agree(last, first, changed, first, truncated=False).agrees is False


@settings(max_examples=150)
@given(
    st.text(max_size=200), st.text(max_size=200), st.text(max_size=45), st.text(max_size=45), st.booleans()
)
def test_any_text_gives_a_finding(a: str, b: str, c: str, d: str, full: bool) -> None:
    found = names_agree(a, b, c, d, truncated=full)
    assert found.reason in REASONS
    assert len(list(itertools.islice(mrz_candidates(a, limit=20), 30))) <= 20
