"""Pages as publishing systems build them: ASP.NET's form, interviews, galleries, tickers, bylines."""

from __future__ import annotations

import pytest

import newsbot
from tests.clock import cpu_seconds
from tests.page.test_markups import HEADLINE, SEEN_AT, STORIES, instant
from tests.page.test_undeclared_bylines import BODY, TEXTS, URL, read

SITE = "https://k.example"
PICTURE = f"{SITE}/uploads/nahar.jpg"
OTHER = STORIES["metro"]["headline"]
ALSO = f'<b>यह भी पढ़ें: </b><a href="/khabar/metro-12346">{OTHER}</a>'


def with_byline(line: str) -> newsbot.Article:
    return read(f"<div><h1>{HEADLINE}</h1><div class=info>{line}</div><div>{BODY}</div></div>")


def test_a_form_around_the_whole_page_holds_the_story() -> None:
    """ASP.NET puts the page into a form; lines of the form's own make it the widest box."""
    trail = f'<div class=way><a href="/">Home</a> » <a href="/up">प्रदेश</a> » {HEADLINE}</div>'
    line = "<div class=athr><span>Edited By सुनील वर्मा, </span><span>Updated: 02 Feb, 2026 05:23 PM</span></div>"
    page = f"<form id=f1>{trail}<h1>{HEADLINE}</h1>{line}<div class=desc>{BODY}</div></form>"
    assert read(page).body.split("\n\n") == TEXTS


def test_questions_of_an_interview_in_boxes_of_their_own() -> None:
    talk = [
        "नहर का पानी इतनी देर से क्यों छोड़ा गया, जबकि किसान महीने भर से मांग रहे थे?",
        "मरम्मत का काम दिसंबर में पूरा होना था। ठेकेदार ने उसे जनवरी तक खींच दिया, इसलिए पानी देर से आया।",
        "अगली बार क्या होगा?",
        "हमने तय किया है कि मरम्मत का काम बरसात के तुरंत बाद शुरू होगा और नवंबर तक हर हाल में पूरा कर लिया जाएगा।",
    ]
    boxes = "".join(
        f"<div class='el el-qa'><div class=q><p><b>{talk[n]}</b></p></div>"
        f"<div class=a><p>{talk[n + 1]}</p></div></div>"
        for n in (0, 2)
    )
    page = f"<div class=s><h1>{HEADLINE}</h1><div class='el'><p>{TEXTS[0]}</p></div>{boxes}</div>"
    assert read(page).body.split("\n\n") == [TEXTS[0], *talk]


@pytest.mark.parametrize(
    "picture",
    [
        f'<div class=text><img src="{PICTURE}">{{body}}<p>{ALSO}</p></div>',
        f'<figure><a href="/uploads/nahar-full.jpg"><img src="{PICTURE}"></a><figcaption>नहर में छोड़ा गया पानी</figcaption></figure><div class=text>{{body}}</div>',
        f'<div class=lead><img src="{PICTURE}"><p class=fig-text>नहर में छोड़ा गया पानी</p><p class=fig-text>( Image Source : PTI )</p></div><div class=text>{{body}}</div>',
    ],
)
def test_the_picture_at_the_top_beside_links(picture: str) -> None:
    """A link to another story within the text, or to the full picture, makes it no other story's."""
    article = read(f"<div><h1>{HEADLINE}</h1>{picture.format(body=BODY)}</div>")
    assert [image.url for image in article.images] == [PICTURE]
    assert article.body.split("\n\n") == TEXTS
    if "PTI" in picture:
        assert (article.images[0].caption, article.images[0].credit) == (
            "नहर में छोड़ा गया पानी",
            "PTI",
        )


def test_a_paragraph_that_is_called_a_caption_is_not_body() -> None:
    page = f'<article><h1>{HEADLINE}</h1><amp-img src="{PICTURE}"></amp-img><p class=cap>नहर में काम करते मजदूर। (एजेंसी)</p>{BODY}</article>'
    article = read(page)
    assert article.body.split("\n\n") == TEXTS
    assert article.agency is None
    assert article.images[0].caption == "नहर में काम करते मजदूर।"
    # A sentence in a paragraph without that name is the story's.
    assert "(एजेंसी)" in read(page.replace(" class=cap", "")).body


@pytest.mark.parametrize("name", ["has-drop-cap", "dropCap", "first_cap"])
def test_a_paragraph_with_a_large_first_letter_is_not_a_caption(name: str) -> None:
    short = "राजधानी में सोमवार को हल्की बारिश हुई।"
    page = f'<article><h1>{HEADLINE}</h1><figure><img src="{PICTURE}"></figure><p class="{name}">{short}</p>{BODY}</article>'
    article = read(page)
    assert article.body.split("\n\n") == [short, *TEXTS]
    assert article.images[0].caption is None


def test_the_picture_of_a_large_card_above_the_text_is_another_story_s() -> None:
    excerpt = "मेट्रो के दूसरे चरण को मंजूरी मिल गई है और काम अगले महीने शुरू होगा। " * 4
    card = f'<figure><img src=/metro.jpg><figcaption>मेट्रो का नया स्टेशन</figcaption></figure><h3><a href="/khabar/metro-12346">{OTHER}</a></h3><div>{excerpt}</div>'
    page = f"<div><h1>{HEADLINE}</h1><div class=card>{card}</div><div>{BODY}</div></div>"
    assert read(page).images == []


FIGURES = "".join(
    f"<figure><img src=/p{n}.jpg><figcaption><p>{text}</p></figcaption></figure>"
    for n, text in enumerate(TEXTS)
)


def test_a_gallery_under_a_standfirst() -> None:
    standfirst = "नहर में पानी आने के बाद गांवों में क्या बदला, इन तस्वीरों में देखिए।"
    page = (
        f"<div><h1>{HEADLINE}</h1><p class=sum>{standfirst}</p><div class=gal>{FIGURES}</div></div>"
    )
    article = read(page)
    assert article.kind == "photo"
    assert article.body.split("\n\n") == [standfirst, *TEXTS]
    assert len(article.images) == len(TEXTS)
    # A player and a link to another story under the standfirst are kept.
    player = f'<p>{ALSO}</p><iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>'
    with_player = page.replace("<p class=sum>", "<div><p>").replace(
        "<div class=gal>", f"{player}</div><div class=gal>"
    )
    article = read(with_player)
    assert (article.kind, len(article.videos), len(article.related)) == ("photo", 1, 1)
    # Figures that lead to the site's photos are not this story's.
    offer = FIGURES.replace("<img", "<a href=/photos/1><img").replace("<figc", "</a><figc")
    article = read(page.replace(FIGURES, offer))
    assert (article.kind, article.body) == ("article", standfirst)
    # Figures within a text are not a gallery.
    article = read(f"<div><h1>{HEADLINE}</h1><div>{BODY}{FIGURES}</div></div>")
    assert article.kind == "article"


def test_a_ticker_above_the_headline_is_not_the_story() -> None:
    ticker = f"<marquee>{' | '.join([OTHER] * 4)}</marquee>"
    page = f"<title>Sandhya</title><table><tr><td>{ticker}</td></tr><tr><td><font size=5><b>{HEADLINE}</b></font></td></tr><tr><td>{'<br><br>'.join(TEXTS)}</td></tr></table>"
    article = read(page)
    assert article.headline == HEADLINE
    assert article.body.split("\n\n") == TEXTS


NAME, AT = "सुनील वर्मा", "2026-02-02T16:13:00+05:30"
# Line → authors, publication, update, words of the publication.
LINES = {
    'रिपोर्ट: सुनील वर्मा <span>पब्लिश्ड : 02 फरवरी 2026, शाम 4:13 बजे</span> <span>1.2K बार देखा गया</span>': ([NAME], AT, None, "02 फरवरी 2026, शाम 4:13 बजे"),
    "रिपोर्ट: सुनील वर्मा | पब्लिश्ड: 02-02-2026 16:13 | 312 बार पढ़ा गया": ([NAME], AT, None, "02-02-2026 16:13"),
    'Written by <a href="/authors/s">सुनील वर्मा</a> | Edited by <a href="/authors/n">निशा खन्ना</a> | किसान टाइम्स<span>•2 Feb 2026, 4:13 pm</span>': ([NAME, "निशा खन्ना"], AT, None, "2 Feb 2026, 4:13 pm"),
    "Edited by: निशा खन्ना | Updated: 2 Feb 2026, 4:13 pm": (["निशा खन्ना"], None, AT, None),
    "सुनील वर्मा द्वारा 2 फरवरी, 2026 - 16:13 को प्रकाशित": ([NAME], AT, None, "2 फरवरी, 2026 - 16:13"),
    "सुनील वर्मा द्वारा 2 फरवरी, 2026 - 16:13 को प्रस्तुत": ([NAME], AT, None, "2 फरवरी, 2026 - 16:13"),
    '<a href="/author.aspx?aid=3">सुनील वर्मा</a> <span id=lblDate>प्रकाशित: 02-02-2026 16:13</span> <a href="/print.aspx?nid=3">प्रिंट</a>': ([NAME], AT, None, "02-02-2026 16:13"),
    '<a href="/news.php?aid=3">नहर और खेती</a> <span>प्रकाशित: 02-02-2026 16:13</span>': ([], AT, None, "02-02-2026 16:13"),
    "Updated by निशा खन्ना 2 Feb 2026, 4:13 pm": (["निशा खन्ना"], None, AT, None),
    "Updated by: निशा खन्ना, 2 Feb 2026, 4:13 pm": (["निशा खन्ना"], None, AT, None),
    "अपडेट किया गया सुनील वर्मा द्वारा 2 फरवरी 2026, 16:13": ([NAME], None, AT, None),
    "प्रकाशित द्वारा सुनील वर्मा 1 फरवरी 2026 16:13 | अपडेट द्वारा निशा खन्ना 2 फरवरी 2026 16:13": ([], "2026-02-01T16:13:00+05:30", AT, "प्रकाशित द्वारा सुनील वर्मा 1 फरवरी 2026 16:13"),
    "पुलिस द्वारा 3 गिरफ्तार, अपडेटेड 2 Feb 2026 4:13 pm": ([], None, AT, None),
    "By <span>सुनील वर्मा:</span> <span>2 Feb 2026, 4:13 pm</span>": ([NAME], AT, None, "By सुनील वर्मा: 2 Feb 2026, 4:13 pm"),
    '<a href="https://www.facebook.com/profile.php?id=3">फेसबुक पेज</a> <span>प्रकाशित: 02-02-2026 16:13</span>': ([], AT, None, "02-02-2026 16:13"),
    '<a href="/team.php?id=4">मुंबई इंडियंस</a> <span>प्रकाशित: 02-02-2026 16:13</span>': ([], AT, None, "02-02-2026 16:13"),
    '<p><a href="/author/sunil">सुनील वर्मा</a></p><p>पटना</p><p>•</p><p>Feb 02, 2026 / 04:13 pm</p>': ([NAME], AT, None, "Feb 02, 2026 / 04:13 pm"),
}  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_names_and_dates_of_a_byline(line: str) -> None:
    authors, published, updated, words = LINES[line]
    article = with_byline(line)
    assert article.authors == authors
    assert article.published_at == instant(published)
    assert article.updated_at == instant(updated)
    assert article.published_raw == words
    assert article.body.split("\n\n") == TEXTS


def test_the_account_that_a_system_is_installed_with_is_not_an_author() -> None:
    head = '<head><meta name=author content="Super User"></head>'
    line = "<dd>लेखक: <span>सुनील वर्मा</span></dd>"
    page = f"{head}<div><h1>{HEADLINE}</h1><dl>{line}</dl><div>{BODY}</div></div>"
    assert read(page).authors == [NAME]
    assert read(page.replace(line, "")).authors == []
    # Joomla's list has a heading before the author, and the category behind.
    others = '<dd>श्रेणी: <a href="/kheti">खेती किसानी</a></dd><dd>हिट्स: 312</dd>'
    page = page.replace(line, f"<dt>विवरण</dt>{line}{others}")
    assert read(page).authors == [NAME]


def test_the_category_of_wordpress_behind_the_text_and_above_the_headline() -> None:
    both = '<a rel="category tag" href="/c/kheti/">खेती</a>, <a rel="category tag" href="/c/khas/">खास खबर</a>'
    foot = '<footer class=entry-meta><span class=cat-links><a href="/c/kheti/" rel="category tag">खेती</a></span> <a href="/tag/nahar/" rel=tag>नहर</a></footer>'
    story = f"<header><h1>{HEADLINE}</h1></header><div>{BODY}</div>"
    article = read(f"<article>{story}{foot}</article>")
    assert (article.section, article.tags) == ("खेती", ["नहर"])
    above = '<div class=top><a rel="category tag" href="/c/kheti/">खेती</a></div>'
    assert read(f"<div>{above}{story}<p class=in>{both}</p></div>").section == "खेती"
    assert read(f"<div>{story}<p class=in>{both}</p></div>").section is None


def test_tags_under_a_label_in_a_list_whose_classes_say_nothing() -> None:
    def topics(*names: str) -> str:
        return "".join(f'<li><a href="/topics/{name}">{name}</a></li>' for name in names)

    story = f"<main><h1>{HEADLINE}</h1><div>{BODY}</div>"
    tags = f"<aside><h2>संबंधित विषय</h2><ul>{topics('खेती', '#नहर')}</ul></aside>"
    trending = f"<aside><h2>ट्रेंडिंग</h2><ul>{topics('बजट', 'चुनाव')}</ul></aside>"
    assert read(f"{story}{tags}</main>{trending}").tags == ["खेती", "नहर"]
    assert read(f"{story}</main>{trending}").tags == []
    row = "<aside><b>ट्रेंडिंग:</b> <a href='/topics/a'>बजट</a> <a href='/topics/b'>चुनाव</a></aside>"
    assert read(f"{story}</main>{row}").tags == []
    # The tags of the whole site, as a theme shows them beside each story.
    cloud = f"<div><h3>टैग</h3><ul>{topics('बजट', 'चुनाव')}</ul></div>"
    assert read(f"{story}{cloud}</main>").tags == []


@pytest.mark.parametrize("site", ["<h1><a href='/'>नीली स्याही</a></h1>", "<div>नीली स्याही</div>"])
def test_the_short_title_of_a_poem_on_a_blog(site: str) -> None:
    """Blogger's older themes have no og:title, and the heading of a post may be one word."""
    poem = "<br><br>".join("<br>".join(text.split("। ")) for text in TEXTS)
    foot = "<div class=post-footer><span class='post-author vcard'>प्रस्तुतकर्ता <span class=fn>सुनील वर्मा</span></span> <span>पर <a href='/khabar/nahar-12345'><abbr class=published title='2026-02-02T16:13:00+05:30'>16:13</abbr></a></span> <span>लेबल: <a href='/search/label/kavita' rel=tag>कविता</a></span></div>"
    post = f"<div class='post hentry'><h3 class='post-title entry-title'>नदी</h3><div class=post-body>{poem}</div>{foot}</div>"
    article = read(f"<title>नीली स्याही: नदी</title>{site}{post}")
    assert (article.headline, article.authors, article.tags) == ("नदी", [NAME], ["कविता"])
    # A short heading that the title does not have may be the name of a section.
    page = f"<title>नीली स्याही</title>{site}{post.replace('नदी<', 'यात्रा<')}"
    item = newsbot.extract(f"<html lang=hi>{page}</html>", URL, fetched_at=SEEN_AT)
    assert isinstance(item, newsbot.Reject)
    assert item.reason == "no_headline"


def test_tags_in_a_list_that_is_called_tags_go_before_those_under_a_label() -> None:
    links = "<a href='/tag/{0}'>{0}</a> <a href='/tag/{1}'>{1}</a>"
    own = f"<p class=tags-links>{links.format('नहर', 'खेती')}</p>"
    offer = f"<aside><h3>Related topics</h3><p>{links.format('बजट', 'चुनाव')}</p></aside>"
    page = f"<div><div><h1>{HEADLINE}</h1><div>{BODY}</div>{own}</div></div>{offer}"
    assert read(page).tags == ["नहर", "खेती"]


def test_thousands_of_labels_of_tags_are_read_at_once() -> None:
    links = "".join(f"<a href='/tag/{n}'>टैग {n}</a>" for n in range(5))
    box = f"<div>{links}{'<div>संबंधित विषय</div>' * 4000}</div>"
    page = f"<div><h1>{HEADLINE}</h1>{box}{BODY}</div>"
    assert cpu_seconds(lambda: read(page), 1) <= 2


def test_a_sentence_whose_name_is_a_link_to_a_tag_is_body() -> None:
    sentence = '<p><a rel=tag href="/tag/neta">प्रधानमंत्री</a> पटना पहुंचे।</p>'
    for page in (f"{sentence}{BODY}", f"{BODY}{sentence}", f"{BODY}{sentence}{BODY}"):
        article = read(f"<article><h1>{HEADLINE}</h1>{page}</article>")
        assert "प्रधानमंत्री पटना पहुंचे।" in article.body.split("\n\n")


def test_a_line_with_its_category_behind_the_text_is_not_body() -> None:
    foot = '<p class=fd>Posted in <a href="/c/kheti/" rel="category tag">खेती</a></p>'
    page = f"<article><h1>{HEADLINE}</h1>{BODY}{foot}</article>"
    article = read(page)
    assert (article.section, article.body.split("\n\n")) == ("खेती", TEXTS)


@pytest.mark.parametrize(
    ("path", "canonical", "is_taken"),
    [
        ("/khel/nahar-ki-marammat-ka-kaam/", "/desh/nahar-ki-marammat-ka-kaam/", True),
        ("/khel/nahar-ki-marammat-ka-kaam", "/nahar-ki-marammat-ka-kaam/", True),
        ("/khel/nahar-ki-marammat-ka-kaam/", "/khel/metro-ka-dusra-charan-manjur/", False),
        ("/2026/02/03/aaj-ka-rashifal-dekhen/", "/2026/02/02/aaj-ka-rashifal-dekhen/", False),
        ("/up/mausam/", "/bihar/mausam/", False),
    ],
)
def test_the_canonical_address_of_a_story_in_two_sections(
    path: str, canonical: str, is_taken: bool
) -> None:
    """Many systems show a story below each of its sections, and name one of the addresses."""
    head = f"<head><link rel=canonical href='{SITE}{canonical}'></head>"
    page = f"<html lang=hi>{head}<article><h1>{HEADLINE}</h1><p>2 फरवरी 2026</p>{BODY}</article></html>"
    article = newsbot.extract(page, SITE + path, fetched_at=SEEN_AT)
    assert isinstance(article, newsbot.Article)
    assert article.url == SITE + (canonical if is_taken else path)
