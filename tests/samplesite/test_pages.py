"""The gold is what the pages say, and it is clean."""

from __future__ import annotations

import functools
import html
import re
import unicodedata
from datetime import datetime
from typing import Any

import pytest

from samplesite import Site
from tests.samplesite.crawler import ORIGIN, article_page
from tests.samplesite.reader import read, resolved

KEYS = (
    "id url site kind headline summary authors tags breadcrumbs section dateline agency"
    " published_at updated_at published_raw updated_raw published_precision updated_precision"
    " language sections body highlights live_updates images videos related"
).split()
_UNCLEAN = re.compile(
    "[\u0000-\u0009\u000b-\u001f\u00a0\u00ad\u200b\u200e\u200f\ufeff\u0958-\u095f]"
    r"|  | \n|\n | [.,;:!?।)]|\( |&\w+;|\.\.|\||(?<!\u094d)[\u200c\u200d]|ाे|^ | $"
)
# A sentence end that is glued to a word, unless the word before it is the name of a letter.
_GLUED = re.compile(r"([ऀ-ॿ]+)[.।,](?=[ऄ-ह])")
_INITIALS = re.compile(r"(आई|टी|एम|एन|आर|एफ|डी|बी|सी|एच|जे|एस|यू)")


@functools.cache
def _gold(epoch: int) -> list[dict[str, Any]]:
    return list(Site(400, epoch).gold())


def _texts(article: dict[str, Any]) -> list[str]:
    texts = [article["headline"], article["summary"] or "", *article["tags"]]
    texts += (
        article["breadcrumbs"] + article["highlights"] + [article["body"].replace("\n\n", "\n")]
    )
    texts = [text.replace(" | ", " ") for text in texts]  # of tables
    texts += [link["headline"] for link in article["related"]]
    for entry in article["live_updates"]:
        texts += [entry["heading"] or "", *entry["text"].split("\n\n")]
    return texts + [image["caption"] or "" for image in article["images"]]


@pytest.mark.slow
@pytest.mark.parametrize("epoch", [0, 3])
def test_pages_say_what_the_gold_says(epoch: int) -> None:
    site = Site(400, epoch)
    for article in _gold(epoch):
        body = article_page(site, article["url"].removeprefix(ORIGIN))
        said = read(body, article["url"])
        labels, links = said.pop("labels"), said.pop("links")
        for entry in said["live_updates"]:
            updated = datetime.fromisoformat(article["updated_at"])
            entry["time"] = resolved(entry["time"], updated)
        for field, value in said.items():
            assert value == article[field], (article["url"], field)
        assert len(labels) <= 2
        assert not links or links == article["authors"]


def test_dates_are_in_the_markup_or_else_in_json_ld() -> None:
    site = Site(400)
    sources = set()
    for article in _gold(0):
        page = html.unescape(article_page(site, article["url"].removeprefix(ORIGIN)).decode())
        for name, json_name in (("published", "datePublished"), ("updated", "dateModified")):
            raw = article[f"{name}_raw"]
            if raw is None:
                assert f'"{json_name}"' not in page
                assert article[f"{name}_at"] is article[f"{name}_precision"] is None
                continue
            in_label = f"{raw}</" in page
            assert in_label or f'"{json_name}": "{raw}"' in page
            sources.add((name, in_label))
            instant = datetime.fromisoformat(article[f"{name}_at"])
            assert str(instant.utcoffset()) == "5:30:00"
            assert article[f"{name}_precision"] == ("second" if instant.second else "minute")
            if article["kind"] == "webstory":
                assert in_label == (name == "published")
                assert not in_label or f"{instant:%Y/%m/%d %H:%M:%S} IST" == raw
            elif in_label:
                month = "%b" if len(raw.split()[1]) == 3 else "%B"
                printed = datetime.strptime(raw, f"%d {month} %Y, %I:%M %p IST")
                assert printed == instant.replace(tzinfo=None)
    assert sources == {(n, s) for n in ("published", "updated") for s in (True, False)}


def test_no_article_is_published_after_it_was_updated() -> None:
    for article in _gold(3):
        if article["published_at"] and article["updated_at"]:
            minute = slice(0, 16)
            assert article["published_at"][minute] <= article["updated_at"][minute]


@pytest.mark.parametrize("epoch", [0, 3])
def test_gold_is_clean(epoch: int) -> None:
    for article in _gold(epoch):
        for text in _texts(article):
            assert unicodedata.is_normalized("NFC", text)
            assert not _UNCLEAN.search(text), text
            for glued in _GLUED.finditer(text):
                assert _INITIALS.fullmatch(glued[1]), text


def test_pages_are_dirty() -> None:
    """Each kind of dirt is there, or the test above would prove little."""
    site = Site(400)
    pages = "".join(article_page(site, a["url"].removeprefix(ORIGIN)).decode() for a in _gold(0))
    for dirt in (
        "&nbsp;",
        "\u200b",
        "\u00ad",
        "\ufeff",
        " \u200c",
        "&amp;quot;",
        " .",
        "ाे",
        "<br><br>",
    ):
        assert dirt in pages, ascii(dirt)
    for pattern in (
        "है[.][अ-ह]",
        "है।[अ-ह]",
        "[\u0958-\u095f]",
        "<h1> ",
        "<p>\n",
        "है[|] ",
        r"\. \. ",
        " ,",
    ):
        assert re.search(pattern, pages), pattern


def test_gold_has_its_keys_in_order() -> None:
    for article in _gold(0):
        dated = re.search(r"-(\d{10})$", article["url"])
        assert list(article) == (KEYS[1:] if dated else KEYS)
        story = article["kind"] == "webstory"
        number = re.search(r"-(\d+)$" if story else r"-news-(\d+)$", article["url"])
        assert article.get("id") == (f"indiadaily:{number[1]}" if number else None)
        if dated:
            assert datetime.fromtimestamp(int(dated[1])).year == 2023


def test_gold_fields_agree_with_each_other() -> None:
    for article in _gold(0):
        texts = []
        for section in article["sections"]:
            texts += [section["heading"]] if section["heading"] else []
            texts += section["paragraphs"]
            assert section["paragraphs"]
        assert article["body"] == "\n\n".join(texts)
        crumbs = [c for c in article["breadcrumbs"] if c not in ("होम", article["headline"])]
        if article["kind"] == "webstory":
            assert not crumbs or article["section"]
        else:
            assert article["section"] == crumbs[-1]
        first = article["body"].split("\n\n")[0]
        if article["dateline"]:
            assert first.startswith(article["dateline"] + ": ")
        else:
            assert not re.search(r":(?!\d)", first)
        urls = [link["url"] for link in article["related"]]
        assert len(set(urls)) == len(urls) >= 3
        assert article["url"] not in urls
        assert all(re.fullmatch(re.escape(ORIGIN) + r"/[^?#]+[^/?#]", url) for url in urls)


def test_the_gold_has_some_of_everything() -> None:
    gold = _gold(0)
    for field in (
        "summary",
        "authors",
        "tags",
        "dateline",
        "agency",
        "highlights",
        "images",
        "videos",
    ):
        assert any(article[field] for article in gold), field
        assert not all(article[field] for article in gold), field
    assert {article["agency"] for article in gold} == {None, "भाषा", "एजेंसी"}
    assert {len(article["authors"]) for article in gold} == {0, 1, 2}
    assert any("\n" in p for a in gold for s in a["sections"] for p in s["paragraphs"])
    everything = "".join(article["body"] for article in gold)
    for spelling in ("आई.आई.टी.", "5G", "\u094d\u200d", "ज़", "ँ", "१", "।", "“", " फीसदी", " बजे"):
        assert spelling in everything
    images = [image for article in gold for image in article["images"]]
    assert {(bool(i["caption"]), bool(i["credit"])) for i in images} == {
        (c, k) for c in (True, False) for k in (True, False)
    }


def test_both_prefixes_occur() -> None:
    site = Site(400)
    prefixes = 0
    for article in _gold(0):
        if article["kind"] == "webstory":
            continue
        page = article_page(site, article["url"].removeprefix(ORIGIN)).decode()
        ours = "idl26-body-content" in page
        prefixes += ours
        assert ("idl24by7" in page) != ours
    assert 20 < prefixes < 120


def test_unrelated_articles_share_few_words() -> None:
    """Three words in a row."""
    shingles = []
    for article in filter(lambda article: article["body"], _gold(0)[::2]):
        words = re.findall(r"[ऀ-ॿ\u200d]+|\w+", article["body"])
        shingles.append({tuple(words[i : i + 3]) for i in range(len(words) - 2)})
    alike = sorted(
        len(a & b) / len(a | b) for i, a in enumerate(shingles) for b in shingles[i + 1 :]
    )
    assert alike[int(len(alike) * 0.999)] < 0.3
    assert alike[-1] < 0.5
