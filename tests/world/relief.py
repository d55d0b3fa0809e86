"""From one frontal photograph to a closed solid: a depth field of face, skull, neck and shoulders.

The face comes from the 478 points of mediapipe's face mesh (x, y from the picture, z relative to the head).
What the mesh does not cover is inflated: hair and ears run back to the plane of the ears like a quarter ellipse,
neck and chest are half cylinders. Behind that plane a mirrored back closes the body, so that a turned head keeps
a full silhouette. Lengths are centimetres: x to the image right, y down, z away from the camera; the origin lies
at the bridge of the nose.
"""

from dataclasses import dataclass

import cv2
import mediapipe as mp
import numpy as np
import numpy.typing as npt

from tests.world.people import Image

Floats = npt.NDArray[np.float32]

TEXTURE_PX_PER_CM = 20.0
FIELD_PX_PER_CM = 8.0
OUTER_EYES_CM = 8.9
"""Outer corner to outer corner of the eyes, adult mean (anthropometric surveys give 8.7 to 9.1)."""
BELOW_CM, EDGE_CM = 24.0, 1.0
EMPTY = 30.0
_OVAL = mp.solutions.face_mesh_connections.FACEMESH_FACE_OVAL


class NoFaceError(ValueError):
    """The photograph shows no face that the mesh model finds."""


@dataclass(frozen=True, slots=True)
class Relief:
    """A textured solid.

    `texture`: BGR, TEXTURE_PX_PER_CM. `walls`: float32 (h, w, 2), FIELD_PX_PER_CM: z of the front and of the
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


def face_points(image: Image) -> Floats:
    """Return the 478 mesh points (x, y, z in pixels of the image). Raises NoFaceError."""
    with mp.solutions.face_mesh.FaceMesh(
        static_image_mode=True, refine_landmarks=True, max_num_faces=1
    ) as mesh:
        found = mesh.process(cv2.cvtColor(image, cv2.COLOR_BGR2RGB)).multi_face_landmarks
    if not found:
        raise NoFaceError("no face in the photograph")
    height, width = image.shape[:2]
    points = [(p.x * width, p.y * height, p.z * width) for p in found[0].landmark]
    return np.array(points, dtype=np.float32)


def head_angles(points: Floats) -> tuple[float, float]:
    """Return yaw and roll in degrees of a face mesh, from the line between the outer eye corners."""
    x, y, z = points[263] - points[33]
    return float(np.degrees(np.arctan2(z, x))), float(np.degrees(np.arctan2(y, x)))


def _silhouette(image: Image) -> Floats:
    with mp.solutions.selfie_segmentation.SelfieSegmentation(model_selection=0) as model:
        mask = model.process(cv2.cvtColor(image, cv2.COLOR_BGR2RGB)).segmentation_mask
    return np.asarray(mask, dtype=np.float32)


def _oval_order() -> list[int]:
    after = dict(_OVAL)
    order = [next(iter(after))]
    while len(order) < len(after):
        order.append(after[order[-1]])
    return order


def _pad(image: Image, scale: float, mask: Floats) -> tuple[Image, Floats]:
    """Scale to the texture's resolution and let the chest run on below the picture, the neckline closing."""
    image = np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    mask = np.array(cv2.resize(mask, image.shape[1::-1]), np.float32)
    soft = int(1.2 * TEXTURE_PX_PER_CM)
    mask[:, :soft] = mask[:, -soft:] = 0
    below, edge = int(BELOW_CM * TEXTURE_PX_PER_CM), int(EDGE_CM * TEXTURE_PX_PER_CM)
    wide = np.asarray(cv2.copyMakeBorder(image, edge, below, edge, edge, cv2.BORDER_REPLICATE), np.uint8)
    mask = np.asarray(cv2.copyMakeBorder(mask, edge, below, edge, edge, cv2.BORDER_REPLICATE), np.float32)
    mask[:edge] = mask[:, :edge] = mask[:, -edge:] = 0
    last = edge + image.shape[0] - 1
    body = np.flatnonzero(mask[last] > 0.5)
    if len(body):
        wide[last + 1 :] = _cloth(wide[last - 8 : last + 1].mean(axis=0), below, int(body[0]), int(body[-1]))
    return wide, mask


def _cloth(row: npt.NDArray[np.float64], rows: int, left: int, right: int) -> Image:
    """Continue the last row of the picture downward; what lies at the middle gives way to what lies beside it."""
    middle, reach = (left + right) / 2, (right - left) / 2
    across = np.arange(len(row), dtype=np.float32)[None] - middle
    down = np.arange(rows, dtype=np.float32)[:, None]
    wanted = np.maximum(np.abs(across), np.minimum(np.abs(across) + 0.8 * down, 0.75 * reach))
    column = np.clip(middle + np.where(across < 0, -1, 1) * wanted, left + 3, right - 3)
    cloth = cv2.remap(
        row[None].astype(np.float32),
        column.astype(np.float32),
        np.zeros_like(column, np.float32),
        cv2.INTER_LINEAR,
    )
    return np.asarray(cv2.GaussianBlur(cloth, None, 3.0), np.uint8)


def _without_studio(texture: Image, mask: Floats, to_row: int) -> Floats:
    """Take the plain background that shows between curls and beside ears out of the mask, above `to_row`.

    Only a band of 3 cm along the silhouette is touched: what differs little from the background there goes.
    """
    colour = cv2.cvtColor(texture, cv2.COLOR_BGR2Lab).astype(np.float32)
    outside = (mask < 0.1).astype(np.float32)
    sigma = 4 * TEXTURE_PX_PER_CM
    small = [
        np.asarray(cv2.resize(v, None, fx=0.125, fy=0.125), np.float32)
        for v in (colour * outside[..., None], outside)
    ]
    near = cv2.GaussianBlur(small[1], None, sigma / 8)
    studio = cv2.GaussianBlur(small[0], None, sigma / 8) / np.maximum(near, 1e-3)[..., None]
    studio = np.asarray(cv2.resize(studio, texture.shape[1::-1]), np.float32)
    like = 1 - _smoothstep(14, 30, np.linalg.norm(colour - studio, axis=2).astype(np.float32))
    inside = cv2.distanceTransform((mask > 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    like[(inside > 3 * TEXTURE_PX_PER_CM)] = 0
    like[to_row:] = 0
    return np.asarray(cv2.GaussianBlur(mask * (1 - like), None, 2.0), np.float32)


def _clean_edges(texture: Image, mask: Floats) -> Image:
    """Carry the person's own colours outward over the studio background, so that no bright fringe shows."""
    inside = cv2.erode((mask > 0.6).astype(np.uint8), np.ones((5, 5), np.uint8))
    weight = inside.astype(np.float32)
    colour = texture.astype(np.float32) * weight[..., None]
    result = colour.copy()
    known = weight.copy()
    for sigma in (2.0, 5.0, 12.0, 30.0):
        near = cv2.GaussianBlur(weight, None, sigma)
        fill = cv2.GaussianBlur(colour, None, sigma) / np.maximum(near, 1e-4)[..., None]
        take = (known == 0) & (near > 0.02)
        result[take] = fill[take]
        known[take] = 1
    return np.clip(result, 0, 255).astype(np.uint8)


def _face_depth(points: Floats, shape: tuple[int, int]) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Interpolate z over the triangles of the mesh; points in pixels of the field, z in cm."""
    depth = np.zeros(shape, np.float32)
    covered = np.zeros(shape, np.uint8)
    grid = cv2.Subdiv2D((0, 0, shape[1], shape[0]))
    for x, y in points[:468, :2]:
        grid.insert((float(x), float(y)))
    lookup = {(round(float(x), 2), round(float(y), 2)): z for x, y, z in points[:468]}
    for triangle in grid.getTriangleList():
        corners = triangle.reshape(3, 2)
        keys = [(round(float(x), 2), round(float(y), 2)) for x, y in corners]
        if all(key in lookup for key in keys):
            _fill_triangle(depth, covered, corners, [lookup[key] for key in keys])
    oval = np.zeros(shape, np.uint8)
    cv2.fillPoly(oval, [np.round(points[_oval_order(), :2]).astype(np.int32)], 1)
    return depth, (oval > 0) & (covered > 0)


def _fill_triangle(depth: Floats, covered: npt.NDArray[np.uint8], corners: Floats, z: list[float]) -> None:
    x0, y0 = np.floor(corners.min(axis=0)).astype(int)
    x1, y1 = np.ceil(corners.max(axis=0)).astype(int)
    patch = np.zeros((y1 - y0 + 1, x1 - x0 + 1), np.uint8)
    cv2.fillConvexPoly(patch, np.round(corners - (x0, y0)).astype(np.int32), 1)
    equations = np.column_stack([corners, np.ones(3)])
    if abs(np.linalg.det(equations)) < 1e-3:
        return
    a, b, c = np.linalg.solve(equations, z)
    ys, xs = np.nonzero(patch)
    depth[ys + y0, xs + x0] = np.clip(a * (xs + x0) + b * (ys + y0) + c, min(z), max(z))
    covered[ys + y0, xs + x0] = 1


def _smoothstep(low: float, high: float, value: Floats) -> Floats:
    t = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def _row_cylinder(person: npt.NDArray[np.bool_], middle: float, ear_z: float) -> Floats:
    """Depth of neck and chest: each row a half cylinder, at most 8 cm thick."""
    columns = np.arange(person.shape[1], dtype=np.float32)
    reach = np.where(person, np.abs(columns - middle), 0).max(axis=1)
    reach = cv2.GaussianBlur(reach.astype(np.float32)[:, None], None, 6.0)[:, 0] + 1
    across = np.clip(np.abs(columns[None] - middle) / reach[:, None], 0, 1)
    thick = np.minimum(reach / FIELD_PX_PER_CM, 8.0)[:, None]
    return np.asarray(ear_z - thick * np.sqrt(1 - across**2), np.float32)


def _fields(points: Floats, mask: Floats, ear_z: float) -> Floats:
    """Build front and back depth; points in field pixels with z in cm, mask 0 to 1 at field resolution."""
    depth, face = _face_depth(points, (mask.shape[0], mask.shape[1]))
    person = (mask > 0.5) | face
    to_face, labels = cv2.distanceTransformWithLabels(
        (~face).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    edge_z = np.zeros(int(labels.max()) + 1, np.float32)
    edge_z[labels[face]] = depth[face]
    near_z = np.where(face, depth, edge_z[labels])
    near_z = np.where(face, depth, cv2.GaussianBlur(near_z, None, 5.0))
    to_rim = cv2.distanceTransform(person.astype(np.uint8), cv2.DIST_L2, 5)
    t = to_face / np.maximum(to_face + to_rim, 1e-3)
    skull = near_z + (ear_z - near_z) * (1 - np.sqrt(np.clip(1 - t**2, 0, 1)))
    neck = _row_cylinder(person, float(points[152, 0]), ear_z)
    under = _smoothstep(0, 1.6 * FIELD_PX_PER_CM, to_face)
    neck = near_z * (1 - under) + neck * under
    rows = np.arange(mask.shape[0], dtype=np.float32)[:, None]
    low = _smoothstep(float(points[61, 1]), float(points[152, 1]), rows)
    front = np.where(face, depth, skull * (1 - low) + neck * low)
    front = np.minimum(cv2.GaussianBlur(front.astype(np.float32), None, 1.2), ear_z - 0.2)
    bulge = 1 - np.clip(to_rim / (6 * FIELD_PX_PER_CM), 0, 1)
    back = ear_z + 8.5 * np.sqrt(np.clip(1 - bulge**2, 0, 1))
    front[~person], back[~person] = EMPTY, -EMPTY
    return np.dstack([front, back, *_mirror(to_rim, person)]).astype(np.float32)


def _mirror(to_rim: Floats, person: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """How far the back's texture is drawn inward (cm) so that it follows the arc and is not stretched."""
    depth = np.clip(to_rim / FIELD_PX_PER_CM, 0, 6)
    angle = np.arccos(np.clip(1 - depth / 6, 0, 1))
    extra = np.where(person, angle * 7.2 - depth, 0).astype(np.float32)
    smooth = cv2.GaussianBlur(to_rim, None, 4.0)
    slope_x, slope_y = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    length = np.maximum(np.hypot(slope_x, slope_y), 1e-3)
    return np.asarray(extra * slope_x / length, np.float32), np.asarray(extra * slope_y / length, np.float32)


def build_relief(portrait: Image) -> Relief:
    """Build the solid from a frontal portrait with a plain background. Raises NoFaceError."""
    points = face_points(portrait)
    yaw, roll = head_angles(points)
    outer = float(np.hypot(*(points[263, :2] - points[33, :2]))) / np.cos(np.radians(yaw))
    per_cm = outer / OUTER_EYES_CM
    texture, mask = _pad(portrait, TEXTURE_PX_PER_CM / per_cm, _silhouette(portrait))
    in_cm = points / per_cm
    in_cm[:, :2] += EDGE_CM
    mask = _without_studio(texture, mask, int((in_cm[152, 1] + 2.0) * TEXTURE_PX_PER_CM))
    bridge = in_cm[168].copy()
    in_cm[:, 2] -= bridge[2]
    ear_z = float(in_cm[[234, 454], 2].mean()) + 0.8
    size = (
        int(mask.shape[1] * FIELD_PX_PER_CM / TEXTURE_PX_PER_CM),
        int(mask.shape[0] * FIELD_PX_PER_CM / TEXTURE_PX_PER_CM),
    )
    small = np.asarray(
        cv2.GaussianBlur(cv2.resize(mask, size, interpolation=cv2.INTER_AREA), None, 1.5), np.float32
    )
    scaled = in_cm * np.array([FIELD_PX_PER_CM, FIELD_PX_PER_CM, 1], np.float32)
    fields = _fields(scaled, small, ear_z)
    return Relief(
        texture=_clean_edges(texture, mask),
        walls=np.ascontiguousarray(fields[..., :2]),
        drift=np.ascontiguousarray(fields[..., 2:]),
        origin=(-float(bridge[0]), -float(bridge[1])),
        chin=(float(in_cm[152, 1] - bridge[1]), float(in_cm[152, 2])),
        ears=(float(in_cm[[234, 454], 1].mean() - bridge[1]), ear_z),
        yaw=yaw,
        roll=roll,
    )
