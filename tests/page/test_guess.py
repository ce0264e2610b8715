"""The body of pages whose layout nobody declared: as sites wrap it, and beside what they put."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.page import ArticlePage
from tests.page.undeclared import UndeclaredPage

ReadPage = Callable[..., ArticlePage]
HEADLINE = "नहर की मरम्मत का काम शुरू, किसानों को राहत"
TEXTS = [
    "सिंचाई विभाग ने सोमवार को नहर की मरम्मत का काम शुरू कर दिया है और इसे एक महीने में पूरा करने का लक्ष्य रखा है।",
    "अधिकारियों ने बताया कि पहले चरण में दस किलोमीटर हिस्से की सफाई होगी और टूटे किनारों को पक्का किया जाएगा।",
    "किसानों का कहना है कि पिछले तीन साल से पानी खेतों तक नहीं पहुंच रहा था, जिससे धान की फसल पर असर पड़ा।",
    "जिलाधिकारी ने कहा कि काम की निगरानी के लिए अलग टीम बनाई गई है और हर हफ्ते प्रगति देखी जाएगी।",
]  # fmt: skip
H1 = f"<h1>{HEADLINE}</h1>"
MENU = "<ul>" + "".join(f"<li><a href='/s{n}'>अनुभाग {n}</a></li>" for n in range(9)) + "</ul>"
SHARE = (
    "<div class=soc><a href='https://facebook.com/sharer'>फेसबुक</a><a href='https://x.com/intent'>"
    "ट्विटर</a><a href='whatsapp://send'>व्हाट्सएप</a><span>कॉपी लिंक</span></div>"
)


def paragraphs(*numbers: int) -> str:
    return "".join(f"<p>{TEXTS[n]}</p>" for n in numbers or range(4))


def card(number: int) -> str:
    link = f"/india/doosri-news-{number}"
    return (
        f"<div class=crd><a href='{link}'><img src=/c.jpg><h3>गांव में खुला नया पुस्तकालय, {number} बच्चे जुड़े</h3></a>"
        "<p>पंचायत भवन के पास बने पुस्तकालय में अब शाम तक पढ़ाई की जा सकेगी।</p></div>"
    )  # fmt: skip


CARDS = "".join(map(card, range(1, 7)))
BOX = "<div class='q7 tx'>{}</div>"


def body(page: ArticlePage) -> list[str]:
    return [text for each in page.sections for text in (each.heading, *each.paragraphs) if text]


def lines(page: ArticlePage) -> list[str]:
    """Return the texts; of a list, each item, without its number."""
    return [each.lstrip("12. ") for each in "\n".join(body(page)).split("\n")]


def read(read_page: ReadPage, inside: str, head: str = "") -> ArticlePage:
    html = f"<html><head>{head}</head><body>{inside}</body></html>"
    page = read_page(html, layout=UndeclaredPage)
    page.fields()
    return page


WRAPPED = {
    "cards behind": f"{MENU}<article>{H1}{SHARE}{paragraphs()}{CARDS}</article>",
    "cards between": f"<article>{H1}{card(1)}{paragraphs(0, 1)}{card(2)}{paragraphs(2, 3)}</article>",
    "header-wrap": f"<div id='header-wrap'>{MENU}<div>{H1}{paragraphs()}</div></div>",
    "sidebar layout": f"<div class='page has-sidebar'><div>{H1}{paragraphs()}</div><div class=sidebar>{CARDS}</div></div>",
    "a widget": f"<div class='widget-post-title'>{H1}</div><div class='widget-post-content'>{paragraphs()}</div>",
    "sibling boxes": f"<main>{H1}"
    + "<div class=ad>विज्ञापन</div>".join(BOX.format(paragraphs(n)) for n in range(4))
    + "</main>",
    "boxes in rows": f"<main>{H1}"
    + "".join(f"<div class=row>{BOX.format(paragraphs(n))}</div>" for n in range(4))
    + "</main>",
    "rows in rows": f"<main>{H1}"
    + "".join(f"<div><div class=row>{BOX.format(paragraphs(n))}</div></div>" for n in range(4))
    + "</main>",
    "paragraphs as divs": f"<div>{H1}<div>{'</div><div>'.join(TEXTS)}</div></div>",
    "spans in divs": f"{H1}<div>"
    + "".join(f"<div><span>{text}</span></div>" for text in TEXTS)
    + "</div>",
    "line breaks": f"<div>{H1}<div class=when>2 फरवरी 2026</div>{'<br><br>'.join(TEXTS)}{SHARE}</div>",
    "a pay wall": f"<article>{H1}{paragraphs(0)}<div class=wall>{paragraphs(1, 2, 3)}</div></article>",
    "a hidden copy": f"<article>{H1}<div style='display:none'>{paragraphs()}</div>{paragraphs()}</article>",
    "a footer": f"<div>{H1}{paragraphs()}</div><footer><p>{'समाचार समूह का परिचय और संपर्क का पता यहां है। ' * 30}</p></footer>",
    "comments": f"<div>{H1}{paragraphs()}</div><div class=comments>{'<p>यह टिप्पणी एक पाठक ने अभी लिखी है और बहुत लंबी है।</p>' * 30}</div>",
    "captions": f"<article>{H1}<div class=a1><img src=/a.jpg></div><div class=a2><span>नहर के किनारे काम में जुटे मजदूर</span></div>"
    f"{paragraphs(0, 1)}<div class=a1><img src=/b.jpg></div><div class=a2><span>निरीक्षण करते अधिकारी</span></div>{paragraphs(2, 3)}</article>",
    "byline and date": f"<article><div class=crumb><a href=/>होम</a> <a href=/desh>देश</a></div>{H1}<div><span>लखनऊ</span>"
    f"<span>कुछ ही क्षण पहले</span></div>{SHARE}{paragraphs()}<div>रिपोर्ट: अमित</div>{SHARE}</article>",
    "names of a byline": f"<div class=st>{H1}<p class=summary>नहर की मरम्मत पर दस करोड़ रुपये खर्च होंगे, काम एक महीने में पूरा होगा</p>"
    f"<div class=auther-time>सिंचाई संवाददाता, लखनऊ | Updated Mon, 02 Feb 2026 10:23 PM IST</div><div class=tx>{paragraphs()}</div></div>",
    "tags": f"<article>{H1}{paragraphs()}<p>टैग: <a href=/t/1>नहर</a>, <a href=/t/2>किसान</a>, <a href=/t/3>सिंचाई</a></p></article>",
    "a poll and a newsletter": f"<article>{H1}{paragraphs(0, 1)}<div><h4>क्या काम समय पर होगा?</h4><form><input type=radio>हां</form><p>एक हजार लोगों ने राय दी</p></div>"
    f"{paragraphs(2)}<div><h3>न्यूजलेटर</h3><p>दिन भर की बड़ी खबरें अपने ईमेल पर पाने के लिए पता लिखें</p><input type=email></div>{paragraphs(3)}</article>",
    "lines under pictures": f"<article>{H1}{paragraphs(0)}<div><img src=/a.jpg><p>नहर के किनारे काम में जुटे मजदूर और गांव के किसान</p></div>{paragraphs(1)}"
    f"<p><img src=/b.jpg><br><em>निरीक्षण करते अधिकारी</em></p>{paragraphs(2)}<div><img src=/c.jpg><span>तटबंध पर बोरियां</span></div>{paragraphs(3)}</article>",
    "a standfirst as h2": f"<article>{H1}<h2>नहर की मरम्मत पर दस करोड़ रुपये खर्च होंगे, काम एक महीने में</h2>{paragraphs()}</article>",
    "a standfirst before a byline": f"<article>{H1}<p>नहर की मरम्मत पर दस करोड़ रुपये खर्च होंगे, काम एक महीने में</p>"
    f"<ul><li>Written By: अमित</li><li>Updated: 02 Feb 2026, 10:23 PM IST</li></ul>{paragraphs()}</article>",
    "an offer between boxes": f"<main>{H1}" + "".join(f"<div class=tb>{paragraphs(n)}</div>" for n in range(3))
    + f"<div class=pod><b>पॉडकास्ट</b><p>हफ्ते की सबसे बड़ी खबर पर बातचीत हर शनिवार सुनिए</p><a href=/p>सुनें</a></div><div class=tb>{paragraphs(3)}</div></main>",
    "camel case": f"<article>{H1}{paragraphs(0, 1)}<div class=storyAlsoRead><p>बांध का जलस्तर बढ़ने से गांव वालों को सतर्क किया गया है।</p></div>{paragraphs(2, 3)}</article>",
    "next story": f"<div class=st>{H1}<div class=tx>{paragraphs()}</div></div><div class=st><h2><a href='/india/x-news-9'>दूसरी खबर</a></h2>"
    f"<div class=tx>{paragraphs(0, 1)}</div></div>",
}  # fmt: skip


@pytest.mark.parametrize("name", WRAPPED)
def test_a_body_is_found(read_page: ReadPage, name: str) -> None:
    page = read(read_page, WRAPPED[name])
    assert body(page) == TEXTS
    assert page.provenance["sections"] == "derived"


LISTS = {
    "ul": "<p>{0}</p><ul><li>{1}</li><li>{2}</li></ul><p>{3}</p>",
    "ol": "<p>{0}</p><ol><li>{1}</li><li>{2}</li></ol><p>{3}</p>",
    "paragraphs in items": "<p>{0}</p><ul><li><p>{1}</p></li><li><p>{2}</p></li></ul><p>{3}</p>",
    "a list at the end": "<p>{0}</p><p>{1}</p><ul><li>{2}</li><li>{3}</li></ul>",
    "a list in a box": "<p>{0}</p><p>{1}</p><div><ul><li>{2}</li><li>{3}</li></ul></div>",
    "a link in a text": "<p>{0}</p><ul><li><a href=/t/1></a>{1}</li><li>{2}</li></ul><p>{3}</p>",
    "paragraphs at the end": "<p>{0}</p><p>{1}</p><ul><li><p>{2}</p></li><li><p>{3}</p></li></ul>",
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("around", ["<article>{}</article>", "<div>{}</div>"])
def test_a_list_is_of_the_body(read_page: ReadPage, name: str, around: str) -> None:
    inside = around.format(H1 + LISTS[name].format(*TEXTS))
    page = read(read_page, f"{MENU}{inside}<ul>{CARDS}</ul>", json_ld(articleBody=" ".join(TEXTS)))
    assert lines(page) == TEXTS
    assert page.provenance["sections"] == "derived"
    assert lines(read(read_page, inside)) == TEXTS


def test_labels_of_list_items_are_of_the_body(read_page: ReadPage) -> None:
    items = "<ul><li><strong>पहला:</strong> सफाई</li><li><strong>दूसरा:</strong> मरम्मत</li></ul>"
    page = read(read_page, f"<article>{H1}{paragraphs(0, 1)}{items}{paragraphs(2, 3)}</article>")
    assert lines(page) == [*TEXTS[:2], "पहला: सफाई", "दूसरा: मरम्मत", *TEXTS[2:]]


def test_headed_items_of_a_list_are_of_the_body(read_page: ReadPage) -> None:
    items = (
        f"<ol><li><h3>सफाई</h3><p>{TEXTS[1]}</p></li><li><h3>मरम्मत</h3><p>{TEXTS[2]}</p></li></ol>"
    )
    inside = f"<article>{H1}{paragraphs(0)}{items}{paragraphs(3)}</article>"
    text = "\n".join(body(read(read_page, inside)))
    assert all(each in text for each in (*TEXTS, "सफाई", "मरम्मत"))


def items(*texts: str) -> str:
    return "".join(f"<li>{text}</li>" for text in texts)


OF_ITEMS = "\n".join(TEXTS)
NUMBERED = "\n".join(f"{number}. {text}" for number, text in enumerate(TEXTS, 1))
INTRO = "जानिए इस काम की बड़ी बातें:"
UL = f"<ul>{items(*TEXTS)}</ul>"
OL = f"<ol>{items(*TEXTS)}</ol>"
NEXT_LINKS = f"<ul>{items(*(f'<a href=/india/x-news-{n}>गांव में खुला नया पुस्तकालय, अब {n} बच्चे जुड़े</a>' for n in range(1, 9)))}</ul>"
CONTACT = f"<div class=abt><p>{'समाचार समूह का परिचय और संपर्क का पता यहां है। ' * 2}</p></div>"
ONLY_LISTS = {
    "ul": (UL, [OF_ITEMS]),
    "ol": (OL, [NUMBERED]),
    "in a box": (f"<div class=tx>{OL}</div>", [NUMBERED]),
    "in deep boxes": (f"<div><div><div>{UL}</div></div></div>", [OF_ITEMS]),
    "counted down": (f"<ol reversed>{items(*TEXTS[:2])}</ol>", [f"2. {TEXTS[0]}\n1. {TEXTS[1]}"]),
    "one item": (f"<ul>{items(TEXTS[0])}</ul>", [TEXTS[0]]),
    "a paragraph before": (f"<p>{INTRO}</p>{OL}", [INTRO, NUMBERED]),
    "words before": (f"<div class=tx>{INTRO}{UL}</div>", [INTRO, OF_ITEMS]),
    "a div before": (f"<div>{INTRO}</div>{UL}", [INTRO, OF_ITEMS]),
    "a long div before": (f"<div>{INTRO[:-1]} और उनका मतलब:</div>{UL}", [f"{INTRO[:-1]} और उनका मतलब:", OF_ITEMS]),
    "a sentence behind": (f"{OL}<p>यह काम जारी है।</p>", [NUMBERED, "यह काम जारी है।"]),
    "paragraphs in items": (f"<ol>{items(*(f'<p>{text}</p>' for text in TEXTS))}</ol>", [NUMBERED]),
    "divs in items": (f"<ol>{items(*(f'<div>{text}</div>' for text in TEXTS))}</ol>", [NUMBERED]),
    "spans in items": (f"<ul>{items(*(f'<span>{text}</span>' for text in TEXTS))}</ul>", [OF_ITEMS]),
    "nested": (f"<ul><li>{TEXTS[0]}<ul>{items(TEXTS[1])}</ul></li></ul>", [f"{TEXTS[0]}\n  {TEXTS[1]}"]),
    "short items too": (f"<ul>{items(*TEXTS[:2], 'जागरूकता', 'निगरानी', 'भुगतान')}</ul>", ["\n".join([*TEXTS[:2], "जागरूकता", "निगरानी", "भुगतान"])]),
    "without stops": (f"<ul>{items(*(text[:70] for text in TEXTS))}</ul>", ["\n".join(text[:70].strip() for text in TEXTS)]),
    "links in items": (f"<ul>{items(*(f'<a href=/t/1>नहर</a> {text}' for text in TEXTS))}</ul>", ["\n".join(f"नहर {text}" for text in TEXTS)]),
    "two lists": (
        f"<h2>पहला चरण</h2><ul>{items(*TEXTS[:2])}</ul><h2>दूसरा चरण</h2><ul>{items(*TEXTS[2:])}</ul>",
        ["पहला चरण", "\n".join(TEXTS[:2]), "दूसरा चरण", "\n".join(TEXTS[2:])],
    ),
    "lists in boxes": (
        f"<div class=tx><ul>{items(*TEXTS[:2])}</ul></div><div class=ad>विज्ञापन</div><div class=tx><ul>{items(*TEXTS[2:])}</ul></div>",
        ["\n".join(TEXTS[:2]), "\n".join(TEXTS[2:])],
    ),
    "an advertisement in it": (f"<ul>{items(TEXTS[0])}<li class=ad>विज्ञापन</li>{items(TEXTS[1])}</ul>", ["\n".join(TEXTS[:2])]),
    "byline, desk": (f"<div class=who><span>रवि शर्मा</span> <span>2 फरवरी 2026</span></div>{UL}<div>रिपोर्ट: अमित</div>", [OF_ITEMS]),
    "a caption before": (f"<div class=a1><img src=/a.jpg></div><div class=a2><span>नहर के किनारे काम में जुटे मजदूर, सोमवार को लखनऊ</span></div>{UL}", [OF_ITEMS]),
    "links behind": (f"{UL}<h3>ये भी पढ़ें</h3>{NEXT_LINKS}", [OF_ITEMS]),
    "cards behind": (f"{UL}{CARDS}", [OF_ITEMS]),
}  # fmt: skip


@pytest.mark.parametrize("name", ONLY_LISTS)
@pytest.mark.parametrize("around", ["<article>{}</article>", "<div class=st>{}</div>", "{}"])
def test_a_story_may_be_a_list(read_page: ReadPage, name: str, around: str) -> None:
    inside, expected = ONLY_LISTS[name]
    story = f"<nav>{MENU}</nav>" + around.format(H1 + inside)
    assert body(read(read_page, story)) == expected
    beside = f"{CARDS}<div class=side>{NEXT_LINKS}</div>{CONTACT}"
    if around != "{}":  # without a box of its own the story has all the page
        assert body(read(read_page, story + beside)) == expected


TEASER = "पंचायत भवन के पास बने पुस्तकालय में अब शाम तक पढ़ाई की जा सकेगी।"
NO_STORIES = {
    "menu": MENU,
    "menu without links": f"<ul>{items('देश', 'विदेश', 'खेल', 'हमारे बारे में', 'संपर्क करें', 'गोपनीयता नीति') * 3}</ul>",
    "links": NEXT_LINKS,
    "links with teasers": f"<ul>{items(*(f'<a href=/india/x-news-{n}>गांव में खुला नया पुस्तकालय</a> {TEASER}' for n in range(9)))}</ul>",
    "links with dates": f"<ul>{items(*(f'<a href=/india/x-news-{n}>नया पुस्तकालय</a><span>2 फरवरी 2026, रात 10:23 बजे अपडेट किया गया है।</span>' for n in range(9)))}</ul>",
    "contents": f"<ol>{items(*(f'<a href=#p{n}>{text}</a>' for n, text in enumerate(TEXTS)))}</ol>",
    "tags": f"<ul class=story-tags>{items(*TEXTS)}</ul>",
    "also read": f"<p>ये भी पढ़ें</p>{NEXT_LINKS}",
    "breadcrumbs": f"<ol><li><a href=/>होम</a></li><li><a href=/desh>देश</a></li><li>{HEADLINE}, अधिकारियों ने बताई तारीख।</li></ol>",
    "byline": "<ul><li>रवि शर्मा, लखनऊ संवाददाता, इंडिया डेली हिंदी</li><li>Published: 02 Feb 2026, 10:23 PM IST | Updated: 3 Feb</li></ul>",
    "comments": f"<ul class=comments>{items(*TEXTS)}</ul>",
    "footer": f"<footer><ul>{items(*TEXTS)}</ul></footer>",
}  # fmt: skip


@pytest.mark.parametrize("name", NO_STORIES)
@pytest.mark.parametrize("around", ["<article>{}</article>", "{}"])
def test_other_lists_are_no_story(read_page: ReadPage, name: str, around: str) -> None:
    assert body(read(read_page, around.format(H1 + NO_STORIES[name]))) == []


def test_highlights_in_a_box_before_the_paragraphs_box(read_page: ReadPage) -> None:
    points = f"<ul>{items('नहर की मरम्मत पर दस करोड़ रुपये खर्च होंगे।', 'काम एक महीने में पूरा होगा, टीम बनाई गई।')}</ul>"
    inside = f"<article>{H1}<div>{points}</div><div>{paragraphs(0, 1)}</div></article>"
    assert body(read(read_page, inside)) == TEXTS[:2]
    inside = f"<article>{H1}<div>{paragraphs(0)}</div><div>{UL}</div><div>{paragraphs(1)}</div></article>"
    assert body(read(read_page, inside)) == [TEXTS[0], OF_ITEMS, TEXTS[1]]


def test_the_next_story_that_is_a_list_is_not_the_body(read_page: ReadPage) -> None:
    following = f"<div class=st><h2>मेट्रो का नया स्टेशन</h2>{UL * 2}</div>"
    for own, expected in ((UL, [OF_ITEMS]), (paragraphs(0, 1), TEXTS[:2])):
        assert body(read(read_page, f"<div class=st>{H1}{own}</div>{following}")) == expected


@pytest.mark.parametrize(
    "items",
    [
        MENU,
        f"<ul>{''.join(f'<li>{card(n)}</li>' for n in range(1, 5))}</ul>",
        "<ul><li><a href='/india/x-news-9'>बांध का जलस्तर बढ़ा</a> आज</li></ul>",
        "<ul><li><a href='/india/x-news-9'>बांध का जलस्तर बढ़ा</a><p>गांव वालों को किया गया सतर्क, राहत शिविर लगाए।</p></li></ul>",
    ],
)
def test_a_list_of_links_is_not_of_the_body(read_page: ReadPage, items: str) -> None:
    inside = f"<article>{H1}{paragraphs(0, 1)}{items}{paragraphs(2, 3)}{items}</article>"
    assert body(read(read_page, inside)) == TEXTS


def test_a_page_text_that_lacks_a_part_gives_way_to_the_metadata(read_page: ReadPage) -> None:
    hidden = f"<aside>{paragraphs(1, 2)}</aside>"
    inside = f"<article>{H1}{paragraphs(0)}{hidden}{paragraphs(3)}</article>"
    assert body(read(read_page, inside, json_ld(articleBody="\n".join(TEXTS)))) == TEXTS


SENTENCES = ["बाढ़ के पानी से पंद्रह गांवों का संपर्क कट गया है।", "राहत शिविरों में दो सौ परिवार पहुंच चुके हैं।"]


@pytest.mark.parametrize(
    "behind",
    [
        "<div>{}</div><div>{}</div>",
        "<div class=x><div>{}</div><div>{}</div></div>",
        "<div><span>{}</span></div><div class=ad>विज्ञापन</div><div>{}</div>",
        "<div>{}</div><div>{}</div><img src=/a.jpg>" + SHARE,
    ],
)
def test_sentences_in_other_boxes_behind_paragraphs(read_page: ReadPage, behind: str) -> None:
    inside = f"<article>{H1}{paragraphs()}{behind.format(*SENTENCES)}</article>"
    assert body(read(read_page, inside)) == TEXTS + SENTENCES


@pytest.mark.parametrize(
    "label",
    [
        "रिपोर्ट: अमित",
        "सिंचाई संवाददाता, लखनऊ | Updated Mon, 02 Feb 2026 10:23 PM IST",
        "Copyright 2026 Samachar Limited. All rights reserved.",
        "<a href='/india/x-news-90'>बांध का जलस्तर बढ़ा, गांव वालों को सतर्क किया गया है।</a>",
    ],
)
def test_a_label_behind_paragraphs_is_not_of_the_body(read_page: ReadPage, label: str) -> None:
    inside = f"<article>{H1}{paragraphs()}<div>{label}</div></article>"
    assert body(read(read_page, inside)) == TEXTS


NEXT = "<h2>मेट्रो का नया स्टेशन</h2>"
NEXT_LINK = "<h2><a href='/india/x-news-9'>मेट्रो का नया स्टेशन</a></h2>"
NEXT_TEXT = "".join(
    f"<p>मेट्रो के नए स्टेशन पर यात्रियों के लिए {n} लिफ्ट लगेंगी और पार्किंग की सुविधा भी मिलेगी।</p>" for n in range(2, 8)
)  # fmt: skip


@pytest.mark.parametrize(
    "page",
    [
        "<article>{own}</article><article>{h2}{next}</article>",
        "<main><article>{own}</article><article>{h2}{next}</article></main>",
        "<article><div><header></header>{own}</div></article><article><img src=/m.jpg>{h2}{next}</article>",
        "<div class=s>{own}</div><div class=s>{h2}{next}</div>",
        "<div class=s><div class=t>{own}</div></div><div class=s><div class=t>{h2}{next}</div></div>",
        "<div class=s>{own}</div><div class=n>{link}{next}</div>",
        "<div><div class=s>{own}</div></div><div class=n><div>{link}{next}</div></div>",
        "<div class=s>{own}</div><div class=n>{link}<p>" + TEXTS[2] + "</p></div>",
    ],
)
def test_the_next_story_is_not_the_body(read_page: ReadPage, page: str) -> None:
    own = H1 + paragraphs(0, 1)
    html = page.format(own=own, h2=NEXT, link=NEXT_LINK, next=NEXT_TEXT)
    assert body(read(read_page, html)) == TEXTS[:2]


def test_a_page_of_too_many_elements_has_no_body(read_page: ReadPage) -> None:
    page = f"<div>{H1}{paragraphs()}</div><div>{NEXT_LINK}{'<b></b>' * 40_000}</div>"
    assert body(read(read_page, page)) == []


def test_parts_of_one_story_stay_together(read_page: ReadPage) -> None:
    intro = f"<div class=hd>{H1}<p>{TEXTS[0]}</p></div>"
    page = f"<article>{intro}<div class=tx><h2>आगे क्या</h2>{paragraphs(1, 2, 3)}</div></article>"
    assert body(read(read_page, page))[-3:] == TEXTS[1:]


@pytest.mark.parametrize(
    "around",
    ["{0}<p>{1}</p>{0}", "<div class='share-wrap'>{0}<p>{1}</p></div>", "<div>{0}<div>{1}</div>{0}</div>"],
)  # fmt: skip
def test_a_short_text_between_share_icons(read_page: ReadPage, around: str) -> None:
    text = around.format(SHARE, TEXTS[0])
    assert body(read(read_page, f"{MENU}<article>{H1}{text}</article>")) == TEXTS[:1]


def test_a_footer_may_say_more_than_a_short_text(read_page: ReadPage) -> None:
    footer = f"<footer>{paragraphs(1, 2, 3)}</footer>"
    inside = f"<div id=header-wrap>{MENU}<div>{H1}{SHARE}<div class=k>{TEXTS[0]}</div></div></div>{footer}"
    assert body(read(read_page, inside)) == TEXTS[:1]


def test_a_sentence_is_a_body(read_page: ReadPage) -> None:
    text = "नहर में सोमवार की सुबह से पानी छोड़ा जा रहा है।"
    assert body(read(read_page, f"<article>{H1}<p>{text}</p></article>")) == [text]
    assert body(read(read_page, f"<article>{H1}<p>{text[:-1]}</p></article>")) == []


def test_boxes_in_a_body_of_microdata_are_none_of_it(read_page: ReadPage) -> None:
    line = "<div><img src=/a.jpg></div><div>निरीक्षण करते अधिकारी</div>"
    box = f"<div class=related-box><p>{SENTENCES[0]}</p></div>"
    inside = paragraphs(0, 1) + line + box + paragraphs(2, 3)
    page = read(read_page, f"<div>{H1}<div itemprop=articleBody>{inside}</div></div>")
    assert body(page) == TEXTS
    assert page.provenance["sections"] == "selector"


def test_a_body_with_the_headline_in_it_may_stand_beside_another_story(
    read_page: ReadPage,
) -> None:
    text = "".join(f"<p>{each}</p>" for each in TEXTS)
    other = f"<div><h2><a href=/bihar/nahar-2>{TEXTS[0][:40]}</a></h2>{text}</div>"
    page = read(read_page, f"<div><div itemprop=articleBody>{H1}{text}</div>{other}</div>")
    assert body(page) == TEXTS


def test_a_body_of_the_data_of_a_script(read_page: ReadPage) -> None:
    story = {"title": HEADLINE, "content": paragraphs()}
    blocks = {"title": HEADLINE, "parts": [{"text": text} for text in TEXTS]}
    other = {"title": "दूसरी खबर", "content": paragraphs() * 3}
    for data in ({"props": {"story": story, "next": other}}, {"page": [other, blocks]}):
        said = json.dumps(data, ensure_ascii=False)
        for script in (f"<script type=application/json>{said}</script>", f"<script>window.__S__ = {said};</script>"):  # fmt: skip
            page = read(read_page, f"<div id=root>{H1}</div>{script}")
            assert body(page) == TEXTS
            assert page.provenance["sections"] == "derived"
    assert body(read(read_page, f"<div>{H1}</div><script>var a = {{bad</script>")) == []


@pytest.mark.parametrize("page", [f"<h1>देश</h1>{CARDS}", f"{MENU}<div>{CARDS * 9}</div>", MENU])
def test_what_is_no_article_has_no_body(read_page: ReadPage, page: str) -> None:
    assert body(read(read_page, page)) == []


def test_cards_and_links_are_related(read_page: ReadPage) -> None:
    link = "<p><a href='/india/x-news-90'>बांध का जलस्तर बढ़ा</a></p>"
    page = read(
        read_page, f"<article>{H1}{paragraphs(0, 1)}{link}{paragraphs(2, 3)}{CARDS}</article>"
    )
    assert [each.url.rpartition("-")[2] for each in page.related] == ["90", *"123456"]
    assert body(page) == TEXTS


PARTS = st.sampled_from([
    "", SHARE, card(7), CARDS, "<div class=ad>विज्ञापन</div>", "<ins class=adsbygoogle></ins>", "<div class=a1><img src=/b.jpg></div>",
    "<blockquote class=twitter-tweet><p>नहर पर काम शुरू हो गया है, विभाग ने यह पोस्ट की है और तस्वीर भी लगाई है</p></blockquote>",
    "<p><a href='/india/x-news-90'>बांध का जलस्तर बढ़ा</a></p>", "<div class='related-news'><a href='/india/y-news-91'>पुल बना</a></div>",
])  # fmt: skip


@given(
    parts=st.lists(PARTS, min_size=5, max_size=5),
    box=st.sampled_from(["{}", "<div class=tx>{}</div>", "<div><div class=tx>{}</div></div>"]),
    around=st.sampled_from(["<article>{}</article>", "<div id=header-wrap><div>{}</div></div>", "{}"]),
)  # fmt: skip
def test_nothing_that_stands_between_changes_a_body(
    read_page: ReadPage, parts: list[str], box: str, around: str
) -> None:
    inside = parts[0] + "".join(
        box.format(paragraphs(n)) + part for n, part in enumerate(parts[1:])
    )
    assert body(read(read_page, MENU + around.format(H1 + inside) + CARDS)) == TEXTS


def json_ld(**said: Any) -> str:
    value = {"@type": "NewsArticle", "headline": HEADLINE, **said}
    return f'<script type="application/ld+json">{json.dumps(value, ensure_ascii=False)}</script>'


ALSO_READ = (
    "<p>ये भी पढ़ें: <a href='/india/x-news-90'>बांध का जलस्तर बढ़ा, गांव वालों को किया गया सतर्क</a></p>"
)


@pytest.mark.parametrize(
    "said",
    [
        TEXTS[0][:50] + "...",
        TEXTS[0][:50] + "…",
        " ".join(TEXTS),
        "\n".join(TEXTS[:3]),
        "नहर पर काम शुरू, जानिए पूरी खबर",
        f"{TEXTS[0]} ये भी पढ़ें: बांध का जलस्तर बढ़ा, गांव वालों को किया गया सतर्क {TEXTS[1]}",
        "<p>" + "</p><p>".join(TEXTS) + "</p>",
    ],
)
def test_what_the_page_shows_is_the_body(read_page: ReadPage, said: str) -> None:
    inside = (
        f"<article>{H1}{paragraphs(0, 1)}{ALSO_READ}<h3>आगे क्या</h3>{paragraphs(2, 3)}</article>"
    )
    page = read(read_page, inside, json_ld(articleBody=said))
    assert body(page) == [*TEXTS[:2], "आगे क्या", *TEXTS[2:]]
    assert page.discarded == [("sections", "part_of_page")]
    assert page.provenance["sections"] == "derived"


@pytest.mark.parametrize(
    "inside", ["<div id=root></div>", f"<article>{H1}{paragraphs(0)}<p>सदस्य बनें</p></article>"]
)
def test_what_the_page_does_not_show_is_in_the_metadata(read_page: ReadPage, inside: str) -> None:
    page = read(read_page, inside, json_ld(articleBody="\n".join(TEXTS)))
    assert body(page) == TEXTS
    assert page.provenance["sections"] == "json-ld"


def test_a_declared_body_that_is_gone_is_an_alarm(read_page: ReadPage) -> None:
    head = json_ld(articleBody=TEXTS[0][:50] + "...")
    page = read_page(f"<html><head>{head}</head><body><article>{H1}{paragraphs()}</article></body>")
    assert body(page) == TEXTS
    assert page.provenance["sections"] == "json-ld"
    assert not read_page(f"<article>{H1}{paragraphs()}</article>").sections


ENTRIES = [(f"{hour}:30", f"{hour} बजे तक का मतदान पूरा हुआ", f"{hour} बजे तक {hour * 4} फीसदी वोट पड़े।") for hour in range(7, 19)]  # fmt: skip


@pytest.mark.parametrize(
    "clock", ["<time datetime='2026-02-02T{}:00+05:30'>अभी</time>", "<span class=tm>{}</span>"]
)
@pytest.mark.parametrize("known", [ENTRIES[:2], ENTRIES[3:6], ENTRIES[::5]])
def test_all_entries_of_a_live_blog(
    read_page: ReadPage, clock: str, known: list[tuple[str, str, str]]
) -> None:
    shown = "".join(
        f"<div class='en k{time[:1]}'>{clock.format(time)}<h3>{heading}</h3><p>{text}</p></div>"
        for time, heading, text in ENTRIES
    )
    said = [
        {"@type": "BlogPosting", "headline": heading, "articleBody": text, "datePublished": time}
        for time, heading, text in known
    ]
    head = json_ld(**{"@type": "LiveBlogPosting", "liveBlogUpdate": said})
    page = read(read_page, f"<main>{H1}{paragraphs()}<div>{shown}</div></main>", head)
    assert [(each.heading, each.text) for each in page.live_updates] == [
        (heading, text) for _, heading, text in ENTRIES
    ]
    assert all(ENTRIES[n][0] in (each.time or "") for n, each in enumerate(page.live_updates))
    assert ("live_updates", "part_of_page") in page.discarded
    assert page.kind == "live"
    assert body(page) == TEXTS
