"""Compare two revisions of an article, and mark the words that changed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, TypeAlias

from newsbot.ledger.articles.revisions import REVISION_FIELDS, article_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_EDITS = 200
MAX_EDIT_LENGTH = 300_000  # characters of all edits that are shown
MAX_PAIRS = 12  # paragraphs of one edit that are shown
MAX_LENGTH = 1200  # characters of a paragraph that are shown
MAX_PARAGRAPHS = 400  # of an article; if there are more, their order is not compared
MAX_COMPARED = 90_000  # pairs of words for one text; if there are more, all words are marked
MAX_SMALL = 3  # changed words of a small edit, which leaves the headline unchanged
TOKEN = re.compile(r"\S+")

# Pieces of a text: (text, whether it is marked).
Pieces: TypeAlias = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A text before and after an edit; [] if it did not exist then."""

    before: Pieces
    after: Pieces

    @property
    def words(self) -> int:
        """The number of marked words, on the side with more of them."""
        return max(
            sum(len(text.split()) for text, is_marked in side if is_marked)
            for side in (self.before, self.after)
        )

    @property
    def length(self) -> int:
        """How many characters both texts have."""
        return sum(len(text) for side in (self.before, self.after) for text, _ in side)


@dataclass(slots=True)
class Edit:
    """The edit that made a revision.

    Attributes:
        headline: The headline, marked where it changed.
        summary: The summary; None where it did not change.
        paragraphs: Those that changed, in reading order.
        more: How many further paragraphs changed.
        others: Names of other fields that changed.
    """

    id: str
    url: str
    revision: int
    language: str
    headline: Pair
    is_headline_changed: bool
    summary: Pair | None = None
    paragraphs: list[Pair] = field(default_factory=list)
    more: int = 0
    others: list[str] = field(default_factory=list)

    @property
    def pairs(self) -> list[Pair]:
        """All texts that changed, without the headline."""
        return [*([self.summary] if self.summary else ()), *self.paragraphs]

    @property
    def length(self) -> int:
        """The number of characters of its texts."""
        return self.headline.length + sum(pair.length for pair in self.pairs)

    @property
    def is_small(self) -> bool:
        """Whether the edit is so small that a reader may skip it."""
        if self.is_headline_changed or self.more:
            return False
        words = sum(pair.words for pair in self.pairs)
        return words <= MAX_SMALL


def edit_of(before: dict[str, Any], after: dict[str, Any]) -> Edit:
    """Return the edit between the lines of two revisions of an article, of any schema version."""
    old, new = (line.get("headline") or "" for line in (before, after))
    edit = Edit(
        id=after["id"],
        url=after.get("url") or "",
        revision=after.get("revision") or 1,
        language=after.get("language") or "und",
        headline=marked(old, new),
        is_headline_changed=old != new,
    )
    old, new = (line.get("summary") or "" for line in (before, after))
    if old != new:
        edit.summary = marked(old, new)
    pairs = [marked(*pair) for pair in changed_paragraphs(before, after)]
    edit.paragraphs, edit.more = pairs[:MAX_PAIRS], max(0, len(pairs) - MAX_PAIRS)
    shown = {"headline", "summary", "sections", "live_updates"}
    changed = (after.get("changes") or {}).get("fields") or []
    edit.others = [name for name in changed if name in REVISION_FIELDS and name not in shown]
    return edit


def changed_paragraphs(before: dict[str, Any], after: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (before, after) of the paragraphs that changed; "" for a missing paragraph.

    Paragraphs that only moved are left out.
    """
    old, new = (
        [paragraph for paragraph in article_text(line).split("\n\n") if paragraph]
        for line in (before, after)
    )
    if max(len(old), len(new)) > MAX_PARAGRAPHS:
        yield from ((text, "") for text in _without(old, new))
        yield from (("", text) for text in _without(new, old))
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gone, come = _without(old[i1:i2], new), _without(new[j1:j2], old)
        for at in range(max(len(gone), len(come))):
            yield (
                gone[at] if at < len(gone) else "",
                come[at] if at < len(come) else "",
            )


def _without(some: Sequence[str], others: Sequence[str]) -> list[str]:
    known = set(others)
    return [paragraph for paragraph in some if paragraph not in known]


def marked(before: str, after: str) -> Pair:
    """Return two texts, with the words marked that only one of them has."""
    old, new = _tokens(_cut(before)), _tokens(_cut(after))
    if old == new:
        return Pair(_pieces(old, []), _pieces(new, []))
    if not old or not new or len(old) * len(new) > MAX_COMPARED:
        return Pair(_pieces(old, [(0, len(old))]), _pieces(new, [(0, len(new))]))
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    changed = [code for code in codes if code[0] != "equal"]
    return Pair(
        _pieces(old, [(i1, i2) for _, i1, i2, _, _ in changed if i1 < i2]),
        _pieces(new, [(j1, j2) for _, _, _, j1, j2 in changed if j1 < j2]),
    )


def _cut(text: str) -> str:
    return text if len(text) <= MAX_LENGTH else f"{text[:MAX_LENGTH]}…"


def _tokens(text: str) -> list[str]:
    """Return the words of a text, each with its punctuation and all its vowel signs."""
    return TOKEN.findall(text)


def _pieces(tokens: list[str], ranges: list[tuple[int, int]]) -> Pieces:
    pieces: Pieces = []
    at = 0
    for start, end in [*ranges, (len(tokens), len(tokens))]:
        if at < start:
            pieces.append((" ".join(tokens[at:start]), False))
        if start < end:
            pieces.append((" ".join(tokens[start:end]), True))
        at = end
    return pieces
