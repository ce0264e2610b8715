"""Judge a site that cannot be read at all: unreachable, or refused to newsbot. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsbot.doctor.fetcher import REFUSALS
from newsbot.reporting.outcomes import STATUSES

if TYPE_CHECKING:
    from newsbot.doctor.findings import Failure, Findings

UNREACHABLE, REFUSED = STATUSES["unreachable"], STATUSES["blocked"]
FORBIDDEN = "robots_txt"  # reason of a Failure


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem (``what``) and its remedy (``do``), each in one or two sentences."""

    what: str
    do: str


@dataclass(slots=True)
class Judgement:
    """The judgement of a visit.

    Attributes:
        status: The exit status of the command.
        verdict: The meaning of the status, in one sentence.
        problems: Problems that must be solved before the site can be crawled.
        notes: Facts about the site that are not problems.
    """

    status: int
    verdict: str
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def judge_no_answer(findings: Findings) -> Judgement | None:
    """Return the judgement of a site that cannot be read at all; None for others."""
    robots = findings.robots
    if robots and robots.failure:
        return _of_unread_robots(robots.failure)
    failures = findings.failures
    refused = [failure for failure in failures if failure.reason in (*REFUSALS, FORBIDDEN)]
    pages = [page for page in findings.pages if page.failure]
    has_no_article = bool(pages) and not findings.articles
    has_no_page = has_no_article and all(page.failure in failures for page in pages)
    pages_answered = findings.answered - (robots is not None and robots.status == 200)
    if (pages_answered > 0 and not has_no_page) or not failures:
        return None
    worst = refused[0] if len(refused) * 2 >= len(failures) else failures[0]
    if worst.reason == FORBIDDEN:
        what = f"robots.txt forbids newsbot to fetch {worst.url}"
        do = "Ask the publisher for permission. newsbot obeys robots.txt."
        return Judgement(REFUSED, "forbidden by robots.txt", [Problem(what, do)])
    if worst in refused:
        return _blocked(worst, len(refused), len(failures))
    what = f"No page could be fetched: {worst.url}: {worst.words}"
    do = "Open the address in a browser. If the site is there, try again later."
    if "ffsite" in worst.words or worst.reason == "bad_redirect":
        do = "The site may have another address now: give that to scrapy doctor."
    return Judgement(UNREACHABLE, "unreachable", [Problem(what, do)])


def _of_unread_robots(failure: Failure) -> Judgement:
    if failure.reason in REFUSALS:
        return _blocked(failure, 1, 1)
    what = f"robots.txt could not be read ({failure.words}), and nothing may be fetched without it"
    do = "Check the address and the network. If the site has an outage, try again later."
    if failure.reason == "robots_unavailable":  # the answer is not a robots.txt
        do = f"Look at {failure.url} in a browser, and tell the publisher that it is broken."
    return Judgement(UNREACHABLE, "unreachable", [Problem(what, do)])


def _blocked(failure: Failure, refused: int, failures: int) -> Judgement:
    what = f"The site does not let newsbot read it: {failure.url}: {failure.words}"
    if failures > 1:
        what += f" ({refused} of {failures} failures)"
    do = (
        "Set NEWSBOT_CONTACT so that the site's people can reach you, ask them for permission, or"
        " try from another network. newsbot does not evade guards."
    )
    return Judgement(REFUSED, "blocked", [Problem(what, do)])
