"""Scrapyd's web pages and API, with three differences.

* Logs are said to be UTF-8: browsers would read Hindi as Latin-1.
* Requests that a page of another site makes a browser send are refused: the browser adds the
  password, and a schedule may name commands. Scrapyd itself accepts such requests.
* A job id is a plain name: with one of 300 characters Scrapyd cannot make the log's file, and the
  slot that should run the job waits for ever.
"""

from __future__ import annotations

import json
import os
import re
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from scrapyd.website import File, Root
from twisted.web.resource import Resource

SAFE_METHODS = (b"GET", b"HEAD")
# Values of Sec-Fetch-Site for requests that the user or a page of this server made.
OWN_SITES = (None, "none", "same-origin")
HEADERS = ("Host", "Origin", "Sec-Fetch-Site")  # that are looked at
JOB = re.compile(rb"[A-Za-z0-9_-]{1,100}")


class Utf8Root(Root):
    """Scrapyd's root page; it serves the logs as UTF-8."""

    def __init__(self, config: Any, app: Any) -> None:
        super().__init__(config, app)
        self._hosts = known_hosts(os.environ)
        if self.logs_dir:
            # `.log` has a type of its own in some systems' tables.
            logs = File(self.logs_dir, "text/plain; charset=utf-8")
            logs.contentTypes = {}
            self.putChild(b"logs", logs)

    def getChildWithDefault(self, path: bytes, request: Any) -> Any:
        """Return what answers a request: Scrapyd's own, or a refusal."""
        if why := problem_with(request, self._hosts):
            return Refused(403, why)
        if not all(JOB.fullmatch(job) for job in request.args.get(b"jobid", ())):
            # As Scrapyd says it, with status 200.
            return Refused(200, "jobid must be up to 100 ASCII letters, digits, _ and -")
        return super().getChildWithDefault(path, request)


class Refused(Resource):
    """Answers whatever is asked with an error, in Scrapyd's form."""

    isLeaf = True

    def __init__(self, status: int, message: str) -> None:
        super().__init__()
        self._status = status
        self._text = json.dumps({"status": "error", "message": message}).encode() + b"\n"

    def render(self, request: Any) -> bytes:
        """Answer with the error."""
        request.setResponseCode(self._status)
        request.setHeader(b"Content-Type", b"application/json")
        return self._text


def known_hosts(environment: Any) -> set[str]:
    """Return the names by which this server is asked for, beside IP addresses.

    They are that of SCRAPYD_URL, and those of SCRAPYD_HOSTS, with commas, for a proxy before it.
    """
    names = environment.get("SCRAPYD_HOSTS", "").split(",")
    named = urlsplit(environment.get("SCRAPYD_URL", "")).hostname
    return {"localhost", *(name.strip().lower() for name in (*names, named or "") if name.strip())}


def problem_with(request: Any, hosts: set[str]) -> str | None:
    """Return why a request is not taken; None where it is."""
    if twice := next((name for name in HEADERS if len(_values(request, name)) > 1), None):
        # A proxy or a browser may read one of the two headers, and Scrapyd the other one.
        return f"the header {twice} stands twice"
    host = _header(request, "Host") or ""
    if not _is_known(host, hosts):
        # A name of somebody else's that was bound to this address (DNS rebinding).
        return f"unknown Host {host[:100]!r}: name it in SCRAPYD_HOSTS"
    if request.method in SAFE_METHODS:
        return None
    origin = _header(request, "Origin")
    # Compared as text: an Origin may be no URL.
    if origin is not None and origin.lower().partition("://")[2] != host.lower():
        return "a page of another site sent this (Origin)"
    if _header(request, "Sec-Fetch-Site") not in OWN_SITES:
        return "a page of another site sent this (Sec-Fetch-Site)"
    return None


def _is_known(host: str, hosts: set[str]) -> bool:
    try:
        address = urlsplit(f"//{host}")
        name = address.hostname or ""
        if address.netloc != host:  # a path or the like behind it
            return False
        if name in hosts:
            return True
        ip_address(name)  # which no name server says
    except ValueError:
        return False
    return True


def _header(request: Any, name: str) -> str | None:
    return next(iter(_values(request, name)), None)


def _values(request: Any, name: str) -> list[str]:
    values = request.requestHeaders.getRawHeaders(name.encode(), [])
    return [value.decode("latin-1") for value in values]  # any byte may stand there
