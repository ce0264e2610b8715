"""Whether a text has one of some words, told fast: news repeat their words."""

from collections.abc import Iterable

from newsbot.hindi.folding import fold

_MAX_SILENT = 1 << 15


class SpeaksOf:
    """Says whether a text has one of ``words``, which are folded, whatever is around it."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        # Pieces of text, parted by white space, that were seen to have none. No word and no folding
        # goes across white space.
        self._silent: set[str] = set()

    def __call__(self, text: str) -> bool:
        """Return whether ``text`` has one of the words."""
        pieces = text.split()
        if self._silent.issuperset(pieces):
            return False
        for piece in pieces:
            if piece not in self._silent and not self._words.isdisjoint(fold(piece).split()):
                return True
        if len(self._silent) > _MAX_SILENT:
            self._silent.clear()
        self._silent.update(pieces)
        return False
