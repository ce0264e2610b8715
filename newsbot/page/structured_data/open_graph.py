"""Read the fields of an article from the OpenGraph and other meta tags of its page."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from newsbot.hindi.data_files import read_table
from newsbot.items import Image
from newsbot.page.html.elements import split_tags
from newsbot.page.structured_data.field_checks import is_beginning_of

if TYPE_CHECKING:
    from lxml import etree

_NAMES = read_table("page_phrases.toml")["meta"]


class OpenGraph:
    """A page's OpenGraph and other meta tags, by the names of Article's fields."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root

    @cached_property
    def _tags(self) -> dict[str, list[str]]:
        """Property or name of each tag, in lower case → contents in page order."""
        tags: dict[str, list[str]] = {}
        for tag in self._root.iter("meta"):
            name = tag.get("property") or tag.get("name")
            content = (tag.get("content") or "").strip()
            if name and content:
                tags.setdefault(name.strip().lower(), []).append(content)
        return tags

    def _one(self, *names: str) -> str | None:
        return next(iter(self.all(*names)), None)

    def all(self, *names: str) -> list[str]:
        """Return the values of meta tags, by their names in lower case."""
        return [value for name in names for value in self._tags.get(name, ())]

    @property
    def url(self) -> str | None:
        """``og:url``."""
        return self._one("og:url")

    @property
    def headline(self) -> str | None:
        """``og:title``."""
        return self._one("og:title")

    @property
    def summary(self) -> str | None:
        """``og:description``, else ``description``; that too where the first one is cut."""
        summary, whole = self._one("og:description", "description"), self._one("description")
        return whole if summary and whole and is_beginning_of(summary, whole) else summary

    @property
    def authors(self) -> list[str]:
        """``author`` and ``article:author``, each value once."""
        return list(dict.fromkeys(self.all("author", "article:author")))

    @property
    def tags(self) -> list[str]:
        """``article:tag``, cut at commas."""
        return split_tags(self.all("article:tag"))

    @property
    def section(self) -> str | None:
        """``article:section``."""
        return self._one("article:section")

    @property
    def published_at(self) -> str | None:
        """``article:published_time``, or what else sites call it, as it stands there."""
        return self._one(*_NAMES["published"])

    @property
    def updated_at(self) -> str | None:
        """``article:modified_time``, or what else sites call it, as it stands there."""
        return self._one(*_NAMES["updated"])

    @property
    def images(self) -> list[Image]:
        """The first ``og:image``."""
        return [Image(url, None, None) for url in self.all("og:image")[:1]]

    @property
    def type(self) -> str:
        """The page's ``og:type``: ``article``, ``video.other``; "" where it says none."""
        return (self._one("og:type") or "").lower()

    @property
    def site_name(self) -> str | None:
        """``og:site_name``."""
        return self._one("og:site_name")

    # No tag says these.
    trails = sections = highlights = live_updates = videos = related = ()
