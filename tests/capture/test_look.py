"""Colour, scripts and words."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

import bonafide.capture
from bonafide.capture import consent_text, theme, words
from bonafide.engine.evidence import DocumentClass, Hint, Move
from bonafide.inquiries.steps import Step

HOUSE = Path(bonafide.capture.__file__).parent
PO = HOUSE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
BESIDE_THE_FACE = {Hint.SHOW_ID, Hint.ID_NEARER, Hint.ID_ASIDE, Hint.MOVE_ID}
NEVER_FOR_DOCUMENTS = {
    *BESIDE_THE_FACE,
    Hint.NO_FACE,
    Hint.MANY_FACES,
    Hint.DONE,
    *(Hint(move.value) for move in Move),
}


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_every_colour_can_be_read_on_white(colour: str) -> None:
    assert theme.contrast(theme.readable(theme.parse(colour)), (255, 255, 255)) >= 4.5


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_every_colour_can_be_read_in_the_dark(colour: str) -> None:
    brand = theme.readable_in_the_dark(theme.parse(colour))
    soft, on_brand = theme.soft_in_the_dark(brand), theme.parse("#0b1512")
    assert all(theme.contrast(brand, ground) >= 4.5 for ground in (theme.DARK_PAPER, soft, on_brand))


def test_the_dark_colours_are_those_of_the_style_sheet() -> None:
    sheet = (HOUSE / "static" / "capture" / "base.css").read_text()
    assert "--paper: #{:02x}{:02x}{:02x}".format(*theme.DARK_PAPER) in sheet
    assert "--on-brand: #0b1512" in sheet


def test_contrast_is_that_of_wcag() -> None:
    assert theme.contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert theme.contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def test_colour_cannot_smuggle_style() -> None:
    assert theme.style_sheet("red}body{display:none") == theme.style_sheet("#0f5c4d")
    answer = Client().get("/verify/theme.css")
    assert answer["Content-Type"] == "text/css"
    assert b"--brand:#0f5c4d" in answer.content


def test_every_word_of_the_engine_has_words_here() -> None:
    assert set(words.DOCUMENT_HINTS) >= set(Hint) - NEVER_FOR_DOCUMENTS
    never_for_faces = {
        Hint.NO_DOCUMENT,
        Hint.TURN_OVER,
        Hint.SHOW_FRONT,
        Hint.SHOW_CHOSEN,
        Hint.TILT,
    } | BESIDE_THE_FACE
    assert set(words.FACE_HINTS) >= set(Hint) - never_for_faces
    light = {Hint.TOO_DARK, Hint.TOO_BRIGHT, Hint.CAMERA_BLANK}
    face = {Hint.NO_FACE, Hint.MANY_FACES, Hint.LOOK_STRAIGHT, Hint.INTO_FRAME}
    assert set(words.IN_HAND_HINTS) == BESIDE_THE_FACE | light | face | {Hint.GOOD, Hint.DONE}
    assert set(words.MOVES) == set(Move)
    assert set(words.CLASSES) == set(DocumentClass)
    assert set(words.STEPS) == {step.value for step in Step}


def test_every_move_and_class_has_its_picture() -> None:
    icons = HOUSE / "static" / "capture" / "icons"
    for name in [
        *(m.value for m in Move),
        *(c.value for c in DocumentClass),
        "done",
        "again",
        "person",
        "stop",
    ]:
        assert "<svg" in (icons / f"{name}.svg").read_text()


@pytest.mark.parametrize("script", sorted(p.name for p in (HOUSE / "static" / "capture").glob("*.js")))
def test_scripts_parse_and_stay_at_home(script: str) -> None:
    text = (HOUSE / "static" / "capture" / script).read_text()
    assert not re.search(r"https?://|eval\(|innerHTML|type=.file", text)
    node = shutil.which("node")
    if node is None:
        pytest.skip("node absent: scripts not parsed")
    done = subprocess.run(
        [node, "--input-type=module", "--check"], input=text.encode(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def messages(path: Path) -> dict[str, str]:
    """Entries of a .mo file (GNU gettext, "The Format of GNU MO Files"): first form to translation."""
    data = path.read_bytes()
    count, originals, translations = struct.unpack("<4x4xIII", data[:20])
    found = {}
    for i in range(count):
        length, at = struct.unpack_from("<II", data, originals + 8 * i)
        size, there = struct.unpack_from("<II", data, translations + 8 * i)
        key = data[at : at + length].split(b"\0")[0].decode()
        found[key] = data[there : there + size].decode()
    return found


def entries(text: str) -> dict[str, str]:
    """Entries of a .po file: first form to translation."""
    found = {}
    for block in text.split("\n\n"):
        parts: dict[str, str] = {}
        key = ""
        for line in block.splitlines():
            words_of = line
            if line.startswith("msg"):
                key, _, words_of = line.partition(" ")
                parts[key] = ""
            if words_of.startswith('"'):
                parts[key] += words_of[1:-1].replace('\\"', '"').replace("\\n", "\n")
        if "msgid" in parts:
            found[parts["msgid"]] = parts.get("msgstr", parts.get("msgstr[0]", ""))
    return found


def said_in_sources() -> set[str]:
    """Every text that the templates and modules hand to gettext."""
    found: set[str] = set()
    for page in HOUSE.glob("templates/**/*.html"):
        text = page.read_text()
        found |= {a or b for a, b in re.findall(r"""{% translate (?:"([^"]*)"|'([^']*)')""", text)}
        for block in re.findall(
            r"{% blocktranslate[^%]*%}(.*?){% (?:endblocktranslate|plural)", text, re.DOTALL
        ):
            found.add(re.sub(r"{{ (\w+) }}", r"%(\1)s", block))
    for module in HOUSE.glob("**/*.py"):
        source = module.read_text()
        found |= set(re.findall(r"""(?:\b_|gettext_lazy|ngettext)\(\s*"([^"]*)\"""", source))
    return found


def test_every_text_is_spoken_in_chinese() -> None:
    known = entries(PO.read_text(encoding="utf-8"))
    said = said_in_sources()
    assert len(said) > 200
    assert sorted(text for text in said if not known.get(text)) == []
    assert "fuzzy" not in PO.read_text(encoding="utf-8")


def test_compiled_catalogue_is_that_of_the_source() -> None:
    source, compiled = entries(PO.read_text(encoding="utf-8")), messages(PO.with_suffix(".mo"))
    assert {k: v for k, v in compiled.items() if k} == {k: v for k, v in source.items() if k}


def test_consent_texts_say_the_same_in_every_language() -> None:
    texts = [consent_text.load(language, "X") for language in consent_text.LANGUAGES]
    shapes = [[(s.key, len(s.points)) for s in text.sections] for text in texts]
    assert shapes[0] == shapes[1]
    assert all(t.statement(biometric=b) for t in texts for b in (True, False))
    assert consent_text.load("fr", "X").language == "en"
