"""`python -m samplesite` and its bench, as people run them."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from samplesite import Site

COMMAND = [sys.executable, "-m", "samplesite"]


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_serves_until_told_to_stop(tmp_path: Path, signum: signal.Signals) -> None:
    gold, log = tmp_path / "gold.jsonl", tmp_path / "log.txt"
    options = [
        "--port",
        "0",
        "--articles",
        "40",
        "--epoch",
        "1",
        "--gold",
        str(gold),
        "--log",
        str(log),
    ]
    with subprocess.Popen([*COMMAND, *options], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        url = process.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
        connection.request("GET", "/india")
        assert connection.getresponse().status == 200
        connection.close()
        process.send_signal(signum)
        assert process.wait(10) == 0
        assert process.stdout.read() == ""
    site = Site(40, 1)
    lines = gold.read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == list(site.gold())
    assert "\\u" not in gold.read_text("utf-8")
    rejects = (tmp_path / "gold.rejects.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in rejects] == site.rejects()
    assert log.read_text() == "200 /india\n"


def _fails(*options: str) -> str:
    done = subprocess.run([*COMMAND, *options], capture_output=True, text=True, timeout=20)
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


def test_a_port_in_use_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        error = _fails("--port", str(port))
    assert error.count("\n") == 1
    assert f"'127.0.0.1', {port}" in error
    assert "in use" in error


def test_an_unwritable_file_is_one_clear_line(tmp_path: Path) -> None:
    for option in ("--gold", "--log"):
        error = _fails(option, str(tmp_path / "absent" / "file"))
        assert error.count("\n") == 1
        assert "absent" in error


@pytest.mark.parametrize("options", [("--articles", "3"), ("--epoch", "-1"), ("--port", "70000"), ("--port", "x"),
                                     ("--delay", "-5"), ("--delay", "nan"), ("--unknown",), ("stray",)])  # fmt: skip
def test_bad_arguments_are_refused(options: tuple[str, ...]) -> None:
    assert "must be" in (error := _fails(*options)) or "error:" in error


def test_bench_says_pages_a_second() -> None:
    bench = [sys.executable, "-m", "samplesite.bench", "--articles", "60", "--pages", "40"]
    done = subprocess.run(bench, capture_output=True, text=True, timeout=30, check=True)
    assert re.match(
        r"40 article pages of \d+\.\d kB: \d+ pages a second of server CPU", done.stdout
    )
