"""Write sample pictures of every helper to look at: `python -m tests.world.gallery OUT_DIR [PERSON]`."""

import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from tests.world.attacks import colour_print, on_screen, photocopy
from tests.world.bent import BentPhoto
from tests.world.flat import FlatPhoto, Replay
from tests.world.fonts import ocr_b_available
from tests.world.hand import ENTERED, STEADY, HeldDocument
from tests.world.people import SKIP_REASON, Person, people_available, person
from tests.world.pixels import Image
from tests.world.puppet import Puppet
from tests.world.specimen import passport, td1_card

_POSES: tuple[dict[str, float], ...] = (
    {"yaw": -30.0},
    {"yaw": -15.0},
    {},
    {"yaw": 15.0},
    {"yaw": 30.0},
    {"pitch": 15.0},
    {"pitch": -15.0},
    {"roll": 12.0},
    {"distance": 0.6},
    {"distance": 1.5, "dx": 0.15},
)


def sheet(render: Callable[..., Image]) -> Image:
    """Return ten poses side by side, five to a row."""
    frames = [render(**pose) for pose in _POSES]
    return np.vstack([np.hstack(frames[:5]), np.hstack(frames[5:])])


def _write(folder: Path, name: str, picture: Image) -> None:
    cv2.imwrite(str(folder / f"{name}.png"), picture)
    print(f"{name}.png {picture.shape[1]} x {picture.shape[0]}")  # noqa: T201  a command line prints


def documents(folder: Path, who: Person) -> None:
    """Write the specimen documents, and frames of a hand that brings them before the camera."""
    page, (front, back) = passport(who), td1_card(who)
    _write(folder, "passport", page)
    _write(folder, "card", np.hstack([front, back]))
    held = (HeldDocument(page), HeldDocument(back, background="wall", seed=3, glare=1.0))
    moments = (0.4, ENTERED, (ENTERED + STEADY) / 2, STEADY + 1)
    for name, hand in zip(("held_passport", "held_card_glare"), held, strict=True):
        frames = [hand.frame(t) for t in moments]
        _write(folder, name, np.vstack([np.hstack(frames[:2]), np.hstack(frames[2:])]))

    copies = (photocopy(page), colour_print(page), on_screen(page))
    _write(folder, "copies", np.hstack([HeldDocument(copy, seed=5).frame(STEADY + 1) for copy in copies]))


def heads(folder: Path, who: Person) -> None:
    """Write the turning head and the flat attacks in the same poses."""
    _write(folder, "puppet", sheet(Puppet(who.portrait).render))
    _write(folder, "replay", sheet(Replay(Puppet(who.portrait)).render))
    _write(folder, "bent", sheet(BentPhoto(who.portrait).render))
    _write(folder, "flat_paper", sheet(FlatPhoto(who.portrait).render))
    _write(folder, "flat_screen", sheet(FlatPhoto(who.portrait, kind="screen").render))


def main() -> None:
    """Write the gallery into the folder named on the command line."""
    if not people_available():
        sys.exit(SKIP_REASON)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    who = person(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    documents(folder, who)
    heads(folder, who)
    if not ocr_b_available():
        print("OCR-B absent (Debian: fonts-ocr-b): the zone is in a stand-in font")  # noqa: T201  as above


if __name__ == "__main__":
    main()
