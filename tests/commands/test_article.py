"""``scrapy article``: from the sample site, a file, the ledger; for people and as JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsbot.downloader.saved_pages import SavedPage
from newsbot.ledger import Ledger
from newsbot.progress.cells import syllables, width
from samplesite import Site, serve
from tests.commands import ledgers
from tests.commands.ledgers import BODY, article, fill, ref, state_of
from tests.crawling import PROJECT, SITE, SmallSite, crawl, serving, story
from tests.extraction.test_extract import PAGE, URL
from tests.progress.screen import Terminal
from tests.shared import shared

Fields = dict[str, Any]
PATH = "/india/khabar-news-7"
# Its headline is the site's name in one source, and another one in the next.
DOUBTFUL = """<html lang=hi><head><link rel=canonical href="https://www.theindiadaily.com/">
<meta property="og:site_name" content="India Daily">
<meta property="og:title" content="बाँध की मरम्मत शुरू | India Daily">
<meta property="og:description" content="नहर में पानी छोड़ा गया">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "India Daily",
 "dateModified": "2026-02-02T22:23:00+05:30", "author": {"name": "रीना झा"}}</script></head><body>
<div class=x-body-title><h1>नहर में पानी छोड़ा गया</h1></div>
<div class=x-auth-profile><label class=x-auth-date><em>Updated on : </em>कभी नहीं</label></div>
<div class=x-editior-content><p>सिंचाई विभाग ने सोमवार की सुबह नहर में पानी छोड़ दिया है.</p>
<h2>किसानों को राहत</h2><p>बुवाई फिर शुरू हो गई है.</p></div></body></html>"""


def scrapy(
    data: Path, *arguments: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command as in a pipe; pytest's workers set COLUMNS."""
    return ledgers.scrapy(data, *arguments, environment={"COLUMNS": "", **(environment or {})})


def saved(folder: Path, html: str = PAGE) -> Path:
    file = folder / "page.html"
    file.write_text(html, "utf-8")
    return file


def discarded_values(folder: Path, html: str) -> list[tuple[str, str, str | None, str]]:
    """(field, source, value, problem) of each value that the article does not have."""
    done = scrapy(
        folder / "none", "article", str(saved(folder, html)), "--url", SITE + PATH, "--json"
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [tuple(each.values()) for each in json.loads(done.stdout)["discarded_values"]]


def test_an_article_of_the_sample_site(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serve(Site(20), port=0) as server:
        for gold in {each["kind"]: each for each in list(Site(20).gold())[:16]}.values():
            path = gold["url"].removeprefix(SITE)
            done = scrapy(data, "article", server.url + path, "--json")
            assert (done.returncode, done.stderr) == (0, ""), path
            shown = json.loads(done.stdout)
            assert {name: shown[name] for name in gold} == gold
        asked = list(server.requests)
        rooted = scrapy(data, "article", gold["url"], "-a", f"root={server.url}", "--json")
        mobile = gold["url"].replace("www.", "m.").replace("https:", "http:") + "?utm_source=x"
        other = scrapy(data, "article", mobile, "-a", f"root={server.url}", "--json")
    for done in (rooted, other):
        assert (done.returncode, done.stderr) == (0, "")
        assert {name: json.loads(done.stdout)[name] for name in gold} == gold
    assert any("/robots.txt" in str(each) for each in asked)
    assert not data.exists()  # it is no run: no ledger, no feed, no report, no lock


def test_the_output_in_the_docs(tmp_path: Path) -> None:
    text = (PROJECT / "docs/extract.md").read_text("utf-8")
    shown = text.partition("shortened at `…`:\n\n```\n")[2].partition("\n```")[0]
    assert "discarded" in shown
    gold = next(each for each in Site(200).gold() if each["url"].endswith("-40063"))
    with serve(Site(200), port=0) as server:
        done = scrapy(tmp_path, "article", server.url + gold["url"].removeprefix(SITE))
    at = 0
    for part in shown.split("…\n"):
        for line in filter(None, part.splitlines()):
            assert line in done.stdout.splitlines()
            assert (at := done.stdout.index(line, at)) >= 0


def test_json_has_the_fields_of_a_feed(tmp_path: Path) -> None:
    done = scrapy(tmp_path / "none", "article", str(saved(tmp_path)), "--json")
    schema = json.loads((PROJECT / "schema/article.schema.json").read_text("utf-8"))
    assert list(json.loads(done.stdout)) == [*schema["properties"], "discarded_values"]


def test_an_article_as_a_reader_sees_it(tmp_path: Path) -> None:
    file = saved(tmp_path, DOUBTFUL)
    done = scrapy(tmp_path / "none", "article", str(file), "--url", SITE + PATH)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "नहर में पानी छोड़ा गया  [selector]"
    assert "authors      रीना झा  [json-ld]" in lines
    when = "02 February 2026, 22:23 +0530, from '2026-02-02T22:23:00+05:30'"
    assert f"updated      {when}  [json-ld]" in lines
    site = '"India Daily"  [json-ld]  site_name: it is the site\'s name'
    assert lines.index(f"headline     {site}") > lines.index("discarded")
    date = '"कभी नहीं"  [selector]  no_instant: it is not a date that can be true'
    assert f"updated      {date}" in lines
    at = lines.index("body (100 characters)  [selector]")
    assert lines[at:] == [
        "body (100 characters)  [selector]",
        "",
        "सिंचाई विभाग ने सोमवार की सुबह नहर में पानी छोड़ दिया है.",
        "",
        "## किसानों को राहत",
        "",
        "बुवाई फिर शुरू हो गई है.",
    ]


def test_values_that_were_discarded(tmp_path: Path) -> None:
    assert discarded_values(tmp_path, DOUBTFUL) == [
        ("url", "selector", "https://www.theindiadaily.com/", "home_page"),
        ("headline", "json-ld", "India Daily", "site_name"),
        ("headline", "opengraph", "बाँध की मरम्मत शुरू", "less_trusted"),
        ("summary", "opengraph", "नहर में पानी छोड़ा गया", "headline"),
        ("updated_at", "selector", "कभी नहीं", "no_instant"),
    ]


def test_a_value_that_says_the_same_was_not_discarded(tmp_path: Path) -> None:
    """A title with the site's name, a day without its time, हिन्दी for हिंदी, the body again."""
    page = """<html lang=hi><head><meta property="og:title" content="हिन्दी पढाई | India Daily">
    <meta property="og:site_name" content="India Daily">
    <meta property="article:modified_time" content="2026-01-08T04:30:40Z">
    <script type="application/ld+json">{"@type": "NewsArticle", "headline": "हिंदी पढ़ाई",
     "articleBody": "गाँव के विद्यालय में सोमवार से पढ़ाई शुरू हो गई है."}</script></head><body>
    <div class=x-body-title><h1>हिंदी पढ़ाई</h1></div><div class=x-auth-profile>
    <label class=x-auth-date><em>Updated on : </em>8 Jan 2026, 10:00 AM IST</label></div>
    <div class=x-editior-content><p>गाँव के विद्यालय में सोमवार से पढ़ाई शुरू हो गई है.</p></div>
    </body></html>"""
    assert discarded_values(tmp_path, page) == []


def test_other_sections_are_discarded(tmp_path: Path) -> None:
    data = '<script type="application/ld+json">{"@type": "NewsArticle", "articleSection": "Bihar"}</script>'
    trail = "<ul class=x-breadcrumb><li><a href=/>होम</a><li><a href=/bihar>बिहार</a></ul>"
    html = DOUBTFUL.replace("</head>", data + "</head>").replace("<body>", "<body>" + trail)
    assert ("section", "json-ld", "Bihar", "less_trusted") in discarded_values(tmp_path, html)


def test_a_date_is_as_exact_as_the_page_says_it(tmp_path: Path) -> None:
    html = DOUBTFUL.replace("कभी नहीं", "02 Feb 2026, 11:48 PM IST")
    done = scrapy(tmp_path, "article", str(saved(tmp_path, html)), "--url", SITE + PATH)
    assert "updated      02 February 2026, 23:48 +0530, from " in done.stdout
    assert '"2026-02-02T22:23:00+05:30"' in done.stdout


def test_a_long_value_is_one_line(tmp_path: Path) -> None:
    """Its end is cut between syllables, and what would act on a terminal does nothing."""
    teaser = "क्षेत्र में बारिश\u202e\x1b[31m\n" * 50
    page = story(7, extra=f'<meta property="og:title" content="{teaser}">')
    ((_, _, value, _),) = discarded_values(tmp_path, page)
    assert value is not None
    assert width(value) <= 200
    assert value.endswith("…")
    assert not {"\n", "\x1b", "\u202e"} & set(value)
    text = scrapy(tmp_path / "none", "article", str(tmp_path / "page.html"), "--url", SITE + PATH)
    assert text.returncode == 0
    assert not {"\x1b", "\u202e"} & set(text.stdout)


def test_pages_that_a_crawl_saved_and_others(tmp_path: Path) -> None:
    at = datetime(2026, 2, 3, 6, 30, tzinfo=UTC)
    of_a_crawl = tmp_path / "7.html.gz"
    SavedPage(SITE + PATH, at, "text/html; charset=utf-8", story(7).encode()).write(of_a_crawl)
    done = scrapy(tmp_path / "none", "article", str(of_a_crawl), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    shown = json.loads(done.stdout)
    assert (shown["id"], shown["fetched_at"]) == ("indiadaily:7", "2026-02-03T06:30:00+00:00")
    done = scrapy(tmp_path / "none", "article", str(saved(tmp_path)))
    assert f"url          {URL}  [selector]" in done.stdout.splitlines()


def test_a_page_without_an_article(tmp_path: Path) -> None:
    file = str(saved(tmp_path, "<h1>केवल शीर्षक</h1>"))
    done = scrapy(tmp_path / "none", "article", file, "--url", SITE + PATH)
    assert (done.returncode, done.stdout) == (65, "")
    assert done.stderr == f"newsbot: {SITE}{PATH} shows no article: no_body\n"
    done = scrapy(tmp_path / "none", "article", file, "--url", SITE + PATH, "--json")
    assert (done.returncode, json.loads(done.stdout)["reason"]) == (65, "no_body")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "scrapy article takes one URL, ID or FILE"),
        (("7", "8"), "scrapy article takes one URL, ID or FILE"),
        (("7", "--all"), "unknown option '--all'"),
        (("7", "--known", "--url", URL), "--known reads no page: it goes without --url"),
        (("7", "-a", "limit=5"), "scrapy article takes the argument root= alone, not limit="),
        (("7", "-a", "root=kosi"), "argument root=: not an http or https URL: 'kosi'"),
        (("nowhere.html",), "nowhere.html cannot be read: No such file or directory"),
        (("tests",), "tests cannot be read: Is a directory"),
        (("7.html.gz", "--site", "nobody"), "7.html.gz cannot be read: No such file"),
        (("indiadaily:7",), "'indiadaily:7' is neither a URL nor a file, and there is no ledger"),
        (("/india/" + "%E0%A4%96" * 99 + "-news-7",), "'/india/%E0"),
        (("indiadaily:7", "--known"), "there is no ledger in"),
        (("http://[::1",), "not an http or https URL: 'http://[::1'"),
        ((URL, "-s", "DOWNLOAD_DELAY=abc"), "setting DOWNLOAD_DELAY='abc': must be a number"),
        (("http://mira:raaz@127.0.0.1/a",), "the URL of a page on http://127.0.0.1 must not"),
    ],
)
def test_wrong_arguments_are_one_line(
    tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    done = scrapy(tmp_path / "none", "article", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"newsbot: {message}")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "none").exists()


def test_a_page_that_cannot_be_had_is_one_line(tmp_path: Path) -> None:
    forbidding = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /bihar/")
    with serving(SmallSite({"/robots.txt": forbidding})) as site, serving(SmallSite()) as other:
        site.pages["/india/away-news-8"] = (302, {"Location": f"{other.url}/secret"}, b"")
        for path, why in (
            ("/bihar/kosi-45123", "robots"),
            ("/india/none-news-9", "http_404"),
            ("/india/away-news-8", "redirect"),
        ):
            done = scrapy(tmp_path / "none", "article", site.url + path)
            assert (done.returncode, done.stdout) == (2, "")
            assert len(done.stderr.splitlines()) == 1
            assert done.stderr.startswith(f"newsbot: {site.url}{path} could not be fetched: ")
            assert why in done.stderr
        assert "/bihar/kosi-45123" not in site.asked
        assert other.asked == []
        dead = site.url
    done = scrapy(tmp_path / "none", "article", dead + PATH)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def edited(folder: Path, fields: Fields, *, delivered: bool = True) -> None:
    """A ledger with an article in two revisions."""
    fill(folder, [article(fields, 7)])
    new = article(fields, 7, *BODY[:2], "काम मई तक चलेगा.", headline="नहर का काम तेज़")
    fill(folder, [new], delivered=delivered)


def test_a_known_article_with_its_revisions(tmp_path: Path, article_fields: Fields) -> None:
    edited(tmp_path, article_fields)
    before = state_of(tmp_path)
    with serving(SmallSite()) as site:
        forms = ("indiadaily:7", "7", ref(7).url, "/india/other-slug-news-7")
        urls = ("http://m.theindiadaily.com/india/x-news-7?utm_source=y", site.url + PATH)
        shown = [scrapy(tmp_path, "article", form, "--known") for form in (*forms, *urls)]
        assert site.asked == []
    mirror = ("-a", "root=https://mirror.example")
    shown.append(scrapy(tmp_path, "article", mirror[1][5:] + PATH, "--known", *mirror))
    assert [(done.returncode, done.stderr) for done in shown] == [(0, "")] * len(shown)
    lines = shown[0].stdout.splitlines()
    assert all(done.stdout == shown[0].stdout for done in shown)
    assert lines[0] == "नहर का काम तेज़"
    assert "revision     2 of 2" in lines
    assert "काम मई तक चलेगा." in lines
    assert "    - काम जून तक चलेगा." in lines
    assert "    + काम मई तक चलेगा." in lines
    assert "    changed: headline, sections" in lines
    assert state_of(tmp_path) == before


def test_a_known_article_as_json(tmp_path: Path, article_fields: Fields) -> None:
    edited(tmp_path, article_fields, delivered=False)
    done = scrapy(tmp_path, "article", "7", "--known", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    shown = json.loads(done.stdout)
    revisions = shown.pop("revisions")
    assert shown.pop("discarded_values") is None  # only the page could say
    # The line that was delivered last; the other one waits for the next run.
    line = json.loads(scrapy(tmp_path, "ledger", "export").stdout)
    assert (shown, shown["revision"]) == (line, 1)
    assert [(each["revision"], each["delivered"]) for each in revisions] == [(1, True), (2, False)]
    assert revisions[0]["changed"] == {}
    assert revisions[1]["changed"] == {
        "headline": {"removed": ["नहर का काम, किस्त 7"], "added": ["नहर का काम तेज़"]},
        "sections": {"removed": ["काम जून तक चलेगा."], "added": ["काम मई तक चलेगा."]},
    }
    assert datetime.fromisoformat(revisions[1]["made_at"]).tzinfo is not None
    text = scrapy(tmp_path, "article", "7", "--known").stdout.splitlines()
    assert "revision     1 of 2" in text
    assert any(each.endswith("owed to the next run's feed") for each in text)


def test_an_id_is_fetched_anew(tmp_path: Path, article_fields: Fields) -> None:
    fill(tmp_path, [article(article_fields, 7)])
    with serving(SmallSite({PATH: story(7)})) as site:
        done = scrapy(tmp_path, "article", "indiadaily:7", "-a", f"root={site.url}", "--json")
        assert "/robots.txt" in site.asked
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["headline"] == "खबर संख्या 7"


def test_what_the_ledger_does_not_have(tmp_path: Path, article_fields: Fields) -> None:
    fill(tmp_path, [article(article_fields, 7)])
    ledger = Ledger.open(tmp_path, "indiadaily")
    ledger.pages.discover([ref(3)], "listing", f"{SITE}/", 0, ledger.run)
    ledger.delivered()
    ledger.close()
    for arguments in (("indiadaily:99",), ("99", "--known"), (f"{SITE}/x-news-99", "--known")):
        done = scrapy(tmp_path, "article", *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert len(done.stderr.splitlines()) == 1
        assert "the ledger knows no article" in done.stderr
    for path in (".", "tests"):  # a folder is no page
        assert scrapy(tmp_path, "article", path).returncode == 2
    done = scrapy(tmp_path, "article", "7", "--known", "--site", "nobody")
    assert (done.returncode, "no site 'nobody'" in done.stderr) == (2, True)
    for options in ((), ("--json",)):
        done = scrapy(tmp_path, "article", "3", "--known", *options)
        assert (done.returncode, done.stdout) == (65, "")
        assert "it has not become an article" in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_beside_a_running_crawl(tmp_path: Path, article_fields: Fields) -> None:
    fill(tmp_path, [article(article_fields, 7)])
    ledger = Ledger.open(tmp_path, "indiadaily")
    ledger.record(article(article_fields, 8, "अभी पढ़ी गई खबर."), None)
    try:
        with serving(SmallSite({PATH: story(7)})) as site:
            anew = scrapy(tmp_path, "article", "7", "-a", f"root={site.url}", "--json")
        assert (anew.returncode, anew.stderr) == (0, "")
        for number in (7, 8):
            done = scrapy(tmp_path, "article", f"indiadaily:{number}", "--known")
            assert (done.returncode, done.stderr) == (0, "")
        assert "अभी पढ़ी गई खबर." in done.stdout
    finally:
        ledger.close()


def test_an_article_of_a_real_crawl(tmp_path: Path) -> None:
    with serve(Site(20), port=0) as server:
        crawl(tmp_path, root=server.url, limit="5")
        lines = [json.loads(line) for file in tmp_path.glob("feeds/**/*.jsonl")
                 for line in file.read_text("utf-8").splitlines()]  # fmt: skip
        assert lines
        for line in lines:
            done = scrapy(tmp_path, "article", line["id"], "--known", "--json")
            shown = json.loads(done.stdout)
            assert (done.returncode, len(shown.pop("revisions"))) == (0, 1)
            assert shown == {**line, "discarded_values": None}
            assert scrapy(tmp_path, "article", line["id"], "--known").returncode == 0


@pytest.mark.parametrize("columns", [20, 40, 79])
def test_lines_fit_into_a_narrow_terminal(tmp_path: Path, columns: int) -> None:
    page = Path(shared("pages/other/jagran__aap-bijli-prayagraj-1782160236.html"))
    environment = {"COLUMNS": str(columns)}
    narrow = scrapy(tmp_path / "none", "article", str(page), environment=environment)
    wide = scrapy(tmp_path / "none", "article", str(page))
    assert (narrow.returncode, narrow.stderr) == (wide.returncode, wide.stderr) == (0, "")
    assert max(map(width, narrow.stdout.splitlines())) <= columns
    assert "".join(narrow.stdout.split()) == "".join(wide.stdout.split())
    whole = {part for word in wide.stdout.split() for part in syllables(word)}
    assert {part for word in narrow.stdout.split() for part in syllables(word)} <= whole


def test_a_known_article_on_a_narrow_terminal(tmp_path: Path, article_fields: Fields) -> None:
    edited(tmp_path, article_fields)
    done = scrapy(tmp_path, "article", "7", "--known", environment={"COLUMNS": "40"})
    assert done.returncode == 0
    assert max(map(width, done.stdout.splitlines())) <= 40


@pytest.mark.slow
@pytest.mark.parametrize(
    "environment",
    [{"LANG": "C", "LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "hi_IN.ISO8859-1"}],
)
def test_any_locale_gets_utf_8(tmp_path: Path, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "scrapy", "article", str(saved(tmp_path))]
    done = subprocess.run(
        command, cwd=PROJECT, env={**os.environ, **environment}, capture_output=True
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().startswith("कोसी के बाँध की मरम्मत शुरू")


def test_a_terminal_gets_lines_of_its_width(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scrapy", "article", str(saved(tmp_path))]
    terminal = Terminal(command, columns=48, NO_COLOR="1")
    status, text = terminal.end()
    assert (status, terminal.screen.codes) == (0, set())
    assert max(map(width, text.splitlines())) <= 48
    assert text.startswith("कोसी के बाँध की मरम्मत शुरू  [selector]")
    assert "सुपौल। कोसी नदी के पूर्वी तटबंध की मरम्मत का" in text


@pytest.mark.slow
def test_a_reader_that_has_gone(tmp_path: Path) -> None:
    command = (
        f"{sys.executable} -m scrapy article {saved(tmp_path)} | true; echo ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(
        ["bash", "-c", command], cwd=PROJECT, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("141\n", "")


@pytest.mark.slow
@pytest.mark.parametrize("closed", ["<&-", ">&-", ">&- --json"])
def test_a_stream_that_is_closed(tmp_path: Path, closed: str) -> None:
    file = "-" if closed == "<&-" else saved(tmp_path)
    command = f"{sys.executable} -m scrapy article {file} {closed}"
    done = subprocess.run(
        ["bash", "-c", command], cwd=PROJECT, capture_output=True, text=True, timeout=60
    )
    message = "newsbot: standard input is closed\n" if closed == "<&-" else ""
    assert (done.returncode, done.stdout, done.stderr) == (2 if message else 0, "", message)


@pytest.mark.parametrize("content", ["", '{"id": "indiadaily:7", "headline": "कोसी"}\n'])
def test_a_file_that_is_not_a_page(tmp_path: Path, content: str) -> None:
    done = scrapy(tmp_path / "none", "article", str(saved(tmp_path, content)))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"newsbot: {tmp_path}/page.html is not a page of HTML\n"
