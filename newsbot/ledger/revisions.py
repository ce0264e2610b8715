"""What makes a revision of an article, and what an edit changed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from newsbot.feed_lines import feed_line, read_line

if TYPE_CHECKING:
    from newsbot.items import Article

# An edit of one of these is a new revision. What stands around the article (related links, tags,
# breadcrumbs, counters) is not; `body` is said by `sections`.
SIGNIFICANT = (
    *("headline", "summary", "sections", "published_at", "updated_at", "images", "authors"),
    *("live_updates", "videos"),
)

DATES = ("published_at", "updated_at", "first_seen_at")


def is_same(old: dict[str, Any], article: Article) -> bool:
    """True where an article says what its line ``old`` said: it is no new revision."""
    return _said(old) == _said(vars(article))


def _said(line: dict[str, Any]) -> bytes:
    """What makes a revision, as JSON, of a line or of an article's fields."""
    # What says nothing is left out: a line may be older than a field.
    said = {name: value for name in SIGNIFICANT if (value := line.get(name))}
    # A video between an article's paragraphs comes and goes like an embedded post.
    if line["kind"] != "video":
        said.pop("videos", None)
    # Texts are clean by now, so white space alone is no difference any more.
    return feed_line(said)


def carry_over(old: dict[str, Any], article: Article) -> None:
    """Give a known article what is known of it from its line ``old``."""
    article.revision = old["revision"]
    article.first_seen_at = datetime.fromisoformat(old["first_seen_at"])
    article.duplicate_of = old["duplicate_of"]
    article.changes = old["changes"]
    for name in ("found_via", "found_on", "depth"):
        setattr(article, name, old[name])


def changes(old: dict[str, Any], article: Article) -> dict[str, Any]:
    """What changed since the line ``old``: ``fields``, paragraphs ``added`` and ``removed``.

    Sub-heads count as paragraphs, as in ``body``; a paragraph that only moved is neither.
    """
    new = read_line(feed_line(vars(article)))
    before, after = text_of(old).split("\n\n"), text_of(new).split("\n\n")
    return {
        "fields": [name for name in SIGNIFICANT if old[name] != new[name]],
        "paragraphs_added": [text for text in after if text and text not in before],
        "paragraphs_removed": [text for text in before if text and text not in after],
    }


def text_of(line: dict[str, Any]) -> str:
    """All that an article tells, paragraph by paragraph: its body, then a live blog's entries."""
    told = [line["body"]] if line["body"] else []
    for update in line["live_updates"]:
        told.extend(filter(None, (update["heading"], update["text"])))
    return "\n\n".join(told)


def written_at(
    published_at: str | datetime | None,
    updated_at: str | datetime | None,
    first_seen_at: str | datetime,
) -> int:
    """When an article was last changed, as far as is known: its latest date, else when it was found
    (Unix seconds).
    """
    dates = [seconds(each) for each in (published_at, updated_at) if each]
    return max(dates, default=seconds(first_seen_at))


def seconds(instant: str | datetime) -> int:
    """Unix seconds of an instant, as an ISO 8601 string or a datetime."""
    at = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return int(at.timestamp())
