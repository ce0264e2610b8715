"""Define the outcomes of a run and their exit statuses.

Statuses from 64 on are taken from BSD's sysexits.h if one fits. Scripts depend on them: an outcome
may be added, but its status never changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

BAD_ARGUMENTS = 2

STATUSES = {
    "ok": 0,  # articles were delivered
    "nothing_new": 0,  # the site was read, and there was nothing to deliver
    "wrong_argument": BAD_ARGUMENTS,  # the site has no section of a name in sections=
    "not_hindi": 65,  # the site is mainly in another language
    "no_articles": 65,  # pages were read, and none of them became an article
    "unreachable": 69,  # not one page of the site, or not one article, could be fetched
    "error": 70,  # newsbot or user code failed; the log has the details
    "storage_error": 74,  # a feed, the ledger or another file could not be written
    "already_running": 75,  # another run of the site uses the same data directory
    "rate_limited": 75,  # the site asks for a pause (Retry-After, or only 429)
    "layout_changed": 76,  # fields are missing, or listings name no article
    "blocked": 77,  # the site, or its protection against bots, refuses our requests
    "forbidden": 77,  # robots.txt forbids all pages that were found
    "interrupted": 130,  # a signal stopped the run before its end
}
# Names of 0.1.0 → names of today; old reports and settings of users may contain them.
FORMER_NAMES = {"overlap": "already_running", "asked_to_wait": "rate_limited"}
# Reasons of rejects whose page was fetched but not understood: the layout may have changed.
EXTRACTION_REASONS = (
    *("no_headline", "no_body", "empty_page", "not_html", "too_long", "bad_encoding"),
    *("too_complex", "extraction_error"),
)
# GOOD: the site was read without a problem. CUT_SHORT: the run ended early, for a reason that will
# pass or that the user knows. BAD: a person should look.
GOOD = ("ok", "nothing_new")
CUT_SHORT = ("already_running", "rate_limited", "interrupted")
BAD = tuple(name for name in STATUSES if name not in (*GOOD, *CUT_SHORT))
# newsbot's reasons for the end of a run, in addition to Scrapy's `finished` and `shutdown`.
ALREADY_RUNNING = "already_running"
STORAGE_ERROR = "storage_error"
WRONG_ARGUMENT = "wrong_argument"
NOT_HINDI = "not_hindi"
LIMIT_REACHED = "limit"
BLOCKED = "blocked"
RETRY_AFTER = "retry_after"
# Scrapy's reasons for an end that a setting of the user caused (CLOSESPIDER_…).
USER_ENDS = tuple(
    f"closespider_{name}"
    for name in ("timeout", "itemcount", "pagecount", "timeout_no_item", "pagecount_no_item")
)
# Reasons of runs that ended regularly.
ENDS = ("finished", LIMIT_REACHED, BLOCKED, RETRY_AFTER, *USER_ENDS)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a run.

    Attributes:
        name: A key of STATUSES.
        message: One line for people.
    """

    name: str
    message: str

    @property
    def status(self) -> int:
        """The exit status of the outcome."""
        return STATUSES[self.name]


def left_alone(host: str, until: Any, is_overloaded: bool) -> str:
    """Return a message about the backoff of a host: its reason and its end."""
    why = "is overloaded (429, 503), and is" if is_overloaded else "asks to be"
    return f"{host} {why} left alone until {until}"
