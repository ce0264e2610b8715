"""Labels beside a date: ``Last Updated :``, ``Publish Date:``, ``प्रकाशित:``."""

import re
from typing import Literal

from newsbot.dates.tokens import Line

Kind = Literal["published", "updated"]

# "Published By", "Edited by" name a person and say nothing of the date.
_LABEL = re.compile(r"[,.]?(?:[lt],?)*L(?!,?B)(?:,?(?:lv|[lLtpa]))*[,.]?|p,?L(?:,?lv|,?l)*[,.]?")
_DATE_BEGUN = re.compile("[dicrgM]")


def take_label(line: Line) -> tuple[Kind | None, Line]:
    """Return what the line's labels say, and the line without them and what stands before them.

    A label in or after the date is cut out, and what stands around it stays. Labels of both kinds
    say nothing of any one date: the line comes back whole.
    """
    if "L" not in line.signature:
        return None, line
    spans = [match.span() for match in _LABEL.finditer(line.signature)]
    kinds: set[Kind] = {
        line.values[i] for span in spans for i in range(*span) if line.signature[i] == "L"
    }
    if len(kinds) != 1:
        return None, line
    for start, end in reversed(spans):
        if _DATE_BEGUN.search(line.signature, 0, start):
            line = line.without(start, end)
        else:
            line = line.take(range(end, len(line.signature)))
            break
    return kinds.pop(), line
