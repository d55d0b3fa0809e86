"""Nothing that an exception says reaches a log line."""

import io
import logging

from bonafide.web.logs import PlaceOnly


def _break() -> None:
    try:
        int("Ada Lovelace, born 1815")
    except ValueError as inner:
        raise RuntimeError("P<UTOLOVELACE<<ADA") from inner


def test_exception_is_logged_by_kind_and_place_only() -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(PlaceOnly("%(message)s"))
    log = logging.getLogger("bonafide.test.places")
    log.propagate = False
    log.addHandler(handler)
    try:
        _break()
    except RuntimeError:
        log.exception("job failed")
    finally:
        log.removeHandler(handler)
    line = out.getvalue()
    assert "RuntimeError at test_logs.py:" in line
    assert "ADA" not in line
    assert "Ada" not in line
