"""Names of the machine readable part against those in print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bonafide.engine.document.catalogue import DocumentKind
from bonafide.engine.document.names.agree import NameFinding, names_agree, spells
from bonafide.engine.document.viz.captions import squeezed
from bonafide.engine.document.viz.fields import Read
from bonafide.engine.document.viz.page import NOT_PRINTED, Page, differs, nearest
from bonafide.engine.evidence import Agreement, Field, Word

_SCRIPT = "script_not_judged"
_ROOM = {"TD1": 30, "TD2": 31, "TD3": 39}
_READ_AS = str.maketrans({"æ": "e", "ø": "o", "þ": "p", "ð": "d", "ł": "l", "ı": "i", "đ": "d"})
_PAIRS = (("ae", "e"), ("oe", "o"), ("ue", "u"), ("aa", "a"), ("ss", "s"), ("th", "p"), ("ij", "i"))
"""Spellings of one sign of its own in the zone (9303-3, section 6) to what the reader makes of that sign."""
_MOST_LINES, _MOST_STEP = 3, 1.9
"""Most lines that one name takes, and the farthest step from line to line, in heights of the line."""
_UNFOLD = str.maketrans("01582", "OISBZ")


def name_agreement(machine: Mapping[str, Field], reads: Mapping[str, Read], page: Page) -> Agreement:
    """Compare the name, wherever and in whichever order it is printed; the script may be one that is not judged."""
    last, first = machine_names(machine)
    page = replace(page, words=[*page.words, *_stacked(page)])
    if printed_somewhere(last, page.words) and printed_somewhere(first, page.words):
        return Agreement(same=True)
    near = {
        key: read
        for key, name in (("name_last", last), ("name_first", first))
        if not printed_somewhere(name, page.words) and (read := nearest(key, name, page)) is not None
    }
    reads = {**{k: r for k, r in reads.items() if not (near and k == "name_full")}, **near}
    finding = _finding(last, first, machine, reads, page.kind)
    if finding is None:
        return Agreement(None, NOT_PRINTED)
    if finding.agrees is None:
        native = finding.reason in ("script_not_transliterated", "transcription_not_judged")
        return Agreement(None, _SCRIPT if native else NOT_PRINTED)
    if finding.agrees:
        return Agreement(same=True)
    margins = [_name_margin(*pair, page) for pair in _differing(last, first, reads, page.words)]
    return Agreement(same=False, margin=max(margins)) if margins else Agreement(None, NOT_PRINTED)


def machine_names(machine: Mapping[str, Field]) -> tuple[str, str]:
    """Last name and first names as the machine readable part has them, words apart by single spaces."""

    def value(key: str) -> str:
        field = machine.get(key)
        plain = re.sub(r"['`\N{RIGHT SINGLE QUOTATION MARK}.]", "", field.value) if field is not None else ""
        return " ".join(re.sub(r"[-,]", " ", plain).split())

    return value("name_last"), " ".join(filter(None, (value("name_first"), value("name_middle"))))


def _stacked(page: Page) -> Iterator[Word]:
    """Lines that stand under one another as one: a long name, or two family names, take two lines or three."""
    for side in page.sides:
        below = {id(one): min((w for w in side if _under(one, w)), key=_top, default=None) for one in side}
        for first in side:
            group = [first]
            while len(group) < _MOST_LINES and (after := below[id(group[-1])]) is not None:
                group.append(after)
                yield _together(group)


def _top(word: Word) -> int:
    return word.box[1]


def _under(upper: Word, lower: Word) -> bool:
    """Whether a line is the next of the same column: it begins where the other does, close below, as high."""
    (x, y, _, height), (u, v, _, high) = upper.box, lower.box
    close = 0.6 * height <= v - y <= _MOST_STEP * max(height, high)
    return close and abs(x - u) <= 0.6 * height and min(height, high) >= 0.72 * max(height, high)


def _together(group: Sequence[Word]) -> Word:
    left, top = (min(word.box[i] for word in group) for i in (0, 1))
    right, bottom = (max(word.box[i] + word.box[i + 2] for word in group) for i in (0, 1))
    sure = min(word.confidence for word in group)
    return Word(" ".join(word.text for word in group), sure, (left, top, right - left, bottom - top))


def printed_somewhere(name: str, words: Sequence[Word]) -> bool:
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
            if key in reads and not printed_somewhere(zone, words):
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
    return differs(read.word, lines, page).margin
