"""Start Playwright's driver, a Node.js process, with a given environment."""

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
# Playwright passes the whole environment of this process to its driver, and has no option for that.
_inherited = _driver.get_driver_env


def _driver_environment() -> dict[str, str]:
    everything: dict[str, str] = _inherited()
    ours = _environment.get()
    if ours is None:
        return everything  # another user of Playwright in this process
    added = {name: value for name, value in everything.items() if os.environ.get(name) != value}
    return {**added, **ours}


transport.get_driver_env = _driver_environment  # type: ignore[attr-defined]  # not exported


async def start_driver(environment: Mapping[str, str]) -> Playwright:
    """Start Playwright with a driver that has this environment only."""
    token = _environment.set(environment)
    try:
        return await async_playwright().start()
    finally:
        _environment.reset(token)
