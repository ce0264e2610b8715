"""Raise an alarm if the site's layout has changed: fields are missing, or listings are empty."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsbot.components import CrawlComponent
from newsbot.page.declared.layout import COUNTED
from newsbot.reporting import stat_names
from newsbot.reporting.failures import Failures

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from newsbot.spider import NewsSpider

logger = logging.getLogger(__name__)

MIN_PAGES = 30  # with fewer pages a share means nothing
MIN_PAGES_OF_NONE = 10  # enough pages if not one of them has a field of NEEDED
MIN_SHARE = 0.8  # of the pages; a field with a smaller share counts as missing
NEEDED = ("headline", "sections")  # Validate rejects an article without these

# Field → (share of pages that fill it, share of pages whose markup fills it).
Shares = dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem with fields or listings.

    Attributes:
        text: The problem, for people.
        changed: Whether the layout of the site must have changed.
    """

    text: str
    changed: bool


class LayoutAlarm(CrawlComponent):
    """Compares the fields of each run with the last healthy run; a change becomes the outcome."""

    HANDLERS = ("spider_closed",)

    def spider_closed(self, spider: NewsSpider) -> None:
        """Log problems with the fields; set the stat for the outcome if the layout changed.

        A run without problems becomes the last healthy run.
        """
        if not spider.is_open or not spider.fetches:  # archives have layouts of many years
            return
        stats = self.crawler.stats.get_stats()
        shares = shares_of(stats)
        # A site without a declaration may name its articles in any source, not in listings.
        problems = [*_listings(stats)] if spider.site == spider.name else []
        problems.extend(
            field_problems(stats, shares, spider.page.required, spider.ledger.runs.last_fields())
        )
        for problem in problems:
            logger.log(logging.ERROR if problem.changed else logging.WARNING, problem.text)
        changed = [problem.text for problem in problems if problem.changed]
        if changed:
            self.crawler.stats.set_value(stat_names.LAYOUT_CHANGED, "; ".join(changed))
        elif not problems and (shares or _is_as_before(stats)):
            before = spider.ledger.runs.last_fields()
            spider.ledger.runs.set_fields(spider.ledger.run, {**before, **shares})


def shares_of(stats: Mapping[str, Any]) -> Shares:
    """Return the shares of this run, without the fields for which it read too few pages.

    Pages that the last healthy run could not read either are not counted: they show no change.
    """
    shares: Shares = {}
    as_before = stats.get(stat_names.PAGES_UNREAD_AS_BEFORE, 0)
    for name in COUNTED:
        filled, missing, from_markup = (
            stats.get(f"{stat_names.FIELD}/{name}/{count}", 0)
            for count in ("filled", "missing", "from_markup")
        )
        pages = filled + missing - as_before
        if pages >= (MIN_PAGES if filled or name not in NEEDED else MIN_PAGES_OF_NONE):
            shares[name] = (filled / pages, from_markup / pages)
    return shares


def _is_as_before(stats: Mapping[str, Any]) -> bool:
    """Return whether a run with few pages did as well as the last healthy run.

    It read most of the pages that the healthy run could read. Or it requested only pages that the
    healthy run could not fetch either.
    """
    filled, missing = (
        stats.get(f"{stat_names.FIELD}/sections/{count}", 0) for count in ("filled", "missing")
    )
    as_before = stats.get(stat_names.PAGES_UNREAD_AS_BEFORE, 0)
    failed = stats.get(stat_names.PAGES_FAILED_AS_BEFORE) and not Failures(stats).articles
    return bool(filled or as_before or failed) and filled >= missing - as_before


def field_problems(
    stats: Mapping[str, Any], shares: Shares, required: tuple[str, ...], healthy: Shares
) -> Iterator[Problem]:
    """Yield the problems with the fields of a run, compared with a healthy run.

    Fields that are missing on the same pages are one problem.

    Args:
        stats: The stats of the run.
        shares: The shares of the run.
        required: The fields that the layout of the site requires.
        healthy: The shares of the last healthy run.
    """
    problems: dict[tuple[str, str, bool], list[str]] = {}
    for name, (filled, from_markup) in shares.items():
        had_filled, had_from_markup = healthy.get(name, (0.0, 0.0))
        needed = name in required or name in NEEDED
        if filled < MIN_SHARE and (needed or had_filled >= MIN_SHARE):
            share = f"on {filled:.0%} of the pages"
        elif from_markup < MIN_SHARE <= had_from_markup:
            share = f"from the markup on {from_markup:.0%} of the pages"
        else:
            continue
        examples = " ".join(stats.get(f"{stat_names.FIELD}/{name}/examples", ()))
        problems.setdefault((share, examples, needed), []).append(name)
    folder = stats.get(stat_names.SAVED_PAGES_FOLDER)
    for (share, examples, needed), names in problems.items():
        fields = f"fields {', '.join(names)} are" if len(names) > 1 else f"field {names[0]} is"
        place = f"; pages that could not be read are saved in {folder}" if folder else ""
        yield Problem(f"{fields} {share}; see {examples}{place}", needed)


def _listings(stats: Mapping[str, Any]) -> Iterator[Problem]:
    # A listing that was not modified still names the articles that it named before.
    healthy = stats.get(f"{stat_names.LEADS}/listing") or stats.get(
        stat_names.LISTINGS_NOT_MODIFIED
    )
    if stats.get(stat_names.LISTINGS_READ) and not healthy:
        examples = " ".join(stats.get(stat_names.LISTINGS_EXAMPLES, ()))
        yield Problem(f"no listing names an article; see {examples}", True)
