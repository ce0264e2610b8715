"""Format an article for a terminal: the headline, each field with its source, the body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot import IST
from newsbot.items.rights import AiSignal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbot.items import Article, Rights

NAME_WIDTH = 12
# Precision of a date → its format.
FORMS = {"day": "%d %B %Y", "minute": "%d %B %Y, %H:%M %z", "second": "%d %B %Y, %H:%M:%S %z"}
# Field → its name in the terminal; headline and body have their own lines.
SHOWN = {
    "id": "id",
    "url": "url",
    "kind": "kind",
    "summary": "summary",
    "authors": "authors",
    "published_at": "published",
    "updated_at": "updated",
    "section": "section",
    "breadcrumbs": "breadcrumbs",
    "tags": "tags",
    "dateline": "dateline",
    "agency": "agency",
    "language": "language",
    "free_access": "free access",
    "rights": "rights",
    "highlights": "highlights",
    "images": "images",
    "videos": "videos",
    "related": "related",
}


def article_lines(article: Article) -> Iterator[str]:
    """Yield the lines that show an article: headline, fields with their sources, body."""
    yield from (article.headline, "", *field_lines(article), "", *body_lines(article))


def field_lines(article: Article) -> Iterator[str]:
    """Yield a row for each value of a field; the first NAME_WIDTH columns have its name."""
    for field, name in SHOWN.items():
        source = article.provenance.get(field)
        for count, text in enumerate(_texts(article, field)):
            yield row("" if count else name, text, None if count else source)


def row(name: str, text: str, source: str | None = None) -> str:
    """Return the row of a value, with its source at the end."""
    return with_source(f"{name:<{NAME_WIDTH}} {text}", source)


def with_source(text: str, source: str | None) -> str:
    """Return a text, followed by its source in brackets."""
    return f"{text}  [{source}]" if source else text


def body_lines(article: Article) -> Iterator[str]:
    """Yield the lines of an article's body: its size and source, sub-heads, paragraphs, entries."""
    yield f"body ({len(article.body):,} characters)  [{article.provenance.get('sections', 'none')}]"
    for section in article.sections:
        if section.heading:
            yield from ("", f"## {section.heading}")
        for paragraph in section.paragraphs:
            yield from ("", *paragraph.split("\n"))
    if updates := article.live_updates:
        source = article.provenance.get("live_updates", "none")
        yield from ("", f"live entries ({len(updates)})  [{source}]")
    for update in updates:
        title = " ".join(filter(None, (update.time, update.heading)))
        yield from ("", f"* {title}", *update.text.split("\n"))


def _texts(article: Article, field: str) -> list[str]:
    """Return the values of a field for people; an empty list for an empty field."""
    value = getattr(article, field)
    match field:
        case "published_at" | "updated_at":
            texts = _date_texts(article, field.removesuffix("_at"))
        case "free_access":
            texts = [] if value is None else ["yes" if value else "no"]
        case "rights":
            texts = list(_rights_lines(value))
        case "breadcrumbs":
            texts = [" > ".join(value)]
        case "authors" | "tags":
            texts = [" · ".join(value)]
        case "images":
            parts = ((image.url, image.caption, image.credit) for image in value)
            texts = [" · ".join(filter(None, image)) for image in parts]
        case "videos":
            texts = [f"{video.url} ({video.provider})" for video in value]
        case "related":
            texts = [f"{story.headline} {story.url}" for story in value]
        case _:
            texts = value if isinstance(value, list) else [value]
    return list(filter(None, texts))


def _date_texts(article: Article, kind: str) -> list[str]:
    """Return a date as it was parsed and as the page printed it; an empty list without a date."""
    moment, raw, precision = (
        getattr(article, f"{kind}_{part}") for part in ("at", "raw", "precision")
    )
    if moment is None:
        return [f"not understood: {raw!r}"] if raw else []
    text = f"{moment:{FORMS[precision]}}"
    if precision != "day" and moment.utcoffset() != IST.utcoffset(None):
        text += f" ({moment.astimezone(IST):%d %B, %H:%M} IST)"
    return [f"{text}, from {raw!r}"]


def _rights_lines(rights: Rights | None) -> Iterator[str]:
    """Yield the statements about rights, each with its source."""
    for name, statements in vars(rights).items() if rights else ():
        for part in statements if isinstance(statements, list) else filter(None, [statements]):
            if isinstance(part, AiSignal):
                agents = f" for {', '.join(part.agents)}" if part.agents else ""
                yield f"{part.use}={'yes' if part.allowed else 'no'}{agents}  [{part.source}]"
                continue
            value = ", ".join(part.value) if isinstance(part.value, list) else part.value
            yield f"{name}: {value}  [{part.source}]"
