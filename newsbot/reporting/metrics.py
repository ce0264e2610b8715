"""Write metrics of runs for Prometheus: a text file for node_exporter's textfile collector.

Several processes may write to one file. Each locks the folder, replaces the lines of its own site,
adds to its counters, and replaces the file atomically.
"""

from __future__ import annotations

import errno
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsbot.files.private import lock_file, write_whole
from newsbot.reporting import run_reports, stat_names
from newsbot.reporting.outcomes import ALREADY_RUNNING, GOOD
from newsbot.reporting.stat_groups import STATUSES, below

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DEFAULT_NAME = "newsbot.prom"  # in a folder; the collector reads *.prom
MODE = 0o644  # the collector runs as another user; the file contains no texts
MAX_LOCKED = 1.0  # seconds for which a run waits for the lock
# Name → type, help. A name never changes its meaning: people's alerts use it.
METRICS = {
    "newsbot_run_active": ("gauge", "1 while a run is under way."),
    "newsbot_run_start_timestamp_seconds": (
        "gauge",
        "Start of the latest run.",
    ),
    "newsbot_metrics_timestamp_seconds": ("gauge", "When these lines were written."),
    "newsbot_last_run_timestamp_seconds": ("gauge", "End of the last run."),
    "newsbot_last_run_success": ("gauge", "1 if the last run read the site and found no fault."),
    "newsbot_last_run_outcome": ("gauge", "1 for the outcome of the last run."),
    "newsbot_last_run_exit_status": ("gauge", "Exit status of the last run."),
    "newsbot_last_run_duration_seconds": ("gauge", "Duration of the last run."),
    "newsbot_last_run_articles": ("gauge", "Articles that the last run delivered."),
    "newsbot_last_run_rejects": ("gauge", "Rejects of the last run, by reason."),
    "newsbot_last_run_field_fill_ratio": ("gauge", "Share of the last run's pages with a field."),
    "newsbot_last_success_timestamp_seconds": ("gauge", "End of the last run without a fault."),
    "newsbot_runs_total": ("counter", "Runs that ended, by outcome."),
    "newsbot_articles_total": ("counter", "Articles that were delivered."),
    "newsbot_rejects_total": ("counter", "Pages that gave no article, by reason."),
    "newsbot_fields_total": ("counter", "Pages on which a field was filled or missing."),
    "newsbot_requests_total": ("counter", "Requests that were sent."),
    "newsbot_responses_total": ("counter", "Responses, by status code."),
    "newsbot_backoffs_total": ("counter", "Answers by which a host asked to be left alone."),
    "newsbot_wait_seconds_total": ("counter", "Seconds waited because hosts asked for it."),
}
ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})
FIELD_STATES = ("filled", "missing")
Values = dict[str, float]  # series → value


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels that every line of a site has."""

    spider: str
    site: str

    def series(self, name: str, **more: str) -> str:
        """Return the name of a series in the file: ``name{spider="…",site="…"}``."""
        labels = {"spider": self.spider, "site": self.site, **more}
        pairs = ",".join(f'{key}="{_escaped(value)}"' for key, value in labels.items())
        return f"{name}{{{pairs}}}"

    def has(self, series: str) -> bool:
        """Return whether a series of the file belongs to the site."""
        _, _, labels = series.partition("{")
        return labels.startswith(self.series("").removeprefix("{").removesuffix("}"))


class MetricsFile:
    """Writes the metrics of one run.

    Args:
        setting: NEWSBOT_METRICS_FILE: a file, or a folder; ``%(spider)s`` is the spider's name.
        labels: The labels of the run's site.
        reports: The file ``runs.jsonl``; it has the last success if the metrics file lacks it.
    """

    def __init__(self, setting: str, labels: Labels, reports: Path) -> None:
        path = Path(setting.replace("%(spider)s", labels.spider))
        self.file = path / DEFAULT_NAME if path.is_dir() else path
        self._labels = labels
        self._reports = reports
        self._written: Values = {}  # counters of this run that the file already includes

    def write_running(self, started: float, counters: Values) -> None:
        """Write the metrics of a run under way.

        Args:
            started: When the run began (Unix seconds).
            counters: The counters of the run, see ``counters_of``.

        Raises:
            OSError: The file cannot be written.
        """
        series = self._labels.series
        gauges = {
            series("newsbot_run_active"): 1,
            series("newsbot_run_start_timestamp_seconds"): started,
        }
        self._update(gauges, counters, keeps=True)

    def write_ended(self, run: Mapping[str, Any], counters: Values) -> None:
        """Write the metrics of a run that ended.

        Args:
            run: The report of the run.
            counters: The counters of the run, see ``counters_of``.

        Raises:
            OSError: The file cannot be written.
        """
        name = run["outcome"]
        runs = {self._labels.series("newsbot_runs_total", outcome=name): 1.0}
        if name == ALREADY_RUNNING:  # the other run of the site goes on
            self._update({}, runs, keeps=True)
        else:
            self._update(self._ended(run), {**counters, **runs}, keeps=False)

    def _ended(self, run: Mapping[str, Any]) -> Values:
        series, name = self._labels.series, run["outcome"]
        ended = _unix(run["finished_at"])
        is_good = name in GOOD
        gauges: Values = {
            series("newsbot_run_active"): 0,
            series("newsbot_last_run_timestamp_seconds"): ended,
            series("newsbot_last_run_success"): is_good,
            series("newsbot_last_run_outcome", outcome=name): 1,
            series("newsbot_last_run_exit_status"): run["status"],
            series("newsbot_last_run_duration_seconds"): run.get("seconds", 0),
            series("newsbot_last_run_articles"): run.get("articles", 0),
        }
        if run.get("started_at"):
            gauges[series("newsbot_run_start_timestamp_seconds")] = _unix(run["started_at"])
        for reason, count in below("rejects", run.get("counts", {})).items():
            gauges[series("newsbot_last_run_rejects", reason=reason)] = count
        for field, found in run.get("fields", {}).items():
            if pages := found["filled"] + found["missing"]:
                filled = series("newsbot_last_run_field_fill_ratio", field=field)
                gauges[filled] = round(found["filled"] / pages, 6)
        if is_good:
            gauges[series("newsbot_last_success_timestamp_seconds")] = ended
        return gauges

    def _update(self, gauges: Values, counters: Values, keeps: bool) -> None:
        """Replace the site's gauges, and increase its counters by the growth since the last call.

        ``keeps``: gauges that are not given stay; otherwise they go, except the last success.
        """
        success = self._labels.series("newsbot_last_success_timestamp_seconds")
        with _locked(self.file.parent):
            values = _read(self.file)
            if success not in values and success not in gauges and (at := self._last_success()):
                values[success] = at
            for series in list(values):
                is_counter = METRICS[series.partition("{")[0]][0] == "counter"
                if self._labels.has(series) and not (keeps or is_counter or series == success):
                    del values[series]
            for series, value in counters.items():
                values[series] = values.get(series, 0) + value - self._written.get(series, 0)
            now = self._labels.series("newsbot_metrics_timestamp_seconds")
            _write(self.file, {**values, **gauges, now: round(time.time(), 3)})
        self._written = dict(counters)

    def _last_success(self) -> float | None:
        """Return when the last good run ended, by the reports of runs (Unix seconds)."""
        try:
            for run in run_reports.latest(self._reports):
                is_ours = run.get("site", run.get("spider")) == self._labels.site
                if is_ours and run.get("outcome") in GOOD and run.get("finished_at"):
                    return _unix(run["finished_at"])
        except (OSError, ValueError):
            pass
        return None


def counters_of(labels: Labels, stats: Mapping[str, Any]) -> Values:
    """Return the counters of a run from its stats."""
    series = labels.series
    plain = {
        series("newsbot_articles_total"): stat_names.ARTICLES,
        series("newsbot_requests_total"): "downloader/request_count",
        series("newsbot_wait_seconds_total"): stat_names.RETRY_AFTER_SECONDS,
        series("newsbot_backoffs_total", reason="retry_after"): stat_names.RETRY_AFTER_ANSWERS,
        series("newsbot_backoffs_total", reason="overload"): stat_names.OVERLOAD_PAUSES,
    }
    found: Values = {name: stats.get(stat, 0) for name, stat in plain.items()}
    for reason, count in below(stat_names.REJECTS, stats).items():
        found[series("newsbot_rejects_total", reason=reason)] = count
    for code, count in below(STATUSES, stats).items():
        found[series("newsbot_responses_total", code=code)] = count
    for key, count in below(stat_names.FIELD, stats).items():
        field, _, state = key.rpartition("/")
        if state in FIELD_STATES:
            found[series("newsbot_fields_total", field=field, state=state)] = count
    return found


def _unix(at: datetime | str) -> float:
    """Return a time of a report as Unix seconds."""
    instant = at if isinstance(at, datetime) else datetime.fromisoformat(at)
    return round(instant.timestamp(), 3)


def _escaped(value: str) -> str:
    """Return the value of a label, escaped for the format; a lone surrogate is escaped too."""
    return value.encode("utf-8", "backslashreplace").decode("utf-8").translate(ESCAPES)


# The file ----------------------------------------------------------------------------------------


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Lock a folder, for some milliseconds; raise OSError if that takes longer than MAX_LOCKED."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if not lock_file(descriptor, MAX_LOCKED):
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN), str(folder))
        yield
    finally:
        os.close(descriptor)


def _read(file: Path) -> Values:
    """Return the values in a metrics file; an empty dictionary if it does not exist."""
    values = {}
    try:
        text = file.read_text("utf-8", "replace")
    except FileNotFoundError:
        return {}
    for line in text.split("\n"):
        series, _, number = line.rpartition(" ")
        if series.partition("{")[0] in METRICS and series.endswith("}"):
            try:
                values[series] = float(number)
            except ValueError:
                continue
    return values


def _write(file: Path, values: Values) -> None:
    """Replace a metrics file atomically; its readers find a whole file."""
    lines = []
    for name, (kind, help_) in METRICS.items():
        samples = sorted(series for series in values if series.startswith(f"{name}{{"))
        if samples:
            lines += [f"# HELP {name} {help_}", f"# TYPE {name} {kind}"]
            lines += [f"{series} {_number(values[series])}" for series in samples]
    write_whole(file, ("\n".join(lines) + "\n").encode(), sync=False, mode=MODE)


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
