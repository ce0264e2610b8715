"""Read the dates that elements print: their words, and the instants in attributes."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from newsbot.dates import IST, split_label
from newsbot.dates.plausible import FAR, article_date
from newsbot.page.byline.date_labels import DIGIT, labelled_dates, without_words_behind
from newsbot.page.html.elements import fold_space

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from lxml.etree import _Element

    from newsbot.dates import ParsedDate
    from newsbot.dates.labels import DateKind

MAX_ELEMENTS = 100  # elements inside the element of a date that are read
UNREAD = frozenset("script style noscript template svg button select meta link".split())
# Elements that may stand inside a word: 2<sup>nd</sup>.
UNPARTED = frozenset({"sup", "sub"})
KINDS_OF_PROPERTY: dict[str, DateKind] = {
    "datePublished": "published",
    "dateCreated": "published",
    "uploadDate": "published",
    "dateModified": "updated",
}
# Classes of the hAtom microformat, which most themes of WordPress give their <time> elements.
KINDS_OF_CLASS: dict[str, DateKind] = {"published": "published", "updated": "updated"}
_ISO_CLOCK = re.compile(
    r"(?P<clock>\d{4}-\d\d-\d\d[T ]\d\d:\d\d)(?::\d\d(?:\.\d{1,9})?)?"
    r"(?P<zone>(?:Z|[+-]\d\d:?\d\d)?)"
)
_UTC, _INDIA = ("Z", "+00:00", "+0000"), ("+05:30", "+0530")
_INSTANT = re.compile(r"\s*\d{4}-\d\d-\d\dT\d\d:\d\d")


class PrintedDate(NamedTuple):
    """A date as printed.

    Attributes:
        words: The words of the date.
        attribute: The same date in the element's ``datetime`` or ``content``; None without it.
    """

    words: str
    attribute: str | None = None


class WithDates:
    """Base class of the readers of markup: turns ``_dates`` into the fields of Article."""

    @property
    def _dates(self) -> Mapping[DateKind, PrintedDate]:
        raise NotImplementedError

    @property
    def published_at(self) -> PrintedDate | None:
        """The date of the first publication; None if the page prints none."""
        return self._dates.get("published")

    @property
    def updated_at(self) -> PrintedDate | None:
        """The date of the last update; None if the page prints none."""
        return self._dates.get("updated")


def dates_in(elements: Iterable[_Element | str]) -> dict[DateKind, PrintedDate]:
    """Return kind → date for elements or texts that are declared to hold dates.

    A date without a label is the date of publication. The first date of each kind counts.
    """
    found = [date for element in elements for date in labelled_dates_of(element)]
    found.sort(key=lambda entry: entry[1].attribute is None and not DIGIT.search(entry[1].words))
    dates: dict[DateKind, PrintedDate] = {}
    for kind, date in found:
        dates.setdefault(kind or "published", date)
    return dates


def labelled_dates_of(element: _Element | str) -> Iterator[tuple[DateKind | None, PrintedDate]]:
    """Yield (kind, date) for the dates of an element; label, property or class name the kind."""
    if isinstance(element, str) or element.tag == "meta":
        text = element if isinstance(element, str) else element.get("content") or ""
        for label, words in labelled_dates(fold_space(text)):
            yield label, PrintedDate(words)
        return
    timed = [inner for inner in islice(element.iter(), MAX_ELEMENTS) if machine_date(inner)]
    named = [(kind, inner) for inner in timed if (kind := _named_kind(inner))]
    for kind, inner in named:
        yield kind, date_of(inner)
    text = _text(element, frozenset(inner for _, inner in named))
    for label, words in labelled_dates(text):
        yield label, PrintedDate(words, _attribute_of(words, timed))


def declared_date(found: _Element | str, kind: DateKind) -> PrintedDate:
    """Return the date of an element or a text that is declared as the date of one kind."""
    dates = dict(reversed(list(labelled_dates_of(found))))
    return dates.get(kind) or next(iter(dates.values()), PrintedDate(""))


def date_of(element: _Element) -> PrintedDate:
    """Return the date of an element with one date: ``<time datetime="…">2 घंटे पहले</time>``."""
    attribute = machine_date(element)
    words = without_words_behind(split_label(_text(element))[1])
    return PrintedDate(words or attribute or "", attribute)


def hatom_dates(root: _Element) -> dict[DateKind, PrintedDate]:
    """Return the dates in ``<abbr class="published" title="…">``, for kinds with only one date."""
    by_kind: dict[DateKind, dict[str, PrintedDate]] = {}
    for element in islice(root.iter("abbr"), MAX_ELEMENTS):
        title = (element.get("title") or "").strip()
        for name in (element.get("class") or "").split():
            if name in KINDS_OF_CLASS and _ISO_CLOCK.fullmatch(title):
                by_kind.setdefault(KINDS_OF_CLASS[name], {})[title] = PrintedDate(title, title)
    return {kind: next(iter(dates.values())) for kind, dates in by_kind.items() if len(dates) == 1}


def instant_of(date: PrintedDate, fetched_at: datetime) -> ParsedDate | None:
    """Return the instant of a date; None if the date cannot be read or cannot be true.

    The attribute is used, because words such as ``2 घंटे पहले`` are less exact. If the words give a
    day and contradict the attribute, the words are used, because readers see them.
    """
    attribute_date = article_date(date.attribute, fetched_at) if date.attribute else None
    if attribute_date is None or date.attribute == date.words:
        return attribute_date or article_date(date.words, fetched_at)
    printed = article_date(date.words, fetched_at)
    if printed is None or article_date(date.words, fetched_at + timedelta(days=1)) != printed:
        return attribute_date  # there are no words, or they are relative: ``2 घंटे पहले``
    if printed.precision == "day":
        return (
            attribute_date
            if attribute_date.at.astimezone(IST).date() == printed.at.date()
            else printed
        )
    same = abs(attribute_date.at - printed.at) < timedelta(minutes=1)
    return attribute_date if same else printed


def is_before(update: ParsedDate, publication: ParsedDate) -> bool:
    """Return whether an update lies before the publication, at the precision of both dates."""
    if "day" in (update.precision, publication.precision):
        return update.at.date() < publication.at.date()
    return publication.at - update.at >= timedelta(minutes=1)


def with_true_zone(
    stated: str, others: Iterable[str], printed: Callable[[], PrintedDate | None]
) -> str | PrintedDate:
    """Return an ISO date of metadata, or the same date and time of day with its true zone.

    A date without a zone gets the zone of the same date elsewhere on the page. Some sites write
    ``Z`` after Indian time; the same time with ``+05:30``, or printed on the page, shows this.

    Args:
        stated: The date in the metadata.
        others: All ISO dates of the same field.
        printed: Returns the date that the page prints near its headline.
    """
    match = _ISO_CLOCK.fullmatch(stated.strip())
    if match is None or match["zone"] not in ("", *_UTC):
        return stated
    for other in filter(None, map(_ISO_CLOCK.fullmatch, others)):
        is_zone = other["zone"] if not match["zone"] else other["zone"] in _INDIA
        if is_zone and other["clock"].replace(" ", "T") == match["clock"].replace(" ", "T"):
            return other[0]
    shown = printed() if match["zone"] else None
    date = article_date(shown.words, FAR) if shown else None
    if shown and date and f"{date.at:%Y-%m-%dT%H:%M}" == match["clock"].replace(" ", "T"):
        return shown
    return stated


def machine_date(element: _Element) -> str | None:
    """Return the machine-readable date of an element; None if it has none."""
    if element.tag == "time" and (instant := element.get("datetime")):
        return str(instant).strip() or None
    if element.tag == "abbr" and (title := element.get("title")) and _INSTANT.match(title):
        return title.strip()  # <abbr class="timeago" title="2026-02-02T22:23:00+05:30">
    if element.get("itemprop") in KINDS_OF_PROPERTY:
        title = element.get("title") if element.tag == "abbr" else None  # as hAtom has it
        value = element.get("content") or element.get("datetime") or title
        return (value or "").strip() or None
    return None


def _named_kind(element: _Element) -> DateKind | None:
    """Return the kind of an element's date by its property or, for a ``<time>``, by its class."""
    if kind := KINDS_OF_PROPERTY.get(element.get("itemprop") or ""):
        return kind
    names = (element.get("class") or "").split() if element.tag == "time" else ()
    if "entry-date" in names and "published" not in names:
        return None  # some themes give the only date that they show the class "updated"
    return next((KINDS_OF_CLASS[name] for name in names if name in KINDS_OF_CLASS), None)


def _attribute_of(words: str, timed: list[_Element]) -> str | None:
    """Return the attribute of the element that printed ``words``, and remove it from ``timed``."""
    for element in timed:
        text = _text(element)
        if text and (text in words or words in text):
            timed.remove(element)
            return machine_date(element)
    return words if words in map(machine_date, timed) else None


def _text(element: _Element, left_out: frozenset[_Element] = frozenset()) -> str:
    """Return the text of an element, with spaces between the words of neighbouring elements.

    An empty ``<time>`` is replaced by its attribute.
    """
    text = ""
    events = etree.iterwalk(element, events=("start", "end"))
    for event, node in islice(events, 2 * MAX_ELEMENTS):
        if event == "end":
            piece = node.tail if node is not element else None
        elif node.tag == "br" or node.tag in UNREAD or node in left_out:
            events.skip_subtree()
            piece = " " if node.tag == "br" else None
        else:
            is_empty_time = node.tag == "time" and not len(node) and not (node.text or "").strip()
            piece = machine_date(node) if is_empty_time else node.text
        if piece:
            is_glued = event == "start" and node.tag in UNPARTED
            if not is_glued and _in_word(text[-1:]) and _in_word(piece[0]):
                text += " "
            text += piece
    return fold_space(text)


def _in_word(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] in "LMN"
