"""National numbers of the Americas and Africa. Facts: python-stdnum's modules and the issuers' own texts."""

from __future__ import annotations

from bonafide.engine.document.numbers import births as born
from bonafide.engine.document.numbers import own
from bonafide.engine.document.numbers.europe import odd_man, odd_woman
from bonafide.engine.document.numbers.scheme import Digits, Scheme, library

ALL, MOST, NONE, HIDDEN = Digits.ALL, Digits.MOST, Digits.NONE, Digits.HIDDEN

_CUBAN = born.by_digit(0, 6, {"9": 1800, **dict.fromkeys("012345", 1900), **dict.fromkeys("678", 2000)})
_EGYPTIAN = born.by_digit(1, 0, {"2": 1900, "3": 2000})


def _mexican(v: str) -> str | None:
    return {"H": "M", "M": "F"}.get(v[10])


def _south_african(v: str) -> str:
    return "M" if v[6] >= "5" else "F"


SCHEMES = (
    Scheme("ARG", "dni", "Documento nacional de identidad", r"\d{7,8}", NONE, library("ar.dni")),
    Scheme("ARG", "cuil", "CUIT / CUIL", r"\d{11}", MOST, library("ar.cuit")),
    Scheme("BRA", "cpf", "Cadastro de pessoas físicas", r"\d{11}", MOST, library("br.cpf")),
    Scheme("CAN", "sin", "Social insurance number", r"[1-79]\d{8}", ALL, library("ca.sin")),
    Scheme("CHL", "run", "RUN / RUT", r"\d{7,8}[0-9K]", ALL, library("cl.rut")),
    Scheme("COL", "cc", "Cédula de ciudadanía", r"\d{6,10}", NONE),
    Scheme("COL", "nit", "NIT", r"\d{8,16}", MOST, library("co.nit")),
    Scheme("CRI", "cpf", "Cédula de persona física", r"\d{9,10}", NONE, library("cr.cpf")),
    Scheme("CUB", "ni", "Número de identidad", r"\d{11}", NONE, births=_CUBAN, sex=odd_woman(9)),
    Scheme(
        "DOM",
        "cedula",
        "Cédula; a few issued without a right digit are known",
        r"\d{11}",
        MOST,
        library("do.cedula"),
    ),
    Scheme("ECU", "ci", "Cédula de identidad", r"\d{10}", ALL, library("ec.ci")),
    Scheme("EGY", "id", "الرقم القومي", r"[23]\d{13}", HIDDEN, births=_EGYPTIAN, sex=odd_man(12)),
    Scheme(
        "MEX",
        "curp",
        "CURP",
        r"[A-Z]{4}\d{6}[HM][A-Z]{5}[0-9A-Z]\d",
        MOST,
        library("mx.curp"),
        born.mexico,
        _mexican,
    ),
    Scheme(
        "MUS",
        "nid",
        "National identity number",
        r"[A-Z]\d{12}[0-9A-Z]",
        ALL,
        library("mu.nid"),
        born.ddmmyy(1),
    ),
    Scheme("PER", "cui", "DNI with its check character", r"\d{8}[0-9A-K]", MOST, library("pe.cui")),
    Scheme("PER", "dni", "DNI without it", r"\d{8}", NONE),
    Scheme("SLV", "dui", "Documento único de identidad", r"\d{9}", MOST, own.salvador),
    Scheme("URY", "ci", "Cédula de identidad", r"\d{7,8}", MOST, own.uruguay),
    Scheme("USA", "ssn", "Social security number", r"\d{9}", NONE, library("us.ssn")),
    Scheme("ZAF", "id", "Identity number", r"\d{13}", ALL, own.south_africa, born.yymmdd(0), _south_african),
)
