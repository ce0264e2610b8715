"""Test quickly whether a text has one of some words, with a cache of words known to be others."""

from collections.abc import Iterable

from newsbot.hindi.caching import cached_if_short
from newsbot.hindi.folding import fold

_MAX_KNOWN_MISSES = 1 << 15
_MAX_KNOWN_LENGTH = 64  # characters of a token that is cached


class ContainsAny:
    """Tests whether a text has one of some words, with any punctuation around the word.

    Args:
        words: The words, folded.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        # Tokens that are known to contain none of the words. Tokens are independent, because words
        # and folding never cross white space.
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


@cached_if_short(64)  # several filters test the same text one after the other
def _pieces(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@cached_if_short(_MAX_KNOWN_MISSES, _MAX_KNOWN_LENGTH)  # several filters test the same token
def _folded_words(piece: str) -> list[str]:
    return fold(piece).split()
