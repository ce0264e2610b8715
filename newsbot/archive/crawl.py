"""Read the captures of archives for a crawl, each once, in the order of time, on all cores."""

from __future__ import annotations

import asyncio
import logging
import pickle
import tempfile
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from newsbot.archive.captures import Captures, is_readable, is_superseded
from newsbot.archive.extracting import UNPACKED, CaptureResult, read_capture
from newsbot.archive.finding import (
    CONVERSION,
    NO_SOURCE,
    OK,
    Capture,
    ReadOptions,
    captures,
    reject_of_capture,
    reject_of_status,
)
from newsbot.archive.reading import is_addressable, unpack_file
from newsbot.archive.workers import Workers, cores
from newsbot.items import Article, Reject
from newsbot.page import EXTRACTION_ERROR
from newsbot.reporting import stat_names

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from scrapy.statscollectors import StatsCollector

    from newsbot.archive.ledgers import ArchiveLedger

logger = logging.getLogger(__name__)
CHUNK = 16  # captures that a process reads at a time
# Bytes. Processes are used for larger archives only, because each takes a second to start.
LARGE = 4 << 20


class Task(NamedTuple):
    """A capture, and how it is read.

    Attributes:
        capture: The capture.
        source: The capture with the payload; None: the capture is not read.
        reject: The reject of a capture that is not read; None: it gives nothing.
        answer: The capture of the response that a conversion was made of.
    """

    capture: Capture
    source: Capture | None = None
    reject: Reject | None = None
    answer: Capture | None = None


class Work(NamedTuple):
    """The captures that a process reads at a time."""

    tasks: list[Task]
    options: ReadOptions
    probe_digests: frozenset[str]


class ArchiveCrawl:
    """Reads the articles of some archive files; the spider ``warc`` makes it.

    Args:
        files: The paths of the files.
        options: How archives are read.
        ledger: The ledger of the run.
        stats: The stats of the crawl.
    """

    def __init__(
        self,
        files: Sequence[str],
        options: ReadOptions,
        ledger: ArchiveLedger,
        stats: StatsCollector,
    ) -> None:
        self._files = files
        self._options = options
        self._ledger = ledger
        self._stats = stats
        self._captures = Captures()
        self._folder = tempfile.TemporaryDirectory(prefix="newsbot-archive-")
        # Digests of the pages that sites show for addresses that do not exist.
        self._probe_digests: frozenset[str] = frozenset()
        self._is_second_round = False
        self._read: set[str] = set()  # ids of articles of which a capture was read
        self._unread: dict[str, Article | Reject] = {}  # id → result of a capture without article
        # id → captures of AMP pages, which are read if no canonical page gave the article
        self._amp: dict[str, list[Capture]] = {}
        size = sum(Path(file).stat().st_size for file in files if Path(file).is_file())
        self._workers = Workers(cores() if size > LARGE else 0)

    async def items(self) -> AsyncIterator[Article | Reject]:
        """Yield the articles of all captures in the order of time, and rejects."""
        self._count(stat_names.ARCHIVE_FILES, len(self._files))
        works = [
            (file, self._options, f"{self._folder.name}/{n}") for n, file in enumerate(self._files)
        ]
        for (file, _, found), future in self._workers.map(index_file, works):
            try:
                count = await asyncio.wrap_future(future)
            except BrokenProcessPool:
                count = await asyncio.wrap_future(
                    self._workers.submit(index_file, (file, self._options, found))
                )
            logger.info("%s: %d captures of articles' pages", file, count)
            for reject in self._ingest(Path(found)):
                yield reject
        self._captures.complete()
        probes = (Task(probe, probe) for probe in self._captures.probes() if probe.status in OK)
        digests = [result.page_digest async for result in self._results(probes)]
        self._probe_digests = frozenset(digests) - {""}
        async for result in self._results(map(self._task, self._articles())):
            for item in self._items_of(result):
                yield item
        self._is_second_round = True
        again = (
            Task(capture, self._source(capture)) for key in self._amp for capture in self._amp[key]
        )
        async for result in self._results(again):
            for item in self._items_of(result):
                yield item

    def close(self) -> None:
        """End the processes, and remove the temporary files."""
        self._workers.close()
        self._captures.close()
        self._folder.cleanup()

    def _articles(self) -> Iterator[Capture]:
        return (capture for capture in self._captures if not capture.is_probe)

    def _ingest(self, file: Path) -> Iterator[Reject]:
        """Add the captures that ``index_file`` wrote to a file; yield its rejects."""
        with file.open("rb") as stream:
            while True:
                try:
                    found, rejects = pickle.load(stream)  # noqa: S301  # written by our process
                except EOFError:
                    break
                self._captures.add(found)
                yield from rejects
        file.unlink()

    def _source(self, capture: Capture) -> Capture | None:
        return self._captures.source(capture) if capture.type == "revisit" else capture

    def _task(self, capture: Capture) -> Task:
        """Decide how a capture is read."""
        if not is_readable(capture):
            return Task(capture, None, reject_of_status(capture))
        others = self._captures.of(capture.key)
        if any(other.type == CONVERSION and other.refers_id == capture.record for other in others):
            self._count(stat_names.ARCHIVE_SUPERSEDED)  # by the page as a browser shows it
            return Task(capture)
        known_at = self._ledger.known_at(capture.key)
        if is_superseded(capture, others, known_at):
            self._count(stat_names.ARCHIVE_KNOWN)
            return Task(capture)
        has_canonical = any(is_readable(other) and not other.is_amp for other in others)
        if capture.is_amp and (has_canonical or known_at is not None):
            self._count(stat_names.ARCHIVE_SUPERSEDED)
            if known_at is None:
                self._amp.setdefault(capture.key, []).append(capture)
            return Task(capture)
        if source := self._source(capture):
            is_rendered = capture.type == CONVERSION
            answers = (
                other for other in others if is_rendered and other.record == capture.refers_id
            )
            return Task(capture, source, answer=next(answers, None))
        if not capture.is_declared or (capture.not_modified and known_at is not None):
            return Task(capture)
        detail = "it repeats a record that is not in any of the files"
        return Task(capture, None, reject_of_capture(capture, NO_SOURCE, detail))

    async def _results(self, tasks: Iterable[Task]) -> AsyncIterator[CaptureResult]:
        """Yield the results of captures in order, while processes read the next ones."""
        remaining = iter(tasks)
        works = (
            Work(some, self._options, self._probe_digests)
            for some in iter(lambda: list(islice(remaining, CHUNK)), [])
        )
        future: Future[list[CaptureResult]]
        for work, future in self._workers.map(read_captures, works):
            for result in await self._result(work, future):
                yield result

    async def _result(self, work: Work, future: Future[list[CaptureResult]]) -> list[CaptureResult]:
        """Return the results of some captures; read each alone if the process died."""
        try:
            return await asyncio.wrap_future(future)
        except BrokenProcessPool:
            logger.warning("a process that read archives died; its captures are read again")
        found: list[CaptureResult] = []
        for task in work.tasks:
            try:
                one = self._workers.submit(read_captures, work._replace(tasks=[task]))
                (result,) = await asyncio.wrap_future(one)
                found.append(result)
            except BrokenProcessPool:
                detail = "the process that read it died"
                reject = reject_of_capture(task.capture, EXTRACTION_ERROR, detail)
                found.append(CaptureResult(task.capture, reject))
        return found

    def _items_of(self, result: CaptureResult) -> Iterator[Article | Reject]:
        """Yield the article of a capture; after its last capture, the reject of an article."""
        capture, item = result.capture, result.item
        others = self._captures.of(capture.key)
        if isinstance(item, Article) and result.page_digest:
            self._read.add(capture.key)
            if article := self._wanted(result, item, others):
                yield article
        elif item is not None:  # a reject, or an article that the pipelines will reject
            self._unread[capture.key] = item
        if isinstance(item, Reject) and item.reason == EXTRACTION_ERROR:
            self._count(stat_names.PAGES_EXTRACTION_ERRORS)
        is_last = capture == (self._amp[capture.key] if self._is_second_round else others)[-1]
        if is_last:
            yield from self._concluded(capture.key)

    def _wanted(
        self, result: CaptureResult, article: Article, others: list[Capture]
    ) -> Article | None:
        """Return an article; None if it is known, or a canonical page shows it."""
        capture = result.capture
        self._count(stat_names.ARCHIVE_CAPTURES)
        if result.is_amp and not capture.is_amp:
            canonical = [
                other for other in others if is_readable(other) and other.url != capture.url
            ]
            if canonical and article.url != capture.url:
                self._count(stat_names.ARCHIVE_SUPERSEDED)
                return None
        if article.id != capture.key and is_superseded(
            capture, others, self._ledger.known_at(article.id)
        ):
            self._count(stat_names.ARCHIVE_KNOWN)
            return None
        return article

    def _concluded(self, key: str) -> Iterator[Article | Reject]:
        """Yield the reject of an article that no capture gave; called after the last capture."""
        is_read = key in self._read
        self._read.discard(key)
        if is_read:
            self._amp.pop(key, None)
        if not is_read and not self._is_second_round and key in self._amp:
            return
        unread = self._unread.pop(key, None)
        if unread is not None and not is_read and self._ledger.known_at(key) is None:
            yield unread

    def _count(self, name: str, by: int = 1) -> None:
        self._stats.inc_value(name, by)


def index_file(work: tuple[str, ReadOptions, str]) -> int:
    """Write the captures and rejects of an archive file to another file.

    Args:
        work: The path of the archive file, how it is read, and the path of the other file.

    Returns:
        The number of captures.
    """
    file, options, found = work
    count = 0
    if not is_addressable(file):
        unpacked = f"{found}-{Path(file).name}{UNPACKED}"
        unpack_file(file, unpacked)
        file = unpacked
    with open(found, "wb") as stream:
        results = captures(file, options)
        while some := list(islice(results, 1000)):
            rows = [one[0] for one in some if not isinstance(one, Reject)]
            pickle.dump((rows, [one for one in some if isinstance(one, Reject)]), stream)
            count += len(rows)
    return count


def read_captures(work: Work) -> list[CaptureResult]:
    """Read some captures; return their results in order."""
    return [
        CaptureResult(task.capture, task.reject)
        if task.source is None
        else read_capture(task.capture, work.options, task.source, work.probe_digests, task.answer)
        for task in work.tasks
    ]
