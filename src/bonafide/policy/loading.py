"""Reading the data files of this room, with one error for whatever is wrong in them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import yaml

from bonafide.errors import BonafideError


class PolicyInvalidError(BonafideError):
    """A policy file says something that cannot be carried out; nothing of it is used."""

    code = "policy_invalid"
    status = 500


def shipped_text(name: str) -> str:
    """Text of a data file of this room, by its name relative to it."""
    return (files("bonafide.policy") / name).read_text(encoding="utf-8")


def parse(text: str, name: str) -> dict[str, Any]:
    """Parse YAML whose top level is a mapping with string keys.

    Raises PolicyInvalidError for anything else.
    """
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise PolicyInvalidError(f"{name} is not YAML") from error
    return mapping(data, name)


def shipped(name: str) -> dict[str, Any]:
    """Parse a data file of this room."""
    return parse(shipped_text(name), name)


def mapping(value: Any, where: str) -> dict[str, Any]:
    """Return the value as a dict with string keys, or raise PolicyInvalidError."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise PolicyInvalidError(f"{where} must be a mapping with text keys")
    return dict(value)


def texts(value: Any, where: str) -> tuple[str, ...]:
    """Return the value as a tuple of strings, or raise PolicyInvalidError."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise PolicyInvalidError(f"{where} must be a list of texts")
    return tuple(value)


def only(data: Mapping[str, Any], allowed: set[str], where: str) -> None:
    """Refuse keys that nobody reads: a misspelt key would silently change the policy."""
    unknown = set(data) - allowed
    if unknown:
        raise PolicyInvalidError(f"{where} has unknown keys: {', '.join(sorted(unknown))}")
