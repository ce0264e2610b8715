"""Read a web story: the pages of an ``amp-story``.

The format is the same on all sites (amp.dev, amp-story 1.0): the first page is the cover, and the
last pages may link to other stories.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from newsbot.items import Image, PhotoSection
from newsbot.page.body.body_reader import read_body
from newsbot.page.body.page_links import MAX_LINKS, box_links
from newsbot.page.byline.printed_dates import PrintedDate, WithDates, dates_in
from newsbot.page.declared.body_types import Body, ExcludedElements, Marked
from newsbot.page.html.class_names import MAX_OF_A_CLASS
from newsbot.page.html.elements import (
    HEADINGS,
    canonical_link,
    fold_space,
    inline_text,
    texts_in,
)
from newsbot.page.pictures.media import PICTURES, PLAYERS, image_of, image_url, video_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from newsbot.dates.labels import DateKind
    from newsbot.items import Kind, LiveUpdate, Video
    from newsbot.page.declared.places import Places

# The name of a folder of web stories in a URL.
_STORY_FOLDER = re.compile(
    r"|(?:(?:web|visual|amp|google|photo)[-_]?)?stor(?:y|ies)", re.IGNORECASE
)


class WebStory(WithDates):
    """The reader of a web story's markup: a property for each field of Article, as in Markup.

    Args:
        root: The root element of the page.
        places: The elements of the page that the layout declares.
    """

    kind: Kind = "webstory"
    # Web stories do not print these.
    section = None
    tags = trails = highlights = live_updates = ()
    guessed = (Body(), "")
    figures = pictures = (None, ())

    @staticmethod
    def body_in_scripts(_: str) -> Body:
        """Return an empty body: a web story has its text in HTML, not in scripts."""
        return Body()

    def __init__(self, root: _Element, places: Places) -> None:
        self._root = root
        self._places = places
        pages = list(islice(root.iter("amp-story-page"), MAX_OF_A_CLASS + 1))
        self.is_truncated = len(pages) > MAX_OF_A_CLASS
        self._pages = [
            page for page in pages if next(page.iterancestors("amp-story-page"), None) is None
        ]
        self._cover = self._pages[0] if self._pages else etree.Element("amp-story-page")

    @property
    def url(self) -> str | None:
        """The canonical link of the page."""
        return canonical_link(self._root)

    @property
    def headline(self) -> str | None:
        """The first h1 of the cover, else the ``title`` of ``amp-story``, which AMP requires."""
        titles = (story.get("title") for story in islice(self._root.iter("amp-story"), 1))
        named = next(filter(None, titles), None)
        return next(iter(texts_in(self._cover.iter("h1"))), None) or (named and fold_space(named))

    @property
    def summary(self) -> str | None:
        """The first h2 of the cover."""
        return next(iter(texts_in(self._cover.iter("h2"))), None)

    @property
    def authors(self) -> list[str]:
        """The links of the cover's bylines, else their texts."""
        bylines = self._on_cover("story_byline")
        links = [link for byline in bylines for link in byline.iter("a")]
        return list(dict.fromkeys(texts_in(links or bylines)))

    @cached_property
    def _dates(self) -> dict[DateKind, PrintedDate]:
        """The dates on the cover."""
        return dates_in(self._on_cover("date"))

    @property
    def sections(self) -> list[PhotoSection]:
        """A section for each page of the story after the cover that has text."""
        sections = (self._section(page) for page in self._story_pages)
        return [section for section in sections if section.heading or section.paragraphs]

    @property
    def images(self) -> list[Image]:
        """The picture of each page with its credit."""
        images = []
        credit = self._places.marked("story_credit")
        for page in [self._cover, *self._story_pages]:
            picture, _ = _picture(page)
            line = next(iter(texts_in(_marked(page, credit))), "")
            if picture is not None and (image := image_of(picture, line)):
                images.append(image)
        return images

    @property
    def videos(self) -> list[Video]:
        """The players that fill a page."""
        players = (
            player for page in self._story_pages for player in _in_background(page, *PLAYERS)
        )
        return [video for player in players if (video := video_of(player, surely=True))]

    def more_updates(self, _: list[LiveUpdate]) -> list[LiveUpdate]:
        """Return no entries: a web story is not a live blog."""
        return []

    @property
    def related(self) -> list[tuple[str, str]]:
        """(href, headline) of the links to other stories; links in headings lead to lists."""
        offers = (page for page in self._pages if _offers_others(page))
        boxes = (link for page in offers for link in page.iter("a") if not _in_heading(link))
        return [link for box in islice(boxes, MAX_LINKS) for link in box_links(box)]

    @property
    def _story_pages(self) -> list[_Element]:
        """The pages after the cover that tell the story."""
        return [page for page in self._pages[1:] if not _offers_others(page)]

    def _section(self, page: _Element) -> PhotoSection:
        """Return a page's section: its h2 is the heading, its other texts are paragraphs."""
        boxes = self._places.marked("story_credit", "story_byline")
        heading = next(iter(texts_in(page.iter("h2"))), None)
        texts = read_body(page, ExcludedElements(boxes)).texts
        if heading in texts:
            texts.remove(heading)
        return PhotoSection(heading, texts, _picture(page)[1])

    def _on_cover(self, name: str) -> list[_Element]:
        return _marked(self._cover, self._places.marked(name))


def section_of_path(folders: str | None) -> str | None:
    """Return the section in the folders of a web story's URL; None if they name no section."""
    names = (name for name in (folders or "").split("/") if not _STORY_FOLDER.fullmatch(name))
    return "/".join(names) or None


def _marked(page: _Element, marked: Marked) -> list[_Element]:
    return [inner for inner in page.iter() if inner in marked]


def _picture(page: _Element) -> tuple[_Element | None, str | None]:
    """Return the picture that fills a page, and its URL; (None, None) if there is none."""
    pictures = (
        (picture, url) for picture in _in_background(page, *PICTURES) if (url := image_url(picture))
    )
    return next(pictures, (None, None))


def _in_background(page: _Element, *tags: str) -> Iterator[_Element]:
    """Yield elements with ``tags`` in the layers that fill a page; logos are in other layers."""
    for layer in page.iter("amp-story-grid-layer"):
        if layer.get("template") == "fill":
            yield from layer.iter(*tags)


def _in_heading(link: _Element) -> bool:
    parent = link.getparent()
    return parent is not None and parent.tag in HEADINGS


def _offers_others(page: _Element) -> bool:
    """Return whether at least half of a page's text is in links, which lead to other stories."""
    links = list(page.iter("a"))
    linked = sum(len(inline_text(link)) for link in links)
    return bool(links) and linked >= len(inline_text(page).replace(" ", "")) / 2
