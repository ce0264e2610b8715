"""An alert that does not come to its end holds nobody up."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import pytest

from newsbot.reporting import alerts
from newsbot.reporting.alerts import Alerts
from tests import forked
from tests.reporting.test_alerts import alive, ends_soon

ENDED = (69, 128 + signal.SIGTERM)  # by the first signal, or while it ended by the second
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n"


@contextmanager
def dripping(begin: bytes) -> Iterator[str]:
    """A webhook that answers a byte at a time, each sooner than any time-out of a read."""
    over = Event()

    def answer(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(65536)
            for byte in begin + b"x" * 10_000:
                connection.sendall(bytes([byte]))
                if over.wait(0.05):
                    return

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                Thread(target=answer, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=serve, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/geheim"
        finally:
            over.set()
            listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("begin", [b"", b"HTTP/1.1 200 OK\r\nX: ", HEAD + b"\r\n"])
def test_one_deadline_for_all_of_a_webhook(monkeypatch: pytest.MonkeyPatch, begin: bytes) -> None:
    monkeypatch.setattr(alerts, "TIMEOUT", 0.5)
    started = time.monotonic()
    with dripping(begin) as url:
        (problem,) = Alerts(webhook=url).send({})
    assert time.monotonic() - started < 2
    assert "longer than" in problem
    assert "geheim" not in problem


def test_the_deadline_is_ten_seconds() -> None:
    assert alerts.TIMEOUT == 10


def test_the_look_up_of_its_name_is_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerts, "TIMEOUT", 0.3)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(5))
    started = time.monotonic()
    (problem,) = Alerts(webhook="http://hook.example/").send({})
    assert time.monotonic() - started < 2
    assert "longer than" in problem


def test_both_have_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerts, "TIMEOUT", 0.6)
    started = time.monotonic()
    with dripping(b"") as url:
        problems = Alerts("sleep 30", url).send({})
    assert time.monotonic() - started < 1.6
    assert len(problems) == 2


def crawl(data: Path, **settings: str) -> forked.Process:
    """A crawl of a site that refuses every connection: its outcome alerts."""
    command = ["crawl", "indiadaily", "-a", "root=http://127.0.0.1:9", "-s", "RETRY_ENABLED=False"]
    for name, value in settings.items():
        command += ["-s", f"{name}={value}"]
    return forked.start(command, {"NEWSBOT_DATA_DIR": str(data)})


def until(condition: Path, process: forked.Process) -> None:
    end = time.monotonic() + 30
    while not condition.exists():
        assert process.poll() is None, process.stderr
        assert time.monotonic() < end
        time.sleep(0.02)


def test_two_signals_end_a_run_whose_webhook_drips(tmp_path: Path) -> None:
    with dripping(HEAD + b"\r\n") as url:
        process = crawl(tmp_path / "data", NEWSBOT_ALERT_WEBHOOK=url)
        until(tmp_path / "data" / "runs.jsonl", process)
        time.sleep(0.3)
        for _ in range(2):
            process.terminate()
            time.sleep(0.1)
        assert process.wait(5) in ENDED, process.stderr
    assert "Traceback" not in process.stderr
    assert "destroyed" not in process.stderr


def test_two_signals_end_a_run_whose_command_hangs(tmp_path: Path) -> None:
    script = tmp_path / "hangs.sh"
    script.write_text(
        f"sleep 60 & echo $! > {tmp_path}/child.part; mv {tmp_path}/child.part {tmp_path}/child; wait"
    )
    process = crawl(tmp_path / "data", NEWSBOT_ALERT_COMMAND=f"sh {script}")
    until(tmp_path / "child", process)
    child = int((tmp_path / "child").read_text())
    assert alive(child)
    for _ in range(2):
        process.send_signal(signal.SIGTERM)
        time.sleep(0.1)
    assert process.wait(5) in ENDED, process.stderr
    assert ends_soon(child)
    assert "Traceback" not in process.stderr


SLOW_START = """
import subprocess, time
from pathlib import Path
from threading import Thread
from newsbot.reporting.alerts import Alerts

class SlowPopen(subprocess.Popen):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        time.sleep(0.5)

subprocess.Popen = SlowPopen
Thread(target=Alerts("sh {script}").send, args=({{}},), daemon=True).start()
while not Path("{child}").exists():
    time.sleep(0.01)
"""


def test_a_process_that_ends_while_it_starts_a_command_leaves_nothing_behind(
    tmp_path: Path,
) -> None:
    script, child = tmp_path / "hangs.sh", tmp_path / "child"
    script.write_text(f"echo $$ > {tmp_path}/part; mv {tmp_path}/part {child}; sleep 60")
    code = SLOW_START.format(script=script, child=child)
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)
    assert ends_soon(int(child.read_text()))


def test_a_command_gets_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRAPYD_PASSWORD", "geheim")
    monkeypatch.setenv("NEWSBOT_ALERT_WEBHOOK", "http://x/geheim")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("LC_TOKEN", "geheim")  # ssh hands on what begins so
    script = tmp_path / "env.py"
    script.write_text(
        f"import os; open({str(tmp_path / 'got')!r}, 'w').write(repr(dict(os.environ)))"
    )
    assert Alerts(f"{sys.executable} {script}").send({}) == []
    got = (tmp_path / "got").read_text()
    assert "geheim" not in got
    assert "PATH" in got
    assert "LC_ALL" in got
