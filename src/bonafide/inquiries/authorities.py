"""Certificates of authorities that sign QR codes on documents, as the operator put them there."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from bonafide.engine.document.barcodes.authority import public_key
from bonafide.errors import InvalidInputError

_LOG = logging.getLogger(__name__)
_MOST_BYTES = 100_000


def certificates() -> tuple[bytes, ...]:
    """Every certificate of `BONAFIDE_QR_CERTIFICATES`; one that cannot be used is left out, and the log says so."""
    named = settings.BONAFIDE.qr_certificates.split(",")
    return tuple(_read([path.strip() for path in named if path.strip()]))


def _read(paths: list[str]) -> Iterator[bytes]:
    for place, path in enumerate(paths, 1):
        try:
            data = Path(path).read_bytes()[:_MOST_BYTES]
            public_key(data)
        except (OSError, InvalidInputError):
            _LOG.warning("certificate %d of BONAFIDE_QR_CERTIFICATES cannot be used", place)
            continue
        yield data
