"""Read the body that a layout declares; without one, the body that microdata marks."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from newsbot.page.body.body_heuristics import beside_in
from newsbot.page.body.body_reader import read_body, read_text
from newsbot.page.declared.body_types import NOTHING, Body, ExcludedElements, Marked
from newsbot.page.declared.neighbours import outermost, side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lxml.etree import _Element

    from newsbot.page.declared.places import Places
    from newsbot.page.html.microdata import Microdata

MAX_BODIES = 10  # candidates for the body that are tried; those after the first are other stories
MAX_BOXES = 1000  # elements of one body; if there are more, Body.cut is True
# Attributes whose elements are not body.
BOXES = ("boxes", "highlight_box", "highlights", "related_box", "photo", "photo_text")
# Attributes whose elements are not body either, if they are declared by a full selector. A short
# form (the end of a class name) may match elements of the body.
OTHER_FIELDS = (
    *("title", "summary", "byline", "authors", "date", "published", "updated"),
    *("breadcrumb", "breadcrumbs", "section", "tag_list", "tags"),
)


class DeclaredBody:
    """The body of a page that its layout or its microdata marks. Markup makes one per page.

    Args:
        microdata: The microdata of the page.
        places: The elements of the page that the layout declares.
        is_of_another: Returns whether a link leads to another article.

    Attributes:
        cut: Whether the parts that were read so far hold more than an article can have, see Body.
    """

    def __init__(
        self, microdata: Microdata, places: Places, is_of_another: Callable[[str], bool]
    ) -> None:
        self._microdata, self._places, self._is_of_another = microdata, places, is_of_another
        self.cut = False

    @cached_property
    def boxes(self) -> ExcludedElements:
        """The elements that are not body."""
        marked = self._places.marked
        return ExcludedElements(
            marked(*BOXES) | marked(*OTHER_FIELDS, only_found=True),
            marked("also_read"),
            marked("caption"),
            marked("live_box", "live_entry"),
            is_of_another=self._is_of_another,
        )

    def boxes_except(self, name: str, beside: Marked = NOTHING) -> ExcludedElements:
        """Return the elements to exclude while an element of the attribute ``name`` is read.

        Args:
            name: The attribute whose elements are not excluded.
            beside: Further elements to exclude.
        """
        others = self._places.marked(*(box for box in BOXES if box != name))
        others |= self._places.marked(*OTHER_FIELDS, only_found=True) | beside
        return replace(self.boxes, skipped=others, live=NOTHING)

    def read(self, container: _Element, boxes: ExcludedElements) -> Body:
        """Return the body in an element."""
        body = read_body(container, boxes)
        self.cut |= body.cut
        return body

    @cached_property
    def body(self) -> Body:
        """The first body with a text.

        The body may be in several boxes side by side. Later bodies are other stories, which some
        sites append for readers who scroll on.
        """
        first = None
        for body in islice(self._bodies(), MAX_BODIES):
            if body.sections:
                return body
            first = first or body  # it may have pictures and links without a text
        return first or Body()

    def _bodies(self) -> Iterator[Body]:
        title, is_found = self._places.marked("title"), False
        for _, found in self._places.matches("content", MAX_BOXES + 1):
            is_found = True
            boxes = [place for place in found if not isinstance(place, str)]
            self.cut |= len(boxes) > MAX_BOXES
            for group in side_by_side(boxes, title):
                yield _joined(self.read(box, self.boxes) for box in group)
            yield _joined(read_text(place) for place in found if isinstance(place, str))
        if not is_found:
            for group in side_by_side(outermost(self._microdata.article_bodies), title):
                yield _joined(self.read(box, self._without(beside_in(box))) for box in group)

    def _without(self, beside: frozenset[_Element]) -> ExcludedElements:
        return replace(self.boxes, excluded=self.boxes.excluded | beside)


def _joined(parts: Iterable[Body]) -> Body:
    body = Body()
    for part in parts:
        body.add(part)
    return body
