"""What a page in the browser asks for keeps the rules of the crawl."""

from __future__ import annotations

import itertools
import json
import time
from pathlib import Path

import pytest

from newsbot.discovery import soft_404
from tests.browser.canary import canary
from tests.browser.scripted import count, scripted
from tests.crawling import RIGHTS_FILES, SITE, Run, SmallSite, listing, serving, story

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("chromium")]
PATH = "/india/khabar-news-1"
HTML = "text/html; charset=utf-8"


def page(script: str, head: str = "") -> str:
    """An article whose body a script writes: with `write(text)`."""
    return (
        f"<html lang=hi><head>{head}</head><body><div class=x-body-title><h1>खबर संख्या एक</h1></div>"
        "<div class=x-editior-content></div><script>const write = text => {"
        "const p = document.createElement('p'); p.textContent = text;"
        "document.querySelector('.x-editior-content').append(p) };"
        f"(async () => {{ {script} }})()</script></body></html>"
    )


ASK = """
    const said = [];
    for (const url of %s)
        said.push(await fetch(url).then(answer => answer.status, () => 'no'));
    write(`उत्तर: ${said.join(' ')}.`);
"""


def asking(*urls: str) -> str:
    return page(ASK % json.dumps(urls))


MEDIA_HEAD = (
    "<link rel=stylesheet href=/a.css><link rel=icon href=/favicon.ico>"
    "<style>@font-face { font-family: x; src: url(/a.woff2) } body { font-family: x }</style>"
    "<link rel=preload as=image href=/b.png><link rel=manifest href=/manifest.json>"
)
MEDIA_SCRIPT = (
    "document.body.insertAdjacentHTML('beforeend', '<img src=/a.png><video src=/a.mp4 autoplay>"
    "</video><audio src=/a.mp3 autoplay></audio><iframe src=/frame></iframe>"
    "<embed src=/a.pdf><object data=/a.swf></object>');"
    "navigator.sendBeacon('/beacon'); new EventSource('/events');"
    "const a = document.createElement('a'); a.href = '/a.zip'; a.download = 'a.zip'; a.click();"
    "write('यह रहा पाठ.');"
)
PERMISSIONS_SCRIPT = """
    const said = [];
    for (const name of ['geolocation', 'notifications', 'camera', 'microphone', 'midi'])
        said.push((await navigator.permissions.query({name})).state);
    const worker = await navigator.serviceWorker?.register('/worker.js').then(
        kept => kept ? 'kept' : 'refused', () => 'refused');
    const socket = await new Promise(resolve => {
        const it = new WebSocket('wss://www.theindiadaily.com/socket');
        it.onmessage = () => resolve('message');
        it.onclose = it.onerror = () => resolve('closed') });
    write([...said, worker ?? 'refused', socket].join(' '));
"""
GROWING_SCRIPT = "for (let i = 0; i < 300; i++) write('क'.repeat(1000))"
WITHOUT_SCRIPT = (
    "<div class=x-body-title><h1>केवल शीर्षक</h1></div>"
    '<script type="application/ld+json">{"@type": "Thing"}</script>'
)
# Articles that keep different rules, and are crawled together.
ARTICLES = {
    "asking": asking("/ajax/moved", "/ajax/shaky", "/ajax/gone"),
    "media": page(MEDIA_SCRIPT, MEDIA_HEAD),
    "permissions": page(PERMISSIONS_SCRIPT),
    "growing": page(GROWING_SCRIPT),
    "without script": WITHOUT_SCRIPT,
}
PATHS = {name: f"/india/khabar-news-{n}" for n, name in enumerate(ARTICLES, 1)}


@pytest.fixture(scope="module")
def site() -> SmallSite:
    return SmallSite(
        {
            **{PATHS[name]: html for name, html in ARTICLES.items()},
            "/ajax/moved": (302, {"Location": "/ajax/here"}, b""),
            "/ajax/here": "यह रहा",
            "/ajax/shaky": [(503, {}, b""), "अब"],
            "/worker.js": (200, {"Content-Type": "text/javascript"}, b""),
        }
    )


@pytest.fixture(scope="module")
def run(site: SmallSite, tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Run:
    data = tmp_path_factory.mktemp("data")
    options = ("-s", "DOWNLOAD_MAXSIZE=200000")
    with serving(site):
        return scripted(data, *options, root=site.url, urls=",".join(PATHS.values()))


def body(run: Run, name: str) -> str:
    (article,) = [each for each in run.articles if each["url"] == SITE + PATHS[name]]
    return str(article["body"])


def test_redirects_retries_and_statuses(site: SmallSite, run: Run) -> None:
    assert body(run, "asking") == "उत्तर: 200 200 404."
    assert all(agent.startswith("newsbot/") for agent in site.agents)


def test_what_is_not_text_is_not_fetched(site: SmallSite, run: Run) -> None:
    assert body(run, "media") == "यह रहा पाठ."
    ajax = {f"/ajax/{name}" for name in ("moved", "here", "shaky", "gone")}
    # One of the pages looks as if it did not exist.
    asked = {path for path in site.asked if soft_404.IMPOSSIBLE_NAME not in path}
    assert asked == {"/robots.txt", *RIGHTS_FILES, *PATHS.values(), *ajax}


def test_nothing_is_permitted_and_nothing_kept(site: SmallSite, run: Run) -> None:
    said = body(run, "permissions").split()
    assert "granted" not in said
    assert said[-2:] == ["refused", "closed"]
    assert "/worker.js" not in site.asked


def test_a_page_that_grows_too_large_is_a_reject(run: Run) -> None:
    assert run.rejects[SITE + PATHS["growing"]] == "render_failed"
    details = {each["url"]: each["detail"] for each in run.lines("rejects")}
    assert "has grown to" in details[SITE + PATHS["growing"]]


def test_a_page_without_script_is_not_rendered(run: Run) -> None:
    assert run.rejects[SITE + PATHS["without script"]] == "no_body"
    assert len(run.rejects) == 2
    assert count(run, "browser/asked_for") == len(ARTICLES) - 1


def test_robots_txt_and_the_other_hosts(tmp_path: Path) -> None:
    with canary() as bird:
        pages = {
            PATH: asking(
                "/ajax/allowed",
                "/ajax/forbidden",
                "https://elsewhere.example/x",
                f"{bird.url}/x",
                "/ajax/away",
                "/ajax/private",
                "file:///etc/passwd",
                "ftp://theindiadaily.com/x",
            ),
            "/robots.txt": (200, {}, b"User-agent: *\nDisallow: /ajax/forbidden\n"),
            "/ajax/allowed": "यह रहा",
            "/ajax/forbidden": "यह नहीं",
            "/ajax/away": (302, {"Location": "https://elsewhere.example/y"}, b""),
            "/ajax/private": (302, {"Location": f"{bird.url}/y"}, b""),
        }
        with serving(SmallSite(pages)) as site:
            run = scripted(tmp_path, root=site.url, urls=PATH)
        assert bird.hits == []
    assert run.articles[0]["body"] == "उत्तर: 200 no no no no no no no."
    assert "/ajax/forbidden" not in site.asked
    assert site.asked.count("/robots.txt") == 1


@pytest.mark.alone  # the gaps between requests are measured
def test_the_delay_holds_for_pages_in_the_browser_and_is_not_their_time(tmp_path: Path) -> None:
    times: list[float] = []

    class Timed(SmallSite):
        def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
            times.append(time.monotonic())
            return super().answer(path)

    asked = [f"/ajax/{number}" for number in range(6)]
    pages = {PATH: asking(*asked), **dict.fromkeys(asked, "यह रहा")}
    with serving(Timed(pages)) as site:
        # Six requests wait for longer than the page may take.
        options = ("-s", "DOWNLOAD_DELAY=1", "-s", "NEWSBOT_BROWSER_TIMEOUT=4")
        run = scripted(tmp_path, *options, root=site.url, urls=PATH)
    assert run.articles[0]["body"] == "उत्तर: 200 200 200 200 200 200."
    assert len(times) == 8 + len(RIGHTS_FILES)
    assert min(later - sooner for sooner, later in itertools.pairwise(times)) > 0.9


def test_pages_that_stay_empty_are_not_rendered_for_ever(tmp_path: Path) -> None:
    paths = [f"/india/khabar-news-{number}" for number in range(1, 13)]
    with serving(SmallSite(dict.fromkeys(paths, page("")))) as site:
        options = ("-s", "CONCURRENT_REQUESTS=1")
        run = scripted(tmp_path, *options, root=site.url, urls=",".join(paths))
    assert set(run.rejects.values()) == {"no_body"}
    assert set(run.rejects) == {SITE + path for path in paths}
    rendered = count(run, "browser/rendered")
    assert 5 <= rendered <= 7  # one or two were under way when the fifth came back
    assert count(run, "browser/still_empty") == rendered
    assert count(run, "browser/given_up") == 12 - rendered


@pytest.mark.parametrize("attach", ["it();", "document.addEventListener('DOMContentLoaded', it);"])
def test_a_button_is_pressed_when_its_script_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, attach: str
) -> None:
    """A deferred script runs when the page is parsed; a handler may come even after that."""

    class Slow(SmallSite):
        def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
            time.sleep(path == "/more.js")
            return super().answer(path)

    script = (
        "const it = () => document.querySelector('button').addEventListener('click', event => {"
        "document.body.insertAdjacentHTML('beforeend', '<a href=/india/khabar-news-2>दो</a>');"
        "event.target.remove() });" + attach
    )
    button = "<button class=x-loadmore>और</button><script defer src=/more.js></script>"
    pages = {
        "/india?view=0": listing(1, extra=button),
        "/more.js": (200, {"Content-Type": "text/javascript"}, script.encode()),
        **{f"/india/khabar-news-{number}": story(number) for number in (1, 2)},
    }
    monkeypatch.setenv("LISTINGS", "1")
    with serving(Slow(pages)) as site:
        run = scripted(tmp_path, spider="listings", root=site.url, related_depth="0")
    assert {each["id"] for each in run.articles} == {"indiadaily:1", "indiadaily:2"}, run.stderr
    assert count(run, "browser/clicks") == 1
