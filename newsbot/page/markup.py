"""Read an article from the site's own markup, by the names of Article's fields.

Elements are found by the meaning-bearing ends of their classes, which a Layout declares; where the
markup has a word of its own for something (``h1``, ``itemprop``), that is the fallback. Texts and
addresses are as printed.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from newsbot.items import Image, LiveUpdate, PhotoSection, Section, Video
from newsbot.page.authors import authors_in
from newsbot.page.body import read_body
from newsbot.page.body_heuristics import guess_body
from newsbot.page.body_types import Body, ExcludedElements
from newsbot.page.breadcrumbs import Crumb
from newsbot.page.html_elements import (
    PICTURES,
    PLAYERS,
    ClassIndex,
    box_links,
    canonical_link,
    ends_with,
    fold_space,
    image_of,
    image_url,
    inline_text,
    pieces_of,
    texts_in,
    video_of,
)
from newsbot.page.live import entries_like, read_entries
from newsbot.page.neighbours import outermost, side_by_side
from newsbot.page.printed_dates import PrintedDate, date_of, dates_in
from newsbot.page.text_patterns import caption_and_credit

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from newsbot.dates.labels import Kind as DateKind
    from newsbot.items import Kind
    from newsbot.page.layout import Layout

_microdata = etree.XPath(".//*[@itemprop=$name]")
_article_body = etree.XPath("//*[@itemprop='articleBody'][not(self::meta)]")
_described = etree.XPath("//*[@itemprop or @itemtype]")
BREADCRUMB_LIST = "BreadcrumbList"
MAX_BODIES = 10  # of a page that are tried; those behind the first text are other stories
MAX_BOXES = 1000  # of one body; with more its page is cut, see Body
MAX_VALUES = 20  # of a property in microdata; of h1s
MAX_ENTRIES = 3000  # of a live blog or a photo story; with more its page is cut, see Body


class Markup:
    """The markup of a page, by the names of Article's fields.

    Args:
        root: Of the page.
        layout: Says which ends of class names mean what.
        is_article: Says of an address whether it is another article's.
    """

    def __init__(
        self, root: _Element, layout: type[Layout], is_article: Callable[[str], bool]
    ) -> None:
        self._root = root
        self._layout = layout
        self._is_article = is_article
        ends = (
            *(layout.title, layout.byline, layout.date, layout.breadcrumb, layout.hero),
            *(layout.caption, layout.content, layout.tag_list, layout.highlight_box),
            *(layout.related_box, layout.live_entry, layout.photo, layout.photo_text),
        )
        self._classes = ClassIndex(root, tuple(end for end in ends if end))
        self._cut = False  # see is_truncated
        self._entries: list[_Element] = []  # of a live blog that the layout does not declare

    @property
    def url(self) -> str | None:
        """The canonical link of the page."""
        return canonical_link(self._root)

    @cached_property
    def kind(self) -> Kind:
        """``live``, ``photo`` or ``video`` where the layout's elements of these are found."""
        if self.live_updates:
            return "live"
        if self._photos:
            return "photo"
        return "video" if self._players else "article"

    @property
    def headline(self) -> str | None:
        """The h1 of the title block, else the page's only one."""
        in_title = self._text_in(self._layout.title, "h1")
        if in_title:
            return in_title
        everywhere = texts_in(islice(self._root.iter("h1"), MAX_VALUES))
        return everywhere[0] if len(everywhere) == 1 else None

    @property
    def summary(self) -> str | None:
        """The h2 of the title block."""
        return self._text_in(self._layout.title, "h2")

    @property
    def authors(self) -> list[str]:
        """The links of the byline, else all that it says but dates."""
        links = texts_in(self._classes.inside(self._layout.byline, "a"))
        if authors_in(links):
            return links
        date = (self._layout.date,) if self._layout.date else ()
        bylines = self._classes.elements(self._layout.byline)
        texts = [" | ".join(pieces_of(each, date)) for each in bylines]
        return texts or self._microdata(self._layout.byline, "author")

    @property
    def tags(self) -> list[str]:
        """The links of the tag list, each once."""
        return _distinct(texts_in(self._classes.inside(self._layout.tag_list, "a")))

    @property
    def trails(self) -> list[list[Crumb]]:
        """The breadcrumbs that the layout declares, else those that the markup calls so."""
        if self._layout.breadcrumb:
            return [_crumbs(self._classes.inside(self._layout.breadcrumb, "li"))]
        lists = self._properties.get(BREADCRUMB_LIST, ())[:MAX_BODIES]
        return [_crumbs(_microdata(each, name="itemListElement")) for each in lists]

    @property
    def section(self) -> str | None:
        """``articleSection`` of microdata, where the layout declares no breadcrumbs."""
        return next(iter(self._microdata(self._layout.breadcrumb, "articleSection")), None)

    @property
    def published_at(self) -> PrintedDate | None:
        """The date of the first publication, in words or as an attribute."""
        return self._dates.get("published")

    @property
    def updated_at(self) -> PrintedDate | None:
        """The date of the last update, in words or as an attribute."""
        return self._dates.get("updated")

    @cached_property
    def _dates(self) -> dict[DateKind, PrintedDate]:
        """The dates that the layout declares, else those that the markup calls so."""
        if self._layout.date:
            return dates_in(self._classes.elements(self._layout.date))
        dates: dict[DateKind, PrintedDate] = {}
        names: tuple[tuple[DateKind, str], ...]
        names = (("published", "datePublished"), ("updated", "dateModified"))
        for kind, name in names:
            for element in self._properties.get(name, ())[:MAX_VALUES]:
                if (date := date_of(element)).words:
                    dates.setdefault(kind, date)
        return dates

    @property
    def sections(self) -> list[Section]:
        """The body's sections, then the texts of a photo story's pictures."""
        sections: list[Section] = self._body.sections
        if self._photos:
            sections = [PhotoSection(each.heading, each.paragraphs) for each in sections]
        return [*sections, *self._photo_texts]

    @property
    def highlights(self) -> list[str]:
        """The items of the highlights box."""
        return texts_in(self._classes.inside(self._layout.highlight_box, "li"))

    @cached_property
    def live_updates(self) -> list[LiveUpdate]:
        """A live blog's entries; their times are words."""
        layout = self._layout
        boxes = self._excluded_except(layout.live_entry, layout.live_time)
        updates = []
        for entry in self._classes.elements(layout.live_entry, MAX_ENTRIES):
            times = (each for each in entry.iter() if ends_with(each, layout.live_time))
            time = next(filter(None, map(inline_text, times)), None)
            section = self._read(entry, boxes).as_one_section()
            if section:
                text = "\n\n".join(section.paragraphs)
                updates.append(LiveUpdate(time, section.heading, text))
        return updates

    @property
    def images(self) -> list[Image]:
        """The picture at the top with its caption line, those of the body, of the photo story."""
        images: list[Image] = []
        for picture in self._classes.inside(self._layout.hero, *PICTURES):
            line = "" if self._photos else self._caption_line() or _figure_caption(picture)
            if image := image_of(picture, line):
                images.append(image)
                break
        return [*images, *self._body.images, *self._photos]

    @property
    def is_truncated(self) -> bool:
        """True where there was more in what was read so far than an article has, see Body."""
        layout = self._layout
        ends = filter(None, (layout.live_entry, layout.photo, layout.photo_text))
        return self._cut or any(self._classes.count(end) > MAX_ENTRIES for end in ends)

    @property
    def videos(self) -> list[Video]:
        """The players at the top and those of the body."""
        return [*self._players, *self._shown_body.videos]

    @property
    def related(self) -> list[tuple[str, str]]:
        """(href, headline) of the also-read links and those of the related block."""
        links = list(self._shown_body.links)
        for box in self._classes.elements(self._layout.related_box):
            links.extend(box_links(box))
        return links

    @property
    def _shown_body(self) -> Body:
        """The body that is declared, else the one that is guessed."""
        if self._layout.content or self._body.sections:
            return self._body
        return self.guessed[0]

    @cached_property
    def guessed(self) -> tuple[Body, str]:
        """The body of a page by structure, and all the text of the element that it is in."""
        return guess_body(self._root, self._is_article, frozenset(self._entries))

    def more_updates(self, known: list[LiveUpdate]) -> list[LiveUpdate]:
        """Return all entries of the live blog that ``known`` is of; none if they are not found."""
        entries = entries_like(self._root, known)
        updates = read_entries(entries, self._boxes, known)
        self._entries = entries if updates else []
        return updates

    @cached_property
    def _players(self) -> list[Video]:
        """The players where the picture at the top would be."""
        players = self._classes.inside(self._layout.hero, *PLAYERS)
        videos = [video for each in players if (video := video_of(each, surely=True))]
        for video in videos[:1]:
            video.credit = caption_and_credit(self._caption_line())[1]
        return videos

    @property
    def _boxes(self) -> ExcludedElements:
        layout = self._layout
        ends = (
            *layout.boxes,
            *(layout.highlight_box, layout.related_box),
            *(layout.photo, layout.photo_text),
        )
        live = (layout.live_box, layout.live_entry)
        return ExcludedElements(
            tuple(filter(None, ends)),
            layout.also_read,
            layout.caption,
            tuple(filter(None, live)),
            is_article=self._is_article,
        )

    def _excluded_except(self, end: str, beside: str = "") -> ExcludedElements:
        """Return the boxes within an element of class ``end``, which is read itself.

        ``beside``: the class of one box more.
        """
        ends = (*(each for each in self._boxes.skipped if each != end), beside)
        return replace(self._boxes, skipped=tuple(filter(None, ends)), live=())

    @cached_property
    def _body(self) -> Body:
        """The body that the layout declares, else the one that the markup calls so.

        It may stand in several boxes side by side. Further ones are other stories, which some sites
        let follow for the reader to scroll on.
        """
        boxes = self._classes.elements(self._layout.content, MAX_BOXES + 1)
        boxes = boxes or outermost(_article_body(self._root))
        self._cut |= len(boxes) > MAX_BOXES
        first = None
        for group in islice(side_by_side(boxes, self._layout.title), MAX_BODIES):
            body = Body()
            for box in group:
                body.add(self._read(box, self._boxes))
            if body.sections:
                return body
            first = first or body  # of a video, say: pictures and links without a text
        return first or Body()

    @cached_property
    def _photos(self) -> list[Image]:
        """The pictures of a photo story in page order, each with the caption line behind it."""
        layout = self._layout
        if not self._classes.elements(layout.photo):
            return []
        photos: list[Image] = []
        for element in self._classes.in_order(layout.photo, layout.caption, most=MAX_ENTRIES):
            if ends_with(element, layout.photo):
                picture = next(element.iter(*PICTURES), None)
                if picture is not None and (image := image_of(picture)):
                    photos.append(image)
            elif photos:
                caption, credit = caption_and_credit(inline_text(element))
                image = photos[-1]
                image.caption, image.credit = caption or image.caption, credit or image.credit
        return photos

    @property
    def _photo_texts(self) -> list[Section]:
        """The texts of a photo story, before, with and between its pictures, in page order.

        A text belongs to the picture before it, or to the one behind it where each picture of the
        page has its text before it.
        """
        layout = self._layout
        boxes = self._excluded_except(layout.photo_text)
        shown = set(self._classes.elements(layout.photo, MAX_ENTRIES))
        placed = self._classes.in_order(layout.photo, layout.photo_text, most=MAX_ENTRIES)
        kinds = [each in shown for each in placed]
        backwards = len(kinds) > 2 and kinds == [False, True] * (len(kinds) // 2)
        sections: list[Section] = []
        url = None
        for element in reversed(placed) if backwards else placed:
            if element in shown:
                picture = next(element.iter(*PICTURES), None)
                url = image_url(picture) if picture is not None else None
            elif section := self._read(element, boxes).as_one_section():
                sections.append(PhotoSection(section.heading, section.paragraphs, url))
        return sections[::-1] if backwards else sections

    @cached_property
    def _properties(self) -> dict[str, list[_Element]]:
        """Property of schema.org → the elements that have it; BREADCRUMB_LIST → those trails."""
        properties: dict[str, list[_Element]] = {}
        for element in _described(self._root):
            name = element.get("itemprop")
            if name:
                properties.setdefault(name, []).append(element)
            if BREADCRUMB_LIST in (element.get("itemtype") or ""):
                properties.setdefault(BREADCRUMB_LIST, []).append(element)
        return properties

    def _microdata(self, end: str, name: str) -> list[str]:
        """Return the values of a schema.org property, where the layout declares no class."""
        if end:
            return []
        elements = self._properties.get(name, ())[:MAX_VALUES]
        named = (_microdata(each, name="name") for each in elements)
        values = [inner[0] if inner else each for each, inner in zip(elements, named, strict=True)]
        texts = (each.get("content") or inline_text(each) for each in values)
        return [fold_space(text) for text in texts if text]

    def _read(self, container: _Element, boxes: ExcludedElements) -> Body:
        body = read_body(container, boxes)
        self._cut |= body.cut
        return body

    def _caption_line(self) -> str:
        """Return the line under the picture at the top; "" if there is none.

        Lines in the body are of its pictures.
        """
        bodies = set(self._classes.elements(self._layout.content))
        for element in self._classes.elements(self._layout.caption):
            if not bodies.isdisjoint(element.iterancestors()):
                return ""
            if line := inline_text(element):
                return line
        return ""

    def _text_in(self, end: str, tag: str) -> str | None:
        return next(filter(None, map(inline_text, self._classes.inside(end, tag))), None)


def _crumbs(items: list[_Element]) -> list[Crumb]:
    """Return the names of a trail's items and where they lead."""
    crumbs = []
    for item in items[:MAX_VALUES]:
        link = item if item.tag == "a" else next(item.iter("a"), None)
        names = texts_in(_microdata(item, name="name"))
        if name := names[0] if names else inline_text(item):
            crumbs.append(Crumb(name, link.get("href") if link is not None else None))
    return crumbs


def _figure_caption(picture: _Element) -> str:
    """Return the ``<figcaption>`` of a picture's figure; "" where it has none."""
    figure = next(picture.iterancestors("figure"), None)
    captions = () if figure is None else texts_in(figure.iter("figcaption"))
    return next(iter(captions), "")


def _distinct(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(texts))
