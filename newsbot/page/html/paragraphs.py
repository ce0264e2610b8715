"""Split text of a body into paragraphs, and recognise sentences and sub-heads. Pure functions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsbot.hindi import words
from newsbot.page.html.elements import fold_space

if TYPE_CHECKING:
    from collections.abc import Iterator

# A paragraph in bold is a sub-head if it is not longer.
MAX_BOLD_HEADING_LENGTH = 120
MIN_HEADLINE_WORDS = 4
SENTENCE_ENDS = (".", "।", ":", ",")
OPENING_QUOTES = ('"', "'", "“", "‘", "«", "`")
CLOSING_QUOTES = "\"'”’»`)]"
# Only a stop after a Hindi word counts: "All rights reserved." is not a sentence of an article.
_SENTENCE_END = re.compile(r"[\u0900-\u097f][\"'”’)]*\s*[.।?!][\"'”’)\s]*$")
MAX_END = 100  # characters at the end of a text that are searched for the end of a sentence


def paragraphs_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (number of the first line, lines) for each paragraph of a text.

    An empty line (``<br><br>``) separates paragraphs.
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
    """Return whether a text ends in a stop after a Hindi word."""
    return bool(_SENTENCE_END.search(text[-MAX_END:]))


def is_like_headline(text: str) -> bool:
    """Return whether a text is as long as a headline and does not end like a sentence."""
    return len(words(text)) >= MIN_HEADLINE_WORDS and not ends_like_sentence(text)


def is_like_heading(text: str) -> bool:
    """Return whether a bold line is short, not a sentence, and not wholly a quotation."""
    if len(text) > MAX_BOLD_HEADING_LENGTH or text.rstrip(CLOSING_QUOTES).endswith(SENTENCE_ENDS):
        return False
    return not (text.startswith(OPENING_QUOTES) and text[-1] in CLOSING_QUOTES)


def bold_headings(lines: list[str], is_bold: list[bool]) -> list[bool]:
    """Return for each line of a paragraph whether it is a sub-head.

    A bold line is a sub-head if it is the whole paragraph. It is also a sub-head if a line that is
    not bold follows, and if the line before ends a sentence.

    Args:
        lines: The lines of the paragraph.
        is_bold: For each line, whether all its text is bold.
    """
    follows = [*(not is_next_bold for is_next_bold in is_bold[1:]), len(lines) == 1]
    begins = [True, *(line.endswith(SENTENCE_ENDS) for line in lines[:-1])]
    return [
        bold and plain_follows and begun and is_like_heading(line)
        for line, bold, plain_follows, begun in zip(lines, is_bold, follows, begins, strict=True)
    ]


def are_only_links(text: str, links: list[tuple[str, str]]) -> bool:
    """Return whether all letters of a text are in its links, given as (href, words)."""
    return bool(links) and _letters(text) == _letters("".join(words for _, words in links))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
