"""Crawls of sites that fail in some way: what the run says of itself, and whether it alerts."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from newsbot.reporting import run_reports as runs
from tests.crawling import PATH, SITE, Run, SmallSite, crawl, listing, serving, story
from tests.resolving.elsewhere import Elsewhere

ROBOTS = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nAllow: /\n")
ONCE = ("-s", "RETRY_TIMES=0")
BAD_PAGE = "<html><body><h1>नया रूप</h1></body></html>"


def refusing(status: int) -> tuple[int, dict[str, str], bytes]:
    return (status, {"Content-Type": "text/html"}, b"<h1>no</h1>")


def run_with_alert(data: Path, *options: str, **arguments: Any) -> tuple[Run, dict[str, Any]]:
    """A crawl, and the alert that it sent; {} for none."""
    told = data / "told"
    told.unlink(missing_ok=True)
    alert = ("-s", f"NEWSBOT_ALERT_COMMAND=sh -c 'cat > {told}'")
    run = crawl(data, *alert, *options, **arguments)
    return run, json.loads(told.read_text("utf-8")) if told.exists() else {}


@dataclass
class AllBut(SmallSite):
    """Answers robots.txt, and each other page with ``answer_to_all``, a status or what befalls."""

    befalls: str | int = 503
    but: tuple[str, ...] = ("/robots.txt",)

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        if path in self.but:
            return super().answer(path)
        self.asked.append(path)
        if self.befalls == "hangs":
            time.sleep(3)
        if isinstance(self.befalls, str):
            raise ConnectionAbortedError  # the connection is closed without an answer
        return refusing(self.befalls)


@pytest.mark.parametrize(
    ("befalls", "status", "outcome", "said"),
    [
        ("hangs", 69, "unreachable", "took longer than 1"),
        ("resets", 69, "unreachable", "onnection"),
        (500, 69, "unreachable", "status 500"),
        (503, 69, "unreachable", "status 503"),
        (401, 77, "blocked", "1 with status 401"),
        (403, 77, "blocked", "1 with status 403"),
        (451, 77, "blocked", "1 with status 451"),
        (429, 75, "rate_limited", "status 429"),
        (404, 69, "unreachable", "status 404"),
    ],
)
@pytest.mark.parametrize("but", [("/robots.txt",), ("/robots.txt", "/", "/sitemap.xml")])
def test_robots_txt_answers_and_all_else_fails(
    tmp_path: Path, befalls: str | int, status: int, outcome: str, said: str, but: tuple[str, ...]
) -> None:
    """Every page, or every article that the sources name."""
    pages = {"/robots.txt": ROBOTS, "/": listing(1)}
    with serving(AllBut(pages, befalls=befalls, but=but)) as site:
        run, alert = run_with_alert(tmp_path, *ONCE, "-s", "DOWNLOAD_TIMEOUT=1", root=site.url)
    message = run.report["message"]
    assert (run.status, run.report["outcome"]) == (status, outcome), run.stderr
    assert said in message
    assert SITE + (PATH(1) if "/" in but else "/") in message
    assert alert == ({} if outcome == "rate_limited" else {"alert": "outcome", **run.report})
    assert "Traceback" not in run.stderr


def test_no_name_server(tmp_path: Path, elsewhere: Elsewhere) -> None:
    told = tmp_path / "told"
    alert = ("-s", f"NEWSBOT_ALERT_COMMAND=sh -c 'cat > {told}'")
    run = elsewhere.crawl("https://www.theindiadaily.com", *ONCE, *alert, names={"x.example": []})
    message = run.report["message"]
    assert (run.status, run.report["outcome"]) == (69, "unreachable")
    assert "DNS lookup of www.theindiadaily.com failed" in message
    assert "www.theindiadaily.com is not known" in message  # the resolver's own words
    assert json.loads(told.read_text("utf-8"))["message"] == message
    assert "503" not in run.stderr
    assert run.stderr.splitlines()[-1].partition("ERROR: ")[2].startswith("unreachable: ")


def test_nobody_listens(tmp_path: Path) -> None:
    for arguments in ({}, {"urls": PATH(7)}):
        run = crawl(tmp_path, *ONCE, root="http://127.0.0.1:1", **arguments)
        assert (run.status, run.report["outcome"]) == (69, "unreachable")
        assert "Connection was refused" in run.report["message"]
        assert "503" not in run.stderr


@contextmanager
def resetting() -> Iterator[str]:
    """The origin of a server that resets each connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(1000)
                    linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


def test_every_connection_is_reset(tmp_path: Path) -> None:
    with resetting() as root:
        run = crawl(tmp_path, *ONCE, root=root)
    assert (run.status, run.report["outcome"]) == (69, "unreachable")
    assert "onnection" in run.report["message"]
    assert "twisted" not in run.report["message"]


@pytest.mark.parametrize("rules", ["Disallow: /", "Disallow: /india"])
def test_robots_txt_forbids_all_that_was_found(tmp_path: Path, rules: str) -> None:
    robots = (200, {}, f"User-agent: *\n{rules}\n".encode())
    pages = {"/robots.txt": robots, "/": listing(1, 2), PATH(1): story(1), PATH(2): story(2)}
    with serving(SmallSite(pages)) as site:
        for _ in range(4):  # later runs do not ask again at once, and say the same
            run, alert = run_with_alert(tmp_path, root=site.url)
            assert (run.status, run.report["outcome"]) == (77, "forbidden"), run.stderr
            assert "robots.txt forbids" in run.report["message"]
            assert alert["outcome"] == "forbidden"
        assert set(site.asked) <= {"/robots.txt", "/"}
        run = crawl(tmp_path / "urls", root=site.url, urls=PATH(1))
        assert (run.status, run.report["outcome"]) == (77, "forbidden")
        assert SITE + PATH(1) in run.report["message"]


@pytest.mark.parametrize("befalls", [404, 410, 500, 403, 429])
def test_urls_that_are_not_there_are_named(tmp_path: Path, befalls: int) -> None:
    site = AllBut({"/robots.txt": ROBOTS}, befalls=befalls)
    with serving(site):
        run = crawl(tmp_path, *ONCE, root=site.url, urls=f"{PATH(7)},{PATH(8)}")
        message = run.report["message"]
        assert run.status != 0
        assert SITE + PATH(7) in message
        assert SITE + PATH(8) in message
        assert str(befalls) in message
        assert "of the site" not in message
        site.but += (PATH(8),)
        site.pages[PATH(8)] = story(8)
        run = crawl(tmp_path / "one", *ONCE, root=site.url, urls=f"{PATH(7)},{PATH(8)}")
    assert (run.status, run.report["articles"]) == (0, 1)
    assert SITE + PATH(7) in run.report["message"]


def test_urls_of_a_page_without_a_body_name_it(tmp_path: Path) -> None:
    with serving(SmallSite({"/": listing(1), PATH(1): story(1), PATH(2): BAD_PAGE})) as site:
        assert crawl(tmp_path, root=site.url).status == 0
        run = crawl(tmp_path, root=site.url, urls=PATH(2))
    assert (run.status, run.report["outcome"]) == (65, "no_articles")
    assert SITE + PATH(2) in run.report["message"]


@pytest.fixture
def known(tmp_path: Path) -> Iterator[SmallSite]:
    """A site whose ten articles are known; its home page then names others beside them."""
    numbers = range(1, 11)
    with serving(
        SmallSite({"/": listing(*numbers), **{PATH(n): story(n) for n in numbers}})
    ) as site:
        assert crawl(tmp_path, root=site.url).report["articles"] == 10
        yield site


@pytest.mark.parametrize(
    "answer",
    [
        BAD_PAGE,
        "",
        (200, {"Content-Type": "application/json"}, b'{"a": 1}'),
        refusing(404),
        refusing(403),
        refusing(500),
        refusing(429),
    ],
)
def test_one_odd_page_on_a_quiet_day_is_one_reject(
    tmp_path: Path, known: SmallSite, answer: Any
) -> None:
    known.pages |= {"/": listing(*range(1, 12)), PATH(11): answer}
    run, alert = run_with_alert(tmp_path, *ONCE, root=known.url)
    assert (run.status, run.report["outcome"], alert) == (0, "nothing_new", {}), run.stderr
    assert run.report["rejects"] == 1
    assert SITE + PATH(11) in run.report["message"]


@pytest.mark.parametrize(
    ("answer", "status"),
    [(BAD_PAGE, 65), (refusing(403), 77), (refusing(500), 69), (refusing(429), 75)],
)
def test_pages_in_number_that_all_fail_are_no_quiet_day(
    tmp_path: Path, known: SmallSite, answer: Any, status: int
) -> None:
    known.pages |= {"/": listing(*range(1, 16)), **{PATH(n): answer for n in range(11, 16)}}
    run, alert = run_with_alert(tmp_path, *ONCE, root=known.url)
    assert (run.status, bool(alert)) == (status, status != 75), run.stderr


def test_sources_that_all_fail_are_no_quiet_day_though_an_article_answers(
    tmp_path: Path, known: SmallSite
) -> None:
    known.pages |= {"/": listing(*range(1, 12)), PATH(11): BAD_PAGE}
    assert crawl(tmp_path, *ONCE, root=known.url).status == 0
    known.pages["/"] = refusing(500)
    known.asked.clear()
    run = crawl(tmp_path, *ONCE, root=known.url)
    assert PATH(11) in known.asked  # due again
    assert run.status == 69
    assert f"{SITE}/: status 500" in run.report["message"]


def test_odd_pages_of_one_run_after_another_are_in_number(tmp_path: Path, known: SmallSite) -> None:
    """A site that is redesigned while it has one new article a run."""
    statuses = []
    for number in range(11, 15):
        known.pages |= {"/": listing(*range(1, number + 1)), PATH(number): BAD_PAGE}
        statuses.append(crawl(tmp_path, root=known.url).status)
    assert statuses == [0, 0, 65, 65]
    known.pages |= {"/": listing(*range(1, 16)), PATH(15): story(15)}
    assert crawl(tmp_path, root=known.url).status == 0
    known.pages |= {"/": listing(*range(1, 17)), PATH(16): BAD_PAGE}
    assert crawl(tmp_path, root=known.url).report["outcome"] == "nothing_new"


def test_pages_that_fail_again_after_an_article_was_read_are_not_in_a_row(
    tmp_path: Path, known: SmallSite
) -> None:
    """What a run of an article asks for again, seconds after it, is no row of odd runs."""

    def slowly() -> tuple[int, dict[str, str], bytes]:
        time.sleep(1.1)  # times in the ledger are whole seconds
        return (200, {"Content-Type": "text/html; charset=utf-8"}, BAD_PAGE.encode())

    known.pages |= {"/": listing(*range(1, 14)), **{PATH(n): BAD_PAGE for n in range(11, 14)}}
    assert crawl(tmp_path, root=known.url).status == 65
    known.pages |= {"/": listing(*range(1, 15)), PATH(14): story(14)}
    known.pages |= {PATH(n): slowly for n in range(11, 14)}
    known.asked.clear()
    assert crawl(tmp_path, root=known.url).status == 0
    assert PATH(11) in known.asked  # due again
    known.pages |= {"/": listing(*range(1, 16)), PATH(15): BAD_PAGE}
    assert crawl(tmp_path, root=known.url).report["outcome"] == "nothing_new"


@pytest.mark.parametrize("pages", [1, 5, 40])
def test_all_pages_of_a_new_site_without_a_body(tmp_path: Path, pages: int) -> None:
    numbers = range(1, pages + 1)
    site = SmallSite({"/": listing(*numbers), **{PATH(n): BAD_PAGE for n in numbers}})
    with serving(site):
        run, alert = run_with_alert(tmp_path, root=site.url)
    message = run.report["message"]
    assert run.status == (76 if pages == 40 else 65)
    assert alert["message"] == message
    assert message.count(SITE + "/india/khabar-news-") == min(pages, 3)
    assert str(tmp_path / "pages" / "indiadaily") in message
    assert len(list((tmp_path / "pages" / "indiadaily").iterdir())) == pages


@pytest.mark.parametrize(
    ("page", "count"),
    [
        ("<html><body><div id=root></div></body></html>", 40),
        ("", 40),
        ("{}", 40),
        ("<p>नया रूप</p>", 12),
    ],
)
def test_a_total_redesign_names_fields_pages_and_where_they_are_kept(
    tmp_path: Path, page: str, count: int
) -> None:
    """Nothing is as it was; only a sitemap still names the articles."""
    numbers = range(1, count + 1)
    with serving(
        SmallSite({"/": listing(*numbers), **{PATH(n): story(n) for n in numbers}})
    ) as site:
        assert crawl(tmp_path, root=site.url).status == 0
        new = range(41, 41 + count)
        urls = "".join(f"<url><loc>{SITE}{PATH(n)}</loc></url>" for n in new)
        sitemap = (200, {"Content-Type": "application/xml"}, f"<urlset>{urls}</urlset>".encode())
        robots = (200, {}, b"Sitemap: /sitemap.xml\n")
        site.pages = {"/": page or " ", "/robots.txt": robots, "/sitemap.xml": sitemap}
        site.pages |= {PATH(n): page for n in new}
        run = crawl(tmp_path, root=site.url)
    message = run.report["message"]
    assert (run.status, run.report["outcome"]) == (76, "layout_changed"), message
    assert "headline" in message
    assert "sections" in message
    assert message.count(f"{SITE}/india/khabar-news-") == 3
    if page:
        assert str(tmp_path / "pages" / "indiadaily") in message


def test_the_last_line_of_the_log_is_for_people(tmp_path: Path) -> None:
    with serving(SmallSite({"/": listing(1), PATH(1): story(1)})) as site:
        run = crawl(tmp_path, "-L", "INFO", root=site.url)
        failing = crawl(
            tmp_path / "alert", "-L", "DEBUG", "-s", "NEWSBOT_ALERT_OUTCOMES=ok",
            "-s", "NEWSBOT_ALERT_COMMAND=false", root=site.url,
        )  # fmt: skip
    (feed,) = run.report["feeds"]
    *_, json_line, last = run.stderr.splitlines()
    assert last.endswith(f"INFO: ok: 1 articles, 0 rejects; stored in {feed}")
    assert json.loads(json_line.partition(runs.MARK)[2]) == run.report
    assert failing.stderr.splitlines()[-1].endswith(f"stored in {failing.report['feeds'][0]}")
    assert runs.report_in_log(failing.stderr) == failing.report


def test_the_last_line_of_a_run_that_is_stopped_early(tmp_path: Path) -> None:
    pages = {"/": listing(*range(1, 9)), **{PATH(n): story(n) for n in range(1, 9)}}
    with serving(SmallSite(pages)) as site:
        run = crawl(tmp_path, "-L", "INFO", "-o", "/dev/full:jsonl", root=site.url)
    assert run.status == 74
    assert "storage_error: " in run.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "limits", [("-a", "since=2026-11-01"), ("-s", "URLLENGTH_LIMIT=30")], ids=["since", "URLs"]
)
def test_a_first_run_whose_limits_leave_out_all_says_so(
    tmp_path: Path, limits: tuple[str, str]
) -> None:
    pages = {"/": listing(1, 2), **{f"/india/khabar-news-{n}": story(n) for n in (1, 2)}}
    with serving(SmallSite(pages)) as site:
        run = crawl(tmp_path, *limits, root=site.url)
    assert (run.status, run.articles, run.report["outcome"]) == (0, [], "nothing_new"), run.stderr
    assert "limits of this run" in run.report["message"]


@pytest.mark.parametrize("signal", ["item_scraped", "spider_closed", "feed_exporter_closed"])
def test_a_signal_handler_that_fails_makes_the_run_an_error(tmp_path: Path, signal: str) -> None:
    """Scrapy logs it and exits 0; what the handler was to do is not done."""
    extension = "tests.reporting.failing_extension.FailingExtension"
    options = ("-s", f'EXTENSIONS={{"{extension}": 1}}', "-s", f"FAILING_SIGNAL={signal}")
    with serving(SmallSite({"/": listing(1), PATH(1): story(1)})) as site:
        run = crawl(tmp_path, *options, root=site.url)
    assert (run.status, run.report["outcome"], len(run.articles)) == (70, "error", 1)
    assert "1 articles, and 1 errors: see the log" in run.stderr.splitlines()[-1]


def test_since_may_leave_out_a_named_article_that_is_known(tmp_path: Path) -> None:
    pages = {"/": listing(1), "/india/khabar-news-1": story(1)}
    with serving(SmallSite(pages)) as site:
        crawl(tmp_path, root=site.url)
        named = {"urls": "/india/khabar-news-1", "since": "2026-11-01"}
        run = crawl(tmp_path, root=site.url, **named)
    assert run.report["outcome"] == "nothing_new"
    assert "the limits of this run left out all articles that were found" in run.report["message"]
    assert "full=1" not in run.report["message"]
