"""ArticlePage: what the page of an article says, a property a field. No I/O, no clock.

For each field the page's own markup is trusted first, then its JSON-LD, then its OpenGraph and
other meta tags; a value that fails the check of its field is passed over. ``provenance`` says which
it was. Texts are as printed; cleaning is the pipelines' work.
"""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from newsbot.dates.plausible import article_date
from newsbot.items import Image, RelatedLink, Source, has_content
from newsbot.page.checks import LONGEST_SITE_NAME, is_a_name, is_site_name, without_site_name
from newsbot.page.compare import is_part_of, text_of_sections
from newsbot.page.conventions import dateline_of, section_of
from newsbot.page.json_ld import JsonLd
from newsbot.page.layout import Layout
from newsbot.page.markup import Markup
from newsbot.page.open_graph import OpenGraph
from newsbot.page.web_story import WebStory
from newsbot.responses import base_url

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from lxml.etree import _Element
    from scrapy.http import TextResponse

    from newsbot.items import Kind, LiveUpdate, Section, Video
    from newsbot.urls import ArticleRef, SiteUrls

FIELDS = (
    "url kind headline summary authors tags breadcrumbs section dateline published_raw "
    "updated_raw sections highlights live_updates images videos related"
).split()


class ArticlePage(Layout):
    """The article that a response shows. A site is a subclass that declares its layout."""

    def __init__(
        self, response: TextResponse, root: _Element, urls: SiteUrls, seen_at: datetime
    ) -> None:
        """``root``: of the response's HTML, see newsbot.responses.html_root; ``seen_at``: when the
        page was fetched; no date of it can be later.
        """
        self.urls = urls
        self.seen_at = seen_at
        self.provenance: dict[str, Source] = {}
        # (field, problem) of values that failed their check
        self.passed_over: list[tuple[str, str]] = []
        # related stories that are linked by their AMP pages
        self.amp_links: list[ArticleRef] = []
        self._base = base_url(response, root)
        self._address = response.url
        self._own = urls.article(response.url)
        # Ordinary pages name the element too: in a script, or as the beginning of amp-story-player.
        is_story = b"<amp-story" in response.body and next(root.iter("amp-story"), None) is not None
        # Not a method of the page: in a cycle of references the tree would live until the garbage
        # is collected, and a page's memory is best used again at once by the next one.
        of_another = partial(_is_of_another, urls, self._base, self._own)
        layout = type(self)
        self.markup = WebStory(root, layout) if is_story else Markup(root, layout, of_another)
        self.json_ld = JsonLd(root, of_another)
        self.open_graph = OpenGraph(root)
        # In the order of trust.
        self._readers: tuple[tuple[Source, Any], ...] = (
            ("selector", self.markup),
            ("json-ld", self.json_ld),
            ("opengraph", self.open_graph),
        )
        # True for an AMP page, which shows the article of its canonical page.
        self.is_amp = not is_story and ("amp" in root.attrib or "⚡" in root.attrib)

    def fields(self) -> dict[str, Any]:
        """Article's fields that the page fills, with ``provenance`` for those that have a value."""
        fields = {name: getattr(self, name) for name in FIELDS}
        fields["provenance"] = dict(self.provenance)
        self.passed_over.extend([("json_ld", "unreadable")] * self.json_ld.unreadable)
        return fields

    @cached_property
    def url(self) -> str:
        """The canonical URL: the page's own word for it if that means the same article."""
        url = self._first("url", self._canonical, self._url_problem)
        if url is None:
            self.provenance["url"] = "derived"
        return url or (self._own.url if self._own else self._address)

    @cached_property
    def kind(self) -> Kind:
        if self.markup.kind != "article":
            return self.markup.kind
        return "live" if self.live_updates else "article"

    @property
    def shows_article(self) -> bool:
        return bool(self.headline) and has_content(self)

    @cached_property
    def headline(self) -> str:
        return self._first("headline", self._title, self._text_problem) or ""

    @cached_property
    def summary(self) -> str | None:
        summary: str | None = self._first("summary", check=self._summary_problem)
        return summary

    @cached_property
    def authors(self) -> list[str]:
        return self._first("authors", lambda _, names: list(filter(is_a_name, names))) or []

    @cached_property
    def tags(self) -> list[str]:
        return self._first("tags") or []

    @cached_property
    def breadcrumbs(self) -> list[str]:
        return self._first("breadcrumbs") or []

    @cached_property
    def section(self) -> str | None:
        """The last breadcrumb that is neither home nor the headline. Where none is printed, that of
        the metadata, unless it is a slug (``utility``) and the metadata's section is in Hindi.
        """
        derived = section_of(self.breadcrumbs, self.headline)
        if derived and (self.provenance["breadcrumbs"] == "selector" or not derived.isascii()):
            self.provenance["section"] = "derived"
            return derived
        said: str | None = self._first("section")
        if derived and (said is None or said.isascii()):
            self.provenance["section"] = "derived"
            return derived
        return said

    @cached_property
    def dateline(self) -> str | None:
        first = next((text for each in self.sections for text in each.paragraphs), "")
        dateline = dateline_of(first)
        if dateline:
            self.provenance["dateline"] = "derived"
        return dateline

    @cached_property
    def published_raw(self) -> str | None:
        return self._date("published_at")

    @cached_property
    def updated_raw(self) -> str | None:
        return self._date("updated_at")

    @cached_property
    def sections(self) -> list[Section]:
        """The body; the headline, where it stands there again, is no sub-head."""
        sections = self._first("sections") or []
        self.live_updates  # noqa: B018 - what stands in entries is no body
        if self.provenance.get("sections") != "selector":
            sections = self._guessed_or(sections)
        for section in sections:
            if section.heading == self.headline:
                section.heading = None
        return [each for each in sections if each.heading or each.paragraphs]

    def _guessed_or(self, said: list[Section]) -> list[Section]:
        """The body that the page shows where nothing declares it, unless the metadata, which
        ``said`` is of, has another or more of it.
        """
        if not said and self.content:
            return []
        body, whole = self.markup.guessed
        guessed = body.sections
        if not guessed or (
            said and not is_part_of(text_of_sections(said), text_of_sections(guessed), whole)
        ):
            return said
        if said:
            self.passed_over.append(("sections", "part_of_page"))
        if not self.content:  # where it is declared, the alarm must see that it was not found
            self.provenance["sections"] = "derived"
        headings = [each.heading for each in guessed]
        if self.headline in headings:
            guessed = guessed[headings.index(self.headline) :]
        return guessed

    @cached_property
    def highlights(self) -> list[str]:
        return self._first("highlights") or []

    @cached_property
    def live_updates(self) -> list[LiveUpdate]:
        """A live blog's entries in page order; their times are words as printed.

        Metadata may hold the latest ones alone.
        """
        updates = self._first("live_updates") or []
        if self.provenance.get("live_updates") == "json-ld":
            more = self.markup.more_updates(updates)
            if len(more) > len(updates):
                self.passed_over.append(("live_updates", "part_of_page"))
                if not self.live_entry:
                    self.provenance["live_updates"] = "derived"
                return more
        return updates

    @cached_property
    def images(self) -> list[Image]:
        return self._first("images", self._absolute_images) or []

    @cached_property
    def videos(self) -> list[Video]:
        return self._first("videos") or []

    @cached_property
    def related(self) -> list[RelatedLink]:
        return self._first("related", self._stories) or []

    def _first(
        self,
        field: str,
        make: Callable[[Source, Any], Any] | None = None,
        check: Callable[[Any], str | None] | None = None,
    ) -> Any:
        """The value of the first reader whose value passes, None where none does.

        ``make``: what becomes of a reader's value; ``check``: what is wrong with it.
        """
        for source, reader in self._readers:
            value = getattr(reader, field)
            if value and make:
                value = make(source, value)
            if not value:
                continue
            if check and (problem := check(value)):
                self.passed_over.append((field, problem))
                continue
            self.provenance[field] = source
            return value
        return None

    def _date(self, field: str) -> str | None:
        """The words of the first date that can be true; else, for people to see, the first."""
        words: str | None = self._first(field, check=self._date_problem)
        if words is None:
            said = (getattr(reader, field) for _, reader in self._readers)
            words = next(filter(None, said), None)
        return words

    def _date_problem(self, words: str) -> str | None:
        return None if article_date(words, self.seen_at) else "no_instant"

    def _title(self, source: Source, title: str) -> str:
        """A headline; those in metadata are as search engines have it: ``… | India Daily``."""
        return title if source == "selector" else without_site_name(title, self._names)

    def _canonical(self, _: Source, href: str) -> str:
        url = self.urls.join(self._base, href)
        ref = self.urls.article(url) if url else None
        return ref.url if ref else url or href

    def _url_problem(self, url: str) -> str | None:
        if not self.urls.has(url):
            return "another_site"
        ref = self.urls.article(url)
        same = ref and self._own and ref.id == self._own.id
        return None if same else "another_article"

    @cached_property
    def _names(self) -> tuple[str, ...]:
        """What the site calls itself."""
        said = (self.open_graph.site_name, self.json_ld.publisher, self.urls.host)
        return (*self.site_names, *filter(None, said))

    def _text_problem(self, text: str) -> str | None:
        if len(text) > LONGEST_SITE_NAME:
            return None
        return "site_name" if is_site_name(text, self._names) else None

    def _summary_problem(self, text: str) -> str | None:
        return "headline" if text == self.headline else self._text_problem(text)

    def _absolute_images(self, _: Source, images: list[Image]) -> list[Image]:
        """Pictures with absolute URLs, each once."""
        distinct: dict[str, Image] = {}
        for image in images:
            url = _join(self._base, image.url)
            if url:
                known = distinct.setdefault(url, Image(url, None, None))
                known.caption = known.caption or image.caption
                known.credit = known.credit or image.credit
        return list(distinct.values())

    def _stories(self, _: Source, links: list[tuple[str, str]]) -> list[RelatedLink]:
        """The pages of the site that links lead to, each once, without this one and the home."""
        related: dict[str, RelatedLink] = {}  # article's id, or URL of another page → link
        for href, words in links:
            url = self.urls.join(self._base, href)
            if url is None or not words:
                continue
            ref = self.urls.article(url)
            if ref and ref.amp_url:
                self.amp_links.append(ref)
            url = ref.url if ref else url
            is_own = bool(ref and self._own and ref.id == self._own.id)
            if not is_own and url not in (self.url, self.urls.origin + "/"):
                related.setdefault(ref.id if ref else url, RelatedLink(url, words))
        return list(related.values())


def _is_of_another(urls: SiteUrls, base: str, own: ArticleRef | None, url: str) -> bool:
    """True for the URL of an article of the site that is not ``own``."""
    ref = urls.article(urljoin(base, url))
    return bool(ref and own and ref.id != own.id)


def _join(base: str, url: str) -> str | None:
    """An absolute http or https URL; None for what is none."""
    try:
        joined = urljoin(base, url.strip())
    except ValueError:
        return None
    return joined if joined.startswith(("http://", "https://")) else None
