"""National numbers of Asia. Facts: GB 11643, issuers' own texts, python-stdnum's modules."""

from __future__ import annotations

from bonafide.engine.document.numbers import births as born
from bonafide.engine.document.numbers import own
from bonafide.engine.document.numbers.europe import odd_man
from bonafide.engine.document.numbers.scheme import Digits, Scheme, library

ALL, MOST, NONE, HIDDEN = Digits.ALL, Digits.MOST, Digits.NONE, Digits.HIDDEN

_KOREAN = {
    "1": 1900,
    "2": 1900,
    "3": 2000,
    "4": 2000,
    "5": 1900,
    "6": 1900,
    "7": 2000,
    "8": 2000,
    "9": 1800,
    "0": 1800,
}
_KAZAKH = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
_GULF = {"1": 1800, "2": 1900, "3": 2000}


def _kazakh(v: str) -> str | None:
    return odd_man(6)(v) if v[6] in _KAZAKH else None


def _indonesian(v: str) -> str:
    return "F" if int(v[6:8]) > 40 else "M"


def _taiwanese(v: str) -> str:
    return "M" if v[1] in "18AC" else "F"


SCHEMES = (
    Scheme(
        "CHN",
        "ric",
        "居民身份证 resident identity card, GB 11643; also residence permits 81 to 83",
        r"\d{17}[0-9X]",
        ALL,
        own.china,
        born.yyyymmdd(6),
        odd_man(16),
    ),
    Scheme(
        "CHN",
        "prc",
        "外国人永久居留身份证 permanent residence, 2023 design",
        r"9\d{16}[0-9X]",
        ALL,
        own.china_resident,
        born.yyyymmdd(6),
    ),
    Scheme(
        "CHN",
        "hrp",
        "港澳居民来往内地通行证 home return permit, two more digits on old cards",
        r"[HM]\d{8}(?:\d\d)?",
        NONE,
    ),
    Scheme("CHN", "mtp", "台湾居民来往大陆通行证 permit for Taiwan residents", r"\d{8}(?:\d\d)?", NONE),
    Scheme("CHN", "eep", "往来港澳通行证 two-way permit", r"[CW](?:\d{8}|[A-Z]\d{7})", NONE),
    Scheme("HKG", "hkid", "香港身份證 identity card", r"[A-Z]{1,2}\d{6}[0-9A]", ALL, own.hong_kong),
    Scheme(
        "IDN",
        "nik",
        "Nomor induk kependudukan",
        r"\d{16}",
        NONE,
        library("id.nik"),
        born.ddmmyy(6, women=40),
        _indonesian,
    ),
    Scheme(
        "IND",
        "aadhaar",
        "Aadhaar; only its last four digits may be kept",
        r"[2-9]\d{11}",
        ALL,
        library("in_.aadhaar"),
    ),
    Scheme("IND", "epic", "Voter's card", r"[A-Z]{3}\d{7}", ALL, library("in_.epic")),
    Scheme("IND", "pan", "Permanent account number", r"[A-Z]{5}\d{4}[A-Z]", NONE, library("in_.pan")),
    Scheme("IRN", "melli", "کد ملی", r"\d{10}", MOST, own.iran),
    Scheme("ISR", "zehut", "מספר זהות", r"\d{8,9}", ALL, library("il.idnr")),
    Scheme("JPN", "mynumber", "個人番号 My Number", r"\d{12}", MOST, own.japan),
    Scheme("KAZ", "iin", "ЖСН / ИИН", r"\d{12}", MOST, own.kazakhstan, born.by_digit(0, 6, _KAZAKH), _kazakh),
    Scheme(
        "KOR",
        "rrn",
        "주민등록번호; the check digit ended with numbers given since October 2020",
        r"\d{13}",
        NONE,
        births=born.by_digit(0, 6, _KOREAN),
        sex=odd_man(6),
    ),
    Scheme("KWT", "civil", "الرقم المدني", r"[123]\d{11}", MOST, own.kuwait, born.by_digit(1, 0, _GULF)),
    Scheme(
        "LKA",
        "nic",
        "National identity card, nine digits and a letter or twelve; its check digit is not judged",
        r"\d{9}[VX]|\d{12}",
        NONE,
        births=born.sri_lanka,
        sex=lambda v: "F" if int(v[-8:-5] if len(v) == 12 else v[2:5]) > 500 else "M",
    ),
    Scheme("MAC", "bir", "澳門居民身份證 identity card", r"[157]\d{7}", HIDDEN),
    Scheme("MYS", "nric", "Kad pengenalan", r"\d{12}", NONE, library("my.nric"), born.yymmdd(0), odd_man(11)),
    Scheme("PAK", "cnic", "CNIC", r"\d{13}", NONE, library("pk.cnic"), sex=odd_man(12)),
    Scheme("SAU", "id", "رقم الهوية, citizens 1, residents 2", r"[12]\d{9}", ALL, own.luhn),
    Scheme("SGP", "nric", "NRIC (S, T) and FIN (F, G, M)", r"[STFGM]\d{7}[A-Z]", ALL, own.singapore),
    Scheme("THA", "pin", "เลขประจำตัวประชาชน", r"[1-8]\d{12}", MOST, library("th.pin")),
    Scheme("TWN", "id", "國民身分證統一編號", r"[A-Z][12]\d{8}", MOST, own.taiwan, sex=_taiwanese),
    Scheme(
        "TWN", "arc", "統一證號 residents, since 2021", r"[A-Z][89]\d{8}", MOST, own.taiwan, sex=_taiwanese
    ),
    Scheme(
        "TWN",
        "arc_old",
        "統一證號 residents, before 2021",
        r"[A-Z][A-D]\d{8}",
        MOST,
        own.taiwan,
        sex=_taiwanese,
    ),
    Scheme(
        "UZB",
        "pinfl",
        "JShShIR; its check digit is not judged",
        r"[1-6]\d{13}",
        NONE,
        births=born.by_digit(
            1, 0, {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}, day_first=True
        ),
        sex=odd_man(0),
    ),
    Scheme(
        "VNM",
        "cccd",
        "Số định danh cá nhân",
        r"\d{12}",
        NONE,
        own.vietnam,
        born.vietnam,
        lambda v: "F" if int(v[3]) % 2 else "M",
    ),
)
