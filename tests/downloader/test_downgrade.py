"""A site with https that names its pages with http: nothing is asked for in the clear."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawling import listing, story
from tests.downloader.tls import SecureSite, serving_secure, write_certificate
from tests.resolving.elsewhere import SCRAPYS, Elsewhere

DOMAIN = "theindiadaily.com"
HOST = f"www.{DOMAIN}"
HTML = {"Content-Type": "text/html; charset=utf-8"}


def article(number: int) -> str:
    return f"/india/khabar-news-{number}"


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A certificate that crawls trust."""
    files = write_certificate(tmp_path, HOST, DOMAIN, f"amp.{DOMAIN}")
    monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
    return files


def downgrading(site: SecureSite) -> None:
    """Fill a site that names http in each way that a page, a redirect or a source has."""
    clear = f"http://{HOST}:{site.port}"
    moved = {"Location": f"{clear}{article(20)}"}
    links = f"<a href='{clear}{article(4)}'>ख</a>"
    sitemap = f"<urlset><url><loc>{clear}{article(5)}</loc></url></urlset>"
    amp = f"http://amp.theindiadaily.com:{site.port}{article(1)}/amp"
    site.pages = {
        "/robots.txt": f"User-agent: *\nSitemap: {clear}/news.xml\n",
        "/news.xml": (301, {"Location": f"{clear}/moved.xml"}, b""),
        "/moved.xml": (200, {"Content-Type": "application/xml"}, sitemap.encode()),
        "/": listing(1, 2, 3, 6, extra=links),
        article(1): story(1, extra=f"<link rel=amphtml href='{amp}'>"),
        article(2): (302, moved, b""),
        article(20): story(20),
        article(3): [(503, HTML, b"later"), (301, {"Location": f"{clear}{article(30)}"}, b"")],
        article(30): story(30),
        article(4): story(4),
        article(5): story(5),
        article(6): (302, {"Location": f"{clear}{article(6)}"}, b""),  # itself, in the clear
    }


def test_a_redirect_to_http_is_followed_with_https(
    elsewhere: Elsewhere, certificate: tuple[Path, Path]
) -> None:
    with serving_secure(SecureSite(), *certificate) as site:
        downgrading(site)
        names = {prefix + DOMAIN: ["127.0.0.1"] for prefix in ("", "www.", "amp.")}
        run = elsewhere.crawl(f"https://{HOST}:{site.port}", *SCRAPYS, names=names)
    assert site.in_the_clear == []
    found = {each["id"].partition(":")[2] for each in run.articles}
    assert found == {"1", "20", "30", "4", "5"}, run.stderr
    assert {each["url"].partition(":")[0] for each in run.articles} == {"https"}
    assert {url.rpartition("-")[2]: why for url, why in run.rejects.items()} == {
        "6": "bad_redirect"
    }


def test_a_certificate_that_nobody_vouches_for_is_refused(
    elsewhere: Elsewhere, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/dev/null")
    with serving_secure(SecureSite(), *certificate) as site:
        downgrading(site)
        run = elsewhere.crawl(f"https://{HOST}:{site.port}", *SCRAPYS, "-s", "RETRY_TIMES=0")
    assert (run.articles, site.asked) == ([], []), run.stderr
    assert run.report["outcome"] == "unreachable"
