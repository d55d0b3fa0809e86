"""The page's light over the whole picture: on people in many lights, and on screens whose glass gives some back.

    python bench/veil.py [--people 17] [--half odd]

The limits were set on the people of even number (`--half even`) and are reported on those of odd number.
Writes docs/benchmarks/veil.md; `--half even` prints only.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import process_time

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from tests.world import glow
from tests.world.flat import MONITOR, PHONE, FlatPhoto, Replay
from tests.world.glow import AutoCamera, Glow
from tests.world.lamps import Shaded, Walled
from tests.world.people import person
from tests.world.performer import Performer
from tests.world.pixels import Image
from tests.world.puppet import Puppet
from tests.world.rooms import bare, furnished
from tests.world.view import Presentation

from bonafide.engine.evidence import Colour, Sign
from bonafide.engine.face.hint import Seen, see_frame
from bonafide.engine.face.light import SCREEN
from bonafide.engine.face.surface.veil import veil
from bonafide.engine.image import Pixels, encode_jpeg
from bonafide.policy.thresholds import SHIPPED
from common import share, shared_data, table, write_table
from halves import asked_half
from liveness import read_video, sequence

NAME = "face_veil"
EVERY_MS = 600
Make = Callable[[Image, int], Presentation]


@dataclass(frozen=True, slots=True)
class Kind:
    """What is shown: `adds` is the page's light over the room's, `wanders` by how much the picture shifts meanwhile.

    `glass` is what the glass of a screen gives back.
    """

    make: Make
    adds: float = 0.15
    wanders: float = 0.0
    glass: float = glow.GLASS


def _walled(behind_cm: float, *, white: bool = False, shade: float = 1.0) -> Make:
    wall = bare if white else None
    if shade < 1:
        return lambda face, n: Shaded(face, shade=shade, behind_cm=behind_cm, seed=n, wall=wall)
    return lambda face, n: Walled(face, behind_cm=behind_cm, seed=n, wall=wall)


def _screen(on: tuple[float, float] = MONITOR) -> Make:
    return lambda face, n: Replay(_film(face, n), on=on, seed=n)


def _film(face: Image, n: int) -> Puppet:
    return Puppet(face, seed=n, place=lambda size: furnished(size, n))


HEADS: Mapping[str, Kind] = {
    "head, wall 200 cm behind": Kind(_walled(200)),
    "the same, screen adds 0.3": Kind(_walled(200), adds=0.3),
    "the same, screen adds 0.05": Kind(_walled(200), adds=0.05),
    "the same, sun: screen adds 0": Kind(_walled(200), adds=0.0),
    "wall 50 cm behind": Kind(_walled(50)),
    "wall 30 cm behind": Kind(_walled(30)),
    "pillow 10 cm behind": Kind(_walled(10)),
    "white wall 50 cm behind": Kind(_walled(50, white=True)),
    "white wall 20 cm behind": Kind(_walled(20, white=True)),
    "the same, screen adds 0.05 ": Kind(_walled(20, white=True), adds=0.05),
    "lamp from one side, a quarter left on the other": Kind(_walled(100, shade=0.25)),
    "the same, a tenth left": Kind(_walled(100, shade=0.1), adds=0.1),
    "the same, white wall 20 cm behind, a quarter left": Kind(_walled(20, white=True, shade=0.25)),
    "the same, a tenth left ": Kind(_walled(20, white=True, shade=0.1), adds=0.1),
    "phone in an unsteady hand": Kind(_walled(100), wanders=0.03),
}
PICTURES: Mapping[str, Kind] = {
    "screen larger than the view": Kind(_screen()),
    "the same, page adds 0.3": Kind(_screen(), adds=0.3),
    "the same, page adds 0.05": Kind(_screen(), adds=0.05),
    "the same, held in an unsteady hand": Kind(_screen(), wanders=0.03),
    "the same, its glass gives back .8 % and not 1.5": Kind(_screen(), glass=0.008),
    "the same, .4 %": Kind(_screen(), glass=0.004),
    "tablet, its border in view": Kind(lambda face, n: Replay(_film(face, n), seed=n)),
    "phone, its border in view": Kind(_screen(PHONE)),
    "tablet with a still": Kind(lambda face, n: FlatPhoto(face, kind="screen", seed=n)),
    "flat print": Kind(lambda face, n: FlatPhoto(face, seed=n)),
}


@dataclass(slots=True)
class Row:
    """What one kind of presentation gave."""

    signs: list[Sign] = field(default_factory=list)

    def cells(self, name: str) -> list[object]:
        """Write the row of the table."""
        told = [sign for sign in self.signs if sign.score is not None]
        n, scores = len(self.signs), [sign.score or 0.0 for sign in told]
        clear = sum(score > SHIPPED.face_veil_max for score in scores)
        soft = sum(SHIPPED.soft_from[NAME] <= score <= SHIPPED.face_veil_max for score in scores)
        rooms, own = ([s.numbers[key] for s in told] for key in ("room", "pattern"))
        return [name, n, len(told), quantiles(rooms), quantiles(own), share(soft, n), share(clear, n)]


def quantiles(values: Sequence[float]) -> str:
    """Least, median, highest."""
    return " / ".join(f"{v:.2f}" for v in np.quantile(values, (0, 0.5, 1))) if values else "none"


def lit(kind: Kind, face: Image, n: int) -> list[Seen]:
    """Show something in the page's colours, one frame each, before a camera that adapts itself."""
    random, asked = np.random.default_rng(n), sequence(n)
    performer = Performer(kind.make(face, n), seed=n)
    performer.camera = AutoCamera()
    glow.GLASS = kind.glass
    made: list[Seen] = []
    for number, colour in enumerate(asked):
        performer.screen = Glow(SCREEN[colour], kind.adds) if kind.adds else None
        dx, dy = (float(v) for v in random.uniform(-kind.wanders, kind.wanders, 2))
        performer.pose(dx=dx, dy=dy)
        performer.step(EVERY_MS / 1000)
        at = number * EVERY_MS
        made.append(_under(encode_jpeg(performer.frame(at / 1000), int(random.integers(70, 90))), number, at))
    return made


def _under(jpeg: bytes, number: int, at: int) -> Seen:
    seen = see_frame(jpeg, number, at, at)
    return replace(seen, reading=replace(seen.reading, light=number, light_ms=EVERY_MS - 50))


def filmed(data: Path) -> Iterator[tuple[list[Seen], tuple[Colour, ...]]]:
    """Straight stretches of the film of a real head, each taken for another sequence: no page's light is on it."""
    film = read_video(data)
    for n, start in enumerate(range(0, len(film) - 8 * 18, 18)):
        taken: Sequence[Pixels] = film[start : start + 8 * 18 : 18]
        yield (
            [_under(encode_jpeg(one, 85), k, k * EVERY_MS) for k, one in enumerate(taken)],
            sequence(n),
        )


def measured(numbers: Sequence[int]) -> tuple[list[list[object]], float]:
    """The table, and the median CPU of the sign, ms."""
    rows: list[list[object]] = [
        ["shown", "n", "measured", "room over face", "own pattern in the answer", "soft", "clear"]
    ]
    spent: list[float] = []
    for name, kind in (HEADS | PICTURES).items():
        row = Row()
        for n in numbers:
            seen = lit(kind, person(n).portrait, n)
            start = process_time()
            row.signs.append(veil(seen, sequence(n)))
            spent.append(1000 * (process_time() - start))
        rows.append(row.cells(name))
        print(*rows[-1], sep=" | ", flush=True)
    real = Row([veil(seen, asked) for seen, asked in filmed(shared_data())])
    rows.append(real.cells("film of a real head, no page's light on it"))
    return rows, float(np.median(spent))


NOTE = """Reproduce: `python bench/veil.py --people {people}`; there are 17 people. Limits were set on
people of the other half, and with a look at what the screens of [line_attacks](line_attacks.md) showed, where these
people are among the holders.

Heads, rooms, screens and light are rendered, but for one film of a real head on which no page's light falls. These
are no attack detection rates in the sense of ISO/IEC 30107-3, and the heads no error rate for people.

Glass gives back a little of the page's light over whatever a screen shows, as much over filmed brows and a filmed
wall as over filmed skin. `room over face`: linear light that the room took on, over that of the face. `own pattern in
the answer`: how much of the face's own light and dark (brows, lips, beard; shade left out) is found again in how it
took on the page's light, 1 on a surface and 0 under a veil. Least, median and highest of the measured. Only where the
room answers like the face and the pattern is missing is there a score. Soft from {soft}, clear above {clear}. A clear
sign asks for another try, two soft ones send to a person.

It is measured where eight colours were shown and the picture followed them: who chooses the way without light, as
anybody may, shows nothing of it. Unless said otherwise a white page adds .15 of the room's light at 50 cm, and glass
gives back 1.5 % of what falls on it, as evenly as matt glass does. How much the glass of a real screen gives back so
was not measured, and a mirror's image of the page is not rendered.

Without light a picture may follow a sequence by chance, and a face then shows its pattern or not: the room, which has
to answer too, tells that nothing fell on either.

CPU: {cpu:.0f} ms a recording, median.
"""


def main() -> None:
    """Measure and write the page."""
    half = asked_half(__doc__)
    rows, cpu = measured(half.numbers)
    if half.sets_limits:
        print("\n".join(table(rows)))
        return
    soft, clear = SHIPPED.soft_from[NAME], SHIPPED.face_veil_max
    note = NOTE.format(people=len(half.numbers), soft=soft, clear=clear, cpu=cpu)
    print(write_table("veil.md", "The page's light on glass", rows, note).read_text())


if __name__ == "__main__":
    main()
