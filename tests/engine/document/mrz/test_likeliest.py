"""The likeliest zone that meets every check digit: a guess on record, never a reading that may be used."""

from datetime import date

import numpy as np
from tests.engine.document.mrz.given import TODAY
from tests.world.zones import ERIKSSON, build_td3

from bonafide.engine.document.mrz.checks import failed_checks
from bonafide.engine.document.mrz.ctc import INDEX, LineReading
from bonafide.engine.document.mrz.decode import checked
from bonafide.engine.document.mrz.formats import ALPHABET, FORMATS, put
from bonafide.engine.document.mrz.likeliest import MARGIN, likeliest
from bonafide.engine.document.mrz.parse import CLEAR
from bonafide.engine.evidence import MrzRead

TRUE = build_td3(ERIKSSON)
TD3 = FORMATS["TD3"]
NUMBER = TD3.cells["document_number"]


def seen_as(at: int, read: str, *, gap: float) -> tuple[tuple[str, ...], list[np.ndarray]]:
    """The zone with one character of the number misread, and scores in which the true one is `gap` behind."""
    lines = put(TRUE, NUMBER, "".join(read if i == at else c for i, c in enumerate(TRUE[1][:9])))
    scores = []
    for row, line in enumerate(lines):
        table = np.full((len(line), len(ALPHABET)), -12.0, np.float32)
        table[np.arange(len(line)), [INDEX[c] for c in line]] = -0.01
        if row == NUMBER.line:
            table[at, INDEX[TRUE[row][at]]] = -0.01 - gap
        scores.append(table)
    return lines, scores


def read_of(lines: tuple[str, ...], scores: list[np.ndarray], today: date = TODAY) -> MrzRead:
    """What the reader makes of it."""
    margins = [np.tanh(np.diff(np.sort(x, 1)[:, -2:], axis=1)[:, 0] / 2) for x in scores]
    fit = [
        LineReading(text, x, -0.1, text, m, 1.0, 100.0)
        for text, x, m in zip(lines, scores, margins, strict=True)
    ]
    read = checked(fit, (0, 0, 10, 10), today)
    assert read is not None
    return read


def test_the_cheapest_change_that_meets_every_check_is_found() -> None:
    lines, scores = seen_as(1, "K", gap=0.4)
    assert failed_checks(lines, TD3)
    assert likeliest(lines, scores, TD3) == TRUE


def test_check_digits_stay_as_they_were_read() -> None:
    lines, scores = seen_as(1, "K", gap=0.4)
    at = TD3.checks["document_number"].at
    scores[at.line][at.start] = -0.01
    found = likeliest(lines, scores, TD3)
    assert found is not None
    assert found[at.line][at.start : at.end] == TRUE[at.line][at.start : at.end]


def test_what_was_read_clearly_is_left_as_it_stands() -> None:
    lines, scores = seen_as(1, "K", gap=11.0)
    assert likeliest(lines, scores, TD3) is None
    read = read_of(lines, scores)
    assert read.lines == lines
    assert "document_number" in read.failed


def test_a_guess_never_passes_and_is_on_record() -> None:
    lines, scores = seen_as(1, "K", gap=0.4)
    read = read_of(lines, scores)
    assert MARGIN < CLEAR
    assert (read.lines, read.valid, read.failed) == (TRUE, False, ("unclear",))
    assert read.margin <= MARGIN
    assert [(x.read, x.used) for x in read.substitutions] == [("K", TRUE[1][1])]
