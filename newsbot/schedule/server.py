"""Scrapyd's HTTP API, as much of it as is needed."""

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

TIMEOUT = 10.0  # seconds of silence
# Scrapyd starts a process that imports the project before it answers; on a busy machine of two
# cores that took longer than 10 s.
TIMEOUT_WITH_PROJECT = 90.0
LOG_TAIL = 1 << 16  # bytes; a report is some 2 KB and stands near the end
MAX_ANSWER = 1 << 26  # bytes
# Never through a proxy of the environment: it would see the password.
OPENER = build_opener(ProxyHandler({}))


class ServerError(NewsbotError):
    """A Scrapyd server could not be asked, or said no."""


class UnreachableError(ServerError):
    """No answer, or none that Scrapyd gives."""


class RefusedError(ServerError):
    """Scrapyd answered that it will not: wrong credentials, no such project or spider."""


def problem_with(url: str) -> str | None:
    """Return what is wrong with a server's URL, which is not quoted; None where nothing is."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna")
        is_usable = parts.scheme in ("http", "https") and host and parts.port != 0
    except ValueError:  # brackets, a port, a name that is too long
        is_usable = False
    if not is_usable or not re.fullmatch(r"[!-~]+", url):
        return "must be as http://host:port, in ASCII"
    if parts.username is not None:
        return "must have neither user nor password, which belong in the environment"
    return None


@dataclass(frozen=True, slots=True)
class Jobs:
    """The jobs of a project that a server knows: job id → spider.

    Attributes:
        ends: Job id → when it ended, by the server's own clock, as text that sorts.
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
        """Return ``running`` or ``pending``; None where the spider is neither."""
        if spider in self.running.values():
            return "running"
        return "pending" if spider in self.pending.values() else None

    def ended(self, spider: str) -> list[str]:
        """Return the jobs of a spider that ended, the last one first."""
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
        """Have a spider run under the job id ``job``."""
        fields = [("project", project), ("spider", spider), ("jobid", job), *arguments.items()]
        fields += [("setting", f"{name}={value}") for name, value in settings.items()]
        self._call("/schedule.json", urlencode(fields).encode(), timeout=TIMEOUT_WITH_PROJECT)

    def report(self, project: str, spider: str, job: str) -> dict[str, Any] | None:
        """Return what a job reported at its end; None where it did not, or its log is gone."""
        path = "/".join(
            quote(part, safe="", errors="replace")
            for part in ("logs", project, spider, f"{job}.log")
        )
        try:
            # Not `bytes=-65536`: to that, of a shorter file, Twisted answers 500.
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
            # With HTTP status 200.
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
        """Return body and headers of an answer; raise HTTPError for a status without success."""
        request = Request(self.url + path, body, dict(headers or {}), method=method)  # noqa: S310  # see Plan
        token = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        # Not to whom a redirect leads.
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
