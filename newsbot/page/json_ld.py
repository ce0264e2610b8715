"""What a page's JSON-LD (schema.org) says of its article."""

from __future__ import annotations

import html
import json
import re
from collections import deque
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeGuard

from newsbot.items import Image, LiveUpdate, Video
from newsbot.page.body import read_text
from newsbot.page.elements import fold_space, provider_of
from newsbot.page.parts import Boxes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml import etree

    from newsbot.items import Section

# schema.org types that describe the page's article.
ARTICLE_TYPES = frozenset(
    (
        "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle "
        "BackgroundNewsArticle ReviewNewsArticle LiveBlogPosting BlogPosting"
    ).split()
)
VIDEO_TYPES = frozenset({"VideoObject"})
BREADCRUMB_TYPES = frozenset({"BreadcrumbList"})
MOST_THINGS = 1000  # of one block; a page has some ten
MAX_JSON_LD = 1_000_000  # characters of one block; beyond that it is no metadata
_WRAPPED = re.compile(r"^(?:<!--|(?://\s*)?<!\[CDATA\[)|(?:-->|(?://\s*)?\]\]>|;)$")
_STRING_OR_COMMA = re.compile(r'("(?:[^"\\]++|\\.)*+"?)|,(\s*[}\]])', re.DOTALL)


class JsonLd:
    """What the page's JSON-LD says of its article, by the names of Article's fields.

    ``is_of_another``: says of a URL that it is another article's.
    """

    def __init__(self, root: etree._Element, is_of_another: Callable[[str], bool]) -> None:
        self._is_of_another = is_of_another
        self.unreadable = 0  # blocks, of those that were needed
        self._blocks = [
            block.text
            for block in root.iter("script")
            if block.text and "ld+json" in (block.get("type") or "").lower()
        ]

    @cached_property
    def _things(self) -> list[dict[str, Any]]:
        """The objects of all blocks, in page order."""
        values = [load_json_ld(block) for block in self._blocks]
        self.unreadable = values.count(None)
        return [thing for value in values for thing in islice(_things(value), MOST_THINGS)]

    @cached_property
    def _article(self) -> dict[str, Any]:
        """What all objects of the article say: of each property the first that says something.

        A video's page may describe the video alone.
        """
        said: dict[str, Any] = {}
        of_it = [each for each in self._things if is_a(each, ARTICLE_TYPES) and self._is_own(each)]
        for thing in of_it:
            for name, value in thing.items():
                if value not in (None, "", [], {}):
                    said.setdefault(name, value)
        videos = [each for each in self._things if is_a(each, VIDEO_TYPES)]
        if not of_it and len(videos) == 1 and self._is_own(videos[0]):
            as_article = {"headline": "name", "datePublished": "uploadDate"}
            return videos[0] | {mine: videos[0].get(its) for mine, its in as_article.items()}
        return said

    def _is_own(self, thing: dict[str, Any]) -> bool:
        return not any(map(self._is_of_another, _addresses(thing)))

    @property
    def url(self) -> str | None:
        return next(iter(_addresses(self._article)), None)

    @property
    def headline(self) -> str | None:
        return text_of(self._article.get("headline"))

    @property
    def summary(self) -> str | None:
        return text_of(self._article.get("description"))

    @property
    def authors(self) -> list[str]:
        return texts_of(self._article.get("author"))

    @property
    def tags(self) -> list[str]:
        """``keywords``: a list, or one string with commas."""
        value = self._article.get("keywords")
        words = value.split(",") if isinstance(value, str) else value
        return list(filter(None, map(fold_space, texts_of(words))))

    @property
    def breadcrumbs(self) -> list[str]:
        """The names of the first BreadcrumbList, in the order of their positions."""
        trail = next((each for each in self._things if is_a(each, BREADCRUMB_TYPES)), {})
        items = trail.get("itemListElement")
        crumbs = list(filter(is_thing, _list(items)))
        crumbs.sort(key=lambda each: _number(each.get("position")))
        names = (text_of(each.get("name")) or text_of(each.get("item")) for each in crumbs)
        return [name for name in names if name and not name.startswith(("http://", "https://"))]

    @property
    def section(self) -> str | None:
        return text_of(self._article.get("articleSection"))

    @property
    def published_at(self) -> str | None:
        return text_of(self._article.get("datePublished"))

    @property
    def updated_at(self) -> str | None:
        return text_of(self._article.get("dateModified"))

    @property
    def sections(self) -> list[Section]:
        boxes = Boxes(is_article=self._is_of_another)
        return read_text(text_of(self._article.get("articleBody")) or "", boxes).sections

    @property
    def live_updates(self) -> list[LiveUpdate]:
        if not self._mentions("liveBlogUpdate"):
            return []
        updates = []
        for each in filter(is_thing, _list(self._article.get("liveBlogUpdate"))):
            time = text_of(each.get("datePublished")) or text_of(each.get("dateModified"))
            heading = text_of(each.get("headline"))
            text = "\n\n".join(read_text(text_of(each.get("articleBody")) or "").texts)
            if heading or text:
                updates.append(LiveUpdate(time, heading, text))
        return updates

    @property
    def images(self) -> list[Image]:
        values = (
            each.get("url") if is_thing(each) else each
            for each in _list(self._article.get("image"))
        )
        urls = (url for value in values for url in _list(value))
        return [Image(url, None, None) for url in urls if isinstance(url, str) and url.strip()]

    @property
    def videos(self) -> list[Video]:
        """The players, else the files, of VideoObjects: those of the page and of its article."""
        if not self._mentions("VideoObject"):
            return []
        things = [each for each in self._things if is_a(each, VIDEO_TYPES)]
        things.extend(filter(is_thing, _list(self._article.get("video"))))
        urls = (text_of(each.get("embedUrl")) or text_of(each.get("contentUrl")) for each in things)
        distinct = dict.fromkeys(url for url in urls if url)
        return [Video(url, provider) for url in distinct if (provider := provider_of(url))]

    @property
    def publisher(self) -> str | None:
        return text_of(self._article.get("publisher"))

    # What is said of no article.
    highlights = related = ()

    def _mentions(self, word: str) -> bool:
        return any(word in block for block in self._blocks)


def load_json_ld(text: str) -> Any:
    """The value of a JSON-LD block, mending what sites get wrong; None if it cannot be read.

    Mended: a byte order mark, HTML comments and CDATA around it, a semicolon behind it, raw
    newlines in strings, trailing commas, a block that is HTML-escaped as a whole.
    """
    text = text.strip().lstrip("\ufeff").strip()
    if not text or len(text) > MAX_JSON_LD:
        return None
    if text[0] in "</" or text[-1] in ">;":
        text = _WRAPPED.sub("", text).strip()
    if '"' not in text and "&quot;" in text:
        text = html.unescape(text)
    for mend in (False, True):
        try:
            text = _STRING_OR_COMMA.sub(r"\1\2", text) if mend else text
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _things(data: Any) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD value: itself, a list's, a graph's, a page's main entity."""
    pending = deque([data])
    while pending:
        value = pending.popleft()
        if isinstance(value, list):
            pending.extend(value)
        elif is_thing(value):
            yield value
            pending.extend(value[key] for key in ("@graph", "mainEntity") if key in value)


def is_a(thing: dict[str, Any], types: frozenset[str]) -> bool:
    """True for an object of one of ``types`` of schema.org, whatever its context."""
    kinds = (kind for kind in _list(thing.get("@type")) if isinstance(kind, str))
    return any(kind.rpartition("/")[2].rpartition(":")[2] in types for kind in kinds)


def is_thing(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _list(value: Any) -> list[Any]:
    """A property's values: schema.org allows a list wherever it allows one."""
    return value if isinstance(value, list) else [value]


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return 0.0


def _addresses(thing: dict[str, Any]) -> list[str]:
    """The URLs that an object names as its page."""
    values = (thing.get("mainEntityOfPage"), thing.get("url"), thing.get("@id"))
    found = (each.get("@id") if is_thing(each) else each for each in values)
    return [url for url in found if isinstance(url, str) and url]


def text_of(value: Any) -> str | None:
    """A schema.org value as one text: a string, or a thing's name; None where it says nothing."""
    if is_thing(value):
        value = value.get("name")
    if isinstance(value, list):
        value = value[0] if value else None
        return text_of(value) if not isinstance(value, list) else None
    return html.unescape(value).strip() or None if isinstance(value, str) else None


def texts_of(value: Any) -> list[str]:
    """A schema.org value as texts: one thing or a list of them."""
    texts = (text_of(each) for each in _list(value) if not isinstance(each, list))
    return list(dict.fromkeys(text for text in texts if text))
