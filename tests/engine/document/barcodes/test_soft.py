"""Blurred licences: found, straightened and read where the decoder alone gives up; nothing found where nothing is."""

from functools import cache

import numpy as np
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.world.aamva import invented
from tests.world.licence import blank_back, licence
from tests.world.pixels import Image
from tests.world.shot import LEVELS, photograph

from bonafide.engine.document.barcodes.grid import straighten
from bonafide.engine.document.barcodes.locate import MOST_PLACES, find_places
from bonafide.engine.document.barcodes.patterns import patterns
from bonafide.engine.document.barcodes.read import read_barcodes

HARD = ((2, 4), (2, 5), (3, 1), (3, 2), (3, 5), (3, 8))
light = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def alone(image: Image) -> list[str]:
    wanted = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.PDF417])
    return [bytes(x.bytes).decode("latin-1") for x in zxingcpp.read_barcodes(image, formats=wanted)]


@cache
def taken(level: int, seed: int) -> tuple[Image, str]:
    printed = licence(invented(seed), layout=seed % 3)
    return photograph(printed.back, LEVELS[level], seed), printed.payload


@pytest.mark.parametrize(("level", "seed"), HARD)
def test_a_blurred_licence_is_read_to_the_letter(level: int, seed: int) -> None:
    image, text = taken(level, seed)
    assert [(x.text, x.valid, x.failed) for x in read_barcodes(image)] == [(text, True, ())]


def test_the_decoder_alone_reads_fewer_of_them() -> None:
    pairs = [taken(level, seed) for level, seed in HARD]
    assert sum(text in alone(image) for image, text in pairs) <= len(HARD) // 2


@pytest.mark.parametrize("turns", range(4))
def test_a_blurred_licence_is_read_whichever_way_up_it_lies(turns: int) -> None:
    image, text = taken(3, 8)
    assert [x.text for x in read_barcodes(np.ascontiguousarray(np.rot90(image, turns)))] == [text]


def test_the_grid_knows_the_columns_and_covers_the_symbol() -> None:
    grey = taken(1, 3)[0].mean(axis=2).astype(np.uint8)
    grid = straighten(grey, find_places(grey)[0])
    assert grid is not None
    assert (grid.columns, grid.lines.shape[1]) == (13, 3 * (17 * 13 + 69))
    assert grid.fit > 0.8
    assert (grid.lines[:, :20].mean(), grid.lines[:, 24 * 2 : 17 * 3].mean()) < (90, 256)


def test_no_symbol_is_found_on_sides_that_have_none() -> None:
    for card in (blank_back(), licence(invented(1)).front):
        for level in LEVELS[1:]:
            assert read_barcodes(photograph(card, level, 1)) == []
    assert find_places(np.full((700, 1100), 200, np.uint8)) == []


def test_there_are_929_patterns_in_each_cluster_and_none_twice() -> None:
    table = patterns()
    assert table.shape == (3, 929, 17)
    words = table.reshape(-1, 17) @ (1 << np.arange(17))
    assert len(np.unique(words)) == 3 * 929
    assert (table[..., 0] == 1).all()
    assert (table[..., -1] == 0).all()
    edges = np.abs(np.diff(table.astype(np.int8), axis=2)).sum(axis=2)
    assert (edges == 7).all()  # four bars, four spaces


@light
@given(st.integers(0, 2**32 - 1), st.integers(1, 300), st.integers(1, 300), st.sampled_from([1, 2, 5, 12]))
def test_textures_give_no_valid_reading(seed: int, height: int, width: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    cells = rng.integers(0, 2, (-(-height // size), -(-width // size)), np.uint8) * 255
    picture = np.ascontiguousarray(np.kron(cells, np.ones((size, size), np.uint8))[:height, :width])
    assert len(find_places(picture)) <= MOST_PLACES
    assert not any(x.valid for x in read_barcodes(picture))
