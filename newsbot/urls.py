"""URLs of a news site: which are articles, which article, and the one form each is known by."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from ipaddress import ip_address
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

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

# Parameters that say who sent the reader, never what is read. Prefixes end with `_`.
# Source: the parameters' own vendors (Google, Meta, Microsoft, Mailchimp, AMP).
TRACKING_PREFIXES = ("utm_", "mc_", "hsa_", "_hs")
TRACKING_PARAMETERS = frozenset(
    (
        "fbclid gclid dclid gbraid wbraid msclkid yclid igshid igsh twclid ref_src ref_url "
        "s_kwcid cmpid ocid __twitter_impression usqp"
    ).split()
)
# Hosts that show the same site in another dress; any other subdomain is another site
# (The India Daily links to sister sites in other languages).
SAME_SITE_PREFIXES = ("", "www.", "m.", "mobile.", "amp.")
MAX_URL_LENGTH = 2048  # characters; longer ones are traps
DEFAULT_PORTS = {"http": 80, "https": 443}
# How publishers mark the AMP page of an article, beside amp.host (amp.dev names no rule).
AMP_PATH = re.compile(r"^/amp(?=/)|/amp(?:\.html?)?$|\.amp(?=\.html?$|$)", re.IGNORECASE)
AMP_PARAMETER = re.compile(r"amp(?:=1|=true|=)?|outputType=amp", re.IGNORECASE)
# The file name extensions of pages. Publishers serve the same article with and without one.
PAGE_EXTENSION = re.compile(r"\.(?:[sx]?html?|php|aspx?|jsp|cms|ece)$", re.IGNORECASE)
PERCENT_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
# A step of a path that means the same folder or the one above (RFC 3986, 5.2.4), with the dots
# percent-encoded too, as servers and browsers read it.
DOT_SEGMENT = re.compile(r"/(?:\.|%2E){1,2}(?=/|$)", re.IGNORECASE)
# Characters that stay as they are in a path; everything else is percent-encoded (RFC 3986).
SAFE = "/:@!$&'()*+,;=-._~%"


def is_tracking(name: str) -> bool:
    """Return whether a query parameter never changes which page is meant."""
    name = name.lower()
    return name in TRACKING_PARAMETERS or name.startswith(TRACKING_PREFIXES)


_NO_HOST = re.compile(r"[\s\x00-\x1f<>\"{}|\\^`]")


def origin_of(url: str) -> str:
    """Return ``scheme://host[:port]`` of an absolute URL, lower case, without a default port.

    Raises:
        ValueError: The URL is not an absolute http or https URL with a valid host and port.
    """
    parts = urlsplit(url)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or _NO_HOST.search(parts.hostname):
        raise ValueError(f"not an http or https URL: {url!r}")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    default = parts.port in (None, DEFAULT_PORTS[parts.scheme])
    return f"{parts.scheme}://{host}" if default else f"{parts.scheme}://{host}:{parts.port}"


def is_loopback(origin: str) -> bool:
    """Return whether an origin's host is this machine: 127.0.0.0/8, ::1 or ``localhost``."""
    try:
        host = urlsplit(origin).hostname or ""
    except ValueError:
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """Which article a URL means.

    Attributes:
        url: The URL to fetch, and the article's own unless its page names another form. It is the
            URL as it was found, with its trailing slash and its extension, on the site's own
            origin, but without what never says which article it is: fragment, query, session, marks
            of AMP.
        id: ``<site>:<number>`` or ``<site>:<digest>``, the same for all forms of the article's URL.
        section: The URL's section (``states/uttar-pradesh`` for a nested one); None where
            ``article_url`` names none.
        amp_url: The URL as it was found, where that is of an AMP page of the article.
        other_urls: Further forms that were found beside ``url``; one may answer where it does not.
        is_numbered: The id is the site's own number, and not a digest of the URL.
    """

    url: str
    id: str
    section: str | None
    amp_url: str | None = field(default=None, compare=False)
    other_urls: tuple[str, ...] = field(default=(), compare=False)
    is_numbered: bool = field(default=True, compare=False)


def one_of(refs: Sequence[ArticleRef]) -> ArticleRef:
    """Return what the forms of one article's URL say together.

    Args:
        refs: The forms, in the order in which they were found; not empty.

    Returns:
        The first form that is no AMP page's, with the first AMP page and all other URLs.
    """
    found = next((ref for ref in refs if ref.amp_url is None), refs[0])
    amp_url = next((ref.amp_url for ref in refs if ref.amp_url), None)
    forms = dict.fromkeys(
        url for ref in refs if ref.amp_url is None for url in (ref.url, *ref.other_urls)
    )
    others = tuple(url for url in forms if url != found.url)
    if amp_url or others != found.other_urls:
        return replace(found, amp_url=amp_url, other_urls=others)
    return found


def is_in_section(path: str, sections: Collection[str]) -> bool:
    """Return whether ``sections`` is empty or has a section or sub-section of ``path``.

    Each step of a nested section counts, and steps in a row: ``states``, ``uttar-pradesh`` and
    ``states/uttar-pradesh`` all take ``states/uttar-pradesh``.
    """
    return not sections or any(f"/{section}/" in f"/{path}/" for section in sections)


class SiteUrls:
    """The URLs of one site.

    A trailing slash, the extension of a page (``.html``) and marks of AMP are other forms of the
    same URL: ``article_url`` need not provide for them, and may.

    Args:
        site: The spider's name, with which the articles' ids begin.
        origin: The site's own, e.g. ``https://www.theindiadaily.com``.
        article_url: A regular expression that the whole path of an article matches; its groups
            ``id`` (the site's article number) and ``section`` are used where present.
        root: An origin that stands in for the site (a mirror, a loopback server).
        hosts: Further hosts with pages of the site. A URL there stays there, and the digest that is
            its article's id, where it has no number, is of that host.

    Raises:
        ValueError: An origin is not one, see origin_of.
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
        self.given_root = origin_of(root) if root else None  # as given, be it the site's own origin
        self.root = self.given_root if self.given_root != self.origin else None
        self.id_base = self.origin  # of the digest of an article that has no number
        self.host = (urlsplit(self.origin).hostname or "").removeprefix("www.")
        # Further hosts, in all their dresses → their origins.
        self._origins = {
            prefix + host.removeprefix("www."): f"{urlsplit(self.origin).scheme}://{host}"
            for host in hosts
            for prefix in SAME_SITE_PREFIXES
        }
        own = (prefix + self.host for prefix in SAME_SITE_PREFIXES)
        self._hosts = frozenset((*own, *self._origins))
        self._article = re.compile(article_url)
        # URLs in normal form already, as most links are.
        self._normal = re.compile(rf"{re.escape(self.origin)}(?:/(?![/.])[A-Za-z0-9_~.-]*)+")
        self._root_netloc = urlsplit(self.root).netloc if self.root else None
        self._ports = {None, *DEFAULT_PORTS.values(), urlsplit(self.origin).port}
        # Links repeat: every article page carries the same menu and much the same side bar.
        self._cached_normal = lru_cache(maxsize=5_000)(self._normalise)
        self._cached_article = lru_cache(maxsize=5_000)(self._article_ref)

    def normalise(self, url: str) -> str | None:
        """Return a URL of the site on its own origin, without fragment and tracking; else None."""
        return self._cached_normal(url) if len(url) <= MAX_URL_LENGTH else None

    def article(self, url: str) -> ArticleRef | None:
        """Return which article a URL means; None where it is no article URL of the site.

        The query is dropped where the path alone says which article it is, so that no parameter,
        known or unknown, makes a second article of it.
        """
        return self._cached_article(url) if len(url) <= MAX_URL_LENGTH else None

    def has(self, url: str) -> bool:
        """Return whether an http or https URL is of the site, or of the root in its place.

        Another port of the site's host is another service of that machine, and not the site.
        """
        if not self.is_web_port(url):
            return False
        parts = urlsplit(url)
        return parts.hostname in self._hosts or parts.netloc == self._root_netloc

    def is_web_port(self, url: str) -> bool:
        """Return whether a URL's port is one that news is served from.

        Those are 80, 443, the origin's own, and the root's own at its host.
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
        """Return a URL of the site with https in place of http, where the site's origin has it.

        What is read from a site with https is never asked for without it.
        """
        parts = urlsplit(url)
        if parts.scheme != "http" or not self.origin.startswith("https:"):
            return url
        if parts.hostname not in self._hosts:
            return url
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        port = urlsplit(self.origin).port
        netloc = f"{host}:{port}" if port and parts.port == port else host
        return urlunsplit(parts._replace(scheme="https", netloc=netloc))

    def join(self, base: str, href: str) -> str | None:
        """Return the normal form of a link on a page of the site; None for a link to elsewhere.

        Elsewhere: another host, ``javascript:``, ``mailto:``, a bare fragment, a broken URL.

        Args:
            base: The absolute URL against which the link is resolved.
            href: The link as it stands in the page.
        """
        href = href.strip()
        if not href or href[0] == "#" or len(href) > MAX_URL_LENGTH:
            return None
        if href[0] == "/" and href[1:2] != "/" and "/." not in href:
            # A rooted path is by far the most frequent link: no need to parse the base again.
            return self.normalise(self._origin_of(base) + href)
        if self._normal.fullmatch(href):
            return self.normalise(href)
        try:
            return self.normalise(urljoin(base, href))
        except ValueError:
            return None

    def _normalise(self, url: str) -> str | None:
        if self._normal.fullmatch(url):
            return url
        if not self.has(url):
            return None
        parts = urlsplit(url)
        query = "&".join(
            urlencode([(name, value)])
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if not is_tracking(name)
        )
        path = re.sub(r"/{2,}", "/", parts.path) or "/"
        if "/." in path or "/%2" in path:
            path = _without_dots(path)
        path = PERCENT_ENCODED.sub(lambda octet: octet[0].upper(), quote(path, safe=SAFE))
        scheme, netloc = self._origin_of(url).split("://")
        return urlunsplit(SplitResult(scheme, netloc, path, query, ""))

    def _origin_of(self, url: str) -> str:
        """Return the origin on which a URL of the site is known."""
        if not self._origins:
            return self.origin
        return self._origins.get(urlsplit(url).hostname or "", self.origin)

    def _article_ref(self, url: str) -> ArticleRef | None:
        normal = self.normalise(url)
        if normal is None:
            return None
        parts = urlsplit(normal)
        # `;…` carries a session for some servers, never another article.
        found = parts.path.partition(";")[0]
        path = found.rstrip("/")
        parameters = parts.query.split("&") if parts.query else []
        telling = [each for each in parameters if not AMP_PARAMETER.fullmatch(each)]
        query = "?" + "&".join(telling) if telling else ""
        matches = (
            (stem, match)
            for stem, form in _forms(path, query)
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
        # Most URLs are in normal form, on the site's own host.
        if url != normal and (urlsplit(url).hostname or "").startswith("amp."):
            amp_url = self.secure(url)
        section = unquote(section) if section else section
        return ArticleRef(canonical, id_, section, amp_url, is_numbered=bool(groups.get("id")))

    def are_same(self, one: ArticleRef, other: ArticleRef) -> bool:
        """Return whether two URLs on one page mean the same article."""
        return one.id == other.id

    def elsewhere(self, url: str) -> str | None:
        """Return the normal form of a URL of another host; None where this run must not ask it.

        With ``root=``, nothing stands in for other hosts, so none is asked; but where the root is
        on this machine, others on this machine may be.
        """
        # newsbot.schedule reads this module too, where the standard library is all there is.
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
        """Return the URL to fetch for a URL of the site: on the root, where there is one."""
        parts = urlsplit(url)
        if self.root is None or not (parts.hostname in self._hosts or self.has(url)):
            return url
        return self.root + urlunsplit(("", "", parts.path or "/", parts.query, ""))

    def to_origin(self, url: str) -> str:
        """Return the site's own URL for a URL on the root; any other URL as it is."""
        if self.root is not None and (url == self.root or url.startswith(self.root + "/")):
            return self.origin + url[len(self.root) :]
        return url


def _forms(path: str, query: str) -> Iterator[tuple[str, str]]:
    """Yield (path without marks of AMP, form for the pattern) of a path without trailing slash.

    The forms of one article's URLs begin with the same one that the pattern can match, whichever
    of them was found, for an id may be the digest of that form.
    """
    for stem in dict.fromkeys((AMP_PATH.sub("", path), path)):
        bare = PAGE_EXTENSION.sub("", stem)
        for form in dict.fromkeys((bare, stem)):
            yield stem, form
        yield stem, bare + "/"
        if query:
            for form in dict.fromkeys((bare, stem, bare + "/")):
                yield stem, form + query


def _without_dots(path: str) -> str:
    """Return a path without dot segments; none leads above the root."""
    steps: list[str] = []
    for step in path.split("/")[1:]:
        dots = step.replace("%2E", ".").replace("%2e", ".")
        if dots not in (".", ".."):
            steps.append(step)
        elif dots == ".." and steps:
            steps.pop()
    is_folder = DOT_SEGMENT.search("/" + path.rpartition("/")[2])
    return "/" + "/".join(steps) + ("/" if is_folder and steps else "")


def digest(text: str) -> str:
    """Return a short stable name for a text: 16 hexadecimal digits of BLAKE2b."""
    return hashlib.blake2b(text.encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()
