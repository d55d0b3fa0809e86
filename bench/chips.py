"""Verdicts on every public chip vector, and on tampered copies of them.

    python bench/chips.py

Writes docs/benchmarks/chips.md.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from tests.engine.document.chip.maker import dg1, dg2

from bonafide.engine.document.chip.groups import check_hash
from bonafide.engine.document.chip.portrait import read_portrait
from bonafide.engine.document.chip.sod import CARD_SECURITY, LDS_SECURITY_OBJECT, examine, read_hashes
from bonafide.engine.document.chip.types import RefusedError
from bonafide.engine.document.chip.verify import (
    ChipEvidence,
    TrustStore,
    Verdict,
    read_master_list,
    verify_chip,
)
from bonafide.errors import InvalidInputError
from common import share, shared_data, write_table

AT = date(2026, 11, 22)
BSI_AT = date(2008, 6, 1)
"""The document signer of the BSI's test chip was valid in 2008."""

MUTATIONS = 100
"""Changed bytes per signed file, at seeded places."""

SEED = 20261122
REPEAT = 20

Row = list[object]


def main() -> None:
    """Examine everything and write the page."""
    folder = shared_data() / "emrtd"
    before = time.perf_counter()
    trust, count = load_trust(folder)
    loaded = time.perf_counter() - before
    rows: list[Row] = [
        ["vector", "expected", "got", "as expected", "why"],
        *state_rows(folder, trust),
        *chip_rows(folder, trust),
        *list_rows(folder),
        *face_rows(folder),
        zone_row(folder),
        *tampered_rows(folder, trust),
    ]
    met = sum(row[3] == "yes" for row in rows[1:])
    said = note(met, len(rows) - 1, count, loaded, speed(folder, trust))
    path = write_table("chips.md", "Chips", rows, said)
    print(path.read_text())


def note(met: int, total: int, count: int, loaded: float, milliseconds: float) -> str:
    """Say what was counted and how."""
    return (
        f"Reproduce: `python bench/chips.py`. {met} of {total} rows as expected. Files: security objects and "
        "card security of twelve states, real but without their data groups, and three tampered ones "
        "(gmrtd); the BSI's test chip of 2008; face records of ISO/IEC 19794-5 and 39794-5; zones as data "
        f"group 1. Trust: the German master list of May 2026 ({count} certificates, its signature verified "
        "up to the German CSCA) and five Indonesian authorities it lacks. Expected verdicts come with the "
        "files, but for the BSI's chip: its groups match, its data group 15 is not in its list, its curve is "
        "one that is not computed here, and its test authority is in no list; and for the sample groups, "
        f"which are not those of the security object beside them. Day of examination {AT}, for the BSI's "
        f"chip {BSI_AT}. Tampered: {MUTATIONS} single bytes per signed file at seeded places (a file may "
        "still pass where the byte was not signed, such as the CMS version; refused, or unchanged in all it "
        "vouches for, is as expected), and every single byte of the BSI's three listed groups. Loading and "
        f"indexing the list took {loaded:.2f} s; one chip of security object, card security and chain "
        f"{milliseconds:.0f} ms (median of {REPEAT}), on a machine busy with other work."
    )


def load_trust(folder: Path) -> tuple[TrustStore, int]:
    """Give the authorities and how many the master list holds."""
    listed = read_list(folder, next((folder / "master_list").glob("*.ml")).read_bytes())
    more = TrustStore.of(p.read_bytes() for p in sorted((folder / "master_list").glob("*/*.cer")))
    both = listed.joined(more)
    if both.unreadable:
        raise SystemExit(f"{both.unreadable} certificates could not be read.")
    return both, len(listed.certificates)


def read_list(folder: Path, data: bytes) -> TrustStore:
    """Read a master list under the German root."""
    root = (folder / "master_list" / "DE_ROOT_CA_CSCA07.cer").read_bytes()
    return read_master_list(data, roots=[root], at=AT)


def cases(folder: Path) -> list[dict[str, Any]]:
    """Vectors with an expected verdict of passive authentication."""
    found = json.loads((folder / "gmrtd" / "index.json").read_text())
    return [case for case in found if "expect_passive_auth_success" in case]


def state_rows(folder: Path, trust: TrustStore) -> Iterator[Row]:
    """Security objects (and card security) of states."""
    for case in cases(folder):
        files = [folder / "gmrtd" / case[key] if key in case else None for key in ("sod", "card_security")]
        sod, card = (path.read_bytes() if path else None for path in files)
        found = verify_chip({}, sod or b"", trust=trust, at=AT, card_security=card)
        parts = (found.security_object, *(s.verdict for n, s in found.steps.items() if n == "card_security"))
        passed = set(parts) == {Verdict.PASSED}
        expected = verdict_of(case["expect_passive_auth_success"])
        yield line(case["case"], expected, verdict_of(passed), why(found))


def chip_rows(folder: Path, trust: TrustStore) -> Iterator[Row]:
    """The BSI's chip, group by group; and groups that do not belong to a true security object."""
    groups = {f"DG{i}": (folder / f"bsi2008/Datagroup{i}.bin").read_bytes() for i in (1, 2, 14, 15)}
    found = verify_chip(groups, (folder / "bsi2008/EF_SOD.bin").read_bytes(), trust=trust, at=BSI_AT)
    expected = {
        "hash_DG1": "passed",
        "hash_DG2": "passed",
        "hash_DG14": "passed",
        "hash_DG15": "failed",
        "signature": "not_applicable",
        "chain": "failed",
        "zone": "passed",
        "portrait": "passed",
    }
    for name, verdict in expected.items():
        step = found.steps[name]
        yield line(f"bsi2008 {name}", verdict, step.verdict.value, ", ".join(step.reasons))
    numbers = (1, 2, 7, 11, 12, 13, 14, 15, 16)
    strangers = {f"DG{i}": (folder / f"gmrtd/sample_Dg{i}.bin").read_bytes() for i in numbers}
    mixed = verify_chip(strangers, (folder / "gmrtd/sample_Sod.bin").read_bytes(), trust=trust, at=AT)
    yield line("sample groups, Austrian security object", "failed", mixed.passive.value, why(mixed))


def list_rows(folder: Path) -> Iterator[Row]:
    """The master list with one byte changed."""
    data = next((folder / "master_list").glob("*.ml")).read_bytes()
    half = len(data) // 2
    changed = data[:half] + bytes([data[half] ^ 1]) + data[half + 1 :]
    yield line("master list, one byte changed", "refused", *refusal(lambda: read_list(folder, changed)))


def face_rows(folder: Path) -> Iterator[Row]:
    """Face records; a right one gives the picture that lies beside it, byte for byte."""
    for path in sorted((folder / "dg2_iso").rglob("*.[bd][ia][nt]")):
        data = path.read_bytes()
        if data[:1] != b"\x75":
            data = dg2(data, 0x5F2E if data[:3] == b"FAC" else 0x7F2E)
        picture = next(p for p in path.parent.glob("*_Face.jpg")).read_bytes()
        expected = "refused" if "Invalid" in path.name else "picture"
        yield line(path.name, expected, *face(data, picture))


def face(data: bytes, picture: bytes) -> tuple[str, str]:
    """Verdict and detail of one data group 2."""
    try:
        found, _ = read_portrait(data)
    except RefusedError as refused:
        return "refused", ", ".join(refused.reasons)
    detail = f"{found.standard}, {found.format}, {found.width} x {found.height}"
    return ("picture" if found.data == picture else "another picture"), detail


def zone_row(folder: Path) -> Row:
    """Zones as data group 1 against the verdict that comes with them."""
    found = json.loads((folder / "gmrtd" / "mrz_vectors.json").read_text())
    judged = [v for v in found if v["expect_valid"] is not None]
    differing = [v["mrz"][:10] for v in judged if zone_passes(v["mrz"]) is not v["expect_valid"]]
    agree = len(judged) - len(differing)
    return line("zones with a verdict", str(len(judged)), str(agree), f"{share(agree, len(judged))} agree")


def zone_passes(text: str) -> bool:
    """Whether the zone passes as data group 1."""
    found = verify_chip({"DG1": dg1(text)}, b"", trust=TrustStore(), at=AT)
    return found.steps["zone"].verdict is Verdict.PASSED


def tampered_rows(folder: Path, trust: TrustStore) -> Iterator[Row]:
    """Single changed bytes: of signed files, and of the BSI's data groups."""
    refused = unchanged = wrong = 0
    for case in cases(folder):
        if not case["expect_passive_auth_success"]:
            continue
        for key, kind in (("sod", LDS_SECURITY_OBJECT), ("card_security", CARD_SECURITY)):
            if key in case:
                counts = tampered((folder / "gmrtd" / case[key]).read_bytes(), kind, trust)
                refused, unchanged, wrong = refused + counts[0], unchanged + counts[1], wrong + counts[2]
    total = refused + unchanged + wrong
    detail = f"{refused} refused, {unchanged} in an unsigned byte"
    yield line(f"{total} changed bytes in signed files", "0 wrong", f"{wrong} wrong", detail)
    yield group_row(folder)


def tampered(data: bytes, kind: str, trust: TrustStore) -> tuple[int, int, int]:
    """How many changed copies are refused, pass unchanged in what is signed, pass changed."""
    true = signed_values(data, kind, trust)
    places = random.Random(SEED).sample(range(len(data)), MUTATIONS)
    seen = [signed_values(flip(data, at), kind, trust) for at in places]
    refused, same = sum(s is None for s in seen), sum(s == true for s in seen)
    return refused, same, len(seen) - refused - same


def signed_values(data: bytes, kind: str, trust: TrustStore) -> tuple[object, ...] | None:
    """Everything a passing file vouches for; None where it does not pass."""
    found = examine(data, kind, trust, AT)
    if found.verdict is not Verdict.PASSED:
        return None
    return found.content, found.signer, found.authority, found.signing_time


def group_row(folder: Path) -> Row:
    """Every byte of the listed groups of the BSI's chip, one at a time, against the signed hash."""
    content = examine(
        (folder / "bsi2008/EF_SOD.bin").read_bytes(), LDS_SECURITY_OBJECT, TrustStore(), BSI_AT
    ).content
    listed, _ = read_hashes(content or b"")
    passed = total = 0
    for name in [f"DG{i}" for i in (1, 2, 14)]:
        data = (folder / f"bsi2008/Datagroup{name[2:]}.bin").read_bytes()
        for at in range(len(data)):
            verdict, _ = refusal(partial(check_hash, name, flip(data, at), listed))
            passed, total = passed + (verdict == "accepted"), total + 1
    return line(f"{total} changed bytes in data groups", "0 passed", f"{passed} passed", "hash_differs")


def flip(data: bytes, at: int) -> bytes:
    """Change one byte for certain, differently from place to place."""
    return data[:at] + bytes([data[at] ^ (1 + at % 255)]) + data[at + 1 :]


def refusal(work: Callable[[], object]) -> tuple[str, str]:
    """Whether work is refused, and why."""
    try:
        work()
    except InvalidInputError as error:
        return "refused", error.message
    return "accepted", ""


def line(name: str, expected: str, got: str, detail: str) -> Row:
    """One row of the table."""
    return [name, expected, got, "yes" if expected == got else "NO", detail]


def verdict_of(passed: bool) -> str:
    """Say a verdict in a word."""
    return "passed" if passed else "refused"


def why(found: ChipEvidence) -> str:
    """Failed steps with their reasons, or the algorithm that passed."""
    broken = [
        f"{name}: {', '.join(step.reasons)}"
        for name, step in found.steps.items()
        if step.verdict is Verdict.FAILED
    ]
    if broken:
        return "; ".join(broken)
    signer = found.signer.country if found.signer else ""
    return f"{signer}, {found.signature_algorithm}, groups hashed with {found.hash_algorithm}"


def speed(folder: Path, trust: TrustStore) -> float:
    """Median wall time in ms of one examination."""
    sod, card = (
        (folder / f"gmrtd/pa_ok_03_FI.{kind}.bin").read_bytes() for kind in ("EF_SOD", "CardSecurity")
    )
    taken = []
    for _ in range(REPEAT):
        before = time.perf_counter()
        verify_chip({}, sod, trust=trust, at=AT, card_security=card)
        taken.append((time.perf_counter() - before) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
