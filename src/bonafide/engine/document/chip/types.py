"""What reading a chip yields, as plain values, and how one step of the examination is judged."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from bonafide.engine.evidence import MrzRead
from bonafide.errors import BonafideError, InvalidInputError

T = TypeVar("T")


class Verdict(StrEnum):
    """Outcome of one step. NOT_APPLICABLE: it could not be judged, and the reasons say why; never a pass."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Step:
    """One named step. `reasons` are stable words: why it failed or is open, or what to know about a pass."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CertificateSummary:
    """What a report shows of a certificate. `serial` and `sha256` in hex; days inclusive."""

    subject: str
    issuer: str
    country: str
    serial: str
    sha256: str
    not_before: date
    not_after: date


@dataclass(frozen=True, slots=True)
class ChipPortrait:
    """The face in data group 2.

    Attributes:
        standard: "ISO/IEC 19794-5" or "ISO/IEC 39794-5".
        format: "jpeg" or "jpeg2000".
        data: the picture as the chip holds it.
        jpeg: the same picture as JPEG, for readers that know no JPEG 2000.
        width, height: pixels.

    """

    standard: str
    format: str
    data: bytes
    jpeg: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ActiveAnswer:
    """Active Authentication: the eight random bytes a server chose, and what the chip signed (9303-11, 6.1).

    Only a challenge that this server made for this one reading proves anything.
    """

    challenge: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class ChipEvidence:
    """Everything that a chip's files show on one day.

    Attributes:
        at: the day the examination was made for.
        steps: step by name, in the order of work; names in `chip.verify_chip`.
        security_object: signature, signer and chain of the security object, all taken together.
        passive: passive authentication: the above and the hash of every data group that was handed in.
            Passed says that the data are what the state wrote, not that the chip is the one it wrote to.
        active: Active Authentication together with the passive authentication of its key. Passed says
            that the chip is no copy.
        present: data groups handed in. listed: data groups that the security object names.
        mrz: the zone in data group 1. portrait: the face in data group 2.
        signer, csca: document signer and the authority of the state above it.
        signing_time: day the signer says it signed on.
        hash_algorithm, signature_algorithm: as the security object names them.

    """

    at: date
    steps: Mapping[str, Step]
    security_object: Verdict
    passive: Verdict
    active: Verdict
    present: tuple[str, ...]
    listed: tuple[str, ...]
    mrz: MrzRead | None = None
    portrait: ChipPortrait | None = None
    signer: CertificateSummary | None = None
    csca: CertificateSummary | None = None
    signing_time: date | None = None
    hash_algorithm: str = ""
    signature_algorithm: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Values of the chip's zone by the names of `mrz.fields_of`."""


class RefusedError(InvalidInputError):
    """A step does not hold. Codes are the reasons of `Step`."""

    verdict = Verdict.FAILED

    def __init__(self, *reasons: str) -> None:
        super().__init__("The chip's data do not pass: " + ", ".join(reasons) + ".", code=reasons[0])
        self.reasons = reasons


class UndecidedError(RefusedError):
    """A step cannot be judged: an algorithm that is missing here, or data that were not handed in."""

    verdict = Verdict.NOT_APPLICABLE


MALFORMED = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    RecursionError,
    struct.error,
)
"""What the ASN.1 reader raises on damaged bytes; it reads late, so any step may meet one."""

Finding = tuple[T, tuple[str, ...]]
"""What a step found, and words worth knowing although it passed."""

NOT_REACHED = Step(Verdict.NOT_APPLICABLE, ("not_reached",))


def judge(
    steps: dict[str, Step], name: str, work: Callable[[], Finding[T]], *, reached: bool = True
) -> T | None:
    """Do one step and write its verdict under `name`. Gives None where it did not pass."""
    if not reached:
        steps[name] = NOT_REACHED
        return None
    try:
        found, notes = work()
    except RefusedError as refusal:
        steps[name] = Step(refusal.verdict, refusal.reasons)
    except BonafideError as error:  # from a neighbour, such as the parser of zones
        steps[name] = Step(Verdict.FAILED, (error.code,))
    except MALFORMED:
        steps[name] = Step(Verdict.FAILED, ("malformed",))
    else:
        steps[name] = Step(Verdict.PASSED, notes)
        return found
    return None


def together(steps: Mapping[str, Step], needed: tuple[str, ...], welcome: tuple[str, ...] = ()) -> Verdict:
    """Judge steps together: none failed, all `needed` passed; `welcome` ones may stay open."""
    verdicts = {name: steps[name].verdict for name in (*needed, *welcome) if name in steps}
    if Verdict.FAILED in verdicts.values():
        return Verdict.FAILED
    passed = all(verdicts.get(name) is Verdict.PASSED for name in needed)
    return Verdict.PASSED if passed else Verdict.NOT_APPLICABLE
