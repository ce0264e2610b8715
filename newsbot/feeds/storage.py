"""Store feeds in local files that are private, written by one run at a time, and never half."""

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

# Formats in which each line is complete by itself: the file can be read while it is written, and a
# crash costs only the last line.
LIVE_FORMATS = ("jsonl", "jsonlines", "jl")
# Formats to which more can be appended; a table or an XML document has an end.
APPENDABLE_FORMATS = (*LIVE_FORMATS, "csv", "jsonl.zst", "zst", "pickle", "marshal")


class PrivateFileStorage(FileFeedStorage):
    """Stores a feed in a file that the user and the group may read, and that one run writes.

    JSON Lines are written to the file itself. A feed of another format is written to a hidden file
    beside it, ``.<name>.part``, which replaces the file when it is complete.
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
            ValueError: Another run writes to it; or it exists, and its format has no appending.
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
        """Make the folder, and a live feed; raise the errors that ``open`` would raise."""
        file = self._target
        make_folder(file.parent)
        if self._writes_in_place():
            if not file.is_fifo():  # opening a pipe would wait for its reader
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
        """Close the feed; move the hidden file to the feed's name."""
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
        """Remove the hidden file; a live feed stays."""
        if self._has_part:
            self._part.unlink(missing_ok=True)

    @property
    def _target(self) -> Path:
        return Path(self.path).resolve()  # a link is followed, as for a live feed

    @property
    def _part(self) -> Path:
        return self._target.with_name(f".{self._target.name}.part")

    def _writes_in_place(self) -> bool:
        """Return whether the feed is live, or a pipe or device."""
        return self._is_live or (self._target.exists() and not self._target.is_file())

    def _open_alone(self, file: Path, empty: bool = False) -> IO[bytes]:
        """Open and lock a file to append to it; without the lock, lines of two runs would mix.

        Args:
            file: The feed, or its hidden file.
            empty: Whether its content is deleted.

        Raises:
            ValueError: Another run has locked the file.
        """
        stream = open(file, "ab", opener=opener)  # noqa: SIM115  # returned
        if not lock_file(stream):
            stream.close()
            raise ValueError(f"another run writes to the feed {self.path}")
        if empty and stream.seekable():
            stream.seek(0)
            stream.truncate()
        return stream
