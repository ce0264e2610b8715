"""Articles, their revisions, and the lines that are owed to feeds. Times are Unix seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from newsbot.feed_lines import feed_line
from newsbot.ledger import near, revisions
from newsbot.ledger.buckets import Buckets
from newsbot.ledger.packing import Line, pack, unpack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsbot.items import Article
    from newsbot.ledger.database import Database

# How many articles a new one's sketch and then its text are compared with at most, those first that
# share most buckets: some microseconds and a tenth of a millisecond each, and the event loop waits.
MOST_LOOKED_AT = 500
MOST_COMPARED = 64


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an article turned out to be.

    ``new`` and ``edited`` are owed to a feed from now on; ``unchanged`` is known as it is; ``copy``
    has the very headline and body of ``of``, an article known under another id.
    """

    kind: Literal["new", "edited", "unchanged", "copy"]
    revision: int = 1
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision as stored; ``delivered``: a finished feed holds it, else it is owed to one."""

    number: int
    made_at: int
    delivered: bool
    line: Line


class Articles:
    """The articles of one site; nearly the same text is looked for among all sites'."""

    def __init__(self, database: Database, site: str) -> None:
        self._db = database
        self._site = site
        self.buckets = Buckets(database, self._buckets_of)

    def count(self) -> int:
        return int(
            self._db.execute(
                "SELECT count(*) FROM articles WHERE site = ?", (self._site,)
            ).fetchone()[0]
        )

    def count_revisions(self) -> tuple[int, int]:
        """(all, owed) revisions."""
        counts: tuple[int, int] = self._db.execute(
            "SELECT count(*), count(*) FILTER (WHERE r.delivered = 0) FROM revisions r"
            " JOIN articles a ON a.number = r.article WHERE a.site = ?",
            (self._site,),
        ).fetchone()
        return counts

    def latest(self, id_: str) -> Line | None:
        """The line of an article's latest revision."""
        with self._db.noting_damage():
            row = self._db.execute(
                "SELECT r.line FROM articles a JOIN revisions r ON r.article = a.number"
                " AND r.revision = a.revision WHERE a.id = ?",
                (id_,),
            ).fetchone()
            return unpack(row[0]) if row else None

    def revisions(self, id_: str) -> list[Revision]:
        """An article's revisions, in order; none where the article is not known."""
        rows = self._db.execute(
            "SELECT r.revision, r.made_at, r.delivered, r.line FROM articles a"
            " JOIN revisions r ON r.article = a.number WHERE a.id = ? ORDER BY r.revision",
            (id_,),
        )
        return [Revision(n, made, bool(safe), unpack(line)) for n, made, safe, line in rows]

    def forget(self, id_: str) -> None:
        """Forget an article, its revisions and its buckets."""
        with self._db.transaction():
            self._db.execute("DELETE FROM articles WHERE id = ?", (id_,))
            # The number may be given again.
            self._db.execute(
                "UPDATE filed SET article ="
                " min(article, (SELECT coalesce(max(number), 0) FROM articles))"
            )

    def record(self, article: Article, run: int, now: int) -> Verdict:
        """Compare an article with what is known, and note it if it is news.

        Sets the fields that only the ledger knows: revision, first_seen_at, duplicate_of, changes;
        and the line of one that is owed.
        """
        with self._db.transaction():
            known = self._db.execute(
                "SELECT number, revision FROM articles WHERE id = ?", (article.id,)
            ).fetchone()
            if known is None:
                return self._first(article, run, now)
            number, revision = known
            old = self._line(known)
            revisions.carry_over(old, article)
            if revisions.is_same(old, article):
                return Verdict("unchanged", revision)
            article.revision = revision + 1
            article.changes = revisions.changes(old, article)
            self._db.execute(
                "UPDATE articles SET revision = ? WHERE number = ?", (article.revision, number)
            )
            told = (article.headline, _text(article))
            if told != (old["headline"], revisions.text_of(old)):
                new = near.fingerprint(article.headline, near.pairs(told[1]))
                self._move(number, old, new)
            self._owe(number, article, run, now)
            return Verdict("edited", article.revision)

    def _first(self, article: Article, run: int, now: int) -> Verdict:
        pairs = near.pairs(_text(article))
        mine = near.fingerprint(article.headline, pairs)
        of, same = self._nearest(article, pairs, mine)
        if of and same:
            return Verdict("copy", of=of)
        article.duplicate_of = of
        first_seen = int(article.first_seen_at.timestamp())
        number = self._db.execute(
            "INSERT INTO articles (id, site, revision, first_seen_at, sketch)"
            " VALUES (?, ?, 1, ?, ?)",
            (article.id, self._site, first_seen, mine.sketch),
        ).lastrowid
        assert number is not None
        self.buckets.enter(number, mine.buckets)
        self._owe(number, article, run, now)
        return Verdict("new")

    def _buckets_of(self, number: int) -> list[int]:
        row = self._db.execute("SELECT revision FROM articles WHERE number = ?", (number,))
        return _fingerprint(self._line((number, row.fetchone()[0]))).buckets

    def _move(self, number: int, old: Line, new: near.Fingerprint) -> None:
        """An article has another text than ``old`` now."""
        self.buckets.move(number, _fingerprint(old).buckets, new.buckets)
        self._db.execute("UPDATE articles SET sketch = ? WHERE number = ?", (new.sketch, number))

    def _owe(self, number: int, article: Article, run: int, now: int) -> None:
        article.line = feed_line(vars(article))
        self._db.execute(
            "INSERT INTO revisions (article, revision, made_at, run, delivered, line)"
            " VALUES (?, ?, ?, ?, 0, ?)",
            (number, article.revision, now, run, pack(article.line)),
        )

    def _nearest(
        self, article: Article, pairs: list[str], mine: near.Fingerprint
    ) -> tuple[str | None, bool]:
        """(id, headline and body are the same) of the first known article with nearly this text."""
        own: set[str] = set()
        for number, id_, revision in sorted(self._likely(mine)):
            known = self._line((number, revision))
            its = revisions.text_of(known)
            if its and (known["headline"], its) == (article.headline, _text(article)):
                return id_, True
            if known["duplicate_of"] == article.id:
                continue  # it was forgotten, and its copy was not
            own = own or set(pairs)
            its_pairs = near.pairs(its)
            if near.is_long(its_pairs) and near.similarity(set(its_pairs), own) >= near.NEAR:
                # Of a copy of a copy the first is meant.
                return known["duplicate_of"] or id_, False
        return None, False

    def _likely(self, mine: near.Fingerprint) -> list[tuple[int, str, int]]:
        """(number, id, revision) of the known articles whose texts may be near this one."""
        likely: list[tuple[int, str, int]] = []
        for number, _ in self.buckets.sharing(mine.buckets).most_common(MOST_LOOKED_AT):
            id_, revision, sketch = self._db.execute(
                "SELECT id, revision, sketch FROM articles WHERE number = ?", (number,)
            ).fetchone()
            # Ledgers before version 3 stored no sketches.
            if near.may_be_near(mine.sketch, sketch or b""):
                likely.append((number, id_, revision))
                if len(likely) == MOST_COMPARED:
                    break
        return likely

    def owed(self, run: int) -> Iterator[Line]:
        """Lines that no finished feed holds; each is owed to ``run`` from now on."""
        rows = self._db.execute(
            "SELECT r.article, r.revision FROM revisions r JOIN articles a ON a.number = r.article"
            " WHERE r.delivered = 0 AND r.run IS NOT ? AND a.site = ? ORDER BY r.made_at",
            (run, self._site),
        ).fetchall()
        for key in rows:
            with self._db.transaction():
                self._db.execute(
                    "UPDATE revisions SET run = ? WHERE article = ? AND revision = ?", (run, *key)
                )
            yield self._line(key)

    def take(self, id_: str, run: int) -> Line | None:
        """Return the line of an article's latest revision, to be delivered by ``run``, which owes
        it from now on if no finished feed holds it; None where the article is not known.
        """
        with self._db.transaction():
            self._db.execute(
                "UPDATE revisions SET run = ? WHERE delivered = 0 AND (article, revision) ="
                " (SELECT number, revision FROM articles WHERE id = ?)",
                (run, id_),
            )
            return self.latest(id_)

    def all_latest(self) -> Iterator[Line]:
        """The latest revision of every article that is not owed, oldest first."""
        numbers = self._db.execute(
            "SELECT a.number, a.revision FROM articles a JOIN revisions r ON r.article = a.number"
            " AND r.revision = a.revision WHERE a.site = ? AND r.delivered = 1 ORDER BY a.number",
            (self._site,),
        ).fetchall()
        for key in numbers:
            yield self._line(key)

    def _line(self, key: tuple[int, int]) -> Line:
        """The line of an article's number and revision."""
        with self._db.noting_damage():
            row = self._db.execute(
                "SELECT line FROM revisions WHERE article = ? AND revision = ?", key
            ).fetchone()
            return unpack(row[0])

    def delivered(self, run: int) -> None:
        """A run's feed is finished: what it was owed is safe."""
        with self._db.transaction():
            self._db.execute(
                "UPDATE revisions SET delivered = 1 WHERE run = ? AND delivered = 0", (run,)
            )

    def found_in_feed(self, lines: Iterable[Line]) -> int:
        """Lines that a feed on disk was found to hold are safe; unknown ones become known.

        Returns how many were not known.
        """
        unknown = 0
        with self._db.transaction():
            for line in lines:
                row = self._db.execute(
                    "SELECT number, revision FROM articles WHERE id = ?", (line["id"],)
                ).fetchone()
                if row is None or row[1] < line["revision"]:
                    unknown += 1
                    self._adopt(row[0] if row else None, line)
                else:
                    self._db.execute(
                        "UPDATE revisions SET delivered = 1 WHERE article = ? AND revision = ?",
                        (row[0], line["revision"]),
                    )
        return unknown

    def _adopt(self, number: int | None, line: Line) -> None:
        """Take a line from a feed for a delivered revision."""
        new = _fingerprint(line)
        if number is None:
            number = self._db.execute(
                "INSERT INTO articles (id, site, revision, first_seen_at, sketch)"
                " VALUES (?, ?, ?, ?, ?)",
                (
                    *(line["id"], line["site"], line["revision"]),
                    *(revisions.seconds(line["first_seen_at"]), new.sketch),
                ),
            ).lastrowid
            assert number is not None
            self.buckets.enter(number, new.buckets)
        else:
            self._move(number, self.latest(line["id"]) or line, new)
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
                pack(feed_line(line)),
            ),
        )


def _fingerprint(line: Line) -> near.Fingerprint:
    return near.fingerprint(line["headline"], near.pairs(revisions.text_of(line)))


def _text(article: Article) -> str:
    """The same as revisions.text_of for an article that is no line yet."""
    if not article.live_updates:
        return article.body
    return revisions.text_of(
        {"body": article.body, "live_updates": map(vars, article.live_updates)}
    )
