"""Leave out pictures that stand on most pages of a site, as its logo does."""

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

# A picture is of no article if it stands in at least so many of the site's last articles, and in
# more than half of them. A few articles of one event may share a picture.
MIN_ARTICLES = 5
# So many last articles are counted: a logo that came with a redesign is recognised after some
# hundred articles, however many the ledger knows.
COUNTED = 1000
KEY_BYTES = 8  # of a picture's URL; the ledger stores them


class PictureCounts:
    """In how many of a site's last articles each picture stands.

    An article is counted once, when it becomes known, with the pictures that its page shows then.
    Their keys are stored with the article; the counts are in memory.
    """

    def __init__(self, database: Database, site: str) -> None:
        self._db = database
        self._site = site
        self._counts: Counter[bytes] = Counter()

    @cached_property
    def _last(self) -> deque[list[bytes]]:
        """The keys of each of the last articles; read when the first one is needed."""
        rows = self._db.execute(
            "SELECT pictures FROM articles WHERE site = ? ORDER BY number DESC LIMIT ?",
            (self._site, COUNTED),
        ).fetchall()
        last = deque(_split(keys) for (keys,) in reversed(rows) if keys is not None)
        for keys in last:
            self._counts.update(keys)
        return last

    def add(self, article: Article) -> tuple[int, bytes]:
        """Count a new article, and take the pictures that stand on most pages out of it.

        Returns:
            The number of pictures taken out; and the keys to be stored with the article.
        """
        urls = _pictures(article)
        keys = self._add(map(_key, urls))
        return _leave_out(article, self._on_most_pages(urls)), keys

    def add_line(self, line: Line) -> bytes:
        """Count an article of a feed by its line, and return the keys to be stored with it.

        A picture that would have been left out of the line is not seen there: it is counted as if
        the page had shown it. So a ledger that is rebuilt knows what the lost one knew.
        """
        least = max(MIN_ARTICLES, (len(self._last) + 1) // 2 + 1)
        unseen = {key for key, count in self._counts.items() if count + 1 >= least}
        return self._add(unseen.union(map(_key, _pictures(line))))

    def _add(self, keys: Iterable[bytes]) -> bytes:
        """Count an article with these pictures in place of the earliest one."""
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
        """Take the pictures that stand on most pages out of a known article.

        Returns:
            The article's line ``old`` as it is to be compared with the article: that one has such
            a picture and the other does not is no edit. And the number of pictures taken out.
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
    """Return the URLs of the pictures of an article or of a line, whatever newsbot made it."""
    if isinstance(item, Article):
        return {image.url for image in item.images}
    return {url for image in item.get("images") or () if (url := _url(image))}


def _leave_out(article: Article, urls: set[str]) -> int:
    """Take pictures out of an article; return how many it had of them.

    A photo or web story without any text stays as it is: it is its pictures.
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
    """Return a line without these pictures, for the comparison with an article without them."""
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
    """Return the URL that a part of a line has under ``name``."""
    url = part.get(name) if isinstance(part, dict) else None
    return url if isinstance(url, str) else None


def _key(url: str) -> bytes:
    """Return the bytes that stand for a URL."""
    return blake2b(url.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest()


def _split(keys: bytes) -> list[bytes]:
    return [keys[at : at + KEY_BYTES] for at in range(0, len(keys), KEY_BYTES)]
