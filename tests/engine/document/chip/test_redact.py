"""A chip holds the printed zone once more: the numbers that few may keep leave it as they leave the print."""

from __future__ import annotations

from datetime import date

import pytest
from tests.engine.document.chip import maker
from tests.engine.document.chip.maker import AT, State
from tests.world.mrz_lines import td1_lines, td3_lines

from bonafide.engine.document.chip.door import examine_chip
from bonafide.engine.document.chip.types import ChipEvidence, Verdict
from bonafide.engine.document.chip.verify import TrustStore, compare_again, verify_chip
from bonafide.engine.document.mrz.parse import parse
from bonafide.engine.evidence import MrzRead, to_json

BSN = "111222333"
DAYS = {"birthdate": date(1974, 8, 12), "expiry": date(2034, 4, 15)}
PASSPORT = td3_lines(
    country="NLD", last="JANSEN", first="ANNA", number="SPECI2014", sex="F", personal=BSN, **DAYS
)
CARD = td1_lines(
    country="NLD", last="JANSEN", first="ANNA", number="SPECI2014", sex="F", optional=BSN, **DAYS
)


def files(zone: tuple[str, ...]) -> dict[str, bytes]:
    groups = {"DG1": maker.dg1(*zone), "DG2": maker.dg2(maker.record(maker.portrait()))}
    return {**groups, "SOD": State(country="NL").sod(groups)}


def examined(zone: tuple[str, ...], optical: MrzRead | None = None) -> ChipEvidence:
    return examine_chip(files(zone), bytes(8), optical=optical, at=AT)


@pytest.mark.parametrize("zone", [PASSPORT, CARD])
def test_a_restricted_number_leaves_zone_and_fields(zone: tuple[str, ...]) -> None:
    assert any(BSN in line for line in zone)
    whole = verify_chip({"DG1": maker.dg1(*zone)}, files(zone)["SOD"], trust=TrustStore(), at=AT)
    assert whole.fields["personal_number"] == BSN
    found = examined(zone)
    assert BSN not in str(to_json(found))
    assert found.fields["personal_number"] == "*" * 9
    assert found.mrz is not None
    assert [len(line) for line in found.mrz.lines] == [len(line) for line in zone]
    assert found.fields["document_number"] == "SPECI2014"
    assert found.steps["zone"].verdict is Verdict.PASSED


def test_a_number_that_no_law_restricts_stays() -> None:
    lines = td3_lines(country="UTO", last="A", first="B", number="X1", sex="F", personal=BSN, **DAYS)
    found = examined(lines)
    assert found.fields["personal_number"] == BSN


def test_cut_zones_are_compared_in_all_that_was_not_cut() -> None:
    """Whether the print was cut or not; another passport than the chip's is still seen by everything else."""
    printed = parse(PASSPORT, today=AT)
    found = examined(PASSPORT, printed)
    cut = parse(tuple(line.replace(BSN, "*" * 9) for line in PASSPORT), today=AT)
    for optical in (printed, cut):
        again = compare_again(found, optical, AT)
        assert again.steps["optical_zone"].verdict is Verdict.PASSED, again.steps["optical_zone"]
        assert {k: v for k, v in again.steps.items() if k != "optical_zone"} == {
            k: v for k, v in found.steps.items() if k != "optical_zone"
        }
    other = td3_lines(
        country="NLD", last="JANSEN", first="ANNE", number="SPECI2015", sex="F", personal=BSN, **DAYS
    )
    step = compare_again(found, parse(other, today=AT), AT).steps["optical_zone"]
    assert step.verdict is Verdict.FAILED
    assert {"document_number", "name_first"} <= set(step.reasons)
    unread = compare_again(found, None, AT).steps["optical_zone"]
    assert (unread.verdict, unread.reasons) == (Verdict.NOT_APPLICABLE, ("no_optical_zone",))
