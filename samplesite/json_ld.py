"""A page's JSON-LD, in the shapes that sites send it, well-formed or not."""

from __future__ import annotations

import json
import re
from html import escape
from typing import Any

from samplesite.article_page import ArticlePage
from samplesite.clock import iso
from samplesite.live_page import LivePage
from samplesite.markup import IMAGES, ORIGIN, SITE_NAME
from samplesite.mixing import mix
from samplesite.video_page import VideoPage

SHAPES = (
    "list", "graph", "blocks", "list_after_others", "bom", "entities", "entities_in_values",
    "trailing_comma", "raw_newline", "types", "plain", "plain", "plain", "plain",
)  # fmt: skip
_CONTEXT = "https://schema.org"
_FIRST_SPACE = re.compile('("(?:headline|name)": "[^" ]*) ')


def json_ld(page: ArticlePage) -> list[str]:
    """The page's `<script>` elements of JSON-LD; none where it has no such thing."""
    if not page.json_ld:
        return []
    shape = shape_of(page.article.n)
    news = _posting(page)
    if shape == "types":
        news["@type"] = [news["@type"], "CreativeWork"]
    if shape == "entities_in_values":
        news |= {
            name: escape(news[name]).replace(" ", "&nbsp;", 1)
            for name in ("headline", "name", "description")
            if name in news
        }
    if shape == "blocks":
        texts = [_dumps(block) for block in (_crumbs(page), _organisation(), news)]
    else:
        texts = [_broken(_dumps(_wrapped(news, page, shape)), shape)]
    return [f'<script type="application/ld+json">{text}</script>' for text in texts]


def _dumps(value: Any) -> str:
    # A "</script>" or "<!--" in a text would end the element.
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _wrapped(news: dict[str, Any], page: ArticlePage, shape: str) -> Any:
    if shape == "list":
        return [news]
    if shape == "graph":
        return {"@context": _CONTEXT, "@graph": [_organisation(), _crumbs(page), news]}
    if shape == "list_after_others":
        return [_crumbs(page), _organisation(), news]
    return news


def _broken(text: str, shape: str) -> str:
    if shape == "bom":
        return "\ufeff" + text
    if shape == "entities":
        return escape(text)
    if shape == "trailing_comma":
        return f"{text[:-1]},{text[-1]}"
    if shape == "raw_newline":
        return _FIRST_SPACE.sub(r"\1" + "\n", text, count=1)
    return text


def _organisation() -> dict[str, Any]:
    logo = {
        "@type": "ImageObject",
        "url": "https://images.theindiadaily.com/india-daily-logo-1.svg",
    }
    return {
        "@context": _CONTEXT,
        "@type": "NewsMediaOrganization",
        "name": SITE_NAME,
        "url": ORIGIN + "/",
        "logo": logo,
    }


# Shapes with a BreadcrumbList beside the article.
WITH_CRUMBS = frozenset({"blocks", "graph", "list_after_others"})


def shape_of(n: int) -> str:
    """The shape that the JSON-LD of article n has."""
    return SHAPES[mix("json-ld", n) % len(SHAPES)]


def crumbs_of(section_slug: str) -> list[str]:
    """The names in a BreadcrumbList, unlike those that a page prints."""
    return ["Home", section_slug]


def _crumbs(page: ArticlePage) -> dict[str, Any]:
    items = [
        {"@type": "ListItem", "position": at, "name": name, "item": ORIGIN + "/"}
        for at, name in enumerate(crumbs_of(page.article.section_slug), 1)
    ]
    return {"@context": _CONTEXT, "@type": "BreadcrumbList", "itemListElement": items}


def _posting(page: ArticlePage) -> dict[str, Any]:
    """The NewsArticle, or what stands in its place on a live blog or a video story."""
    article = page.article
    news: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": article.url},
        "headline": SITE_NAME if page.trap == "no_h1" else article.headline,
        "datePublished": iso(page.published),
        "dateModified": iso(page.updated),
        "publisher": {"@type": "NewsMediaOrganization", "name": SITE_NAME},
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
    if isinstance(page, LivePage):
        news |= _live_blog(page)
    if isinstance(page, VideoPage):
        news |= _video(page)
        news["name"] = news.pop("headline")
    return news


def _live_blog(page: LivePage) -> dict[str, Any]:
    updates = [
        {
            "@type": "BlogPosting",
            "headline": entry.heading or page.article.headline,
            "datePublished": iso(entry.at),
            "articleBody": " ".join(entry.paragraphs),
        }
        for entry in page.entries
    ]
    return {
        "@type": "LiveBlogPosting",
        "coverageStartTime": iso(page.published),
        "liveBlogUpdate": updates,
    }


def _video(page: VideoPage) -> dict[str, Any]:
    """The thumbnail is no picture of the page."""
    return {
        "@type": "VideoObject",
        "uploadDate": iso(page.published),
        "embedUrl": page.url,
        "thumbnailUrl": [f"{IMAGES}/16_9/16_9_0/{page.article.topic.key}-thumbnail.webp"],
    }
