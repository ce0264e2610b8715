"""Record articles: compare them with known articles, and store the lines of new revisions.

Times are Unix seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from newsbot.feed_lines import feed_line
from newsbot.items import SCHEMA_VERSION
from newsbot.ledger.articles import near_duplicates as near
from newsbot.ledger.articles import revisions
from newsbot.ledger.articles.duplicate_index import DuplicateIndex, exact_copy
from newsbot.ledger.articles.owed_lines import OwedLines, batches
from newsbot.ledger.articles.pictures import PictureCounts
from newsbot.ledger.articles.stored_lines import instant, with_current_fields
from newsbot.ledger.storage.compression import Line, pack

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsbot.items import Article
    from newsbot.ledger.storage.database import Database


@dataclass(frozen=True, slots=True)
class RecordResult:
    """The result of recording an article.

    Attributes:
        kind: ``new`` and ``edited``: the line is owed to a feed from now on. ``unchanged``: the
            last revision is the same. ``copy``: another article has the same headline and text.
        revision: The number of the article's revision.
        of: For a copy, the id of the other article.
        left_out: The number of pictures removed because they are on most pages of the site.
    """

    kind: Literal["new", "edited", "unchanged", "copy"]
    revision: int = 1
    of: str | None = None
    left_out: int = 0


class Articles(OwedLines):
    """Records the articles of one site; copies are looked for among the articles of all sites."""

    def __init__(self, database: Database, site: str) -> None:
        super().__init__(database, site)
        self.index = DuplicateIndex(database, self._key, self._stored)
        self.pictures = PictureCounts(database, site)

    def forget(self, id_: str) -> None:
        """Delete an article, its revisions and its buckets."""
        self._db.write("DELETE FROM articles WHERE id = ?", (id_,))
        self.pictures = PictureCounts(self._db, self._site)

    def add_to_index(self) -> None:
        """Compute the sketch and the buckets of the articles, of all sites, that lack them."""
        rows = self._db.execute("SELECT number FROM articles WHERE sketch IS NULL").fetchall()
        for row in rows:
            with self._db.transaction():
                # A run of another site may have computed them or made a new revision meanwhile.
                key = self._db.execute(
                    "SELECT number, revision FROM articles WHERE number = ? AND sketch IS NULL", row
                ).fetchone()
                if key:
                    self.index.add(key[0], _signature_of(self._stored(key)))

    def record(self, article: Article, run: int, now: int) -> RecordResult:
        """Compare an article with the known ones, and store it if it is new or changed.

        Set the fields that only the ledger knows (revision, first_seen_at, duplicate_of, changes),
        and ``line`` if it is owed. Remove pictures that are on most pages of the site; their
        removal is not an edit.

        Args:
            article: The article; it is changed.
            run: The number of the run that will owe the line.
            now: The time of the recording (Unix seconds).
        """
        with self._db.transaction():
            known = self._db.execute(
                "SELECT number, revision, first_seen_at FROM articles WHERE id = ?", (article.id,)
            ).fetchone()
            if known is None:
                return self._first(article, run, now)
            number, revision, first_seen = known
            old = self._stored((number, revision))
            revisions.copy_ledger_fields(old, article)
            article.revision, article.first_seen_at = revision, instant(first_seen)
            before, left_out = self.pictures.leave_out(article, old)
            changed = revisions.changed_fields(before, article)
            if not changed:
                return RecordResult("unchanged", revision, left_out=left_out)
            article.revision = revision + 1
            article.changes = revisions.changes(old, article, changed)
            content = (article.headline, _text(article))
            if content != (old.get("headline"), revisions.article_text(old)):
                self._rewritten(number, old, article)
            self._db.execute(
                "UPDATE articles SET revision = ? WHERE number = ?", (article.revision, number)
            )
            self._owe(number, article, run, now)
            return RecordResult("edited", article.revision, left_out=left_out)

    def _first(self, article: Article, run: int, now: int) -> RecordResult:
        shingles = near.shingles(_text(article))
        mine = near.signature_of(article.headline, shingles)
        likely = self.index.likely(mine)
        content = article.headline, _text(article)
        if of := exact_copy(*content, likely):
            return RecordResult("copy", of=of)
        article.duplicate_of = self.index.original(article.id, shingles, likely)
        left_out, pictures = self.pictures.add(article)
        first_seen = int(article.first_seen_at.timestamp())
        number = self._insert(article.id, self._site, 1, first_seen, mine, pictures)
        self._owe(number, article, run, now)
        return RecordResult("new", left_out=left_out)

    def _insert(
        self,
        id_: str,
        site: str,
        revision: int,
        first_seen: int,
        signature: near.MinHashSignature,
        pictures: bytes,
    ) -> int:
        """Store an article that was not known; return its number."""
        number = self._db.execute(
            "INSERT INTO articles (id, site, revision, first_seen_at, sketch, pictures)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (id_, site, revision, first_seen, signature.sketch, pictures),
        ).lastrowid
        assert number is not None
        self.index.add_buckets(number, signature.buckets)
        return number

    def _rewritten(self, number: int, old: Line, article: Article) -> None:
        """Index the new text of an article, and look for the original of a duplicate again.

        An original stays an original, because ``duplicate_of`` of other articles may name it.
        """
        shingles = near.shingles(_text(article))
        new = near.signature_of(article.headline, shingles)
        if article.duplicate_of:
            earlier = [known for known in self.index.likely(new) if known.number < number]
            article.duplicate_of = self.index.original(article.id, shingles, earlier)
        self._move(number, old, new)

    def _move(self, number: int, old: Line, new: near.MinHashSignature) -> None:
        """Replace the text of the line ``old`` by the new text of an article in the index."""
        self.index.remove(number, _signature_of(old).buckets)
        self.index.add(number, new)

    def _owe(self, number: int, article: Article, run: int, now: int) -> None:
        article.line = feed_line(vars(article))
        self._db.execute(
            "INSERT INTO revisions"
            " (article, revision, made_at, run, delivered, line, schema_version)"
            " VALUES (?, ?, ?, ?, 0, ?, ?)",
            (number, article.revision, now, run, pack(article.line), SCHEMA_VERSION),
        )

    def mark_delivered(self, lines: Iterable[Line], made_at: int) -> int:
        """Note the lines of a feed on disk as delivered, and store those that are not known.

        Args:
            lines: The lines of the feed, of any schema version.
            made_at: The time of lines that lack ``fetched_at`` (Unix seconds).

        Returns:
            The number of lines that were not known.
        """
        unknown = 0
        for some in batches(lines):
            with self._db.transaction():
                unknown += sum(self._is_unknown_in_feed(line, made_at) for line in some)
        return unknown

    def _is_unknown_in_feed(self, stored: Line, made_at: int) -> bool:
        """Note a line of a feed as delivered; return whether it was not known."""
        line = with_current_fields(stored, made_at)
        key = self._key(line["id"])
        if key is None or key[1] < line["revision"]:
            self._adopt(key, line, stored)
            return True
        self._db.execute(
            "UPDATE revisions SET delivered = 1 WHERE article = ? AND revision = ?",
            (key[0], line["revision"]),
        )
        return False

    def _adopt(self, key: tuple[int, int] | None, line: Line, stored: Line) -> None:
        """Store a line of a feed as a delivered revision."""
        new = _signature_of(line)
        if key is None:
            number = self._insert(
                line["id"],
                line["site"],
                line["revision"],
                revisions.seconds(line["first_seen_at"]),
                new,
                self.pictures.add_line(line),
            )
        else:
            number = key[0]
            self._move(number, self._stored(key), new)
            self._db.execute(
                "UPDATE articles SET revision = ? WHERE number = ?", (line["revision"], number)
            )
        self._db.execute(
            "INSERT OR REPLACE INTO revisions (article, revision, made_at, run, delivered, line)"
            " VALUES (?, ?, ?, NULL, 1, ?)",
            (
                number,
                line["revision"],
                revisions.seconds(line["fetched_at"]),
                pack(feed_line(stored)),
            ),
        )


def _signature_of(line: Line) -> near.MinHashSignature:
    return near.signature_of(
        line.get("headline") or "", near.shingles(revisions.article_text(line))
    )


def _text(article: Article) -> str:
    """Return the text of an article as revisions.article_text returns that of its line."""
    if not article.live_updates:
        return article.body
    return revisions.article_text(
        {"body": article.body, "live_updates": map(vars, article.live_updates)}
    )
