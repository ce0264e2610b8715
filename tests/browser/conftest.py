"""What tests with a real Chromium share."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsbot.browser.executable import find_browser
from newsbot.exceptions import BrowserMissing


@pytest.fixture(scope="session")
def chromium() -> str:
    """The Chromium to render with; its tests are skipped where there is none."""
    try:
        path = find_browser()
    except BrowserMissing as error:
        pytest.skip(str(error))
    if path is None:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            path = playwright.chromium.executable_path
        if not Path(path).exists():
            pytest.skip("there is no Chromium; `make browser` installs it")
    return path
