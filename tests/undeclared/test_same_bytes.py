"""A crawl and ``newsbot.extract`` read the same bytes alike, whatever their charset and type."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from newsbot import Article, extract
from newsbot.feed_lines import feed_line
from tests.crawling import serving
from tests.undeclared.crawling import crawl_any
from tests.undeclared.plain import PlainSite

# Content-Type, charset of the bytes, what the page is made into before.
KINDS = (
    ("text/html", "utf-8", str),
    ("text/html; charset=iso-8859-1", "utf-8", str),
    ("text/html; charset=utf-8", "utf-8-sig", str),
    ("text/html; charset=utf-16", "utf-16", lambda page: page.replace("<meta charset=utf-8>", "")),
    ("application/xhtml+xml; charset=utf-8", "utf-8", str),
    ("text/html; charset=nosuch", "utf-8", lambda page: page.replace("\n", "\r\n")),
    ("text/html; charset=utf-8", "utf-8", lambda page: page.replace("<p>", "<p>\0", 1)),
    ("text/html; charset=utf-8", "utf-8", lambda page: page.replace("</body></html>", "")),
    ("text/html; charset=utf-8", "utf-8", lambda page: page.replace("।", "&#2404;")),
)
RUN_FIELDS = ("found_via", "found_on", "depth", "first_seen_at", "response")


def test_a_crawl_and_extract_read_the_same_bytes_alike(tmp_path: Path) -> None:
    with serving(PlainSite(count=len(KINDS))) as site:
        assert isinstance(site, PlainSite)
        sent: dict[str, tuple[bytes, str]] = {}
        for path, (type_, charset, change) in zip(site.gold, KINDS, strict=True):
            sent[path] = change(site.pages[path]).encode(charset), type_
            site.pages[path] = (200, {"Content-Type": type_}, sent[path][0])
        run = crawl_any(tmp_path, site.origin, root=site.url)
    assert len(run.articles) == len(KINDS), run.rejects
    for line in run.articles:
        html, type_ = sent[line["url"].removeprefix(site.origin)]
        at = datetime.fromisoformat(line["fetched_at"])
        read = extract(html, line["url"], fetched_at=at, content_type=type_)
        assert isinstance(read, Article)
        fields = json.loads(feed_line(vars(read)))
        assert fields == line | {name: fields[name] for name in RUN_FIELDS}
        story = site.gold[line["url"].removeprefix(site.origin)]
        assert (line["headline"], line["body"]) == (story.headline, story.body)
