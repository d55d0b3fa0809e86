from datetime import timedelta

import pytest
from django.utils import timezone
from tests.traces import made

from bonafide.accounts import service as accounts
from bonafide.traces import documents, service
from bonafide.traces.models import MOST_CANDIDATES, Candidate, DocumentTrace

pytestmark = pytest.mark.django_db
TOKEN, OTHER = "a" * 64, "b" * 64


def test_the_same_document_on_another_account_is_found_and_shown_on_both_sides() -> None:
    env, now = made.environment(), timezone.now()
    first, second = made.account(env, "one"), made.account(env, "two")
    documents.note(first, "inq_1", TOKEN, now=now)
    assert documents.find(first, "inq_1", TOKEN, now=now) == 0
    documents.note(second, "inq_2", TOKEN, now=now)
    assert documents.elsewhere(second, OTHER) == []
    for _ in range(2):  # a step may run twice
        assert documents.find(second, "inq_2", TOKEN, now=now) == 1
    (line,) = service.shown(second, "inq_2")
    assert (line.kind, line.account, line.later, line.similarity) == ("document", first.pk, False, None)
    (back,) = service.shown(first, "inq_1")
    assert (back.account, back.later) == (second.pk, True)
    assert Candidate.objects.count() == 1


def test_the_same_account_again_is_no_candidate() -> None:
    env, now = made.environment(), timezone.now()
    one = made.account(env, "one")
    documents.note(one, "inq_1", TOKEN, now=now)
    documents.note(one, "inq_2", TOKEN, now=now)
    documents.note(one, "inq_2", TOKEN, now=now)
    assert DocumentTrace.objects.count() == 2
    assert documents.find(one, "inq_2", TOKEN, now=now) == 0


def test_another_environment_is_another_world() -> None:
    now = timezone.now()
    one, two = (made.account(made.environment(), "same") for _ in range(2))
    documents.note(one, "inq_1", TOKEN, now=now)
    documents.note(two, "inq_2", TOKEN, now=now)
    assert documents.elsewhere(two, TOKEN) == []


def test_accounts_without_a_reference_are_nobody_in_particular() -> None:
    env, now = made.environment(), timezone.now()
    named, nameless = made.account(env, "one"), accounts.create_anonymous(env)
    documents.note(nameless, "inq_1", TOKEN, now=now)
    documents.note(named, "inq_2", TOKEN, now=now)
    assert documents.elsewhere(named, TOKEN) == []
    assert documents.elsewhere(nameless, TOKEN) == []


def test_no_document_leaves_no_trace() -> None:
    one = made.account(made.environment(), "one")
    documents.note(one, "inq_1", "", now=timezone.now())
    assert not DocumentTrace.objects.exists()
    assert documents.elsewhere(one, "") == []


def test_only_so_many_accounts_are_named() -> None:
    env, now = made.environment(), timezone.now()
    for number in range(MOST_CANDIDATES + 3):
        documents.note(made.account(env, f"p{number}"), f"inq_{number}", TOKEN, now=now)
    last = made.account(env, "last")
    assert documents.find(last, "inq_last", TOKEN, now=now) == MOST_CANDIDATES


def test_erasing_an_account_removes_its_traces_and_where_it_was_named() -> None:
    env, now = made.environment(), timezone.now()
    first, second, third = (made.account(env, name) for name in ("one", "two", "three"))
    for number, one in enumerate((first, second, third)):
        documents.note(one, f"inq_{number}", TOKEN, now=now)
        documents.find(one, f"inq_{number}", TOKEN, now=now)
    assert Candidate.objects.count() == 3
    service.forget_account(first, now=now)
    assert set(DocumentTrace.objects.values_list("account", flat=True)) == {second.pk, third.pk}
    assert [(one.account, one.other) for one in Candidate.objects.all()] == [(third, second)]
    service.forget_inquiry("inq_2", now=now)
    assert not Candidate.objects.exists()
    assert DocumentTrace.objects.get().account == second


def test_traces_go_on_their_clock() -> None:
    env, now = made.environment(), timezone.now()
    documents.note(made.account(env, "old"), "inq_1", TOKEN, now=now - timedelta(days=1096))
    documents.note(made.account(env, "new"), "inq_2", TOKEN, now=now - timedelta(days=1000))
    assert service.sweep(now) == 1
    assert DocumentTrace.objects.get().inquiry == "inq_2"


def test_redacting_an_inquiry_takes_its_account_off_the_others() -> None:
    """But where the account showed the document in another inquiry too, it is still named for that one."""
    env, now = made.environment(), timezone.now()
    first, second, third = (made.account(env, name) for name in ("one", "two", "three"))
    for number, one in enumerate((first, first, second, third)):
        documents.note(one, f"inq_{number}", TOKEN, now=now + timedelta(seconds=number))
    documents.note(first, "inq_1", OTHER, now=now)
    assert documents.find(second, "inq_2", TOKEN, now=now) == 2
    service.forget_inquiry("inq_0", now=now)
    assert [(line.account, line.later) for line in service.shown(first, "inq_1")] == [(second.pk, True)]
    service.forget_inquiry("inq_1", now=now)
    assert service.shown(first, "inq_1") == []
    assert [(one.account, one.other) for one in Candidate.objects.all()] == [(second, third)]
    service.forget_inquiry("inq_3", now=now)
    assert not Candidate.objects.exists()
    assert DocumentTrace.objects.get().inquiry == "inq_2"
