"""docs/tutorial.md: its blocks run in order, and print what the page shows."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.crawling import PROJECT, read_lines

pytestmark = pytest.mark.slow

PAGE = (PROJECT / "docs/tutorial.md").read_text("utf-8")
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```\n(?:\n```\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)
# The page says that these differ: times of runs, and sizes.
DIFFERS = ((r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ", "<run>"), (r"[\d,]+ bytes", "<size> bytes"))
INSTALL = "make crawl "
NO_SERVER_STAYS = "trap 'kill $(jobs -p) 2>/dev/null || :' EXIT"


def blocks() -> Iterator[tuple[str, str, str]]:
    """Yield language, code and shown output of each block but the installation."""
    for language, code, output in BLOCK.findall(PAGE):
        if not code.startswith(INSTALL):
            yield language, code, output


def stable(output: str) -> str:
    """Return an output without what differs, nor the spaces at the ends of lines."""
    for pattern, name in DIFFERS:
        output = re.sub(pattern, name, output)
    return "\n".join(line.rstrip() for line in output.strip().splitlines())


def run_shell(code: str, folder: Path) -> str:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(PROJECT),
    }
    command = ["bash", "-ec", f"{NO_SERVER_STAYS}\n{code}"]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def run_python(code: str, session: dict[str, Any]) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "docs/tutorial.md", "exec"), session)  # noqa: S102  # the page's own code
    return printed.getvalue()


def test_the_blocks_print_what_the_page_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pandas")  # of the extra dev
    pytest.importorskip("duckdb")
    monkeypatch.chdir(tmp_path)
    shutil.copy(PROJECT / "scrapy.cfg", tmp_path)  # as in a checkout
    session: dict[str, Any] = {}
    for language, code, shown in blocks():
        output = run_shell(code, tmp_path) if language == "sh" else run_python(code, session)
        assert stable(output) == stable(shown), code
    assert list(tmp_path.glob("tutorial/reports/indiadaily/*.html"))
    first, second = read_lines(tmp_path / "tutorial/runs.jsonl")
    questions = " ".join((PROJECT / "docs/questions.md").read_text("utf-8").split())
    assert f"{first['requests']} requests for {first['articles']} articles" in questions
    assert f"{second['requests']} requests for {second['articles']} new and edited" in questions


def test_the_page_has_no_other_blocks() -> None:
    assert len(re.findall(r"^```", PAGE, re.MULTILINE)) == 2 * sum(
        1 + bool(output) for _, _, output in BLOCK.findall(PAGE)
    )
    assert len(BLOCK.findall(PAGE)) == len(list(blocks())) + 1
