"""The approach of a face: points and rooms made for it, where the truth is known."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from tests.engine.face.test_surface import AWAY_CM, FOCAL, face_depth
from tests.world.rooms import furnished

from bonafide.engine.evidence import DepthFinding, FrameReading
from bonafide.engine.face.approach import approach_finding, pairs, perspective
from bonafide.engine.face.hint import Seen
from bonafide.engine.face.landmarks import Mesh
from bonafide.engine.face.motion import Followed
from bonafide.engine.face.surface.approach import approach, flatness
from bonafide.engine.face.surface.behind import Behind, behind
from bonafide.engine.image import Pixels

EYES = np.array([[-3.15, -3.0], [3.15, -3.0]])
SIZE = (640, 480)
Doubles = NDArray[np.float64]
Spots = NDArray[np.float32]


def seen_at(place: Doubles, away: float, turn: float = 0.0) -> Spots:
    """Pixels of points in cm (x, y, depth behind the eyes) whose eyes stand `away`, the head turned by degrees."""
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    x, y, z = place.T
    across, along = x * c - z * s, x * s + z * c + away
    return np.asarray(np.stack([320 + FOCAL * across / along, 200 + FOCAL * y / along], 1), np.float32)


def head(flat: float = 0.0) -> Doubles:
    """478 landmarks and 200 spots of a head in cm, its depths less by the share `flat`."""
    random = np.random.default_rng(3)
    x, y = random.uniform(-6.5, 6.5, 678), random.uniform(-7, 8, 678)
    x[[468, 473]], y[[468, 473]] = EYES.T
    deep = face_depth(x, y) - face_depth(*EYES.T).mean()
    return np.asarray(np.c_[x, y, deep * (1 - flat)], np.float64)


def measured(flat: float, to_cm: float = 36.0, turn: float = 0.0, noise: float = 0.25) -> float | None:
    """Perspective of a head (flat 0) or of its picture (flat 1) that comes from arm's length to so many cm."""
    place, random = head(flat), np.random.default_rng(7)
    first, last = seen_at(place, AWAY_CM), seen_at(place, to_cm, turn)
    start, end = (part[478:] + random.normal(0, noise, (200, 2)).astype(np.float32) for part in (first, last))
    mesh = Mesh(np.c_[first[:478], head()[:478, 2] * FOCAL / AWAY_CM].astype(np.float32))
    followed = Followed(start, end, first[1], mesh.inter_eye_px)
    return perspective(followed, mesh, AWAY_CM / to_cm, FOCAL)


@pytest.mark.parametrize("to_cm", [30.0, 36.0, 40.0])
@pytest.mark.parametrize("turn", [-3.0, 0.0, 3.0])
def test_a_head_shows_perspective_and_its_picture_none(to_cm: float, turn: float) -> None:
    live, picture = measured(0.0, to_cm, turn), measured(1.0, to_cm, turn)
    assert live == pytest.approx(1.0, abs=0.35)
    assert picture == pytest.approx(0.0, abs=0.1)


def test_a_film_that_sways_on_the_screen_is_still_flat() -> None:
    """The head on the screen turns by 3 degrees while the screen comes nearer: a shift by depth, no perspective."""
    place, random = head(), np.random.default_rng(7)
    first = seen_at(place, AWAY_CM)
    last = (seen_at(place, AWAY_CM, 3.0) - np.array([320, 200], np.float32)) * np.float32(1.4) + np.array(
        [330, 190], np.float32
    )
    start, end = (part[478:] + random.normal(0, 0.25, (200, 2)).astype(np.float32) for part in (first, last))
    mesh = Mesh(np.c_[first[:478], head()[:478, 2] * FOCAL / AWAY_CM].astype(np.float32))
    found = perspective(Followed(start, end, first[1], mesh.inter_eye_px), mesh, 1.4, FOCAL)
    assert found == pytest.approx(0.0, abs=0.15)


def test_points_that_move_as_nothing_rigid_does_tell_nothing() -> None:
    assert measured(0.0, noise=3.0) is None


def room_at(grown: float) -> Pixels:
    """A room that grew about the middle of the frame, with a camera's noise."""
    by = np.array([[grown, 0, 320 * (1 - grown)], [0, grown, 200 * (1 - grown)]])
    seen = cv2.warpAffine(furnished(SIZE, 12), by, SIZE, borderMode=cv2.BORDER_REFLECT)
    noise = np.random.default_rng(int(1000 * grown)).normal(0, 2, seen.shape)
    return np.asarray(np.clip(seen + noise, 0, 255), np.uint8)


def frame(seq: int, away: float, *, room: float = 1.0, yaw: float = 0.0) -> Seen:
    """A frame with a head so many cm away before a room that grew by so much; the head itself is not drawn."""
    points = seen_at(head(), away)
    mesh = Mesh(np.c_[points[:478], np.zeros(478)].astype(np.float32))
    reading = FrameReading(seq, seq, seq, 1, mesh.box, yaw, inter_eye_px=mesh.inter_eye_px)
    return Seen(reading, room_at(room), None, mesh)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.8, 1.0])
def test_growth_of_the_background_is_told_by_its_own_points(share: float) -> None:
    face = 70.0 / 50.0
    found = behind(frame(1, 70.0), frame(2, 50.0, room=face**share))
    assert found is not None
    assert found.ratio == pytest.approx(share, abs=0.04)
    assert len(found.start) >= 8


def test_a_bare_wall_tells_nothing_of_its_growth() -> None:
    wall = np.random.default_rng(1).normal(150, 2, (480, 640, 3)).astype(np.uint8)
    far, near = (Seen(one.reading, wall, None, one.mesh) for one in (frame(1, 70.0), frame(2, 50.0)))
    assert behind(far, near) is None


def test_frames_are_paired_by_growth_and_pose() -> None:
    straight, near, turned = frame(1, 56.0), frame(2, 40.0), frame(3, 40.0, yaw=9.0)
    assert pairs([straight, near, turned]) == [(straight, near)]
    assert pairs([straight, frame(2, 54.0)]) == []
    assert not approach_finding([straight, frame(2, 54.0)]).available


def finding(value: float | None) -> DepthFinding:
    return DepthFinding(
        available=True, side="approach", perspective=value, between=None if value is None else (1, 2)
    )


def test_a_flat_approach_is_a_pictures_whatever_is_behind() -> None:
    seen = [frame(1, 70.0), frame(2, 50.0)]
    found = approach(seen, [finding(0.02)])
    assert found.score == 1.0
    assert found.numbers["background"] == pytest.approx(0.0, abs=0.04)
    assert approach(seen, [finding(0.9)]).score == 0.0
    for depth in ([], [finding(None)], [DepthFinding(available=True, side="left")]):
        assert (approach(seen, depth).score, approach(seen, depth).why) == (None, "approach_not_followed")


def test_less_is_asked_of_the_face_where_the_room_grows_with_it() -> None:
    def room(ratio: float) -> Behind:
        none = np.zeros((0, 2), np.float32)
        return Behind(ratio, none, none, none)

    assert flatness(0.3, room(1.0)) > 0.6
    assert flatness(0.3, None) == flatness(0.3, room(0.0)) < 0.5
    assert flatness(0.3, room(0.8)) == flatness(0.3, None), (
        "a pillow right behind the head is no plane with it"
    )
    assert flatness(0.9, room(1.0)) == 0.0
