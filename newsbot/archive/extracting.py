"""Make the article of a capture, without a ledger or a clock.

The functions run in the processes of newsbot.archive.workers.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from newsbot.archive.finding import CONVERSION, HEADERS, reject_of, reject_of_capture, site_and_ref
from newsbot.archive.payload import CUT, UnusablePayload, response_of
from newsbot.archive.reading import read_at
from newsbot.archive.record_head import Broken
from newsbot.downloader.responses import fetched_response
from newsbot.downloader.truncation import has_open_elements, is_unfinished
from newsbot.extraction.extract import read_item
from newsbot.items import ArchiveRecord, Article, FetchedResponse, Reject
from newsbot.ledger.crawl_state.revisits import NOT_AN_ARTICLE, NOT_HINDI
from newsbot.page.compare import text_of_sections
from newsbot.page.not_found import SOFT_404
from newsbot.undeclared.language import is_hindi

if TYPE_CHECKING:
    from scrapy.http import Response

    from newsbot.archive.finding import Capture, ReadOptions
    from newsbot.archive.record_head import Head
    from newsbot.extraction.sites import Site
    from newsbot.page import ArticlePage

# Ending of the unpacked copy of a file that is compressed as a whole.
UNPACKED = ".unpacked"


class CaptureResult(NamedTuple):
    """The result of reading a capture.

    Attributes:
        capture: The capture.
        item: The article or the reject; None if the page is not an article's.
        is_amp: Whether the page is an AMP page by its markup.
        page_digest: A digest of headline and text; "" if the page has no article.
    """

    capture: Capture
    item: Article | Reject | None
    is_amp: bool = False
    page_digest: str = ""


def read_capture(
    capture: Capture,
    options: ReadOptions,
    source: Capture | None = None,
    probe_digests: frozenset[str] = frozenset(),
    answer: Capture | None = None,
) -> CaptureResult:
    """Read a capture and make its article.

    Args:
        capture: The capture.
        options: How archives are read.
        source: The capture with the payload of a revisit.
        probe_digests: Digests of the pages that sites show for addresses that do not exist.
        answer: The capture of the response that a conversion was made of.
    """
    place = source or capture
    limit = options.max_size + HEADERS if options.max_size else 1 << 62
    found = read_at(place.file, place.offset, place.record, limit)
    if isinstance(found, Broken):
        return CaptureResult(capture, replace(reject_of(found), url=capture.url))
    if place is not capture:
        answer = capture
    return read_block(capture, *found, options, probe_digests, answer)


def read_block(
    capture: Capture,
    head: Head,
    block: bytes,
    options: ReadOptions,
    probe_digests: frozenset[str] = frozenset(),
    answer: Capture | None = None,
) -> CaptureResult:
    """Make the article of a capture whose record was read.

    Args:
        capture: The capture.
        head: The header of the record with the payload.
        block: The block of the record with the payload.
        options: See read_capture.
        probe_digests: See read_capture.
        answer: The capture with the headers of the page, if it is another record than ``head``.
    """
    now = datetime.fromtimestamp(int(capture.at), UTC)
    found = site_and_ref(options, capture.url)
    assert found is not None
    site, ref = found
    try:
        answer_block = _block_of(
            answer, options.max_size + HEADERS if options.max_size else 1 << 62
        )
        response = response_of(head, block, options.max_size, capture.url, answer_block)
    except UnusablePayload as error:
        reject = replace(reject_of_capture(capture, error.reason, str(error)), url=ref.url)
        return CaptureResult(capture, reject)
    fetched = fetched_response(response, is_rendered=head.type == CONVERSION)
    if not head.file.endswith(UNPACKED):
        fetched.archive = ArchiveRecord(Path(head.file).name, head.offset)
    return _read(capture, site, response, fetched, options, now, probe_digests)


def _block_of(capture: Capture | None, limit: int) -> bytes:
    """Return the block of a capture; b"" if it cannot be read."""
    found = capture and read_at(capture.file, capture.offset, capture.record, limit)
    return found[1] if isinstance(found, tuple) else b""


def _read(
    capture: Capture,
    site: Site,
    response: Response,
    fetched: FetchedResponse,
    options: ReadOptions,
    now: datetime,
    probe_digests: frozenset[str],
) -> CaptureResult:
    item, page = read_item(
        site,
        response,
        capture.url,
        now,
        fetched,
        is_declared=capture.is_declared,
        max_length=options.max_length,
    )
    if not capture.is_declared and _shows_nothing(item, page):
        return CaptureResult(capture, None)
    if page is None or isinstance(item, Reject):
        return CaptureResult(capture, item)
    if not capture.is_declared and (other := _in_another_language(page, item, now)):
        return CaptureResult(capture, other)
    if page.has_article and is_unfinished(response) and has_open_elements(response.body):
        detail = "the page ends before its </html>"
        headline = {"headline": page.headline}
        return CaptureResult(capture, Reject(item.url, CUT, detail, headline, now))
    digest = _digest(page)
    if digest in probe_digests:
        detail = "it is shown for an address that does not exist"
        headline = {"headline": page.headline}
        return CaptureResult(capture, Reject(item.url, SOFT_404, detail, headline, now))
    return CaptureResult(capture, item, page.is_amp, digest)


def _shows_nothing(item: Article | Reject, page: ArticlePage | None) -> bool:
    """Return whether a page of an undeclared site has no sign of an article."""
    if isinstance(item, Reject):
        return item.reason in (NOT_AN_ARTICLE, "not_html", "empty_page", "no_headline")
    return page is not None and not page.has_article and not page.json_ld.has_article


def _in_another_language(page: ArticlePage, article: Article, now: datetime) -> Reject | None:
    texts = [text for section in page.sections for text in section.paragraphs]
    if not texts or is_hindi(page.headline, texts):
        return None
    return Reject(article.url, NOT_HINDI, "it is in another language", {}, now)


def _digest(page: ArticlePage) -> str:
    """Return a digest of a page's headline and text; "" if the page has no article."""
    if not page.has_article:
        return ""
    text = f"{page.headline}\n{text_of_sections(page.sections)}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
