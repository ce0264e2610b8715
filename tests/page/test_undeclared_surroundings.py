"""What stands around the story of a page that nobody declared: dates, columns, offers, initials."""

from __future__ import annotations

from datetime import datetime

import pytest

import newsbot
from tests.clock import cpu_seconds
from tests.page.test_markups import HEADLINE, SEEN_AT
from tests.page.test_undeclared_fields import TEXTS, read
from tests.page.test_undeclared_pages import page_of

ABOVE = "<div class=meta><span class='{}'>{}</span></div><h1>{}</h1><div>{}</div>"


@pytest.mark.parametrize("name", ["itemDateCreated", "post-info__item--type-date", "posted-on"])
def test_the_date_above_a_headline_whose_class_calls_it_the_articles(name: str) -> None:
    texts = "".join(f"<p>{text}</p>" for text in TEXTS)
    page = ABOVE.format(name, "रविवार, 1 फरवरी 2026 10:43", HEADLINE, texts)
    cards = "".join(f"<div><a href=/x{n}/>मेला</a> 1 जनवरी 2026 0{n}:10</div>" for n in (1, 2))
    article = page_of_html(page + cards)
    assert article.published_at == datetime.fromisoformat("2026-02-01T10:43:00+05:30")
    today = page_of_html(page.replace(name, "date"))  # of the site's header
    assert today.published_at is None


def test_a_date_with_a_label_behind_the_text() -> None:
    dated = "<div class=foot><b>First Published : </b>1 फरवरी 2026, 10:43</div>"
    article = read(behind=dated)
    assert article.published_at == datetime.fromisoformat("2026-02-01T10:43:00+05:30")
    other = dated.replace("10:43", "11:43")
    assert read(behind=dated + other).published_at is None


def page_of_html(html: str) -> newsbot.Article:
    page = f"<html lang=hi><title>{HEADLINE}</title><body>{html}</body></html>"
    article = newsbot.extract(page, "https://k.example/bihar/nahar-12345", fetched_at=SEEN_AT)
    assert isinstance(article, newsbot.Article), article
    return article


CARDS = {
    "headline and teaser": "<p><a href=/k/{0}>{1}</a><br>{2}</p>",
    "bold headline": "<div><b><a href=/k/{0}>{1}</a></b><span>{2}</span></div>",
    "in a table": "<tr><td><a href=/k/{0}><img src=x></a></td><td><a href=/k/{0}><b>{1}</b></a><br>{2}</td></tr>",
    "one after another": "<div><a href=/k/{0}>{1}</a></div><div>{2}</div>",
    "a text that breaks off": "<p>{2}... <a href=/k/{0}>और पढ़ें</a></p>",
}


@pytest.mark.parametrize("kind", CARDS)
@pytest.mark.parametrize(
    "place", ["{box}<div>{main}</div>", "{main}{box}", "<div>{main}</div>{box}"]
)
def test_a_long_column_of_other_stories_is_no_text(kind: str, place: str) -> None:
    """It has no heading, or one that is only bold, and more text than the story."""
    main = f"<h1>{HEADLINE}</h1>" + "".join(f"<p>{text}</p>" for text in TEXTS)
    teaser = "इस बार मेले में दूर के गांवों से भी बड़ी संख्या में लोग आए और देर रात तक चहल-पहल बनी रही"
    cards = "".join(
        CARDS[kind].format(20_000 + n, f"मेले के दिन {n} की पूरी कहानी पढ़िए", f"{n} बजे {teaser}")
        for n in range(20)
    )
    box = f"<div><b>ताजा खबरें</b>{f'<table>{cards}</table>' if '<tr>' in cards else cards}</div>"
    article = page_of_html(place.format(main=main, box=box))
    assert article.body.split("\n\n") == TEXTS


def test_linked_names_before_short_texts_are_a_story_of_its_own() -> None:
    items = "".join(
        f"<p><a href='https://dukan.example/{n}'>पांच हजार रुपये से कम का फोन {n}</a><br>{text}</p>"
        for n, text in enumerate(TEXTS)
    )
    article = page_of_html(f"<h1>{HEADLINE}</h1><div>{items}</div>")
    assert [text.split("\n")[1] for text in article.body.split("\n\n")] == TEXTS


@pytest.mark.parametrize("href", ["/kuch-aur", "https://k.example/kuch-aur"])
def test_a_headline_that_leads_to_another_page_is_an_offer(href: str) -> None:
    """Whatever that page is; a sentence that is linked from end to end is text."""
    offer = f"<p><a href='{href}'>मेले में इस बार क्या है खास</a></p>"
    whole = f"<p><a href='{href}'>मेले में इस बार दूर के लोग भी आए।</a></p>"
    article = page_of(f"<p>{TEXTS[0]}</p>{offer}<p>{TEXTS[1]}</p>{whole}<p>{TEXTS[2]}</p>")
    texts = article.body.split("\n\n")
    assert texts == [*TEXTS[:2], "मेले में इस बार दूर के लोग भी आए।", TEXTS[2]]
    assert [link.headline for link in article.related] == ["मेले में इस बार क्या है खास"]


@pytest.mark.parametrize("line", ["एसके/जेपी", "एमजी/आरएनएम/एसके", "(वीके/एए)"])
def test_the_initials_of_a_desk_are_no_text(line: str) -> None:
    assert page_of("".join(f"<p>{text}</p>" for text in (*TEXTS, line))).body.split("\n\n") == TEXTS
    told = [TEXTS[0], "एससी/एसटी", *TEXTS[1:], "पक्ष/विपक्ष"]
    assert page_of("".join(f"<p>{text}</p>" for text in told)).body.split("\n\n") == told


def above(line: str) -> newsbot.Article:
    texts = "".join(f"<p>{text}</p>" for text in TEXTS)
    return page_of_html(f"<div>{line}<h1>{HEADLINE}</h1></div><div>{texts}</div>")


@pytest.mark.parametrize(
    "line",
    [
        "<a class=gh-article-tag href=/tag/kheti/>खेती</a>",
        "<div class=post__category><a href=/category/kheti>खेती</a></div>",
        "<a rel='category tag' href=/vishay/kheti>खेती</a>",
        "<a href=/kheti><span id=ctl00_main_lblCategory>खेती</span></a>",
        "<div class=arr-hierarchy><a href=/>होम</a><a href=/kheti>खेती</a></div>",
        "<div class=arr-hierarchy><a href=/>मुख्यपृष्ठ</a><a href=/kheti>खेती</a></div>",
        "<a class=section-tag href=/kheti>खेती</a>",
    ],
)
def test_the_section_above_a_headline(line: str) -> None:
    assert above(line).section == "खेती"
    if "hierarchy" not in line:
        assert above(line.replace("खेती", "3 मिनट में पढ़ें")).section is None
        assert above(f"<div>{line}{line.replace('खेती', 'गांव')}</div>").section is None


def test_the_number_of_a_page_behind_its_words_is_no_folder() -> None:
    line = "<div class=breadcrumb><a href=/>होम</a> / <a href=/bihar>बिहार</a> / <b>Nahar</b></div>"
    story = "".join(f"<p>{text}</p>" for text in TEXTS)
    page = (
        f"<html><title>{HEADLINE}</title><body>{line}<h1>{HEADLINE}</h1><div>{story}</div></body>"
    )
    for path, section in (
        ("bihar/nahar-mein-pani-aaya/35123", "बिहार"),
        ("bihar/x/35123", "Nahar"),
    ):
        article = newsbot.extract(page, f"https://k.example/{path}/", fetched_at=SEEN_AT)
        assert isinstance(article, newsbot.Article)
        assert article.section == section


def test_a_menu_above_a_headline_is_no_trail() -> None:
    names = ("होम", "देश", "राज्य", "खेल", "खेती")
    menu = "".join(f"<a href=/{'' if name == 'होम' else name}>{name}</a>" for name in names)
    assert above(f"<div>{menu}</div>").section is None


def test_links_to_topics_that_stand_together_are_tags() -> None:
    links = "".join(f"<a class=tg_a__5 href=/topic/{name}>{name}</a>" for name in ("नहर", "सिंचाई"))
    assert read(behind=f"<div class=tg_t__4>{links}</div>").tags == ["नहर", "सिंचाई"]
    told = "<p>किसानों ने कहा कि <a href=/topic/nahar>नहर</a> में पानी आने से इस बार बुवाई समय पर हो सकेगी।</p>"
    assert read(behind=told).tags == []


def test_a_box_that_a_link_lets_listeners_skip_is_no_text() -> None:
    promotion = (
        "<section role=region><a href=#end>छोड़कर आगे बढ़ें</a><strong>कहानी जिंदगी की</strong>"
        "<p>चुनिंदा कहानियां हर हफ्ते सुनिए हमारे साथ।</p><p id=end>समाप्त</p></section>"
    )
    body = "".join(f"<p>{text}</p>" for text in TEXTS)
    article = page_of(f"{body[: len(TEXTS[0]) + 7]}{promotion}{body[len(TEXTS[0]) + 7 :]}")
    assert article.body.split("\n\n") == TEXTS


def test_a_text_in_two_boxes() -> None:
    rest = "".join(f"<p>{text}</p>" for text in TEXTS[1:])
    boxes = f"<div class=itemIntroText>{TEXTS[0]}</div><div class=itemFullText>{rest}</div>"
    assert page_of(boxes).body.split("\n\n") == TEXTS


def test_a_web_story_whose_cover_has_no_h1_is_called_by_its_title() -> None:
    pages = (
        "<amp-story-page><h2>नहर</h2></amp-story-page><amp-story-page><p>{}</p></amp-story-page>"
    )
    story = f"<amp-story standalone title='{HEADLINE}'>{pages.format(TEXTS[0])}</amp-story>"
    html = f"<html amp lang=hi><body>{story}</body></html>"
    article = newsbot.extract(html, "https://k.example/web-stories/n-12345", fetched_at=SEEN_AT)
    assert isinstance(article, newsbot.Article), article
    assert (article.kind, article.headline) == ("webstory", HEADLINE)


def test_offers_between_the_paragraphs_of_a_story_take_no_paragraph_away() -> None:
    """Though a standfirst above it is as long as a short story."""
    standfirst = f"<p class=sub>{TEXTS[0].removesuffix('।')}</p>"
    offer = "<p><a href=/k/{0}>मेले के दिन {0} की पूरी कहानी पढ़िए</a></p>"
    told = "".join(f"<p>{text}</p>{offer.format(20_000 + n)}" for n, text in enumerate(TEXTS))
    article = page_of_html(f"<h1>{HEADLINE}</h1>{standfirst}<div class=body>{told}</div>")
    assert article.body.split("\n\n")[-len(TEXTS) :] == TEXTS


def test_linked_names_of_a_list_behind_its_introduction_are_text() -> None:
    """They lead to other sites: a column of stories leads to the site's own pages."""
    items = "".join(
        f"<p><a href='https://dukan.example/{n}'>पांच हजार रुपये से कम का फोन {n}</a><br>{text}</p>"
        for n, text in enumerate(TEXTS)
    )
    introduction = f"<p>{TEXTS[0]}</p><p>{TEXTS[1]}</p>"
    article = page_of_html(f"<h1>{HEADLINE}</h1><div>{introduction}<div>{items}</div></div>")
    assert [text.split("\n")[-1] for text in article.body.split("\n\n")] == [*TEXTS[:2], *TEXTS]


@pytest.mark.parametrize(
    "box",
    [
        "<div id=n{0}><a href=#n{0}>10:3{0}</a><p>{1}</p></div>",
        "<div><a name=n{0} id=n{0} href=#n{0}>#</a><p>{1}</p></div>",
        "<section><a href=#n{0}>नीचे जाएं</a><p id=n{0}>{1}</p><p>{1}</p></section>",
        "<blockquote><p>{1}<a href=#n{0}>1</a></p><p id=n{0}>विभाग की रिपोर्ट</p></blockquote>",
        "<div><a href=#n{0}>खेत</a><div id=n{0}><p>{1}</p></div></div>",
    ],
)
def test_boxes_with_links_to_themselves_are_text(box: str) -> None:
    boxes = "".join(box.format(n, text[:100]) for n, text in enumerate(TEXTS))
    body = page_of("".join(f"<p>{text}</p>" for text in TEXTS) + boxes).body
    assert body.count(TEXTS[1][:100]) == 1 + box.count("{1}")


@pytest.mark.parametrize(
    "line",
    ["आपकी राय", "नगर निगम", "जय श्री राम", "एक पाठक", "छठ का प्रसाद", "सरदार पटेल", "गांव के चौधरी"],
)
def test_other_words_than_a_name_beside_a_date_are_no_author(line: str) -> None:
    assert read(f"<div><b>{line}</b> | 02-02-2026 16:13</div>").authors == []


def test_dates_of_something_else_are_not_the_publications() -> None:
    texts = "".join(f"<p>{text}</p>" for text in TEXTS)
    updated = page_of_html(ABOVE.format("post-date", "अपडेट: 1 फरवरी 2026, 10:43", HEADLINE, texts))
    assert (updated.published_at, updated.updated_raw) == (None, "1 फरवरी 2026, 10:43")
    header = f"<div class=top><i class=news-date>1 फरवरी 2026</i></div><h1>{HEADLINE}</h1>{texts}"
    assert page_of_html(header).published_at is None
    card = "<div class=post><a href=/mela>मेले की पूरी कहानी पढ़िए</a><i class=post-date>1 फरवरी 2026</i></div>"
    assert page_of_html(f"<div>{card}</div><h1>{HEADLINE}</h1>{texts}").published_at is None
    notice = "<ul><li>अधिसूचना प्रकाशित: 5 जनवरी 2020</li><li>आवेदन शुरू: 6 जनवरी 2020</li></ul>"
    assert read(behind=notice).published_at is None


def test_the_section_of_a_card_behind_the_text_is_not_the_pages() -> None:
    card = "<div><a class=category href=/khel>खेल</a> <a href=/khel/x-99999>कबड्डी में गांव की जीत</a></div>"
    assert read(behind=card).section is None
    assert read(behind="<div>श्रेणी: <a class=category href=/khel>खेल</a></div>").section == "खेल"


@pytest.mark.parametrize(
    "part",
    [
        "2026 में कई बीघा खेत तक पानी पहुंचा<br>" * 4000,
        "<div>" * 60 + "<a href=#x>y</a>" * 200 + "<i></i>" * 4000 + "</div>" * 60,
    ],
    ids=["lines with a year", "links to nowhere"],
)
def test_a_page_with_many_elements_is_read_at_once(part: str) -> None:
    """Years and links to nowhere cost no walk through the page each: that took 7 and 25 s."""
    text = "".join(f"<p>{text}</p>" for text in TEXTS)
    page = f"<h1>{HEADLINE}</h1>{text}<div>{part}</div>{text}"
    assert cpu_seconds(lambda: page_of_html(page), 1) < 1


def test_paragraphs_with_a_link_that_break_off_are_text() -> None:
    """A teaser's link stands behind the place where its text breaks off."""
    told = [f"{text.rstrip('।')} यही नहर की कहानी है..." for text in TEXTS]
    linked = (text.replace("नहर की", "<a href=/topic/nahar>नहर</a> की") for text in told)
    box = "".join(f"<p>{text}</p>" for text in linked)
    article = page_of_html(f"<h1>{HEADLINE}</h1><p>{TEXTS[0]}</p><p>{TEXTS[1]}</p><div>{box}</div>")
    assert article.body.split("\n\n")[-len(told) :] == told


def test_a_readers_own_name_is_no_author() -> None:
    assert read("<div class=bar><span class=username>मेरा खाता</span></div>").authors == []


FILM = "<h1>{0}</h1><time itemprop=datePublished datetime='2026-02-01T10:43'></time><video src=/f.mp4></video>{1}"
NOTHING = {
    "the owner's line": "<div id=pad><a href=/parichay>परिचय</a><p>© 2026 जनवाणी। सर्वाधिकार सुरक्षित।</p></div>",
    "the headline again": "<p>{0}</p>",
    "the headline and a request": "<p>{0}। पूरा वीडियो देखें।</p>",
}


@pytest.mark.parametrize("kind", NOTHING)
def test_a_page_that_says_nothing_beside_its_headline_has_no_text(kind: str) -> None:
    html = FILM.format(HEADLINE, NOTHING[kind].format(HEADLINE))
    page = f"<html lang=hi><title>{HEADLINE}</title><body>{html}</body></html>"
    read = newsbot.extract(page, "https://k.example/video/nahar-12345", fetched_at=SEEN_AT)
    assert isinstance(read, newsbot.Reject)
    assert read.reason == "no_body"
    told = page.replace("</video>", f"</video><p>{HEADLINE}। {TEXTS[0]}</p>")
    article = newsbot.extract(told, "https://k.example/video/nahar-12345", fetched_at=SEEN_AT)
    assert isinstance(article, newsbot.Article)
    assert TEXTS[0] in article.body


def test_the_date_of_a_gallery() -> None:
    photos = "".join(f"<img src=/{n}.jpg><p>{text}</p>" for n, text in enumerate(TEXTS))
    said = f'{{"@type": "ImageGallery", "name": "{HEADLINE}", "datePublished": "2026-02-01T10:43+05:30"}}'
    script = f"<script type=application/ld+json>{said}</script>"
    article = page_of_html(f"{script}<h1>{HEADLINE}</h1>{photos}")
    assert article.published_at == datetime.fromisoformat("2026-02-01T10:43:00+05:30")
    other = script.replace(HEADLINE, "होली की तस्वीरें")
    assert page_of_html(f"{other}<h1>{HEADLINE}</h1>{photos}").published_at is None
    said = '{"@type": "WebPage", "datePublished": "2026-01-31T09:00+05:30"}'
    page = f"<script type=application/ld+json>{said}</script>"
    article = page_of_html(f"{page}{other}<h1>{HEADLINE}</h1>{photos}")
    assert article.published_at == datetime.fromisoformat("2026-01-31T09:00:00+05:30")
