"""Read the page that a person names: by its URL, as a saved file, on standard input."""

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
    """Return whether a person's word for a page is its URL."""
    return page.lower().startswith(("http://", "https://"))


def given_page(
    page: str,
    url: str | None = None,
    settings: Settings | None = None,
    root: str | None = None,
) -> PageRead:
    """Return what is read of a page.

    Args:
        page: A URL, which is fetched; the path of a file, ``-`` for standard input.
        url: The page's own URL; None: the one that it was fetched from, or names.
        settings: See newsbot.extraction.fetching, as for ``root``.
        root: An origin that stands in for the site.

    Raises:
        ArgumentError: The page cannot be had, or its URL is not known.
    """
    try:
        return _fetched(page, url, settings, root) if is_url(page) else _saved(page, url)
    except ValueError as error:
        raise ArgumentError(str(error)) from None


def _fetched(page: str, url: str | None, settings: Settings | None, root: str | None) -> PageRead:
    ref = site_of(page).urls.article(page)
    if ref and not is_loopback(page) and site_of(page) in declared_sites():
        page = ref.url  # the form that a crawl asks for
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

    A server on this machine stands in for the declared site that its page says it is of.
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
