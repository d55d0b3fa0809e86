"""Which documents of which country are accepted, which sides they have, and who reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any
from unicodedata import combining, normalize

import iso3166

from bonafide.checks.base import SPECIMEN_STATE, Accepted, Reads
from bonafide.engine.evidence import DocumentClass
from bonafide.policy.loading import PolicyInvalidError, mapping, only, shipped, texts

LANGUAGES = ("en", "zh-hans")


@dataclass(frozen=True, slots=True)
class Option:
    """One kind of document that a person of this country may show.

    Attributes:
        document_class: the class.
        sides: "front", or "front" and "back", in the order of capture.
        reads: the machine readable part by which it is read.
        automatic: False means that it is captured and a person reads it.
        alternatives: other classes of the same country that are accepted in its place.

    """

    document_class: DocumentClass
    sides: tuple[str, ...]
    reads: Reads
    automatic: bool
    alternatives: tuple[DocumentClass, ...]

    @property
    def machine_side(self) -> str:
        """The side that bears the machine readable part: the last one captured."""
        return self.sides[-1]


@dataclass(frozen=True, slots=True)
class Country:
    """One entry of the picker. alpha2 is empty for the specimen state."""

    alpha3: str
    alpha2: str
    names: Mapping[str, str]

    def name(self, language: str) -> str:
        """Name in a language, English where the language is not one of ours."""
        return self.names.get(language.lower(), self.names["en"])


@dataclass(frozen=True, slots=True)
class RefusedKind:
    """Something that is no accepted document, with its name in each language."""

    code: str
    names: Mapping[str, str]


def options(country: str, *, sandbox: bool) -> tuple[Option, ...]:
    """List the accepted documents of a country given as ISO 3166 alpha-2 or alpha-3; may be empty."""
    known = _table(sandbox).get(_alpha3(country), {})
    return tuple(
        Option(
            document_class=kind,
            sides=("front", "back") if how.back else ("front",),
            reads=how.reads,
            automatic=how.reads is not Reads.NONE,
            alternatives=tuple(other for other in known if other is not kind),
        )
        for kind, how in known.items()
    )


def option(country: str | None, document_class: DocumentClass | None, *, sandbox: bool) -> Option | None:
    """Return the accepted document of this country and class, None where it is not accepted."""
    if country is None or document_class is None:
        return None
    return next((o for o in options(country, sandbox=sandbox) if o.document_class is document_class), None)


def accepted(*, sandbox: bool) -> Mapping[str, Mapping[DocumentClass, Accepted]]:
    """Country (alpha-3) to class to how it is read: the table that checks take in their context."""
    return _table(sandbox)


def countries(*, sandbox: bool) -> tuple[Country, ...]:
    """Every country that accepts at least one document, by English name; UTO only in the sandbox."""
    found = (_country(code) for code, known in _table(sandbox).items() if known)
    return tuple(sorted(found, key=lambda country: _plain(country.names["en"])))


def _plain(name: str) -> str:
    """Sort letters with accents beside those without."""
    return "".join(letter for letter in normalize("NFKD", name) if not combining(letter)).casefold()


@cache
def refused_kinds() -> tuple[RefusedKind, ...]:
    """List what is refused, in the order in which the page shows it."""
    data = shipped("refused.yaml")
    return tuple(RefusedKind(code, MappingProxyType(mapping(names, code))) for code, names in data.items())


@cache
def _table(sandbox: bool) -> Mapping[str, Mapping[DocumentClass, Accepted]]:
    return build_table(shipped("countries.yaml"), sandbox=sandbox)


def build_table(data: Mapping[str, Any], *, sandbox: bool) -> Mapping[str, Mapping[DocumentClass, Accepted]]:
    """Turn the country file into the table. Raises PolicyInvalidError for unknown codes or keys."""
    only(data, {"version", "profiles", "defaults", "no_documents", "groups", "sandbox"}, "countries")
    profiles = {name: _profile(name, value) for name, value in mapping(data["profiles"], "profiles").items()}
    table = {code: _classes(data["defaults"], profiles) for code in iso3166.countries_by_alpha3}
    for group in data["groups"]:
        only(group, {"classes", "countries"}, "a group of countries")
        for code in texts(group["countries"], "countries"):
            _known(code, table).update(_classes(group["classes"], profiles))
    for code in texts(data["no_documents"], "no_documents"):
        _known(code, table).clear()
    if sandbox:
        table |= {code: _classes(v, profiles) for code, v in mapping(data["sandbox"], "sandbox").items()}
    return MappingProxyType({code: MappingProxyType(classes) for code, classes in table.items()})


def _known(code: str, table: dict[str, dict[DocumentClass, Accepted]]) -> dict[DocumentClass, Accepted]:
    if code not in table:
        raise PolicyInvalidError(f"{code} is no ISO 3166 country")
    return table[code]


def _profile(name: str, value: Any) -> Accepted:
    only(mapping(value, name), {"sides", "reads"}, name)
    sides = texts(value["sides"], name)
    if sides not in {("front",), ("front", "back")}:
        raise PolicyInvalidError(f"{name}: sides are front, or front and back")
    try:
        return Accepted(reads=Reads(value["reads"]), back="back" in sides)
    except ValueError as error:
        raise PolicyInvalidError(f"{name}: unknown machine readable part") from error


def _classes(value: Any, profiles: Mapping[str, Accepted]) -> dict[DocumentClass, Accepted]:
    try:
        return {DocumentClass(kind): profiles[profile] for kind, profile in mapping(value, "classes").items()}
    except (ValueError, KeyError) as error:
        raise PolicyInvalidError("unknown document class or profile in the country file") from error


@cache
def _names() -> Mapping[str, Any]:
    return shipped("countries_names.yaml")


def _country(code: str) -> Country:
    alpha2 = "" if code == SPECIMEN_STATE else str(iso3166.countries_by_alpha3[code].alpha2)
    return Country(code, alpha2, MappingProxyType(dict(zip(LANGUAGES, _names()[code], strict=True))))


def _alpha3(country: str) -> str:
    code = country.strip().upper()
    found = iso3166.countries_by_alpha2.get(code)
    return found.alpha3 if found is not None else code
