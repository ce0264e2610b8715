"""Find dates in the lines near a headline, on a page without a declaration."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING

from newsbot.dates.plausible import FAR, article_date
from newsbot.page.body.body_reader import SKIPPED
from newsbot.page.body.date_lines import YEAR
from newsbot.page.byline.date_labels import begins_with_label
from newsbot.page.byline.near_headline import MAX_LINE, MAX_LINES
from newsbot.page.byline.printed_dates import (
    PrintedDate,
    date_of,
    labelled_dates_of,
    machine_date,
)
from newsbot.page.html.class_names import with_hyphens
from newsbot.page.html.elements import beginning, inline_text, pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from newsbot.dates.labels import DateKind

MAX_ELEMENTS = 5000  # elements of a page that are searched for the date of publication
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)")
_DATE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:date|dated|datetime|publish\w*|posted|created)(?:$|[\s_-])", re.I
)
# Words in the class of an article's date. Without them, a date above the headline may be today's
# date in the page's header.
_ARTICLE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:post|entry|article|story|publish\w*|posted|created)(?:$|[\s_-])", re.I
)
# The beginning of the date in a line with labels: "संवाददाता: रवि शर्मा दिनांक: 30-01-2026".
# A mark within a date is not a beginning: "30-01-2026 | 16:13".
_DATE_BEGINS = re.compile(
    r"[|•](?!\s*\d{1,2}[:.]\d\d(?![\d.]))|(?<!\d)(?<!\d\s)[|•]|(?=(?<!\S)(?:दिनांक|तारीख|date)\s*[:–—-])",
    re.IGNORECASE,
)
_PARTS = ("span", "div", "small", "p", "li")
_BAR = re.compile(r"\s*[|•]\s*")


def dates_of(line: _Element) -> list[tuple[DateKind | None, PrintedDate]]:
    """Return (kind, date) for each date of a line.

    If no date has a label and the line has one ``<time>``, only the date of this ``<time>``.
    """
    dates = _exact_dates(line)
    if converted := _converted(line):
        return [(next((kind for kind, _ in dates), None), converted)]
    if not dates:
        named = (
            descendant
            for descendant in islice(line.iterdescendants(), MAX_LINES)
            if is_for_date(descendant)
        )
        dates = list(dict.fromkeys(date for box in named for date in _exact_dates(box)))
    text = "" if dates else inline_text(line)[:MAX_LINE]
    if YEAR.search(text):
        # "Posted by: Admin | Date: 30-01-2026", "<a>Admin</a> <i></i> 30-01-2026"
        pieces = (part.strip() for piece in pieces_of(line) for part in _DATE_BEGINS.split(piece))
        dates = [
            date
            for part in pieces
            for date in _exact_dates(part) or chain(*map(_exact_dates, _BAR.split(part)))
        ]
    if dates and {kind for kind, _ in dates} == {"updated"}:
        # "<span>रवि शर्मा</span> <span>30-01-2026 16:13</span> <span>Updated: …</span>"
        words = " | ".join(date.words for _, date in dates)
        alone = {date for date in _dates_alone(line) if date.words not in words}
        dates += [(None, date) for date in alone if len(alone) == 1]
    dates = _with_labels(line, dates)
    times = [time for time in line.iter("time", "abbr") if machine_date(time)]
    if len(times) == 1 and not any(kind for kind, _ in dates):
        return [(None, date_of(times[0]))]
    return [(kind, _apart(date)) for kind, date in dates]


def _apart(date: PrintedDate) -> PrintedDate:
    """Return a date without the names that marks separate from it: ``रवि शर्मा • 30-01-2026``."""
    pieces = [piece for piece in _BAR.split(date.words) if YEAR.search(piece)]
    if date.attribute or len(pieces) != 1 or pieces[0] == date.words:
        return date
    is_same = article_date(pieces[0], FAR) == article_date(date.words, FAR)
    return PrintedDate(pieces[0]) if is_same else date


def _with_labels(
    line: _Element, dates: list[tuple[DateKind | None, PrintedDate]]
) -> list[tuple[DateKind | None, PrintedDate]]:
    """Return the dates of a line with the kinds that labels inside its elements give.

    A labelled date of another kind is added, as in ``<li>Modified Date: …</li><li>Published Date:
    …</li>``.
    """
    labels: dict[PrintedDate, DateKind] = {}
    for element in islice(line.iterdescendants(*_PARTS) if dates else (), MAX_LINES):
        if YEAR.search(inline_text(element)[:MAX_LINE]):
            labels |= {date: kind for kind, date in labelled_dates_of(element) if kind}
    dates = [(kind or labels.get(date), date) for kind, date in dates]
    kinds, words = {kind for kind, _ in dates}, " | ".join(date.words for _, date in dates)
    more = [
        (kind, date)
        for date, kind in labels.items()
        if kind not in kinds and date.words not in words and _is_exact(date)
    ]
    return [*dates, *more] if len(more) == 1 else dates


def clocks_of(line: _Element) -> Iterator[str]:
    """Yield the unlabelled dates with a time of day that stand alone in an element of a line."""
    yield from (date.words for date in _dates_alone(line) if _has_clock(date.words))


def _dates_alone(line: _Element) -> Iterator[PrintedDate]:
    """Yield the unlabelled dates that stand alone in an element of a line."""
    for leaf in _leaves(line):
        for kind, date in labelled_dates_of(leaf):
            if not kind and _is_exact(PrintedDate(date.words)):
                yield date


def is_for_date(line: _Element) -> bool:
    """Return whether the class of a line, or of an element in it, says that it holds a date."""
    return any(map(_DATE_CLASS.search, _classes(line)))


def is_for_date_of_article(line: _Element) -> bool:
    """Return whether the class of a line, or of an element in it, names an article's date."""
    return any(_DATE_CLASS.search(name) and _ARTICLE_CLASS.search(name) for name in _classes(line))


def published_in(root: _Element) -> Iterator[tuple[_Element, PrintedDate]]:
    """Yield (element, date) for short elements that begin with the label of publication."""
    pieces = (
        (text, holder)
        for inner in islice(root.iter(), MAX_ELEMENTS)
        for text, holder in ((inner.text, inner), (inner.tail, inner.getparent()))
    )
    holders = dict.fromkeys(
        holder for text, holder in pieces if text and holder is not None and YEAR.search(text)
    )
    for holder in holders:
        if holder.tag in SKIPPED:
            continue
        text = beginning(holder, MAX_LINE)
        if len(text) > MAX_LINE or not begins_with_label(text):
            continue
        dates = (date for kind, date in _exact_dates(holder) if kind == "published")
        yield from ((holder, date) for date in dates)


def _classes(line: _Element) -> Iterator[str]:
    """Yield the classes of a line and of the elements in it, with hyphens between words."""
    for inner in islice(line.iter(), MAX_LINES):
        yield with_hyphens((inner.get("class") or "")[:MAX_LINE])


def _converted(line: _Element) -> PrintedDate | None:
    """Return the only instant in a ``data-`` attribute, which a script prints in local time.

    Until the script runs, the element shows the server's time:
    ``<span data-utc="2026-02-02T16:28Z">``.
    """
    values = {
        str(value).strip()
        for inner in islice(line.iter(), MAX_LINES)
        for name, value in inner.attrib.items()
        if str(name).startswith("data-") and _INSTANT.fullmatch(str(value).strip())
        if YEAR.search(inline_text(inner)[:MAX_LINE])
    }
    value = values.pop() if len(values) == 1 else None
    return PrintedDate(value, value) if value else None


def _leaves(line: _Element) -> Iterator[_Element]:
    """Yield the leaf elements of a line, if no text stands beside them in their parent."""
    for leaf in islice(line.iterdescendants(*_PARTS), MAX_LINES):
        parent = leaf.getparent()
        if len(leaf) or parent is None or leaf.getnext() is leaf.getprevious() is None:
            continue
        beside = (parent.text, *(child.tail for child in parent))
        if not any((text or "").strip() for text in beside):
            yield leaf


def _exact_dates(found: _Element | str) -> list[tuple[DateKind | None, PrintedDate]]:
    """Return (kind, date) for the dates of an element or a text that name their year."""
    return [date for date in labelled_dates_of(found) if _is_exact(date[1])]


def _has_clock(words: str) -> bool:
    date = article_date(words, FAR)
    return date is not None and date.precision != "day"


def _is_exact(date: PrintedDate) -> bool:
    """Return whether a date has an attribute or names its year; ``2 घंटे पहले`` does not."""
    if date.attribute:
        return True
    return YEAR.search(date.words) is not None and article_date(date.words, FAR) is not None
