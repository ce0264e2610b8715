"""Read the captures of archives for a crawl: each once, in the order of time, on all cores."""

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
    failure,
    unread,
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
# Bytes of archives from which on processes are worth the second that each takes to start.
LARGE = 4 << 20


class Task(NamedTuple):
    """A capture, and what is to be done with it.

    Attributes:
        capture: The capture.
        source: The capture that holds its payload, to be read; None: nothing is read.
        reject: What becomes of a capture that is not read; None: nothing.
        answer: The response that a conversion was made of.
    """

    capture: Capture
    source: Capture | None = None
    reject: Reject | None = None
    answer: Capture | None = None


class Work(NamedTuple):
    """Captures for a process."""

    tasks: list[Task]
    options: ReadOptions
    probe_digests: frozenset[str]


class ArchiveCrawl:
    """The captures of some files.

    Args:
        files: Their paths.
        options: How they are read.
        ledger: What is known of articles.
        stats: Of the crawl.
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
        self._probe_digests: frozenset[str] = (
            frozenset()
        )  # of pages that say that they do not exist
        self._is_second_round = False
        # Of articles with several captures: those that were read, the last page without an article,
        # and captures of AMP pages, which are read where no canonical page gave the article.
        self._read: set[str] = set()
        self._unread: dict[str, Article | Reject] = {}
        self._amp: dict[str, list[Capture]] = {}
        size = sum(Path(file).stat().st_size for file in files if Path(file).is_file())
        self._workers = Workers(cores() if size > LARGE else 0)

    async def items(self) -> AsyncIterator[Article | Reject]:
        """Yield the articles of all captures in the order of time; and rejects."""
        self._count(stat_names.ARCHIVE_FILES, len(self._files))
        works = [
            (file, self._options, f"{self._folder.name}/{n}") for n, file in enumerate(self._files)
        ]
        for (file, _, found), future in self._workers.map(index, works):
            try:
                count = await asyncio.wrap_future(future)
            except BrokenProcessPool:
                count = await asyncio.wrap_future(
                    self._workers.submit(index, (file, self._options, found))
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
        """End the processes, and remove what was written for this crawl alone."""
        self._workers.close()
        self._captures.close()
        self._folder.cleanup()

    def _articles(self) -> Iterator[Capture]:
        return (capture for capture in self._captures if not capture.is_probe)

    def _ingest(self, file: Path) -> Iterator[Reject]:
        """Note the captures that a process found in a file; yield the rejects."""
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
        """Return what is to be done with a capture."""
        if not is_readable(capture):
            return Task(capture, None, failure(capture))
        others = self._captures.of(capture.key)
        if any(other.type == CONVERSION and other.refers_id == capture.record for other in others):
            self._count(stat_names.ARCHIVE_SUPERSEDED)  # a browser made more of it
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
            is_shown = capture.type == CONVERSION
            answers = (other for other in others if is_shown and other.record == capture.refers_id)
            return Task(capture, source, answer=next(answers, None))
        if not capture.is_declared or (capture.not_modified and known_at is not None):
            return Task(capture)
        detail = "it repeats a record that is in none of the files"
        return Task(capture, None, unread(capture, NO_SOURCE, detail))

    async def _results(self, tasks: Iterable[Task]) -> AsyncIterator[CaptureResult]:
        """Yield what captures show, in order, while processes read the next ones."""
        remaining = iter(tasks)
        works = (
            Work(some, self._options, self._probe_digests)
            for some in iter(lambda: list(islice(remaining, CHUNK)), [])
        )
        future: Future[list[CaptureResult]]
        for work, future in self._workers.map(read_all, works):
            for result in await self._result(work, future):
                yield result

    async def _result(self, work: Work, future: Future[list[CaptureResult]]) -> list[CaptureResult]:
        """Return the result of some work; where its process died, of one capture after another."""
        try:
            return await asyncio.wrap_future(future)
        except BrokenProcessPool:
            logger.warning("a process that read archives died; its work is done again")
        found: list[CaptureResult] = []
        for task in work.tasks:
            try:
                one = self._workers.submit(read_all, work._replace(tasks=[task]))
                (result,) = await asyncio.wrap_future(one)
                found.append(result)
            except BrokenProcessPool:
                reject = unread(task.capture, EXTRACTION_ERROR, "the process that read it died")
                found.append(CaptureResult(task.capture, reject))
        return found

    def _items_of(self, result: CaptureResult) -> Iterator[Article | Reject]:
        """Yield the article of a capture; a reject where no capture of the article gave it."""
        capture, item = result.capture, result.item
        others = self._captures.of(capture.key)
        if isinstance(item, Article) and result.page_digest:
            self._read.add(capture.key)
            if article := self._wanted(result, item, others):
                yield article
        elif item is not None:  # a reject, or what the pipelines make one of
            self._unread[capture.key] = item
        if isinstance(item, Reject) and item.reason == EXTRACTION_ERROR:
            self._count(stat_names.PAGES_EXTRACTION_ERRORS)
        is_last = capture == (self._amp[capture.key] if self._is_second_round else others)[-1]
        if is_last:
            yield from self._concluded(capture.key)

    def _wanted(
        self, result: CaptureResult, article: Article, others: list[Capture]
    ) -> Article | None:
        """Return an article; None for one that is known, or that a canonical page shows."""
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
        """Yield the reject of an article none of whose captures gave it, after the last one."""
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


def index(work: tuple[str, ReadOptions, str]) -> int:
    """Write the captures of a file, and its rejects, to another file; return their number."""
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


def read_all(work: Work) -> list[CaptureResult]:
    """Return what some captures show."""
    return [
        CaptureResult(task.capture, task.reject)
        if task.source is None
        else read_capture(task.capture, work.options, task.source, work.probe_digests, task.answer)
        for task in work.tasks
    ]
