from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from newsbot.reporting import alerts
from newsbot.reporting.alerts import Alerts

ALERT = {"alert": "outcome", "outcome": "blocked", "message": "नहीं चला"}


@contextmanager
def listening(status: int = 200, seconds: float = 0.0) -> Iterator[tuple[str, list[bytes]]]:
    """A webhook: its URL, and the bodies that came."""
    got: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            time.sleep(seconds)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            got.append(b"GET")
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook?key=geheim", got
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_both_get_the_json(tmp_path: Path) -> None:
    script = tmp_path / "alert.py"
    script.write_text(
        f"import sys; open({str(tmp_path / 'got')!r}, 'wb').write(sys.stdin.buffer.read())"
    )
    with listening() as (url, got):
        assert Alerts(f"{sys.executable} '{script}'", url).send(ALERT) == []
    assert json.loads(got[0]) == ALERT
    assert json.loads((tmp_path / "got").read_bytes()) == ALERT
    assert "नहीं" in (tmp_path / "got").read_text("utf-8")


def test_an_answer_may_repeat_the_url_and_is_not_quoted() -> None:
    class Repeats(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(404, f"no {self.path}\x1b[2J")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Repeats)
    thread = Thread(target=server.handle_request)
    thread.start()
    problems = Alerts(webhook=f"http://127.0.0.1:{server.server_port}/geheim").send(ALERT)
    thread.join()
    server.server_close()
    assert problems == ["the alert webhook failed: HTTP Error 404"]


def test_nothing_is_set() -> None:
    assert Alerts().send(ALERT) == []
    assert Alerts.of({"NEWSBOT_ALERT_COMMAND": None}) == Alerts()
    assert Alerts.of(os.environ | {"NEWSBOT_ALERT_WEBHOOK": "http://x"}).webhook == "http://x"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("false", "status 1"),
        ("/no/such/program", "No such file"),
        ("'unbalanced", "quotation"),
        (" ", "no command"),
        ("echo \0", "null byte"),
    ],
)
def test_a_command_that_fails_is_a_problem_and_no_error(command: str, said: str) -> None:
    (problem,) = Alerts(command).send(ALERT)
    assert problem.startswith("the alert command failed: ")
    assert said in problem


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_webhook_that_fails(status: int) -> None:
    with listening(status) as (url, got):
        (problem,) = Alerts(webhook=url).send(ALERT)
    assert str(status) in problem
    assert len(got) == 1
    assert "geheim" not in problem


def test_a_webhook_that_nobody_answers() -> None:
    (problem,) = Alerts(webhook="http://127.0.0.1:9/").send(ALERT)
    assert "refused" in problem
    (problem,) = Alerts(webhook="file:///etc/passwd").send(ALERT)
    assert "http" in problem


@pytest.mark.parametrize(
    ("tail", "said"),
    [
        ("127.0.0.1:9/hook geheim", "InvalidURL"),
        ("127.0.0.1:geheim/", "InvalidURL"),
        ("me:geheim@127.0.0.1/", "InvalidURL"),
        ("127.0.0.1:9/गुप्त-geheim", "codec"),
        ("[geheim", "its URL cannot be parsed"),
        ("a[geheim]/", "its URL cannot be parsed"),
        ("geheim\uff0f/", "its URL cannot be parsed"),
    ],
)
def test_a_url_that_is_none_stays_a_secret(tail: str, said: str) -> None:
    (problem,) = Alerts(webhook=f"http://{tail}").send(ALERT)
    assert problem.startswith("the alert webhook failed: ")
    assert said in problem
    assert "geheim" not in problem


@pytest.mark.parametrize("answer", [b"", b"geheim\r\n\r\n", b"HTTP/1.1 nix\r\n\r\n"])
def test_a_webhook_that_does_not_speak_http(answer: bytes) -> None:
    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve)
        thread.start()
        (problem,) = Alerts(webhook=f"http://127.0.0.1:{listener.getsockname()[1]}/").send(ALERT)
        thread.join()
    assert problem.startswith("the alert webhook failed: ")
    assert "geheim" not in problem


def test_what_takes_too_long_is_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(alerts, "TIMEOUT", 0.3)
    script = tmp_path / "slow.sh"
    script.write_text(f"echo $$ > {tmp_path}/pid; sleep 30 & echo $! > {tmp_path}/child; wait")
    started = time.monotonic()
    with listening(seconds=0.8) as (url, _):
        problems = Alerts(f"sh {script}", url).send(ALERT)
    assert time.monotonic() - started < 5
    assert len(problems) == 2
    for name in ("pid", "child"):
        assert ends_soon(int((tmp_path / name).read_text()))


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_who_is_stopped_while_it_sends_leaves_nothing_behind(
    tmp_path: Path, error: type[BaseException]
) -> None:
    def stop(*_: object) -> None:
        raise error

    script = tmp_path / "slow.sh"
    script.write_text(f"sleep 30 & echo $! > {tmp_path}/child; echo $$ > {tmp_path}/pid; wait")
    before = signal.signal(signal.SIGALRM, stop)
    try:
        signal.setitimer(signal.ITIMER_REAL, 1)
        with pytest.raises(error):
            Alerts(f"sh {script}").send(ALERT)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    for name in ("pid", "child"):
        assert ends_soon(int((tmp_path / name).read_text()))


def ends_soon(pid: int) -> bool:
    """True for one that is killed: the kernel may take a moment for it."""
    for _ in range(100):
        if not alive(pid):
            return True
        time.sleep(0.02)
    return False


def alive(pid: int) -> bool:
    """False for one that has ended, though nobody has taken note of it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
