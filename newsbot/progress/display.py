"""The display on a terminal: some lines at its foot, redrawn in place, and the log above them.

The cursor is never hidden, and it rests below the lines: whatever ends the process, also ``kill
-9``, the terminal is in order.
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
UNICODE_SIGNS = ("━", "─", " · ", "…")  # done, to come, between parts, cut
ASCII_SIGNS = ("#", "-", ", ", "...")
ERASE_LINE: tuple[ControlType, int] = (ControlType.ERASE_IN_LINE, 2)
Line = list[Segment]


class Display:
    """Shows crawls on a terminal. Log lines and other output of the process stand above.

    Args:
        stream: The terminal; standard error.
    """

    def __init__(self, stream: TextIO) -> None:
        self._console = Console(file=stream, force_terminal=True, highlight=False)
        is_ascii = not (stream.encoding or "ascii").lower().startswith("utf")
        self._is_ascii = is_ascii
        self._signs = ASCII_SIGNS if is_ascii else UNICODE_SIGNS
        self._stream = stream
        self._runs: dict[object, tuple[Figures, str]] = {}
        self._drawn: list[str] = []  # the lines that stand on the terminal
        self._columns = 0  # that the terminal had then
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
        """Show a run no more."""
        with self._lock:
            if self._runs.pop(run, None) is None:
                return
            self._draw()
            if not self._runs:
                self._give_output_back()

    def close(self) -> None:
        """Leave the terminal as it was."""
        for run in list(self._runs):
            self.remove(run)

    def write_above(self, text: str) -> None:
        """Write whole lines above the display, as they are."""
        with self._lock:
            self._draw(text)

    # Drawing -------------------------------------------------------------------------------------

    def _draw(self, above: str = "") -> None:
        """Put the lines of now in the place of the last ones, with a text before them."""
        columns, height = self._console.size
        lines = [line for run in self._runs.values() for line in self._lines(*run, columns - 1)]
        lines = lines[: max(height - 2, 1)]
        texts = ["".join(segment.text for segment in line) for line in lines]
        if not above and texts == self._drawn and columns == self._columns:
            return
        rows = len(self._drawn)
        if columns < self._columns:  # the terminal has broken the lines
            rows = sum(max(1, -(-width(text) // columns)) for text in self._drawn)
        up = ((ControlType.CURSOR_UP, 1), ERASE_LINE) * rows
        segments = [Segment(above)] if above else []
        for line in lines:
            segments += [*line, Segment.line()]
        with suppress(OSError), self._console:  # the terminal may be gone
            if rows:
                self._console.control(Control(ControlType.CARRIAGE_RETURN, ERASE_LINE, *up))
            self._console.print(Segments(segments), end="", crop=False, soft_wrap=True)
        self._drawn, self._columns = texts, columns

    def _lines(self, figures: Figures, headline: str, columns: int) -> Iterator[Line]:
        """Yield a run's lines: count and bar, details, the last headline."""
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
        """Have what the process writes to the terminal stand above the display."""
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
    """A stream of the process while a display is on the terminal: whole lines go above it."""

    def __init__(self, display: Display, stream: TextIO) -> None:
        self.stream = stream
        self._display = display
        self._rest = ""  # of a line that is not whole

    def write(self, text: str) -> int:
        """Write the whole lines; keep the rest until it is a line."""
        lines, end, rest = (self._rest + text).rpartition("\n")
        self._rest = rest
        if end:
            self._display.write_above(lines + end)
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        """Write several texts."""
        self.write("".join(lines))

    def finish(self) -> None:
        """Write what is left of a line."""
        if self._rest:
            self._display.write_above(f"{self._rest}\n")
            self._rest = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def _packed(parts: list[str], between: str, columns: int) -> Iterator[str]:
    """Yield lines of parts, as many in each as fit."""
    line = ""
    for part in parts:
        longer = line + between + part if line else part
        if line and width(longer) > columns:
            yield line
            longer = part
        line = longer
    if line:
        yield line
