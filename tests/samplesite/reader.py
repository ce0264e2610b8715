"""Reads an article from its page by the site's documents alone, as a check on the gold.

A plain reader for this layout: neither the generator's code nor newsbot's is used.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from lxml import html as lxml_html

ORIGIN = "https://www.theindiadaily.com"
_LETTERS = "ए|बी|सी|डी|ई|एफ|जी|एच|आई|जे|के|एल|एम|एन|ओ|पी|क्यू|आर|एस|टी|यू|वी|डब्ल्यू|एक्स|वाई|जेड|डॉ|प्रो|श्री"
_AGENCY = re.compile(r"\(?(?:इनपुट: )?(भाषा|एजेंसी)\)?")
_ALSO_READ = re.compile(r"^(ये भी पढ़ें|यह भी पढ़ें|जरूर पढ़ें):")


def clean(text: str) -> str:
    """The cleaning rules that the pages need."""
    text = html.unescape(text)
    text = re.sub("[\u00ad\u200b\ufeff]", "", text)
    text = re.sub("(?<!\u094d)[\u200c\u200d]", "", text)
    text = unicodedata.normalize("NFC", text).replace("ाे", "ो")
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"(?<=[ऀ-ॿ])\|(?= )", "।", text)
    text = re.sub(r"(?<!\.)\.\.(?!\.)", ".", text)
    text = re.sub(r" (?=[.,;:!?।)])", "", text)
    text = re.sub(r"(?<=[ऀ-ॿ])([,।])(?=[ऄ-ह])", r"\1 ", text)
    return re.sub(r"(?<=[ऀ-ॿ])\.(?=[ऄ-ह])", _stop, text)


def _stop(match: re.Match[str]) -> str:
    word = re.search(r"[ऀ-ॿ]*$", match.string[: match.start()])
    assert word
    return "." if re.fullmatch(_LETTERS, word[0]) else ". "


def _by_class(node: Any, end: str) -> list[Any]:
    """Elements with a class that ends in `end`."""
    wanted = f"-{end}"
    found = node.xpath(".//*[contains(@class, $wanted)]", wanted=wanted)
    return [
        element
        for element in found
        if any(c.endswith(wanted) for c in element.get("class").split())
    ]


def _text(node: Any) -> str:
    return clean(node.text_content())


def _lines(paragraph: Any) -> list[str]:
    """The paragraphs of a <p>: two <br> part them, one begins a line."""
    for line_break in paragraph.iter("br"):
        line_break.tail = "\ue000" + (line_break.tail or "")
    texts = re.split("\ue000\\s*\ue000", paragraph.text_content())
    cleaned = ["\n".join(filter(None, map(clean, text.split("\ue000")))) for text in texts]
    return [text for text in cleaned if text]


def _links(nodes: list[Any]) -> list[tuple[str, str]]:
    found = []
    for node in nodes:
        href = re.sub(r"[?#].*", "", node.get("href")).replace("//amp.", "//www.")
        address = href if href.startswith("http") else ORIGIN + href
        found.append((address.replace(ORIGIN + "/amp/", ORIGIN + "/"), _text(node)))
    return found


def read(page: bytes, url: str) -> dict[str, Any]:
    """What the page of this URL says, in the gold's terms, as far as one reader can tell."""
    tree = lxml_html.fromstring(page.decode())
    if tree.find(".//amp-story") is not None:
        return _web_story(tree, url)
    (body,) = _by_class(tree, "editior-content") or [lxml_html.Element("div")]
    live_updates = [_entry(entry) for entry in _by_class(tree, "livedetails-content")]
    (title,) = _by_class(tree, "body-title")
    sections: list[dict[str, Any]] = [{"heading": None, "paragraphs": []}]
    related: list[tuple[str, str]] = []
    highlights: list[str] = []
    agency = None
    for node in body:
        classes = node.get("class") or ""
        if classes.endswith("alsoread"):
            related += _links(node.findall(".//li/a"))
        elif classes.endswith("live-updates"):
            related += _links(node.xpath(".//h3/ancestor::a"))
        elif classes.endswith("hilights"):
            highlights = [_text(item) for item in node.iter("li")]
        elif _is_heading(node):
            sections.append({"heading": _text(node), "paragraphs": []})
        elif node.tag == "table":
            rows = [" | ".join(map(_text, row)) for row in node.iter("tr")]
            sections[-1]["paragraphs"].append("\n".join(rows))
        elif node.tag in ("ul", "ol"):
            sections[-1]["paragraphs"].append("\n".join(_text(item) for item in node))
        elif node.tag in ("p", "blockquote"):
            for text in _lines(node):
                if _ALSO_READ.match(text):
                    related += _links(node.findall(".//a"))
                elif match := _AGENCY.fullmatch(text):
                    agency = match[1]
                else:
                    sections[-1]["paragraphs"].append(text)
    (slider,) = _by_class(tree, "rel-slider")
    related += _links(slider.findall(".//a"))
    sections += [_photo_text(node) for node in _by_class(tree, "photo-content")]
    sections = [section for section in sections if section["heading"] or section["paragraphs"]]
    labels = [_text(label) for label in _by_class(tree, "auth-date")]
    return {
        "url": _canonical(tree, url),
        "kind": _kind(tree),
        "headline": _headline(tree, title),
        "summary": _text(title.find("h2")) if title.find("h2") is not None else None,
        "tags": [_text(item) for box in _by_class(tree, "tagsbox") for item in box],
        "breadcrumbs": [_text(item) for item in _by_class(tree, "breadcrumb")[0]],
        "agency": agency,
        "sections": sections,
        "highlights": highlights,
        "live_updates": live_updates,
        "videos": [_video(frame) for frame in _players(tree, body)],
        "related": _once(related, url),
        "images": _images(tree, body),
        "labels": labels,
        "links": [_text(link) for link in _by_class(tree, "auth-profile")[0].iter("a")],
    }


def posting(tree: Any) -> dict[str, Any]:
    """The page's article, live blog or video in JSON-LD, however it is wrapped or broken."""
    return next((node for node in _nodes(tree) if "dateModified" in node), {})


def _trail(tree: Any) -> list[str]:
    """The names of the page's BreadcrumbList."""
    trail = next((node for node in _nodes(tree) if "itemListElement" in node), None)
    return [item["name"] for item in trail["itemListElement"]] if trail else []


def _nodes(tree: Any) -> list[dict[str, Any]]:
    nodes: list[Any] = []
    found = []
    for block in tree.xpath("//script[@type='application/ld+json']"):
        text = block.text.removeprefix("\ufeff")
        text = html.unescape(text) if '"' not in text else text
        nodes.append(json.loads(re.sub(r",([}\]])$", r"\1", text), strict=False))
    while nodes:
        node = nodes.pop(0)
        if isinstance(node, list):
            nodes += node
        elif "@graph" in node:
            nodes += node["@graph"]
        else:
            found.append(node)
    return found


def _canonical(tree: Any, url: str) -> str:
    """The page's word on its address, if it can be true."""
    (said,) = tree.xpath("//link[@rel='canonical']/@href")
    same_story = said.startswith(ORIGIN) and said.rpartition("-")[2] == url.rpartition("-")[2]
    return said if same_story else url


def _headline(tree: Any, title: Any) -> str:
    if title.find("h1") is not None:
        return _text(title.find("h1"))
    (title,) = tree.xpath("//meta[@property='og:title']/@content")
    return clean(title).removesuffix(" | India Daily")


def _is_heading(node: Any) -> bool:
    """Also a paragraph that is stressed as a whole and links to nothing."""
    if node.tag in ("h2", "h3", "h4"):
        return True
    stressed = node.tag == "p" and len(node) == 1 and node[0].tag in ("strong", "b")
    return stressed and node.find(".//a") is None and _text(node[0]) == _text(node)


def _once(links: list[tuple[str, str]], url: str) -> list[dict[str, str]]:
    """Each story once, and not the page itself."""
    first: dict[str, str] = {}
    for address, headline in links:
        if address != url:
            first.setdefault(address, headline)
    return [{"url": address, "headline": headline} for address, headline in first.items()]


def _web_story(tree: Any, url: str) -> dict[str, Any]:
    cover, *slides, more = tree.iter("amp-story-page")
    assert _text(more.find(".//h5")) == "More Stories"
    (date,) = cover.find_class("amp-auth-date")
    return {
        "url": _canonical(tree, url),
        "kind": "webstory",
        "headline": _text(cover.find(".//h1")),
        "summary": None,
        "tags": [],
        "breadcrumbs": _trail(tree),
        "section": posting(tree).get("articleSection") or next(iter(_trail(tree)[-1:]), None),
        "dateline": None,
        "agency": None,
        "published_raw": _text(date),
        "sections": [_slide(slide) for slide in slides],
        "highlights": [],
        "live_updates": [],
        "images": [_picture(page) for page in (cover, *slides) if page.find_class("feature-img")],
        "videos": [],
        "related": _once(_links(more.find_class("feature-grid-img")[0].findall(".//a")), url),
        "labels": [],
        "links": [_text(link) for link in cover.find_class("amp-auth-link")[0].iter("a")],
    }


def _slide(page: Any) -> dict[str, Any]:
    """A page of a web story: its h2 and the rest of its text."""
    heading = page.find(".//h2")
    return {
        "heading": None if heading is None else _text(heading),
        "paragraphs": [_text(node) for node in page.iter("h3", "p")],
    }


def _picture(page: Any) -> dict[str, str | None]:
    (image,) = page.find_class("feature-img")
    credits = [_text(node).removeprefix("Credit: ") for node in page.find_class("amp-Credit")]
    return {
        "url": image.get("src"),
        "caption": image.get("alt"),
        "credit": credits[0] if credits else None,
    }


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


def _video(frame: Any) -> dict[str, str]:
    if frame.tag == "amp-youtube":
        url = f"https://www.youtube.com/embed/{frame.get('data-videoid')}"
    else:
        url = re.sub("^//", "https://", frame.get("src"))
    host = str(urlsplit(url).hostname).removeprefix("www.")
    known = re.search("vidgyor|youtube", host)
    return {"url": url, "provider": known[0] if known else host}


def _photo_text(node: Any) -> dict[str, Any]:
    heading = node.find("h3")
    return {
        "heading": None if heading is None else _text(heading),
        "paragraphs": [text for p in node.iterfind("p") for text in _lines(p)],
    }


def _entry(node: Any) -> dict[str, Any]:
    """An entry of a live blog, its time as printed."""
    heading = node.find("h4")
    return {
        "time": _text(node[0]),
        "heading": None if heading is None else _text(heading),
        "text": "\n\n".join(text for p in node.iterfind("p") for text in _lines(p)),
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
        shown, _, credit = _text(caption).partition("Courtesy:")
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
