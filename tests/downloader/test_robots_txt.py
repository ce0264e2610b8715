"""What a robots.txt means, and crawls of sites whose robots.txt redirects, fails or is garbage."""

from __future__ import annotations

import gzip
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser

from newsbot.downloader.robots_txt import (
    MAX_BYTES,
    MAX_CRAWL_DELAY,
    crawl_delay_of,
    failure_of,
    for_agent,
    problem_of,
    rules_of,
)
from tests.clock import cpu_seconds
from tests.crawling import PATH, SmallSite, crawl, listing, serving, story
from tests.resolving.elsewhere import Elsewhere

RULES = b"User-agent: *\nDisallow: /india/khabar-news-2\n"
PAGES: dict[str, Any] = {"/": listing(1, 2, 3), **{PATH(n): story(n) for n in (1, 2, 3)}}
NO_RETRY = ("-s", "RETRY_ENABLED=False")
TEXT = {"Content-Type": "text/plain"}


def robots(
    body: bytes = RULES, status: int = 200, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    return status, {**TEXT, **headers}, body


def moved(to: str, status: int = 301) -> tuple[int, dict[str, str], bytes]:
    return status, {"Location": to}, b"User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n\n",
        RULES,
        b"\xef\xbb\xbf" + RULES,
        RULES.replace(b"\n", b"\r\n"),
        RULES + b"\x1a",
        b"# \xe0\xe1\xe2\xe3\xe4\xe5\xe6\xe7 caf\xe9\n" * 9 + RULES,  # an older charset's comments
        "# रोबोट यहाँ आ सकते हैं\n".encode() + RULES,
        b"<!DOCTYPE html><html><body><h1>404</h1></body></html>",
        RULES + b"#" * (MAX_BYTES - len(RULES)),
        RULES + b"Disallow: /x\n" * 39_000,
        b"".join(b"User-agent: a%d\nUser-agent: b\nDisallow: /\n" % n for n in range(9000)),
    ],
    ids=len,
)
def test_text(body: bytes) -> None:
    assert problem_of(body) is None


@pytest.mark.parametrize(
    "body",
    [
        RULES + b"#" * (MAX_BYTES - len(RULES) + 1),
        RULES.decode().encode("utf-16"),
        RULES.decode().encode("utf-16-le"),
        RULES.decode().encode("utf-16-be"),
        RULES.decode().encode("utf-32"),
        RULES.decode().encode("cp500"),
        "\ufeffक".encode("utf-16-le"),
        gzip.compress(RULES, mtime=0),
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"\xff\xd8\xff\xe0",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x00",
        RULES + b"\x00",
        bytes(range(128, 256)) * 9,
    ],
    ids=len,
)
def test_garbage(body: bytes) -> None:
    assert problem_of(body)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])).map(str.encode))
def test_no_text_is_garbage(body: bytes) -> None:
    assert problem_of(body) is None


@given(st.text(st.characters(max_codepoint=127), min_size=1), st.sampled_from(["le", "be"]))
def test_utf_16_is_garbage(text: str, order: str) -> None:
    assert problem_of(text.encode(f"utf-16-{order}"))


@pytest.mark.parametrize("status", [200, 203, 206, 400, 401, 403, 404, 410, 300, 302, 304])
def test_an_answer_that_fails_nothing(status: int) -> None:
    response = Response("https://www.theindiadaily.com/robots.txt", status=status, body=RULES)
    assert failure_of(response) is None
    assert rules_of(response) == (RULES if status < 300 else b"")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 599])
def test_an_outage(status: int) -> None:
    response = Response("https://www.theindiadaily.com/robots.txt", status=status, body=RULES)
    assert failure_of(response) == (f"http_{status}", f"status {status}")


def is_allowed(text: str, agent: str = "newsbot") -> bool:
    parser = ProtegoRobotParser(for_agent(text.encode(), agent), None)
    return bool(parser.allowed("https://www.theindiadaily.com/x", agent))


@pytest.mark.parametrize(
    "agents",
    [
        "".join(f"User-agent: a{n}\n" for n in range(2000)),
        "".join(f"useragent a{n}\nSitemap: /\n" for n in range(2000)),
        "".join(f"User agent : a{n % 9000}\n" for n in range(10_000)),
        f"User-agent: {'newsbot, ' * 10_000}\n",
    ],
    ids=len,
)
def test_a_file_that_names_thousands_of_agents_is_obeyed_at_once(agents: str) -> None:
    text = f"{agents}User-agent: newsbot\n" + "Disallow: /x\n" * 20_000
    assert problem_of(text.encode()) is None
    assert not is_allowed(text)
    assert cpu_seconds(lambda: is_allowed(text), 1) <= 1


NO_NAME = "User-agent: {}\nDisallow: /\n".format


@pytest.mark.parametrize(
    "name",
    [
        *("newsbot", "NewsBot", "newsbot/1.0", "newsbot/0.1.0 (+https://corpus.example/)", "*"),
        *("newsbot*", "newsbot crawler", "otherbot, newsbot", "newsbot,otherbot", "* # all"),
    ],
)
@pytest.mark.parametrize("agent", ["newsbot", "newsbot/0.1.0 (+https://corpus.example/)"])
def test_a_group_that_is_for_us(name: str, agent: str) -> None:
    assert not is_allowed(NO_NAME(name), agent)
    assert not is_allowed(f"User-agent: otherbot\nAllow: /\n\n{NO_NAME(name)}", agent)
    assert not is_allowed(f"User-agent: {name}\nUser-agent: otherbot\nDisallow: /\n", agent)


@pytest.mark.parametrize(
    "name", ["news", "new", "n", "bot", "newsbot2", "newsbot-images", "mynewsbot", "news*", ""]
)
def test_a_group_that_is_for_others(name: str) -> None:
    """Neither does it forbid, nor does it allow what is forbidden to all."""
    assert is_allowed(NO_NAME(name))
    assert not is_allowed(f"{NO_NAME('*')}User-agent: {name}\nAllow: /\n")
    assert is_allowed(f"User-agent: *\nAllow: /\n\n{NO_NAME(name)}")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\r"])
@pytest.mark.parametrize("start", ["", "\ufeff", "\ufeff\ufeff"])
def test_ends_of_lines(end: str, start: str) -> None:
    assert not is_allowed(start + NO_NAME("*").replace("\n", end))


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c"])
def test_a_comment_ends_with_its_line(separator: str) -> None:
    assert is_allowed(f"User-agent: *\n# पुराना नियम{separator}Disallow: /\nDisallow: /y\n")


@given(st.text(), st.text())
def test_other_lines_stay_as_they_are(before: str, after: str) -> None:
    text = f"{before}\nUser-agent: *\nDisallow: /\n{after}".encode("utf-8", "replace")
    assert b"\nUser-agent: *\nDisallow: /\n" in for_agent(text, "newsbot")


def delay(text: str) -> float:
    parser = ProtegoRobotParser(for_agent(text.encode(), "newsbot"), None)
    return crawl_delay_of(parser, "newsbot")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        *(("2", 2), ("0.5", 0.5), (" 7 # seconds", 7), ("120", 120), ("121", MAX_CRAWL_DELAY)),
        *(("1e9", MAX_CRAWL_DELAY), ("9" * 400, 0), ("inf", 0), ("nan", 0), ("-5", 0), ("0", 0)),
        *(("", 0), ("soon", 0), ("5s", 0), ("1,5", 0), ("0x10", 0)),
    ],
)
def test_the_value_of_crawl_delay(value: str, seconds: float) -> None:
    assert delay(f"User-agent: *\nCrawl-delay: {value}\n") == seconds


def test_whose_crawl_delay() -> None:
    others = "User-agent: otherbot\nCrawl-delay: 9\n"
    assert delay(others) == 0
    assert delay(f"{others}User-agent: *\nCrawl-delay: 4\n") == 4
    assert delay("User-agent: *\nCrawl-delay: 4\nUser-agent: newsbot\nCrawl-delay: 2\n") == 2
    assert delay("User-agent: *\nCrawl-delay: 4\nUser-agent: NewsBot\nAllow: /\n") == 0


@given(st.text())
def test_no_crawl_delay_is_beyond_its_bounds(value: str) -> None:
    assert 0 <= delay(f"User-agent: *\nCrawl-delay: {value}\n") <= MAX_CRAWL_DELAY


def ids(run: Any) -> list[str]:
    return sorted(each["id"].partition(":")[2] for each in run.articles)


@pytest.mark.slow
def test_crawl_delay_holds_whatever_the_delay(tmp_path: Path) -> None:
    """On loopback too, where newsbot has none of its own, and with Scrapy's AutoThrottle."""
    site = SmallSite({**PAGES, "/robots.txt": robots(RULES + b"Crawl-delay: 0.4\n")})
    at: list[float] = []
    site.pages["/"] = lambda: at.append(time.monotonic()) or listing(1, 2, 3)
    for number in (1, 3):
        site.pages[PATH(number)] = lambda n=number: at.append(time.monotonic()) or story(n)
    throttle = ("-s", "AUTOTHROTTLE_ENABLED=True", "-s", "AUTOTHROTTLE_START_DELAY=0.1")
    began = time.monotonic()
    with serving(site):
        run = crawl(tmp_path, *throttle, root=site.url)
    assert ids(run) == ["1", "3"], run.stderr
    # robots.txt came first. A busy machine sends one late and the next in time.
    assert all(sent - began >= turn * 0.38 for turn, sent in enumerate(at, 1))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_on_the_site(tmp_path: Path, status: int) -> None:
    pages = {"/robots.txt": moved("/rules/robots.txt", status), "/rules/robots.txt": robots()}
    with serving(SmallSite({**PAGES, **pages})) as site:
        run = crawl(tmp_path, *NO_RETRY, root=site.url)
    assert ids(run) == ["1", "3"], run.stderr
    assert site.asked.count("/robots.txt") == site.asked.count("/rules/robots.txt") == 1


def test_a_name_with_a_version_is_obeyed(tmp_path: Path) -> None:
    rules = RULES.replace(b"*", b"newsbot/1.0 (+https://corpus.example/)")
    pages = {"/robots.txt": robots(rules + b"User-agent: news\nDisallow: /\n")}
    with serving(SmallSite({**PAGES, **pages})) as site:
        assert ids(crawl(tmp_path, root=site.url)) == ["1", "3"]


def test_a_redirect_in_raw_hindi(tmp_path: Path) -> None:
    """Some servers send UTF-8 in ``Location``; for an article too."""
    to_rules, to_page = (
        path.encode().decode("latin-1") for path in ("/नियम.txt", "/india/खबर-news-3")
    )
    pages = {
        "/robots.txt": moved(to_rules),
        "/" + quote("नियम.txt"): robots(),
        PATH(3): (301, {"Location": to_page}, b""),
        f"/india/{quote('खबर')}-news-3": story(3),
    }
    with serving(SmallSite({**PAGES, **pages})) as site:
        run = crawl(tmp_path, *NO_RETRY, root=site.url)
    assert ids(run) == ["1", "3"], run.stderr


@pytest.mark.parametrize("host", ["www.theindiadaily.com", "theindiadaily.com"])
def test_rules_without_https_hold_as_others_do(tmp_path: Path, host: str) -> None:
    pages = {"/robots.txt": moved(f"http://{host}/rules.txt"), "/rules.txt": robots()}
    with serving(SmallSite({**PAGES, **pages})) as site:
        run = crawl(tmp_path, *NO_RETRY, root=site.url)
    assert ids(run) == ["1", "3"], run.stderr


def test_five_redirects_are_followed_to_other_hosts_too(tmp_path: Path) -> None:
    """The rules hold for the host that was asked; sitemaps that they name are read."""
    xml = (
        b"<urlset><url><loc>https://www.theindiadaily.com/india/khabar-news-3</loc></url></urlset>"
    )
    with serving(SmallSite()) as other, serving(SmallSite()) as site:
        other.pages = {
            "/a": moved(f"{other.url}/b", 302),
            "/b": moved("c", 308),
            "/c": moved(f"{site.url}/d"),
            "/robots.txt": robots(b"User-agent: *\nDisallow: /\n"),
            "/rules": robots(RULES + f"Sitemap: {site.url}/s.xml\n".encode()),
        }
        site.pages = {
            **PAGES,
            "/": listing(1, 2),
            "/robots.txt": moved(f"{other.url}/a"),
            "/d": moved(f"{other.url}/rules"),
            "/s.xml": (200, {"Content-Type": "text/xml"}, xml),
        }
        run = crawl(tmp_path, *NO_RETRY, root=site.url)
    assert ids(run) == ["1", "3"], run.stderr
    assert other.asked == ["/a", "/b", "/c", "/rules"]


@pytest.mark.parametrize(
    "target", ["/robots.txt?{}", "/robots.txt", "http://[", "ftp://rules.example/"]
)
def test_redirects_without_an_end_allow_all_and_a_broken_one_nothing(
    tmp_path: Path, target: str
) -> None:
    class Endless(SmallSite):
        def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
            if not path.startswith("/robots.txt"):
                return super().answer(path)
            self.asked.append(path)
            return moved(target.format(len(self.asked)))

    with serving(Endless(dict(PAGES))) as site:
        run = crawl(tmp_path, *NO_RETRY, root=site.url)
    asked = [path for path in site.asked if path.startswith("/robots.txt")]
    if "robots" in target:
        assert ids(run) == ["1", "2", "3"], run.stderr
        assert len(asked) == (6 if "{}" in target else 1)
    else:
        assert (run.status, site.asked) == (69, ["/robots.txt"])


@pytest.mark.parametrize("answer", [robots(status=503), robots(b"\x00\x01")])
def test_a_redirect_to_what_fails(tmp_path: Path, answer: Any) -> None:
    with serving(SmallSite({"/rules": answer})) as other:
        pages = {**PAGES, "/robots.txt": moved(f"{other.url}/rules")}
        with serving(SmallSite(pages)) as site:
            run = crawl(tmp_path, *NO_RETRY, root=site.url)
            assert (run.status, set(site.asked)) == (69, {"/robots.txt"})
            other.pages["/rules"] = (404, {}, b"")
            assert ids(crawl(tmp_path, root=site.url)) == ["1", "2", "3"]


def test_nothing_leaves_a_root(tmp_path: Path) -> None:
    pages = {**PAGES, "/robots.txt": moved("https://rules.example/robots.txt")}
    with serving(SmallSite(pages)) as site:
        run = crawl(tmp_path, *NO_RETRY, root=site.url)
    assert (run.status, set(site.asked)) == (69, {"/robots.txt"})
    assert "rules.example" in run.report["message"]
    assert "DNS" not in run.stderr


def test_a_redirect_to_the_bare_host(elsewhere: Elsewhere) -> None:
    """As a proxy sees it, which resolves names itself."""
    origin, bare = "http://www.theindiadaily.com", "http://theindiadaily.com/robots.txt"
    pages = {origin + path: page for path, page in PAGES.items()}
    pages |= {f"{origin}/robots.txt": moved(bare), bare: robots()}
    with serving(SmallSite(pages)) as site:
        elsewhere.environment.setenv("http_proxy", site.url)
        run = elsewhere.crawl(origin)
    assert ids(run) == ["1", "3"], run.stderr


def test_a_redirect_to_a_private_address_is_not_followed(elsewhere: Elsewhere) -> None:
    names = {"mirror.example": ["127.0.0.1"], "inside.example": ["127.0.0.1"]}
    with serving(SmallSite({**PAGES, "/robots.txt": moved("http://inside.example/rules")})) as site:
        root = site.url.replace("127.0.0.1", "mirror.example")
        run = elsewhere.crawl(root, names=names, urls=PATH(1), root=root)
        assert site.asked == ["/robots.txt"]
    assert list(run.rejects.values()) == ["private_address"], run.stderr


GARBAGE = {
    "long": robots(RULES + b"#" * MAX_BYTES),
    "long in gzip": robots(gzip.compress(RULES + b"#" * MAX_BYTES), **{"Content-Encoding": "gzip"}),
    "binary": robots(b"\x89PNG\r\n\x1a\n\x00\x00" * 9),
    "UTF-16": robots(
        RULES.decode().encode("utf-16"), **{"Content-Type": "text/plain; charset=utf-16"}
    ),
}


@pytest.mark.parametrize("answer", GARBAGE.values(), ids=GARBAGE)
def test_garbage_allows_nothing_and_is_read_again_later(tmp_path: Path, answer: Any) -> None:
    with serving(SmallSite({**PAGES, "/robots.txt": answer})) as site:
        run = crawl(tmp_path, root=site.url)
        assert (run.status, run.report["outcome"]) == (69, "unreachable")
        assert "robots.txt: it " in run.report["message"]
        assert set(site.asked) == {"/robots.txt"}
        site.pages["/robots.txt"] = robots()
        assert ids(crawl(tmp_path, root=site.url)) == ["1", "3"]


def age_copy(data: Path, seconds: int) -> None:
    with closing(sqlite3.connect(data / "ledger.sqlite")) as ledger, ledger:
        assert ledger.execute(
            "UPDATE robots_copies SET fetched_at = fetched_at - ?", (seconds,)
        ).rowcount


@pytest.mark.slow
def test_a_copy_holds_for_a_day(tmp_path: Path) -> None:
    options = (*NO_RETRY, "-s", "DOWNLOAD_TIMEOUT=1")
    with serving(SmallSite({**PAGES, "/": listing(1), "/robots.txt": robots()})) as site:
        assert ids(crawl(tmp_path, *options, root=site.url)) == ["1"]
        site.pages |= {"/": listing(2, 3), "/robots.txt": robots(b"", 503)}
        run = crawl(tmp_path, *options, root=site.url)
        assert ids(run) == ["1", "3"], run.stderr
        assert "its copy is valid for a day" in run.stderr
        site.pages["/robots.txt"] = lambda: time.sleep(3) or robots()
        assert crawl(tmp_path, *options, root=site.url).report["outcome"] == "nothing_new"
        # Garbage is an answer: no copy stands in for it.
        site.pages["/robots.txt"] = robots(b"\x00")
        assert crawl(tmp_path, *options, root=site.url).status == 69
        site.pages["/robots.txt"] = robots(b"", 503)
        age_copy(tmp_path, 80_000)
        assert crawl(tmp_path, *options, root=site.url).report["outcome"] == "nothing_new"
        age_copy(tmp_path, 7_000)
        assert crawl(tmp_path, *options, root=site.url).status == 69


def test_a_file_that_is_gone_leaves_no_copy(tmp_path: Path) -> None:
    with serving(SmallSite({**PAGES, "/robots.txt": robots()})) as site:
        assert ids(crawl(tmp_path, root=site.url)) == ["1", "3"]
        site.pages["/robots.txt"] = (404, {}, b"")
        crawl(tmp_path, root=site.url)
        site.pages["/robots.txt"] = robots(b"", 503)
        assert crawl(tmp_path, *NO_RETRY, root=site.url).status == 69
