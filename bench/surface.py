"""What a surface shows on a face: moire, halftone, a sheet that turns, holes of a mask; on heads and on attacks.

    python bench/surface.py [--people 17] [--half odd]

The limits were set on the people of even number (`--half even`) and are reported on those of odd number.
Writes docs/benchmarks/surface.md; `--half even` prints only.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from tests.world.bent import BentPhoto
from tests.world.flat import FlatPhoto
from tests.world.impostors import Mask
from tests.world.people import Person, person
from tests.world.puppet import Puppet
from tests.world.screens import KINDS
from tests.world.surfaces import WEBCAM, ShadedMask, in_print, on_screen
from tests.world.view import Presentation

from bonafide.engine.evidence import SURFACE_SIGNS, Frame, Sign
from bonafide.engine.face.hint import Seen, see_frame
from bonafide.engine.face.surface import surface_signs
from bonafide.engine.face.turns import turn_finding
from bonafide.engine.image import Pixels, encode_jpeg
from bonafide.policy.thresholds import SHIPPED
from common import share, shared_data, table, write_table
from halves import asked_half
from liveness import read_video

SIGNS = tuple(name for name in SURFACE_SIGNS if name not in {"face_moire_closer", "face_approach"})
"""Without those that have a page of their own (`bench/closer_looks.py`, `bench/approach.py`)."""
LIMITS: Mapping[str, float] = {
    "face_moire": SHIPPED.face_moire_max,
    "face_halftone": SHIPPED.face_halftone_max,
    "face_sheet": SHIPPED.face_sheet_max,
    "face_holes": SHIPPED.face_holes_max,
}
STEPS = (0.0, 0.25, 0.5, 0.75, 1.0)
WIDE = 28.0
FULL = (1920, 1080)
SIDES = {"left": 1.0, "right": -1.0}
Make = Callable[[Person, Person, int], Presentation]


class Wide:
    """Something turned much farther than asked, so that the landmarks see enough turn in it."""

    def __init__(self, shown: Presentation, by: float = 50 / WIDE) -> None:
        self._shown, self._by = shown, by

    def render(self, yaw: float = 0, pitch: float = 0, roll: float = 0, **place: Any) -> Pixels:
        """Return one frame."""
        return self._shown.render(yaw * self._by, pitch, roll, **place)


class Nods(Wide):
    """Something that nods where it is asked to turn."""

    def render(self, yaw: float = 0, pitch: float = 0, roll: float = 0, **place: Any) -> Pixels:
        """Return one frame."""
        return self._shown.render(pitch, 0.75 * yaw, roll, **place)


HEADS: Mapping[str, Make] = {
    "head, neutral": lambda a, _b, s: Puppet(a.portrait, seed=s),
    "head, smiling": lambda a, _b, s: Puppet(a.other, seed=s),
    "head turned half as far": lambda a, _b, s: Wide(Puppet(a.other, seed=s), 0.55),
    "head that nods": lambda a, _b, s: Nods(Puppet(a.portrait, seed=s)),
}
SHEETS: Mapping[str, Make] = {
    "flat print": lambda a, _b, s: FlatPhoto(a.portrait, edges=False, seed=s),
    "print bent to 8 cm": lambda a, _b, s: BentPhoto(a.portrait, radius_cm=8.0, seed=s),
    "print bent to 11 cm": lambda a, _b, s: BentPhoto(a.portrait, radius_cm=11.0, seed=s),
    "print bent to 8 cm, turned 50": lambda a, _b, s: Wide(BentPhoto(a.portrait, radius_cm=8.0, seed=s)),
    "print bent to 15 cm": lambda a, _b, s: BentPhoto(a.portrait, radius_cm=15.0, seed=s),
    "print bent to 10 cm, lying": lambda a, _b, s: BentPhoto(a.portrait, radius_cm=10.0, lying=True, seed=s),
    "flat mask, eye holes": lambda a, b, s: Mask(a.portrait, FlatPhoto, Puppet(b.portrait, seed=s)),
    "bent mask, eye holes": lambda a, b, s: Mask(
        a.portrait, partial(BentPhoto, radius_cm=11.0), Puppet(b.portrait, seed=s)
    ),
    "bent mask, eyes and mouth": lambda a, b, s: ShadedMask(
        a.portrait, partial(BentPhoto, radius_cm=11.0), Puppet(b.portrait, seed=s)
    ),
}
PRINTS = {
    "laser print 35 mm wide": (35.0, 133.0),
    "laser print 60 mm wide": (60.0, 133.0),
    "laser print 100 mm wide": (100.0, 100.0),
}


@dataclass(slots=True)
class Row:
    """Scores of one kind of presentation, and in how many the judge itself would have followed a turn."""

    signs: list[Mapping[str, Sign]] = field(default_factory=list)
    followed: int = 0

    def scores(self, name: str) -> list[float]:
        """Scores of a sign where it was measured."""
        return [s for one in self.signs if (s := one[name].score) is not None]

    def softs(self) -> int:
        """How many have two signs or more in their soft bands, and none above its limit."""
        return sum(len(_soft(one)) >= 2 and not _clear(one) for one in self.signs)

    def clears(self) -> int:
        """How many have a sign above its limit."""
        return sum(bool(_clear(one)) for one in self.signs)


def _soft(signs: Mapping[str, Sign]) -> list[str]:
    known = {name: s for name in SIGNS if (s := signs[name].score) is not None}
    return [name for name, score in known.items() if SHIPPED.soft_from[name] <= score <= LIMITS[name]]


def _clear(signs: Mapping[str, Sign]) -> list[str]:
    return [name for name in SIGNS if (score := signs[name].score) is not None and score > LIMITS[name]]


def turned(shown: Presentation, seed: int) -> dict[str, list[Frame]]:
    """Frames of a turn to each side, at an arm's length more or less, in more or less light."""
    random = np.random.default_rng(seed)
    away, light = float(random.uniform(0.85, 1.1)), float(random.uniform(0.7, 1.15))
    made: dict[str, list[Frame]] = {}
    for side, sign in SIDES.items():
        made[side] = []
        for step in STEPS:
            yaw, pitch, roll = random.normal((sign * WIDE * step, 0, 0), (0.5, 1.5, 0.6))
            picture = shown.render(yaw, pitch, roll, distance=away * random.normal(1, 0.006), light=light)
            made[side].append(_frame(picture, len(made[side]) + 10 * len(made)))
    return made


def _frame(picture: Pixels, seq: int) -> Frame:
    return Frame(encode_jpeg(picture, 80), seq, seq * 200, seq * 200)


def _seen(frame: Frame) -> Seen:
    return see_frame(frame.jpeg, frame.seq, frame.client_ms, frame.server_ms)


def add_turns(row: Row, shown: Presentation, seed: int) -> None:
    """Turn to both sides and come closer, as a recording of the selfie step has it."""
    frames = turned(shown, seed)
    seen = {side: [_seen(one) for one in part] for side, part in frames.items()}
    near = _frame(shown.render(distance=0.62), 99)
    depth = [turn_finding(part, side) for side, part in seen.items()]
    row.followed += all(one.sheet is not None for one in depth)
    every = [*(one for part in seen.values() for one in part), _seen(near)]
    best = next((one for one in every if one.mesh is not None), None)
    row.signs.append(surface_signs([*frames["left"], *frames["right"], near], every, best, depth))


def add_still(row: Row, jpeg: bytes) -> None:
    """One picture alone; not counted where no face is seen in it."""
    frame = Frame(jpeg, 0, 0, 0)
    seen = _seen(frame)
    if seen.mesh is not None:
        row.signs.append(surface_signs([frame], [seen], seen, []))


def turning(numbers: Sequence[int]) -> dict[str, Row]:
    """Heads and sheets of these people."""
    rows = {name: Row() for name in (*HEADS, *SHEETS)}
    for number in numbers:
        one, other = person(number), person(number + 2)
        for name, make in (*HEADS.items(), *SHEETS.items()):
            for again in range(2 if name in HEADS else 1):
                seed = 1000 * again + number
                add_turns(rows[name], make(one, other, seed), seed)
    return rows


def stills(numbers: Sequence[int]) -> dict[str, Row]:
    """Faces on screens and in print, and studio portraits."""
    rows: dict[str, Row] = {"studio portrait": Row()}
    for number in numbers:
        one = person(number)
        for crop in crops(one.portrait, number), crops(one.other, number + 1):
            add_still(rows["studio portrait"], crop)
        for name, size in (("480 rows", WEBCAM), ("1080 rows", FULL)):
            kind = KINDS[number // 2 % len(KINDS)]
            row = rows.setdefault(f"{kind}, {name}", Row())
            add_still(row, on_screen(one.portrait, kind, number, size=size).jpeg)
        for name, (wide, lpi) in PRINTS.items():
            add_still(rows.setdefault(name, Row()), in_print(one.portrait, wide, number, lpi=lpi).jpeg)
        shot = in_print(one.portrait, 60.0, number, screen="fm")
        add_still(rows.setdefault("inkjet print 60 mm wide", Row()), shot.jpeg)
    return rows


def crops(portrait: Pixels, seed: int) -> bytes:
    """A portrait cut to 640 x 480 about as the selfie step has it."""
    random = np.random.default_rng(seed)
    high = int(random.uniform(0.62, 0.75) * portrait.shape[0])
    top = int((portrait.shape[0] - high) * random.uniform(0.3, 0.6))
    part = portrait[top : top + high]
    return encode_jpeg(np.asarray(cv2.resize(part, WEBCAM, interpolation=cv2.INTER_AREA), np.uint8), 80)


def real(data: Path) -> Iterator[tuple[str, Mapping[str, Sign]]]:
    """The filmed head by turns, and the three stills, each by its name."""
    film = read_video(data)
    parts = {"right": film[60:172:10], "left": film[740:625:-10]}
    frames = {s: [_frame(p, n + 100 * (s == "left")) for n, p in enumerate(v)] for s, v in parts.items()}
    seen = {side: [_seen(one) for one in part] for side, part in frames.items()}
    for side, part in seen.items():
        signs = surface_signs(frames[side], part, part[0], [turn_finding(part, side)])
        yield f"film, live, turn to the {side}", signs
    for line in (data / "pad" / "labels.csv").read_text().splitlines()[1:]:
        path, label, species = line.split(",")
        frame = Frame((data / path).read_bytes(), 0, 0, 0)
        still = _seen(frame)
        name = f"{Path(path).stem}, {label} {species}".strip()
        yield name, surface_signs([frame], [still], still, [])


def quantiles(values: Sequence[float]) -> str:
    """Median, 95 % and highest."""
    return " / ".join(f"{v:.2f}" for v in np.quantile(values, (0.5, 0.95, 1))) if values else "none"


def measured(rows: Mapping[str, Row]) -> list[list[object]]:
    """The table: scores of each sign, how many are clear, how many have two soft ones."""
    head: list[object] = ["shown", "n", *(name.removeprefix("face_") for name in SIGNS)]
    made = [[*head, "turns followed by the judge", "a clear sign", "two or more soft"]]
    for name, row in rows.items():
        n = len(row.signs)
        marks: list[object] = [quantiles(row.scores(sign)) for sign in SIGNS]
        made.append([name, n, *marks, row.followed, share(row.clears(), n), share(row.softs(), n)])
    return made


def told(signs: Mapping[str, Sign]) -> list[object]:
    """Scores of one thing, with the word where there is none."""
    shown = [signs[name] for name in SIGNS]
    return [f"{sign.score:.2f}" if sign.score is not None else sign.why for sign in shown]


NOTE = """Reproduce: `python bench/surface.py --people {people}`. Limits and soft bands were set on other people
(`--half even`). Heads, sheets and masks are rendered; screens and prints go through a rendered lens and sensor. They
are no attack detection rates in the sense of ISO/IEC 30107-3, and the heads no error rate for people.

Each sign is 0 to 1: median, 95 % and highest. {limits}
A clear sign asks for another try; two soft ones send to a person. Everything is turned by 28 degrees to both sides
and comes closer. In how many the landmarks saw turns that the judge measures as a head's stands beside it: on prints
they see hardly any, such a capture fails for its moves anyway, and the turn is followed only for these signs.

A camera of 480 rows sees next to nothing of the dots of screens: they are several to the pixel, and no lens passes
that. At 1080 rows most of the same phones and monitors show theirs and none of the tablets: the page sends 480, and a
few frames in the camera's own resolution, of which [closer looks](closer_looks.md) tell; there are none here. Dots
of print are seen where the print is small and held near. Those of an inkjet are not, and on a life-size print they
are several to the pixel, too. `n` counts pictures in which a face was found.

CPU of the four signs beside what the judge measures anyway: {cpu:.0f} ms a recording of a head, median, with the fit
of sheets about 3 ms a turn more.

## Real pictures, one by one

Examples without rates: one filmed head, one live still, two attacks, of which no sign sees anything. The film has set
limits too: one small frame of it came to .48 in halftone, more than any rendered head, and soft band and limit were
raised above that.

{real}

## Heads and surfaces
"""


def cost(numbers: Sequence[int]) -> float:
    """Median CPU of all signs on a head, ms."""
    spent = []
    for number in numbers[:5]:
        frames = turned(Puppet(person(number).portrait), number)["left"]
        seen = [_seen(one) for one in frames]
        depth = [turn_finding(seen, "left")]
        start = process_time()
        surface_signs(frames, seen, seen[0], depth)
        spent.append(1000 * (process_time() - start))
    return float(np.median(spent))


def main() -> None:
    """Measure and write the page."""
    half = asked_half(__doc__)
    rows = measured({**turning(half.numbers), **stills(half.numbers)})
    if half.sets_limits:
        print("\n".join(table(rows)))
        return
    bands = [f"{n.removeprefix('face_')} {SHIPPED.soft_from[n]:g} and {LIMITS[n]:g}" for n in SIGNS]
    head = ["picture", *(name.removeprefix("face_") for name in SIGNS)]
    listed = table([head, *([name, *told(signs)] for name, signs in real(shared_data()))])
    note = NOTE.format(
        people=len(half.numbers),
        limits=f"Soft from and clear above: {', '.join(bands)}.",
        cpu=cost(half.numbers),
        real="\n".join(listed),
    )
    print(write_table("surface.md", "Surface of the face", rows, note).read_text())


if __name__ == "__main__":
    main()
