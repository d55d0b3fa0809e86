from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from bonafide.checks import CATALOGUE, Kind, Requirement
from bonafide.engine.evidence import DocumentClass
from bonafide.errors import NotFoundError
from bonafide.policy.loading import PolicyInvalidError, shipped
from bonafide.policy.rules import shipped_rules
from bonafide.policy.templates import DEFAULT, INDISPENSABLE, build_template, template


def changed(**changes: Any) -> dict[str, Any]:
    return {**shipped("templates.yaml")["templates"][DEFAULT], **changes}


def test_default_template() -> None:
    made = template()
    assert (made.id, made.min_age, made.attempts) == ("itmpl_government_id_selfie", 18, 5)
    assert made.version
    assert set(made.name) == {"en", "zh-hans"}
    with pytest.raises(FrozenInstanceError):
        made.min_age = 12  # type: ignore[misc]


def test_default_template_requires_what_the_catalogue_calls_required() -> None:
    required = {e.name for e in CATALOGUE.values() if e.requirement is Requirement.REQUIRED}
    assert template().required == required


def test_unknown_class_must_pass_what_any_class_must() -> None:
    made = template()
    for kind in (None, DocumentClass.VISA):
        assert all(made.required_for(kind) >= made.required_for(known) for known in made.required_by_class)


def test_passport_needs_its_mrz() -> None:
    assert "id_mrz_detection" in template().required_for(DocumentClass.PASSPORT)


def test_unknown_template() -> None:
    with pytest.raises(NotFoundError):
        template("itmpl_none")


@pytest.mark.parametrize(
    "data",
    [
        *(changed(required=[n for n in changed()["required"] if n != gone]) for gone in INDISPENSABLE),
        changed(required=[*changed()["required"], "id_no_such_check"]),
        changed(required_by_class={"student_card": []}),
        changed(min_age=-1),
        changed(min_age="18"),
        changed(attempts=0),
        changed(attempts=True),
        changed(steps=["document", "selfie"]),
        changed(steps=["consent", "horoscope"]),
        changed(requird=[]),
        {"version": "1"},
        [],
    ],
)
def test_templates_that_ask_the_impossible_are_refused(data: Any) -> None:
    with pytest.raises(PolicyInvalidError):
        build_template("itmpl_x", data)


def test_fraud_checks_are_all_required_or_named_by_a_rule() -> None:
    optional = {e.name for e in CATALOGUE.values() if e.kind is Kind.FRAUD} - template().required
    assert "id_number_format_inconsistency_detection" in optional
    assert optional <= {name for rule in shipped_rules().rules for name in rule.references}
