"""Signs of digital originals: exact pixels of a screenshot, words and shape of a card in an app."""

import cv2
import numpy as np
import pytest
from tests.engine.document.genuine.measured import score_of
from tests.world.pixels import Image

from bonafide.engine.document.flatten import Flat
from bonafide.engine.document.genuine.digital import digital_id
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.document.genuine.screenshot import screenshot
from bonafide.engine.evidence import Quad, Word
from bonafide.policy.thresholds import SHIPPED

SIZE = (1170, 2532)


def app() -> Image:
    """A page of an app with a card and lines of print, pixel by pixel."""
    page = np.full((SIZE[1], SIZE[0], 3), 246, np.uint8)
    cv2.rectangle(page, (80, 500), (1090, 1140), (196, 210, 222), -1)
    cv2.rectangle(page, (120, 620), (420, 1000), (90, 110, 150), -1)
    for row in range(640, 1100, 70):
        cv2.putText(page, "SPECIMEN 12 AUG 1974", (470, row), 0, 1.2, (40, 40, 40), 3, cv2.LINE_AA)
    return page


def filmed(picture: Image) -> Image:
    """The same through a slightly soft lens, a turn of half a degree, and noise."""
    turn = cv2.getRotationMatrix2D((600, 1200), 0.5, 1.0)
    soft = cv2.GaussianBlur(cv2.warpAffine(picture, turn, SIZE, borderValue=(246, 246, 246)), (0, 0), 0.9)
    noise = np.random.default_rng(3).normal(0, 1.6, picture.shape)
    return np.asarray(np.clip(soft * 0.92 + noise, 0, 255), np.uint8)


def exhibit(photo: Image, quad: Quad | None = None, words: tuple[Word, ...] = ()) -> Exhibit:
    return Exhibit(Flat(photo, quad, photo), front_words=words)


@pytest.mark.parametrize("quality", [None, 95, 85])
def test_a_screenshot_is_seen_as_png_and_as_jpeg(quality: int | None) -> None:
    picture = app()
    if quality is not None:
        data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        picture = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
    sign = screenshot(exhibit(picture))
    assert score_of(sign) > SHIPPED.screenshot_score_max
    assert sign.numbers["screen_size"] == 1


def test_a_photograph_of_the_same_page_is_none() -> None:
    data = cv2.imencode(".jpg", filmed(app()), [cv2.IMWRITE_JPEG_QUALITY, 80])[1]
    sign = screenshot(exhibit(np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)))
    assert score_of(sign) < SHIPPED.screenshot_score_max
    assert sign.numbers["border"] < 0.1


def on_black() -> Image:
    """A document with fine print in a viewer on black, as it arrives from a screen of 3120 rows: shrunk to 2600."""
    page = np.zeros((1200, 2600, 3), np.uint8)
    print_ = np.random.default_rng(5).normal(190, 12, (700, 1100, 3))
    page[250:950, 750:1850] = np.asarray(np.clip(cv2.GaussianBlur(print_, (0, 0), 1.2), 0, 255), np.uint8)
    return page


def test_a_document_on_exact_black_is_a_screenshot_and_a_photograph_on_black_cloth_is_none() -> None:
    seen = screenshot(exhibit(on_black()))
    assert seen.score is not None
    assert seen.score > SHIPPED.screenshot_score_max
    assert (seen.numbers["runs"], seen.numbers["screen_size"]) == (0, 1)
    turn = cv2.getRotationMatrix2D((1300, 600), 1.5, 1.0)
    cloth = screenshot(exhibit(np.asarray(cv2.warpAffine(on_black(), turn, (2600, 1200)), np.uint8)))
    assert cloth.score is not None
    assert cloth.numbers["black"] > 0.4
    assert cloth.score <= SHIPPED.screenshot_score_max


def test_the_size_of_a_screen_alone_is_no_screenshot() -> None:
    noise = np.random.default_rng(0).normal(128, 20, (SIZE[1], SIZE[0], 3))
    sign = screenshot(exhibit(np.asarray(np.clip(noise, 0, 255), np.uint8)))
    assert sign.score == pytest.approx(0.2)


def test_a_black_picture_says_nothing() -> None:
    sign = screenshot(exhibit(np.zeros((400, 600, 3), np.uint8)))
    assert (sign.score, sign.why) == (None, "picture_too_dark")


def word(text: str, y: int) -> Word:
    return Word(text, 0.9, (20, y, 200, 30))


def test_the_words_of_an_app_and_of_a_status_bar_tell() -> None:
    page = app()
    bar = digital_id(exhibit(page, words=(word("9:41", 30), word("87%", 30))))
    both = digital_id(exhibit(page, words=(word("Digital ID", 300), word("Show QR code", 1300))))
    assert score_of(bar) == pytest.approx(0.6)
    assert score_of(both) == 1.0
    assert score_of(bar) > SHIPPED.mobile_score_max


def test_a_time_and_a_share_printed_in_the_middle_are_no_status_bar() -> None:
    sign = digital_id(
        exhibit(app(), words=(word("9:41", 1200), word("87%", 1300), word("IDENTITY CARD", 40)))
    )
    assert sign.score == 0.0


def test_without_words_and_border_nothing_is_said() -> None:
    sign = digital_id(exhibit(app()))
    assert (sign.score, sign.why) == (None, "border_and_words_missing")


def test_a_card_in_a_long_lit_panel_is_seen_and_a_card_on_a_table_is_not() -> None:
    quad: Quad = ((420.0, 360.0), (1180.0, 360.0), (1180.0, 840.0), (420.0, 840.0))
    phone = np.full((1200, 1600, 3), 140, np.uint8)
    phone[:, 340:1260] = 12
    phone[:, 380:1220] = 225
    phone[360:840, 420:1180] = (190, 205, 215)
    table = np.full((1200, 1600, 3), 140, np.uint8)
    table[360:840, 420:1180] = (190, 205, 215)
    seen, plain = (digital_id(exhibit(picture, quad)) for picture in (phone, table))
    assert score_of(seen) > SHIPPED.mobile_score_max
    assert plain.score == 0.0


def test_pictures_are_small() -> None:
    for sign in (screenshot(exhibit(app())), digital_id(exhibit(app(), words=(word("Wallet", 40),)))):
        shown = cv2.imdecode(np.frombuffer(sign.picture, np.uint8), cv2.IMREAD_COLOR)
        assert shown is not None
        assert max(shown.shape) == 480
