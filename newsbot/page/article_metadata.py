"""Read the fields beside the content: URL, headline, byline, dates, section, tags, rights.

For each field the page's markup is trusted first, then its JSON-LD, then its OpenGraph and other
meta tags. A value that fails the check of its field is discarded. ``provenance`` names the source
of each value. Texts are as printed; the pipelines clean them. No I/O, no clock.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, cast

from lxml import etree

from newsbot.items import Provenance
from newsbot.page.body.page_links import PageLinks
from newsbot.page.byline.authors import authors_in, is_desk
from newsbot.page.byline.byline import Byline
from newsbot.page.byline.printed_dates import instant_of
from newsbot.page.declared.declaration import declaration_of
from newsbot.page.declared.layout import OF_PROPERTIES, Layout
from newsbot.page.declared.places import Places
from newsbot.page.html.elements import inline_text
from newsbot.page.html.headline_element import heading_before_text
from newsbot.page.html.microdata import Microdata
from newsbot.page.html.tree import base_url
from newsbot.page.kinds.web_story import WebStory, section_of_path
from newsbot.page.markup import Markup
from newsbot.page.pictures.text_patterns import is_placeholder
from newsbot.page.readers import Readers
from newsbot.page.structured_data.field_checks import (
    MAX_SITE_NAME_LENGTH,
    is_beginning_of,
    is_site_name,
    without_site_name,
)
from newsbot.page.structured_data.json_ld import JsonLd
from newsbot.page.structured_data.open_graph import OpenGraph
from newsbot.page.structured_data.rights import PageRights
from newsbot.page.taxonomy.breadcrumbs import Crumb, Here, sections_of, trail_problem
from newsbot.page.taxonomy.printed_section import printed_section
from newsbot.page.taxonomy.printed_tags import printed_tags
from newsbot.urls import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from lxml.etree import _Element
    from scrapy.http import TextResponse

    from newsbot.dates import ParsedDate
    from newsbot.items import Rights
    from newsbot.urls import SiteUrls

ID = re.compile(r"[A-Za-z0-9_-]{1,64}")  # an id that can be part of a file name


def declarable(read: Callable[..., Any]) -> Any:
    """Return a cached property; a site may declare selectors under the same name, see Layout."""
    return cached_property(read)


class ArticleMetadata(Layout):
    """Address, headline, byline, dates, section and rights of the article that a response shows.

    Args:
        response: The page.
        root: The root element of the response's HTML, see newsbot.page.html.tree.
        urls: The URL rules of the site.
        fetched_at: When the page was fetched (UTC). A later date in the page is wrong.
    """

    # Name of OF_PROPERTIES → value that the class declares.
    _declared: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        properties = {name: vars(cls)[name] for name in OF_PROPERTIES if name in vars(cls)}
        properties = {
            name: value for name, value in properties.items() if not hasattr(value, "__get__")
        }
        for name in properties:
            delattr(cls, name)  # else the value would hide the property of the base class
        cls._declared = cls._declared | properties

    def __init__(
        self, response: TextResponse, root: _Element, urls: SiteUrls, fetched_at: datetime
    ) -> None:
        self.root = root
        self.urls = urls
        self.fetched_at = fetched_at
        self._address = response.url
        self._links = PageLinks(urls, base_url(response, root), response.url)
        self.amp_links = self._links.amp_links
        is_story = next(root.iter("amp-story"), None) is not None
        # A bound method of the page would make a reference cycle. The tree would then live until
        # the next garbage collection; without the cycle, the next page reuses its memory at once.
        is_of_another = self._links.is_of_another
        self._declaration = declaration_of(type(self))
        self._places = Places(root, self._declaration)
        microdata = Microdata(root)
        self.markup = (
            WebStory(root, self._places)
            if is_story
            else Markup(root, microdata, self._places, is_of_another, self._links.is_of_other_page)
        )
        self.json_ld = JsonLd(root, is_of_another)
        self.open_graph = OpenGraph(root)
        absolute = self._links.absolute
        self._rights = PageRights(
            response, root, microdata, self.json_ld, self.open_graph, absolute
        )
        self._readers = Readers(self.markup, self.json_ld, self.open_graph)
        self.provenance = self._readers.provenance
        # An AMP page shows the same article as its canonical page.
        self.is_amp = not is_story and ("amp" in root.attrib or "⚡" in root.attrib)

    @cached_property
    def url(self) -> str:
        """The canonical URL that the page states, if this is the same article; else its own URL."""
        links = self._links
        url = self._readers.first("url", lambda _, href: links.canonical(href), self._url_problem)
        if url is None:
            self.provenance["url"] = "derived"
        return url or (self._links.own.url if self._links.own else self._address)

    @cached_property
    def number(self) -> str | None:
        """The article's number as the page states it; None if the page's URL has a number.

        If the page states a URL instead, the number of the article at this URL is taken.
        """
        if self._links.own and self._links.own.is_numbered:
            return None
        stated_id = next(iter(self._places.texts("article_id")), None)
        if ref := self._links.article(stated_id) if stated_id and "/" in stated_id else None:
            return ref.id.partition(":")[2]
        if stated_id is None or ID.fullmatch(stated_id):
            return stated_id
        return digest(stated_id)

    def id_or(self, id_: str) -> str:
        """Return the article's id as the page states it, else ``id_``, the id from its URL."""
        return f"{self.urls.site}:{self.number}" if self.number else id_

    @cached_property
    def headline(self) -> str:
        """The headline without the site's name; "" if the page has no headline."""
        headline: str = self._readers.first("headline", self._title, self._text_problem) or ""
        if not headline and not self.content and (headline := self._guessed_headline):
            self.provenance["headline"] = "derived"
        return headline

    @property
    def _guessed_headline(self) -> str:
        """The heading before the text; for a page with its text in a script, the ``<title>``."""
        headline = heading_before_text(self.root)
        title = next(self.root.iter("title"), None)
        if headline is None and title is not None:
            headline = self._title("opengraph", inline_text(title))
            if not self.markup.body_in_scripts(headline).sections:
                return ""
        return "" if headline is None or self._text_problem(headline) else headline

    @declarable
    def summary(self) -> str | None:
        """The standfirst; None if the page has no standfirst, or one that repeats the headline."""
        summary: str | None = self._readers.first("summary", check=self._summary_problem)
        return summary

    @declarable
    def authors(self) -> list[str]:
        """The names of the byline, each once."""
        read = self._readers.first
        names = read("authors", lambda _, names: authors_in(names), self._authors_problem)
        if not names and (names := authors_in(self._byline.authors)):
            self.provenance["authors"] = "derived"
        return names or []

    def _authors_problem(self, names: list[str]) -> str | None:
        """Return the problem of names that are not a person's, if the byline names a person.

        The names of a site or a desk are not a person's, and a single word (``aajtak.in``) rarely
        is.
        """
        printed = [] if self.json_ld.is_by_organisation else list(filter(self._is_full, names))
        if printed and not all(map(is_desk, printed)):
            return None  # first, because reading the byline is slow
        named = list(filter(self._is_full, authors_in(self._byline.authors)))
        if printed and any(map(is_desk, named)):
            return None
        return "site_name" if named else None

    def _is_full(self, name: str) -> bool:
        return " " in name and not is_site_name(name, self._names)

    @declarable
    def tags(self) -> list[str]:
        """The topics of the page."""
        tags: list[str] = self._readers.first("tags") or []
        if not tags and not self.content and (tags := printed_tags(self.root)):
            self.provenance["tags"] = "derived"
        return tags

    @declarable
    def breadcrumbs(self) -> list[str]:
        """The names of the page's breadcrumbs, in page order."""
        return [crumb.name for crumb in self._trail]

    @cached_property
    def _here(self) -> Here:
        json_ld, open_graph = self.json_ld, self.open_graph
        return Here(
            (self.url, self._address),
            self.headline,
            (json_ld.headline, open_graph.headline),
            self.urls.article,
            open_graph.section or json_ld.section or "",
        )

    @cached_property
    def _trail(self) -> list[Crumb]:
        """The first list of links that is the breadcrumb trail of this page, not a menu."""
        return self._readers.choose("breadcrumbs", self._trails()) or []

    def _trails(self) -> Iterator[tuple[Provenance, list[Crumb], str | None]]:
        for source, reader in self._readers.in_order:
            for trail in filter(None, reader.trails):
                crumbs = [Crumb(name, href and self._links.absolute(href)) for name, href in trail]
                yield source, crumbs, trail_problem(crumbs, self._here)

    @declarable
    def section(self) -> str | None:
        """The last breadcrumb that is neither the home page nor the page itself.

        The section in the metadata is used if there is no such breadcrumb. It is also used if the
        breadcrumb is a slug (``utility``) of the metadata and the metadata's section is in Hindi. A
        web story has no breadcrumbs; its section comes from its URL.
        """
        sections = sections_of(self._trail, self._here)
        if self._trail and not sections:  # the trail names only the home page
            others = (sections_of(trail, self._here) for _, trail, why in self._trails() if not why)
            sections = next(filter(None, others), [])
        derived = sections[-1].name if sections else None
        stated: str | None = None
        if not derived or (self.provenance["breadcrumbs"] != "selector" and derived.isascii()):
            stated = self._readers.first("section", check=self._section_problem)
        if stated and (not derived or not stated.isascii()):
            return stated
        if not derived and self.markup.kind == "webstory" and self._links.own:
            derived = section_of_path(self._links.own.section)
        if not derived and not stated and not self.content:
            derived = printed_section(self.root)
        if derived:
            self.provenance["section"] = "derived"
            self._readers.discard_others("section", derived, self._section_problem)
        return derived

    @cached_property
    def section_slug(self) -> str | None:
        """The section in the article's URL; None if the URL has no section."""
        ref = self.urls.article(self.url) or self._links.own
        return (ref and ref.section) or None

    @cached_property
    def free_access(self) -> bool | None:
        """Whether everyone may read the whole article; None if the page does not state it."""
        stated = self._rights.free_access
        if stated is None:
            return None
        self.provenance["free_access"] = cast("Provenance", stated[1])
        return stated[0]

    @cached_property
    def rights(self) -> Rights:
        """The statements of the page about the use of the article."""
        return self._rights.rights

    def _section_problem(self, text: str) -> str | None:
        is_own = "://" in text or self._here.is_named(text)
        return "headline" if is_own else self._text_problem(text)

    @property
    def published_raw(self) -> str | None:
        """The words of the first publication's date."""
        return self._published[0]

    @property
    def updated_raw(self) -> str | None:
        """The words of the last update's date."""
        return self._updated[0]

    @cached_property
    def _published(self) -> tuple[str | None, ParsedDate | None]:
        words, date = self._date("published_at")
        if words or any(reader.updated_at for _, reader in self._readers.in_order):
            return words, date
        clock = None if self._byline.updated_at else self._byline.clock or self._byline.filed
        date = instant_of(clock, self.fetched_at) if clock else None
        if clock is None or date is None:
            return None, None
        self.provenance["published_at"] = "derived"
        return clock.words, date

    @cached_property
    def _updated(self) -> tuple[str | None, ParsedDate | None]:
        return self._date("updated_at", self._published[1])

    def _date(
        self, field: str, earliest: ParsedDate | None = None
    ) -> tuple[str | None, ParsedDate | None]:
        return self._readers.date(
            field, lambda: getattr(self._byline, field), self.fetched_at, earliest
        )

    @cached_property
    def _byline(self) -> Byline:
        """The lines near the headline; empty if the layout is declared."""
        root = etree.Element("html") if self.content else self.root
        return Byline(root, self.headline, self._links.is_of_another)

    def _title(self, source: Provenance, title: str) -> str:
        """Return a headline without the site's name: ``… | India Daily``.

        In metadata, which is written for search engines, a colon may separate the two as well.
        """
        return without_site_name(title, self._names, printed=source == "selector")

    def _url_problem(self, url: str) -> str | None:
        if not self.urls.has(url):
            return "another_site"
        if url.rstrip("/") == self.urls.origin:
            return "home_page"
        ref = self.urls.article(url)
        page_ref = self._links.own
        same = (
            ref
            and page_ref
            and (
                self.urls.are_same(ref, page_ref)
                or ref.id == self.id_or(page_ref.id)
                or self.urls.are_in_two_sections(ref, page_ref)
            )
        )
        return None if same else "another_article"

    @cached_property
    def _names(self) -> tuple[str, ...]:
        """The names by which the site calls itself."""
        names = (self.open_graph.site_name, self.json_ld.publisher, self.urls.host)
        return (*self.site_names, *filter(None, names))

    def _text_problem(self, text: str) -> str | None:
        if is_placeholder(text):
            return "placeholder"
        if len(text) > MAX_SITE_NAME_LENGTH:
            return None
        return "site_name" if is_site_name(text, self._names) else None

    def _summary_problem(self, text: str) -> str | None:
        if text == self.headline:
            return "headline"
        whole = self.open_graph.summary
        if whole and text != self.markup.summary and is_beginning_of(text, whole):
            return "truncated"
        return self._text_problem(text)
