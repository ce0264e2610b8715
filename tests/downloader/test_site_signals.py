"""What robots.txt, ai.txt and tdmrep.json say about AI and mining, and crawls that read them."""

from __future__ import annotations

import gzip
import json
import re
import time
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import newsbot
from newsbot.downloader.site_signals import AgentFile, SiteSignals, matches, read_tdm_rules
from newsbot.items.rights import AiSignal, Reservation, Rights, Statement
from tests.clock import cpu_seconds
from tests.crawling import PATH, SmallSite, crawl, listing, serving, story

URL = "https://www.theindiadaily.com/india/khabar-news-41"
ROBOTS = """# Content-Signal: ai-train=yes
User-agent: *
Content-Signal: search=yes,ai-train=no,use=reference
Allow: /

User-agent: GPTBot
User-agent: ccbot/2.0
Disallow: /

User-agent: ClaudeBot
Disallow: /photos/
Allow: /

User-agent: Googlebot
Disallow: /search
"""


def signals(robots: str = "", ai_txt: str = "", tdmrep: Any = None, url: str = URL) -> Rights:
    files = AgentFile.read(robots, "robots.txt"), AgentFile.read(ai_txt, "ai.txt")
    tdm = read_tdm_rules(json.dumps(tdmrep).encode()) if tdmrep is not None else ()
    return SiteSignals(files, tdm).rights_of(url)


def test_a_robots_txt() -> None:
    assert signals(ROBOTS).ai_signals == [
        AiSignal("search", True, [], "robots.txt"),
        AiSignal("ai-train", False, [], "robots.txt"),
        AiSignal("ai-train", False, ["GPTBot", "CCBot"], "robots.txt"),
        AiSignal("ai-train", True, ["ClaudeBot"], "robots.txt"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", None),
        ("User-agent: *\nDisallow: /admin\n", None),
        ("Content-Signal: ai-train=no", {"ai-train": False}),
        ("user-AGENT : *\r\ncontent-signal :  AI-TRAIN = No \r\n", {"ai-train": False}),
        ("User-agent: newsbot\nContent-Signal: ai-input=no\n", {"ai-input": False}),
        ("User-agent: otherbot\nContent-Signal: ai-train=no\n", None),
        ("User-agent: *\nContent-Signal: ai-train=maybe, cats=no\n", None),
        ("Content-Signal: ai-train=yes\nContent-Signal: ai-train=no", {"ai-train": False}),
        (
            "User-agent: *\nContent-Signal: ai-train=no\n\nUser-agent: newsbot\n"
            "Content-Signal: ai-train=yes\n",
            {"ai-train": False},
        ),
        ("User-agent: *\nContent-Usage: train-ai=n, search=y", {"ai-train": False, "search": True}),
        ("Content-Usage: train-ai=n\nContent-Usage: /india/ train-ai=y", {"ai-train": True}),
        ("Content-Usage: /photos/ train-ai=n", None),
        ("<html><p>User-agent: *</p></html>", None),
    ],
)
def test_preferences(text: str, said: dict[str, bool] | None) -> None:
    found = signals(text).ai_signals
    assert (found and {each.use: each.allowed for each in found}) == said


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("User-Agent: *\nDisallow: /\n", False),
        ("User-Agent: *\nDisallow: *.txt\nDisallow: *.html\n", False),
        ("User-Agent: *\nDisallow: *.jpg\nDisallow: *.png\n", None),
        ("User-Agent: *\nDisallow: /\nAllow: *.html\n", True),
        ("User-Agent: *\nDisallow: /\nAllow: /india/\n", True),
        ("User-Agent: *\nDisallow:\n", True),
        ("User-Agent: newsbot\nDisallow: /india\n", False),
        ("<!doctype html><title>404</title>", None),
    ],
)
def test_an_ai_txt(text: str, allowed: bool | None) -> None:
    expected = None if allowed is None else [AiSignal("ai-train", allowed, [], "ai.txt")]
    assert signals(ai_txt=text).ai_signals == expected


def test_the_strictest_of_two_files() -> None:
    yes, no = "Content-Signal: ai-train=yes", "User-Agent: *\nDisallow: /"
    assert signals(yes, no).ai_signals == [AiSignal("ai-train", False, [], "ai.txt")]


@pytest.mark.parametrize(
    ("rules", "reserved", "policy"),
    [
        ([{"location": "/", "tdm-reservation": 1}], True, None),
        ([{"location": "/*", "tdm-reservation": 0}], False, None),
        ([{"location": "*", "tdm-reservation": "1"}], True, None),
        ([{"location": "/photos/*", "tdm-reservation": 1}], None, None),
        ([{"location": "/india/*-news-41$", "tdm-reservation": True}], True, None),
        ([{"location": "india/", "tdm-reservation": 1}], True, None),
        ([{"location": "https://www.theindiadaily.com/india/", "tdm-reservation": 1}], True, None),
        ([{"location": "https://www.theindiadaily.com/astro/", "tdm-reservation": 1}], None, None),
        ([{"location": "https://www.theindiadaily.com", "tdm-reservation": 1}], True, None),
        (
            [{"location": "/", "tdm-reservation": 1, "tdm-policy": "/policies/tdm.json"}],
            True,
            "https://www.theindiadaily.com/policies/tdm.json",
        ),
        ([{"location": "/", "tdm-reservation": 1, "tdm-policy": "javascript:x"}], True, None),
        ([{"location": "/", "tdm-reservation": 1, "tdm-policy": "http://[x"}], True, None),
        ([{"location": "http://[x/", "tdm-reservation": 1}], True, None),
        (
            [
                {"location": "/", "tdm-reservation": 1, "tdm-policy": "https://x.example/p"},
                {"location": "/india/", "tdm-reservation": 0},
            ],
            False,
            None,
        ),
        (
            [
                {"location": "/india/", "tdm-reservation": 0},
                {"location": "/india/", "tdm-reservation": 1, "tdm-policy": "https://x.example/p"},
            ],
            True,
            "https://x.example/p",
        ),
        ({"location": "/", "tdm-reservation": 1}, True, None),
        ([{"location": "/", "tdm-reservation": 2}, {"location": 7}, "x", None], None, None),
        ("x", None, None),
        ([], None, None),
    ],
)
def test_a_tdmrep_json(rules: Any, reserved: bool | None, policy: str | None) -> None:
    rights = signals(tdmrep=rules)
    source = "tdmrep.json"
    assert rights.tdm_reservation == (None if reserved is None else Reservation(reserved, source))
    assert rights.tdm_policy == (Statement(policy, source) if policy else None)
    expected = None if reserved is None else [AiSignal("tdm", not reserved, [], source)]
    assert rights.ai_signals == expected


@pytest.mark.parametrize("body", [b"", b"<html>", b"[" * 100_000, b"\xff\xfe[", b"[1]", b"null"])
def test_what_is_no_tdmrep_json_says_nothing(body: bytes) -> None:
    assert read_tdm_rules(body) == ()


@given(st.text("/ab*$", max_size=12), st.text("/ab", max_size=12))
def test_patterns_match_as_regular_expressions_do(pattern: str, path: str) -> None:
    body = pattern.removesuffix("$")
    regex = ".*".join(map(re.escape, body.split("*"))) + ("$" if body != pattern else "")
    assert matches(pattern, path) == bool(re.match(regex, path))


def test_hostile_files_cost_little() -> None:
    agents = "".join(f"User-agent: a{n}\n" for n in range(20_000))
    for text in (
        agents + "Disallow: /\n" * 20_000,
        "User-agent: GPTBot\n" + "Disallow: /*a*a*a*a*a$\n" * 900,
        "User-agent: *\n" + "Content-Signal: ai-train=no\n" * 20_000,
        "user-agent:" * 50_000,
        " " * 500_000 + "x",
        "a " * 250_000,
        "a" + " " * 500_000,
    ):
        read = partial(signals, text, text, url=URL + "a" * 1500)
        assert cpu_seconds(read, 1) <= 1


# Crawls ------------------------------------------------------------------------------------------

FILES = ("/ai.txt", "/.well-known/tdmrep.json")
TEXT = {"Content-Type": "text/plain"}


def site(**files: Any) -> SmallSite:
    pages = {"/": listing(1, 2, 3), **{PATH(n): story(n) for n in (1, 2, 3)}}
    return SmallSite({**pages, **files})


def run(folder: Path, pages: SmallSite, *options: str, **arguments: str) -> Any:
    with serving(pages) as served:
        return crawl(folder, *options, root=served.url, **arguments)


def test_a_crawl_reads_each_file_once(tmp_path: Path) -> None:
    pages = site(
        **{
            "/robots.txt": (200, TEXT, ROBOTS.encode()),
            FILES[0]: (200, TEXT, b"User-Agent: *\nDisallow: /\n"),
            FILES[1]: (200, TEXT, b'[{"location": "/india/", "tdm-reservation": 1}]'),
        }
    )
    ran = run(tmp_path, pages)
    assert ran.status == 0, ran.stderr
    assert [pages.asked.count(path) for path in ("/robots.txt", *FILES)] == [1, 1, 1]
    assert len(ran.articles) == 3
    for line in ran.articles:
        assert line["rights"]["tdm_reservation"] == {"value": True, "source": "tdmrep.json"}
        signal = {"use": "ai-train", "allowed": False, "agents": [], "source": "robots.txt"}
        assert signal in line["rights"]["ai_signals"]
        assert line["section_slug"] == "india"
        assert line["response"]["status"] == 200
        assert line["response"]["newsbot_version"] == newsbot.__version__
        page = pages.pages[line["url"].removeprefix("https://www.theindiadaily.com")]
        assert line["response"]["sha256"] == sha256(page.encode()).hexdigest()


@pytest.mark.parametrize(
    "answer",
    [
        (404, {}, b""),
        (500, {}, b""),
        (503, {"Retry-After": "3600"}, b""),
        (429, {"Retry-After": "3600"}, b""),
        (403, {"cf-mitigated": "challenge", "Server": "cloudflare"}, b"<title>Just a moment...</title>"),
        (301, {"Location": "http://10.0.0.1/"}, b""),
        (301, {"Location": "/ai.txt"}, b""),
        (200, {"Content-Length": "1000000000"}, b""),
        (200, {"Content-Encoding": "gzip"}, gzip.compress(b"x" * 9000)[:40]),
        (200, {"Content-Type": "text/html"}, b"<html><h1>404</h1></html>"),
    ],
    ids=lambda answer: f"{answer[0]}",
)  # fmt: skip
def test_a_file_that_fails_ends_nothing(tmp_path: Path, answer: Any) -> None:
    ran = run(tmp_path, site(**dict.fromkeys(FILES, answer)))
    assert ran.status == 0, ran.stderr
    assert len(ran.articles) == 3
    assert all(set(each["rights"].values()) == {None} for each in ran.articles)


@pytest.mark.parametrize(
    ("answer", "asked_again"),
    [((404, {}, b""), 0), ((200, TEXT, b"User-Agent: *\nDisallow: /\n"), 0), ((500, {}, b""), 1)],
    ids=["missing", "there", "failing"],
)
def test_what_a_file_says_holds_for_a_day(tmp_path: Path, answer: Any, asked_again: int) -> None:
    again = ("-s", "NEWSBOT_REVISIT=[[100000000, 1]]")
    pages = site(**dict.fromkeys(FILES, answer))
    with serving(pages):
        (known,) = crawl(tmp_path, *again, root=pages.url, urls=PATH(2)).articles
        pages.asked.clear()
        new = crawl(tmp_path, *again, root=pages.url, urls=PATH(1)).articles[-1]
    assert new["rights"] == known["rights"]
    assert [pages.asked.count(path) for path in FILES] == [asked_again] * 2


def test_what_robots_txt_forbids_is_not_fetched(tmp_path: Path) -> None:
    robots = b"User-agent: *\nDisallow: /ai.txt\nDisallow: /.well-known/\n"
    pages = site(**{"/robots.txt": (200, TEXT, robots)})
    assert len(run(tmp_path, pages).articles) == 3
    assert not set(FILES) & set(pages.asked)


def test_a_run_without_articles_or_without_the_setting_asks_for_no_file(tmp_path: Path) -> None:
    pages = site()
    assert len(run(tmp_path, pages, "-s", "NEWSBOT_RIGHTS_FILES=0").articles) == 3
    run(tmp_path, pages, "-s", "NEWSBOT_REVISIT=[]")
    assert not set(FILES) & set(pages.asked)


def test_reserved_articles_are_rejects_where_that_is_asked_for(tmp_path: Path) -> None:
    meta = "<meta name=robots content=noai>"
    pages = site(**{PATH(2): story(2, extra=meta)})
    ran = run(tmp_path, pages, "-s", "NEWSBOT_RESERVED=skip")
    assert len(ran.articles) == 2
    (reject,) = ran.lines("rejects")
    assert (reject["reason"], reject["detail"]) == ("reserved", "noai (meta)")
    assert set(reject["fields"]) == {"id", "rights"}
    assert reject["fields"]["rights"]["robots_meta"] == {"value": ["noai"], "source": "meta"}
    wrong = run(tmp_path / "b", pages, "-s", "NEWSBOT_RESERVED=maybe")
    assert wrong.status != 0
    assert "NEWSBOT_RESERVED" in wrong.stderr


def test_a_change_of_rights_is_no_revision(tmp_path: Path) -> None:
    pages = site()
    again = ("-s", "NEWSBOT_REVISIT=[[100000000, 1]]")
    assert len(run(tmp_path, pages, *again).articles) == 3
    time.sleep(1.1)
    pages.pages[PATH(2)] = story(2, extra="<meta name=robots content=noai>")
    pages.pages[FILES[0]] = (200, TEXT, b"User-Agent: *\nDisallow: /\n")
    pages.asked.clear()
    assert len(run(tmp_path, pages, *again).articles) == 3
    assert PATH(2) in pages.asked


def test_the_digest_is_of_the_bytes_as_they_came(tmp_path: Path) -> None:
    packed = gzip.compress(story(2).encode(), mtime=0)
    answer = (200, {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"}, packed)
    ran = run(tmp_path, site(**{PATH(2): answer}), urls=PATH(2))
    (line,) = ran.articles
    assert line["response"]["sha256"] == sha256(packed).hexdigest()
