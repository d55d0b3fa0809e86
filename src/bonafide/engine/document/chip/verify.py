"""What the chip of a travel document proves (ICAO Doc 9303 parts 10 to 12).

Passive authentication shows that the data are what a state signed. A copied chip passes it: only Active
Authentication (or Chip Authentication, which a reader must run itself) tells a copy from the original.
Browsers cannot read these chips (Web NFC knows NDEF alone), so a native reader hands the files in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from bonafide.engine.document.chip import groups as chip_groups
from bonafide.engine.document.chip.active import verify_answer
from bonafide.engine.document.chip.masterlist import read_master_list
from bonafide.engine.document.chip.portrait import read_portrait
from bonafide.engine.document.chip.sod import (
    CARD_SECURITY,
    LDS_SECURITY_OBJECT,
    SIGNED_STEPS,
    Examined,
    GroupHashes,
    examine,
    read_hashes,
)
from bonafide.engine.document.chip.trust import TrustStore
from bonafide.engine.document.chip.types import (
    ActiveAnswer,
    CertificateSummary,
    ChipEvidence,
    ChipPortrait,
    Finding,
    RefusedError,
    Step,
    UndecidedError,
    Verdict,
    judge,
    together,
)
from bonafide.engine.document.mrz.parse import fields_of
from bonafide.engine.evidence import MrzRead

__all__ = [
    "ActiveAnswer",
    "CertificateSummary",
    "ChipEvidence",
    "ChipPortrait",
    "Step",
    "TrustStore",
    "Verdict",
    "compare_again",
    "read_master_list",
    "verify_chip",
]


def verify_chip(
    groups: Mapping[str, bytes],
    sod: bytes,
    *,
    trust: TrustStore,
    at: date,
    optical: MrzRead | None = None,
    active: ActiveAnswer | None = None,
    card_security: bytes | None = None,
) -> ChipEvidence:
    """Examine the files of one chip.

    Args:
        groups: data groups as read, tag and length included, by name: DG1 to DG16.
        sod: EF.SOD as read; empty where the reader got none, which fails.
        trust: authorities of the states, see `read_master_list`.
        at: the day of examination.
        optical: the printed zone, where it was read.
        active: the chip's answer to a challenge of this server.
        card_security: EF.CardSecurity of European cards, where there is one.

    Returns:
        Steps by name: `structure`, `digest`, `signature`, `signer`, `chain`, `validity_at_signing`,
        `validity_today`, `revocation` of the security object; `group_list`; `hash_DG1` and so on, one for
        each group handed in; `issuing_state`; `zone` and `optical_zone`; `portrait`; `active_answer`; and
        `card_security_structure` and so on where that file was handed in.

    Raises:
        InvalidInputError: code `unknown_data_group` or `too_large`. Damaged files raise nothing: their
            steps fail.

    """
    chip_groups.check_names(groups)
    found = examine(sod, LDS_SECURITY_OBJECT, trust, at)
    steps = dict(found.steps)
    listed = judge(
        steps, "group_list", lambda: read_hashes(found.content or b""), reached=found.content is not None
    )
    _judge_hashes(steps, groups, listed)
    zone = _judge_zone(steps, groups, found, optical, at)
    portrait = judge(steps, "portrait", partial(_portrait, groups))
    judge(steps, "active_answer", partial(_active, groups, listed, active))
    cards = _judge_card_security(steps, card_security, trust, at)
    return _evidence(
        at=at,
        steps=steps,
        groups=groups,
        found=found,
        listed=listed,
        zone=zone,
        portrait=portrait,
        cards=cards,
    )


def compare_again(found: ChipEvidence, optical: MrzRead | None, at: date) -> ChipEvidence:
    """Judge `optical_zone` anew, against another picture of the printed zone; every other step stands.

    For a chip whose files are gone. What was cut from either zone is not compared.
    """
    steps = dict(found.steps)
    judge(steps, "optical_zone", lambda: _compared(found.mrz, optical, at), reached=found.mrz is not None)
    return replace(found, steps=steps)


def _judge_hashes(steps: dict[str, Step], groups: Mapping[str, bytes], listed: GroupHashes | None) -> None:
    for name, data in _in_order(groups):
        work = partial(_hash, name, data, listed)
        judge(steps, f"hash_{name}", work, reached=listed is not None)


def _hash(name: str, data: bytes, listed: GroupHashes | None) -> Finding[bytes]:
    return chip_groups.check_hash(name, data, listed or GroupHashes("", {}))


def _judge_zone(
    steps: dict[str, Step],
    groups: Mapping[str, bytes],
    found: Examined,
    optical: MrzRead | None,
    at: date,
) -> MrzRead | None:
    zone = judge(steps, "zone", lambda: chip_groups.read_zone(_needed(groups, "DG1"), at))
    country = found.signer.country if found.signer else ""
    judge(steps, "issuing_state", lambda: _state(zone, country), reached=zone is not None)
    judge(steps, "optical_zone", lambda: _compared(zone, optical, at), reached=zone is not None)
    return zone


def _state(zone: MrzRead | None, country: str) -> Finding[str]:
    if zone is None:
        raise UndecidedError("not_reached")
    return chip_groups.check_state(zone, country)


def _compared(zone: MrzRead | None, optical: MrzRead | None, at: date) -> Finding[bool]:
    if zone is None:
        raise UndecidedError("not_reached")
    return chip_groups.compare_zones(zone, optical, at)


def _portrait(groups: Mapping[str, bytes]) -> Finding[ChipPortrait]:
    return read_portrait(_needed(groups, "DG2"))


def _needed(groups: Mapping[str, bytes], name: str) -> bytes:
    if name not in groups:
        raise UndecidedError("not_handed_in")
    return groups[name]


def _active(
    groups: Mapping[str, bytes], listed: GroupHashes | None, answer: ActiveAnswer | None
) -> Finding[str]:
    """Verify the answer. A chip that has a key by its signed list, and no key handed in, may be a copy."""
    has_key = listed is not None and 15 in listed.hashes
    if answer is None:
        raise UndecidedError("no_answer", *(("chip_has_a_key",) if has_key else ()))
    if has_key and "DG15" not in groups:
        raise RefusedError("key_withheld")
    return verify_answer(groups, answer)


def _judge_card_security(
    steps: dict[str, Step], data: bytes | None, trust: TrustStore, at: date
) -> tuple[str, ...]:
    """Verify EF.CardSecurity where it was handed in. Gives the name under which it counts."""
    if data is None:
        return ()
    found = examine(data, CARD_SECURITY, trust, at)
    steps.update({f"card_security_{name}": step for name, step in found.steps.items()})
    broken = tuple(name for name in SIGNED_STEPS if found.steps[name].verdict is not Verdict.PASSED)
    steps["card_security"] = Step(found.verdict, broken)
    return ("card_security",)


def _evidence(
    *,
    at: date,
    steps: dict[str, Step],
    groups: Mapping[str, bytes],
    found: Examined,
    listed: GroupHashes | None,
    zone: MrzRead | None,
    portrait: ChipPortrait | None,
    cards: tuple[str, ...],
) -> ChipEvidence:
    passive = _passive(steps, groups, found.verdict, cards)
    return ChipEvidence(
        at=at,
        steps=steps,
        security_object=found.verdict,
        passive=passive,
        active=_active_verdict(steps, groups, passive),
        present=tuple(name for name, _ in _in_order(groups)),
        listed=tuple(f"DG{number}" for number in sorted(listed.hashes)) if listed else (),
        mrz=zone,
        portrait=portrait,
        signer=found.signer,
        csca=found.authority,
        signing_time=found.signing_time,
        hash_algorithm=listed.algorithm if listed else "",
        signature_algorithm=found.algorithm,
        fields={k: f.value for k, f in fields_of(zone, today=at).items()} if zone else {},
    )


def _passive(
    steps: dict[str, Step], groups: Mapping[str, bytes], signed: Verdict, cards: tuple[str, ...]
) -> Verdict:
    """Without data group 1 nothing says whose chip it is, so it stays open."""
    hashes = tuple(f"hash_{name}" for name in groups)
    all_steps = {**steps, "security_object": Step(signed)}
    needed = ("security_object", "group_list", "hash_DG1", *hashes, "zone", *cards)
    return together(all_steps, needed, ("issuing_state",))


def _active_verdict(steps: dict[str, Step], groups: Mapping[str, bytes], passive: Verdict) -> Verdict:
    """The answer counts only with a key that the state signed."""
    if steps["active_answer"].verdict is not Verdict.PASSED:
        return steps["active_answer"].verdict
    key = ("hash_DG15", *(("hash_DG14",) if "DG14" in groups else ()))
    return together({**steps, "passive": Step(passive)}, ("passive", *key))


def _in_order(groups: Mapping[str, bytes]) -> list[tuple[str, bytes]]:
    return sorted(groups.items(), key=lambda pair: int(pair[0][2:]))
