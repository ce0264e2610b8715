"""Read the body of an article: one walk through its container, in reading order.

Paragraphs and sub-heads become Sections. Boxes between the paragraphs (ads, embeds, other stories)
are skipped. Pictures, players and also-read links are collected for other fields. No I/O; texts are
as printed, with HTML white space folded.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from newsbot.items import Section
from newsbot.page.body.flow import TextFlow
from newsbot.page.body.page_links import box_links
from newsbot.page.declared.body_types import NOTHING, Body, ExcludedElements
from newsbot.page.html.elements import (
    HEADINGS,
    RAISED,
    WITHDRAWN,
    fold_space,
    inline_text,
    raised_text,
)
from newsbot.page.html.embeds import is_advertisement, is_embed
from newsbot.page.html.lists import ListNumbers
from newsbot.page.html.tables import is_of_data, table_lines
from newsbot.page.pictures.figures import captioned_in
from newsbot.page.pictures.media import (
    PICTURES,
    PLAYERS,
    image_of,
    image_url,
    is_small,
    read_caption,
    video_of,
)
from newsbot.page.pictures.text_patterns import caption_and_credit

if TYPE_CHECKING:
    from lxml.etree import _Element

LISTS = frozenset({"ul", "ol"})
BOLD = frozenset({"b", "strong"})
# Elements that never hold text of the article.
SKIPPED = frozenset(
    (
        "script style noscript template iframe amp-iframe form button select option "
        "textarea svg object embed audio video nav aside footer head "
        "amp-ad amp-embed amp-story-player "
        "amp-youtube amp-video amp-twitter amp-instagram amp-facebook amp-social-share lite-youtube"
    ).split()
).union(WITHDRAWN)
# Elements that do not interrupt a paragraph; any other element starts a new paragraph.
INLINE = frozenset(
    (
        "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q s "
        "samp small span strike strong sub sup time tt u var wbr amp-img picture source "
        "script style noscript template svg button input"
    ).split()
)
MAX_CREDIT = 80  # characters
MAX_GALLERY = 30  # items of a list, or elements of a figure, that are searched
# A body with more was made to slow parsers down: a megabyte of it would take over half a second. An
# article is never shortened: if Body.cut is True, the page becomes a reject.
MAX_PICTURES = 500
MAX_ELEMENTS = 15_000
MAX_TEXT_LENGTH = 200_000  # characters of a body in metadata


def read_body(container: _Element, boxes: ExcludedElements) -> Body:
    """Return the body in a container element, without the elements in ``boxes``."""
    reader = _BodyReader(container, boxes)
    reader.walk()
    return reader.body


def read_text(text: str, boxes: ExcludedElements | None = None) -> Body:
    """Return the body in a text: HTML, or plain text with one paragraph per line.

    A text of more than MAX_TEXT_LENGTH characters gives an empty body.
    """
    if len(text) > MAX_TEXT_LENGTH:
        return Body()
    if "<" in text:
        parser = etree.HTMLParser(remove_comments=True, remove_pis=True)
        root = etree.fromstring(f"<body>{text}</body>", parser)
        return Body() if root is None else read_body(root, boxes or ExcludedElements())
    lines = [folded for line in text.splitlines() if (folded := fold_space(line))]
    return Body([Section(None, lines)] if lines else [])


class _BodyReader:
    """State of one walk through a container: the open elements. ``read_body`` makes it."""

    def __init__(self, container: _Element, boxes: ExcludedElements) -> None:
        self.container, self.boxes = container, boxes
        self.body = Body()
        self.declared = boxes.skipped | boxes.also_read | boxes.caption | boxes.live
        self.flow = TextFlow(self.body, boxes)
        self.anchors = 0  # number of open links
        # for each open figure: the index of its first picture in body.images, (caption, credit)
        self.figures: list[tuple[int, tuple[str | None, str | None]]] = []
        self.galleries: set[_Element] = set()  # lists of pictures

    def walk(self) -> None:
        """Read the container without recursion, so that its depth is not limited."""
        events = etree.iterwalk(self.container, events=("start", "end"))
        skipped, started = None, 0
        for event, element in events:
            if event == "start":
                started += 1
                if started > MAX_ELEMENTS:
                    self.body.cut = True
                    break
                if self.enter(element):
                    self.flow.add(element.text)
                else:
                    skipped = element
                    events.skip_subtree()
                continue
            if element is not skipped:
                self.leave(element)
            if element is not self.container:
                self.flow.add(element.tail)
        self.flow.end_paragraph()

    def enter(self, element: _Element) -> bool:
        """Start an element. Return False if the walk must skip its content."""
        tag = element.tag
        if tag == "br":
            self.flow.add_break()
            return False
        if tag in PLAYERS and (video := video_of(element)):
            self.body.videos.append(video)
        if tag == "figcaption" and self.figures and element not in self.declared:
            self.figures[-1] = (self.figures[-1][0], read_caption(element))
        # A form may be the container: ASP.NET puts the whole page into a form.
        is_skipped = tag in SKIPPED and element is not self.container
        if is_skipped or self.is_box(element) or is_hidden(element):
            if tag not in INLINE:
                self.flow.end_paragraph()
            return False
        if tag in RAISED:
            self.flow.add(raised_text(element, self.flow.text[-1] if self.flow.text else ""))
            return False
        if tag in PICTURES:
            self.add_image(element)
        elif tag in HEADINGS and not self.anchors:
            self.flow.end_paragraph()
            links = [(link.get("href") or "", inline_text(link)) for link in element.iter("a")]
            self.flow.add_heading(inline_text(element), links)
            return False
        elif tag in BOLD:
            self.flow.bold += 1
        elif tag == "a":
            self.anchors += 1
            self.flow.add_link(element.get("href") or "", inline_text(element))
        elif tag == "figcaption":
            return False
        elif tag not in INLINE:
            self.flow.end_paragraph()
            return self.enter_block(element)
        return True

    def enter_block(self, element: _Element) -> bool:
        """Start a block. Return False if its content has been read already."""
        tag = element.tag
        if tag == "table" and is_of_data(element):
            self.add_table(element)
            return False
        if tag == "figure":
            self.figures.append((len(self.body.images), _printed_credit(element)))
        elif tag in LISTS and _is_gallery(element):
            self.galleries.add(element)
        elif tag in LISTS:
            self.flow.lists.append(ListNumbers(element))
        elif tag == "li" and self.flow.lists:
            self.flow.marker = self.flow.lists[-1].marker(element)
        self.flow.pre += tag == "pre"
        return True

    def leave(self, element: _Element) -> None:
        """End an element that was entered."""
        tag = element.tag
        if tag in BOLD:
            self.flow.bold -= 1
        elif tag == "a":
            self.anchors -= 1
        elif tag not in INLINE:
            self.flow.end_paragraph()
            if tag in LISTS and element not in self.galleries:
                self.flow.end_list()
            elif tag == "li":
                self.flow.marker = ""
            elif tag == "figure":
                self.end_figure()
            self.flow.pre -= tag == "pre"

    def is_box(self, element: _Element) -> bool:
        """Return whether an element is not body; collect its players and links to articles."""
        if element in self.boxes.excluded:
            links = [link for link in box_links(element) if self.boxes.is_of_another(link[0])]
            self.body.links.extend(links)
            self.add_captioned(element if not links else None)
        elif self.declared and element in self.declared:
            self.take_declared(element)
        elif is_embed(element):
            players = (video_of(player) for player in element.iter(*PLAYERS))
            self.body.videos.extend(filter(None, players))
        else:
            return element.tag == "ins" and is_advertisement(element)
        return True

    def take_declared(self, element: _Element) -> None:
        """Collect the caption, links or pictures of an element that the layout declares."""
        picture, self.flow.picture = self.flow.picture, None
        if element in self.boxes.caption:
            if picture is not None:
                caption, credit = caption_and_credit(inline_text(element))
                picture.caption = caption or picture.caption
                picture.credit = credit or picture.credit
        elif element in self.boxes.also_read:
            self.body.links.extend(box_links(element))
        elif (
            element in self.boxes.live
            and next(element.iter("a", *PICTURES, *PLAYERS), None) is not None
        ):
            self.body.take(read_body(element, replace(self.boxes, live=NOTHING)))

    def add_image(self, element: _Element) -> None:
        if len(self.body.images) == MAX_PICTURES:
            self.body.cut |= image_url(element) is not None
        elif not is_small(element) and (image := image_of(element)):
            self.flow.picture = image
            self.body.images.append(image)

    def add_captioned(self, box: _Element | None) -> None:
        """Collect the captioned pictures of a box whose text is not body."""
        images = islice(captioned_in(box), MAX_GALLERY) if box is not None else ()
        for image in islice(images, MAX_PICTURES - len(self.body.images)):
            self.body.images.append(image)
            self.body.captioned.append(image)

    def add_table(self, table: _Element) -> None:
        """Add a table as a paragraph; inside a list, add its rows as lines of the list."""
        lines, cut = table_lines(table, self.cell)
        self.body.cut |= cut
        if self.flow.lists and lines:
            self.flow.add_lines(lines, [])
        elif lines:
            self.flow.add_paragraph("\n".join(lines))

    def cell(self, cell: _Element) -> str:
        """Return the text of a cell on one line; collect its pictures, players and links."""
        if len(cell) == 0:
            return fold_space(cell.text or "")
        inside = read_body(cell, self.boxes)
        self.body.take(inside)
        return fold_space(" ".join(inside.texts))

    def end_figure(self) -> None:
        """Set a figure's caption on all its pictures, also on those after the caption."""
        first, (caption, credit) = self.figures.pop()
        if not (caption or credit):
            return
        for image in self.body.images[first:]:
            image.caption, image.credit = caption or image.caption, credit or image.credit
        self.body.captioned.extend(self.body.images[first:])


def _printed_credit(figure: _Element) -> tuple[str | None, str | None]:
    """Return (caption, credit) of a figure without a ``<figcaption>`` that prints a credit."""
    inside = list(islice(figure.iterdescendants(), MAX_GALLERY + 1))
    if len(inside) > MAX_GALLERY or any(element.tag == "figcaption" for element in inside):
        return None, None
    caption, credit = caption_and_credit(inline_text(figure)[: MAX_CREDIT + 1])
    return (caption, credit) if credit and len(credit) <= MAX_CREDIT else (None, None)


def _is_gallery(items: _Element) -> bool:
    """Return whether a list is a gallery: each item shows a picture, and texts are captions."""
    items_of_list = list(islice(items.iterchildren("li"), MAX_GALLERY))
    return len(items_of_list) > 1 and all(
        next(child.iter(*PICTURES), None) is not None for child in items_of_list
    )


def is_hidden(element: _Element) -> bool:
    """Return whether an element is not displayed, or displayed with a line through it."""
    if style := element.get("style"):
        style = style.replace(" ", "").lower()
        if "display:none" in style or "line-through" in style:
            return True
    return element.get("hidden") is not None
