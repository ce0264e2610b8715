"""Find the objects of a page's JSON-LD (schema.org) that describe its article."""

from __future__ import annotations

from collections import deque
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from newsbot.hindi import devanagari_share, fold, words
from newsbot.page.html.elements import canonical_link, inline_text
from newsbot.page.pictures.text_patterns import is_placeholder
from newsbot.page.scripts.json_text import load_json_ld
from newsbot.page.structured_data.json_ld_values import addresses, is_a, is_thing, list_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml import etree

# schema.org types that describe the page's article.
ARTICLE_TYPES = frozenset(
    (
        "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle "
        "BackgroundNewsArticle ReviewNewsArticle LiveBlogPosting BlogPosting"
    ).split()
)
VIDEO_TYPES = frozenset({"VideoObject"})
# Types of the page itself. If no article is described, the dates of the page are used.
PAGE_TYPES = frozenset({"WebPage", "ItemPage"})
GALLERY_TYPES = frozenset({"ImageGallery", "MediaGallery"})  # the page, or a part of a page
PAGE_DATES = ("datePublished", "dateModified")
MAX_THINGS = 1000  # objects of one block that are read; a page has about ten
MAX_TITLES = 10  # elements with the page's title that are read
MAX_PARTICLE = 3  # characters of a word that any headline may have
MIN_TELLING = 3  # long words of a headline that can be compared with another headline
MIN_SHARED = 4  # two headlines of one story share at least one of this number of words


class JsonLdObjects:
    """Finds the objects in a page's JSON-LD that describe its article. Base class of JsonLd.

    Args:
        root: The root element of the page.
        is_of_another: Returns whether a URL is another article's.

    Attributes:
        unreadable: Number of JSON-LD blocks that could not be read, once the blocks were needed.
    """

    def __init__(self, root: etree._Element, is_of_another: Callable[[str], bool]) -> None:
        self._root = root
        self._is_of_another = is_of_another
        self.unreadable = 0

    @cached_property
    def _things(self) -> list[dict[str, Any]]:
        """The objects of all blocks, in page order."""
        values = [
            load_json_ld(block.text)
            for block in self._root.iter("script")
            if block.text and "ld+json" in (block.get("type") or "").lower()
        ]
        self.unreadable = values.count(None)
        return [thing for value in values for thing in islice(_things(value), MAX_THINGS)]

    @cached_property
    def _article(self) -> dict[str, Any]:
        """The properties of the article: each from the first object of the article that has it.

        If no article is described, the properties of the page's only video, else the page's dates.
        """
        values: dict[str, Any] = {}
        of_it = self._articles
        for thing in of_it:
            for name, value in thing.items():
                if value not in (None, "", [], {}):
                    values.setdefault(name, value)
        if of_it:
            return values
        if (video := self._only_video) and not self._is_of_other_words(video):
            return video | {
                "headline": video.get("name"),
                "datePublished": video.get("uploadDate"),
            }
        return {name: page[name] for page in self._pages for name in PAGE_DATES if page.get(name)}

    @cached_property
    def _articles(self) -> list[dict[str, Any]]:
        """The objects of the page's own article."""
        return self._with_the_headline(self._own_of(ARTICLE_TYPES))

    @cached_property
    def _pages(self) -> list[dict[str, Any]]:
        """The objects of the page itself, and galleries with the page's title or URL."""
        galleries = filter(self._is_of_page, self._own_of(GALLERY_TYPES))
        return [*self._own_of(PAGE_TYPES), *galleries]

    def _is_of_page(self, thing: dict[str, Any]) -> bool:
        """Return whether an object has the title that the page shows, or its canonical URL."""
        title = fold(_title(thing))
        is_shown = bool(title) and title in self._shown
        return is_shown or canonical_link(self._root) in addresses(thing)

    def _with_the_headline(self, things: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the objects with the page's headline, if the objects have different headlines."""
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
        shown = islice(self._root.iter("title", "h1"), MAX_TITLES)
        return fold(" | ".join(map(inline_text, shown)))

    def _is_of_other_words(self, thing: dict[str, Any]) -> bool:
        """Return whether an object's headline is that of another story.

        A headline for search engines shares some words with the headline that the page shows. A
        headline in another script cannot be compared.
        """
        title = _title(thing)
        if not (self._shown and title) or self._is_of_page(thing):
            return False
        if " " in title and is_placeholder(title):
            return True  # an example of the template: "Article headline"
        title_words, shown_words = _long_words(title), _long_words(self._shown)
        fewest = min(len(title_words), len(shown_words))
        if fewest < MIN_TELLING or MIN_SHARED * len(title_words & shown_words) >= fewest:
            return False
        return (devanagari_share(title) >= 1 / 2) == (devanagari_share(self._shown) >= 1 / 2)

    @cached_property
    def _only_video(self) -> dict[str, Any] | None:
        """The only video that is described; among several videos, the page's main entity."""
        videos = [thing for thing in self._things if is_a(thing, VIDEO_TYPES)]
        entities = [value for thing in self._things for value in list_of(thing.get("mainEntity"))]
        main = [video for video in videos if any(video is entity for entity in entities)] or videos
        return main[0] if len(main) == 1 and self._is_own(main[0]) else None

    @property
    def is_of_video(self) -> bool:
        """True if a video is described, and no article."""
        return not self._articles and self._only_video is not None

    @property
    def has_article(self) -> bool:
        """True if the page's own article is described."""
        return bool(self._articles)

    def is_of(self, types: frozenset[str]) -> bool:
        """Return whether an object of one of ``types`` is described."""
        return any(is_a(thing, types) for thing in self._things)

    def _own_of(self, types: frozenset[str]) -> list[dict[str, Any]]:
        return [thing for thing in self._things if is_a(thing, types) and self._is_own(thing)]

    def _is_own(self, thing: dict[str, Any]) -> bool:
        return not any(map(self._is_of_another, addresses(thing)))

    def values(self, name: str) -> list[Any]:
        """Return all values of a property of the article and of the page itself."""
        things = self._articles or list(filter(None, [self._only_video]))
        return [value for thing in (*things, *self._pages) for value in list_of(thing.get(name))]

    def resolved(self, value: Any) -> dict[str, Any] | None:
        """Return the object in a value, or the object of an ``@id`` reference; else None."""
        if not is_thing(value):
            return None
        if set(value) == {"@id"}:
            return next((thing for thing in self._things if thing.get("@id") == value["@id"]), None)
        return value


def _title(thing: dict[str, Any]) -> str:
    return text_of(thing.get("headline")) or text_of(thing.get("name")) or ""


def _long_words(text: str) -> frozenset[str]:
    """Return the long words of a headline; short words may be particles of any headline."""
    return frozenset(word for word in words(fold(text)) if len(word) > MAX_PARTICLE)


def _things(data: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON-LD value, also in lists, ``@graph`` and ``mainEntity``."""
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
