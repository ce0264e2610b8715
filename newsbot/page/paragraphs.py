"""A run of text, as a body's elements give it, cut into paragraphs. Pure functions of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.page.elements import fold_space

if TYPE_CHECKING:
    from collections.abc import Iterator

# A paragraph that is bold from end to end is a sub-head if it is as short as one.
LONGEST_BOLD_HEADING = 120
SENTENCE_ENDS = (".", "।", ":", ",")


def paragraphs_of(text: str) -> Iterator[tuple[range, str]]:
    """The paragraphs of a run of text, each with the numbers of its lines: an empty line
    (``<br><br>``) parts them.
    """
    if "\n" not in text:
        if folded := fold_space(text):
            yield range(1), folded
        return
    lines: list[str] = []
    for number, line in enumerate((*text.split("\n"), "")):
        folded = fold_space(line)
        if folded:
            lines.append(folded)
        elif lines:
            yield range(number - len(lines), number), "\n".join(lines)
            lines = []


def is_like_heading(text: str) -> bool:
    """True for a bold paragraph that is short, on one line, and no sentence."""
    short = len(text) <= LONGEST_BOLD_HEADING and "\n" not in text
    return short and not text.endswith(SENTENCE_ENDS)
