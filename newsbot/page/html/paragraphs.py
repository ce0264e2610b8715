"""Cut a run of text from a body into paragraphs. Pure functions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsbot.hindi import words
from newsbot.page.html.elements import fold_space

if TYPE_CHECKING:
    from collections.abc import Iterator

# A paragraph that is bold from end to end is a sub-head if it is as short as one.
MAX_BOLD_HEADING_LENGTH = 120
MIN_HEADLINE_WORDS = 4
SENTENCE_ENDS = (".", "।", ":", ",")
OPENING_QUOTES = ('"', "'", "“", "‘", "«", "`")
CLOSING_QUOTES = "\"'”’»`)]"
# "All rights reserved." ends in a stop too: the stop stands behind a Hindi word here.
_SENTENCE_END = re.compile(r"[\u0900-\u097f][\"'”’)]*\s*[.।?!][\"'”’)\s]*$")
MAX_END = 100  # characters, spaces included, that are looked at for the end of a sentence


def paragraphs_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the paragraphs of a run of text: the number of the first line, and the lines.

    An empty line (``<br><br>``) parts paragraphs.
    """
    if "\n" not in text:
        if folded := fold_space(text):
            yield 0, [folded]
        return
    lines: list[str] = []
    for number, line in enumerate((*text.split("\n"), "")):
        folded = fold_space(line)
        if folded:
            lines.append(folded)
        elif lines:
            yield number - len(lines), lines
            lines = []


def ends_like_sentence(text: str) -> bool:
    """Return whether a text ends in a stop behind a Hindi word."""
    return bool(_SENTENCE_END.search(text[-MAX_END:]))


def is_like_headline(text: str) -> bool:
    """Return whether a text is as long as a headline, and no sentence that ends in a stop."""
    return len(words(text)) >= MIN_HEADLINE_WORDS and not ends_like_sentence(text)


def is_like_heading(text: str) -> bool:
    """Return whether a bold line is short, no sentence, and not a quotation from end to end."""
    if len(text) > MAX_BOLD_HEADING_LENGTH or text.rstrip(CLOSING_QUOTES).endswith(SENTENCE_ENDS):
        return False
    return not (text.startswith(OPENING_QUOTES) and text[-1] in CLOSING_QUOTES)


def bold_headings(lines: list[str], is_bold: list[bool]) -> list[bool]:
    """Return which lines of a paragraph are sub-heads.

    A bold line is one where it is the whole paragraph, or where plain text follows it and it does
    not go on with a sentence of the line before it.
    """
    follows = [*(not is_next_bold for is_next_bold in is_bold[1:]), len(lines) == 1]
    begins = [True, *(line.endswith(SENTENCE_ENDS) for line in lines[:-1])]
    return [
        bold and plain_follows and begun and is_like_heading(line)
        for line, bold, plain_follows, begun in zip(lines, is_bold, follows, begins, strict=True)
    ]


def are_only_links(text: str, links: list[tuple[str, str]]) -> bool:
    """Return whether links, given as (href, words), are all that a text says, but for its marks."""
    return bool(links) and _letters(text) == _letters("".join(words for _, words in links))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
