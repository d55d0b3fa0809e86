"""Small charts of bars and lines, drawn with boxes placed in percent, so that they fit any width."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bonafide.cli.report.markup import Piece, Safe, el, join

_FLOOR = 0.6
_NEAR = 38.0
"""Percent of the line within which two labels on one side would meet on a phone."""


def share(value: float, low: float, high: float) -> float:
    """Where a value lies between two ends, in percent, kept inside."""
    return 100 * min(1.0, max(0.0, (value - low) / (high - low))) if high > low else 0.0


def gauge(value: float, limit: float, high: float, words: str, *, least: bool = True) -> Safe:
    """One bar from 0 to `high` with the limit as a tick, which is to be reached (`least`) or not passed."""
    good = value >= limit if least else value <= limit
    tick = el("i", class_="tick", style=f"left:{share(limit, 0, high):.1f}%")
    bar = el("i", class_="fill " + ("good" if good else "bad"), style=f"width:{share(value, 0, high):.1f}%")
    bound = "at least" if least else "at most"
    said = el("small", f"{words} {value:.3g}, {bound} {limit:.3g}")
    return el("div", el("div", bar, tick, class_="bar"), said, class_="gauge")


def similarity(value: float | None, review: float, match: float) -> Safe:
    """The scale of the face comparison: clearly other, a person looks, match; the marker is this pair."""
    low = min(_FLOOR, value) if value is not None else _FLOOR
    at = [share(one, low, 1.0) for one in (review, match)]
    zones = [
        ("bad", 0.0, at[0], "different people"),
        ("doubt", at[0], at[1], "a person looks"),
        ("good", at[1], 100.0, "match"),
    ]
    blocks = [
        el("i", class_=f"zone {tone}", style=f"left:{start:.1f}%;width:{end - start:.1f}%", title=words)
        for tone, start, end, words in zones
    ]
    ticks = [el("b", f"{one:.2f}", style=f"left:{share(one, low, 1.0):.1f}%") for one in (review, match)]
    marker = None
    if value is not None:
        marker = el("span", f"{value:.3f}", class_="marker", style=f"left:{share(value, low, 1.0):.1f}%")
    keys = [el("li", el("i", class_=f"dot {tone}"), words) for tone, _, _, words in zones]
    none = el("li", "not compared") if value is None else None
    legend = el("ul", *keys, none, class_="keys")
    return el("div", el("div", marker, *blocks, *ticks, class_="scale"), legend, class_="likeness")


def timeline(days: Mapping[str, date], today: date) -> Safe:
    """Dates of the document and the day of the check on one line."""
    stops = sorted([*((day, words) for words, day in days.items()), (today, "checked")])
    first, last = stops[0][0].toordinal(), stops[-1][0].toordinal()
    lefts = [4 + 0.92 * share(day.toordinal(), first, last) for day, _ in stops]
    shown = []
    for rank, ((day, words), left) in enumerate(zip(stops, lefts, strict=True)):
        edge = _edge(left, following=lefts[rank + 2] if rank + 2 < len(lefts) else 200.0)
        level = "up" if rank % 2 else "down"
        now = " now" if words == "checked" else ""
        label = el("small", el("b", words), " ", day.isoformat())
        shown.append(el("span", label, class_=f"stop {level}{edge}{now}", style=f"left:{left:.1f}%"))
    return el("div", *shown, class_="timeline")


def _edge(left: float, *, following: float) -> str:
    """Which way a label leans: into the line, or away from the next one on its side where that is near."""
    if left < 22:
        return " start"
    return " end" if left > 78 or following - left < _NEAR else ""


def timings(spent: Mapping[str, float], total: float) -> Safe:
    """One bar for each stage, longest first."""
    ordered = sorted(((name, ms) for name, ms in spent.items() if ms >= 1), key=lambda one: -one[1])
    longest = max([*spent.values(), 1.0])
    rows = [
        el(
            "tr",
            el("th", name.replace("_", " "), scope="row"),
            el("td", el("i", class_="fill plain", style=f"width:{share(ms, 0, longest):.1f}%")),
            el("td", f"{ms:,.0f} ms"),
        )
        for name, ms in ordered
    ]
    return join(
        el("p", f"{total / 1000:.1f} seconds of waiting, by the clock on the wall."),
        el("table", *rows, class_="times"),
    )


def pair(figures: Sequence[tuple[str, str]]) -> Safe:
    """Whole pictures side by side, each a (data address, caption)."""
    return el("div", *(figure(src, words) for src, words in figures), class_="pair whole")


def figure(src: str, words: str, *more: Piece) -> Safe:
    """One picture with its caption."""
    return el("figure", el("img", src=src, alt=words), el("figcaption", words, *more))
