"""Save pages that could not be read to the disk, so that they need not be fetched again.

A file has a comment with the URL, the time and the type of the page, and then the page's bytes, all
gzipped: ``pages/<spider>/<article number>.html.gz`` in the data directory.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from scrapy.http import HtmlResponse, Response

from newsbot.files.names import file_name
from newsbot.files.private import write_whole

SAVED = "saved"  # key of the meta of a request that a saved page answers; flag of that answer
_HEADER = re.compile(rb"<!-- newsbot: (\{.*?\}) -->\n")


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page as it was fetched; ``type`` is its Content-Type."""

    url: str
    fetched_at: datetime
    type: str
    body: bytes

    @classmethod
    def of(cls, response: Response, fetched_at: datetime) -> Self:
        """Return the page of a response."""
        kind = (response.headers.get("Content-Type") or b"text/html").decode("latin-1")
        return cls(response.url, fetched_at, kind, response.body)

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read a page from a file.

        Raises:
            ValueError: The file is not a saved page.
        """
        try:
            content = gzip.decompress(file.read_bytes())
        except (EOFError, OSError, zlib.error) as error:
            raise ValueError(f"{file} cannot be read: {error}") from None
        header = _HEADER.match(content)
        if header is None:
            raise ValueError(f"{file} is not a saved page")
        try:
            header_fields = json.loads(header[1])
            at = datetime.fromisoformat(header_fields["fetched_at"]).astimezone(UTC)
            return cls(header_fields["url"], at, header_fields["type"], content[header.end() :])
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{file} lacks the URL, time or type of its page: {error!r}") from None

    @classmethod
    def of_file(cls, file: Path, url: str) -> Self:
        """Read a page from the disk: one that newsbot saved, or any HTML file.

        Args:
            file: The file. A saved page (``.gz``) has its URL and the time of its fetch in it; for
                other files, the time is that of their last change.
            url: The URL of a page that newsbot did not save.

        Raises:
            OSError: The file cannot be read.
            ValueError: The name of the file ends with ``.gz``, but it is not a saved page.
        """
        fetched_at = datetime.fromtimestamp(int(file.stat().st_mtime), UTC)
        if file.suffix == ".gz":
            return cls.read(file)
        return cls(url, fetched_at, "text/html", file.read_bytes())

    def write(self, file: Path) -> None:
        """Write the page to a file, whole or not at all; make its folders if needed.

        Raises:
            OSError: The file cannot be written.
        """
        header_fields = {
            "url": self.url,
            "fetched_at": self.fetched_at.isoformat(),
            "type": self.type,
        }
        header = f"<!-- newsbot: {json.dumps(header_fields)} -->\n".encode()
        write_whole(file, gzip.compress(header + self.body, mtime=0), sync=False)

    def response(self) -> HtmlResponse:
        """Return the page as a response for a page class."""
        return HtmlResponse(self.url, headers={"Content-Type": self.type}, body=self.body)


def folder_of(data_dir: str, site: str) -> Path:
    """Return the folder of a site's saved pages; for ``hindi:<host>``, a subfolder of ``hindi``."""
    return Path(data_dir, "pages", *site.replace(":", "/", 1).replace(":", "_").split("/"))


def file_of(folder: Path, id_: str) -> Path:
    """Return the file of the article with an id (``<site>:<number or digest>``)."""
    return folder / name_of(id_)


def name_of(id_: str) -> str:
    """Return the name of the file of the article with an id, without a folder."""
    return f"{file_name(id_.rpartition(':')[2])}.html.gz"


def id_of(file: Path, site: str) -> str:
    """Return the id of the article whose saved page a file is."""
    return f"{site}:{file.name.partition('.')[0]}"
