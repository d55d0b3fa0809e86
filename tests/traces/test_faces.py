from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone
from tests.traces import made
from tests.traces.made import MAKER, face

from bonafide.accounts import service as accounts
from bonafide.errors import InvalidInputError
from bonafide.traces import faces, service
from bonafide.traces.faces import Gallery, Hit
from bonafide.traces.models import Candidate, FaceTrace
from bonafide.vault import service as vault
from bonafide.vault.models import Blob

LEAST = 0.9


@pytest.fixture(autouse=True)
def _no_gallery() -> Iterator[None]:
    faces._GALLERIES.clear()
    yield
    faces._GALLERIES.clear()


@pytest.mark.django_db
def test_the_same_face_on_another_account_is_found_with_its_similarity() -> None:
    env, now = made.environment(), timezone.now()
    first, stranger, again = (made.account(env, name) for name in ("one", "two", "three"))
    mine = face(1)
    faces.enrol(first, "inq_1", mine, MAKER, now=now)
    faces.enrol(stranger, "inq_2", face(2), MAKER, now=now)
    seen = face(3, like=mine, share=0.97)
    assert faces.find(again, "inq_3", seen, MAKER, least=LEAST, now=now) == 1
    (line,) = service.shown(again, "inq_3")
    assert (line.kind, line.account) == ("face", first.pk)
    assert line.similarity == pytest.approx(float(mine @ seen), abs=1e-4)
    assert faces.find(first, "inq_4", seen, MAKER, least=LEAST, now=now) == 0
    nameless = accounts.create_anonymous(env)
    assert faces.find(nameless, "inq_5", seen, MAKER, least=LEAST, now=now) == 0
    other_network = faces.Maker("other", "1" * 64)
    assert faces.find(again, "inq_6", seen, other_network, least=LEAST, now=now) == 0
    elsewhere = made.account(made.environment(), "one")
    assert faces.find(elsewhere, "inq_7", seen, MAKER, least=LEAST, now=now) == 0


@pytest.mark.django_db
def test_a_template_is_sealed_and_a_newer_one_replaces_it() -> None:
    env, now = made.environment(), timezone.now()
    one = made.account(env, "one")
    old = faces.enrol(one, "inq_1", face(1), MAKER, now=now).blob
    new = faces.enrol(one, "inq_2", face(2), MAKER, now=now).blob
    assert FaceTrace.objects.get().blob == new
    old.refresh_from_db()
    assert old.deleted_at is not None
    kept = Blob.objects.get(pk=new.pk)
    assert kept.kind == "face_template"
    assert bytes(kept.ciphertext or b"").find(face(2).tobytes()[:16]) < 0
    assert np.allclose(np.frombuffer(vault.open_blob(kept), "<f4"), face(2))


@pytest.mark.django_db
def test_a_face_committed_after_a_newer_one_is_seen_though_another_went_meanwhile() -> None:
    env, now = made.environment(), timezone.now()
    gone, late, newer = (
        faces.enrol(made.account(env, name), f"inq_{name}", face(seed), MAKER, now=now)
        for seed, name in enumerate(("gone", "late", "newer"), start=1)
    )
    probe = made.account(env, "probe")
    FaceTrace.objects.filter(pk=late.pk).delete()  # its number is given, its transaction goes on
    assert faces.find(probe, "inq_1", face(3), MAKER, least=LEAST, now=now) == 1
    FaceTrace.objects.filter(pk=gone.pk).delete()
    late.save(force_insert=True)
    assert faces.find(probe, "inq_2", face(2), MAKER, least=LEAST, now=now) == 1
    held = faces._GALLERIES[env.pk, MAKER.sha256]
    assert set(held.ids.tolist()) == {late.pk, newer.pk}


@pytest.mark.django_db(transaction=True)
def test_an_erased_face_leaves_vault_rows_and_memory() -> None:
    env, now = made.environment(), timezone.now()
    one, two = made.account(env, "one"), made.account(env, "two")
    mine = face(1)
    faces.enrol(one, "inq_1", mine, MAKER, now=now)
    faces.enrol(two, "inq_2", face(2), MAKER, now=now)
    probe = made.account(env, "probe")
    assert faces.find(probe, "inq_3", mine, MAKER, least=LEAST, now=now) == 1
    gallery = faces._GALLERIES[env.pk, MAKER.sha256]
    held = gallery.rows
    assert len(gallery) == 2
    service.forget_account(one, now=now)
    assert not Candidate.objects.exists()
    faces.refresh_all()
    assert len(gallery) == 1
    assert not held[0].any()  # overwritten, not only dropped
    assert faces.find(probe, "inq_4", mine, MAKER, least=LEAST, now=now) == 0
    vault.erase_subject(two.subject, now=now)
    faces.refresh_all()
    assert len(gallery) == 0
    assert service.sweep(now) >= 1
    assert not FaceTrace.objects.exists()


@pytest.mark.django_db
def test_redacting_an_inquiry_takes_its_face_off_the_others() -> None:
    env, now = made.environment(), timezone.now()
    first, stranger, other = (made.account(env, name) for name in ("one", "two", "three"))
    mine = face(1)
    faces.enrol(first, "inq_1", mine, MAKER, now=now)
    faces.enrol(stranger, "inq_2", face(2, like=mine, share=0.97), MAKER, now=now)
    assert faces.find(other, "inq_3", face(3, like=mine, share=0.97), MAKER, least=LEAST, now=now) == 2
    service.forget_inquiry("inq_1", now=now)
    assert [line.account for line in service.shown(other, "inq_3")] == [stranger.pk]
    assert service.shown(first, "inq_1") == []


@pytest.mark.django_db(transaction=True)
def test_a_template_goes_on_its_own_clock() -> None:
    env, now = made.environment(), timezone.now()
    faces.enrol(made.account(env, "one"), "inq_1", face(1), MAKER, now=now)
    vault.sweep(now + timedelta(days=89), files=False)
    assert service.sweep(now) == 0
    vault.sweep(now + timedelta(days=91), files=False)
    assert service.sweep(now) == 1
    assert not FaceTrace.objects.exists()


@pytest.mark.django_db
def test_what_is_no_template_is_refused() -> None:
    one = made.account(made.environment(), "one")
    for wrong in (np.zeros(128, np.float32), face(1) * 2, face(1)[None], np.zeros(0, np.float32)):
        with pytest.raises(InvalidInputError) as error:
            faces.enrol(one, "inq_1", wrong, MAKER, now=timezone.now())
        assert error.value.code == "bad_template"


def test_a_gallery_compares_every_row() -> None:
    gallery = Gallery()
    rows = np.stack([face(seed) for seed in range(200)])
    gallery.add(list(range(1, 201)), rows)
    probe = face(999, like=rows[77], share=0.95)
    hits = gallery.search(probe, -1.0, most=200)
    expected = sorted(range(200), key=lambda i: -float(rows[i] @ probe))
    assert [hit.trace - 1 for hit in hits] == expected
    assert gallery.search(probe, 0.9) == [Hit(78, pytest.approx(float(rows[77] @ probe), abs=1e-6))]
    gallery.keep([1, 78])
    assert gallery.ids.tolist() == [1, 78]
    assert gallery.last == 78
    with pytest.raises(InvalidInputError):
        gallery.search(np.ones(64, np.float32), 0.5)
    with pytest.raises(InvalidInputError):
        gallery.add([300], np.ones((1, 64), np.float32))
    assert Gallery().search(probe, 0.5) == []
