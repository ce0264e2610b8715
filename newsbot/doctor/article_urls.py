"""Describe the addresses of a site's articles, in words and as a regular expression."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from newsbot.urls.forms import PAGE_EXTENSION, article_forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

NAME = re.compile(r"[\w.-]{1,30}", re.ASCII)  # the name of a parameter
DIGITS = re.compile(r"\d+")
NUMBER = 4  # digits that an article's number has at least
SLUG = re.compile(r"[^-_/]+(?:[-_][^-_/]+){2,}")
MIN_DIGITS, MAX_DIGITS = 3, 6  # bounds of the number of digits in a pattern
# Parts of a pattern, the most specific first.
HEADS = (r"/(?P<section>[^/?]+(?:/[^/?]+)*)", "")
TAILS = (
    r"/[^/?]+-(?P<id>\d{%d,})",
    r"/[^/?]+_(?P<id>\d{%d,})",
    r"/(?P<id>\d{%d,})",
    r"/[^/?]*[^/?\d](?P<id>\d{%d,})",
    r"/(?P<id>\d{%d,})[^/?\d][^/?]*",
    r"/(?P<id>\d{%d,})/[^/?]+",
    r"/[^/?]+/[^/?]+-(?P<id>\d{%d,})/[^/?]+",
)
DATED = r"/\d{4}(?:/\d{1,2}){1,2}/[^/?]+"
SLUGS = r"/[^/?-]+(?:-[^/?-]+){%d,}"
ENOUGH = 0.98  # share of the addresses that a pattern must match


def shape_of(url: str) -> str:
    """Return the shape of an address in words: ``/<section>/<slug>-<number>.html``."""
    parts = urlsplit(url)
    extension = match[0] if (match := PAGE_EXTENSION.search(parts.path)) else ""
    steps = parts.path.removesuffix(extension).strip("/").split("/")
    shown = [_step(step, is_last=at == len(steps) - 1) for at, step in enumerate(steps)]
    merged = shown[:1] + [two for one, two in pairwise(shown) if (one, two) != ("<section>",) * 2]
    names = sorted(filter(NAME.fullmatch, re.findall(r"(?:^|&)([^=&]+)", parts.query)))
    query = "?" + "&".join(f"{name}=<number>" for name in names) if names else ""
    return "/" + "/".join(merged) + extension + query


def _step(step: str, is_last: bool) -> str:
    if re.fullmatch(r"(?:19|20)\d\d", step):
        return "<year>"
    if step.isdigit():
        return "<number>" if len(step) >= NUMBER else "<month or day>"
    if not is_last and not SLUG.fullmatch(step):
        return "<section>"
    if match := re.fullmatch(r"(.*?)([-_])?(\d{4,})", step):
        return f"{'<slug>' if match[1] else ''}{match[2] or ''}<number>"
    if match := re.fullmatch(r"(\d{4,})([-_])?(.+)", step):
        return f"<number>{match[2] or ''}<slug>"
    return "<slug>" if SLUG.fullmatch(step) or is_last else "<section>"


def shapes_of(urls: Iterable[str]) -> Counter[str]:
    """Return shape → number of addresses with the shape."""
    return Counter(map(shape_of, urls))


def article_url_of(articles: Sequence[str], others: Sequence[str]) -> str | None:
    """Return a pattern for the paths of articles; None if no pattern excludes the other pages.

    Args:
        articles: The addresses of articles.
        others: The addresses of other pages of the site.
    """
    yes, no = [_forms(url) for url in articles], [_forms(url) for url in others]
    best, best_score = None, 0.5
    for pattern in _patterns(articles):
        compiled = re.compile(pattern)
        found = [next(filter(None, map(compiled.fullmatch, forms)), None) for forms in yes]
        matched = [match for match in found if match]
        if "<id>" in pattern:
            ids = {match["id"] for match in matched}
            if len(ids) < ENOUGH * len(set(articles)) * (len(matched) / max(1, len(found))):
                continue  # the numbers are not ids: they may be years, or lengths of lists
        score = len(matched) / max(1, len(yes))
        score -= sum(any(map(compiled.fullmatch, forms)) for forms in no) / max(1, len(no))
        if score > best_score + (1 - ENOUGH if best else 0):
            best, best_score = pattern, score
    return best


def _forms(url: str) -> list[str]:
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    path = parts.path.partition(";")[0].rstrip("/")
    return [form for _, form in article_forms(path, query)]


def _patterns(urls: Sequence[str]) -> Iterator[str]:
    """Yield patterns, the most specific first."""
    least = _least_digits(urls)
    for tail in TAILS:
        yield from (head + tail % least for head in HEADS)
    yield from _by_query(urls)
    firsts = {urlsplit(url).path.split("/")[1] for url in urls}
    if len(firsts) == 1 and (first := firsts.pop()):
        yield rf"/{re.escape(first)}/(?P<id>\d+)"
        yield rf"/{re.escape(first)}(?:/[^/?]+)*/[^/?]+-(?P<id>\d+)"
    yield from (head + DATED for head in HEADS)
    for words in (4, 3):
        yield from (head + SLUGS % (words - 1) for head in HEADS)
    numbered = HEADS[1] + TAILS[0].replace("?P<id>", "?:") % least
    yield rf"(?:/[^/?]+)*(?:{numbered}|{SLUGS % 3})"
    extensions = {(PAGE_EXTENSION.search(urlsplit(url).path) or [""])[0] for url in urls}
    if len(extensions) == 1 and (extension := extensions.pop()):
        yield from (rf"{head}/[^/?]+{re.escape(extension)}" for head in HEADS)
    yield from (rf"{head}/[^/?]*\d[^/?]*" for head in HEADS)
    if len(depths := {urlsplit(url).path.strip("/").count("/") for url in urls}) == 1:
        yield rf"(?:/[^/?]+){{{depths.pop() + 1}}}"


def _least_digits(urls: Sequence[str]) -> int:
    """Return the least number of digits of an article's number, for a pattern."""
    lengths = [len(digits) for url in urls for digits in DIGITS.findall(urlsplit(url).path)[-1:]]
    return min(MAX_DIGITS, min((length for length in lengths if length > MIN_DIGITS), default=5))


def _by_query(urls: Sequence[str]) -> Iterator[str]:
    """Yield patterns with a parameter whose value is a number that differs between addresses."""
    queries = [dict(parse_qsl(urlsplit(url).query)) for url in urls]
    paths = {PAGE_EXTENSION.sub("", urlsplit(url).path) for url in urls}
    path = re.escape(paths.pop()) if len(paths) == 1 else r"/[^?]*"
    for name in queries[0]:
        values = [query.get(name, "") for query in queries]
        if NAME.fullmatch(name) and all(map(str.isdigit, values)) and len(set(values)) > 1:
            yield rf"{path}\?(?:[^?]*&)?{re.escape(name)}=(?P<id>\d+)(?:&.*)?"
