"""Keep the state of a site's sources: sitemaps, feeds and listings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsbot.ledger.storage.database import Database

# A source that tells of changes is believed until so many of its marks were wrong, and from then on
# only while this share of them is right. Each mark counts for nine tenths of the next one, so the
# sum of wrong ones passes five with the seventh in a row.
MIN_WRONG_MARKS = 5
MIN_SHARE_RIGHT = 0.2
MARK_DECAY = 0.9
FRUITFUL, PROMISING, EMPTY = 1, 2, 3  # values of the column is_fruitful; 0: none of them


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """The last answer of a source.

    Attributes:
        etag, last_modified: Its validators, to ask whether it changed.
        names: The sources that it names, as newsbot.discovery.source_names writes them.
        noted_run: The run that got the answer; 0 where there was none.
        complete_run: For a listing, the number of the last run that read it to its end; else 0.
        is_fruitful: Whether an article that it named first was read.
        is_promising: Whether it named articles first that its run did not ask for.
        is_empty: Whether it named no article, known or not.
    """

    etag: str | None = None
    last_modified: str | None = None
    names: str = ""
    noted_run: int = 0
    complete_run: int = 0
    is_fruitful: bool = False
    is_promising: bool = False
    is_empty: bool = False


class Sources:
    """The sources of one site, and how far each is to be believed about changes."""

    def __init__(self, database: Database, site: str) -> None:
        self._db = database
        self._site = site
        # Of this run: article id → sources that say it changed since the last visit, until it is
        # visited; then whether it had changed, and when it was visited before (Unix seconds).
        self._claims: dict[str, set[str]] = {}
        self._visits: dict[str, tuple[bool, int]] = {}
        self._meanwhile: dict[str, tuple[str, int]] = {}  # see claim_meanwhile

    def get(self, url: str) -> SourceRecord:
        """Return the record of a source; an empty one where it was never read."""
        row = self._db.execute(
            "SELECT etag, last_modified, names, noted_run, complete_run, is_fruitful FROM sources"
            " WHERE site = ? AND url = ?",
            (self._site, url),
        ).fetchone()
        if row is None:
            return SourceRecord()
        etag, modified, names, noted, complete, state = row
        states = (state == FRUITFUL, state == PROMISING, state == EMPTY)
        return SourceRecord(etag, modified, names or "", noted, complete, *states)

    def is_idle(self, url: str, since: int) -> bool:
        """Return whether a listing named no article, nor a listing, when it was last read.

        ``since``: Unix seconds; what an older run read says nothing any more.
        """
        found = self._db.value(
            "SELECT 1 FROM sources JOIN runs ON runs.number = noted_run WHERE sources.site = ?"
            " AND url = ? AND is_fruitful = ? AND complete_run < noted_run"
            " AND instr(names, 'Listing') = 0 AND started_at > ?"
            " AND noted_run < (SELECT max(number) FROM runs WHERE site = ?)",
            (self._site, url, EMPTY, since, self._site),
        )
        return found is not None

    def was_read(self, url: str, since: int) -> bool:
        """Return whether an earlier run that began after ``since`` (Unix seconds) read a source."""
        found = self._db.value(
            "SELECT 1 FROM sources JOIN runs ON runs.number = noted_run WHERE sources.site = ?"
            " AND url = ? AND started_at > ?"
            " AND noted_run < (SELECT max(number) FROM runs WHERE site = ?)",
            (self._site, url, since, self._site),
        )
        return found is not None

    def note(
        self,
        url: str,
        validators: tuple[str | None, str | None],
        names: str,
        run: int,
        is_empty: bool = False,
    ) -> None:
        """Note the answer of a source that was read whole.

        Args:
            url: The source's URL.
            validators: ETag and Last-Modified.
            names: The sources that it names.
            run: The run that got the answer.
            is_empty: It names no article, known or not.
        """
        values = (*validators, names, run, EMPTY if is_empty else 0)
        self._db.write(
            "INSERT INTO sources (site, url, etag, last_modified, names, noted_run,"
            " is_fruitful) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            " etag = excluded.etag, last_modified = excluded.last_modified,"
            " names = excluded.names, noted_run = excluded.noted_run, is_fruitful ="
            " iif(is_fruitful IN (0, ?), excluded.is_fruitful, is_fruitful)",
            (self._site, url, *values, EMPTY),
        )

    def complete(self, url: str, run: int) -> None:
        """Note that a run read a listing to its end."""
        self._db.write(
            "INSERT INTO sources (site, url, complete_run) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET complete_run = excluded.complete_run",
            (self._site, url, run),
        )

    def set_fruitful(self, url: str) -> None:
        """Note that an article that a source named first was read."""
        self._db.write(
            "INSERT INTO sources (site, url, is_fruitful) VALUES (?, ?, 1)"
            " ON CONFLICT DO UPDATE SET is_fruitful = 1",
            (self._site, url),
        )

    def set_promising(self, url: str) -> None:
        """Note that a source, if not fruitful, named articles first that its run left out."""
        self._db.write(
            "INSERT INTO sources (site, url, is_fruitful) VALUES (?, ?, ?) ON CONFLICT"
            " DO UPDATE SET is_fruitful = excluded.is_fruitful WHERE is_fruitful != ?",
            (self._site, url, PROMISING, FRUITFUL),
        )

    # Pages that are still to be read ----------------------------------------------------------

    def owe(self, url: str, source: str) -> None:
        """Note a further page of a source that is to be read, if not by this run then later."""
        self._db.write(
            "INSERT OR REPLACE INTO pages (site, key, url, source, state, found_via, found_on,"
            " depth, next_visit) VALUES (?, ?, ?, ?, 'pending', 'listing', '', 0, 0)",
            (self._site, url, url, source),
        )

    def settle(self, url: str) -> None:
        """Note that a further page of a source was read, or that it cannot be had."""
        self._db.write(
            "DELETE FROM pages WHERE site = ? AND key = ? AND source IS NOT NULL",
            (self._site, url),
        )

    # Belief -----------------------------------------------------------------------------------

    def believes(self, url: str) -> bool:
        """Return whether the changes that a source tells of are worth a request each."""
        row = self._db.execute(
            "SELECT marks_right, marks_wrong FROM sources WHERE site = ? AND url = ?",
            (self._site, url),
        ).fetchone()
        if row is None:
            return True
        right, wrong = map(float, row)
        return wrong < MIN_WRONG_MARKS or right >= MIN_SHARE_RIGHT * (right + wrong)

    def claim(self, id_: str, url: str, at: int, visited_at: int) -> None:
        """Note that a source says that an article changed.

        The claim is judged by the next visit, or by the one of this run. A claim of a change before
        the last visit says nothing that could be judged.

        Args:
            id_: The article's.
            url: The source's.
            at: When the article changed (Unix seconds).
            visited_at: The last visit (Unix seconds), 0 for none.
        """
        if id_ in self._visits:
            changed, before = self._visits[id_]
            if at > before:
                self._judge(url, changed)
        elif at > visited_at:
            self._claims.setdefault(id_, set()).add(url)

    def visited(self, id_: str, changed: bool, before: int) -> None:
        """Judge the sources that said that a known article changed, now that it was visited."""
        self._visits[id_] = (changed, before)
        for url in self._claims.pop(id_, ()):
            self._judge(url, changed)

    def claim_meanwhile(self, id_: str, url: str, at: int) -> None:
        """Note that a source says that an article that this run requests changed at ``at``."""
        self._meanwhile[id_] = (url, at)

    def changed_meanwhile(self) -> list[tuple[str, int]]:
        """Return (article id, Unix seconds) of the changes that ``claim_meanwhile`` noted.

        Those of sources that are not believed any more are left out.
        """
        return [(id_, at) for id_, (url, at) in self._meanwhile.items() if self.believes(url)]

    def _judge(self, url: str, right: bool) -> None:
        self._db.write(
            "INSERT INTO sources (site, url, marks_right, marks_wrong) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET"
            " marks_right = marks_right * ? + excluded.marks_right,"
            " marks_wrong = marks_wrong * ? + excluded.marks_wrong",
            (self._site, url, right, not right, MARK_DECAY, MARK_DECAY),
        )
