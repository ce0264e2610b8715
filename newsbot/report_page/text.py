"""Format texts, times, numbers and links for the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from newsbot import IST

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from newsbot.report_page.edits import Pieces

MAX_URL = 1000
DEVANAGARI = re.compile("[\u0900-\u097f]")
WEB = re.compile(r"https?://[^\s/?#\\]")
LANGUAGE = re.compile("[a-z]{2,3}")
MAX_SECONDS = 1e9  # a larger number is not the duration of a run
NOTHING = Markup()


def is_web(url: str) -> bool:
    """Return whether a URL may be a link: http or https, with a host, and not too long."""
    return len(url) <= MAX_URL and WEB.match(url) is not None


def lang(text: str, language: str = "und") -> Markup:
    """Return the attribute ``lang`` for a text; empty if it is in the language of the page."""
    if not DEVANAGARI.search(text):
        return NOTHING
    known = LANGUAGE.fullmatch(language) and language != "und"
    return Markup(f' lang="{language if known else "hi"}"')  # noqa: S704  # letters alone


def link(url: str, text: str, language: str = "und") -> Markup:
    """Return a text as a link, or as text alone if the URL is not allowed as a link."""
    tag = f'<a href="{escape(url)}"' if is_web(url) else "<span"
    end = "</a>" if is_web(url) else "</span>"
    return Markup(f"{tag}{lang(text, language)}>{escape(text)}{end}")  # noqa: S704  # escaped


def ist(at: datetime | None) -> str:
    """Return a time in India's time zone for people."""
    if at is None:
        return "not known"
    moment = at.astimezone(IST)
    return f"{moment.day} {moment:%b %Y, %H:%M} IST"


def clock(at: datetime, is_exact: bool) -> str:
    """Return a short time in India's time zone; only the day unless it is exact."""
    moment = at.astimezone(IST)
    return f"{moment.day} {moment:%b %Y}" + (f", {moment:%H:%M}" if is_exact else "")


def duration(seconds: Any) -> str:
    """Return a number of seconds in words; "" for any value that is not a run's duration."""
    if not isinstance(seconds, int | float) or not 0 <= seconds < MAX_SECONDS:
        return ""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def bytes_in_words(count: float) -> str:
    """Return a number of bytes with a unit."""
    return f"{count / 1e6:,.1f} MB" if count >= 1e5 else f"{count / 1e3:,.1f} kB"


def points(history: Iterable[float]) -> str:
    """Return the points of an SVG polyline, in a picture of 96 by 20, for shares from 0 to 1."""
    shares = list(history)
    step = 90 / (len(shares) - 1)
    return " ".join(f"{3 + at * step:.1f},{18 - 16 * share:.1f}" for at, share in enumerate(shares))


def words_of(pieces: Pieces) -> str:
    """Return the text of the pieces of an edit."""
    return " ".join(text for text, _ in pieces)
