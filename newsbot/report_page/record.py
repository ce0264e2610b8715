"""Find a run: its report in ``runs.jsonl``, or its row in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsbot.exceptions import NotFoundError
from newsbot.files.names import START_FORMAT
from newsbot.ledger import past_runs
from newsbot.reporting import run_reports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbot.ledger.storage.database import Database

SAME_START = 5  # seconds that may lie between Scrapy's start of a run and the ledger's


@dataclass(frozen=True, slots=True)
class RunRecord:
    """The report of a run, from any version of newsbot.

    ``report``: the object in ``runs.jsonl``. People may have edited the file: the properties check
    each value.
    """

    report: dict[str, Any]

    @property
    def spider(self) -> str:
        """The spider's name, which is also the name of a folder."""
        return _step(str(self.report.get("spider"))) or "unknown"

    @property
    def site(self) -> str:
        """The site: the spider's name; for a site without a declaration, with the host."""
        return str(self.report.get("site") or self.spider)

    @property
    def number(self) -> int | None:
        """The run's number in the ledger; None if it is not known."""
        number = self.report.get("number")
        return number if isinstance(number, int) else None

    @property
    def name(self) -> str:
        """The name of the run's files, without ending."""
        if isinstance(name := self.report.get("run"), str) and _step(name) == name:
            return name
        for feed in self.feeds:
            if feed.endswith(".jsonl") and Path(feed).parent.name == self.spider:
                return Path(feed).stem
        return f"{self.started_at:{START_FORMAT}}" if self.started_at else "unknown"

    @property
    def feeds(self) -> list[str]:
        """The URIs of its feeds."""
        found = self.report.get("feeds")
        return [str(value) for value in found] if isinstance(found, list) else []

    @property
    def job(self) -> str:
        """Scrapyd's job id; "" for another run."""
        return str(self.report.get("job") or "")

    @property
    def started_at(self) -> datetime | None:
        """When it began, in UTC."""
        return _utc(self.report.get("started_at"))

    @property
    def finished_at(self) -> datetime | None:
        """When it ended, in UTC."""
        return _utc(self.report.get("finished_at"))

    @property
    def outcome(self) -> str:
        """The name of its outcome."""
        return str(self.report.get("outcome") or "unknown")

    @property
    def articles(self) -> int:
        """The number of lines in its feed."""
        return self.whole("articles")

    @property
    def rejects(self) -> int:
        """The number of its rejects."""
        return self.whole("rejects")

    def whole(self, name: str) -> int:
        """Return a number in the report; 0 if it is missing."""
        return _whole(self.report.get(name))

    def count(self, name: str) -> int:
        """Return one of the report's ``counts``; 0 if it is missing."""
        return _whole(self.dictionary("counts").get(name))

    def counts_below(self, prefix: str) -> dict[str, int]:
        """Return the counts whose names begin with ``prefix/``, the largest first."""
        found = {
            name.removeprefix(f"{prefix}/"): _whole(value)
            for name, value in self.dictionary("counts").items()
            if name.startswith(f"{prefix}/")
        }
        return dict(sorted(found.items(), key=lambda entry: (-entry[1], entry[0])))

    def dictionary(self, name: str) -> dict[str, Any]:
        """Return an object in the report; {} if it is missing."""
        found = self.report.get(name)
        return found if isinstance(found, dict) else {}

    def is_named(self, name: str) -> bool:
        """Return whether a text is the name of this run's files, its job or its number."""
        return bool(name) and name in (self.name, str(self.number or ""), self.job)


def _step(name: str) -> str:
    """Return the last step of a path if it is the name of a file, else ""."""
    last = Path(name).name
    return last if last != ".." and last.isprintable() else ""


def records(folder: Path, site: str | None = None) -> Iterator[RunRecord]:
    """Yield the runs of a data directory, or of one site or spider of it, newest first."""
    try:
        reports = run_reports.latest(folder / run_reports.FILE)
        for report in reports:
            record = RunRecord(report)
            if site is None or site in (record.site, record.spider):
                yield record
    except FileNotFoundError:
        return


def find(folder: Path, database: Database | None, name: str | None, site: str | None) -> RunRecord:
    """Return a run by its name, or the last run.

    A run without a report, because it is under way or was killed, is found in the ledger.

    Args:
        folder: The data directory.
        database: The ledger; None if there is none.
        name: The name of the run's files, its job or its number; None: the last run.
        site: A site or spider; None: any.

    Raises:
        NotFoundError: There is no such run.
    """
    for record in records(folder, site):
        if name is None or record.is_named(name):
            return record
    for run in past_runs.runs(database, site) if database is not None else ():
        record = of_ledger(run)
        if name is None or record.is_named(name):
            return record
    which = f"run {name!r}" if name else "run"
    raise NotFoundError(f"there is no {which}{f' of {site}' if site else ''} in {folder}")


def with_number(record: RunRecord, database: Database) -> RunRecord:
    """Return a record with its number in the ledger, which an older newsbot did not note."""
    if "run" in record.report or record.number is not None or record.started_at is None:
        return record
    start = record.started_at.timestamp()
    for run in past_runs.runs(database, record.site):
        if run.feed in record.feeds or abs(run.started_at - start) <= SAME_START:
            return RunRecord({**record.report, "number": run.number})
    return record


def of_ledger(run: past_runs.PastRun) -> RunRecord:
    """Return the record of a run that has no report, from the ledger."""
    ended = run.ended_at and datetime.fromtimestamp(run.ended_at, UTC)
    return RunRecord(
        {
            "spider": run.site.partition(":")[0],
            "site": run.site,
            "number": run.number,
            "feeds": [run.feed] if run.feed else [],
            "started_at": datetime.fromtimestamp(run.started_at, UTC).isoformat(),
            "finished_at": ended.isoformat() if ended else None,
        }
    )


def _utc(value: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    if not MINYEAR < at.year < MAXYEAR:  # in another time zone the year may be out of range
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _whole(value: Any) -> int:
    is_number = isinstance(value, int | float) and abs(value) < run_reports.MAX_NUMBER  # nor NaN
    return int(value) if is_number else 0
