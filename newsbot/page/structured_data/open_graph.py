"""Read the fields of an article from the OpenGraph and other meta tags of its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.hindi.data_files import read_table
from newsbot.items import Image
from newsbot.page.html.elements import split_tags
from newsbot.page.structured_data.field_checks import is_beginning_of

if TYPE_CHECKING:
    from lxml import etree

_NAMES = read_table("page_phrases.toml")["meta"]


class OpenGraph:
    """The reader of a page's OpenGraph and other meta tags: an attribute for each field of Article.

    Attributes:
        type: The ``og:type`` in lower case: ``article``, ``video.other``; "" if there is none.
        site_name: The name by which the site calls itself.
    """

    # Meta tags do not have these fields.
    trails = sections = highlights = live_updates = videos = related = ()

    def __init__(self, root: etree._Element) -> None:
        # property or name in lower case → contents in page order
        self._tags: dict[str, list[str]] = {}
        for tag in root.iter("meta"):
            name = tag.get("property") or tag.get("name")
            content = (tag.get("content") or "").strip()
            if name and content:
                self._tags.setdefault(name.strip().lower(), []).append(content)
        one = self._one
        self.url, self.headline, self.site_name = map(one, ("og:url", "og:title", "og:site_name"))
        self.type = (one("og:type") or "").lower()
        summary, whole = one("og:description", "description"), one("description")
        is_cut = bool(summary and whole and is_beginning_of(summary, whole))
        self.summary = whole if is_cut else summary
        self.authors = list(dict.fromkeys(self.all("author", "article:author")))
        self.tags = split_tags(self.all("article:tag"))
        self.section = one("article:section")
        # Unchanged: article:published_time, or other names that sites use.
        self.published_at, self.updated_at = one(*_NAMES["published"]), one(*_NAMES["updated"])
        self.images = [Image(url, None, None) for url in self.all("og:image")[:1]]

    def all(self, *names: str) -> list[str]:
        """Return the values of meta tags, by their names in lower case."""
        return [value for name in names for value in self._tags.get(name, ())]

    def _one(self, *names: str) -> str | None:
        return next(iter(self.all(*names)), None)
