"""Types that body_reader.py takes and returns: the elements to exclude, and the body."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newsbot.items import Image, Section, Video
from newsbot.page.html.class_names import ends_with

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

MAX_ENTRIES = 3000  # of a live blog or a photo story; with more its page is cut, see Body


@dataclass(slots=True)
class Body:
    """The content of a body's container.

    Attributes:
        captioned: Those of the images that stand in a ``<figure>`` with a caption.
        links: (href, words) of also-read lines, and of other articles where they stand alone.
        cut: There is more in the container than was read.
    """

    sections: list[Section] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    captioned: list[Image] = field(default_factory=list)
    videos: list[Video] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    cut: bool = False

    def add(self, further: Body) -> None:
        """Add a further part of the same body; its first paragraphs are under the last heading."""
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
        """Return all of it under its first heading; None where there is no text."""
        texts = self.texts
        if not texts:
            return None
        heading = self.sections[0].heading
        return Section(heading, texts[1:] if heading else texts)


def is_of_no_page(_: str) -> bool:
    """Return False, of any address."""
    return False


@dataclass(frozen=True, slots=True)
class Marked:
    """The elements that a declaration selects: by ends of class names, or by other selectors.

    As a condition it is false where there can be none.
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
    """Elements that are not body.

    ``also_read``: those whose links are also-read links. ``caption``: lines that are of the picture
    right before them. ``live``: those of a live blog, whose text is its entries' and whose links
    and pictures are the page's. ``excluded``: elements of the page that are no body either, without
    regard to their names. ``is_of_another``: says of an address whether it is another article's.
    ``is_of_other_page``: the same of any other page of the site, where nobody declared which pages
    are articles.
    """

    skipped: Marked = NOTHING
    also_read: Marked = NOTHING
    caption: Marked = NOTHING
    live: Marked = NOTHING
    excluded: frozenset[_Element] = frozenset()
    is_of_another: Callable[[str], bool] = is_of_no_page
    is_of_other_page: Callable[[str], bool] = is_of_no_page
