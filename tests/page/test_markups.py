"""Pages in the markup of Hindi news sites and themes that nobody declared, read by ``extract``.

Each file in ``markups`` is a page: the gold in a JSON line, then HTML, in which ``{1}`` is a
paragraph of a story in stories.toml and ``⟦…⟧`` stands round what else is of the body.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import newsbot
from newsbot.hindi import words

FOLDER = Path(__file__).parent / "markups"
STORIES = tomllib.loads((FOLDER / "stories.toml").read_text("utf-8"))
PARTS = tomllib.loads((FOLDER / "parts.toml").read_text("utf-8"))
MIN_F1 = 0.98
SEEN_AT = datetime(2026, 2, 3, 6, 0, tzinfo=UTC)
NAMES = sorted(each.stem for each in FOLDER.glob("*.html"))
_FIELD = re.compile(r"\{(\d|h|s|text|nav|top|cards|share|foot)\}")
_GOLD = re.compile(r"\{(\d)\}|⟦(.*?)⟧", re.DOTALL)


class Markup(NamedTuple):
    gold: dict[str, Any]
    html: str
    body: list[str]


def load(name: str) -> Markup:
    first, _, html = (FOLDER / f"{name}.html").read_text("utf-8").partition("\n")
    gold = json.loads(first)
    story = STORIES[gold["story"]]
    gold.setdefault("headline", story["headline"])
    paragraphs = story["paragraphs"]
    values = PARTS | {
        "h": gold["headline"].replace('"', "&quot;"),
        "s": story["summary"],
        "text": json.dumps(" ".join(paragraphs), ensure_ascii=False)[1:-1],
        **{str(number): text for number, text in enumerate(paragraphs, 1)},
    }
    body = [
        re.sub(r"<[^>]+>", " ", marked) if marked else paragraphs[int(number) - 1]
        for number, marked in _GOLD.findall(html)
    ]
    html = _FIELD.sub(lambda match: values[match[1]], html)
    return Markup(gold, html.replace("⟦", "").replace("⟧", ""), body)


def shingles(texts: list[str]) -> Counter[tuple[str, ...]]:
    said = words(" ".join(texts))
    return Counter(zip(*(said[n:] for n in range(4)), strict=False)) or Counter([tuple(said)])


def f1(gold: list[str], found: list[str]) -> float:
    wanted, got = shingles(gold), shingles(found)
    return 2 * (wanted & got).total() / (wanted.total() + got.total())


@pytest.mark.parametrize("name", NAMES)
def test_a_page_that_nobody_declared(name: str) -> None:
    markup = load(name)
    article = newsbot.extract(markup.html, markup.gold["url"], fetched_at=SEEN_AT)
    assert isinstance(article, newsbot.Article)
    texts = [text for each in article.sections for text in (each.heading, *each.paragraphs) if text]
    assert f1(markup.body, texts) >= MIN_F1
    assert article.headline == markup.gold["headline"]
    for kind in ("published", "updated"):
        assert instant(markup.gold[kind]) == getattr(article, f"{kind}_at")
    assert article.authors == markup.gold["authors"]


def instant(words: str | None) -> datetime | None:
    return datetime.fromisoformat(words) if words else None


def oddity(head: str = "", line: str = "", behind: str = "") -> newsbot.Article | newsbot.Reject:
    body = "".join(f"<p>{text}</p>" for text in STORIES["nahar"]["paragraphs"])
    story = f"<div class=s><h1>{HEADLINE}</h1>{line}<div class=b>{body}</div>{behind}</div>"
    html = f"<html><head><title>{HEADLINE}</title>{head}</head><body>{story}</body></html>"
    return newsbot.extract(html, "https://k.example/a/nahar-12345", fetched_at=SEEN_AT)


def json_ld(*things: dict[str, Any]) -> str:
    blocks = (json.dumps(each, ensure_ascii=False) for each in things)
    return "".join(f'<script type="application/ld+json">{each}</script>' for each in blocks)


HEADLINE = STORIES["nahar"]["headline"]
SAYS: dict[str, Any] = {"@type": "NewsArticle", "headline": HEADLINE}
OTHER: dict[str, Any] = {"@type": "NewsArticle", "headline": STORIES["metro"]["headline"]}
META = '<meta name="{}" content="2026-02-02T22:23:00+05:30">'.format
TIME = '<time {} datetime="2026-02-02T22:{}:00+05:30">2 फरवरी</time>'.format
# Page → the clocks of publication and update on 2 February (IST) that are certain.
DATES: dict[str, tuple[dict[str, str], str | None, str | None]] = {
    "an update's label": ({"line": "<div>Updated on: 02 Feb 2026, 10:23 PM IST</div>"}, None, "22:23"),
    "a line in a paragraph": ({"line": "<p>First Published : February 2, 2026, 22:23 IST</p>"}, "22:23", None),
    "an author before it": ({"line": "<div>Edited By: रवि शर्मा | Updated: 02 Feb 2026 10:23 PM IST</div>"}, None, "22:23"),
    "two labels": ({"line": "<div>Published: Feb 02, 2026, 09:58 PM IST | Updated: Feb 02, 2026, 10:23 PM IST</div>"}, "21:58", "22:23"),
    "glued labels": ({"line": "<p>Publish Date:Mon, 02 Feb 2026 10:23 PM (IST)Updated Date:Mon, 02 Feb 2026 10:33 PM (IST)</p>"}, "22:23", "22:33"),
    "Hindi labels": ({"line": "<div>प्रकाशित: 02 फ़रवरी 2026, 22:23 IST</div><div>अपडेट: 02 फ़रवरी 2026, 22:33 IST</div>"}, "22:23", "22:33"),
    "a date alone": ({"line": "<div>2 फरवरी 2026, रात 10:23 बजे</div>"}, "22:23", None),
    "two dates": ({"line": TIME("", 23) + TIME("", 33)}, None, None),
    "a time alone": ({"line": TIME("", 23)}, "22:23", None),
    "hAtom": ({"line": TIME("class=published", 23) + TIME("class=updated", 33)}, "22:23", "22:33"),
    "hours ago": ({"line": "<div>Updated: 2 घंटे पहले</div>"}, None, None),
    "a date of a text": ({"line": "<p>हादसा 2 फरवरी 2026 को रात 10:23 बजे हुआ था।</p>"}, None, None),
    "a date of a card": ({"line": "<div><a href=/a/pul-12346>पुल बना</a> Updated: 02 Feb 2026 10:23 PM IST</div>"}, None, None),
    "day or month first": ({"line": "<div>Published: 02/03/2026 10:23 PM</div>"}, None, None),
    **{name: ({"head": META(name)}, "22:23", None) for name in ("publish-date", "pubdate", "publish_date", "DC.date.issued", "article:published_time")},
    **{name: ({"head": META(name)}, None, "22:23") for name in ("modified-date", "lastmod", "og:updated_time", "dcterms.modified")},
    "Hindi digits": ({"line": "<div>प्रकाशित: ०२ फरवरी २०२६, रात १०:२३ बजे</div>"}, "22:23", None),
    "another page's article alone": ({"head": json_ld(OTHER | {"datePublished": "2026-01-01T10:00:00+05:30", "url": "https://k.example/a/metro-7"})}, None, None),
    "another story alone": ({"head": json_ld(OTHER | {"datePublished": "2026-01-01T10:00:00+05:30"})}, None, None),
    "another story's video": ({"head": json_ld({"@type": "VideoObject", "name": OTHER["headline"], "uploadDate": "2026-01-01T10:00:00+05:30"})}, None, None),
    "the story's video": ({"head": json_ld({"@type": "VideoObject", "name": HEADLINE, "uploadDate": "2026-02-02T22:23:00+05:30"})}, "22:23", None),
    "a headline in English": ({"head": json_ld({"@type": "NewsArticle", "headline": "Water released into canal", "datePublished": "2026-02-02T22:23:00+05:30"})}, "22:23", None),
    "UTC": ({"head": json_ld(SAYS | {"datePublished": "2026-02-02T16:53:00Z"})}, "22:23", None),
    "milliseconds": ({"head": json_ld(SAYS | {"datePublished": 1770051180000})}, "22:23", None),
    "an update before it": ({"head": json_ld(SAYS | {"datePublished": "2026-02-02T22:23:00+05:30", "dateModified": "2026-02-02T16:53:00+05:30"})}, "22:23", None),
    "in a graph": ({"head": json_ld({"@graph": [{"@type": "WebPage", "datePublished": "2020-01-01"}, SAYS | {"datePublished": "2026-02-02T22:23:00+05:30"}]})}, "22:23", None),
    "a page alone": ({"head": json_ld({"@type": "WebPage", "datePublished": "2026-02-02T22:23:00+05:30"})}, "22:23", None),
    "another article first": ({"head": json_ld(OTHER | {"datePublished": "2026-01-01T10:00:00+05:30"}, SAYS | {"datePublished": "2026-02-02T22:23:00+05:30"})}, "22:23", None),
    "a zone elsewhere": ({"head": json_ld(SAYS | {"datePublished": "2026-02-02T16:53:00"}) + '<meta property="article:published_time" content="2026-02-02T16:53:00Z">'}, "22:23", None),
    "India's clock called UTC": ({"head": json_ld(SAYS | {"datePublished": "2026-02-02T22:23:00Z"}), "line": "<div>Published: 02 Feb 2026 10:23 PM IST</div>"}, "22:23", None),
    "the same with +05:30": ({"head": json_ld(SAYS | {"datePublished": "2026-02-02T22:23:00Z"}) + META("publish-date")}, "22:23", None),
}  # fmt: skip


@pytest.mark.parametrize("name", DATES)
def test_an_instant_is_right_or_none(name: str) -> None:
    parts, *clocks = DATES[name]
    article = oddity(**parts)
    assert isinstance(article, newsbot.Article)
    for at, clock in zip((article.published_at, article.updated_at), clocks, strict=True):
        assert at == instant(clock and f"2026-02-02T{clock}:00+05:30")
    assert len(article.sections[0].paragraphs) == 6 + (name == "a date of a text")


@pytest.mark.parametrize(
    ("parts", "authors"),
    [
        ({"head": json_ld(SAYS | {"author": [[{"name": "रवि शर्मा"}], ["अमित कुमार"]]})}, ["रवि शर्मा", "अमित कुमार"]),
        ({"head": json_ld(SAYS | {"author": {"name": "https://k.example/author/ravi"}})}, []),
        ({"head": json_ld(SAYS | {"author": "https://k.example/author/ravi"}), "line": "<div>By <a href=/author/ravi>रवि शर्मा</a></div>"}, ["रवि शर्मा"]),
        ({"head": json_ld(SAYS | {"author": {"name": "By- रवि शर्मा"}})}, ["रवि शर्मा"]),
        ({"line": "<div>By- रवि शर्मा</div>"}, ["रवि शर्मा"]),
        ({"line": "<span>By</span> <a rel=author href=/u/1>रवि शर्मा</a>"}, ["रवि शर्मा"]),
        ({"line": "<ul><li>Written By: <b>रवि शर्मा</b></li><li>Updated: 02 Feb 2026 10:23 PM IST</li></ul>"}, ["रवि शर्मा"]),
        ({"line": "<div>लखनऊ, 2 फरवरी 2026</div>"}, []),
        ({"line": "<span class='story__author'>रवि शर्मा</span>"}, ["रवि शर्मा"]),
        ({"line": "<div class=byline>रवि शर्मा और अमित कुमार, पटना<time>2 फरवरी 2026</time></div>"}, ["रवि शर्मा", "अमित कुमार"]),
        ({"line": "<div><b class=authorName>RAVI SHARMA @ravi</b><i>नई दिल्ली</i></div>"}, ["RAVI SHARMA"]),
        ({"line": "<div class=byline>नहर में पानी छोड़ने से आसपास के सभी गांवों को लाभ</div>"}, []),
        ({"line": "<div class=author-bio>रवि शर्मा</div>"}, []),
        ({"line": "<div class=byline>लखनऊ | 2 फरवरी 2026</div>"}, []),
    ],
)  # fmt: skip
def test_authors_near_the_headline(parts: dict[str, str], authors: list[str]) -> None:
    article = oddity(**parts)
    assert isinstance(article, newsbot.Article)
    assert article.authors == authors
