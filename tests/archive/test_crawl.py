"""``scrapy crawl warc``: what archives hold goes through the pipelines and the ledger."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import random
import time
from pathlib import Path
from typing import Any

import pytest

from newsbot.archive.extracting import read_capture
from newsbot.archive.finding import ReadOptions, captures
from newsbot.extraction.sites import declared_spiders
from newsbot.items import Article, Reject
from samplesite import Site, serve
from tests import forked
from tests.archive.files import HTML, SITE, Fetched, record, revisit, write
from tests.archive.test_reading import url
from tests.crawling import Run, crawl, listing, story

OF_THE_FETCH = ("found_via", "found_on", "depth", "fetched_at", "first_seen_at", "response")


def read(data: Path, path: str | Path, *options: str, **arguments: str) -> Run:
    """Run ``scrapy crawl warc`` to its end."""
    command = ["crawl", "warc", "-L", "WARNING", "-a", f"path={path}", *options]
    for name, value in arguments.items():
        command += ["-a", f"{name}={value}"]
    done = forked.run(command, {"NEWSBOT_DATA_DIR": str(data)})
    return Run(done.returncode, done.stderr, data)


def revisions(run: Run) -> list[tuple[str, int, str]]:
    """(id, revision, the paragraph's word) of all lines of the feeds."""
    return [(a["id"], a["revision"], a["body"].split()[0]) for a in run.articles]


def edited(number: int, word: str) -> str:
    return story(number, number + 1).replace("<p>यह", f"<p>{word} यह")


@pytest.mark.slow
def test_a_crawl_and_its_archive_give_the_same_lines(tmp_path: Path) -> None:
    recorder = json.dumps({"tests.archive.recorder.Recorder": 990})
    archive = tmp_path / "a.warc.gz"
    options = ("-s", f"DOWNLOADER_MIDDLEWARES={recorder}", "-s", f"TEST_ARCHIVE={archive}")
    with serve(Site(articles=60)) as server:
        live = crawl(tmp_path / "live", *options, root=server.url)
        asked = len(server.requests)
        run = read(tmp_path / "data", archive)
        assert len(server.requests) == asked
    assert (live.status, run.status) == (0, 0), run.stderr
    assert run.report["requests"] == 0

    def lines(of: Run) -> dict[str, Any]:
        return {
            each["id"]: {name: each[name] for name in each if name not in OF_THE_FETCH}
            for each in of.articles
        }

    assert len(live.articles) == 60
    assert lines(run) == lines(live)
    of_the_fetch = {url for url, reason in live.rejects.items() if reason == "robots_txt"}
    assert run.rejects == {u: r for u, r in live.rejects.items() if u not in of_the_fetch}
    # The same archive, over what the crawl itself knows.
    again = read(tmp_path / "live", archive)
    assert (again.status, len(again.articles)) == (0, 60)
    assert again.report["outcome"] == "nothing_new"


def test_a_run_ends_without_an_error(tmp_path: Path) -> None:
    archive = write(tmp_path / "a.warc.gz", [Fetched(url(1), edited(1, "चौथा"), 400)])
    data = tmp_path / "data"
    run = read(data, archive)
    assert (run.status, run.stderr) == (0, "")
    assert read(data, archive).report["outcome"] == "nothing_new"


def test_captures_are_revisions_in_the_order_of_time(tmp_path: Path) -> None:
    # By their names the files are in the wrong order, and so are the records of one.
    write(tmp_path / "a.warc.gz", [Fetched(url(1), edited(1, "चौथा"), 400)])
    write(
        tmp_path / "b.warc",
        [
            Fetched(f"{SITE}/", listing(1, 2)),
            Fetched(url(1), edited(1, "दूसरा"), 200),
            Fetched(url(2), edited(2, "पहला"), 50),
            Fetched(url(1), edited(1, "पहला"), 100.25),
        ],
    )
    write(tmp_path / "c.warc.zst", [Fetched(url(1), edited(1, "तीसरा"), 300)])
    run = read(tmp_path / "data", tmp_path / "*.warc*")
    assert run.status == 0, run.stderr
    expected = [
        ("indiadaily:2", 1, "पहला"),
        ("indiadaily:1", 1, "पहला"),
        ("indiadaily:1", 2, "दूसरा"),
        ("indiadaily:1", 3, "तीसरा"),
        ("indiadaily:1", 4, "चौथा"),
    ]
    assert revisions(run) == expected
    assert [each["fetched_at"][14:19] for each in run.articles[1:]] == [
        *("31:40", "33:20", "35:00", "36:40")
    ]
    assert {each["first_seen_at"][14:19] for each in run.articles[1:]} == {"31:40"}
    again = read(tmp_path / "data", tmp_path)
    assert (again.status, again.report["outcome"]) == (0, "nothing_new")
    older = read(tmp_path / "data", tmp_path / "b.warc")
    assert older.status == 0
    assert revisions(older) == expected


def test_a_revisit_repeats_an_earlier_payload(tmp_path: Path) -> None:
    first = Fetched(url(1), edited(1, "पहला"), 1)
    digest = "sha1:2222H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"
    held = Fetched(url(2), edited(2, "दूसरा"), 2, warc={"WARC-Payload-Digest": digest})
    missing = Fetched(url(9), "", 5)
    pages = [
        record(first),
        record(held),
        record(Fetched(url(1), edited(1, "नया"), 3)),
        revisit(Fetched(url(1), "", 4), first),  # the first text again
        revisit(Fetched(url(2), "", 5), missing, digest),  # by its digest alone
        revisit(missing, missing, digest.replace("2222", "3333")),
    ]
    write(tmp_path / "a.warc.gz", pages)
    run = read(tmp_path / "data", tmp_path / "a.warc.gz")
    assert revisions(run) == [
        ("indiadaily:1", 1, "पहला"),
        ("indiadaily:2", 1, "दूसरा"),
        ("indiadaily:1", 2, "नया"),
        ("indiadaily:1", 3, "पहला"),
    ]
    assert run.rejects == {url(9): "no_payload"}


def test_a_page_that_a_browser_showed_has_the_headers_of_its_answer(tmp_path: Path) -> None:
    id_ = "<urn:uuid:00000000-0000-0000-0000-000000000001>"
    headers = (HTML, ("X-Robots-Tag", "noai"))
    shell = Fetched(url(1), "<main></main>", 1, "200 OK", headers, warc={"WARC-Record-ID": id_})
    shown = Fetched(url(1), story(1), 2, type="conversion", warc={"WARC-Refers-To": id_})
    run = read(tmp_path / "data", write(tmp_path / "a.warc.gz", [shell, shown]))
    (article,) = run.articles
    assert article["rights"]["x_robots_tag"]["value"] == ["noai"]


@pytest.mark.parametrize("status", ["200 OK", "304 Not Modified"])
def test_a_revisit_has_headers_of_its_own(tmp_path: Path, status: str) -> None:
    """The payload is the earlier record's, and how it is packed; the rest was sent with it."""
    digest = "sha1:2222H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"
    packed = gzip.compress(story(1).encode())
    old = (HTML, ("Content-Encoding", "gzip"), ("X-Robots-Tag", "noindex"), ("Link", "<x>; rel=y"))
    first = Fetched(f"{url(1)}?old=1", packed, 1, headers=old, warc={"WARC-Payload-Digest": digest})
    new = Fetched(url(2), "", 5, status, (HTML, ("X-Robots-Tag", "noai"), ("Content-Length", "7")))
    none = Fetched(url(3), "", 6, status, ())
    pages = [record(first), revisit(new, first, digest), revisit(none, first, digest)]
    file = write(tmp_path / "a.warc.gz", pages)
    options = ReadOptions(declared_spiders())
    found = [each[0] for each in captures(str(file), options) if not isinstance(each, Reject)]
    tags = []
    for each in found:
        item = read_capture(each, options, found[0] if each.type == "revisit" else None).item
        assert isinstance(item, Article)
        assert item.rights is not None
        assert item.response is not None
        assert item.response.status == 200
        tags.append(item.rights.x_robots_tag and item.rights.x_robots_tag.value)
    assert tags == [["noindex"], ["noai"], ["noindex"] if status.startswith("304") else None]


def test_a_better_declaration_makes_revisions_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def page(number: int, word: str) -> str:
        return (
            f"<h1>गाँव में खुला पुस्तकालय {number}</h1><p class=intro>बच्चों को किताबें मिलेंगी।</p>"
            "<p class=date>2 Jan 2026, 10:00 AM IST</p><div class=text>"
            f"<p>{word} पुस्तकालय {number} में तीन सौ किताबें रखी गई हैं।</p></div>"
        )

    home = "https://www.khabar.example/pustakalay"
    write(
        tmp_path / "a.warc.gz",
        [
            Fetched(f"{home}-1", page(1, "नए"), 1),
            Fetched(f"{home}-2", page(2, "नए"), 2),
            Fetched(f"{home}-1", page(1, "बड़े"), 3),
        ],
    )
    modules = ("-s", "SPIDER_MODULES=newsbot.spiders,tests.archive.spiders")

    def go() -> list[tuple[str, int, str | None]]:
        run = read(tmp_path / "data", tmp_path / "a.warc.gz", *modules, spider="khabar")
        assert run.status == 0, run.stderr
        return [(a["id"], a["revision"], a["summary"]) for a in run.articles]

    before = [("khabar:1", 1, None), ("khabar:2", 1, None), ("khabar:1", 2, None)]
    assert go() == before
    monkeypatch.setenv("TEST_BETTER", "1")
    told = "बच्चों को किताबें मिलेंगी।"
    after = [*before, ("khabar:2", 2, told), ("khabar:1", 3, told)]
    assert go() == after
    assert go() == after


@pytest.mark.slow
def test_killed_in_mid_read_nothing_is_lost_or_twice(tmp_path: Path) -> None:
    """Processes read it: the archive is large enough."""
    noise = random.Random(1)
    pages = [
        Fetched(
            url(n % 60),
            edited(n % 60, f"अंक{n}") + f"<!-- {noise.randbytes(30_000).hex()} -->",
            n,
        )
        for n in range(120)
    ]
    write(tmp_path / "a.warc.gz", pages[::2])
    write(tmp_path / "b.warc.gz", pages[1::2])
    path, data = tmp_path / "*.warc.gz", tmp_path / "data"
    kills = 0
    for _ in range(3):
        command = ["crawl", "warc", "-L", "WARNING", "-a", f"path={path}"]
        process = forked.start(command, {"NEWSBOT_DATA_DIR": str(data)})
        known = sum(1 for _ in data.glob("feeds/**/*.jsonl"))
        until = time.monotonic() + 100
        while process.poll() is None and time.monotonic() < until:
            feeds = sorted(data.glob("feeds/**/*.jsonl"))
            if len(feeds) > known and feeds[-1].stat().st_size:
                time.sleep(0.2 * kills)
                kills += 1
                break
            time.sleep(0.01)
        process.kill()
        process.wait()
    run = read(data, path)
    assert run.status == 0, run.stderr
    found = sorted(revisions(run))
    assert kills
    assert found == sorted((f"indiadaily:{n % 60}", n // 60 + 1, f"अंक{n}") for n in range(120))


def test_what_cannot_be_read_is_rejected_and_the_rest_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "archives"
    whole = write(folder / "a.warc.gz", [Fetched(url(n), story(n), n) for n in range(1, 6)])
    (folder / "b.warc.gz").write_bytes(whole.read_bytes()[:-200])
    (folder / "c.warc.gz").write_bytes(b"no archive")
    (folder / "d.warc.gz").symlink_to(folder / "nowhere")
    write(
        folder / "e.warc",
        [
            Fetched(url(6), story(6), 1, "503 Service Unavailable"),
            Fetched(url(6), story(6), 2),
            Fetched(url(7), "x", 3, "404 Not Found"),
            Fetched(url(8), "x", 4, "301 Moved Permanently"),
            Fetched(url(9), "<h1>केवल शीर्षक</h1>", 5),
            Fetched(url(9), "<h1>केवल शीर्षक</h1>", 6),
            Fetched(url(10), "", 7),
        ],
    )
    run = read(tmp_path / "data", folder)
    assert run.status == 0, run.stderr
    assert {each["id"] for each in run.articles} == {f"indiadaily:{n}" for n in range(1, 7)}
    assert run.rejects == {
        (folder / "c.warc.gz").as_uri(): "not_warc",
        url(5): "broken_record",  # in b, and whole in a
        url(7): "http_404",
        url(9): "no_body",
        url(10): "empty_page",
    }
    only_bad = read(tmp_path / "other", folder / "c.warc.gz")
    assert (only_bad.status, only_bad.report["outcome"]) == (65, "no_articles")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"path": "nowhere/*.warc.gz"}, "no file matches 'nowhere/*.warc.gz'"),
        ({}, "argument path= is missing"),
        ({"path": "README.md", "spider": "nobody"}, "no spider of that name declares a site"),
        ({"path": "README.md", "spider": "hindi"}, "no spider of that name declares a site"),
        ({"path": "README.md", "root": "http://127.0.0.1:1"}, "root= is not for archives"),
        ({"path": "README.md", "limit": "0"}, "must be a whole number"),
    ],
)
def test_wrong_arguments_are_one_line(
    tmp_path: Path, arguments: dict[str, str], message: str
) -> None:
    command = ["crawl", "warc"]
    for name, value in arguments.items():
        command += ["-a", f"{name}={value}"]
    done = forked.run(command, {"NEWSBOT_DATA_DIR": str(tmp_path / "data")})
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_another_spider_takes_no_archives(tmp_path: Path) -> None:
    run = crawl(tmp_path, path="a.warc.gz")
    assert run.status == 2
    assert "path= and spider= are for the spider warc" in run.stderr


def test_sites_without_a_declaration_and_other_languages(tmp_path: Path) -> None:
    text = "".join(
        f"<p>ज़िले के किसानों ने सोमवार को मंडी में अपनी उपज बेची और {n} क्विंटल गेहूँ तौला गया।</p>"
        for n in range(6)
    )
    hindi = f"<h1>मंडी में गेहूँ की आवक बढ़ी, किसानों को मिला अच्छा दाम</h1><article>{text}</article>"
    english = "<h1>Farmers sold wheat at the market on Monday morning</h1><article>" + (
        "<p>Farmers of the district sold their wheat at the market on Monday.</p>" * 6
    )
    write(
        tmp_path / "a.warc.gz",
        [
            Fetched("https://www.mandi.example/bihar/gehun-ki-aavak-badhi-452341", hindi, 1),
            Fetched("https://english.example/farm/wheat-was-sold-on-monday-452342", english, 2),
            Fetched("https://www.mandi.example/", "<h1>मंडी</h1>" + "<a href=/a>x</a>" * 9, 3),
            Fetched(url(1), story(1), 4),
        ],
    )
    run = read(tmp_path / "data", tmp_path / "a.warc.gz")
    assert {each["site"] for each in run.articles} == {"hindi:mandi.example", "indiadaily"}
    assert set(run.rejects.values()) == {"not_hindi"}
    alone = read(tmp_path / "alone", tmp_path / "a.warc.gz", spider="indiadaily")
    assert [each["id"] for each in alone.articles] == ["indiadaily:1"]
    assert not alone.rejects
    again = read(tmp_path / "data", tmp_path / "a.warc.gz")
    assert again.report["outcome"] == "nothing_new"
    assert len(again.articles) == 2


def test_an_amp_page_stands_in_where_there_is_no_other(tmp_path: Path) -> None:
    amp = story(1).replace("<html", "<html amp").replace("<p>यह", "<p>एएमपी यह")
    write(
        tmp_path / "a.warc.gz",
        [
            Fetched(f"{url(1)}/amp", amp, 1),
            Fetched(url(1), edited(1, "पूरा"), 2),
            Fetched(f"{url(2)}/amp", amp.replace("संख्या 1", "संख्या 2"), 3),
            Fetched(f"{url(3)}/amp", amp.replace("संख्या 1", "संख्या 3"), 4),
            Fetched(url(3), "", 5),
        ],
    )
    run = read(tmp_path / "data", tmp_path / "a.warc.gz")
    assert revisions(run) == [
        ("indiadaily:1", 1, "पूरा"),
        ("indiadaily:2", 1, "एएमपी"),
        ("indiadaily:3", 1, "एएमपी"),
    ]
    assert not run.rejects


def test_a_site_that_is_crawled_meanwhile_ends_the_run(tmp_path: Path) -> None:
    write(tmp_path / "a.warc.gz", [Fetched(url(1), story(1))])
    data = tmp_path / "data"
    lock = data / "locks" / "indiadaily.lock"
    lock.parent.mkdir(parents=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        for arguments in ({}, {"spider": "indiadaily"}):
            run = read(data, tmp_path / "a.warc.gz", **arguments)
            assert (run.status, run.articles) == (75, [])
            assert "is at work on indiadaily" in run.stderr
    assert len(read(data, tmp_path / "a.warc.gz").articles) == 1


def test_limit_and_since(tmp_path: Path) -> None:
    write(tmp_path / "a.warc.gz", [Fetched(url(n), story(n), n) for n in range(1, 9)])
    run = read(tmp_path / "data", tmp_path / "a.warc.gz", limit="3")
    assert (run.status, len(run.articles)) == (0, 3)
    run = read(tmp_path / "data", tmp_path / "a.warc.gz", since="2026-01-07")
    assert {each["id"] for each in run.articles} == {f"indiadaily:{n}" for n in (1, 2, 3, 6, 7, 8)}
    run = read(tmp_path / "data", tmp_path / "a.warc.gz")
    assert len(run.articles) == 8


def test_an_archive_that_is_compressed_as_a_whole(tmp_path: Path) -> None:
    plain = b"".join(record(Fetched(url(n), edited(n, "पूरा"), 10 - n)) for n in range(1, 10))
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(plain))
    run = read(tmp_path / "data", tmp_path / "a.warc.gz", spider="indiadaily")
    assert run.status == 0, run.stderr
    assert {each["id"] for each in run.articles} == {f"indiadaily:{n}" for n in range(1, 10)}
    assert {each["response"]["archive"] for each in run.articles} == {None}


def test_a_line_says_where_the_archive_holds_its_page(tmp_path: Path) -> None:
    body = edited(1, "पूरा").encode()
    packed = Fetched(url(1), gzip.compress(body), headers=(HTML, ("Content-Encoding", "gzip")))
    file = write(tmp_path / "a.warc", [packed])
    (line,) = read(tmp_path / "data", file).articles
    assert line["response"]["status"] == 200
    assert line["response"]["sha256"] == hashlib.sha256(packed.body).hexdigest()
    said = line["response"]["archive"]
    assert said["file"] == "a.warc"
    assert file.read_bytes()[said["offset"] :].startswith(b"WARC/1.1")
