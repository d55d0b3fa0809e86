"""Appending, checkpoints and proofs on the database."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from bonafide.errors import BonafideError, ConflictError, InvalidInputError, NotFoundError
from bonafide.ledger import merkle, notes, schema, service
from bonafide.ledger.models import Checkpoint, Leaf, Node

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, tzinfo=UTC)


def fill(count: int) -> None:
    for number in range(count):
        service.append("look", {"blob": f"blb_{number}", "reason": "appeal", "actor": "stf_1"})


def test_indexes_without_gaps_even_after_a_rollback() -> None:
    fill(3)
    with transaction.atomic():
        fill(2)
        transaction.set_rollback(True)
    fill(2)
    assert list(Leaf.objects.values_list("index", flat=True)) == [0, 1, 2, 3, 4]
    assert service.verify().ok


def test_roots_and_proofs_agree_with_a_plain_computation() -> None:
    fill(37)
    hashes = [bytes(found) for found in Leaf.objects.values_list("leaf_hash", flat=True)]
    for size in (1, 2, 5, 16, 31, 37):
        frontier = merkle.Frontier()
        for found in hashes[:size]:
            frontier.append(found)
        assert service.root(size) == frontier.root()
        for index in range(size):
            path = service.inclusion_proof(index, size)
            assert service.verify_inclusion(hashes[index], index, size, path, frontier.root())
        proof = service.consistency_proof(size, 37)
        assert service.verify_consistency(size, 37, frontier.root(), service.root(), proof)
    assert Node.objects.count() == 37 - (37).bit_count()


def test_checkpoint_is_signed_chained_and_not_repeated() -> None:
    empty = service.checkpoint(NOW)
    fill(5)
    first = service.checkpoint(NOW + timedelta(minutes=1))
    assert service.checkpoint(NOW + timedelta(minutes=2)) == first
    head = notes.parse_head(notes.verify(first.note, service.verifier()))
    assert (head.size, head.root, head.at) == (5, service.root(), NOW + timedelta(minutes=1))
    assert head.previous == notes.note_hash(empty.note)
    report = service.verify()
    assert (report.ok, report.size, report.checkpoints, report.covered) == (True, 5, 2, 5)


def test_a_receipt_proves_itself_without_the_database() -> None:
    fill(6)
    assert service.proof_for(2) is None
    service.checkpoint(NOW)
    fill(3)
    proof = json.loads(json.dumps(service.proof_for(2)))
    head = notes.parse_head(notes.verify(proof["checkpoint"], proof["verifier"]))
    found = merkle.leaf_hash(proof["leaf"].encode())
    path = [bytes.fromhex(step) for step in proof["path"]]
    assert merkle.verify_inclusion(found, proof["index"], head.size, path, head.root)
    assert json.loads(json.loads(proof["leaf"])["body"])["blob"] == "blb_2"
    assert service.proof_for(7) is None


def test_rows_are_written_once() -> None:
    fill(1)
    leaf = Leaf.objects.get()
    leaf.body = "{}"
    with pytest.raises(ConflictError):
        leaf.save()
    with pytest.raises(ConflictError):
        leaf.delete()


def test_out_of_range() -> None:
    fill(2)
    with pytest.raises(NotFoundError):
        service.inclusion_proof(2)
    with pytest.raises(InvalidInputError):
        service.root(3)
    with pytest.raises(InvalidInputError):
        service.consistency_proof(0)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("gossip", {}),
        ("decision", {"name": "x"}),
        ("decision", {"subject": "Anna Maria Eriksson"}),
        ("decision", {"subject": "anna@example.org"}),
        ("decision", {"outcome": "L898902C3"}),
        ("decision", {"outcome": "张三"}),
        ("decision", {"reasons": ["id_expired", "Born 1974"]}),
        ("decision", {"reasons": "id_expired"}),
        ("decision", {"automatic": "yes"}),
        ("decision", {"record_hash": "12"}),
        ("erasure", {"blobs": -1}),
        ("erasure", {"blobs": True}),
        ("erasure", {"blobs": 1.5}),
        ("look", {"actor": "john.smith"}),
        ("look", {"reason": "because I was curious"}),
        ("look", {"at": "2026-01-01T00:00:00"}),
        ("look", {"at": "yesterday"}),
        ("look", {"subject": None}),
        ("look", {"subject": {"id": "sub_1"}}),
    ],
)
def test_what_looks_personal_stays_out(kind: str, body: dict[str, Any]) -> None:
    with pytest.raises(service.LeafError) as caught:
        service.append(kind, body)
    assert all(str(value) not in caught.value.message for value in body.values())
    assert service.size() == 0


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(service.LeafError):
        service.append("sweep", {"blobs": 1}, at=NOW.replace(tzinfo=None))


def test_every_kind_takes_its_usual_body() -> None:
    bodies: dict[str, dict[str, Any]] = {
        "consent": {
            "inquiry": "inq_1",
            "text_hash": "0" * 64,
            "text_version": "2026-05.1",
            "locale": "zh-hans",
        },
        "decision": {"decision": "dec_1", "outcome": "approved", "reasons": ["a.b", "c"], "automatic": True},
        "look": {"blob": "blb_1", "at": NOW.isoformat()},
        "erasure": {"subject": "sub_1", "blobs": 0},
        "export": {"subject": "sub_1", "actor": "applicant"},
        "sweep": {"orphans": 2},
        "staff": {"action": "kek_rotated", "key": "0123456789abcdef"},
    }
    assert set(bodies) == set(schema.LeafKind)
    for kind, body in bodies.items():
        assert json.loads(service.append(kind, body).body) == body


def test_without_a_signing_key(data_folder: Any) -> None:
    (data_folder / "secrets" / "ledger_signing_key").unlink()
    with pytest.raises(BonafideError) as caught:
        service.checkpoint(NOW)
    assert caught.value.code == "ledger_no_key"
    assert not Checkpoint.objects.exists()
