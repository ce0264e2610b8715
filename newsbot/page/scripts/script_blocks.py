"""Turn the blocks in a script's data into the text of a story. Pure functions."""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from newsbot.page.html.paragraphs import ends_like_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 4  # levels of nested blocks
MAX_BLOCKS = 2000
MIN_BLOCKS = 3  # texts under one name that make up a body
CHILDREN = ("children", "content")  # names under which a paragraph holds its pieces
SPANS = ("text", "value")  # names under which a piece holds its text
_HEADING = re.compile(r"head(?:er|ing)|sub-?title|sub-?head|^h[2-6]$", re.IGNORECASE)
_OTHERS = re.compile(
    r"also|related|read-?more|interstitial|image|photo|video|embed|social|tweet|(?:^|_)ads?(?:$|_)",
    re.IGNORECASE,
)
_HEADLINE = re.compile("title|headline|heading", re.IGNORECASE)
_ADDRESS = re.compile("url|slug|link|href|path", re.IGNORECASE)
_BLOCK = re.compile(r"paragraph|head|list|item|quote|block", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"<(?:p|div|h[1-6]|ul|ol|table|blockquote|br)\b", re.IGNORECASE)


def texts_of_blocks(values: list[Any]) -> Iterator[str]:
    """Yield the texts of a list of blocks as HTML, one text for each name that holds texts."""
    texts = [value for value in values if isinstance(value, str)]
    if len(texts) >= MIN_BLOCKS and len(texts) == len(values):
        if 2 * sum(map(ends_like_sentence, texts)) >= len(texts):  # headlines do not
            yield "".join(map(_paragraph, texts))
        return
    blocks = list(_blocks(values, MAX_DEPTH))[:MAX_BLOCKS]
    if 2 * sum(map(_is_story, blocks)) > len(blocks):
        return
    names = Counter(
        name for block in blocks for name, value in block.items() if isinstance(value, str)
    )
    for name, count in names.items():
        if count >= MIN_BLOCKS:
            yield "".join(_html_of(block, name) for block in blocks)


def _is_story(block: dict[str, Any]) -> bool:
    """Return whether an object is another story: it has a title and a URL."""
    names = [name for name, value in block.items() if isinstance(value, str)]
    return any(map(_HEADLINE.search, names)) and any(map(_ADDRESS.search, names))


def _blocks(values: list[Any], depth: int) -> Iterator[dict[str, Any]]:
    """Yield the blocks in a list and in nested lists, with the members of their child objects."""
    for block in values:
        if not isinstance(block, dict):
            continue
        inner = [
            value
            for value in block.values()
            if isinstance(value, list) and any(isinstance(item, dict) for item in value)
        ]
        pieces = next(filter(None, (_pieces(block.get(name)) for name in CHILDREN)), None)
        if pieces:
            yield block | {"text": pieces}
        elif inner and depth:
            for blocks in inner:
                yield from _blocks(blocks, depth - 1)
        else:
            held = (part for part in block.values() if isinstance(part, dict))
            yield {name: value for part in held for name, value in part.items()} | block


def _pieces(value: Any, depth: int = MAX_DEPTH) -> str | None:
    """Return the text of a paragraph given as a list of pieces; None for other values."""
    if not isinstance(value, list) or not depth:
        return None
    texts = [_piece(entry, depth) if isinstance(entry, dict) else None for entry in value]
    return None if None in texts else "".join(filter(None, texts))


def _piece(piece: dict[str, Any], depth: int) -> str | None:
    """Return the text of a piece, or of its inner pieces (a link has some); None for a block."""
    text = next((piece[name] for name in SPANS if isinstance(piece.get(name), str)), None)
    if text is not None:
        return html.escape(text, quote=False)
    if _BLOCK.search(str(piece.get("type") or piece.get("nodeType") or piece.get("_type"))):
        return None
    inside = (_pieces(piece.get(name), depth - 1) for name in CHILDREN)
    return next((text for text in inside if text is not None), None)


def _html_of(block: dict[str, Any], name: str) -> str:
    """Return the text under a name of a block as HTML; "" for a block that is not text."""
    text = block.get(name)
    kinds = [block.get(key) for key in ("type", "_type", "subtype", "nodeType", "style", "tag")]
    kind = " ".join(word for word in kinds if isinstance(word, str))
    if not isinstance(text, str) or _OTHERS.search(kind):
        return ""
    return f"<h2>{text}</h2>" if _HEADING.search(kind) else _paragraph(text)


def _paragraph(text: str) -> str:
    return text if _BLOCK_TAG.search(text) else f"<p>{text}</p>"
