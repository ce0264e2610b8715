"""Read what a run brought: its articles and edits from the ledger, its rejects from their feed."""

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

MAX_HEADLINE = 240  # characters; a longer one is cut
MAX_RELATED = 30  # links of one article
MAX_REJECT_LINES = 20_000  # of the feed that are looked at


@dataclass(frozen=True, slots=True)
class Story:
    """An article of a run, as the page shows it.

    Attributes:
        published_at: None where the page does not say when it was published.
        is_exact: The time of the day is known, not the day alone.
        words: In the body.
        related: (URL, headline) of the stories that the page offers.
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
    """The articles and edits that a run brought.

    Attributes:
        stories: Its articles, in the order in which they were read.
        edits: Of the articles that were known before, the first of them.
        more_edits: How many further edits there are.
        edit_length: Characters of the edits' texts.
        rejects: Reason → (URL, detail), some of them.
    """

    stories: list[Story] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    more_edits: int = 0
    edit_length: int = 0
    rejects: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def read_brought(database: Database | None, record: RunRecord, folder: Path) -> Brought:
    """Return what a run brought.

    Args:
        database: The ledger; None where it cannot be read: the run brought nothing to it.
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
    """Return the story of an article's line, of any schema version."""
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

    The ledger knows of the pages alone whose last visit was in the run.
    """
    file = folder / "rejects" / record.spider / f"{record.name}.jsonl"
    if file.is_file():
        with file.open("rb") as lines:
            for at, line in enumerate(lines):
                if at >= MAX_REJECT_LINES:
                    return
                try:
                    fields = read_line(line)
                except ValueError:  # torn
                    continue
                yield fields["reason"], fields["url"], fields.get("detail") or ""
    elif database is not None and record.rejects:
        since, until = record.started_at, record.finished_at
        if since and until:
            found = past_runs.failed_since(
                database, record.site, int(since.timestamp()), int(until.timestamp()) + 1
            )
            yield from ((reason, url, "") for reason, url in found)
