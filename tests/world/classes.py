"""Invented cards of other classes: China, Taiwan, Hong Kong, Singapore, India, Japan, Europe, Mexico, Brazil.

Captions and their places follow the published specimens of each class; paper, titles and portrait are stand-ins.
Every number is made up. Where a number has check digits they are right, because the reader tests them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image as Pil
from PIL import ImageDraw, ImageFont

from tests.world.fonts import Font, bold, sans
from tests.world.licence import _usual_face
from tests.world.pixels import Image
from tests.world.specimen import Sheet

_CJK = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
CJK_REASON = "no font with Chinese signs: install fonts-noto-cjk"
_INK, _CAPTION, _TITLE = (34, 30, 28), (120, 84, 40), (120, 52, 30)
_GIVEN = (
    "ANNA MARIA",
    "JONAS",
    "CLARA LOUISE",
    "KARIM",
    "INES",
    "MATEO",
    "GRACE",
    "TOMASZ",
    "LEILA",
    "PETER",
)
_FAMILY = (
    "ERIKSSON",
    "OKAFOR",
    "MOREAU",
    "SANTOS",
    "FISCHER",
    "NOVAK",
    "ROSSI",
    "LINDQVIST",
    "HADDAD",
    "TANAKA",
)
_HAN_FAMILY, _HAN_GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋勇艳杰涛明"
Item = tuple[float, float, str, float, bool, tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Card:
    """Printed sides of one card and the truth: field keys as in the evidence, values normalised."""

    kind: str
    front: Image
    truth: Mapping[str, str]
    back: Image | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """An invented person with dates of a document."""

    last: str
    first: str
    han: str
    sex: str
    birth: date
    issued: date
    expires: date
    random: random.Random = field(repr=False)


def cjk_available() -> bool:
    """Whether Chinese and Japanese can be printed here; tests that need it skip with CJK_REASON where not."""
    return _CJK.is_file()


def holder(seed: int) -> Holder:
    """Return the person of that number, the same everywhere."""
    dice = random.Random(seed)
    issued = date(2018 + dice.randrange(7), 1 + dice.randrange(12), 1 + dice.randrange(28))
    return Holder(
        last=dice.choice(_FAMILY),
        first=dice.choice(_GIVEN),
        han=dice.choice(_HAN_FAMILY) + "".join(dice.choices(_HAN_GIVEN, k=1 + dice.randrange(2))),
        sex=dice.choice("MF"),
        birth=date(1950 + dice.randrange(55), 1 + dice.randrange(12), 1 + dice.randrange(28)),
        issued=issued,
        expires=issued.replace(year=issued.year + 10),
        random=dice,
    )


@lru_cache(maxsize=64)
def _cjk(size_px: float) -> Font:
    return ImageFont.truetype(str(_CJK), size_px)


def _sheet(
    items: list[Item], *, face: tuple[float, float, float] | None, seed: int, width: int = 1600
) -> Image:
    """Print (x mm, baseline mm, text, size mm, bold, ink) and a portrait (x, y, width in mm) on an ID-1 card."""
    sheet = Sheet(width, 85.6, 53.98, seed=seed)
    if face is not None:
        sheet.picture(_usual_face(), *face)
    page = Pil.fromarray(sheet.pixels[..., ::-1])
    pen = ImageDraw.Draw(page)
    for x, y, text, size, strong, ink in items:
        wide = any(ord(c) > 0x2E80 for c in text)
        font = (_cjk if wide else bold if strong else sans)(size * sheet.per_mm)
        pen.text((x * sheet.per_mm, y * sheet.per_mm), text, font=font, fill=ink[::-1], anchor="ls")
    return np.array(page)[..., ::-1].copy()


def _right(  # noqa: PLR0917 - a row of print: where, what, how far, how large
    x: float, y: float, caption: str, value: str, gap: float = 11.0, size: float = 2.8
) -> list[Item]:
    return [(x, y, caption, size * 0.8, False, _CAPTION), (x + gap, y, value, size, True, _INK)]


def _below(x: float, y: float, caption: str, value: str, size: float = 2.8) -> list[Item]:
    return [(x, y, caption, 1.7, False, _CAPTION), (x, y + 3.3, value, size, True, _INK)]


def _title(x: float, y: float, text: str, size: float = 3.4) -> Item:
    return (x, y, text, size, True, _TITLE)


def _digits(who: Holder, count: int) -> str:
    return "".join(str(who.random.randrange(10)) for _ in range(count))


def chinese_number(who: Holder) -> str:
    """Number by GB 11643: region, birth, serial whose last digit is odd for men, check character."""
    serial = 2 * who.random.randrange(5, 400) + (who.sex == "M")
    body = f"110105{who.birth:%Y%m%d}{serial:03d}"
    total = sum(int(d) * 2 ** (17 - i) for i, d in enumerate(body))
    return body + "10X98765432"[total % 11]


def china(who: Holder) -> Card:
    """Resident identity card, front and back."""
    number = chinese_number(who)
    front = [
        *_right(5, 9.5, "姓名", who.han, 12, 3.2),
        *_right(5, 16, "性别", "男" if who.sex == "M" else "女", 12, 3.0),
        *_right(26, 16, "民族", "汉", 9, 3.0),
        *_right(5, 22.5, "出生", f"{who.birth.year} 年 {who.birth.month} 月 {who.birth.day} 日", 12, 3.0),
        *_right(5, 30, "住址", "北京市朝阳区幸福路十八号", 12, 2.8),
        *_right(5, 48, "公民身份号码", number, 24, 3.6),
    ]
    back = [
        _title(30, 12, "中华人民共和国", 5), _title(30, 21, "居民身份证", 6),
        *_right(18, 40, "签发机关", "北京市公安局朝阳分局", 17, 3.0),
        *_right(18, 47, "有效期限", f"{who.issued:%Y.%m.%d}-{who.expires:%Y.%m.%d}", 17, 3.0),
    ]  # fmt: skip
    truth = {
        "name_full_native": who.han, "sex": who.sex, "birthdate": who.birth.isoformat(),
        "document_number": number, "expiration_date": who.expires.isoformat(),
    }  # fmt: skip
    return Card("chn-id", _sheet(front, face=(58, 6, 22), seed=41), truth, _sheet(back, face=None, seed=42))


def taiwan(who: Holder) -> Card:
    """National identification card: dates of the Minguo era, no expiry."""
    serial = ("1" if who.sex == "M" else "2") + _digits(who, 7)
    head = "1" + "0"  # A stands for 10
    total = sum(int(d) * w for d, w in zip(head + serial, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1), strict=True))
    number = "A" + serial + str(-total % 10)
    born, given = who.birth, who.issued
    items = [
        _title(20, 8, "中華民國國民身分證", 4.6),
        *_right(5, 18, "姓名", who.han, 14, 3.6),
        *_right(5, 27, "出生年月日", f"民國{born.year - 1911}年{born.month}月{born.day}日", 18, 3.0),
        *_right(5, 34, "性別", "男" if who.sex == "M" else "女", 18, 3.0),
        *_right(
            5, 41, "發證日期", f"民國{given.year - 1911}年{given.month}月{given.day}日(北市)換發", 18, 2.6
        ),
        *_right(46, 50, "統一編號", number, 14, 3.4),
    ]
    truth = {
        "name_full_native": who.han, "sex": who.sex, "birthdate": born.isoformat(),
        "document_number": number, "issue_date": given.isoformat(),
    }  # fmt: skip
    return Card("twn-id", _sheet(items, face=(60, 13, 20), seed=43), truth)


def hong_kong(who: Holder) -> Card:
    """Identity card: bilingual captions, a number without one, no expiry."""
    digits = _digits(who, 6)
    total = 36 * 9 + 10 * 8 + sum(int(d) * w for d, w in zip(digits, range(7, 1, -1), strict=True))
    check = -total % 11
    number = f"A{digits}({'A' if check == 10 else check})"
    items = [
        _title(4, 6, "香港永久性居民身份證", 3.4), _title(40, 6, "HONG KONG PERMANENT IDENTITY CARD", 2.3),
        *_below(30, 11, "姓名 Name", f"{who.last}, {who.first.title()}"),
        *_below(30, 21, "出生日期 Date of Birth", f"{who.birth:%d-%m-%Y}"),
        *_below(58, 21, "性別 Sex", f"{'男' if who.sex == 'M' else '女'} {who.sex}"),
        *_below(30, 40, "簽發日期 Date of Issue", f"{who.issued:%d-%m-%y}"),
        (58, 50, number, 3.6, True, _INK),
    ]  # fmt: skip
    truth = {
        "birthdate": who.birth.isoformat(), "sex": who.sex, "issue_date": who.issued.isoformat(),
        "document_number": number.replace("(", "").replace(")", ""),
        "name_full": f"{who.last}, {who.first.title()}",
    }  # fmt: skip
    return Card("hkg-id", _sheet(items, face=(4, 14, 22), seed=44), truth)


def singapore(who: Holder) -> Card:
    """National registration identity card, front."""
    digits = _digits(who, 7)
    total = sum(int(d) * w for d, w in zip(digits, (2, 7, 6, 5, 4, 3, 2), strict=True))
    number = "S" + digits + "JZIHGFEDCBA"[total % 11]
    items = [
        _title(26, 6, "REPUBLIC OF SINGAPORE", 3.2),
        (26, 11, "IDENTITY CARD NO.", 2.4, False, _CAPTION), (52, 11, number, 3.0, True, _INK),
        *_below(30, 17, "Name", f"{who.first} {who.last}"),
        *_below(30, 27, "Race", "CHINESE"),
        *_below(30, 36, "Date of birth", f"{who.birth:%d-%m-%Y}"),
        *_below(58, 36, "Sex", who.sex),
        *_below(30, 45, "Country/Place of birth", "SINGAPORE"),
    ]  # fmt: skip
    truth = {
        "name_full": f"{who.first} {who.last}", "birthdate": who.birth.isoformat(), "sex": who.sex,
        "document_number": number,
    }  # fmt: skip
    return Card("sgp-id", _sheet(items, face=(4, 14, 21), seed=45), truth)


def europe(who: Holder) -> Card:
    """Driving licence of Directive 2006/126/EC, issued in Germany: numbered fields."""
    number = "B" + _digits(who, 3) + "RRE" + _digits(who, 4)
    items = [
        _title(20, 6, "FÜHRERSCHEIN", 3.2), _title(47, 6, "BUNDESREPUBLIK DEUTSCHLAND", 2.3),
        *_right(30, 13, "1.", who.last, 4), *_right(30, 18, "2.", who.first, 4),
        *_right(30, 23, "3.", f"{who.birth:%d.%m.%Y} BERLIN", 4),
        *_right(30, 28, "4a.", f"{who.issued:%d.%m.%Y}", 6),
        *_right(54, 28, "4c.", "LANDRATSAMT", 6, 2.4),
        *_right(30, 33, "4b.", f"{who.expires:%d.%m.%Y}", 6),
        *_right(30, 38, "5.", number, 4),
        *_right(30, 49, "9.", "AM/B/L", 4),
    ]  # fmt: skip
    truth = {
        "name_last": who.last, "name_first": who.first, "birthdate": who.birth.isoformat(),
        "issue_date": who.issued.isoformat(), "expiration_date": who.expires.isoformat(),
        "document_number": number,
    }  # fmt: skip
    return Card("eur-dl", _sheet(items, face=(4, 14, 22), seed=46), truth)


def britain(who: Holder) -> Card:
    """Driving licence of Great Britain."""
    month = who.birth.month + (50 if who.sex == "F" else 0)
    year = f"{who.birth:%y}"
    head = f"{who.last:9<5}"[:5]
    number = f"{head}{year[0]}{month:02d}{who.birth.day:02d}{year[1]}{who.first[0]}99{'AB'} {_digits(who, 2)}"
    items = [
        _title(30, 6, "DRIVING LICENCE", 3.6), _title(4, 9, "UK", 4),
        *_right(30, 12, "1.", who.last, 4), *_right(30, 17, "2.", who.first, 4),
        *_right(30, 22, "3.", f"{who.birth:%d.%m.%Y} UNITED KINGDOM", 4),
        *_right(30, 27, "4a.", f"{who.issued:%d.%m.%Y}", 6), *_right(54, 27, "4c.", "DVLA", 6),
        *_right(30, 32, "4b.", f"{who.expires:%d.%m.%Y}", 6),
        *_right(30, 37, "5.", number, 4),
        *_right(30, 46, "8.", "1 HIGH STREET, LEEDS, LS1 1AA", 4, 2.2),
    ]  # fmt: skip
    truth = {
        "name_last": who.last, "name_first": who.first, "birthdate": who.birth.isoformat(),
        "issue_date": who.issued.isoformat(), "expiration_date": who.expires.isoformat(),
        "document_number": number.replace(" ", ""),
    }  # fmt: skip
    return Card("gbr-dl", _sheet(items, face=(4, 14, 22), seed=47), truth)


_D = ("0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
      "5987604321", "6598710432", "7659821043", "8765932104", "9876543210")  # fmt: skip
_P = ("0123456789", "1576283094", "5803796142", "8916043527", "9453126870",
      "4286573901", "2793806415", "7046913258")  # fmt: skip


def _verhoeff(digits: str) -> str:
    check = 0
    for place, digit in enumerate(reversed(digits), start=1):
        check = int(_D[check][int(_P[place % 8][int(digit)])])
    return str(_D[check].index("0"))


def india(who: Holder) -> Card:
    """Aadhaar card, front: the name without a caption, the number in groups of four."""
    body = "9" + _digits(who, 10)
    number = body + _verhoeff(body)
    items = [
        _title(24, 6, "GOVERNMENT OF INDIA", 3.4),
        (30, 16, f"{who.first.title()} {who.last.title()}", 3.0, False, _INK),
        (30, 22, f"DOB: {who.birth:%d/%m/%Y}", 2.9, False, _INK),
        (30, 28, "MALE" if who.sex == "M" else "FEMALE", 2.9, False, _INK),
        (24, 48, f"{number[:4]} {number[4:8]} {number[8:]}", 5.0, True, _INK),
    ]
    truth = {"birthdate": who.birth.isoformat(), "document_number": number}
    return Card("ind-aadhaar", _sheet(items, face=(4, 12, 21), seed=48), truth)


def _era(day: date) -> str:
    for name, first in (("令和", date(2019, 5, 1)), ("平成", date(1989, 1, 8)), ("昭和", date(1926, 12, 25))):
        if day >= first:
            return f"{name}{day.year - first.year + 1}年{day.month}月{day.day}日"
    raise ValueError(day)


def japan(who: Holder) -> Card:
    """Driving licence: eras, dates named by what follows them."""
    number = "30" + _digits(who, 10)
    name = f"{who.han[0]} {who.han[1:]}"
    until = f"{who.expires.year}年(令和{who.expires.year - 2018:02d}年){who.expires:%m月%d日}まで有効"
    items = [
        *_right(4, 7, "氏名", name, 9, 3.2), (48, 7, f"{_era(who.birth)}生", 2.8, False, _INK),
        *_right(4, 13, "住所", "東京都千代田区霞が関二丁目一番二号", 9, 2.6),
        *_right(4, 19, "交付", f"{_era(who.issued)}  12345", 9, 2.6),
        (4, 25, until, 3.2, True, _INK),
        (56, 30, "運転免許証", 3.4, True, _TITLE),
        *_right(4, 43, "番号", f"第 {number} 号", 9, 3.0),
        (24, 52, "東京都公安委員会", 2.6, False, _INK),
    ]  # fmt: skip
    truth = {
        "name_full_native": who.han, "birthdate": who.birth.isoformat(), "issue_date": who.issued.isoformat(),
        "expiration_date": who.expires.isoformat(), "document_number": number,
    }  # fmt: skip
    return Card("jpn-dl", _sheet(items, face=(60, 31.5, 16), seed=49), truth)


def brazil(who: Holder) -> Card:
    """Carteira nacional de habilitação, 2022."""
    number = _digits(who, 11)
    items = [
        _title(24, 5, "CARTEIRA NACIONAL DE HABILITAÇÃO", 2.6),
        *_below(28, 9, "2 e 1 NOME E SOBRENOME", f"{who.first} {who.last}", 2.6),
        *_below(28, 16, "3 DATA, LOCAL E UF DE NASCIMENTO", f"{who.birth:%d/%m/%Y}, CURITIBA, PR", 2.4),
        *_below(28, 23, "4a DATA EMISSÃO", f"{who.issued:%d/%m/%Y}", 2.4),
        *_below(56, 23, "4b VALIDADE", f"{who.expires:%d/%m/%Y}", 2.4),
        *_below(28, 36, "5 Nº REGISTRO", number, 2.6),
        *_below(64, 36, "9 CAT HAB", "AB", 2.6),
    ]
    truth = {
        "name_full": f"{who.first} {who.last}", "birthdate": who.birth.isoformat(),
        "issue_date": who.issued.isoformat(), "expiration_date": who.expires.isoformat(),
        "document_number": number,
    }  # fmt: skip
    return Card("bra-cnh", _sheet(items, face=(4, 12, 20), seed=50), truth)


def indonesia(who: Holder) -> Card:
    """Kartu tanda penduduk: one name, no expiry."""
    born = who.birth
    day = born.day + (40 if who.sex == "F" else 0)
    number = f"317106{day:02d}{born:%m%y}{_digits(who, 4)}"
    rows = (
        ("Nama", who.last), ("Tempat/Tgl Lahir", f"JAKARTA, {born:%d-%m-%Y}"),
        ("Jenis Kelamin", "LAKI-LAKI" if who.sex == "M" else "PEREMPUAN"), ("Alamat", "JL MERDEKA 17"),
        ("Agama", "ISLAM"), ("Kewarganegaraan", "WNI"), ("Berlaku Hingga", "SEUMUR HIDUP"),
    )  # fmt: skip
    items = [
        _title(26, 6, "PROVINSI DKI JAKARTA", 3.2),
        *_right(4, 12.5, "NIK", f": {number}", 10, 3.6),
        *[item for i, (c, v) in enumerate(rows) for item in _right(4, 18.5 + 4.6 * i, c, f": {v}", 20, 2.5)],
    ]
    truth = {
        "name_full": who.last, "birthdate": born.isoformat(), "sex": who.sex, "document_number": number,
        "expiration_date": "never",
    }  # fmt: skip
    return Card("idn-id", _sheet(items, face=(62, 12, 19), seed=51), truth)


CARDS: Mapping[str, Callable[[Holder], Card]] = {
    "chn-id": china, "twn-id": taiwan, "hkg-id": hong_kong, "sgp-id": singapore, "eur-dl": europe,
    "gbr-dl": britain, "ind-aadhaar": india, "jpn-dl": japan, "bra-cnh": brazil, "idn-id": indonesia,
}  # fmt: skip
"""Every class that is printed here, by its id in the catalogue."""


def card(kind: str, seed: int) -> Card:
    """Print the card of that class for the person of that number."""
    return CARDS[kind](holder(seed))
