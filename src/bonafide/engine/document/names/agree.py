"""The printed name against the name in the machine readable zone.

Two spellings of one name differ by rules (ICAO Doc 9303-3, section 4.6 and 6), so no spelling is computed and
compared: every spelling that the rules allow is accepted. A name that is too long is shortened component by
component from the right (9303-4, 4.2.3). Names in a script that has no table are kept and not judged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from bonafide.engine.document.names import tables
from bonafide.engine.document.names.spelling import (
    FILLER,
    Script,
    Units,
    mrz_candidates,
    plain,
    script_of,
    units,
)

__all__ = ["REASONS", "Component", "NameFinding", "mrz_candidates", "names_agree", "spells"]

REASONS: Mapping[str, str] = {
    "same": "every component is spelt as the rules allow",
    "spaced_differently": "the same letters, parted otherwise",
    "shortened": "components are shortened because the zone has no more room",
    "single_name": "one name alone, in either identifier",
    "differs": "no allowed spelling of the printed name gives the zone's",
    "shortened_without_need": "components are shortened although the zone has room",
    "identifiers_swapped": "the same names, primary and secondary identifier exchanged",
    "script_not_transliterated": "printed in a script for which ICAO gives no table; kept, not judged",
    "transcription_not_judged": "printed in Arabic script; the zone may hold any transcription by sound",
    "name_incomplete": "only one of two identifiers was read as printed; it is spelt as the rules allow",
    "no_printed_name": "no printed name was read",
    "no_zone_name": "the zone holds no name",
}
"""The first four agree; the next three contradict; the rest say why nothing can be said."""

_READINGS = 4
"""Most spellings of one printed name that are looked at."""

_AGREE = ("same", "spaced_differently", "single_name", "shortened")


@dataclass(frozen=True, slots=True)
class Component:
    """One word of a name, as printed and in the zone.

    `identifier` is last or first; `match` one of same, shortened, different, missing (printed only), extra
    (in the zone only), native (kept, not judged).
    """

    identifier: str
    printed: str
    zone: str
    match: str


@dataclass(frozen=True, slots=True)
class NameFinding:
    """Whether both zones name one person. `agrees` is None where that cannot be computed; see REASONS."""

    agrees: bool | None
    reason: str
    components: tuple[Component, ...] = ()


@dataclass(frozen=True, slots=True)
class _Printed:
    """One identifier as printed: words that can be spelt, words that cannot."""

    words: tuple[str, ...]
    native: tuple[str, ...]

    @property
    def arabic(self) -> bool:
        return any(script_of(word) is Script.ARABIC for word in self.words)


def names_agree(
    viz_last: str,
    viz_first: str,
    mrz_last: str,
    mrz_first: str,
    *,
    truncated: bool,
    room: int | None = None,
) -> NameFinding:
    """Compare printed last and first names with primary and secondary identifier of the zone.

    Zone names have their words apart by spaces or `<`. A stroke parts several spellings of a printed name
    ("ИВАНОВ / IVANOV"); one that agrees is enough. `truncated`: the name field of the zone is full to its
    last letter. `room`: its length (TD1 30, TD2 31, TD3 39), so that a shortened name that ends in fillers is
    known to be one. Never raises.
    """
    zone = (_zone(mrz_last), _zone(mrz_first))
    if not any(zone):
        return NameFinding(None, "no_zone_name")
    readings = [(a, b) for a, b in product(_readings(viz_last), _readings(viz_first))]
    findings = [_compare(last, first, zone, truncated=truncated, room=room) for last, first in readings]
    return min(findings, key=_rank)


def spells(printed: str, zone: str) -> bool:
    """Whether one printed name, alone, may be written as `zone` (words apart by spaces or `<`), cut or not."""
    words = tuple(w for w in plain(printed).split() if any(map(str.isalpha, w)))
    return bool(words) and _match(words, _zone(zone)) in ("same", "spaced_differently")


def _rank(finding: NameFinding) -> int:
    order = (*_AGREE, "identifiers_swapped", "shortened_without_need", "differs")
    return order.index(finding.reason) if finding.reason in order else len(order)


def _zone(text: str) -> str:
    return FILLER.join(text.upper().replace(FILLER, " ").split())


def _readings(text: str) -> list[_Printed]:
    """Split at strokes; each part into words that can be spelt and words that cannot.

    A stroke between single letters ("A/L", "s/o": child of) parts components, not spellings.
    """
    whole = re.sub(r"(?<!\w)([A-Za-z])/([A-Za-z])(?!\w)", r"\1-\2", text)
    parts = [part for part in re.split(r"[/|]", whole) if part.strip()][:_READINGS] or [""]
    found = []
    for part in parts:
        words = [w for w in plain(part).split() if any(map(str.isalpha, w))]
        native = tuple(w for w in words if script_of(w) is Script.OTHER)
        found.append(_Printed(tuple(w for w in words if script_of(w) is not Script.OTHER), native))
    return found


def _compare(
    last: _Printed, first: _Printed, zone: tuple[str, str], *, truncated: bool, room: int | None
) -> NameFinding:
    kept = tuple(
        Component(name, word, "", "native")
        for name, group in (("last", last), ("first", first))
        for word in group.native
    )
    unspelt = [group for group in (last, first) if group.native and not group.words]
    if unspelt or not (last.words or first.words):
        return NameFinding(None, "script_not_transliterated" if unspelt else "no_printed_name", kept)
    reason = _reason(last.words, first.words, zone, truncated=truncated, room=room)
    details = _components("last", last.words, zone[0]) + _components("first", first.words, zone[1]) + kept
    if reason not in _AGREE and (last.arabic or first.arabic):
        return NameFinding(None, "transcription_not_judged", details)
    if reason == "name_incomplete":
        return NameFinding(None, reason, details)
    return NameFinding(reason in _AGREE, reason, details)


def _reason(
    last: tuple[str, ...], first: tuple[str, ...], zone: tuple[str, str], *, truncated: bool, room: int | None
) -> str:
    if not (last and first):
        return _single(last or first, zone, truncated=truncated)
    found = {_match(a, zone[0]) for a in _variants(last)}, {_match(b, zone[1]) for b in _variants(first)}
    for reason in ("same", "spaced_differently"):
        allowed = {"same", reason}
        if all(group & allowed for group in found):
            return reason
    if all(group & {"same", "spaced_differently", "shortened"} for group in found):
        short = truncated or (room is not None and _length(last, first) > room)
        return "shortened" if short else "shortened_without_need"
    swapped = any(_match(a, zone[1]) == "same" for a in _variants(last)) and any(
        _match(b, zone[0]) == "same" for b in _variants(first)
    )
    return "identifiers_swapped" if swapped else "differs"


def _single(words: tuple[str, ...], zone: tuple[str, str], *, truncated: bool) -> str:
    """One printed name: a person with one name, or the whole name on one line.

    One name stands in the primary identifier (9303-3, 4.6.1); some states use the secondary.
    """
    variants, (last, first) = _variants(words), zone
    if not all(zone):
        found = {_match(variant, last or first) for variant in variants}
        if found & {"same", "spaced_differently"}:
            return "single_name"
        return "shortened" if truncated and "shortened" in found else "differs"
    for whole in (f"{last}<{first}", f"{first}<{last}"):
        found = {_match(variant, whole) for variant in variants}
        if "same" in found or (truncated and "shortened" in found):
            return "same" if "same" in found else "shortened"
    part = any(_match(variant, one) == "same" for variant in variants for one in zone)
    return "name_incomplete" if part else "differs"


def _variants(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The words as printed, without titles, and without what follows a mark of the name at birth."""
    bare = [word.strip(".,") for word in words]
    without = tuple(w for w, b in zip(words, bare, strict=True) if b not in tables.OPTIONAL_WORDS)
    marks = [i for i, b in enumerate(bare) if b in tables.BIRTH_NAME_WORDS and i]
    return [words, without, *(words[:i] for i in marks[:1])]


def _match(words: tuple[str, ...], zone: str) -> str:
    """same, spaced_differently, shortened (which an absent name also is), or different."""
    spelt = units(" ".join(words))
    if not spelt:
        return "same" if not zone else "different"
    if _spells(spelt, zone):
        return "same"
    letters = tuple(u for u in spelt if not u.gap)
    if zone and _spells(letters, zone.replace(FILLER, "")):
        return "spaced_differently"
    return "shortened" if _shortens(spelt, zone) else "different"


def _spells(spelt: Units, zone: str, *, part: bool = False) -> bool:
    """Whether some choice of spellings gives the zone's text; with `part`, begins with it."""
    ends = {0}
    for unit in spelt:
        rests = [(end, zone[end:]) for end in ends]
        if part and any(s.startswith(rest) for _, rest in rests for s in unit.spellings):
            return True
        ends = {end + len(s) for end, rest in rests for s in unit.spellings if rest.startswith(s)}
    return len(zone) in ends


def _shortens(spelt: Units, zone: str) -> bool:
    """Whether each component of the zone begins the printed one at its place, and only last ones lack."""
    printed, short = _split(spelt), zone.split(FILLER) if zone else []
    if len(short) > len(printed):
        return False
    return all(_spells(whole, begun, part=True) for whole, begun in zip(printed, short, strict=False))


def _split(spelt: Units) -> list[Units]:
    parts: list[list[int]] = [[]]
    for at, unit in enumerate(spelt):
        if unit.gap:
            parts.append([])
        else:
            parts[-1].append(at)
    return [tuple(spelt[i] for i in part) for part in parts if part]


def _length(last: tuple[str, ...], first: tuple[str, ...]) -> int:
    """Letters that the name needs in the zone in its shortest spelling."""
    names = (units(" ".join(last)), units(" ".join(first)))
    return sum(min(map(len, u.spellings)) for name in names for u in name) + 2 * all(names)


def _components(identifier: str, words: tuple[str, ...], zone: str) -> tuple[Component, ...]:
    """Words side by side, for people who look. Titles and words beyond the zone's count are missing there."""
    printed = [part for word in words for part in re.split("[-\N{HYPHEN}\N{EN DASH}]", word) if part]
    below = zone.split(FILLER) if zone else []
    found: list[Component] = []
    for at, word in enumerate(printed):
        match = _component_match(word, below[0]) if below else "missing"
        if match == "different" and (
            word.strip(".,") in tables.OPTIONAL_WORDS or len(printed) - at > len(below)
        ):
            match = "missing"
        found.append(Component(identifier, word, "" if match == "missing" else below.pop(0), match))
    return (*found, *(Component(identifier, "", rest, "extra") for rest in below))


def _component_match(printed: str, zone: str) -> str:
    match = _match((printed,), zone)
    return "same" if match == "spaced_differently" else match
