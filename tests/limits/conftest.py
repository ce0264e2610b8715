"""What tests of limited runs share."""

from tests.browser.conftest import chromium

__all__ = ["chromium"]
