"""Labels beside a date: ``Last Updated :``, ``Publish Date:``, ``प्रकाशित:``."""

import re
from typing import Literal

from newsbot.dates.beside import SETS_APART_AFTER, sets_apart
from newsbot.dates.grammar import DATE
from newsbot.dates.tokens import BREAK, Line
from newsbot.dates.words import NOUN_LABELS, fold

Kind = Literal["published", "updated"]

# "Published By", "Edited by" name a person and say nothing of the date.
_LABEL = re.compile(
    r"[,.]?(?:[lt],?)*L(?!,?B)(?:,?(?:lv|V|[lLtpa]))*[,.]?|p,?L(?:,?lv|,?V|,?l)*[,.]?"
)
# 5 min read; 3 मिनट में पढ़ें; पढ़ने का समय: 3 मिनट.
_READING_TIME = re.compile(",?(?:[nq],?u,?f?,?R|R,?f?,?t?,?[nq],?u),?")
_DATE_BEGUN = re.compile("[dicrgM]")
_DATE_NEXT = re.compile(rf"(?:c,?A?,?z?,?)?(?:W,?)?(?:{DATE.pattern})|i")


def take_label(line: Line) -> tuple[Kind | None, Line]:
    """Return what the line's labels say, and the line without them and what stands before them.

    A label in or after the date is cut out, and what stands around it stays. Labels of both kinds
    say nothing of any one date: the line comes back whole. So does one with a date on both sides of
    the label, unless the label stands directly before the second: then that one is its date.
    How long the reading takes is cut out of any line.
    """
    line = _without_reading_time(line)
    if "L" not in line.signature:
        return None, line
    spans = [match.span() for match in _LABEL.finditer(line.signature)]
    kinds: set[Kind] = {
        line.values[i] for span in spans for i in range(*span) if line.signature[i] == "L"
    }
    if len(kinds) != 1 or any(_of_another_thing(line, *span) for span in spans):
        return None, line
    if len(spans) == 1 and DATE.search(line.signature, 0, spans[0][0]):
        start, end = spans[0]
        if DATE.search(line.signature, end):
            beside = not any(sets_apart(line, i) for i in range(start + 1, end))
            if line.signature[start] == "p" or not beside:
                return None, line
            if not _DATE_NEXT.match(line.signature, end):
                return None, line
            return kinds.pop(), line.take(range(end, len(line.signature)))
    for start, end in reversed(spans):
        if _DATE_BEGUN.search(line.signature, 0, start):
            line = line.without(start, end)
        else:
            line = line.take(range(end, len(line.signature)))
            break
    return kinds.pop(), line


def _without_reading_time(line: Line) -> Line:
    """Return the line without ``5 min read``, which sets apart what stands around it."""
    found = _READING_TIME.search(line.signature) if "R" in line.signature else None
    if found and "minute" in line.values[slice(*found.span())]:
        return line.without(*found.span(), BREAK)
    return line


def _of_another_thing(line: Line, start: int, end: int) -> bool:
    """Return whether the word before the label makes it another thing's (``अगला अपडेट``)."""
    before = line.signature[start - 1] if start else ","
    if before in "xX":
        if sets_apart(line, start, SETS_APART_AFTER):
            return False  # ABN, Publish Date
        label = next(i for i in range(start, end) if line.signature[i] == "L")
        return fold(line.word(label)) in NOUN_LABELS
    return before in "fV"
