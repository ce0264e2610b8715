"""Read the text of single elements of a page, and find elements around them. No I/O."""

from __future__ import annotations

import re
from itertools import islice, takewhile
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from lxml.etree import _Element

string_value = etree.XPath("string()")

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Elements with text that the author deleted: browsers show it with a line through it.
WITHDRAWN = ("del", "s", "strike")
RAISED = ("sup", "sub")
# Elements that make a text differ from the characters in it.
UNLIKE_TEXT = ("br", "script", "style", "noscript", "template", *WITHDRAWN, *RAISED)
SUPERSCRIPTS = str.maketrans("0123456789+-\u2212()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_EXPONENT = re.compile(r"[+\-\u2212]?(?:[0-9]+n?|n)(?:[+\-\u2212](?:[0-9]+n?|n)){0,9}|\([0-9n]+\)")
# Other exponents: letters and signs behind a number, a bracket or a variable.
_FORMULA = re.compile(r"[A-Za-z0-9+\-\u2212*/.()]{1,20}")
_NO_EXPONENT = re.compile(r"st|nd|rd|th|tm|sm|o|r|[^A-Za-z0-9]+", re.IGNORECASE)  # 1st, 30oC, 5*
_POWER_OF = re.compile(r"(?:[0-9)]|(?:^|[^A-Za-z])[a-z])$")
_BETWEEN_TAGS = re.compile("[,;|،]")
_SIGN = re.compile(r"[+\-\u2212*/]")
MAX_TAGS = 2000  # start and end tags in an element that ``beginning`` reads
PARTS_OF_CAPTIONS = ("small", "span", "cite", "p", "div")
# Elements without text of the page, and controls.
CONTROLS = frozenset("script style noscript template svg button select time".split())


def fold_space(text: str) -> str:
    """Return ``text`` on one line: runs of white space become one space, the ends are trimmed."""
    return " ".join(text.split())


def inline_text(element: _Element) -> str:
    """Return the text of an element on one line; a ``<br>`` is a space."""
    if len(element) == 0:
        return fold_space(element.text or "")
    if next(element.iter(*UNLIKE_TEXT), None) is None:
        return fold_space(string_value(element))
    parts: list[str] = []
    events = etree.iterwalk(element, events=("start", "end"))
    for event, node in events:
        text: str | None = None
        if event == "end":
            text = node.tail if node is not element else None
        elif node is element or node.tag not in UNLIKE_TEXT:
            text = node.text
        else:
            events.skip_subtree()
            if node.tag == "br":
                text = " "
            elif node.tag in RAISED:
                text = raised_text(node, parts[-1] if parts else "")
        if text:
            parts.append(text)
    return fold_space("".join(parts))


def caption_text(element: _Element) -> str:
    """Return the text of a caption on one line, with spaces between its parts: text, credit."""
    if next(element.iterdescendants(*PARTS_OF_CAPTIONS), None) is None:
        return inline_text(element)
    return " ".join(pieces_of(element))


def raised_text(element: _Element, before: str) -> str:
    """Return the text of a ``sup`` or ``sub``, so that ``10<sup>5</sup>`` is not read as 105.

    The text of a ``sub`` after a letter is unchanged: ``H<sub>2</sub>O`` is ``H2O``.

    Args:
        element: The ``sup`` or ``sub``.
        before: The text before it.
    """
    text, behind_digit = fold_space(string_value(element)), before[-1:].isdigit()
    if element.tag == "sub":
        return text.translate(SUBSCRIPTS) if behind_digit else text
    if _EXPONENT.fullmatch(text):
        return text.translate(SUPERSCRIPTS)
    is_formula = _FORMULA.fullmatch(text) and _POWER_OF.search(before[-2:])
    if is_formula and not _NO_EXPONENT.fullmatch(text):
        return f"^({text})" if _SIGN.search(text) and text[0] != "(" else f"^{text}"
    return f"^{text}" if behind_digit and text[:1].isdigit() else text


def pieces_of(element: _Element, left_out: Container[_Element] = ()) -> list[str]:
    """Return the texts of an element's nodes, without controls and the elements ``left_out``."""
    pieces = []
    events = etree.iterwalk(element, events=("start", "end"))
    for event, node in events:
        if event == "start":
            if node.tag not in CONTROLS and (node is element or node not in left_out):
                pieces.append(node.text)
            else:
                events.skip_subtree()
        elif node is not element:
            pieces.append(node.tail)
    return [text for piece in pieces if piece and (text := fold_space(piece))]


def texts_in(elements: Iterable[_Element]) -> list[str]:
    """Return the texts of elements, without empty ones."""
    return list(filter(None, map(inline_text, elements)))


def split_tags(texts: Iterable[str]) -> list[str]:
    """Return tags, each once: a text may hold several, with ``,``, ``;`` or ``|`` between them."""
    tags = (fold_space(tag) for text in texts for tag in _BETWEEN_TAGS.split(text))
    return list(dict.fromkeys(filter(None, tags)))


def beginning(element: _Element, most: int) -> str:
    """Return the beginning of an element's text: all of it, or more than ``most`` characters.

    At most MAX_TAGS tags are read: a box may hold thousands of pictures and no text.
    """
    text = ""
    for event, node in islice(etree.iterwalk(element, events=("start", "end")), MAX_TAGS):
        piece = node.text if event == "start" else node is not element and node.tail
        if piece and piece.strip():
            text += piece
        if len(text) > most:
            break
    return text.strip()


def up_to(element: _Element, outer: _Element) -> Iterator[_Element]:
    """Yield an element and its ancestors below ``outer``, innermost first."""
    return takewhile(lambda node: node is not outer, (element, *element.iterancestors()))


def child_around(outer: _Element, element: _Element) -> _Element:
    """Return the child of ``outer`` that an element is or is in; ``outer`` for ``outer``."""
    return [outer, *up_to(element, outer)][-1]


def address_parts(address: str) -> SplitResult:
    """Return the parts of a URL; all parts are empty if it is not a valid URL: ``http://[``."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def canonical_link(root: _Element) -> str | None:
    """Return the href of the page's ``<link rel="canonical">``; None if it has no such link."""
    links = root.iter("link")
    hrefs = (link.get("href") for link in links if (link.get("rel") or "").lower() == "canonical")
    return next(filter(None, hrefs), None)
