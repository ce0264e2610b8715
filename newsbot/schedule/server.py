"""Call Scrapyd's HTTP API."""

from __future__ import annotations

import base64
import http.client
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from newsbot.exceptions import NewsbotError
from newsbot.reporting.run_reports import report_in_log

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import Message

TIMEOUT = 10.0  # seconds without data
# For calls for which Scrapyd starts a process that imports the project. On a busy machine with two
# cores this took more than 10 s.
TIMEOUT_WITH_PROJECT = 90.0
LOG_TAIL = 1 << 16  # bytes at the end of a log; a report has some 2 KB and is near the end
MAX_ANSWER = 1 << 26  # bytes
# A proxy of the environment is not used, because it would see the password.
OPENER = build_opener(ProxyHandler({}))


class ServerError(NewsbotError):
    """A Scrapyd server did not answer, or refused a request."""


class UnreachableError(ServerError):
    """The server did not answer, or does not answer as Scrapyd."""


class RefusedError(ServerError):
    """Scrapyd refused a request: wrong credentials, an unknown project or spider."""


def problem_with(url: str) -> str | None:
    """Return the problem of a server's URL, without quoting the URL; None if it is valid."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna")
        is_usable = parts.scheme in ("http", "https") and host and parts.port != 0
    except ValueError:  # brackets, a port, a name that is too long
        is_usable = False
    if not is_usable or not re.fullmatch(r"[!-~]+", url):
        return "must be like http://host:port, in ASCII"
    if parts.username is not None:
        return "must not contain a user name or password, which belong in the environment"
    return None


@dataclass(frozen=True, slots=True)
class Jobs:
    """The jobs of a project on a server.

    Attributes:
        pending, running, finished: Job id → spider.
        ends: Job id → its end by the server's clock, as text in sortable form.
    """

    pending: dict[str, str]
    running: dict[str, str]
    finished: dict[str, str]
    ends: dict[str, str] = field(default_factory=dict)

    @property
    def active(self) -> dict[str, str]:
        """The jobs that are pending or running: job id → spider."""
        return self.pending | self.running

    def state_of(self, spider: str) -> str | None:
        """Return ``running`` or ``pending``; None if the spider is neither."""
        if spider in self.running.values():
            return "running"
        return "pending" if spider in self.pending.values() else None

    def ended(self, spider: str) -> list[str]:
        """Return the ended jobs of a spider, latest first."""
        jobs = [job for job, its_spider in self.finished.items() if its_spider == spider]
        return sorted(jobs, key=lambda job: self.ends.get(job, ""), reverse=True)


@dataclass(frozen=True, slots=True)
class Server:
    """A Scrapyd server. Every call may raise ServerError."""

    name: str
    url: str
    username: str
    password: str = field(repr=False)

    def jobs(self, project: str) -> Jobs:
        """Return the jobs of a project."""
        answer = self._call(f"/listjobs.json?{urlencode({'project': project})}")
        try:
            states = ("pending", "running", "finished")
            pending, running, finished = (
                {job["id"]: job["spider"] for job in answer[state]} for state in states
            )
            ends = {job["id"]: str(job.get("end_time") or "") for job in answer["finished"]}
            return Jobs(pending, running, finished, ends)
        except (KeyError, TypeError):
            raise UnreachableError(f"server {self.name}: listjobs.json is not Scrapyd's") from None

    def spiders(self, project: str) -> list[str]:
        """Return the spiders of the newest version of a project."""
        path = f"/listspiders.json?{urlencode({'project': project})}"
        answer = self._call(path, timeout=TIMEOUT_WITH_PROJECT)
        return list(answer.get("spiders", ()))

    def versions(self, project: str) -> list[str]:
        """Return the deployed versions of a project; the last one runs."""
        answer = self._call(f"/listversions.json?{urlencode({'project': project})}")
        return list(answer.get("versions", ()))

    def schedule(
        self,
        project: str,
        spider: str,
        job: str,
        arguments: Mapping[str, str],
        settings: Mapping[str, str],
    ) -> None:
        """Start a spider with the job id ``job``."""
        fields = [("project", project), ("spider", spider), ("jobid", job), *arguments.items()]
        fields += [("setting", f"{name}={value}") for name, value in settings.items()]
        self._call("/schedule.json", urlencode(fields).encode(), timeout=TIMEOUT_WITH_PROJECT)

    def report(self, project: str, spider: str, job: str) -> dict[str, Any] | None:
        """Return the report of a job; None if it did not report, or if its log is deleted."""
        path = "/".join(
            quote(part, safe="", errors="replace")
            for part in ("logs", project, spider, f"{job}.log")
        )
        try:
            # `bytes=-65536` is not used: for a shorter file Twisted answers with 500.
            size = self._open(f"/{path}", method="HEAD")[1].get("Content-Length") or ""
            is_known = re.fullmatch(r"[0-9]{1,15}", size)
            start = max(0, int(size) - LOG_TAIL) if is_known else 0
            log, _ = self._open(f"/{path}", headers={"Range": f"bytes={start}-"} if start else {})
        except HTTPError as error:
            if error.code == 404:
                return None
            raise self._refused(error) from None
        return report_in_log(log.decode("utf-8", "replace"), job)

    def _call(
        self, path: str, body: bytes | None = None, *, timeout: float = TIMEOUT
    ) -> dict[str, Any]:
        try:
            text, _ = self._open(path, body, timeout=timeout)
        except HTTPError as error:
            raise self._refused(error) from None
        try:
            answer = json.loads(text)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise UnreachableError(f"server {self.name}: {self.url} does not answer as Scrapyd")
        if answer.get("status") != "ok":
            # Scrapyd reports errors with HTTP status 200.
            message = " ".join(str(answer.get("message", "an error")).split())
            raise RefusedError(f"server {self.name}: Scrapyd says: {message}")
        return answer

    def _open(
        self,
        path: str,
        body: bytes | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        method: str | None = None,
        timeout: float = TIMEOUT,
    ) -> tuple[bytes, Message]:
        """Return body and headers of a response.

        Raises:
            HTTPError: The status is an error.
            UnreachableError: There is no response, or it is too long.
        """
        request = Request(self.url + path, body, dict(headers or {}), method=method)  # noqa: S310  # see Plan
        token = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        # The target of a redirect does not get the password.
        request.add_unredirected_header("Authorization", f"Basic {token}")
        try:
            with OPENER.open(request, timeout=timeout) as answer:
                text = bytes(answer.read(MAX_ANSWER + 1))
                if len(text) > MAX_ANSWER:
                    raise ValueError(f"the answer has more than {MAX_ANSWER >> 20} MiB")
                return text, answer.headers
        except HTTPError:
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:  # of a redirect's URL too
            reason = getattr(error, "reason", None) or error or type(error).__name__
            raise UnreachableError(f"server {self.name}: {self.url}: {reason}") from None

    def _refused(self, error: HTTPError) -> ServerError:
        error.close()
        if error.code == 401:
            return RefusedError(f"server {self.name}: wrong user or password")
        return UnreachableError(f"server {self.name}: {self.url}: HTTP status {error.code}")
