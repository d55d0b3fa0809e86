"""The score of a sign that has to be there: a test that compares None with a limit would show nothing."""

from bonafide.engine.evidence import Sign


def score_of(sign: Sign) -> float:
    assert sign.score is not None, f"not measured: {sign.why}"
    return sign.score
