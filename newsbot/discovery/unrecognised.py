"""Count the URLs that the sources of a site name and ``article_url`` does not match."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsbot.discovery.sources.base import MAX_EXAMPLES
from newsbot.reporting.stat_names import LEADS, UNRECOGNISED_URLS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.statscollectors import StatsCollector

    from newsbot.discovery.sources import SourceResult

MAX_SOURCES = 20  # sources that the run report names
# The run's message speaks of unrecognised URLs from this number and this share of all URLs on:
# fewer are static pages of the site.
MIN_URLS = 10
MIN_SHARE = 0.2


def count_unrecognised(stats: StatsCollector, url: str, via: str, found: SourceResult) -> None:
    """Count the unrecognised URLs of one page of a source.

    Args:
        stats: The run's stats.
        url: The URL of the page.
        via: The kind of the source, as in ``found_via``.
        found: The content of the page.
    """
    if not found.unrecognised:
        return
    stats.inc_value(f"{UNRECOGNISED_URLS}/{via}", found.unrecognised)
    examples = stats.get_value(f"{UNRECOGNISED_URLS}/examples", [])
    stats.set_value(f"{UNRECOGNISED_URLS}/examples", [*examples, *found.examples][:MAX_EXAMPLES])
    named = found.unrecognised + len(found.outlinks)
    sources = stats.get_value(f"{UNRECOGNISED_URLS}/sources", {})
    if _are_many(found.unrecognised, named) and len(sources) < MAX_SOURCES:
        source = {"unrecognised": found.unrecognised, "of": named, "examples": found.examples}
        stats.set_value(f"{UNRECOGNISED_URLS}/sources", {**sources, url: source})


def unrecognised_notice(stats: Mapping[str, Any]) -> str | None:
    """Return the run's message about unrecognised URLs; None if there are only a few.

    The message names the source with most of them. If no single source has many, all sitemaps
    together may: a site often has one sitemap a day.
    """
    sources = stats.get(f"{UNRECOGNISED_URLS}/sources", {})
    if sources:
        url, most = max(sources.items(), key=lambda item: item[1]["unrecognised"])
        more = f" (and {len(sources) - 1} more sources)" if len(sources) > 1 else ""
        return _notice(most["unrecognised"], most["of"], url + more, most["examples"])
    for via in ("sitemap", "feed"):
        unrecognised = stats.get(f"{UNRECOGNISED_URLS}/{via}", 0)
        named = unrecognised + stats.get(f"{LEADS}/{via}", 0)
        if _are_many(unrecognised, named):
            return _notice(
                unrecognised, named, f"the {via}s", stats[f"{UNRECOGNISED_URLS}/examples"]
            )
    return None


def _are_many(unrecognised: int, named: int) -> bool:
    return unrecognised >= MIN_URLS and unrecognised >= MIN_SHARE * named


def _notice(unrecognised: int, named: int, source: str, examples: list[str]) -> str:
    return (
        f"{unrecognised} of {named} URLs of the site in {source} match no article pattern, "
        f"for example {', '.join(examples)}"
    )
