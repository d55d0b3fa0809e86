"""Specimens carry the right sizes, a portrait that is found, and one truth above and in the zone."""

from datetime import date

import numpy as np
import pytest
from tests.world import specimen
from tests.world.mesh import NoFaceError, face_points
from tests.world.people import SKIP_REASON, Person, people_available, people_count, person
from tests.world.specimen import default_number, id_photo, passport, td1_card

pytestmark = [pytest.mark.data, pytest.mark.skipif(not people_available(), reason=SKIP_REASON)]


@pytest.fixture(scope="module")
def who() -> Person:
    return person(0)


def test_the_page_has_the_format_of_td3_and_shows_the_face(who: Person) -> None:
    page = passport(who, width=1600)
    assert page.shape == (1126, 1600, 3)
    face = face_points(page)
    assert face[1, 0] < 0.33 * page.shape[1]
    assert face[152, 1] - face[10, 1] > 200


def test_the_portrait_has_passport_proportions(who: Person) -> None:
    photo = id_photo(who.portrait)
    points = face_points(photo)
    height = (points[152, 1] - points[10, 1]) / photo.shape[0]
    assert photo.shape[1] / photo.shape[0] == pytest.approx(35 / 45, abs=0.01)
    assert 0.45 < height < 0.62
    assert abs(points[168, 0] / photo.shape[1] - 0.5) < 0.05


def test_what_is_asked_for_is_printed_in_the_zone(who: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[tuple[str, ...]] = []
    monkeypatch.setattr(specimen.Page, "mrz", lambda self, lines, left, bases: printed.append(lines))
    passport(who, number="X1234567", birthdate=date(2012, 3, 4), expiry=date(2020, 1, 2), width=400)
    assert printed[0][1].startswith("X1234567<")
    assert printed[0][1][13:19] == "120304"
    assert printed[0][1][21:27] == "200102"


def test_the_zone_is_dark_on_light_where_it_belongs(who: Person) -> None:
    page = passport(who, width=1250).min(axis=2)
    lines = [page[round(10 * (base - 2.6)) : round(10 * base)] for base in (74.2, 80.55)]
    for line in lines:
        assert (line[:, 70:1180] < 90).mean() > 0.05
    assert page[830:].min() > 120


def test_the_card_has_two_sides(who: Person) -> None:
    front, back = td1_card(who, width=1200)
    assert front.shape == back.shape == (757, 1200, 3)
    assert len(face_points(front)) == 478
    with pytest.raises(NoFaceError):
        face_points(back)


def test_people_differ_and_are_of_age() -> None:
    everyone = [person(index) for index in range(6)]
    assert len({p.face_id for p in everyone}) == 6
    assert len({default_number(p) for p in everyone}) == 6
    assert all(date(2026, 11, 1).year - p.birthdate.year >= 19 for p in everyone)
    assert np.array_equal(person(people_count()).portrait, everyone[0].portrait)
