"""Start Playwright's driver, a Node.js process, with an environment of our own."""

from __future__ import annotations

import os
from contextvars import ContextVar
from typing import TYPE_CHECKING

from playwright._impl import _driver, transport
from playwright.async_api import async_playwright

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.async_api import Playwright

_environment: ContextVar[Mapping[str, str] | None] = ContextVar("environment", default=None)
# Playwright hands all of this process's environment to its driver, and has no option for that.
_inherited = _driver.get_driver_env


def _driver_environment() -> dict[str, str]:
    everything: dict[str, str] = _inherited()
    ours = _environment.get()
    if ours is None:
        return everything  # of somebody else's Playwright
    added = {name: value for name, value in everything.items() if os.environ.get(name) != value}
    return {**added, **ours}


transport.get_driver_env = _driver_environment  # type: ignore[attr-defined]  # imported there


async def start_driver(environment: Mapping[str, str]) -> Playwright:
    """Start Playwright with a driver whose environment is the given one."""
    token = _environment.set(environment)
    try:
        return await async_playwright().start()
    finally:
        _environment.reset(token)
