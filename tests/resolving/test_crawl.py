"""Crawls where a name of the site is at an address of the network that the crawl runs in."""

from __future__ import annotations

import json

import pytest

from tests.browser.canary import canary
from tests.browser.scripted import count
from tests.crawling import SmallSite, serving, story
from tests.resolving.elsewhere import SCRAPYS, UNRULED, Elsewhere

PATH = "/india/khabar-news-1"


@pytest.mark.parametrize("options", [(), UNRULED], ids=["robots", "page"])
def test_a_name_at_a_private_address_is_not_connected_to(
    elsewhere: Elsewhere, options: tuple[str, ...]
) -> None:
    with canary() as bird:
        origin = f"http://www.theindiadaily.com:{bird.port}"
        run = elsewhere.crawl(origin, *options, urls=PATH)
        assert bird.hits == []
    [reject] = run.lines("rejects")
    assert (reject["url"], reject["reason"]) == (origin + PATH, "private_address")
    assert reject["detail"] == "www.theindiadaily.com is at 127.0.0.1: not public"
    assert run.status == 69, run.stderr
    assert "Retrying" not in run.stderr
    assert "Gave up retrying" not in run.stderr


@pytest.mark.parametrize("options", [(), UNRULED], ids=["robots", "page"])
def test_without_the_rule_it_is(elsewhere: Elsewhere, options: tuple[str, ...]) -> None:
    with canary() as bird:
        origin = f"http://www.theindiadaily.com:{bird.port}"
        elsewhere.crawl(origin, *options, *SCRAPYS, urls=PATH)
    wanted = PATH if options else "/robots.txt"
    assert bird.hits[0].startswith(f"GET {wanted} ".encode())


@pytest.mark.parametrize("address", ["127.0.0.1", "[::ffff:127.0.0.1]"])
def test_an_address_in_the_url_is_not_connected_to(elsewhere: Elsewhere, address: str) -> None:
    with canary() as bird:
        run = elsewhere.crawl(f"http://{address}:{bird.port}", *UNRULED, urls=PATH)
        assert bird.hits == []
    assert set(run.rejects.values()) == {"private_address"}, run.stderr


def test_a_source_that_is_refused_is_said(elsewhere: Elsewhere) -> None:
    with canary() as bird:
        run = elsewhere.crawl(f"http://www.theindiadaily.com:{bird.port}")
        assert bird.hits == []
    assert (run.status, run.report["outcome"]) == (69, "unreachable")
    assert count(run, "sources/failed/private_address") == count(run, "sources/failed") == 2
    assert "www.theindiadaily.com is at 127.0.0.1: not public" in run.stderr


def test_such_a_page_is_tried_again(elsewhere: Elsewhere) -> None:
    with serving(SmallSite({PATH: story(1)})) as site:
        origin = site.url.replace("127.0.0.1", "www.theindiadaily.com")
        run = elsewhere.crawl(origin, urls=PATH)
        assert list(run.rejects.values()) == ["private_address"]
        assert site.asked == []
        run = elsewhere.crawl(origin, *SCRAPYS, urls=PATH)
    assert [each["url"] for each in run.articles] == [origin + PATH]


@pytest.mark.parametrize("host", ["mirror.example", "xn--i1b4b2di.example"])
@pytest.mark.parametrize("is_origin", [False, True])
def test_the_root_is_the_users_own(elsewhere: Elsewhere, host: str, is_origin: bool) -> None:
    """By a name too, where it is the site's own origin, and for connections that do not last."""
    html = {"Content-Type": "text/html; charset=utf-8", "Connection": "close"}
    with serving(SmallSite({PATH: (200, html, story(1).encode())})) as site:
        root = site.url.replace("127.0.0.1", host)
        origin = root if is_origin else "https://www.theindiadaily.com"
        run = elsewhere.crawl(origin, names={host: ["127.0.0.1"]}, urls=PATH, root=root)
    assert [each["url"] for each in run.articles] == [origin + PATH], run.stderr
    assert (run.status, run.rejects) == (0, {})


def test_a_root_in_devanagari_is_the_users_own_too(elsewhere: Elsewhere) -> None:
    names = {"xn--r2bea2d.example": ["127.0.0.1"]}
    with serving(SmallSite({PATH: story(1)})) as site:
        root = site.url.replace("127.0.0.1", "मिरर.example")
        origin = "https://www.theindiadaily.com"
        run = elsewhere.crawl(origin, names=names, urls=PATH, root=root)
    assert [each["url"] for each in run.articles] == [origin + PATH], run.stderr


@pytest.mark.parametrize("host", ["127.0.0.1", "proxy.example"])
def test_a_proxy_is_the_users_own(elsewhere: Elsewhere, host: str) -> None:
    names = {"proxy.example": ["127.0.0.1"]}
    origin = "http://www.theindiadaily.com"
    with serving(SmallSite({origin + PATH: story(1)})) as site:
        proxy = site.url.replace("127.0.0.1", host)
        elsewhere.environment.setenv("http_proxy", proxy)
        run = elsewhere.crawl(origin, names=names, urls=PATH)
    assert [each["url"] for each in run.articles] == [origin + PATH], run.stderr
    with canary() as bird:
        elsewhere.environment.setenv("https_proxy", f"http://{host}:{bird.port}")
        once = ("-s", "RETRY_ENABLED=False", "-s", "DOWNLOAD_TIMEOUT=1")
        elsewhere.crawl("https://www.theindiadaily.com", *once, names=names, urls=PATH)
        assert bird.hits[0].startswith(b"CONNECT www.theindiadaily.com:443 ")


@pytest.mark.parametrize("variable", ["https_proxy", "HTTPS_PROXY", "http_proxy"])
def test_a_root_on_this_machine_is_asked_without_a_proxy(
    elsewhere: Elsewhere, variable: str
) -> None:
    """The proxy would be asked for pages of a loopback of its own, and read what was meant for us."""
    with canary() as bird, serving(SmallSite({PATH: story(1)})) as site:
        elsewhere.environment.setenv(variable, f"http://bob:geheim@127.0.0.1:{bird.port}")
        run = elsewhere.crawl("https://www.theindiadaily.com", urls=PATH, root=site.url)
        assert bird.hits == []
    assert len(run.articles) == 1, run.stderr


def test_the_proxy_of_a_root_is_that_of_its_url(elsewhere: Elsewhere) -> None:
    origin, root = "https://www.theindiadaily.com", "http://mirror.example"
    with canary() as bird, serving(SmallSite({root + PATH: story(1), PATH: story(1)})) as site:
        elsewhere.environment.setenv("https_proxy", bird.url)
        elsewhere.environment.setenv("http_proxy", site.url)
        run = elsewhere.crawl(origin, urls=PATH, root=root)
        assert bird.hits == []
        assert len(run.articles) == 1, run.stderr
        assert all(asked.startswith(root) for asked in site.asked)
        site.asked.clear()
        elsewhere.environment.setenv("no_proxy", "mirror.example")
        elsewhere.environment.setenv("http_proxy", bird.url)
        names = {"mirror.example": ["127.0.0.1"]}
        root = site.url.replace("127.0.0.1", "mirror.example")
        elsewhere.crawl(origin, names=names, urls=PATH, root=root, full="1")
        assert bird.hits == []
        assert PATH in site.asked


def test_a_root_has_no_proxy_where_the_middleware_is_switched_off(elsewhere: Elsewhere) -> None:
    off = {"scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None}
    options = ("-s", f"DOWNLOADER_MIDDLEWARES={json.dumps(off)}")
    names = {"mirror.example": ["127.0.0.1"]}
    with canary() as bird, serving(SmallSite({PATH: story(1)})) as site:
        elsewhere.environment.setenv("http_proxy", bird.url)
        root = site.url.replace("127.0.0.1", "mirror.example")
        origin = "https://www.theindiadaily.com"
        run = elsewhere.crawl(origin, *options, names=names, urls=PATH, root=root)
        assert bird.hits == []
    assert len(run.articles) == 1, run.stderr


@pytest.mark.parametrize("address", ["169.254.169.254", "169.254.1.1"])
def test_a_root_whose_name_is_at_a_link_local_address_is_not_connected_to(
    elsewhere: Elsewhere, address: str
) -> None:
    """Clouds tell secrets there; whoever may edit schedules, or a name server, is not to ask."""
    names = {"mirror.example": [address]}
    origin = "https://www.theindiadaily.com"
    run = elsewhere.crawl(origin, *UNRULED, names=names, urls=PATH, root="http://mirror.example")
    assert list(run.rejects.values()) == ["private_address"], run.stderr
    assert f"mirror.example is at {address}: not public" in run.lines("rejects")[0]["detail"]


def test_a_name_that_cannot_be_one_does_not_hang(elsewhere: Elsewhere) -> None:
    run = elsewhere.crawl("http://www..theindiadaily.com", *UNRULED, urls=PATH)
    assert list(run.rejects.values()) == ["download_error"]
    assert "Timeout" not in run.lines("rejects")[0]["detail"]
    assert "Unhandled" not in run.stderr


def test_a_label_that_is_too_long_is_refused(elsewhere: Elsewhere) -> None:
    run = elsewhere.crawl(f"http://{'क' * 70}.theindiadaily.com", *UNRULED, urls=PATH)
    assert (run.status, run.stderr.count("\n")) == (2, 1)
    assert "not an http or https URL" in run.stderr
