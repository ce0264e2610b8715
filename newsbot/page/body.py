"""The body of an article: one walk through its container, in reading order.

What a reader sees as paragraphs and sub-heads becomes Sections; boxes that sites put between the
paragraphs (ads, embeds, other stories) are passed over; pictures, players and also-read links
are kept for their own fields. No I/O; texts are as printed, HTML white space folded.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lxml import etree

from newsbot.hindi import boilerplate
from newsbot.items import Image, Section
from newsbot.page.conventions import caption_and_credit
from newsbot.page.elements import (
    HEADINGS,
    PICTURES,
    PLAYERS,
    alt_of,
    box_links,
    ends_with,
    fold_space,
    image_url,
    inline_text,
    video_of,
)
from newsbot.page.paragraphs import is_like_heading, paragraphs_of
from newsbot.page.parts import Body, Boxes
from newsbot.page.tables import is_of_data, table_lines

if TYPE_CHECKING:
    from lxml.etree import _Element

LISTS = frozenset({"ul", "ol"})
BOLD = frozenset({"b", "strong"})
# Elements that never hold text of the article.
SKIPPED = frozenset(
    (
        "script style noscript template iframe amp-iframe ins form button select option "
        "textarea svg object embed audio video nav aside footer head "
        "amp-ad amp-embed amp-story-player "
        "amp-youtube amp-video amp-twitter amp-instagram amp-facebook"
    ).split()
)
# Elements that run on within a paragraph; any other starts a new one.
INLINE = frozenset(
    (
        "a abbr acronym b bdi bdo big cite code data del dfn em font i img kbd label mark q s "
        "samp small span strike strong sub sup time tt u var wbr amp-img picture source "
        "script style noscript template svg button input"
    ).split()
)
LONGEST_LABEL = 40  # characters of an also-read label that stands alone
# What has more has been made to slow readers down: a megabyte of it would take over half a second.
# It is never shortened: a page that is cut becomes no article.
MOST_PICTURES = 500
MOST_ELEMENTS = 15_000
LONGEST_TEXT = 200_000  # characters of a body in metadata
INVISIBLE = " \t\r\n\f\u00a0\u200b\u200c\u200d\u2060\ufeff"  # what editors leave around bold text


def read_body(container: _Element, boxes: Boxes) -> Body:
    """Read a body container."""
    reader = _BodyReader(boxes)
    reader.walk(container)
    return reader.body


def read_text(text: str) -> Body:
    """A body given as text, HTML or plain with a line a paragraph."""
    if len(text) > LONGEST_TEXT:
        return Body()
    if "<" in text:
        parser = etree.HTMLParser(remove_comments=True, remove_pis=True)
        root = etree.fromstring(f"<body>{text}</body>", parser)
        return Body() if root is None else read_body(root, Boxes())
    lines = [folded for line in text.splitlines() if (folded := fold_space(line))]
    return Body([Section(None, lines)] if lines else [])


class _BodyReader:
    """State of the walk: the paragraph being built, and the list it may belong to."""

    def __init__(self, boxes: Boxes) -> None:
        self.body = Body()
        self.boxes = boxes
        ends = (*boxes.skipped, boxes.also_read, boxes.caption, *boxes.live)
        self.ends = tuple(filter(None, ends))
        self.text: list[str] = []  # the paragraph so far, a "\n" for each <br>
        self.links: dict[int, list[tuple[str, str]]] = {}  # line of it → the links there
        self.bold = 0  # how many bold elements are open
        self.anchors = 0  # how many links are open
        self.offering = False  # an also-read label stands before what comes next
        self.breaks = 0  # how many <br> are in it
        self.plain: set[int] = set()  # the lines of it that have text that is not bold
        self.depth = 0  # how many lists and tables are open
        self.lines: list[str] = []  # the lines of the outermost one
        self.picture: Image | None = None  # the one that a caption line would be of
        # the figures that are open: the number of the first picture in it, its caption
        self.figures: list[tuple[int, str]] = []

    def walk(self, container: _Element) -> None:
        """Read ``container``; depth is no limit, for there is no recursion."""
        events = etree.iterwalk(container, events=("start", "end"))
        skipped, started = None, 0
        for event, element in events:
            if event == "start":
                started += 1
                if started > MOST_ELEMENTS:
                    self.body.cut = True
                    break
                if self.enter(element):
                    self.add(element.text)
                else:
                    skipped = element
                    events.skip_subtree()
                continue
            if element is not skipped:
                self.leave(element)
            if element is not container:
                self.add(element.tail)
        self.end_paragraph()

    def enter(self, element: _Element) -> bool:
        """Start an element; False where its content is passed over."""
        tag = element.tag
        if not isinstance(tag, str):
            return False
        if tag == "br":
            self.text.append("\n")
            self.breaks += 1
            return False
        if tag in PLAYERS and (video := video_of(element)):
            self.body.videos.append(video)
        if tag in SKIPPED or self.is_box(element) or is_hidden(element):
            if tag not in INLINE:
                self.end_paragraph()
            return False
        if tag in PICTURES:
            self.add_image(element)
        elif tag in HEADINGS and not self.anchors:
            self.end_paragraph()
            self.add_heading(inline_text(element))
            return False
        elif tag in BOLD:
            self.bold += 1
        elif tag == "a":
            self.anchors += 1
            link = (element.get("href") or "", inline_text(element))
            self.links.setdefault(self.breaks, []).append(link)
        elif tag == "figcaption":
            if self.figures:
                self.figures[-1] = (self.figures[-1][0], inline_text(element))
            return False
        elif tag not in INLINE:
            self.end_paragraph()
            if tag == "table" and is_of_data(element):
                self.add_table(element)
                return False
            if tag == "figure":
                self.figures.append((len(self.body.images), ""))
            self.depth += tag in LISTS
        return True

    def leave(self, element: _Element) -> None:
        """End an element that was entered."""
        tag = element.tag
        if tag in BOLD:
            self.bold -= 1
        elif tag == "a":
            self.anchors -= 1
        elif tag not in INLINE:
            self.end_paragraph()
            if tag in LISTS:
                self.end_list()
            elif tag == "figure":
                self.end_figure()

    def is_box(self, element: _Element) -> bool:
        """True for a box that is not body; what it is good for is taken."""
        if not self.ends or not ends_with(element, self.ends):
            return False
        picture, self.picture = self.picture, None
        if self.boxes.caption and ends_with(element, self.boxes.caption):
            if picture is not None:
                caption, credit = caption_and_credit(inline_text(element))
                picture.caption, picture.credit = caption or picture.caption, credit
        elif self.boxes.also_read and ends_with(element, self.boxes.also_read):
            self.body.links.extend(box_links(element))
        elif (
            self.boxes.live
            and ends_with(element, self.boxes.live)
            and next(element.iter("a", *PICTURES, *PLAYERS), None) is not None
        ):
            self.body.take(read_body(element, replace(self.boxes, live=())))
        return True

    def add(self, text: str | None) -> None:
        if text:
            self.text.append(" ".join(text.split("\n")) if "\n" in text else text)
            if not self.bold and text.strip(INVISIBLE):
                self.plain.add(self.breaks)

    def add_image(self, element: _Element) -> None:
        url = image_url(element)
        if url and len(self.body.images) == MOST_PICTURES:
            self.body.cut = True
        elif url:
            self.picture = Image(url, alt_of(element), None)
            self.body.images.append(self.picture)

    def add_table(self, table: _Element) -> None:
        """A table is a paragraph; in a list its rows are lines of that."""
        lines, cut = table_lines(table, self.cell)
        self.body.cut |= cut
        if self.depth:
            self.lines.extend(lines)
        elif lines:
            self.add_paragraph("\n".join(lines))

    def cell(self, cell: _Element) -> str:
        """The text of a cell on one line; what else it holds is taken."""
        if len(cell) == 0:
            return fold_space(cell.text or "")
        inside = read_body(cell, self.boxes)
        self.body.take(inside)
        return fold_space(" ".join(inside.texts))

    def end_figure(self) -> None:
        """The caption of a figure is that of its pictures, wherever it stood among them."""
        first, words = self.figures.pop()
        caption, credit = caption_and_credit(words)
        for image in self.body.images[first:] if words else ():
            image.caption, image.credit = caption or image.caption, credit

    def add_heading(self, text: str) -> None:
        self.picture = None
        self.offering = bool(text) and boilerplate(text)
        if text and not self.offering:
            self.end_lines()  # a heading in a list is that of the lines behind it
            self.body.sections.append(Section(text, []))

    def add_paragraph(self, text: str) -> None:
        if not self.body.sections:
            self.body.sections.append(Section(None, []))
        self.body.sections[-1].paragraphs.append(text)

    def end_paragraph(self) -> None:
        """Put the paragraph that was being built where it belongs, and start a new one."""
        if not self.text and not self.links:
            return
        text, linked, plain = "".join(self.text), self.links, self.plain
        self.text, self.links, self.breaks, self.plain = [], {}, 0, set()
        for lines, part in paragraphs_of(text):
            self.picture = None
            links = [link for line in lines for link in linked.get(line, ())]
            only_links = bool(links) and part == fold_space(" ".join(words for _, words in links))
            if links and (boilerplate(part) or (self.offering and only_links)):
                self.body.links.extend(links)
                continue
            # After `ये भी पढ़ें` alone come the links that it offers.
            self.offering = not links and len(part) <= LONGEST_LABEL and boilerplate(part)
            if self.depth:
                self.lines.append(part)
            elif plain.isdisjoint(lines) and is_like_heading(part):
                self.add_heading(part)
            else:
                self.add_paragraph(part)

    def end_list(self) -> None:
        """A list or table ends; the lines of an outermost one are one paragraph."""
        self.depth -= 1
        if self.depth == 0:
            self.end_lines()

    def end_lines(self) -> None:
        if self.lines:
            self.add_paragraph("\n".join(self.lines))
            self.lines = []


def is_hidden(element: _Element) -> bool:
    """True for an element that a reader does not see."""
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style
