"""National numbers of Europe and the Caucasus. Facts: python-stdnum's modules and the issuers' own texts."""

from __future__ import annotations

from collections.abc import Mapping

from bonafide.engine.document.numbers import births as born
from bonafide.engine.document.numbers import own
from bonafide.engine.document.numbers.scheme import Digits, Scheme, Sex, library

ALL, MOST, NONE, HIDDEN = Digits.ALL, Digits.MOST, Digits.NONE, Digits.HIDDEN

BALTIC: Mapping[str, int] = {str(n): 1800 + (n - 1) // 2 * 100 for n in range(1, 9)}


def odd_man(at: int) -> Sex:
    """Odd digits there belong to men."""
    return lambda v: "M" if int(v[at]) % 2 else "F"


def odd_woman(at: int) -> Sex:
    """Odd digits there belong to women."""
    return lambda v: "F" if int(v[at]) % 2 else "M"


def _by_month(v: str) -> str:
    return "F" if int(v[2:4]) > 50 else "M"


def _french(v: str) -> str | None:
    return {"1": "M", "7": "M", "2": "F", "8": "F"}.get(v[0])


def _italian(v: str) -> str:
    return "F" if v[9] in "4567QRST" else "M"


def _lithuanian(v: str) -> str | None:
    return None if v[0] == "9" else odd_man(0)(v)


def _yugoslav(v: str) -> str:
    return "M" if int(v[9:12]) < 500 else "F"


def _romanian(v: str) -> str | None:
    return None if v[0] == "9" else odd_man(0)(v)


def _nordic(v: str) -> str | None:
    return None if int(v[:2]) >= 80 else odd_man(8)(v)


def _jmbg(country: str, name: str) -> Scheme:
    title = "Unique master citizen number, of Yugoslav origin"
    return Scheme(country, name, title, r"\d{13}", MOST, library("si.emso"), born.yugoslavia, _yugoslav)


def _birth_number(country: str) -> tuple[Scheme, Scheme]:
    dates = born.czechoslovakia
    return (
        Scheme(country, "rc", "Rodné číslo", r"\d{10}", MOST, library("cz.rc"), dates, _by_month),
        Scheme(country, "rc_old", "Rodné číslo before 1954", r"\d{9}", NONE, births=dates, sex=_by_month),
    )


SCHEMES = (
    Scheme(
        "ALB",
        "nid",
        "Numri i identitetit; its check letter is not judged",
        r"[A-M]\d{8}[A-W]",
        NONE,
        births=born.albania,
        sex=_by_month,
    ),
    Scheme("AUT", "vnr", "Versicherungsnummer", r"[1-9]\d{9}", MOST, library("at.vnr"), born.austria),
    Scheme("BEL", "nn", "Numéro national", r"\d{11}", MOST, own.belgium, born.belgium, odd_man(8)),
    Scheme("BGR", "egn", "ЕГН", r"\d{10}", MOST, library("bg.egn"), born.bulgaria, odd_woman(8)),
    Scheme("BGR", "pnf", "ЛНЧ, foreign residents", r"\d{10}", MOST, library("bg.pnf")),
    _jmbg("BIH", "jmbg"),
    Scheme("CHE", "ahv", "AHV-Nummer, 756 and EAN-13", r"756\d{10}", ALL, library("ch.ssn")),
    *_birth_number("CZE"),
    Scheme("DEU", "idnr", "Steuerliche Identifikationsnummer", r"[1-9]\d{10}", ALL, library("de.idnr")),
    Scheme(
        "DNK",
        "cpr",
        "CPR-nummer; the check digit ended in 2007",
        r"\d{10}",
        NONE,
        births=born.denmark,
        sex=odd_man(9),
    ),
    Scheme("ESP", "dni", "Documento nacional de identidad", r"\d{8}[A-Z]", ALL, library("es.dni")),
    Scheme("ESP", "nie", "Número de identidad de extranjero", r"[XYZ]\d{7}[A-Z]", ALL, library("es.nie")),
    Scheme(
        "EST",
        "ik",
        "Isikukood",
        r"[1-8]\d{10}",
        MOST,
        library("ee.ik"),
        born.by_digit(1, 0, BALTIC),
        odd_man(0),
    ),
    Scheme(
        "FIN",
        "hetu",
        "Henkilötunnus; a machine readable zone drops the sign '-'",
        r"\d{6}[-+A-FYXWVU]?\d{3}[0-9A-Y]",
        ALL,
        own.finland,
        born.finland,
        odd_man(-2),
        "-+",
    ),
    Scheme(
        "FRA",
        "nir",
        "Numéro d'inscription au répertoire",
        r"\d{5}(?:\d\d|2[AB])\d{8}",
        ALL,
        library("fr.nir"),
        born.france,
        _french,
    ),
    Scheme(
        "GBR",
        "driver",
        "Driver number on licences; how its check characters are made is not public",
        r"[A-Z9]{5}\d[0156]\d[0-3]\d\d[A-Z9]{2}[A-Z0-9][A-Z]{2}",
        HIDDEN,
        births=born.britain,
        sex=lambda v: "F" if int(v[6:8]) > 50 else "M",
    ),
    Scheme("GRC", "amka", "ΑΜΚΑ", r"\d{11}", ALL, library("gr.amka"), born.ddmmyy(0), odd_man(9)),
    Scheme("HRV", "oib", "Osobni identifikacijski broj", r"\d{11}", ALL, library("hr.oib")),
    _jmbg("HRV", "jmbg"),
    Scheme("IRL", "pps", "Personal public service number", r"\d{7}[A-W][ABHWTX]?", ALL, library("ie.pps")),
    Scheme("ISL", "kt", "Kennitala", r"\d{9}[890]", MOST, library("is_.kennitala"), born.iceland),
    Scheme(
        "ITA",
        "cf",
        "Codice fiscale",
        r"[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]",
        ALL,
        library("it.codicefiscale"),
        born.italy,
        _italian,
    ),
    Scheme(
        "LTU",
        "ak",
        "Asmens kodas; 9 in front: no date",
        r"[1-69]\d{10}",
        MOST,
        library("lt.asmens"),
        born.by_digit(1, 0, BALTIC),
        _lithuanian,
    ),
    Scheme(
        "LUX",
        "matricule",
        "Numéro d'identification national",
        r"\d{13}",
        ALL,
        own.luxembourg,
        born.yyyymmdd(0),
    ),
    Scheme("LVA", "pk", "Personas kods", r"[0-3]\d{10}", MOST, library("lv.pvn"), born.latvia),
    _jmbg("MKD", "embg"),
    _jmbg("MNE", "jmbg"),
    Scheme("NLD", "bsn", "Burgerservicenummer", r"\d{9}", ALL, library("nl.bsn")),
    Scheme("NOR", "fnr", "Fødselsnummer, D-nummer", r"\d{11}", ALL, own.norway, born.norway, _nordic),
    Scheme("POL", "pesel", "PESEL", r"\d{11}", ALL, library("pl.pesel"), born.poland, odd_man(9)),
    Scheme(
        "PRT", "cc", "Cartão de cidadão, number with version", r"\d{9}[A-Z0-9]{2}\d", ALL, library("pt.cc")
    ),
    Scheme(
        "ROU", "cnp", "Cod numeric personal", r"[1-9]\d{12}", MOST, library("ro.cnp"), born.romania, _romanian
    ),
    _jmbg("SRB", "jmbg"),
    *_birth_number("SVK"),
    _jmbg("SVN", "emso"),
    Scheme(
        "SWE",
        "pnr",
        "Personnummer, samordningsnummer",
        r"(?:\d\d)?\d{6}\+?\d{4}",
        ALL,
        own.sweden,
        born.sweden,
        odd_man(-2),
        "+",
    ),
    Scheme("TUR", "tckn", "T.C. kimlik numarası", r"[1-9]\d{10}", ALL, library("tr.tckimlik")),
    Scheme("UKR", "rnokpp", "РНОКПП", r"\d{10}", MOST, library("ua.rntrc"), born.ukraine, odd_man(8)),
)
