"""Cut a text with several dates at the labels that stand before or behind them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsbot.dates import split_label
from newsbot.hindi.caching import cached_if_short
from newsbot.hindi.data_files import read_table
from newsbot.hindi.folding import printed_alternatives

if TYPE_CHECKING:
    from newsbot.dates.labels import DateKind

SOME_DATE = "2 Feb 2026, 10:23 PM IST"  # to try whether a phrase is a date's label
MAX_WORDS = 60  # of a date's element; an element with more is not a date's
MAX_LABEL_WORDS = 4
_TABLE = read_table("page_phrases.toml")
_BUTTONS = printed_alternatives(_TABLE["date"]["behind"])
_AUTHOR = printed_alternatives(_TABLE["author"]["labels"] + _TABLE["author"]["marked_labels"])
_COUNTS = printed_alternatives(_TABLE["date"]["counted"])
_BEHIND = re.compile(
    rf"(?:[\s|,/•·–—-]+(?:{_BUTTONS}|\d[\d.,]{{0,8}}\s?[km]?\s?(?:{_COUNTS})))+\W*$", re.IGNORECASE
)
_AUTHOR_LABEL = re.compile(rf"(?<=[\s)|,–—-])(?:{_AUTHOR})(?:\s*[:–—-]|\s)", re.IGNORECASE)
# Where a label is glued to what stands beside it: "(IST)Updated Date:Sat, 28 Nov 2020".
_GLUED = re.compile(r"(?<=[):])(?=[^\W\d_])|(?<=IST)(?=[^\W\d_])|(?<=[AP]M)(?=[A-Z][a-z])")
DIGIT = re.compile(r"\d")
_EDGES = " \t,:;|/–—·•-"


def labelled_dates(text: str) -> list[tuple[DateKind | None, str]]:
    """Return each date of a text with what its label says of it: None without a label.

    ``Published: 1 Feb 2026 | Updated: 2 Feb 2026`` holds two dates. Which words belong to a label
    is known to ``split_label`` alone, so that the text is cut before each label or behind it.
    """
    text = _GLUED.sub(" ", text)
    kind, words = split_label(text)
    rest = text[: text.rfind(words)] if words else text
    if kind is None or DIGIT.search(rest):
        parts = _parts(text.split()[:MAX_WORDS])
        dates = [(label, date) for label, part in parts if (date := _words(part))]
        if any(label for label, _ in dates):
            return dates
    words = without_words_behind(words)
    return [(kind, words)] if words else []


def without_words_behind(words: str) -> str:
    """Return a date's words without a button's or an author's behind them: ``… IST Share``."""
    return _BEHIND.sub("", _cut_author(words))


def _cut_author(words: str) -> str:
    digit = DIGIT.search(words)
    label = _AUTHOR_LABEL.search(words, digit.end()) if digit else None
    return words[: label.start()].rstrip(_EDGES) if label else words


def _words(part: str) -> str:
    return without_words_behind(split_label(part)[1]).strip(_EDGES)


def _parts(words: list[str]) -> list[tuple[DateKind | None, str]]:
    """Return the stretches of a text that belong to one label each.

    Labels stand before their dates, or, where a date is the first thing and nothing follows the
    last label, behind them.
    """
    labels = _labels(words)
    if not labels:
        return []
    first = words[: labels[0][0]]
    parts: list[tuple[DateKind | None, list[str]]]
    if not _is_dated(first) or _is_dated(words[labels[-1][1] :]):
        starts = [start for start, _, _ in labels]
        cuts = zip(starts, [*starts[1:], len(words)], labels, strict=True)
        parts = [(kind, words[start:stop]) for start, stop, (_, _, kind) in cuts]
        # Before the update's label: the publication's date, which needs none.
        if _is_dated(first) and {kind for *_, kind in labels} == {"updated"}:
            parts.append((None, first))
    else:
        stops = [stop for _, stop, _ in labels]
        cuts = zip([0, *stops[:-1]], stops, labels, strict=True)
        parts = [(kind, words[start:stop]) for start, stop, (_, _, kind) in cuts]
    return [(kind, " ".join(part)) for kind, part in parts if _is_dated(part)]


def _labels(words: list[str]) -> list[tuple[int, int, DateKind]]:
    """Return (start, stop, kind) of the labels; those that stand together are one, of one kind."""
    labels: list[tuple[int, int, DateKind]] = []
    start = 0
    while start < len(words):
        stop = min(start + MAX_LABEL_WORDS, len(words))
        while stop > start and (kind := _label_kind(" ".join(words[start:stop]))) is None:
            stop -= 1
        if stop == start or kind is None:
            start += 1
            continue
        before = labels[-1] if labels else None
        if before and before[1] == start:
            if before[2] != kind:
                return []  # "Published / Updated: …" is one date
            start = labels.pop()[0]
        labels.append((start, stop, kind))
        start = stop
    return labels


@cached_if_short(4096)  # a site has few words round its dates
def _label_kind(phrase: str) -> DateKind | None:
    """Return what a label says; None for words that are more or less than one label."""
    if len(phrase) > 60 or DIGIT.search(phrase):
        return None
    before, date = split_label(f"{phrase} {SOME_DATE}")
    if before is None or date != SOME_DATE:
        return None
    return before if split_label(f"{SOME_DATE} {phrase}") == (before, SOME_DATE) else None


def begins_with_label(text: str) -> bool:
    """Return whether nothing stands before the label of a text's first date."""
    labels = _labels(_GLUED.sub(" ", text).split()[:MAX_WORDS])
    return bool(labels) and labels[0][0] == 0


def _is_dated(words: list[str]) -> bool:
    return any(map(DIGIT.search, words))
