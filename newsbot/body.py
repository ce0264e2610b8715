"""The body of an article: one walk through its container, in reading order.

What a reader sees as paragraphs and sub-heads becomes Sections; boxes that sites put between the
paragraphs (ads, embeds, other stories) are passed over; pictures, players and also-read links
are kept for their own fields. No I/O; texts are as printed, HTML white space folded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree

from newsbot.hindi import boilerplate
from newsbot.items import Image, Section, Video

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_string_value = etree.XPath("string()")

LISTS = frozenset({"ul", "ol", "table"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BOLD = frozenset({"b", "strong"})
# Elements that never hold text of the article.
SKIPPED = frozenset(
    (
        "script style noscript template iframe amp-iframe ins form button select option "
        "textarea svg object embed audio video nav aside footer head amp-ad amp-embed"
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
VIDEO_HOSTS = {
    "youtube.com": "youtube",
    "youtube-nocookie.com": "youtube",
    "youtu.be": "youtube",
    "vidgyor.com": "vidgyor",
    "dailymotion.com": "dailymotion",
    "vimeo.com": "vimeo",
}
# A paragraph that is bold from end to end is a sub-head if it is as short as one.
LONGEST_BOLD_HEADING = 120
LONGEST_LABEL = 40  # characters of an also-read label that stands alone
SENTENCE_ENDS = (".", "।", ":", ",")


@dataclass(slots=True)
class Body:
    """What a body container holds. ``links``: (href, words) of also-read lines."""

    sections: list[Section] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    videos: list[Video] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)


def fold_space(text: str) -> str:
    """``text`` on one line: runs of white space become one space, the ends are trimmed."""
    return " ".join(text.split())


def inline_text(element: _Element) -> str:
    """The text of an element on one line, without comments; a ``<br>`` is a space."""
    if next(element.iter("br"), None) is None:
        return fold_space(_string_value(element))
    parts = []
    for node in element.iter():
        if node.tag == "br":
            parts.append(" ")
        if isinstance(node.tag, str):
            parts.append(node.text or "")
        if node is not element:
            parts.append(node.tail or "")
    return fold_space("".join(parts))


def image_url(element: _Element) -> str | None:
    """The address of an ``img`` or ``amp-img``, lazily loaded ones included; None if none."""
    for name in ("data-src", "data-original", "data-lazy-src", "src"):
        value = (element.get(name) or "").strip()
        if value and not value.startswith("data:"):
            return value
    candidates = (element.get("srcset") or element.get("data-srcset") or "").strip()
    return candidates.split(",")[0].split()[0] if candidates.strip(", ") else None


def video_of(element: _Element) -> Video | None:
    """The player that an ``iframe`` is, if its host is one that plays videos."""
    url = (element.get("src") or element.get("data-src") or "").strip()
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return None
    for known, provider in VIDEO_HOSTS.items():
        if host == known or host.endswith("." + known):
            return Video(f"https:{url}" if url.startswith("//") else url, provider)
    return None


def read_body(container: _Element, boxes: tuple[str, ...], also_read: str) -> Body:
    """Read a body container.

    ``boxes``: ends of class names whose elements are not body. ``also_read``: the one among them
    whose links are also-read links.
    """
    reader = _BodyReader(boxes, also_read)
    reader.walk(container)
    return reader.body


class _BodyReader:
    """State of the walk: the paragraph being built, and the list it may belong to."""

    def __init__(self, boxes: tuple[str, ...], also_read: str) -> None:
        self.body = Body()
        self.boxes = boxes
        self.also_read = also_read
        self.text: list[str] = []  # the paragraph so far, a "\n" for each <br>
        self.links: list[tuple[str, str]] = []  # the links in it
        self.bold = 0  # how many bold elements are open
        self.anchors = 0  # how many links are open
        self.offering = False  # an also-read label stands before what comes next
        self.plain = False  # the paragraph has text that is not bold
        self.depth = 0  # how many lists and tables are open
        self.lines: list[str] = []  # the lines of the outermost one

    def walk(self, container: _Element) -> None:
        """Read ``container``; depth is no limit, for there is no recursion."""
        events = etree.iterwalk(container, events=("start", "end"))
        skipped = None
        for event, element in events:
            if event == "start":
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
            return False
        if tag in ("iframe", "amp-iframe", "amp-youtube") and (video := video_of(element)):
            self.body.videos.append(video)
        if tag in SKIPPED or self.is_box(element) or _is_hidden(element):
            if tag not in INLINE:
                self.end_paragraph()
            return False
        if tag in ("img", "amp-img"):
            self.add_image(element)
        elif tag in HEADINGS and not self.anchors:
            self.end_paragraph()
            self.add_heading(inline_text(element))
            return False
        elif tag in BOLD:
            self.bold += 1
        elif tag == "a":
            self.anchors += 1
            self.links.append((element.get("href") or "", inline_text(element)))
        elif tag == "figcaption":
            return False
        elif tag not in INLINE:
            # A cell goes on in the line of its row.
            if tag not in ("td", "th"):
                self.end_paragraph()
            self.depth += tag in LISTS
        return True

    def leave(self, element: _Element) -> None:
        """End an element that was entered."""
        tag = element.tag
        if tag in BOLD:
            self.bold -= 1
        elif tag == "a":
            self.anchors -= 1
        elif tag in ("td", "th"):
            self.text.append(" | ")
        elif tag not in INLINE:
            self.end_paragraph()
            if tag in LISTS:
                self.end_list()

    def is_box(self, element: _Element) -> bool:
        """True for a box that is not body; what it is good for is taken."""
        names = (element.get("class") or "").split()
        if not any(name.endswith(self.boxes) for name in names):
            return False
        if any(name.endswith(self.also_read) for name in names):
            self.body.links.extend(box_links(element))
        return True

    def add(self, text: str | None) -> None:
        if text:
            self.text.append(" ".join(text.split("\n")) if "\n" in text else text)
            if not self.bold and not text.isspace():
                self.plain = True

    def add_image(self, element: _Element) -> None:
        url = image_url(element)
        if url:
            figures = element.iterancestors("figure")
            caption = next((f.find(".//figcaption") for f in figures), None)
            words = inline_text(caption) if caption is not None else element.get("alt") or ""
            self.body.images.append(Image(url, fold_space(words) or None, None))

    def add_heading(self, text: str) -> None:
        self.offering = bool(text) and boilerplate(text)
        if text and not self.offering:
            self.body.sections.append(Section(text, []))

    def add_paragraph(self, text: str) -> None:
        if not self.body.sections:
            self.body.sections.append(Section(None, []))
        self.body.sections[-1].paragraphs.append(text)

    def end_paragraph(self) -> None:
        """Put the paragraph that was being built where it belongs, and start a new one."""
        text, links, bold = "".join(self.text), self.links, not self.plain
        self.text, self.links, self.plain = [], [], False
        for part in _paragraphs(text):
            only_links = bool(links) and part == fold_space(" ".join(words for _, words in links))
            if links and (boilerplate(part) or (self.offering and only_links)):
                self.body.links.extend(links)
                continue
            # After `ये भी पढ़ें` alone come the links that it offers.
            self.offering = not links and len(part) <= LONGEST_LABEL and boilerplate(part)
            if self.depth:
                self.lines.append(part.removesuffix(" |"))
            elif bold and _like_heading(part):
                self.add_heading(part)
            else:
                self.add_paragraph(part)

    def end_list(self) -> None:
        """A list or table ends; the lines of an outermost one are one paragraph."""
        self.depth -= 1
        if self.depth == 0 and self.lines:
            self.add_paragraph("\n".join(self.lines))
            self.lines = []


def _is_hidden(element: _Element) -> bool:
    """True for an element that a reader does not see."""
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style


def _paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a run of text: an empty line (``<br><br>``) parts them."""
    lines: list[str] = []
    for line in text.split("\n"):
        folded = fold_space(line)
        if folded:
            lines.append(folded)
        elif lines:
            yield "\n".join(lines)
            lines = []
    if lines:
        yield "\n".join(lines)


def _like_heading(text: str) -> bool:
    """True for a bold paragraph that is short, on one line, and no sentence."""
    short = len(text) <= LONGEST_BOLD_HEADING and "\n" not in text
    return short and not text.endswith(SENTENCE_ENDS)


def box_links(box: _Element) -> Iterator[tuple[str, str]]:
    """(href, headline) of each link in a box of other stories.

    The headline is the heading inside the link, else its text, its title, its picture's words.
    """
    for link in box.iter("a"):
        heading = next((each for each in link.iter(*HEADINGS)), link)
        picture = next(link.iter("img", "amp-img"), None)
        words = inline_text(heading) or fold_space(link.get("title") or "")
        if not words and picture is not None:
            words = fold_space(picture.get("alt") or "")
        yield link.get("href") or "", words
