import json

import pytest

from bonafide.policy.loading import PolicyInvalidError
from bonafide.policy.rules import load, shipped_rules


def rule(when: str = "complete", **more: str) -> str:
    lines = "".join(f"\n    {key}: {value}" for key, value in {"outcome": "needs_review", **more}.items())
    return f'version: 1\nrules:\n  - name: one\n    when: "{when}"{lines}\n'


def test_shipped_rules_load_and_end_with_the_only_approval() -> None:
    rules = shipped_rules().rules
    assert [r.name for r in rules if r.outcome == "approved"] == [rules[-1].name]


@pytest.mark.parametrize(
    "text",
    [
        rule("id_blurr_detection == failed"),
        rule("id_blur_detection == faild"),
        rule("checks.id_blur_detection == failed"),
        rule("id_blur_detection == 'failed'"),
        rule("size(complete) > 0"),
        rule("complete &&"),
        rule(outcome="pass"),
        rule(reasons="[no_such_reason]"),
        rule(reasons="text"),
        rule(collect="everything"),
        rule(collect="[no_such_check]"),
        rule(wehn="true"),
        "version: 1\nrules: []\n",
        "version: 1\n",
        "version: 1\nrules: [{name: a, outcome: retry}]\n",
        "version: 1\nrules: " + json.dumps([{"name": "a", "when": "complete", "outcome": "retry"}] * 2),
        "- a",
        "a: [",
        "version: 1\nextra: 2\nrules: [{name: a, when: complete, outcome: retry}]\n",
    ],
)
def test_what_cannot_be_carried_out_is_refused_on_load(text: str) -> None:
    with pytest.raises(PolicyInvalidError):
        load(text)


def test_version_follows_the_text() -> None:
    assert load(rule("complete")).version != load(rule("!complete")).version
    assert load(rule()).version == load(rule()).version
