"""The machine readable part against the print: is what it says printed too, and if not, how surely.

A value counts as printed wherever on the side it stands. Only where it does not, and the print at its caption
says something else, is that a difference; how sure it is, is asked of the pixels: how much likelier are they
what was read than what the machine readable part says (text.line_likelihoods).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bonafide.engine.document.catalogue import DocumentKind
from bonafide.engine.document.names.agree import NameFinding, names_agree, spells
from bonafide.engine.document.viz.captions import squeezed
from bonafide.engine.document.viz.dates import Printed, printed_dates
from bonafide.engine.document.viz.fields import Read
from bonafide.engine.document.viz.values import Value
from bonafide.engine.evidence import Agreement, Field, Source, Word

Likelihoods = Callable[[Word, Sequence[str]], list[float]]
"""Given a line and texts, the logarithms of their probabilities."""

DATES = ("birthdate", "expiration_date")
NOT_PRINTED, SCRIPT = "not_printed", "script_not_judged"
_ROOM = {"TD1": 30, "TD2": 31, "TD3": 39}
_LEAST_NUMBER = 5
_MOST_MARGIN = 60.0
_READ_AS = str.maketrans({"æ": "e", "ø": "o", "þ": "p", "ð": "d", "ł": "l", "ı": "i", "đ": "d"})
_PAIRS = (("ae", "e"), ("oe", "o"), ("ue", "u"), ("aa", "a"), ("ss", "s"), ("th", "p"), ("ij", "i"))
"""Spellings of one sign of its own in the zone (9303-3, section 6) to what the reader makes of that sign."""
_LONGEST_TERM = 16
_FAR = 0.6
"""Cost of place from which a date may belong to another caption, so that it contradicts nothing."""
_FOLD = str.maketrans("oilsbz", "011582")
_UNFOLD = str.maketrans("01582", "OISBZ")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


@dataclass(frozen=True, slots=True)
class Page:
    """The print of a document: its lines, its class, the pixels behind a line, the day of reading."""

    words: Sequence[Word]
    kind: DocumentKind
    likelihoods: Likelihoods
    today: date


def compare(machine: Mapping[str, Field], reads: Mapping[str, Read], page: Page) -> Mapping[str, Agreement]:
    """Compare every field that the machine readable part has. Keys as `VizRead.against`."""
    found: dict[str, Agreement] = {}
    for key in DATES:
        if key in machine:
            others = {machine[other].value for other in (*DATES, "issue_date") if other in machine} - {
                machine[key].value
            }
            read = reads.get(key)
            misplaced = read is not None and (read.cost > _FAR or read.value.value in others)
            anchored = read if read is not None and not misplaced else _by_age(key, machine, page)
            two_digits = machine[key].source is Source.MRZ
            found[key] = _date(machine[key].value, anchored, page, two_digits=two_digits)
    if "document_number" in machine:
        found["document_number"] = _number(
            machine["document_number"].value, reads.get("document_number"), page
        )
    if machine.get("sex") and machine["sex"].value in ("M", "F"):
        found["sex"] = _sex(machine["sex"].value, reads.get("sex"), page)
    if "name_last" in machine or "name_first" in machine:
        found["name"] = _name(machine, reads, page)
    return found


def _date(value: str, read: Read | None, page: Page, *, two_digits: bool) -> Agreement:
    """Compare a date; the zone has two digits of the year, so that only those can differ from the print."""
    either = page.kind.id.startswith("icao-")
    start = 2 if two_digits else 0
    printed = [d for word in page.words for d in _dates_of(word, page)]
    if any(_means(d, value, start, either=either) for d in printed):
        return Agreement(same=True)
    if read is None or not read.value.dates:
        return Agreement(None, NOT_PRINTED)
    one = next((d for d in _dates_of(read.word, page) if d.days == read.value.dates[0].days), None)
    if one is None or len(value) < len("YYYY-MM-DD"):
        return Agreement(None, NOT_PRINTED)
    return _differs(read.word, _rewritten(read.word.text, one, value), page)


def _by_age(key: str, machine: Mapping[str, Field], page: Page) -> Read | None:
    """Find a birth date or expiry without a caption: the earliest date, long before the document, or the latest.

    Nobody's licence or passport is valid for sixteen years from its issue, so that an earlier date is a birth;
    no issue lies ahead of the day of reading.
    """
    dated = [(d, word) for word in page.words for d in _dates_of(word, page)]
    end = machine["expiration_date"].value[:4] if "expiration_date" in machine else ""
    if key == "birthdate":
        dated = [pair for pair in dated if end and int(pair[0].days[0][:4]) < int(end) - _LONGEST_TERM]
    else:
        dated = [pair for pair in dated if pair[0].days[0] > page.today.isoformat()]
    if not dated:
        return None
    one, word = (min if key == "birthdate" else max)(dated, key=lambda pair: pair[0].days[0])
    value = Value(one.days[0], word.text[one.start : one.end], 1.0, (one,))
    return Read(key, value, word, 0.0)


def _nearest(key: str, wanted: str, page: Page) -> Read | None:
    """Find the line that is the wanted text but for one or two characters, or a part of it; None for none."""
    goal = squeezed(wanted)[0]
    most = min(2, len(goal) // 4)
    best: tuple[int, Read] | None = None
    for word in page.words:
        for part in {word.text, *re.split("[/,:]", word.text), word.text.partition(" ")[2]}:
            text = squeezed(part)[0]
            if abs(len(text) - len(goal)) <= most and text != goal:
                away = _distance(text, goal)
                if away <= most and (best is None or away < best[0]):
                    best = away, Read(key, Value(part.strip(), part.strip(), 1.0), word, 0.0)
    return best[1] if best is not None else None


def _distance(one: str, other: str) -> int:
    """Fewest single letters to change, add or take away (Levenshtein 1966)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]


def _dates_of(word: Word, page: Page) -> list[Printed]:
    kind = page.kind
    return printed_dates(word.text, order=kind.date_order, calendars=kind.calendars, today=page.today)


def _means(printed: Printed, value: str, start: int, *, either: bool) -> bool:
    """Whether a printed date can be the one; the order of day and month is open where states differ in it."""
    days = printed.days if either else [d for d in printed.days if d[5:] == printed.days[0][5:]]
    return any(day[start:].startswith(value[start:]) for day in days)


def _rewritten(text: str, one: Printed, value: str) -> list[str]:
    """Write the line as it would look with the other date; none where it has no form for that."""
    year, month, day = (int(part) for part in value.split("-"))
    out = text
    for start, end, part in sorted(one.parts, reverse=True):
        if start < 0:
            return []
        width = end - start
        if part == "n":
            new = text[start:end] if int(one.days[0][5:7]) == month else _MONTHS[month - 1]
        elif part == "y":
            shown = re.sub(r"\D", "", text[start:end]) or "1"
            since = int(one.days[0][:4]) - int(shown) if width != 2 else int(one.days[0][:2]) * 100
            new = f"{year - since if width != 2 else year % 100:0{width}d}"
        else:
            new = f"{month if part == 'm' else day:0{width}d}"
        out = out[:start] + new + out[end:]
    return [out] if out != text else []


def _number(value: str, read: Read | None, page: Page) -> Agreement:
    wanted = _folded(value)
    if len(wanted) >= _LEAST_NUMBER and any(wanted in _folded(word.text) for word in page.words):
        return Agreement(same=True)
    read = _nearest("document_number", value, page) or read
    if read is None:
        return Agreement(None, NOT_PRINTED)
    printed = _folded(read.value.value)
    if len(printed) >= _LEAST_NUMBER and printed in wanted:
        return Agreement(same=True)  # the zone's number with what the print leaves out, as a check character
    text = read.word.text
    at = text.find(read.value.raw)
    if at < 0:
        return Agreement(None, NOT_PRINTED)
    spaced = _as_spaced(read.value.raw, value)
    return _differs(read.word, [text[:at] + spaced + text[at + len(read.value.raw) :]], page)


def _as_spaced(printed: str, value: str) -> str:
    """Put spaces and dashes of the print into the value where the two are equally long."""
    letters = iter(value)
    if sum(c.isalnum() for c in printed) != len(value):
        return value
    return "".join(next(letters) if c.isalnum() else c for c in printed)


def _folded(text: str) -> str:
    """Letters and digits that readers confuse made one: O and 0, I, L and 1, S and 5, B and 8, Z and 2."""
    return squeezed(text)[0].translate(_FOLD)


def _sex(value: str, read: Read | None, page: Page) -> Agreement:
    if read is None:
        return Agreement(None, NOT_PRINTED)
    if read.value.value == value:
        return Agreement(same=True)
    signs = {"M": "男", "F": "女"} if read.value.raw in "男女" else {"M": "M", "F": "F"}
    text, raw = read.word.text, read.value.raw
    at = text.rfind(raw)
    other = raw[:-1] + signs[value] if len(raw) > 1 else signs[value]
    return _differs(read.word, [text[:at] + other + text[at + len(raw) :]] if at >= 0 else [], page)


def _name(machine: Mapping[str, Field], reads: Mapping[str, Read], page: Page) -> Agreement:
    last, first = _machine_names(machine)
    if _printed_somewhere(last, page.words) and _printed_somewhere(first, page.words):
        return Agreement(same=True)
    near = {
        key: read
        for key, name in (("name_last", last), ("name_first", first))
        if not _printed_somewhere(name, page.words) and (read := _nearest(key, name, page)) is not None
    }
    reads = {**{k: r for k, r in reads.items() if not (near and k == "name_full")}, **near}
    finding = _finding(last, first, machine, reads, page.kind)
    if finding is None:
        return Agreement(None, NOT_PRINTED)
    if finding.agrees is None:
        native = finding.reason in ("script_not_transliterated", "transcription_not_judged")
        return Agreement(None, SCRIPT if native else NOT_PRINTED)
    if finding.agrees:
        return Agreement(same=True)
    margins = [_name_margin(*pair, page) for pair in _differing(last, first, reads, page.words)]
    return Agreement(same=False, margin=max(margins)) if margins else Agreement(None, NOT_PRINTED)


def _machine_names(machine: Mapping[str, Field]) -> tuple[str, str]:
    def value(key: str) -> str:
        field = machine.get(key)
        plain = re.sub(r"['`\N{RIGHT SINGLE QUOTATION MARK}.]", "", field.value) if field is not None else ""
        return " ".join(re.sub(r"[-,]", " ", plain).split())

    return value("name_last"), " ".join(filter(None, (value("name_first"), value("name_middle"))))


def _printed_somewhere(name: str, words: Sequence[Word]) -> bool:
    """Whether a line, a part of it between strokes, or what follows its captions, may be written as the name."""
    return not name or any(
        spells(part, name) or _thin(part) == _thin(name) for word in words for part in _parts(word.text)
    )


def _thin(name: str) -> str:
    """Letters of a name without those that the text reader loses: of AE and its kin the second, P for TH."""
    plain = squeezed(name)[0].translate(_READ_AS)
    for pair, one in _PAIRS:
        plain = plain.replace(pair, one)
    return plain


def _parts(text: str) -> Iterator[str]:
    plain = text.translate(_UNFOLD)
    for part in {plain, *plain.split("/"), *plain.split(","), *plain.split(".")}:
        yield part
        tokens = part.split()
        for start in range(1, min(3, len(tokens))):
            yield " ".join(tokens[start:])


def _finding(
    last: str, first: str, machine: Mapping[str, Field], reads: Mapping[str, Read], kind: DocumentKind
) -> NameFinding | None:
    """Judge what stands at the captions of the name; None where nothing does."""
    truncated = any(
        key in machine for key in ("name_truncated", "name_last_truncated", "name_first_truncated")
    )
    room = _ROOM.get(kind.format)

    def judged(one: str, other: str) -> NameFinding:
        return names_agree(one, other, last, first, truncated=truncated, room=room)

    if "name_last" in reads or "name_first" in reads:
        printed = (reads[key].value.raw if key in reads else "" for key in ("name_last", "name_first"))
        return judged(*printed)
    if "name_full" in reads:
        return judged(reads["name_full"].value.raw.replace(",", " "), "")
    return None


def _differing(
    last: str, first: str, reads: Mapping[str, Read], words: Sequence[Word]
) -> Iterator[tuple[Read, str]]:
    if "name_last" in reads or "name_first" in reads:
        for key, zone in (("name_last", last), ("name_first", first)):
            if key in reads and not _printed_somewhere(zone, words):
                yield reads[key], zone
    elif "name_full" in reads:
        yield reads["name_full"], f"{last} {first}"


def _name_margin(read: Read, zone: str, page: Page) -> float:
    text, raw = read.word.text, read.value.raw
    at = text.find(raw)
    others = [zone.upper(), zone.title(), zone.replace(" ", "").upper()]
    if read.key == "name_full":
        parts = zone.split(" ", 1)
        others += [" ".join(reversed(parts)), " ".join(reversed(parts)).title(), ", ".join(parts).title()]
    lines = [text[:at] + other + text[at + len(raw) :] for other in others] if at >= 0 else []
    return _differs(read.word, lines, page).margin


def _differs(word: Word, others: Sequence[str], page: Page) -> Agreement:
    """Say that the print differs, and by how much it is likelier than any of the other texts."""
    if not others:
        return Agreement(None, NOT_PRINTED)
    own, *rest = page.likelihoods(word, [word.text, *others])
    margin = max(0.0, own - max(rest))
    return Agreement(same=False, margin=round(min(margin, _MOST_MARGIN), 2))
