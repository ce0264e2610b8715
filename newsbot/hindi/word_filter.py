"""Whether a text has one of some words, told fast: news repeat their words."""

from collections.abc import Iterable

from newsbot.hindi.caching import cached_if_short
from newsbot.hindi.folding import fold

_MAX_KNOWN_MISSES = 1 << 15
_MAX_KNOWN_LENGTH = 64  # characters of a piece that may come again


class ContainsAny:
    """Says whether a text has one of ``words``, which are folded, whatever is around it."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        # Pieces of text, parted by white space, that were seen to have none. No word and no folding
        # goes across white space.
        self._known_misses: set[str] = set()

    def __call__(self, text: str) -> bool:
        """Return whether ``text`` has one of the words."""
        pieces = _pieces(text)
        if self._known_misses.issuperset(pieces):
            return False
        new = [piece for piece in pieces if piece not in self._known_misses]
        if any(not self._words.isdisjoint(_folded_words(piece)) for piece in new):
            return True
        if len(self._known_misses) > _MAX_KNOWN_MISSES:
            self._known_misses.clear()
        self._known_misses.update(piece for piece in new if len(piece) <= _MAX_KNOWN_LENGTH)
        return False


@cached_if_short(64)  # a text is asked about by several filters, one after the other
def _pieces(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@cached_if_short(_MAX_KNOWN_MISSES, _MAX_KNOWN_LENGTH)  # one word is asked of by several filters
def _folded_words(piece: str) -> list[str]:
    return fold(piece).split()
