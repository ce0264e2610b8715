"""Remove the labels beside a date: ``Last Updated :``, ``Publish Date:``, ``प्रकाशित:``."""

import re
from typing import Literal

from newsbot.dates.context import SEPARATING_AFTER, sets_apart
from newsbot.dates.grammar import DATE
from newsbot.dates.tokens import REMOVED, REMOVED_ASIDE, Tokens
from newsbot.dates.words import SETS, fold_word

DateKind = Literal["published", "updated"]

# "Published By" and "Edited by" are not labels: a person's name follows.
_LABEL = re.compile(
    r"[,.]?(?:[lt],?)*L(?!,?B)(?:,?(?:lv|V|[lLtpa]))*[,.]?|p,?L(?:,?lv|,?V|,?l)*[,.]?"
)
# 5 min read; 3 मिनट में पढ़ें; पढ़ने का समय: 3 मिनट.
_READING_TIME = re.compile(",?(?:R,?f?,?t?,?)?~?[nq],?u(?:,?[fl]?,?R)?,?")
_DATE_BEGUN = re.compile("[dicrgM]")
_DATE_NEXT = re.compile(rf"(?:c,?A?,?z?,?)?(?:W,?)?(?:{DATE.pattern})|i")


def strip_labels(tokens: Tokens) -> tuple[DateKind | None, Tokens]:
    """Return the kind of the labels, and the tokens without the labels and the words before them.

    The reading time (``5 min read``) is always removed. If a label is within or after the date,
    only the label is removed. All other tokens are returned, with None, if there are labels of both
    kinds; and if there is a date on both sides of a label, unless the label is directly before the
    second date, which then is the date of the label.
    """
    tokens = _without_reading_time(tokens)
    if "L" not in tokens.kinds:
        return None, tokens
    spans = [match.span() for match in _LABEL.finditer(tokens.kinds)]
    labels = [i for span in spans for i in range(*span) if tokens.kinds[i] == "L"]
    kinds: set[DateKind] = {tokens.values[i] for i in labels}
    if len(kinds) != 1 or any(_is_of_another_thing(tokens, *span) for span in spans):
        return None, tokens
    start, end = spans[0]
    if len(spans) == 1 and DATE.search(tokens.kinds, 0, start) and DATE.search(tokens.kinds, end):
        is_beside = not any(sets_apart(tokens, i) for i in range(start + 1, end))
        if tokens.kinds[start] == "p" or not is_beside or not _DATE_NEXT.match(tokens.kinds, end):
            return None, tokens
        return kinds.pop(), tokens.take(range(end, len(tokens.kinds)))
    for start, end in reversed(spans):
        if not _DATE_BEGUN.search(tokens.kinds, 0, start):
            return kinds.pop(), tokens.take(range(end, len(tokens.kinds)))
        tokens = tokens.replace(start, end, ",", REMOVED)
    return kinds.pop(), tokens


def text_of_tokens(tokens: Tokens) -> str:
    """Return the text of the tokens as printed, without removed words."""
    pieces: list[list[int]] = [[]]
    for (start, end), value in zip(tokens.spans, tokens.values, strict=True):
        if value in (REMOVED, REMOVED_ASIDE):
            pieces.append([])
        else:
            pieces[-1] += start, end
    texts = [tokens.text[piece[0] : piece[-1]] for piece in pieces if piece]
    printed = ", ".join(text.strip(" ,:;|-–—") for text in texts)
    return printed if printed.count(")") <= printed.count("(") else printed.rstrip(")")


def _without_reading_time(tokens: Tokens) -> Tokens:
    """Return the tokens without ``5 min read``, which separates the words before and after it."""
    for found in _READING_TIME.finditer(tokens.kinds) if "R" in tokens.kinds else ():
        if "R" in found[0] and "minute" in tokens.values[slice(*found.span())]:
            return tokens.replace(*found.span(), ",", REMOVED_ASIDE)
    return tokens


def _is_of_another_thing(tokens: Tokens, start: int, end: int) -> bool:
    """Return whether the word before a label changes its meaning (``अगला अपडेट``)."""
    before = tokens.kinds[start - 1] if start else ","
    if before in "xX" and not sets_apart(tokens, start, SEPARATING_AFTER):
        label = next(i for i in range(start, end) if tokens.kinds[i] == "L")
        return fold_word(tokens.word(label)) in SETS["noun_labels"]
    return before in "fV"
