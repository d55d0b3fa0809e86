"""Which picture belongs to which check."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from bonafide.checks.dates import UnreadableDateError, written
from bonafide.cli.report import charts, pictures
from bonafide.cli.report.markup import Piece, Safe, el, join
from bonafide.cli.report.places import sides_of
from bonafide.cli.report.strip import strip
from bonafide.engine.evidence import DocumentEvidence, FaceComparison
from bonafide.engine.image import Pixels
from bonafide.policy.templates import template
from bonafide.policy.thresholds import SHIPPED

_SIDE_NAMES = ("Front", "Back")
_DATES = {"birthdate": "born", "issue_date": "issued", "expiration_date": "valid until"}


def of_age(born: date, years: int) -> date:
    """Day on which an age is reached; one born on 29 February reaches it on 1 March in other years."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


class View:
    """Pictures for one examined document; each method gives the picture of one check, None where none."""

    def __init__(self, document: DocumentEvidence, selfie: bytes, comparison: FaceComparison | None) -> None:
        self.document, self.comparison = document, comparison
        self.sides = sides_of(document)
        self.qualities = [side.quality for side in (document.front, document.back) if side is not None]
        self.selfie = pictures.pixels(selfie)
        self.portrait = pictures.pixels(document.portrait.jpeg) if document.portrait else None

    def of(self, check: str) -> Safe | None:
        """Picture of a check by its name."""
        made = _VIEWS.get(check)
        return made(self) if made else self._sign(check.removeprefix("id_").removesuffix("_detection"))

    def _sign(self, key: str) -> Safe | None:
        """Picture that a detector drew of what it measured."""
        sign = self.document.signs.get(key)
        shown = pictures.pixels(sign.picture) if sign is not None else None
        return charts.figure(pictures.uri(shown), key.replace("_", " ")) if shown is not None else None

    def entity(self) -> Safe:
        """How sure the engine is that this is a document."""
        sure = self.document.is_document
        return charts.gauge(sure, SHIPPED.is_document_min, 1, "certainty")

    def blur(self) -> Safe:
        """Steepness of edges, side by side."""
        gauges = [charts.gauge(q.sharpness, SHIPPED.sharpness_min, 1, "sharpness") for q in self.qualities]
        return self._maps(pictures.sharpness_map, "edges, red soft to green crisp", gauges)

    def glare(self) -> Safe:
        """Clipped areas."""
        gauges = [
            charts.gauge(q.glare, SHIPPED.glare_max, 0.1, "share of light spots", least=False)
            for q in self.qualities
        ]
        words = "light spots in red, plain white in pale blue"
        return self._maps(pictures.glare_map, words, gauges)

    def colour(self) -> Safe | None:
        """Colourfulness of the front."""
        if not self.sides:
            return None
        bar = charts.gauge(self.qualities[0].chroma, SHIPPED.chroma_min, 20, "mean chroma")
        words = "Front: chroma, dark is grey and bright is colour"
        return charts.figure(pictures.uri(pictures.chroma_map(self.sides[0])), words, bar)

    def portrait_crop(self) -> Safe | None:
        """The printed portrait."""
        found = self.document.portrait
        if found is None or self.portrait is None:
            return None
        eyes = charts.gauge(
            found.inter_eye_px, SHIPPED.portrait_inter_eye_min, 120, "pixels between the eyes"
        )
        sharp = charts.gauge(found.quality.sharpness, SHIPPED.portrait_sharpness_min, 1, "sharpness")
        return join(el("div", self._face(self.portrait, "Portrait"), class_="pair one"), eyes, sharp)

    def country(self) -> Safe:
        """Issuing state in large letters."""
        return el("p", self.document.country or "?", class_="large")

    def kind(self) -> Safe:
        """Class and format in large letters."""
        kind = self.document.document_class
        words = kind.name.replace("_", " ").lower() if kind else "?"
        return el("p", words, el("small", f" {self.document.format or ''}"), class_="large")

    def both(self) -> Safe:
        """The sides side by side."""
        shown = [(pictures.uri(one, 400), name) for one, name in zip(self.sides, _SIDE_NAMES, strict=False)]
        return charts.pair(shown)

    def zone(self) -> Safe | None:
        """The MRZ."""
        return strip(self.document)

    def barcode(self) -> Safe | None:
        """What kind of barcode and which of its parts do not hold."""
        found = self.document.barcode
        if found is None:
            return None
        words = f"{found.symbology}, {found.standard or 'no known standard'}, {len(found.text)} characters"
        wrong = el("p", f"Does not hold: {', '.join(found.failed)}", class_="note") if found.failed else None
        return join(el("p", words, class_="note"), wrong)

    def fields(self) -> Safe:
        """Which of the needed fields were read."""
        have = {name for name, one in self.document.fields.items() if one.value.strip()}
        named = {"name": bool(have & {"name_first", "name_last", "name_full", "name_full_native"})}
        needed = named | {key: key in have for key in ("birthdate", "document_number")}
        rows = [
            el("li", el("i", "✓" if there else "✗", class_="good" if there else "bad"), key.replace("_", " "))
            for key, there in needed.items()
        ]
        return el("ul", *rows, class_="ticks")

    def number(self) -> Safe | None:
        """The number as read."""
        found = self.document.fields.get("document_number")
        return el("p", el("code", found.value), class_="large") if found else None

    def dates(self) -> Safe | None:
        """All dates on a line."""
        return self._line(tuple(_DATES))

    def expiry(self) -> Safe | None:
        """Issue, expiry, and the day of the check."""
        return self._line(("issue_date", "expiration_date"))

    def age(self) -> Safe | None:
        """Birth, coming of age, and the day of the check."""
        least = template().min_age
        born = self._day("birthdate")
        if born is None:
            return None
        return charts.timeline({"born": born, f"turns {least}": of_age(born, least)}, self.document.today)

    def faces(self) -> Safe | None:
        """Portrait beside selfie with the scale."""
        if self.selfie is None and self.portrait is None:
            return None
        value = self.comparison.similarity if self.comparison else None
        return join(
            el(
                "div", self._face(self.portrait, "Portrait"), self._face(self.selfie, "Selfie"), class_="pair"
            ),
            charts.similarity(value, SHIPPED.review_min, SHIPPED.match_min),
        )

    def _line(self, keys: Sequence[str]) -> Safe | None:
        days = {_DATES[key]: day for key in keys if (day := self._day(key)) is not None}
        return charts.timeline(days, self.document.today) if days else None

    def _day(self, key: str) -> date | None:
        try:
            span = written(self.document, key)
        except UnreadableDateError:
            return None
        return span[0] if span else None

    def _maps(self, paint: Callable[[Pixels], Pixels], words: str, gauges: list[Safe]) -> Safe:
        rows = zip(self.sides, _SIDE_NAMES, gauges, strict=False)
        return join(
            *(charts.figure(pictures.uri(paint(one)), f"{name}: {words}", bar) for one, name, bar in rows)
        )

    @staticmethod
    def _face(face: Pixels | None, words: str) -> Piece:
        if face is None:
            return el("figure", el("div", "none", class_="absent"), el("figcaption", words))
        return charts.figure(pictures.uri(face, 420), words)


_VIEWS: Mapping[str, Callable[[View], Safe | None]] = {
    "id_entity_detection": View.entity,
    "id_blur_detection": View.blur,
    "id_glare_detection": View.glare,
    "id_color_inconsistency_detection": View.colour,
    "id_portrait_detection": View.portrait_crop,
    "id_disallowed_country_detection": View.country,
    "id_disallowed_type_detection": View.kind,
    "id_double_side_detection": View.both,
    "id_mrz_detection": View.zone,
    "id_barcode_detection": View.barcode,
    "id_extracted_properties_detection": View.fields,
    "id_number_format_inconsistency_detection": View.number,
    "id_expired_detection": View.expiry,
    "id_valid_dates_detection": View.dates,
    "id_age_comparison": View.age,
    "id_selfie_comparison": View.faces,
    "selfie_id_comparison": View.faces,
}
