"""Signs that what is before the camera is an original document, or is not.

Each detector looks at one `Exhibit` and gives one `Sign`; it knows no limits and decides nothing. The key in
`DETECTORS` names the sign; the check `id_<key>_detection` compares its score with a limit of policy. A detector
that breaks gives a sign without a score, with `why` "detector_error": a check never passes on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from bonafide.engine.document.genuine.changed import changed_picture
from bonafide.engine.document.genuine.copied import paper_copy
from bonafide.engine.document.genuine.copy import grey_copy
from bonafide.engine.document.genuine.damage import damaged
from bonafide.engine.document.genuine.digital import digital_id
from bonafide.engine.document.genuine.exhibit import Exhibit
from bonafide.engine.document.genuine.ghost import ghost_portrait
from bonafide.engine.document.genuine.handwriting import handwriting
from bonafide.engine.document.genuine.likeness import same_side
from bonafide.engine.document.genuine.presence import presence
from bonafide.engine.document.genuine.scan import flat_scan
from bonafide.engine.document.genuine.screen import electronic_replica
from bonafide.engine.document.genuine.screenshot import screenshot
from bonafide.engine.document.genuine.wording import nongovernment, po_box, specimen, temporary_paper
from bonafide.engine.evidence import Sign
from bonafide.engine.parallel import mapped

__all__ = ["DETECTORS", "Exhibit", "examine"]

DETECTORS: dict[str, Callable[[Exhibit], Sign]] = {
    "physical_presence": presence,
    "double_side": same_side,
    "specimen": specimen,
    "temporary_paper": temporary_paper,
    "nongovernment": nongovernment,
    "po_box": po_box,
    "handwriting": handwriting,
    "damaged": damaged,
    "color_inconsistency": grey_copy,
    "paper": paper_copy,
    "flat_scan": flat_scan,
    "tamper": changed_picture,
    "portrait_inconsistency": ghost_portrait,
    "electronic_replica": electronic_replica,
    "mobile": digital_id,
    "screenshot": screenshot,
}
"""Every detector by the name of its sign, in the order of the report."""

DETECTOR_ERROR = "detector_error"
_LONG = {"electronic_replica", "tamper", "paper", "portrait_inconsistency", "double_side"}
"""Those that take longest begin first, so that none of them is waited for alone."""


def examine(exhibit: Exhibit, clock: Callable[[str], AbstractContextManager[None]]) -> Mapping[str, Sign]:
    """Run every detector, two at once; `clock` times each under its name."""

    def run(name: str) -> Sign:
        with clock(name):
            return _run(DETECTORS[name], exhibit)

    order = sorted(DETECTORS, key=lambda name: name not in _LONG)
    found = dict(zip(order, mapped(run, order), strict=True))
    return {name: found[name] for name in DETECTORS}


def _run(detector: Callable[[Exhibit], Sign], exhibit: Exhibit) -> Sign:
    try:
        return detector(exhibit)
    except Exception:  # noqa: BLE001 - whatever breaks, the other signs are still measured and no check passes
        return Sign(None, DETECTOR_ERROR)
