"""A terminal that tests look at: as much of one as a display needs, and real ones (pty)."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

from tests.crawling import PROJECT

CODE = re.compile(r"\x1b\[(\??[\d;]*)([A-Za-z])")
OTHERS = ("CI", "SCRAPY_JOB", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "NEWSBOT_PROGRESS")


class Screen:
    """Rows of text, as long as they come; the cursor; which control codes were used."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.rows: list[list[str]] = [[]]
        self.row = self.column = 0
        self.is_cursor_shown = True
        self.codes: set[str] = set()

    @property
    def text(self) -> str:
        return "\n".join("".join(row).rstrip() for row in self.rows)

    def feed(self, text: str) -> None:
        at = 0
        while at < len(text):
            if match := CODE.match(text, at):
                self._act(*match.groups())
                at = match.end()
            else:
                self._put(text[at])
                at += 1

    def _act(self, numbers: str, letter: str) -> None:
        self.codes.add(letter)
        if letter == "A":
            self.row = max(0, self.row - int(numbers or 1))
        elif letter == "K":
            self.rows[self.row] = []
        elif numbers == "?25":
            self.is_cursor_shown = letter == "h"
        else:
            assert letter == "m", (numbers, letter)

    def _put(self, each: str) -> None:
        if each == "\r":
            self.column = 0
        elif each == "\n":
            self._to_row(self.row + 1)
        elif unicodedata.category(each) in ("Mn", "Me", "Cf"):
            row = self.rows[self.row]
            row[self.column - 1] += each
        else:
            assert each >= " ", repr(each)
            if self.column >= self.columns:
                self._to_row(self.row + 1)
            row = self.rows[self.row]
            row.extend(" " * (self.column + 1 - len(row)))
            row[self.column] = each
            self.column += 1

    def _to_row(self, row: int) -> None:
        self.row, self.column = row, 0
        while len(self.rows) <= row:
            self.rows.append([])


class Terminal:
    """A program on a pseudo-terminal: its standard error is one, its standard output if asked."""

    def __init__(
        self, command: list[str], columns: int = 60, has_output: bool = True, **environment: str
    ) -> None:
        self.screen = Screen(columns)
        self.raw = b""
        self.pictures: list[str] = []  # of the screen, after each piece of output
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        kept = {name: value for name, value in os.environ.items() if name not in OTHERS}
        self.process = subprocess.Popen(
            command,
            cwd=PROJECT,
            env={**kept, "TERM": "xterm-256color", **environment},
            stdin=subprocess.DEVNULL,
            stdout=theirs if has_output else subprocess.PIPE,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self._ours = ours

    def read(self, until: Callable[[str], bool] = lambda _: False, seconds: float = 90) -> str:
        """Read until the screen is as wanted, or to the program's end; the screen."""
        end = time.monotonic() + seconds
        rest = b""
        while time.monotonic() < end:
            if not select.select([self._ours], [], [], 0.2)[0]:
                continue
            try:
                piece = os.read(self._ours, 65536)
            except OSError:  # the program has ended
                piece = b""
            if not piece:
                break
            self.raw += piece
            # A character or a code may be cut in two.
            whole, mark, tail = (rest + piece).rpartition(b"\n")
            rest = tail
            self.screen.feed((whole + mark).decode("utf-8"))
            self.pictures.append(self.screen.text)
            if until(self.screen.text):
                return self.screen.text
        self.screen.feed(rest.decode("utf-8", "replace"))
        return self.screen.text

    def end(self) -> tuple[int, str]:
        """Read to the end; exit status and screen."""
        text = self.read()
        try:
            return self.process.wait(30), text
        finally:
            self.process.kill()
            os.close(self._ours)


def crawl_command(root: str, data: Path, *options: str) -> list[str]:
    scrapy = [sys.executable, "-m", "scrapy", "crawl", "indiadaily"]
    return [*scrapy, "-a", f"root={root}", "-s", f"NEWSBOT_DATA_DIR={data}", *options]
