"""Cards of Singapore, India and Indonesia."""

from __future__ import annotations

from tests.world.classes.blank import CAPTION, INK, Card, Holder, below, beside, printed, title

_D = ("0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
      "5987604321", "6598710432", "7659821043", "8765932104", "9876543210")  # fmt: skip
_P = ("0123456789", "1576283094", "5803796142", "8916043527", "9453126870",
      "4286573901", "2793806415", "7046913258")  # fmt: skip


def singapore(who: Holder) -> Card:
    """National registration identity card, front."""
    digits = who.digits(7)
    total = sum(int(d) * w for d, w in zip(digits, (2, 7, 6, 5, 4, 3, 2), strict=True))
    number = "S" + digits + "JZIHGFEDCBA"[total % 11]
    items = [
        title(26, 6, "REPUBLIC OF SINGAPORE", 3.2),
        (26, 11, "IDENTITY CARD NO.", 2.4, False, CAPTION), (52, 11, number, 3.0, True, INK),
        *below(30, 17, "Name", f"{who.first} {who.last}"),
        *below(30, 27, "Race", "CHINESE"),
        *below(30, 36, "Date of birth", f"{who.birth:%d-%m-%Y}"),
        *below(58, 36, "Sex", who.sex),
        *below(30, 45, "Country/Place of birth", "SINGAPORE"),
    ]  # fmt: skip
    truth = {
        "name_full": f"{who.first} {who.last}", "birthdate": who.birth.isoformat(), "sex": who.sex,
        "document_number": number,
    }  # fmt: skip
    return Card("sgp-id", printed(items, face=(4, 14, 21), seed=45), truth)


def _verhoeff(digits: str) -> str:
    check = 0
    for place, digit in enumerate(reversed(digits), start=1):
        check = int(_D[check][int(_P[place % 8][int(digit)])])
    return str(_D[check].index("0"))


def india(who: Holder) -> Card:
    """Aadhaar card, front: the name without a caption, the number in groups of four."""
    body = "9" + who.digits(10)
    number = body + _verhoeff(body)
    items = [
        title(24, 6, "GOVERNMENT OF INDIA", 3.4),
        (30, 16, f"{who.first.title()} {who.last.title()}", 3.0, False, INK),
        (30, 22, f"DOB: {who.birth:%d/%m/%Y}", 2.9, False, INK),
        (30, 28, "MALE" if who.sex == "M" else "FEMALE", 2.9, False, INK),
        (24, 48, f"{number[:4]} {number[4:8]} {number[8:]}", 5.0, True, INK),
    ]
    truth = {"birthdate": who.birth.isoformat(), "document_number": number}
    return Card("ind-aadhaar", printed(items, face=(4, 12, 21), seed=48), truth)


def indonesia(who: Holder) -> Card:
    """Kartu tanda penduduk: one name, no expiry."""
    born = who.birth
    day = born.day + (40 if who.sex == "F" else 0)
    number = f"317106{day:02d}{born:%m%y}{who.digits(4)}"
    rows = (
        ("Nama", who.last), ("Tempat/Tgl Lahir", f"JAKARTA, {born:%d-%m-%Y}"),
        ("Jenis Kelamin", "LAKI-LAKI" if who.sex == "M" else "PEREMPUAN"), ("Alamat", "JL MERDEKA 17"),
        ("Agama", "ISLAM"), ("Kewarganegaraan", "WNI"), ("Berlaku Hingga", "SEUMUR HIDUP"),
    )  # fmt: skip
    items = [
        title(26, 6, "PROVINSI DKI JAKARTA", 3.2),
        *beside(4, 12.5, "NIK", f": {number}", 10, 3.6),
        *[item for i, (c, v) in enumerate(rows) for item in beside(4, 18.5 + 4.6 * i, c, f": {v}", 20, 2.5)],
    ]
    truth = {
        "name_full": who.last, "birthdate": born.isoformat(), "sex": who.sex, "document_number": number,
        "expiration_date": "never",
    }  # fmt: skip
    return Card("idn-id", printed(items, face=(62, 12, 19), seed=51), truth)
