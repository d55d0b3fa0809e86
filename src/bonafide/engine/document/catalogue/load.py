"""Reads the class files strictly: an unknown key, word or language is an error of the file, never ignored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from bonafide.engine.document.catalogue.types import DocumentKind, Labelled, Reading, Sort, ZoneCustom
from bonafide.engine.evidence import DocumentClass
from bonafide.errors import BonafideError

LABELS = "labels.yaml"
FORMATS = {"TD1": (85.6, 53.98), "TD2": (105.0, 74.0), "TD3": (125.0, 88.0), "ID-1": (85.6, 53.98)}
"""Layouts with their size in mm (ISO/IEC 7810); AAMVA cards are ID-1."""

_SORTS = {
    "name_last": Sort.NAME,
    "name_first": Sort.NAME,
    "name_full": Sort.NAME,
    "name_full_native": Sort.NAME,
    "birthdate": Sort.DATE,
    "expiration_date": Sort.DATE,
    "issue_date": Sort.DATE,
    "document_number": Sort.NUMBER,
    "personal_number": Sort.NUMBER,
    "sex": Sort.SEX,
    "nationality": Sort.TEXT,
    "other": Sort.TEXT,
}
_USUAL = tuple(_SORTS)
_REQUIRED = {"names", "class", "format", "sides", "reading"}
_OPTIONAL = {
    "countries", "upright", "languages", "values", "date_order", "calendars", "fields", "marks", "issuers",
    "scheme", "sexes", "validity_years", "may_not_expire", "portrait", "unread_scripts", "note", "zone",
}  # fmt: skip
_CARRIES = {"portrait", "mrz", "barcode", "qr", "chip", "print", "number", "address"}


class CatalogueError(BonafideError):
    """A file of the catalogue is not as it must be."""

    code = "catalogue_invalid"


@cache
def kinds() -> Mapping[str, DocumentKind]:
    """Every class of the catalogue by its id, in the order of the ids. Raises CatalogueError."""
    folder = files("bonafide.engine.document") / "catalogue"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    captions = yaml.safe_load((folder / LABELS).read_text(encoding="utf-8"))
    found = {}
    for name in names:
        if name != LABELS:
            key = name.removesuffix(".yaml")
            data = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
            found[key] = build(key, data, captions)
    return MappingProxyType(found)


def build(key: str, data: Any, captions: Mapping[str, Mapping[str, list[str]]]) -> DocumentKind:
    """Turn one file's content into a class. Raises CatalogueError with the file and what is wrong in it."""
    if not isinstance(data, dict) or set(data) - _REQUIRED - _OPTIONAL or _REQUIRED - set(data):
        raise CatalogueError(f"{key}: keys are missing or unknown")
    try:
        return _kind(key, data, captions)
    except (KeyError, ValueError, TypeError, AttributeError, re.error) as error:
        raise CatalogueError(f"{key}: {type(error).__name__} {error}") from error


def _kind(key: str, data: dict[str, Any], captions: Mapping[str, Mapping[str, list[str]]]) -> DocumentKind:
    languages = tuple(data.get("languages", ()))
    layout = "ID-1" if data["format"] == "AAMVA" else data["format"]
    portrait = data.get("portrait")
    kind = DocumentKind(
        id=key,
        names=MappingProxyType(dict(data["names"])),
        countries=tuple(data.get("countries", ())),
        document_class=DocumentClass(data["class"]),
        format=data["format"],
        size_mm=FORMATS[layout],
        upright=bool(data.get("upright", False)),
        sides=MappingProxyType({side: tuple(what) for side, what in data["sides"].items()}),
        reading=Reading(data["reading"]),
        languages=languages,
        values=data.get("values", "below"),
        date_order=data.get("date_order", "dmy"),
        calendars=tuple(data.get("calendars", ("gregorian",))),
        sexes=MappingProxyType({str(k): str(v) for k, v in data.get("sexes", {}).items()}),
        fields=MappingProxyType(_fields(data.get("fields", {}), languages, captions)),
        marks=tuple(tuple(group) for group in data.get("marks", ())),
        issuers=MappingProxyType({state: tuple(words) for state, words in data.get("issuers", {}).items()}),
        scheme=data.get("scheme", ""),
        validity_years=tuple(data.get("validity_years", ())),
        may_not_expire=bool(data.get("may_not_expire", False)),
        portrait=None if portrait is None else (portrait["side"], _box(portrait["box"])),
        unread_scripts=tuple(data.get("unread_scripts", ())),
        note=data.get("note", ""),
        zone=_zone(data["zone"]) if "zone" in data else None,
    )
    _consistent(kind)
    return kind


def _fields(
    own: Mapping[str, Any], languages: Iterable[str], captions: Mapping[str, Mapping[str, list[str]]]
) -> dict[str, Labelled]:
    """Captions of the class's languages, and its own before them."""
    unknown = set(languages) - {language for group in captions.values() for language in group}
    if unknown or set(own) - set(_USUAL):
        raise ValueError(f"unknown languages or fields {sorted(unknown | (set(own) - set(_USUAL)))}")
    fields = {}
    for key in _USUAL:
        data = own.get(key, {})
        if set(data) - {"labels", "items", "after", "pattern", "tail", "without"}:
            raise ValueError(f"unknown key of field {key}")
        usual = [label for language in languages for label in captions.get(key, {}).get(language, ())]
        labels = tuple(dict.fromkeys([*data.get("labels", ()), *([] if data.get("without") else usual)]))
        pattern = re.compile(data["pattern"]) if "pattern" in data else None
        items = tuple(str(item) for item in data.get("items", ()))
        after = tuple(data.get("after", ()))
        if labels or items or after:
            tail = bool(data.get("tail", False))
            fields[key] = Labelled(key, _SORTS[key], labels, items, after, pattern, tail)
    return fields


def _zone(data: Mapping[str, Any]) -> ZoneCustom:
    if set(data) - {"codes", "sexes", "never", "personal"} or not data["codes"]:
        raise ValueError("unknown key of the zone, or no code")
    sexes = {str(letter): str(sex) for letter, sex in data.get("sexes", {}).items()}
    never = str(data.get("never", ""))
    if set(sexes.values()) - {"M", "F", "X"} or not re.fullmatch(r"([0-9]{6})?", never):
        raise ValueError("sexes or never of the zone")
    personal = re.compile(data["personal"]) if "personal" in data else None
    if personal is not None and personal.groups != 1:
        raise ValueError("personal of the zone has one group")
    return ZoneCustom(tuple(data["codes"]), MappingProxyType(sexes), never, personal)


def _box(values: list[float]) -> tuple[float, float, float, float]:
    x, y, width, height = (float(value) for value in values)
    if not (0 <= x < x + width <= 1 and 0 <= y < y + height <= 1):
        raise ValueError("the portrait lies outside the side")
    return x, y, width, height


def _consistent(kind: DocumentKind) -> None:
    if "en" not in kind.names or not kind.sides or set(kind.sides) - {"front", "back"}:
        raise ValueError("a class has an English name, and a front or a front and a back")
    if {what for side in kind.sides.values() for what in side} - _CARRIES:
        raise ValueError("a side carries something unknown")
    if kind.values not in {"below", "right"} or kind.date_order not in {"dmy", "mdy", "ymd"}:
        raise ValueError("values or date_order")
    if set(kind.calendars) - {"gregorian", "japanese", "minguo", "buddhist"} or not kind.calendars:
        raise ValueError("calendars")
    if kind.scheme and not re.fullmatch(r"[A-Z]{3}:[a-z_]+", kind.scheme):
        raise ValueError("scheme is COUNTRY:name")
