"""How much text the elements of a page hold, and which of them stand beside its article."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from newsbot.page.body import INLINE, SKIPPED, is_hidden
from newsbot.page.embeds import is_embed
from newsbot.page.html_elements import HEADINGS
from newsbot.page.text_lists import LISTS, is_text_item, is_text_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MIN_BLOCK = 40  # characters of a text that counts; menus and labels are shorter
MAX_LINKED = 0.5  # share of a block's text that is links
MAX_SIBLINGS = 50  # before a card that are looked at for text
MAX_CARD = 300  # characters of another story's card beside its links
CARD_HEADINGS = HEADINGS - {"h1"}
MAX_LEVELS = 4  # from a body up to what holds its headline too
STORIES = frozenset("div article section main li".split())
MIN_STORY = 160  # characters of a story before another one
NEAR_HEADLINE = 1.5  # how much more text counts that stands with the headline
MAX_ELEMENTS = 25_000  # a page with more is no article, and gets no body
HOLDERS = frozenset("p div td section article main blockquote pre".split())
ASIDE = frozenset("nav aside footer header form li figcaption".split())
# ExcludedElements beside an article, by the beginnings of words of its class or id; a page that is
# wrapped in one is not.
_BESIDE = re.compile(
    r"(?:^|[^a-z])(?:(?P<weak>header|widget|share|social|promo|disclaimer|copyright|banner|ads?(?![a-z])"
    r"|advert|summary|synopsis|standfirst|excerpt|sub-?title)|comment|side-?bar|footer|menu|nav(?:bar|igation|menu)?(?![a-z])|related|newsletter"
    r"|subscri|cookie|login|pop-?up|modal|caption|breadcrumb|tags?(?![a-z])|recommend|trending"
    r"|also-?read|author-?(?:box|bio|info|card)|by-?line|poll(?![a-z]))",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:^|[^a-z])(?:auth[eo]r|by-?line|date|time|meta|publish|updated?|credit|read-?time)",
    re.IGNORECASE,
)
MAX_BYLINE = 150  # characters of author, place and date, by the names of the element
MAX_NAMES = 200  # characters of a class and an id that are looked at


class Measures:
    """The text of a page's elements in characters: all of it, that in links, that in blocks.

    A block is an element that holds a stretch of text, mostly not links, and does not stand beside
    the article.
    """

    def __init__(self, root: _Element, excluded: frozenset[_Element]) -> None:
        self._root = root
        self._excluded = excluded
        nodes = list(islice(root.iter(), MAX_ELEMENTS + 1))
        self._nodes = nodes if len(nodes) <= MAX_ELEMENTS else []
        self._text: dict[_Element, int] = dict.fromkeys(self._nodes, 0)
        self._linked = dict(self._text)
        self._loose = dict(self._text)  # text that stands in no block within the element
        self._loose_linked = dict(self._text)
        self._said: dict[_Element, int] = {}
        self._listed: dict[_Element, int] = {}
        self._own: dict[_Element, float] = {}
        self._own_lists: dict[_Element, float] = {}
        # (element, tag) → how many blocks of that tag are its children
        self._parts: dict[tuple[Any, Any], int] = {}
        self.blocks: dict[_Element, int] = {}
        headline = next(root.iter("h1"), None)
        self._around_headline = set() if headline is None else {headline, *headline.iterancestors()}
        self._in_link: dict[_Element, _Element] = {}  # element → the link that it is in
        self._in_list: dict[_Element, _Element] = {}  # element → the outermost list around it
        self._text_lists: dict[_Element, bool] = {}  # list → whether it is text
        for node in self._nodes:
            parent = node.getparent()
            around = None if parent is None else self._in_link.get(parent)
            link = node if node.tag == "a" else around
            if link is not None:
                self._in_link[node] = link
            items = None if parent is None else self._in_list.get(parent)
            if items is not None or node.tag in LISTS:
                self._in_list[node] = node if items is None else items
        self._count()
        self._beside: set[_Element] = set()
        self._beside.update(part for card in self._find_cards() for part in card.iter())
        self._find_beside()
        for story in self._find_other_stories(headline):
            self._beside.update(story.iter())
        self._find_blocks()

    def text(self, element: _Element) -> int:
        """Return the characters of text in an element."""
        return self._text.get(element, 0)

    def linked(self, element: _Element) -> int:
        """Return the characters of text in an element that are in links."""
        return self._linked.get(element, 0)

    def said(self, element: _Element) -> int:
        """Return the text of the blocks in an element."""
        return self._said.get(element, 0)

    def listed(self, element: _Element) -> int:
        """Return the text of the blocks in an element that are in lists."""
        return self._listed.get(element, 0)

    def own(self, element: _Element) -> float:
        """Return the text that is an element's own, with its paragraphs, without its lists."""
        return self._own.get(element, 0)

    def is_beside(self, element: _Element) -> bool:
        """Return whether an element stands beside the article: a menu, a card, an advertisement."""
        return element in self._beside

    def has_headline(self, element: _Element) -> bool:
        """Return whether an element is the page's first h1, or is around it."""
        return element in self._around_headline

    def story_of(self, element: _Element) -> _Element | None:
        """Return the element that holds the page's h1, and ``element`` not far below it."""
        around = (element, *islice(element.iterancestors(), MAX_LEVELS))
        return next((each for each in around if self.has_headline(each)), None)

    def scores(self) -> dict[_Element, float]:
        """Return element → its own text with its lists, and half of that of its children.

        It is more where the headline is near.
        """
        scores = dict(self._own)
        for around, length in self._own_lists.items():
            scores[around] = scores.get(around, 0) + length
        for block, length in self.blocks.items():
            holder = self._holder(block)
            parent = None if holder is None else holder.getparent()
            if parent is not None:
                scores[parent] = scores.get(parent, 0) + length / 2
        return {
            each: score * (NEAR_HEADLINE if self.story_of(each) is not None else 1)
            for each, score in scores.items()
        }

    def _holder(self, block: _Element) -> _Element | None:
        """Return the element whose own text a block is: of a paragraph or list, that around it."""
        parent = block.getparent()
        if (items := self._text_list(block)) is not None:
            return items.getparent()
        is_paragraph = block.tag == "p" or (
            parent is not None
            and self._parts.get((parent, block.tag), 0) > 1
            and all(each.tag in INLINE or each.tag == "br" for each in block)
        )
        return parent if is_paragraph else block

    def _count(self) -> None:
        """Count the text of each element, the innermost first."""
        for node in reversed(self._nodes):
            parent, tail = node.getparent(), len((node.tail or "").strip())
            if _is_read(node) and node not in self._excluded:
                length = len((node.text or "").strip())
                self._text[node] += length
                self._loose[node] += length
                if node.tag == "a":
                    self._linked[node] = self._text[node]
                    self._loose_linked[node] = self._loose[node]
            else:
                for counted in (self._text, self._linked, self._loose, self._loose_linked):
                    counted[node] = 0
            if parent is None or parent not in self._text:
                continue
            self._text[parent] += self._text[node] + tail
            self._linked[parent] += self._linked[node]
            self._loose[parent] += tail
            if node.tag in INLINE:
                self._loose[parent] += self._loose[node]
                self._loose_linked[parent] += self._loose_linked[node]

    def _find_beside(self) -> None:
        """Find the elements that stand beside the article, with all that is in them."""
        whole: dict[_Element, int] = dict.fromkeys(self._nodes, 0)
        for node in reversed(self._nodes):
            if node in self._beside or node in self._in_link:
                continue
            whole[node] += self._loose[node] if self._loose[node] >= MIN_BLOCK else 0
            parent = node.getparent()
            if parent in whole:
                whole[parent] += whole[node]
        half = whole.get(self._root, 0) / 2
        for node in self._nodes:
            if node.getparent() in self._beside or (
                isinstance(node.tag, str) and self._is_named_beside(node, whole[node] > half)
            ):
                self._beside.add(node)

    def _is_list_item(self, item: _Element) -> bool:
        """Return whether a ``li`` is text: it is no card, and its list is not mostly links."""
        items = item.getparent()
        if item.tag != "li" or items is None or items.tag not in LISTS:
            return False
        if self._linked[items] > MAX_LINKED * self._text[items]:
            return False
        return is_text_item(item, lambda each: each in self._in_link or self._linked[each] > 0)

    def _is_block(self, node: _Element) -> bool:
        """Return whether an element holds text of its own and does not stand beside the article."""
        if node in self._beside or self._loose.get(node, 0) < MIN_BLOCK:
            return False
        return node.tag in HOLDERS or (node.tag == "li" and self._text_list(node) is not None)

    def _text_list(self, node: _Element) -> _Element | None:
        """Return the outermost list around an element if that is text of a story."""
        items = self._in_list.get(node)
        if items is None or self.has_headline(items):
            return None
        if items not in self._text_lists:
            self._text_lists[items] = is_text_list(items, self.text)
        return items if self._text_lists[items] else None

    def _is_named_beside(self, node: _Element, has_most: bool) -> bool:
        if (
            (node.tag in ASIDE and not self._is_list_item(node))
            or node in self._excluded
            or is_embed(node)
        ):
            return not (has_most and node in self._around_headline)
        names = f"{node.get('class') or ''} {node.get('id') or ''}"
        if len(names) < 3 or len(names) > MAX_NAMES or node.tag in ("body", "html", "h1"):
            return False
        match = _BESIDE.search(names)
        if match is None:
            return self._text[node] <= MAX_BYLINE and bool(_BYLINE.search(names))
        return not (has_most and (match["weak"] or node in self._around_headline))

    def _find_cards(self) -> Iterator[_Element]:
        """Yield what offers another story.

        That is a headline that is a link, with what is around it and behind it, as long as that is
        little.
        """
        for heading in self._nodes:
            if heading.tag not in CARD_HEADINGS or heading in self._beside:
                continue
            card = self._in_link.get(heading, heading)
            if card is heading and self._linked[heading] <= MAX_LINKED * self._text[heading]:
                continue
            card = self._whole_card(card)
            if card is not heading:
                yield card

    def _whole_card(self, card: _Element) -> _Element:
        for higher in islice(card.iterancestors(), MAX_LEVELS):
            unlinked = self._text.get(higher, MAX_CARD) - self._linked.get(higher, 0)
            before = islice(card.itersiblings(preceding=True), MAX_SIBLINGS)
            follows = any(self._text[each] - self._linked[each] >= MIN_BLOCK for each in before)
            if unlinked >= MAX_CARD or follows or self.has_headline(higher):
                break
            card = higher
        return card

    def _find_other_stories(self, headline: _Element | None) -> Iterator[_Element]:
        """Yield the boxes beside that of the page's story that have a headline of their own."""
        around = () if headline is None or not self._nodes else headline.iterancestors()
        for box in islice(around, MAX_LEVELS):
            alike = (box.tag, box.get("class"))
            others = [
                (each, is_linked)
                for each in islice(box.itersiblings(), MAX_SIBLINGS)
                if each.tag in STORIES and each not in self._beside
                for is_linked in self._first_heading(each)
                if is_linked or (each.tag, each.get("class")) == alike
            ]
            length = self._read_length(box) if others else 0
            # An introduction above the text is shorter than a story.
            yield from (
                each
                for each, is_linked in others
                if length >= (MIN_BLOCK if is_linked else MIN_STORY)
            )
            if length >= MIN_BLOCK:
                return

    def _first_heading(self, box: _Element) -> Iterator[bool]:
        """Yield, for a box that begins with a headline, whether that is a link."""
        for node in islice(box.iter(), MAX_SIBLINGS):
            if node.tag in CARD_HEADINGS:
                is_linked = node in self._in_link or (
                    self.linked(node) > MAX_LINKED * self.text(node)
                )
                if is_linked or node.tag == "h2":
                    yield is_linked
                return
            if self._is_block(node):
                return

    def _read_length(self, box: _Element) -> int:
        return sum(self._loose[each] for each in box.iter() if self._is_block(each))

    def _find_blocks(self) -> None:
        for node in self._nodes:
            length = self._loose[node]
            if node in self._in_link or not self._is_block(node):
                continue
            if self._loose_linked[node] > MAX_LINKED * length:
                continue
            self.blocks[node] = length
            part = (node.getparent(), node.tag)
            self._parts[part] = self._parts.get(part, 0) + 1
        for block, length in self.blocks.items():
            own = self._own if self._text_list(block) is None else self._own_lists
            holder = self._holder(block)
            if holder is not None:
                own[holder] = own.get(holder, 0) + length
        self._said = self._sums(self.blocks)
        self._listed = self._sums(
            {each: n for each, n in self.blocks.items() if self._text_list(each) is not None}
        )

    def _sums(self, lengths: dict[_Element, int]) -> dict[_Element, int]:
        """Return elements → the sum of the lengths of the elements in them."""
        sums = dict.fromkeys(self._nodes, 0) if lengths else {}
        for node in reversed(self._nodes if lengths else ()):
            sums[node] += lengths.get(node, 0)
            parent = node.getparent()
            if parent in sums:
                sums[parent] += sums[node]
        return sums


def _is_read(node: _Element) -> bool:
    return isinstance(node.tag, str) and node.tag not in SKIPPED_TEXT and not is_hidden(node)


SKIPPED_TEXT = SKIPPED - frozenset({"form", "nav", "aside", "footer"})
