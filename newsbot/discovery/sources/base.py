"""Define a source, and the result of reading one page of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from scrapy.http import Response

    from newsbot.items import FoundVia
    from newsbot.urls import ArticleRef, SiteUrls

MAX_EXAMPLES = 3  # unrecognised URLs that are kept as examples


@dataclass(frozen=True, slots=True)
class Outlink:
    """An article that a source names; ``changed``: the source's text for its last change."""

    ref: ArticleRef
    changed: str | None = None


@dataclass(slots=True)
class SourceResult:
    """The content of one page of a source: articles, and (URL, source) pairs to read next."""

    outlinks: list[Outlink] = field(default_factory=list)
    pages: list[tuple[str, Source]] = field(default_factory=list)
    damaged: bool = False  # the page could be read in part only, or not at all
    too_deep: list[str] = field(default_factory=list)  # URLs of sitemaps below too many indexes
    button: bool = False  # the page has a button for more stories that only a browser can press
    unrecognised: int = 0  # URLs of the site that article_url does not match (sitemap or feed)
    examples: list[str] = field(default_factory=list)  # the first unrecognised URLs

    def note_unrecognised(self, url: str) -> None:
        """Note a URL of the site, in a sitemap or feed, that ``article_url`` does not match."""
        self.unrecognised += 1
        if len(self.examples) < MAX_EXAMPLES:
            self.examples.append(url)


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of page that names articles; ``url`` is its first page, a path or an absolute URL."""

    url: str
    found_via: ClassVar[FoundVia] = "listing"

    @property
    def needs_browser(self) -> bool:
        """Whether only a browser can load all of the source."""
        return False

    @property
    def comes_last(self) -> bool:
        """Whether the source is requested after all others and after the articles."""
        return False

    def read(self, response: Response, urls: SiteUrls) -> SourceResult:
        """Return the articles and sources that a response names; none if it is unreadable.

        Args:
            response: A page of the source. No content makes the method raise.
            urls: The URLs of the site, which say which links are articles.
        """
        raise NotImplementedError

    def to_json(self) -> str:
        """Return the source as JSON for ``from_json``."""
        # dataclasses.asdict copies each value: half a second for all sitemaps of a large index.
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return json.dumps({"kind": type(self).__name__, **values})

    @staticmethod
    def from_json(text: str) -> Source:
        """Return the source that ``to_json`` wrote.

        Raises:
            KeyError, TypeError, ValueError: Another version of newsbot wrote the JSON.
        """
        fields = json.loads(text)
        kinds = list(Source.__subclasses__())
        for kind in kinds:
            kinds.extend(kind.__subclasses__())
        named = {kind.__name__: kind for kind in kinds}
        return named[fields.pop("kind")](**fields)
