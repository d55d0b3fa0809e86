"""Imports of large native libraries, without those parts of them that we never use.

mediapipe imports, with every graph, its drawing helpers (which bring matplotlib) and its task interface: 36 MB of
memory and some seconds in every process that looks for faces. They stay away until somebody asks for something in
them, which we do not.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

LATE = frozenset(
    {
        "mediapipe.python.solutions.drawing_styles",
        "mediapipe.python.solutions.drawing_utils",
        "mediapipe.tasks.python",
    }
)
"""Modules whose bodies run when one of their names is first asked for."""


class _Late:
    """Finder that puts off the bodies of `LATE`."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> Any:
        """Return where a module of `LATE` is, to be loaded late; None for all others, as finders do."""
        if name not in LATE:
            return None
        spec: ModuleSpec | None = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = importlib.util.LazyLoader(spec.loader)
        return spec


@contextmanager
def putting_off() -> Iterator[None]:
    """What the block imports comes without the modules of `LATE`."""
    finder = _Late()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
