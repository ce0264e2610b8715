"""Find the captures of articles in an archive file, without a ledger or a clock.

The functions run in the processes of newsbot.archive.workers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from newsbot.archive.payload import PEEK, content_type_of, status_of
from newsbot.archive.reading import records
from newsbot.archive.record_head import BROKEN, TOO_LARGE, Broken, digest_problem
from newsbot.discovery.soft_404 import IMPOSSIBLE_NAME
from newsbot.extraction.sites import Site, site_of_spider, undeclared_site
from newsbot.items import Reject
from newsbot.page.parsing import MAX_TEXT_LENGTH
from newsbot.undeclared.urls import UNDECLARED, UndeclaredUrls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbot.archive.record_head import Head
    from newsbot.spider import NewsSpider
    from newsbot.urls import ArticleRef

OK = range(200, 300)
NO_SOURCE = "no_payload"  # reason of a reject: a revisit repeats a record that no file has
# Types of records without HTTP, whose block is the page. A conversion is made of another record.
CONVERSION = "conversion"
PAGES = ("resource", CONVERSION)
HEADERS = 1 << 16  # bytes of the head of a response at most


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Options for reading archives, which are sent to the processes.

    Attributes:
        spiders: The classes of the spiders that declare sites.
        declared_only: Whether pages of other sites are left out.
        max_size: The greatest number of bytes of a body; 0: no limit.
        max_length: The greatest number of characters of an article's texts.
    """

    spiders: tuple[type[NewsSpider], ...]
    declared_only: bool = False
    max_size: int = 8 << 20
    max_length: int = MAX_TEXT_LENGTH


class Capture(NamedTuple):
    """A record that may show an article.

    Attributes:
        key: The id of the article, by the URL.
        at: When the page was fetched (Unix seconds).
        file: The path of the archive file.
        offset: The offset of the record in the file.
        record: The id of the record.
        url: The URL that was fetched.
        type: ``response``, ``resource``, ``conversion`` (the page as a browser shows it, made of
            another record), or ``revisit`` (the same payload as an earlier record).
        status: The status of HTTP; 0 if it is not known.
        is_amp: Whether the URL is that of an AMP page.
        is_probe: Whether the URL is an address that cannot exist (soft_404.py).
        payload: The digest of the payload.
        refers_id: The id of the record that a revisit or a conversion refers to.
        refers_url: The URL of the record that a revisit refers to.
        refers_at: The time of the record that a revisit refers to (Unix seconds).
        not_modified: Whether the answer of a revisit was 304.
    """

    key: str
    at: float
    file: str
    offset: int
    record: str
    url: str
    type: str
    status: int
    is_amp: bool
    is_probe: bool
    payload: str
    refers_id: str
    refers_url: str
    refers_at: float | None
    not_modified: bool

    @property
    def is_declared(self) -> bool:
        """Whether a spider declares the site, so that ``article_url`` decides on articles."""
        return not self.key.startswith(f"{UNDECLARED}:")


@cache
def _sites(spiders: tuple[type[NewsSpider], ...]) -> tuple[Site, ...]:
    return tuple(map(site_of_spider, spiders))


def site_and_ref(options: ReadOptions, url: str) -> tuple[Site, ArticleRef] | None:
    """Return the site of a URL and the article that it may show; None if it shows none."""
    try:
        if urlsplit(url).scheme not in ("http", "https"):
            return None
        site = next(
            (declared for declared in _sites(options.spiders) if declared.urls.has(url)), None
        )
        if site is None and options.declared_only:
            return None
        site = site or undeclared_site(url)
    except ValueError:
        return None
    urls = site.urls
    ref = urls.ref(url) if isinstance(urls, UndeclaredUrls) else urls.article(url)
    return (site, ref) if ref else None


def captures(
    file: str, options: ReadOptions, *, whole: bool = False
) -> Iterator[tuple[Capture, Head, bytes] | Reject]:
    """Yield the captures of articles in a file, and a Reject for each damaged record.

    Args:
        file: The path of the file.
        options: How archives are read.
        whole: Whether to yield the whole block of each capture, or only its beginning.
    """
    limit = options.max_size + HEADERS if options.max_size else None
    known: dict[str, tuple[Site, ArticleRef] | None] = {}

    def take(head: Head) -> int | None:
        may_be_page = head.type in ("response", "revisit", *PAGES)
        known["site"] = found = site_and_ref(options, head.url) if may_be_page else None
        if found is None:
            return 0
        return PEEK if not whole or (limit and head.length > limit) else None

    cut: Broken | None = None  # the last damaged record, if no record was found after it
    for record in records(file, take):
        if isinstance(record, Broken):
            is_reported = not record.url or site_and_ref(options, record.url)
            if is_reported:
                yield reject_of(record)
            cut = None if is_reported else record
            continue
        cut = None
        head, block = record
        found = known["site"]
        if found is None or not _is_page(head, block, is_declared=found[0].name in _names(options)):
            continue
        if head.at is None:
            why = f"at byte {head.offset}: it has no WARC-Date"
            yield reject_of(Broken(file, head.url, None, BROKEN, why))
            continue
        if whole and (problem := _block_problem(head, block)):
            yield reject_of(Broken(file, head.url, head.at, *problem))
            continue
        yield _capture(head, block, found[1]), head, block
    if cut is not None:  # the record is not an article's, but articles after it may be lost
        yield reject_of(replace(cut, url=""))


def _block_problem(head: Head, block: bytes) -> tuple[str, str] | None:
    """Return (reason, detail) why the whole block of a record cannot be read."""
    if len(block) < head.length:
        return TOO_LARGE, f"at byte {head.offset}: it has {head.length} bytes"
    problem = digest_problem(head, block)
    return (BROKEN, f"at byte {head.offset}: {problem}") if problem else None


@cache
def _names(options: ReadOptions) -> frozenset[str]:
    return frozenset(spider.name for spider in options.spiders)


def _is_page(head: Head, block: bytes, *, is_declared: bool) -> bool:
    """Return whether a record may have a page; for undeclared sites, only HTML counts."""
    if head.type in PAGES:
        return "html" in head.content_type.lower()
    kind = content_type_of(block)
    return is_declared or not kind or b"html" in kind or head.type == "revisit"


def _capture(head: Head, block: bytes, ref: ArticleRef) -> Capture:
    assert head.at is not None
    return Capture(
        key=ref.id,
        at=head.at.timestamp(),
        file=head.file,
        offset=head.offset,
        record=head.id,
        url=head.url,
        type=head.type,
        status=200 if head.type in PAGES else status_of(block),
        is_amp=ref.amp_url is not None,
        is_probe=IMPOSSIBLE_NAME in head.url,
        payload=head.payload,
        refers_id=head.refers_id,
        refers_url=head.refers_url,
        refers_at=head.refers_at.timestamp() if head.refers_at else None,
        not_modified="not-modified" in head.profile,
    )


def reject_of(broken: Broken) -> Reject:
    """Return the Reject of a record or a file that cannot be read."""
    url = broken.url or Path(broken.file).absolute().as_uri()
    now = (broken.at or datetime.now(UTC)).replace(microsecond=0)
    return Reject(url, broken.reason, f"{Path(broken.file).name}: {broken.why}", {}, now)


def reject_of_capture(capture: Capture, reason: str, detail: str = "") -> Reject:
    """Return the Reject of a capture, with the file and offset in its detail."""
    place = f"{Path(capture.file).name}, byte {capture.offset}"
    return Reject(
        capture.url,
        reason,
        f"{place}: {detail}" if detail else place,
        {},
        datetime.fromtimestamp(int(capture.at), UTC),
    )


def reject_of_status(capture: Capture) -> Reject | None:
    """Return the Reject of a capture that is not readable; None for undeclared sites and 3xx."""
    if not capture.is_declared or capture.status in range(300, 400):
        return None
    return reject_of_capture(capture, f"http_{capture.status}" if capture.status else BROKEN)
