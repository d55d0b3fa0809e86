from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.world import covered

from bonafide.engine.face.components import MEASURES, components
from bonafide.engine.face.detect import find_faces
from bonafide.engine.face.landmarks import Mesh, find_mesh
from bonafide.engine.image import Pixels, decode, shrink
from bonafide.policy.thresholds import SHIPPED

LIMITS = SHIPPED.probe
PEOPLE = ("001", "024", "042")


def picture(london: Path, who: str, view: str = "neutral_front") -> Pixels:
    return shrink(decode(next((london / view).glob(f"{who}_*.jpg")).read_bytes()), 640)


def measured(image: Pixels, mesh: Mesh | None = None) -> dict[str, float]:
    mesh = mesh or find_mesh(image, find_faces(image)[0])
    assert mesh is not None
    return components(image, mesh)


@pytest.mark.parametrize("who", PEOPLE)
def test_a_studio_portrait_is_fit(london: Path, who: str) -> None:
    seen = measured(picture(london, who))
    assert abs(seen["yaw"]) < 10
    assert seen["light_evenness"] > 0.5
    assert seen["eyes_visible"] > 0.35
    assert seen["eyes_open"] > 0.15
    assert (
        seen["face_covered"] == seen["glasses_glare"] == seen["under_exposure"] == seen["over_exposure"] == 0
    )
    assert 0.2 < seen["head_share"] < 0.6
    assert seen["edge_room"] > 0.3


@pytest.mark.parametrize("who", PEOPLE)
def test_each_cover_moves_its_own_component(london: Path, who: str) -> None:
    image = picture(london, who)
    mesh = find_mesh(image, find_faces(image)[0])
    bare = measured(image, mesh)
    assert (
        measured(covered.dark_glasses(image), mesh)["eyes_visible"]
        < LIMITS.eyes_visible_min
        < bare["eyes_visible"]
    )
    for colour in ((196, 158, 120), (235, 236, 238), (30, 30, 30)):
        masked = measured(covered.mask(image, colour), mesh)
        assert masked["lips_redness"] < LIMITS.lips_redness_min < bare["lips_redness"]
        grey = masked["mouth_chroma"] < LIMITS.mouth_chroma_min < bare["mouth_chroma"]
        assert masked["mouth_colour"] > LIMITS.mouth_colour_max or grey
    assert measured(covered.glare(image), mesh)["glasses_glare"] > 2 * LIMITS.glasses_glare_max
    assert measured(covered.half_lit(image), mesh)["light_evenness"] < LIMITS.light_evenness_min
    assert measured(covered.dark(image), mesh)["under_exposure"] == 1.0
    assert measured(covered.blown_out(image), mesh)["over_exposure"] > 2 * LIMITS.exposure_share_max


@pytest.mark.parametrize("who", PEOPLE)
def test_head_covering_and_a_smile_change_nothing_that_counts(london: Path, who: str) -> None:
    image = picture(london, who)
    mesh = find_mesh(image, find_faces(image)[0])
    bare = measured(image, mesh)
    for cover in covered.NO_FAULTS.values():
        worn = measured(cover(image), mesh)
        for name in ("face_covered", "eyes_visible", "light_evenness", "mouth_colour", "lips_redness"):
            assert worn[name] == pytest.approx(bare[name], abs=0.12 * max(1.0, abs(bare[name]))), name
    smiling = measured(picture(london, who, "smiling_front"))
    assert smiling["lips_redness"] > LIMITS.lips_redness_min
    assert smiling["face_covered"] == 0


def test_components_do_not_depend_on_the_cameras_pixels(london: Path) -> None:
    image = picture(london, "024")
    large, small = measured(image), measured(shrink(image, 400))
    for name in ("light_evenness", "eyes_visible", "mouth_colour", "eyes_open"):
        assert small[name] == pytest.approx(large[name], rel=0.2, abs=0.05), name
    assert small["inter_eye_px"] < large["inter_eye_px"]


def test_a_face_at_the_border_and_a_mesh_outside_of_the_picture_are_measured(london: Path) -> None:
    image = picture(london, "024")
    mesh = find_mesh(image, find_faces(image)[0])
    assert mesh is not None
    x = mesh.box[0] + mesh.box[2] // 3
    cut = np.ascontiguousarray(image[:, x:])
    moved = Mesh(mesh.points - np.array([x, 0, 0], np.float32))
    assert components(cut, moved)["edge_room"] < 0
    far = Mesh(mesh.points + np.array([5000, 5000, 0], np.float32))
    assert all(np.isfinite(value) for value in components(image, far).values())
    one_place = Mesh(np.zeros_like(mesh.points))
    assert set(MEASURES) < set(components(np.asarray(cv2.resize(image, (64, 64)), np.uint8), one_place))
