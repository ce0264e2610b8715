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
INVISIBLE = " \t\r\n\f\u00a0\u200b\u200c\u200d\u2060\ufeff"  # editors leave these around bold text


class TextFlow:
    """State of a body's text: the paragraph being built, and the list that it may belong to."""

    def __init__(self, body: Body, boxes: ExcludedElements) -> None:
        self.body = body
        self.boxes = boxes
        self.text: list[str] = []  # the paragraph so far, a "\n" for each <br>
        self.links: dict[int, Links] = {}  # number of a line of the paragraph → its links
        self.bold = 0  # number of open bold elements
        self.breaks = 0  # number of <br> in the paragraph
        self.non_bold_lines: set[int] = set()  # numbers of lines with text that is not bold
        self.is_after_also_read_label = False  # the text before was an also-read label
        self.disclaimer = ""  # the label of a disclaimer whose text is still to come
        self.pre = 0  # number of open <pre>
        self.lists: list[ListNumbers] = []  # the open lists
        self.marker = ""  # the number at the beginning of the next line of a list
        self.lines: list[str] = []  # the lines of the outermost list
        self.picture: Image | None = None  # the picture to which a caption line would belong

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
        """Record a link of the line that is being built."""
        self.links.setdefault(self.breaks, []).append((href, words))

    def add_heading(self, text: str, links: Links) -> None:
        """Begin a section, unless the heading is a label or the headline of another article."""
        self.picture = None
        if text and is_agency_credit(text):
            self.add_paragraph(text)
            return
        self.is_after_also_read_label = bool(text) and boilerplate(text)
        if self.is_after_also_read_label or self.is_link_line(text, links):
            self.record_links(links)
            self.disclaimer = text if is_disclaimer_label(text) else ""
        elif text:
            self.disclaimer = ""
            self.end_lines()  # a heading in a list belongs to the lines after it
            self.marker = ""
            self.body.sections.append(Section(text, []))

    def add_paragraph(self, text: str) -> None:
        """Add a paragraph to the last section; a disclaimer's label is kept for its text."""
        if self.disclaimer:  # on one line, because the pipelines recognise disclaimers by line
            text, self.disclaimer = f"{self.disclaimer.rstrip(' :')}: {text}", ""
        elif len(text) <= MAX_LABEL_LENGTH and is_disclaimer_label(text):
            self.disclaimer = text
            return
        if not self.body.sections:
            self.body.sections.append(Section(None, []))
        self.body.sections[-1].paragraphs.append(text)

    def end_paragraph(self) -> None:
        """Add the paragraph that was being built to the body, and start a new paragraph."""
        if not self.text and not self.links:
            return
        text, linked, non_bold_lines = "".join(self.text), self.links, self.non_bold_lines
        self.text, self.links, self.breaks, self.non_bold_lines = [], {}, 0, set()
        for first, lines in paragraphs_of(text):
            self.picture = None
            links = [linked.get(first + n, []) for n in range(len(lines))] if linked else []
            is_bold = [first + n not in non_bold_lines for n in range(len(lines))]
            kept = self.record_link_lines(lines, links) if any(links) else range(len(lines))
            if kept:
                lines, is_bold = [lines[n] for n in kept], [is_bold[n] for n in kept]
                # A line `ये भी पढ़ें` without links is the label of the links after it.
                self.is_after_also_read_label = not any(links) and is_label("\n".join(lines))
                self.add_lines(lines, is_bold)

    def record_link_lines(self, lines: list[str], links: list[Links]) -> Sequence[int]:
        """Record the lines that only link to other articles; return the numbers of the others."""
        every = [link for of_line in links for link in of_line]
        if (len(lines) == 1 or not links[0]) and self.is_link_line("\n".join(lines), every):
            self.record_links(every)
            return ()
        kept = []
        for number, line in enumerate(lines if len(lines) > 1 else ()):
            if self.is_link_line(line, links[number]):
                self.record_links(links[number])
            else:
                kept.append(number)
                self.is_after_also_read_label = not links[number] and is_label(line)
        return kept if len(lines) > 1 else (0,)

    def is_link_line(self, text: str, links: Links) -> bool:
        """Return whether a text is an also-read line, or only links to other articles."""
        if not links or len(self.body.links) > MAX_LINKS:
            return False
        if boilerplate(text) or self.is_labelled_link_line(text, links):
            return True
        if not are_only_links(text, links):
            return False
        hrefs = [href for href, words in links if words]
        if self.is_after_also_read_label or all(map(self.boxes.is_of_another, hrefs)):
            return True
        return is_like_headline(text) and all(map(self.boxes.is_of_other_page, hrefs))

    def is_labelled_link_line(self, text: str, links: Links) -> bool:
        """Return whether a text is only links to other articles and an also-read label."""
        rest = text
        for href, words in links:
            if not words or not self.boxes.is_of_another(href):
                return False
            rest = rest.replace(words, "", 1)
        return bool(rest.strip()) and is_label(rest.strip(" .।"))

    def record_links(self, links: Links) -> None:
        """Record links to other articles, without their also-read labels."""
        related = ((href, without_label(words)) for href, words in links)
        self.body.links.extend(link for link in related if link[1])

    def add_lines(self, lines: list[str], is_bold: list[bool]) -> None:
        """Add the lines of a paragraph or of a list item; two spaces a level indent an item."""
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
        """End a list. The lines of an outermost list become one paragraph."""
        self.lists.pop()
        if not self.lists:
            self.end_lines()

    def end_lines(self) -> None:
        """Add the lines of the outermost list as a paragraph."""
        if self.lines:
            self.add_paragraph("\n".join(self.lines))
            self.lines = []


def is_label(text: str) -> bool:
    """Return whether a text is an also-read label and nothing else."""
    return len(text) <= MAX_LABEL_LENGTH and boilerplate(text)
