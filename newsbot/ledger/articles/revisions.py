"""Decide whether an article has a new revision, and what its edit changed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from newsbot.feed_lines import feed_line, read_line

if TYPE_CHECKING:
    from newsbot.items import Article
    from newsbot.ledger.storage.compression import Line

# An edit of one of these is a new revision. A change around the article (related links, tags,
# breadcrumbs, counters) is not; `sections` has the text of `body`.
REVISION_FIELDS = (
    *("headline", "summary", "sections", "published_at", "updated_at", "images", "authors"),
    *("live_updates", "videos"),
)

DATES = ("published_at", "updated_at", "first_seen_at")


def changed_fields(old: Line, article: Article) -> list[str]:
    """Return the fields of REVISION_FIELDS in which an article differs from the line ``old``.

    A field that ``old`` does not have, or a part of one, is no edit of the page: newsbot has
    learned to read it since, or the line comes from a newer newsbot.
    """
    names = [name for name in REVISION_FIELDS if name in old]
    # A video between an article's paragraphs comes and goes like an embedded post.
    if article.kind != "video" and "videos" in names:
        names.remove("videos")
    before = {name: old[name] for name in names}
    now = feed_line({name: getattr(article, name) for name in names})
    # Texts are clean by now, so white space alone is no difference any more.
    if feed_line(before) == now:
        return []
    after = read_line(now)
    return [name for name in names if not _says_the_same(before[name], after[name])]


def _says_the_same(old: Any, new: Any) -> bool:
    """Return whether two values are equal in all that both have a field for."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(_says_the_same(old[name], new[name]) for name in old.keys() & new.keys())
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_says_the_same, old, new))
    return bool(old == new) or not (old or new)


def copy_ledger_fields(old: Line, article: Article) -> None:
    """Give a known article what is known of it from its line ``old``."""
    article.duplicate_of = old.get("duplicate_of")
    article.changes = old.get("changes")
    for name in ("found_via", "found_on", "depth"):
        if name in old:
            setattr(article, name, old[name])


def changes(old: Line, article: Article, changed: list[str]) -> dict[str, Any]:
    """Return what changed since the line ``old``: ``fields``, paragraphs ``added`` and ``removed``.

    Sub-heads count as paragraphs, as in ``body``; a paragraph that only moved is neither.
    """
    new = read_line(feed_line(vars(article)))
    before, after = article_text(old).split("\n\n"), article_text(new).split("\n\n")
    known, now = set(before), set(after)
    return {
        "fields": changed,
        "paragraphs_added": [text for text in after if text and text not in known],
        "paragraphs_removed": [text for text in before if text and text not in now],
    }


def article_text(line: Line) -> str:
    """Return the whole text of an article in paragraphs: its body, then its live entries."""
    texts = [line.get("body")]
    for update in line.get("live_updates") or ():
        texts.extend((update.get("heading"), update.get("text")))
    return "\n\n".join(filter(None, texts))


def written_at(
    published_at: str | datetime | None,
    updated_at: str | datetime | None,
    first_seen_at: str | datetime,
) -> int:
    """Return when an article was last changed, as far as is known (Unix seconds).

    It is the latest date of the article, else when it was found.
    """
    dates = [seconds(date) for date in (published_at, updated_at) if date]
    return max(dates, default=seconds(first_seen_at))


def seconds(instant: str | datetime) -> int:
    """Return the Unix seconds of an instant, given as an ISO 8601 string or a datetime."""
    at = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return int(at.timestamp())
