"""A thousand ways to change the log behind its back, and the ones that only a witness can see."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F

from bonafide.ledger import merkle, schema, service
from bonafide.ledger.models import Checkpoint, Head, Leaf, Node

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, tzinfo=UTC)
SIZE, SIGNED = 27, (4, 11, 16, 23)
TIMES = 1000

Chance = random.Random
Tamper = Callable[[Chance], int | None]  # gives the index that must be named, None where any will do


@pytest.fixture
def log() -> None:
    for number in range(SIZE):
        service.append("decision", {"decision": f"dec_{number}", "outcome": "approved"}, at=NOW)
        if number + 1 in SIGNED:
            service.checkpoint(NOW + timedelta(minutes=number))


def rehash(index: int, *, body: str) -> None:
    """Rewrite a leaf and its hash, as someone would who knows how hashes are made."""
    leaf = Leaf.objects.get(pk=index)
    found = merkle.leaf_hash(schema.leaf_bytes(index, leaf.kind, leaf.at, body))
    Leaf.objects.filter(pk=index).update(body=body, leaf_hash=found)


def rebuild() -> None:
    """Make stored subtrees and head row fit the leaves again."""
    Node.objects.all()._raw_delete("default")
    frontier = merkle.Frontier()
    for found in list(Leaf.objects.values_list("leaf_hash", flat=True)):
        for level, position, inner in frontier.append(bytes(found)):
            Node(level=level, position=position, end=frontier.size, hash=inner).save()
    Head.objects.update(size=frontier.size)


def edit_leaf(chance: Chance) -> int:
    index = chance.randrange(SIZE)
    changes: list[dict[str, Any]] = [
        {"body": '{"outcome":"declined"}'},
        {"kind": "staff"},
        {"at": NOW + timedelta(microseconds=1)},
        {"leaf_hash": chance.randbytes(32)},
        {"body": ""},
    ]
    change = chance.choice(changes)
    Leaf.objects.filter(pk=index).update(**change)
    return index


def delete_leaf(chance: Chance) -> int:
    index = chance.randrange(SIZE)
    Leaf.objects.filter(pk=index)._raw_delete("default")
    return index


def delete_and_close_up(chance: Chance) -> int:
    index = chance.randrange(SIZE - 1)
    Leaf.objects.filter(pk=index)._raw_delete("default")
    for later in range(index + 1, SIZE):
        Leaf.objects.filter(pk=later).update(index=F("index") - 1)
    return index


def swap(chance: Chance) -> int:
    one, two = sorted(chance.sample(range(SIZE), 2))
    Leaf.objects.filter(pk=one).update(index=1000)
    Leaf.objects.filter(pk=two).update(index=one)
    Leaf.objects.filter(pk=1000).update(index=two)
    return one


def move_to_end(chance: Chance) -> int:
    index = chance.randrange(SIZE)
    Leaf.objects.filter(pk=index).update(index=SIZE + chance.randrange(3))
    return index


def insert_leaf(chance: Chance) -> None:
    index = chance.choice([-1, SIZE, SIZE + 5])
    body = '{"outcome":"approved"}'
    found = merkle.leaf_hash(schema.leaf_bytes(index, "decision", NOW, body))
    Leaf(index=index, kind="decision", body=body, leaf_hash=found, at=NOW).save()


def rewrite_leaf(chance: Chance) -> None:
    rehash(chance.randrange(SIGNED[-1]), body='{"outcome":"declined"}')


def rewrite_all(chance: Chance) -> None:
    rewrite_leaf(chance)
    rebuild()


def say_more(chance: Chance) -> None:
    """Put a name into a leaf that no checkpoint covers yet, with all hashes made to fit."""
    rehash(chance.randrange(SIGNED[-1], SIZE), body='{"name":"ERIKSSON"}')
    rebuild()


def cut_off(chance: Chance) -> None:
    Leaf.objects.filter(pk__gte=chance.randrange(SIGNED[-1]))._raw_delete("default")
    rebuild()


def edit_checkpoint(chance: Chance) -> None:
    row = Checkpoint.objects.all()[chance.randrange(len(SIGNED))]
    place = chance.randrange(len(row.note))
    note = row.note[:place] + chr(ord(row.note[place]) ^ 1) + row.note[place + 1 :]
    changes: list[dict[str, Any]] = [
        {"note": note},
        {"root": chance.randbytes(32)},
        {"size": row.size + 1},
        {"at": row.at + timedelta(seconds=1)},
    ]
    change = chance.choice(changes)
    Checkpoint.objects.filter(pk=row.pk).update(**change)


def drop_checkpoint(chance: Chance) -> None:
    row = Checkpoint.objects.all()[chance.randrange(len(SIGNED) - 1)]
    Checkpoint.objects.filter(pk=row.pk)._raw_delete("default")


def edit_node(chance: Chance) -> int:
    row = Node.objects.all()[chance.randrange(Node.objects.count())]
    Node.objects.filter(pk=row.pk).update(hash=chance.randbytes(32))
    return row.position << row.level


def drop_node(chance: Chance) -> int:
    row = Node.objects.all()[chance.randrange(Node.objects.count())]
    Node.objects.filter(pk=row.pk)._raw_delete("default")
    return row.position << row.level


def edit_head(chance: Chance) -> None:
    Head.objects.update(size=chance.choice([0, SIZE - 1, SIZE + 1]))


WAYS: list[Tamper] = [
    edit_leaf,
    delete_leaf,
    delete_and_close_up,
    swap,
    move_to_end,
    insert_leaf,
    rewrite_leaf,
    rewrite_all,
    say_more,
    cut_off,
    edit_checkpoint,
    drop_checkpoint,
    edit_node,
    drop_node,
    edit_head,
]


@pytest.mark.usefixtures("log")
def test_a_thousand_tamperings_are_found() -> None:
    assert service.verify().ok
    chance = random.Random(20260501)
    missed = []
    for number in range(TIMES):
        way = WAYS[number % len(WAYS)]
        with transaction.atomic():
            expected = way(chance)
            report = service.verify()
            transaction.set_rollback(True)
        if report.ok or (expected is not None and report.first_wrong != expected):
            missed.append((number, way.__name__, expected, report.first_wrong))
    assert missed == []
    assert service.verify().ok


@pytest.mark.usefixtures("log")
def test_a_rewritten_leaf_is_placed_between_checkpoints() -> None:
    rehash(13, body='{"outcome":"declined"}')
    rebuild()
    report = service.verify()
    assert report.first_wrong == 11
    assert report.problems[0].code == "checkpoint_root"
    assert report.covered == 11


@pytest.mark.usefixtures("log")
def test_the_unsigned_end_can_be_cut_off_unless_a_witness_knows_more() -> None:
    with transaction.atomic():
        kept = service.checkpoint(NOW).note
        Checkpoint.objects.filter(size=SIZE)._raw_delete("default")
    Leaf.objects.filter(pk__gte=SIGNED[-1])._raw_delete("default")
    rebuild()
    assert service.verify().ok
    report = service.verify(witnessed=[kept])
    assert (report.first_wrong, report.problems[0].code) == (SIGNED[-1], "witness_beyond")


@pytest.mark.usefixtures("log")
def test_another_history_signed_with_the_stolen_key_is_seen_by_a_witness() -> None:
    kept = Checkpoint.objects.get(size=11).note
    rehash(2, body='{"outcome":"declined"}')
    rebuild()
    Checkpoint.objects.all()._raw_delete("default")
    service.checkpoint(NOW)
    assert service.verify().ok
    assert service.verify(witnessed=[kept]).problems[0].code == "witness_root"


@pytest.mark.usefixtures("log")
def test_another_key_than_the_known_one() -> None:
    known = service.verifier()
    assert service.verify(verifier=known).ok
    other = known[:-2] + ("AA" if known[-2:] != "AA" else "BB")
    with pytest.raises(service.NoteError):
        service.verify(verifier=other)
