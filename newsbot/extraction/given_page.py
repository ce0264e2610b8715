"""Read the page that the user names: a URL, a saved file, or standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from newsbot.downloader.responses import fetched_response
from newsbot.downloader.saved_pages import SavedPage
from newsbot.exceptions import ArgumentError
from newsbot.extraction.extract import extract_page
from newsbot.extraction.fetching import fetch
from newsbot.extraction.sites import declared_sites, own_url, site_of
from newsbot.items import Article
from newsbot.page.html.tree import is_other_format
from newsbot.urls import is_loopback

if TYPE_CHECKING:
    from scrapy.http import Response
    from scrapy.settings import Settings

    from newsbot.extraction.extract import PageRead


def is_url(page: str) -> bool:
    """Return whether the user's argument for a page is a URL."""
    return page.lower().startswith(("http://", "https://"))


def given_page(
    page: str,
    url: str | None = None,
    settings: Settings | None = None,
    root: str | None = None,
) -> PageRead:
    """Read a page.

    Args:
        page: A URL, which is fetched; or the path of a file; or ``-`` for standard input.
        url: The page's own URL; None: the URL that was fetched, or that the page names.
        settings: As for newsbot.extraction.fetching.fetch.
        root: As for newsbot.extraction.fetching.fetch.

    Raises:
        ArgumentError: The page cannot be read or fetched, or its URL is not known.
    """
    try:
        return _fetched(page, url, settings, root) if is_url(page) else _saved(page, url)
    except ValueError as error:
        raise ArgumentError(str(error)) from None


def _fetched(page: str, url: str | None, settings: Settings | None, root: str | None) -> PageRead:
    ref = site_of(page).urls.article(page)
    if ref and not is_loopback(page) and site_of(page) in declared_sites():
        page = ref.url  # the form of the URL that a crawl requests
    response = fetch(page, settings, root)
    headers = {
        name.decode("latin-1"): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }
    read = extract_page(
        response.body,
        url or _address(response),
        content_type=headers.get("Content-Type") or None,
        headers=headers,
    )
    if isinstance(read.item, Article):
        read.item.response = fetched_response(response)
    return read


def _address(response: Response) -> str:
    """Return the URL of a page on its site.

    A page from a loopback server has a URL on the declared site that the page names.
    """
    stated_url = own_url(response.body) if is_loopback(response.url) else None
    site = next(
        (declared for declared in declared_sites() if stated_url and declared.urls.has(stated_url)),
        None,
    )
    if site is None:
        return response.url
    parts = urlsplit(response.url)
    return site.urls.origin + urlunsplit(("", "", parts.path or "/", parts.query, ""))


def _saved(page: str, url: str | None) -> PageRead:
    if page == "-" and sys.stdin is None:
        raise ArgumentError("standard input is closed")
    try:
        if page == "-":
            body, fetched_at, kind = sys.stdin.buffer.read(), None, None
        else:
            saved = SavedPage.of_file(Path(page), url or "")
            url = url or saved.url or None
            body, fetched_at, kind = saved.body, saved.fetched_at, saved.type
    except OSError as error:
        raise ArgumentError(f"{page} cannot be read: {error.strerror}") from None
    url = url or own_url(body)
    if b"<" not in body or is_other_format(body):
        raise ArgumentError(f"{page} is not a page of HTML")
    if url is None:
        raise ArgumentError("the page does not name its own URL: give it with --url")
    return extract_page(body, url, fetched_at, kind)
