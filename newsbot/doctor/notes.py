"""Write notes on a site: facts that are useful to know and are not problems. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.doctor.summaries import OTHERS, STALE, dead_selectors, newest_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbot.doctor.findings import Findings


def notes_of(findings: Findings) -> list[str]:
    """Return sentences, without a full stop, on a site that can be read."""
    return [
        *_of_declaration(findings),
        *_of_sources(findings),
        *_of_age(findings),
        *_of_rights(findings),
        *_of_visit(findings),
    ]


def _of_declaration(findings: Findings) -> Iterator[str]:
    if dead := dead_selectors(findings, OTHERS):
        names = ", ".join(f"{name} = {selector!r}" for name, selector, _ in dead)
        yield f"These selectors find nothing on any article, which may be right: {names}"
    if name := findings.declared_as:
        yield f"newsbot declares this site: scrapy doctor {name} checks that declaration"
    if origin := findings.copied_from:
        root = findings.root or findings.origin
        yield (
            f"Its pages have canonical URLs at {origin}: scrapy doctor {origin} -a root={root}"
            " checks all of them"
        )


def _of_sources(findings: Findings) -> Iterator[str]:
    for source in findings.sources:
        what = f"The {source.kind} {source.url}"
        if source.is_declared or (source.failure and source.failure.reason == "http_404"):
            continue
        if source.failure and source.failure.reason == "elsewhere":
            yield f"{what} is on another host: a crawl reads it, scrapy doctor does not"
        elif source.failure:
            yield f"{what} could not be read: {source.failure.words}"
        elif source.is_damaged:
            yield f"{what} is damaged, and was read in part only"
    kinds = {source.kind for source in findings.sources if source.failure is None}
    if not kinds & {"sitemap", "index"}:
        yield "No sitemap was found: a crawl finds only the articles in listings and feeds"
    if "feed" not in kinds:
        yield "No feed was found"
    if any(source.has_button for source in findings.sources):
        yield "A button of a listing loads more stories: a browser presses it (`make browser`)"


def _of_age(findings: Findings) -> Iterator[str]:
    newest = newest_of(findings)
    if newest is None:
        return
    for source in findings.sources:
        if source.newest and newest - source.newest > STALE:
            yield f"{source.url} is stale: its latest change was on {source.newest:%Y-%m-%d}"
    if findings.root is not None and findings.seen_at - newest > STALE:
        yield f"The newest article of this copy was published on {newest:%Y-%m-%d}"


def _of_rights(findings: Findings) -> Iterator[str]:
    signals = findings.robots.ai if findings.robots else []
    if reserved := dict.fromkeys(signal.use for signal in signals if not signal.allowed):
        yield f"The publisher reserves {', '.join(reserved)}: see docs/feed.md"


def _of_visit(findings: Findings) -> Iterator[str]:
    if findings.stopped:
        yield f"The visit ended early: {findings.stopped}"
    elif findings.is_spent:
        yield f"The visit ended after {findings.requests} requests, before all was checked"
