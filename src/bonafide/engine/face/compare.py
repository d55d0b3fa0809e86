"""The portrait of the document against the selfie: a similarity; the threshold is policy's."""

from __future__ import annotations

from dataclasses import dataclass

from bonafide.engine.evidence import FaceComparison, Quality
from bonafide.engine.face.detect import Face, find_faces
from bonafide.engine.face.embed import MODEL, Embedding, embed, similarity
from bonafide.engine.face.quality import face_quality
from bonafide.engine.image import Limits, Pixels, decode

SMALL_PORTRAITS = Limits(min_side=40)
"""A portrait cut out of a document may be as small as this many pixels on its short side."""


@dataclass(frozen=True, slots=True)
class _Seen:
    embedding: Embedding
    quality: Quality


def compare_faces(portrait: bytes, selfie: bytes) -> FaceComparison:
    """Compare the largest face of each picture.

    Args:
        portrait: JPEG, PNG or WebP of the portrait on the document.
        selfie: JPEG, PNG or WebP of the live person.

    Returns:
        Cosine similarity, quality of each face, model name. Where a picture shows no face `similarity` is
        None and `reason` is `no_face_in_portrait` or `no_face_in_selfie`.

    Raises:
        ImageError: bytes that are no picture, see `bonafide.engine.image.decode`.

    """
    first, second = decode(portrait, limits=SMALL_PORTRAITS), decode(selfie)
    one, two = _see(first), _see(second)
    if one is None or two is None:
        return _missing(one, two)
    return FaceComparison(similarity(one.embedding, two.embedding), one.quality, two.quality, MODEL)


def _see(image: Pixels) -> _Seen | None:
    faces = find_faces(image)
    return _Seen(embed(image, faces[0]), _quality(image, faces[0])) if faces else None


def _quality(image: Pixels, face: Face) -> Quality:
    return face_quality(image, face.box)


def _missing(one: _Seen | None, two: _Seen | None) -> FaceComparison:
    reason = "no_face_in_portrait" if one is None else "no_face_in_selfie"
    first, second = (seen.quality if seen else None for seen in (one, two))
    return FaceComparison(None, first, second, MODEL, reason)
