"""Describe an article of the ledger in words: its page, its revisions and their changes."""

from __future__ import annotations

from datetime import UTC, datetime
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from newsbot.console.tables import distance, ist
from newsbot.console.terminal import describe_visit
from newsbot.items import SCHEMA_VERSION
from newsbot.ledger.articles.recording import Articles
from newsbot.ledger.articles.revisions import REVISION_FIELDS, seconds
from newsbot.ledger.crawl_state.page import UNREACHED
from newsbot.ledger.crawl_state.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newsbot.ledger.articles.stored_lines import Revision
    from newsbot.ledger.crawl_state.page import Page
    from newsbot.ledger.storage.compression import Line
    from newsbot.ledger.storage.database import Database

INDENT = "    "
# state of a page → why its article has no revision
NO_REVISION = {
    "done": "no revision: the same article is known under another id",
    "skipped": "no revision: it is older than the since= of the run that read it",
}


def article_lines(database: Database, site: str, id_: str, now: int) -> Iterator[str]:
    """Yield the lines about an article, or about a page that has not become an article."""
    revisions, pages = Articles(database, site).revisions(id_), Pages(database, site)
    page = pages.get(id_)
    yield id_
    if page:
        yield from _page_lines(page, *pages.outlook(id_), now)
        if not revisions:
            yield from ("", no_revision(page))
    before = None
    for revision in revisions:
        yield ""
        yield from _revision_lines(revision, before)
        before = revision.line


def no_revision(page: Page | None) -> str:
    """Return why a known article has no revision."""
    return NO_REVISION.get(page.state if page else "", "no revision: it has not become an article")


def revision_fields(revision: Revision, before: Line | None) -> dict[str, Any]:
    """Return a revision for ``--json``; ``before``: the line of the revision before, if known."""
    line = revision.line
    changes = (line["changes"] or {}).get("fields") or ()
    differences: dict[str, dict[str, list[str]]] = {}
    for field in changes:
        texts: dict[str, list[str]] = {"removed": [], "added": []}
        for sign, text in _differences(field, line, before):
            texts["removed" if sign == "-" else "added"].append(text)
        differences[field] = texts
    return {
        "revision": revision.number,
        "made_at": datetime.fromtimestamp(revision.made_at, UTC).isoformat(),
        "delivered": revision.delivered,
        "schema_version": revision.schema_version,
        "headline": line["headline"],
        "changed": differences,
    }


def _page_lines(
    page: Page, attempts: int, reason: str | None, again: int | None, now: int
) -> Iterator[str]:
    visited = "not yet"
    if page.visited_at is not None:
        visited = f"{ist(page.visited_at)} ({distance(page.visited_at, now)})"
    failures = f"{reason}, {attempts} in a row" if attempts else reason
    facts = {
        "url": page.url,
        "page": page.state,
        "failed": failures,
        "found": f"{page.found_via}, {page.found_on}, {_depth(page)}",
        "visited": visited,
        "next visit": _next_visit(page.state, again, now),
        "ETag": page.etag,
        "Last-Modified": page.last_modified,
    }
    for name, value in facts.items():
        if value:
            yield f"{name:<13}  {value}"


def _next_visit(state: str, at: int | None, now: int) -> str:
    if state == "done" and at is None:
        return "when a sitemap or a feed says that it changed"
    if state == "skipped":
        return "with the next run without since="
    return describe_visit(at, now)


def _revision_lines(revision: Revision, before: Line | None) -> Iterator[str]:
    line = revision.line
    fate = "delivered" if revision.delivered else "owed to the next run's feed"
    if revision.schema_version not in (None, SCHEMA_VERSION):
        fate += f", of schema version {revision.schema_version}"
    yield f"revision {revision.number}, {ist(revision.made_at)}, {fate}"
    yield INDENT + line["headline"]
    if line["duplicate_of"]:
        yield f"{INDENT}nearly the text of {line['duplicate_of']}"
    changed = (line["changes"] or {}).get("fields")
    if not changed:
        return
    yield f"{INDENT}changed: {', '.join(changed)}"
    for field in changed:
        for sign, text in _differences(field, line, before):
            yield from (f"{INDENT}{sign} {part}" for part in text.split("\n"))


def _differences(field: str, line: Line, before: Line | None) -> Iterator[tuple[str, str]]:
    """Yield (+ or -, text) of a changed field.

    Paragraphs that only moved are left out, as in the field ``changes``. Without the line of the
    revision before, the texts are taken from ``changes``.
    """
    if before is None:
        if field == "sections":
            yield from (("-", text) for text in line["changes"].get("paragraphs_removed", ()))
            yield from (("+", text) for text in line["changes"].get("paragraphs_added", ()))
        return
    if field not in TEXTS:  # a newer version of newsbot wrote the line
        return
    old, new = TEXTS[field](before), TEXTS[field](line)
    for _, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield from (("-", text) for text in old[i1:i2] if text not in new)
        yield from (("+", text) for text in new[j1:j2] if text not in old)


def _instant(value: str | None) -> list[str]:
    return [ist(seconds(value))] if value else []


# field whose change makes a revision → its texts, each added or removed as a whole
TEXTS: dict[str, Callable[[Line], list[str]]] = {
    "headline": lambda line: [line["headline"]],
    "summary": lambda line: [line["summary"]] if line["summary"] else [],
    "sections": lambda line: [text for text in line["body"].split("\n\n") if text],
    "published_at": lambda line: _instant(line["published_at"]),
    "updated_at": lambda line: _instant(line["updated_at"]),
    "images": lambda line: [
        " | ".join(filter(None, (image["url"], image["caption"], image["credit"])))
        for image in line["images"]
    ],
    "authors": lambda line: line["authors"],
    "live_updates": lambda line: [
        " | ".join(filter(None, (update["time"], update["heading"], update["text"])))
        for update in line["live_updates"]
    ],
    "videos": lambda line: [video["url"] for video in line["videos"]],
}
assert TEXTS.keys() == set(REVISION_FIELDS)


def _depth(page: Page) -> str:
    """Return the depth of a page in words."""
    return f"depth {page.depth}" if page.depth < UNREACHED else "no source is known to lead to it"
