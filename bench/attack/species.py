"""The attack species (ISO/IEC 30107-3: PAI species) and the bona fide, each as something to hold up.

A species is a function from two people, the holder of the ID and somebody else, a seed, and the clock that films go
by, to what is held, with how it reacts to what the page asks. That only matters for what can be moved at will.
Attacks that need no camera, by recorded requests, stand in `wire`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import cv2
import numpy as np
from tests.robot.applicant import Reaction, obey
from tests.world.bent import BentPhoto
from tests.world.flat import MONITOR, PHONE, FlatPhoto, Replay
from tests.world.impostors import Beside, Clock, Cuts, Frozen, Injected, Mask, Recording, Still
from tests.world.people import Person
from tests.world.puppet import Puppet
from tests.world.specimen import passport
from tests.world.view import Presentation

_PORTRAIT_MM = (6.0, 17.0, 41.0, 62.0)
"""Where the portrait stands on the data page of `tests.world.specimen.passport`: left, top, right, bottom."""
Make = Callable[[Person, Person, int, Clock], Presentation]


@dataclass(frozen=True, slots=True)
class Species:
    """One kind of presentation: what it is in words, how it is made, how it reacts."""

    says: str
    make: Make
    react: Reaction = obey
    stuck: bool = False
    """It never does all that is asked, nor anything else that ends the try: the page waits until its time is over."""


def _film(seed: int) -> list[str]:
    """Draw the moves of somebody else's challenge, as recorded in another session."""
    turns = ["turn_left", "turn_right", "come_closer"]
    random.Random(seed).shuffle(turns)
    return ["look_straight", *turns, "look_straight"]


def _loop(holder: Person, _other: Person, seed: int, clock: Clock) -> Presentation:
    return Recording(Puppet(holder.portrait, seed=seed), _film(seed), loop_s=8.0, clock=clock)


def _tablet(holder: Person, _other: Person, seed: int, clock: Clock) -> Presentation:
    return Recording(Replay(Puppet(holder.portrait, seed=seed), seed=seed), _film(seed), clock=clock)


def _phone(holder: Person, _other: Person, seed: int, clock: Clock) -> Presentation:
    played = Replay(Puppet(holder.portrait, seed=seed), on=PHONE, seed=seed)
    return Recording(played, _film(seed), clock=clock)


def _id_portrait(holder: Person, _other: Person, seed: int, _clock: Clock) -> Presentation:
    """Blow up what is printed on the data page: the portrait with the lines of the paper that cross it."""
    page = passport(holder)
    per_mm = page.shape[1] / 125
    left, top, right, bottom = (round(mm * per_mm) for mm in _PORTRAIT_MM)
    printed = cv2.resize(page[top:bottom, left:right], None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return FlatPhoto(np.asarray(printed, np.uint8), seed=seed)


BONA_FIDE = Species("rendered head, does what is asked", lambda a, _b, seed, _t: Puppet(a.other, seed=seed))

SPECIES: Mapping[str, Species] = MappingProxyType({
    "flat_print": Species(
        "life-size print, held still", lambda a, _b, s, _t: Still(FlatPhoto(a.portrait, seed=s)), stuck=True
    ),
    "print_by_hand": Species(
        "the print, turned as asked", lambda a, _b, s, _t: FlatPhoto(a.portrait, seed=s), stuck=True
    ),
    "id_portrait": Species("the ID's own portrait, enlarged, turned as asked", _id_portrait, stuck=True),
    "bent_print": Species(
        "print bent round a head", lambda a, _b, s, _t: BentPhoto(a.portrait, seed=s), stuck=True
    ),
    "cutout_eyes": Species(
        "print worn as a mask with eye holes",
        lambda a, b, s, _t: Mask(a.portrait, FlatPhoto, Puppet(b.portrait, seed=s)),
        stuck=True,
    ),
    "screen_still": Species(
        "portrait on a tablet, turned as asked",
        lambda a, _b, s, _t: FlatPhoto(a.portrait, kind="screen", seed=s),
        stuck=True,
    ),
    "tablet_replay": Species("tablet plays another session's challenge", _tablet),
    "phone_replay": Species("phone plays another session's challenge", _phone),
    "tablet_follows": Species(
        "tablet shows the right moves by chance", lambda a, _b, s, _t: Replay(Puppet(a.portrait, seed=s), seed=s)
    ),
    "screen_fills": Species(
        "the same on a screen larger than the view, its border unseen",
        lambda a, _b, s, _t: Replay(Puppet(a.portrait, seed=s), on=MONITOR, seed=s),
    ),
    "screen_films_approach": Species(
        "the same, but the head in the film comes closer, and the screen stays",
        lambda a, _b, s, _t: Replay(Puppet(a.portrait, seed=s), on=MONITOR, film_nears=True, seed=s),
    ),
    "virtual_still": Species(
        "virtual camera, one picture", lambda a, _b, s, _t: Injected(Puppet(a.portrait, seed=s)), stuck=True
    ),
    "virtual_loop": Species("virtual camera, a film of 8 s in a loop", _loop),
    "frozen": Species(
        "live head, picture freezes after 3 s",
        lambda a, _b, s, t: Frozen(Puppet(a.portrait, seed=s), clock=t),
        stuck=True,
    ),
    "cuts": Species(
        "holder facing, somebody else turned",
        lambda a, b, s, _t: Cuts(Puppet(a.portrait, seed=s), Puppet(b.portrait)),
    ),
    "two_faces": Species(
        "holder, and somebody else beside",
        lambda a, b, s, _t: Beside(Puppet(a.portrait, seed=s), Puppet(b.portrait)),
        stuck=True,
    ),
    "other_person": Species("somebody else, live, with the ID", lambda _a, b, s, _t: Puppet(b.portrait, seed=s)),
})  # fmt: skip
"""Every species that goes through the camera, by name."""
