"""Kinds of reasons why pages could not be fetched; the outcome of a run in which no page came.

The standard library alone: newsbot-schedule does without Scrapy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsbot.reporting import stat_names
from newsbot.reporting.stat_groups import STATUSES, below

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.statscollectors import StatsCollector

EXAMPLES = 3  # of each kind
# Answers that say no to who asks, not to what is asked for. 429 is only "not now".
REFUSALS = (401, 403, 451)
ABSENT = "absent"  # 404 and the like: the page is not there, or leads elsewhere
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
    "redirected": ABSENT,  # the same in a ledger that 0.1.0 wrote
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
    """Count a page that could not be fetched, and keep a few of each kind in words."""
    kind = kind_of(reason)
    if urlsplit(url).path == "/robots.txt" and kind != "unreachable":
        # One that is not there allows all (RFC 9309); without one that is, nothing is fetched.
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
    """Keep in words why a page did not become an article, of a few pages of each kind."""
    name = f"{stat_names.EXAMPLES}/{kind}"
    examples = stats.get_value(name, [])
    if len(examples) < EXAMPLES:
        why = detail or reason.replace("http_", "status ")
        stats.set_value(name, [*examples, f"{url}: {' '.join(why.split())}"])


def failed_before(stats: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return (outcome, message) of a run that knows no article, where earlier runs failed.

    All pages failed then and are not due yet. None where none failed.
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
    """The failures of a run. ``kind``: the most frequent one; None where there is no failure."""

    def __init__(self, stats: Mapping[str, Any]) -> None:
        self._stats = stats
        numbers = {kind: int(stats.get(f"{stat_names.FAILED}/{kind}", 0)) for kind in KINDS}
        if not any(numbers.values()):  # what was refused was no page of ours
            numbers["blocked"] = sum(self._refusals().values())
        kinds = [kind for kind in KINDS if numbers[kind] and kind != ABSENT]
        # Pages that are not there say little beside others.
        absent = ABSENT if numbers[ABSENT] else None
        self.kind = max(kinds, key=numbers.__getitem__, default=absent)
        self.number = numbers[self.kind] if self.kind else 0

    @property
    def articles(self) -> int:
        """How many articles could not be fetched.

        Those aside that are not there, and those that the last healthy run could not fetch either.
        """
        rejects = below(stat_names.REJECTS, self._stats)
        failed = sum(int(rejects[why]) for why in rejects if kind_of(why) not in (None, ABSENT))
        return failed - int(self._stats.get(stat_names.PAGES_FAILED_AS_BEFORE, 0))

    def outcome(self, pages: str) -> tuple[str, str]:
        """Return (outcome, message) of a run in which no page came.

        Args:
            pages: What was to be read, in words: "article", say.
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
                    " asks for a wait, what is due stays pending"
                )
            case "forbidden":
                message = f"robots.txt forbids all that was found, {self.number} in number"
            case None:
                return "unreachable", f"not one {pages} could be fetched: see the log"
            case _:
                message = f"not one {pages} could be fetched"
        name = "unreachable" if self.kind == ABSENT else self.kind
        return name, f"{message}: {examples}" if examples else message

    def _refusals(self) -> dict[int, int]:
        """Return status → how many pages were refused with it."""
        prefix = f"{stat_names.REFUSED}/http_"
        if not self._stats.get(f"{stat_names.FAILED}/blocked"):
            prefix = f"{STATUSES}/"
        counts = {status: int(self._stats.get(f"{prefix}{status}", 0)) for status in REFUSALS}
        return {status: count for status, count in counts.items() if count}
