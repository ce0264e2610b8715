"""Fields that pages without a declaration print: section, tags, dates, authors, headline."""

from __future__ import annotations

from typing import Any

import pytest

import newsbot
from tests.page.test_markups import HEADLINE, SEEN_AT, STORIES, json_ld

URL = "https://www.khabar.example/bihar/nahar-12345"
TEXTS = STORIES["nahar"]["paragraphs"]
BODY = "".join(f"<p>{text}</p>" for text in TEXTS)
OTHER = "/bihar/pul-ban-gaya-99812"
STANDFIRST = f"<p>{'सिंचाई विभाग ने नहर में पानी छोड़ने का फैसला किया और किसानों को राहत मिली है। ' * 2}</p>"


def read(line: str = "", before: str = "", behind: str = "", head: str = "", body: str = BODY) -> newsbot.Article:  # fmt: skip
    story = f"{before}<div class=s><h1>{HEADLINE}</h1>{line}<div class=b>{body}</div>{behind}</div>"
    html = f"<html><head><title>{HEADLINE}</title>{head}</head><body>{story}</body></html>"
    article = newsbot.extract(html, URL, fetched_at=SEEN_AT)
    assert isinstance(article, newsbot.Article), article
    return article


@pytest.mark.parametrize(
    ("trail", "section"),
    [
        ('<ul class="breadcrumb"><li><a href="/">होम</a></li><li><a href="/bihar">बिहार</a></li></ul>', "बिहार"),
        ('<nav aria-label="breadcrumb"><ol><li><a href="/">Home</a></li><li><a href="/bihar">बिहार</a></li><li>{h}</li></ol></nav>', "बिहार"),
        ('<div class="Breadcrumb_b__1"><a href="/">Hindi News</a> / <a href="/bihar">बिहार</a> / <span>{h}</span></div>', "बिहार"),
        ('<div class="entry-crumbs"><span><a href="/">Home</a></span> <i>»</i> <span><a href="/bihar">बिहार</a></span><span class=last>{h}</span></div>', "बिहार"),
        ('<div id="breadCrumbs"><a href="/">होम</a><a href="/rajya">राज्य</a><a href="/rajya/bihar">बिहार</a></div>', "बिहार"),
        ('<div class="breadcrumbs"><a href="/">Hindi News</a><span>बिहार न्यूज़</span><span>{h}</span></div>', "बिहार न्यूज़"),
        ('<div class="with-breadcrumb"><p>' + TEXTS[0] * 4 + "</p></div>", None),
        ('<ul class="breadcrumb"><li><a href="/">होम</a></li></ul>', None),
        ('<ul class="crumb-menu">' + "".join(f"<li><a href='/s{n}'>अनुभाग {n}</a></li>" for n in range(8)) + "</ul>", None),
    ],
)  # fmt: skip
def test_a_trail_by_its_name(trail: str, section: str | None) -> None:
    assert read(before=trail.replace("{h}", HEADLINE)).section == section


@pytest.mark.parametrize(
    ("behind", "tags"),
    [
        ('<p>Tags: <a rel=tag href="/tag/nahar">नहर</a>, <a rel=tag href="/tag/kisan">किसान</a></p>', ["नहर", "किसान"]),
        ('<span><a rel="category tag" href="/c/bihar">बिहार</a></span> <span><a rel=tag href="/t/nahar">नहर</a></span>', ["नहर"]),
        ('<ul class="td-tags"><li><span>TAGS</span></li><li><a href="/tag/nahar">नहर</a></li><li><a href="/tag/kisan">किसान</a></li></ul>', ["नहर", "किसान"]),
        ('<div class="rel"><a href="/topic/nahar">नहर</a></div>', []),
        ('<aside class="tags"><a href="/tag/nahar">नहर</a></aside>', []),
        ('<div class="stage"><a href="/tag/nahar">नहर</a></div>', []),
        ('<p><a rel=tag href="/tag/nahar">नहर</a></p><div><div><div><a rel=tag href="/tag/pul">पुल</a></div></div></div>', ["नहर"]),
    ],
)  # fmt: skip
def test_printed_tags(behind: str, tags: list[str]) -> None:
    assert read(behind=behind).tags == tags


def test_a_trail_of_the_home_page_alone_names_no_section() -> None:
    items = [
        {"@type": "ListItem", "position": n, "name": name, "item": f"https://www.khabar.example/{path}"}
        for n, (name, path) in enumerate((("Home", ""), ("बिहार", "bihar")), 1)
    ]  # fmt: skip
    head = json_ld({"@type": "BreadcrumbList", "itemListElement": items})
    home = '<ul class="breadcrumb"><li><a href="/">होम</a></li><li> » </li><li>होम</li></ul>'
    assert read(before=home, head=head).section == "बिहार"


def test_tags_before_the_headline_are_a_menu() -> None:
    assert read(before='<div class="trending-tags"><a href="/topic/x">बजट</a></div>').tags == []


def test_the_day_of_the_visit_is_no_date_of_the_page() -> None:
    assert read(before='<div class="date">मंगलवार, 3 फरवरी 2026</div>').published_at is None
    line = '<div class="date">मंगलवार, 3 फरवरी 2026</div>'
    html = f"<title>{HEADLINE}</title><div>{line}<h1>{HEADLINE}</h1><div>{BODY}</div></div>"
    article = newsbot.extract(html, URL, fetched_at=SEEN_AT)
    assert isinstance(article, newsbot.Article)
    assert article.published_at is None


def test_tags_of_metadata_come_first() -> None:
    head = json_ld({"@type": "NewsArticle", "headline": HEADLINE, "keywords": "नहर, सिंचाई"})
    article = read(behind='<p><a rel=tag href="/tag/kisan">किसान</a></p>', head=head)
    assert article.tags == ["नहर", "सिंचाई"]


@pytest.mark.parametrize(
    ("line", "date"),
    [
        (f'{STANDFIRST}<div class="author-date"><div>खबर ब्यूरो</div><div class=date>02/02/2026</div></div>', "2026-02-02T00:00:00+05:30"),
        (f'{STANDFIRST}<div class="meta">2 फरवरी 2026</div>', None),
        (f'{STANDFIRST}{STANDFIRST}<div class="date">2 फरवरी 2026</div>', None),
        ('<div>Submitted by <b>admin</b> on <span class="field--name-created">सोम, 02/02/2026 - 11:35</span></div>', "2026-02-02T11:35:00+05:30"),
        ('<div class="postDate"><i>रवि</i> <span class="date">2 फरवरी 2026, 10:23 PM</span></div>', "2026-02-02T22:23:00+05:30"),
        ('<div class="dates"><i class=date>1 फरवरी 2026</i> <i class=date>2 फरवरी 2026</i></div>', None),
        ("<div>2 फरवरी 2026, 10:23 PM | 245 Views</div>", "2026-02-02T22:23:00+05:30"),
        ("<div>02 Feb 2026 10:23 PM • 1.2k व्यूज • 3 comments</div>", "2026-02-02T22:23:00+05:30"),
        ('<abbr class="published" title="2026-02-02T19:14:00+05:30">7:14 pm</abbr>', "2026-02-02T19:14:00+05:30"),
        ('<abbr class="published" title="2026-02-02T19:14:00+05:30">7:14 pm</abbr><abbr class="published" title="2026-02-01T19:14:00+05:30">7:14 pm</abbr>', None),
    ],
)  # fmt: skip
def test_dates_by_the_names_of_elements(line: str, date: str | None) -> None:
    found = read(line).published_at
    assert (found and found.isoformat()) == date


def test_a_date_before_the_text_is_not_of_it() -> None:
    for line in ("02 फरवरी 2026, 08:15 PM IST", "2 फरवरी 2026", "सोमवार, 2 फ़रवरी 2026"):
        article = read(body=f"<p class=dt>{line}</p><div>{BODY}</div>")
        assert article.body.split("\n\n") == TEXTS
    behind = (
        "<p>Last Updated: 2 Feb 2026, 05:21 PM</p><p>हमारे व्हाट्सएप चैनल से जुड़ने के लिए यहां क्लिक करें</p>"
    )
    assert read(body=BODY + behind).body.split("\n\n") == TEXTS
    told = "<p>2 फरवरी 2026</p>"
    assert read(body=BODY + told + BODY).body.split("\n\n") == [*TEXTS, "2 फरवरी 2026", *TEXTS]
    line = "2026 की पहली छमाही"
    assert read(body=f"<p>{line}</p><div>{BODY}</div>").body.split("\n\n") == [line, *TEXTS]


@pytest.mark.parametrize(
    ("behind", "authors"),
    [
        ('<p class=post-footer><span>प्रस्तुतकर्ता</span> <a rel=author href="https://profile.example/1">दीपक झा</a></p>', ["दीपक झा"]),
        ('<p><a rel=author href="/u/1">दीपक झा</a> <a rel=author href="/u/2">नेहा राय</a></p>', []),
        (f'<div><a href="{OTHER}">पुल बना</a><a rel=author href="/u/1">दीपक झा</a></div>', []),
    ],
)  # fmt: skip
def test_an_author_behind_the_text(behind: str, authors: list[str]) -> None:
    assert read(behind=behind).authors == authors


@pytest.mark.parametrize(
    "beginning",
    [
        f"<h2>{HEADLINE}</h2><h3>सिंचाई विभाग ने छोड़ा नहर में पानी</h3>",
        f"<h3>बिहार</h3><h2>{HEADLINE}</h2>",
        f"<table><tr><td><font size=5 color=red><b>{HEADLINE}</b></font></td></tr></table>",
        f"<ul><li><h2>दूसरी खबर का लंबा शीर्षक यहां</h2></li></ul><h2>{HEADLINE}</h2>",
        f"<form><div><h2>{HEADLINE}</h2></div>",
    ],
)
def test_the_heading_before_the_text_of_a_page_without_h1(beginning: str) -> None:
    html = f"<html><title>दैनिक खबर मंच</title><body>{beginning}<div>{BODY}</div></body></html>"
    article = newsbot.extract(html, URL, fetched_at=SEEN_AT)
    assert isinstance(article, newsbot.Article), article
    assert (article.headline, article.provenance["headline"]) == (HEADLINE, "derived")
    assert article.body.split("\n\n") == TEXTS


def test_the_date_below_a_headline_in_large_type() -> None:
    rows = (
        f"<font size=5><b>{HEADLINE}</b></font>",
        "<small>दिनांक: 02-02-2026 16:36</small>",
        BODY,
    )
    table = f"<table>{''.join(f'<tr><td>{row}</td></tr>' for row in rows)}</table>"
    html = f"<html><title>दैनिक खबर मंच</title><body>{table}</body></html>"
    article = newsbot.extract(html, URL, fetched_at=SEEN_AT)
    assert isinstance(article, newsbot.Article), article
    assert article.published_at
    assert article.published_at.isoformat() == "2026-02-02T16:36:00+05:30"


@pytest.mark.parametrize(
    "beginning",
    [
        f"<h2>{HEADLINE}</h2><h2>दूसरी खबर का लंबा शीर्षक यहां</h2>",
        f"<h2><a href='{OTHER}'>{HEADLINE}</a></h2>",
        "<h2>बिहार की खबरें</h2>",
        f"<h2>सबसे तेज और सबसे भरोसेमंद खबरें</h2><div>{HEADLINE}</div>",
        "<font size=5>दैनिक खबर</font>",
    ],
)
def test_no_heading_that_surely_is_the_headline(beginning: str) -> None:
    html = f"<html><title>दैनिक खबर मंच</title><body>{beginning}<div>{BODY}</div></body></html>"
    read: Any = newsbot.extract(html, URL, fetched_at=SEEN_AT)
    assert isinstance(read, newsbot.Reject)
    assert read.reason == "no_headline"


SPOKEN = (
    "<section><b>Author, </b><ul><li><i>Author, </i><span>दीपक झा</span></li>"
    "<li><i>पदनाम, </i><span>खबर मंच के लिए, गोपालगंज से</span></li></ul></section>"
)


def test_an_author_as_it_is_spoken() -> None:
    assert read(SPOKEN).authors == ["दीपक झा"]
    assert read(f"<div><b>Article Information</b>{SPOKEN}</div>").authors == ["दीपक झा"]
    assert read("<p>लेखक, कवि नागार्जुन की जयंती</p>").authors == []


@pytest.mark.parametrize("desk", ["Khabar Bihar Desk", "बिहार डेस्क", "Khabar News Network"])
def test_a_desk_of_the_metadata_beside_the_name_of_the_byline(desk: str) -> None:
    head = json_ld({"@type": "NewsArticle", "headline": HEADLINE, "author": {"name": desk}})
    line = "<div><span>Written By <b>दीपक झा</b></span></div>"
    assert read(line, head=head).authors == ["दीपक झा"]
    assert read(head=head).authors == [desk]
    assert read(line.replace("दीपक झा", "पटना ब्यूरो"), head=head).authors == [desk]


def test_the_author_of_a_block_of_wordpress() -> None:
    name = "<p class=wp-block-post-author__name>दीपक झा</p>"
    bio = "<p class=wp-block-post-author__bio>खेती पर लिखते हैं।</p>"
    box = f"<div class=wp-block-post-author__content><p>लेखक</p>{name}{bio}</div>"
    assert read(f"<div class=wp-block-post-author>{box}</div>").authors == ["दीपक झा"]


@pytest.mark.parametrize(
    "line",
    [
        "<ul><li><b>Modified Date:</b> February 2, 2026 / 06:30 PM IST</li><li>,</li><li><b>Published Date:</b> February 2, 2026 6:05 pm IST</li></ul>",
        "<div><span>2 फ़रवरी, 2026 6:05 PM</span><span>Last Updated: 2 फ़रवरी, 2026 6:30 PM</span><i>0</i><i>1,243</i></div>",
    ],
)  # fmt: skip
def test_dates_that_parts_of_a_line_label(line: str) -> None:
    article = read(line)
    assert str(article.published_at) == "2026-02-02 18:05:00+05:30"
    assert str(article.updated_at) == "2026-02-02 18:30:00+05:30"


def figure(name: str, line: str) -> str:
    return f'<figure><img src="/{name}.jpg" alt="x">{line}</figure>'


IN_BODY = BODY + figure("b", "<figcaption>नहर का फाटक (फोटो: ANI)</figcaption>") + STANDFIRST
HERO = figure("a", "<figcaption>नहर पर <b>मजदूर</b><small>तस्वीर: REUTERS</small></figcaption>")
BLOGGER = "<table class=tr-caption-container><tr><td><a href=/big/b.JPG><img src=/b.jpg></a></td></tr><tr><td class=tr-caption>स्टेशन का मुख्य द्वार</td></tr></table>"
CARD = f'<div><a href="{OTHER}">{figure("c", "<figcaption>दूसरी खबर</figcaption>")}</a></div>'
OG = '<meta property="og:image" content="https://www.khabar.example/{}.jpg">'.format


@pytest.mark.parametrize(
    ("line", "head", "body", "images"),
    [
        (HERO, "", BODY, [("a", "नहर पर मजदूर", "REUTERS")]),
        (HERO, OG("og"), IN_BODY, [("a", "नहर पर मजदूर", "REUTERS"), ("b", "नहर का फाटक", "ANI")]),
        (f"<div><div>{HERO}</div></div>", "", BODY, [("a", "नहर पर मजदूर", "REUTERS")]),
        ("", OG("og"), IN_BODY, [("og", None, None), ("b", "नहर का फाटक", "ANI")]),
        ("", OG("b-300x200"), IN_BODY, [("b", "नहर का फाटक", "ANI")]),
        (CARD, OG("og"), BODY, [("og", None, None)]),
        ("", "", BODY + CARD, []),
        (figure("a", ""), OG("og"), BODY, [("og", None, None)]),
        (figure("a", "<p>इमेज स्रोत, Getty Images</p><figcaption>इमेज कैप्शन, नहर पर मजदूर</figcaption>"), "", BODY, [("a", "नहर पर मजदूर", "Getty Images")]),
        (f"<aside>{HERO}</aside>", "", BODY, []),
        (figure("a", "<figcaption><span>Image Source : PTI</span><p>नहर पर मजदूर</p></figcaption>"), "", BODY, [("a", "नहर पर मजदूर", "PTI")]),
        (figure("a", "<figcaption><p>नहर, जिला <span>पटना</span></p></figcaption>"), "", BODY, [("a", "नहर, जिला पटना", None)]),
        (figure("a", "<figcaption>नहर पर मजदूर | <span>फोटो: <b>ANI</b></span></figcaption>"), "", BODY, [("a", "नहर पर मजदूर", "ANI")]),
        ("", "", IN_BODY.replace("(फोटो: ANI)", "<small>फोटो: ANI</small>"), [("b", "नहर का फाटक", "ANI")]),
        ("", "", IN_BODY.replace("<figure", "<article><figure class=caption").replace("</figure>", "</figure></article>"), [("b", "नहर का फाटक", "ANI")]),
        ("", "", BODY + BLOGGER + STANDFIRST, [("b", "स्टेशन का मुख्य द्वार", None)]),
        ("", "", BODY + BLOGGER.replace("स्टेशन", f"<a href='{OTHER}'>पुल बना</a>") + STANDFIRST, []),
        ("<div class=pic><img src=/a.jpg><p class='text-xs'>पानी के लिए लगी लंबी कतार</p></div>", "", BODY, [("a", "पानी के लिए लगी लंबी कतार", None)]),
        ("<div class=by><img src=/a.jpg><p>दीपक झा</p></div>", "", BODY, []),
        ("", "", f"<div><img src=/a.jpg><p>{TEXTS[0]}</p></div>{BODY}", [("a", None, None)]),
        ("<div class=pic><img src=/a.jpg><div class=img-credit>नहर पर मजदूर<span>Image Credit source: Getty</span></div></div>", "", BODY, [("a", "नहर पर मजदूर", "Getty")]),
    ],
)  # fmt: skip
def test_pictures_with_a_caption(line: str, head: str, body: str, images: Any) -> None:
    article = read(line, head=head, body=body)
    names = (each.url.rpartition("/")[2].partition(".")[0] for each in article.images)
    found = zip(names, article.images, strict=True)
    assert [(name, each.caption, each.credit) for name, each in found] == images


IN_TEXT = (
    f"<img src=/a.jpg align=left width=250>{BODY}<img src=/b.jpg alt='नहर पर मजदूर'>{STANDFIRST}"
)
NO_PICTURES = "<img src=/i.gif width=16 height=16><img src=/count?n=7 width=1 height=1><img src=/s.gif height=9>"


def test_pictures_of_a_text_without_a_caption_are_the_articles_where_metadata_names_none() -> None:
    article = read(body=NO_PICTURES + IN_TEXT)
    shown = [
        ("https://www.khabar.example/a.jpg", None),
        ("https://www.khabar.example/b.jpg", "नहर पर मजदूर"),
    ]
    assert [(image.url, image.caption) for image in article.images] == shown
    assert article.provenance["images"] == "derived"
    by_metadata = read(head=OG("og"), body=NO_PICTURES + IN_TEXT)
    assert [image.url for image in by_metadata.images] == ["https://www.khabar.example/og.jpg"]
    without = read(body=NO_PICTURES + BODY)
    assert (without.images, without.provenance.get("images")) == ([], None)


def test_a_picture_with_a_caption_before_the_headline() -> None:
    article = read(before=f"<div class=featured-area>{HERO}</div>")
    assert [(each.caption, each.credit) for each in article.images] == [("नहर पर मजदूर", "REUTERS")]
    assert read(before=f"<div class=featured-area>{CARD}</div>").images == []


WHOLE = "नहर में पानी छोड़ने से तीस गांवों के किसानों को राहत मिली। बुवाई इसी हफ्ते शुरू होगी।"


@pytest.mark.parametrize(
    ("said", "og", "plain", "summary"),
    [
        (WHOLE[:50], WHOLE, None, WHOLE),
        (WHOLE[:50] + "...", WHOLE, None, WHOLE),
        (WHOLE[:50] + "…", None, WHOLE, WHOLE),
        (None, WHOLE[:40], WHOLE, WHOLE),
        (WHOLE[:50], WHOLE[:30], WHOLE[:40], WHOLE[:50]),
        (WHOLE[: WHOLE.index("।") + 1], WHOLE, None, WHOLE[: WHOLE.index("।") + 1]),
        (WHOLE[:50], "खेती की खबरें यहां पढ़ें।", None, WHOLE[:50]),
        ("नहर में पानी", WHOLE, None, "नहर में पानी"),
        (WHOLE[:50], WHOLE[:50] + " - पढ़ें खबर मंच पर", None, WHOLE[:50]),
    ],
)
def test_a_summary_that_is_cut(said: str | None, og: str | None, plain: str | None, summary: str) -> None:  # fmt: skip
    head = json_ld({"@type": "NewsArticle", "headline": HEADLINE, "description": said})
    head += f'<meta property="og:description" content="{og}">' if og else ""
    head += f'<meta name="description" content="{plain}">' if plain else ""
    assert read(head=head).summary == summary


def entry(clock: str, text: str, name: str = "lb-item") -> str:
    return f'<div class="{name}"><span>{clock}</span><h3>{text[:20]}</h3><p>{text}</p></div>'


@pytest.mark.parametrize(
    ("entries", "count"),
    [
        ([entry("02:10 PM", TEXTS[0]), entry("01:20 PM", TEXTS[1]), entry("12:05 PM", TEXTS[2])], 3),
        ([entry("02:10 PM", TEXTS[0]), entry("", TEXTS[1]), entry("12:05 PM", TEXTS[2])], 1),
        ([entry("02:10 PM", TEXTS[0], ""), entry("01:20 PM", TEXTS[1], "")], 1),
        ([entry("02:10 PM", TEXTS[0])], 1),
    ],
)  # fmt: skip
def test_entries_beside_the_only_one_of_the_metadata(entries: list[str], count: int) -> None:
    update = {"articleBody": TEXTS[0][:60] + "...", "datePublished": "2026-02-02T14:10:00+05:30"}
    thing = {"@type": "LiveBlogPosting", "headline": HEADLINE, "liveBlogUpdate": [update]}
    body = f"<p>{TEXTS[4]}</p><p>{TEXTS[5]}</p><div class=feed>{''.join(entries)}</div>"
    assert len(read(head=json_ld(thing), body=body).live_updates) == count


def test_a_list_of_pictures_is_no_list() -> None:
    items = "".join(f"<li><i>{n}/4</i><img src=/{n}.jpg><p>{TEXTS[n]}</p></li>" for n in range(4))
    assert read(body=f"<ul>{items}</ul>").body.split("\n\n") == TEXTS[:4]


@pytest.mark.parametrize("name", ["भाषा", "वार्ता"])
def test_the_agency_of_the_dateline_once_more(name: str) -> None:
    first = f"पटना, 2 फरवरी ({name}) {TEXTS[0]}"
    article = read(body=f"<p>{first}</p><p>{TEXTS[1]}</p><p>{name}</p>")
    assert (article.agency, article.body.split("\n\n")) == (name, [first, TEXTS[1]])
    assert read(body=f"<p>{TEXTS[0]}</p><p>{TEXTS[1]}</p><p>{name}</p>").body.endswith(name)


def test_an_agency_in_a_bold_footer() -> None:
    article = read(body=BODY + "<p><strong>(समाचार एजेंसी भाषा से इनपुट के साथ)</strong></p>")
    assert article.agency == "भाषा"
    assert article.body.split("\n\n") == TEXTS


def test_a_byline_of_name_place_and_date_is_no_dateline() -> None:
    """It stands with the headline, apart from the text, and has a bar where a dateline has."""
    line = "<div class=kaun>रेखा वर्मा, पटना | 03-02-2026 09:00 | संशोधित: 03-02-2026 09:36</div>"
    article = read(line, body="".join(f"<p>{text}</p>" for text in TEXTS[1:]))
    assert article.body == "\n\n".join(TEXTS[1:])
    assert article.authors == ["रेखा वर्मा"]
    assert article.dateline is None


def test_a_short_standfirst_above_the_byline_is_no_text() -> None:
    """The text is in boxes, the standfirst in a paragraph."""
    line = "<p class=s>सिंचाई विभाग के फैसले से पंद्रह गांवों के किसानों को राहत मिली है।</p><div><a href=/author/r>रेखा वर्मा</a><span>01 Mar 2026, 08:03 IST</span></div>"
    article = read(line, body="".join(f"<div class=p2>{text}</div>" for text in TEXTS))
    assert article.body == "\n\n".join(TEXTS)


MENU = "<div><a href='/'>होम</a> <a href='/sehat'>सेहत</a> <a href='/khel'>खेल</a></div>"


@pytest.mark.parametrize(
    ("above", "section"),
    [
        ("<p>सेहत</p>", "सेहत"),
        ("<a class=badge href='/sehat'>सेहत</a>", "सेहत"),
        ("<p><a href='/breaking'>ब्रेकिंग न्यूज</a></p>", None),
        ("<p>नजरिया</p>", None),  # nothing says that it is a section
        ("<p>सेहत, खेल और समाज</p>", None),
        ("<p>सेहत</p><p>खेल</p>", None),  # entries of a menu
        ("<div><a href='/sehat'>सेहत</a> <a href='/khel'>खेल</a></div>", None),
        ("<p>सेहत</p><p>आज का अंक पढ़ने के लिए धन्यवाद, पाठकों</p>", None),
        ("<p><a href='/'>खबर रोज</a></p>", None),  # the site's name
        ("<p><a href='/login'>लॉगिन</a></p>", None),
        ("<p><a href='/epaper'>ई-पेपर</a></p>", None),
        ("<p>रेखा वर्मा</p>", None),  # her name stands behind the text too
    ],
)
def test_the_words_above_a_headline_that_the_menu_has_are_its_section(
    above: str, section: str | None
) -> None:
    others = {"/": "खबर रोज", "/b": "ब्रेकिंग न्यूज", "/login": "लॉगिन", "/epaper": "ई-पेपर"}
    menu = MENU + "".join(f"<a href='{href}'>{name}</a>" for href, name in others.items())
    author = "<p><a href='/author/rekha'>रेखा वर्मा</a></p>"
    assert read(before=f"{menu}<div>{above}</div>", behind=author).section == section


def test_a_kicker_is_no_section_though_a_class_calls_it_the_category() -> None:
    links = "<a class=category href=/b>ब्रेकिंग न्यूज</a> <a class=category href=/sehat>सेहत</a>"
    assert read(before=f"<p>{links}</p>").section == "सेहत"
    assert read(before="<p><a class=category href=/b>ब्रेकिंग न्यूज</a></p>").section is None


def test_the_category_in_the_footer_of_an_article() -> None:
    """As most themes of WordPress have it; the site's own footer has its sections too."""
    footer = '<footer class="entry-meta"><a href="/category/bihar/" rel="category tag">बिहार</a></footer>'
    assert read(before="<article>", behind=f"{footer}</article>").section == "बिहार"
    assert read(behind=footer).section is None
    tag = '<footer><a class="article-tag" href="/tag/nahar/" rel="tag">नहर</a></footer>'
    assert read(before="<article>", behind=f"{tag}</article>").section is None


@pytest.mark.parametrize("icon", ["<mat-icon>{}</mat-icon>", "<i class='material-icons'>{}</i>"])
def test_the_names_of_icons_are_no_text(icon: str) -> None:
    """A font draws them."""
    names = {name: icon.format(name) for name in ("person", "schedule", "share")}
    line = (
        f"<div>{names['person']}<span>रेखा वर्मा</span>{names['schedule']}"
        f"<span>01 फरवरी 2026 | 04:44 IST</span><span>अपडेट: 01 फरवरी 2026 | 05:49 IST</span></div>"
    )
    article = read(line, body=f"{BODY}<p>{names['share']} शेयर करें</p>")
    assert article.authors == ["रेखा वर्मा"]
    assert str(article.published_at) == "2026-02-01 04:44:00+05:30"
    assert str(article.updated_at) == "2026-02-01 05:49:00+05:30"
    assert "share" not in article.body
    words = "<p>ऐप का नाम <i>download</i> और <span class='material-text'>breaking</span> है।</p>"
    assert "download और breaking है" in read(body=f"{icon.format('share')}{words}{BODY}").body


@pytest.mark.parametrize(
    "line",
    [
        "<p>Posted on : 01-02-2026 07:31 AM | Posted By : रेखा वर्मा</p>",
        "<p><span>01 Feb 2026 07:31:00</span> &nbsp; <span>संवाददाता- रेखा वर्मा</span></p>",
    ],
)
def test_an_author_behind_a_date(line: str) -> None:
    article = read(line)
    assert article.authors == ["रेखा वर्मा"]
    assert str(article.published_at) == "2026-02-01 07:31:00+05:30"


def test_a_line_with_date_name_and_count_is_no_text() -> None:
    line = "<p><i class='fa fa-calendar'></i> ०१ फरवरी २०२६ <i class='fa fa-user'></i> रेखा वर्मा <i class='fa fa-eye'></i> १२३४ बार पढ़ा गया</p>"
    article = read(body=f"{line}{BODY}")
    assert article.body == "\n\n".join(TEXTS)
    assert article.authors == ["रेखा वर्मा"]


@pytest.mark.parametrize(
    "first",
    [
        "01 फरवरी 2026 का राशिफल: मेष राशि वालों के लिए दिन शुभ रहेगा",
        "नई दिल्ली: 01 फरवरी 2026 को पेश होगा केंद्रीय बजट",
    ],
)
def test_a_first_line_with_the_day_of_its_publication_is_text(first: str) -> None:
    article = read("<time>01 फरवरी 2026</time>", body=f"<p>{first}</p>{BODY}")
    assert article.published_raw == "01 फरवरी 2026"
    assert article.body.startswith(first)


@pytest.mark.parametrize(
    "line",
    [
        "By रेखा वर्मा | 2 | 01.02.2026",
        "01-02-2026 | 3:25 मिनट सुनें",
        "लेखक: रेखा वर्मा | 01-02-2026 | 10:30 | 11:45",
        "लेखक: रेखा वर्मा • 3 मिनट • 01 फरवरी 2026",
    ],
)
def test_a_bar_between_a_date_and_a_number_that_is_no_time_of_it(line: str) -> None:
    assert str(read(f"<p>{line}</p>").published_at) == "2026-02-01 00:00:00+05:30"


@pytest.mark.parametrize(
    "line",
    [
        "<span>Updated:</span> <span>01-02-2026</span> <span>16:13</span>",
        "<span>अपडेटेड</span> <span>01 फरवरी 2026</span> <span>शाम 4:13 बजे</span>",
    ],
)
def test_the_day_of_an_update_is_no_date_of_its_own(line: str) -> None:
    article = read(f"<div>{line}</div>")
    assert article.published_at is None
    assert str(article.updated_at) == "2026-02-01 16:13:00+05:30"


def test_a_date_with_a_bar_before_its_time() -> None:
    article = read("<p>रेखा वर्मा | 01 फरवरी 2026 | 04:44 बजे</p>")
    assert str(article.published_at) == "2026-02-01 04:44:00+05:30"


@pytest.mark.parametrize("reporters", ["", "<p>राम.श्रवण</p>", "<p>सिंह. राम</p>"])
def test_the_signature_of_uni_is_no_text(reporters: str) -> None:
    article = read(body=f"{BODY}{reporters}<p>UNI</p>")
    assert article.body == "\n\n".join(TEXTS)
    assert article.agency == "UNI"
    assert read(body=f"{BODY}<p>डॉ. राम</p>").body.endswith("डॉ. राम")


@pytest.mark.parametrize("credit", ["(भाषा)", "इनपुट: एएनआई", "(एजेंसी)", "इनपुट: यूएनआई"])
def test_a_name_with_a_title_above_a_credit_is_text(credit: str) -> None:
    """Reporters stand above the bare name of UNI alone."""
    article = read(body=f"{BODY}<p>इस साल के विजेता:</p><p>मो. सलीम</p><p>{credit}</p>")
    assert article.body.endswith("मो. सलीम")
