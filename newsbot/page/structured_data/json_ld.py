"""Read the fields of an article from the JSON-LD (schema.org) of its page."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from newsbot.items import Image, LiveUpdate, Video
from newsbot.page.body.body_reader import read_text
from newsbot.page.declared.body_types import ExcludedElements
from newsbot.page.html.elements import fold_space, split_tags
from newsbot.page.pictures.media import provider_of
from newsbot.page.pictures.text_patterns import caption_and_credit
from newsbot.page.structured_data.json_ld_objects import VIDEO_TYPES, JsonLdObjects
from newsbot.page.structured_data.json_ld_values import (
    addresses,
    crumbs_of,
    date_of,
    is_a,
    is_thing,
    list_of,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbot.items import Section
    from newsbot.page.taxonomy.breadcrumbs import Crumb

ORGANISATIONS = frozenset({"Organization", "NewsMediaOrganization"})
BREADCRUMB_TYPES = frozenset({"BreadcrumbList"})
MAX_TRAILS = 10
MAX_DEPTH = 8  # levels of nested lists of names


class JsonLd(JsonLdObjects):
    """The reader of a page's JSON-LD: a property for each field of Article."""

    @property
    def url(self) -> str | None:
        """The first URL that the article names as its page."""
        return next(iter(addresses(self._article)), None)

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
        """True if each author is an organisation, for example the publisher."""
        authors = list(filter(is_thing, list_of(self._article.get("author"))))
        return bool(authors) and all(is_a(author, ORGANISATIONS) for author in authors)

    def _names(self, value: Any, depth: int) -> Iterator[str]:
        """Yield the names in a value: a text, a nested list, an object, or an ``@id`` reference."""
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
        return split_tags(filter(None, map(text_of, list_of(self._article.get("keywords")))))

    @property
    def trails(self) -> list[list[Crumb]]:
        """The BreadcrumbLists, each in the order of its positions."""
        lists = (thing for thing in self._things if is_a(thing, BREADCRUMB_TYPES))
        return [crumbs_of(trail) for trail in islice(lists, MAX_TRAILS)]

    @property
    def section(self) -> str | None:
        """The first ``articleSection``."""
        return text_of(self._article.get("articleSection"))

    @property
    def published_at(self) -> str | None:
        """``datePublished``, unchanged."""
        return date_of(self._article.get("datePublished"))

    @property
    def updated_at(self) -> str | None:
        """``dateModified``, unchanged."""
        return date_of(self._article.get("dateModified"))

    @property
    def sections(self) -> list[Section]:
        """The paragraphs of ``articleBody``, without also-read lines."""
        boxes = ExcludedElements(is_of_another=self._is_of_another)
        return read_text(text_of(self._article.get("articleBody")) or "", boxes).sections

    @property
    def live_updates(self) -> list[LiveUpdate]:
        """The entries of ``liveBlogUpdate`` that have a heading or a text."""
        updates = []
        for update in filter(is_thing, list_of(self._article.get("liveBlogUpdate"))):
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
        for image in list_of(self._article.get("image")):
            described = image if is_thing(image) else {"url": image}
            caption, credit = caption_and_credit(
                fold_space(text_of(described.get("caption")) or "")
            )
            credit = credit or text_of(described.get("creditText"))
            urls = list_of(described.get("url") or described.get("contentUrl"))
            images += [Image(url, caption, credit) for url in urls if isinstance(url, str) and url]
        return images

    @property
    def videos(self) -> list[Video]:
        """The players, else the files, of the VideoObjects of the page and of its article."""
        things = [thing for thing in self._things if is_a(thing, VIDEO_TYPES)]
        things.extend(filter(is_thing, list_of(self._article.get("video"))))
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
        """The URL of the publisher's logo, which is not a picture of the article."""
        publisher = self._article.get("publisher")
        logo = publisher.get("logo") if is_thing(publisher) else None
        url = logo.get("url") if is_thing(logo) else logo
        return url if isinstance(url, str) else None

    # schema.org has no property for these fields.
    highlights = related = ()

    def names_of(self, name: str) -> list[str]:
        """Return the names in a property of the article."""
        return list(self._names(self.values(name), MAX_DEPTH))
