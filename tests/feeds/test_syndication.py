"""Feeds for feed readers: valid by the rules of RFC 4287 and JSON Feed 1.1, whatever the texts."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from newsbot.feed_lines import current_fields, feed_line, read_line
from newsbot.feeds.syndication import ATOM, atom, content_html, json_feed, tag_uri
from newsbot.items import Section
from tests.commands.ledgers import article
from tests.conftest import article_fields as fields_fixture

Fields = dict[str, Any]
FIELDS: Fields = fields_fixture.__wrapped__()
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
HOSTILE = "<script>alert(1)</script> & ]]> \x00\x0b\x1b[31m \ud800 \ufffe \u202e \"' &#0; <b>"
TEXTS = st.text(st.sampled_from("हिनदी्क<>&\"']\x00\x08\x0b\x1b\x7f\x85\u2028\ufffe\ud800\n ;#x0"))


def line(number: int = 1, **others: Any) -> Fields:
    """The fields of an article, as the ledger has them."""
    made = article(FIELDS, number, **others)
    return current_fields(read_line(feed_line(vars(made))))


def read_atom(content: bytes) -> list[Fields]:
    """The entries of a feed, as a feed reader takes them; it is checked by all of RFC 4287."""
    feed = etree.fromstring(content)
    SCHEMA.assertValid(feed)
    names = {"a": ATOM}
    entries = feed.findall("a:entry", names)
    # The Schematron rules, and what the text of the RFC says.
    assert feed.find("a:author", names) is not None or all(
        each.find("a:author", names) is not None for each in entries
    )
    assert len({each.findtext("a:id", None, names) for each in entries}) == len(entries)
    for element in feed.iter(f"{{{ATOM}}}id"):
        assert re.fullmatch(r"(tag|urn):[!-~]+", element.text or "")
    for name in ("updated", "published"):
        for element in feed.iter(f"{{{ATOM}}}{name}"):
            at = datetime.fromisoformat(element.text or "")
            assert (element.text or "").endswith("+05:30")
            assert at.tzinfo
    for element in feed.iter(f"{{{ATOM}}}link"):
        assert urlsplit(element.get("href") or "").scheme in ("http", "https")
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    return [
        {
            "id": each.findtext("a:id", None, names),
            "title": each.findtext("a:title", None, names),
            "updated": each.findtext("a:updated", None, names),
            "published": each.findtext("a:published", None, names),
            "authors": [author.text for author in each.iterfind("a:author/a:name", names)],
            "tags": [tag.get("term") for tag in each.iterfind("a:category", names)],
            "content": each.findtext("a:content", None, names),
            "language": each.get(lang, feed.get(lang)),
        }
        for each in entries
    ]


def read_json_feed(content: bytes) -> list[Fields]:
    """The items of a feed, which is checked by the rules of JSON Feed 1.1."""
    feed = json.loads(content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["title"], str)
    known = {"version", "title", "description", "language", "items"}
    assert all(name in known or re.fullmatch(r"_[^.]+", name) for name in feed)
    assert all(isinstance(value, dict) for name, value in feed.items() if name.startswith("_"))
    texts = {"id", "url", "title", "content_html", "summary", "image", "language"}
    dates = {"date_published", "date_modified"}
    for item in feed["items"]:
        assert set(item) <= texts | dates | {"authors", "tags"}
        assert {"id", "content_html"} <= set(item)
        assert all(isinstance(item[name], str) for name in texts & set(item))
        for name in dates & set(item):
            assert item[name].endswith("+05:30")
            assert datetime.fromisoformat(item[name]).tzinfo
        for name in {"url", "image"} & set(item):
            assert urlsplit(item[name]).scheme in ("http", "https")
        assert all(
            set(each) <= {"name", "url", "avatar"} and each["name"]
            for each in item.get("authors", ())
        )
        assert all(isinstance(each, str) for each in item.get("tags", ()))
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])
    items: list[Fields] = feed["items"]
    return items


def test_the_schema_refuses_what_the_rfc_refuses() -> None:
    content = atom([line()], "x").decode()
    for wrong in (
        content.replace("<id>", "<guid>").replace("</id>", "</guid>"),
        re.sub("<updated>[^<]*</updated>", "", content),
        re.sub("<updated>[^<]*", "<updated>कल", content),
        content.replace("<title>", "<title>x</title><title>", 1),
        re.sub('href="[^"]*"', "", content),
    ):
        assert not SCHEMA.validate(etree.fromstring(wrong.encode()))


def test_an_article_as_readers_see_it() -> None:
    fields = line(
        headline="नहर में पानी",
        summary="सारांश",
        authors=["राम", "India Daily Desk"],
        section="खेल",
        tags=["नहर", "खेल"],
        language="hi",
        published_at=datetime.fromisoformat("2026-02-02T02:51:00+00:00"),
        updated_at=datetime.fromisoformat("2026-02-02T09:00:00+05:30"),
        sections=[
            Section(None, ["पहला अनुच्छेद.", "दो\nपंक्तियां."]),
            Section("उपशीर्षक", ["तीसरा <अनुच्छेद>."]),
        ],
    )
    text = (
        "<p>पहला अनुच्छेद.</p>\n<p>दो<br>\nपंक्तियां.</p>\n<h2>उपशीर्षक</h2>\n<p>तीसरा &lt;अनुच्छेद&gt;.</p>"
    )
    assert read_atom(atom([fields], "x")) == [
        {
            "id": "tag:www.theindiadaily.com,2026:newsbot/indiadaily:1",
            "title": "नहर में पानी",
            "updated": "2026-02-02T09:00:00+05:30",
            "published": "2026-02-02T08:21:00+05:30",
            "authors": ["राम", "India Daily Desk"],
            "tags": ["खेल", "नहर"],
            "content": text,
            "language": "hi",
        }
    ]
    assert read_json_feed(json_feed([fields], "x")) == [
        {
            "id": "tag:www.theindiadaily.com,2026:newsbot/indiadaily:1",
            "url": fields["url"],
            "title": "नहर में पानी",
            "content_html": text,
            "summary": "सारांश",
            "date_published": "2026-02-02T08:21:00+05:30",
            "date_modified": "2026-02-02T09:00:00+05:30",
            "authors": [{"name": "राम"}, {"name": "India Daily Desk"}],
            "tags": ["खेल", "नहर"],
            "language": "hi",
        }
    ]


def test_an_article_that_says_little() -> None:
    fields = line(sections=[], body="", language="und", headline="")
    [entry] = read_atom(atom([fields], "x"))
    assert entry["updated"] == "2026-02-03T12:00:00+05:30"  # when it was read
    assert (entry["published"], entry["content"] or "", entry["language"]) == (None, "", "und")
    assert entry["authors"] == ["www.theindiadaily.com"]
    [item] = read_json_feed(json_feed([fields], "x"))
    assert item["content_html"] == ""
    for url in ("", "http://[::1]/x-news-5", "http://a_b/x"):
        assert read_atom(atom([line(url="http://x/") | {"url": url}], "x"))[0]["authors"]


def test_ids_stay() -> None:
    first, second = line(5), line(5, revision=2, headline="नया")
    assert tag_uri(first) == tag_uri(second)
    assert tag_uri(line(5, id="hindi:example.org:क ख")).endswith(
        ":newsbot/hindi:example.org:%E0%A4%95%20%E0%A4%96"
    )
    one, two = (etree.fromstring(atom(each, "x")) for each in ([first], [line(6), first]))
    assert one.findtext(f"{{{ATOM}}}id") == two.findtext(f"{{{ATOM}}}id")


@pytest.mark.parametrize("write", [atom, json_feed])
def test_hostile_texts_are_text(write: Any) -> None:
    fields = line(summary="s") | {
        "headline": HOSTILE,
        "summary": HOSTILE,
        "authors": [HOSTILE],
        "tags": [HOSTILE],
        "section": HOSTILE,
        "url": "https://example.org/a b\x00\"<>'\\^`{|}\ud800हिंदी%20",
        "images": [{"url": "https://example.org/\x01<", "caption": HOSTILE, "credit": None}],
        "sections": [{"heading": HOSTILE, "paragraphs": [HOSTILE]}],
        "live_updates": [{"time": None, "heading": HOSTILE, "text": HOSTILE}],
    }
    content = write([fields], HOSTILE)
    [entry] = (read_atom if write is atom else read_json_feed)(content)
    shown = html.fromstring(f"<div>{entry.get('content') or entry['content_html']}</div>")
    assert {each.tag for each in shown.iter()} == {"div", "h2", "h3", "p", "br"} - (
        set() if shown.find(".//br") is not None else {"br"}
    )
    assert shown.text_content().count("<script>alert(1)</script> & ]]>") == 4
    assert "<script>alert(1)</script> & ]]>" in entry["title"]


@given(TEXTS, TEXTS)
def test_any_text_makes_a_valid_feed(one: str, other: str) -> None:
    fields = line() | {"headline": one, "sections": [{"heading": other, "paragraphs": [one]}]}
    read_atom(atom([fields], other))
    read_json_feed(json_feed([fields], other))
    assert "<script" not in content_html(fields)


def test_the_oldest_lines() -> None:
    old = {
        "id": "indiadaily:3",
        "url": "https://www.theindiadaily.com/x-news-3",
        "body": "क.\n\nख.",
    }
    fields = current_fields(old, datetime.fromisoformat("2026-02-02T09:00:00+00:00"))
    [entry] = read_atom(atom([fields], "x"))
    assert entry["content"] == "<p>क.</p>\n<p>ख.</p>"
    assert read_json_feed(json_feed([fields], "x"))
