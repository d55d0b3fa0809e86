"""Zones read from pictures: drawn pages in every orientation, photographs, and pictures without a zone."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from tests.engine.document.mrz.given import TODAY, needs_font
from tests.world.fonts import OCR_B
from tests.world.zones import ERIKSSON, build_td1, build_td2, build_td3, build_visa

from bonafide.engine.document.mrz import net as mrz_net
from bonafide.engine.document.mrz.ctc import decode, greedy, plan_of, pooled
from bonafide.engine.document.mrz.formats import ALPHABET, DIGITS, LETTERS
from bonafide.engine.document.mrz.parse import CLEAR, parse
from bonafide.engine.document.mrz.read import _MOST_AGAIN, _agreed, read_mrz
from bonafide.errors import BonafideError


def frames_of(text: str, *, doubt: dict[int, dict[str, float]] | None = None) -> np.ndarray:
    """Ideal frames: each character twice, then a blank; `doubt` gives other probabilities at a position."""
    rows = []
    for position, character in enumerate(text):
        row = np.full(len(ALPHABET) + 1, 1e-6)
        for c, p in (doubt or {}).get(position, {character: 1.0}).items():
            row[ALPHABET.index(c) + 1] = p
        blank = np.full(len(ALPHABET) + 1, 1e-6)
        blank[0] = 1.0
        rows += [row, row, blank]
    return np.log(np.array(rows)).astype(np.float32)


def page(lines: tuple[str, ...], *, width: int = 1000) -> np.ndarray:
    """A plain page, long side `width`, with the zone at its foot in OCR-B."""
    scale = 4
    pitch = width * scale * 0.9 / len(lines[0])
    font = ImageFont.truetype(str(OCR_B), round(pitch / 0.723))
    image = Image.new("L", (width * scale, round(width * scale * 0.7)), 235)
    draw = ImageDraw.Draw(image)
    top = image.height - 2.5 * pitch * (len(lines) + 0.3)
    for i, line in enumerate(lines):
        draw.text((round(width * scale * 0.05), top + i * 2.5 * pitch), line, fill=30, font=font)
    small = image.resize((width, round(width * 0.7)), Image.Resampling.LANCZOS)
    return cv2.cvtColor(np.array(small), cv2.COLOR_GRAY2BGR)


def test_exactly_as_many_characters_as_the_format_has() -> None:
    reading = decode(frames_of("AAB<<<"), plan_of([ALPHABET] * 6))
    assert reading is not None
    assert reading.text == "AAB<<<"
    assert reading.margins.min() > 0.99


def test_a_missing_filler_is_put_where_it_costs_least() -> None:
    frames = frames_of("AB<<<")
    reading = decode(frames, plan_of([ALPHABET] * 6))
    assert reading is not None
    assert len(reading.text) == 6
    assert greedy(frames) == reading.raw == "AB<<<"
    assert reading.likelihood < -0.5


def test_lookalikes_count_as_the_only_kind_allowed() -> None:
    frames = frames_of("0R", doubt={0: {"0": 0.9, "O": 0.05, "U": 0.04}})
    reading = decode(frames, plan_of([LETTERS, ALPHABET]))
    assert reading is not None
    assert (reading.raw, reading.text) == ("0R", "OR")
    assert reading.margins[0] > 0.8


def test_an_even_choice_has_no_margin() -> None:
    reading = decode(frames_of("56", doubt={0: {"5": 0.5, "6": 0.5}}), plan_of([DIGITS, DIGITS]))
    assert reading is not None
    assert reading.margins[0] < 0.01


def test_too_few_frames_are_no_reading() -> None:
    assert decode(frames_of("A"), plan_of([ALPHABET] * 44)) is None


@needs_font
@pytest.mark.parametrize("turns", range(4))
def test_every_orientation(turns: int) -> None:
    lines = build_td3(ERIKSSON)
    read = read_mrz(np.ascontiguousarray(np.rot90(page(lines), turns)), today=TODAY)
    assert read is not None
    assert (read.lines, read.valid, read.format) == (lines, True, "TD3")


@needs_font
@pytest.mark.parametrize("degrees", [-20, -8, 8, 20])
def test_tilt(degrees: int) -> None:
    lines = build_td3(ERIKSSON)
    flat = cv2.copyMakeBorder(page(lines), 200, 200, 100, 100, cv2.BORDER_CONSTANT, value=(90, 90, 90))
    height, width = flat.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 0.9)
    read = read_mrz(np.asarray(cv2.warpAffine(flat, turn, (width, height)), np.uint8), today=TODAY)
    assert read is not None
    assert read.lines == lines


@needs_font
@pytest.mark.parametrize(
    "lines",
    [
        build_td1(ERIKSSON),
        build_td1(replace(ERIKSSON, number="D23145890734")),
        build_td2(ERIKSSON),
        build_visa(ERIKSSON),
        build_visa(ERIKSSON, large=False),
        build_td3(replace(ERIKSSON, state="D", nationality="D")),
    ],
    ids=["TD1", "TD1 long number", "TD2", "MRV-A", "MRV-B", "German D"],
)
def test_every_layout(lines: tuple[str, ...]) -> None:
    read = read_mrz(page(lines), today=TODAY)
    assert read is not None
    assert read.lines == lines
    assert read.valid


@needs_font
def test_a_wrong_check_digit_on_the_document_is_read_as_it_stands() -> None:
    first, second = build_td3(ERIKSSON)
    printed = (first, second[:9] + str((int(second[9]) + 1) % 10) + second[10:])
    read = read_mrz(page(printed), today=TODAY)
    assert read is not None
    assert read.lines == printed
    assert not read.valid
    assert "document_number" in read.failed


def test_pictures_without_a_zone() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (480, 640, 3), dtype=np.uint8)
    assert read_mrz(noise, today=TODAY) is None
    assert read_mrz(np.zeros((64, 64, 3), np.uint8), today=TODAY) is None


@pytest.mark.data
@pytest.mark.slow
def test_real_photographs(shared_data: Path) -> None:
    truth = json.loads((shared_data / "iddocs" / "mrz_ground_truth.json").read_text())
    exact, wrong = 0, []
    for name, row in truth.items():
        image = cv2.imread(str(shared_data / name))
        assert image is not None
        read = read_mrz(np.asarray(image, np.uint8), today=TODAY)
        right = read is not None and list(read.lines) == row["mrz"]
        exact += right
        if read is not None and read.valid and not right:
            wrong.append(name)
    assert wrong == []
    assert exact >= 26


@pytest.mark.data
def test_a_document_without_a_zone(shared_data: Path) -> None:
    image = cv2.imread(str(shared_data / "iddocs" / "fastmrz" / "nomrz.jpg"))
    assert image is not None
    assert read_mrz(np.asarray(image, np.uint8), today=TODAY) is None


@pytest.mark.parametrize(
    ("weights", "digest", "rough"), [("WEIGHTS", "SHA256", False), ("ROUGH", "ROUGH_SHA256", True)]
)
def test_the_weights_are_those_of_this_release(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, weights: str, digest: str, *, rough: bool
) -> None:
    shipped: Path = getattr(mrz_net, weights)
    assert hashlib.sha256(shipped.read_bytes()).hexdigest() == getattr(mrz_net, digest)
    assert shipped.stat().st_size < 2_500_000
    changed = tmp_path / "mrz.onnx"
    changed.write_bytes(shipped.read_bytes() + b"\0")
    monkeypatch.setattr(mrz_net, weights, changed)
    mrz_net._session.cache_clear()
    with pytest.raises(BonafideError) as caught:
        mrz_net.columns_of([np.zeros((24, 200), np.uint8)], rough=rough)
    assert caught.value.code == "model_changed"
    mrz_net._session.cache_clear()


def test_looks_taken_together_still_sum_to_one_and_outvote_a_single_error() -> None:
    right, wrong = frames_of("AB<<<"), frames_of("AC<<<")
    together = pooled([right, wrong, right])
    assert np.allclose(np.exp(together).sum(1), 1, atol=1e-4)
    assert greedy(together) == "AB<<<"


def test_what_was_read_by_looking_again_can_never_be_used() -> None:
    assert _MOST_AGAIN < CLEAR


def test_what_two_looks_read_alike_is_as_clear_as_the_first_says() -> None:
    first, second = (parse(build_td3(ERIKSSON), today=TODAY, margin=x) for x in (0.8, 0.3))
    assert _agreed(first, second) == first
    faint = _agreed(second, first)
    assert faint is not None
    assert (faint.lines, faint.valid, faint.failed) == (first.lines, False, ("unclear",))


def test_what_two_looks_read_differently_is_in_doubt_however_clear_each_is() -> None:
    one, other = (parse(build_visa(replace(ERIKSSON, last=x)), today=TODAY) for x in ("ERIKSSON", "ERIKSSQN"))
    assert one.valid
    assert other.valid
    read = _agreed(one, other)
    assert read is not None
    assert (read.valid, read.failed) == (False, ("unclear",))
    assert read.margin <= _MOST_AGAIN


def test_of_two_looks_the_one_that_fails_less_is_told() -> None:
    first, second = build_td3(ERIKSSON)
    whole = parse((first, second), today=TODAY)
    spoilt = parse((first, second[:9] + str((int(second[9]) + 1) % 10) + second[10:]), today=TODAY)
    for looks in ((whole, spoilt), (spoilt, whole)):
        read = _agreed(*looks)
        assert read is not None
        assert (read.lines, read.valid) == (whole.lines, False)


def test_what_one_look_alone_can_read_is_in_doubt() -> None:
    alone = parse(build_td3(ERIKSSON), today=TODAY)
    for looks in ((alone, None), (None, alone)):
        read = _agreed(*looks)
        assert read is not None
        assert (read.lines, read.valid) == (alone.lines, False)
    assert _agreed(None, None) is None
