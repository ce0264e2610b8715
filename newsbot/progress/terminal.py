"""Whether standard error is a terminal that can show a display, and the process's one display."""

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

NO = ("", "0", "false")  # values of variables that are switched off
DUMB = ("", "dumb", "unknown")
STANDARD_OUTPUT = ("-", "stdout:")

_display: Display | None = None


def can_display(settings: BaseSettings) -> bool:
    """Return whether a crawl shows a display: on a terminal, for somebody who looks at it."""
    if progress_of(settings) != AUTO or os.environ.get("CI", "").lower() not in NO:
        return False
    is_job = "SCRAPY_JOB" in os.environ  # Scrapyd's
    if is_job or os.environ.get("TERM", "") in DUMB or not _is_tty(sys.stderr):
        return False
    # A feed that goes to the same terminal would be written across it.
    to_output = any(str(uri).startswith(STANDARD_OUTPUT) for uri in settings.getdict("FEEDS"))
    return not (to_output and _is_tty(sys.stdout))


def _is_tty(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except (AttributeError, ValueError):  # there is none, or it is closed
        return False


@contextmanager
def display(is_shown: bool) -> Iterator[None]:
    """Have the crawls of the context show themselves on the terminal, which is left in order."""
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
    """Return the display of the process; None where there is none."""
    return _display
