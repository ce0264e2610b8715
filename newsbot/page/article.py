"""Read the content of an article from its page: ArticlePage has a property for each field.

Its base class ArticleMetadata (article_metadata.py) has the fields beside the content.
No I/O, no clock.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsbot.hindi import boilerplate, fold, without_boilerplate
from newsbot.hindi.datelines import is_desk_line, is_reporter_line, read_dateline
from newsbot.items import Image, PhotoSection, Provenance, RelatedLink, has_content
from newsbot.page.article_metadata import ArticleMetadata, declarable
from newsbot.page.body.date_lines import MAX_DATED
from newsbot.page.byline.authors import MAX_NAME, authors_in
from newsbot.page.compare import is_part_of, text_of_sections
from newsbot.page.html.paragraphs import ends_like_sentence
from newsbot.page.pictures.figures import with_figures
from newsbot.page.pictures.text_patterns import is_placeholder_picture, may_stand_in
from newsbot.page.readers import DiscardedValue

if TYPE_CHECKING:
    from newsbot.items import Kind, LiveUpdate, Section, Video

LIVE = re.compile(r"(?<![a-z])live(?![a-z])|लाइव", re.IGNORECASE)
FIELDS = (
    "url kind headline summary authors tags breadcrumbs section section_slug dateline "
    "published_raw updated_raw free_access sections highlights live_updates images videos related "
    "rights"
).split()


class ArticlePage(ArticleMetadata):
    """The article that a response shows. A spider declares a site's layout in a subclass."""

    def fields(self) -> dict[str, Any]:
        """Return field of Article → value, with ``provenance`` for the fields that have a value."""
        fields = {name: getattr(self, name) for name in FIELDS}
        for kind, (_, date) in (("published", self._published), ("updated", self._updated)):
            fields[f"{kind}_at"] = date.at if date else None
            fields[f"{kind}_precision"] = date.precision if date else None
        fields["language"] = self.language  # declared; the pipelines detect it from the text
        fields["provenance"] = dict(self.provenance)
        unreadable = DiscardedValue("json_ld", "unreadable", "json-ld", None)
        self._readers.discarded.extend([unreadable] * self.json_ld.unreadable)
        return fields

    @property
    def discarded(self) -> list[tuple[str, str]]:
        """(field, problem) of the values that failed their check."""
        return [(field, problem) for field, problem, _, _ in self._readers.discarded]

    def all_discarded(self) -> list[DiscardedValue]:
        """Return the values that failed their check, and the values of all less trusted sources.

        Call this method before any field is read: fields are cached.
        """
        self._readers.lists_all = True
        self.fields()
        return self._readers.discarded

    @cached_property
    def kind(self) -> Kind:
        """The kind of page, see items.Kind."""
        if self.markup.kind != "article":
            return self.markup.kind
        if self.live_updates:
            return "live"
        if self._is_video:
            return "video"
        is_gallery = any(isinstance(section, PhotoSection) for section in self.sections)
        return "photo" if is_gallery else "article"

    @property
    def _is_video(self) -> bool:
        """True if the metadata describes a video, not an article that contains a video."""
        if not self.json_ld.is_of_video or self.open_graph.type.endswith("article"):
            return False
        return fold(self.json_ld.headline or "") == fold(self.headline)

    @property
    def has_article(self) -> bool:
        """True if the page has a headline and the content that its kind requires."""
        return bool(self.headline) and has_content(self)

    @cached_property
    def dateline(self) -> str | None:
        """The place at the beginning of the first paragraph that is not boilerplate."""
        texts = (text for section in self.sections for text in section.paragraphs)
        dateline = read_dateline(next((text for text in texts if not boilerplate(text)), ""))
        if dateline is None:
            return None
        self.provenance["dateline"] = "derived"
        return dateline.place

    @cached_property
    def sections(self) -> list[Section]:
        """The body. A sub-head that repeats the headline is removed."""
        sections = self._readers.first("sections", self._own_sections) or []
        _ = self.live_updates  # read before the body is guessed: text in entries is not body
        if self.provenance.get("sections") != "selector":
            sections = self._better_body(sections)
        for section in sections:
            if section.heading == self.headline:
                section.heading = None
            section.paragraphs = self._without_site_lines(section.paragraphs)
        return [section for section in sections if section.heading or section.paragraphs]

    def _without_site_lines(self, paragraphs: list[str]) -> list[str]:
        """Return paragraphs without the lines that the site declares not to be body."""
        is_line = self._declaration.is_not_body
        if is_line is None:
            return paragraphs
        return [
            left for paragraph in paragraphs if (left := without_boilerplate(paragraph, is_line))
        ]

    def _better_body(self, described: list[Section]) -> list[Section]:
        """Return the better of two bodies: the guessed one, or ``described`` from the metadata.

        ``described`` is better if the page shows another text, or only a part of it.
        """
        if not described and self.content:
            return []
        body, whole = self.markup.guessed
        if not described and not body.sections:
            body, whole = self.markup.body_in_scripts(self.headline), ""
        guessed = body.sections
        if not guessed or (
            described
            and not is_part_of(text_of_sections(described), text_of_sections(guessed), whole)
        ):
            return described
        if described:
            self._readers.discard("sections", "part_of_page", "json-ld", described)
        # If the body is declared, the check of the layout must see that it was not found.
        if not self.content:
            self.provenance["sections"] = "derived"
        return self._without_head(self._own_sections("derived", guessed))

    def _without_head(self, sections: list[Section]) -> list[Section]:
        """Return a guessed body without the headline and the byline that stand before the text."""
        headings = [section.heading for section in sections]
        if self.headline in headings:
            sections = sections[headings.index(self.headline) :]
        elif sections[0].paragraphs[:1] == [self.headline]:
            del sections[0].paragraphs[0]
        first = sections[0]
        if first.heading and is_desk_line(first.heading):
            first.heading = None
        if self._is_byline("".join(first.paragraphs[:1])):
            del first.paragraphs[0]
        texts = [text for section in sections for text in section.paragraphs]
        return [] if all(map(self._says_nothing, texts)) else sections

    def _is_byline(self, line: str) -> bool:
        """Return whether a line is a byline: names of authors or a desk, with place or date."""
        names = set(authors_in([line])) if len(line) <= MAX_NAME else set()
        is_of_authors = bool(names) and names <= set(self.authors)
        return (
            is_of_authors
            or self._is_dated_line(line)
            or is_reporter_line(line)
            or is_desk_line(line)
        )

    def _is_dated_line(self, text: str) -> bool:
        """Return whether a text is a line with the date of publication and the author."""
        words = self.published_raw
        if not words or len(text) > MAX_DATED or words not in text or ends_like_sentence(text):
            return False
        return any(author in text for author in self.authors)

    def _says_nothing(self, text: str) -> bool:
        """Return whether a line is boilerplate, or repeats the headline before boilerplate."""
        rest = text.removeprefix(self.headline).strip(" ।.|-–:!?")
        return not rest or boilerplate(rest)

    def _own_sections(self, source: Provenance, sections: list[Section]) -> list[Section]:
        """Make URLs of pictures absolute, and remove the site's name from headings."""
        for section in sections:
            section.heading = section.heading and self._title(source, section.heading)
            if isinstance(section, PhotoSection):
                section.image = section.image and self._picture_url(section.image)
        return sections

    @declarable
    def highlights(self) -> list[str]:
        """The points of the page's highlights box."""
        return self._readers.first("highlights") or []

    @cached_property
    def live_updates(self) -> list[LiveUpdate]:
        """The entries of a live blog in page order. Times are words as printed.

        Metadata may hold only the latest entries, or none. Then the page is searched for more.
        """
        updates = self._readers.first("live_updates") or []
        for update in updates:
            update.text = "\n\n".join(self._without_site_lines(update.text.split("\n\n")))
        is_partial = self.provenance.get("live_updates") == "json-ld"
        if is_partial or (not updates and self._says_live):
            more = self.markup.more_updates(updates)
            if len(more) > len(updates):
                if updates:
                    self._readers.discard("live_updates", "part_of_page", "json-ld", updates)
                if not self.live_entry:
                    self.provenance["live_updates"] = "derived"
                return more
        return updates

    @property
    def _says_live(self) -> bool:
        """True if the headline or the URL of an undeclared page contains the word "live"."""
        if self.content or self.markup.kind != "article":
            return False
        return LIVE.search(f"{self.headline} {urlsplit(self._address).path}") is not None

    @cached_property
    def images(self) -> list[Image]:
        """The article's pictures, each once."""
        images = self._readers.first("images", self._absolute_images) or []
        if self.content or self.provenance.get("images") == "selector":
            return images
        figures = self.markup.figures if images else self.markup.pictures
        if not any(figures):
            return images
        self.provenance["images"] = "derived"
        return self._absolute_images("derived", with_figures(images, *figures))

    @cached_property
    def videos(self) -> list[Video]:
        """The article's players."""
        return self._readers.first("videos") or []

    @cached_property
    def related(self) -> list[RelatedLink]:
        """The links to other stories of the site, each once."""
        stories = self._links.stories
        return self._readers.first("related", lambda _, links: stories(links, self.url)) or []

    def _picture_url(self, url: str) -> str | None:
        """Return a picture's absolute URL; None for a placeholder picture or the site's logo."""
        absolute = self._links.absolute(url)
        if "logo" in url.lower() and url == self.json_ld.logo:
            return None
        if absolute and may_stand_in(absolute) and is_placeholder_picture(absolute, self._names):
            return None
        return absolute

    def _absolute_images(self, _: Provenance, images: list[Image]) -> list[Image]:
        """Return pictures with absolute URLs, each once."""
        distinct: dict[str, Image] = {}
        for image in images:
            if url := self._picture_url(image.url):
                known = distinct.setdefault(url, Image(url, None, None))
                known.caption = known.caption or image.caption
                known.credit = known.credit or image.credit
        return list(distinct.values())
