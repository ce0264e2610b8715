"""Take each field from the most trusted source whose value passes the check of the field.

The order of trust is markup, JSON-LD, OpenGraph. Each source has a reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from newsbot.dates import IST
from newsbot.page.byline.printed_dates import PrintedDate, instant_of, is_before, with_true_zone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from newsbot.dates import ParsedDate
    from newsbot.items import Provenance
    from newsbot.page.kinds.web_story import WebStory
    from newsbot.page.markup import Markup
    from newsbot.page.structured_data.json_ld import JsonLd
    from newsbot.page.structured_data.open_graph import OpenGraph

# Precision of a date → the format in which dates of this precision are compared. Coarsest first.
FORMS = {"day": "%Y-%m-%d", "minute": "%Y-%m-%d %H:%M", "second": "%Y-%m-%d %H:%M:%S"}
LESS_TRUSTED = "less_trusted"  # the value is good, but a more trusted source has another value


class DiscardedValue(NamedTuple):
    """A value of a page that its article does not have.

    Attributes:
        field: The name of the field.
        problem: Why the value was not taken, as a code: ``placeholder``, ``less_trusted``, ….
        source: The part of the page that holds the value.
        value: The value that the reader of this source returns; for a date, the words.
    """

    field: str
    problem: str
    source: Provenance
    value: Any


class Readers:
    """Chooses the value of each field among the readers of one page.

    A reader has the fields of Article as attributes. ArticleMetadata makes one Readers per page.

    Attributes:
        in_order: (provenance, reader) in the order of trust: markup, JSON-LD, OpenGraph.
        provenance: Field → the source of its value.
        discarded: The values that failed their check.
        lists_all: Whether to read the less trusted sources too after a value has been found. Their
            values go to ``discarded``. A crawl leaves this False.
    """

    def __init__(self, markup: Markup | WebStory, json_ld: JsonLd, open_graph: OpenGraph) -> None:
        self.in_order: tuple[tuple[Provenance, Any], ...] = (
            ("selector", markup),
            ("json-ld", json_ld),
            ("opengraph", open_graph),
        )
        self.provenance: dict[str, Provenance] = {}
        self.discarded: list[DiscardedValue] = []
        self.lists_all = False

    def first(
        self,
        field: str,
        make: Callable[[Provenance, Any], Any] | None = None,
        check: Callable[[Any], str | None] | None = None,
    ) -> Any:
        """Return the first value that passes the check, in the order of trust; else None.

        Args:
            field: The name of the field.
            make: Converts a reader's value to the value of the field.
            check: Returns the problem of a value, or None.
        """
        return self.choose(field, self._candidates(field, make, check))

    def _candidates(
        self,
        field: str,
        make: Callable[[Provenance, Any], Any] | None,
        check: Callable[[Any], str | None] | None,
    ) -> Iterator[tuple[Provenance, Any, str | None]]:
        for source, reader in self.in_order:
            value = getattr(reader, field)
            if value and make:
                value = make(source, value)
            if value:
                yield source, value, check(value) if check else None

    def choose(self, field: str, candidates: Iterable[tuple[Provenance, Any, str | None]]) -> Any:
        """Return the first value without a problem; None if each value has a problem.

        Args:
            field: The name of the field.
            candidates: (source, value, problem or None) in the order of trust.
        """
        taken = None
        for source, value, problem in candidates:
            if problem is None and taken is None:
                self.provenance[field] = source
                taken = value
                if not self.lists_all:
                    break
            elif problem or value != taken:
                self.discard(field, problem or LESS_TRUSTED, source, value)
        return taken

    def discard_others(
        self, field: str, derived: Any, check: Callable[[Any], str | None] | None = None
    ) -> None:
        """Record the readers' values of a field whose value was derived from other fields."""
        if self.lists_all:
            for source, value, problem in self._candidates(field, None, check):
                if problem or value != derived:
                    noted = DiscardedValue(field, problem or LESS_TRUSTED, source, value)
                    if noted not in self.discarded:
                        self.discarded.append(noted)

    def discard(self, field: str, problem: str, source: Provenance, value: Any) -> None:
        """Record a value that the article does not have, see DiscardedValue."""
        self.discarded.append(DiscardedValue(field, problem, source, value))

    def date(
        self,
        field: str,
        near_headline: Callable[[], PrintedDate | None],
        fetched_at: datetime,
        earliest: ParsedDate | None = None,
    ) -> tuple[str | None, ParsedDate | None]:
        """Return the words and the instant of the first date that can be true.

        Args:
            field: The name of the field.
            near_headline: Returns the date that the page prints near its headline. This date is
                trusted least.
            fetched_at: When the page was fetched; a later date is discarded.
            earliest: A date of the metadata before this one is discarded.

        Returns:
            (words, instant). If no date can be true: the first words, which people can read, and
            None.
        """
        first: str | None = None
        taken: tuple[str, ParsedDate] | None = None
        for source, date in self._dates(field, near_headline):
            instant = instant_of(date, fetched_at)
            if instant is None:
                self.discard(field, "no_instant", source, date.words)
                first = first or date.words
            elif earliest and source != "selector" and is_before(instant, earliest):
                self.discard(field, "before_published", source, date.words)
            elif taken is None:
                self.provenance[field] = source
                taken = date.words, instant
                if not self.lists_all:
                    break
            elif not _are_equal(instant, taken[1]):
                self.discard(field, LESS_TRUSTED, source, date.words)
        return taken or (first, None)

    def _dates(
        self, field: str, near_headline: Callable[[], PrintedDate | None]
    ) -> Iterator[tuple[Provenance, PrintedDate]]:
        """Yield the dates of a field in the order of trust, with the true zone for metadata."""
        values = [(source, getattr(reader, field)) for source, reader in self.in_order]
        isos = [value for _, value in values if isinstance(value, str)]
        for source, value in values:
            if isinstance(value, str):
                value = with_true_zone(value, isos, near_headline)
            if value:
                yield source, PrintedDate(value) if isinstance(value, str) else value
        if date := near_headline():
            yield "derived", date


def _are_equal(one: ParsedDate, other: ParsedDate) -> bool:
    """Return whether two dates are equal at the precision of the less exact date."""
    form = next(
        form for precision, form in FORMS.items() if precision in (one.precision, other.precision)
    )
    return one.at.astimezone(IST).strftime(form) == other.at.astimezone(IST).strftime(form)
