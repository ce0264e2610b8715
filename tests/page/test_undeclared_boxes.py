"""Boxes within the text of a page that nobody declared: which are text, and which are not."""

from __future__ import annotations

import pytest

import newsbot
from tests.page.test_markups import HEADLINE, SEEN_AT
from tests.page.test_undeclared_fields import BODY, TEXTS, read

BIO = "दीपक झा बीस साल से अखबारों में लिखते हैं। उन्होंने पटना से पत्रकारिता की पढ़ाई की है।"


@pytest.mark.parametrize("heading", ["<h3>लेखक के बारे में</h3>", "<h4>About the Author</h4>"])
@pytest.mark.parametrize("name", ["<b>दीपक झा</b>", "<div>दीपक झा</div><span>संवाददाता</span>"])
def test_what_is_said_of_the_author_behind_a_text_is_none_of_it(heading: str, name: str) -> None:
    box = f"<div class=dtl>{heading}{name}<p>{BIO}</p></div>"
    texts = "".join(f"<div class=bdy><p>{text}</p></div>" for text in TEXTS)
    assert read(body=texts + box).body.split("\n\n") == TEXTS
    assert read(body=BODY + box).body.split("\n\n") == TEXTS


def test_a_sub_head_about_an_author_is_text() -> None:
    sub_head = f"<h3>लेखक के बारे में</h3><p>{BIO}</p>"
    assert BIO in read(body=BODY + sub_head + BODY).body


@pytest.mark.parametrize(
    "name",
    [
        "",
        "<p><b>दीपक झा</b> का जन्म सहरसा जिले में हुआ था।</p>",
        "<ul><li>जन्म: 1961, सहरसा</li><li>का जन्म सहरसा जिले में हुआ था।</li></ul>",
    ],
)
def test_a_part_of_a_story_about_a_writer_is_text(name: str) -> None:
    parts = f"<div class=part><h3>लेखक के बारे में</h3>{name}<p>{BIO}</p></div>"
    text = read(body=BODY + parts).body
    assert BIO in text
    assert not name or "का जन्म सहरसा जिले में हुआ था।" in text
    assert BIO in read(body=f"<div><h3>लेखक के बारे में</h3><p>{BIO}</p>{BODY}</div>").body


QUESTIONS = {
    "नहर में पानी कब तक रहेगा?": "विभाग के अनुसार पानी अगले दो महीने तक लगातार छोड़ा जाएगा।",
    "क्या सभी गांवों को पानी मिलेगा?": "हां, आखिरी छोर के गांवों तक पानी पहुंचाया जाएगा।",
}


@pytest.mark.parametrize(
    "entry",
    [
        "<div class=faq-item><div class=faq-q>{}</div><div class=faq-a>{}</div></div>",
        "<div><span>{}</span><div>{}</div></div>",
        "<details><summary>{}</summary><div>{}</div></details>",
    ],
)
def test_questions_and_answers_behind_a_text_are_text(entry: str) -> None:
    entries = "".join(entry.format(*each) for each in QUESTIONS.items())
    box = f"<div class=faq-section><h3>सवाल और जवाब</h3>{entries}</div>"
    article = read(body=BODY + box)
    for question, answer in QUESTIONS.items():
        assert question in article.body
        assert answer in article.body


@pytest.mark.parametrize("name", ["pull-quote", "PullQuote_text__1a", "wp-block-pullquote"])
def test_words_of_the_text_that_stand_out_once_more_are_said_once(name: str) -> None:
    words = " ".join(TEXTS[0].split()[2:8])
    quote = f"<div class={name}>“{words}”</div>"
    body = "".join(f"<p>{text}</p>{quote if text is TEXTS[1] else ''}" for text in TEXTS)
    assert read(body=body).body.split("\n\n") == TEXTS
    other = body.replace(words, "नदी का पानी खेत तक आए तो ही उसका कोई मतलब है")
    assert "खेत तक आए तो ही" in read(body=other).body


def test_a_quotation_that_stands_out_twice_and_nowhere_else_is_text() -> None:
    quote = "<div class=pullquote>“नदी का पानी खेत तक आए तो ही उसका कोई मतलब है।”</div>"
    body = "".join(f"<p>{text}</p>{quote}" for text in TEXTS)
    assert "खेत तक आए तो ही" in read(body=body).body


@pytest.mark.parametrize(
    "box", ["<figure><img src=/a.jpg><figcaption>{}</figcaption></figure>", ""]
)
def test_a_paragraph_that_stands_out_is_text_though_a_caption_says_it_too(box: str) -> None:
    quote = f"<p>{TEXTS[1]} <span class=pullquote>{TEXTS[0]}</span></p>"
    if box:
        quote = f"{box.format(TEXTS[0])}<blockquote class=pullquote>{TEXTS[0]}</blockquote>"
    assert TEXTS[0] in read(body=f"{quote}<p>{TEXTS[1]}</p><p>{TEXTS[2]}</p>").body


@pytest.mark.parametrize(
    "text",
    [
        "<p>गांव के लोगों ने नहर पर पहुंच कर मिठाई बांटी और पानी की पूजा की</p>",
        "<p class=text>जिलाधिकारी ने सभा में किसानों से कहा:</p>",
        "<p class=text>टीम ने बनाए 185 रन, कप्तान ने लगाए चार छक्के।</p>",
        "<p class=poem>नदी बहती रही<br>गांव सोता रहा<br>चांद जागता रहा</p>",
    ],
)
def test_a_paragraph_beside_a_player_is_text(text: str) -> None:
    player = '<iframe src="https://www.youtube.com/embed/Ab3dEfGhIjk"></iframe>'
    body = f"<p>{TEXTS[0]}</p><div>{text}{player}</div><p>{'</p><p>'.join(TEXTS[1:])}</p>"
    words = text.partition(">")[2].partition("<")[0]
    assert words in read(body=body).body


@pytest.mark.parametrize("tag", ["div", "span", "p"])
def test_the_title_of_a_player_is_no_text(tag: str) -> None:
    title = f"<{tag} class=vt>VIDEO: गांव वालों ने बांटी मिठाई</{tag}>"
    player = '<iframe src="https://www.youtube.com/embed/Ab3dEfGhIjk"></iframe>'
    for box in (title + player, player + title):
        body = f"<p>{TEXTS[0]}</p><div class=v>{box}</div><p>{'</p><p>'.join(TEXTS[1:])}</p>"
        article = read(body=body)
        assert article.body.split("\n\n") == TEXTS
        assert len(article.videos) == 1


def test_one_paragraph_of_lines_between_words_of_the_box_around_it() -> None:
    """As old pages have it, whose box is the cell of a table with headline and letters of readers."""
    text = "<br><br>".join(TEXTS)
    line = "<font>दिनांक : 02-02-2026 समय : 11:40 AM प्रस्तुति : रामानुज प्रसाद</font><hr>"
    behind = "<hr><b>पाठकों की राय</b><br><i>सुमन, गया : नहर में पानी कब आएगा, इस पर भी खबर कीजिए।</i>"
    story = f"<h1>{HEADLINE}</h1>{line}<img src=x.jpg><p align=justify>{text}</p>{behind}"
    page = f"<title>{HEADLINE}</title><table><tr><td><a href=/>होम</a></td><td>{story}</td></tr></table>"
    article = newsbot.extract(page, "https://k.example/news.php?id=5521", fetched_at=SEEN_AT)
    assert isinstance(article, newsbot.Article)
    assert article.body.split("\n\n")[: len(TEXTS)] == TEXTS
