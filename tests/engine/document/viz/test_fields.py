"""Captions, values and classes, from lines as a text reader gives them."""

from datetime import date

import pytest

from bonafide.engine.document.catalogue import kinds
from bonafide.engine.document.viz.captions import captions_in, words_match
from bonafide.engine.document.viz.fields import read_fields
from bonafide.engine.document.viz.recognise import kind_of_codes, kind_of_print
from bonafide.engine.evidence import DocumentClass, Source, Word

TODAY = date(2026, 6, 1)


def line(text: str, x: int, y: int, height: int = 20) -> Word:
    return Word(text, 0.95, (x, y, round(len(text) * height * 0.55), height))


def values(words: list[Word], kind: str) -> dict[str, str]:
    return {key: read.value.value for key, read in read_fields(words, kinds()[kind], TODAY).items()}


@pytest.mark.parametrize(
    ("text", "kind", "keys"),
    [
        ("Date of Birth/D ate de nassance", "icao-td3", {"birthdate"}),
        ("Dale af birth/Data de naissance", "icao-td3", {"birthdate"}),
        ("Passport No. / No du passeport", "icao-td3", {"document_number"}),
        ("性别", "twn-id", {"sex"}),
        ("Date of bir", "icao-td3", {"birthdate"}),
        ("4d LIC# D1234567", "usa-dl", {"document_number"}),
        ("3 DOB 08/31/1978", "usa-dl", {"birthdate"}),
        ("4a.01.01.2013", "eur-dl", {"issue_date"}),
        ("I. MOREAU", "eur-dl", {"name_last"}),
        ("12.08.1964", "eur-dl", set()),
        ("姓名张三", "chn-id", {"name_full_native"}),
        ("性别男民族汉", "chn-id", {"sex", "other"}),
        ("ERIKSSON", "icao-td3", set()),
        ("NOMBORI", "icao-td3", set()),
    ],
)
def test_captions(text: str, kind: str, keys: set[str]) -> None:
    assert {caption.key for caption in captions_in(text, kinds()[kind])} - {"other"} == keys - {"other"}


def test_values_below_their_captions() -> None:
    words = [
        line("Surname / Nom", 400, 100, 14), line("ERIKSSON", 400, 122),
        line("Given names / Prénoms", 400, 160, 14), line("ANNA MARIA", 400, 182),
        line("Date of birth / Date de naissance", 400, 220, 14), line("04 MAR 1990", 400, 242),
        line("Sex / Sexe", 800, 220, 14), line("F", 800, 242),
        line("Place of birth / Lieu de naissance", 400, 280, 14), line("ZENITH", 400, 302),
        line("Passport No.", 800, 40, 14), line("L898902C3", 800, 62),
    ]  # fmt: skip
    assert values(words, "icao-td3") == {
        "name_last": "ERIKSSON", "name_first": "ANNA MARIA", "birthdate": "1990-03-04", "sex": "F",
        "document_number": "L898902C3",
    }  # fmt: skip


def test_values_beside_their_captions_and_in_their_line() -> None:
    words = [
        line("姓名", 40, 60), line("吴洋伟", 160, 60),
        line("性别", 40, 120), line("男民族汉", 160, 120),
        line("出生2003年8月9日", 40, 180),
        line("公民身份号码", 40, 400), line("110105200308095755", 300, 400),
    ]  # fmt: skip
    assert values(words, "chn-id") == {
        "name_full_native": "吴洋伟", "sex": "M", "birthdate": "2003-08-09",
        "document_number": "110105200308095755",
    }  # fmt: skip


def test_numbered_fields() -> None:
    words = [line("1. MOREAU", 400, 60), line("2. INES", 400, 100), line("3. 11.03.1965 LYON", 400, 140),
             line("4a. 01.02.2019", 400, 180), line("4c. PREFET", 700, 180), line("4b. 31.01.2034", 400, 220),
             line("5. 19AB12345", 400, 260)]  # fmt: skip
    assert values(words, "eur-dl") == {
        "name_last": "MOREAU", "name_first": "INES", "birthdate": "1965-03-11", "issue_date": "2019-02-01",
        "expiration_date": "2034-01-31", "document_number": "19AB12345",
    }  # fmt: skip


def test_dates_named_by_what_follows_and_terms_without_end() -> None:
    words = [line("昭和61年5月1日生", 500, 40), line("2029年(令和11年)06月01日まで有効", 40, 120)]
    assert values(words, "jpn-dl") == {"birthdate": "1986-05-01", "expiration_date": "2029-06-01"}
    back = [line("有效期限", 40, 300), line("2016.05.01-长期", 200, 300)]
    assert values(back, "chn-id") == {"expiration_date": "never"}
    assert values([line("有效期限2016.05.01-2036.05.01", 40, 300)], "chn-id") == {
        "expiration_date": "2036-05-01"
    }


def test_a_number_without_caption_is_known_by_its_form_unless_two_have_it() -> None:
    assert values([line("A123456(3)", 600, 500)], "hkg-id") == {"document_number": "A1234563"}
    assert values([line("A123456(3)", 600, 500), line("B123456(3)", 90, 90)], "hkg-id") == {}


def test_letters_of_sex_are_those_of_the_class() -> None:
    for letter, sex in (("H", "M"), ("M", "F")):
        assert values([line("SEXO", 600, 100, 14), line(letter, 600, 122)], "mex-ine") == {"sex": sex}


def test_fields_say_where_they_stand() -> None:
    (read,) = read_fields([line("3 DOB 08/31/1978", 100, 50)], kinds()["usa-dl"], TODAY).values()
    field = read.as_field()
    assert (field.value, field.source, field.raw) == ("1978-08-31", Source.VIZ, "08/31/1978")
    assert field.box == (100, 50, 176, 20)
    assert 0.8 < field.confidence <= 0.95


@pytest.mark.parametrize(
    ("lines", "kind", "country"),
    [
        (["中华人民共和国", "居民身份证"], "chn-id", "CHN"),
        (["公民身份号码"], "chn-id", "CHN"),
        (["FÜHRERSCHEIN BUNDESREPUBLIK DEUTSCHLAND"], "eur-dl", "DEU"),
        (["PERMIS DE CONDUIRE", "RÉPUBLIQUE FRANÇAISE"], "eur-dl", "FRA"),
        (["KÖRKORT"], "eur-dl", None),
        (["VIRGINIA", "DRIVER'S LICENSE", "USA"], "usa-dl", "USA"),
        (["運転免許証"], "jpn-dl", "JPN"),
        (["CREDENCIAL PARA VOTAR"], "mex-ine", "MEX"),
    ],
)
def test_classes_by_print(lines: list[str], kind: str, country: str | None) -> None:
    found = kind_of_print([line(text, 10, 40 * at) for at, text in enumerate(lines)])
    assert found is not None
    assert (found.kind.id, found.country) == (kind, country)


@pytest.mark.parametrize(
    "lines", [[], ["UNIVERSITY OF UTOPIA", "STUDENT CARD"], ["DRIVER LICENSE"], ["REPUBLIC OF SINGAPORE"]]
)
def test_half_the_marks_are_no_class(lines: list[str]) -> None:
    assert kind_of_print([line(text, 10, 40 * at) for at, text in enumerate(lines)]) is None


def test_short_marks_stand_alone() -> None:
    assert words_match(["SUKKULENT"], ["UK"]) == set()
    assert words_match(["UK DRIVING"], ["UK"]) == {"UK"}


def test_codes_take_the_state_s_own_class_before_the_general_one() -> None:
    def named(country: str, layout: str, kind: DocumentClass = DocumentClass.IDENTITY_CARD) -> str | None:
        found = kind_of_codes(country, kind, layout, [])
        return found.id if found is not None else None

    assert named("DEU", "TD1") == "deu-id"
    assert named("SWE", "TD1") == "icao-td1"
    assert named("DEU", "TD3", DocumentClass.PASSPORT) == "icao-td3"
    assert named("USA", "AAMVA", DocumentClass.DRIVING_LICENCE) == "usa-dl"
    assert named("USA", "MRV-A", DocumentClass.VISA) is None


def test_words_beside_a_number_are_not_the_number() -> None:
    """Seen on a specimen: the town that issued the card, nine letters long, taken for its number."""
    words = [line("Ausweisnummer", 20, 20), line("STADT KOLN", 20, 50)]
    assert "document_number" not in values(words, "deu-id")
    assert values([words[0], line("T22000129", 20, 50)], "deu-id")["document_number"] == "T22000129"
