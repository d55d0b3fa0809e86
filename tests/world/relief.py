"""From one frontal photograph to a closed solid: a depth field of face, skull, neck and shoulders.

The face comes from mediapipe's face mesh (x, y from the picture, z relative to the head). What the mesh
does not cover is inflated: hair and ears run back to the plane of the ears like a quarter ellipse, neck and
chest are half cylinders. Behind that plane a mirrored back closes the body, so that a turned head keeps a
full silhouette. Lengths are centimetres: x to the image right, y down, z away from the camera; the origin is
the bridge of the nose.
"""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from tests.world.cutout import EDGE_CM, PX_PER_CM, clean_edges, padded, without_studio
from tests.world.mesh import face_points, head_angles, oval_order, silhouette
from tests.world.pixels import Floats, Image, Mask, blur, floats, resized, smoothstep

FIELD_PX_PER_CM = 8.0
OUTER_EYES_CM = 8.9
"""Outer corner to outer corner of the eyes, adult mean (anthropometric surveys give 8.7 to 9.1)."""
EMPTY = 30.0
BACK_CM, BULGE_CM = 8.5, 6.0
"""Depth of the skull behind the ears, and the distance from the rim over which it rounds off."""


@dataclass(frozen=True, slots=True)
class Relief:
    """A textured solid.

    `texture`: BGR, `cutout.PX_PER_CM`. `walls`: float32 (h, w, 2), FIELD_PX_PER_CM: z of the front and of the
    back surface in cm, front > back where nothing stands. `drift`: (h, w, 2) in cm, where the back takes its
    texture from, relative to the same x, y. `origin`: x, y in cm of the fields' top left corner.
    `chin`, `ears`: (y, z) in cm of the chin tip and of the plane of the ears. `yaw`, `roll`: how the person
    stood in the photograph, degrees, signs as in `Puppet.render`.
    """

    texture: Image
    walls: Floats
    drift: Floats
    origin: tuple[float, float]
    chin: tuple[float, float]
    ears: tuple[float, float]
    yaw: float
    roll: float


def _face_depth(points: Floats, shape: tuple[int, int]) -> tuple[Floats, Mask]:
    """Interpolate z over the triangles of the mesh; points in pixels of the field, z in cm."""
    depth, covered = np.zeros(shape, np.float32), np.zeros(shape, np.uint8)
    grid = cv2.Subdiv2D((0, 0, shape[1], shape[0]))
    for x, y in points[:468, :2]:
        grid.insert((float(x), float(y)))
    lookup = {(round(float(x), 2), round(float(y), 2)): float(z) for x, y, z in points[:468]}
    for corners in floats(grid.getTriangleList()).reshape(-1, 3, 2):
        keys = [(round(float(x), 2), round(float(y), 2)) for x, y in corners]
        if all(key in lookup for key in keys):
            _fill_triangle(depth, covered, corners, [lookup[key] for key in keys])
    oval = np.zeros(shape, np.uint8)
    cv2.fillPoly(oval, [np.round(points[oval_order(), :2]).astype(np.int32)], 1)
    return depth, (oval > 0) & (covered > 0)


def _fill_triangle(depth: Floats, covered: Image, corners: Floats, z: list[float]) -> None:
    equations = np.column_stack([corners, np.ones(3)])
    if abs(np.linalg.det(equations)) < 1e-3:
        return
    x0, y0 = np.floor(corners.min(axis=0)).astype(int)
    x1, y1 = np.ceil(corners.max(axis=0)).astype(int)
    patch = np.zeros((y1 - y0 + 1, x1 - x0 + 1), np.uint8)
    cv2.fillConvexPoly(patch, np.round(corners - (x0, y0)).astype(np.int32), 1)
    a, b, c = np.linalg.solve(equations, z)
    ys, xs = np.nonzero(patch)
    depth[ys + y0, xs + x0] = np.clip(a * (xs + x0) + b * (ys + y0) + c, min(z), max(z))
    covered[ys + y0, xs + x0] = 1


def _cylinder(person: Mask, middle: float, ear_z: float) -> Floats:
    """Depth of neck and chest: each row a half cylinder, at most 8 cm thick."""
    columns = np.arange(person.shape[1], dtype=np.float32)
    reach = np.where(person, np.abs(columns - middle), 0).max(axis=1)
    reach = blur(reach[:, None], 6.0)[:, 0] + 1
    across = np.clip(np.abs(columns[None] - middle) / reach[:, None], 0, 1)
    thick = np.minimum(reach / FIELD_PX_PER_CM, 8.0)[:, None]
    return floats(ear_z - thick * np.sqrt(1 - across**2))


def _front(points: Floats, depth: Floats, face: Mask, person: Mask, ear_z: float) -> Floats:
    """Depth of everything that looks at the camera: face, then skull above and neck below the jaw."""
    to_face, labels = cv2.distanceTransformWithLabels(
        (~face).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    labels = np.asarray(labels, np.int32)
    edge_z = np.zeros(int(labels.max()) + 1, np.float32)
    edge_z[labels[face]] = depth[face]
    near_z = blur(np.where(face, depth, edge_z[labels]), 5.0)
    to_rim = floats(cv2.distanceTransform(person.astype(np.uint8), cv2.DIST_L2, 5))
    t = floats(to_face) / np.maximum(floats(to_face) + to_rim, 1e-3)
    skull = near_z + (ear_z - near_z) * (1 - np.sqrt(np.clip(1 - t**2, 0, 1)))
    under = smoothstep(0, 1.6 * FIELD_PX_PER_CM, to_face)
    neck = near_z * (1 - under) + _cylinder(person, float(points[152, 0]), ear_z) * under
    rows = np.arange(depth.shape[0], dtype=np.float32)[:, None]
    low = smoothstep(float(points[61, 1]), float(points[152, 1]), rows)
    front = np.where(face, depth, skull * (1 - low) + neck * low)
    return np.minimum(blur(front, 1.2), ear_z - 0.2)


def _drift(to_rim: Floats) -> Floats:
    """How far the back's texture is drawn inward (cm) so that it follows the arc and is not stretched."""
    depth = np.clip(to_rim / FIELD_PX_PER_CM, 0, BULGE_CM)
    angle = np.arccos(np.clip(1 - depth / BULGE_CM, 0, 1))
    extra = angle * (BULGE_CM + BACK_CM) / 2 - depth
    smooth = blur(to_rim, 4.0)
    slope = np.dstack([cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)])
    return floats(extra[..., None] * slope / np.maximum(np.linalg.norm(slope, axis=2), 1e-3)[..., None])


def _solid(points: Floats, mask: Floats, ear_z: float) -> tuple[Floats, Floats]:
    """Build walls and drift; points in field pixels with z in cm, mask 0 to 1 at the field's resolution."""
    depth, face = _face_depth(points, (mask.shape[0], mask.shape[1]))
    person = (mask > 0.5) | face
    to_rim = floats(cv2.distanceTransform(person.astype(np.uint8), cv2.DIST_L2, 5))
    bulge = 1 - np.clip(to_rim / (BULGE_CM * FIELD_PX_PER_CM), 0, 1)
    back = ear_z + BACK_CM * np.sqrt(1 - bulge**2)
    front = _front(points, depth, face, person, ear_z)
    front[~person], back[~person] = EMPTY, -EMPTY
    return floats(np.dstack([front, back])), _drift(to_rim)


def build_relief(portrait: Image) -> Relief:
    """Return the solid of a frontal portrait with a plain background, one for all who ask. Raises NoFaceError.

    It takes more than a second to build, and many tests look at the same few people; nobody can write into it.
    """
    return _built(portrait.tobytes(), portrait.shape)


@lru_cache(maxsize=8)
def _built(pixels: bytes, shape: tuple[int, ...]) -> Relief:
    portrait = np.frombuffer(pixels, np.uint8).reshape(shape)
    points = face_points(portrait)
    yaw, roll = head_angles(points)
    outer = float(np.hypot(*(points[263, :2] - points[33, :2]))) / np.cos(np.radians(yaw))
    in_cm = points * np.float32(OUTER_EYES_CM / outer)
    in_cm[:, :2] += EDGE_CM
    bridge = in_cm[168].copy()
    in_cm[:, 2] -= bridge[2]
    texture, mask = padded(portrait, silhouette(portrait), PX_PER_CM * OUTER_EYES_CM / outer)
    mask = without_studio(texture, mask, int((in_cm[152, 1] + 2.0) * PX_PER_CM))
    ear_z = float(in_cm[[234, 454], 2].mean()) + 0.8
    share = FIELD_PX_PER_CM / PX_PER_CM
    small = blur(resized(mask, (int(mask.shape[1] * share), int(mask.shape[0] * share))), 1.5)
    walls, drift = _solid(in_cm * floats([FIELD_PX_PER_CM, FIELD_PX_PER_CM, 1]), small, ear_z)
    texture = clean_edges(texture, mask)
    for shared in (texture, walls, drift):
        shared.setflags(write=False)
    return Relief(
        texture=texture,
        walls=walls,
        drift=drift,
        origin=(-float(bridge[0]), -float(bridge[1])),
        chin=(float(in_cm[152, 1] - bridge[1]), float(in_cm[152, 2])),
        ears=(float(in_cm[[234, 454], 1].mean() - bridge[1]), ear_z),
        yaw=yaw,
        roll=roll,
    )
