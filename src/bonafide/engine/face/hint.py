"""What one frame of the selfie camera shows: one reading for the live page and the later verdict alike."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafide.engine.evidence import FrameReading
from bonafide.engine.face.detect import Face, find_near_faces
from bonafide.engine.face.landmarks import Mesh, find_mesh, head_pose
from bonafide.engine.face.light import skin_colours
from bonafide.engine.face.quality import face_quality
from bonafide.engine.image import Pixels, decode, shrink

Region = NDArray[np.float32]

WORK_SIDE = 640
THUMB = (32, 24)
BYSTANDER_SHARE = 0.15
"""A second face counts from this share of the largest one's area: smaller ones are pictures on the wall."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A frame after reading: pixels (long side at most 640), the face and its mesh, if any."""

    reading: FrameReading
    image: Pixels
    face: Face | None
    mesh: Mesh | None


def read_frame(jpeg: bytes, seq: int, client_ms: int, server_ms: int) -> FrameReading:
    """Read one selfie frame: faces, head pose, sizes, quality; about 15 ms of CPU at 640 x 480.

    Sizes and boxes are in pixels of the frame shrunk to a long side of 640. A face whose mesh cannot be laid
    (a profile) counts in `faces`, with `box` and no pose; then `inter_eye_px` is 0.

    Raises:
        ImageError: bytes that are no picture, see `bonafide.engine.image.decode`.

    """
    return see_frame(jpeg, seq, client_ms, server_ms).reading


def see_frame(jpeg: bytes, seq: int, client_ms: int, server_ms: int) -> Seen:
    """Read one frame and keep what was seen, for the judge. Raises as `read_frame`."""
    return see_image(shrink(decode(jpeg), WORK_SIDE), (seq, client_ms, server_ms))


def see_image(image: Pixels, when: tuple[int, int, int], without: Region | None = None) -> Seen:
    """Read a frame that is decoded, its long side at most WORK_SIDE, taken `when` (seq, client_ms, server_ms).

    Faces whose middle lies in the convex region `without` (n x 2, pixels) are not counted: a portrait on an ID.
    """
    faces = _counted([face for face in find_near_faces(image) if not _lies_in(face, without)])
    face = faces[0] if faces else None
    mesh = find_mesh(image, face) if face else None
    return Seen(_reading(image, len(faces), face, mesh, when), image, face, mesh)


def _lies_in(face: Face, region: Region | None) -> bool:
    if region is None:
        return False
    x, y, wide, high = face.box
    return cv2.pointPolygonTest(region, (x + wide / 2, y + high / 2), measureDist=False) >= 0


def _counted(faces: list[Face]) -> list[Face]:
    return [face for face in faces if face.area >= BYSTANDER_SHARE * faces[0].area]


def _reading(
    image: Pixels, faces: int, face: Face | None, mesh: Mesh | None, when: tuple[int, int, int]
) -> FrameReading:
    digest = _digest(image)
    if face is None or mesh is None:
        box = face.box if face else None
        return FrameReading(*when, faces, box=box, quality=face_quality(image, box), digest=digest)
    pose, box = head_pose(mesh), mesh.box
    return FrameReading(
        *when,
        faces,
        box=box,
        yaw=pose.yaw,
        pitch=pose.pitch,
        roll=pose.roll,
        inter_eye_px=mesh.inter_eye_px,
        face_share=box[3] / image.shape[0],
        quality=face_quality(image, box),
        digest=digest,
        skin=skin_colours(image, mesh),
    )


def _digest(image: Pixels) -> str:
    luma = cv2.cvtColor(cv2.resize(image, THUMB, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    return hashlib.sha256(np.ascontiguousarray(luma).tobytes()).hexdigest()[:16]
