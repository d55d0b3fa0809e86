"""Log lines without what an exception says: its message may quote evidence; kind and place are enough."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PlaceOnly(logging.Formatter):
    """Writes an exception as its kind and the lines it passed, never its message or values."""

    def formatException(self, ei: Raised) -> str:  # noqa: N802 - the name is the library's
        """Give e.g. `ValueError at read.py:88 in read_document, pipeline.py:70 in examine_document`."""
        kind, _, trace = ei
        frames = reversed(traceback.extract_tb(trace))
        places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} in {frame.name}" for frame in frames]
        return f"{kind.__name__ if kind else 'error'} at {', '.join(places)}"
