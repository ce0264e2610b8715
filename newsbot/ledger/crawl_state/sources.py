"""Store the state of a site's sources: sitemaps, feeds and listings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsbot.ledger.storage.database import Database

# A mark says whether a change that a source told of was right or wrong. A source is believed until
# the sum of its wrong marks reaches MIN_WRONG_MARKS, and then only while at least MIN_SHARE_RIGHT
# of its marks are right. Each new mark multiplies the older ones by MARK_DECAY: the sum of wrong
# marks passes five with the seventh in a row.
MIN_WRONG_MARKS = 5
MIN_SHARE_RIGHT = 0.2
MARK_DECAY = 0.9
FRUITFUL, PROMISING, EMPTY = 1, 2, 3  # values of the column is_fruitful; 0: none of these


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """The record of the last response of a source.

    Attributes:
        etag, last_modified: The validators of the response, for the next request.
        names: The sources that it names, as newsbot.discovery.source_names writes them.
        noted_run: The run that got the response; 0 without one.
        complete_run: The last run that read all pages of a listing; 0 without one.
        is_fruitful: Whether a run has read an article that this source named first.
        is_promising: Whether it was the first to name articles that its run did not request.
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
    """The sources of one site, and whether each is believed about changes of articles."""

    def __init__(self, database: Database, site: str) -> None:
        self._db = database
        self._site = site
        # Article id → sources that say in this run that it changed, until this run visits it.
        self._claims: dict[str, set[str]] = {}
        # Article id → whether this run's visit found a change, and the visit before (Unix seconds).
        self._visits: dict[str, tuple[bool, int]] = {}
        self._meanwhile: dict[str, tuple[str, int]] = {}  # see claim_meanwhile

    def get(self, url: str) -> SourceRecord:
        """Return the record of a source; an empty record if no run has read it."""
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
        """Return whether a listing named neither an article nor a listing when it was last read.

        Only earlier runs that began after ``since`` (Unix seconds) count.
        """
        found = self._db.value(
            "SELECT 1 FROM sources JOIN runs ON runs.number = noted_run WHERE sources.site = ?"
            " AND url = ? AND started_at > ? AND is_fruitful = ? AND complete_run < noted_run"
            " AND instr(names, 'Listing') = 0"
            " AND noted_run < (SELECT max(number) FROM runs WHERE site = ?)",
            (self._site, url, since, EMPTY, self._site),
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
        """Note the response of a source that was read to its end.

        Args:
            url: The URL of the source.
            validators: ETag and Last-Modified of the response.
            names: The sources that it names, as for SourceRecord.
            run: The number of the run that got the response.
            is_empty: Whether it names no article, known or not.
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
        """Note that a run read all pages of a listing."""
        self._db.write(
            "INSERT INTO sources (site, url, complete_run) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET complete_run = excluded.complete_run",
            (self._site, url, run),
        )

    def set_fruitful(self, url: str) -> None:
        """Note that a run has read an article that a source named first."""
        self._db.write(
            "INSERT INTO sources (site, url, is_fruitful) VALUES (?, ?, 1)"
            " ON CONFLICT DO UPDATE SET is_fruitful = 1",
            (self._site, url),
        )

    def set_promising(self, url: str) -> None:
        """Note that a source was the first to name articles that its run did not request."""
        self._db.write(
            "INSERT INTO sources (site, url, is_fruitful) VALUES (?, ?, ?) ON CONFLICT"
            " DO UPDATE SET is_fruitful = excluded.is_fruitful WHERE is_fruitful != ?",
            (self._site, url, PROMISING, FRUITFUL),
        )

    # Pages that are still to be read ----------------------------------------------------------

    def owe(self, url: str, source: str) -> None:
        """Note a further page of a source, which this run or a later one reads."""
        self._db.write(
            "INSERT OR REPLACE INTO pages (site, key, url, source, state, found_via, found_on,"
            " depth, next_visit) VALUES (?, ?, ?, ?, 'pending', 'listing', '', 0, 0)",
            (self._site, url, url, source),
        )

    def settle(self, url: str) -> None:
        """Delete a further page of a source, after it was read or could not be fetched."""
        self._db.write(
            "DELETE FROM pages WHERE site = ? AND key = ? AND source IS NOT NULL",
            (self._site, url),
        )

    # Belief -----------------------------------------------------------------------------------

    def believes(self, url: str) -> bool:
        """Return whether a change that a source tells of is worth a request."""
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

        The visit of this run judges the claim, whether it comes before or after. A claim of a
        change before the last visit cannot be judged.

        Args:
            id_: The id of the article.
            url: The URL of the source.
            at: When the article changed (Unix seconds).
            visited_at: The last visit (Unix seconds); 0 without one.
        """
        if id_ in self._visits:
            changed, before = self._visits[id_]
            if at > before:
                self._judge(url, changed)
        elif at > visited_at:
            self._claims.setdefault(id_, set()).add(url)

    def visited(self, id_: str, changed: bool, before: int) -> None:
        """Judge the sources that said that an article changed.

        Args:
            id_: The id of the article.
            changed: Whether this run's visit found a change.
            before: The visit before (Unix seconds); 0 without one.
        """
        self._visits[id_] = (changed, before)
        for url in self._claims.pop(id_, ()):
            self._judge(url, changed)

    def claim_meanwhile(self, id_: str, url: str, at: int) -> None:
        """Note a change (Unix seconds), told by a source, of an article that this run requests."""
        self._meanwhile[id_] = (url, at)

    def changed_meanwhile(self) -> list[tuple[str, int]]:
        """Return (article id, Unix seconds) of the changes that ``claim_meanwhile`` noted.

        Changes from sources that are not believed any more are left out.
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
