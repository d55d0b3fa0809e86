"""Leaves are found by the inquiry or subject that they name, through an index, in old ledgers too."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Q

from bonafide.ledger import service
from bonafide.ledger.models import Leaf

pytestmark = pytest.mark.django_db


def fill() -> None:
    for number in range(40):
        service.append(
            "look", {"blob": f"blb_{number}", "subject": f"sub_{number % 4}", "look": f"look_{number}"}
        )
        service.append("decision", {"inquiry": f"inq_{number % 5}", "decision": f"dec_{number}"})
    service.append("sweep", {"blobs": 1})


def test_leaves_carry_what_their_bodies_name() -> None:
    fill()
    assert Leaf.objects.filter(subject="sub_3").count() == 10
    assert Leaf.objects.filter(inquiry="inq_4").count() == 8
    assert Leaf.objects.filter(inquiry="", subject="").count() == 1
    assert service.verify().ok


def test_a_leaf_that_is_found_under_another_name_is_told() -> None:
    fill()
    Leaf.objects.filter(pk=7).update(inquiry="inq_0")
    problems = service.verify().problems
    assert [(one.code, one.index) for one in problems] == [("ledger_leaf_about", 7)]


def test_no_look_up_reads_the_whole_ledger() -> None:
    fill()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # which would rather read a table that is this small
            cursor.execute("SET LOCAL enable_seqscan = off")
        by_name = (
            Leaf.objects.filter(Q(inquiry="inq_1") | Q(subject="sub_1"), kind="look").order_by().explain()
        )
        by_time = Leaf.objects.filter(at__gte=Leaf.objects.first().at, kind="look").order_by().explain()  # type: ignore[union-attr]
    for plan, names in (
        (by_name, {"ledger_leaf_inquiry", "ledger_leaf_subject"}),
        (by_time, {"ledger_leaf_at"}),
    ):
        assert all(name in plan for name in names), plan
        assert "SCAN ledger_leaf" not in plan, plan


def test_an_old_ledger_is_filled_and_its_hashes_stay() -> None:
    fill()
    before = list(Leaf.objects.values_list("index", "body", "leaf_hash", "inquiry", "subject"))
    Leaf.objects.update(inquiry="", subject="")
    migration = import_module("bonafide.ledger.migrations.0002_leaf_about")
    migration.fill(apps, SimpleNamespace(connection=connection))
    assert list(Leaf.objects.values_list("index", "body", "leaf_hash", "inquiry", "subject")) == before
    assert service.verify().ok
