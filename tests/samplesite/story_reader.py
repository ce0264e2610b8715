"""Reads a web story from its page, as `reader` does the others."""

from __future__ import annotations

from typing import Any

from tests.samplesite.elements import canonical, links_of, once, posting, text_of, trail


def web_story(tree: Any, url: str) -> dict[str, Any]:
    cover, *slides, more = tree.iter("amp-story-page")
    assert text_of(more.find(".//h5")) == "More Stories"
    (date,) = cover.find_class("amp-auth-date")
    return {
        "url": canonical(tree, url),
        "kind": "webstory",
        "headline": text_of(cover.find(".//h1")),
        "summary": None,
        "tags": [],
        "breadcrumbs": trail(tree),
        "section": posting(tree).get("articleSection") or [url.split("/")[4], *trail(tree)][-1],
        "dateline": None,
        "agency": None,
        "published_raw": text_of(date),
        "sections": [_slide(slide) for slide in slides],
        "highlights": [],
        "live_updates": [],
        "images": [_picture(page) for page in (cover, *slides) if page.find_class("feature-img")],
        "videos": [],
        "related": once(links_of(more.find_class("feature-grid-img")[0].findall(".//a")), url),
        "labels": [],
        "links": [text_of(link) for link in cover.find_class("amp-auth-link")[0].iter("a")],
    }


def _slide(page: Any) -> dict[str, Any]:
    """A page of a web story: its h2 and the rest of its text."""
    heading = page.find(".//h2")
    return {
        "heading": None if heading is None else text_of(heading),
        "paragraphs": [text_of(node) for node in page.iter("h3", "p")],
        "image": next((node.get("src") for node in page.find_class("feature-img")), None),
    }


def _picture(page: Any) -> dict[str, str | None]:
    (image,) = page.find_class("feature-img")
    credits = [text_of(node).removeprefix("Credit: ") for node in page.find_class("amp-Credit")]
    return {
        "url": image.get("src"),
        "caption": image.get("alt"),
        "credit": credits[0] if credits else None,
    }
