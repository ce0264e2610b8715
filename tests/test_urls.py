from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.spiders.indiadaily import IndiaDailySpider
from newsbot.urls import (
    ArticleRef,
    SiteUrls,
    is_in_section,
    is_loopback,
    is_tracking,
    one_of,
    origin_of,
)

SITE = "https://www.theindiadaily.com"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/india/a-news-12", ("/india/a-news-12", "indiadaily:12", "india")),
        ("/india/a-news-12/", ("/india/a-news-12/", "indiadaily:12", "india")),
        ("/india/a-news-12?utm_source=x&utm_medium=y", ("/india/a-news-12", "indiadaily:12", "india")),
        ("/india/a-news-12?page=2#top", ("/india/a-news-12", "indiadaily:12", "india")),
        ("HTTPS://WWW.TheIndiaDaily.com/india/a-news-12", ("/india/a-news-12", "indiadaily:12", "india")),
        ("http://theindiadaily.com/india/a-news-12", ("/india/a-news-12", "indiadaily:12", "india")),
        ("https://m.theindiadaily.com/india/a-news-12", ("/india/a-news-12", "indiadaily:12", "india")),
        ("/india/./x/../a-news-12", ("/india/a-news-12", "indiadaily:12", "india")),
        ("/india/a-news-12;jsessionid=1", ("/india/a-news-12", "indiadaily:12", "india")),
        ("/sports/b-brmp-news-23404", ("/sports/b-brmp-news-23404", "indiadaily:23404", "sports")),
        ("/states/uttar-pradesh/nahar-news-503", ("/states/uttar-pradesh/nahar-news-503", "indiadaily:503", "states/uttar-pradesh")),
        ("/states/up/lucknow/nahar-news-503/?ref=home", ("/states/up/lucknow/nahar-news-503/", "indiadaily:503", "states/up/lucknow")),
        ("/india/nahar-news-1.html", ("/india/nahar-news-1.html", "indiadaily:1", "india")),
        ("/india/nahar-news-1.php;s=2?x=1", ("/india/nahar-news-1.php", "indiadaily:1", "india")),
        ("/राज्य/उत्तर-प्रदेश/nahar-news-5", ("/%E0%A4%B0%E0%A4%BE%E0%A4%9C%E0%A5%8D%E0%A4%AF/%E0%A4%89%E0%A4%A4%E0%A5%8D%E0%A4%A4%E0%A4%B0-%E0%A4%AA%E0%A5%8D%E0%A4%B0%E0%A4%A6%E0%A5%87%E0%A4%B6/nahar-news-5", "indiadaily:5", "राज्य/उत्तर-प्रदेश")),
        ("/webstory/a/b/x-1", ("/webstory/a/b/x-1", "indiadaily:1", "a/b")),
        ("/webstory/sports/x-39576", ("/webstory/sports/x-39576", "indiadaily:39576", "sports")),
    ],
)  # fmt: skip
def test_articles(urls: SiteUrls, url: str, expected: tuple[str, str, str]) -> None:
    normal = urls.join(SITE + "/", url)
    assert normal is not None
    ref = urls.article(normal)
    assert ref is not None
    assert (ref.url, ref.id, ref.section) == (SITE + expected[0], *expected[1:])


@pytest.mark.parametrize(
    "url",
    [
        "/amp/india/a-news-12", "/india/a-news-12/amp", "/india/a-news-12/amp/?utm_source=x",
        "/india/a-news-12.amp", "/india/a-news-12/amp.html", "/india/a-news-12?x=1&AMP=true",
        "/india/a-news-12?amp=1", "/india/a-news-12?amp", "/india/a-news-12?outputType=amp",
        "https://amp.theindiadaily.com/india/a-news-12",
    ],
)  # fmt: skip
def test_an_amp_page_is_its_article_and_its_own_address_is_kept(urls: SiteUrls, url: str) -> None:
    ref = urls.article(url if url.startswith("https") else SITE + url)
    assert ref is not None
    assert (ref.url.rstrip("/"), ref.id) == (f"{SITE}/india/a-news-12", "indiadaily:12")
    assert ref.amp_url is not None
    assert urls.has(ref.amp_url)


def test_words_like_amp_make_no_amp_page(urls: SiteUrls) -> None:
    for path in (
        *("/india/amp-news-12", "/amp/amp-news-12", "/india/a-news-12?example=1&lamp=1"),
        *(
            "/india/a-news-12?next=https://amp.example.com/",
            "/india/a-news-12?u=http://amp.x&amp;b",
        ),
    ):
        ref = urls.article(SITE + path)
        assert ref is not None
        assert ref.amp_url is None


# Forms of the URL of one article.
PREFIXES = st.sampled_from(("", "/amp"))
SUFFIXES = st.sampled_from(("", "/", ".html", ".htm", ".php", ".amp", ".amp.html", "/amp", "/amp/"))
ENDINGS = st.sampled_from(
    ("", ";s=1", "?amp=1", "?utm_source=x", "?page=2", "#c", "?outputType=amp")
)
HOSTS = st.sampled_from(
    (
        SITE,
        "http://theindiadaily.com",
        "https://m.theindiadaily.com",
        "https://amp.theindiadaily.com",
    )
)


@given(
    st.sampled_from(("/india", "/states/uttar-pradesh", "/webstory/a/b", "/%E0%a4%96")),
    st.sampled_from(("/nahar-1695863213", "/nahar-news-12", "/nahar-12")),
    *(HOSTS, PREFIXES, SUFFIXES, ENDINGS),
)
def test_an_article_has_one_id_in_all_forms_of_its_url(
    section: str, slug: str, host: str, prefix: str, suffix: str, ending: str
) -> None:
    urls = SiteUrls("indiadaily", SITE, IndiaDailySpider.article_url)
    plain = urls.article(SITE + section + slug)
    ref = urls.article(host + prefix + section + slug + suffix + ending)
    if plain is None:
        assert ref is None
        return
    assert ref is not None
    assert (ref.id, ref.section) == (plain.id, plain.section)
    # What is fetched is that article, is no AMP page, and is what it was found as.
    assert urls.normalise(ref.url) == ref.url
    again = urls.article(ref.url)
    assert again == ref
    assert again.amp_url is None
    if not ref.amp_url:
        assert ref.url == urls.normalise(SITE + section + slug + suffix)


@pytest.mark.parametrize(
    ("pattern", "forms", "number"),
    [
        (r"/news/(?P<id>\d+)/", ("/news/5/", "/news/5", "/news/5/amp/", "/news/5.html"), "5"),
        (r"/(?P<section>\w+)/[^/]+-(?P<id>\d+)\.html", ("/desh/n-5.html", "/desh/n-5.html/", "/desh/n-5.amp.html"), "5"),
        (r"/story\?id=(?P<id>\d+)", ("/story?id=5", "/story/?id=5", "/story?id=5&amp=1", "/story.php?id=5"), "5"),
        (r"/\?p=(?P<id>\d+)", ("/?p=5", "/?p=5&amp=1"), "5"),
        (r"/[^/]+/[^/]+", ("/desh/n", "/desh/n/", "/desh/n.html", "/desh/n.amp", "/desh/n?x=1"), None),
    ],
)  # fmt: skip
def test_patterns_of_other_sites(pattern: str, forms: tuple[str, ...], number: str | None) -> None:
    urls = SiteUrls("s", "https://s.example", pattern)
    refs = [urls.article(urls.origin + form) for form in forms]
    ids = {ref.id for ref in refs if ref}
    assert None not in refs
    assert len(ids) == 1
    assert number is None or ids == {f"s:{number}"}


def test_two_forms_of_an_article(urls: SiteUrls) -> None:
    one, amp, slashed = (
        ArticleRef(SITE + "/india/a-news-12" + end, "indiadaily:12", "india", amp_url)
        for end, amp_url in (("", None), ("", SITE + "/amp/india/a-news-12"), ("/", None))
    )
    for refs in ((one, amp), (one, slashed, amp), (one, amp, amp)):
        both = one_of(refs)
        assert (both.url, both.amp_url) == (one.url, amp.amp_url)
    # What is known to be a page is fetched, not what is thought to be one.
    both = one_of((amp, slashed, one))
    assert (both.url, both.amp_url) == (slashed.url, amp.amp_url)
    assert one_of((one, slashed)) == one


@pytest.mark.parametrize(
    ("sections", "taken"),
    [
        ((), True), (("states",), True), (("uttar-pradesh",), True), (("states/uttar-pradesh",), True),
        (("india", "states"), True), (("state",), False), (("pradesh",), False), (("uttar",), False),
        (("uttar-pradesh/states",), False),
    ],
)  # fmt: skip
def test_a_nested_section_is_in_each_of_its_steps(sections: tuple[str, ...], taken: bool) -> None:
    assert is_in_section("states/uttar-pradesh", sections) is taken


def test_the_form_of_2023_has_no_number_and_is_known_by_its_url(urls: SiteUrls) -> None:
    one = urls.article(f"{SITE}/sports/asian-games-1695863213")
    other = urls.article(f"{SITE}/sports/cricket-1695863213")
    assert one
    assert other
    assert one.id != other.id
    assert one.id == urls.article(f"{SITE}/sports/asian-games-1695863213/?utm_source=x").id


@pytest.mark.parametrize(
    "url",
    [
        "/", "/india", "/about-us", "/webstory/sports/x-news", "/topic/world-cup-2024", "/india/x-news-", "/x-news-12",
        "/india/x-news-12.jpg", "https://images.theindiadaily.com/india/a-news-12",
        "https://hindi.theindiadaily.com/india/a-news-12", "https://x.com/india/a-news-12",
        "javascript:void(0)", "mailto:a@b.in", "#top", "", "http://[broken", "tel:1",
        "https://www.theindiadaily.com.evil.example/india/a-news-12",
    ],
)  # fmt: skip
def test_no_articles(urls: SiteUrls, url: str) -> None:
    normal = urls.join(SITE + "/", url)
    assert normal is None or urls.article(normal) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/india?page=2&utm_source=x", "/india?page=2"),
        ("//www.theindiadaily.com//india//", "/india/"),
        ("/खेल", "/%E0%A4%96%E0%A5%87%E0%A4%B2"),
        ("/a b", "/a%20b"),
        ("/%e0%a4%96", "/%E0%A4%96"),
    ],
)
def test_normal_form(urls: SiteUrls, url: str, expected: str) -> None:
    assert urls.join(SITE + "/", url) == SITE + expected


@given(
    st.text()
    | st.lists(st.sampled_from("/ . .. // %2e %e0 ; ? & # a : @ amp=1 .html -news-1".split())).map(
        "".join
    )
)
def test_no_link_raises_and_the_normal_form_is_stable(href: str) -> None:
    urls = SiteUrls("indiadaily", SITE, IndiaDailySpider.article_url)
    normal = urls.join(SITE + "/india", href)
    assert normal is None or urls.normalise(normal) == normal
    for raw in (href, SITE + href, SITE + "/" + href):
        if url := urls.normalise(raw):
            assert urls.normalise(url) == url
            if ref := urls.article(url):
                assert urls.article(ref.url) == ref


def test_a_path_in_a_sitemap_need_not_be_normal(urls: SiteUrls) -> None:
    ref = urls.article(f"{SITE}/india/./x/../a-news-12")
    assert ref == urls.article(f"{SITE}/india/a-news-12")


def test_root_stands_in_for_the_site() -> None:
    urls = SiteUrls("indiadaily", SITE, IndiaDailySpider.article_url, "http://127.0.0.1:8000")
    assert urls.to_root(f"{SITE}/india?page=2") == "http://127.0.0.1:8000/india?page=2"
    assert urls.to_root("https://m.theindiadaily.com") == "http://127.0.0.1:8000/"
    assert urls.to_root("https://x.com/a") == "https://x.com/a"
    assert urls.join(SITE, "http://127.0.0.1:8000/india") == f"{SITE}/india"
    assert urls.to_origin("http://127.0.0.1:8000/a") == f"{SITE}/a"
    assert urls.to_origin("http://127.0.0.1:80001/a") == "http://127.0.0.1:80001/a"


def test_a_host_in_hindi_is_one_host_in_both_spellings() -> None:
    spelled, coded = "https://समाचार.भारत", "https://xn--61b3bh3a5ab.xn--h2brj9c"
    assert origin_of(spelled) == origin_of(coded) == coded
    pattern = r"/[^/?]+-(?P<id>\d+)"
    one, other = SiteUrls("s", spelled, pattern), SiteUrls("s", coded, pattern)
    for url in (
        f"{spelled}/khabar-7",
        f"{coded}/khabar-7",
        f"{spelled.replace('//', '//www.')}/khabar-7",
    ):
        assert one.article(url) == other.article(url) is not None
    assert one.secure(f"{spelled.replace('https', 'http')}/a") == f"{coded}/a"
    assert not one.has("https://समाचार.com/khabar-7")
    elsewhere = SiteUrls("s", "https://khabar.example", pattern, hosts=("समाचार.भारत",))
    assert elsewhere.normalise(f"{spelled}/a") == f"{coded}/a"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "ftp://a",
        "http://[::1",
        f"http://{'क' * 99}.भारत",
        "http://",
        "http://a:b",
        "http://a:99999",
    ],
)
def test_no_origin(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        origin_of(url)


@pytest.mark.parametrize(
    ("origin", "expected"),
    [("http://127.0.0.1:1", True), ("http://[::1]:1", True), ("http://localhost", True),
     ("http://127.1.2.3", True), ("https://www.theindiadaily.com", False), ("http://10.0.0.1", False)],
)  # fmt: skip
def test_loopback(origin: str, expected: bool) -> None:
    assert is_loopback(origin_of(origin)) is expected


def test_tracking() -> None:
    assert all(map(is_tracking, ["utm_source", "UTM_Campaign", "fbclid", "gclid", "PHPSESSID"]))
    assert not any(map(is_tracking, ["page", "id", "q"]))


@pytest.mark.parametrize(
    "url",
    [
        "/india?PHPSESSID=0a1b2c3d4e5f&page=2",
        "/india;jsessionid=0A1B2C3D.node1?page=2",
        "/india?page=2&ASPSESSIONIDQQ=ABCDEFGH",
    ],
)
def test_a_session_is_no_part_of_a_url(urls: SiteUrls, url: str) -> None:
    assert urls.resolve(url) == f"{urls.origin}/india?page=2"
