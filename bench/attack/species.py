"""The attack species (ISO/IEC 30107-3: PAI species) and the bona fide, each as something to hold up.

A species is a function from two people, the holder of the ID and somebody else, a seed, and the clock that films go
by, to what is held, with how it reacts to what the page asks. That only matters for what can be moved at will.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tests.robot.applicant import Reaction, obey
from tests.world.bent import BentPhoto
from tests.world.flat import FlatPhoto, Replay
from tests.world.impostors import Beside, Clock, Cuts, Frozen, Injected, Mask, Recording, Still
from tests.world.people import Person
from tests.world.puppet import Puppet
from tests.world.view import Presentation

Make = Callable[[Person, Person, int, Clock], Presentation]


@dataclass(frozen=True, slots=True)
class Species:
    """One kind of presentation: what it is in words, how it is made, how it reacts."""

    says: str
    make: Make
    react: Reaction = obey


def _film(seed: int) -> list[str]:
    """Draw the moves of somebody else's challenge, as recorded in another session."""
    turns = ["turn_left", "turn_right", "come_closer"]
    random.Random(seed).shuffle(turns)
    return ["look_straight", *turns, "look_straight"]


def _loop(holder: Person, _other: Person, seed: int, clock: Clock) -> Presentation:
    return Recording(Puppet(holder.portrait, seed=seed), _film(seed), loop_s=8.0, clock=clock)


def _tablet(holder: Person, _other: Person, seed: int, clock: Clock) -> Presentation:
    return Recording(Replay(Puppet(holder.portrait, seed=seed), seed=seed), _film(seed), clock=clock)


BONA_FIDE = Species("rendered head, does what is asked", lambda a, _b, seed, _t: Puppet(a.other, seed=seed))

SPECIES: Mapping[str, Species] = MappingProxyType({
    "flat_print": Species("life-size print, held still", lambda a, _b, s, _t: Still(FlatPhoto(a.portrait, seed=s))),
    "print_by_hand": Species("the print, turned as asked", lambda a, _b, s, _t: FlatPhoto(a.portrait, seed=s)),
    "bent_print": Species("print bent round a head", lambda a, _b, s, _t: BentPhoto(a.portrait, seed=s)),
    "cutout_eyes": Species(
        "print worn as a mask with eye holes",
        lambda a, b, s, _t: Mask(a.portrait, FlatPhoto, Puppet(b.portrait, seed=s)),
    ),
    "screen_still": Species(
        "portrait on a tablet, turned as asked", lambda a, _b, s, _t: FlatPhoto(a.portrait, kind="screen", seed=s)
    ),
    "tablet_replay": Species("tablet plays another session's challenge", _tablet),
    "tablet_follows": Species(
        "tablet shows the right moves by chance", lambda a, _b, s, _t: Replay(Puppet(a.portrait, seed=s), seed=s)
    ),
    "virtual_still": Species(
        "virtual camera, one picture", lambda a, _b, s, _t: Injected(Puppet(a.portrait, seed=s))
    ),
    "virtual_loop": Species("virtual camera, a film of 8 s in a loop", _loop),
    "frozen": Species(
        "live head, picture freezes after 3 s", lambda a, _b, s, t: Frozen(Puppet(a.portrait, seed=s), clock=t)
    ),
    "cuts": Species(
        "holder facing, somebody else turned",
        lambda a, b, s, _t: Cuts(Puppet(a.portrait, seed=s), Puppet(b.portrait)),
    ),
    "two_faces": Species(
        "holder, and somebody else beside",
        lambda a, b, s, _t: Beside(Puppet(a.portrait, seed=s), Puppet(b.portrait)),
    ),
    "other_person": Species("somebody else, live, with the ID", lambda _a, b, s, _t: Puppet(b.portrait, seed=s)),
})  # fmt: skip
"""Every species that goes through the camera, by name."""
