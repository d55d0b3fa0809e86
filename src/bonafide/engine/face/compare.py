"""The portrait of the document against the selfie: a similarity; the threshold is policy's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bonafide.engine import models
from bonafide.engine.evidence import FaceComparison, Quality
from bonafide.engine.face.components import components
from bonafide.engine.face.described import FaceModel
from bonafide.engine.face.detect import Face, find_faces
from bonafide.engine.face.embed import MODEL, Embedding, similarity, template
from bonafide.engine.face.landmarks import find_mesh
from bonafide.engine.face.quality import face_quality
from bonafide.engine.image import Limits, Pixels, decode
from bonafide.engine.parallel import mapped, undivided

SMALL_PORTRAITS = Limits(min_side=40)
"""A portrait cut out of a document may be as small as this many pixels on its short side."""


@dataclass(frozen=True, slots=True)
class _Seen:
    embedding: Embedding
    quality: Quality
    components: Mapping[str, float]


@undivided()
def compare_faces(portrait: bytes, selfie: bytes, *, model: FaceModel | None = None) -> FaceComparison:
    """Compare the largest face of each picture.

    Args:
        portrait: JPEG, PNG or WebP of the portrait on the document.
        selfie: JPEG, PNG or WebP of the live person.
        model: the operator's own model; None is the shipped one.

    Returns:
        Cosine similarity, quality of each face, model name. Where a picture shows no face `similarity` is
        None and `reason` is `no_face_in_portrait` or `no_face_in_selfie`.

    Raises:
        ImageError: bytes that are no picture, see `bonafide.engine.image.decode`.
        ModelError: the operator's model is missing, changed or unfit.

    """
    first, second = decode(portrait, limits=SMALL_PORTRAITS), decode(selfie)
    one, two = mapped(lambda image: _see(image, model), (first, second))
    name, digest = (model.name, model.sha256) if model else (MODEL, models.FACE_EMBEDDER.sha256)
    alike = similarity(one.embedding, two.embedding) if one and two else None
    return FaceComparison(
        similarity=alike,
        portrait_quality=one.quality if one else None,
        selfie_quality=two.quality if two else None,
        model=name,
        reason=_missing(one, two),
        models={name: digest},
        selfie_components=two.components if two else {},
    )


def face_template(selfie: bytes) -> bytes:
    """Template of the largest face by the shipped model: 128 float32, little endian; empty without a face.

    Raises:
        ImageError: bytes that are no picture.

    """
    image = decode(selfie)
    faces = find_faces(image)
    return template(image, faces[0]).astype("<f4").tobytes() if faces else b""


def _see(image: Pixels, model: FaceModel | None) -> _Seen | None:
    faces = find_faces(image)
    if not faces:
        return None
    mesh = find_mesh(image, faces[0])
    embedding = template(image, faces[0], mesh=mesh, model=model)
    return _Seen(embedding, _quality(image, faces[0]), components(image, mesh) if mesh else {})


def _quality(image: Pixels, face: Face) -> Quality:
    return face_quality(image, face.box)


def _missing(one: _Seen | None, two: _Seen | None) -> str:
    if one is None:
        return "no_face_in_portrait"
    return "no_face_in_selfie" if two is None else ""
