from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.checks import made

from bonafide.checks import CATALOGUE, CheckResult, Status, run_document, run_selfie
from bonafide.checks.catalogue import markdown
from bonafide.checks.registry import CHECK_ERROR
from bonafide.engine.evidence import DocumentClass, Quality

DOCS = Path(__file__).resolve().parents[2] / "docs" / "checks.md"
NUMBER = st.floats(-2, 300) | st.just(float("nan"))
SIDES = st.builds(
    lambda quality, name: replace(made.FRONT, quality=quality, rectified=name),
    st.builds(Quality, *[st.integers(1, 2000)] * 2, *[NUMBER] * 5),
    st.sampled_from([b"front", b"back"]),
)
DOCUMENTS = st.builds(
    made.document,
    front=SIDES,
    back=st.none() | SIDES,
    document_class=st.none() | st.sampled_from(list(DocumentClass)),
    country=st.sampled_from([None, "UTO", "DEU", "D", "USA", "CHN", "GBR", "QQQ"]),
    mrz=st.none() | st.builds(lambda v, m: replace(made.MRZ, valid=v, margin=m), st.booleans(), NUMBER),
    barcode=st.none() | st.builds(lambda v: replace(made.BARCODE, valid=v), st.booleans()),
    portrait=st.none() | st.just(made.PORTRAIT),
    is_document=NUMBER,
    fields=st.builds(
        made.fields,
        birthdate=st.sampled_from(["", "1990", "2008", "2012-01-01", "x"]),
        issue_date=st.sampled_from(["", "2020-01-01", "2030"]),
        expiration_date=st.sampled_from(["", "2020-01-01", "2030-02-30"]),
        document_number=st.sampled_from(["", "925076473"]),
    ),
)
RECORDINGS = st.none() | st.builds(
    made.selfie,
    readings=st.sampled_from([(), made.READINGS, made.READINGS[:2]]),
    moves=st.sampled_from([(), made.RESULTS, made.RESULTS[:2], made.RESULTS[::-1]]),
    in_order=st.booleans(),
    duration_ms=st.integers(-1, 90_000),
    best_quality=st.none() | st.just(made.QUALITY),
    identity_min=st.none() | NUMBER,
    depth=st.sampled_from([(), made.DEPTH, made.DEPTH[:1]]),
    repeated_frames=st.integers(0, 30),
    largest_jump=NUMBER,
    multiple_faces_share=NUMBER,
    screen_score=NUMBER,
)


def test_documentation_is_in_step_with_the_catalogue() -> None:
    assert DOCS.read_text(encoding="utf-8") == markdown()


def test_names_are_those_of_the_results_in_order() -> None:
    ctx = made.context()
    results = [*run_document(made.document(), ctx), *run_selfie(made.selfie(), ctx)]
    assert [r.name for r in results] == list(CATALOGUE)
    assert len(CATALOGUE) >= 23


@settings(max_examples=100, deadline=None)
@given(DOCUMENTS, RECORDINGS, st.none() | NUMBER, st.booleans())
def test_whatever_is_found_each_check_answers_with_declared_reasons(
    document: object, recording: object, similarity: float | None, human: bool
) -> None:
    ctx = made.context(comparison=made.compared(similarity), human_route=human)
    results: list[CheckResult] = [
        *run_document(document, ctx),  # type: ignore[arg-type]
        *run_selfie(recording, ctx),  # type: ignore[arg-type]
    ]
    assert [r.name for r in results] == list(CATALOGUE)
    for found in results:
        assert CHECK_ERROR not in found.reasons, found
        assert set(found.reasons) <= set(CATALOGUE[found.name].reasons)
        assert bool(found.reasons) == (found.status is not Status.PASSED)
