"""Read the results of a run: articles and edits from the ledger, rejects from their feed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from newsbot.feed_lines import read_line
from newsbot.ledger import admin, past_runs
from newsbot.report_page.edits import MAX_EDIT_LENGTH, MAX_EDITS, Edit, edit_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsbot.ledger.storage.database import Database
    from newsbot.report_page.record import RunRecord

MAX_HEADLINE = 240  # characters; a longer headline is cut
MAX_RELATED = 30  # related links of one article
MAX_REJECT_LINES = 20_000  # lines of the feed that are read


@dataclass(frozen=True, slots=True)
class Story:
    """An article of a run; attributes that are not listed are fields of Article.

    Attributes:
        published_at: The date; None if it is not known.
        is_exact: Whether the time of the day is known, not only the day.
        words: The number of words in the body.
        related: (URL, headline) of the related stories.
        duplicate_of: The id of the article that has nearly the same text.
    """

    id: str
    revision: int
    url: str
    headline: str
    language: str
    section: str
    kind: str
    published_at: datetime | None
    is_exact: bool
    words: int
    related: tuple[tuple[str, str], ...]
    duplicate_of: str | None


@dataclass(slots=True)
class Brought:
    """The results of a run.

    Attributes:
        stories: The new and edited articles, in the order in which they were read.
        edits: The first edits of known articles.
        more_edits: The number of further edits.
        edit_length: The number of characters in ``edits``.
        rejects: Reason → (URL, detail) of some rejects.
    """

    stories: list[Story] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    more_edits: int = 0
    edit_length: int = 0
    rejects: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def read_brought(database: Database | None, record: RunRecord, folder: Path) -> Brought:
    """Return the results of a run.

    Args:
        database: The ledger; None if there is none, or if the run did not open it.
        record: The run.
        folder: The data directory.
    """
    brought = Brought()
    if database is not None and record.number is not None:
        for key in past_runs.revisions_of(database, record.number):
            line = read_line(admin.line_of(database, key))
            brought.stories.append(story_of(line))
            if key[1] > 1:
                _add_edit(brought, database, key, line)
    for reason, url, detail in _rejects(database, record, folder):
        brought.rejects.setdefault(reason, []).append((url, detail))
    return brought


def _add_edit(
    brought: Brought, database: Database, key: tuple[int, int], line: dict[str, Any]
) -> None:
    if len(brought.edits) >= MAX_EDITS or brought.edit_length > MAX_EDIT_LENGTH:
        brought.more_edits += 1
    elif (before := past_runs.revision_before(database, key)) is not None:
        edit = edit_of(read_line(before), line)
        brought.edits.append(edit)
        brought.edit_length += edit.length


def story_of(line: dict[str, Any]) -> Story:
    """Return the Story for an article's line of any schema version."""
    related = [link for link in line.get("related") or () if isinstance(link, dict)]
    return Story(
        id=line["id"],
        revision=line.get("revision") or 1,
        url=line.get("url") or "",
        headline=shortened(line.get("headline") or line["id"]),
        language=line.get("language") or "und",
        section=line.get("section") or "",
        kind=line.get("kind") or "article",
        published_at=_instant(line.get("published_at")),
        is_exact=line.get("published_precision") != "day",
        words=len((line.get("body") or "").split()),
        related=tuple(
            (link.get("url") or "", shortened(link.get("headline") or ""))
            for link in related[:MAX_RELATED]
        ),
        duplicate_of=line.get("duplicate_of"),
    )


def shortened(text: str, length: int = MAX_HEADLINE) -> str:
    """Return a text, cut at ``length`` characters."""
    return text if len(text) <= length else f"{text[:length].rstrip()}…"


def _instant(value: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if value else None
    except ValueError:
        return None


def _rejects(
    database: Database | None, record: RunRecord, folder: Path
) -> Iterator[tuple[str, str, str]]:
    """Yield (reason, URL, detail) of the run's rejects, from their feed or else from the ledger.

    The ledger has only the pages whose last visit was in this run.
    """
    file = folder / "rejects" / record.spider / f"{record.name}.jsonl"
    if file.is_file():
        with file.open("rb") as lines:
            for at, line in enumerate(lines):
                if at >= MAX_REJECT_LINES:
                    return
                try:
                    fields = read_line(line)
                except ValueError:  # a line that a crash has cut
                    continue
                yield fields["reason"], fields["url"], fields.get("detail") or ""
    elif database is not None and record.rejects:
        since, until = record.started_at, record.finished_at
        if since and until:
            found = past_runs.failed_since(
                database, record.site, int(since.timestamp()), int(until.timestamp()) + 1
            )
            yield from ((reason, url, "") for reason, url in found)
