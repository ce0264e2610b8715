"""Declarations in CSS, XPath and JSON: how a page is read, and how a wrong one is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from parsel.csstranslator import HTMLTranslator
from scrapy.http import HtmlResponse

import newsbot
from newsbot.exceptions import DeclarationError
from newsbot.page import ArticlePage, declaration_of, parse_page
from newsbot.page.declared.neighbours import outermost
from newsbot.page.declared.places import Places
from newsbot.page.declared.selectors import selector
from newsbot.page.scripts.script_json import ScriptJson
from newsbot.spider import NewsSpider
from newsbot.spiders.indiadaily import IndiaDailySpider
from newsbot.urls import SiteUrls
from tests.shared import shared
from tests.thorough import tries

NOW = datetime(2026, 7, 28, 6, 30, tzinfo=UTC)
ORIGIN = "https://www.khabar.example"
URL = f"{ORIGIN}/bihar/nahar-mein-pani"
TITLE = "नहर में पानी छोड़ा गया"
FIRST = "सिंचाई विभाग ने सोमवार की सुबह नहर में पानी छोड़ दिया है।"
SECOND = "किसानों को राहत मिली है और बुवाई फिर शुरू हो गई है।"


def page_of(body: str, *, head: str = "", path: str = "", **declared: Any) -> ArticlePage:
    layout = type("KhabarPage", (ArticlePage,), declared)
    urls = SiteUrls("khabar", ORIGIN, r"/(?P<section>\w+)/[\w-]+")
    html = f'<html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'
    response = HtmlResponse(path or URL, body=html.encode(), encoding="utf-8")
    page = parse_page(layout, response, urls, NOW)
    page.fields()
    return page


def paragraphs(page: ArticlePage) -> list[str]:
    return [text for each in page.sections for text in each.paragraphs]


BODY = f"""
<div class="trail"><a href="/">होम</a> › <a href="/bihar">बिहार</a></div>
<p class="kicker">बिहार</p><div class="top"><p class="head">{TITLE}</p></div>
<p class="lead">विभाग ने माना कि देर हुई</p>
<div class="by"><span>रवि शर्मा</span><span>अमित कुमार</span><time datetime="2026-07-27T09:00:00+05:30">सोमवार</time></div>
<div class="story"><p>{FIRST}</p><aside-box class="promo">हमारा ऐप</aside-box>
<ol class="points"><li>पानी छोड़ा गया</li><li>बुवाई शुरू</li></ol>
<p>{SECOND}</p><p>हमारे व्हाट्सऐप चैनल पर आइए</p></div>
<div class="topics"><b>नहर</b><b>सिंचाई</b></div>"""
DECLARED = {
    "title": ".top .head",
    "summary": "p.lead",
    "authors": "xpath://div[@class='by']/span",
    "published": ".by time::attr(datetime)",
    "breadcrumbs": ".trail a",
    "content": ".story",
    "tags": ".topics b",
    "highlights": ".points li",
    "boxes": (".promo",),
    "not_body": ("हमारे … चैनल पर आइए",),
}


def test_every_field_by_css_and_xpath() -> None:
    page = page_of(BODY, **DECLARED)
    assert page.headline == TITLE
    assert page.summary == "विभाग ने माना कि देर हुई"
    assert page.authors == ["रवि शर्मा", "अमित कुमार"]
    assert page.published_raw == "2026-07-27T09:00:00+05:30"
    assert (page.breadcrumbs, page.section) == (["होम", "बिहार"], "बिहार")
    assert page.tags == ["नहर", "सिंचाई"]
    assert page.highlights == ["पानी छोड़ा गया", "बुवाई शुरू"]
    assert paragraphs(page) == [FIRST, SECOND]
    assert {page.provenance[name] for name in ("summary", "authors", "sections")} == {"selector"}


def test_a_page_keeps_its_properties_and_a_redesign_its_declarations() -> None:
    class OldPage(ArticlePage):
        title, content, summary = ".head", ".story", ".none"

    class NewPage(OldPage):
        authors = ".by span"

    selectors = declaration_of(NewPage).selectors
    assert {name: each[0].text for name, each in selectors.items()} == {
        "title": ".head", "content": ".story", "summary": ".none", "authors": ".by span",
    }  # fmt: skip
    assert "authors" not in declaration_of(OldPage).selectors
    assert page_of(BODY, title=".head").summary is None


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ((".missing", ".top .head"), TITLE),
        (("-none", "-ead"), None),  # a short form names a box: its h1 counts, and there is none
        ((".empty", ".lead", ".head"), "विभाग ने माना कि देर हुई"),
        ("xpath:string(//p[@class='head'])", TITLE),
        ("meta[name=t]::attr(content)", "मेटा में शीर्षक"),
        ("meta[name=t]", "मेटा में शीर्षक"),
    ],
)
def test_a_tuple_is_tried_in_order(title: Any, headline: str | None) -> None:
    head = '<meta name="t" content="मेटा में शीर्षक">'
    page = page_of(f"<p class=empty> </p>{BODY}", head=head, title=title)
    assert page.markup.headline == headline


STATE = {
    "a": {
        "b": [{"title": TITLE, "id": 7, "html": f"<p>{FIRST}</p><p>{SECOND}</p>"}],
        "tags": [{"name": "नहर"}, {"name": "सिंचाई, खेती"}],
        "by": ["रवि शर्मा"],
        "at": "2026-07-27T03:30:00Z",
        "undefined": 'a "quoted" undefined',
    }
}
JSON = json.dumps(STATE, ensure_ascii=False)


@pytest.mark.parametrize(
    ("script", "name"),
    [
        (f'<script id="__NEXT_DATA__" type="application/json">{JSON}</script>', "__NEXT_DATA__"),
        (f"<script>window.__STATE__={JSON};var x=1</script>", "window.__STATE__"),
        (f'<script>x();window["__STATE__"] = {JSON}</script>', "window.__STATE__"),
        (f"<script>if(a.window.__STATE__=={{}}){{}} var __STATE__ = {JSON}</script>", "__STATE__"),
        (f"<script>window.S=JSON.parse({json.dumps(JSON)})</script>", "window.S"),
        (f'<script>var S={JSON[:-1]},"u":undefined}}</script>', "window.S"),
    ],
)
def test_fields_from_the_json_of_a_script(script: str, name: str) -> None:
    page = page_of(
        script,
        title=f"json:{name} a.b[0].title",
        content=f"json:{name} a.b[0].html",
        tags=f"json:{name} a.tags[].name",
        authors=(f"json:{name} a.nobody", f"json:{name} a.by"),
        published=f"json:{name} a.at",
        article_id=f"json:{name} a.b[0].id",
    )
    assert page.headline == TITLE
    assert paragraphs(page) == [FIRST, SECOND]
    assert page.tags == ["नहर", "सिंचाई", "खेती"]
    assert page.authors == ["रवि शर्मा"]
    assert page.published_raw == "2026-07-27T03:30:00Z"
    assert page.id_or("khabar:x") == "khabar:7"
    assert page.provenance["sections"] == "selector"


@pytest.mark.parametrize(
    "script", ["", "<script>var S=</script>", "<script>S={'a':1}</script>", "<script>S==1</script>"]
)
def test_scripts_without_json(script: str) -> None:
    page = page_of(script + BODY, title=("json:S a", ".head"), content="json:S b || `3`")
    assert page.headline == TITLE


@settings(max_examples=tries(60))
@given(st.text(), st.text(alphabet='{}[]":,\\undefiS= 1'))
def test_no_script_raises(text: str, like_json: str) -> None:
    for content in (text, like_json):
        script = etree.Element("html")
        try:
            etree.SubElement(script, "script").text = f"S={content}"
        except ValueError:
            return
        ScriptJson(script).value("S")


@pytest.mark.parametrize(
    ("article_id", "id_"),
    [
        ("canonical", "khabar:" + SiteUrls("khabar", ORIGIN, r"/\w+/[\w-]+").article(f"{ORIGIN}/bihar/own").id[7:]),
        ("meta[name=id]::attr(content)", "khabar:AB-12_3"),
        ("meta[name=path]::attr(content)", None),
        (".missing", "khabar:by-url"),
    ],
)  # fmt: skip
def test_the_id_that_a_page_says(article_id: str, id_: str | None) -> None:
    head = (
        '<link rel="canonical" href="/bihar/own"><meta name="id" content="AB-12_3">'
        '<meta name="path" content="../../etc/passwd">'
    )
    page = page_of(BODY, head=head, article_id=article_id)
    assert (page.url == f"{ORIGIN}/bihar/own") is (article_id == "canonical")
    found = page.id_or("khabar:by-url")
    assert found == id_ or (id_ is None and len(found) == len("khabar:") + 16)


@pytest.mark.parametrize("text", ["entry-content", "headline", "", " .a", "-a b", "-", "..a", "a[", "h1::text::x",
    "xpath:", "xpath://h1[", "xpath://h1[$x]", "xpath://h1[nosuch(.)]", "json:x", "json:S a[", "json:S b || nosuch(a)", "div >"])  # fmt: skip
def test_a_selector_that_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+$"):
        selector(text)


CLASSES = """<html class="page"><body class="a"><div class="a b" id="1">क<h2>ख</h2><p class="a">ग</p>
<div class="b\ta" id="2"><h2 class="A">घ</h2><p>च</p></div></div><p class="a\u00a0b">छ</p><p class="ab">ज</p>
<div class="\n a \n" id="3"><p class="b">झ</p><p>ट</p></div></body></html>"""


@pytest.mark.parametrize("text", [".a", ".b", ".a h2", ".a > .b", ".a .a", ".a.b", ".b.a p", ".a ~ p", ".a + p",
    ".a::attr(id)", ".b::attr(id)", ".a h2::text", ".a::text", ".b > p:first-child", ".a:first-child", ".b p, .a h2",
    ".a, .b", ".none", ".none p", ".a:has(h2)", ".a:not(.b)", ".page > body h2", "div.a p", ".A", ".a *"])  # fmt: skip
def test_css_finds_what_its_xpath_finds(text: str) -> None:
    root = etree.fromstring(CLASSES, etree.HTMLParser(encoding="utf-8"))
    page = type("Page", (ArticlePage,), {"title": text})
    found = Places(root, declaration_of(page)).found_by(selector(text), 100)
    expected = root.xpath(HTMLTranslator().css_to_xpath(text))
    elements = outermost(each for each in expected if not isinstance(each, str))
    assert found == [*elements, *(each for each in expected if isinstance(each, str) and each)]


@settings(max_examples=tries(200))
@given(st.text(alphabet="-_.#ah1[]()=:>~+*,'\"$ \\xjsonpt/", min_size=1, max_size=30))
def test_any_text_is_a_selector_or_refused(text: str) -> None:
    try:
        found = selector(text)
    except ValueError:
        return
    root = etree.fromstring("<html><body><h1 class='a'>x</h1></body></html>", etree.HTMLParser())
    assert found.find is None or isinstance(found.find(root, ScriptJson(root)), list)


WRONG = [
    ({"titel": "-a"}, "titel is not an attribute of a page, did you mean title?"),
    ({"headline": "-a"}, "headline is not an attribute of a page, did you mean title?"),
    ({"body": ".a"}, "body is not an attribute of a page, did you mean content?"),
    ({"boxes": "-ad"}, r"boxes must be a tuple: \('-ad',\), not '-ad'"),
    ({"not_body": "पढ़ें"}, "not_body must be a tuple"),
    ({"site_names": ["a"]}, "site_names must be a tuple of strings"),
    ({"title": None}, "title must be a tuple of strings, not None"),
    ({"title": ("h1", 3)}, "title must be a tuple of strings"),
    ({"content": "div[["}, r"content: 'div\[\[' is not a CSS selector"),
    ({"content": "storybody p"}, "content: .* 'storybody' is not an HTML element; .* '.storybody'"),
    ({"content": "div story"}, "content: .* 'story' is not an HTML element; .* '.story'"),
    ({"title": "h1, .a :not(titel)"}, "title: .* 'titel' is not an HTML element"),
    ({"tags": ("a", "xpath://a[")}, "tags: .* is not an XPath"),
    ({"title": "xpath:count(//h1)"}, "title: .* gives a number or a truth value"),
    ({"title": "xpath://h1 = 'a'"}, "title: .* gives a number or a truth value"),
    ({"summary": "story"}, "summary: 'story' is not an HTML element"),
    ({"required": ("headline", "autors")}, "required: 'autors' .* did you mean authors?"),
    ({"not_body": ("…",)}, "not_body: '…' has no word"),
    ({"site_names": ("कोसी", "")}, "site_names: '' is empty"),
    ({"tags": "json:S lenght(a)"}, "tags: .* JMESPath has no function lenght"),
    ({"tags": "json:S a[?contains(b)]"}, "tags: .* contains takes 2 arguments, not 1"),
    ({"language": "hindi "}, "language must be a code"),
    ({"since": "2027-01-05"}, "since must be a datetime.date"),
]


@pytest.mark.parametrize(("declared", "message"), WRONG)
def test_a_wrong_page_fails_when_the_spider_is_made(declared: Any, message: str) -> None:
    page = type("WrongPage", (ArticlePage,), declared)
    spider = type("WrongSpider", (IndiaDailySpider,), {"page": page})
    with pytest.raises(
        DeclarationError, match=f"^spider indiadaily: WrongPage: {message}"
    ) as found:
        spider()
    assert "\n" not in str(found.value)


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ({"page": None}, "page is missing, e.g. page = SamacharPage"),
        ({"page": "IndiaDailyPage"}, "page must be a subclass of ArticlePage"),
        (
            {"orign": "https://a.example"},
            "orign is not an attribute of a spider, did you mean origin?",
        ),
        ({"origin": ""}, "origin is missing"),
        ({"hosts": "a.example"}, "hosts must be a tuple of hosts, not 'a.example'"),
        ({"hosts": ("https://a.example",)}, "hosts: 'https://a.example' is not a host"),
        ({"hosts": ("a.example",)}, "a.example is not in allowed_domains"),
        ({"allowed_domains": "theindiadaily.com"}, "allowed_domains must be a list of hosts"),
        ({"sources": "robots"}, "sources must be a tuple of sources"),
        ({"sources": ()}, "sources is empty"),
        ({"content": "-story-text"}, "content is an attribute of the page class, not of the"),
        ({"article_url": "/("}, "article_url: "),
    ],
)
def test_a_wrong_spider_fails_when_it_is_made(declared: Any, message: str) -> None:
    spider = type("WrongSpider", (IndiaDailySpider,), declared)
    with pytest.raises(DeclarationError, match=f"^spider indiadaily: {message}"):
        spider()


def test_a_spider_without_a_page() -> None:
    class BareSpider(NewsSpider):
        name, origin, allowed_domains = "bare", "https://bare.example", ["bare.example"]
        article_url = r"/(?P<id>\d+)"
        download_timeout = 5  # an attribute of Scrapy's own is no mistake

    with pytest.raises(DeclarationError, match=r"^spider bare: page is missing"):
        BareSpider()


def test_several_hosts_of_a_site() -> None:
    article = r"/story/[\w-]+?(?:-(?P<id>\d+))?"
    urls = SiteUrls("khabar", ORIGIN, article, hosts=("old.other.example",))
    for url in (f"{ORIGIN}/story/a-7", "http://m.old.other.example/story/a-7.html?utm_source=x"):
        assert urls.article(url).id == "khabar:7"
    moved = urls.article("https://amp.old.other.example/story/slug")
    assert moved.url == "https://old.other.example/story/slug"
    assert moved.id != urls.article(f"{ORIGIN}/story/slug").id
    assert (
        urls.join("https://old.other.example/x", "/story/b-8")
        == "https://old.other.example/story/b-8"
    )
    assert urls.join(f"{ORIGIN}/x", "/story/b-8") == f"{ORIGIN}/story/b-8"
    assert not urls.has("https://other.example/story/a-7")


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        ("mr", "शेतकऱ्यांना पाणी मिळाले आहे आणि पेरणी सुरू झाली", "mr"),
        ("mr", "Water was released into the canal on Monday", "en"),
        ("hi", "சென்னையில் மழை பெய்தது", "und"),
        ("ta", "சென்னையில் மழை பெய்தது", "ta"),
        ("ta", FIRST, "hi"),
    ],
)
def test_the_language_that_a_site_declares(declared: str, text: str, language: str) -> None:
    from newsbot.pipelines.clean_text import language as language_of

    assert language_of(text, declared) == language


REAL = {
    "bhaskar__samastipur-chori-2024-09-04.html": (
        "https://www.bhaskar.com/local/bihar/samastipur/news/samastipur-police-caught-2-miscreants-133589711.html",
        ("bhaskar:133589711", "2024-09-04T16:20:35+05:30", ["दैनिक भास्कर"], "Samastipur", 5, 3),
    ),
    "amarujala__gahu-city-news-1579139187.html": (
        "https://www.amarujala.com/uttar-pradesh/varanasi/gahu-city-news-vns5205298178?utm_source=rssfeed",
        ("amarujala:786a72c61c78b94f", "2020-04-16T01:00:03+05:30", ["वाराणसी ब्यूरो"], "Varanasi", 2, 0),
    ),
    "jagran__aap-bijli-prayagraj-1782160236.html": (
        "https://www.jagran.com/uttar-pradesh/allahabad-city-21109565.html",
        ("jagran:21109565", "2020-11-28T13:34:47+05:30", ["Brijesh Srivastava"], "प्रयागराज", 3, 1),
    ),
    "bshindi__niryat-gira-1521292139.html": (
        "https://hindi.business-standard.com//storypage.php?autono=166607",
        ("bshindi:166607", "2020-02-14T21:42:56+05:30", ["शुभायन चक्रवर्ती"], "खबर", 3, 0),
    ),
    "aajtak__film-review-shaadi-ke-side-effect-1-756205-html-851fa3ff.html": (
        "https://aajtak.intoday.in/story/film-review-shaadi-ke-side-effect-1-756205.html",
        ("aajtak:756205", "2014-02-28T09:45:55+05:30", ["सौरभ द्विवेदी"], "फिल्म समीक्षा", 12, 1),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_five_publishers_as_they_are(name: str) -> None:
    url, wanted = REAL[name]
    html = shared(f"pages/other/{name}").read_bytes()
    article = newsbot.extract(html, url, fetched_at=NOW)
    assert isinstance(article, newsbot.Article)
    assert article.published_at
    count = sum(len(each.paragraphs) for each in article.sections)
    assert (
        *(article.id, article.published_at.isoformat(), article.authors),
        *((article.section or "").replace("\u200d", ""), count, len(article.images)),
    ) == wanted
    assert article.provenance["headline"] == article.provenance["sections"] == "selector"


@pytest.mark.parametrize("text", ["app-story p", "main > svg", "DIV.a", "*", "p:has(> bdi)"])
def test_names_of_html_elements_and_of_custom_elements_are_taken(text: str) -> None:
    assert selector(text).find
