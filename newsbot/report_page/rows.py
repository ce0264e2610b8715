"""Render the rows of the table of articles; a template is too slow for thousands of rows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from newsbot.report_page.articles import shortened
from newsbot.report_page.text import clock, lang, link

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsbot.report_page.articles import Story

MAX_ROWS = 5000
MAX_BYTES = 3_000_000  # of all rows
MAX_SECTION = 60  # characters


def table_rows(stories: Sequence[Story]) -> tuple[Markup, int]:
    """Return the rows, newest article first, and the number of articles that are left out."""
    offered = Counter(url for story in stories for url in {url for url, _ in story.related})
    newest = sorted(
        stories,
        key=lambda story: -story.published_at.timestamp() if story.published_at else 0.0,
    )
    rows: list[str] = []
    room = MAX_BYTES
    for story in newest[:MAX_ROWS]:
        row = _row(story, offered[story.url])
        room -= len(row.encode(errors="replace"))
        if room < 0:
            break
        rows.append(row)
    return Markup("\n".join(rows)), len(stories) - len(rows)  # noqa: S704  # each is escaped


def _row(story: Story, offered: int) -> str:
    """Return the row of an article; ``offered``: how many articles of the run link to it."""
    section = shortened(story.section, MAX_SECTION)
    key, published = "", ""
    if story.published_at:
        key = str(int(story.published_at.timestamp()))
        published = clock(story.published_at, story.is_exact)
    what = "new" if story.revision == 1 else f"revision {story.revision}"
    if story.kind != "article":
        what += f", {story.kind}"
    if story.duplicate_of:
        what += ", near copy"
    return (
        f"<tr><td>{link(story.url, story.headline, story.language)}</td>"
        f"<td{lang(section)}>{escape(section)}</td>"
        f'<td data-k="{key}">{published}</td><td>{story.words}</td><td>{offered}</td>'
        f"<td>{escape(what)}</td></tr>"
    )
