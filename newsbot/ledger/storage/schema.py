"""Create the ledger's tables, and migrate those of older versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.exceptions import LedgerError

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

# One entry for each version: MIGRATIONS[n:] migrate a ledger of version n. An entry that was
# released is never edited; a change of the tables is a new entry.
MIGRATIONS = (
    """
    -- What there is to fetch: an article (key: its id) or a page of a source (key: its URL).
    CREATE TABLE pages (
        site TEXT NOT NULL,
        key TEXT NOT NULL,
        url TEXT NOT NULL,
        source TEXT,                       -- JSON of the source that reads it; NULL: an article
        state TEXT NOT NULL,               -- pending, done, failed, gone
        found_via TEXT,
        found_on TEXT,
        depth INTEGER NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,  -- failures in a row
        reason TEXT,                       -- of the last failure
        run INTEGER,                       -- in which it was found
        next_visit INTEGER,                -- Unix seconds; NULL: only when a source says it changed
        visited_at INTEGER,                -- Unix seconds
        changed_at INTEGER,                -- Unix seconds; the latest that a source says of it
        etag TEXT,
        last_modified TEXT,
        PRIMARY KEY (site, key)
    ) WITHOUT ROWID;
    CREATE INDEX pages_due ON pages (site, next_visit) WHERE next_visit IS NOT NULL;

    CREATE TABLE articles (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        site TEXT NOT NULL,
        revision INTEGER NOT NULL,         -- the latest
        digest BLOB NOT NULL,              -- of what makes a revision
        first_seen_at INTEGER NOT NULL     -- Unix seconds
    );

    -- The lines that went out or are owed to a feed.
    CREATE TABLE revisions (
        article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
        revision INTEGER NOT NULL,
        made_at INTEGER NOT NULL,          -- Unix seconds
        run INTEGER,                       -- whose feed it is for
        delivered INTEGER NOT NULL,        -- 1: safely in a finished feed
        line BLOB NOT NULL,                -- the JSON line, zlib
        PRIMARY KEY (article, revision)
    ) WITHOUT ROWID;
    CREATE INDEX revisions_owed ON revisions (run) WHERE delivered = 0;

    -- Locality-sensitive hashing: articles with nearly the same text share a bucket.
    CREATE TABLE buckets (
        bucket INTEGER NOT NULL,
        article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
        PRIMARY KEY (bucket, article)
    ) WITHOUT ROWID;
    CREATE TABLE filed (article INTEGER NOT NULL);  -- one row: up to which all are in their buckets
    INSERT INTO filed VALUES (0);

    CREATE TABLE runs (
        number INTEGER PRIMARY KEY,
        site TEXT NOT NULL,
        started_at INTEGER NOT NULL,       -- Unix seconds
        ended_at INTEGER,                  -- NULL: running, or died
        complete INTEGER NOT NULL DEFAULT 0,  -- 1: came to its own end with every source read
        feed TEXT                          -- where its lines go
    );
    """,
    """
    ALTER TABLE runs ADD COLUMN fields TEXT;  -- JSON of a healthy run's shares of filled fields
    """,
    """
    -- New lines are Zstandard, older ones stay zlib; see newsbot.ledger.storage.compression.
    -- The last line of an article has its content, so that no digest is needed.
    ALTER TABLE articles DROP COLUMN digest;
    -- See articles/near_duplicates.py; empty for a short text, NULL if an older version wrote it.
    ALTER TABLE articles ADD COLUMN sketch BLOB;
    CREATE TABLE rests (
        host TEXT PRIMARY KEY,             -- asks to be left alone (Retry-After)
        until INTEGER NOT NULL,            -- Unix seconds
        url TEXT NOT NULL                  -- the page that was answered so
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE pages ADD COLUMN amp_url TEXT;        -- an AMP page of the article
    ALTER TABLE pages ADD COLUMN written_at INTEGER;  -- Unix seconds; of one that since= left out
    -- 1: its related stories are to be noted from its depth. Before this version a run did not
    -- note related stories beyond its related_depth=.
    ALTER TABLE pages ADD COLUMN links_due INTEGER NOT NULL DEFAULT 0;
    UPDATE pages SET links_due = 1 WHERE source IS NULL AND state = 'done';
    -- An article that the user named is as near as a source says, see crawl_state/pages.py.
    UPDATE pages SET depth = 1000000 WHERE found_via = 'argument';
    CREATE INDEX pages_links_due ON pages (site, state) WHERE links_due = 1;

    -- What is known of a source (a sitemap, a feed, the first page of a listing) from its last
    -- answer.
    CREATE TABLE sources (
        site TEXT NOT NULL,
        url TEXT NOT NULL,
        etag TEXT,
        last_modified TEXT,
        names TEXT,                        -- JSON: [[URL, source], …], the sources that it names
        noted_run INTEGER NOT NULL DEFAULT 0,     -- the run that got this answer
        complete_run INTEGER NOT NULL DEFAULT 0,  -- the last run that read a listing to its end
        -- Changes that it told of and that were found, or were not; older ones count less.
        marks_right REAL NOT NULL DEFAULT 0,
        marks_wrong REAL NOT NULL DEFAULT 0,
        PRIMARY KEY (site, url)
    ) WITHOUT ROWID;
    ALTER TABLE runs DROP COLUMN complete;
    -- Buckets are written with their article. Articles that are in none (a rebuild lost them, or
    -- they waited when a run died) lose their sketch: the next run makes both anew.
    DROP TABLE filed;
    UPDATE articles SET sketch = NULL WHERE number NOT IN (SELECT article FROM buckets);
    CREATE INDEX articles_without_sketch ON articles (number) WHERE sketch IS NULL;
    -- newsbot.items.SCHEMA_VERSION of the line; NULL: an older newsbot wrote it, or it was read
    -- from a feed.
    ALTER TABLE revisions ADD COLUMN schema_version INTEGER;
    """,
    """
    -- A key for each picture that its page showed when the article became known, see
    -- newsbot.ledger.articles.pictures; NULL if an older version wrote the article.
    ALTER TABLE articles ADD COLUMN pictures BLOB;
    """,
    """
    CREATE TABLE robots_copies (
        url TEXT PRIMARY KEY,              -- of a robots.txt
        fetched_at INTEGER NOT NULL,       -- Unix seconds
        body BLOB NOT NULL                 -- its last good text, zlib
    ) WITHOUT ROWID;
    -- See FRUITFUL, PROMISING and EMPTY in newsbot.ledger.crawl_state.sources. All sources that an
    -- older newsbot knew count as 1.
    ALTER TABLE sources ADD COLUMN is_fruitful INTEGER NOT NULL DEFAULT 0;
    UPDATE sources SET is_fruitful = 1;
    """,
    """
    -- Runs that are not over, but whose feed is stored: all lines that they owe are delivered. The
    -- lines are marked in several transactions, so that runs of other sites can write in between.
    CREATE TABLE IF NOT EXISTS stored_runs (number INTEGER PRIMARY KEY);
    """,
    """
    -- For the report of a run, which shows its revisions; without the index all rows are read.
    CREATE INDEX IF NOT EXISTS revisions_by_run ON revisions (run);
    """,
    """
    -- 1: requests of the run failed at first and succeeded when they were retried.
    ALTER TABLE runs ADD COLUMN faults_passed INTEGER NOT NULL DEFAULT 0;
    """,
    """
    -- The number of newly failed pages in a run without an article. 0: the run read an article.
    -- NULL: the run reached no page, or crashed, or an older newsbot wrote the row.
    ALTER TABLE runs ADD COLUMN unread INTEGER;
    ALTER TABLE pages ADD COLUMN failed_run INTEGER;  -- the run in which it failed last
    """,
)
VERSION = len(MIGRATIONS)


def version_of(file: Path, connection: sqlite3.Connection) -> int:
    """Return the version of a ledger; 0 for an empty file.

    Raises:
        LedgerError: A newer newsbot wrote the ledger.
    """
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise LedgerError(
            f"the ledger {file} has version {version}, and this newsbot reads up to {VERSION}: "
            "use the newsbot that wrote it, or a newer one"
        )
    return version


def migrate(connection: sqlite3.Connection) -> None:
    """Migrate a ledger, or an empty file, to VERSION: one transaction for each version."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    for number in range(version, VERSION):
        connection.executescript(
            f"BEGIN IMMEDIATE; {MIGRATIONS[number]}; PRAGMA user_version = {number + 1}; COMMIT;"
        )
