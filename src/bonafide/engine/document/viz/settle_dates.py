"""Dates that stayed open: pieces of a row put together, and misread ones told by every date they could be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bonafide.engine.document.viz.agree_dates import MONTHS, latest_birth, means
from bonafide.engine.document.viz.page import Page, dates_of, distance
from bonafide.engine.evidence import Agreement, Field, Source, Word

_SLIPS = 4
"""Most characters of a misread date that are not of its form."""
_LEAST_DIGITS = 3
_STYLES = (
    "{d} {n} {y}", "{d}.{m}.{y}", "{d}/{m}/{y}", "{d}-{m}-{y}", "{m}/{d}/{y}", "{m}-{d}-{y}", "{y}/{m}/{d}",
    "{y}-{m}-{d}", "{y}.{m}.{d}", "{d} {m} {y}", "{d}{n} {y}",
)  # fmt: skip
_MOST_MARGIN = 60.0
_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class _Day:
    """A day written in a style."""

    year: int
    month: int
    day: int

    def written(self, style: str) -> str:
        name = MONTHS[self.month - 1]
        return style.format(d=f"{self.day:02d}", m=f"{self.month:02d}", y=f"{self.year:04d}", n=name)

    @property
    def iso(self) -> str:
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"


def settle_date(key: str, one: Agreement, machine: Mapping[str, Field], page: Page) -> Agreement:
    """Look again for a date: in rows put together, then in lines that are nearly a date."""
    value = machine[key].value
    if len(value) != len("YYYY-MM-DD"):
        return one
    start = 2 if machine[key].source is Source.MRZ else 0
    either = page.kind.id.startswith("icao-")
    pieced = [d for side in page.sides for word in side for d in dates_of(word, page)]
    if any(means(d, value, start, either=either) for d in pieced):
        return Agreement(same=True)
    found = [_judged(word, style, key, machine, page) for word, style in _misread(page)]
    told = [x for x in found if x is not None]
    if any(x.same for x in told):
        return Agreement(same=True)
    return told[0] if len(told) == 1 and one.same is None else one


def _misread(page: Page) -> Iterator[tuple[Word, str]]:
    """Lines that hold no date but are nearly one, each with the style it is nearest to."""
    styles = _styles(page)
    for word in page.words if styles else ():
        digits = sum(c.isdigit() for c in word.text)
        if digits < _LEAST_DIGITS or dates_of(word, page):
            continue
        away, style = min(
            (distance(_form(word.text), _form(_Day(2000, 10, 10).written(s))), s) for s in styles
        )
        if away <= _SLIPS:
            yield word, style


def _styles(page: Page) -> Sequence[str]:
    """Styles in which this document prints its other dates; without any, none is guessed."""
    dated = [(word.text[d.start : d.end], d) for word in page.words for d in dates_of(word, page)]
    return [
        style
        for style in _STYLES
        if any(
            text.upper() == _Day(*(int(p) for p in d.days[0].split("-"))).written(style) for text, d in dated
        )
    ]


def _form(text: str) -> str:
    """A text with every digit as 0 and every letter as A."""
    return "".join("0" if c.isdigit() else "A" if c.isalpha() else c for c in text)


def _judged(word: Word, style: str, key: str, machine: Mapping[str, Field], page: Page) -> Agreement | None:
    """Compare the likeliest date in the pixels with the expected one; None where it cannot be this field."""
    wanted = _Day(*(int(part) for part in machine[key].value.split("-")))
    best, margin = _likeliest(word, style, wanted, page)
    if best == wanted:
        return Agreement(same=True)
    if not _can_be(key, best, machine, page):
        return None
    return Agreement(same=False, margin=round(min(margin, _MOST_MARGIN), 2))


def _likeliest(word: Word, style: str, wanted: _Day, page: Page) -> tuple[_Day, float]:
    """Climb from the expected date, one part at a time, to the date that the pixels show best."""
    lacks = max(0, len(wanted.written(style)) - len(word.text)) / len(word.text)
    word = page.wider(word, 0.0, lacks) if lacks else word
    best, score = wanted, page.likelihoods(word, [wanted.written(style)])[0]
    first = score
    for _ in range(_ROUNDS):
        for part in ("year", "month", "day"):
            days = list(_varied(best, part, page.today.year))
            scores = page.likelihoods(word, [day.written(style) for day in days])
            top, day = max(zip(scores, days, strict=True), key=lambda pair: pair[0])
            if top > score:
                best, score = day, top
    return best, score - first


def _varied(one: _Day, part: str, year: int) -> Iterator[_Day]:
    ranges = {"year": range(year - 110, year + 51), "month": range(1, 13), "day": range(1, 32)}
    for number in ranges[part]:
        day = _Day(**{"year": one.year, "month": one.month, "day": one.day, part: number})
        try:
            date(day.year, day.month, day.day)
        except ValueError:
            continue
        yield day


def _can_be(key: str, day: _Day, machine: Mapping[str, Field], page: Page) -> bool:
    """Whether a date can be a birth or an expiry and no issue: long before the document ends, or ahead."""
    if key == "expiration_date":
        return day.iso > page.today.isoformat()
    return day.year < latest_birth(machine, page)
