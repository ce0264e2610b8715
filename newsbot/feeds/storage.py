"""Store feeds in local files: private, written by one run at a time, complete or as they were."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from scrapy.extensions.feedexport import FileFeedStorage

from newsbot.files.private import lock_file, make_folder, opener

if TYPE_CHECKING:
    from scrapy import Spider
    from twisted.internet.defer import Deferred

# Each line of these is whole for itself: the file is read while it is written, and a crash costs
# the last line alone.
LIVE_FORMATS = ("jsonl", "jsonlines", "jl")
# More may stand behind the end of these; behind that of a table or of an XML document may not.
APPENDABLE_FORMATS = (*LIVE_FORMATS, "csv", "jsonl.zst", "zst", "pickle", "marshal")


class PrivateFileStorage(FileFeedStorage):
    """A local feed that newsbot's user and its group may read, and that one run writes to.

    JSON Lines are written to the file itself. A feed of any other format is a hidden file beside
    it, ``.<name>.part``, and takes its place when it is complete.
    """

    def __init__(self, uri: str, *, feed_options: dict[str, Any] | None = None) -> None:
        super().__init__(uri, feed_options=feed_options)
        options = feed_options or {}
        self._format = options.get("format", "jsonl")
        self._replaces = bool(options.get("overwrite"))
        self._has_part = False
        self._is_live = self._format in LIVE_FORMATS and not options.get("postprocessing")

    def open(self, spider: Spider) -> IO[bytes]:
        """Open the feed, and make its folder.

        Raises:
            ValueError: Another run writes to it; or it exists, and its format cannot be added to.
        """
        self.check()
        if self._writes_in_place():
            return self._open_alone(self._target, empty=self._replaces)
        stream = self._open_alone(self._part, empty=True)
        self._has_part = True
        if not self._replaces and self._target.exists():
            with self._target.open("rb") as before:
                shutil.copyfileobj(before, stream)
        return stream

    def check(self) -> None:
        """Make the folder, and a live feed; raise as ``open`` does where that would fail."""
        file = self._target
        make_folder(file.parent)
        if self._writes_in_place():
            if not file.is_fifo():  # which would wait for its reader
                self._open_alone(file).close()
            return
        added_to = not self._replaces and file.exists() and file.stat().st_size
        if added_to and self._format not in APPENDABLE_FORMATS:
            raise ValueError(
                f"the feed {file} exists, and {self._format} cannot be added to: -O replaces the "
                "file, another name keeps it"
            )
        with self._open_alone(self._part):
            self._part.unlink()

    def store(self, file: IO[bytes]) -> Deferred[None] | None:
        """Close the feed; one that was not live appears under its name."""
        if self._writes_in_place():
            return super().store(file)
        try:
            with file:
                file.flush()
                os.fsync(file.fileno())
                self._part.replace(self._target)
                self._has_part = False
        except OSError:
            self.discard()
            raise
        return None

    def discard(self) -> None:
        """Remove what is not complete; a live feed stays."""
        if self._has_part:
            self._part.unlink(missing_ok=True)

    @property
    def _target(self) -> Path:
        return Path(self.path).resolve()  # of a link its file, as for a live feed

    @property
    def _part(self) -> Path:
        return self._target.with_name(f".{self._target.name}.part")

    def _writes_in_place(self) -> bool:
        """Return whether the feed is live, or a pipe or device."""
        return self._is_live or (self._target.exists() and not self._target.is_file())

    def _open_alone(self, file: Path, empty: bool = False) -> IO[bytes]:
        """Open a file to write at its end: the lines of two runs would tear each other.

        Args:
            file: The feed, or its hidden file.
            empty: Whether what it holds goes.
        """
        stream = open(file, "ab", opener=opener)  # noqa: SIM115  # returned
        if not lock_file(stream):
            stream.close()
            raise ValueError(f"another run writes to the feed {self.path}")
        if empty and stream.seekable():
            stream.seek(0)
            stream.truncate()
        return stream
