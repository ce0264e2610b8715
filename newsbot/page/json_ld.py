"""Read a page's JSON-LD (schema.org) about its article."""

from __future__ import annotations

import html
from collections import deque
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeGuard

from newsbot.hindi import devanagari_share, fold, words
from newsbot.items import Image, LiveUpdate, Video
from newsbot.page.body import read_text
from newsbot.page.body_types import ExcludedElements
from newsbot.page.breadcrumbs import Crumb
from newsbot.page.html_elements import canonical_link, fold_space, inline_text, split_tags
from newsbot.page.json_text import load_json_ld
from newsbot.page.media import provider_of
from newsbot.page.text_patterns import caption_and_credit, is_placeholder

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
ORGANISATIONS = frozenset({"Organization", "NewsMediaOrganization"})
VIDEO_TYPES = frozenset({"VideoObject"})
# The page, where no article is described: its dates are the article's.
PAGE_TYPES = frozenset({"WebPage", "ItemPage"})
PAGE_DATES = ("datePublished", "dateModified")
BREADCRUMB_TYPES = frozenset({"BreadcrumbList"})
MAX_THINGS = 1000  # of one block; a page has some ten
MAX_TRAILS = 10
MAX_PARTICLE = 3  # characters of a word that any headline may have
MIN_TELLING = 3  # words of a headline, before others are another story's
MIN_SHARED = 4  # one word of so many, that two headlines of one story share
MAX_DEPTH = 8  # of names in lists in lists


class JsonLd:
    """The statements of a page's JSON-LD about its article, by the names of Article's fields.

    Args:
        root: Of the page.
        is_of_another: Says of a URL that it is another article's.
    """

    def __init__(self, root: etree._Element, is_of_another: Callable[[str], bool]) -> None:
        self._root = root
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
        return [thing for value in values for thing in islice(_things(value), MAX_THINGS)]

    @cached_property
    def _article(self) -> dict[str, Any]:
        """Join all objects of the article: each property is of the first object that has it.

        A video's page may describe the video alone.
        """
        values: dict[str, Any] = {}
        of_it = self._articles
        for thing in of_it:
            for name, value in thing.items():
                if value not in (None, "", [], {}):
                    values.setdefault(name, value)
        if not of_it and (video := self._only_video) and not self._is_of_other_words(video):
            as_article = {"headline": "name", "datePublished": "uploadDate"}
            return video | {
                mine: video.get(described_as) for mine, described_as in as_article.items()
            }
        if not of_it:
            pages = (
                thing for thing in self._things if is_a(thing, PAGE_TYPES) and self._is_own(thing)
            )
            return {name: page[name] for page in pages for name in PAGE_DATES if page.get(name)}
        return values

    @cached_property
    def _articles(self) -> list[dict[str, Any]]:
        """The objects of the page's own article."""
        of_it = [
            thing for thing in self._things if is_a(thing, ARTICLE_TYPES) and self._is_own(thing)
        ]
        return self._with_the_headline(of_it)

    def _with_the_headline(self, things: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the objects that have the page's headline, where others have another one."""
        titles = [fold(text_of(thing.get("headline")) or "") for thing in things]
        if len(set(filter(None, titles))) < 2:
            return [thing for thing in things if not self._is_of_other_words(thing)]
        of_headline = [
            thing
            for thing, title in zip(things, titles, strict=True)
            if not title or title in self._shown
        ]
        return of_headline if any(thing.get("headline") for thing in of_headline) else things

    @cached_property
    def _shown(self) -> str:
        """The folded words of the page's titles."""
        shown = islice(self._root.iter("title", "h1"), MAX_TRAILS)
        return fold(" | ".join(map(inline_text, shown)))

    def _is_of_other_words(self, thing: dict[str, Any]) -> bool:
        """Return whether an object's headline is that of another story.

        A headline for search engines shares some words with the one that the page shows; one in
        another script says nothing.
        """
        title = text_of(thing.get("headline")) or text_of(thing.get("name")) or ""
        if not self._shown or fold(title) in self._shown:
            return False
        if canonical_link(self._root) in _addresses(thing):
            return False
        if " " in title and is_placeholder(title):
            return True  # an example that was never filled in: "Article headline"
        title_words, shown_words = _telling_words(title), _telling_words(self._shown)
        fewest = min(len(title_words), len(shown_words))
        if fewest < MIN_TELLING or MIN_SHARED * len(title_words & shown_words) >= fewest:
            return False
        return _is_in_devanagari(title) == _is_in_devanagari(self._shown)

    @property
    def _only_video(self) -> dict[str, Any] | None:
        """The one video that is described; among several, the page's main entity."""
        videos = [thing for thing in self._things if is_a(thing, VIDEO_TYPES)]
        entities = [value for thing in self._things for value in _list(thing.get("mainEntity"))]
        main = [video for video in videos if any(video is entity for entity in entities)] or videos
        return main[0] if len(main) == 1 and self._is_own(main[0]) else None

    @property
    def is_of_video(self) -> bool:
        """True where a video is described and no article."""
        if not self.mentions("VideoObject"):
            return False
        return not self._articles and self._only_video is not None

    @property
    def has_article(self) -> bool:
        """True where an article is described that is the page's own."""
        return bool(self._articles)

    def is_part(self, thing: dict[str, Any], types: frozenset[str]) -> bool:
        """Return whether an object is of one of ``types``, or says no type."""
        return "@type" not in thing or is_a(thing, types)

    def is_of(self, types: frozenset[str]) -> bool:
        """Return whether something of one of ``types`` is described."""
        return any(is_a(thing, types) for thing in self._things)

    def _is_own(self, thing: dict[str, Any]) -> bool:
        return not any(map(self._is_of_another, _addresses(thing)))

    @property
    def url(self) -> str | None:
        """The first URL that the article names as its page."""
        return next(iter(_addresses(self._article)), None)

    @property
    def headline(self) -> str | None:
        """``headline`` of the article, or ``name`` of a page's only video."""
        return text_of(self._article.get("headline"))

    @property
    def summary(self) -> str | None:
        """``description``."""
        return text_of(self._article.get("description"))

    @property
    def authors(self) -> list[str]:
        """The names in ``author``, each once."""
        return list(dict.fromkeys(self._names(self._article.get("author"), MAX_DEPTH)))

    @property
    def is_by_organisation(self) -> bool:
        """True where each author is said to be an organisation, as the publisher is."""
        authors = list(filter(is_thing, _list(self._article.get("author"))))
        return bool(authors) and all(is_a(author, ORGANISATIONS) for author in authors)

    def _names(self, value: Any, depth: int) -> Iterator[str]:
        """Yield people's names: of lists in lists, a list as a name, a thing named elsewhere."""
        if isinstance(value, str) and (text := text_of(value)):
            yield text
        elif isinstance(value, list) and depth:
            for entry in value:
                yield from self._names(entry, depth - 1)
        elif is_thing(value) and depth:
            inside = value.get("name") or value.get("@list") or value.get("@value")
            if not inside:
                parts = (text_of(value.get(key)) for key in ("givenName", "familyName"))
                inside = " ".join(filter(None, parts))
            if not inside and isinstance(value.get("@id"), str):
                same = (thing for thing in self._things if thing.get("@id") == value["@id"])
                inside = next((thing.get("name") for thing in same if thing is not value), None)
            yield from self._names(inside, depth - 1)

    @property
    def tags(self) -> list[str]:
        """The topics of ``keywords``: one string with commas, or a list of such strings."""
        return split_tags(texts_of(self._article.get("keywords")))

    @property
    def trails(self) -> list[list[Crumb]]:
        """The BreadcrumbLists, each in the order of its positions."""
        lists = (thing for thing in self._things if is_a(thing, BREADCRUMB_TYPES))
        return [_trail(trail) for trail in islice(lists, MAX_TRAILS)]

    @property
    def section(self) -> str | None:
        """``articleSection``, the first one."""
        return text_of(self._article.get("articleSection"))

    @property
    def published_at(self) -> str | None:
        """``datePublished`` as it stands there."""
        return _date_of(self._article.get("datePublished"))

    @property
    def updated_at(self) -> str | None:
        """``dateModified`` as it stands there."""
        return _date_of(self._article.get("dateModified"))

    @property
    def sections(self) -> list[Section]:
        """The paragraphs of ``articleBody``, without also-read lines."""
        boxes = ExcludedElements(is_of_another=self._is_of_another)
        return read_text(text_of(self._article.get("articleBody")) or "", boxes).sections

    @property
    def live_updates(self) -> list[LiveUpdate]:
        """The entries of ``liveBlogUpdate`` that have a heading or a text."""
        if not self.mentions("liveBlogUpdate"):
            return []
        updates = []
        for update in filter(is_thing, _list(self._article.get("liveBlogUpdate"))):
            time = text_of(update.get("datePublished")) or text_of(update.get("dateModified"))
            heading = text_of(update.get("headline"))
            text = "\n\n".join(read_text(text_of(update.get("articleBody")) or "").texts)
            if heading or text:
                updates.append(LiveUpdate(time, heading, text))
        return updates

    @property
    def images(self) -> list[Image]:
        """The pictures of ``image``; their URLs may be relative."""
        images = []
        for image in _list(self._article.get("image")):
            described = image if is_thing(image) else {"url": image}
            caption, credit = caption_and_credit(
                fold_space(text_of(described.get("caption")) or "")
            )
            credit = credit or text_of(described.get("creditText"))
            urls = _list(described.get("url") or described.get("contentUrl"))
            images += [Image(url, caption, credit) for url in urls if isinstance(url, str) and url]
        return images

    @property
    def videos(self) -> list[Video]:
        """The players, else the files, of VideoObjects: those of the page and of its article."""
        if not self.mentions("VideoObject"):
            return []
        things = [thing for thing in self._things if is_a(thing, VIDEO_TYPES)]
        things.extend(filter(is_thing, _list(self._article.get("video"))))
        urls = (
            text_of(thing.get("embedUrl")) or text_of(thing.get("contentUrl")) for thing in things
        )
        distinct = dict.fromkeys(url for url in urls if url)
        return [Video(url, provider) for url in distinct if (provider := provider_of(url))]

    @property
    def publisher(self) -> str | None:
        """The name of ``publisher``."""
        return text_of(self._article.get("publisher"))

    @property
    def logo(self) -> str | None:
        """The address of the publisher's logo, which is no picture of the article."""
        publisher = self._article.get("publisher")
        logo = publisher.get("logo") if is_thing(publisher) else None
        url = logo.get("url") if is_thing(logo) else logo
        return url if isinstance(url, str) else None

    # A statement about no article.
    highlights = related = ()

    def mentions(self, word: str) -> bool:
        """Return whether a block has a word in it; reading the blocks costs more."""
        return any(word in block for block in self._blocks)

    def values(self, name: str) -> list[Any]:
        """Return all values of a property: of the article, and of the page that it is on."""
        if not self.mentions(name):
            return []
        things = self._articles or list(filter(None, [self._only_video]))
        pages = (thing for thing in self._things if is_a(thing, PAGE_TYPES) and self._is_own(thing))
        return [value for thing in (*things, *pages) for value in _list(thing.get(name))]

    def names_of(self, name: str) -> list[str]:
        """Return the names in a property of the article."""
        return list(self._names(self.values(name), MAX_DEPTH))

    def resolved(self, value: Any) -> dict[str, Any] | None:
        """Return the object that a value is, or that it names by its ``@id``; None for others."""
        if not is_thing(value):
            return None
        if set(value) == {"@id"}:
            return next((thing for thing in self._things if thing.get("@id") == value["@id"]), None)
        return value


def _is_in_devanagari(text: str) -> bool:
    return devanagari_share(text) >= 1 / 2


def _telling_words(text: str) -> frozenset[str]:
    """Return the words that say what a headline is about, not how its words belong together."""
    return frozenset(word for word in words(fold(text)) if len(word) > MAX_PARTICLE)


def _things(data: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON-LD value: itself, a list's, a graph's, a page's entity."""
    pending = deque([data])
    while pending:
        value = pending.popleft()
        if isinstance(value, list):
            pending.extend(value)
        elif is_thing(value):
            yield value
            pending.extend(
                value[key] for key in ("@graph", "mainEntity", "breadcrumb") if key in value
            )


def _trail(thing: dict[str, Any]) -> list[Crumb]:
    """Return the crumbs of a BreadcrumbList; a name that is an address is none."""
    items = list(filter(is_thing, _list(thing.get("itemListElement"))))
    items.sort(key=lambda item: _number(item.get("position")))
    crumbs = []
    for list_item in items:
        name = text_of(list_item.get("name")) or text_of(list_item.get("item"))
        if name and not name.startswith(("http://", "https://")):
            item = list_item.get("item")
            href = item.get("@id") or item.get("url") if is_thing(item) else item
            href = href or list_item.get("url") or list_item.get("@id")
            crumbs.append(Crumb(fold_space(name), href if isinstance(href, str) else None))
    return crumbs


def is_a(thing: dict[str, Any], types: frozenset[str]) -> bool:
    """Return whether an object is of one of ``types`` of schema.org, whatever its context."""
    kinds = (kind for kind in _list(thing.get("@type")) if isinstance(kind, str))
    return any(kind.rpartition("/")[2].rpartition(":")[2] in types for kind in kinds)


def is_thing(value: Any) -> TypeGuard[dict[str, Any]]:
    """Return whether a value of JSON-LD is an object."""
    return isinstance(value, dict)


def _list(value: Any) -> list[Any]:
    """Return a property's values: schema.org allows a list wherever it allows one."""
    return value if isinstance(value, list) else [value]


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return 0.0


def _addresses(thing: dict[str, Any]) -> list[str]:
    """Return the URLs that an object names as its page."""
    values = (thing.get("mainEntityOfPage"), thing.get("url"), thing.get("@id"))
    found = (value.get("@id") if is_thing(value) else value for value in values)
    return [url for url in found if isinstance(url, str) and url]


def text_of(value: Any) -> str | None:
    """Return a schema.org value as one text, or None: a string, a thing's name, a value object."""
    if is_thing(value):
        value = value.get("name", value.get("@value"))
    if isinstance(value, list):
        value = value[0] if value else None
        return text_of(value) if not isinstance(value, list) else None
    return html.unescape(value).strip() or None if isinstance(value, str) else None


def _date_of(value: Any) -> str | None:
    """Return a date as text; a number is seconds or milliseconds since 1970."""
    return str(value) if isinstance(value, int) and value > 0 else text_of(value)


def texts_of(value: Any) -> list[str]:
    """Return a schema.org value, one thing or a list of them, as texts, each once."""
    texts = (text_of(entry) for entry in _list(value) if not isinstance(entry, list))
    return list(dict.fromkeys(text for text in texts if text))
