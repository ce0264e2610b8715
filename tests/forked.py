"""``scrapy …`` in processes of their own that are forked, for tests that need hundreds of them.

Each is a real process: it has its own environment, output and exit status, and can be killed. The
server that forks them has imported Scrapy and newsbot once; that saves each more than a second. All
processes of pytest-xdist share one server.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, NoReturn

PROJECT = Path(__file__).parents[1]
TIMEOUT = 400  # seconds; it ends what hangs, however busy the machine is
POLL = 0.005
SHARED = "NEWSBOT_TESTS_FORK_SERVER"  # holds the path of the socket of a server that is shared
# No settings, for they are the environment's, and nothing that installs a reactor.
PRELOADED = (
    "protego",
    "queuelib",
    "scrapy.cmdline",
    "scrapy.commands",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.core.scheduler",
    "scrapy.downloadermiddlewares",
    "scrapy.dupefilters",
    "scrapy.extensions.closespider",
    "scrapy.extensions.corestats",
    "scrapy.extensions.feedexport",
    "scrapy.extensions.logcount",
    "scrapy.extensions.logstats",
    "scrapy.extensions.memdebug",
    "scrapy.extensions.memusage",
    "scrapy.extensions.remote_control",
    "scrapy.extensions.spiderstate",
    "scrapy.extensions.telnet",
    "scrapy.extensions.throttle",
    "scrapy.logformatter",
    "scrapy.pqueues",
    "scrapy.robotstxt",
    "scrapy.spidermiddlewares",
    "scrapy.spiderloader",
    "scrapy.squeues",
    "scrapy.statscollectors",
    "newsbot.addon",
    "newsbot.browser",
    "newsbot.commands",
    "newsbot.extensions",
    "newsbot.feeds.exporter",
    "newsbot.downloader.handlers",
    "newsbot.reporting.log_formatter",
    "newsbot.middlewares",
    "newsbot.pipelines",
    "newsbot.downloader.resolver",
    "newsbot.spiders",
)
OPTIONAL = ("playwright.async_api", "scrapy_playwright")  # they are an extra


class Process:
    """A forked ``scrapy …``; what subprocess.Popen offers of it."""

    def __init__(self, connection: socket.socket, stdout: IO[bytes], stderr: IO[bytes]) -> None:
        self._connection, self._out, self._err = connection, stdout, stderr
        self.returncode: int | None = None
        with connection.makefile("rb", buffering=0) as answers:
            self.pid = int(answers.readline())

    def __del__(self) -> None:
        for each in (self._connection, self._out, self._err):
            each.close()

    def poll(self) -> int | None:
        if self.returncode is None and select.select([self._connection], [], [], 0)[0]:
            self.returncode = int(self._connection.recv(32))
            self._connection.close()
        return self.returncode

    def wait(self, timeout: float = TIMEOUT) -> int:
        until = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired("scrapy", timeout, self.stdout, self.stderr)
            time.sleep(POLL)
        assert self.returncode is not None
        return self.returncode

    @property
    def stdout(self) -> str:
        return _read(self._out)

    @property
    def stderr(self) -> str:
        return _read(self._err)

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):  # it ended just now
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


def start(
    arguments: Sequence[str],
    environment: Mapping[str, str] | None = None,
    limits: Mapping[int, int] | None = None,
) -> Process:
    """Start ``scrapy`` with these arguments in the project's folder.

    Args:
        arguments: Those of the command line.
        environment: What is added to this process's environment.
        limits: Of resources, as resource.setrlimit takes them: resource → soft and hard limit.
    """
    order = {
        "arguments": list(arguments),
        "environment": {**os.environ, **(environment or {})},
        "limits": list((limits or {}).items()),
        "umask": _umask(),
    }
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(os.environ.get(SHARED) or _server())
    out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115  # the child keeps them
    socket.send_fds(connection, [b"."], [out.fileno(), err.fileno()])
    connection.sendall(json.dumps(order).encode() + b"\n")
    return Process(connection, out, err)


def run(
    arguments: Sequence[str],
    environment: Mapping[str, str] | None = None,
    timeout: float = TIMEOUT,
) -> subprocess.CompletedProcess[str]:
    """Run ``scrapy`` to its end, as ``start`` starts it."""
    process = start(arguments, environment)
    try:
        status = process.wait(timeout)
    finally:
        process.kill()
    return subprocess.CompletedProcess(arguments, status, process.stdout, process.stderr)


def _read(file: IO[bytes]) -> str:
    # The position is the writer's too, so it is not moved.
    size = os.fstat(file.fileno()).st_size
    return os.pread(file.fileno(), size, 0).decode("utf-8", "replace")


def _umask() -> int:
    """The umask of this process, which can be read by setting it alone."""
    umask = os.umask(0o077)
    os.umask(umask)
    return umask


def share() -> None:
    """Start a server; all processes that are started from here on use it."""
    os.environ[SHARED] = _server()


@cache
def _server() -> str:
    """Start the server of this process; return the path of its socket."""
    folder = tempfile.mkdtemp(prefix="newsbot-forks-")
    path = f"{folder}/socket"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.forked", path],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    atexit.register(_end, process, folder)
    return path


def _end(process: subprocess.Popen[bytes], folder: str) -> None:
    process.communicate()
    Path(folder, "socket").unlink()
    Path(folder).rmdir()


def serve(path: str) -> None:
    """Fork for each connection to a socket, until standard input ends."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen(64)
        print("ready", flush=True)
        while True:
            ready, _, _ = select.select([listening, sys.stdin], [], [], 1)
            _reap()
            if sys.stdin in ready:
                return
            if listening in ready:
                _warm_up()
                connection, _ = listening.accept()
                with connection:
                    if os.fork() == 0:
                        listening.close()
                        _watch(connection)
                        os._exit(0)


@cache
def _warm_up() -> None:
    """Do once here all that each crawl would do again before its first page."""
    import scrapy.cmdline
    from scrapy.utils.misc import walk_modules_iter

    from newsbot.dates import parse_date
    from newsbot.report_page.articles import Brought
    from newsbot.report_page.page import run_page
    from newsbot.report_page.record import RunRecord

    for package in (*PRELOADED, *filter(_is_installed, OPTIONAL)):
        list(walk_modules_iter(package))
    # The commands that are installed are looked up in the files of all packages.
    scrapy.cmdline.entry_points = cache(scrapy.cmdline.entry_points)  # type: ignore[attr-defined]
    scrapy.cmdline.entry_points(group="scrapy.commands")  # type: ignore[attr-defined]
    # dateparser builds its expressions with its first date.
    assert parse_date("2 Jan 2026, 10:00 AM IST", datetime.now(UTC))
    # Jinja compiles its templates with the first page of a run; that takes as long as a small crawl.
    assert run_page(RunRecord({}), Brought(), [])
    gc.collect()
    gc.freeze()  # a collection in a crawl would else copy all these objects' memory


def _is_installed(module: str) -> bool:
    return find_spec(module.partition(".")[0]) is not None


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _watch(connection: socket.socket) -> None:
    """Fork a ``scrapy``; send its process id, and its exit status when it has ended."""
    _, files, _, _ = socket.recv_fds(connection, 1, 2)
    with connection.makefile("rb") as orders:
        order = json.loads(orders.readline())
    child = os.fork()
    if child == 0:
        connection.close()
        _scrapy(order, files)
        os._exit(1)
    connection.sendall(f"{child}\n".encode())
    _, status = os.waitpid(child, 0)
    with suppress(BrokenPipeError):  # the test has ended and does not wait for it
        connection.sendall(str(os.waitstatus_to_exitcode(status)).encode())


def _scrapy(order: dict[str, Any], files: list[int]) -> None:
    """Be ``scrapy`` from here on."""
    import resource

    import scrapy.cmdline

    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    for number, file in enumerate(files, 1):
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(order["environment"])
    os.umask(order["umask"])
    for limited, limit in order["limits"]:
        resource.setrlimit(limited, (limit, limit))
    sys.argv = ["scrapy", *order["arguments"]]
    execute: Callable[[], None] = scrapy.cmdline.execute
    try:
        execute()
    except SystemExit as end:
        _leave(end)


def _leave(end: SystemExit) -> NoReturn:
    """End as Python does, but do not free each object first.

    The objects' memory is the server's. Each page of it would be copied in order to be freed, which
    takes half as long as a small crawl.
    """
    threading._shutdown()  # type: ignore[attr-defined]  # waits for threads
    atexit._run_exitfuncs()
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None and not stream.closed:
                stream.flush()
    except OSError:
        raise end from None  # Python has a message and a status for it
    if not isinstance(end.code, int | None):
        raise end  # Python prints it
    os._exit(end.code or 0)


if __name__ == "__main__":
    serve(sys.argv[1])
