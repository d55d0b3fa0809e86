"""Missing corners and cracks on rendered documents, and whole ones that must not be taken for damaged."""

import cv2
import numpy as np
import pytest
from tests.engine.document.genuine.measured import score_of
from tests.world import burst
from tests.world.damage import corner_gone, cracked
from tests.world.hand import HeldDocument
from tests.world.paper import security_paper
from tests.world.pixels import Image

from bonafide.engine.document.flatten import Flat, flatten
from bonafide.engine.document.genuine import Exhibit
from bonafide.engine.document.genuine.damage import damaged
from bonafide.engine.evidence import Sign
from bonafide.policy.thresholds import SHIPPED


def card() -> Image:
    page = security_paper(1012, 638, 4).copy()
    cv2.rectangle(page, (50, 150), (330, 510), (120, 130, 150), -1)
    for line in range(7):
        cv2.putText(page, "UTOPIA 0123456789", (380, 130 + 70 * line), 0, 1.2, (30, 30, 34), 2, cv2.LINE_AA)
    return page


def seen(photo: Image) -> Sign:
    return damaged(Exhibit(flatten(photo)))


def held(page: Image, seed: int) -> Image:
    return HeldDocument(page, seed=seed).frame(3.0)


@pytest.mark.parametrize("seed", [11, 14])
def test_a_missing_corner_is_seen(seed: int) -> None:
    sign = seen(corner_gone(card(), seed))
    assert sign.numbers["corner"] > SHIPPED.damage_max
    assert sign.score == max(sign.numbers.values())
    assert sign.picture.startswith(b"\xff\xd8")


@pytest.mark.parametrize("seed", [12, 13])
def test_a_crack_from_side_to_side_is_seen(seed: int) -> None:
    sign = seen(held(cracked(card(), seed), seed))
    assert sign.numbers["crack"] > SHIPPED.damage_max
    assert sign.numbers["corner"] == 0


@pytest.mark.parametrize("seed", [15, 16])
def test_whole_documents_in_hand_and_on_the_table_are_whole(seed: int) -> None:
    for photo in (held(card(), seed), corner_gone(card(), seed, 0)):
        assert score_of(seen(photo)) < 0.5


def test_a_crack_is_no_row_of_print() -> None:
    page = np.full((400, 640, 3), 230, np.uint8)
    cv2.line(page, (0, 200), (639, 200), (20, 20, 20), 2)
    cv2.line(page, (320, 0), (320, 399), (20, 20, 20), 2)
    quad = ((0.0, 0.0), (640.0, 0.0), (640.0, 400.0), (0.0, 400.0))
    assert damaged(Exhibit(Flat(page, quad, page))).numbers["crack"] == 0


def test_without_a_border_nothing_is_said() -> None:
    picture = burst.table(card(), 1)
    assert damaged(Exhibit(Flat(picture, None, picture))).why == "document_border_not_seen"
