"""Sort the reasons of failed requests by kind, and choose the outcome of a run without a page.

This file needs only the standard library: newsbot-schedule uses it without Scrapy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsbot.reporting import stat_names
from newsbot.reporting.stat_groups import STATUSES, below

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.statscollectors import StatsCollector

MAX_EXAMPLES = 3  # of each kind
# Statuses that refuse the client, not the URL. 429 only means "not now".
REFUSALS = (401, 403, 451)
ABSENT = "absent"  # 404 and similar: the page does not exist, or redirects elsewhere
KINDS = ("blocked", "rate_limited", "forbidden", "unreachable", ABSENT)
_KIND_OF = {
    "blocked": "blocked",
    "http_429": "rate_limited",
    "robots_txt": "forbidden",
    "robots_unavailable": "unreachable",
    "download_error": "unreachable",
    "private_address": "unreachable",
    "http_408": "unreachable",
    "http_425": "unreachable",
    "bad_redirect": ABSENT,
    "redirected": ABSENT,  # the name of bad_redirect in a ledger that 0.1.0 wrote
    "soft_404": ABSENT,
    "not_fetched": ABSENT,
    **{f"http_{status}": "blocked" for status in REFUSALS},
}


def kind_of(reason: str) -> str | None:
    """Return the kind of a failure from its reason; None for a page that was fetched."""
    if reason in _KIND_OF:
        return _KIND_OF[reason]
    if reason.startswith("http_"):
        return "unreachable" if reason.startswith("http_5") else ABSENT
    return None


def note_failure(stats: StatsCollector, url: str, reason: str, detail: str | None) -> None:
    """Count a page that could not be fetched, and note the first failures of each kind in words."""
    kind = kind_of(reason)
    if urlsplit(url).path == "/robots.txt" and kind != "unreachable":
        # A missing robots.txt allows all (RFC 9309), and thus is no failure. With a 429 for
        # robots.txt, nothing of the host is fetched.
        kind = "unreachable" if reason == "http_429" else None
    if kind is None:
        return
    stats.inc_value(f"{stat_names.FAILED}/{kind}")
    if kind == "blocked":
        stats.inc_value(f"{stat_names.REFUSED}/{reason}")
    note_example(stats, kind, url, reason, detail)


def note_example(
    stats: StatsCollector, kind: str, url: str, reason: str, detail: str | None
) -> None:
    """Note in words why a page did not become an article, for the first pages of each kind."""
    name = f"{stat_names.EXAMPLES}/{kind}"
    examples = stats.get_value(name, [])
    if len(examples) < MAX_EXAMPLES:
        why = detail or reason.replace("http_", "status ")
        stats.set_value(name, [*examples, f"{url}: {' '.join(why.split())}"])


def failed_before(stats: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return (outcome, message) of a run without a known article; None if no page failed before.

    The pages failed in earlier runs and are not due yet.
    """
    reasons: dict[str, int] = below(stat_names.FAILED_BEFORE, stats)
    if not reasons:
        return None
    most = max(reasons, key=reasons.__getitem__)
    kind = kind_of(most)
    name = {None: "no_articles", ABSENT: "unreachable"}.get(kind, kind or "")
    name = most if most == "not_hindi" else name
    failures_by_reason = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
    robots = "robots.txt forbids pages, and " if kind == "forbidden" else ""
    return (
        name,
        f"{robots}no article is known; pages that failed in earlier runs: {failures_by_reason}",
    )


class Failures:
    """The failures of a run.

    Attributes:
        kind: The most frequent kind; None without a failure.
        number: The number of failures of this kind.
    """

    def __init__(self, stats: Mapping[str, Any]) -> None:
        self._stats = stats
        numbers = {kind: int(stats.get(f"{stat_names.FAILED}/{kind}", 0)) for kind in KINDS}
        if not any(numbers.values()):  # count all refused requests, for example of robots.txt
            numbers["blocked"] = sum(self._refusals().values())
        kinds = [kind for kind in KINDS if numbers[kind] and kind != ABSENT]
        # Absent pages are usual: another kind of failure says more.
        absent = ABSENT if numbers[ABSENT] else None
        self.kind = max(kinds, key=numbers.__getitem__, default=absent)
        self.number = numbers[self.kind] if self.kind else 0

    @property
    def articles(self) -> int:
        """The number of articles that could not be fetched.

        Absent pages are not counted, nor pages that the last healthy run could not fetch either.
        """
        rejects = below(stat_names.REJECTS, self._stats)
        failed = sum(int(rejects[why]) for why in rejects if kind_of(why) not in (None, ABSENT))
        return failed - int(self._stats.get(stat_names.PAGES_FAILED_AS_BEFORE, 0))

    def outcome(self, pages: str) -> tuple[str, str]:
        """Return (outcome, message) of a run that got no page of a kind.

        Args:
            pages: The kind of page for the message, for example "article".
        """
        examples = "; ".join(self._stats.get(f"{stat_names.EXAMPLES}/{self.kind}", ()))
        match self.kind:
            case "blocked":
                answers = ", ".join(
                    f"{count} with status {status}" for status, count in self._refusals().items()
                )
                message = f"blocked: not one {pages} was read" + (answers and f", {answers}")
            case "rate_limited":
                message = (
                    f"not one {pages} was read, {self.number} answered with status 429: the site"
                    " asks for a wait, the due pages stay pending"
                )
            case "forbidden":
                message = f"robots.txt forbids all {self.number} pages that were found"
            case None:
                return "unreachable", f"not one {pages} could be fetched: see the log"
            case _:
                message = f"not one {pages} could be fetched"
        name = "unreachable" if self.kind == ABSENT else self.kind
        return name, f"{message}: {examples}" if examples else message

    def _refusals(self) -> dict[int, int]:
        """Return status → number of pages that were refused with it."""
        prefix = f"{stat_names.REFUSED}/http_"
        if not self._stats.get(f"{stat_names.FAILED}/blocked"):
            prefix = f"{STATUSES}/"
        counts = {status: int(self._stats.get(f"{prefix}{status}", 0)) for status in REFUSALS}
        return {status: count for status, count in counts.items() if count}
