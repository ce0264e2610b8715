"""Write the feed format ``jsonl.zst``: JSON Lines, compressed with Zstandard."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from newsbot.feeds.exporter import JsonLinesExporter
from newsbot.files.zstandard import zstd

OPTIONS: dict[int, int] = {
    zstd.CompressionParameter.compression_level: 6,
    zstd.CompressionParameter.checksum_flag: 1,  # a reader notices damage
}


class ZstdLinesExporter(JsonLinesExporter):
    """Writes the lines of ``jsonl`` as one frame; a file may contain several frames."""

    def __init__(self, file: BytesIO, **kwargs: Any) -> None:
        super().__init__(file, **kwargs)
        self._sink = file
        self._frame = zstd.ZstdFile(file, "wb", options=OPTIONS)
        self.file = self._frame  # type: ignore[assignment]  # lines are written to it alone

    def finish_exporting(self) -> None:
        """End the frame; the file stays open."""
        is_empty = not self._frame.tell()
        self._frame.close()
        if is_empty:  # some readers refuse a file without a frame
            self._sink.write(zstd.compress(b""))
