"""`bonafide calibrate PAIRS.csv`: thresholds of a face model on the operator's own pictures (docs/face-models.md)."""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from bonafide.engine.face.calibration import Calibration, GroupRow, Side, Subject, calibrate, compared
from bonafide.engine.face.compare import SMALL_PORTRAITS
from bonafide.engine.face.described import FaceModel, read_description
from bonafide.engine.face.detect import find_faces
from bonafide.engine.face.embed import MODEL, Embedding, template
from bonafide.engine.face.rates import Comparisons, Rate
from bonafide.engine.image import decode
from bonafide.errors import BonafideError, InvalidInputError

NEEDED = ("a", "b", "person_a", "person_b")
OPTIONAL = ("sex_a", "sex_b", "age_a", "age_b", "group_a", "group_b")
OLDEST = 150


class PairsError(InvalidInputError):
    """The list of pairs cannot be used.

    Codes: pairs_unreadable (no UTF-8 CSV), pairs_columns (a column missing or unknown), pairs_row (an empty or
    impossible value), pairs_conflict (one person or picture described in two ways), pairs_picture (a picture is
    missing or damaged).
    """

    code = "pairs_unreadable"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    a: str
    b: str
    one: Subject
    two: Subject


@dataclass(frozen=True, slots=True)
class Measured:
    """All pictures embedded: who is on them, what was compared, and how many showed no face."""

    subjects: tuple[Subject, ...]
    tried: Comparisons
    pictures: int
    faceless: int


def run(args: argparse.Namespace) -> int:
    """Read, embed, calibrate, print; the exit status is 0 where thresholds came out."""
    model = read_description(Path(args.model)) if args.model else None
    rows = read_pairs(Path(args.pairs))
    measured = measure(rows, Path(args.images or Path(args.pairs).parent), model)
    found = calibrate(measured.tried, measured.subjects, fmr=args.fmr, fnmr=args.fnmr)
    name = model.name if model else MODEL
    text = as_json(found, measured, name) if args.json else report(found, measured, name, args.fmr, args.fnmr)
    if args.out:
        Path(args.out).write_text(text, "utf-8")
    else:
        print(text, end="")
    return 0


def read_pairs(file: Path) -> list[Row]:
    """Read the list: one pair of pictures a line, columns NEEDED and any of OPTIONAL. Raises PairsError."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            head = tuple(reader.fieldnames or ())
            listed = list(enumerate(reader, start=2))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PairsError("The list of pairs cannot be read: it is a CSV file in UTF-8.") from error
    if not set(NEEDED) <= set(head) or not set(head) <= {*NEEDED, *OPTIONAL}:
        raise PairsError(
            f"The list needs the columns {', '.join(NEEDED)} and may have {', '.join(OPTIONAL)}.",
            code="pairs_columns",
        )
    rows = [_row(line, values) for line, values in listed]
    _agree(rows)
    return rows


def _row(line: int, values: dict[str, str | None]) -> Row:
    if None in values or any(not (values[name] or "").strip() for name in NEEDED):
        raise PairsError(f"Line {line} of the list lacks a value or has one too many.", code="pairs_row")
    one, two = (_subject(line, values, side) for side in "ab")
    return Row(str(values["a"]).strip(), str(values["b"]).strip(), one, two)


def _subject(line: int, values: dict[str, str | None], side: str) -> Subject:
    def said(name: str) -> str:
        return (values.get(f"{name}_{side}") or "").strip()

    age = said("age")
    if age and not (age.isascii() and age.isdigit() and int(age) <= OLDEST):
        raise PairsError(f"Line {line} of the list has an age that is no whole number.", code="pairs_row")
    return Subject(said("person"), said("sex"), int(age) if age else None, said("group"))


def _agree(rows: Iterable[Row]) -> None:
    """Refuse a list in which a picture shows two people, or one person is described in two ways."""
    people: dict[str, Subject] = {}
    pictures: dict[str, str] = {}
    for row in rows:
        for picture, subject in ((row.a, row.one), (row.b, row.two)):
            same_person = people.setdefault(subject.person, subject) == subject
            same_picture = pictures.setdefault(picture, subject.person) == subject.person
            if not same_person or not same_picture:
                raise PairsError(
                    "The list describes one person or one picture in two ways.", code="pairs_conflict"
                )


def measure(rows: Sequence[Row], folder: Path, model: FaceModel | None) -> Measured:
    """Embed every picture once and compare. Raises PairsError, ModelError."""
    subjects = tuple(sorted({s for row in rows for s in (row.one, row.two)}, key=lambda s: s.person))
    number = {subject.person: i for i, subject in enumerate(subjects)}
    owner = {p: number[s.person] for row in rows for p, s in ((row.a, row.one), (row.b, row.two))}
    found = {name: _embed(folder, name, model) for name in sorted(owner)}
    vectors = {name: vector for name, vector in found.items() if vector is not None}
    ones, twos = ({getattr(row, side) for row in rows} & set(vectors) for side in "ab")
    one_pool = bool(ones & twos)
    first = _side(ones | twos if one_pool else ones, vectors, owner)
    second = first if one_pool else _side(twos, vectors, owner)
    genuine = _genuine(rows, vectors, owner)
    tried = compared(first, second, genuine, one_pool=one_pool)
    return Measured(subjects, tried, len(found), len(found) - len(vectors))


def _side(names: set[str], vectors: dict[str, Embedding], owner: dict[str, int]) -> Side:
    ordered = sorted(names)
    stacked = np.stack([vectors[name] for name in ordered]) if ordered else np.zeros((0, 1), np.float32)
    return Side(stacked, np.array([owner[name] for name in ordered], np.int64))


def _genuine(rows: Sequence[Row], vectors: dict[str, Embedding], owner: dict[str, int]) -> Comparisons:
    """Compare the listed pairs of one person; a picture with itself is no comparison."""
    pairs = {
        (min(r.a, r.b), max(r.a, r.b))
        for r in rows
        if r.one == r.two and r.a != r.b and r.a in vectors and r.b in vectors
    }
    ordered = sorted(pairs)
    people = np.array([owner[a] for a, _b in ordered], np.int64)
    values = np.array([float(vectors[a] @ vectors[b]) for a, b in ordered], np.float32)
    return Comparisons(values, people, people)


def _embed(folder: Path, name: str, model: FaceModel | None) -> Embedding | None:
    """Embed the largest face; None where there is none."""
    try:
        image = decode((folder / name).read_bytes(), limits=SMALL_PORTRAITS)
    except (OSError, BonafideError) as error:
        raise PairsError(
            "A picture of the list is missing or damaged; paths are relative to the folder of the list.",
            code="pairs_picture",
        ) from error
    faces = find_faces(image)
    return template(image, faces[0], model=model) if faces else None


def report(found: Calibration, measured: Measured, name: str, fmr: float, fnmr: float) -> str:
    """Write the result as Markdown, with the lines for a model's description at its end."""
    intro = (
        f"{measured.pictures} pictures of {len(measured.subjects)} people, {measured.faceless} without a face"
        " found. People are halved by a hash of their id: thresholds are set on one half, every rate below is"
        " of the other. Intervals (95 %) draw people, not pairs. One threshold for everyone."
    )
    how = (
        f"Set on {found.set_people} people, {found.set_impostors} comparisons of different people and"
        f" {found.set_genuine} of the same: match_min where FMR is at most {fmr:g}, review_min where at most"
        f" {fnmr:g} of genuine comparisons fall below."
    )
    lines = [f"# Calibration of {name}", "", intro, "", how, "", *_tables(found), *_for_description(found)]
    return "\n".join(lines)


def _tables(found: Calibration) -> list[str]:
    return [
        "| threshold | value | FMR | FNMR |",
        "| --- | --- | --- | --- |",
        f"| match_min | {found.match_min:.4f} | {shown(found.fmr)} | {shown(found.fnmr)} |",
        f"| review_min | {found.review_min:.4f} | {shown(found.review_fmr)} | {shown(found.review_fnmr)} |",
        "",
        f"Equal error rate {found.eer:.2%}.",
        "",
        "| trait | declared | people | FMR among them | FNMR |",
        "| --- | --- | --- | --- | --- |",
        *(_group_line(row) for row in found.groups),
        "",
    ]


def _for_description(found: Calibration) -> list[str]:
    values = f"{{match_min: {found.match_min:.4f}, review_min: {found.review_min:.4f}}}"
    return ["For the description of the model:", "", f"    thresholds: {values}", ""]


def shown(rate: Rate) -> str:
    """Write a rate: errors, trials, share and interval."""
    if rate.share is None:
        return "not measured"
    interval = "" if rate.low is None or rate.high is None else f" [{rate.low:.2%}, {rate.high:.2%}]"
    return f"{rate.errors}/{rate.trials} = {rate.share:.2%}{interval}"


def _group_line(row: GroupRow) -> str:
    cells = [row.trait, row.value.replace("|", "/"), str(row.people)]
    rates = [shown(rate) if rate is not None else "too few people" for rate in (row.fmr, row.fnmr)]
    return f"| {' | '.join([*cells, *rates])} |"


def as_json(found: Calibration, measured: Measured, name: str) -> str:
    """Write the result as JSON: the fields of `Calibration` with the model and the counts of pictures."""
    said = {"model": name, "pictures": measured.pictures, "faceless": measured.faceless, **asdict(found)}
    return json.dumps(said, indent=2) + "\n"
