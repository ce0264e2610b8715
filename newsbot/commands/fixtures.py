"""Read and write golden pages: a page as it was fetched, and the article that it must give.

They are ``<folder>/<site>/<number>.html`` and ``.json``. ``scrapy savefixture`` makes them, a
person reviews the JSON, and tests/page/test_golden_pages.py compares it with the page.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from newsbot.files.names import file_name
from newsbot.json_lines import plain

if TYPE_CHECKING:
    from newsbot.items import Article

# Fields whose values come from the run and not from the page.
RUN_FIELDS = frozenset(
    (
        "revision found_via found_on depth fetched_at first_seen_at response duplicate_of changes"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Fixture:
    """A golden page; ``encoding`` is the encoding that Scrapy found for ``page``."""

    url: str
    fetched_at: datetime
    encoding: str
    page: bytes
    article: dict[str, Any]

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read the golden page of a ``.json`` file."""
        stored = json.loads(file.read_text("utf-8"))
        stored["fetched_at"] = datetime.fromisoformat(stored["fetched_at"])
        return cls(page=file.with_suffix(".html").read_bytes(), **stored)

    def write(self, folder: Path) -> Path:
        """Write both files; return the path of the ``.json`` file."""
        site, _, number = self.article["id"].partition(":")
        file: Path = folder / site / f"{file_name(number)}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        stored = {
            "url": self.url,
            "fetched_at": self.fetched_at.isoformat(),
            "encoding": self.encoding,
            "article": self.article,
        }
        file.with_suffix(".html").write_bytes(self.page)
        file.write_text(json.dumps(stored, ensure_ascii=False, indent=1) + "\n", "utf-8")
        return file


def golden(article: Article) -> dict[str, Any]:
    """Return the fields of an article that come from its page, as in the feed."""
    fields: dict[str, Any] = json.loads(json.dumps(asdict(article), default=plain))
    return {name: value for name, value in fields.items() if name not in RUN_FIELDS}
