"""The machine readable part beside the print: alike, different, or not to be told."""

from collections.abc import Sequence
from datetime import date

import pytest

from bonafide.engine.document.catalogue import kinds
from bonafide.engine.document.viz.agree import compare
from bonafide.engine.document.viz.fields import read_fields
from bonafide.engine.document.viz.page import Page
from bonafide.engine.evidence import Agreement, Field, Source, Word

TODAY = date(2026, 6, 1)
ZONE = {
    "name_last": "ERIKSSON", "name_first": "ANNA MARIA", "document_number": "L898902C3",
    "birthdate": "1990-03-04", "expiration_date": "2032-05-20", "sex": "F",
}  # fmt: skip
LICENCE = {
    "name_last": "OKAFOR", "name_first": "INES", "name_middle": "GRACE", "document_number": "D1234567",
    "birthdate": "1978-08-31", "sex": "F",
}  # fmt: skip
SURE = 12.0


def line(text: str, x: int, y: int, height: int = 20) -> Word:
    return Word(text, 0.95, (x, y, round(len(text) * height * 0.55), height))


def passport(**printed: str) -> list[Word]:
    at = {
        "last": (400, 122, "ERIKSSON", "Surname / Nom"), "first": (400, 182, "ANNA MARIA", "Given names / Prénoms"),
        "birth": (400, 242, "04 MAR 1990", "Date of birth / Date de naissance"), "sex": (900, 242, "F", "Sex / Sexe"),
        "expiry": (400, 302, "20 MAY 2032", "Date of expiry"), "number": (900, 62, "L898902C3", "Passport No."),
    }  # fmt: skip
    return [
        word
        for key, (x, y, usual, caption) in at.items()
        for word in (line(caption, x, y - 22, 14), line(printed.get(key, usual), x, y))
    ]


def likelihoods(word: Word, texts: Sequence[str]) -> list[float]:
    """As pixels that show just what was read: any other text is far less likely."""
    return [0.0 if text == word.text else -SURE for text in texts]


def compared(words: list[Word], machine: dict[str, str], kind: str = "icao-td3") -> dict[str, Agreement]:
    fields = {key: Field(value, Source.MRZ, 0.99, value) for key, value in machine.items()}
    reads = read_fields(words, kinds()[kind], TODAY)
    return dict(compare(fields, reads, Page(words, kinds()[kind], likelihoods, TODAY)))


def test_what_is_printed_alike_is_the_same() -> None:
    found = compared(passport(), ZONE)
    assert set(found) == {"name", "document_number", "birthdate", "expiration_date", "sex"}
    assert all(one.same for one in found.values())


@pytest.mark.parametrize(
    ("key", "printed"),
    [
        ("birthdate", {"birth": "05 MAR 1990"}),
        ("birthdate", {"birth": "04 MAY 1990"}),
        ("birthdate", {"birth": "04 MAR 1980"}),
        ("expiration_date", {"expiry": "20 MAY 2036"}),
        ("document_number", {"number": "L898903C3"}),
        ("sex", {"sex": "M"}),
        ("name", {"last": "ERIKSEN"}),
        ("name", {"first": "ANNE MARIA"}),
        ("name", {"last": "HOLLOWAY", "first": "GRACE"}),
    ],
)
def test_one_field_that_differs_is_the_one_that_is_told(key: str, printed: dict[str, str]) -> None:
    found = compared(passport(**printed), ZONE)
    assert {name for name, one in found.items() if one.same is False} == {key}
    assert found[key].margin == SURE
    assert all(one.same for name, one in found.items() if name != key)


@pytest.mark.parametrize(
    "printed",
    [
        {"birth": "04 MAR/MARS 90"}, {"birth": "04.03.1990"}, {"number": "L898902C3<6"}, {"number": "L 898902 C3"},
        {"number": "L8989O2C3"}, {"last": "Eriksson"}, {"first": "ANNAMARIA"}, {"last": "ERIKSS0N"},
        {"sex": "K/F"}, {"expiry": "20 MAY/MAI 32"},
    ],
)  # fmt: skip
def test_other_ways_to_print_the_same(printed: dict[str, str]) -> None:
    assert all(one.same for one in compared(passport(**printed), ZONE).values())


def test_the_zone_knows_no_century() -> None:
    assert compared(passport(birth="04.03.1911"), {**ZONE, "birthdate": "2011-03-04"})["birthdate"].same
    assert (
        compared(passport(birth="04.03.1912"), {**ZONE, "birthdate": "2011-03-04"})["birthdate"].same is False
    )


def test_signs_that_the_reader_lacks_are_no_difference() -> None:
    zone = {"name_last": "AEVARSDOTTIR", "name_first": "THURIDUR OESP"}
    assert compared(passport(last="EVARSDÓTTIR", first="PURIDUR ÖSP"), zone)["name"].same
    assert compared(passport(last="EVARSDÓTTIR", first="GURIDUR ÖSP"), zone)["name"].same is False
    assert compared(
        passport(last="MEULENDIK", first="LOES"), {"name_last": "MEULENDIJK", "name_first": "LOES"}
    )["name"].same


def test_transliterated_names_are_the_same() -> None:
    zone = {"name_last": "MUELLER", "name_first": "JOERG"}
    assert compared(passport(last="MÜLLER", first="JÖRG"), zone)["name"].same


def test_what_is_not_printed_is_not_told() -> None:
    found = compared([line("UTOPIA", 10, 10), line("PASSPORT", 300, 10)], ZONE)
    assert {(one.same, one.why) for one in found.values()} == {(None, "not_printed")}


def test_a_name_in_another_script_is_not_judged() -> None:
    words = [
        line("Surname", 400, 78, 14),
        line("ไทย", 400, 100),
        line("Given names", 400, 138, 14),
        line("สมชาย", 400, 160),
    ]
    assert compared(words, {"name_last": "THAI", "name_first": "SOMCHAI"})["name"] == Agreement(
        None, "script_not_judged"
    )


def test_a_licence_beside_its_barcode() -> None:
    words = [line("4d LIC# D1234567", 10, 10), line("3 DOB 08/31/1978", 10, 50), line("1 LN OKAFOR", 10, 90),
             line("2 FN INES GRACE", 10, 130), line("15 SEX F", 10, 170)]  # fmt: skip
    assert all(one.same for one in compared(words, LICENCE, "usa-dl").values())
    for key, value in (("birthdate", "1978-08-30"), ("document_number", "D1234568"), ("name_last", "OKAFUR")):
        found = compared(words, {**LICENCE, key: value}, "usa-dl")
        assert [name for name, one in found.items() if one.same is False] == [key.removesuffix("_last")]


def test_day_and_month_exchanged_differ_where_the_order_is_known() -> None:
    words = [line("3 DOB 03/04/1978", 10, 50)]
    assert compared(words, {"birthdate": "1978-03-04"}, "usa-dl")["birthdate"].same
    assert compared(words, {"birthdate": "1978-04-03"}, "usa-dl")["birthdate"].same is False
    open_order = [line("Date of birth", 10, 50, 14), line("03/04/1978", 10, 72)]
    assert all(
        compared(open_order, {"birthdate": day})["birthdate"].same for day in ("1978-03-04", "1978-04-03")
    )


def test_the_pixels_decide_how_surely() -> None:
    fields = {"birthdate": Field("1990-03-09", Source.MRZ, 0.99)}
    words = passport(birth="04 MAR 1990")
    reads = read_fields(words, kinds()["icao-td3"], TODAY)
    asked: list[Sequence[str]] = []

    def torn(word: Word, texts: Sequence[str]) -> list[float]:
        asked.append(texts)
        return [-1.0, -1.5]

    found = compare(fields, reads, Page(words, kinds()["icao-td3"], torn, TODAY))
    assert asked == [["04 MAR 1990", "09 MAR 1990"]]
    assert found["birthdate"] == Agreement(same=False, margin=0.5)


def voters_card(until: str = "2023-2033", mother: str = "VELAZQUEZ") -> list[Word]:
    rows = ("CREDENCIAL PARA VOTAR", "NOMBRE", "GOMEZ", mother, "MARGARITA")
    return [
        *(line(text, 460, 150 + 36 * k, 26) for k, text in enumerate(rows)),
        line("SEXO M", 954, 183, 26), line("FECHA DE NACIMIENTO", 460, 670, 18), line("05/07/1980", 460, 705, 26),
        line("VIGENCIA", 865, 670, 18), line(until, 865, 705, 26),
    ]  # fmt: skip


VOTER = {
    "name_last": "GOMEZ VELAZQUEZ", "name_first": "MARGARITA", "sex": "F",
    "birthdate": "1980-07-05", "expiration_date": "2033-12-31",
}  # fmt: skip


def test_a_name_on_two_lines_and_a_year_alone_agree() -> None:
    words = voters_card()
    fields = {key: Field(value, Source.MRZ, 0.99, value) for key, value in VOTER.items()}
    reads = read_fields(words, kinds()["mex-ine"], TODAY)
    page = Page(words, kinds()["mex-ine"], likelihoods, TODAY, sides=[words])
    assert all(one.same for one in compare(fields, reads, page).values())


@pytest.mark.parametrize(
    ("key", "changed"), [("expiration_date", {"until": "2023-2035"}), ("name", {"mother": "HERNANDEZ"})]
)
def test_another_year_and_another_line_of_the_name_are_told(key: str, changed: dict[str, str]) -> None:
    words = voters_card(**changed)
    fields = {name: Field(value, Source.MRZ, 0.99, value) for name, value in VOTER.items()}
    reads = read_fields(words, kinds()["mex-ine"], TODAY)
    page = Page(words, kinds()["mex-ine"], likelihoods, TODAY, sides=[words])
    found = compare(fields, reads, page)
    assert {name for name, one in found.items() if one.same is False} == {key}


@pytest.mark.parametrize(
    ("printed", "raw", "same", "why"),
    [
        ("01 01 9999", "990101", True, ""),
        ("PERMANENTE", "990101", True, ""),
        ("20 05 2024", "990101", None, "not_printed"),
        ("", "990101", None, "not_printed"),
        ("", "<<<<<<", None, "not_stated"),
        ("20 05 2024", "<<<<<<", None, "not_printed"),
    ],
)
def test_no_expiry_agrees_with_print_that_says_so_and_with_nothing_else(
    printed: str, raw: str, same: bool | None, why: str
) -> None:
    words = [line("FECHA DE NACIMIENTO", 400, 300, 14), line("04 03 1950", 400, 322)]
    words += [line("VALIDEZ", 700, 300, 14), line(printed, 700, 322)] if printed else []
    fields = {
        "expiration_date": Field("never", Source.MRZ, 0.99, raw),
        "birthdate": Field("1950-03-04", Source.MRZ, 0.99, "500304"),
    }
    kind = kinds()["esp-id"]
    found = compare(
        fields, read_fields(words, kind, TODAY), Page(words, kind, likelihoods, TODAY, sides=[words])
    )
    assert (found["expiration_date"].same, found["expiration_date"].why) == (same, why)
    assert found["birthdate"].same
