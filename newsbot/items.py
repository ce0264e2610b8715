"""The items of the feeds: one Article a JSON line, its fields in order; and the Reject.

This is the feed's contract. ``schema/article.schema.json`` and ``schema/reject.schema.json`` are
made from it with ``ItemAdapter.get_json_schema`` (``make schema``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from itemadapter import ItemAdapter, is_item

# The version of Article's fields and of its parts' fields. Raise it with every change of them: the
# ledger stores it beside each line.
SCHEMA_VERSION = 1

Kind = Literal["article", "live", "photo", "video", "webstory"]
Precision = Literal["second", "minute", "day"]
Source = Literal["selector", "json-ld", "opengraph", "derived", "rendered"]
# Kind → the fields of which one must be filled where there is no paragraph.
CONTENT: dict[Kind, tuple[str, ...]] = {
    "article": (),
    "live": ("live_updates",),
    "photo": ("images",),
    "video": ("videos",),
    "webstory": ("sections", "images"),
}
FoundVia = Literal["sitemap", "feed", "listing", "related", "argument"]


def _described(text: str, **schema: Any) -> dict[str, Any]:
    """Return field metadata: what ItemAdapter puts into the JSON schema."""
    return {"json_schema_extra": {"description": text, **schema}}


def _parts(text: str, **schema: Any) -> dict[str, Any]:
    """Return the metadata of a list of parts: exporters that know no dataclass get dictionaries."""
    return {**_described(text, **schema), "serializer": _dictionaries}


def _dictionaries(parts: Any) -> Any:
    if not isinstance(parts, list):
        return parts
    return [ItemAdapter(part).asdict() if is_item(part) else part for part in parts]


def _iso(at: Any) -> Any:
    """Return an instant in ISO 8601, in every format of Scrapy's; another value as it is."""
    return at.isoformat() if isinstance(at, datetime) else at


def _instant(text: str) -> dict[str, Any]:
    """Return the metadata of an instant that may be unknown."""
    types = [{"type": "string", "format": "date-time"}, {"type": "null"}]
    return {**_described(text, anyOf=types), "serializer": _iso}


def _utc() -> dict[str, Any]:
    """Return the metadata of an instant that is always known."""
    return {**_described("UTC", type="string", format="date-time"), "serializer": _iso}


def _choice(text: str, values: tuple[Any, ...]) -> dict[str, Any]:
    """Return the metadata of a field with a fixed set of values, with None where it is allowed."""
    return _described(text, enum=list(values))


# ItemAdapter makes no schema of a list with two classes.
SECTION_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "heading": {"type": ["null", "string"]},
        "paragraphs": {"type": "array", "items": {"type": "string"}},
        "image": {
            "type": ["null", "string"],
            "description": "of a photo or web story alone: the URL of the section's own picture",
        },
    },
    "required": ["heading", "paragraphs"],
}


@dataclass
class Section:
    """A stretch of the body under one sub-head; ``heading`` is None before the first one."""

    heading: str | None
    paragraphs: list[str]


@dataclass
class PhotoSection(Section):
    """A section of a photo or web story.

    Attributes:
        image: The URL of the section's own picture, one of the article's ``images``; None where it
            has none.
    """

    image: str | None = None


@dataclass
class LiveUpdate:
    """One entry of a live blog; ``time`` in ISO 8601, None where the page fixes no instant."""

    time: str | None
    heading: str | None
    text: str


@dataclass
class Image:
    """A picture of the article: absolute URL, caption and credit as printed."""

    url: str
    caption: str | None
    credit: str | None


@dataclass
class Video:
    """A player of the article.

    Attributes:
        url: The URL of the player.
        provider: ``youtube``, ``vidgyor``, else the host.
        credit: As printed under it.
    """

    url: str
    provider: str
    credit: str | None = None


@dataclass
class RelatedLink:
    """A story that the page offers: canonical URL and the headline it is offered with."""

    url: str
    headline: str


class SerializedItem:
    """Values that an item carries beside its fields; no feed shows them.

    Attributes:
        line: The item as JSON in UTF-8. The ledger sets it, and the exporter writes it unchanged.
        validators: ETag and Last-Modified of the response, for the next visit.
        page_id: The id by which the ledger knows the page, where the page gives its article
            another one.
    """

    __slots__ = ("line", "page_id", "validators")
    line: bytes
    page_id: str
    validators: tuple[str | None, str | None]


@dataclass
class Article(SerializedItem):
    """One article as a reader sees it. Texts are NFC; lists keep the page's order."""

    id: str = field(
        metadata=_described("<site>:<the site's article number>, else a digest of the URL")
    )
    revision: int = field(metadata=_described("1 for the first delivery, then 2, 3…", minimum=1))
    url: str = field(metadata=_described("canonical, absolute, without tracking parameters"))
    site: str = field(metadata=_described("the spider's name"))
    kind: str = field(metadata=_choice("the kind of page", get_args(Kind)))
    headline: str = field(metadata=_described("as printed, cleaned"))
    summary: str | None = field(metadata=_described("the standfirst under the headline"))
    authors: list[str] = field(metadata=_described("names or desks as printed"))
    tags: list[str] = field(metadata=_described("topics as printed"))
    breadcrumbs: list[str] = field(metadata=_described("the page's trail as printed"))
    section: str | None = field(
        metadata=_described("the last breadcrumb that is neither home nor the page itself")
    )
    dateline: str | None = field(
        metadata=_described("the place that the first paragraph begins with")
    )
    agency: str | None = field(
        metadata=_described("the agency that a footer line or the dateline names")
    )
    published_at: datetime | None = field(metadata=_instant("when first published"))
    updated_at: datetime | None = field(metadata=_instant("when last updated"))
    published_raw: str | None = field(metadata=_described("the date's words on the page"))
    updated_raw: str | None = field(metadata=_described("the date's words on the page"))
    published_precision: str | None = field(
        metadata=_choice("how exact published_at is", (*get_args(Precision), None))
    )
    updated_precision: str | None = field(
        metadata=_choice("how exact updated_at is", (*get_args(Precision), None))
    )
    language: str = field(metadata=_described("ISO 639-1 code, `und` where the text does not say"))
    sections: list[Section] = field(
        metadata=_parts("the body in reading order", items=SECTION_SCHEMA)
    )
    body: str = field(
        metadata=_described("headings and paragraphs of `sections` joined by a blank line")
    )
    highlights: list[str] = field(metadata=_described("the page's highlights box"))
    live_updates: list[LiveUpdate] = field(metadata=_parts("entries of a live blog"))
    images: list[Image] = field(metadata=_parts("pictures, page order"))
    videos: list[Video] = field(metadata=_parts("players, page order"))
    related: list[RelatedLink] = field(
        metadata=_parts("related block and also-read links, page order, no repeats")
    )
    duplicate_of: str | None = field(
        metadata=_described("id of an article delivered before with nearly the same text")
    )
    changes: dict[str, Any] | None = field(
        metadata=_described("what an edit changed, from revision 2 on")
    )
    found_via: str = field(metadata=_choice("what led to the article first", get_args(FoundVia)))
    found_on: str = field(metadata=_described("URL of the page that led to it"))
    depth: int = field(metadata=_described("related-story hops from a source", minimum=0))
    fetched_at: datetime = field(metadata=_utc())
    first_seen_at: datetime = field(metadata=_utc())
    provenance: dict[str, str] = field(metadata=_described("field → where its value came from"))


@dataclass
class Reject:
    """A page that could not become an article, and why. ``fields`` holds what was read so far."""

    url: str = field(metadata=_described("canonical where known"))
    reason: str = field(metadata=_described("one word, e.g. http_404, no_body, robots_txt"))
    detail: str | None = field(metadata=_described("more on the reason"))
    fields: dict[str, Any] = field(metadata=_described("what the page did say"))
    fetched_at: datetime = field(metadata=_utc())


def text_length(value: Any) -> int:
    """Return the length of all texts of a value: fields of items, lists of them, parts."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Section | LiveUpdate | Image | Video | RelatedLink | Article):
        value = list(vars(value).values())
    return sum(map(text_length, value)) if isinstance(value, list) else 0


def new_article(
    id_: str, site: str, fields: dict[str, Any], found: tuple[str, str, int], now: datetime
) -> Article:
    """Return the article of a page as it is before the pipelines.

    Args:
        id_: ``<site>:<number or digest>``.
        site: The spider's name.
        fields: ArticlePage.fields() of the page; ``language`` is the site's until clean_text.
        found: (found_via, found_on, depth).
        now: When the page was fetched (UTC).
    """
    via, on, depth = found
    return Article(
        id=id_,
        revision=1,
        site=site,
        agency=None,
        body="",
        duplicate_of=None,
        changes=None,
        found_via=via,
        found_on=on,
        depth=depth,
        fetched_at=now,
        first_seen_at=now,
        **fields,
    )


def page_id_of(article: Article) -> str:
    """Return the id by which the ledger knows the page of an article."""
    return getattr(article, "page_id", article.id)


def has_content(page: Any) -> bool:
    """Return whether an Article or ArticlePage has paragraphs, or what its kind is for."""
    if any(section.paragraphs for section in page.sections):
        return True
    return any(getattr(page, name) for name in CONTENT[page.kind])
