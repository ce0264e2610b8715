"""How much text the elements of a page hold, and which of them stand beside its article."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Any

from newsbot.page.body import INLINE, SKIPPED, is_hidden
from newsbot.page.captions import MAX_CAPTION, is_captioned_picture
from newsbot.page.embeds import is_embed
from newsbot.page.headline_element import headline_element
from newsbot.page.html_elements import HEADINGS, inline_text
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
STORIES = frozenset("div article section main li td".split())
MIN_STORY = 160  # characters of a story before another one
MIN_PARAGRAPHS = 2  # of a story with the headline; one may be a standfirst
NEAR_HEADLINE = 1.5  # how much more text counts that stands with the headline
MAX_ELEMENTS = 25_000  # a page with more is no article, and gets no body
HOLDERS = frozenset("p div td section article main blockquote pre body center".split())
ASIDE = frozenset("nav aside footer header form li figcaption".split())
FRAME = frozenset("nav aside footer".split())
# ExcludedElements beside an article, by the beginnings of words of its class or id; a page that is
# wrapped in one is not.
_BESIDE = re.compile(
    r"(?:^|[^a-z])(?:(?P<weak>header|widget|share|social|promo|disclaimer|copyright|banner|ads?(?![a-z])"
    r"|advert|summary|teaser|synopsis|bio(?![a-z])|standfirst|excerpt|sub-?title)|comment|side-?bar|footer|menu|nav(?:bar|igation|menu)?(?![a-z])|related|newsletter"
    r"|subscri|cookie|login|pop-?up|modal|caption|breadcrumb|tags?(?![a-z])|recommend|trending"
    r"|also-?read|author-?(?:box|bio|info|card)|by-?line|poll(?![a-z]))",
    re.IGNORECASE,
)
# The heading over what readers write: "5 प्रतिक्रियाएं", "Comments (2)". Without a number, reactions
# may be those of a story's people.
_WORDS = "comments?|responses?|replies|टिप्पणी|टिप्पणियां|टिप्पणियाँ|प्रतिक्रिया|प्रतिक्रियाएं|प्रतिक्रियाएँ"
_COMMENTS = re.compile(
    rf"\d+\s(?:{_WORDS})|(?:{_WORDS})\s?(?:\(\d+\)|:\s?\d+|\d+)"
    r"|(?:comments|टिप्पणियां|टिप्पणियाँ|पाठकों की (?:राय|टिप्पणियां|प्रतिक्रियाएं))\s?:?",
    re.IGNORECASE,
)
MAX_COMMENTS_HEADING = 40  # characters
_BYLINE = re.compile(
    r"(?:^|[^a-z])(?:auth[eo]r|by-?line|date|time|meta|publish|updated?|credit|read-?time)",
    re.IGNORECASE,
)
# A box beside which something stands or does not: content-with-sidebar, no-sidebar.
_ABOUT_OTHERS = re.compile(r"(?<![a-z])(?:with(?:out)?|no|has)[-_]+[a-z]+", re.IGNORECASE)
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")  # where a word begins: alsoRead, AuthorCard
_COLUMN = re.compile(
    r"(?:^|[^a-z])(?:right|rhs|side|featured?|latest|popular|widget)(?![a-z])", re.IGNORECASE
)
_HEADER = re.compile("header", re.IGNORECASE)
MAX_BYLINE = 150  # characters of author, place and date, by the names of the element
MAX_NAMES = 200  # characters of a class and an id that are looked at


class _Node:
    """An element of a page with its numbers of characters, and what it is in."""

    __slots__ = (
        *("element", "tag", "parent", "link", "items", "is_beside"),
        *("text", "linked", "loose", "loose_linked", "whole", "block_text", "listed"),
    )

    def __init__(self, element: _Element, parent: _Node | None) -> None:
        self.element, self.parent = element, parent
        self.tag: Any = element.tag
        # The link that it is in or is; the outermost list around it or itself.
        self.link: _Node | None = parent and parent.link
        if self.tag == "a":
            self.link = self
        self.items: _Node | None = parent and parent.items
        if self.items is None and self.tag in LISTS:
            self.items = self
        self.is_beside = False
        self.text = self.linked = 0
        self.loose = self.loose_linked = 0  # of text that stands in no block within the element
        self.whole = 0  # of blocks, those beside the article too
        self.block_text = self.listed = 0  # of blocks; of those in lists


class Measures:
    """The text of a page's elements in characters: all of it, that in links, that in blocks.

    A block is an element that holds a stretch of text, mostly not links, and does not stand beside
    the article.
    """

    def __init__(self, root: _Element, excluded: frozenset[_Element]) -> None:
        self._excluded = excluded
        self._nodes: list[_Node] = []
        self._node_of: dict[_Element, _Node] = {}
        elements = list(islice(root.iter(), MAX_ELEMENTS + 1))
        for element in elements if len(elements) <= MAX_ELEMENTS else ():
            parent = element.getparent()
            node = _Node(element, None if parent is None else self._node_of.get(parent))
            self._node_of[element] = node
            self._nodes.append(node)
        self._own: dict[_Element, float] = {}
        self._own_lists: dict[_Element, float] = {}
        # (element, tag) → how many blocks of that tag are its children
        self._parts: dict[tuple[Any, Any], int] = {}
        self.blocks: dict[_Element, int] = {}
        headline = headline_element(root)
        headline = headline if headline is not None else next(root.iter("h1"), None)
        self.headline = headline
        self._around_headline = set() if headline is None else {headline, *headline.iterancestors()}
        self._text_lists: dict[_Node, bool] = {}  # list → whether it is text
        self._count()
        for card in self._find_cards():
            self._set_beside(card)
        self._find_beside()
        for story in self._find_other_stories(headline):
            self._set_beside(story)
        self._find_blocks()

    def text(self, element: _Element) -> int:
        """Return the characters of text in an element."""
        node = self._node_of.get(element)
        return node.text if node else 0

    def linked(self, element: _Element) -> int:
        """Return the characters of text in an element that are in links."""
        node = self._node_of.get(element)
        return node.linked if node else 0

    def block_text(self, element: _Element) -> int:
        """Return the characters of the blocks in an element."""
        node = self._node_of.get(element)
        return node.block_text if node else 0

    def listed(self, element: _Element) -> int:
        """Return the text of the blocks in an element that are in lists."""
        node = self._node_of.get(element)
        return node.listed if node else 0

    def own(self, element: _Element) -> float:
        """Return the text that is an element's own, with its paragraphs, without its lists."""
        return self._own.get(element, 0)

    def is_beside(self, element: _Element) -> bool:
        """Return whether an element stands beside the article: a menu, a card, an advertisement."""
        node = self._node_of.get(element)
        return bool(node and node.is_beside)

    def has_headline(self, element: _Element) -> bool:
        """Return whether an element is the page's first h1, or is around it."""
        return element in self._around_headline

    def follows_headline(self, element: _Element) -> bool:
        """Return whether the headline, or what is around it, is a sibling before an element."""
        parent = element.getparent()
        beside = (ancestor for ancestor in self._around_headline if ancestor.getparent() is parent)
        return any(
            parent is not None and parent.index(ancestor) < parent.index(element)
            for ancestor in beside
        )

    def follows_headline_box(self, element: _Element) -> bool:
        """Return whether the headline stands before an element or before what is around it."""
        around = (element, *islice(element.iterancestors(), MAX_LEVELS))
        return any(self.follows_headline(outer) for outer in around)

    def story_of(self, element: _Element) -> _Element | None:
        """Return the element that holds the page's h1, and ``element`` not far below it."""
        around = (element, *islice(element.iterancestors(), MAX_LEVELS))
        return next((outer for outer in around if self.has_headline(outer)), None)

    def scores(self) -> dict[_Element, float]:
        """Return element → its own text with its lists, and half of that of its children.

        It is more where the headline is near.
        """
        scores = dict(self._own)
        for around, length in self._own_lists.items():
            scores[around] = scores.get(around, 0) + length
        for block, length in self.blocks.items():
            holder = self._holder(self._node_of[block])
            parent = None if holder is None else holder.getparent()
            if parent is not None:
                scores[parent] = scores.get(parent, 0) + length / 2
        return {
            block: score * (NEAR_HEADLINE if self.story_of(block) is not None else 1)
            for block, score in scores.items()
        }

    def _holder(self, block: _Node) -> _Element | None:
        """Return the element whose own text a block is: of a paragraph or list, that around it."""
        parent = block.element.getparent()
        if (items := self._text_list(block)) is not None:
            return items.element.getparent()
        is_paragraph = block.tag == "p" or (
            parent is not None
            and self._parts.get((parent, block.tag), 0) > 1
            and all(child.tag in INLINE or child.tag == "br" for child in block.element)
        )
        return parent if is_paragraph else block.element

    def _count(self) -> None:
        """Count the text of each element, the innermost first."""
        for node in reversed(self._nodes):
            element, parent = node.element, node.parent
            tail = element.tail
            length = len(tail.strip()) if tail else 0
            if _is_read(node) and element not in self._excluded:
                text = element.text
                text_length = len(text.strip()) if text else 0
                node.text += text_length
                node.loose += text_length
                if node.tag == "a":
                    node.linked, node.loose_linked = node.text, node.loose
            else:
                node.text = node.linked = node.loose = node.loose_linked = 0
            if parent is None:
                continue
            parent.text += node.text + length
            parent.linked += node.linked
            parent.loose += length
            if node.tag in INLINE:
                parent.loose += node.loose
                parent.loose_linked += node.loose_linked

    def _set_beside(self, element: _Element) -> None:
        """Note that an element and all in it stand beside the article."""
        for inner in element.iter():
            if node := self._node_of.get(inner):
                node.is_beside = True

    def _find_beside(self) -> None:
        """Find the elements that stand beside the article, with all that is in them."""
        for node in reversed(self._nodes):
            if node.is_beside or node.link is not None:
                continue
            if node.loose >= MIN_BLOCK:
                node.whole += node.loose
            parent = node.parent
            if parent is None or parent.is_beside or parent.link is not None:
                continue
            if node.tag not in FRAME:  # a footer may say more than a short story
                parent.whole += node.whole
        half = self._nodes[0].whole / 2 if self._nodes else 0
        for node in self._nodes:
            parent = node.parent
            if (parent is not None and parent.is_beside) or (
                isinstance(node.tag, str) and self._is_named_beside(node, node.whole > half)
            ):
                node.is_beside = True

    def _is_list_item(self, item: _Node) -> bool:
        """Return whether a ``li`` is text: it is no card, and its list is not mostly links."""
        items = item.parent
        if item.tag != "li" or items is None or items.tag not in LISTS:
            return False
        if items.linked > MAX_LINKED * items.text:
            return False
        return is_text_item(item.element, self._is_linked)

    def _is_linked(self, element: _Element) -> bool:
        node = self._node_of[element]
        return node.link is not None or node.linked > 0

    def _is_block(self, node: _Node) -> bool:
        """Return whether an element holds text of its own and does not stand beside the article."""
        if node.is_beside or node.loose < MIN_BLOCK:
            return False
        if node.loose <= MAX_CAPTION and is_captioned_picture(node.element):
            return False
        return node.tag in HOLDERS or (node.tag == "li" and self._text_list(node) is not None)

    def _text_list(self, node: _Node) -> _Node | None:
        """Return the outermost list around an element if that is text of a story."""
        items = node.items
        if items is None or self.has_headline(items.element):
            return None
        if items not in self._text_lists:
            self._text_lists[items] = is_text_list(items.element, self.text)
        return items if self._text_lists[items] else None

    def _is_named_beside(self, node: _Node, has_most: bool) -> bool:
        element = node.element
        if (
            (node.tag in ASIDE and not self._is_list_item(node))
            or element in self._excluded
            or is_embed(element)
        ):
            return not (has_most and (node.tag == "form" or self.has_headline(element)))
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if len(names) < 3 or len(names) > MAX_NAMES or node.tag in ("body", "html", "h1"):
            return False
        meaning = _meaning_of_names(names)
        if (
            meaning == "weak"
            and node.tag in CARD_HEADINGS
            and _meaning_of_names(_HEADER.sub("", names)) is None
        ):
            return False  # a sub-head: ce-header
        if meaning is None or meaning == "byline":
            return meaning == "byline" and node.text <= MAX_BYLINE
        return not (has_most and (meaning == "weak" or self.has_headline(element)))

    def _find_cards(self) -> Iterator[_Element]:
        """Yield what offers another story.

        That is a headline that is a link, with what is around it and behind it, as long as that is
        little.
        """
        for heading in self._nodes:
            if heading.tag not in CARD_HEADINGS or heading.is_beside:
                continue
            if heading.text <= MAX_COMMENTS_HEADING and (box := self._comments_under(heading)):
                yield from box
                continue
            card = heading.link or heading
            if card is heading and heading.linked <= MAX_LINKED * heading.text:
                continue
            whole = self._whole_card(card.element)
            if whole is not heading.element:
                yield whole

    def _comments_under(self, heading: _Node) -> list[_Element]:
        """Return the box of the comments that a heading announces, or what stands behind it."""
        if _COMMENTS.fullmatch(inline_text(heading.element)) is None or heading.parent is None:
            return []
        before = islice(heading.element.itersiblings(preceding=True), MAX_SIBLINGS)
        if self.has_headline(heading.parent.element) or any(map(self.text, before)):
            return [heading.element, *heading.element.itersiblings()]
        return [heading.parent.element]

    def _whole_card(self, card: _Element) -> _Element:
        for higher in islice(card.iterancestors(), MAX_LEVELS):
            node = self._node_of.get(higher)
            unlinked = node.text - node.linked if node else MAX_CARD
            before = islice(card.itersiblings(preceding=True), MAX_SIBLINGS)
            follows = any(self.text(other) - self.linked(other) >= MIN_BLOCK for other in before)
            if unlinked >= MAX_CARD or follows or self.has_headline(higher):
                break
            card = higher
        return card

    def _find_other_stories(self, headline: _Element | None) -> Iterator[_Element]:
        """Yield the boxes beside that of the page's story that have a headline of their own."""
        around = () if headline is None else headline.iterancestors()
        for box in takewhile(self._is_inside, islice(around, MAX_LEVELS)):
            alike = (box.tag, box.get("class"))
            others = [
                (sibling, is_linked, tag == "h2" and (sibling.tag, sibling.get("class")) == alike)
                for sibling in islice(box.itersiblings(), MAX_SIBLINGS)
                if sibling.tag in STORIES and not self.is_beside(sibling)
                for tag, is_linked in self._first_heading(sibling)
            ]
            lengths = self._read_lengths(box) if others else []
            length = sum(lengths)
            # An introduction above the text is shorter than a story, and one paragraph.
            is_story = length >= MIN_STORY and len(lengths) >= MIN_PARAGRAPHS
            yield from (
                other_box
                for other_box, is_linked, is_alike in others
                if (is_linked and length >= MIN_BLOCK)
                or (is_alike and length >= MIN_STORY)
                or (is_story and _is_column(other_box))
            )
            if length >= MIN_BLOCK:
                return

    def _is_inside(self, element: _Element) -> bool:
        """Return whether an element is below the root: what stands beside it is measured too."""
        node = self._node_of.get(element)
        return node is not None and node.parent is not None

    def _first_heading(self, box: _Element) -> Iterator[tuple[str, bool]]:
        """Yield, for a box that begins with a headline, its tag and whether it is a link."""
        for node in self._nodes_in(box, MAX_SIBLINGS):
            if node.tag in CARD_HEADINGS:
                yield node.tag, node.link is not None or node.linked > MAX_LINKED * node.text
                return
            if self._is_block(node):
                return

    def _nodes_in(self, box: _Element, most: int | None = None) -> Iterator[_Node]:
        return (self._node_of[inner] for inner in islice(box.iter(), most))

    def _read_lengths(self, box: _Element) -> list[int]:
        return [node.loose for node in self._nodes_in(box) if self._is_block(node)]

    def _find_blocks(self) -> None:
        blocks = [
            node
            for node in self._nodes
            if node.link is None
            and self._is_block(node)
            and node.loose_linked <= MAX_LINKED * node.loose
        ]
        for node in blocks:
            self.blocks[node.element] = node.loose
            part = (node.element.getparent(), node.tag)
            self._parts[part] = self._parts.get(part, 0) + 1
        for node in blocks:
            is_listed = self._text_list(node) is not None
            lengths = self._own_lists if is_listed else self._own
            holder = self._holder(node)
            if holder is not None:
                lengths[holder] = lengths.get(holder, 0) + node.loose
            node.block_text = node.loose
            node.listed = node.loose if is_listed else 0
        for node in reversed(self._nodes if blocks else ()):
            if node.block_text and node.parent is not None:
                node.parent.block_text += node.block_text
                node.parent.listed += node.listed


def _is_column(box: _Element) -> bool:
    """Return whether a box behind a story is beside it; else a sub-head of it may begin there."""
    names = f"{box.get('class') or ''} {box.get('id') or ''}"[:MAX_NAMES]
    return box.tag == "td" or _COLUMN.search(_CAPITAL.sub("-", names)) is not None


def _is_read(node: _Node) -> bool:
    return (
        isinstance(node.tag, str) and node.tag not in SKIPPED_TEXT and not is_hidden(node.element)
    )


@lru_cache(1 << 12)  # a site has a few hundred of such names, and its pages all the same
def _meaning_of_names(names: str) -> str | None:
    """Return ``weak``, ``beside`` or ``byline`` by an element's class and id; None: nothing."""
    names = _ABOUT_OTHERS.sub("", _CAPITAL.sub("-", names))
    if match := _BESIDE.search(names):
        return "weak" if match["weak"] else "beside"
    return "byline" if _BYLINE.search(names) else None


SKIPPED_TEXT = SKIPPED - frozenset({"form", "nav", "aside", "footer"})
