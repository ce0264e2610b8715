"""Find the executable of a Chromium."""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from newsbot.exceptions import BrowserMissing

# Tried in this order, before the browser that `playwright install chromium` downloads.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
DEBIAN = Path("/usr/bin/chromium")
HOW = "`make browser` installs what is missing"


def find_browser(path: str = "") -> str | None:
    """Return the executable to start: the given one, Debian's, or the first one on PATH.

    Returns:
        None for Playwright's own browser, which may not be installed: starting it will show that.

    Raises:
        BrowserMissing: The package scrapy-playwright or the given executable does not exist.
    """
    if find_spec("scrapy_playwright") is None:
        raise BrowserMissing("scrapy-playwright is not installed; install the extra `browser`")
    if path:
        if found := shutil.which(path):
            return found
        raise BrowserMissing(f"{path} is not an executable (NEWSBOT_BROWSER_PATH); {HOW}")
    if found := shutil.which(DEBIAN):
        return found
    return next(filter(None, map(shutil.which, NAMES)), None)


def main() -> int:
    """Print the path of the browser; return the exit status, 1 if there is no browser."""
    try:
        found = find_browser(os.environ.get("NEWSBOT_BROWSER_PATH", ""))
        if found is None:
            from playwright.sync_api import sync_playwright

            with sync_playwright() as playwright:
                found = shutil.which(playwright.chromium.executable_path)
    except BrowserMissing as error:
        print(f"newsbot: {error}", file=sys.stderr)
        return 1
    if found is None:
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
