"""Split a text with several dates at the labels that stand before or after the dates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsbot.dates import split_label
from newsbot.hindi import fold
from newsbot.hindi.caching import cached_if_short
from newsbot.hindi.data_files import read_table
from newsbot.hindi.folding import fold_all, printed_alternatives

if TYPE_CHECKING:
    from newsbot.dates.labels import DateKind

SOME_DATE = "2 Feb 2026, 10:23 PM IST"  # an example, to test whether a phrase is a date's label
MAX_WORDS = 60  # words of an element with dates that are read
MAX_LABEL_WORDS = 4
_TABLE = read_table("page_phrases.toml")
_BUTTONS = printed_alternatives(_TABLE["date"]["behind"])
_AUTHOR = printed_alternatives(_TABLE["author"]["labels"] + _TABLE["author"]["marked_labels"])
_COUNTS = printed_alternatives(_TABLE["date"]["counted"])
_BEHIND = re.compile(
    rf"(?:[\s|,/•·–—-]+(?:{_BUTTONS}|\d[\d.,]{{0,8}}\s?[km]?\s?(?:{_COUNTS})))+\W*$", re.IGNORECASE
)
_AUTHOR_LABEL = re.compile(rf"(?<=[\s)|,–—-])(?:{_AUTHOR})(?:\s*[:–—-]|\s)", re.IGNORECASE)
# A place without white space before or after a label: "(IST)Updated Date:Sat, 28 Nov 2020".
_GLUED = re.compile(r"(?<=[):])(?=[^\W\d_])|(?<=IST)(?=[^\W\d_])|(?<=[AP]M)(?=[A-Z][a-z])")
# The author before a date: "रवि शर्मा द्वारा 3 फरवरी, 2026 - 13:35".
AUTHOR_BEFORE = re.compile(r"^([^\d:|]{2,60}?)\s+द्वारा[\s,]+(?=\D{0,20}\d)")
# An editor's label that without its last word is a date's: "edited by". With a date behind it,
# "updated by" is a label of both.
_EDITED_BY = fold_all(["edited by"])
DIGIT = re.compile(r"\d")
_EDGES = " \t,:;|/–—·•-"


def labelled_dates(text: str) -> list[tuple[DateKind | None, str]]:
    """Return (kind, words) for each date of a text; the kind is None without a label.

    ``Published: 1 Feb 2026 | Updated: 2 Feb 2026`` holds two dates. ``split_label`` decides which
    words are a label; the text is split before or after each label.
    """
    text = AUTHOR_BEFORE.sub(_date_label, _GLUED.sub(" ", text))
    kind, words = split_label(text)
    rest = text[: text.rfind(words)] if words else text
    if kind is None or DIGIT.search(rest):
        parts = _parts(text.split()[:MAX_WORDS])
        dates = [(label, date) for label, part in parts if (date := _words(part))]
        if any(label for label, _ in dates):
            return dates
    words = without_words_behind(words)
    return [(kind, words)] if words else []


def _date_label(author: re.Match[str]) -> str:
    """Return the words before a date without the author: ``अपडेट किया गया रवि शर्मा द्वारा …``."""
    kind, name = split_label(author[1])
    if kind and not name:  # "प्रकाशित द्वारा रवि शर्मा …": the author stands behind
        return author[0]
    return author[1].removesuffix(name)


def without_words_behind(words: str) -> str:
    """Return a date without the text of a button or an author after it: ``… IST Share``."""
    return _BEHIND.sub("", _cut_author(words))


def _cut_author(words: str) -> str:
    digit = DIGIT.search(words)
    label = _AUTHOR_LABEL.search(words, digit.end()) if digit else None
    return words[: label.start()].rstrip(_EDGES) if label else words


def _words(part: str) -> str:
    return without_words_behind(split_label(part)[1]).strip(_EDGES)


def _parts(words: list[str]) -> list[tuple[DateKind | None, str]]:
    """Return (kind, text) for the part of a text that belongs to each label.

    Labels stand before their dates. If a date comes first and no date follows the last label, they
    stand after their dates.
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
        # A date before the label of the update is the date of publication, without a label.
        if _is_dated(first) and {kind for *_, kind in labels} == {"updated"}:
            parts.append((None, first))
    else:
        stops = [stop for _, stop, _ in labels]
        cuts = zip([0, *stops[:-1]], stops, labels, strict=True)
        parts = [(kind, words[start:stop]) for start, stop, (_, _, kind) in cuts]
    return [(kind, " ".join(part)) for kind, part in parts if _is_dated(part)]


def _labels(words: list[str]) -> list[tuple[int, int, DateKind]]:
    """Return (start, stop, kind) of each label; adjacent labels of one kind are joined."""
    labels: list[tuple[int, int, DateKind]] = []
    start = 0
    while start < len(words):
        stop = min(start + MAX_LABEL_WORDS, len(words))
        while stop > start and (kind := _label_kind(" ".join(words[start:stop]))) is None:
            stop -= 1
        is_of_author = fold(" ".join(words[start : stop + 1])) in _EDITED_BY
        if stop == start or kind is None or is_of_author:
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


@cached_if_short(4096)  # a site uses few words around its dates
def _label_kind(phrase: str) -> DateKind | None:
    """Return the kind of date that a label names; None if a phrase is not exactly one label."""
    if len(phrase) > 60 or DIGIT.search(phrase):
        return None
    before, date = split_label(f"{phrase} {SOME_DATE}")
    if before is None or date != SOME_DATE:
        return None
    return before if split_label(f"{SOME_DATE} {phrase}") == (before, SOME_DATE) else None


def begins_with_label(text: str) -> bool:
    """Return whether a text begins with the label of a date."""
    labels = _labels(_GLUED.sub(" ", text).split()[:MAX_WORDS])
    return bool(labels) and labels[0][0] == 0


def _is_dated(words: list[str]) -> bool:
    return any(map(DIGIT.search, words))
