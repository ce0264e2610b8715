"""Draw the display on a terminal: lines at the bottom, redrawn in place, and the log above them.

The cursor is never hidden, and stays below the lines. Thus the terminal is in order even after
``kill -9``.
"""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from threading import RLock
from typing import TYPE_CHECKING, Any, TextIO

from rich.console import Console
from rich.control import Control
from rich.segment import ControlType, Segment, Segments
from rich.style import Style

from newsbot.progress.cells import displayable, fit, width
from newsbot.progress.words import count, details

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbot.progress.figures import Figures

BAR = Style(color="green")
NAME = Style(bold=True)
HOLD_UP = Style(color="yellow")
UNICODE_SIGNS = ("━", "─", " · ", "…")  # done, to come, separator, ellipsis
ASCII_SIGNS = ("#", "-", ", ", "...")
ERASE_LINE: tuple[ControlType, int] = (ControlType.ERASE_IN_LINE, 2)
Line = list[Segment]


class Display:
    """Shows crawls on a terminal, below the log and other output of the process.

    Args:
        stream: The terminal, which is standard error.
    """

    def __init__(self, stream: TextIO) -> None:
        self._console = Console(file=stream, force_terminal=True, highlight=False)
        is_ascii = not (stream.encoding or "ascii").lower().startswith("utf")
        self._is_ascii = is_ascii
        self._signs = ASCII_SIGNS if is_ascii else UNICODE_SIGNS
        self._stream = stream
        self._runs: dict[object, tuple[Figures, str]] = {}
        self._drawn: list[str] = []  # the lines that were drawn last
        self._columns = 0  # the width of the terminal then
        self._lock = RLock()  # threads write to the log
        self._streams: list[tuple[str, TextIO]] = []

    def show(self, run: object, figures: Figures, headline: str) -> None:
        """Show the figures of a run, and the headline of its last article."""
        with self._lock:
            if not self._runs:
                self._take_output()
            self._runs[run] = figures, headline
            self._draw()

    def remove(self, run: object) -> None:
        """Stop showing a run."""
        with self._lock:
            if self._runs.pop(run, None) is None:
                return
            self._draw()
            if not self._runs:
                self._give_output_back()

    def close(self) -> None:
        """Remove all lines of the display."""
        for run in list(self._runs):
            self.remove(run)

    def write_above(self, text: str) -> None:
        """Write complete lines above the display, unchanged."""
        with self._lock:
            self._draw(text)

    # Drawing -------------------------------------------------------------------------------------

    def _draw(self, above: str = "") -> None:
        """Replace the lines of the display, and write the text ``above`` before them."""
        columns, height = self._console.size
        lines = [line for run in self._runs.values() for line in self._lines(*run, columns - 1)]
        lines = lines[: max(height - 2, 1)]
        texts = ["".join(segment.text for segment in line) for line in lines]
        if not above and texts == self._drawn and columns == self._columns:
            return
        rows = len(self._drawn)
        if columns < self._columns:  # the narrower terminal has wrapped the lines
            rows = sum(max(1, -(-width(text) // columns)) for text in self._drawn)
        up = ((ControlType.CURSOR_UP, 1), ERASE_LINE) * rows
        segments = [Segment(above)] if above else []
        for line in lines:
            segments += [*line, Segment.line()]
        with suppress(OSError), self._console:  # the terminal may be closed
            if rows:
                self._console.control(Control(ControlType.CARRIAGE_RETURN, ERASE_LINE, *up))
            self._console.print(Segments(segments), end="", crop=False, soft_wrap=True)
        self._drawn, self._columns = texts, columns

    def _lines(self, figures: Figures, headline: str, columns: int) -> Iterator[Line]:
        """Yield the lines of a run: number of articles, bar, details, last headline."""
        *_, between, _ = self._signs
        name = self._fit(f"{figures.site}  ", columns)
        counted = self._fit(count(figures), columns - width(name))
        yield [Segment(name, NAME), Segment(counted)]
        if figures.share is not None:
            yield self._bar(figures.share, columns)
        parts = list(details(figures))
        if figures.hold_up:
            parts.append(figures.hold_up)
        for text in _packed(parts, between, columns):
            text = self._fit(text, columns)
            if figures.hold_up and text.endswith(figures.hold_up):
                before = text.removesuffix(figures.hold_up)
                yield [Segment(before), Segment(figures.hold_up, HOLD_UP)]
            else:
                yield [Segment(text)]
        if headline and not self._is_ascii:
            yield [Segment(self._fit(displayable(headline), columns))]

    def _bar(self, share: float, columns: int) -> Line:
        done, to_come, *_ = self._signs
        percent = f" {int(share * 100):3} %"
        length = max(columns - len(percent), 0)
        full = int(length * share)
        return [
            Segment(done * full, BAR),
            Segment(to_come * (length - full)),
            Segment(percent[: max(columns, 0)]),
        ]

    def _fit(self, text: str, columns: int) -> str:
        return fit(text, columns, self._signs[-1])

    # The output of the process -------------------------------------------------------------------

    def _take_output(self) -> None:
        """Redirect the output of the process to the part of the terminal above the display."""
        for name in ("stderr", "stdout"):
            stream = getattr(sys, name)
            with suppress(AttributeError, ValueError):
                if stream.isatty():
                    self._streams.append((name, stream))
                    setattr(sys, name, Above(self, stream))
        for handler in logging.root.handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is self._stream:
                handler.setStream(sys.stderr)

    def _give_output_back(self) -> None:
        for name, stream in self._streams:
            above = getattr(sys, name)
            if isinstance(above, Above):
                above.finish()
                setattr(sys, name, stream)
        for handler in logging.root.handlers:
            if isinstance(handler, logging.StreamHandler) and isinstance(handler.stream, Above):
                handler.setStream(handler.stream.stream)
        self._streams.clear()


class Above:
    """Replaces stdout or stderr while there is a display: complete lines go above the display."""

    def __init__(self, display: Display, stream: TextIO) -> None:
        self.stream = stream
        self._display = display
        self._rest = ""  # the beginning of a line

    def write(self, text: str) -> int:
        """Write the complete lines; keep the rest until its line is complete."""
        lines, end, rest = (self._rest + text).rpartition("\n")
        self._rest = rest
        if end:
            self._display.write_above(lines + end)
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        """Write several texts."""
        self.write("".join(lines))

    def finish(self) -> None:
        """Write the rest as a line."""
        if self._rest:
            self._display.write_above(f"{self._rest}\n")
            self._rest = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def _packed(parts: list[str], between: str, columns: int) -> Iterator[str]:
    """Yield lines of joined parts; each line has as many parts as fit."""
    line = ""
    for part in parts:
        longer = line + between + part if line else part
        if line and width(longer) > columns:
            yield line
            longer = part
        line = longer
    if line:
        yield line
