"""Alerts: a command or a webhook is called with JSON when something is wrong."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Self
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from newsbot.json_lines import json_line

TIMEOUT = 10.0  # seconds, for each of the two


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
        problems = []
        for call, target in ((_run, self.command), (_post, self.webhook)):
            try:
                if target:
                    call(target, text)
            except Exception as error:
                # The target is not named: a webhook's URL is a secret as a rule.
                what = "command" if call is _run else "webhook"
                problems.append(f"the alert {what} failed: {_said(error)}")
        return problems


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
    )
    try:
        process.communicate(text, timeout=TIMEOUT)
    except BaseException:  # it takes too long, or we are stopped
        # With all that it started: no process may be left behind.
        with suppress(OSError):  # it has ended, or is another user's
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        raise
    if process.returncode:
        raise subprocess.SubprocessError(f"it ended with status {process.returncode}")


class _NoRedirect(HTTPRedirectHandler):
    """A POST that is redirected would become a GET without the alert."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _post(url: str, text: bytes) -> None:
    if not url.startswith(("http://", "https://")):
        raise ValueError("its URL must begin with http:// or https://")
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "newsbot"}
    request = Request(url, text, headers, method="POST")  # noqa: S310  # checked above
    with build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as answer:
        answer.read(1024)


def _said(error: Exception) -> str:
    if isinstance(error, subprocess.TimeoutExpired):
        return f"it took longer than {TIMEOUT:.0f} s"
    if isinstance(error, URLError) and not hasattr(error, "code"):
        return str(error.reason)
    if isinstance(error, HTTPException):  # the text of InvalidURL has the URL's path in it
        return type(error).__name__
    return str(error) or type(error).__name__
