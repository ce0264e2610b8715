"""Alarm when the site looks different: fields go missing, or listings name no article."""

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

MIN_PAGES = 30  # of fewer pages no share means anything
MIN_PAGES_OF_NONE = 10  # but of so many, that not one has what every article has
MIN_SHARE = 0.8
NEEDED = ("headline", "sections")  # without them there is not an article, see Validate

Shares = dict[
    str, tuple[float, float]
]  # field → share of pages that fill it, and by their own markup


@dataclass(frozen=True, slots=True)
class Problem:
    """A field that is not read as it should be; ``changed``: so that the layout must have."""

    text: str
    changed: bool


class LayoutAlarm(CrawlComponent):
    """Compares each run with the last healthy one; what it finds is the run's outcome."""

    HANDLERS = ("spider_closed",)

    def spider_closed(self, spider: NewsSpider) -> None:
        """Log what is wrong with the fields; note it as the run's outcome if the layout changed.

        A run without problems becomes the healthy one for the next runs.
        """
        if not spider.is_open or not spider.fetches:  # an archive's layouts are of many years
            return
        stats = self.crawler.stats.get_stats()
        shares = shares_of(stats)
        # Of a site that nobody declared, any source may be the one that names its articles.
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
    """Return the shares of this run, without the fields of which it read too few pages.

    A page that a healthy run could not read either says nothing of a change since then.
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
    """Return whether a run of a few pages read most of those that a healthy run could read.

    Or it came to none but those that the healthy run could not fetch either.
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
    """Yield what is wrong with the fields of a run, compared with those of a healthy one.

    Fields that are missing on the same pages are one problem.
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
    # One that did not change names what it named before.
    healthy = stats.get(f"{stat_names.LEADS}/listing") or stats.get(
        stat_names.LISTINGS_NOT_MODIFIED
    )
    if stats.get(stat_names.LISTINGS_READ) and not healthy:
        examples = " ".join(stats.get(stat_names.LISTINGS_EXAMPLES, ()))
        yield Problem(f"no listing names an article; see {examples}", True)
