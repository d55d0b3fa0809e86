"""One engine process for all walks, and no photograph read twice."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any

import pytest

from bonafide import enginehost
from bonafide.engine.evidence import DocumentEvidence
from bonafide.enginehost import EnginePool


@pytest.fixture(autouse=True, scope="package")
def _engine() -> Iterator[None]:
    """The first reading of a photograph is the engine's, over its process; the same request again gets the same.

    Most walks begin with one passport, and reading it takes seconds. That the engine says the same of the same
    bytes is tested with the engine.
    """
    known: dict[bytes, DocumentEvidence] = {}
    read = EnginePool.read_document

    def once(pool: EnginePool, *asked: Any, **named: Any) -> DocumentEvidence:
        key = pickle.dumps((asked, named))
        if key not in known:
            known[key] = read(pool, *asked, **named)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(EnginePool, "read_document", once)
        yield
    enginehost.pool().close()
