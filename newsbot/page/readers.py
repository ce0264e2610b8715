"""Take each field of a page from the first of its readers whose value passes the field's check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsbot.page.printed_dates import PrintedDate, instant_of, is_before, with_true_zone

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from newsbot.dates import ParsedDate
    from newsbot.items import Source
    from newsbot.page.json_ld import JsonLd
    from newsbot.page.markup import Markup
    from newsbot.page.open_graph import OpenGraph
    from newsbot.page.web_story import WebStory


class Readers:
    """The readers of one page in the order of trust: its own markup, its JSON-LD, its OpenGraph.

    Each has the fields of Article as attributes.

    Attributes:
        provenance: Field → where its value comes from.
        passed_over: (field, problem) of values that failed their check.
    """

    def __init__(self, markup: Markup | WebStory, json_ld: JsonLd, open_graph: OpenGraph) -> None:
        self.in_order: tuple[tuple[Source, Any], ...] = (
            ("selector", markup),
            ("json-ld", json_ld),
            ("opengraph", open_graph),
        )
        self.provenance: dict[str, Source] = {}
        self.passed_over: list[tuple[str, str]] = []

    def first(
        self,
        field: str,
        make: Callable[[Source, Any], Any] | None = None,
        check: Callable[[Any], str | None] | None = None,
    ) -> Any:
        """Return the value of the first reader whose value passes, None where none does.

        Args:
            field: The name of the field.
            make: Returns the field's value of a reader's.
            check: Returns what is wrong with a value.
        """
        for source, reader in self.in_order:
            value = getattr(reader, field)
            if value and make:
                value = make(source, value)
            if not value:
                continue
            if check and (problem := check(value)):
                self.passed_over.append((field, problem))
                continue
            self.provenance[field] = source
            return value
        return None

    def date(
        self,
        field: str,
        near_headline: Callable[[], PrintedDate | None],
        seen_at: datetime,
        earliest: ParsedDate | None = None,
    ) -> tuple[str | None, ParsedDate | None]:
        """Return the words and the instant of the first date that can be true.

        Where none can, the first words, for people to see.

        Args:
            field: The name of the field.
            near_headline: Returns the date that the page prints near its headline; it comes last.
            seen_at: When the page was fetched; no date is later.
            earliest: A date of the metadata that lies before it is none.
        """
        first = None
        said = [(source, getattr(reader, field)) for source, reader in self.in_order]
        isos = [each for _, each in said if isinstance(each, str)]
        for source, value in (*said, ("derived", None)):
            value = near_headline() if source == "derived" else value
            if isinstance(value, str):
                value = with_true_zone(value, isos, near_headline)
            if not value:
                continue
            date = PrintedDate(value) if isinstance(value, str) else value
            instant = instant_of(date, seen_at)
            is_printed = source == "selector"
            if instant and earliest and not is_printed and is_before(instant, earliest):
                self.passed_over.append((field, "before_published"))
            elif instant:
                self.provenance[field] = source
                return date.words, instant
            else:
                self.passed_over.append((field, "no_instant"))
                first = first or date.words
        return first, None
