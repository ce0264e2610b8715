"""The body's markup: paragraphs, sub-heads, and everything that stands between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

from samplesite.article import Article, Block
from samplesite.dirt import Dirt
from samplesite.markup import BODY
from samplesite.mixing import mix
from samplesite.tables import CELL

ALSO_READ = ("ये भी पढ़ें", "यह भी पढ़ें", "जरूर पढ़ें")
SUB_HEADS = (
    "<h3><strong>{}</strong></h3>", "<h3>{}</h3>", "<h3><strong>{}</strong></h3>", "<h3>{}</h3>",
    "<h2>{}</h2>", "<h4>{}</h4>", "<p><strong>{}</strong></p>", "<p><b>{}</b></p>",
)  # fmt: skip
_PAD = "                        "


@dataclass(slots=True)
class Decoration:
    """Something between paragraphs: after paragraph number `at` (1 is the first)."""

    at: int
    kind: str
    facts: dict[str, Any]


def _fill(name: str) -> Callable[[dict[str, Any]], str]:
    return lambda facts: BODY[name].format(**facts)


def _also_read_box(facts: dict[str, Any]) -> str:
    item = BODY["also_read_item"]
    items = [
        item.format(href=escape(link.href), number=at, headline=escape(link.headline, quote=False))
        for at, link in enumerate(facts["links"])
    ]
    return BODY["also_read_box"].format(items="\n".join(items))


def _also_read_line(facts: dict[str, Any]) -> str:
    (link,) = facts["links"]
    return BODY["also_read_line"].format(
        label=ALSO_READ[facts["label"]],
        href=escape(link.href),
        headline=escape(link.headline, quote=False),
    )


def _highlights(facts: dict[str, Any]) -> str:
    items = [f"        <li>{escape(line, quote=False)}</li>" for line in facts["lines"]]
    last = escape(facts["lines"][-1], quote=False)
    items[-1] = f'        <li><a href="#">{last}</a></li>'
    return BODY["highlights"].format(items="\n".join(items))


_EMPTY = ("<p>&nbsp;</p>", "<p><br></p>", "<p></p>")
_DECORATIONS: dict[str, Callable[[dict[str, Any]], str]] = {
    "ad": lambda facts: BODY["ad" if facts["number"] % 3 else "ad_labelled"],
    "tweet": _fill("tweet"),
    "instagram": _fill("instagram"),
    "youtube": _fill("youtube"),
    "image": lambda facts: BODY["image"].format(url=facts["url"], alt=escape(facts["alt"])),
    "also_read_box": _also_read_box,
    "also_read_line": _also_read_line,
    "highlights": _highlights,
    "agency": lambda facts: f"<p>{facts['text']}</p>",
    "empty": lambda facts: _EMPTY[facts["number"] % 3],
    "comment": lambda facts: BODY["comment"],
    "script": lambda facts: BODY["script"],
}


def _inline(article: Article, text: str, choice: int) -> str:
    """Some editors link or stress the place's first mention."""
    share = choice % 100
    if share < 8:
        anchor = f'<a href="/topic/{article.topic.key}">{article.place}</a>'
        return text.replace(article.place, anchor, 1)
    if share < 14:
        return text.replace(article.place, f"<strong>{article.place}</strong>", 1)
    return text


def _paragraph(article: Article, block: Block, dirt: Dirt, at: int) -> str:
    """The inside of a <p>."""
    text = block.lines[0]
    if at or not article.dateline:
        return _inline(article, dirt.paragraph(text), mix("inline", article.n, at))
    place, rest = text.split(": ", 1)
    shape = mix("dateline", article.n) % 4
    rest = dirt.paragraph(rest)
    if shape == 0:
        return f"{place}: {rest}"
    return (
        f"<strong>{place}: </strong>{rest}" if shape == 1 else f"<strong>{place}:</strong> {rest}"
    )


def _list(block: Block) -> str:
    if block.kind == "br":
        return f"{_PAD}<p>{' <br>'.join(block.lines)}</p>\n"
    items = "".join(f"\n{_PAD}    <li>{line}</li>" for line in block.lines)
    return f"{_PAD}<{block.kind}>{items}\n{_PAD}</{block.kind}>\n"


def _table(block: Block, choice: int) -> str:
    """With a head or without, some cells with a paragraph in them."""
    rows = []
    for at, line in enumerate(block.lines):
        tag = "th" if at == 0 and choice % 2 else "td"
        inner = "<p>{}</p>" if choice % 3 == 0 else "<strong>{}</strong>" if at == 0 else "{}"
        cells = (f"<{tag}>{inner.format(cell)}</{tag}>" for cell in line.split(CELL))
        rows.append(f"{_PAD}    <tr>\n{_PAD}    {''.join(cells)}\n{_PAD}    </tr>\n")
    if choice % 2:
        rows[0] = f"{_PAD}  <thead>\n{rows[0]}{_PAD}  </thead>\n"
    return f'{_PAD}<table border="1">\n{"".join(rows)}{_PAD}</table>\n'


def decoration_html(decoration: Decoration) -> str:
    return _DECORATIONS[decoration.kind](decoration.facts)


def body_html(article: Article, decorations: list[Decoration], dirt: Dirt, end: str) -> str:
    """`div.§editior-content` with all that is in it; `end` is markup for its end."""
    rows = ['                    <div class="§editior-content">\n']
    waiting = iter([*decorations, Decoration(10**9, "", {})])
    following = next(waiting)
    sub_head = SUB_HEADS[mix("subheads", article.n) % len(SUB_HEADS)]
    at = 0
    joined = ""
    for heading, blocks in article.sections:
        if heading:
            rows.append(f"{_PAD}{sub_head.format(dirt.heading(heading))}\n")
        for block in blocks:
            if block.kind in ("br", "ul", "ol"):
                rows.append(_list(block))
            elif block.kind == "table":
                rows.append(_table(block, mix("table", article.n)))
            elif block.kind == "split":
                joined = _paragraph(article, block, dirt, at) + "<br><br>"
            elif block.kind == "quote":
                quoted = _paragraph(article, block, dirt, at)
                rows.append(f"{_PAD}<blockquote><p>{quoted}</p></blockquote>\n")
            else:
                text = joined + _paragraph(article, block, dirt, at)
                rows.append(f"{_PAD}<p>{text}</p>\n")
                joined = ""
            at += 1
            while following.at <= at and not joined:
                rows.append(f"{_PAD}{decoration_html(following)}\n")
                following = next(waiting)
    while following.kind:  # the agency's line is the last of all
        rows.append(f"{_PAD}{decoration_html(following)}\n")
        following = next(waiting)
    rows.append(f"{end}                    </div>")
    return "".join(rows)
