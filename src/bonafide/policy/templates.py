"""Verification templates: what is asked, of whom, and which checks must pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from bonafide.checks.catalogue import CATALOGUE
from bonafide.engine.evidence import DocumentClass
from bonafide.errors import NotFoundError
from bonafide.policy.loading import PolicyInvalidError, mapping, only, shipped, texts

DEFAULT = "itmpl_government_id_selfie"
STEPS = ("consent", "document_choice", "document", "selfie", "in_hand")
AGAIN = "itmpl_selfie_again"
IN_HAND = "itmpl_government_id_selfie_in_hand"
IN_HAND_CHECK = "selfie_id_in_hand_detection"
LIGHT = "itmpl_government_id_selfie_light"
LIGHT_CHECK = "selfie_light_detection"
LIGHT_WORDS = ("where_seen", "required")
"""What a template may say of the page's light on the face: many moves stand in for it, or nothing does."""
INDISPENSABLE = frozenset({"id_selfie_comparison", "selfie_id_comparison", "selfie_liveness_detection"})
"""Without these an approval would rest on no evidence about the person; no template may leave them out."""
INDISPENSABLE_AGAIN = frozenset({"selfie_account_comparison", "selfie_liveness_detection"})
"""The same for a template that asks for no document: the face alone is compared with the one kept."""

_KEYS = {
    "version",
    "name",
    "min_age",
    "attempts",
    "steps",
    "required",
    "required_by_class",
    "machine_read",
}
_OPTIONS = {"light"}
"""Keys that may be left out."""


@dataclass(frozen=True, slots=True)
class Template:
    """One published version of a template.

    Attributes:
        id, version: public names; a change of content is a new version.
        name: language to title.
        min_age: least age in years.
        attempts: how many verifications a person may try in one inquiry.
        steps: pages in order.
        required: checks that must pass for every document; with `light: required` that of the light is one of them.
        required_by_class: checks that must pass in addition for documents of that class.
        machine_read: at least one of these must pass; empty means no such demand.

    """

    id: str
    version: str
    name: Mapping[str, str]
    min_age: int
    attempts: int
    steps: tuple[str, ...]
    required: frozenset[str]
    required_by_class: Mapping[DocumentClass, frozenset[str]]
    machine_read: frozenset[str]

    @property
    def is_again(self) -> bool:
        """Whether the face alone is shown again, and compared with the one kept of an earlier verification."""
        return "document" not in self.steps

    @property
    def asks_in_hand(self) -> bool:
        """Whether the person holds the document beside the face, as the last step."""
        return "in_hand" in self.steps

    @property
    def needs_light(self) -> bool:
        """Whether moves alone approve nobody: the page's light has to be seen on the face, else a person looks."""
        return LIGHT_CHECK in self.required

    @property
    def face_check(self) -> str:
        """Name of the comparison that says whether it is the person."""
        return "selfie_account_comparison" if self.is_again else "selfie_id_comparison"

    def required_for(self, document_class: DocumentClass | None) -> frozenset[str]:
        """Names that must pass for this class. An unknown class must pass what every class asks."""
        if document_class is not None and document_class in self.required_by_class:
            return self.required | self.required_by_class[document_class]
        return self.required.union(*self.required_by_class.values())


def template(template_id: str = DEFAULT) -> Template:
    """Return a shipped template. Raises NotFoundError for an unknown id."""
    found = _shipped().get(template_id)
    if found is None:
        raise NotFoundError("There is no such template.", code="template_not_found")
    return found


def build_template(template_id: str, value: Any) -> Template:
    """Turn one entry of the file into a template. Raises PolicyInvalidError where it asks the impossible."""
    data = mapping(value, template_id)
    only(data, _KEYS | _OPTIONS, template_id)
    missing = _KEYS - set(data)
    if missing:
        raise PolicyInvalidError(f"{template_id} lacks {', '.join(sorted(missing))}")
    made = Template(
        id=template_id,
        version=str(data["version"]),
        name=MappingProxyType(mapping(data["name"], "name")),
        min_age=_whole(data["min_age"], "min_age", 0, 120),
        attempts=_whole(data["attempts"], "attempts", 1, 20),
        steps=texts(data["steps"], "steps"),
        required=_checks(data["required"], "required") | _lit(data.get("light", LIGHT_WORDS[0])),
        required_by_class=MappingProxyType(_by_class(data["required_by_class"])),
        machine_read=_checks(data["machine_read"], "machine_read"),
    )
    _sensible(made)
    return made


@cache
def _shipped() -> Mapping[str, Template]:
    entries = mapping(shipped("templates.yaml")["templates"], "templates")
    return MappingProxyType({name: build_template(name, value) for name, value in entries.items()})


def _sensible(made: Template) -> None:
    if not set(made.steps) <= set(STEPS) or not {"consent", "selfie"} <= set(made.steps):
        raise PolicyInvalidError(
            f"{made.id}: steps are {', '.join(STEPS)}; consent and selfie are among them"
        )
    if made.asks_in_hand and made.is_again:
        raise PolicyInvalidError(f"{made.id}: no document can be held in hand where none is captured")
    if made.asks_in_hand != (IN_HAND_CHECK in made.required):
        raise PolicyInvalidError(f"{made.id}: the step in_hand and the check {IN_HAND_CHECK} go together")
    least = INDISPENSABLE_AGAIN if made.is_again else INDISPENSABLE
    if not made.required >= least:
        raise PolicyInvalidError(f"{made.id} must require {', '.join(sorted(least))}")


def _checks(value: Any, where: str) -> frozenset[str]:
    names = frozenset(texts(value, where))
    unknown = names - set(CATALOGUE)
    if unknown:
        raise PolicyInvalidError(f"{where} names unknown checks: {', '.join(sorted(unknown))}")
    return names


def _lit(said: Any) -> frozenset[str]:
    """Give the check that `light: required` adds."""
    if said not in LIGHT_WORDS:
        raise PolicyInvalidError(f"light is one of {', '.join(LIGHT_WORDS)}")
    return frozenset({LIGHT_CHECK}) if said == "required" else frozenset()


def _by_class(value: Any) -> dict[DocumentClass, frozenset[str]]:
    try:
        entries = mapping(value, "required_by_class").items()
        return {DocumentClass(kind): _checks(names, kind) for kind, names in entries}
    except ValueError as error:
        raise PolicyInvalidError("required_by_class names an unknown document class") from error


def _whole(value: Any, where: str, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise PolicyInvalidError(f"{where} must be a whole number from {least} to {most}")
    return value
