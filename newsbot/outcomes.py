"""How a run can end, and the exit status that says so.

Statuses from 64 on are those of BSD's sysexits.h, where one fits. Scripts depend on them: an
outcome may be added, the status of one never changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

BAD_ARGUMENTS = 2

STATUSES = {
    "ok": 0,  # articles were delivered
    "nothing_new": 0,  # the site was read; nothing in it was asked for
    "no_articles": 65,  # pages were read, and none of them led to an article
    "unreachable": 69,  # not one page of the site could be fetched
    "error": 70,  # a part of newsbot failed; what it failed on is in the log
    "storage_error": 74,  # a feed could not be written
    "overlap": 75,  # another run is at work on the same data directory
    "asked_to_wait": 75,  # the site asks to be left alone for a time (Retry-After): come later
    "layout_changed": 76,  # fields are missing, or listings name nothing: the site looks different
    "blocked": 77,  # the site, or who guards it, does not let us read it
    "interrupted": 130,  # stopped by a signal before it was through
}
# Reasons of rejects that answered as articles do: the site may look different now.
EXTRACTION_REASONS = (
    *("no_headline", "no_body", "empty_page", "not_html", "too_long", "extraction_error"),
)
# Outcomes of runs that read the site and found nothing wrong; of those that were cut short, by
# somebody who knows or for a time; and of those that somebody should know of.
GOOD = ("ok", "nothing_new")
CUT_SHORT = ("overlap", "asked_to_wait", "interrupted")
BAD = tuple(name for name in STATUSES if name not in (*GOOD, *CUT_SHORT))
# Our reasons for the end of a run, beside Scrapy's `finished` and `shutdown`.
STORAGE_ERROR = "storage_error"
LIMIT_REACHED = "limit"
BLOCKED = "blocked"
RETRY_AFTER = "retry_after"
# Reasons of a run that came to its own end.
ENDS = ("finished", LIMIT_REACHED, BLOCKED, RETRY_AFTER)
# Answers that say no to who asks, not to what is asked for. 429 is only "not now".
REFUSALS = (401, 403, 451)


@dataclass(frozen=True, slots=True)
class Outcome:
    """``name``: a key of STATUSES; ``message``: one line that says what happened."""

    name: str
    message: str

    @property
    def status(self) -> int:
        return STATUSES[self.name]


def outcome_of(stats: Mapping[str, Any], reason: str) -> Outcome:
    """The outcome of a run, from its stats and Scrapy's reason for its end."""

    def count(name: str) -> int:
        return int(stats.get(name, 0))

    articles, rejects = count("newsbot/articles"), count("newsbot/rejects")
    stored_badly = sum(
        value for key, value in stats.items() if key.startswith("feedexport/failed_count/")
    )
    if reason == STORAGE_ERROR or count("newsbot/storage_errors") or stored_badly:
        why = stats.get("newsbot/storage_error", "a feed could not be stored, see the log")
        return Outcome("storage_error", f"what was found could not be written: {why}")
    if reason == "shutdown":
        return Outcome("interrupted", f"stopped by a signal after {articles} articles")
    if reason not in ENDS:
        return Outcome("error", f"ended early: {reason}")
    failed = count("newsbot/pages/extraction_errors") + count("newsbot/component_errors")
    if failed:
        return Outcome("error", f"{articles} articles, and {failed} errors: see the log")
    if blocked := _blocked(stats, reason):
        return Outcome("blocked", blocked)
    if changed := stats.get("newsbot/layout_changed"):
        return Outcome("layout_changed", f"{articles} articles, {rejects} rejects: {changed}")
    wait = _wait(stats)
    if articles:
        return Outcome("ok", f"{articles} articles, {rejects} rejects" + (wait and f"; {wait}"))
    if wait and not rejects:
        return Outcome("asked_to_wait", wait)
    if count("newsbot/kept_pages/only") and not count("newsbot/kept_pages/answered"):
        return Outcome("nothing_new", "no pages are kept")
    if not count("newsbot/sources/read") and not count("newsbot/pages/fetched"):
        return Outcome("unreachable", "not one page of the site could be fetched: see the log")
    outcome = _without_articles(stats, f" ({rejects} rejects)" if rejects else "")
    if wait and outcome.name == "nothing_new":
        return Outcome("asked_to_wait", f"{wait}; {rejects} rejects")
    return Outcome(outcome.name, outcome.message + (wait and f"; {wait}"))


def _without_articles(stats: Mapping[str, Any], with_rejects: str) -> Outcome:
    """The outcome of a run that read the site and delivered nothing."""

    def count(name: str) -> int:
        return int(stats.get(name, 0))

    known = count("newsbot/known_articles")
    leads = sum(value for key, value in stats.items() if key.startswith("newsbot/leads/"))
    # Articles were read, and were known or not asked for.
    healthy = count("item_dropped_count") or count("newsbot/pages/not_modified")
    healthy = healthy or count("newsbot/sources/not_modified")
    # Pages that were seen for the first time, and are no articles.
    strange = count("newsbot/unseen_pages_rejected")
    if healthy or (leads and not strange and (known or not with_rejects)):
        return Outcome(
            "nothing_new",
            f"nothing new: {known} articles are known, -a full=1 delivers them all again"
            + with_rejects,
        )
    return Outcome("no_articles", f"no articles: no page became one{with_rejects}")


def _wait(stats: Mapping[str, Any]) -> str:
    """Who asks to be left alone until when; empty where the run asked for all that was due."""
    host, until = (stats.get(f"newsbot/retry_after/{name}") for name in ("host", "until"))
    return f"{host} asks to be left alone until {until}, what is due stays pending" if host else ""


def _blocked(stats: Mapping[str, Any], reason: str) -> str | None:
    """Why a run counts as blocked; None where the site was read, but for a page or two."""
    blocked = int(stats.get("newsbot/blocked", 0))
    articles_read = int(stats.get("newsbot/pages/fetched", 0))
    read = articles_read + int(stats.get("newsbot/sources/read", 0))
    if blocked and (reason == BLOCKED or not articles_read or blocked >= read):
        why = stats.get("newsbot/blocked_by", "unknown")
        return f"blocked: {blocked} pages were a challenge or a refusal ({why}), {read} were read"
    refused = {
        status: int(count)
        for status in REFUSALS
        if (count := stats.get(f"downloader/response_status_count/{status}"))
    }
    if refused and not read:
        answers = ", ".join(f"{count} with status {status}" for status, count in refused.items())
        return f"blocked: not one page was read, {answers}"
    return None
