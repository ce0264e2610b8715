"""Define the parts of an article: sections, pictures, players, links, the HTTP response."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from newsbot.items.described import INDIA, described, nested

# ItemAdapter cannot make the schema of a list whose elements have one of two classes.
SECTION_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "heading": {"type": ["null", "string"]},
        "paragraphs": {"type": "array", "items": {"type": "string"}},
        "image": {"type": ["null", "string"], "description": "of photo and web stories alone"},
    },
    "required": ["heading", "paragraphs"],
}


@dataclass
class Section:
    """The paragraphs of the body under one sub-head."""

    heading: str | None = field(metadata=described("the sub-head; `null` before the first one"))
    paragraphs: list[str] = field(metadata=described("paragraphs, lists and tables"))


@dataclass
class PhotoSection(Section):
    """A section of a photo or web story."""

    image: str | None = field(
        default=None,
        metadata=described(
            "of photo and web stories alone: the URL of the section's own picture, one of `images`"
        ),
    )


@dataclass
class LiveUpdate:
    """One entry of a live blog."""

    time: str | None = field(
        metadata=described("ISO 8601; `null` where the page fixes no instant") | {"zone": INDIA}
    )
    heading: str | None = field(metadata=described("as printed"))
    text: str = field(metadata=described("a blank line separates paragraphs"))


@dataclass
class Image:
    """A picture of the article."""

    url: str = field(metadata=described("absolute"))
    caption: str | None = field(
        metadata=described("the printed one, else the `alt`, unless that is empty or a file's name")
    )
    credit: str | None = field(metadata=described("as printed, without its label"))


@dataclass
class Video:
    """A player of the article."""

    url: str = field(metadata=described("of the player"))
    provider: str = field(metadata=described("`youtube`, `vidgyor`, or the player's host"))
    credit: str | None = field(default=None, metadata=described("as printed under it"))


@dataclass
class RelatedLink:
    """A story that the page offers."""

    url: str = field(metadata=described("canonical"))
    headline: str = field(metadata=described("the words with which it is offered"))


@dataclass
class Changes:
    """The changes of an edit; in an Article a dictionary with these keys."""

    fields: list[str] = field(metadata=described("the fields that changed"))
    paragraphs_added: list[str] = field(metadata=described("paragraphs that are new"))
    paragraphs_removed: list[str] = field(metadata=described("paragraphs that are gone"))


@dataclass
class ArchiveRecord:
    """The place of the response in a WARC file."""

    file: str = field(metadata=described("the name of the archive's file"))
    offset: int = field(metadata=described("the byte at which the record begins", minimum=0))


@dataclass
class FetchedResponse:
    """The HTTP response that the article was read from."""

    status: int | None = field(metadata=described("the HTTP status; `null` where it is not known"))
    sha256: str | None = field(
        metadata=described(
            "of the body as it was received, before `Content-Encoding` is undone; `null` for a page"
            " that a browser rendered, and for text"
        )
    )
    archive: ArchiveRecord | None = field(
        metadata=nested("the record in an archive; `null` where the crawl made none")
    )
    newsbot_version: str = field(metadata=described("the version of newsbot that read the page"))
