"""Block and challenge pages: what a guard before the site answers in place of the page.

They come with any status, 200 too. An article may talk of captchas, and ordinary pages of guarded
sites carry the guard's scripts; so words decide nothing, but headers that only blocks have, and
markup that only such pages have, on a page that holds next to no text and no links.
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

# Header, its value, guard: only on what was answered in place of the page (the vendors' manuals).
HEADERS = (
    (b"cf-mitigated", b"challenge", "Cloudflare"),
    (b"x-amzn-waf-action", b"challenge", "AWS WAF"),
    (b"x-amzn-waf-action", b"captcha", "AWS WAF"),
)
# Pattern of a script (its address or text), an iframe's address, or an element's id or class.
MARKUP = (
    # /cdn-cgi/challenge-platform/scripts/jsd/ is on ordinary pages too: not this.
    (
        re.compile(r"_cf_chl_opt|challenge-platform/h/\w+/orchestrate|^cf-error-details"),
        "Cloudflare",
    ),
    # With SWJIYLWA (first in the query) it is the script of ordinary pages too, see EMPTY.
    # The bound keeps a long text that repeats it from costing its length squared.
    (re.compile(r"_Incapsula_Resource\?(?!\S{0,300}SWJIYLWA)"), "Imperva"),
    (re.compile(r"captcha-delivery\.com"), "DataDome"),
    (re.compile(r"^px-captcha|_pxUuid"), "HUMAN"),
    (re.compile(r"^sec-(?:if|bc|text)-|/_sec/cp_challenge/|[?&]bm-verify="), "Akamai"),
    (re.compile(r"sucuri_cloudproxy_js"), "Sucuri"),
    (re.compile(r"token\.awswaf\.com|AwsWafIntegration"), "AWS WAF"),
)
# On a page that shows nothing at all.
EMPTY = ((re.compile(r"_Incapsula_Resource\?"), "Imperva"),)
# Comment forms have these too; here they are next to all that there is.
CAPTCHA = ((re.compile(r"^(?:g-recaptcha|h-captcha|cf-turnstile)$"), "a captcha"),)
# Akamai's refusal is plain HTML: its title, and a reference number.
TITLE = re.compile(r"^\s*Access Denied\s*$", re.IGNORECASE)
REFERENCE = re.compile(r"Reference\s*#\s*[0-9a-f]+\.[0-9a-f]+", re.IGNORECASE)
# One of these is in every such page, so that most pages need not be looked at closely.
HINTS = (
    *(b"_cf_chl_opt", b"challenge-platform/h/", b"cf-error-details", b"_Incapsula_Resource"),
    *(b"captcha", b"_pxUuid", b"sec-if-", b"sec-bc-", b"sec-text-", b"/_sec/cp_", b"bm-verify"),
    *(b"sucuri_cloudproxy", b"awswaf", b"AwsWaf", b"cf-turnstile", b"Access Denied"),
)
MAX_PAGE = 400_000  # bytes; the largest, with their scripts in them, have a quarter
MAX_TEXT = 1500  # characters that a reader sees: an explanation, and how to reach somebody
MAX_CAPTCHA_TEXT = 400
MAX_LINKS = 10
UNSEEN = frozenset(("script", "style", "noscript", "template", "title"))


def blocked_by(response: Response) -> str | None:
    """Return the guard that answered in place of the site; None for a page of the site itself."""
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
    # Links first: an ordinary page has more of them near its top, and need not be searched for all
    # the hints.
    place = -1
    for _ in range(MAX_LINKS + 1):
        place = body.find(b"<a ", place + 1)
        if place < 0:
            return any(hint in body for hint in HINTS)
    return False


def _says_what_it_is(root: etree._Element) -> bool:
    """Return whether a page has metadata for readers elsewhere, or an article: a guard has none."""
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
    """Return about what a reader sees."""
    texts: list[str] = []
    for element in root.iter():
        seen = element.text if element.tag not in UNSEEN else None
        texts += [text.strip() for text in (seen, element.tail) if text]
    return " ".join(text for text in texts if text)


def _marks(root: etree._Element) -> Iterator[str]:
    """Yield what scripts, frames, ids and classes say; nothing that is shown to a reader."""
    for element in root.iter():
        yield element.get("id", "")
        yield from element.get("class", "").split()
        if element.tag in ("script", "iframe", "form", "meta"):
            yield from (element.get(name, "") for name in ("src", "action", "content"))
        if element.tag == "script":
            yield element.text or ""
