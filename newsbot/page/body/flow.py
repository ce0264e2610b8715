"""Build sections, paragraphs and lists from the pieces of text that a body's elements hold."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from newsbot.hindi import boilerplate, is_disclaimer_label, without_label
from newsbot.hindi.agencies import is_agency_credit
from newsbot.items import Image, Section
from newsbot.page.body.page_links import MAX_LINKS
from newsbot.page.html.paragraphs import (
    are_only_links,
    bold_headings,
    is_like_headline,
    paragraphs_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsbot.page.declared.body_types import Body, ExcludedElements
    from newsbot.page.html.lists import ListNumbers

    Links = list[tuple[str, str]]

MAX_LABEL_LENGTH = 40  # characters of an also-read label that stands alone
INVISIBLE = " \t\r\n\f\u00a0\u200b\u200c\u200d\u2060\ufeff"  # what editors leave around bold text


class TextFlow:
    """State of a body's text: the paragraph being built, and the list that it may belong to."""

    def __init__(self, body: Body, boxes: ExcludedElements) -> None:
        self.body = body
        self.boxes = boxes
        self.text: list[str] = []  # the paragraph so far, a "\n" for each <br>
        self.links: dict[int, Links] = {}  # line of it → the links there
        self.bold = 0  # how many bold elements are open
        self.breaks = 0  # how many <br> are in it
        self.non_bold_lines: set[int] = set()  # the lines of it that have text that is not bold
        self.is_after_also_read_label = False  # an also-read label stands before what comes next
        self.disclaimer = ""  # the label that the next paragraph belongs to
        self.pre = 0  # how many elements are open whose line breaks are shown
        self.lists: list[ListNumbers] = []  # the lists that are open
        self.marker = ""  # the number that the next line of a list begins with
        self.lines: list[str] = []  # the lines of the outermost list
        self.picture: Image | None = None  # the one that a caption line would be of

    def add(self, text: str | None) -> None:
        """Add text to the paragraph; a line end in it is a break only within ``<pre>``."""
        if not text:
            return
        if "\n" in text:
            line, *lines = text.split("\n")
            if self.pre:
                self.add(line)
                for further_line in lines:
                    self.add_break()
                    self.add(further_line)
                return
            text = " ".join((line, *lines))
        self.text.append(text)
        if not self.bold and text.strip(INVISIBLE):
            self.non_bold_lines.add(self.breaks)

    def add_break(self) -> None:
        """Begin a new line of the paragraph."""
        self.text.append("\n")
        self.breaks += 1

    def add_link(self, href: str, words: str) -> None:
        """Note a link that stands in the line being built."""
        self.links.setdefault(self.breaks, []).append((href, words))

    def add_heading(self, text: str, links: Links) -> None:
        """Begin a section, unless the heading is a label or that of another article."""
        self.picture = None
        if text and is_agency_credit(text):
            self.add_paragraph(text)
            return
        self.is_after_also_read_label = bool(text) and boilerplate(text)
        if self.is_after_also_read_label or self.is_offer(text, links):
            self.offer(links)
            self.disclaimer = text if is_disclaimer_label(text) else ""
        elif text:
            self.disclaimer = ""
            self.end_lines()  # a heading in a list is that of the lines behind it
            self.marker = ""
            self.body.sections.append(Section(text, []))

    def add_paragraph(self, text: str) -> None:
        """Add a paragraph to the last section; a disclaimer's label waits for its text."""
        if self.disclaimer:  # one line, as the pipelines know it
            text, self.disclaimer = f"{self.disclaimer.rstrip(' :')}: {text}", ""
        elif len(text) <= MAX_LABEL_LENGTH and is_disclaimer_label(text):
            self.disclaimer = text
            return
        if not self.body.sections:
            self.body.sections.append(Section(None, []))
        self.body.sections[-1].paragraphs.append(text)

    def end_paragraph(self) -> None:
        """Put the paragraph that was being built where it belongs, and start a new one."""
        if not self.text and not self.links:
            return
        text, linked, non_bold_lines = "".join(self.text), self.links, self.non_bold_lines
        self.text, self.links, self.breaks, self.non_bold_lines = [], {}, 0, set()
        for first, lines in paragraphs_of(text):
            self.picture = None
            links = [linked.get(first + n, []) for n in range(len(lines))] if linked else []
            is_bold = [first + n not in non_bold_lines for n in range(len(lines))]
            kept = self.take_offers(lines, links) if any(links) else range(len(lines))
            if kept:
                lines, is_bold = [lines[n] for n in kept], [is_bold[n] for n in kept]
                # After `ये भी पढ़ें` alone come the links that it offers.
                self.is_after_also_read_label = not any(links) and is_label("\n".join(lines))
                self.add_lines(lines, is_bold)

    def take_offers(self, lines: list[str], links: list[Links]) -> Sequence[int]:
        """Take the links to other articles that stand alone; return which lines are left."""
        every = [link for of_line in links for link in of_line]
        if (len(lines) == 1 or not links[0]) and self.is_offer("\n".join(lines), every):
            self.offer(every)
            return ()
        kept = []
        for number, line in enumerate(lines if len(lines) > 1 else ()):
            if self.is_offer(line, links[number]):
                self.offer(links[number])
            else:
                kept.append(number)
                self.is_after_also_read_label = not links[number] and is_label(line)
        return kept if len(lines) > 1 else (0,)

    def is_offer(self, text: str, links: Links) -> bool:
        """Return whether a text offers other articles: as an also-read line, or by links alone."""
        if not links or len(self.body.links) > MAX_LINKS:
            return False
        if boilerplate(text) or self.is_labelled_offer(text, links):
            return True
        if not are_only_links(text, links):
            return False
        hrefs = [href for href, words in links if words]
        if self.is_after_also_read_label or all(map(self.boxes.is_of_another, hrefs)):
            return True
        return is_like_headline(text) and all(map(self.boxes.is_of_other_page, hrefs))

    def is_labelled_offer(self, text: str, links: Links) -> bool:
        """Return whether a text is links to other articles and an also-read label, no more."""
        rest = text
        for href, words in links:
            if not words or not self.boxes.is_of_another(href):
                return False
            rest = rest.replace(words, "", 1)
        return bool(rest.strip()) and is_label(rest.strip(" .।"))

    def offer(self, links: Links) -> None:
        """Note links to other articles, without their also-read labels."""
        offers = ((href, without_label(words)) for href, words in links)
        self.body.links.extend(link for link in offers if link[1])

    def add_lines(self, lines: list[str], is_bold: list[bool]) -> None:
        """Add the lines of a paragraph, or of an item of a list, whose depth is its indent."""
        if self.lists:
            marker, self.marker = self.marker, ""
            lines[0] = lines[0] if lines[0].startswith(marker) else marker + lines[0]
            self.lines.extend("  " * (len(self.lists) - 1) + line for line in lines)
            return
        is_heading = bold_headings(lines, is_bold) if True in is_bold else [False] * len(lines)
        for heading, group in groupby(zip(is_heading, lines, strict=True), itemgetter(0)):
            texts = [line for _, line in group]
            if heading:
                self.add_heading(texts[0], [])
            else:
                self.add_paragraph("\n".join(texts))

    def end_list(self) -> None:
        """End a list; the lines of an outermost one are one paragraph."""
        self.lists.pop()
        if not self.lists:
            self.end_lines()

    def end_lines(self) -> None:
        """Add the lines of the outermost list as a paragraph."""
        if self.lines:
            self.add_paragraph("\n".join(self.lines))
            self.lines = []


def is_label(text: str) -> bool:
    """Return whether a text is an also-read label that stands alone."""
    return len(text) <= MAX_LABEL_LENGTH and boilerplate(text)
