"""Who stands before the camera in tests: real faces from the shared data folder, with invented names.

The faces are the London set (DeBruine and Jones 2017, CC-BY 4.0): adults, studio light, 1350 x 1350 pixels.
Age and sex are the ones that the pictured people stated; names and birthdays are made up here.
"""

import csv
import os
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from tests.world.pixels import Image

ROOT = Path(__file__).resolve().parents[2]
SKIP_REASON = "faces absent: set BONAFIDE_TEST_DATA to a folder that holds faces/london"

_GIVEN = {
    "F": ("Anna Maria", "Nadia", "Ines", "Clara Louise", "Mira", "Sofia", "Tamsin", "Leila", "Grace", "Yuki"),
    "M": ("Jonas", "Karim", "Peter Paul", "Mateo", "Ravi", "Daniel", "Tomasz", "Wei", "Samuel", "Idris"),
}
_FAMILY = (
    "Eriksson",
    "Okafor",
    "Lindqvist",
    "Moreau",
    "Tanaka",
    "Petrov",
    "Santos",
    "Haddad",
    "Novak",
    "Van Dyke",
    "Fischer",
    "Chaudhry",
    "Rossi",
)
_VIEWS = {
    "neutral_front": "03",
    "smiling_front": "08",
    "neutral_left_3quarter": "02",
    "neutral_right_3quarter": "04",
}


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person with two real photographs of one face.

    `portrait` is the neutral frontal studio picture, `other` the smiling one of the same session.
    `sex` is M or F as in ICAO Doc 9303 part 3.
    """

    name_first: str
    name_last: str
    sex: str
    birthdate: date
    portrait: Image
    other: Image
    face_id: str


def faces_folder() -> Path | None:
    """Return the folder of the London faces, or None where this machine lacks it."""
    data = Path(os.environ.get("BONAFIDE_TEST_DATA", ROOT.parent / "shared" / "data"))
    london = data / "faces" / "london"
    return london if london.is_dir() else None


def people_available() -> bool:
    """Tell whether `person` can work here; tests that need a real face skip with SKIP_REASON where not."""
    return faces_folder() is not None


@lru_cache(maxsize=1)
def _rows() -> list[dict[str, str]]:
    folder = faces_folder()
    if folder is None:
        raise FileNotFoundError(SKIP_REASON)
    with (folder.parent / "london_info.csv").open(newline="") as lines:
        stated = {row["face_id"]: row for row in csv.DictReader(lines)}
    ids = sorted(path.name[:3] for path in (folder / "neutral_front").glob("*_03.jpg"))
    return [stated[face_id] for face_id in ids if face_id in stated]


def people_count() -> int:
    """Return how many different people the folder holds."""
    return len(_rows())


def photo(face_id: str, view: str) -> Image:
    """Return one photograph of the set, 1350 x 1350; views as the folder names them."""
    folder = faces_folder()
    if folder is None:
        raise FileNotFoundError(SKIP_REASON)
    found = cv2.imread(str(folder / view / f"{face_id}_{_VIEWS[view]}.jpg"))
    if found is None:
        raise FileNotFoundError(f"no photograph {view} of {face_id}")
    return np.asarray(found, dtype=np.uint8)


@lru_cache(maxsize=4)
def person(index: int) -> Person:
    """Return the person of that number, the same on every machine; numbers wrap at `people_count()`.

    Raises FileNotFoundError where the faces are absent.
    """
    row = _rows()[index % len(_rows())]
    sex = "F" if row["face_gender"] == "female" else "M"
    number = int(row["face_id"])
    years = int(float(row["face_age"])) if row["face_age"] not in {"", "NA"} else 30
    return Person(
        name_first=_GIVEN[sex][number % len(_GIVEN[sex])],
        name_last=_FAMILY[number % len(_FAMILY)],
        sex=sex,
        birthdate=date(2026 - max(years, 20), 1 + number % 12, 1 + number % 28),
        portrait=photo(row["face_id"], "neutral_front"),
        other=photo(row["face_id"], "smiling_front"),
        face_id=row["face_id"],
    )
