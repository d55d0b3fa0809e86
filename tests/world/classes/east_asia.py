"""Cards of China, Taiwan, Hong Kong and Japan."""

from __future__ import annotations

from datetime import date

from tests.world.classes.blank import INK, TITLE, Card, Holder, below, beside, printed, title


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
        *beside(5, 9.5, "姓名", who.han, 12, 3.2),
        *beside(5, 16, "性别", "男" if who.sex == "M" else "女", 12, 3.0),
        *beside(26, 16, "民族", "汉", 9, 3.0),
        *beside(5, 22.5, "出生", f"{who.birth.year} 年 {who.birth.month} 月 {who.birth.day} 日", 12, 3.0),
        *beside(5, 30, "住址", "北京市朝阳区幸福路十八号", 12, 2.8),
        *beside(5, 48, "公民身份号码", number, 24, 3.6),
    ]
    back = [
        title(30, 12, "中华人民共和国", 5), title(30, 21, "居民身份证", 6),
        *beside(18, 40, "签发机关", "北京市公安局朝阳分局", 17, 3.0),
        *beside(18, 47, "有效期限", f"{who.issued:%Y.%m.%d}-{who.expires:%Y.%m.%d}", 17, 3.0),
    ]  # fmt: skip
    truth = {
        "name_full_native": who.han, "sex": who.sex, "birthdate": who.birth.isoformat(),
        "document_number": number, "expiration_date": who.expires.isoformat(),
    }  # fmt: skip
    return Card("chn-id", printed(front, face=(58, 6, 22), seed=41), truth, printed(back, face=None, seed=42))


def taiwan(who: Holder) -> Card:
    """National identification card: dates of the Minguo era, no expiry."""
    serial = ("1" if who.sex == "M" else "2") + who.digits(7)
    head = "1" + "0"  # A stands for 10
    total = sum(int(d) * w for d, w in zip(head + serial, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1), strict=True))
    number = "A" + serial + str(-total % 10)
    born, given = who.birth, who.issued
    items = [
        title(20, 8, "中華民國國民身分證", 4.6),
        *beside(5, 18, "姓名", who.han, 14, 3.6),
        *beside(5, 27, "出生年月日", f"民國{born.year - 1911}年{born.month}月{born.day}日", 18, 3.0),
        *beside(5, 34, "性別", "男" if who.sex == "M" else "女", 18, 3.0),
        *beside(
            5, 41, "發證日期", f"民國{given.year - 1911}年{given.month}月{given.day}日(北市)換發", 18, 2.6
        ),
        *beside(46, 50, "統一編號", number, 14, 3.4),
    ]
    truth = {
        "name_full_native": who.han, "sex": who.sex, "birthdate": born.isoformat(),
        "document_number": number, "issue_date": given.isoformat(),
    }  # fmt: skip
    return Card("twn-id", printed(items, face=(60, 13, 20), seed=43), truth)


def hong_kong(who: Holder) -> Card:
    """Identity card: bilingual captions, a number without one, no expiry."""
    digits = who.digits(6)
    total = 36 * 9 + 10 * 8 + sum(int(d) * w for d, w in zip(digits, range(7, 1, -1), strict=True))
    check = -total % 11
    number = f"A{digits}({'A' if check == 10 else check})"
    items = [
        title(4, 6, "香港永久性居民身份證", 3.4), title(40, 6, "HONG KONG PERMANENT IDENTITY CARD", 2.3),
        *below(30, 11, "姓名 Name", f"{who.last}, {who.first.title()}"),
        *below(30, 21, "出生日期 Date of Birth", f"{who.birth:%d-%m-%Y}"),
        *below(58, 21, "性別 Sex", f"{'男' if who.sex == 'M' else '女'} {who.sex}"),
        *below(30, 40, "簽發日期 Date of Issue", f"{who.issued:%d-%m-%y}"),
        (58, 50, number, 3.6, True, INK),
    ]  # fmt: skip
    truth = {
        "birthdate": who.birth.isoformat(), "sex": who.sex, "issue_date": who.issued.isoformat(),
        "document_number": number.replace("(", "").replace(")", ""),
        "name_full": f"{who.last}, {who.first.title()}",
    }  # fmt: skip
    return Card("hkg-id", printed(items, face=(4, 14, 22), seed=44), truth)


def _era(day: date) -> str:
    for name, first in (("令和", date(2019, 5, 1)), ("平成", date(1989, 1, 8)), ("昭和", date(1926, 12, 25))):
        if day >= first:
            return f"{name}{day.year - first.year + 1}年{day.month}月{day.day}日"
    raise ValueError(day)


def japan(who: Holder) -> Card:
    """Driving licence: eras, dates named by what follows them."""
    number = "30" + who.digits(10)
    name = f"{who.han[0]} {who.han[1:]}"
    until = f"{who.expires.year}年(令和{who.expires.year - 2018:02d}年){who.expires:%m月%d日}まで有効"
    items = [
        *beside(4, 7, "氏名", name, 9, 3.2), (48, 7, f"{_era(who.birth)}生", 2.8, False, INK),
        *beside(4, 13, "住所", "東京都千代田区霞が関二丁目一番二号", 9, 2.6),
        *beside(4, 19, "交付", f"{_era(who.issued)}  12345", 9, 2.6),
        (4, 25, until, 3.2, True, INK),
        (56, 30, "運転免許証", 3.4, True, TITLE),
        *beside(4, 43, "番号", f"第 {number} 号", 9, 3.0),
        (24, 52, "東京都公安委員会", 2.6, False, INK),
    ]  # fmt: skip
    truth = {
        "name_full_native": who.han, "birthdate": who.birth.isoformat(), "issue_date": who.issued.isoformat(),
        "expiration_date": who.expires.isoformat(), "document_number": number,
    }  # fmt: skip
    return Card("jpn-dl", printed(items, face=(60, 31.5, 16), seed=49), truth)
