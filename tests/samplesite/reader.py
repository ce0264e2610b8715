"""Reads an article from its page by the site's documents alone, as a check on the gold.

A plain reader for this layout: neither the generator's code nor newsbot's is used.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from lxml import html as lxml_html

from tests.samplesite.elements import (
    canonical,
    clean,
    links_of,
    once,
    paragraphs_of,
    text_of,
)
from tests.samplesite.story_reader import web_story

_AGENCY = re.compile(r"\(?(?:इनपुट: )?(भाषा|एजेंसी)\)?")
_ALSO_READ = re.compile(r"^(ये भी पढ़ें|यह भी पढ़ें|जरूर पढ़ें):")


def _by_class(node: Any, end: str) -> list[Any]:
    """Elements with a class that ends in `end`."""
    wanted = f"-{end}"
    found = node.xpath(".//*[contains(@class, $wanted)]", wanted=wanted)
    return [
        element
        for element in found
        if any(c.endswith(wanted) for c in element.get("class").split())
    ]


class _Body:
    """What stands in the body's element, in page order."""

    def __init__(self, element: Any) -> None:
        self.sections: list[dict[str, Any]] = [{"heading": None, "paragraphs": []}]
        self.related: list[tuple[str, str]] = []
        self.highlights: list[str] = []
        self.agency: str | None = None
        for node in element:
            self._read(node)

    def _read(self, node: Any) -> None:
        classes = node.get("class") or ""
        if classes.endswith("alsoread"):
            self.related += links_of(node.findall(".//li/a"))
        elif classes.endswith("live-updates"):
            self.related += links_of(node.xpath(".//h3/ancestor::a"))
        elif classes.endswith("hilights"):
            self.highlights = [text_of(item) for item in node.iter("li")]
        elif _is_heading(node):
            self.sections.append({"heading": text_of(node), "paragraphs": []})
        else:
            self.sections[-1]["paragraphs"] += self._paragraphs(node)

    def _paragraphs(self, node: Any) -> list[str]:
        if node.tag == "table":
            return ["\n".join(" | ".join(map(text_of, row)) for row in node.iter("tr"))]
        if node.tag == "ul":
            return ["\n".join(map(text_of, node))]
        if node.tag == "ol":
            return ["\n".join(f"{n}. {text_of(item)}" for n, item in enumerate(node, 1))]
        if node.tag not in ("p", "blockquote"):
            return []
        found = []
        for text in paragraphs_of(node):
            if _ALSO_READ.match(text):
                self.related += links_of(node.findall(".//a"))
            elif match := _AGENCY.fullmatch(text):
                self.agency = match[1]
            else:
                found.append(text)
        return found


def read(page: bytes, url: str) -> dict[str, Any]:
    """What the page of this URL says, in the gold's terms, as far as one reader can tell."""
    tree = lxml_html.fromstring(page.decode())
    if tree.find(".//amp-story") is not None:
        return web_story(tree, url)
    (element,) = _by_class(tree, "editior-content") or [lxml_html.Element("div")]
    body = _Body(element)
    (title,) = _by_class(tree, "body-title")
    (slider,) = _by_class(tree, "rel-slider")
    sections = body.sections + [_photo_text(node) for node in _by_class(tree, "photo-content")]
    if _kind(tree) == "photo":
        sections = [{**section, "image": section.get("image")} for section in sections]
    summary = title.find("h2")
    return {
        "url": canonical(tree, url),
        "kind": _kind(tree),
        "headline": _headline(tree, title),
        "summary": None if summary is None else text_of(summary),
        "tags": [text_of(item) for box in _by_class(tree, "tagsbox") for item in box],
        "breadcrumbs": [text_of(item) for item in _by_class(tree, "breadcrumb")[0]],
        "agency": body.agency,
        "sections": [part for part in sections if part["heading"] or part["paragraphs"]],
        "highlights": body.highlights,
        "live_updates": [_entry(entry) for entry in _by_class(tree, "livedetails-content")],
        "videos": [_video(frame) for frame in _players(tree, element)],
        "related": once(body.related + links_of(slider.findall(".//a")), url),
        "images": _images(tree, element),
        "labels": [text_of(label) for label in _by_class(tree, "auth-date")],
        "links": [text_of(link) for link in _by_class(tree, "auth-profile")[0].iter("a")],
    }


def _headline(tree: Any, title: Any) -> str:
    if title.find("h1") is not None:
        return text_of(title.find("h1"))
    (title,) = tree.xpath("//meta[@property='og:title']/@content")
    return clean(title).removesuffix(" | India Daily")


def _is_heading(node: Any) -> bool:
    """Also a paragraph that is stressed as a whole and links to nothing."""
    if node.tag in ("h2", "h3", "h4"):
        return True
    stressed = node.tag == "p" and len(node) == 1 and node[0].tag in ("strong", "b")
    return stressed and node.find(".//a") is None and text_of(node[0]) == text_of(node)


def _kind(tree: Any) -> str:
    if _by_class(tree, "livedetails-content"):
        return "live"
    if _by_class(tree, "photo-featured"):
        return "photo"
    return (
        "video"
        if any(f.find("iframe") is not None for f in _by_class(tree, "story-feature"))
        else "article"
    )


def _players(tree: Any, body: Any) -> list[Any]:
    hero = [
        frame for feature in _by_class(tree, "story-feature") for frame in feature.iter("iframe")
    ]
    frames = [frame for frame in body.iter("iframe") if "youtube" in frame.get("src")]
    return hero + frames + list(body.iter("amp-youtube"))


def _video(frame: Any) -> dict[str, str | None]:
    if frame.tag == "amp-youtube":
        url = f"https://www.youtube.com/embed/{frame.get('data-videoid')}"
    else:
        url = re.sub("^//", "https://", frame.get("src"))
    host = str(urlsplit(url).hostname).removeprefix("www.")
    known = re.search("vidgyor|youtube", host)
    feature = frame.getparent()
    line = feature.getnext() if feature.get("class", "").endswith("story-feature") else None
    credit = text_of(line).partition("Courtesy:")[2] if line is not None else ""
    return {"url": url, "provider": known[0] if known else host, "credit": credit.strip() or None}


def _photo_text(node: Any) -> dict[str, Any]:
    heading = node.find("h3")
    photo = next(each for each in node.itersiblings(preceding=True) if each.find("img") is not None)
    return {
        "heading": None if heading is None else text_of(heading),
        "paragraphs": [text for p in node.iterfind("p") for text in paragraphs_of(p)],
        "image": photo.find("img").get("src"),
    }


def _entry(node: Any) -> dict[str, Any]:
    """An entry of a live blog, its time as printed."""
    heading = node.find("h4")
    return {
        "time": text_of(node[0]),
        "heading": None if heading is None else text_of(heading),
        "text": "\n\n".join(text for p in node.iterfind("p") for text in paragraphs_of(p)),
    }


def resolved(clock: str, updated: datetime) -> str:
    """A clock time of the page that was updated then: that day's, or the day's before."""
    form = "%I:%M" if clock.endswith("M") else "%H:%M"
    form += (":%S" if clock.count(":") == 2 else "") + (" %p" if clock.endswith("M") else "")
    at = datetime.combine(updated.date(), datetime.strptime(clock, form).time(), updated.tzinfo)
    return (at - timedelta(days=at > updated)).isoformat()


def _image(node: Any, caption: Any = None) -> dict[str, str | None]:
    shown, credit = "", ""
    if caption is not None:
        shown, _, credit = text_of(caption).partition("Courtesy:")
    return {
        "url": node.get("src"),
        "caption": shown.strip() or clean(node.get("alt")) or None,
        "credit": credit.strip() or None,
    }


def _images(tree: Any, body: Any) -> list[dict[str, str | None]]:
    images = [
        _image(feature[0], feature.getnext())
        for feature in _by_class(tree, "story-feature")
        if feature[0].tag in ("img", "amp-img")
    ]
    images += [
        _image(node) for p in body.iterfind("p") for node in p if node.tag in ("img", "amp-img")
    ]
    photos = _by_class(tree, "photo-featured")
    return images + [_image(photo.find("img"), photo.getnext()) for photo in photos]
