"""Which class of the catalogue a document belongs to: by its codes, else by the words printed on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bonafide.engine.document.catalogue import DocumentKind, Reading, kinds
from bonafide.engine.document.viz.captions import words_match
from bonafide.engine.evidence import DocumentClass, Word

_GENERIC = {"TD1": "icao-td1", "TD2": "icao-td2", "TD3": "icao-td3"}


@dataclass(frozen=True, slots=True)
class Recognised:
    """A class of the catalogue with its issuing state, None where the class has several and none is named."""

    kind: DocumentKind
    country: str | None


def kind_of_codes(
    country: str | None, document_class: DocumentClass | None, layout: str | None, words: Sequence[Word]
) -> DocumentKind | None:
    """Return the class that the machine readable part names: the state's own where the catalogue has it."""
    if layout is None:
        return None
    own = [
        kind
        for kind in kinds().values()
        if country in kind.countries and kind.document_class == document_class and kind.format == layout
    ]
    texts = [word.text for word in words]
    best = max(own, key=lambda kind: _score(texts, kind), default=None)
    return best if best is not None else kinds().get(_GENERIC.get(layout, ""))


def kind_as_chosen(
    country: str | None, document_class: DocumentClass | None, words: Sequence[Word]
) -> DocumentKind | None:
    """Return the class that the person says it is, for a document that says nothing itself; None for none.

    It names captions and scripts for whoever reads the document, and proves nothing.
    """
    own = [
        kind
        for kind in kinds().values()
        if country in (*kind.countries, *kind.issuers) and kind.document_class == document_class
    ]
    texts = [word.text for word in words]
    return max(own, key=lambda kind: (_score(texts, kind), kind.reading is Reading.PERSON), default=None)


def kind_of_print(words: Iterable[Word]) -> Recognised | None:
    """Return the class of whose marks every group is printed, the one with most letters; None for none.

    Nothing is guessed: a class of several states whose state is not named gives a class without a state.
    """
    texts = [word.text for word in words]
    scored = [(score, kind) for kind in kinds().values() if (score := _score(texts, kind)) > 0]
    if not scored:
        return None
    _, kind = max(scored, key=lambda pair: pair[0])
    return Recognised(kind, _issuer(texts, kind))


def _score(texts: Sequence[str], kind: DocumentKind) -> float:
    """Letters of the longest mark found in every group; 0 where a group has none."""
    total = 0
    for group in kind.marks:
        found = words_match(texts, group)
        if not found:
            return 0
        total += max(map(len, found))
    named = words_match(texts, [word for words in kind.issuers.values() for word in words])
    return total + max(map(len, named), default=0)


def _issuer(texts: Sequence[str], kind: DocumentKind) -> str | None:
    if len(kind.countries) == 1 or (kind.countries and not kind.issuers):
        return kind.countries[0]
    named = {state for state, marks in kind.issuers.items() if words_match(texts, marks)}
    return named.pop() if len(named) == 1 else None
