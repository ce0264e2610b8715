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
from samplesite.__main__ import main

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


def test_a_port_in_use_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        options = [*COMMAND, "--port", str(port)]
        done = subprocess.run(options, capture_output=True, text=True, timeout=20)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert f"'127.0.0.1', {port}" in done.stderr
    assert "in use" in done.stderr


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--gold", "ABSENT/file"), "absent"),
        (("--log", "ABSENT/file"), "absent"),
        (("--articles", "3"), "articles must be"),
        (("--epoch", "-1"), "epoch must be"),
        (("--port", "70000"), "port must be"),
        (("--port", "x"), "--port"),
        (("--delay", "-5"), "delay must be"),
        (("--delay", "nan"), "delay must be"),
        (("--unknown",), "--unknown"),
        (("stray",), "stray"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    options: tuple[str, ...], named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = [option.replace("ABSENT", str(tmp_path / "absent")) for option in options]
    try:
        status = main(argv)
    except SystemExit as exit_:  # argparse's own
        status = int(exit_.code or 0)
    assert status == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert named in error.splitlines()[-1]


def test_bench_says_pages_a_second() -> None:
    bench = [sys.executable, "-m", "samplesite.bench", "--articles", "60", "--pages", "40"]
    done = subprocess.run(bench, capture_output=True, text=True, timeout=30, check=True)
    assert re.match(
        r"40 article pages of \d+\.\d kB: \d+ pages a second of server CPU", done.stdout
    )
