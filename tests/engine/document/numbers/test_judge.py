"""National numbers: published specimens, generated numbers, every wrong digit, dates and sex inside."""

import importlib
import inspect
import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bonafide.engine.document.numbers.docs import markdown
from bonafide.engine.document.numbers.judge import (
    REASONS,
    NumberFinding,
    agrees,
    compact,
    compared,
    schemes,
    validate,
)
from bonafide.engine.document.numbers.scheme import Digits, Scheme

TODAY = date(2026, 6, 1)
DOCS = Path(__file__).resolve().parents[4] / "docs" / "numbers.md"

# Numbers that issuers, standards or the library's own documentation print as examples.
SPECIMENS = {
    "ARG:cuil": "20-05536168-2", "ARG:dni": "20.123.456", "AUT:vnr": "1237 010180",
    "BEL:nn": "85.07.30-033 28", "BGR:egn": "8032056031", "BGR:pnf": "7111 042 925",
    "BRA:cpf": "390.533.447-05", "CAN:sin": "123-456-782", "CHE:ahv": "756.9217.0769.85",
    "CHL:run": "76086428-5", "CHN:eep": "C12345678", "CHN:hrp": "H12345678", "CHN:mtp": "12345678",
    "CHN:ric": "11010519491231002X", "COL:cc": "1020304050", "COL:nit": "213.123.432-1",
    "CRI:cpf": "3-0455-0175", "CUB:ni": "91021027775", "CZE:rc": "710319/2745", "CZE:rc_old": "991231123",
    "DEU:idnr": "36 574 261 809", "DNK:cpr": "211062-5629", "DOM:cedula": "00113918205",
    "ECU:ci": "171430710-3", "EGY:id": "29501023201952", "ESP:dni": "54362315-K", "ESP:nie": "x-2482300w",
    "EST:ik": "36805280109", "FIN:hetu": "131052-308T", "FRA:nir": "2 95 10 99 126 111 93",
    "GBR:driver": "MORGA657054SM9IJ", "GRC:amka": "01013099997", "HKG:hkid": "A123456(3)",
    "HRV:oib": "33392005961", "IDN:nik": "3171011708450001", "IND:aadhaar": "2341 2341 2346",
    "IND:epic": "WKH1186253", "IND:pan": "ACUPA7085R", "IRL:pps": "6433435F", "IRN:melli": "0499370899",
    "ISL:kt": "120174-3399", "ISR:zehut": "3933742-3", "ITA:cf": "RCCMNL83S18D969H",
    "JPN:mynumber": "1234 5678 9018", "KOR:rrn": "971013-9019902", "KWT:civil": "288020122596",
    "LTU:ak": "33309240064", "LUX:matricule": "1893120105732", "LVA:pk": "161175-19997",
    "MAC:bir": "1234567(8)", "MEX:curp": "BOXW310820HNERXN09", "MYS:nric": "770305-02-1234",
    "NLD:bsn": "1112.22.333", "NOR:fnr": "151086 95088", "PAK:cnic": "34201-0891231-8",
    "PER:cui": "10117410-2", "PER:dni": "10117410", "POL:pesel": "44051401359", "PRT:cc": "00000000 0 ZZ4",
    "ROU:cnp": "1630615123457", "SGP:nric": "S1234567D", "SLV:dui": "00016297-5", "SVN:emso": "0101006500006",
    "SWE:pnr": "880320-0016", "THA:pin": "1-2345-45678-78-1", "TUR:tckn": "17291716060",
    "TWN:arc": "A800000014", "TWN:id": "A123456789", "UKR:rnokpp": "1759013776", "URY:ci": "1.234.567-2",
    "USA:ssn": "536-90-4399", "VNM:cccd": "001093012345",
    "ZAF:id": "7503305044089",
}  # fmt: skip


def by_name(name: str) -> Scheme:
    country, short = name.split(":")
    return next(s for s in schemes()[country] if s.name == short)


def judged(name: str, number: str) -> NumberFinding:
    country, short = name.split(":")
    return validate(country, short, number, today=TODAY)


@pytest.mark.parametrize("name", sorted(SPECIMENS))
def test_published_specimen_is_accepted(name: str) -> None:
    found = judged(name, SPECIMENS[name])
    digits = by_name(name).digits
    assert found.valid is (None if digits is Digits.HIDDEN else True)
    expected = {Digits.HIDDEN: "check_digit_not_public", Digits.NONE: "form_only"}.get(digits, "")
    assert (found.scheme, found.reason) == (name, expected)


def test_at_least_forty_countries_and_sixty_schemes() -> None:
    assert len(schemes()) >= 60
    assert sum(s.digits in (Digits.ALL, Digits.MOST) for group in schemes().values() for s in group) >= 50
    assert all(len({s.name for s in group}) == len(group) for group in schemes().values())


def seeds(name: str, count: int) -> list[str]:
    """Valid numbers near the specimen: two places changed at random, kept where the rules hold."""
    rng, scheme = random.Random(name), by_name(name)
    start, found = compact(SPECIMENS[name], scheme.keeps), {compact(SPECIMENS[name], scheme.keeps)}
    places = [i for i, c in enumerate(start) if c.isdigit()]
    for _ in range(6000):
        text = list(rng.choice(sorted(found)))
        for place in rng.sample(places, 2):
            text[place] = rng.choice("0123456789")
        if judged(name, "".join(text)).valid:
            found.add("".join(text))
        if len(found) >= count:
            break
    return sorted(found)


def survivors(name: str, number: str) -> list[str]:
    """Every number with one wrong digit that is accepted all the same."""
    changed = [
        number[:i] + digit + number[i + 1 :]
        for i, c in enumerate(number)
        if c.isdigit()
        for digit in "0123456789"
        if digit != c
    ]
    return [n for n in changed if judged(name, n).valid]


@pytest.mark.parametrize("name", [n for n in sorted(SPECIMENS) if by_name(n).digits is Digits.ALL])
def test_every_single_wrong_digit_is_noticed_where_promised(name: str) -> None:
    numbers = seeds(name, 4)
    assert len(numbers) >= 2
    assert not [wrong for number in numbers for wrong in survivors(name, number)]


@pytest.mark.parametrize("name", [n for n in sorted(SPECIMENS) if by_name(n).digits is Digits.MOST])
def test_most_wrong_digits_are_noticed(name: str) -> None:
    number = compact(SPECIMENS[name], by_name(name).keeps)
    tried = 9 * sum(c.isdigit() for c in number)
    assert len(survivors(name, number)) <= tried * 0.2  # the Thai weight 11 frees a place


DIGITS = st.text("0123456789", min_size=17, max_size=17)
BIRTHS = st.dates(date(1930, 1, 1), date(2026, 1, 1))


@given(DIGITS, BIRTHS, st.sampled_from(["110101", "310115", "429004", "830000"]))
def test_chinese_numbers_tell_birth_and_sex(noise: str, birth: date, region: str) -> None:
    body = region + birth.strftime("%Y%m%d") + noise[:3]
    # ISO 7064 MOD 11-2 from its definition: the sum of 2^(17-i) times the digits leaves 1
    total = sum(int(c) * pow(2, 17 - i, 11) for i, c in enumerate(body))
    found = validate("CHN", "ric", body + "0123456789X"[(1 - total) % 11], today=TODAY)
    assert (found.valid, found.birthdate) == (True, birth)
    assert found.sex == ("M" if int(noise[2]) % 2 else "F")


@given(st.from_regex(r"[A-Z]{1,2}[0-9]{6}", fullmatch=True))
def test_hong_kong_numbers(body: str) -> None:
    values = {c: i for i, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ ")}
    rest = sum(values[c] * (9 - i) for i, c in enumerate(body.rjust(8))) % 11
    check = "0A987654321"[rest]
    assert validate("HKG", None, f"{body}({check})", today=TODAY).valid
    others = set("0123456789A") - {check}
    assert not any(validate("HKG", None, body + o, today=TODAY).valid for o in others)


@given(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), st.sampled_from("1289"), DIGITS)
def test_taiwanese_numbers(letter: str, kind: str, noise: str) -> None:
    tens = dict(zip("ABCDEFGHJKLMNPQRSTUVXYWZIO", range(10, 36), strict=True))[letter]
    body = kind + noise[:7]
    total = tens // 10 + tens % 10 * 9 + sum(int(c) * (8 - i) for i, c in enumerate(body))
    found = validate("TWN", None, f"{letter}{body}{-total % 10}", today=TODAY)
    assert (found.valid, found.sex) == (True, "M" if kind in "18" else "F")


@given(st.sampled_from("STFGM"), DIGITS)
def test_singaporean_numbers(prefix: str, noise: str) -> None:
    total = sum(int(c) * w for c, w in zip(noise, (2, 7, 6, 5, 4, 3, 2), strict=False))
    place = 10 - (total + {"S": 0, "F": 0, "M": 3}.get(prefix, 4)) % 11
    letters = {"S": "ABCDEFGHIZJ", "T": "ABCDEFGHIZJ", "M": "KLJNPQRTUWX"}.get(prefix, "KLMNPQRTUWX")
    assert validate("SGP", None, prefix + noise[:7] + letters[place], today=TODAY).valid
    wrong = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ") - {letters[place]}
    assert not any(validate("SGP", None, prefix + noise[:7] + w, today=TODAY).valid for w in wrong)


@given(DIGITS)
def test_japanese_numbers(noise: str) -> None:
    body = noise[:11]
    # the order counts places from the right: weight n + 1 for n 1 to 6, n - 5 for 7 to 11
    total = sum(int(c) * (n + 1 if n <= 6 else n - 5) for n, c in enumerate(reversed(body), 1))
    check = 0 if total % 11 <= 1 else 11 - total % 11
    assert validate("JPN", None, f"{body}{check}", today=TODAY).valid


@given(BIRTHS, st.booleans(), DIGITS)
def test_kazakh_numbers(birth: date, man: bool, noise: str) -> None:
    body = birth.strftime("%y%m%d") + str({19: 3, 20: 5}[birth.year // 100] + (not man)) + noise[:4]
    rest = sum(int(c) * (i + 1) for i, c in enumerate(body)) % 11
    rest = sum(int(c) * ((i + 2) % 11 + 1) for i, c in enumerate(body)) % 11 if rest == 10 else rest
    if rest == 10:
        assert not any(validate("KAZ", None, f"{body}{d}", today=TODAY).valid for d in range(10))
        return
    found = validate("KAZ", None, f"{body}{rest}", today=TODAY)
    assert (found.valid, found.birthdate, found.sex) == (True, birth, "M" if man else "F")


@given(BIRTHS, st.booleans(), st.integers(1, 96), DIGITS)
def test_vietnamese_numbers(birth: date, man: bool, province: int, noise: str) -> None:
    century = (birth.year // 100 - 19) * 2 + (not man)
    found = validate("VNM", None, f"{province:03}{century}{birth:%y}{noise[:6]}", today=TODAY)
    assert (found.valid, found.reason, found.births) == (True, "form_only", (str(birth.year),))
    assert found.sex == ("M" if man else "F")


@settings(max_examples=200)
@given(st.sampled_from(sorted(schemes())), st.text(max_size=24))
def test_any_text_gives_a_finding(country: str, text: str) -> None:
    found = validate(country, None, text, today=TODAY)
    assert found.reason in {*REASONS, ""}


@settings(max_examples=300)
@given(st.sampled_from(sorted(SPECIMENS)), st.data())
def test_anything_of_the_right_form_gives_a_finding(name: str, data: st.DataObject) -> None:
    number = data.draw(st.from_regex(by_name(name).form.replace(r"\d", "[0-9]"), fullmatch=True))
    found = judged(name, number)
    assert found.reason in {*REASONS, ""}
    assert (found.valid is False) == (found.reason not in {"", "form_only", "check_digit_not_public"})


def test_a_historic_county_is_accepted_and_an_unknown_province_is_not() -> None:
    # 110104 Xuanwu ended in 2010, 110112 began in 1997: neither says when a number was given
    for region, valid in (("110104", True), ("110112", True), ("990101", False)):
        body = region + "19500101" + "001"
        total = sum(int(c) * pow(2, 17 - i, 11) for i, c in enumerate(body))
        found = validate("CHN", "ric", body + "0123456789X"[(1 - total) % 11], today=TODAY)
        assert found.valid is valid


@pytest.mark.parametrize(
    ("country", "value", "today", "births"),
    [
        ("SWE", "160101-0018", date(2026, 1, 1), ("2016-01-01", "1916-01-01")),
        ("SWE", "160101+0018", date(2026, 1, 1), ("1916-01-01",)),
        ("SWE", "201601010018", date(2026, 1, 1), ("2016-01-01",)),
        ("MYS", "770305-02-1234", TODAY, ("1977-03-05", "1877-03-05")),
        ("MYS", "770305-02-1234", date(2080, 1, 1), ("2077-03-05", "1977-03-05")),
        ("FIN", "131052-308T", TODAY, ("1952-10-13",)),
        ("FIN", "131052 308T", TODAY, ("1952-10-13", "1852-10-13")),
        ("LVA", "161175-19997", TODAY, ("1975-11-16",)),
        ("LKA", "853400937V", TODAY, ("1985-12-05",)),
        ("LKA", "198584000937", TODAY, ("1985-12-05",)),
        ("ALB", "I05101999I", TODAY, ("1980-01-01",)),
        ("BGR", "7523169263", TODAY, ("1875-03-16",)),
        ("UZB", "31202891234567", TODAY, ("1989-02-12",)),
    ],
)
def test_centuries_follow_from_the_number_and_the_day(
    country: str, value: str, today: date, births: tuple[str, ...]
) -> None:
    found = validate(country, None, value, today=today)
    assert (found.valid, found.births) == (True, births)


def test_no_library_check_asks_the_clock() -> None:
    cells = [getattr(s.check, "__closure__", None) or () for group in schemes().values() for s in group]
    modules = {cell.cell_contents for group in cells for cell in group}
    assert len(modules) >= 40
    for name in modules:
        assert "today()" not in inspect.getsource(importlib.import_module(f"stdnum.{name}"))


def test_a_birth_after_the_day_of_reading_is_refused() -> None:
    assert validate("EST", None, "36805280109", today=date(1968, 5, 28)).valid
    found = validate("EST", None, "36805280109", today=date(1968, 5, 27))
    assert (found.valid, found.reason) == (False, "unborn")


def test_what_cannot_be_judged_says_why() -> None:
    for country, scheme, value, reason in (
        ("HKG", None, "  ", "no_value"),
        ("ATA", None, "1", "unknown_country"),
        ("HKG", "bir", "A123456(3)", "unknown_scheme"),
        ("MAC", "bir", "1234567(8)", "check_digit_not_public"),
    ):
        found = validate(country, scheme, value, today=TODAY)
        assert (found.valid, found.reason) == (None, reason)
    assert validate("MAC", "bir", "2234567(8)", today=TODAY).reason == "wrong_form"


def test_number_against_print() -> None:
    found = validate("CHN", "ric", "11010519491231002X", today=TODAY)
    assert agrees(found, "1949-12-31", "F") == []
    assert agrees(found, date(1949, 12, 30), "F") == ["number_birthdate_mismatch"]
    assert agrees(found, "1949", "M") == ["number_sex_mismatch"]
    assert compared(found, None, "X") == {"birthdate": None, "sex": None}
    open_century = validate("MYS", None, "770305-02-1234", today=TODAY)
    assert agrees(open_century, "1877-03-05", "F") == []
    french = validate("FRA", None, "2 95 10 99 126 111 93", today=TODAY)
    assert agrees(french, "1995-10-28", "F") == []
    assert agrees(french, "1995-11-28", "F") == ["number_birthdate_mismatch"]
    broken = validate("CHN", "ric", "110105194912310021", today=TODAY)
    assert compared(broken, "1949-12-30", "M") == {"birthdate": None, "sex": None}


def test_page_of_schemes_is_up_to_date() -> None:
    assert DOCS.read_text("utf-8") == markdown()
