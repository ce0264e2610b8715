"""Types that body_reader.py takes and returns: the elements to exclude, and the body."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newsbot.items import Image, Section, Video
from newsbot.page.html.class_names import ends_with

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

MAX_ENTRIES = 3000  # entries of a live blog or a photo story; if there are more, Body.cut is True


@dataclass(slots=True)
class Body:
    """The content of a body's container, in reading order.

    Attributes:
        sections: The sections with their paragraphs.
        images: The pictures.
        captioned: The pictures among ``images`` that have a caption.
        videos: The players.
        links: (href, link text) of also-read lines, and of lines that only link to other articles.
        cut: Whether the container holds more than was read. The page then becomes a reject.
    """

    sections: list[Section] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    captioned: list[Image] = field(default_factory=list)
    videos: list[Video] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    cut: bool = False

    def add(self, further: Body) -> None:
        """Add a further part of the body; paragraphs before its first heading join the last one."""
        sections = further.sections
        if self.sections and sections and sections[0].heading is None:
            self.sections[-1].paragraphs.extend(sections[0].paragraphs)
            sections = sections[1:]
        self.sections.extend(sections)
        self.take(further)

    def take(self, inside: Body) -> None:
        """Add the pictures, players and links of a part of the body."""
        self.images.extend(inside.images)
        self.captioned.extend(inside.captioned)
        self.videos.extend(inside.videos)
        self.links.extend(inside.links)
        self.cut |= inside.cut

    @property
    def texts(self) -> list[str]:
        """Headings and paragraphs, in reading order."""
        return [
            text
            for section in self.sections
            for text in ([section.heading] if section.heading else []) + section.paragraphs
        ]

    def as_one_section(self) -> Section | None:
        """Return all texts as one section under the first heading; None if there is no text."""
        texts = self.texts
        if not texts:
            return None
        heading = self.sections[0].heading
        return Section(heading, texts[1:] if heading else texts)


def is_of_no_page(_: str) -> bool:
    """Return False for any link: a default for checks of links."""
    return False


@dataclass(frozen=True, slots=True)
class Marked:
    """A set of elements that a declaration selects; ``element in marked`` tests an element.

    It is falsy if it cannot contain an element.

    Attributes:
        ends: The ends of class names of its elements.
        elements: Elements that other selectors found.
    """

    ends: tuple[str, ...] = ()
    elements: frozenset[_Element] = frozenset()

    def __contains__(self, element: Any) -> bool:
        return element in self.elements or bool(self.ends and ends_with(element, self.ends))

    def __bool__(self) -> bool:
        return bool(self.ends or self.elements)

    def __or__(self, other: Marked) -> Marked:
        return Marked((*self.ends, *other.ends), self.elements | other.elements)


NOTHING = Marked()


@dataclass(frozen=True, slots=True)
class ExcludedElements:
    """Elements that the reader of a body excludes, and how it treats them.

    Attributes:
        skipped: Elements that are excluded with all their content.
        also_read: Elements with also-read links, which are collected.
        caption: Lines that are captions of the picture right before them.
        live: Boxes of a live blog. Their text belongs to the entries; links and pictures are
            collected.
        excluded: Further elements, found by structure. Links to articles are collected.
        is_of_another: Returns whether a link leads to another article.
        is_of_other_page: Returns whether a link leads to another page of the site; used if no
            declaration says which pages are articles.
    """

    skipped: Marked = NOTHING
    also_read: Marked = NOTHING
    caption: Marked = NOTHING
    live: Marked = NOTHING
    excluded: frozenset[_Element] = frozenset()
    is_of_another: Callable[[str], bool] = is_of_no_page
    is_of_other_page: Callable[[str], bool] = is_of_no_page
