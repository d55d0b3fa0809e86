"""Certificates for signed QR codes: read from where the operator put them, the unusable left out and told."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from bonafide.inquiries import authorities
from tests.world import aadhaar as made


def test_usable_certificates_are_read_and_others_are_left_out(
    settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert authorities.certificates() == ()
    (tmp_path / "one.cer").write_bytes(made.certificate(0))
    (tmp_path / "two.pem").write_bytes(made.certificate(1, pem=True))
    (tmp_path / "bad.cer").write_bytes(b"not a certificate")
    named = ("one.cer", "bad.cer", "two.pem", "absent.cer")
    listed = ", ".join(str(tmp_path / name) for name in named) + ","
    settings.BONAFIDE = dataclasses.replace(settings.BONAFIDE, qr_certificates=listed)
    assert authorities.certificates() == (made.certificate(0), (tmp_path / "two.pem").read_bytes())
    assert caplog.text.count("cannot be used") == 2
    assert "certificate 2 " in caplog.text
    assert str(tmp_path) not in caplog.text
