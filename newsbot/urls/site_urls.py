"""Define SiteUrls, which finds the article that a URL of a site means, and normalises URLs."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import (
    SplitResult,
    parse_qsl,
    quote,
    unquote,
    urlencode,
    urljoin,
    urlsplit,
    urlunsplit,
)

from newsbot.urls.article_ref import ArticleRef, digest
from newsbot.urls.forms import (
    AMP_PARAMETER,
    DOT_SEGMENT,
    SESSION_IN_PATH,
    article_forms,
    is_tracking,
    without_dots,
)
from newsbot.urls.origins import DEFAULT_PORTS, ascii_host, is_loopback, origin_of

if TYPE_CHECKING:
    from collections.abc import Iterable

# Subdomains with the same site in another presentation. Any other subdomain is another site: The
# India Daily links to sister sites in other languages.
SAME_SITE_PREFIXES = ("", "www.", "m.", "mobile.", "amp.")
MAX_URL_LENGTH = 2048  # characters; longer ones are traps
PERCENT_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
# Characters of a path that are not percent-encoded (RFC 3986).
SAFE = "/:@!$&'()*+,;=-._~%"


class SiteUrls:
    """The URLs of one site.

    URLs that differ in a trailing slash, the extension of a page (``.html``) or marks of AMP are
    forms of the same URL. ``article_url`` may match any of these forms.

    Args:
        site: The spider's name; the ids of articles begin with it.
        origin: The origin of the site, for example ``https://www.theindiadaily.com``.
        article_url: A regular expression that matches the whole path of an article. Its groups
            ``id`` (the site's article number) and ``section`` are optional.
        root: The origin that gets the requests in place of the site (a mirror, a loopback server).
        hosts: Further hosts with pages of the site. A URL keeps such a host. If it has no number,
            the digest in its id includes the host.

    Raises:
        ValueError: ``origin`` or ``root`` is not an origin, see origin_of.
        re.error: ``article_url`` is not a regular expression.
    """

    def __init__(
        self,
        site: str,
        origin: str,
        article_url: str,
        root: str | None = None,
        hosts: Iterable[str] = (),
    ) -> None:
        self.site = site
        self.origin = origin_of(origin)
        self.given_root = origin_of(root) if root else None  # may be the site's own origin
        self.root = self.given_root if self.given_root != self.origin else None
        self.id_base = self.origin  # the start of the text whose digest is an id
        self.host = (urlsplit(self.origin).hostname or "").removeprefix("www.")
        # Further hosts with all their prefixes → their origins.
        self._origins = {
            prefix + host.removeprefix("www."): f"{urlsplit(self.origin).scheme}://{host}"
            for host in map(ascii_host, hosts)
            for prefix in SAME_SITE_PREFIXES
        }
        same_site = (prefix + self.host for prefix in SAME_SITE_PREFIXES)
        self._hosts = frozenset((*same_site, *self._origins))
        self._article = re.compile(article_url)
        self._root_netloc = urlsplit(self.root).netloc if self.root else None
        self._ports = {None, *DEFAULT_PORTS.values(), urlsplit(self.origin).port}
        # Links repeat: every article page has the same menu and nearly the same side bar.
        self._cached_normal = lru_cache(maxsize=5_000)(self._normalise)
        self._cached_article = lru_cache(maxsize=5_000)(self._article_ref)

    def normalise(self, url: str) -> str | None:
        """Return a URL of the site on its own origin, without fragment and tracking parameters.

        None for a URL elsewhere, or a too long URL.
        """
        return self._cached_normal(url) if len(url) <= MAX_URL_LENGTH else None

    def article(self, url: str) -> ArticleRef | None:
        """Return the article that a URL means; None if it is not an article URL of the site.

        If the path alone tells the article, the query is removed: no parameter, known or unknown,
        can then make a second article of it.
        """
        return self._cached_article(url) if len(url) <= MAX_URL_LENGTH else None

    def comes_late(self, ref: ArticleRef) -> bool:
        """Return whether an article is requested after all others, because it may have no text."""
        return False

    def has(self, url: str) -> bool:
        """Return whether an http or https URL is on the site or on the root.

        Another port of the site's host is another service of that machine.
        """
        if not self.is_web_port(url):
            return False
        parts = urlsplit(url)
        return self._is_own_host(parts) or parts.netloc == self._root_netloc

    def _is_own_host(self, parts: SplitResult) -> bool:
        return ascii_host(parts.hostname or "") in self._hosts

    def is_web_port(self, url: str) -> bool:
        """Return whether the port of a URL is allowed.

        These are 80, 443, the port of the origin, and that of the root on the root's host.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return False
        return parts.scheme in DEFAULT_PORTS and (
            port in self._ports or parts.netloc == self._root_netloc
        )

    def secure(self, url: str) -> str:
        """Return a URL of the site with https in place of http if the site's origin has https.

        A page of such a site is never requested over http.
        """
        parts = urlsplit(url)
        if parts.scheme != "http" or not self.origin.startswith("https:"):
            return url
        if not self._is_own_host(parts):
            return url
        host = ascii_host(parts.hostname or "")
        host = f"[{host}]" if ":" in host else host
        port = urlsplit(self.origin).port
        netloc = f"{host}:{port}" if port and parts.port == port else host
        return urlunsplit(parts._replace(scheme="https", netloc=netloc))

    def join(self, base: str, href: str) -> str | None:
        """Return the normal form of a link on a page of the site.

        Args:
            base: The absolute URL against which the link is resolved.
            href: The link in the page.

        Returns:
            The URL; None for another host, ``javascript:``, ``mailto:``, a fragment, a broken URL.
        """
        href = href.strip()
        if not href or href[0] == "#" or len(href) > MAX_URL_LENGTH:
            return None
        if href[0] == "/" and href[1:2] != "/" and "/." not in href:
            # A fast path for the most frequent kind of link, which needs no parsing of the base.
            return self.normalise(self._origin_of(base) + href)
        try:
            return self.normalise(urljoin(base, href))
        except ValueError:
            return None

    def resolve(self, href: str) -> str | None:
        """Return the normal form of a URL of the site or of a rooted path; None for other texts."""
        return self.join(self.origin + "/", href)

    def _normalise(self, url: str) -> str | None:
        if not self.has(url):
            return None
        parts = urlsplit(url)
        query = "&".join(
            urlencode([(name, value)])
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if not is_tracking(name)
        )
        path = re.sub(r"/{2,}", "/", SESSION_IN_PATH.sub("", parts.path)) or "/"
        if "/." in path or "/%2" in path:
            path = without_dots(path)
        path = PERCENT_ENCODED.sub(lambda octet: octet[0].upper(), quote(path, safe=SAFE))
        scheme, netloc = self._origin_of(url).split("://")
        return urlunsplit(SplitResult(scheme, netloc, path, query, ""))

    def _origin_of(self, url: str) -> str:
        """Return the origin of the normal form of a URL of the site."""
        if not self._origins:
            return self.origin
        return self._origins.get(ascii_host(urlsplit(url).hostname or ""), self.origin)

    def _article_ref(self, url: str) -> ArticleRef | None:
        normal = self.normalise(url)
        if normal is None:
            return None
        parts = urlsplit(normal)
        # Some servers put a session into `;…`; it never means another article.
        found = parts.path.partition(";")[0]
        path = found.rstrip("/")
        parameters = parts.query.split("&") if parts.query else []
        telling = [parameter for parameter in parameters if not AMP_PARAMETER.fullmatch(parameter)]
        query = "?" + "&".join(telling) if telling else ""
        matches = (
            (stem, match)
            for stem, form in article_forms(path, query)
            if (match := self._article.fullmatch(form))
        )
        stem, match = next(matches, (path, None))
        if match is None or DOT_SEGMENT.search(match[0]):
            return None
        form = match[0]
        slash = "/" if found.endswith("/") else ""
        origin = self._origin_of(normal)
        base = self.id_base if origin == self.origin else origin
        canonical = origin + stem + slash + (query if form.endswith(query) else "")
        groups = match.groupdict()
        id_ = f"{self.site}:{groups.get('id') or digest(base + form)}"
        section = groups.get("section")
        amp_url = normal if stem != path or telling != parameters else None
        # The comparison spares most URLs, which are in normal form, the look at their host.
        if url != normal and (urlsplit(url).hostname or "").startswith("amp."):
            amp_url = self.secure(url)
        section = unquote(section) if section else section
        return ArticleRef(canonical, id_, section, amp_url, is_numbered=bool(groups.get("id")))

    def are_same(self, one: ArticleRef, other: ArticleRef) -> bool:
        """Return whether two URLs on one page mean the same article."""
        return one.id == other.id

    def are_in_two_sections(self, _one: ArticleRef, _other: ArticleRef) -> bool:
        """Return False: on a declared site, ids say whether two URLs are one article's."""
        return False

    def elsewhere(self, url: str) -> str | None:
        """Return the normal form of a URL on another host; None if this run must not request it.

        With ``root=`` other hosts are not requested. But if the root is on this machine, other
        servers on this machine may be.
        """
        # Imported here, because newsbot.schedule imports this module without w3lib.
        from w3lib.url import safe_url_string

        if self.root is not None and not (is_loopback(self.root) and is_loopback(url)):
            return None
        try:
            url = safe_url_string(url.strip())
            parts = urlsplit(url)
            normal = origin_of(url) + urlunsplit(("", "", parts.path or "/", parts.query, ""))
        except ValueError:
            return None
        if self.has(normal) or len(normal) > MAX_URL_LENGTH:
            return None
        return normal if self.root is not None or self.is_web_port(normal) else None

    def to_root(self, url: str) -> str:
        """Return the URL to fetch for a URL of the site: with ``root=``, the URL on the root."""
        parts = urlsplit(url)
        if self.root is None or not (self._is_own_host(parts) or self.has(url)):
            return url
        return self.root + urlunsplit(("", "", parts.path or "/", parts.query, ""))

    def to_origin(self, url: str) -> str:
        """Return the site's own URL for a URL on the root; any other URL unchanged."""
        if self.root is not None and (url == self.root or url.startswith(self.root + "/")):
            return self.origin + url[len(self.root) :]
        return url
