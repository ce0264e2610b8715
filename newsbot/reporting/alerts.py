"""Alerts: a command or a webhook is called with JSON when something is wrong."""

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
from threading import Thread
from typing import Any, Self
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from newsbot.json_lines import json_line
from newsbot.reporting.environment import minimal_environment

TIMEOUT = 10.0  # seconds for both together, from the look-up of a name to the answer's end
TOO_LONG = "it took longer than {:.0f} s"


@dataclass(frozen=True, slots=True)
class Alerts:
    """``command`` gets the JSON on its standard input; ``webhook`` as the body of a POST."""

    command: str = ""
    webhook: str = ""

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """Return the alerts that ``NEWSBOT_ALERT_COMMAND`` and ``NEWSBOT_ALERT_WEBHOOK`` name."""
        names = ("NEWSBOT_ALERT_COMMAND", "NEWSBOT_ALERT_WEBHOOK")
        return cls(*(str(settings.get(name) or "") for name in names))

    def send(self, alert: dict[str, Any]) -> list[str]:
        """Send an alert to both, as far as they are set; return what went wrong.

        Never raises: an alert that cannot be sent must not change what it is about.
        """
        text = json_line(alert).encode("utf-8", "backslashreplace")
        end = time.monotonic() + TIMEOUT
        posting = _Posting(self.webhook, text) if self.webhook else None
        problems = []
        try:
            if self.command:
                _run(self.command, text)
        except Exception as error:  # whatever it is, it is told in the run's report
            problems.append(f"the alert command failed: {_said(error)}")
        # The target is not named: a webhook's URL is a secret as a rule.
        if posting and (failed := posting.outcome(end - time.monotonic())):
            problems.append(f"the alert webhook failed: {failed}")
        return problems


class _Posting(Thread):
    """A POST in a thread, for no time-out of a socket bounds it.

    One that is answered with a byte a second goes on for ever, and a name's look-up has no
    time-out. The process's end ends it too.
    """

    def __init__(self, url: str, text: bytes) -> None:
        super().__init__(name="alert webhook", daemon=True)
        self._url, self._text = url, text
        self._failed = ""  # in words: an error would keep its connection
        self.start()

    def run(self) -> None:
        try:
            _post(self._url, self._text)
        except Exception as error:  # whatever it is, the other thread tells it
            self._failed = _said(error)

    def outcome(self, seconds: float) -> str:
        """Return what went wrong, be it that it takes longer than so many ``seconds``; or ""."""
        self.join(max(0.0, seconds))
        return TOO_LONG.format(TIMEOUT) if self.is_alive() else self._failed


def _run(command: str, text: bytes) -> None:
    words = shlex.split(command)
    if not words:
        raise ValueError("there is no command in it")
    process = subprocess.Popen(  # noqa: S603  # it is the user's own
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=minimal_environment(),
    )
    kill = atexit.register(_kill, process)  # where this thread is not the one that ends
    try:
        process.communicate(text, timeout=TIMEOUT)
    except BaseException:  # it takes too long, or we are stopped
        kill(process)
        raise
    finally:
        atexit.unregister(kill)
    if process.returncode:
        raise subprocess.SubprocessError(f"it ended with status {process.returncode}")


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process with all that it started: none may be left behind."""
    with suppress(OSError):  # it has ended, or is another user's
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(1)


class _NoRedirect(HTTPRedirectHandler):
    """A POST that is redirected would become a GET without the alert."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _post(url: str, text: bytes) -> None:
    if not url.startswith(("http://", "https://")):
        raise ValueError("its URL must begin with http:// or https://")
    try:
        urlsplit(url)
    except ValueError:  # whose text has a part of the URL in it
        raise ValueError("its URL cannot be read") from None
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "newsbot"}
    request = Request(url, text, headers, method="POST")  # noqa: S310  # checked above
    with build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as answer:
        answer.read(1024)


def _said(error: Exception) -> str:
    if isinstance(error, subprocess.TimeoutExpired):
        return TOO_LONG.format(TIMEOUT)
    if isinstance(error, URLError) and not hasattr(error, "code"):
        return str(error.reason)
    if isinstance(error, HTTPError):  # its reason is the server's, which may repeat the URL
        return f"HTTP Error {error.code}"
    if isinstance(error, HTTPException):  # the text of InvalidURL has the URL's path in it
        return type(error).__name__
    return str(error) or type(error).__name__
