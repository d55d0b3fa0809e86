"""How a function becomes a named check: a decorator that records what the catalogue shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from bonafide.checks.base import Kind, Requirement, Verdict

CHECK_ERROR = "check_error"
"""Reason of a check whose function broke."""
NOT_ASKED = "not_asked"
"""Reason of a check of evidence that the template does not ask for."""

Function = TypeVar("Function", bound=Callable[..., Verdict])


class Room(StrEnum):
    """Which evidence a check looks at."""

    DOCUMENT = "document"
    SELFIE = "selfie"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the catalogue. `reasons` lists every code that the function can give."""

    name: str
    room: Room
    function: Callable[..., Verdict]
    requirement: Requirement
    kind: Kind
    description: str
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Registry:
    """Checks of one module in the order they are written."""

    room: Room
    entries: list[Entry] = field(default_factory=list)

    def add(
        self, name: str, kind: Kind, *reasons: str, required: bool = True
    ) -> Callable[[Function], Function]:
        """Register the decorated function; its docstring's first line becomes the description."""

        def register(function: Function) -> Function:
            requirement = Requirement.REQUIRED if required else Requirement.NOT_REQUIRED
            says = _first_line(function)
            self.entries.append(Entry(name, self.room, function, requirement, kind, says, reasons))
            return function

        return register


def _first_line(function: Any) -> str:
    says = str(function.__doc__ or "").strip().splitlines()[0].removeprefix("Check that ")
    return says[:1].upper() + says[1:]
