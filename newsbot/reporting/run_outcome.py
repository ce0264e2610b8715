"""Choose the outcome of a run that is over, from its stats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsbot.reporting import stat_groups, stat_names
from newsbot.reporting.failures import ABSENT, Failures, failed_before
from newsbot.reporting.outcomes import (
    BLOCKED,
    ENDS,
    NOT_HINDI,
    STATUSES,
    STORAGE_ERROR,
    USER_ENDS,
    WRONG_ARGUMENT,
    Outcome,
    left_alone,
)
from newsbot.reporting.run_counts import MIN_PAGES, Counts

if TYPE_CHECKING:
    from collections.abc import Mapping


def outcome_of(stats: Mapping[str, Any], reason: str) -> Outcome:
    """Return the outcome of a run, from its stats and Scrapy's reason for its end."""
    counts, failures = Counts(stats), Failures(stats)
    outcome = _outcome_of(counts, failures, reason)
    return _ended_by_user(counts, failures, reason, outcome) if reason in USER_ENDS else outcome


def _ended_by_user(counts: Counts, failures: Failures, reason: str, outcome: Outcome) -> Outcome:
    """Return the outcome of a run that a setting of the user ended.

    If such a run read no page, or a few odd pages, that says nothing about the site.
    """
    ending = f"ended by {reason.upper()}, the due pages stay pending"
    unread = outcome.name == "unreachable" and failures.kind in (None, ABSENT)
    few = outcome.name == "no_articles" and counts.rejects < MIN_PAGES
    if unread or few or outcome.name == "nothing_new":
        known = f"nothing new: {counts.known} articles are known"
        parts = (known, counts.rejects_in_words, ending)
        return Outcome("nothing_new", "; ".join(filter(None, parts)))
    return (
        Outcome(outcome.name, f"{outcome.message}; {ending}") if outcome.name == "ok" else outcome
    )


def _outcome_of(counts: Counts, failures: Failures, reason: str) -> Outcome:
    stats = counts.stats
    if cut := _cut_off(counts, reason):
        return cut
    if why := _by_a_guard(counts, reason):
        return Outcome("blocked", why)
    if changed := stats.get(stat_names.LAYOUT_CHANGED):
        message = f"{counts.articles} articles, {counts.rejects} rejects: {changed}"
        return Outcome("layout_changed", message)
    wait = _wait(stats)
    if counts.articles:
        message = f"{counts.articles} articles, {counts.rejects} rejects"
        if counts.named and counts.rejects:
            message = f"{counts.articles} articles, {counts.rejects_in_words}"
        return Outcome("ok", message + (wait and f"; {wait}"))
    if wait and not counts.rejects:
        if _is_down(counts):
            message = f"not one page of the site could be fetched, status 503 came instead: {wait}"
            return Outcome("unreachable", message)
        return Outcome("rate_limited", wait)
    if counts.of(stat_names.REPARSE_MODE) and not counts.of(stat_names.SAVED_PAGES_ANSWERED):
        return Outcome("nothing_new", "no pages are saved")
    outcome = _without_articles(counts, failures)
    name = "rate_limited" if wait and outcome.name == "nothing_new" else outcome.name
    return Outcome(name, outcome.message + (wait and f"; {wait}"))


def _cut_off(counts: Counts, reason: str) -> Outcome | None:
    """Return the outcome of a run that ended early, or in which newsbot failed; else None."""
    stats = counts.stats
    if why := stats.get(stat_names.NOT_OPENED):
        return Outcome(reason if reason in STATUSES else "error", str(why))
    stored_badly = any(stat_groups.below(stat_groups.FEEDS_FAILED, stats).values())
    if reason == STORAGE_ERROR or counts.of(stat_names.STORAGE_ERRORS) or stored_badly:
        why = stats.get(stat_names.STORAGE_ERROR, "a feed could not be stored, see the log")
        return Outcome("storage_error", f"the articles could not be written: {why}")
    if reason == WRONG_ARGUMENT:
        return Outcome("wrong_argument", str(stats.get(stat_names.WRONG_ARGUMENT, reason)))
    if reason == NOT_HINDI:
        return Outcome("not_hindi", str(stats.get(stat_names.NOT_HINDI, reason)))
    if reason == "shutdown":
        return Outcome("interrupted", f"stopped by a signal after {counts.articles} articles")
    if reason not in ENDS:
        return Outcome("error", f"ended early: {reason}")
    if failed := counts.of(stat_names.PAGES_EXTRACTION_ERRORS) + counts.of(
        stat_names.CALLBACK_ERRORS
    ):
        return Outcome("error", f"{counts.articles} articles, and {failed} errors: see the log")
    return None


def _by_a_guard(counts: Counts, reason: str) -> str | None:
    """Return why a run counts as blocked; None if the site was read."""
    blocked, read = counts.of(stat_names.BLOCKED), counts.fetched + counts.sources
    if not blocked:
        return None
    if reason == BLOCKED or blocked >= read or (not counts.fetched and counts.are_many(blocked)):
        why = counts.stats.get(stat_names.BLOCKED_BY, "unknown")
        return f"blocked: {blocked} pages were a challenge or a refusal ({why}), {read} were read"
    return None


def _without_articles(counts: Counts, failures: Failures) -> Outcome:
    """Return the outcome of a run that ended regularly and delivered nothing."""
    if counts.of(stat_names.ARCHIVE_FILES):
        return _of_archives(counts)
    if unknown := counts.stats.get(stat_names.SECTIONS_UNKNOWN):
        return Outcome(*failures.outcome(f"page that names section {unknown}"))
    if (others := counts.of(f"{stat_names.REJECTS}/not_hindi")) and not counts.known:
        return Outcome("not_hindi", f"none of the {others} articles that were read is in Hindi")
    if unfetched := _unfetched(counts, failures):
        return Outcome(*failures.outcome(unfetched))
    unread = max(
        counts.of(stat_names.PAGES_NEWLY_UNREAD), counts.of(stat_names.PAGES_UNREAD_IN_A_ROW)
    )
    if counts.rejects and not counts.healthy:
        all_unread = counts.fetched and (counts.named or not counts.known)
        if all_unread or (unread and counts.are_many(unread)):
            return Outcome(
                "no_articles", f"no articles: no page became one; {counts.rejects_in_words}"
            )
    if not counts.known and not counts.healthy:
        if before := failed_before(counts.stats):
            return Outcome(*before)
        if not counts.outlinks:
            return Outcome("no_articles", "no articles: no page of the site names one")
    message = f"nothing new: {counts.known} articles are known, -a full=1 delivers them all again"
    older = counts.of(stat_names.OLDER_THAN_SINCE)
    if counts.healthy == older and (not counts.known or (older and counts.named)):
        message = "nothing new: the limits of this run left out all articles that were found"
    return Outcome("nothing_new", "; ".join(filter(None, (message, counts.rejects_in_words))))


def _unfetched(counts: Counts, failures: Failures) -> str | None:
    """Return in words which pages are all missing, if that decides the outcome; else None."""
    read_nothing = not counts.sources and not counts.fetched
    if read_nothing or _all_failed(counts, failures):
        if counts.named:
            return "page that was asked for"
        if counts.of(stat_names.ADDRESSES_LEFT):
            return "article that was asked for"  # the run did not request all articles
        return "page of the site" if read_nothing else "article"
    if not counts.of(stat_names.SOURCES_FAILED) or counts.sources:
        return None
    # Known articles may have been fetched, but whether there are new ones is unknown.
    return None if failures.kind in (None, ABSENT) else "page that names articles"


def _of_archives(counts: Counts) -> Outcome:
    """Return the outcome of a run that read archives and delivered nothing."""
    if counts.known or counts.healthy or counts.of(stat_names.ARCHIVE_KNOWN):
        message = f"nothing new in the archives: {counts.known} articles of their sites are known"
        return Outcome("nothing_new", "; ".join(filter(None, (message, counts.rejects_in_words))))
    rejects = counts.rejects_in_words or "the archives contain no page of an article"
    return Outcome("no_articles", f"no articles: {rejects}")


def _all_failed(counts: Counts, failures: Failures) -> bool:
    """Return whether sources were read, but no article, or no other page, could be fetched."""
    if counts.fetched or counts.healthy or failures.kind is None:
        return False
    if failures.kind == ABSENT:  # this is usual on a site whose articles are known
        return bool(counts.rejects) and not counts.known
    return not counts.outlinks or bool(failures.articles and counts.are_many(failures.articles))


def _is_down(counts: Counts) -> bool:
    """Return whether all responses were 503 without Retry-After: the site is down, not overloaded.

    A site that sends some pages, or mostly 429, is not down.
    """
    if counts.sources or counts.fetched or not counts.of(stat_names.RETRY_AFTER_OVERLOADED):
        return False
    answers = stat_groups.below(stat_groups.STATUSES, counts.stats)
    return bool(answers.get("503", 0) > answers.get("429", 0))


def _wait(stats: Mapping[str, Any]) -> str:
    """Return a message about a backoff that kept due pages from being requested; "" without one."""
    host, until = map(stats.get, (stat_names.RETRY_AFTER_HOST, stat_names.RETRY_AFTER_UNTIL))
    if not host:
        return ""
    is_overloaded = bool(stats.get(stat_names.RETRY_AFTER_OVERLOADED))
    return f"{left_alone(host, until, is_overloaded)}, the due pages stay pending"
