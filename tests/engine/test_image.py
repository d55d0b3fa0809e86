"""Decoding holds its limits, and hostile bytes end in ImageError alone."""

import struct
import zlib

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bonafide.engine.image import LIMITS, Limits, decode, encode_jpeg, read_size, shrink
from bonafide.errors import ImageError


def scene(height: int = 160, width: int = 240) -> np.ndarray:
    rng = np.random.default_rng(7)
    small = rng.integers(0, 255, (height // 20, width // 20, 3), np.uint8)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)


def encoded(extension: str, image: np.ndarray | None = None) -> bytes:
    return cv2.imencode(extension, scene() if image is None else image)[1].tobytes()


def png_header(width: int, height: int) -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))


def exif_turned(jpeg: bytes, orientation: int) -> bytes:
    tiff = b"II*\x00\x08\x00\x00\x00" + struct.pack("<HHHIHHI", 1, 0x0112, 3, 1, orientation, 0, 0)
    body = b"Exif\x00\x00" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def code_of(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(ImageError) as caught:
        decode(data, limits=limits)
    return caught.value.code


@pytest.mark.parametrize("extension", [".jpg", ".png", ".webp"])
def test_accepts_the_three_formats(extension: str) -> None:
    pixels = decode(encoded(extension))
    assert pixels.shape == (160, 240, 3)
    assert pixels.dtype == np.uint8
    assert np.abs(pixels.astype(int) - scene()).mean() < 12


def test_lossless_webp_size_is_read_from_its_own_header() -> None:
    data = cv2.imencode(".webp", scene(), [cv2.IMWRITE_WEBP_QUALITY, 101])[1].tobytes()
    assert data[12:16] == b"VP8L"
    assert read_size(data) == (240, 160)


@pytest.mark.parametrize("extension", [".bmp", ".tiff", ".gif", ".ppm"])
def test_refuses_other_formats_that_the_decoder_knows(extension: str) -> None:
    try:
        data = encoded(extension)
    except cv2.error:
        pytest.skip(f"this OpenCV writes no {extension}")
    assert code_of(data) == "not_an_image"


def test_limits_have_their_codes() -> None:
    data = encoded(".jpg")
    assert code_of(data, Limits(max_bytes=len(data) - 1)) == "too_large"
    assert code_of(data, Limits(max_pixels=240 * 160 - 1)) == "too_many_pixels"
    assert code_of(data, Limits(min_side=161)) == "too_small"
    assert decode(data, limits=Limits(len(data), 240 * 160, 160)).shape == (160, 240, 3)


def test_a_bomb_is_refused_by_its_header_alone() -> None:
    assert code_of(png_header(60_000, 60_000)) == "too_many_pixels"


def test_colour_survives_alpha_sixteen_bit_and_grey() -> None:
    image = scene()
    alpha = np.dstack([image, np.full(image.shape[:2], 90, np.uint8)])
    assert np.array_equal(decode(encoded(".png", alpha)), image)
    assert np.array_equal(decode(encoded(".png", image.astype(np.uint16) * 257)), image)
    assert decode(encoded(".png", image[:, :, 0])).shape == image.shape


@pytest.mark.parametrize(("orientation", "turns"), [(1, 0), (3, 2), (6, 3), (8, 1)])
def test_exif_turn_is_applied(orientation: int, turns: int) -> None:
    plain = encoded(".jpg")
    expected = np.rot90(decode(plain), turns)
    assert np.array_equal(decode(exif_turned(plain, orientation)), expected)


def test_a_cut_upload_is_refused_not_filled_with_grey() -> None:
    data = encoded(".jpg")
    for keep in (0.3, 0.6, 0.95):
        assert code_of(data[: int(len(data) * keep)]) == "not_an_image"


def test_encode_round_trip_and_refusal() -> None:
    assert decode(encode_jpeg(scene())).shape == (160, 240, 3)
    with pytest.raises(ImageError):
        encode_jpeg(np.zeros((0, 0, 3), np.uint8))


def test_shrink_keeps_shape_and_never_enlarges() -> None:
    assert shrink(scene(), 120).shape == (80, 120, 3)
    assert shrink(scene(), 999).shape == (160, 240, 3)


def decode_or_image_error(data: bytes) -> None:
    code = ""
    try:
        pixels = decode(data)
    except ImageError as error:
        code = error.code
    if code:
        assert code in {"too_large", "not_an_image", "too_many_pixels", "too_small"}
    else:
        assert pixels.ndim == 3
        assert pixels.shape[0] * pixels.shape[1] <= LIMITS.max_pixels


MAGICS = [
    b"",
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    b"RIFF\x00\x10\x00\x00WEBPVP8X",
    b"GIF89a",
]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(MAGICS), st.binary(max_size=600))
def test_random_bytes_end_in_image_error(magic: bytes, rest: bytes) -> None:
    decode_or_image_error(magic + rest)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([encoded(".jpg"), encoded(".png"), encoded(".webp"), exif_turned(encoded(".jpg"), 6)]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=12),
    st.floats(0, 1),
)
def test_mutated_pictures_end_in_image_error(
    data: bytes, changes: list[tuple[float, int]], keep: float
) -> None:
    broken = bytearray(data)
    for where, value in changes:
        broken[int(where * len(broken))] = value
    decode_or_image_error(bytes(broken[: int(len(broken) * (0.2 + 0.8 * keep))]))
    decode_or_image_error(bytes(broken))
