"""The same film or room on another account: found, weighed, and gone with the person."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone
from tests.traces import made, stage
from tests.traces.stage import SIZE, Sitter
from tests.world.rooms import bare, furnished

from bonafide.accounts import service as accounts
from bonafide.accounts.models import Account
from bonafide.engine.evidence.scene import Scene
from bonafide.engine.face.scene import scene_of
from bonafide.errors import InvalidInputError
from bonafide.inquiries.repeats import ALIKE
from bonafide.traces import prints, scenes, service
from bonafide.traces.gallery import Gallery
from bonafide.traces.models import MOST_CANDIDATES, Candidate, SceneTrace
from bonafide.traces.prints import print_of, unpacked
from bonafide.vault import service as vault
from bonafide.vault.models import Blob

NOTHING = {"same_frame": 0, "same_film": 0, "same_background": 0}
ANNA, BEN = Sitter(1), Sitter(2, x=300, y=225, tall=150)


@pytest.fixture(autouse=True)
def _no_gallery() -> Iterator[None]:
    scenes._GALLERIES.clear()
    yield
    scenes._GALLERIES.clear()


def seen(account: Account, number: int, shown: Scene) -> dict[str, float]:
    """Search and keep one capture, as an inquiry does."""
    now = timezone.now()
    made_of = print_of(account.environment_id, shown)
    found = scenes.find(account, f"inq_{number}", made_of, ALIKE, now=now)
    scenes.note(account, f"inq_{number}", f"cap_{number}", made_of, now=now)
    return found


@pytest.mark.django_db
def test_another_person_in_the_same_room_shows_the_room_and_no_film() -> None:
    env = made.environment()
    one, two = (made.account(env, name) for name in ("one", "two"))
    assert seen(one, 1, stage.scene(furnished(SIZE, 3), ANNA)) == NOTHING
    later = stage.scene(furnished(SIZE, 3), BEN, seed=5, light=0.9)
    assert seen(two, 2, later) == NOTHING | {"same_background": 1}
    (line,) = service.shown(two, "inq_2")
    assert (line.kind, line.account) == ("room", one.pk)
    assert line.similarity is not None
    assert 1 - ALIKE.room_max <= line.similarity < 1


@pytest.mark.django_db
def test_the_same_person_in_the_same_room_another_time_is_no_film() -> None:
    env = made.environment()
    one, two = (made.account(env, name) for name in ("one", "two"))
    seen(one, 1, stage.scene(furnished(SIZE, 3), ANNA))
    again = ANNA._replace(x=ANNA.x + 14, y=ANNA.y - 9)
    assert seen(two, 2, stage.scene(furnished(SIZE, 3), again, seed=9))["same_frame"] == 0


@pytest.mark.django_db
@pytest.mark.parametrize("room", [furnished(SIZE, 4), bare(SIZE)], ids=["furnished", "bare wall"])
def test_a_film_played_again_is_found_whatever_is_behind_the_head(room: np.ndarray) -> None:
    env = made.environment()
    one, two = (made.account(env, name) for name in ("one", "two"))
    film = stage.capture(room, ANNA)
    seen(one, 1, scene_of(*film))
    found = seen(two, 2, scene_of(*stage.replayed(*film, scale=0.7)))
    assert (found["same_frame"], found["same_film"]) == (1, 1)
    assert ("same_background" in found) == (room is not bare(SIZE))
    assert {line.kind for line in service.shown(one, "inq_1")} >= {"film"}  # named on both sides


@pytest.mark.django_db
def test_other_rooms_are_other_rooms() -> None:
    env = made.environment()
    for number in range(8):
        who = Sitter(50 + number, x=255 + 18 * number, y=205 + 23 * (number % 3), tall=140 + 9 * number)
        shown = stage.scene(furnished(SIZE, 20 + number), who, seed=number, count=4)
        found = seen(made.account(env, f"p{number}"), number, shown)
        assert not any(found.values()), number
    assert not Candidate.objects.exists()


@pytest.mark.django_db
def test_a_bare_wall_gives_no_room_and_nobody_gives_nothing() -> None:
    env = made.environment()
    one = made.account(env, "one")
    wall = stage.scene(bare(SIZE), ANNA)
    assert not wall.seen.any()
    assert "same_background" not in seen(one, 1, wall)
    nobody = scene_of(stage.capture(furnished(SIZE, 3), ANNA)[0], [])
    assert seen(one, 2, nobody) == {}
    assert SceneTrace.objects.count() == 1


@pytest.mark.django_db
def test_own_account_other_tenant_and_nameless_accounts_never_see_it() -> None:
    env = made.environment()
    one, room = made.account(env, "one"), stage.scene(furnished(SIZE, 3), ANNA)
    seen(one, 1, room)
    assert not any(seen(one, 2, room).values())
    elsewhere = made.account(made.environment(), "one")
    assert not any(seen(elsewhere, 3, room).values())
    assert (
        scenes.find(
            accounts.create_anonymous(env), "inq_4", print_of(env.pk, room), ALIKE, now=timezone.now()
        )
        == {}
    )
    mine, theirs = print_of(env.pk, room), print_of(elsewhere.environment_id, room)
    assert not np.array_equal(mine.frames, theirs.frames)  # even a leak of both tells nothing across
    gallery = Gallery()
    gallery.add([1], mine.tiles[None], mine.frames[None])
    assert gallery.search(theirs, ALIKE) == []
    assert gallery.search(mine, ALIKE)[0].room == 0.0


@pytest.mark.django_db
def test_the_same_capture_twice_is_kept_once_and_sealed() -> None:
    env = made.environment()
    one, room = made.account(env, "one"), stage.scene(furnished(SIZE, 3), ANNA)
    seen(one, 1, room)
    seen(one, 1, room)
    row = SceneTrace.objects.select_related("blob").get()
    packed = print_of(env.pk, room).packed()
    assert len(packed) <= 513
    assert packed[10:60] not in bytes(row.blob.ciphertext or b"")
    assert vault.open_blob(row.blob_id) == packed
    assert np.array_equal(unpacked(packed).tiles, print_of(env.pk, room).tiles)
    with pytest.raises(InvalidInputError):
        unpacked(b"\x02" + packed[1:])
    assert prints.VERSION == 1


@pytest.mark.django_db(transaction=True)
def test_erasure_and_clock_take_it_out_of_vault_rows_and_memory() -> None:
    env, now = made.environment(), timezone.now()
    people = [made.account(env, name) for name in ("one", "two", "three")]
    room = furnished(SIZE, 3)
    for number, one in enumerate(people):
        seen(one, number, stage.scene(room, Sitter(10 + number), seed=number, count=3))
    assert Candidate.objects.count() == 3
    scenes.refresh_all()
    gallery = scenes._GALLERIES[env.pk]
    assert len(gallery) == 3
    service.forget_inquiry("inq_0", now=now)
    assert {(one.account, one.other) for one in Candidate.objects.all()} == {(people[2], people[1])}
    service.forget_account(people[1], now=now)
    assert not Candidate.objects.exists()
    scenes.refresh_all()
    assert len(gallery) == 1
    assert not gallery._tiles[:, 1:].any()  # overwritten, not only dropped
    assert not gallery._frames[1:].any()
    vault.sweep(now + timedelta(days=89), files=False)
    assert service.sweep(now) == 0
    vault.sweep(now + timedelta(days=91), files=False)
    assert service.sweep(now) == 1
    assert len(gallery) == 0
    assert not Blob.objects.filter(purpose__contains="room", deleted_at=None).exists()


@pytest.mark.django_db
def test_who_sat_at_a_kiosk_is_shown_with_some_of_the_others_only() -> None:
    env, now = made.environment(), timezone.now()
    first = made.account(env, "first")
    for number in range(MOST_CANDIDATES + 3):
        later = made.account(env, f"p{number}")
        found = {"inquiry": f"inq_{number}", "account": later, "other": first, "found_at": now}
        Candidate.objects.create(kind="room", similarity=0.98, **found)
    Candidate.objects.create(**found, kind="film", similarity=0.99)
    lines = service.shown(first, "inq_first")
    assert [line.kind for line in lines].count("room") == MOST_CANDIDATES
    assert [line.kind for line in lines].count("film") == 1


@pytest.mark.django_db
def test_what_was_found_is_forgotten_with_the_clock_of_rooms() -> None:
    env = made.environment()
    for number, name in enumerate(("one", "two")):
        seen(made.account(env, name), number, stage.scene(furnished(SIZE, 3), Sitter(30 + number), count=3))
    assert Candidate.objects.get().kind == "room"
    assert service.sweep(timezone.now() + timedelta(days=89)) == 0
    assert service.sweep(timezone.now() + timedelta(days=91)) == 1
    assert not Candidate.objects.exists()


def test_bars_and_one_straight_edge_are_no_room() -> None:
    barred = np.full((480, 640, 3), 170, np.uint8)
    barred[:52], barred[:, :60], barred[:, -60:] = 0, 0, 0
    shown = stage.scene(barred, ANNA, count=3)
    assert int(shown.seen.sum()) < ALIKE.tiles_min
