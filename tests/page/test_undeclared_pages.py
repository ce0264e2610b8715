"""Texts of pages without a declaration: live blogs, captions, bylines, lines of publishers."""

from __future__ import annotations

from datetime import datetime

import pytest

import newsbot
from tests.page.test_markups import HEADLINE, SEEN_AT, json_ld
from tests.page.test_undeclared_fields import TEXTS, read

LIVE = f"मेट्रो LIVE: {HEADLINE}"


def live(entries: str, headline: str = LIVE) -> newsbot.Article:
    lead = f"<p>{TEXTS[4]}</p><p>{TEXTS[5]}</p>"
    html = f"<title>{headline}</title><main><h1>{headline}</h1>{lead}<div class=feed>{entries}</div></main>"
    article = newsbot.extract(html, "https://k.example/rajya/nahar-12345", fetched_at=SEEN_AT)
    assert isinstance(article, newsbot.Article), article
    return article


def entry(number: int, clock: str = "<div class=time>{}:10 PM, 02 Feb 2026</div>") -> str:
    heading = f"<h3>अपडेट {number} का शीर्षक</h3>"
    return f"<div class=item>{clock.format(number)}{heading}<p>{TEXTS[number]}</p></div>"


@pytest.mark.parametrize(
    "clock",
    [
        "<div class=time>{}:10 PM, 02 Feb 2026</div>",
        "<time>0{}:10 PM</time>",
        "<p><span class='t x'>0{}:10 बजे</span></p>",
    ],
)
def test_a_live_blog_that_no_metadata_describes(clock: str) -> None:
    article = live("".join(entry(number, clock) for number in (3, 2, 1)))
    assert article.kind == "live"
    assert [update.text for update in article.live_updates] == [TEXTS[3], TEXTS[2], TEXTS[1]]
    assert article.live_updates[0].heading == "अपडेट 3 का शीर्षक"
    assert [text for each in article.sections for text in each.paragraphs] == TEXTS[4:6]


@pytest.mark.parametrize(
    ("entries", "headline"),
    [
        (entry(3) + entry(2), HEADLINE),  # nothing calls it live
        (entry(3), LIVE),  # one time is no blog
        (entry(3, "") + entry(2, ""), LIVE),
        # cards of other stories
        ("".join(f"<div class=item><b class=t>0{n}:10 PM</b><a href=/rajya/pul-ban-gaya-9981{n}>पुल बना</a><p>{TEXTS[n]}</p></div>" for n in (1, 2)), LIVE),
        ("".join(f"<div class=item><i class=t>0{n}:10 PM</i><a href=/a-{n}>{TEXTS[n]}</a></div>" for n in (1, 2)), LIVE),
    ],
)  # fmt: skip
def test_no_live_blog(entries: str, headline: str) -> None:
    assert live(entries, headline).live_updates == []


BYLINE = "<div>By <a href=/author/ravi>रवि शर्मा</a></div>"


@pytest.mark.parametrize(
    ("author", "line", "authors"),
    [
        ({"@type": "Person", "name": "Desk"}, BYLINE, ["रवि शर्मा"]),
        ({"@type": "Person", "name": "khabar.example"}, BYLINE, ["रवि शर्मा"]),
        ({"@type": "NewsMediaOrganization", "name": "खबर न्यूज हिंदी"}, BYLINE, ["रवि शर्मा"]),
        ({"@type": "Organization", "name": "ट्रिब्यून न्यूज सर्विस"}, "", ["ट्रिब्यून न्यूज सर्विस"]),
        ({"@type": "Person", "name": "नूतन"}, "<div>By <a href=/author/n>नूतन</a></div>", ["नूतन"]),
        ({"@type": "Person", "name": "Ravi Sharma"}, BYLINE, ["Ravi Sharma"]),
        ({"@type": "Person", "name": "Desk"}, "<div>2 फरवरी 2026</div>", ["Desk"]),
    ],
)
def test_a_byline_says_more_than_the_publisher(
    author: dict[str, str], line: str, authors: list[str]
) -> None:
    thing = {"@type": "NewsArticle", "headline": HEADLINE, "author": author}
    assert read(head=json_ld(thing), line=line).authors == authors


@pytest.mark.parametrize("headline", ["Article headline", "Title of a News Article"])
def test_an_example_in_place_of_metadata(headline: str) -> None:
    thing = {"@type": "NewsArticle", "headline": headline, "datePublished": "2015-02-05T08:00:00+08:00", "author": "John Doe"}  # fmt: skip
    line = "<div>लेखक: रवि शर्मा | प्रकाशित: 2 फरवरी 2026, रात 10:23 बजे</div>"
    article = read(head=json_ld(thing), line=line)
    assert article.published_at
    assert article.published_at.year == 2026
    assert article.authors == ["रवि शर्मा"]
    assert read(head=json_ld(thing)).published_at is None


def test_a_short_weekday_is_nobody() -> None:
    assert read(line="<div>द्वारा <a href=/user/1>किरण सोनी</a> | गुरु, 01/29/2026 - 16:45</div>").authors == ["किरण सोनी"]  # fmt: skip
    assert read(line="<div>लेखक: रवि, अमित</div>").authors == ["रवि", "अमित"]


DAY = "<div class=row><div><p>Ravi Sharma</p><p>Feb 2, 2026</p></div><button>Share</button></div>"


def test_a_standfirst_before_a_date_without_a_time() -> None:
    body = "".join(f"<p>{text}</p>" for text in TEXTS)
    article = read(line=f"<p>{TEXTS[0][:80]}</p>{DAY}", body=body)
    assert article.body.split("\n\n") == TEXTS


def test_dates_above_paragraphs_part_no_standfirst() -> None:
    texts = "".join(f"<p>{text}</p><p>{n} फरवरी 2026</p>" for n, text in enumerate(TEXTS, 1))
    assert all(text in read(body=texts).body for text in TEXTS)


@pytest.mark.parametrize("line", ["<b>जनवाणी ब्यूरो |</b>", "जनवाणी ब्यूरो"])
def test_a_desk_is_neither_sub_head_nor_text(line: str) -> None:
    article = read(
        body=f"<p>{line}</p><p>{TEXTS[0]}</p>" + "".join(f"<p>{t}</p>" for t in TEXTS[1:])
    )
    assert article.body.split("\n\n") == TEXTS


IMG = '<img src="/hero.jpg">'


@pytest.mark.parametrize(
    ("box", "caption", "credit"),
    [
        (f"<div><div>{IMG}</div><div class='ins_caption x'>नहर का काम</div></div>", "नहर का काम", None),
        (f"<div>{IMG}<div class=imgCont>नहर का काम<span>Image Credit source: सोशल मीडिया</span></div></div>", "नहर का काम", "सोशल मीडिया"),
        (f"<div><figure>{IMG}</figure><div class=caption>नहर का काम</div><div class=attribution>(फोटो: इंस्टाग्राम)</div></div>", "नहर का काम", "इंस्टाग्राम"),
        (f"<div>{IMG}<p class=cap>नहर का काम</p><p class=src>Source : रवि शर्मा</p></div>", "नहर का काम", "रवि शर्मा"),
        (f"<figure>{IMG}<figcaption><span class=source>Image Source : FREEPIK</span> नहर का काम</figcaption></figure>", "नहर का काम", "FREEPIK"),
        (f"<figure>{IMG}<figcaption><p>नहर का काम</p><span class=credit>सुनील कुमार</span></figcaption></figure>", "नहर का काम", "सुनील कुमार"),
    ],
)  # fmt: skip
def test_the_caption_of_the_first_picture(box: str, caption: str, credit: str | None) -> None:
    (image,) = read(line=box).images
    assert (image.url, image.caption, image.credit) == ("https://www.khabar.example/hero.jpg", caption, credit)  # fmt: skip


@pytest.mark.parametrize(
    "box",
    [
        f"<div><a href=/bihar/pul-ban-gaya-99812>{IMG}</a><div class=caption>पुल बना</div></div>",
        f"<div>{IMG}<div class=capital>पुल बना</div></div>",
        f"<aside>{IMG}<div class=caption>पुल बना</div></aside>",
    ],
)
def test_a_picture_of_something_else(box: str) -> None:
    assert read(line=box).images == []


def test_a_credit_in_a_figure_without_a_caption() -> None:
    credit = "<p><span>इमेज स्रोत, </span>Getty Images</p>"
    body = f"<p>{TEXTS[0]}</p><figure><img src=/2.jpg>{credit}</figure>" + "".join(
        f"<p>{text}</p>" for text in TEXTS[1:]
    )
    (image,) = read(body=body).images
    assert (image.caption, image.credit) == (None, "Getty Images")


@pytest.mark.parametrize("name", ["breadcrum", "brd-crm", "brdcrmb"])
def test_a_trail_whose_name_is_cut_short(name: str) -> None:
    trail = f"<div class={name}><a href=/>होम</a> <a href=/bihar>बिहार</a> <b>{HEADLINE}</b></div>"
    assert read(before=trail).section == "बिहार"
    parted = (
        "<ul class=breadcrumb><li><a href=/>होम</a></li><li>⁄ <a href=/bihar>बिहार</a></li></ul>"
    )
    assert read(before=parted).section == "बिहार"


FILED = (
    "<p><small>\n  This entry was posted on {}\n and is filed under <a href=/c>खेती</a>.</small></p>"
)


def test_the_date_of_the_line_that_says_where_a_page_is_filed() -> None:
    filed = FILED.format("Sunday, January 25th, 2026 at 9:15 am")
    article = read(behind=filed)
    assert article.published_at == datetime.fromisoformat("2026-01-25T09:15:00+05:30")
    assert article.body.split("\n\n") == TEXTS
    other = FILED.format("Monday, January 26th, 2026 at 9:15 am")
    assert read(behind=filed + other).published_at is None
    assert read(line="<div>2 फरवरी 2026</div>", behind=filed).published_raw == "2 फरवरी 2026"


def test_an_author_behind_the_text() -> None:
    card = "<p class='post-author vcard'>प्रस्तुतकर्ता <span class=fn>संतोष झा</span></p>"
    assert read(behind=card).authors == ["संतोष झा"]
    assert read(behind=card + card.replace("संतोष", "अमित")).authors == []


def test_a_headline_that_microdata_alone_names() -> None:
    title = f"<div class=t><a href=/bihar/nahar-12345><span itemprop=headline>{HEADLINE}</span></a></div>"
    html = f"<title>{HEADLINE} - समाचार</title><div itemscope>{title}<div itemprop=articleBody>{TEXTS[0]}</div></div>"
    article = newsbot.extract(html, "https://k.example/bihar/nahar-12345", fetched_at=SEEN_AT)
    assert isinstance(article, newsbot.Article), article
    assert (article.headline, article.body) == (HEADLINE, TEXTS[0])


def test_a_date_with_a_label_behind_another_one() -> None:
    article = read(line="<small>Posted By : Admin | Date : 30-01-2026 14:22:10</small>")
    assert article.published_at == datetime.fromisoformat("2026-01-30T14:22:10+05:30")
    assert article.authors == []


def test_a_short_list_under_the_last_sub_head() -> None:
    items = "<ul><li>आधार कार्ड</li><li>बैंक पासबुक</li></ul>"
    body = "".join(f"<p>{text}</p>" for text in TEXTS)
    assert read(body=f"{body}<h3>जरूरी दस्तावेज</h3>{items}").body.endswith("आधार कार्ड\nबैंक पासबुक")
    assert read(body=f"{body}<h3>Tags</h3>{items}").body.endswith(TEXTS[-1])
    assert read(body=f"{body}{items}").body.endswith(TEXTS[-1])


def test_a_kicker_is_no_text() -> None:
    kicker = "<p>स्तंभ / शहर की बात</p>"
    body = "".join(f"<p>{text}</p>" for text in TEXTS)
    html = f"<title>{HEADLINE}</title><main>{kicker}<h1>{HEADLINE}</h1>{body}</main>"
    article = newsbot.extract(html, "https://k.example/bihar/nahar-12345", fetched_at=SEEN_AT)
    assert isinstance(article, newsbot.Article), article
    assert article.body.split("\n\n") == TEXTS


@pytest.mark.parametrize("label", ["पढ़ें. ", "ये भी पढ़ें: "])
def test_a_label_and_a_link_are_an_offer(label: str) -> None:
    link = "<a href=/bihar/pul-ban-gaya-99812>नहर पर पुल बना, लोगों ने ली राहत</a>"
    body = f"<p>{TEXTS[0]}</p><p><b>{label}{link}</b></p>" + "".join(
        f"<p>{t}</p>" for t in TEXTS[1:]
    )
    article = read(body=body)
    assert article.body.split("\n\n") == TEXTS
    assert [each.headline for each in article.related] == ["नहर पर पुल बना, लोगों ने ली राहत"]


def test_a_link_to_the_author_is_no_link_to_a_story() -> None:
    link = "<a href=/lekhak/ravi-sharma-48812>रवि शर्मा</a>"
    article = read(line=f"<p>लेखक: {link} | प्रकाशित: 2 फरवरी 2026, रात 10:23 बजे</p>")
    assert article.published_at == datetime.fromisoformat("2026-02-02T22:23:00+05:30")
    assert article.authors == ["रवि शर्मा"]


@pytest.mark.parametrize(
    ("trail", "section"),
    [
        ("<div class=path><a href=/>मुखपृष्ठ</a> / <a href=/bihar>बिहार</a></div>", "बिहार"),
        (f"<p><a href=/>Home</a> » <a href=/rajya>राज्य</a> » <a href=/bihar>बिहार</a> » {HEADLINE}</p>", "बिहार"),
        ("<span><b><a href=/>होम</a></b> > <b><a href=/bihar>बिहार</a></b></span>", "बिहार"),
        ("<div><a href=/>होम</a> | <a href=/desh>देश</a> | <a href=/khel>खेल</a></div>", None),
        ("<div><a href=/>होम</a> <a href=/bihar>बिहार</a></div>", None),
    ],
)  # fmt: skip
def test_a_trail_without_a_name(trail: str, section: str | None) -> None:
    assert read(before=trail).section == section


def page_of(text: str, head: str = "") -> newsbot.Article:
    html = f"<title>{HEADLINE}</title>{head}<main><h1>{HEADLINE}</h1>{text}</main>"
    article = newsbot.extract(html, "https://k.example/bihar/nahar-12345", fetched_at=SEEN_AT)
    assert isinstance(article, newsbot.Article), article
    return article


def test_sub_heads_in_boxes_of_their_own() -> None:
    blocks = [f"<div class=ce-paragraph>{text}</div>" for text in TEXTS]
    blocks.insert(2, "<h3 class=ce-header>किसान परेशान</h3>")
    html = "".join(f"<div class=ce-block><div class=inside>{each}</div></div>" for each in blocks)
    first, second = page_of(f"<div class=ce>{html}</div>").sections
    assert (first.heading, first.paragraphs) == (None, TEXTS[:2])
    assert (second.heading, second.paragraphs) == ("किसान परेशान", TEXTS[2:])


@pytest.mark.parametrize("heading", ["5 प्रतिक्रियाएं", "Comments (5)", "टिप्पणियां", "Comments"])
def test_what_readers_write_is_no_text(heading: str) -> None:
    said = "".join(f"<div class=r><b>अमित</b><p>{text}</p></div>" for text in TEXTS[2:])
    story = f"<div class=p><p>{TEXTS[0]}</p><p>{TEXTS[1]}</p></div>"
    assert page_of(f"{story}<div class=x><h3>{heading}</h3>{said}</div>").body.split("\n\n") == TEXTS[:2]  # fmt: skip
    assert page_of(f"{story}<h3>{heading}</h3>{said}").body.split("\n\n") == TEXTS[:2]


@pytest.mark.parametrize("heading", ["प्रतिक्रियाएं", "टिप्पणी", "विपक्ष की प्रतिक्रिया"])
def test_reactions_in_a_story_are_text(heading: str) -> None:
    texts = [f"<p>{text}</p>" for text in TEXTS]
    story = f"<div class=p>{''.join(texts[:3])}<h3>{heading}</h3>{''.join(texts[3:])}</div>"
    article = page_of(story)
    assert [each.heading for each in article.sections] == [None, heading]
    assert article.body.endswith(TEXTS[-1])


def test_a_text_in_headings() -> None:
    assert page_of("".join(f"<h4>{text}</h4>" for text in TEXTS)).body.split("\n\n") == TEXTS


def test_the_author_before_the_text() -> None:
    meta = '<meta name="author" content="सरोज यादव">'
    body = "".join(f"<p>{text}</p>" for text in TEXTS)
    assert page_of(f"<p>सरोज यादव</p>{body}", meta).body.split("\n\n") == TEXTS
    assert page_of(f"<p>अमित यादव</p>{body}", meta).body.split("\n\n") == ["अमित यादव", *TEXTS]


def test_an_author_behind_a_date() -> None:
    line = "<div><span>प्रकाशित 1 फरवरी 2026, 10:05 AM</span><span>लेखक: नीरज दास</span></div>"
    article = read(line=line)
    assert article.authors == ["नीरज दास"]
    assert article.published_at == datetime.fromisoformat("2026-02-01T10:05:00+05:30")


def test_a_first_paragraph_beside_the_headline() -> None:
    rest = "".join(f"<p>{text}</p>" for text in TEXTS[1:])
    pages = [
        f"<title>{HEADLINE}</title><div><div class=head><h1>{HEADLINE}</h1><p>{first}</p></div><div class=rest><h3>आगे क्या</h3>{rest}</div></div>"
        for first in (TEXTS[0], TEXTS[0].removeprefix("लखनऊ। "))
    ]
    articles = [
        newsbot.extract(page, "https://k.example/bihar/nahar-12345", fetched_at=SEEN_AT)
        for page in pages
    ]
    assert all(isinstance(each, newsbot.Article) for each in articles)
    dated, standfirst = ([s.paragraphs for s in each.sections] for each in articles)
    assert dated == [TEXTS[:1], TEXTS[1:]]
    assert standfirst == [TEXTS[1:]]


def test_days_of_a_chronicle_part_no_standfirst() -> None:
    rows = "".join(
        f"<div class=row><div class=day>{n} फरवरी 2021</div><div class=t><p>{text}</p></div></div>"
        for n, text in enumerate(TEXTS[1:], 1)
    )
    article = page_of(f"<p>{TEXTS[0]}</p><div class=tl>{rows}</div>")
    assert all(text in article.body for text in TEXTS)
    assert article.published_at is None


def test_a_day_between_paragraphs_parts_no_standfirst() -> None:
    rest = "".join(f"<p>{text}</p>" for text in TEXTS[1:])
    article = page_of(f"<p>{TEXTS[0]}</p><div class=fact><p>25 जनवरी 2021</p></div>{rest}")
    assert all(text in article.body for text in TEXTS)


ITEMS = ["सिंचाई पर 2,400 करोड़", "नए स्कूल: 1,200", "ग्रामीण सड़क 8,000 किमी", "दूध पर अनुदान जारी"]


def test_a_story_of_short_items() -> None:
    items = "".join(f"<li>{item}</li>" for item in ITEMS)
    assert page_of(f"<ul>{items}</ul>").body == "\n".join(ITEMS)
    html = f"<h3>घोषणाएं</h3><ul>{items}</ul><h3>और भी</h3><ul>{items}</ul>"
    assert [each.heading for each in page_of(html).sections] == ["घोषणाएं", "और भी"]


def test_menus_are_no_story() -> None:
    items = "".join(f"<li><a href=/s{n}>{item}</a></li>" for n, item in enumerate(ITEMS))
    for html in (f"<ul>{items}</ul>", f"<nav><ul>{items}</ul></nav>"):
        page = f"<title>{HEADLINE}</title><main><h1>{HEADLINE}</h1>{html}</main>"
        assert isinstance(newsbot.extract(page, "https://k.example/a/nahar-12345"), newsbot.Reject)
