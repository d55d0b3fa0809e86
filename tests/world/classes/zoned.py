"""Cards with a zone in which their state departs from the standard: Mexico, Spain, Vietnam; and Macau.

The zones follow published specimens: H and M for the sexes, 990101 and 991231 for no expiry, no nationality.
"""

from __future__ import annotations

from datetime import date

from tests.world.classes.blank import CAPTION, INK, Card, Holder, below, printed, title
from tests.world.mrz_lines import check_digit, plain
from tests.world.pixels import Image
from tests.world.specimen import Item, Page

Lines = tuple[str, str, str]


def zone(
    *, code: str, state: str, number: str, born: date, sex: str, ends: str, names: str, first: str = "",
    second: str = "", nationality: str | None = None,
) -> Lines:  # fmt: skip
    """Three lines of 30. `ends` are the six digits of the expiry, `first` and `second` the optional data."""
    birth, nationality = f"{born:%y%m%d}", state if nationality is None else nationality
    upper = f"{code}{state}{number}{check_digit(number)}{first:<<15}"
    middle = f"{birth}{check_digit(birth)}{sex}{ends}{check_digit(ends)}{nationality:<<3}{second:<<11}"
    overall = check_digit(upper[5:] + middle[:7] + middle[8:15] + middle[18:])
    return upper, middle + overall, f"{names:<<30}"[:30]


def _back(lines: Lines, seed: int) -> Image:
    page = Page(1600, 85.6, 53.98, seed=seed)
    page.mrz(lines, 4.6, (36.5, 43.0, 49.5))
    return page.pixels


def mexico(who: Holder) -> Card:
    """Voter's card: names on three lines, a year for the expiry, H and M for man and woman."""
    father, mother, given = who.last, "VELAZQUEZ", who.first
    sex, number = {"M": "H", "F": "M"}[who.sex], who.digits(9)
    lines = zone(
        code="ID", state="MEX", number=number, born=who.birth, sex=sex, ends=f"{who.expires:%y}1231",
        names=f"{plain(father)}<{mother}<<{plain(given)}", first=f"<<{who.digits(13)}"[:15], second="<02<<12345<",
    )  # fmt: skip
    items: list[Item] = [
        title(20, 5, "MÉXICO INSTITUTO NACIONAL ELECTORAL", 2.4), title(20, 9, "CREDENCIAL PARA VOTAR", 3.0),
        *below(30, 13, "NOMBRE", father, 2.6), (30, 20, mother, 2.6, True, INK), (30, 23.6, given, 2.6, True, INK),
        (66, 13, f"SEXO {sex}", 2.4, True, INK),
        *below(30, 26, "DOMICILIO", "CALLE 5 NO 12", 2.2),
        *below(30, 36, "CLAVE DE ELECTOR", "GMVLMR80070501M100", 2.2),
        *below(30, 48, "FECHA DE NACIMIENTO", f"{who.birth:%d/%m/%Y}", 2.2),
        *below(60, 48, "VIGENCIA", f"{who.expires.year - 10} - {who.expires.year}", 2.2),
    ]  # fmt: skip
    truth = {
        "name_last": f"{father} {mother}", "name_first": given, "sex": who.sex, "document_number": number,
        "birthdate": who.birth.isoformat(), "expiration_date": f"{who.expires.year}-12-31",
    }  # fmt: skip
    return Card("mex-ine", printed(items, face=(4, 14, 22), seed=72), truth, _back(lines, 82))


def spain(who: Holder) -> Card:
    """Identity card of somebody of 70 and more: 01 01 9999 in print, 990101 in the zone."""
    number, dni = "BAB" + who.digits(6), who.digits(8)
    dni += "TRWAGMYFPDXBNJZSQVHLCKE"[int(dni) % 23]
    lines = zone(
        code="ID", state="ESP", number=number, born=who.birth, sex=who.sex, ends="990101",
        names=f"{plain(who.last)}<<{plain(who.first)}", first=dni,
    )  # fmt: skip
    items: list[Item] = [
        title(26, 5, "ESPAÑA", 3.6), title(45, 5, "DOCUMENTO NACIONAL DE IDENTIDAD", 2.2),
        (30, 9, f"DNI {dni}", 3.2, True, INK),
        *below(30, 12, "APELLIDOS", who.last), *below(30, 19, "NOMBRE", who.first),
        *below(30, 26, "SEXO", who.sex), *below(44, 26, "NACIONALIDAD", "ESP"),
        *below(58, 26, "FECHA DE NACIMIENTO", f"{who.birth:%d %m %Y}"),
        *below(30, 33, "EMISIÓN", f"{who.issued:%d %m %Y}"), *below(50, 33, "VALIDEZ", "01 01 9999"),
        *below(30, 40, "NUM SOPORTE", number),
    ]  # fmt: skip
    truth = {
        "name_last": who.last, "name_first": who.first, "sex": who.sex, "document_number": number,
        "birthdate": who.birth.isoformat(), "expiration_date": "never",
    }  # fmt: skip
    return Card("esp-id", printed(items, face=(4, 14, 22), seed=71), truth, _back(lines, 81))


def vietnam(who: Holder) -> Card:
    """Citizen identity card of an elderly holder: no expiry, twelve digits of which the zone's number is nine."""
    digit = 2 * (who.birth.year // 100 - 19) + (who.sex == "F")
    cccd = f"001{digit}{who.birth:%y}{who.digits(6)}"
    lines = zone(
        code="ID", state="VNM", number=cccd[3:], born=who.birth, sex=who.sex, ends="991231",
        names=f"{plain(who.last)}<<{plain(who.first)}", first=f"{cccd}<<{check_digit(cccd)}",
    )  # fmt: skip
    items: list[Item] = [
        title(24, 5, "SOCIALIST REPUBLIC OF VIET NAM", 2.4), title(24, 10, "CĂN CƯỚC CÔNG DÂN", 3.0),
        title(54, 10, "Citizen Identity Card", 2.4),
        (30, 16, "Số / No.:", 2.2, False, CAPTION), (42, 16, cccd, 3.4, True, INK),
        *below(30, 20, "Họ và tên / Full name:", f"{who.last} {who.first}", 2.8),
        (30, 29, "Ngày sinh / Date of birth:", 2.0, False, CAPTION),
        (54, 29, f"{who.birth:%d/%m/%Y}", 2.6, True, INK),
        (30, 34, "Giới tính / Sex:", 2.0, False, CAPTION),
        (46, 34, "Nam" if who.sex == "M" else "Nữ", 2.6, True, INK),
        (4, 50, "Có giá trị đến / Date of expiry: Không thời hạn", 2.0, False, INK),
    ]  # fmt: skip
    truth = {
        "name_last": who.last, "name_first": who.first, "sex": who.sex, "personal_number": cccd,
        "birthdate": who.birth.isoformat(), "expiration_date": "never",
    }  # fmt: skip
    return Card("vnm-id", printed(items, face=(4, 14, 20), seed=74), truth, _back(lines, 84))


def macau(who: Holder) -> Card:
    """Resident identity card: no nationality in the zone, names in Chinese signs and Latin letters."""
    number = "1" + who.digits(7)
    lines = zone(
        code="I<", state="MAC", number=f"{number:<<9}", born=who.birth, sex=who.sex, ends=f"{who.expires:%y%m%d}",
        names=f"{plain(who.last)}<<{plain(who.first)}", nationality="",
    )  # fmt: skip
    items: list[Item] = [
        title(10, 5, "澳門特別行政區", 3), title(40, 5, "REGIÃO ADMINISTRATIVA ESPECIAL DE MACAU", 1.8),
        title(10, 10, "澳門居民身份證", 3), title(40, 10, "BILHETE DE IDENTIDADE DE RESIDENTE", 1.8),
        *below(30, 14, "姓 Apelido", f"{who.han[0]} {who.last}", 3),
        *below(30, 21, "名 Nome", f"{who.han[1:]} {who.first}", 3),
        *below(30, 28, "出生日期 Data de Nascimento", f"{who.birth:%d-%m-%Y}"), *below(62, 28, "性別 Sexo", who.sex),
        *below(30, 36, "有效日期 Válido até", f"{who.expires:%d-%m-%Y}"),
        *below(30, 44, "編號 Nº", f"{number[:7]}({number[7]})"),
    ]  # fmt: skip
    truth = {
        "name_last": who.last, "name_first": who.first, "sex": who.sex, "document_number": number,
        "birthdate": who.birth.isoformat(), "expiration_date": who.expires.isoformat(),
    }  # fmt: skip
    return Card("mac-id", printed(items, face=(4, 14, 22), seed=73), truth, _back(lines, 83))
