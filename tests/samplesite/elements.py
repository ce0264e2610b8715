"""What every reader of a page needs: clean text, links, JSON-LD, the page's own address."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from typing import Any

ORIGIN = "https://www.theindiadaily.com"
_LETTERS = "ए|बी|सी|डी|ई|एफ|जी|एच|आई|जे|के|एल|एम|एन|ओ|पी|क्यू|आर|एस|टी|यू|वी|डब्ल्यू|एक्स|वाई|जेड|डॉ|प्रो|श्री"


def clean(text: str) -> str:
    """The cleaning rules that the pages need."""
    text = html.unescape(text)
    text = re.sub("[\u00ad\u200b\ufeff]", "", text)
    text = re.sub("(?<!\u094d)[\u200c\u200d]", "", text)
    text = unicodedata.normalize("NFC", text).replace("ाे", "ो")
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"(?<=[ऀ-ॿ])\|(?= )", "।", text)
    text = re.sub(r"(?<!\.)\. \.(?! ?\.)", ".", text)
    text = re.sub(r" (?=[.,;:!?।)])", "", text)
    text = re.sub(r"(?<=[ऀ-ॿ])([,।])(?=[ऄ-ह])", r"\1 ", text)
    return re.sub(r"(?<=[ऀ-ॿ])\.(?=[ऄ-ह])", _stop, text)


def _stop(match: re.Match[str]) -> str:
    word = re.search(r"[ऀ-ॿ]*$", match.string[: match.start()])
    assert word
    return "." if re.fullmatch(_LETTERS, word[0]) else ". "


def text_of(node: Any) -> str:
    return clean(node.text_content())


def paragraphs_of(paragraph: Any) -> list[str]:
    """The paragraphs of a <p>: two <br> part them, one begins a line."""
    for line_break in paragraph.iter("br"):
        line_break.tail = "\ue000" + (line_break.tail or "")
    texts = re.split("\ue000\\s*\ue000", paragraph.text_content())
    cleaned = ["\n".join(filter(None, map(clean, text.split("\ue000")))) for text in texts]
    return [text for text in cleaned if text]


def links_of(nodes: list[Any]) -> list[tuple[str, str]]:
    found = []
    for node in nodes:
        href = re.sub(r"[?#].*", "", node.get("href")).replace("//amp.", "//www.")
        address = href if href.startswith("http") else ORIGIN + href
        found.append((address.replace(ORIGIN + "/amp/", ORIGIN + "/"), text_of(node)))
    return found


def once(links: list[tuple[str, str]], url: str) -> list[dict[str, str]]:
    """Each story once, and not the page itself."""
    first: dict[str, str] = {}
    for address, headline in links:
        if address != url:
            first.setdefault(address, headline)
    return [{"url": address, "headline": headline} for address, headline in first.items()]


def posting(tree: Any) -> dict[str, Any]:
    """The page's article, live blog or video in JSON-LD, however it is wrapped or broken."""
    return next((node for node in _nodes(tree) if "dateModified" in node), {})


def trail(tree: Any) -> list[str]:
    """The names of the page's BreadcrumbList."""
    found = next((node for node in _nodes(tree) if "itemListElement" in node), None)
    return [item["name"] for item in found["itemListElement"]] if found else []


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


def canonical(tree: Any, url: str) -> str:
    """The page's word on its address, if it can be true."""
    (said,) = tree.xpath("//link[@rel='canonical']/@href")
    same_story = said.startswith(ORIGIN) and said.rpartition("-")[2] == url.rpartition("-")[2]
    return said if same_story else url
