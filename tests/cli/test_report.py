import re
import stat
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from tests.checks import made
from tests.cli.examined import examined, picture, zone

from bonafide.checks.catalogue import CATALOGUE
from bonafide.cli.report import write_report
from bonafide.cli.report.markup import el, style
from bonafide.cli.report.page import page
from bonafide.cli.report.pictures import glare_map, pixels, sharpness_map
from bonafide.cli.report.places import marks, sides_of
from bonafide.cli.report.views import of_age
from bonafide.engine.evidence import BarcodeRead, Field, Side, Source
from bonafide.engine.image import Pixels, encode_jpeg
from bonafide.errors import InvalidInputError
from bonafide.policy.reasons import CODES, text

EVIL = "<script>alert(1)</script>\"'&<img src=x onerror=alert(2)>"


class Reader(HTMLParser):
    """Notes elements, addresses, unbalanced tags and what is said."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.sources: list[str] = []
        self.handlers: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in {"img", "meta", "br"}:
            self.open.append(tag)
        self.sources += [value or "" for key, value in attrs if key in {"src", "href", "data", "action"}]
        self.handlers += [key for key, _ in attrs if key.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_page_shows_every_check_with_its_name_and_status() -> None:
    html = page(examined())
    assert set(CATALOGUE) == {name for name in CATALOGUE if f"<code>{name}</code>" in html}
    assert html.count('<article class="card ') == len(CATALOGUE)


def test_reasons_are_told_in_the_voice_of_the_reviewer() -> None:
    found = examined(0.5)
    said = "".join(Reader(page(found)).words)
    failed = [code for one in found.checks for code in one.reasons]
    assert "face_mismatch" in failed
    assert all(text(code, "reviewer", "en") in said for code in failed)


def test_page_is_complete_in_itself_and_runs_nothing() -> None:
    read = Reader(page(examined()))
    assert not read.open
    assert read.sources
    assert all(one.startswith("data:image/jpeg;base64,") for one in read.sources)
    assert not set(read.tags) & {"script", "link", "iframe", "object", "form", "a"}
    sheet = "".join(read.words)
    assert "url(" not in sheet
    assert "@import" not in sheet
    assert not re.search(r"https?://", page(examined()))


def test_texts_from_the_document_are_escaped_wherever_they_stand() -> None:
    fields = {key: Field(EVIL, Source.BARCODE, 0.9, EVIL) for key in ("name_last", "document_number", EVIL)}
    barcode = BarcodeRead(EVIL, EVIL, EVIL, False, (EVIL,), {EVIL: EVIL})
    evil = zone(lines=(EVIL[:44].ljust(44, "<"), EVIL[:44].ljust(44, "<")), raw=(EVIL, EVIL), failed=(EVIL,))
    html = page(examined(fields=fields, barcode=barcode, mrz=evil, country=EVIL, format=EVIL))
    read = Reader(html)
    assert EVIL in "".join(read.words)
    assert "script" not in read.tags
    assert not read.handlers
    assert not read.open


def test_attributes_and_style_sheets_cannot_be_left() -> None:
    assert el("p", title='"><script>') == '<p title="&quot;&gt;&lt;script&gt;"></p>'
    with pytest.raises(ValueError, match="must not hold"):
        style("p{}</style><script>")


@pytest.mark.parametrize("missing", ["portrait", "mrz", "both", "fields"])
def test_page_stands_without_what_was_not_found(missing: str) -> None:
    gone: dict[str, dict[str, Any]] = {
        "portrait": {"portrait": None},
        "mrz": {"mrz": None},
        "fields": {"fields": {}},
    }
    changes = gone.get(missing, {"portrait": None, "mrz": None})
    found = examined(None, **changes)
    read = Reader(page(found))
    said = "".join(read.words)
    assert not read.open
    assert read.tags.count("article") == len(CATALOGUE)
    assert ("No portrait was found on the document." in said) == (found.document.portrait is None)
    assert ("No machine readable zone was found." in said) == (found.document.mrz is None)


def test_similarity_and_both_thresholds_are_shown() -> None:
    said = Reader(page(examined(0.9))).words
    assert {"0.900", "0.88", "0.93"} <= set(said)
    assert "not compared" in Reader(page(examined(None))).words


def test_zone_marks_check_digits_and_replaced_characters() -> None:
    html = page(examined(mrz=zone(valid=False, failed=("birthdate",))))
    assert html.count("check digit of birthdate: does not hold") == 1
    assert html.count(": holds") == 4
    assert 'class="swap" title="read as 0"' in html


def test_fields_of_a_level_zone_are_boxed_and_of_a_tilted_one_are_not() -> None:
    level, tilted = examined().document, examined(mrz=zone(box=(20, 100, 400, 300))).document
    boxed = [one for one in marks(level, sides_of(level)) if one.cell]
    assert {one.label for one in boxed} >= {"document number", "birthdate", "expiration date", "name"}
    number = next(one for one in boxed if one.label == "document number")
    assert number.value == "L898902C3"
    assert number.box[0] == 20
    assert number.box[1] == 355
    assert [one.label for one in marks(tilted, sides_of(tilted))] == ["Portrait", "Machine readable zone"]


def test_portrait_is_drawn_on_the_side_it_was_cut_from() -> None:
    front = Side(None, picture(600, 400), made.QUALITY)
    found = examined()
    portrait = found.document.portrait
    assert portrait is not None
    back_image = pixels(front.rectified)
    assert back_image is not None
    back_image[80:230, 30:150] = (10, 200, 30)
    own = replace(portrait, jpeg=encode_jpeg(back_image[80:230, 30:150]))
    back = Side(None, encode_jpeg(back_image), made.QUALITY)
    document = replace(found.document, back=back, mrz=None, portrait=own)
    assert [one.side for one in marks(document, sides_of(document))] == [1]


def test_glare_picture_paints_a_light_spot_red_and_leaves_white_paper() -> None:
    across, down = np.meshgrid(np.arange(600), np.arange(400))
    spot = 300 * np.exp(-((across - 150) ** 2 + (down - 200) ** 2) / (2 * 60**2))
    lit = np.clip(100 + spot[:, :, None].repeat(3, axis=2), 0, 255).astype(np.uint8)
    lit[100:300, 400:550] = 255
    painted = glare_map(lit).astype(int)
    red = painted[:, :, 2] - painted[:, :, 0]
    assert red[200, 150] > 80
    assert red[200, 475] < 0
    assert abs(red[380, 590]) < 3


def test_sharpness_picture_tells_crisp_from_soft() -> None:
    crisp = pixels(picture(600, 400))
    assert crisp is not None

    def green(image: Pixels) -> int:
        shown = sharpness_map(image).astype(int)
        return int(((shown[:, :, 1] - shown[:, :, 2]) > 60).sum())

    assert green(crisp) > 5 * green(np.asarray(cv2.GaussianBlur(crisp, (0, 0), 3), np.uint8))


def test_age_is_reached_on_the_first_of_march_by_those_born_on_a_leap_day() -> None:
    assert of_age(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert of_age(date(2008, 5, 9), 18) == date(2026, 5, 9)


def test_report_is_for_its_owner_alone_and_says_where_it_cannot_be_written(tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    out.write_text("older and open to all")
    out.chmod(0o644)
    write_report(examined(), out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert out.read_text("utf-8").startswith("<!doctype html>")
    with pytest.raises(InvalidInputError) as caught:
        write_report(examined(), tmp_path / "absent" / "report.html")
    assert caught.value.code == "unwritable"


def test_every_reason_code_can_be_said_to_a_reviewer() -> None:
    assert all(text(code, "reviewer", "en") for code in CODES)
