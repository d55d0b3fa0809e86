"""The detectors of changed documents on a few scenes each; rates are measured by bench/document_prints.py."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from tests.engine.document.genuine.measured import score_of
from tests.world import edits, prints
from tests.world.edits import BIRTHDATES, SIZES_MM, Layout, Taken, through_jpeg
from tests.world.hand import HeldDocument
from tests.world.people import SKIP_REASON, people_available
from tests.world.pixels import Image, floats
from tests.world.shown import document, passport_photo, show, whose, zone

from bonafide.engine.document.flatten import Flat, flatten
from bonafide.engine.document.genuine.changed import changed_picture
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.document.genuine.ghost import ghost_portrait
from bonafide.engine.document.genuine.grafted import grafted_portrait
from bonafide.engine.document.genuine.lattice import read_lattice
from bonafide.engine.document.genuine.raised import raised_portrait
from bonafide.engine.document.genuine.retyped import retyped_line
from bonafide.engine.document.genuine.tamper import edited_picture
from bonafide.engine.document.portrait import cut_portrait
from bonafide.engine.evidence import Portrait
from bonafide.engine.quality import measure
from bonafide.policy.thresholds import SHIPPED

WITH_FACES = pytest.mark.skipif(not people_available(), reason=SKIP_REASON)


def taken(page: Image, layout: Layout = "td1") -> Taken:
    held = HeldDocument(page, size=(1920, 1080), seed=2, fingers=False)
    corners = floats(held.corners(3.0))
    return Taken(through_jpeg(held.frame(3.0), 80), corners, layout)


def exhibit(picture: Image) -> Exhibit:
    flat = flatten(picture)
    return Exhibit(flat, portrait=cut_portrait(flat.image))


@WITH_FACES
def test_a_line_typed_into_the_picture_is_found_where_it_is() -> None:
    before = taken(document(1, "td1"))
    assert score_of(edited_picture(exhibit(before.photo))) < 0.1
    after = edits.edited_text(before, seed=5)
    sign = edited_picture(exhibit(through_jpeg(after, 95)))
    assert score_of(sign) > SHIPPED.tamper_score_max
    (x, y) = cv2.perspectiveTransform(floats([[(40.0, 36.0)]]), before.place)[0, 0]
    assert sign.numbers["x"] < x < sign.numbers["x"] + sign.numbers["width"]
    assert sign.numbers["y"] < y < sign.numbers["y"] + sign.numbers["height"]


@WITH_FACES
def test_a_typed_line_is_found_by_the_smooth_paper_around_it_where_saving_left_no_trace() -> None:
    seed = 5214
    mrz = zone(*whose(seed)[:2])
    before, after = (
        changed_picture(replace(exhibit(show(species, seed).image), mrz=mrz))
        for species in ("bona_fide", "edited_text")
    )
    assert score_of(before) < SHIPPED.tamper_score_max
    assert before.numbers["pasted"] < 0.1
    assert after.numbers["saved"] < SHIPPED.tamper_score_max < score_of(after)
    (x, y), found = BIRTHDATES["passport"], after.numbers
    assert found["line_x"] == pytest.approx(x, abs=2)
    assert found["line_y"] < y < found["line_y"] + found["line_height"] + 1


@WITH_FACES
def test_a_pasted_portrait_is_found_by_its_saving_and_by_the_ghost() -> None:
    before = taken(document(2, "passport"), "passport")
    own = ghost_portrait(exhibit(before.photo))
    assert score_of(own) < SHIPPED.portrait_inconsistency_max
    after = exhibit(through_jpeg(edits.pasted_portrait(before, passport_photo(8), seed=3), 95))
    other = ghost_portrait(after)
    assert score_of(other) > SHIPPED.portrait_inconsistency_max
    assert other.picture[:2] == b"\xff\xd8"
    assert score_of(edited_picture(after)) > SHIPPED.tamper_score_max


@WITH_FACES
def test_a_glued_portrait_differs_from_the_ghost() -> None:
    glued = edits.glued_portrait(document(2, "passport"), "passport", passport_photo(8), seed=3)
    seen = exhibit(taken(glued, "passport").photo)
    assert score_of(ghost_portrait(seen)) > SHIPPED.portrait_inconsistency_max


@WITH_FACES
def test_a_portrait_without_the_cameras_noise_is_found_unless_the_camera_smooths_everything() -> None:
    seen = exhibit(show("pasted_portrait", 5003).image)
    assert score_of(edited_picture(seen)) < SHIPPED.tamper_score_max < score_of(grafted_portrait(seen))
    assert changed_picture(seen).numbers["pasted"] == grafted_portrait(seen).score
    photo = seen.front.photo.copy()
    photo[-200:] = 180
    assert score_of(grafted_portrait(replace(seen, front=replace(seen.front, photo=photo)))) < 0.1


def _with_lines(*sides: str) -> Exhibit:
    """A grey portrait on a pale card in a photograph, with dark lines of .25 mm along these sides."""
    photo = np.full((740, 1140, 3), 90, np.uint8)
    cv2.rectangle(photo, (40, 40), (1068, 688), (216, 220, 214), -1)
    left, top, right, bottom = 100, 180, 400, 600
    cv2.rectangle(photo, (left, top), (right, bottom), (170, 175, 180), -1)
    ends = {
        "top": ((left, top - 3), (right, top - 1)),
        "right": ((right + 3, top), (right + 5, bottom)),
        "bottom": ((left, bottom + 3), (right, bottom + 5)),
        "left": ((left - 3, top), (left - 1, bottom)),
    }
    for side in sides:
        cv2.rectangle(photo, *ends[side], (120, 120, 120), -1)
    blurred = np.asarray(cv2.GaussianBlur(photo, (0, 0), 1.0), np.uint8)
    quad = ((40.0, 40.0), (1068.0, 40.0), (1068.0, 688.0), (40.0, 688.0))
    image = np.ascontiguousarray(blurred[40:688, 40:1068])
    portrait = Portrait(b"", (70, 150, 280, 400), 60.0, measure(image))
    return Exhibit(Flat(blurred, quad, image), portrait=portrait)


def test_a_shadow_along_two_sides_that_meet_is_glue_and_a_frame_is_none() -> None:
    assert score_of(raised_portrait(_with_lines("right", "bottom"))) > 0.9
    assert score_of(raised_portrait(_with_lines("top", "left"))) > 0.9
    for sides in ((), ("right",), ("left", "right"), ("top", "right", "bottom", "left")):
        assert score_of(raised_portrait(_with_lines(*sides))) < 0.1


def test_without_portrait_or_traces_nothing_is_said() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (600, 950, 3)).astype(np.uint8)
    bare = Exhibit(Flat(noise, None, noise))
    assert ghost_portrait(bare).why == "no_portrait"
    assert edited_picture(bare).why == "no_jpeg_traces"
    assert retyped_line(bare).why == "no_border"
    assert (grafted_portrait(bare).why, raised_portrait(bare).why) == ("no_portrait", "no_portrait")
    assert (changed_picture(bare).score, changed_picture(bare).why) == (None, "no_jpeg_traces")


def test_saving_leaves_a_lattice_that_a_fresh_region_lacks() -> None:
    random = np.random.default_rng(1)
    grey = cv2.GaussianBlur(random.normal(128, 60, (512, 512)).astype(np.float32), (0, 0), 1.5)
    colour = np.dstack([np.clip((grey - 128) * 3 + 128, 0, 255).astype(np.uint8)] * 3)
    saved = through_jpeg(colour, 70)
    saved[128:256, 128:256] = colour[128:256, 128:256]
    found = read_lattice(saved[..., 0])
    share = found.votes / np.maximum(found.weights, 1)
    inside, outside = share[17:31, 17:31].mean(), share[40:, 40:].mean()
    assert outside > 0.8
    assert abs(inside) < 0.4


def test_sheets_know_their_size() -> None:
    page = np.full((540, 856, 3), 220, np.uint8)
    sheet = prints.grey_copy(page, SIZES_MM["td1"][0], cut=False)
    assert sheet.size_mm[0] > SIZES_MM["td1"][0] + 2
    assert not sheet.round_corners
