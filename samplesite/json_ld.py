"""A page's JSON-LD, in the shapes that sites send it."""

from __future__ import annotations

import json
from typing import Any

from samplesite.article_page import ArticlePage
from samplesite.clock import iso
from samplesite.mixing import mix


def json_ld(page: ArticlePage) -> list[str]:
    """The page's `<script>` elements of JSON-LD; none where it has no such thing."""
    return [f'<script type="application/ld+json">{_text(page)}</script>'] if page.json_ld else []


def _news_article(page: ArticlePage) -> dict[str, Any]:
    article = page.article
    news: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": article.url},
        "headline": article.headline,
        "datePublished": iso(page.published),
        "dateModified": iso(page.updated),
        "publisher": {"@type": "NewsMediaOrganization", "name": "India Daily"},
        "inLanguage": "hi",
    }
    if page.json_ld_section:
        news["articleSection"] = page.json_ld_section
    if article.summary:
        news["description"] = article.summary
    if article.tags:
        news["keywords"] = article.tags
    if page.image:
        news["image"] = {"@type": "ImageObject", "url": page.image["url"]}
    if page.authors:
        news["author"] = [{"@type": "Organization", "name": name} for name in page.authors]
    return news


def _text(page: ArticlePage) -> str:
    news = _news_article(page)
    shape = mix("json-ld", page.article.n) % 10
    shapes: dict[int, Any] = {0: [news], 1: {"@context": "https://schema.org", "@graph": [news]}}
    text = json.dumps(shapes.get(shape, news), ensure_ascii=False)
    if page.broken and shape % 2:  # a trailing comma
        return f"{text[:-1]},{text[-1]}"
    if page.broken:  # a raw newline within a string
        headline = page.article.headline
        return text.replace(headline, headline.replace(" ", "\n", 1))
    return text
