"""Decide whether a crawl shows a display on standard error, and hold the process's display."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from newsbot.setting_values import AUTO, progress_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.settings import BaseSettings

    from newsbot.progress.display import Display

NO = ("", "0", "false")  # values of environment variables that mean "off"
DUMB = ("", "dumb", "unknown")
STANDARD_OUTPUT = ("-", "stdout:")

_display: Display | None = None


def can_display(settings: BaseSettings) -> bool:
    """Return whether a crawl shows a display: only on a terminal in front of a person."""
    if progress_of(settings) != AUTO or os.environ.get("CI", "").lower() not in NO:
        return False
    is_job = "SCRAPY_JOB" in os.environ  # set by Scrapyd
    if is_job or os.environ.get("TERM", "") in DUMB or not _is_tty(sys.stderr):
        return False
    # A feed on the same terminal would mix with the display.
    to_output = any(str(uri).startswith(STANDARD_OUTPUT) for uri in settings.getdict("FEEDS"))
    return not (to_output and _is_tty(sys.stdout))


def _is_tty(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except (AttributeError, ValueError):  # there is no stream, or it is closed
        return False


@contextmanager
def display(is_shown: bool) -> Iterator[None]:
    """Provide a display for the crawls within the context, and close it at the end."""
    global _display
    if not is_shown:
        yield
        return
    from newsbot.progress.display import Display

    _display = Display(sys.stderr)
    try:
        yield
    finally:
        shown, _display = _display, None
        shown.close()


def current_display() -> Display | None:
    """Return the display of the process; None without one."""
    return _display
