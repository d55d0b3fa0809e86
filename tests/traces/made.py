"""Accounts and templates for the tests of traces."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bonafide.accounts import service as accounts
from bonafide.accounts.models import Account, Environment, EnvironmentKind
from bonafide.traces.faces import Maker

MAKER = Maker("test", "0" * 64)


def environment() -> Environment:
    return accounts.create_environment(EnvironmentKind.PRODUCTION, "test")


def account(env: Environment, name: str) -> Account:
    return accounts.get_or_create(env, name)


def face(seed: int, like: NDArray[np.float32] | None = None, share: float = 0.0) -> NDArray[np.float32]:
    """A template of length 1; with `like` one that resembles it by about `share`."""
    made = np.random.default_rng(seed).normal(size=128)
    made /= np.linalg.norm(made)
    if like is not None:
        made = share * like + np.sqrt(1 - share**2) * made
    return np.asarray(made / np.linalg.norm(made), np.float32)
