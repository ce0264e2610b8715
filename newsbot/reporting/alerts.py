"""Send alerts: call a command or a webhook with JSON when something is wrong."""

from __future__ import annotations

import atexit
import os
import shlex
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from threading import Lock, Thread
from typing import Any, Self
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from newsbot.json_lines import json_line
from newsbot.reporting.environment import minimal_environment

TIMEOUT = 10.0  # seconds for command and webhook together, from the DNS lookup to the response
TOO_LONG = "it took longer than {:.0f} s"


@dataclass(frozen=True, slots=True)
class Alerts:
    """The receivers of alerts, each empty if it is not set.

    Attributes:
        command: A command line; the program gets the JSON on its standard input.
        webhook: A URL; it gets the JSON as the body of a POST.
    """

    command: str = ""
    webhook: str = ""

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """Return the alerts that ``NEWSBOT_ALERT_COMMAND`` and ``NEWSBOT_ALERT_WEBHOOK`` name."""
        names = ("NEWSBOT_ALERT_COMMAND", "NEWSBOT_ALERT_WEBHOOK")
        return cls(*(str(settings.get(name) or "") for name in names))

    def send(self, alert: dict[str, Any]) -> list[str]:
        """Send an alert to the receivers; return the problems, in words.

        This never raises, because an alert that cannot be sent must not change the run's outcome.
        """
        text = json_line(alert).encode("utf-8", "backslashreplace")
        end = time.monotonic() + TIMEOUT
        posting = _Posting(self.webhook, text) if self.webhook else None
        problems = []
        try:
            if self.command:
                _run(self.command, text)
        except Exception as error:  # the caller logs every problem
            problems.append(f"the alert command failed: {_in_words(error)}")
        # The message does not contain the URL of the webhook, which is usually a secret.
        if posting and (failed := posting.outcome(end - time.monotonic())):
            problems.append(f"the alert webhook failed: {failed}")
        return problems


class _Posting(Thread):
    """Posts in a daemon thread, because timeouts of sockets do not limit the whole request.

    A server that answers one byte a second could take for ever, and a DNS lookup has no timeout.
    """

    def __init__(self, url: str, text: bytes) -> None:
        super().__init__(name="alert webhook", daemon=True)
        self._url, self._text = url, text
        self._failed = ""  # in words, because an exception would keep its connection open
        self.start()

    def run(self) -> None:
        try:
            _post(self._url, self._text)
        except Exception as error:  # ``outcome`` returns it in the other thread
            self._failed = _in_words(error)

    def outcome(self, seconds: float) -> str:
        """Wait up to ``seconds``; return the problem in words, "" if there is none."""
        self.join(max(0.0, seconds))
        return TOO_LONG.format(TIMEOUT) if self.is_alive() else self._failed


def _run(command: str, text: bytes) -> None:
    words = shlex.split(command)
    if not words:
        raise ValueError("the setting contains no command")
    starting = Lock()
    started: list[subprocess.Popen[bytes]] = []

    def kill() -> None:
        starting.acquire(timeout=1)  # not released: the other thread must not start anything now
        for process in started:
            _kill(process)

    atexit.register(kill)  # for the case that the process ends during this call
    try:
        with starting:
            process = subprocess.Popen(  # noqa: S603  # the user set the command
                words,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env=minimal_environment(),
            )
            started.append(process)
        process.communicate(text, timeout=TIMEOUT)
    except BaseException:  # a timeout or an interrupt
        kill()
        raise
    finally:
        atexit.unregister(kill)
    if process.returncode:
        raise subprocess.SubprocessError(f"it ended with status {process.returncode}")


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and all processes of its group."""
    with suppress(OSError):  # it has ended, or belongs to another user
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(1)


class _NoRedirect(HTTPRedirectHandler):
    """Refuses redirects: a redirected POST would become a GET without the alert."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _post(url: str, text: bytes) -> None:
    if not url.startswith(("http://", "https://")):
        raise ValueError("its URL must begin with http:// or https://")
    try:
        urlsplit(url)
    except ValueError:  # its text contains a part of the URL
        raise ValueError("its URL cannot be parsed") from None
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "newsbot"}
    request = Request(url, text, headers, method="POST")  # noqa: S310  # checked above
    with build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as answer:
        answer.read(1024)


def _in_words(error: Exception) -> str:
    """Return the text of an error without a secret of the URL."""
    if isinstance(error, subprocess.TimeoutExpired):
        return TOO_LONG.format(TIMEOUT)
    if isinstance(error, URLError) and not hasattr(error, "code"):
        return str(error.reason)
    if isinstance(error, HTTPError):  # its reason comes from the server, which may repeat the URL
        return f"HTTP Error {error.code}"
    if isinstance(error, HTTPException):  # the text of InvalidURL contains the path of the URL
        return type(error).__name__
    return str(error) or type(error).__name__
