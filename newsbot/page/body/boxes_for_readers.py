"""Recognise boxes for readers in an undeclared body: forms, pull quotes, titles of players."""

from __future__ import annotations

from itertools import islice, pairwise
from typing import TYPE_CHECKING

from lxml import etree

from newsbot.page.body.text_lists import has_text_before
from newsbot.page.html.elements import HEADINGS, fold_space, pieces_of, string_value, up_to
from newsbot.page.html.paragraphs import SENTENCE_ENDS, ends_like_sentence
from newsbot.page.pictures.captions import MAX_CAPTION
from newsbot.page.pictures.media import PLAYERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from newsbot.page.body.measure import Measures

MAX_FIELDS = 50  # form fields within a body that are read
MAX_LINKS = 200  # links within a body that are read
MAX_BEHIND = 20  # elements after the target of a skip link that are searched for text
SKIPPABLE = frozenset("div section figure blockquote".split())
MAX_FORM = 250  # characters of a box with a form
MAX_QUOTES = 20  # pull quotes of a page that are read
MAX_PLAYERS = 50
MIN_ANSWERS = 2
# The first condition is quick and leaves few elements to the second.
_pull_quotes = etree.XPath(
    "descendant::*[contains(@class, 'uote') or contains(@class, 'UOTE')]"
    "[contains(translate(@class, 'PULQOTE_-', 'pulqote'), 'pullquote')]"
)


def boxes_to_fill_in(page: Measures, container: _Element) -> Iterator[_Element]:
    """Yield the boxes that ask the reader for something: a poll, a newsletter, a search."""
    for field in islice(container.iter("input", "textarea", "select"), MAX_FIELDS):
        if (field.get("type") or "").lower() in ("hidden", "submit", "button", "image"):
            continue
        box = None
        for higher in field.iterancestors():
            if higher is container or page.text(higher) > MAX_FORM:
                break
            if higher.tag in ("div", "section", "form"):
                box = higher
        if box is not None:
            yield box


def boxes_to_skip(page: Measures, container: _Element) -> Iterator[_Element]:
    """Yield the boxes that begin with a skip link, which screen readers follow to the box's end.

    A link to a footnote is not a skip link: text stands before the link.
    """
    links = [
        (link, href[1:])
        for link in islice(container.iter("a"), MAX_LINKS)
        if (href := link.get("href") or "").startswith("#")
    ]
    places = {name: inner for inner in container.iter() if (name := inner.get("id"))}
    for link, name in links:
        end = places.get(name)
        if end is None or end is link:
            continue
        around = set(end.iterancestors())
        for box in link.iterancestors():
            if box is end or box is container or page.text(box) > MAX_FORM:
                break  # a link to its own box is a permalink
            if box.tag in SKIPPABLE and box in around:
                is_first = not has_text_before(link, box)
                if is_first and 2 * page.text(end) < page.text(box) and _is_end(page, box, end):
                    yield box
                break


def _is_end(page: Measures, box: _Element, element: _Element) -> bool:
    """Return whether a box has no text after an element."""
    return not any(
        (outer.tail or "").strip() or any(map(page.text, islice(outer.itersiblings(), MAX_BEHIND)))
        for outer in up_to(element, box)
    )


def pull_quotes(container: _Element, texts: list[_Element]) -> Iterator[_Element]:
    """Yield the pull quotes: boxes that repeat words of the text in large type.

    Words that only such boxes show are text, even if two boxes show them.

    Args:
        container: Of the body.
        texts: Its paragraphs.
    """
    quotes = {
        quote: fold_space(string_value(quote))
        for quote in islice(_pull_quotes(container), MAX_QUOTES)
    }
    if not quotes:
        return
    outer = [text for text in texts if quotes.keys().isdisjoint((text, *text.iterancestors()))]
    whole = "\n".join(fold_space(string_value(text)) for text in outer)
    for quote, words in quotes.items():
        if not set(outer).isdisjoint(quote.iterancestors()):
            whole = whole.replace(words, "\n", 1)
    for quote, words in quotes.items():
        if (said := words.strip(" \"'“”‘’")) and said in whole:
            yield quote


def titles_of_players(page: Measures, container: _Element) -> Iterator[_Element]:
    """Yield the title of each player: the only line of its box, not a sentence or a sub-head.

    It has a class. Most paragraphs have none, and a paragraph may end without a full stop.
    """
    for player in islice(container.iter(*PLAYERS), MAX_PLAYERS):
        box = player.getparent()
        if box is None or box is container or not 0 < page.text(box) <= MAX_CAPTION:
            continue
        lines = [child for child in box if page.text(child)]
        is_line = len(lines) == 1 and page.text(lines[0]) == page.text(box)
        if is_line and lines[0].get("class") and _is_title(lines[0]):
            yield lines[0]


def _is_title(line: _Element) -> bool:
    """Return whether a line is neither a sub-head, nor lines, nor a sentence or a part of one."""
    text = string_value(line).strip()
    is_other = line.tag in HEADINGS or next(line.iter("br"), None) is not None
    return not is_other and not text.endswith(SENTENCE_ENDS) and not ends_like_sentence(text)


def has_answers(page: Measures, box: _Element) -> bool:
    """Return whether a box holds questions, each with an answer after it, and no links."""
    if not page.text(box) or page.linked(box):
        return False
    answers = [
        answer
        for question, answer in pairwise(pieces_of(box))
        if question.endswith("?") and ends_like_sentence(answer) and not answer.endswith("?")
    ]
    return len(answers) >= MIN_ANSWERS


def is_question(page: Measures, container: _Element, box: _Element) -> bool:
    """Return whether a box without links ends in a question mark, as a question of an interview.

    Return False if ``container`` holds the headline: then the box may be anywhere on the page.
    """
    if page.has_headline(container) or page.linked(box) or page.is_beside(box):
        return False
    text: str = string_value(box)
    return text.rstrip().endswith("?")
