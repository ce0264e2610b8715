"""Make the part of an output that has the articles of one archive file.

A process, on this machine or another, writes a part in a temporary folder and renames the folder: a
part with its name is whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from newsbot import IST, __version__
from newsbot.archive.captures import is_readable
from newsbot.archive.extracting import CaptureResult, read_block, read_capture
from newsbot.archive.finding import (
    CONVERSION,
    NO_SOURCE,
    Capture,
    ReadOptions,
    captures,
    reject_of_capture,
    reject_of_status,
)
from newsbot.archive.rows import ENDINGS, writing
from newsbot.extraction.extract import PIPELINES
from newsbot.feed_lines import feed_line
from newsbot.files.names import file_name
from newsbot.files.private import make_folder, own_opener, write_whole
from newsbot.items import Article, Reject
from newsbot.ledger.articles.revisions import REVISION_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbot.archive.rows import Rows

KEY_BYTES = 16  # bytes of a row's key: eight for the article's id, eight for its content
MANIFEST, REJECTS, KEYS, ROWS = "part.json", "rejects.jsonl", "keys", "rows"
MAX_OPEN = 100  # partitions of one part whose files are open at a time


@dataclass(frozen=True, slots=True)
class Job:
    """A part to be made.

    Attributes:
        file: The path of the archive file.
        part: The folder of the part.
        options: How archives are read.
        format: The format of the rows (newsbot.archive.rows).
        is_partitioned: Whether the rows are in folders by site and month.
    """

    file: str
    part: Path
    options: ReadOptions
    format: str
    is_partitioned: bool


def part_name(file: str, format_: str) -> str:
    """Return the name of a file's part; it depends on the file's state and newsbot's version."""
    try:
        stat = os.stat(file)
        state = f"{stat.st_size} {stat.st_mtime_ns}"
    except OSError:
        state = "missing"
    text = f"{Path(file).absolute()} {state} {format_} {__version__}"
    digest = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
    return f"{file_name(Path(file).name.partition('.')[0])}-{digest[:16]}"


def make_part(job: Job) -> str:
    """Make a part, unless it exists; return its name."""
    if job.part.exists():
        return job.part.name
    folder = job.part.with_name(f"{job.part.name}.{uuid.uuid4().hex}.tmp")
    try:
        make_folder(folder)
        manifest = _Part(job, folder).make()
        write_whole(folder / MANIFEST, json.dumps(manifest).encode())
        try:
            folder.rename(job.part)
        except OSError:
            if not (job.part / MANIFEST).exists():  # else another process made the part meanwhile
                raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return job.part.name


class _ReferredCaptures:
    """The captures of a file that other records of the file refer to; few captures are in memory.

    Attributes:
        rendered: The ids of responses for which the file also has a conversion, the page as a
            browser shows it.
    """

    def __init__(self, job: Job) -> None:
        self.rendered: set[str] = set()
        self._captures: dict[object, Capture | None] = {}
        for found in captures(job.file, job.options):
            if isinstance(found, Reject):
                continue
            if found[0].type == CONVERSION:
                self.rendered.add(found[0].refers_id)
            elif found[0].type == "revisit":
                self._captures |= dict.fromkeys(_names_in(found[0]))

    def note(self, capture: Capture) -> None:
        """Keep a capture with a payload, if a revisit refers to it."""
        for name in (capture.record, (capture.url, capture.at), capture.payload):
            if name in self._captures and self._captures[name] is None:
                self._captures[name] = capture

    def source(self, revisit: Capture) -> Capture | None:
        """Return the capture with the payload of a revisit; None if none was kept."""
        found = filter(None, map(self._captures.get, _names_in(revisit)))
        return next(
            (capture for capture in found if not _differ(capture.payload, revisit.payload)), None
        )


def _differ(digest: str, other: str) -> bool:
    """Return whether two digests differ; False if their algorithms do, so they say nothing."""
    (kind, _, value), (other_kind, _, other_value) = digest.partition(":"), other.partition(":")
    return kind == other_kind and value != other_value


def _names_in(revisit: Capture) -> list[object]:
    """Return the references of a revisit to the record that it repeats, the most exact first."""
    url = revisit.refers_url
    return list(
        filter(None, (revisit.refers_id, url and (url, revisit.refers_at), revisit.payload))
    )


class _Part:
    """Writes the rows, keys and rejects of one file."""

    def __init__(self, job: Job, folder: Path) -> None:
        self._job = job
        self._folder = folder
        self._keys: set[bytes] = set()
        self._articles: set[str] = set()  # keys of captures that gave an article
        self._amp: dict[str, Capture] = {}
        self._referred = _ReferredCaptures(job)
        self._rendered: dict[str, Capture] = {}  # id of a response with a conversion → its capture
        self._open: dict[str, tuple[Rows, Any, ExitStack]] = {}
        self._counts = dict.fromkeys(("pages", "articles", "duplicates", "rejects"), 0)

    def make(self) -> dict[str, Any]:
        """Write all files of the part; return its manifest."""
        try:
            with open(self._folder / REJECTS, "wb", opener=own_opener) as rejects:
                for key, item in self._items():
                    if isinstance(item, Article):
                        self._write(item)
                    else:
                        self._counts["rejects"] += 1
                        rejects.write(
                            _half(key).hex().encode() + b"\t" + feed_line(vars(item)) + b"\n"
                        )
        finally:
            for *_, stack in self._open.values():
                stack.close()
        return {"file": self._job.file, "counts": self._counts}

    def _items(self) -> Iterator[tuple[str, Article | Reject]]:
        """Yield (key of a capture, its article or reject) in the order of the file."""
        for found in captures(self._job.file, self._job.options, whole=True):
            if isinstance(found, Reject):
                yield found.url, found
                continue
            capture, head, block = found
            if capture.is_probe:
                continue
            if not is_readable(capture):
                if reject := reject_of_status(capture):
                    yield capture.key, reject
                continue
            if capture.type == "revisit":
                yield from self._of_revisit(capture)
                continue
            self._referred.note(capture)
            if capture.record in self._referred.rendered:
                self._rendered[capture.record] = capture
                continue
            if capture.is_amp:
                self._amp.setdefault(capture.key, capture)
                continue
            answer = self._rendered.get(capture.refers_id)
            result = read_block(capture, head, block, self._job.options, answer=answer)
            yield from self._of_result(result)
        for capture in (*self._rendered.values(), *self._amp.values()):
            if capture.key not in self._articles:
                yield from self._of_result(read_capture(capture, self._job.options))

    def _of_revisit(self, capture: Capture) -> Iterator[tuple[str, Article | Reject]]:
        """Yield the article of a revisit, if the repeated payload is another article's."""
        source = self._referred.source(capture)
        if source is not None and source.key != capture.key:
            yield from self._of_result(read_capture(capture, self._job.options, source))
        elif source is None and capture.is_declared and capture.key not in self._articles:
            yield capture.key, reject_of_capture(capture, NO_SOURCE)

    def _of_result(self, result: CaptureResult) -> Iterator[tuple[str, Article | Reject]]:
        self._counts["pages"] += 1
        item = result.item
        for pipeline in PIPELINES:
            if isinstance(item, Article):
                item = pipeline.process_article(item)
        if isinstance(item, Article):
            self._articles.add(result.capture.key)
        if item is not None:
            yield result.capture.key, item

    def _write(self, article: Article) -> None:
        key = key_of(article)
        if key in self._keys:
            self._counts["duplicates"] += 1
            return
        self._keys.add(key)
        self._counts["articles"] += 1
        rows, keys, _ = self._rows(partition_of(article) if self._job.is_partitioned else ".")
        rows.write(feed_line(vars(article)))
        keys.write(key)

    def _rows(self, partition: str) -> tuple[Rows, Any, ExitStack]:
        """Return the open files of a partition; after they were closed, open further files."""
        if partition not in self._open:
            if len(self._open) >= MAX_OPEN:
                first = next(iter(self._open))
                self._open.pop(first)[-1].close()
            folder = self._folder / partition
            make_folder(folder)
            number = sum(1 for _ in folder.glob(f"{KEYS}-*"))
            stack = ExitStack()
            file = folder / f"{ROWS}-{number}{ENDINGS[self._job.format]}"
            rows = stack.enter_context(writing(file, self._job.format))
            keys = stack.enter_context((folder / f"{KEYS}-{number}").open("wb"))
            self._open[partition] = rows, keys, stack
        return self._open[partition]


def _half(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[: KEY_BYTES // 2]


def key_of(article: Article) -> bytes:
    """Return the key of a row: one half for the article's id, one half for its content."""
    content = feed_line({name: getattr(article, name) for name in REVISION_FIELDS})
    return _half(article.id) + hashlib.sha256(content).digest()[: KEY_BYTES // 2]


def partition_of(article: Article) -> str:
    """Return the folder of an article, by its site and the month of its date in India."""
    at = article.published_at or article.updated_at or article.first_seen_at
    return f"site={quote(article.site, safe='')}/month={at.astimezone(IST):%Y-%m}"
