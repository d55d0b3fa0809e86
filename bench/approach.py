"""Coming closer: perspective of the face and growth of what stands behind it, on heads and on pictures of heads.

    python bench/approach.py [--people 17] [--half odd]

The limits were set on the people of even number (`--half even`) and are reported on those of odd number.
Writes docs/benchmarks/approach.md; `--half even` prints only.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from time import process_time
from typing import Any

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from tests.world.bent import BentPhoto
from tests.world.flat import MONITOR, FlatPhoto, Replay
from tests.world.impostors import Mask
from tests.world.near import Before
from tests.world.people import Person, person
from tests.world.puppet import Puppet
from tests.world.room import sensor_noise
from tests.world.rooms import bare, furnished
from tests.world.view import Presentation

from bonafide.engine.evidence import Sign
from bonafide.engine.face.approach import approach_finding, depths, pairs
from bonafide.engine.face.hint import Seen, see_frame
from bonafide.engine.face.motion import follow
from bonafide.engine.face.surface.approach import approach
from bonafide.engine.face.surface.behind import behind
from bonafide.engine.image import Pixels, encode_jpeg
from bonafide.policy.thresholds import SHIPPED
from common import share, shared_data, table, write_table
from halves import asked_half
from liveness import read_video

NAME = "face_approach"
AWAY = (1.0, 1.0, 0.92, 0.82, 0.72, 0.66)
"""Distances of the frames of one approach, shares of the first."""
Make = Callable[[Person, Person, int], Presentation]


class Narrow:
    """The same before a lens of 35 degrees from top to bottom instead of 49, from as much farther away."""

    def __init__(self, shown: Presentation) -> None:
        self._shown = shown

    def render(self, *angles: float, distance: float = 1.0, **place: Any) -> Pixels:
        """Return the middle of a larger frame."""
        place |= {"size": (960, 720), "distance": 1.5 * distance}
        seen = self._shown.render(*angles, **place)
        return np.ascontiguousarray(seen[70:550, 160:800])


class Swaying:
    """A screen with a head that turns, nods and is moved in the film while the screen comes nearer."""

    def __init__(self, shown: Presentation, seed: int) -> None:
        self._shown, self._phase = shown, seed

    def render(self, yaw: float = 0, pitch: float = 0, roll: float = 0, **place: Any) -> Pixels:
        """Return one frame; `distance` drives the sway."""
        by = 9.0 * place.get("distance", 1.0) + self._phase
        return self._shown.render(yaw + 4 * np.sin(by), pitch + 3 * np.sin(1.7 * by), roll, **place)


class BothNear:
    """A screen of which half the approach is the film's and half the screen's own."""

    def __init__(self, portrait: Pixels, room: int, seed: int) -> None:
        self._shown = Replay(_film(portrait, room), on=MONITOR, seed=seed)
        self._film_nears = Replay(_film(portrait, room), on=MONITOR, film_nears=True, seed=seed)

    def render(self, *angles: float, distance: float = 1.0, **place: Any) -> Pixels:
        """Return the film come nearer by the root of the growth, cut and enlarged by the root."""
        root = float(np.sqrt(distance))
        seen = self._film_nears.render(*angles, distance=root, **place)
        by = cv2.getRotationMatrix2D((320, 200), 0, 1 / root)
        return np.asarray(cv2.warpAffine(seen, by, (640, 480), borderMode=cv2.BORDER_REFLECT), np.uint8)


def _film(portrait: Pixels, room: int) -> Puppet:
    return Puppet(portrait, seed=room, place=lambda size: furnished(size, room))


HEADS: Mapping[str, Make] = {
    "person leans forward, camera stands": lambda a, _b, s: Before(a.portrait, by_hand=False, seed=s),
    "before a bare wall": lambda a, _b, s: Before(a.other, by_hand=False, seed=s, wall=bare),
    "phone brought nearer, wall 100 cm behind": lambda a, _b, s: Before(a.other, seed=s),
    "phone brought nearer, wall 30 cm behind": lambda a, _b, s: Before(a.portrait, behind_cm=30.0, seed=s),
    "phone brought nearer, pillow 10 cm behind": lambda a, _b, s: Before(a.portrait, behind_cm=10.0, seed=s),
    "lens of 35 degrees, pillow 10 cm behind": lambda a, _b, s: Narrow(
        Before(a.portrait, behind_cm=10.0, seed=s)
    ),
    "head sways by 4 degrees meanwhile": lambda a, _b, s: Swaying(Before(a.other, seed=s), s),
}
PICTURES: Mapping[str, Make] = {
    "screen larger than the view": lambda a, _b, s: Replay(_film(a.portrait, s), on=MONITOR, seed=s),
    "the same, the head in the film sways": lambda a, _b, s: Swaying(
        Replay(_film(a.portrait, s), on=MONITOR, seed=s), s
    ),
    "tablet": lambda a, _b, s: Replay(_film(a.portrait, s), seed=s),
    "filmed real head on a screen larger than the view": lambda _a, _b, s: RealFilm(s),
    "flat print, its edges out of view": lambda a, _b, s: FlatPhoto(a.portrait, edges=False, seed=s),
    "flat print cut out": lambda a, _b, s: FlatPhoto(a.portrait, seed=s),
    "print bent to 15 cm": lambda a, _b, s: BentPhoto(a.portrait, radius_cm=15.0, seed=s),
    "print bent to 8 cm": lambda a, _b, s: BentPhoto(a.portrait, radius_cm=8.0, seed=s),
    "bent mask, eye holes": lambda a, b, s: Mask(
        a.portrait, partial(BentPhoto, radius_cm=11.0), Puppet(b.portrait, seed=s)
    ),
    "half of the approach in the film": lambda a, _b, s: BothNear(a.portrait, s, s),
    "screen stays, the film comes closer": lambda a, _b, s: Replay(
        _film(a.portrait, s), on=MONITOR, film_nears=True, seed=s
    ),
}


@lru_cache(maxsize=1)
def _filmed() -> list[Pixels]:
    """Straight part of the one film of a real head."""
    return read_video(shared_data())[700:1140:8]


class RealFilm:
    """The filmed head played on a screen that is brought nearer; turns are what the film shows."""

    def __init__(self, seed: int) -> None:
        self._at, self._random = seed % 20, np.random.default_rng(seed)

    def render(self, *_angles: float, distance: float = 1.0, **_place: Any) -> Pixels:
        """Return the next frame of the film, as large as the screen is near."""
        self._at += 3
        film = _filmed()[self._at % len(_filmed())]
        grown = 480 / film.shape[0] / distance
        middle = np.array([film.shape[1] / 2, film.shape[0] / 2]) * grown
        by = np.array([[grown, 0, 320 - middle[0]], [0, grown, 240 - middle[1]]])
        return sensor_noise(np.asarray(cv2.warpAffine(film, by, (640, 480)), np.uint8), 1.0, self._random)


TURNS = ((60, (115, 125, 132, 140)), (730, (680, 672, 665, 658)))
"""Straight frame of the film, and frames of the turn after or before it."""


def own_depths() -> list[float]:
    """Depth of the filmed head over the pattern, one number a turn, the median of four.

    A head that turns by an angle grows narrow by its cosine, and moves its points sideways by the sine of it times
    their depth. Both are fitted to followed points, so nothing but the pattern itself comes from the network.
    """
    film = read_video(shared_data())
    return [
        float(np.median([_own_depth([film[i] for i in np.linspace(a, b, 7).astype(int)]) for b in ends]))
        for a, ends in TURNS
    ]


def _own_depth(turn: Sequence[Pixels]) -> float:
    seen = [see_frame(encode_jpeg(picture, 95), n, n, n) for n, picture in enumerate(turn)]
    found, mesh = follow(seen), seen[0].mesh
    if mesh is None:
        raise SystemExit("The face of the film was not found.")
    terms = np.c_[found.start, np.ones(len(found.start)), depths(mesh, found.start)]
    kept = np.ones(len(terms), bool)
    for _ in range(4):
        solved = np.linalg.lstsq(terms[kept], found.end[kept], rcond=None)[0]
        off = np.linalg.norm(found.end - terms @ solved, axis=1)
        kept = off <= np.quantile(off, 0.85)
    narrow = min(1.0, float(solved[0, 0] / solved[1, 1]))
    return abs(float(solved[3, 0] / solved[1, 1])) / max(1e-6, float(np.sqrt(1 - narrow**2)))


@dataclass(slots=True)
class Row:
    """What one kind of presentation gave."""

    signs: list[Sign] = field(default_factory=list)
    rooms: list[float] = field(default_factory=list)
    """Growth of the background over that of the face, where it could be followed."""

    def cells(self, name: str) -> list[object]:
        """Write the row of the table."""
        told = [sign for sign in self.signs if sign.score is not None]
        n, scores = len(self.signs), [sign.score or 0.0 for sign in told]
        clear = sum(score > SHIPPED.face_approach_max for score in scores)
        soft = sum(SHIPPED.soft_from[NAME] <= score <= SHIPPED.face_approach_max for score in scores)
        seen = quantiles([sign.numbers["perspective"] for sign in told])
        rooms = f"{quantiles(self.rooms)} ({len(self.rooms)})"
        return [name, n, len(told), seen, rooms, share(soft, n), share(clear, n)]


def quantiles(values: Sequence[float]) -> str:
    """Least, median, highest."""
    return " / ".join(f"{v:.2f}" for v in np.quantile(values, (0, 0.5, 1))) if values else "none"


def nearing(shown: Presentation, seed: int) -> list[Seen]:
    """Frames of an approach through JPEG, with a hand's or head's unsteadiness, in more or less light."""
    random = np.random.default_rng(seed)
    away, light = float(random.uniform(0.95, 1.15)), float(random.uniform(0.7, 1.15))
    made: list[Seen] = []
    for seq, step in enumerate(AWAY):
        yaw, pitch, roll = (float(v) for v in random.normal(0, (1.2, 1.2, 0.6)))
        dx, dy = (float(v) for v in random.normal(0, 0.006, 2))
        place = {"distance": away * step, "dx": dx, "dy": dy, "light": light}
        jpeg = encode_jpeg(shown.render(yaw, pitch, roll, **place), int(random.integers(60, 90)))
        made.append(see_frame(jpeg, seq, 200 * seq, 200 * seq))
    return [one for one in made if one.mesh is not None]


def add(row: Row, shown: Presentation, seed: int) -> float:
    """Present once; give the CPU of the sign, ms."""
    seen = nearing(shown, seed)
    start = process_time()
    row.signs.append(approach(seen, [approach_finding(seen)]))
    spent = 1000 * (process_time() - start)
    room = next((found for far, near in pairs(seen)[:1] if (found := behind(far, near)) is not None), None)
    if room is not None:
        row.rooms.append(room.ratio)
    return spent


def measured(numbers: Sequence[int]) -> tuple[list[list[object]], float, float]:
    """The table, and the median CPU of the sign on heads and on pictures, ms."""
    rows: list[list[object]] = [
        ["shown", "n", "measured", "perspective", "background over face (n)", "soft", "clear"]
    ]
    spent: list[list[float]] = [[], []]
    for kind, makes in enumerate((HEADS, PICTURES)):
        for name, make in makes.items():
            row = Row()
            for number in numbers:
                spent[kind].append(add(row, make(person(number), person(number + 2), number), number))
            rows.append(row.cells(name))
            print(*rows[-1], sep=" | ", flush=True)
    return rows, float(np.median(spent[0])), float(np.median(spent[1]))


NOTE = """Reproduce: `python bench/approach.py --people {people}`. Limits were set on other people (`--half even`).
Heads, rooms, prints and screens are rendered, but for one film of a real head, which a rendered screen shows. These
are no attack detection rates in the sense of ISO/IEC 30107-3, and the heads no error rate for people.

Whoever or whatever is shown comes closer, the eyes move apart by half. `perspective`: how much less the deep parts of
the face grew than its front, over what a head's do: 1 on a head, 0 on a plane; least, median and highest. `background
over face`: its growth over the face's (logarithms), 1 where both lie in one plane; in brackets in how many it could
be followed. The sign is soft above {soft} and clear above {clear}: without a background that grows as the face does a
perspective below {soft_at:.2f} is soft and one below {clear_at:.2f} clear, with one .50 and .39.
A clear sign asks for another try, two soft ones send to a person.

The rendered heads have the depth that the landmark network imagines on their portraits, which is also the pattern
that is looked for; on the one filmed head, followed as it turns to either side, its own depth came to
{own} of that pattern. A lens that shows less shows less perspective: one of 35 degrees from top to bottom, as no
phone and few laptops have, is in the table; a portrait lens on a camera of its own would come near the soft band.
No real head that comes closer could be measured: no film of one is at hand.

CPU: {head:.0f} ms a recording of a head, {picture:.0f} ms of a picture, median, of which three pairs of frames are
measured instead of one. It takes the place of a measurement of the approach that was made before, about 20 ms.
"""


def main() -> None:
    """Measure and write the page."""
    half = asked_half(__doc__)
    rows, head, picture = measured(half.numbers)
    if half.sets_limits:
        print("\n".join(table(rows)))
        return
    soft, clear = SHIPPED.soft_from[NAME], SHIPPED.face_approach_max
    note = NOTE.format(
        people=len(half.numbers),
        soft=soft,
        clear=clear,
        soft_at=0.4 - 0.3 * soft,
        clear_at=0.4 - 0.3 * clear,
        head=head,
        picture=picture,
        own=" and ".join(f"{value:.2f}" for value in own_depths()),
    )
    print(write_table("approach.md", "Coming closer", rows, note).read_text())


if __name__ == "__main__":
    main()
