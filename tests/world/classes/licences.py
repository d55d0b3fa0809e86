"""Driving licences of Europe, Great Britain and Brazil."""

from __future__ import annotations

from tests.world.classes.blank import Card, Holder, below, beside, printed, title


def europe(who: Holder) -> Card:
    """Driving licence of Directive 2006/126/EC, issued in Germany: numbered fields."""
    number = "B" + who.digits(3) + "RRE" + who.digits(4)
    items = [
        title(20, 6, "FÜHRERSCHEIN", 3.2), title(47, 6, "BUNDESREPUBLIK DEUTSCHLAND", 2.3),
        *beside(30, 13, "1.", who.last, 4), *beside(30, 18, "2.", who.first, 4),
        *beside(30, 23, "3.", f"{who.birth:%d.%m.%Y} BERLIN", 4),
        *beside(30, 28, "4a.", f"{who.issued:%d.%m.%Y}", 6),
        *beside(54, 28, "4c.", "LANDRATSAMT", 6, 2.4),
        *beside(30, 33, "4b.", f"{who.expires:%d.%m.%Y}", 6),
        *beside(30, 38, "5.", number, 4),
        *beside(30, 49, "9.", "AM/B/L", 4),
    ]  # fmt: skip
    truth = {
        "name_last": who.last, "name_first": who.first, "birthdate": who.birth.isoformat(),
        "issue_date": who.issued.isoformat(), "expiration_date": who.expires.isoformat(),
        "document_number": number,
    }  # fmt: skip
    return Card("eur-dl", printed(items, face=(4, 14, 22), seed=46), truth)


def britain(who: Holder) -> Card:
    """Driving licence of Great Britain."""
    month = who.birth.month + (50 if who.sex == "F" else 0)
    year = f"{who.birth:%y}"
    head = f"{who.last:9<5}"[:5]
    number = f"{head}{year[0]}{month:02d}{who.birth.day:02d}{year[1]}{who.first[0]}99{'AB'} {who.digits(2)}"
    items = [
        title(30, 6, "DRIVING LICENCE", 3.6), title(4, 9, "UK", 4),
        *beside(30, 12, "1.", who.last, 4), *beside(30, 17, "2.", who.first, 4),
        *beside(30, 22, "3.", f"{who.birth:%d.%m.%Y} UNITED KINGDOM", 4),
        *beside(30, 27, "4a.", f"{who.issued:%d.%m.%Y}", 6), *beside(54, 27, "4c.", "DVLA", 6),
        *beside(30, 32, "4b.", f"{who.expires:%d.%m.%Y}", 6),
        *beside(30, 37, "5.", number, 4),
        *beside(30, 46, "8.", "1 HIGH STREET, LEEDS, LS1 1AA", 4, 2.2),
    ]  # fmt: skip
    truth = {
        "name_last": who.last, "name_first": who.first, "birthdate": who.birth.isoformat(),
        "issue_date": who.issued.isoformat(), "expiration_date": who.expires.isoformat(),
        "document_number": number.replace(" ", ""),
    }  # fmt: skip
    return Card("gbr-dl", printed(items, face=(4, 14, 22), seed=47), truth)


def brazil(who: Holder) -> Card:
    """Carteira nacional de habilitação, 2022."""
    number = who.digits(11)
    items = [
        title(24, 5, "CARTEIRA NACIONAL DE HABILITAÇÃO", 2.6),
        *below(28, 9, "2 e 1 NOME E SOBRENOME", f"{who.first} {who.last}", 2.6),
        *below(28, 16, "3 DATA, LOCAL E UF DE NASCIMENTO", f"{who.birth:%d/%m/%Y}, CURITIBA, PR", 2.4),
        *below(28, 23, "4a DATA EMISSÃO", f"{who.issued:%d/%m/%Y}", 2.4),
        *below(56, 23, "4b VALIDADE", f"{who.expires:%d/%m/%Y}", 2.4),
        *below(28, 36, "5 Nº REGISTRO", number, 2.6),
        *below(64, 36, "9 CAT HAB", "AB", 2.6),
    ]
    truth = {
        "name_full": f"{who.first} {who.last}", "birthdate": who.birth.isoformat(),
        "issue_date": who.issued.isoformat(), "expiration_date": who.expires.isoformat(),
        "document_number": number,
    }  # fmt: skip
    return Card("bra-cnh", printed(items, face=(4, 12, 20), seed=50), truth)
