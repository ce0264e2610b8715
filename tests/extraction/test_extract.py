"""``newsbot.extract``: any page, in any charset, without a crawl."""

from __future__ import annotations

import asyncio
import doctest
import gzip
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.settings import Settings
from scrapy.utils.conf import build_component_list
from scrapy.utils.misc import load_object

import newsbot
from newsbot.extraction import extract as extraction
from newsbot.extraction.extract import PIPELINES
from newsbot.extraction.sites import site_of

HOST = "https://www.khabar.example"
URL = "https://www.khabar.example/bihar/kosi-bandh-45123.html"
FETCHED_AT = datetime(2026, 2, 3, 6, 30, tzinfo=UTC)
PAGE = """<!doctype html><html lang="hi"><head><title>कोसी</title>
<link rel="canonical" href="https://www.khabar.example/bihar/kosi-bandh-45123.html">
<script type="application/ld+json">{"@type": "NewsArticle",
 "url": "https://www.khabar.example/bihar/kosi-bandh-45123.html", "headline": "कोसी के बाँध की मरम्मत शुरू",
 "datePublished": "2026-02-02T22:23:00+05:30", "author": {"@type": "Person", "name": "गीता पाण्डेय"}}
</script></head><body><nav><a href="/bihar">बिहार</a> <a href="/desh">देश</a></nav>
<article><h1>कोसी के बाँध की मरम्मत शुरू</h1>
<p>सुपौल। कोसी नदी के पूर्वी तटबंध की मरम्मत का काम सोमवार से शुरू हो गया है।</p>
<p>इंजीनियरों ने बताया कि मानसून से पहले सारा काम पूरा कर लिया जाएगा ,ताकि गाँव सुरक्षित रहें।</p>
<p>ये भी पढ़ें: <a href="/bihar/nahar-mein-pani-45120.html">नहर में पानी छोड़ा गया</a></p>
</article><footer>हमारे बारे में</footer></body></html>"""


def extract(html: bytes | str = PAGE, url: str = URL, **options: object) -> newsbot.Article:
    article = newsbot.extract(html, url, **{"fetched_at": FETCHED_AT, **options})
    assert isinstance(article, newsbot.Article)
    return article


@pytest.mark.parametrize("url", ["http://[::1", "//[", "http://[kosi]/", "http://kosi:x/"])
def test_a_broken_url_in_a_page_costs_nothing_but_itself(url: str) -> None:
    data = f'<script type="application/ld+json">{{"@type": "NewsArticle", "url": "{url}"}}</script>'
    links = f'<a href="{url}">और खबर</a><link rel="amphtml" href="{url}"><img src="{url}">'
    broken = PAGE.replace("</head>", f"{data}</head>").replace("</p>", f"{links}</p>", 1)
    item = newsbot.extract(broken, URL)
    assert isinstance(item, newsbot.Article), item
    assert item.headline == "कोसी के बाँध की मरम्मत शुरू"


def test_a_site_that_nobody_declared() -> None:
    article = extract()
    assert article.headline == "कोसी के बाँध की मरम्मत शुरू"
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2026-02-02T22:23:00+05:30"
    assert article.updated_at is None
    assert (article.authors, article.dateline) == (["गीता पाण्डेय"], "सुपौल")
    assert article.body.split("\n\n") == [
        "सुपौल। कोसी नदी के पूर्वी तटबंध की मरम्मत का काम सोमवार से शुरू हो गया है।",
        "इंजीनियरों ने बताया कि मानसून से पहले सारा काम पूरा कर लिया जाएगा, ताकि गाँव सुरक्षित रहें।",
    ]
    assert [each.headline for each in article.related] == ["नहर में पानी छोड़ा गया"]
    assert (article.site, article.language) == ("hindi:khabar.example", "hi")
    assert (article.found_via, article.fetched_at) == ("argument", FETCHED_AT)


def test_the_id_is_by_host_and_canonical_url() -> None:
    """Also where another form of the URL was fetched."""
    first = extract()
    assert first.id.startswith("hindi:khabar.example:")
    for url in (f"{URL}?utm_source=x", URL.replace("www.", ""), URL.removesuffix(".html")):
        assert extract(url=url).id == first.id
    plain = PAGE.replace('<link rel="canonical"', '<link rel="other"')
    assert extract(plain).id == first.id
    assert extract(plain, URL.replace("45123", "45124")).id != first.id
    # An address of a shape that says nothing has an id all the same.
    assert extract(plain, "https://khabar.example/kosi").id == extract(plain, f"{HOST}/kosi").id


@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
@pytest.mark.parametrize("content_type", [None, "text/html", "text/html; charset=iso-8859-1"])
def test_bytes_in_any_charset_are_the_text(charset: str, content_type: str | None) -> None:
    assert extract(PAGE.encode(charset), content_type=content_type) == extract(PAGE)


def test_half_a_surrogate_pair_costs_one_letter() -> None:
    more = "<p>तटबंध पर रात में भी काम चलेगा और चौकसी बढ़ाई जाएगी।</p>" * 20
    article = extract(PAGE.replace("मानसून", "मान\ud83dसून").replace("<p>ये", f"{more}<p>ये"))
    assert "मान\ufffdसून से पहले" in article.body


def test_the_slug_before_the_number_may_differ() -> None:
    """What the page says of itself under its canonical URL is said of the page."""
    for path in ("/bihar/kosi-45123", "/45123.html", "/bihar/45123/"):
        assert extract(url=HOST + path).published_at == extract().published_at
        assert extract(url=HOST + path).id == extract().id
    # Another number is another article, and a date is no number.
    for path in ("/bihar/kosi-bandh-45124.html", "/bihar/kosi-20260202.html"):
        assert extract(url=HOST + path).published_at is None
    dated = PAGE.replace("kosi-bandh-45123", "nahar-ki-safai-20260202")
    assert extract(dated, f"{HOST}/bihar/kosi-bandh-20260202.html").published_at is None


def test_a_declared_site_is_found_by_its_host() -> None:
    for host in ("www.theindiadaily.com", "theindiadaily.com", "m.theindiadaily.com"):
        page = PAGE.replace("<article>", '<article><div class="x-editior-content">')
        article = extract(page, url=f"https://{host}/india/kosi-news-45123")
        assert article.id == "indiadaily:45123"
        assert article.site == "indiadaily"
    assert site_of("https://theindiadaily.com.khabar.example/x").name != "indiadaily"


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        (b"", "empty_page"),
        (b" \n", "empty_page"),
        ("<h1>कोसी के बाँध की मरम्मत शुरू</h1>", "no_body"),
        ("<p>एक अनुच्छेद जिसमें कोई शीर्षक नहीं है, केवल पाठ है।</p>", "no_headline"),
    ],
)
def test_a_page_without_an_article_is_a_reject(html: bytes | str, reason: str) -> None:
    reject = newsbot.extract(html, URL, fetched_at=FETCHED_AT)
    assert isinstance(reject, newsbot.Reject)
    assert (reject.reason, reject.url, reject.fetched_at) == (reason, URL, FETCHED_AT)


def test_a_challenge_and_an_image_are_rejects() -> None:
    challenge = "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"
    reject = newsbot.extract(challenge, URL)
    assert isinstance(reject, newsbot.Reject)
    assert (reject.reason, reject.detail) == ("blocked", "a page of Cloudflare")
    image = b"\x89PNG\r\n\x1a\n\0\0"
    reject = newsbot.extract(image, URL.removesuffix(".html"), content_type="image/png")
    assert isinstance(reject, newsbot.Reject)
    assert reject.reason == "not_html"


def test_times_are_counted_from_the_fetch_and_never_later() -> None:
    page = PAGE.replace('"datePublished": "2026-02-02T22:23:00+05:30", ', "").replace(
        "<p>सुपौल", '<time itemprop="datePublished">2 घंटे पहले</time><p>सुपौल'
    )
    in_nepal = FETCHED_AT.astimezone(timezone(timedelta(hours=5, minutes=45)))
    article = extract(page, fetched_at=in_nepal)
    assert article.fetched_at.isoformat() == "2026-02-03T06:30:00+00:00"
    assert article.published_at is None or article.published_at <= FETCHED_AT
    assert article.published_raw == "2 घंटे पहले"


async def in_a_loop(page: str) -> newsbot.Article:
    return extract(page)


def test_a_long_article_within_an_event_loop() -> None:
    """As in a notebook: there is a loop, and nobody who would wait for a thread."""
    paragraph = "<p>तटबंध पर रात में भी काम चलेगा ,और चौकसी बढ़ाई जाएगी।</p>"
    article = asyncio.run(in_a_loop(PAGE.replace("<p>ये", f"{paragraph * 1500}<p>ये")))
    assert len(article.body) > 50_000
    assert "चलेगा, और" in article.body


def test_wrong_arguments_are_refused() -> None:
    for url in ("", "kosi.html", "/bihar/kosi-45123", "ftp://khabar.example/x", "http://[x/"):
        with pytest.raises(ValueError, match=r"URL|netloc|IPv6"):
            newsbot.extract(PAGE, url)
    with pytest.raises(ValueError, match="time zone"):
        newsbot.extract(PAGE, URL, fetched_at=datetime(2026, 2, 3))
    with pytest.raises(TypeError, match="bytes or str, not NoneType"):
        newsbot.extract(None, URL)
    with pytest.raises(TypeError, match="fetched_at must be a datetime, not str"):
        newsbot.extract(PAGE, URL, fetched_at="2026-02-03")


def test_white_space_around_a_url_is_none_of_it() -> None:
    assert extract(url=f" {URL}\n").url == URL


@pytest.mark.parametrize(
    "beginning", [b"%PDF-1.7\n<</Type/Catalog>>", gzip.compress(b"<h1>" * 50, mtime=0)]
)
@pytest.mark.parametrize("content_type", [None, "text/html; charset=utf-8"])
def test_another_format_is_no_page(beginning: bytes, content_type: str | None) -> None:
    reject = newsbot.extract(beginning + PAGE.encode(), URL, content_type=content_type)
    assert isinstance(reject, newsbot.Reject)
    assert reject.reason == "not_html"


@given(st.text() | st.binary(), st.sampled_from([None, "text/html", "text/plain; charset=x", "?"]))
def test_no_page_raises(html: str | bytes, content_type: str | None) -> None:
    item = newsbot.extract(html, URL, content_type=content_type)
    assert isinstance(item, (newsbot.Article, newsbot.Reject))


@given(st.text(st.sampled_from("<>/=\"' apdivh1ऀकि।\n&;"), max_size=300))
def test_no_markup_raises(html: str) -> None:
    item = newsbot.extract(f"<h1>शीर्षक</h1>{html}", URL)
    assert isinstance(item, (newsbot.Article, newsbot.Reject))


def test_the_pipelines_are_those_of_a_crawl_in_its_order() -> None:
    settings = Settings()
    settings.setmodule("newsbot.settings")
    crawl = [load_object(each) for each in build_component_list(settings["ITEM_PIPELINES"])]
    places = [crawl.index(type(each)) for each in PIPELINES]
    assert places == sorted(places)


def test_import_is_quick_and_starts_no_reactor(tmp_path: Path) -> None:
    code = (
        "import sys, newsbot; assert 'scrapy' not in sys.modules and 'lxml' not in sys.modules;"
        "newsbot.extract; assert 'twisted.internet.reactor' not in sys.modules;"
        "assert {'extract', 'Article', 'Reject', 'IST'} <= set(dir(newsbot))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_it_opens_no_file_and_no_socket_and_starts_no_process() -> None:
    """Once what it needs is imported: an audit hook sees what Python asks of the system."""
    code = """
import sys, threading
from tests.extraction.test_extract import PAGE, URL, newsbot
def read_all():
    for html in (PAGE, PAGE.encode("utf-16"), PAGE.replace("datePublished", "x"), b"<p>x"):
        newsbot.extract(html, URL)
        newsbot.extract(html, "https://www.theindiadaily.com/india/kosi-news-45123")
read_all()
seen = []
of_system = ("open", "os.", "socket.", "sqlite3.", "subprocess.", "tempfile.", "shutil.")
sys.addaudithook(lambda event, _: event.startswith(of_system) and seen.append(event))
read_all()
assert not seen, seen
assert threading.active_count() == 1
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_the_example_of_the_docstring() -> None:
    results = doctest.testmod(extraction)
    assert results.attempted == 3
    assert results.failed == 0


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'extrakt'"):
        newsbot.extrakt  # noqa: B018  # it raises
