"""Whatever a reader makes of a picture, reading it as any class ends in fields or in none, never in an error."""

from collections.abc import Sequence
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from bonafide.engine.document.catalogue import kinds
from bonafide.engine.document.viz.agree import compare
from bonafide.engine.document.viz.fields import read_fields
from bonafide.engine.document.viz.page import Page
from bonafide.engine.document.viz.recognise import kind_of_print
from bonafide.engine.evidence import Field, Source, Word

TODAY = date(2026, 6, 1)
PIECES = st.sampled_from(
    [
        "Date of birth",
        "姓名",
        "1.",
        "4a",
        "4d",
        "/",
        " ",
        "04 MAR 1990",
        "Sex",
        "F",
        "男",
        "有效期限",
        "-",
        "L898902C3",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=12), min_size=1, max_size=5).map("".join)
BOXES = st.tuples(st.integers(0, 900), st.integers(0, 600), st.integers(0, 500), st.integers(0, 60))
WORDS = st.lists(st.builds(Word, TEXTS, st.floats(0.5, 1.0), BOXES), max_size=8)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "name_last": TEXTS,
        "name_first": TEXTS,
        "document_number": TEXTS,
        "birthdate": st.sampled_from(["1990-03-04", "1990-03", "1990"]),
        "expiration_date": st.sampled_from(["2031-05-20", "2031"]),
        "sex": st.sampled_from(["M", "F", "X"]),
    },
)


def likelihoods(_word: Word, texts: Sequence[str]) -> list[float]:
    return [-float(len(text)) for text in texts]


@settings(max_examples=60, deadline=None)
@given(WORDS, VALUES, st.sampled_from(sorted(kinds())))
def test_any_print(words: list[Word], values: dict[str, str], kind_id: str) -> None:
    kind = kinds()[kind_id]
    reads = read_fields(words, kind, TODAY)
    for read in reads.values():
        assert read.value.value
        assert 0.0 <= read.confidence <= 1.0
    machine = {key: Field(value, Source.MRZ, 0.9) for key, value in values.items()}
    found = compare(machine, reads, Page(words, kind, likelihoods, TODAY))
    assert all(one.margin >= 0 for one in found.values())
    assert {key for key, one in found.items() if one.same is None} <= set(found)
    kind_of_print(words)
