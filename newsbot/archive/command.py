"""Extract the articles of archives without a ledger: ``python -m newsbot extract --warc``."""

from __future__ import annotations

import sys
import time
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any

from newsbot.archive.cluster import Cluster
from newsbot.archive.files import files_of
from newsbot.archive.finding import ReadOptions
from newsbot.archive.merging import Summary, merge, owner_of_rejects, rejects_of
from newsbot.archive.parts import Job, make_part, part_name
from newsbot.archive.reading import need_fastwarc
from newsbot.archive.rows import ENDINGS, check_format, format_of
from newsbot.archive.workers import Workers, cores
from newsbot.console.terminal import print_error, run_command
from newsbot.exceptions import AlreadyRunningError, ArgumentError
from newsbot.extraction.sites import declared_spiders
from newsbot.files.private import lock_file, make_folder, own_opener
from newsbot.reporting.outcomes import STATUSES

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

PART_FORMAT = "jsonl.zst"  # format of the parts, if the output is one file
MAX_TRIES = 3  # tries to read a file whose process died


def add_options(command: argparse.ArgumentParser) -> None:
    """Add the options for archives to ``extract``."""
    group = command.add_argument_group("archives")
    group.add_argument("--warc", metavar="GLOB", help="WARC files, or a folder of them")
    group.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        help=f"a file ({', '.join(ENDINGS.values())}), or a folder: Parquet by site and month",
    )
    group.add_argument("--jobs", type=int, metavar="N", help="processes; default: one a core")
    group.add_argument("--dask", metavar="ADDRESS", help="a Dask scheduler: tcp://host:8786")


def extract_archives(given: argparse.Namespace) -> int:
    """Extract the articles of archives, as the options say; return the exit status."""

    def run() -> int:
        began = time.monotonic()
        summary, files, earlier = _extract(given)
        print_error(_message(summary, files, earlier, time.monotonic() - began, given.output))
        return 0 if summary.articles else STATUSES["no_articles"]

    return run_command(run)


def _extract(given: argparse.Namespace) -> tuple[Summary, int, int]:
    """Make the output.

    Returns:
        The figures of the output, the number of files, and how many of them an earlier run read.
    """
    need_fastwarc()
    output, format_ = _target(given.output)
    if given.jobs is not None and given.jobs < 1:
        raise ArgumentError(f"--jobs {given.jobs}: must be a whole number, at least 1")
    files = files_of(given.warc)
    is_folder = output.suffix == ""
    part_format = format_ if is_folder else PART_FORMAT
    folder = output.with_name(f"{output.name}.parts")
    options = ReadOptions(declared_spiders())
    with _locked(folder) as lock:
        jobs = [
            Job(
                file,
                (folder / part_name(file, part_format)).absolute(),
                options,
                part_format,
                is_folder,
            )
            for file in files
        ]
        todo = [job for job in jobs if not job.part.exists()]
        if given.dask:
            with (
                Cluster(given.dask) as cluster,
                _progress(len(jobs), len(jobs) - len(todo)) as advance,
            ):
                cluster.make(todo, advance)
        else:
            count = min(given.jobs or cores(), len(todo))
            with (
                closing(Workers(count if count > 1 else 0, lock)) as workers,
                _progress(len(jobs), len(jobs) - len(todo)) as advance,
            ):
                _make(todo, workers, advance)
        summary = merge([job.part for job in jobs], output, format_, part_format)
        rmtree(folder)
    return summary, len(files), len(jobs) - len(todo)


def _target(output_option: str | None) -> tuple[Path, str]:
    """Return the path and the format of the output.

    Raises:
        ArgumentError: The output cannot be written under this name.
    """
    if not output_option:
        raise ArgumentError("name the output with -o: a file (x.parquet, x.jsonl) or a folder")
    output = Path(output_option)
    format_ = format_of(output.name)
    if format_ is None and output.suffix:
        known = ", ".join(ENDINGS.values())
        raise ArgumentError(
            f"-o {output_option}: no format has this ending; known are {known}, or a folder"
        )
    if output.exists():
        raise ArgumentError(f"{output_option} exists: remove it, or name another output")
    if not output.name:
        raise ArgumentError(f"-o {output_option!r} names neither a file nor a folder")
    if other := owner_of_rejects(output):
        rejects = rejects_of(output)
        raise ArgumentError(f"{rejects} belongs to {other}: remove both, or name another output")
    check_format(format_ or "parquet")
    return output, format_ or "parquet"


@contextmanager
def _locked(folder: Path) -> Iterator[int]:
    """Lock the folder of an output's parts; yield the descriptor of the lock.

    Raises:
        AlreadyRunningError: Another process has the lock.
    """
    make_folder(folder)
    with open(folder / "lock", "ab", opener=own_opener) as lock:
        if not lock_file(lock):
            raise AlreadyRunningError(f"another process makes {folder}")
        for left in folder.glob("*.tmp"):  # files of a process that died
            rmtree(left, ignore_errors=True)
        try:
            yield lock.fileno()
        finally:
            if [path.name for path in folder.glob("*")] == ["lock"]:
                rmtree(folder)


def _make(todo: Sequence[Job], workers: Workers, advance: Callable[[], None]) -> None:
    """Make parts in processes of this machine; call ``advance`` after each."""
    failed: list[Job] = []
    for job, future in workers.map(make_part, todo):
        try:
            future.result()
            advance()
        except BrokenProcessPool:
            failed.append(job)
    for job in failed:
        _make_alone(workers, job)
        advance()


def _make_alone(workers: Workers, job: Job) -> None:
    for _ in range(MAX_TRIES):
        try:
            workers.submit(make_part, job).result()
        except BrokenProcessPool:
            continue
        return
    raise OSError(f"the process that reads {job.file} dies each time; the other parts are kept")


@contextmanager
def _progress(total: int, done: int) -> Iterator[Callable[[], None]]:
    """Show a progress bar of files on a terminal; yield the function that advances it."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns: Any = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("files", total=total, completed=done)
        yield lambda: progress.advance(task)


def _message(summary: Summary, files: int, earlier: int, seconds: float, output: str) -> str:
    rejects = sum(summary.reasons.values())
    reasons = ", ".join(f"{count} {name}" for name, count in sorted(summary.reasons.items()))
    rate = f"{summary.pages / max(seconds, 0.001):.0f} pages a second"
    if earlier:
        rate = f"an earlier run had read {earlier} of the files"
    return (
        f"{summary.articles} articles of {summary.pages} pages in {files} files, "
        f"{summary.duplicates} duplicates left out, {rejects} rejects"
        + (f" ({reasons})" if rejects else "")
        + f"; {rate}; stored in {output}"
    )
