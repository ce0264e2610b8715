"""The site's own markup, read from `markup/*.html`: named blocks with `{…}` for what is filled in.

`§` in a block is the class prefix, which is set last.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

ORIGIN = "https://www.theindiadaily.com"
SITE_NAME = "India Daily"
IMAGES = "https://images.theindiadaily.com/uploadimage/library"
PREFIXES = ("idl24by7-", "idl26-")
AMP_PREFIX = "idl24by7amp-"

# The static pages' paths and titles.
STATIC_PAGES = {
    "/about-us": "About Us",
    "/disclaimer": "Disclaimer",
    "/advertise-with-us": "Advertise with Us",
    "/contact-us": "Contact Us",
    "/editorial-policy": "Editorial Policy",
    "/cookies-policy": "Cookies Policy",
    "/ethics-policy-mission": "Ethics Policy & Mission",
    "/privacy-policy": "Privacy Policy",
    "/terms-of-service": "Terms of Service",
    "/verification-fact-checking-policy": "Verification & Fact Checking Policy",
    "/search": "खोज",
    "/topics": "टॉपिक्स",
    "/livetv": "लाइव टीवी",
    "/webstory": "वेब स्टोरी",
    "/webstory/lifestyle": "लाइफस्टाइल",
}

_BLOCK = re.compile(r"<!-- block: (\w+) -->\n")


def _read(name: str) -> dict[str, str]:
    text = (files("samplesite") / "markup" / f"{name}.html").read_text(encoding="utf-8")
    _, *pieces = _BLOCK.split(text)
    return dict(zip(pieces[::2], [piece.rstrip("\n") for piece in pieces[1::2]], strict=True))


FRAME = _read("frame")
ARTICLE = _read("article")
BODY = _read("body")
LISTING = _read("listing")
LIVE = _read("live")
PHOTO = _read("photo")
VIDEO = _read("video")
WEB_STORY = _read("webstory")


@cache
def chunk(name: str, prefix: str) -> bytes:
    """A block of the frame that is the same on every page, as bytes."""
    return prefixed(FRAME[name] + "\n", prefix)


def prefixed(html: str, prefix: str) -> bytes:
    return html.replace("§", prefix).encode()
