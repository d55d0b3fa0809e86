"""What print says that a document is no valid one, in the languages whose scripts are read here.

Patterns are matched against lines in capitals without accents, in which spaces may be missing: readers run
words together. A single word is enough only where nobody and no place bears it as a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

Pattern = re.Pattern[str]


def _any(*patterns: str) -> Pattern:
    """One pattern out of several; a space stands for any white space or none."""
    return re.compile("|".join(f"(?:{one.replace(' ', r' ?')})" for one in patterns))


SPECIMEN = _any(
    r"(?<![A-Z])(?:E?SPECIMEN|SPECIMENS|SPESIMEN)(?![A-Z])",
    r"(?<![A-Z])(?:VZOR|WZOR|NAIDIS|PARAUGS|PAVYZDYS|SPECIMENE?)(?![A-Z])",
    r"(?<![A-Z])(?:ERIKA MUSTERMANN|MAX MUSTERMANN|MUSTERMANN ERIKA|MUSTERMANN MAX)(?![A-Z])",
    r"(?<![A-Z])(?:MUSTERAUSWEIS|MUSTER UNGULTIG|FOR SAMPLE ONLY|SAMPLE ONLY|SAMPLE CARD|NOT A REAL ID)",
    r"(?<![A-Z])(?:SAMPLE|EXAMPLE) (?:DOCUMENT|PASSPORT|LICEN[SC]E|DRIVER|ID)(?![A-Z])",
    "样本",
    "樣本",
    "样张",
    "樣張",
    "样证",
    "見本",
)
"""Words that only specimens bear."""

IN_THE_ZONE = _any(
    r"(?<![A-Z])(?:E?SPECIMEN|VZOREC|VZOR|WZOR)(?![A-Z])",
    r"(?<![A-Z])MUSTERMANN<+(?:ERIKA|MAX)(?![A-Z])",
    r"(?<![A-Z])TEST<+(?:VOID|SAMPLE)(?![A-Z])",
)
"""Names that zones of specimens bear."""

SPECIMEN_OR_NAME = _any(
    r"^\W*(?:SAMPLE|MUSTER|MINTA|MUESTRA|AMOSTRA|EXAMPLE|FAC-?SIMILE|UZORAK|ORNEK|NAYTE|CONTOH|VOID)\W*$",
)
"""Words of specimens that are also names (people called Sample and Muster exist): a line of their own."""

PARTS_OF_SPECIMEN = tuple(
    sorted({"SPECIMEN"[a:b] for a in range(9) for b in range(a + 6, 9)}, key=len, reverse=True)
)
"""What a fold, a finger or a shine leaves of the word: six letters or more."""

_KIND = r"(?:DRIVERS?|DRIVER'S|DRIVING|LEARNERS?|LEARNER'S|IDENTIFICATION|IDENTITY|ID|LICEN[SC]E|PERMIT|CARD|PAPER)"
TEMPORARY = _any(
    rf"(?<![A-Z])(?:TEMPORARY|INTERIM) (?:PAPER )?{_KIND}(?![A-Z])",
    r"(?<![A-Z])NOT (?:A )?VALID (?:FOR|AS|FORM OF) (?:PURPOSES OF )?(?:AN )?(?:IDENTIFICATION|IDENTITY|PROOF OF ID)",
    r"(?<![A-Z])(?:MAY|CAN|IS|SHALL) ?NOT (?:TO )?(?:BE )?(?:USED )?(?:FOR|AS) (?:PURPOSES OF )?IDENTIFICATION",
    r"(?<![A-Z])NOT (?:AN )?(?:ID|IDENTIFICATION|IDENTITY) (?:CARD|DOCUMENT)(?![A-Z])",
    r"(?<![A-Z])VORLAUFIGER? (?:PERSONALAUSWEIS|AUSWEIS|FUHRERSCHEIN|FAHRBERECHTIGUNG)",
    r"(?<![A-Z])(?:CERTIFICAT|PERMIS|ATTESTATION|RECEPISSE)(?: DE CONDUIRE| D'IDENTITE)? (?:PROVISOIRE|TEMPORAIRE)",
    r"(?<![A-Z])RECEPISSE DE DEMANDE",
    r"(?<![A-Z])(?:LICENCIA|CEDULA|CONSTANCIA|DOCUMENTO)(?: DE (?:CONDUCIR|IDENTIDAD))? (?:PROVISIONAL|TEMPORAL)",
    r"(?<![A-Z])(?:CARTEIRA|HABILITACAO|DOCUMENTO|GUIA) PROVISORI[AO]",
    r"(?<![A-Z])(?:PATENTE|DOCUMENTO|CARTA D'IDENTITA) PROVVISORI[AO]",
    "(?:临时|臨時|暂时|暫時)(?:居民)?(?:身份|身分|驾驶|駕駛|证|證|通行)",
    "仮(?:免許|運転|証明)",
)
"""Papers that stand in for a document. A provisional driving licence of the United Kingdom is a full card,
residence may be temporary, and federal limits of a US licence are no paper: none of these is meant."""

NOT_PAPER = _any(
    r"(?:RESIDEN|EVIDENCE|PROTECTION|VISITOR|FEDERAL|I-551)",
)
"""Words near which the patterns above speak of a person's status."""

NON_GOVERNMENT: Mapping[str, Pattern] = MappingProxyType(
    {
        "student": _any(
            r"(?<![A-Z])STUDENT'?S? (?:ID|I\.D\.|CARD|IDENTIFICATION|IDENTITY|NO|NUMBER|PASS)(?![A-Z])",
            r"(?<![A-Z])(?:STUDENTENAUSWEIS|STUDIERENDENAUSWEIS|SCHULERAUSWEIS|STUDENTKORT|OPISKELIJAKORTTI)",
            r"(?<![A-Z])CARTE D'?ETUDIANT|(?<![A-Z])(?:CARNET|CREDENCIAL|TARJETA) (?:DE )?ESTUDIANT",
            r"(?<![A-Z])(?:CARTEIRA|CARTAO) (?:DE )?ESTUDANT|(?<![A-Z])LEGITYMACJA (?:STUDENCKA|SZKOLNA)",
            r"(?<![A-Z])TESSERA (?:DELLO )?STUDENT",
            "(?:学生|學生)(?:证|證|証|卡)",
            "校园卡",
            "校園卡",
        ),
        "employee": _any(
            r"(?<![A-Z])(?:EMPLOYEE|STAFF|CONTRACTOR|VISITOR|PRESS) (?:ID|I\.D\.|CARD|PASS|BADGE|NO|NUMBER)(?![A-Z])",
            r"(?<![A-Z])(?:MITARBEITERAUSWEIS|WERKSAUSWEIS|FIRMENAUSWEIS|PRESSEAUSWEIS|PERSONALKORT)",
            r"(?<![A-Z])CARTE (?:PROFESSIONNELLE|D'EMPLOYE)|(?<![A-Z])(?:TARJETA|CREDENCIAL) (?:DE )?EMPLEAD",
            r"(?<![A-Z])(?:CRACHA|TESSERINO AZIENDALE)(?![A-Z])",
            "(?:工作|员工|員工|职工|職工)(?:证|證|牌|卡)",
            "(?:社員|職員)証",
        ),
        "library": _any(
            r"(?<![A-Z])LIBRARY (?:CARD|MEMBER|BORROWER|USER|PATRON)",
            r"(?<![A-Z])(?:BIBLIOTHEKSAUSWEIS|BUCHEREIAUSWEIS|LESERAUSWEIS|LIBRARYCARD|LANEKORT|BIBLIOTEKSKORT)",
            r"(?<![A-Z])CARTE DE (?:BIBLIOTHEQUE|LECTEUR)|(?<![A-Z])CARNE?T? DE (?:BIBLIOTECA|LECTOR)",
            "(?:借书|借書|借阅|借閱|图书|圖書|读者|讀者)(?:证|證|卡)",
            "(?:図書館)?(?:利用|貸出)(?:カード|券)",
        ),
        "member": _any(
            r"(?<![A-Z])(?:MEMBERSHIP|LOYALTY|GYM|CLUB) (?:CARD|ID|NO|NUMBER)(?![A-Z])",
            r"(?<![A-Z])MEMBER SINCE|(?<![A-Z])MITGLIEDSAUSWEIS|(?<![A-Z])CARTE DE (?:MEMBRE|FIDELITE)",
            "(?:会员|會員)(?:证|證|卡)",
        ),
    }
)
"""Titles of cards that no state issues."""

BANK = _any(
    r"(?<![A-Z])(?:VALID|GOOD|EXPIRES) (?:THRU|THROUGH)(?![A-Z])",
    r"(?<![A-Z])(?:MASTERCARD|MAESTRO|AMERICAN EXPRESS|UNIONPAY|DINERS CLUB|RUPAY|GIROCARD|VISA DEBIT|VISA ELECTRON)",
    r"(?<![A-Z])(?:DEBIT|CREDIT|BANK|PREPAID|CHARGE) CARD(?![A-Z])",
    r"(?<![A-Z])(?:KREDITKARTE|BANKKARTE|CARTE BANCAIRE)",
    r"(?<![A-Z])CARD ?HOLDER(?![A-Z])|(?<![A-Z])(?:CVV|CVC|WORLD ELITE|MONTH/YEAR)(?![A-Z])",
    r"(?<![A-Z])TARJETA DE (?:CREDITO|DEBITO)|(?<![A-Z])CARTAO DE (?:CREDITO|DEBITO)",
    "银联",
    "銀聯",
    "(?:储蓄|儲蓄|借记|借記|信用|银行|銀行)卡",
)
"""Words of payment cards (ISO/IEC 7813); two of them, or one beside a card number, make a bank card."""

HOUSE = _any(
    r"(?<![A-Z])(?:UNIVERSIT(?:Y|E|AT|A|AS|EIT)|UNIVERSIDADE?|COLLEGE|POLYTECHNIC|HOCHSCHULE)(?![A-Z])",
    r"(?<![A-Z])(?:HIGH|MIDDLE) SCHOOL(?![A-Z])",
    r"(?<![A-Z])(?:PUBLIC|CITY|COUNTY|MUNICIPAL) LIBRARY|(?<![A-Z])(?:STADTBIBLIOTHEK|STADTBUCHEREI|BIBLIOTHEQUE)",
    r"(?:大学|大學|学院|學院|中学|中學|图书馆|圖書館)",
)
"""Names of houses that issue cards; also in addresses, so they count only beside a role and off an address."""

ROLE = _any(
    r"^\W*(?:STUDENT|UNDERGRADUATE|POSTGRADUATE|FACULTY|STAFF|EMPLOYEE|BORROWER|PATRON|ALUMN[IUA]S?|PUPIL)\W*$",
    r"^\W*(?:STUDIERENDER?|ETUDIANTE?|ESTUDIANTE|ESTUDANTE|STUDENTE|STUDENTIN|MITARBEITER(?:IN)?)\W*$",
    r"(?<![A-Z])(?:MATRIKELNUMMER|MATRIKEL|MATRICULA|SEMESTER TICKET|SEMESTERTICKET|ENROLL?MENT NO)",
    "^(?:学号|學號|专业|專業|院系|读者|讀者)",
)
"""What such a house calls the holder."""

STREET = _any(
    r"(?<![A-Z])(?:ST|STR|STREET|AVE?|AVENUE|RD|ROAD|LANE|LN|DR|DRIVE|BLVD|WAY|PLACE|PL|HEIGHTS|PARK|CITY|COURT|CT)(?![A-Z])",
    r"(?:STRASSE|GASSE|WEG|PLATZ|RUE |CALLE |AVENIDA |PLACE OF|AUTHORITY|ISSUED)",
    "(?:路|街|号|號|区|區)",
)
"""What makes a line an address or another field of a true document."""

PO_BOX = _any(
    r"(?<![A-Z])P\.? ?O\.? ?BOX(?![A-Z])",
    r"(?<![A-Z])(?:POST OFFICE BOX|POST BOX|POSTAL BOX)(?![A-Z])",
    r"(?<![A-Z])PMB ?#? ?\d",
    r"(?<![A-Z])(?:POSTFACH|POSTBUS|POSTBOKS|POSTLADA|POSTILOKERO) ?\d",
    r"(?<![A-Z])(?:BOITE POSTALE|CASE POSTALE|CASELLA POSTALE|CAIXA POSTAL|CASILLA POSTAL|APARTADO POSTAL)",
    r"(?<![A-Z])(?:APARTADO DE CORREOS|APARTADO|CASILLA) ?\d",
    r"(?<![A-Z])B\.? ?P\.? ?\d{2,}",
    r"^\W*BOX ?\d+\W*$",
    "(?:邮政|郵政)信箱",
    "信箱 ?[0-9〇一二三四五六七八九十]+ ?(?:号|號)",
    "私書箱",
)
"""Addresses at which nobody lives. `RR 2 BOX 15` is a house on a rural route and does not count."""
