"""Find the captures of articles in a file of an archive. No ledger, no clock.

All of it runs in processes of its own, see newsbot.archive.workers.
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
from newsbot.discovery.soft_404 import NAME as IMPOSSIBLE
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
NO_SOURCE = "no_payload"  # reason: a revisit repeats a record that no file has
# Types of records without HTTP: their block is the page. A conversion is made of another record.
CONVERSION = "conversion"
PAGES = ("resource", CONVERSION)
HEADERS = 1 << 16  # bytes that the header of a response may have beside its body


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How archives are read; sent to the processes.

    Attributes:
        spiders: Classes of the spiders that declare the sites.
        declared_only: Leave out the pages of all other sites.
        max_size: Bytes of a body; 0: any number.
        max_length: Characters of an article's texts.
    """

    spiders: tuple[type[NewsSpider], ...]
    declared_only: bool = False
    max_size: int = 8 << 20
    max_length: int = MAX_TEXT_LENGTH


class Capture(NamedTuple):
    """A record that shows, or may show, an article.

    Attributes:
        key: The id of the article that the URL means.
        at: When it was fetched (Unix seconds).
        file: The path of the file.
        offset: Of the record in the file.
        record: The record's id.
        url: As it was fetched.
        type: ``response``, ``resource``, ``conversion`` (a page as a browser shows it, made of
            another record), or ``revisit``: the same payload as an earlier one.
        status: Of HTTP; 0 where that is not known.
        is_amp: It is the URL of an AMP page.
        is_probe: A crawl of newsbot asked for an address that cannot exist.
        payload: The digest of the payload.
        refers_id: The id of the record that a revisit or a conversion means.
        refers_url: The URL of the record that a revisit means.
        refers_at: The instant of the record that a revisit means (Unix seconds).
        not_modified: A revisit that was answered with "not modified".
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
        """Whether a spider declares the site: its URLs say then what is an article."""
        return not self.key.startswith(f"{UNDECLARED}:")


@cache
def _sites(spiders: tuple[type[NewsSpider], ...]) -> tuple[Site, ...]:
    return tuple(map(site_of_spider, spiders))


def site_and_ref(options: ReadOptions, url: str) -> tuple[Site, ArticleRef] | None:
    """Return the site of a URL, and the article that it may mean; None where it means none."""
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
        file: The path.
        options: How it is read.
        whole: Give the block of each capture; else its beginning.
    """
    limit = options.max_size + HEADERS if options.max_size else None
    known: dict[str, tuple[Site, ArticleRef] | None] = {}

    def take(head: Head) -> int | None:
        may_be_page = head.type in ("response", "revisit", *PAGES)
        known["site"] = found = site_and_ref(options, head.url) if may_be_page else None
        if found is None:
            return 0
        return PEEK if not whole or (limit and head.length > limit) else None

    cut: Broken | None = None  # behind which no record was found yet
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
            yield reject_of(Broken(file, head.offset, head.url, None, BROKEN, why))
            continue
        if whole and (problem := _block_problem(head, block)):
            yield reject_of(Broken(file, head.offset, head.url, head.at, *problem))
            continue
        yield _capture(head, block, found[1]), head, block
    if cut is not None:  # no article's record, but articles may be in what is lost behind it
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
    """Return whether a record may hold a page; of sites that nobody declared, HTML alone."""
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
        is_probe=IMPOSSIBLE in head.url,
        payload=head.payload,
        refers_id=head.refers_id,
        refers_url=head.refers_url,
        refers_at=head.refers_at.timestamp() if head.refers_at else None,
        not_modified="not-modified" in head.profile,
    )


def reject_of(broken: Broken) -> Reject:
    """Return the Reject of a record, or of a file, that cannot be read."""
    url = broken.url or Path(broken.file).absolute().as_uri()
    now = (broken.at or datetime.now(UTC)).replace(microsecond=0)
    return Reject(url, broken.reason, f"{Path(broken.file).name}: {broken.why}", {}, now)


def unread(capture: Capture, reason: str, detail: str = "") -> Reject:
    """Return the Reject of a capture, with where it stands."""
    place = f"{Path(capture.file).name}, byte {capture.offset}"
    return Reject(
        capture.url,
        reason,
        f"{place}: {detail}" if detail else place,
        {},
        datetime.fromtimestamp(int(capture.at), UTC),
    )


def failure(capture: Capture) -> Reject | None:
    """Return the Reject of an answer that shows no article; None where none is due."""
    if not capture.is_declared or capture.status in range(300, 400):
        return None
    return unread(capture, f"http_{capture.status}" if capture.status else BROKEN)
