"""Find the known articles that have the same or nearly the same text as a new one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from newsbot.ledger.articles import near_duplicates as near
from newsbot.ledger.articles.revisions import article_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from newsbot.ledger.storage.compression import Line
    from newsbot.ledger.storage.database import Database

# Limits for one new article, because the event loop waits meanwhile. The candidates that share most
# buckets come first.
MAX_CANDIDATES_READ = 500  # sketches that are read, some microseconds each
MAX_COMPARED = 64  # lines that are read, a tenth of a millisecond each
MAX_COMPARED_LENGTH = 1_000_000  # characters of all texts that are compared


class Likely(NamedTuple):
    """A known article whose text may be nearly the same as a new one."""

    number: int
    id: str
    line: Line


class DuplicateIndex:
    """An index of the texts of all sites' articles, see near_duplicates.signature_of.

    Buckets are written in the transaction of their article: the index has every known article.

    Args:
        database: The ledger.
        key_of: Article id → (number, latest revision).
        line_of: (number, revision) → the stored line.
    """

    def __init__(
        self,
        database: Database,
        key_of: Callable[[str], tuple[int, int] | None],
        line_of: Callable[[tuple[int, int]], Line],
    ) -> None:
        self._db = database
        self._key_of = key_of
        self._line_of = line_of

    def add(self, article: int, signature: near.MinHashSignature) -> None:
        """Store the signature of the text of an article (its number)."""
        self.add_buckets(article, signature.buckets)
        self._db.execute(
            "UPDATE articles SET sketch = ? WHERE number = ?", (signature.sketch, article)
        )

    def add_buckets(self, article: int, buckets: Iterable[int]) -> None:
        """Put an article into its buckets."""
        self._db.connection.executemany(
            "INSERT OR IGNORE INTO buckets (bucket, article) VALUES (?, ?)",
            [(bucket, article) for bucket in buckets],
        )

    def remove(self, article: int, buckets: Iterable[int]) -> None:
        """Remove an article from the buckets of its former text."""
        self._db.connection.executemany(
            "DELETE FROM buckets WHERE bucket = ? AND article = ?",
            [(bucket, article) for bucket in buckets],
        )

    def candidates(self, buckets: list[int]) -> Counter[int]:
        """Return the number of each article in the buckets → how many of the buckets have it."""
        marks = ", ".join("?" * len(buckets))
        rows = self._db.execute(
            f"SELECT article FROM buckets WHERE bucket IN ({marks})",  # noqa: S608  # question marks
            buckets,
        )
        return Counter(article for (article,) in rows)

    def original(self, id_: str, shingles: list[str], likely: list[Likely]) -> str | None:
        """Return the id of the earliest original that has nearly this text; None without one.

        An original is not itself a duplicate. A user who drops all duplicates thus keeps, for each,
        a text that is nearly the same. The originals of likely duplicates are compared too, because
        an original need not be near to a text that is near to its duplicate.

        Args:
            id_: The id of the new article.
            shingles: The word pairs of its text.
            likely: The articles from ``likely``.
        """
        if not near.has_enough_shingles(shingles):
            return None
        originals = {article.id: article for article in likely}
        for _, _, line in likely:
            of = line.get("duplicate_of")
            if of and of not in originals and (key := self._key_of(of)):
                originals[of] = Likely(key[0], of, self._line_of(key))
        shingle_set = set(shingles)
        for _, original, line in sorted(originals.values()):
            if original == id_ or line.get("duplicate_of"):
                continue  # after ``forget``, an article may meet its own duplicates
            other = near.shingles(article_text(line))
            if (
                near.has_enough_shingles(other)
                and near.similarity(set(other), shingle_set) >= near.JACCARD_THRESHOLD
            ):
                return original
        return None

    def likely(self, mine: near.MinHashSignature) -> list[Likely]:
        """Return known articles whose texts may be nearly the same, earliest first."""
        likely: list[Likely] = []
        length = 0
        for number, _ in self.candidates(mine.buckets).most_common(MAX_CANDIDATES_READ):
            id_, revision, sketch = self._db.execute(
                "SELECT id, revision, sketch FROM articles WHERE number = ?", (number,)
            ).fetchone()
            if near.sketches_are_similar(mine.sketch, sketch):
                line = self._line_of((number, revision))
                likely.append(Likely(number, id_, line))
                length += len(article_text(line))
                if len(likely) == MAX_COMPARED or length > MAX_COMPARED_LENGTH:
                    break
        return sorted(likely)


def exact_copy(headline: str, text: str, likely: list[Likely]) -> str | None:
    """Return the id of the first article that has exactly this headline and text; else None."""
    for _, id_, line in likely:
        if text and (headline, text) == (line.get("headline"), article_text(line)):
            return id_
    return None
