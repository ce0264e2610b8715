"""Headlines of pages that nobody declared: h1s of the site, several h1s, none."""

from __future__ import annotations

import pytest

import newsbot
from tests.clock import cpu_seconds
from tests.page.test_markups import HEADLINE, SEEN_AT, STORIES

URL = "https://www.khabar-manch.example/bihar/nahar-12345"
BODY = "".join(f"<p>{text}</p>" for text in STORIES["nahar"]["paragraphs"])
NAME = "खबर मंच"
SITE = f"{HEADLINE} | {NAME}"
OG = f'<meta property="og:title" content="{HEADLINE}">'
# Page → its title, head, and its beginning.
PAGES = {
    "the site's name is an h1 that leads home": (SITE, OG, f'<h1><a href="/">{NAME}</a></h1><h2>{HEADLINE}</h2>'),
    "the same, by an absolute URL": (SITE, OG, f'<h1><a href="https://khabar-manch.example">समाचार पोर्टल {NAME}</a></h1><h2>{HEADLINE}</h2>'),
    "the title ends with the h1": (SITE, OG, f"<h1>{NAME}</h1><h2>{HEADLINE}</h2>"),
    "two h1": (SITE, "", f"<h1>{NAME} - हिंदी समाचार</h1><article><h1>{HEADLINE}</h1></article>"),
    "two h1, one in the title": (HEADLINE, "", f"<h1>{NAME}</h1><h1>{HEADLINE}</h1>"),
    "an h2 in the title": (SITE, "", f"<b>{NAME}</b><hr><h2>{HEADLINE}</h2>"),
    "a div in the title": (SITE, "", f'<div class=a><div class="b">{HEADLINE}</div></div>'),
    "bold letters in the title": (SITE, "", f"<center><font size=5><b>{HEADLINE}</b></font></center>"),
    "a cell in the title": (HEADLINE, "", f"<table><tr><td>{HEADLINE}</td></tr></table>"),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_the_headline_is_the_storys(name: str) -> None:
    title, head, beginning = PAGES[name]
    page = f"<html lang=hi><head><meta charset=utf-8><title>{title}</title>{head}</head><body>{beginning}<div>{BODY}</div></body></html>"
    article = newsbot.extract(page, URL, fetched_at=SEEN_AT)
    assert isinstance(article, newsbot.Article), article
    assert article.headline == HEADLINE
    assert article.body.split("\n\n") == STORIES["nahar"]["paragraphs"]


def test_a_text_that_stands_in_the_page_itself() -> None:
    text = "<br><br>".join(STORIES["nahar"]["paragraphs"])
    lines = f"<b>{NAME}</b><hr><h2>{HEADLINE}</h2><small>Publish Date: Mon, 02 Feb 2026 10:23 PM (IST)</small><hr>"
    for page in (f"{lines}{text}", f"<font size=5>{HEADLINE}</font><font size=2>{text}</font>"):
        html = f"<html><head><title>{SITE}</title></head><body>{page}</body></html>"
        article = newsbot.extract(html, URL, fetched_at=SEEN_AT)
        assert isinstance(article, newsbot.Article)
        assert article.headline == HEADLINE
        assert article.body.split("\n\n") == STORIES["nahar"]["paragraphs"]


@pytest.mark.parametrize("beginning", ["", f"<h1>{NAME}</h1>", f'<h1><a href="/">{NAME}</a></h1>'])
def test_a_title_that_the_page_does_not_print_is_no_headline(beginning: str) -> None:
    page = f"<title>{NAME}: ताजा हिंदी समाचार</title>{beginning}<div>{BODY}</div>"
    item = newsbot.extract(page, URL, fetched_at=SEEN_AT)
    assert isinstance(item, newsbot.Reject) or item.headline == NAME


@pytest.mark.parametrize(
    "many", [f"<h2>{HEADLINE}</h2>", f"<b>{HEADLINE[:25]} आज</b>", f"<h2>{HEADLINE[::-1]}</h2>"]
)
def test_many_headings_take_no_time(many: str) -> None:
    page = f"<html><head><title>{HEADLINE}</title></head><body>{many * 6000}<p>{BODY}</body></html>"
    assert cpu_seconds(lambda: newsbot.extract(page, URL, fetched_at=SEEN_AT), 1.5) <= 1.5
