"""The head turns as asked, stays the same person, and has depth where a flat picture has none."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from tests.world.bent import BentPhoto
from tests.world.flat import FlatPhoto, Replay
from tests.world.glow import Glow
from tests.world.mesh import face_points, head_angles
from tests.world.people import SKIP_REASON, people_available, person
from tests.world.pixels import Floats, Image
from tests.world.puppet import Puppet
from tests.world.room import room

pytestmark = [pytest.mark.data, pytest.mark.skipif(not people_available(), reason=SKIP_REASON)]
WHO = 5


@pytest.fixture(scope="module")
def puppet() -> Puppet:
    return Puppet(person(WHO).portrait)


@pytest.mark.parametrize("yaw", [-30, -25, -15, 0, 15, 25, 30])
def test_the_turn_asked_for_is_the_turn_seen(puppet: Puppet, yaw: float) -> None:
    seen, _ = head_angles(face_points(puppet.render(yaw=yaw)))
    assert seen == pytest.approx(yaw, abs=5)


def test_own_left_is_image_right_and_up_is_up(puppet: Puppet) -> None:
    straight, left = face_points(puppet.render()), face_points(puppet.render(yaw=20))
    up = face_points(puppet.render(pitch=15))
    eyes = straight[[33, 263], 0].mean()
    assert left[1, 0] - left[[33, 263], 0].mean() > straight[1, 0] - eyes + 8
    assert up[1, 1] - up[[33, 263], 1].mean() < straight[1, 1] - straight[[33, 263], 1].mean() - 8


def test_roll_is_clockwise(puppet: Puppet) -> None:
    assert head_angles(face_points(puppet.render(roll=12)))[1] == pytest.approx(12, abs=3)


def test_coming_closer_makes_the_face_larger(puppet: Puppet) -> None:
    far, near = (np.ptp(face_points(puppet.render(distance=d))[:, 1]) for d in (1.0, 0.6))
    assert 0.32 < far / 480 < 0.45
    assert near / far == pytest.approx(1 / 0.6, rel=0.15)


def _flatness(before: Floats, after: Floats) -> float:
    """Distance (RMS, outer eye distances) of the mesh points from the best homography between two frames."""
    matrix, _ = cv2.findHomography(before[:468, :2], after[:468, :2], 0)
    moved = cv2.perspectiveTransform(before[None, :468, :2], matrix)[0]
    error = np.sqrt(((np.asarray(moved) - after[:468, :2]) ** 2).sum(axis=1).mean())
    return float(error / np.hypot(*(before[33, :2] - before[263, :2])))


def test_the_head_has_parallax_and_the_print_has_not(puppet: Puppet) -> None:
    flat = FlatPhoto(person(WHO).portrait)
    head, sheet = (
        _flatness(face_points(source.render(yaw=-20)), face_points(source.render(yaw=20)))
        for source in (puppet, flat)
    )
    assert head > 0.05
    assert sheet < head / 2


def test_a_bent_print_lies_between_them(puppet: Puppet) -> None:
    bent, flat = BentPhoto(person(WHO).portrait), FlatPhoto(person(WHO).portrait)
    seen = [head_angles(face_points(bent.render(yaw=yaw)))[0] for yaw in (-25, 25)]
    assert seen[0] < -8 < 8 < seen[1]
    depths = [
        _flatness(face_points(source.render(yaw=-20)), face_points(source.render(yaw=20)))
        for source in (flat, bent, puppet)
    ]
    assert depths == sorted(depths)


def test_a_replay_turns_inside_its_frame(puppet: Puppet) -> None:
    frames = [Replay(puppet).render(yaw=yaw) for yaw in (-25, 25)]
    assert head_angles(face_points(frames[0]))[0] < -18
    assert head_angles(face_points(frames[1]))[0] > 18
    bezel = [np.asarray(frame, int)[235:245, 95:105].mean() for frame in frames]
    assert max(bezel) < 60


class Embedder:
    def __init__(self) -> None:
        spec = find_spec("face_recognition_models")
        assert spec is not None
        assert spec.submodule_search_locations
        models = Path(spec.submodule_search_locations[0]) / "models"
        self.dlib: Any = import_module("dlib")
        dlib = self.dlib
        self.find = dlib.get_frontal_face_detector()
        self.shape = dlib.shape_predictor(str(models / "shape_predictor_5_face_landmarks.dat"))
        self.net = dlib.face_recognition_model_v1(str(models / "dlib_face_recognition_resnet_model_v1.dat"))

    def __call__(self, picture: Image) -> Floats:
        rgb = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
        box = max(self.find(rgb, 0), key=lambda found: found.area())
        chip = self.dlib.get_face_chip(rgb, self.shape(rgb, box), 150)
        vector = np.array(self.net.compute_face_descriptor(chip), np.float32)
        return np.asarray(vector / np.linalg.norm(vector), np.float32)


def test_the_head_stays_the_person_and_nobody_else(puppet: Puppet) -> None:
    embed = Embedder()
    own, other = (
        embed(np.asarray(cv2.resize(p.portrait, (675, 675)), np.uint8)) for p in (person(WHO), person(9))
    )
    for yaw in (0, -20, 20):
        seen = embed(puppet.render(yaw=yaw))
        assert seen @ own > 0.95
        assert seen @ other < 0.92


def test_no_frame_comes_twice(puppet: Puppet) -> None:
    first, second = (puppet.render(yaw=10) for _ in range(2))
    assert not np.array_equal(first, second)


def test_a_person_out_of_the_frame_leaves_the_room(puppet: Puppet) -> None:
    empty = puppet.render(dx=1.5)
    assert np.abs(empty.astype(int) - room((640, 480)).astype(int)).mean() < 3
    assert puppet.render(size=(1280, 720)).shape == (720, 1280, 3)


def test_light_dims_the_scene(puppet: Puppet) -> None:
    bright, dim = puppet.render().mean(), puppet.render(light=0.3).mean()
    assert dim == pytest.approx(0.3 * bright, rel=0.1)


def test_a_picture_without_a_face_is_refused() -> None:
    with pytest.raises(ValueError, match="no face"):
        Puppet(np.full((400, 400, 3), 128, np.uint8))


def test_light_on_a_white_collar_ends_at_white() -> None:
    """More light than the sensor holds is white, never dark: a wrapped number would be."""
    puppet = Puppet(person(0).portrait)
    plain = puppet.render().astype(int)
    shone = puppet.render(screen=Glow((255, 255, 255), share=1.0)).astype(int)
    bright = plain.min(axis=2) > 200
    assert bright.sum() > 200
    assert shone[bright].min() > 150
