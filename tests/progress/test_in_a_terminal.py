"""`scrapy crawl` and `make crawl` on a pseudo-terminal, in pipes, and where nobody looks."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawling import PROJECT, SmallSite, listing, read_lines, serving, story
from tests.progress.screen import Terminal, crawl_command

pytestmark = pytest.mark.slow

NUMBERS = range(1, 31)
PATHS = {f"/india/khabar-news-{number}": story(number) for number in NUMBERS}
ROBOTS = (404, {}, b"x")
# No start-up line of a shell, whatever it is: nothing but the program may speak.
SLOW = ("-s", "DOWNLOAD_DELAY=0.2", "-s", "NEWSBOT_HOST_GATES=")


def sitemap() -> tuple[int, dict[str, str], bytes]:
    site = "https://www.theindiadaily.com"
    urls = "".join(f"<url><loc>{site}{path}</loc></url>" for path in PATHS)
    return 200, {"Content-Type": "application/xml"}, f"<urlset>{urls}</urlset>".encode()


@pytest.fixture
def site() -> Iterator[SmallSite]:
    robots = b"Sitemap: https://www.theindiadaily.com/sitemap.xml\n"
    pages = {**PATHS, "/robots.txt": (200, {"Content-Type": "text/plain"}, robots)}
    with serving(SmallSite({**pages, "/": listing(1), "/sitemap.xml": sitemap})) as small:
        yield small


@pytest.mark.alone  # on a busy machine few pictures are drawn
def test_a_crawl_shows_itself_and_sums_up(tmp_path: Path, site: SmallSite) -> None:
    terminal = Terminal(crawl_command(site.url, tmp_path, *SLOW))
    # A busy machine draws fewer pictures: any but the first and last will do.
    # The terminal may get one in two pieces: it is whole with its last line.
    picture = re.compile(
        r"^indiadaily  ([1-9]|[12]\d) of 30 articles\n━+─+ +(\d+) %\n"
        r"(?:.*\n)?.*\bwaiting: 5 requests a second\nखबर संख्या \d+$",
        re.MULTILINE,
    )
    during = terminal.read(lambda text: picture.search(text) is not None)
    drawn = picture.search(during)
    assert drawn, during
    assert abs(int(drawn[2]) - 100 * int(drawn[1]) / 30) < 10
    assert " INFO:" not in during
    status, after = terminal.end()
    assert status == 0
    assert terminal.screen.is_cursor_shown
    lines = after.strip().split("\n")
    assert lines[0] == "ok: 30 articles, 0 rejects"
    assert len(lines) <= 12
    assert not re.search(r"━|queue", after)
    [feed] = (tmp_path / "feeds").glob("*/*.jsonl")
    assert f"  feed     {feed}" in terminal.raw.decode()
    assert json.loads((tmp_path / "runs.jsonl").read_text("utf-8"))["articles"] == 30


def test_log_lines_scroll_above(tmp_path: Path, site: SmallSite) -> None:
    site.pages["/india/khabar-news-7"] = "<h1>कुछ नहीं</h1>"
    terminal = Terminal(crawl_command(site.url, tmp_path, "-L", "INFO"), columns=200)
    status, after = terminal.end()
    assert status == 0
    assert re.search(r"^20\S+ \S+ \[scrapy.core.engine\] INFO: Spider opened$", after, re.MULTILINE)
    assert "INFO: run report: {" in after
    assert "INFO: ok: 29 articles, 1 rejects; stored in " in after
    assert "━" not in after
    assert any("━" in picture for picture in terminal.pictures)


@pytest.mark.parametrize(
    "environment",
    [
        {"NEWSBOT_PROGRESS": "0"},
        {"CI": "true"},
        {"TERM": "dumb"},
        {"SCRAPY_JOB": "a1b2"},
    ],
    ids=lambda each: next(iter(each)),
)
def test_where_nobody_looks_there_is_no_display(
    tmp_path: Path, site: SmallSite, environment: dict[str, str]
) -> None:
    program = (
        "import sys, atexit; from scrapy.cmdline import execute;"
        "atexit.register(lambda: print('rich' in sys.modules)); execute(sys.argv)"
    )
    command = crawl_command(site.url, tmp_path)
    command[1:3] = ["-c", program]
    status, text = Terminal(command, columns=200, **environment).end()
    assert status == 0
    assert text.rstrip().endswith("False")
    assert "━" not in text
    assert " INFO: ok: 30 articles" in text  # the log is as ever


def test_json_lines_on_the_same_terminal_stay_whole(tmp_path: Path, site: SmallSite) -> None:
    terminal = Terminal(
        crawl_command(site.url, tmp_path, "-O", "-:jsonl", "-L", "WARNING"), columns=60_000
    )
    status, text = terminal.end()
    assert status == 0
    assert "\x1b" not in terminal.raw.decode()
    assert len([json.loads(line) for line in text.splitlines() if line.startswith("{")]) == 30


def test_json_lines_in_a_pipe_beside_the_display(tmp_path: Path, site: SmallSite) -> None:
    command = crawl_command(site.url, tmp_path, "-O", "-:jsonl")
    terminal = Terminal(command, has_output=False)
    assert terminal.process.stdout is not None
    terminal.read(lambda text: "ok: 30 articles" in text)
    lines = terminal.process.stdout.read().decode().splitlines()
    terminal.process.stdout.close()
    assert len([json.loads(line) for line in lines]) == 30
    assert terminal.end()[0] == 0
    assert any("━" in picture for picture in terminal.pictures)


@pytest.mark.parametrize("signals", [(signal.SIGINT,) * 2, (signal.SIGTERM,), (signal.SIGKILL,)])
def test_a_crawl_that_is_stopped_leaves_the_terminal_in_order(
    tmp_path: Path, site: SmallSite, signals: tuple[signal.Signals, ...]
) -> None:
    terminal = Terminal(crawl_command(site.url, tmp_path, "-s", "DOWNLOAD_DELAY=2"))
    terminal.read(lambda text: "of 30 articles" in text)
    for number in signals:
        terminal.process.send_signal(number)
        time.sleep(0.5)
    status, text = terminal.end()
    assert terminal.screen.is_cursor_shown
    assert terminal.screen.column == 0
    if signals[0] is signal.SIGKILL:
        assert status == -signal.SIGKILL
        return
    assert status == 130, text
    assert "interrupted: stopped by a signal" in " ".join(text.split())
    assert "queue" not in text


def test_a_crawl_that_cannot_start_leaves_the_terminal_in_order(
    tmp_path: Path, site: SmallSite
) -> None:
    (tmp_path / "ledger.sqlite").mkdir()
    terminal = Terminal(crawl_command(site.url, tmp_path))
    status, text = terminal.end()
    assert status == 74
    assert terminal.screen.is_cursor_shown
    assert "queue" not in text


def test_an_ascii_terminal_gets_no_traceback(tmp_path: Path, site: SmallSite) -> None:
    terminal = Terminal(
        crawl_command(site.url, tmp_path), LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii"
    )
    status, text = terminal.end()
    assert status == 0
    assert "Traceback" not in text
    assert terminal.raw.isascii()
    assert any("###" in picture for picture in terminal.pictures)


@pytest.mark.alone  # as above
def test_a_line_now_and_then_in_a_pipe(tmp_path: Path, site: SmallSite) -> None:
    program = (
        "import sys; import newsbot.extensions.progress as progress; progress.PLAIN_INTERVAL = 1;"
        "from scrapy.cmdline import execute; execute(sys.argv)"
    )
    command = crawl_command(site.url, tmp_path, *SLOW)
    command[1:3] = ["-c", program]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=90)
    assert done.returncode == 0
    line = r"\[newsbot.extensions.progress\] INFO: indiadaily: \d+ of 30 articles, pages \d+, queue"
    assert len(re.findall(line, done.stderr)) >= 2
    quiet = {**os.environ, "NEWSBOT_PROGRESS": "plain"}
    done = subprocess.run(
        [*command, "-a", "full=1", "-L", "ERROR"],
        cwd=PROJECT, env=quiet, capture_output=True, text=True, timeout=90,
    )  # fmt: skip
    assert done.returncode == 0
    assert all(line.startswith("newsbot: indiadaily: ") for line in done.stderr.splitlines())


def test_make_crawl_shows_it_too(tmp_path: Path, site: SmallSite) -> None:
    command = [sys.executable, "-m", "tools.crawl", "--root", site.url]
    terminal = Terminal(command, NEWSBOT_DATA_DIR=str(tmp_path))
    status, text = terminal.end()
    assert status == 0
    assert any("━" in picture for picture in terminal.pictures)
    assert text.count("ok: 30 articles, 0 rejects") == 1
    assert "खबर संख्या" in text
    assert len(read_lines(tmp_path / "runs.jsonl")) == 1


@pytest.mark.alone  # as above
@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
@pytest.mark.parametrize("columns", [60, 120])
def test_in_tmux(tmp_path: Path, site: SmallSite, columns: int) -> None:
    tmux = ["tmux", "-L", f"newsbot-{os.getpid()}", "-u", "-f", "/dev/null"]
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "SCRAPY_JOB")}
    command = crawl_command(site.url, tmp_path, *SLOW)
    size = ["-x", str(columns), "-y", "24"]
    subprocess.run(
        [*tmux, "new-session", "-d", *size, *command, ";", "set", "remain-on-exit", "on"],
        cwd=PROJECT, env=kept, check=True, timeout=30,
    )  # fmt: skip
    try:
        shown: list[str] = []
        until = time.monotonic() + 90
        while time.monotonic() < until and "report   " not in "".join(shown[-1:]):
            done = subprocess.run(
                [*tmux, "capture-pane", "-p", "-S", "-"], capture_output=True, text=True, timeout=30
            )
            shown.append(done.stdout.strip())
            time.sleep(0.2)
    finally:
        subprocess.run([*tmux, "kill-server"], timeout=30, check=False)
    pictures = [each for each in shown if "of 30 articles" in each]
    assert pictures
    # tmux may be asked while a picture is half drawn over the one before.
    whole = [each for each in pictures if each.count("indiadaily  ") == 1]
    assert len(whole) > len(pictures) / 2
    assert all(each.startswith("indiadaily  ") for each in whole)
    assert shown[-1].startswith("ok: 30 articles, 0 rejects\n")
