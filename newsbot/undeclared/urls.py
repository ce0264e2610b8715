"""Interpret the URLs of a site without a declaration: ids, canonical URLs, which are articles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsbot.undeclared.address import IDENTIFYING, LISTED_IN, Address
from newsbot.urls import AMP_PARAMETER, AMP_PATH, DEFAULT_PORTS, ArticleRef, SiteUrls, digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsbot.undeclared.shapes import UrlShapes

# The name of the spider. The name of an undeclared site is this name, a colon and the host.
UNDECLARED = "hindi"
NUMBER = re.compile(r"(\d{5,})(?:\.\w+)?/?$")
NUMBERED = re.compile(r"(\w+)=(\d{2,})")  # a query of one parameter with a number
DATE_NUMBER = re.compile(r"20\d\d[01]\d[0-3]\d|[0-3]\d[01]\d20\d\d")


class UndeclaredUrls(SiteUrls):
    """The URLs of one site without a declaration; ids do not depend on ``www.``.

    Args:
        origin: The origin of the site.
        article_url: A pattern for the paths of articles; used if ``shapes`` is None.
        root: An origin from which the pages are read in place of the site, or None.
        shapes: Judges which URLs are articles'.

    Attributes:
        is_known: Returns for an article's id whether its page is an article; None if it was not
            read.
    """

    def __init__(
        self,
        origin: str,
        article_url: str = "",
        root: str | None = None,
        shapes: UrlShapes | None = None,
    ) -> None:
        host = site_host(origin)
        super().__init__(f"{UNDECLARED}:{host}", origin, article_url, root)
        self.id_base = host
        self.shapes = shapes
        self.is_known: Callable[[str], bool | None] = lambda _: None

    def address(self, url: str) -> Address | None:
        """Return the address of a URL of the site; None for a URL of another site."""
        normal = self.normalise(url)
        return self._parts(normal)[0] if normal else None

    def _parts(self, normal: str) -> tuple[Address, str, str, bool]:
        """Return (address, path and query without AMP marks, is AMP) of a URL in normal form."""
        parts = urlsplit(normal)
        path = parts.path.partition(";")[0]
        stem = AMP_PATH.sub("", path.rstrip("/"))
        parameters = parts.query.split("&") if parts.query else []
        kept = [parameter for parameter in parameters if not AMP_PARAMETER.fullmatch(parameter)]
        is_amp = stem != path.rstrip("/") or kept != parameters
        query = "&".join(kept)
        return Address.of(stem, query), stem + "/" * path.endswith("/"), query, is_amp

    def ref(self, url: str) -> ArticleRef | None:
        """Return a reference for a URL of the site, as if its page were an article; else None."""
        normal = self.normalise(url)
        if normal is None:
            return None
        address, path, query, is_amp = self._parts(normal)
        canonical = self.origin + path + (f"?{query}" if address.query else "")
        amp_url = normal if is_amp else None
        if url != normal and (urlsplit(url).hostname or "").startswith("amp."):
            amp_url = self.secure(url)
        id_ = f"{self.site}:{digest(self.id_base + address.form)}"
        return ArticleRef(canonical, id_, address.section, amp_url)

    def are_same(self, one: ArticleRef, other: ArticleRef) -> bool:
        """Return whether two URLs on one page are the same article's, also by its number.

        The slug before an article's number often differs between a link and the canonical URL.
        Links that send or print an article have its number too (``send.php?id=12``).
        """
        if super().are_same(one, other):
            return True
        number = self._number(one.url)
        return number is not None and number == self._number(other.url)

    def are_in_two_sections(self, one: ArticleRef, other: ArticleRef) -> bool:
        """Return whether two URLs have the same slug and the same date; their folders may differ.

        They may also be the URLs of two articles: ``/lucknow/aaj-ka-mausam`` and
        ``/delhi/aaj-ka-mausam``. Ask only if the page of one URL states the other as its canonical.
        """
        addresses = self.address(one.url), self.address(other.url)
        slugs = {address and address.slug for address in addresses}
        return len(slugs) == 1 and None not in slugs

    def _number(self, url: str) -> str | None:
        """Return the number in the path of an article's URL, else in its query; else None."""
        address = self.address(url)
        stated = NUMBERED.fullmatch(address.query) if address else None
        if stated and (LISTED_IN.fullmatch(stated[1]) or not IDENTIFYING.fullmatch(stated[1])):
            stated = None
        return _number(url) or (stated[2] if stated else None)

    def _article_ref(self, url: str) -> ArticleRef | None:
        ref = self.ref(url)
        if ref is None or (address := self.address(url)) is None:
            return None
        if self.shapes is None:
            return ref if self._article.fullmatch(address.form) else None
        if (known := self.is_known(ref.id)) is not None:
            return ref if known else None
        return ref if self.shapes.is_article(address) else None

    def comes_late(self, ref: ArticleRef) -> bool:
        """Return whether an article shows photos or a film, and may have no text."""
        address = self.address(ref.url)
        return bool(self.shapes and address and self.shapes.media.is_in_doubt(address))

    def forget_decisions(self) -> None:
        """Clear the cache of decisions, after ``shapes`` or ``is_known`` has changed."""
        self._cached_article.cache_clear()


def _number(url: str) -> str | None:
    """Return the number at the end of a URL's path; None if there is none or it is a date."""
    match = NUMBER.search(urlsplit(url).path)
    return match[1] if match and not DATE_NUMBER.fullmatch(match[1]) else None


def site_host(origin: str) -> str:
    """Return the host for the name of a site: without ``www.``, with an unusual port."""
    parts = urlsplit(origin)
    host = re.sub(r"[^\w.-]", "_", (parts.hostname or "").removeprefix("www."))
    usual = parts.port in (None, *DEFAULT_PORTS.values())
    return host if usual else f"{host}:{parts.port}"
