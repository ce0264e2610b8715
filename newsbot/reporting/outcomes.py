"""How a run can end, and the exit status that says so.

Statuses from 64 on are those of BSD's sysexits.h, where one fits. Scripts depend on them: an
outcome may be added, the status of one never changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

BAD_ARGUMENTS = 2

STATUSES = {
    "ok": 0,  # articles were delivered
    "nothing_new": 0,  # the site was read; nothing in it was asked for
    "wrong_argument": BAD_ARGUMENTS,  # the site has no section of a name that sections= gives
    "not_hindi": 65,  # the site is mainly in another language
    "no_articles": 65,  # pages in number were read, and none of them became an article
    "unreachable": 69,  # not one page of the site, or not one article, could be fetched
    "error": 70,  # a part of newsbot failed; what it failed on is in the log
    "storage_error": 74,  # a feed could not be written
    "already_running": 75,  # another run of the site is at work on the same data directory
    "rate_limited": 75,  # the site asks to be left alone (Retry-After, or 429 alone): come later
    "layout_changed": 76,  # fields are missing, or listings name nothing: the site looks different
    "blocked": 77,  # the site, or who guards it, does not let us read it
    "forbidden": 77,  # robots.txt forbids all that was found
    "interrupted": 130,  # stopped by a signal before it was through
}
# Names of 0.1.0, which reports of runs and settings of users may have, and those of now.
FORMER_NAMES = {"overlap": "already_running", "asked_to_wait": "rate_limited"}
# Reasons of rejects that answered as articles do: the site may look different now.
EXTRACTION_REASONS = (
    *("no_headline", "no_body", "empty_page", "not_html", "too_long", "bad_encoding"),
    *("too_complex", "extraction_error"),
)
# Outcomes of runs that read the site and found nothing wrong; of those that were cut short, by
# somebody who knows or for a time; and of those that somebody should know of.
GOOD = ("ok", "nothing_new")
CUT_SHORT = ("already_running", "rate_limited", "interrupted")
BAD = tuple(name for name in STATUSES if name not in (*GOOD, *CUT_SHORT))
# Our reasons for the end of a run, beside Scrapy's `finished` and `shutdown`.
ALREADY_RUNNING = "already_running"
STORAGE_ERROR = "storage_error"
WRONG_ARGUMENT = "wrong_argument"
NOT_HINDI = "not_hindi"
LIMIT_REACHED = "limit"
BLOCKED = "blocked"
RETRY_AFTER = "retry_after"
# Scrapy's reasons for an end that the user set (CLOSESPIDER_…): how much a run does is his choice.
USER_ENDS = tuple(
    f"closespider_{name}"
    for name in ("timeout", "itemcount", "pagecount", "timeout_no_item", "pagecount_no_item")
)
# Reasons of a run that came to its own end.
ENDS = ("finished", LIMIT_REACHED, BLOCKED, RETRY_AFTER, *USER_ENDS)


@dataclass(frozen=True, slots=True)
class Outcome:
    """``name``: a key of STATUSES; ``message``: one line that says what happened."""

    name: str
    message: str

    @property
    def status(self) -> int:
        """The exit status of the outcome."""
        return STATUSES[self.name]


def left_alone(host: str, until: Any, is_overloaded: bool) -> str:
    """Return in words until when a host is left alone, and whether it asked for that."""
    why = "is overloaded (429, 503), and is" if is_overloaded else "asks to be"
    return f"{host} {why} left alone until {until}"
