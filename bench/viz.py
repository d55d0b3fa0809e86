"""How well the printed zone is read, and whether a machine readable part that says otherwise is noticed.

python bench/viz.py [CARDS_PER_CLASS_AND_LEVEL]    # writes docs/benchmarks/viz.md and print_against_zone.md

Cards are rendered, photographed at four levels, found, flattened and read as a user's would be. The machine
readable part is given as the printed truth (its own readers have their own pages), then with one field changed.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import cv2

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from tests.world.aamva import Licence, invented
from tests.world.classes import CARDS, card, holder
from tests.world.fonts import cjk_available
from tests.world.licence import licence, printed_fields
from tests.world.people import people_available, person
from tests.world.pixels import Image
from tests.world.shot import LEVELS, photograph
from tests.world.specimen import passport, td1_card

from bonafide.engine.document.catalogue import DocumentKind, kinds
from bonafide.engine.document.flatten import flatten
from bonafide.engine.document.read import read_document
from bonafide.engine.document.viz.page import NOT_PRINTED
from bonafide.engine.document.viz.read import Leaf, read_viz
from bonafide.engine.document.viz.recognise import kind_of_codes, kind_of_print
from bonafide.engine.document.viz.words import read_words
from bonafide.engine.evidence import DocumentClass, Field, Source, VizRead
from bonafide.policy.thresholds import SHIPPED
from common import share, shared_data, write_table

TODAY = date(2026, 6, 1)
COMMAND = "python bench/viz.py"
_CLASSES = {"dl": DocumentClass.DRIVING_LICENCE, "id": DocumentClass.IDENTITY_CARD}
_COMPARED = ("birthdate", "expiration_date", "document_number", "sex", "name")
_LEGIBLE = 300
"""Height of a flat side, pixels, below which hardly any print is legible."""
_LETTERS, _DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"


@dataclass(frozen=True, slots=True)
class Page:
    """One printed document: its class, pictures of its sides, the truth, and what its machine part holds."""

    kind: str
    sides: tuple[Image, ...]
    truth: Mapping[str, str]
    machine: Mapping[str, str]


def pages(kind: str, seed: int) -> Page:
    """Print one document of the class for the person of that number."""
    if kind in CARDS:
        one = card(kind, seed)
        sides = (one.front,) if one.back is None else (one.front, one.back)
        return Page(kind, sides, one.truth, {})
    return _licence(seed) if kind.endswith("-dl") else _specimen(kind, seed)


def _licence(seed: int) -> Page:
    one: Licence = replace(invented(seed), truncated="")
    first = " ".join(filter(None, (one.name_first, one.name_middle)))
    truth = {
        "document_number": one.number, "name_last": one.name_last, "name_first": first,
        "birthdate": one.birthdate.isoformat(), "expiration_date": one.expires.isoformat(),
        "sex": dict(printed_fields(one))["15 SEX"], "issue_date": one.issued.isoformat(),
    }  # fmt: skip
    kind = f"{one.country.lower()}-{one.kind.lower()}"
    return Page(kind, (licence(one).front,), truth, truth)


def _specimen(kind: str, seed: int) -> Page:
    who = holder(seed)
    face = replace(
        person(seed % 30), name_last=who.last, name_first=who.first, sex=who.sex, birthdate=who.birth
    )
    number = "".join(who.random.choice(_LETTERS + _DIGITS * 3) for _ in range(8)) + "7"
    wanted = {"number": number, "birthdate": who.birth, "expiry": who.expires}
    image = passport(face, **wanted) if kind == "icao-td3" else td1_card(face, **wanted)[0]
    truth = {
        "document_number": number, "name_last": who.last, "name_first": who.first, "sex": who.sex,
        "birthdate": who.birth.isoformat(), "expiration_date": who.expires.isoformat(),
    }  # fmt: skip
    return Page(kind, (image,), truth, truth)


def seen(page: Page, level: int, seed: int) -> list[Leaf]:
    """Photograph, find, flatten and read every side."""
    leaves = []
    for at, side in enumerate(page.sides):
        flat = flatten(photograph(side, LEVELS[level], 1000 * seed + at))
        leaves.append(Leaf(flat.image, read_words(flat.image, zone=_zone(page, flat.image))))
    return leaves


def _zone(page: Page, image: Image) -> tuple[int, int, int, int] | None:
    """Where the machine readable zone of a passport stands: it has its own reader."""
    height, width = image.shape[:2]
    return (0, round(0.78 * height), width, round(0.22 * height)) if page.kind == "icao-td3" else None


def known_as(page: Page, leaves: list[Leaf]) -> DocumentKind | None:
    """The class: by codes where a machine readable part names it, else by print."""
    words = [word for leaf in leaves for word in leaf.words]
    if not page.machine:
        found = kind_of_print(words)
        return found.kind if found is not None else None
    if page.kind.startswith("icao-"):
        kind = kinds()[page.kind]
        return kind_of_codes("UTO", kind.document_class, kind.format, words)
    country, letters = page.kind.split("-")
    return kind_of_codes(country.upper(), _CLASSES[letters], "AAMVA", words)


def as_fields(values: Mapping[str, str], kind: str) -> dict[str, Field]:
    """Values as a valid machine readable part of the class gives them."""
    source = Source.MRZ if kind.startswith("icao-") else Source.BARCODE
    return {key: Field(value, source, 0.99, value) for key, value in values.items()}


def changed(machine: Mapping[str, str], dice: random.Random) -> Iterator[tuple[str, dict[str, str]]]:
    """The machine readable part with one field changed, one field after the other."""
    for key in ("birthdate", "expiration_date"):
        day = date.fromisoformat(machine[key])
        move = dice.choice([1, -1, 3, 10, 30, 31, 365, 366, 730, -365, 3653])
        yield key, {**machine, key: (day + timedelta(move)).isoformat()}
    yield "document_number", {**machine, "document_number": _one_other(machine["document_number"], dice)}
    yield "sex", {**machine, "sex": "M" if machine["sex"] == "F" else "F"}
    key = dice.choice(["name_last", "name_first"])
    yield "name", {**machine, key: _one_other(machine[key], dice)}
    yield "name", {**machine, "name_last": dice.choice(["HOLLOWAY", "BARTOK", "WINTERBOURNE"])}


def _one_other(text: str, dice: random.Random) -> str:
    """Change one letter or digit into another of its sort."""
    at = dice.choice([i for i, c in enumerate(text) if c.isalnum()])
    pool = _DIGITS if text[at].isdigit() else _LETTERS
    return text[:at] + dice.choice(pool.replace(text[at].upper(), "")) + text[at + 1 :]


def verdict(viz: VizRead | None, key: str, least: float) -> str:
    """What the checks say of a field: differs, same, open (another picture, then a person), or left out."""
    found = viz.against.get(key) if viz is not None else None
    if viz is None or not viz.against:
        return "open"
    if found is None or (found.same is None and found.why != NOT_PRINTED):
        return "left out"
    if found.same:
        return "same"
    return "differs" if found.same is False and found.margin >= least else "open"


@dataclass
class Tally:
    """Counts over all pages: fields by (class, level), comparisons, and single margins for setting the limit."""

    fields: Counter[tuple[str, int, str]]
    honest: Counter[tuple[int, str, str]]
    seeded: Counter[tuple[int, str, str]]
    margins: list[tuple[str, int, str, float]]
    documents: Counter[tuple[int, str]]


def judge(page: Page, level: int, seed: int, tally: Tally) -> None:
    """Read one page and count."""
    leaves = seen(page, level, seed)
    kind = known_as(page, leaves)
    tally.fields[page.kind, level, "cards"] += 1
    right = kind is not None and kind.id == page.kind
    tally.fields[page.kind, level, "class"] += right
    viz = read_viz(leaves, kind, as_fields(page.machine, page.kind), TODAY) if kind is not None else None
    for key, value in page.truth.items():
        read = viz.fields.get(key) if viz is not None else None
        state = "missing" if read is None else "right" if _plain(read.value) == _plain(value) else "wrong"
        tally.fields[page.kind, level, state] += 1
    if not page.machine or kind is None:
        return
    states = {key: verdict(viz, key, SHIPPED.print_margin_min) for key in _COMPARED}
    tally.documents[level, "all"] += 1
    tally.documents[level, "open"] += "open" in states.values()
    for key, state in states.items():
        tally.honest[level, key, state] += 1
        _note(tally, "honest", level, key, viz)
    for key, machine in changed(page.machine, random.Random(seed * 10 + level)):
        forged = read_viz(leaves, kind, as_fields(machine, page.kind), TODAY)
        tally.seeded[level, key, verdict(forged, key, SHIPPED.print_margin_min)] += 1
        _note(tally, "seeded", level, key, forged)


def _note(tally: Tally, what: str, level: int, key: str, viz: VizRead | None) -> None:
    found = viz.against.get(key) if viz is not None else None
    if found is not None and found.same is False:
        tally.margins.append((what, level, key, found.margin))


def _plain(value: str) -> str:
    return "".join(c for c in value.upper() if c.isalnum())


def kinds_printed() -> list[str]:
    """Every class that can be printed on this machine."""
    east = {"chn-id", "twn-id", "hkg-id", "jpn-dl"}
    cards = [kind for kind in CARDS if cjk_available() or kind not in east]
    people = ["icao-td3", "icao-td1"] if people_available() else []
    return [*people, "na-dl", *cards]


def field_table(tally: Tally, note: str) -> None:
    """Write how many fields came out, by class and level."""
    rows: list[tuple[object, ...]] = [("class", "level", "class known", "fields right", "wrong", "not read")]
    for kind, level in sorted({(k, v) for k, v, _ in tally.fields}):
        count = {s: tally.fields[kind, level, s] for s in ("cards", "class", "right", "wrong", "missing")}
        n = count["right"] + count["wrong"] + count["missing"]
        rows.append((
            kind, level, share(count["class"], count["cards"]), share(count["right"], n),
            share(count["wrong"], n), share(count["missing"], n),
        ))  # fmt: skip
    write_table("viz.md", "The printed zone", rows, note)


def against_table(tally: Tally, note: str) -> None:
    """Write how often a changed machine readable part was noticed, and an honest one suspected."""
    rows: list[tuple[object, ...]] = [
        ("level", "field", "changed: noticed", "changed: another picture, then a person", "changed: passed over",
         "honest: suspected", "honest: another picture, then a person"),
    ]  # fmt: skip
    for level in [*range(len(LEVELS)), None]:
        keys = [*_COMPARED, None] if level is None else _COMPARED
        rows.extend(_against_row(tally, level, key) for key in keys)
    write_table("print_against_zone.md", "Machine readable part against print", rows, note)


def _against_row(tally: Tally, level: int | None, key: str | None) -> tuple[object, ...]:
    def count(counter: Counter[tuple[int, str, str]], state: str | None) -> int:
        return sum(
            n
            for (v, k, s), n in counter.items()
            if level in (None, v) and key in (None, k) and state in (None, s)
        )

    seeded, honest = count(tally.seeded, None), count(tally.honest, None)
    return (
        "all" if level is None else level,
        key or "any field",
        share(count(tally.seeded, "differs"), seeded),
        share(count(tally.seeded, "open"), seeded),
        share(count(tally.seeded, "same") + count(tally.seeded, "left out"), seeded),
        share(count(tally.honest, "differs"), honest),
        share(count(tally.honest, "open"), honest),
    )


def specimens() -> Counter[tuple[str, str]]:
    """The public specimens, whose zone and print agree: what is said of each field, and of whole documents."""
    counts: Counter[tuple[str, str]] = Counter()
    for path in sorted((shared_data() / "iddocs").glob("*/*")):
        if path.suffix not in {".jpg", ".jpeg", ".png"}:
            continue
        found = read_document(path.read_bytes(), today=TODAY)
        keys = found.viz.against if found.viz is not None else ()
        states = [verdict(found.viz, key, SHIPPED.print_margin_min) for key in keys]
        counts.update(("field", state) for state in states)
        if states:
            size = "large" if found.front.quality.height >= _LEGIBLE else "small"
            counts[size, "open" if "open" in states else "told"] += 1
    return counts


def main() -> None:
    """Read every class at every level, write both tables."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    cv2.setNumThreads(2)
    tally = Tally(Counter(), Counter(), Counter(), [], Counter())
    for kind in kinds_printed():
        for level in range(len(LEVELS)):
            for seed in range(n if kind in CARDS else 2 * n):
                number = seed + 100 * level + 7000
                judge(pages(kind, number), level, number, tally)
        print(kind, flush=True)
    _write(tally, n, specimens())


def _write(tally: Tally, n: int, real: Counter[tuple[str, str]]) -> None:
    head = (
        f"Rendered cards, {n} of each class and level, {2 * n} of those with a machine readable part, photographed"
        " at the four levels of `tests/world/shot.py` (0 a scan, 3 blurred, shaken, noisy, glaring), found,"
        " flattened and read. Rendered, not real: captions and places follow published specimens, paper and camera"
        " are models. Shares with 95 % Wilson intervals."
    )
    field_table(tally, f"{head}\n\nReproduce: `{COMMAND} {n}`.")
    said = "; ".join(f"{state} {real['field', state]}" for state in ("same", "open", "left out", "differs"))
    asked = "; ".join(
        f"level {level} {tally.documents[level, 'open']} of {tally.documents[level, 'all']}"
        for level in range(len(LEVELS))
    )
    small, large = (
        f"{real[size, 'open']} of {real[size, 'open'] + real[size, 'told']}" for size in ("small", "large")
    )
    limit = SHIPPED.print_margin_min
    against_table(
        tally,
        f"{head}\n\nThe machine readable part is given: as printed (honest), then with one field changed: a date"
        " by 1 to 3653 days, one character of the number, the other sex, one letter of a name or another family"
        f" name. A difference counts from a margin of {limit} on. Passports, cards (TD1) and North American"
        " licences. A field that stays open is asked for in two more pictures and then compared by a person, so that"
        " only what is passed over can be approved.\n\nHonest documents with at least one open field: "
        f"{asked}.\n\nPublic specimen photographs, every field that the zone has: {said}. With at least one open"
        f" field: {large} of those whose flat side is {_LEGIBLE} pixels high and more, {small} smaller."
        f"\n\nReproduce: `{COMMAND} {n}`.",
    )
    print(sorted(tally.margins))


if __name__ == "__main__":
    main()
