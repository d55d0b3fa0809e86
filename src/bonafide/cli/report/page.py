"""The page: outcome, document, faces, every check, time spent."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import TYPE_CHECKING

from bonafide import __version__
from bonafide.checks.base import CheckResult, Status
from bonafide.checks.catalogue import CATALOGUE
from bonafide.cli.report import charts, pictures
from bonafide.cli.report.markup import Piece, Safe, el, join, style
from bonafide.cli.report.places import Mark, marks
from bonafide.cli.report.views import View
from bonafide.engine.evidence import Box, DocumentEvidence
from bonafide.engine.image import Pixels
from bonafide.policy import reasons
from bonafide.policy.rules import shipped_rules

if TYPE_CHECKING:
    from bonafide.cli.examined import Examined

_ICONS = {Status.PASSED: "✓", Status.FAILED: "✗", Status.NOT_APPLICABLE: "–"}
_TITLES = {
    "approved": "Approved",
    "retry": "Try again",
    "needs_review": "A person decides",
    "declined": "Declined",
}
_WIDE = frozenset({"id_mrz_detection"})
_ROOMS = ("document", "selfie")
_LONE = (
    "Most of these need a recording made before the live camera with a challenge. "
    "A single picture shows no live person, so they could not be made here."
)


def page(found: Examined) -> str:
    """Render the whole report. Nothing in it loads from anywhere, and nothing in it runs."""
    view = View(found.document, found.selfie, found.comparison)
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el(
            "meta",
            http_equiv="Content-Security-Policy",
            content="default-src 'none'; img-src data:; style-src 'unsafe-inline'",
        ),
        el("meta", name="color-scheme", content="light dark"),
        el("title", f"Bonafide report: {_title(found)}"),
        style(files("bonafide.cli.report").joinpath("style.css").read_text("utf-8")),
    )
    body = el("body", el("main", _outcome(found), _document(found, view), *_checks(found, view), _end(found)))
    return "<!doctype html>\n" + el("html", head, body, lang="en")


def _title(found: Examined) -> str:
    return _TITLES.get(str(found.decision.outcome), str(found.decision.outcome))


def _outcome(found: Examined) -> Safe:
    decision = found.decision
    counts = [(s, sum(one.status is s for one in found.checks)) for s in Status]
    tally = [
        el("li", el("i", _ICONS[s], class_=f"icon {s}"), f"{n} {s.replace('_', ' ')}") for s, n in counts
    ]
    rule = next((one for one in shipped_rules().rules if one.name == decision.rule), None)
    return el(
        "header",
        el("p", "Outcome", class_="eyebrow"),
        el("h1", _title(found)),
        _says(decision.reasons),
        el("ul", *tally, class_="tally"),
        el("p", "Rule that fired: ", el("b", decision.rule), f" ({decision.policy_version})", class_="rule"),
        el("p", "It holds when ", el("code", " ".join(rule.when.split())), class_="rule") if rule else None,
        class_=f"outcome {decision.outcome}",
    )


def _says(codes: Sequence[str]) -> Safe | None:
    items = [el("li", _reason(code)) for code in codes]
    return el("ul", *items, class_="reasons") if items else None


def _reason(code: str) -> str:
    try:
        return reasons.text(code, "reviewer", "en")
    except KeyError:
        return code


def _document(found: Examined, view: View) -> Safe:
    placed = marks(found.document, view.sides)
    pictured = [
        _side(view.sides[k], [m for m in placed if m.side == k], placed) for k in range(len(view.sides))
    ]
    faces = view.faces() or el("p", "Neither a portrait nor a selfie.", class_="note")
    left = el("div", el("h2", "The document, flattened"), *pictured, class_="panel")
    right = el("div", el("h2", "Portrait and selfie"), faces, class_="panel")
    return el("section", left, right, _fields(found.document), class_="split")


def _fields(document: DocumentEvidence) -> Safe:
    tiles = [
        el("div", el("dt", name.replace("_", " ")), el("dd", one.value, " ", el("small", one.source)))
        for name, one in document.fields.items()
    ]
    read = el("dl", *tiles, class_="fields") if tiles else el("p", "No field was read.", class_="note")
    return el("div", el("h2", "What was read"), read, class_="panel across")


def _side(image: Pixels, own: Sequence[Mark], every: Sequence[Mark]) -> Safe:
    numbers = {id(mark): str(rank) for rank, mark in enumerate((m for m in every if m.cell), 1)}
    height, width = image.shape[:2]
    boxes = [_box(mark, numbers.get(id(mark), ""), width, height) for mark in own]
    photo = el("img", src=pictures.uri(image, pictures.PAGE_SIDE), alt="Flattened side of the document")
    keys = [el("li", el("b", numbers[id(m)]), f" {m.label} ", el("code", m.value)) for m in own if m.cell]
    legend = el("ol", *keys, class_="legend") if keys else None
    return join(el("div", photo, *boxes, class_="canvas"), legend)


def _box(mark: Mark, number: str, width: int, height: int) -> Safe:
    place = _percent(mark.box, width, height)
    words: Piece = number if mark.cell else mark.label
    kind = f"cell {mark.cell}" if mark.cell else "whole"
    return el("div", el("span", words), class_=f"box {kind}", style=place, title=f"{mark.label} {mark.value}")


def _percent(box: Box, width: int, height: int) -> str:
    x, y, w, h = (100 * part / whole for part, whole in zip(box, (width, height) * 2, strict=True))
    return f"left:{x:.2f}%;top:{y:.2f}%;width:{w:.2f}%;height:{h:.2f}%"


def _checks(found: Examined, view: View) -> list[Safe]:
    made = []
    for room in _ROOMS:
        mine = [one for one in found.checks if CATALOGUE[one.name].room == room]
        cards = [_card(one, view) for one in mine]
        lone = el("p", _LONE, class_="note") if room == "selfie" else None
        made.append(el("section", el("h2", f"Checks of the {room}"), lone, el("div", *cards, class_="cards")))
    return made


def _card(result: CheckResult, view: View) -> Safe:
    wide = " wide" if result.name in _WIDE and view.document.mrz is not None else ""
    picture = None if result.status is Status.NOT_APPLICABLE else view.of(result.name)
    said = result.status.replace("_", " ")
    head = el(
        "div",
        el("i", _ICONS[result.status], class_=f"icon {result.status}", aria_label=said, role="img"),
        el("h3", CATALOGUE[result.name].description),
        class_="top",
    )
    foot = el("p", el("code", result.name), f" {said}, {result.requirement.replace('_', ' ')}", class_="foot")
    return el("article", head, _says(result.reasons), picture, foot, class_=f"card {result.status}{wide}")


def _end(found: Examined) -> Safe:
    whole = {"document", "face"}
    total = sum(found.timings_ms.get(name, 0.0) for name in whole)
    stages = {name: ms for name, ms in found.timings_ms.items() if name != "document"}
    models = [el("li", f"{name} ", el("code", digest[:16])) for name, digest in found.document.models.items()]
    return el(
        "footer",
        el("div", el("h2", "Time"), charts.timings(stages, total), class_="panel"),
        el("div", el("h2", "Models"), el("ul", *models, class_="models"), class_="panel"),
        el(
            "p",
            f"bonafide {__version__}, judged for {found.document.today.isoformat()}. This page holds "
            "a person's document and face: keep it and delete it as you would the document itself.",
        ),
    )
