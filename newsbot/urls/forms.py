"""Recognise the forms of one URL: tracking, AMP, extensions of pages, dot segments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Parameters that tell who sent the reader, or which session the reader has, never which page it is.
# Source: the documentation of their vendors (Google, Meta, Microsoft, Mailchimp, AMP), of PHP
# (session.name), Jakarta Servlet (jsessionid), ASP and ColdFusion. ``sid`` is left out, because it
# is the number of a story on some sites.
TRACKING_PREFIXES = ("utm_", "mc_", "hsa_", "_hs", "aspsessionid")
TRACKING_PARAMETERS = frozenset(
    (
        "fbclid gclid dclid gbraid wbraid msclkid yclid igshid igsh twclid ref_src ref_url "
        "s_kwcid cmpid ocid __twitter_impression usqp "
        "phpsessid jsessionid sessionid session_id sessid cfid cftoken"
    ).split()
)
# A session in a path (Jakarta Servlet, 7.1.3): /khabar.jsp;jsessionid=1A2B
SESSION_IN_PATH = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
# Marks of AMP pages in URLs; a host amp.… is another one. amp.dev has no rule for these URLs.
AMP_PATH = re.compile(r"^/amp(?=/)|/amp(?:\.html?)?$|\.amp(?=\.html?$|$)", re.IGNORECASE)
AMP_PARAMETER = re.compile(r"amp(?:=1|=true|=)?|outputType=amp", re.IGNORECASE)
# The file name extensions of pages. Publishers serve the same article with and without one.
PAGE_EXTENSION = re.compile(r"\.(?:[sx]?html?|php|aspx?|jsp|cms|ece)$", re.IGNORECASE)
# A step of a path that means the same folder or its parent (RFC 3986, 5.2.4). Servers and browsers
# also accept percent-encoded dots.
DOT_SEGMENT = re.compile(r"/(?:\.|%2E){1,2}(?=/|$)", re.IGNORECASE)


def is_tracking(name: str) -> bool:
    """Return whether a query parameter tracks the reader and never changes the page."""
    name = name.lower()
    return name in TRACKING_PARAMETERS or name.startswith(TRACKING_PREFIXES)


def article_forms(path: str, query: str) -> Iterator[tuple[str, str]]:
    """Yield (path without marks of AMP, form for the pattern ``article_url``) of a path.

    An id may be the digest of the first form that the pattern matches. The order of the forms
    makes this form the same for all URLs of an article.

    Args:
        path: The path, without trailing slash.
        query: The query with its question mark; empty without a query.
    """
    for stem in dict.fromkeys((AMP_PATH.sub("", path), path)):
        bare = PAGE_EXTENSION.sub("", stem)
        for form in dict.fromkeys((bare, stem)):
            yield stem, form
        yield stem, bare + "/"
        if query:
            for form in dict.fromkeys((bare, stem, bare + "/")):
                yield stem, form + query


def without_dots(path: str) -> str:
    """Remove the dot segments of a path; no segment leads above the root."""
    steps: list[str] = []
    for step in path.split("/")[1:]:
        dots = step.replace("%2E", ".").replace("%2e", ".")
        if dots not in (".", ".."):
            steps.append(step)
        elif dots == ".." and steps:
            steps.pop()
    is_folder = DOT_SEGMENT.search("/" + path.rpartition("/")[2])
    return "/" + "/".join(steps) + ("/" if is_folder and steps else "")
