"""``newsbot.extract`` of pages of undeclared sites that show no article."""

from __future__ import annotations

import json

import pytest

import newsbot
from tests.page.test_markups import HEADLINE, SEEN_AT, STORIES

HOST = "https://www.nagar-samachar.example"
TEXT = "".join(f"<p>{text}</p>" for text in STORIES["nahar"]["paragraphs"])
CARDS = "".join(
    f'<div><a href="/bihar/khabar-{number}-1234{number}"><h2>{story["headline"]} {number}</h2></a>'
    f"<p>{story['paragraphs'][0][:70]}…</p></div>"
    for number in range(4)
    for story in STORIES.values()
)


def said(**thing: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(thing)}</script>'


# Page → path, what stands in it, and the reason.
NONE = {
    "a list": ("/bihar", f"<h1>बिहार की ताजा खबरें</h1>{CARDS}", None),
    "a tag with an introduction": ("/topic/nahar", f"<h1>नहर से जुड़ी सभी ताजा खबरें और तस्वीरें</h1>{TEXT[:700]}</p>{CARDS}", "not_an_article"),
    "an author": ("/author/geeta", f"<h1>गीता पाण्डेय</h1><p>गीता पाण्डेय दस वर्षों से बिहार की राजनीति और खेती पर लिखती हैं। उन्होंने कई जिलों में काम किया है।</p>{CARDS}{said(**{'@type': 'ProfilePage'})}", "not_an_article"),
    "a policy": ("/niti", f"<h1>गोपनीयता नीति</h1>{TEXT}", "not_an_article"),
    "a login": ("/pravesh", "<h1>लॉगिन करें</h1><form><input type=email><input type=password></form><p>नए पाठक यहां पंजीकरण करें और हर सुबह ताजा खबरें सीधे अपने ईमेल पर पाएं।</p>", "not_an_article"),
    "a product": ("/p/kitab-12345", f"<h1>प्रेमचंद की बीस प्रसिद्ध कहानियां</h1>{TEXT}{said(**{'@type': 'Product', 'name': 'कहानियां'})}", "not_an_article"),
    "a forum": ("/thread/12345", f"<h1>गेहूं में पीलापन कैसे रोकें भाई</h1>{TEXT}{said(**{'@type': 'DiscussionForumPosting'})}", "not_an_article"),
    "not found": ("/bihar/khabar-12345", f"<h1>क्षमा करें, पेज नहीं मिला</h1><p>आप जो पेज खोज रहे हैं वह हटा दिया गया है या उसका पता बदल गया है।</p>{CARDS}", "soft_404"),
    "an article of another page": ("/bihar", f"<h1>बिहार की ताजा खबरें</h1>{CARDS}{said(**{'@type': 'NewsArticle', 'headline': HEADLINE, 'url': HOST + '/bihar/khabar-9-12349'})}", None),
}  # fmt: skip


@pytest.mark.parametrize("name", NONE)
def test_a_page_without_an_article_is_a_reject(name: str) -> None:
    path, inside, reason = NONE[name]
    page = f"<html lang=hi><meta charset=utf-8><title>नगर समाचार</title><body>{inside}</body>"
    item = newsbot.extract(page, HOST + path, fetched_at=SEEN_AT)
    assert isinstance(item, newsbot.Reject), item
    assert reason in (None, item.reason)


ARTICLES = {
    "with questions": said(**{"@type": "NewsArticle", "headline": HEADLINE}) + said(**{"@type": "FAQPage"}),
    "of a product": said(**{"@type": "NewsArticle", "headline": HEADLINE}) + said(**{"@type": "Product"}),
    "of a product, for Facebook": '<meta property="og:type" content="article">' + said(**{"@type": "Product"}),
    "without a date, before many others": CARDS,
}  # fmt: skip


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_is_one(name: str) -> None:
    page = f"<html lang=hi><meta charset=utf-8><title>{HEADLINE}</title><body><h1>{HEADLINE}</h1>{TEXT}{ARTICLES[name]}</body>"
    item = newsbot.extract(page, f"{HOST}/bihar/nahar-pani-12345", fetched_at=SEEN_AT)
    assert isinstance(item, newsbot.Article)
    assert item.body.split("\n\n") == STORIES["nahar"]["paragraphs"]


def test_a_text_in_marathi_or_nepali_is_not_called_hindi() -> None:
    marathi = "<p>सिवान जिल्ह्यातील दरौली येथे सोमवारी रात्री झालेल्या मुसळधार पावसामुळे नदीवरील जुना पूल कोसळला आहे. त्यामुळे आसपासच्या बारा गावांचा संपर्क तुटला आहे. ग्रामस्थांनी सांगितले की पुलाच्या दुरुस्तीची मागणी ते अनेक वर्षांपासून करत होते, मात्र कोणीही लक्ष दिले नाही.</p>"
    nepali = "<p>सप्तरीको राजविराजमा सोमबार राति परेको भारी वर्षाले खोलामाथिको पुरानो पुल भत्किएको छ। यसले वरपरका बाह्र गाउँको सम्पर्क टुटेको स्थानीय बासिन्दाले बताए। प्रशासनले अहिले डुंगाको व्यवस्था गरेको छ र विद्यालयका बालबालिकाका लागि छुट्टै डुंगा चलाइएको जनाएको छ।</p>"
    for text in (marathi, nepali):
        page = (
            f"<html lang=hi><meta charset=utf-8><body><h1>पूल कोसळला, बारा गाउँ अलग</h1>{text}</body>"
        )
        item = newsbot.extract(page, f"{HOST}/a/pul-12345", fetched_at=SEEN_AT)
        assert isinstance(item, newsbot.Article)
        assert item.language == "und"
