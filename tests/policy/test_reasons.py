import pytest
import yaml

from bonafide.checks import CATALOGUE
from bonafide.checks.catalogue import reason_codes
from bonafide.policy import reasons
from bonafide.policy.loading import shipped_text
from bonafide.policy.rules import Outcome, shipped_rules

POLICY_CODES = {"policy_error", "no_rule"}


def used_codes() -> set[str]:
    said = {code for rule in shipped_rules().rules for code in rule.reasons}
    return set(reason_codes()) | said | POLICY_CODES


def test_every_code_that_can_be_given_has_texts_and_no_text_is_left_over() -> None:
    assert used_codes() == set(reasons.CODES)


@pytest.mark.parametrize("language", reasons.LANGUAGES)
def test_both_voices_are_complete(language: str) -> None:
    for code in reasons.CODES:
        for voice in reasons.VOICES:
            said = reasons.text(code, voice, language)
            assert said.strip() == said
            assert said[-1] in ".。"
    data = yaml.safe_load(shipped_text(f"reasons/{language}.yaml"))
    assert set(data["reasons"]) == set(reasons.CODES)
    assert set(data["classes"]) == set(reasons.CLASSES)


def test_languages_differ_and_every_chinese_text_is_chinese() -> None:
    for code in reasons.CODES:
        for voice in reasons.VOICES:
            chinese = reasons.text(code, voice, "zh-Hans")
            assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
            assert not any("\u4e00" <= letter <= "\u9fff" for letter in reasons.text(code, voice, "en"))


def test_fraud_reasons_are_no_oracle() -> None:
    fraud = [code for code, reason in reasons.CODES.items() if reason.reason_class == "fraud"]
    assert {"replica_2d_detected", "face_mismatch", "suspicious_photo"} <= set(fraud)
    for language in reasons.LANGUAGES:
        assert {reasons.text(code, "person", language) for code in fraud} == {
            reasons.class_text("fraud", language)
        }
        assert len({reasons.text(code, "reviewer", language) for code in fraud}) == len(fraud)


def test_every_failure_that_a_retry_can_name_says_what_to_take_again() -> None:
    informing = {"information", "review", "technical", "age"}
    for code in reasons.CODES:
        assert (reasons.retake(code) is None) == (reasons.reason_class(code) in informing), code


def test_retry_rules_name_only_codes_with_a_retake() -> None:
    for rule in shipped_rules().rules:
        if rule.outcome is Outcome.RETRY:
            assert rule.reasons or rule.collect
            assert all(reasons.retake(code) for code in rule.reasons)


def test_machine_side_is_the_side_of_this_document() -> None:
    assert reasons.retake("mrz_not_found", machine_side="back") == "back"
    assert reasons.retake("mrz_not_found") == "front"
    assert reasons.retake("front_blurry", machine_side="back") == "front"


def test_language_tags() -> None:
    assert reasons.known_language("zh-CN") == reasons.known_language("zh") == "zh-hans"
    assert reasons.known_language("en-GB") == reasons.known_language("de") == "en"


def test_unknown_code_or_voice_is_an_error() -> None:
    for code, voice in (("nonsense", "person"), ("front_blurry", "robot")):
        with pytest.raises(KeyError):
            reasons.text(code, voice, "en")


def test_no_text_of_a_person_tells_a_number_or_a_code() -> None:
    for code in reasons.CODES:
        said = reasons.text(code, "person", "en")
        assert "_" not in said
        assert not any(letter.isdigit() for letter in said)


def test_every_check_declares_reasons() -> None:
    assert all(entry.reasons for entry in CATALOGUE.values())
