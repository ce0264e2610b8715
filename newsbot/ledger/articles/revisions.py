"""Decide whether an article has a new revision, and what its edit changed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from newsbot.feed_lines import feed_line, read_line

if TYPE_CHECKING:
    from newsbot.items import Article
    from newsbot.ledger.storage.compression import Line

# An edit of one of these fields makes a new revision. Edits around the article (related links,
# tags, breadcrumbs) do not. `body` is missing because it follows from `sections`.
REVISION_FIELDS = (
    *("headline", "summary", "sections", "published_at", "updated_at", "images", "authors"),
    *("live_updates", "videos"),
)

DATES = ("published_at", "updated_at", "first_seen_at")


def changed_fields(old: Line, article: Article) -> list[str]:
    """Return the fields of REVISION_FIELDS in which an article differs from the line ``old``.

    A field that ``old`` lacks, also a field of a part, is not an edit of the page: ``old`` comes
    from another version of newsbot, which does not read that field.
    """
    names = [name for name in REVISION_FIELDS if name in old]
    # Sites add and remove players between paragraphs without an edit of the article.
    if article.kind != "video" and "videos" in names:
        names.remove("videos")
    before = {name: old[name] for name in names}
    now = feed_line({name: getattr(article, name) for name in names})
    # Texts are cleaned before, so they never differ in white space alone.
    if feed_line(before) == now:
        return []
    after = read_line(now)
    return [name for name in names if not _is_same(before[name], after[name])]


def _is_same(old: Any, new: Any) -> bool:
    """Return whether two values are equal in the fields that both have."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(_is_same(old[name], new[name]) for name in old.keys() & new.keys())
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_is_same, old, new))
    return bool(old == new) or not (old or new)


def copy_ledger_fields(old: Line, article: Article) -> None:
    """Copy the fields that the page does not give from the line ``old`` to the article."""
    article.duplicate_of = old.get("duplicate_of")
    article.changes = old.get("changes")
    for name in ("found_via", "found_on", "depth"):
        if name in old:
            setattr(article, name, old[name])


def changes(old: Line, article: Article, changed: list[str]) -> dict[str, Any]:
    """Return the value of the field ``changes`` for the edit since the line ``old``.

    Sub-heads count as paragraphs, as in ``body``. A paragraph that only moved is neither added nor
    removed.
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
    """Return the text of an article: its body, then its live entries, joined by blank lines."""
    texts = [line.get("body")]
    for update in line.get("live_updates") or ():
        texts.extend((update.get("heading"), update.get("text")))
    return "\n\n".join(filter(None, texts))


def written_at(
    published_at: str | datetime | None,
    updated_at: str | datetime | None,
    first_seen_at: str | datetime,
) -> int:
    """Return the latest date of an article, else ``first_seen_at``, as Unix seconds."""
    dates = [seconds(date) for date in (published_at, updated_at) if date]
    return max(dates, default=seconds(first_seen_at))


def seconds(instant: str | datetime) -> int:
    """Return the Unix seconds of an instant, given as an ISO 8601 string or a datetime."""
    at = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return int(at.timestamp())
