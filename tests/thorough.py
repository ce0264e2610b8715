"""How much the tests try: a part of the random cases, or all of them with ``THOROUGH=1``."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

THOROUGH = bool(os.environ.get("THOROUGH"))


def tries(thorough: int) -> int:
    """Return how many random cases to try, where a thorough run tries ``thorough``."""
    return thorough if THOROUGH else max(1, thorough * 3 // 10)


def load_profile() -> None:
    """Have Hypothesis try so many examples; how fast they are is measured by other tests."""
    settings.register_profile(
        "newsbot",
        max_examples=tries(100),
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    settings.load_profile("newsbot")
