"""Recognise block and challenge pages, which a guard (a WAF, a CDN) answers in place of the site.

They come with any status, also 200. Words do not decide: an article may be about captchas, and
ordinary pages of guarded sites have the guard's scripts. Two things decide: headers that only
blocks have; and markup that only block pages have, on a page with hardly any text and links.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrapy.http import TextResponse

from newsbot.page.html.tree import html_root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree
    from scrapy.http import Response

# (header, its value, guard). By the vendors' manuals, only block and challenge pages have them.
HEADERS = (
    (b"cf-mitigated", b"challenge", "Cloudflare"),
    (b"x-amzn-waf-action", b"challenge", "AWS WAF"),
    (b"x-amzn-waf-action", b"captcha", "AWS WAF"),
)
# (pattern, guard). The pattern is searched in ids, classes, URLs and the text of scripts (_marks).
MARKUP = (
    # Ordinary pages have /cdn-cgi/challenge-platform/scripts/jsd/ too; the pattern excludes that.
    (
        re.compile(r"_cf_chl_opt|challenge-platform/h/\w+/orchestrate|^cf-error-details"),
        "Cloudflare",
    ),
    # Ordinary pages have this script too, with SWJIYLWA first in the query (see EMPTY). Without the
    # bound 300, a long text that repeats the name would take quadratic time.
    (re.compile(r"_Incapsula_Resource\?(?!\S{0,300}SWJIYLWA)"), "Imperva"),
    (re.compile(r"captcha-delivery\.com"), "DataDome"),
    (re.compile(r"^px-captcha|_pxUuid"), "HUMAN"),
    (re.compile(r"^sec-(?:if|bc|text)-|/_sec/cp_challenge/|[?&]bm-verify="), "Akamai"),
    (re.compile(r"sucuri_cloudproxy_js"), "Sucuri"),
    (re.compile(r"token\.awswaf\.com|AwsWafIntegration"), "AWS WAF"),
)
# Patterns for pages without any text.
EMPTY = ((re.compile(r"_Incapsula_Resource\?"), "Imperva"),)
# Patterns for pages with little text, because the comment form of an article has a captcha too.
CAPTCHA = ((re.compile(r"^(?:g-recaptcha|h-captcha|cf-turnstile)$"), "a captcha"),)
# Akamai's block page is plain HTML, with this title and a reference number.
TITLE = re.compile(r"^\s*Access Denied\s*$", re.IGNORECASE)
REFERENCE = re.compile(r"Reference\s*#\s*[0-9a-f]+\.[0-9a-f]+", re.IGNORECASE)
# Every block page has one of these bytes. Other pages need not be parsed.
HINTS = (
    *(b"_cf_chl_opt", b"challenge-platform/h/", b"cf-error-details", b"_Incapsula_Resource"),
    *(b"captcha", b"_pxUuid", b"sec-if-", b"sec-bc-", b"sec-text-", b"/_sec/cp_", b"bm-verify"),
    *(b"sucuri_cloudproxy", b"awswaf", b"AwsWaf", b"cf-turnstile", b"Access Denied"),
)
MAX_PAGE = 400_000  # bytes; the largest block pages, with inline scripts, have a quarter of that
MAX_TEXT = 1500  # characters of visible text: an explanation, and an address for questions
MAX_CAPTCHA_TEXT = 400  # characters
MAX_LINKS = 10
UNSEEN = frozenset(("script", "style", "noscript", "template", "title"))


def blocked_by(response: Response) -> str | None:
    """Return the name of the guard that answered in place of the site; None for other pages."""
    for name, value, guard in HEADERS:
        if (response.headers.get(name) or b"").lower() == value:
            return guard
    if not isinstance(response, TextResponse) or not _is_suspect(response.body):
        return None
    root = html_root(response)
    return None if root is None or _says_what_it_is(root) else _guard_in(root)


def _is_suspect(body: bytes) -> bool:
    if len(body) > MAX_PAGE:
        return False
    # Count links first: an ordinary page has more than MAX_LINKS near its top, which is found
    # faster than the absence of all hints.
    place = -1
    for _ in range(MAX_LINKS + 1):
        place = body.find(b"<a ", place + 1)
        if place < 0:
            return any(hint in body for hint in HINTS)
    return False


def _says_what_it_is(root: etree._Element) -> bool:
    """Return whether a page has an article, JSON-LD or OpenGraph; block pages have none of them."""
    if next(root.iter("article"), None) is not None:
        return True
    return any(
        script.get("type") == "application/ld+json" for script in root.iter("script")
    ) or any(meta.get("property", "").startswith("og:") for meta in root.iter("meta"))


def _guard_in(root: etree._Element) -> str | None:
    text = _text(root)
    if len(text) > MAX_TEXT:
        return None
    if TITLE.match(root.findtext(".//title") or "") and REFERENCE.search(text):
        return "Akamai"
    patterns = MARKUP + (EMPTY if not text else ())
    patterns += CAPTCHA if len(text) <= MAX_CAPTCHA_TEXT else ()
    marks = list(_marks(root))
    for pattern, guard in patterns:
        if any(pattern.search(mark) for mark in marks):
            return guard
    return None


def _text(root: etree._Element) -> str:
    """Return approximately the text that a reader sees."""
    texts: list[str] = []
    for element in root.iter():
        seen = element.text if element.tag not in UNSEEN else None
        texts += [text.strip() for text in (seen, element.tail) if text]
    return " ".join(text for text in texts if text)


def _marks(root: etree._Element) -> Iterator[str]:
    """Yield ids, classes, URLs and the text of scripts, but no text that a reader sees."""
    for element in root.iter():
        yield element.get("id", "")
        yield from element.get("class", "").split()
        if element.tag in ("script", "iframe", "form", "meta"):
            yield from (element.get(name, "") for name in ("src", "action", "content"))
        if element.tag == "script":
            yield element.text or ""
