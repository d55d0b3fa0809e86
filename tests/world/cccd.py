"""Vietnamese identity cards of nobody: the text of the QR code, and the zone that fits it."""

from tests.world.mrz_lines import check_digit

NUMBER, NAME = "079187000999", "NGUYỄN THỊ HỒNG ĐÀO"
PARTS = (NUMBER, "024555666", NAME, "03041987", "Nữ", "12 Đường Láng, Đống Đa, Hà Nội", "20062021")


def code(**changed: str) -> str:
    """The payload with some parts changed: number, former, name, birth, sex, address, issued."""
    names = ("number", "former", "name", "birth", "sex", "address", "issued")
    return "|".join(changed.get(name, part) for name, part in zip(names, PARTS, strict=True))


def zone() -> tuple[str, str, str]:
    """Lines of the TD1 zone (ICAO Doc 9303-5) of the holder, valid until 3 April 2027."""
    first = f"IDVNM{NUMBER[3:]}{check_digit(NUMBER[3:])}{NUMBER}<<"
    first += "<" if len(first) < 30 else ""
    birth, expiry = "870403", "270403"
    second = f"{birth}{check_digit(birth)}F{expiry}{check_digit(expiry)}VNM".ljust(29, "<")
    whole = first[5:30] + second[0:7] + second[8:15] + second[18:29]
    return first, second + str(check_digit(whole)), "NGUYEN<<THI<HONG<DAO".ljust(30, "<")
