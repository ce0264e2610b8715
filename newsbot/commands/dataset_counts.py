"""Count the figures of a dataset card: lines, their fields, and limits of their use."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsbot.exceptions import LedgerError
from newsbot.feed_lines import read_line, replayed_article
from newsbot.feeds.markdown import one_line
from newsbot.items.rights import reserved_by
from newsbot.json_lines import plain
from newsbot.ledger import admin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbot.items import Article
    from newsbot.items.rights import Rights
    from newsbot.ledger.storage.database import Database


@dataclass(slots=True)
class Counts:
    """The counts of some lines."""

    lines: int = 0
    articles: set[int] = field(default_factory=set)  # numbers of the articles in the ledger
    revised: set[int] = field(default_factory=set)  # those with a revision after the first
    duplicates: int = 0
    published: list[str] = field(default_factory=list)  # [first day, last day] (YYYY-MM-DD)
    fetched: list[str] = field(default_factory=list)  # the same


@dataclass(slots=True)
class Summary:
    """The counts of an export: for all its lines, for each site, and for values of fields."""

    all: Counts = field(default_factory=Counts)
    sites: defaultdict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    filled: Counter[str] = field(default_factory=Counter)
    sources: Counter[tuple[str, str]] = field(default_factory=Counter)
    rights: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)


def count(database: Database, chosen: admin.Selection) -> Summary:
    """Count the lines of a selection; raise LedgerError for a line that is not an article."""
    summary = Summary()
    for number, revision in admin.delivered_keys(database, chosen):
        try:
            article = replayed_article(read_line(admin.line_of(database, (number, revision))))
        except (TypeError, ValueError) as error:
            raise LedgerError(f"a stored line is not an article ({error})") from None
        for counts in (summary.all, summary.sites[article.site]):
            _count_line(counts, number, article)
        summary.kinds[article.kind] += 1
        summary.languages[article.language] += 1
        summary.filled.update(
            name for name, value in vars(article).items() if value not in (None, "", [], {})
        )
        summary.sources.update(article.provenance.items())
        summary.rights.update(_signals(article.rights, article.free_access))
    return summary


def _count_line(counts: Counts, number: int, article: Article) -> None:
    counts.lines += 1
    counts.articles.add(number)
    if article.revision > 1:
        counts.revised.add(number)
    counts.duplicates += article.duplicate_of is not None
    for span, at in (
        (counts.published, article.published_at),
        (counts.fetched, article.fetched_at),
    ):
        if at:
            day = f"{at:%Y-%m-%d}"
            span[:] = [min([day, *span]), max([day, *span])]


def _signals(rights: Rights | None, free_access: bool | None) -> Iterator[str]:
    """Yield the statements of an article's page and site about its use, in words."""
    if free_access is not None:
        yield "`free_access`: " + ("everyone may read all of it" if free_access else "paid")
    if rights is None:
        yield "nothing is known: a line of schema version 1"
        return
    stated = json.loads(json.dumps(rights, default=plain))
    for name in ("license", "copyright_holder", "tdm_policy"):
        if stated[name]:
            yield f"`{name}`: {one_line(stated[name]['value'])}"
    for name in ("robots_meta", "x_robots_tag"):
        yield from (
            f"`{name}`: {directive}" for directive in (stated[name] or {"value": ()})["value"]
        )
    if reservation := stated["tdm_reservation"]:
        yield f"`tdm_reservation`: {'reserved' if reservation['value'] else 'not reserved'}"
    for signal in stated["ai_signals"] or ():
        whom = "some agents" if signal["agents"] else "everyone"
        may = "allowed" if signal["allowed"] else "not allowed"
        yield f"`ai_signals`: {signal['use']} {may} to {whom}"
    yield (
        "**mining or use by AI is reserved** by one of these"
        if reserved_by(rights)
        else "mining and use by AI are not reserved"
    )
