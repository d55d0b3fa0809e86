"""The printed portrait against the live face: how often one person is refused, how often another one passes.

    python bench/portraits.py [--people 34] [--embeddings FILE.npz]

Writes docs/benchmarks/portraits.md. London people: their neutral portrait printed on specimens that are held and
photographed, against their other views and a head made from another view. With --embeddings templates are kept.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from tests.world.hand import HeldDocument
from tests.world.people import Person, people_count, person, photo
from tests.world.pixels import Image
from tests.world.puppet import Puppet
from tests.world.specimen import passport, td1_card

from bonafide.engine.document.portrait import cut_portrait
from bonafide.engine.face.calibration import LEAST_PEOPLE
from bonafide.engine.face.compare import SMALL_PORTRAITS
from bonafide.engine.face.detect import find_faces
from bonafide.engine.face.embed import MODEL, Embedding, template
from bonafide.engine.face.rates import (
    Comparisons,
    Rate,
    cross_pairs,
    equal_error,
    false_matches,
    false_non_matches,
)
from bonafide.engine.image import Pixels, decode, encode_jpeg
from bonafide.policy.thresholds import SHIPPED
from common import shared_data, table, write_table

PRINTS = ("passport", "card", "passport under foil", "card in lamp light, soft")
VIEWS = (
    "smiling, as taken by a webcam",
    "head from the smiling view, turned 8",
    "three quarters left",
    "three quarters right",
)
FRONTAL = VIEWS[:2]
WEBCAM_QUALITY, SELFIE_SIDE = 80, 480
STILL_AT = 5.0
TURNED = 8.0
FMR = 1e-3

Templates = dict[str, Embedding]


def printed(who: Person, kind: str, seed: int) -> Image:
    """Print, hold and photograph the document at 1280 x 720; returns it flattened, as the engine cuts it."""
    page = passport(who) if "passport" in kind else td1_card(who)[0]
    if "foil" in kind:
        page = under_foil(page, seed)
    lamp = "lamp" in kind
    held = HeldDocument(page, seed=seed, glare=0.6 if lamp else 0.0, defocus=0.7 if lamp else 0.0)
    taken = decode(encode_jpeg(held.frame(STILL_AT), 90))
    return flattened(taken, np.asarray(held.corners(STILL_AT), np.float32), page.shape[1] / page.shape[0])


def flattened(taken: Pixels, corners: NDArray[np.float32], aspect: float) -> Pixels:
    """Rectify by the corners that the rendering knows; finding them is measured elsewhere."""
    width = round(float(np.linalg.norm(corners[1] - corners[0])))
    size = (width, round(width / aspect))
    goal = np.array([(0, 0), (size[0], 0), size, (0, size[1])], np.float32)
    turn = cv2.getPerspectiveTransform(corners, goal)
    return np.asarray(cv2.warpPerspective(taken, turn, size, flags=cv2.INTER_LINEAR), np.uint8)


def under_foil(page: Image, seed: int) -> Image:
    """Lay a kinegram over the page: rainbow bands and fine lines that shine at 30 % where they lie."""
    height, width = page.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) / width
    phase = np.random.default_rng(seed).uniform(0, 6)
    colour = np.stack([np.sin(28 * (x + 0.6 * y) + phase + k * 2.1) for k in range(3)], axis=-1) * 110 + 145
    lines = 0.5 + 0.5 * np.sin(900 * np.hypot(x - 0.2, y - 0.35))
    cover = (0.30 * (np.hypot(x - 0.22, (y - 0.42) * 1.1) < 0.15) * (0.4 + 0.6 * lines))[..., None]
    return np.asarray(page * (1 - cover) + colour * cover, np.uint8)


def live(who: Person) -> Iterator[tuple[str, Pixels]]:
    """Live pictures of this person; none is the photograph that was printed."""
    yield VIEWS[0], webcam(who.other)
    yield VIEWS[1], decode(encode_jpeg(Puppet(who.other).render(yaw=TURNED), WEBCAM_QUALITY))
    yield VIEWS[2], webcam(photo(who.face_id, "neutral_left_3quarter"))
    yield VIEWS[3], webcam(photo(who.face_id, "neutral_right_3quarter"))


def webcam(picture: Image) -> Pixels:
    """Shrink a studio picture to what a camera of 640 x 480 gives, with noise and JPEG."""
    small = cv2.resize(picture, (SELFIE_SIDE, SELFIE_SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    noisy = np.clip(small + np.random.default_rng(5).normal(0, 3, small.shape), 0, 255).astype(np.uint8)
    return decode(encode_jpeg(noisy, WEBCAM_QUALITY))


def templates(count: int) -> Templates:
    """Templates of all people by `who/kind`; what shows no face is absent."""
    found: Templates = {}
    for index in range(count):
        who = person(index)
        for kind in PRINTS:
            portrait = cut_portrait(printed(who, kind, seed=index))
            if portrait is not None:
                put(found, f"{who.face_id}/{kind}", decode(portrait.jpeg, limits=SMALL_PORTRAITS))
        for view, picture in live(who):
            put(found, f"{who.face_id}/{view}", picture)
    return found


def put(found: Templates, name: str, picture: Pixels) -> None:
    """Embed the largest face."""
    faces = find_faces(picture)
    if faces:
        found[name] = template(picture, faces[0])


def load(kept: Path | None, count: int) -> Templates:
    """Make the templates, or take those that an earlier run kept."""
    if kept is not None and kept.is_file():
        with np.load(kept) as stored:
            return dict(zip(stored["names"].tolist(), stored["vectors"], strict=True))
    made = templates(count)
    if kept is not None:
        np.savez(kept, names=np.array(list(made)), vectors=np.stack(list(made.values())))
    return made


def compared(found: Templates, prints: Sequence[str], views: Sequence[str]) -> Comparisons:
    """Every print against every live picture."""
    sides = [[n for n in found if n.split("/")[1] in kinds] for kinds in (prints, views)]
    vectors = [np.stack([found[n] for n in side]) for side in sides]
    people = [np.array([int(n[:3]) for n in side], np.int64) for side in sides]
    return cross_pairs(vectors[0], people[0], vectors[1], people[1])


def percent(rate: Rate) -> str:
    """Write a rate with its interval over people."""
    if rate.share is None or rate.low is None or rate.high is None:
        return "not measured"
    return f"{rate.errors}/{rate.trials} = {rate.share:.2%} [{rate.low:.2%}, {rate.high:.2%}]"


def rows(found: Templates) -> list[list[object]]:
    """One row for each kind of print and live picture."""
    head: list[object] = [
        "print",
        "live picture",
        f"FNMR at {SHIPPED.match_min}",
        f"FMR at {SHIPPED.match_min}",
        f"below {SHIPPED.review_min}",
    ]
    out = [head]
    for prints, views in [*(((p,), FRONTAL) for p in PRINTS), *((PRINTS, (v,)) for v in VIEWS)]:
        tried = compared(found, prints, views)
        genuine = tried.genuine.values
        below = f"{int((genuine < SHIPPED.review_min).sum())}/{len(genuine)}"
        name = prints[0] if len(prints) == 1 else "all", views[0] if len(views) == 1 else "the frontal two"
        missed, passed = (of(tried, SHIPPED.match_min) for of in (false_non_matches, false_matches))
        out.append([*name, percent(missed), percent(passed), below])
    return out


def threshold_of(impostor: NDArray[np.float32]) -> float:
    """Least similarity at which these very comparisons have an FMR of at most FMR; too few to call it set."""
    return float(np.nextafter(np.sort(impostor)[-(int(len(impostor) * FMR) + 1)], np.float32(2)))


def at_limits(tried: Comparisons) -> list[list[object]]:
    """FNMR and FMR at the shipped thresholds and where these people have an FMR of 1e-3."""
    own = threshold_of(tried.impostor.values)
    limits = [
        ("shipped, match_min", SHIPPED.match_min),
        (f"where these people have an FMR of {FMR:g}", own),
        ("shipped, review_min", SHIPPED.review_min),
    ]
    head: list[object] = ["threshold", "value", "FNMR", "FMR"]
    return [
        head,
        *(
            [name, f"{at:.4f}", percent(false_non_matches(tried, at)), percent(false_matches(tried, at))]
            for name, at in limits
        ),
    ]


def groups(tried: Comparisons, data: Path) -> list[list[object]]:
    """FMR within each declared group, and FNMR of its members, at the shipped threshold."""
    with (data / "faces" / "london_info.csv").open() as stream:
        people = list(csv.DictReader(stream))
    there = {int(p) for p in np.unique(tried.a)}
    out: list[list[object]] = [
        ["both of", "people", f"FMR at {SHIPPED.match_min}", f"FNMR at {SHIPPED.match_min}"]
    ]
    for column in ("face_gender", "face_eth"):
        for value in sorted({one[column] for one in people}):
            members = {int(one["face_id"]) for one in people if one[column] == value} & there
            among = tried.among(members)
            both = (
                ["too few people"] * 2
                if len(members) < LEAST_PEOPLE
                else [percent(of(among, SHIPPED.match_min)) for of in (false_matches, false_non_matches)]
            )
            out.append([value, len(members), *both])
    return out


NOTE = """Reproduce: `python bench/portraits.py`. Model {model}.

{people} people of the London set (studio, one session). The neutral portrait is printed on specimen passports
(35 mm wide) and cards (26 mm), faded, with grain and fine lines over it; a part lies under a rainbow foil, a part in
the light of a lamp and out of focus; each is held in a hand and photographed at 1280 x 720, flattened by the corners
that the rendering knows and cut by the engine. Live pictures are never the photograph that was printed: the smiling
view shrunk to a webcam, a head made from the smiling view turned by {turned:.0f} degrees, and the three-quarter views
(about 40 degrees, beyond what the flow ever compares). {missing} of {wanted} pictures showed no face.
Intervals are 95 % and draw people.

## All prints against the frontal live pictures

{limits}

Equal error rate {eer:.2%}.

## By declared group, at the shipped threshold

{groups}

**What may not be read from this.** One session: no ageing, no beard grown since, the same light and camera behind
print and probe, so FNMR is a lower bound, and the prints are rendered. {people} people carry {pairs} impostor
comparisons, but only {people} faces: an FMR of 1e-3 is some {errors:.0f} comparisons, often of the
same two or three people, and the interval says so. Where none was refused or none passed, the upper end counts people
who share nothing: {people} people without an error carry an FNMR of about a tenth, no less. No group here is large
enough to say that it is treated alike or unlike: with {people} people a group's FMR could be several times
another's and this table could not tell. It shows what to measure on one's own people (`bonafide calibrate`,
docs/face-models.md), and that differences have to be expected.

## By print and by view
"""


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=0)
    parser.add_argument("--embeddings", type=Path)
    args = parser.parse_args()
    data = shared_data()
    found = load(args.embeddings, args.people or people_count())
    tried = compared(found, PRINTS, FRONTAL)
    people = len({name[:3] for name in found})
    note = NOTE.format(
        model=MODEL,
        people=people,
        turned=TURNED,
        wanted=people * (len(PRINTS) + len(VIEWS)),
        missing=people * (len(PRINTS) + len(VIEWS)) - len(found),
        limits="\n".join(table(at_limits(tried))),
        eer=equal_error(tried.genuine.values, tried.impostor.values),
        groups="\n".join(table(groups(tried, data))),
        pairs=len(tried.impostor.values),
        errors=len(tried.impostor.values) * FMR,
    )
    print(
        write_table("portraits.md", "Printed portrait against the live face", rows(found), note).read_text()
    )


if __name__ == "__main__":
    main()
