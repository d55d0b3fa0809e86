"""Three hundred requests a minute for each environment, counted in Django's cache.

With the default cache each web process counts for itself; a shared cache makes it one count for all.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.core.cache import cache

LIMIT = 300
WINDOW_S = 60


@dataclass(frozen=True, slots=True)
class Allowance:
    """Where an environment stands in the present minute."""

    remaining: int
    reset_s: int
    exceeded: bool

    def headers(self) -> dict[str, str]:
        """The three headers that every authenticated answer carries."""
        return {
            "RateLimit-Limit": str(LIMIT),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset_s),
        }


def take(environment_id: str) -> Allowance:
    """Count one request."""
    now = int(time.time())
    key = f"api-rate:{environment_id}:{now // WINDOW_S}"
    cache.add(key, 0, timeout=WINDOW_S * 2)
    try:
        used = cache.incr(key)
    except ValueError:  # evicted between the two calls
        used = 1
    return Allowance(max(0, LIMIT - used), WINDOW_S - now % WINDOW_S, used > LIMIT)
