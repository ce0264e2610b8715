"""What a page says of itself for machines: JSON-LD (schema.org), OpenGraph and other meta tags."""

from __future__ import annotations

import html
import json
import re
from collections import deque
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

# schema.org types that describe the page's article.
ARTICLE_TYPES = frozenset(
    (
        "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle "
        "BackgroundNewsArticle ReviewNewsArticle LiveBlogPosting BlogPosting"
    ).split()
)
MAX_JSON_LD = 1_000_000  # characters of one block; beyond that it is no metadata
_STRING_OR_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(\s*[}\]])', re.DOTALL)


def json_ld_article(root: etree._Element) -> tuple[dict[str, Any], int]:
    """The page's first JSON-LD article object ({} if none), and how many blocks did not parse."""
    broken = 0
    for block in root.iter("script"):
        if "ld+json" not in (block.get("type") or "").lower():
            continue
        data = load_json_ld(block.text or "")
        if data is None:
            broken += 1
            continue
        for thing in _things(data):
            kinds = thing.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(kind, str) and kind in ARTICLE_TYPES for kind in kinds):
                return thing, broken
    return {}, broken


def load_json_ld(text: str) -> Any:
    """The value of a JSON-LD block, mending what sites get wrong; None if it cannot be read.

    Mended: a byte order mark, HTML comments and CDATA around it, raw newlines in strings,
    trailing commas, a block that is HTML-escaped as a whole.
    """
    text = text.strip().lstrip("\ufeff").strip()
    if not text or len(text) > MAX_JSON_LD:
        return None
    text = re.sub(r"^(?:<!--|(?://\s*)?<!\[CDATA\[)|(?:-->|(?://\s*)?\]\]>)$", "", text).strip()
    attempts = [text]
    if '"' not in text and "&quot;" in text:
        attempts = [html.unescape(text)]
    attempts.append(_STRING_OR_COMMA.sub(r"\1\2", attempts[0]))
    for attempt in attempts:
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _things(data: Any) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD value: itself, a list's, a graph's, a page's main entity."""
    pending = deque([data])
    while pending:
        value = pending.popleft()
        if isinstance(value, list):
            pending.extend(value)
        elif isinstance(value, dict):
            yield value
            pending.extend(value[key] for key in ("@graph", "mainEntity") if key in value)


def text_of(value: Any) -> str | None:
    """A schema.org value as one text: a string, or a thing's name; None where it says nothing."""
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        value = value[0] if value else None
        return text_of(value) if not isinstance(value, list) else None
    return html.unescape(value).strip() or None if isinstance(value, str) else None


def texts_of(value: Any) -> list[str]:
    """A schema.org value as texts: one thing or a list of them."""
    values = value if isinstance(value, list) else [value]
    texts = (text_of(each) for each in values if not isinstance(each, list))
    return list(dict.fromkeys(text for text in texts if text))


def image_urls(value: Any) -> list[str]:
    """The URLs of a schema.org ``image``: a URL, an ImageObject, or a list of either."""
    values = value if isinstance(value, list) else [value]
    found = (each.get("url") if isinstance(each, dict) else each for each in values)
    return [url for url in found if isinstance(url, str) and url.strip()]


def meta_tags(root: etree._Element) -> dict[str, list[str]]:
    """The page's ``<meta>`` tags: property or name, lower case → contents in page order."""
    tags: dict[str, list[str]] = {}
    for tag in root.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        content = (tag.get("content") or "").strip()
        if name and content:
            tags.setdefault(name.strip().lower(), []).append(content)
    return tags
