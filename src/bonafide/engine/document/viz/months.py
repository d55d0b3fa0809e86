"""Names of months as Latin-script documents print them, cut to what tells them apart."""

from __future__ import annotations

import unicodedata
from functools import cache

_NAMES = {
    "en": "JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER",
    "fr": "JANVIER FEVRIER MARS AVRIL MAI JUIN JUILLET AOUT SEPTEMBRE OCTOBRE NOVEMBRE DECEMBRE",
    "de": "JANUAR FEBRUAR MAERZ APRIL MAI JUNI JULI AUGUST SEPTEMBER OKTOBER NOVEMBER DEZEMBER",
    "es": "ENERO FEBRERO MARZO ABRIL MAYO JUNIO JULIO AGOSTO SEPTIEMBRE OCTUBRE NOVIEMBRE DICIEMBRE",
    "pt": "JANEIRO FEVEREIRO MARCO ABRIL MAIO JUNHO JULHO AGOSTO SETEMBRO OUTUBRO NOVEMBRO DEZEMBRO",
    "it": "GENNAIO FEBBRAIO MARZO APRILE MAGGIO GIUGNO LUGLIO AGOSTO SETTEMBRE OTTOBRE NOVEMBRE DICEMBRE",
    "nl": "JANUARI FEBRUARI MAART APRIL MEI JUNI JULI AUGUSTUS SEPTEMBER OKTOBER NOVEMBER DECEMBER",
    "pl": "STYCZEN LUTY MARZEC KWIECIEN MAJ CZERWIEC LIPIEC SIERPIEN WRZESIEN PAZDZIERNIK LISTOPAD GRUDZIEN",
    "hu": "JANUAR FEBRUAR MARCIUS APRILIS MAJUS JUNIUS JULIUS AUGUSZTUS SZEPTEMBER OKTOBER NOVEMBER DECEMBER",
    "ro": "IANUARIE FEBRUARIE MARTIE APRILIE MAI IUNIE IULIE AUGUST SEPTEMBRIE OCTOMBRIE NOIEMBRIE DECEMBRIE",
    "sv": "JANUARI FEBRUARI MARS APRIL MAJ JUNI JULI AUGUSTI SEPTEMBER OKTOBER NOVEMBER DECEMBER",
    "fi": "TAMMI HELMI MAALIS HUHTI TOUKO KESA HEINA ELO SYYS LOKA MARRAS JOULU",
    "tr": "OCAK SUBAT MART NISAN MAYIS HAZIRAN TEMMUZ AGUSTOS EYLUL EKIM KASIM ARALIK",
    "id": "JANUARI FEBRUARI MARET APRIL MEI JUNI JULI AGUSTUS SEPTEMBER OKTOBER NOVEMBER DESEMBER",
}
_SHORT = {
    "fr": {"JANV": 1, "FEV": 2, "AVR": 4, "JUIL": 7, "AOU": 8, "DEC": 12},
    "de": {"MRZ": 3, "MAR": 3, "DEZ": 12, "OKT": 10},
    "en": {"SEPT": 9},
}


@cache
def months() -> dict[str, int]:
    """Names and their first three letters to the number of the month; without marks, upper case.

    Letters that mean two months in two languages (JUI may be June or July) are left out; those of English stand.
    """
    found: dict[str, set[int]] = {}
    for names in _NAMES.values():
        for number, name in enumerate(names.split(), start=1):
            for key in {name, name[:3], name[:4]}:
                found.setdefault(key, set()).add(number)
    for group in _SHORT.values():
        for key, number in group.items():
            found.setdefault(key, set()).add(number)
    english = {name[:3]: number for number, name in enumerate(_NAMES["en"].split(), start=1)}
    return {key: min(numbers) for key, numbers in found.items() if len(numbers) == 1} | english


_LOOKALIKES = str.maketrans("0158|", "OISBI")


def month(text: str) -> int | None:
    """Number of the month that a word names in any of these languages; None where it names none or two."""
    plain = unicodedata.normalize("NFKD", text.upper())
    word = "".join(c for c in plain.translate(_LOOKALIKES) if c.isalpha() and c.isascii())
    return months().get(word)
