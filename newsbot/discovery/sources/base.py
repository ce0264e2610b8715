"""Define a source, and the result of reading one page of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from scrapy.http import Response

    from newsbot.items import FoundVia
    from newsbot.urls import ArticleRef, SiteUrls

MAX_EXAMPLES = 3  # of URLs that are not recognised


@dataclass(frozen=True, slots=True)
class Outlink:
    """An article that a source names; ``changed`` is what it says of the article's last change."""

    ref: ArticleRef
    changed: str | None = None


@dataclass(slots=True)
class SourceResult:
    """The content of one page of a source: articles, and (URL, source) pairs to read next."""

    outlinks: list[Outlink] = field(default_factory=list)
    pages: list[tuple[str, Source]] = field(default_factory=list)
    damaged: bool = False  # it could be read in part only, or not at all
    too_deep: list[str] = field(default_factory=list)  # sitemaps that are not followed
    button: bool = False  # it has a button for more, which takes a browser to press
    unrecognised: int = 0  # URLs of the site that match no pattern, in a sitemap or feed
    examples: list[str] = field(default_factory=list)  # the first of those

    def note_unrecognised(self, url: str) -> None:
        """Note a URL of the site that a sitemap or feed names and that is no article's."""
        self.unrecognised += 1
        if len(self.examples) < MAX_EXAMPLES:
            self.examples.append(url)


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of page that names articles. ``url``: where it starts, rooted or absolute."""

    url: str
    found_via: ClassVar[FoundVia] = "listing"

    @property
    def needs_browser(self) -> bool:
        """True where the rest of the source is to be had by a browser alone."""
        return False

    @property
    def comes_last(self) -> bool:
        """True where the source is asked for after all others and after the articles."""
        return False

    def read(self, response: Response, urls: SiteUrls) -> SourceResult:
        """Return what a response names; an unreadable one names nothing.

        Args:
            response: A page of the source. Whatever its content is, nothing is raised.
            urls: Of the site; they say which links are articles.
        """
        raise NotImplementedError

    def to_json(self) -> str:
        """Return the source as text that ``from_json`` understands."""
        # dataclasses.asdict would copy each value: half a second for the sitemaps of an index.
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return json.dumps({"kind": type(self).__name__, **values})

    @staticmethod
    def from_json(text: str) -> Source:
        """Return the source that ``to_json`` wrote.

        Raises:
            KeyError, TypeError, ValueError: Another version of newsbot wrote it.
        """
        fields = json.loads(text)
        kinds = list(Source.__subclasses__())
        for kind in kinds:
            kinds.extend(kind.__subclasses__())
        named = {kind.__name__: kind for kind in kinds}
        return named[fields.pop("kind")](**fields)
