"""ArticlePage: what the page of an article says, a property a field. No I/O, no clock.

For each field the page's own markup is trusted first, then its JSON-LD, then its OpenGraph tags;
``provenance`` says which it was. Texts are as printed; cleaning and dates are the pipelines' work.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from lxml import etree
from scrapy.utils.response import get_base_url

from newsbot.body import (
    Body,
    box_links,
    fold_space,
    image_url,
    inline_text,
    read_body,
)
from newsbot.conventions import caption_and_credit, dateline_of, section_of
from newsbot.dates import split_label
from newsbot.items import Image, RelatedLink, Section, Source, Video
from newsbot.responses import html_root
from newsbot.structured_data import image_urls, json_ld_article, meta_tags, text_of, texts_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element
    from scrapy.http import TextResponse

    from newsbot.urls import SiteUrls

T = TypeVar("T")
_classed = etree.XPath("//*[@class]")


class ArticlePage:
    """The article that a response shows.

    The class attributes are the meaning-bearing ends of the site's class names: an element counts
    if one of its classes ends so, whatever the prefix. A site or a redesign is a subclass.
    """

    title: ClassVar[str] = "-title"
    byline: ClassVar[str] = "-author"
    date: ClassVar[str] = "-date"
    breadcrumb: ClassVar[str] = "-breadcrumb"
    hero: ClassVar[str] = "-hero"
    caption: ClassVar[str] = "-caption"
    content: ClassVar[str] = "-content"
    tag_list: ClassVar[str] = "-tags"
    highlight_box: ClassVar[str] = "-highlights"
    also_read: ClassVar[str] = "-alsoread"
    related_box: ClassVar[str] = "-related"
    # Boxes inside the body that are not body, beside those named above.
    boxes: ClassVar[tuple[str, ...]] = ()

    def __init__(self, response: TextResponse, urls: SiteUrls) -> None:
        self.response = response
        self.urls = urls
        self.provenance: dict[str, Source] = {}
        self.broken_json_ld = 0
        root = html_root(response)
        self.is_html = root is not None
        self._root: _Element = etree.Element("html") if root is None else root
        self._base = get_base_url(response)
        self._by_class: dict[str, list[_Element]] = {}
        ends = self._ends()
        for element in _classed(self._root):
            for name in element.get("class").split():
                if name.endswith(ends):
                    self._by_class.setdefault(name, []).append(element)

    @classmethod
    def _ends(cls) -> tuple[str, ...]:
        """The ends of class names that say something of a field."""
        places = (cls.title, cls.byline, cls.date, cls.breadcrumb, cls.hero, cls.caption)
        return (*places, cls.content, cls.tag_list, cls.highlight_box, cls.related_box)

    def fields(self) -> dict[str, Any]:
        """Article's fields that the page fills, with ``provenance`` for those that have a value."""
        names = (
            "headline summary authors tags breadcrumbs section dateline published_raw "
            "updated_raw sections highlights images videos related"
        ).split()
        fields: dict[str, Any] = {"url": self.url, "kind": "article", "live_updates": []}
        fields.update((name, getattr(self, name)) for name in names)
        fields["provenance"] = dict(self.provenance)
        return fields

    @cached_property
    def url(self) -> str:
        """The canonical URL: the page's own word for it if that means the same article."""
        own = self.urls.article(self.response.url)
        for link in self._root.iter("link"):
            if (link.get("rel") or "").lower() != "canonical":
                continue
            target = self.urls.join(self._base, link.get("href") or "")
            ref = self.urls.article(target) if target else None
            if ref and own and ref.id == own.id:
                self.provenance["url"] = "selector"
                return ref.url
        self.provenance["url"] = "derived"
        return own.url if own else self.response.url

    @cached_property
    def headline(self) -> str:
        return self._first(
            "headline",
            ("selector", lambda: self._headline_printed()),
            ("json-ld", lambda: text_of(self._json_ld.get("headline"))),
            ("opengraph", lambda: self._meta("og:title")),
            nothing="",
        )

    @cached_property
    def summary(self) -> str | None:
        return self._first(
            "summary",
            ("selector", lambda: self._text_in(self.title, "h2")),
            ("json-ld", lambda: text_of(self._json_ld.get("description"))),
            ("opengraph", lambda: self._meta("og:description")),
            nothing=None,
        )

    @cached_property
    def authors(self) -> list[str]:
        return self._first(
            "authors",
            ("selector", lambda: _distinct(self._texts(self._inside(self.byline, "a")))),
            ("json-ld", lambda: texts_of(self._json_ld.get("author"))),
            ("opengraph", lambda: self._meta_tags.get("author")),
            nothing=[],
        )

    @cached_property
    def tags(self) -> list[str]:
        return self._first(
            "tags",
            ("selector", lambda: _distinct(self._texts(self._inside(self.tag_list, "a")))),
            ("json-ld", lambda: _keywords(self._json_ld.get("keywords"))),
            ("opengraph", lambda: self._meta_tags.get("article:tag")),
            nothing=[],
        )

    @cached_property
    def breadcrumbs(self) -> list[str]:
        return self._first(
            "breadcrumbs",
            ("selector", lambda: self._texts(self._inside(self.breadcrumb, "li"))),
            nothing=[],
        )

    @cached_property
    def section(self) -> str | None:
        return self._first(
            "section",
            ("derived", lambda: section_of(self.breadcrumbs, self.headline)),
            ("json-ld", lambda: text_of(self._json_ld.get("articleSection"))),
            ("opengraph", lambda: self._meta("article:section")),
            nothing=None,
        )

    @cached_property
    def dateline(self) -> str | None:
        return self._first(
            "dateline", ("derived", lambda: dateline_of(self._first_paragraph)), nothing=None
        )

    @cached_property
    def published_raw(self) -> str | None:
        return self._first(
            "published_at",
            ("selector", lambda: self._dates_printed.get("published")),
            ("json-ld", lambda: text_of(self._json_ld.get("datePublished"))),
            ("opengraph", lambda: self._meta("article:published_time")),
            nothing=None,
        )

    @cached_property
    def updated_raw(self) -> str | None:
        return self._first(
            "updated_at",
            ("selector", lambda: self._dates_printed.get("updated")),
            ("json-ld", lambda: text_of(self._json_ld.get("dateModified"))),
            ("opengraph", lambda: self._meta("article:modified_time")),
            nothing=None,
        )

    @cached_property
    def sections(self) -> list[Section]:
        return self._first("sections", ("selector", self._sections_printed), nothing=[])

    @cached_property
    def highlights(self) -> list[str]:
        return self._first(
            "highlights",
            ("selector", lambda: self._texts(self._inside(self.highlight_box, "li"))),
            nothing=[],
        )

    @cached_property
    def images(self) -> list[Image]:
        return self._first(
            "images",
            ("selector", lambda: self._images_printed()),
            ("json-ld", lambda: self._plain_images(image_urls(self._json_ld.get("image")))),
            ("opengraph", lambda: self._plain_images(self._meta_tags.get("og:image", [])[:1])),
            nothing=[],
        )

    @cached_property
    def videos(self) -> list[Video]:
        return self._first("videos", ("selector", lambda: self._body.videos), nothing=[])

    @cached_property
    def related(self) -> list[RelatedLink]:
        return self._first("related", ("selector", lambda: self._related_printed()), nothing=[])

    def _first(self, field: str, *ways: tuple[Source, Callable[[], T | None]], nothing: T) -> T:
        """The value of the first way that gives one; its source goes into ``provenance``."""
        for source, way in ways:
            value = way()
            if value:
                self.provenance[field] = source
                return value
        return nothing

    def _elements(self, end: str) -> list[_Element]:
        """The elements with a class that ends with ``end``, in document order for each class."""
        return [
            element
            for name, elements in self._by_class.items()
            if name.endswith(end)
            for element in elements
        ]

    def _inside(self, end: str, tag: str) -> list[_Element]:
        return [found for element in self._elements(end) for found in element.iter(tag)]

    @staticmethod
    def _texts(elements: list[_Element]) -> list[str]:
        """The texts of elements, without empty ones."""
        return list(filter(None, map(inline_text, elements)))

    def _text_in(self, end: str, tag: str) -> str | None:
        return next(filter(None, map(inline_text, self._inside(end, tag))), None)

    def _meta(self, name: str) -> str | None:
        return self._meta_tags.get(name, [None])[0]

    @cached_property
    def _meta_tags(self) -> dict[str, list[str]]:
        return meta_tags(self._root)

    @cached_property
    def _json_ld(self) -> dict[str, Any]:
        thing, self.broken_json_ld = json_ld_article(self._root)
        return thing

    @cached_property
    def _body(self) -> Body:
        boxes = (*self.boxes, self.also_read, self.highlight_box, self.related_box, self.caption)
        bodies = (read_body(each, boxes, self.also_read) for each in self._elements(self.content))
        # Further ones are other stories, which some sites let follow for the reader to scroll on.
        return next((body for body in bodies if body.sections), Body())

    def _sections_printed(self) -> list[Section]:
        """The body's sections; the headline, where it stands there again, is no sub-head."""
        for section in self._body.sections:
            if section.heading == self.headline:
                section.heading = None
        return [each for each in self._body.sections if each.heading or each.paragraphs]

    @property
    def _first_paragraph(self) -> str:
        return next((text for section in self.sections for text in section.paragraphs), "")

    def _headline_printed(self) -> str | None:
        """The h1 of the title block, else the page's only one."""
        in_title = self._text_in(self.title, "h1")
        everywhere = list(self._root.iter("h1"))
        return in_title or (inline_text(everywhere[0]) if len(everywhere) == 1 else None)

    @cached_property
    def _dates_printed(self) -> dict[str, str]:
        """``published`` and ``updated`` → the date's words; a date without a label is the first."""
        dates: dict[str, str] = {}
        for element in self._elements(self.date):
            kind, words = split_label(inline_text(element))
            if words:
                dates.setdefault(kind or "published", words)
        return dates

    def _images_printed(self) -> list[Image]:
        """The picture at the top with its caption line, then those in the body."""
        images: list[Image] = []
        for picture in self._inside(self.hero, "img"):
            url = image_url(picture)
            if url:
                alt = fold_space(picture.get("alt") or "") or None
                caption, credit = caption_and_credit(self._caption_line())
                images.append(Image(url, caption or alt, credit))
                break
        images.extend(self._body.images)
        absolute = [
            Image(self.response.urljoin(each.url), each.caption, each.credit) for each in images
        ]
        return list({each.url: each for each in reversed(absolute)}.values())[::-1]

    def _caption_line(self) -> str:
        """The line under the picture at the top; "" if there is none."""
        return next(filter(None, map(inline_text, self._elements(self.caption))), "")

    def _plain_images(self, addresses: list[str]) -> list[Image]:
        return [Image(self.response.urljoin(address), None, None) for address in addresses]

    def _related_printed(self) -> list[RelatedLink]:
        links = list(self._body.links)
        for box in self._elements(self.related_box):
            links.extend(box_links(box))
        related: dict[str, RelatedLink] = {}
        for href, words in links:
            url = self.urls.join(self._base, href)
            if url is None or not words:
                continue
            ref = self.urls.article(url)
            url = ref.url if ref else url
            if url not in (self.url, self.urls.origin + "/"):
                related.setdefault(url, RelatedLink(url, words))
        return list(related.values())


def _distinct(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _keywords(value: Any) -> list[str]:
    """schema.org ``keywords``: a list, or one string with commas."""
    if isinstance(value, str):
        value = value.split(",")
    return [word for word in (fold_space(text) for text in texts_of(value)) if word]
