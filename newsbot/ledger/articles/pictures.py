"""Remove pictures that are on most pages of a site, such as its logo."""

from __future__ import annotations

from collections import Counter, deque
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from newsbot.items import Article, PhotoSection, has_content

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsbot.ledger.storage.compression import Line
    from newsbot.ledger.storage.database import Database

# A picture belongs to no article if it is in more than half of the site's last articles, and in at
# least MIN_ARTICLES of them: a few articles of one event may share a picture.
MIN_ARTICLES = 5
# The number of last articles that are counted. A logo that came with a redesign is recognised after
# some hundred articles, even if the ledger has many more.
COUNTED = 1000
KEY_BYTES = 8  # length of the digest of a picture's URL


class PictureCounts:
    """Counts in how many of a site's last articles each picture is.

    An article is counted once, when it becomes known, with the pictures that its page has then.
    The ledger stores the keys of the pictures with the article; the counts are in memory.
    """

    def __init__(self, database: Database, site: str) -> None:
        self._db = database
        self._site = site
        self._counts: Counter[bytes] = Counter()

    @cached_property
    def _last(self) -> deque[list[bytes]]:
        """The keys of each of the last articles, read from the ledger at first use."""
        rows = self._db.execute(
            "SELECT pictures FROM articles WHERE site = ? ORDER BY number DESC LIMIT ?",
            (self._site, COUNTED),
        ).fetchall()
        last = deque(_split(keys) for (keys,) in reversed(rows) if keys is not None)
        for keys in last:
            self._counts.update(keys)
        return last

    def add(self, article: Article) -> tuple[int, bytes]:
        """Count a new article, and remove the pictures that are on most pages from it.

        Returns:
            The number of pictures removed, and the keys to store with the article.
        """
        urls = _pictures(article)
        keys = self._add(map(_key, urls))
        return _leave_out(article, self._on_most_pages(urls)), keys

    def add_line(self, line: Line) -> bytes:
        """Count an article by its line in a feed, and return the keys to store with it.

        The line does not contain pictures that are on most pages. They are counted as if the page
        had shown them: a rebuilt ledger thus removes the same pictures as the lost one.
        """
        least = max(MIN_ARTICLES, (len(self._last) + 1) // 2 + 1)
        unseen = {key for key, count in self._counts.items() if count + 1 >= least}
        return self._add(unseen.union(map(_key, _pictures(line))))

    def _add(self, keys: Iterable[bytes]) -> bytes:
        """Count an article with these pictures, and no longer the earliest of COUNTED articles."""
        added = list(keys)
        self._last.append(added)
        self._counts.update(added)
        if len(self._last) > COUNTED:
            for key in self._last.popleft():
                self._counts[key] -= 1
                if not self._counts[key]:
                    del self._counts[key]
        return b"".join(added)

    def leave_out(self, article: Article, old: Line) -> tuple[Line, int]:
        """Remove the pictures that are on most pages from a known article.

        Returns:
            The line ``old`` for the comparison with the article, without pictures that the article
            lost here, because that is not an edit; and the number of pictures removed.
        """
        common = self._on_most_pages(_pictures(old) | _pictures(article))
        if not common:
            return old, 0
        left_out = _leave_out(article, common)
        return _line_without(old, common - _pictures(article)), left_out

    def _on_most_pages(self, urls: set[str]) -> set[str]:
        least = max(MIN_ARTICLES, len(self._last) // 2 + 1)
        return {url for url in urls if self._counts[_key(url)] >= least}


def _pictures(item: Article | Line) -> set[str]:
    """Return the URLs of the pictures of an article, or of a line of any newsbot."""
    if isinstance(item, Article):
        return {image.url for image in item.images}
    return {url for image in item.get("images") or () if (url := _url(image))}


def _leave_out(article: Article, urls: set[str]) -> int:
    """Remove pictures from an article; return how many of them it had.

    An article that would have no content left, such as a photo story without a text, keeps all.
    """
    site_pictures = urls & _pictures(article)
    if not site_pictures:
        return 0
    shown = article.images
    article.images = [image for image in shown if image.url not in site_pictures]
    if not has_content(article):
        article.images = shown
        return 0
    if not article.images:
        article.provenance.pop("images", None)
    for section in article.sections:
        if isinstance(section, PhotoSection) and section.image in site_pictures:
            section.image = None
    return len(site_pictures)


def _line_without(line: Line, urls: set[str]) -> Line:
    """Return a line without these pictures."""
    if urls.isdisjoint(_pictures(line)):
        return line
    less = {**line, "images": [image for image in line["images"] if _url(image) not in urls]}
    if line.get("sections"):
        less["sections"] = [
            {**section, "image": None} if _url(section, "image") in urls else section
            for section in line["sections"]
        ]
    return less


def _url(part: Any, name: str = "url") -> str | None:
    """Return the URL under ``name`` of a part of a line; None if it is not a text."""
    url = part.get(name) if isinstance(part, dict) else None
    return url if isinstance(url, str) else None


def _key(url: str) -> bytes:
    """Return the key of a picture's URL."""
    return blake2b(url.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest()


def _split(keys: bytes) -> list[bytes]:
    return [keys[at : at + KEY_BYTES] for at in range(0, len(keys), KEY_BYTES)]
