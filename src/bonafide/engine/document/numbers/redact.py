"""National numbers that the law lets few keep: judged once, then cut before the evidence leaves the engine.

Cut are fields, printed lines, lines of the zone, the barcode's text, and the same places in the flat pictures.
The photographs as captured are not the engine's; docs/documents.md says what follows from that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import cv2
import numpy as np

from bonafide.engine.document.catalogue import kinds
from bonafide.engine.document.numbers.judge import NumberFinding, compact, compared, validate
from bonafide.engine.evidence import (
    BarcodeRead,
    Box,
    DocumentClass,
    DocumentEvidence,
    Field,
    MrzRead,
    NumberRead,
    Side,
    Word,
)
from bonafide.engine.image import decode, encode_jpeg

STAR = "*"


@dataclass(frozen=True, slots=True)
class Restricted:
    """A number that may not be kept whole.

    Attributes:
        country, scheme: as in docs/numbers.md.
        form: how it is written, separators allowed.
        first, last: how many of its characters may stay at either end.
        law: what restricts it.
        not_on: classes that bear other numbers of the same form.

    """

    country: str
    scheme: str
    form: re.Pattern[str]
    first: int
    last: int
    law: str
    not_on: frozenset[DocumentClass] = frozenset()


RESTRICTED = (
    Restricted(
        "NLD", "bsn", re.compile(r"(?<!\d)\d{9}(?!\d)"), 0, 0,
        "Uitvoeringswet AVG, article 46: only where a law says so; copies of IDs cover it whole",
    ),
    Restricted(
        "KOR", "rrn", re.compile(r"(?<!\d)\d{6}\s?-?\s?[0-9]\d{6}(?!\d)"), 7, 0,
        "Personal Information Protection Act, article 24-2: the last six digits are covered",
    ),
    Restricted(
        "IND", "aadhaar", re.compile(r"(?<!\d)(?<!\d\s)\d{4}\s?\d{4}\s?\d{4}(?!\s?\d)"), 0, 4,
        "Aadhaar Act 2016 and its regulations of 2016 on sharing: masked Aadhaar shows the last four",
    ),
    Restricted(
        "JPN", "mynumber", re.compile(r"(?<!\d)(?<!\d\s)\d{4}\s?\d{4}\s?\d{4}(?!\s?\d)"), 0, 0,
        "Act on the Use of Numbers to Identify a Specific Individual, article 20",
        frozenset({DocumentClass.DRIVING_LICENCE, DocumentClass.PASSPORT}),
    ),
)  # fmt: skip
"""Every number that is cut, with how much of it stays."""


def redact(evidence: DocumentEvidence) -> DocumentEvidence:
    """Cut every restricted number; `numbers` of the result says what judging it gave.

    Without a known country only a number whose check digit holds is taken for one.
    """
    found = {number: (rule, finding) for number, rule, finding in _found(evidence)}
    for number, (rule, _) in found.items():
        evidence = _without(evidence, number, rule)
    return (
        replace(evidence, numbers=tuple(_read(f, evidence) for _, f in found.values())) if found else evidence
    )


def shown(number: str, rule: Restricted) -> str:
    """Give the number with its covered characters as stars."""
    end = len(number) - rule.last
    return number[: rule.first] + STAR * (end - rule.first) + number[end:]


def _found(evidence: DocumentEvidence) -> Iterator[tuple[str, Restricted, NumberFinding]]:
    yield from restricted_in(
        list(_texts(evidence)), _country(evidence), evidence.document_class, today=evidence.today
    )


def _country(evidence: DocumentEvidence) -> str | None:
    """Issuing state; where the document does not say it, that of the class which the person chose."""
    viz = evidence.viz
    if evidence.country is not None or viz is None or not viz.as_chosen:
        return evidence.country
    return next(iter(kinds()[viz.class_id].countries), None)


def restricted_in(
    texts: Sequence[str], country: str | None, document_class: DocumentClass | None, *, today: date
) -> Iterator[tuple[str, Restricted, NumberFinding]]:
    """Find every restricted number in these texts: without separators, with its rule, and what judging it gave."""
    for rule in RESTRICTED:
        if country in (rule.country, None) and document_class not in rule.not_on:
            for text in texts:
                for match in rule.form.finditer(text):
                    number = compact(match[0])
                    finding = validate(rule.country, rule.scheme, number, today=today)
                    if finding.valid or (country and finding.reason != "wrong_form"):
                        yield number, rule, finding


def _texts(evidence: DocumentEvidence) -> Iterator[str]:
    """Every place where such a number may stand, but the document's own number of machine readable cards."""
    fields = dict(evidence.fields) | (dict(evidence.viz.fields) if evidence.viz is not None else {})
    yield from (field.value for key, field in fields.items() if key.endswith(("number", "data")))
    for side in (evidence.front, evidence.back):
        yield from (word.text for word in side.words) if side is not None else ()


def _read(finding: NumberFinding, evidence: DocumentEvidence) -> NumberRead:
    def value(key: str) -> str | None:
        field = evidence.fields.get(key)
        return field.value if field is not None else None

    same = compared(finding, value("birthdate"), value("sex"))
    return NumberRead(finding.scheme, finding.valid, finding.reason, same["birthdate"], same["sex"])


def _pattern(number: str) -> re.Pattern[str]:
    return re.compile(r"[\s\-]*".join(number))


def cut_text(text: str, number: str, rule: Restricted) -> str:
    """Put stars for the covered characters wherever the number stands in a text."""

    def starred(match: re.Match[str]) -> str:
        letters = iter(shown(number, rule))
        return "".join(next(letters) if c.isalnum() else c for c in match[0])

    return _pattern(number).sub(starred, text)


def _without(evidence: DocumentEvidence, number: str, rule: Restricted) -> DocumentEvidence:
    def fields(values: Mapping[str, Field]) -> Mapping[str, Field]:
        return {
            key: replace(f, value=cut_text(f.value, number, rule), raw=cut_text(f.raw, number, rule))
            for key, f in values.items()
        }

    viz = evidence.viz
    return replace(
        evidence,
        front=_side(evidence.front, number, rule, evidence.mrz),
        back=None if evidence.back is None else _side(evidence.back, number, rule, evidence.mrz),
        fields=fields(evidence.fields),
        viz=None if viz is None else replace(viz, fields=fields(viz.fields)),
        mrz=None if evidence.mrz is None else cut_zone(evidence.mrz, number, rule),
        barcode=None if evidence.barcode is None else _barcode(evidence.barcode, number, rule),
    )


def cut_zone(mrz: MrzRead, number: str, rule: Restricted) -> MrzRead:
    """Put stars for the covered characters in the lines of a zone; their lengths stay."""
    lines, raw = (tuple(cut_text(line, number, rule) for line in group) for group in (mrz.lines, mrz.raw))
    return replace(mrz, lines=lines, raw=raw)


def _barcode(read: BarcodeRead, number: str, rule: Restricted) -> BarcodeRead:
    values = {key: cut_text(value, number, rule) for key, value in read.fields.items()}
    return replace(read, text=cut_text(read.text, number, rule), fields=values)


def _side(side: Side, number: str, rule: Restricted, mrz: MrzRead | None) -> Side:
    boxes = [box for word in side.words for box in _covered(word.text, word.box, number, rule)]
    boxes += _zone_boxes(mrz, number, rule) if mrz is not None and not _elsewhere(side, mrz) else []
    words = tuple(Word(cut_text(w.text, number, rule), w.confidence, w.box) for w in side.words)
    return replace(side, words=words, rectified=_painted(side.rectified, boxes) if boxes else side.rectified)


def _elsewhere(side: Side, mrz: MrzRead) -> bool:
    """Whether printed lines of this side lie where the zone is, so that the zone is on the other one."""
    if mrz.box is None:
        return True
    x, y, width, height = mrz.box
    return any(
        x <= w.box[0] + w.box[2] / 2 <= x + width and y <= w.box[1] + w.box[3] / 2 <= y + height
        for w in side.words
    )


def _covered(text: str, box: Box, number: str, rule: Restricted) -> Iterator[Box]:
    """Boxes of the covered characters in a line, all characters taken as equally wide, one wider at each end."""
    for match in _pattern(number).finditer(text):
        hidden = [i for i, c in enumerate(cut_text(match[0], number, rule)) if c == STAR]
        if hidden:
            start, end = match.start() + hidden[0] - 0.6, match.start() + hidden[-1] + 1.4
            step = box[2] / max(1, len(text))
            yield round(box[0] + start * step), box[1], round((end - start) * step), box[3]


def _zone_boxes(mrz: MrzRead, number: str, rule: Restricted) -> list[Box]:
    if mrz.box is None:
        return []
    x, y, width, height = mrz.box
    row = height / len(mrz.lines)
    places = ((x, round(y + at * row), width, round(row)) for at in range(len(mrz.lines)))
    return [b for line, at in zip(mrz.lines, places, strict=True) for b in _covered(line, at, number, rule)]


def _painted(jpeg: bytes, boxes: list[Box]) -> bytes:
    picture = np.ascontiguousarray(decode(jpeg))
    for x, y, width, height in boxes:
        cv2.rectangle(picture, (x, y), (x + width, y + height), (40, 40, 40), -1)
    return encode_jpeg(picture)
