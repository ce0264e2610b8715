"""The display: redrawn in place at a terminal's foot, log lines above it as they are."""

from __future__ import annotations

import io
import logging
import sys
from dataclasses import replace

import pytest

from newsbot.progress.display import Display
from newsbot.progress.figures import Figures, delay_in_words
from newsbot.progress.words import duration, plain_line, rate
from tests.progress.screen import Screen

FIGURES = Figures(
    site="indiadaily",
    articles=1252,
    to_come=2148,
    answered=1255,
    pages=1310,
    queue=90,
    unchanged=0,
    rejects=3,
    pages_a_minute=58.4,
    seconds_left=2220.0,
    hold_up="waiting: one request a second",
)
HEADLINE = "राष्ट्रीय खेलों में बिलासपुर की धावक ने जीता कांस्य पदक, गांव में जश्न का माहौल"


class Tty(io.TextIOWrapper):
    """Standard error as a terminal, whose output a screen shows."""

    def __init__(self, columns: int, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding, errors="backslashreplace", newline="")
        self.screen = Screen(columns)
        self.raw = ""

    def isatty(self) -> bool:
        return True

    def look(self) -> str:
        self.flush()
        assert isinstance(self.buffer, io.BytesIO)
        new = self.buffer.getvalue().decode(self.encoding)
        self.buffer.seek(0)
        self.buffer.truncate()
        self.raw += new
        self.screen.feed(new)
        return self.screen.text.rstrip()


@pytest.fixture
def tty(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Tty:
    columns, encoding = getattr(request, "param", (60, "utf-8"))
    stream = Tty(columns, encoding)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("LINES", "24")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return stream


@pytest.mark.parametrize("tty", [(columns, "utf-8") for columns in (40, 60, 120)], indirect=True)
def test_all_figures_at_every_width(tty: Tty) -> None:
    display = Display(tty)
    display.show("run", FIGURES, HEADLINE)
    shown = tty.look()
    assert "1,252 of 3,400 articles" in shown
    for words in ("pages 1,310", "queue 90", "rejects 3", "58 pages/min", "37 min left", " 36 %"):
        assert words in shown
    assert FIGURES.hold_up in shown
    last = shown.split("\n")[-1]
    assert last == HEADLINE or HEADLINE.startswith(last.removesuffix("…"))
    assert last.startswith("राष्ट्रीय खेलों में")
    display.close()
    assert tty.look() == ""
    assert tty.screen.row == 0
    assert tty.screen.codes <= {"A", "K", "m"}  # the cursor is never hidden


@pytest.mark.parametrize("columns", [1, 2, 5, 12, 39])
def test_a_narrow_terminal_breaks_nothing(
    tty: Tty, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    tty.screen = Screen(columns)
    display = Display(tty)
    for pages in range(3):
        display.show("run", replace(FIGURES, pages=pages), HEADLINE)
    display.close()
    assert tty.look() == ""


def test_log_lines_stand_above_whole(tty: Tty, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", tty)  # pytest sets it after fixtures
    logger = logging.getLogger("newsbot.test")
    handler = logging.StreamHandler(tty)
    logging.root.addHandler(handler)
    try:
        display = Display(tty)
        display.show("run", FIGURES, HEADLINE)
        long = "[red]चेतावनी[/red] :smile: " + "x" * 130
        logger.warning("%s", long)
        print("from elsewhere", file=sys.stderr)
        print("no end of line", end="", file=sys.stderr)
        display.show("run", replace(FIGURES, articles=1253), HEADLINE)
        shown = tty.look()
        assert shown.split("\n")[4] == "indiadaily  1,253 of 3,401 articles"
        assert long in tty.raw
        display.close()
        logger.warning("afterwards")
    finally:
        logging.root.removeHandler(handler)
    assert sys.stderr is tty
    rows = tty.look().split("\n")
    assert "".join(rows[:3]) == long
    assert rows[3:] == ["from elsewhere", "no end of line", "afterwards"]


def test_two_runs_have_their_lines(tty: Tty) -> None:
    display = Display(tty)
    display.show("one", FIGURES, "")
    display.show("two", replace(FIGURES, site="jagran", to_come=None), "")
    shown = tty.look()
    assert "indiadaily  1,252 of 3,400 articles" in shown
    assert "jagran  1,252 articles" in shown
    assert shown.count("%") == 1  # a counter has no bar
    display.remove("one")
    assert "indiadaily" not in tty.look()
    display.close()
    assert tty.look() == ""


def test_a_terminal_that_becomes_narrower_keeps_no_rests(
    tty: Tty, monkeypatch: pytest.MonkeyPatch
) -> None:
    display = Display(tty)
    display.show("run", FIGURES, HEADLINE)
    before = tty.look().split("\n")
    monkeypatch.setenv("COLUMNS", "30")
    tty.screen = Screen(30)  # it breaks the lines that stand there
    tty.screen.feed("\n".join(before) + "\n")
    display.show("run", FIGURES, HEADLINE)
    assert tty.look().count("indiadaily") == 1


@pytest.mark.parametrize("tty", [(60, "ascii"), (60, "latin-1")], indirect=True)
def test_a_stream_that_has_no_hindi(tty: Tty, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", tty)
    display = Display(tty)
    display.show("run", FIGURES, HEADLINE)
    shown = tty.look()
    assert shown.isascii()
    assert "#####" in shown
    assert "\\" not in shown
    print("शीर्षक", file=sys.stderr)
    assert "\\u0936" in tty.look()
    display.close()


def test_no_color(tty: Tty, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    display = Display(tty)
    display.show("run", FIGURES, HEADLINE)
    tty.look()
    assert "\x1b[3" not in tty.raw
    display.close()


def test_a_terminal_that_is_gone_disturbs_nothing(tty: Tty) -> None:
    display = Display(tty)

    def fails(text: str) -> int:
        raise OSError(5, "Input/output error")

    tty.write = fails
    display.show("run", FIGURES, HEADLINE)
    display.close()


def test_words() -> None:
    assert plain_line(FIGURES) == (
        "indiadaily: 1,252 of 3,400 articles, pages 1,310, queue 90, rejects 3, 58 pages/min, "
        "37 min left, waiting: one request a second"
    )
    assert [duration(each) for each in (0, 8.4, 119, 121, 3599, 7500)] == [
        *("0 s", "8 s", "119 s", "2 min", "60 min", "2 h 05 min"),
    ]
    assert [rate(each) for each in (0, 58, 150, 60_000)] == [
        *("0 pages/min", "58 pages/min", "2.5 pages/s", "1,000 pages/s"),
    ]
    assert [delay_in_words(each) for each in (1, 10, 1.5, 0.5, 0.3)] == [
        "one request a second",
        "one request in 10 seconds",
        "one request in 1.5 seconds",
        "2 requests a second",
        "3.33 requests a second",
    ]
