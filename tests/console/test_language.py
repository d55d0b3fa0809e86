"""The console speaks English and Simplified Chinese, all of it."""

from __future__ import annotations

import gettext
import re
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from bonafide.checks.catalogue import CATALOGUE
from bonafide.console import deciding, queue, read_words, words
from bonafide.console.models import LookReason, Role
from bonafide.engine.document.barcodes import aamva
from bonafide.engine.document.catalogue import load
from bonafide.engine.document.mrz.parse import fields_of, parse
from bonafide.engine.evidence import DocumentClass, Source
from bonafide.inquiries.models import Inquiry, InquiryStatus, Outcome, VerificationStatus
from bonafide.policy import rules
from bonafide.vault import retention
from bonafide.vault.kinds import BlobKind
from tests.console.messages import SOURCE, wanted
from tests.world.zones import ERIKSSON, build_td1

_FOLDER = SOURCE / "console" / "locale" / "zh_Hans" / "LC_MESSAGES"
_PLACE = re.compile(r"%\(\w+\)[sd]|<[^>]+>")


def test_every_message_is_translated_with_its_places() -> None:
    messages = wanted()
    assert len(messages) > 250
    with (_FOLDER / "django.mo").open("rb") as file:
        found = gettext.GNUTranslations(file)
    for context, one, many in messages:
        chinese = found.npgettext(context, one, many, 2) if context else found.ngettext(one, many or one, 2)
        if not many and not context:
            chinese = found.gettext(one)
        elif not many:
            chinese = found.pgettext(context, one)
        assert chinese != one, one
        assert re.search(r"[\u4e00-\u9fff]", chinese), one
        assert sorted(_PLACE.findall(chinese)) == sorted(_PLACE.findall(one)), one


def test_every_field_that_can_be_read_has_words() -> None:
    """Fields as the engine's readers name them: zones, barcodes, codes, print."""
    zone = parse(build_td1(ERIKSSON, optional="ABC", optional_2="DEF"), today=date(2026, 1, 1))
    read = set(fields_of(zone, today=date(2026, 1, 1)))
    read |= {
        *aamva._PLAIN.values(),
        *aamva._DATES.values(),
        *(f"{k}_truncated" for k in aamva._TRUNCATION.values()),
    }
    read |= set(load._SORTS) - {"other"}
    assert read <= set(read_words.FIELDS), read - set(read_words.FIELDS)
    assert {source.value for source in Source} <= set(read_words.SOURCES)


def test_every_machine_word_has_words() -> None:
    assert set(words.CHECKS) == set(CATALOGUE)
    assert {*InquiryStatus.values, *Outcome.values, *VerificationStatus.values} <= set(words.STATUS)
    assert set(words.FILTERS) == set(queue.FILTERS)
    assert set(words.LOOK_REASONS) == set(LookReason.values)
    assert set(words.ROLES) == set(Role.values)
    assert set(words.BLOBS) == {kind.value for kind in BlobKind}
    assert set(words.DOCUMENTS) == {kind.value for kind in DocumentClass}
    assert set(words.CLASSES) == set(deciding.DECLINE_CLASSES)
    assert set(words.CLOCKS) == {row["name"] for row in retention.table()}
    assert set(words.GROUPS) == set(rules.GROUPS)


@pytest.mark.django_db
def test_pages_speak_chinese(admin_client: Client, case: Inquiry) -> None:
    admin_client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    pages = [
        reverse("console:queue"),
        reverse("console:inquiry", args=[case.pk]),
        reverse("console:log"),
        reverse("console:rules"),
        reverse("console:people"),
        reverse("mfa_index"),
    ]
    for address in pages:
        page = admin_client.get(address).content.decode()
        assert 'lang="zh-hans"' in page
        for english in ("Queue", "Sign out", "Needs review", "Evidence", "Second factor", "Checks"):
            assert f">{english}<" not in page, (address, english)
    with translation.override("zh-hans"):
        assert str(words.trouble("second_person")) != words.TROUBLES["second_person"]._args[0]  # type: ignore[union-attr]


@pytest.mark.django_db
def test_the_switch_remembers(admin_client: Client) -> None:
    answer = admin_client.post(reverse("console:language"), {"language": "zh-hans", "next": "/console/log"})
    assert answer["Location"] == "/console/log"
    assert "最近的查看" in admin_client.get("/console/log").content.decode()
