"""`scrapy ledger search`: what is found, how it is shown, and what happens to the index."""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
import stat
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from newsbot.items import LiveUpdate
from newsbot.ledger import Ledger
from newsbot.ledger.storage import access
from newsbot.search import index
from newsbot.search.index_file import LOCK
from newsbot.search.query import folded_text, parse_query
from tests.commands.ledgers import FILE, article, fill, ref, scrapy
from tests.crawling import SmallSite, crawl, listing, serving, story

Fields = dict[str, Any]
IST = timezone(timedelta(hours=5, minutes=30))
ALWAYS = (-(1 << 40), 1 << 40)


def day(number: int, **others: Any) -> Fields:
    return {"published_at": datetime(2026, 2, number, 10, tzinfo=IST), **others}


@pytest.fixture
def data(tmp_path: Path, article_fields: Fields) -> Path:
    folder = tmp_path / "data"
    fill(
        folder,
        [
            article(article_fields, 1, "सभा में हिन्दी के लेखक आए.", "नहर में पानी आया.", **day(1)),
            article(article_fields, 2, "हिंदी की किताबें पानी से बचीं.", **day(2)),
            article(article_fields, 3, "मेले में भीड़ रही.", **day(3, headline="हिन्दी मेला शुरू")),
        ],
    )
    fill(folder, [article(article_fields, 4, "हिंदी दिवस.", site="prabhat")], site="prabhat")
    return folder


def ids(data: Path, *arguments: str) -> list[str]:
    """The numbers of the articles that a search prints."""
    done = scrapy(data, "ledger", "search", "--json", *arguments)
    assert done.returncode in (0, 1), done.stderr
    assert (done.returncode == 1) == (not done.stdout)
    return [json.loads(line)["id"].partition(":")[2] for line in done.stdout.splitlines()]


def candidates(data: Path, query: str, told: list[str] | None = None) -> list[int] | None:
    """What the index itself answers."""
    with access.reading(data) as database:
        tell = [].append if told is None else told.append
        return index.candidates(data, database, parse_query(query), ALWAYS, tell)


def test_all_spellings_newest_first(data: Path) -> None:
    for word in ("हिंदी", "हिन्दी"):
        assert ids(data, word) == ["4", "3", "2", "1"]
    assert ids(data, "हिंदी पानी") == ids(data, "हिंदी", "पानी") == ["2", "1"]
    assert ids(data, '"हिंदी के लेखक"') == ["1"]
    assert ids(data, '"के हिंदी"') == []
    assert ids(data, "किता*") == ["2"]
    assert ids(data, "हिंदी -पानी") == ids(data, "हिंदी", "-पानी") == ["4", "3"]
    assert ids(data, '-"नहर में" हिन्दी पानी') == ["2"]
    assert ids(data, "हिंदी", "--site", "prabhat") == ["4"]
    assert ids(data, "हिंदी", "--since", "2026-02-02", "--until", "2026-02-02") == ["2"]
    assert ids(data, "हिंदी", "--until", "2026-02-01T10:00") == []
    assert ids(data, "हिंदी", "--limit", "2") == ["4", "3"]


def test_what_people_see(data: Path) -> None:
    done = scrapy(data, "ledger", "search", "हिंदी", "--site", "indiadaily")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "3 Feb 2026, 10:00 AM IST  indiadaily:3\n"
        "«हिन्दी» मेला शुरू\n"
        f"{ref(3).url}\n"
        "\n"
        "2 Feb 2026, 10:00 AM IST  indiadaily:2\n"
        "नहर का काम, किस्त 2\n"
        f"{ref(2).url}\n"
        "«हिंदी» की किताबें पानी से बचीं.\n"
        "\n"
        "1 Feb 2026, 10:00 AM IST  indiadaily:1\n"
        "नहर का काम, किस्त 1\n"
        f"{ref(1).url}\n"
        "सभा में «हिन्दी» के लेखक आए.\n"
    )
    [line] = scrapy(data, "ledger", "search", "लेखक", "--json").stdout.splitlines()
    assert json.loads(line) == {
        "id": "indiadaily:1",
        "revision": 1,
        "url": ref(1).url,
        "site": "indiadaily",
        "headline": "नहर का काम, किस्त 1",
        "date": "2026-02-01T10:00:00+05:30",
        "snippet": "सभा में हिन्दी के «लेखक» आए.",
    }
    done = scrapy(data, "ledger", "search", "हिंदी", "--limit", "1")
    assert done.stderr == "newsbot: these are the newest 1; --limit N shows more\n"


def test_live_entries_dates_without_a_time_and_controls(
    tmp_path: Path, article_fields: Fields
) -> None:
    fields = {
        **day(2, kind="live", published_precision="day"),
        "live_updates": [LiveUpdate(None, "मतगणना \x1b[31mशुरू", "पहला रुझान आया.")],
    }
    fill(tmp_path, [article(article_fields, 1, "चुनाव.", **fields)])
    done = scrapy(tmp_path, "ledger", "search", "मतगणना")
    assert done.stdout.startswith("2 Feb 2026  indiadaily:1\n")
    assert "\x1b" not in done.stdout
    assert "«मतगणना» " in done.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("पहाड़",), 1, "no article has 'पहाड़'"),
        (("हिंदी", "--site", "jagran"), 1, "no article has 'हिंदी' with --site jagran"),
        (("हिंदी", "--until", "2020-01-01"), 1, "with --until 2020-01-01"),
        (("हिंदी", "--site", "nowhere"), 2, "no site 'nowhere'"),
        (('"हिंदी',), 2, "has no partner"),
        (("*",), 2, "no word to search for"),
        (("-हिंदी",), 2, "'-हिंदी' has no word to search for"),
        (("हिंदी", "-delhi"), 2, "unknown option '-delhi' (a word to leave out: 'हिंदी -delhi'"),
        (("",), 2, "no word to search for"),
        ((), 2, "scrapy ledger search takes words to search for"),
        (("हिंदी", "--limit", "0"), 2, "--limit 0: must be at least 1"),
        (("हिंदी", "--limit", "x"), 2, "invalid int value: 'x'"),
        (("हिंदी", "--since", "कल"), 2, "since"),
        (("हिंदी", "--latest"), 2, "--latest does not belong to scrapy ledger search"),
        (("हिंदी", "--match", "x"), 2, "--match does not belong to scrapy ledger search"),
    ],
)
def test_wrong_orders_are_one_line(
    data: Path, arguments: tuple[str, ...], status: int, message: str
) -> None:
    done = scrapy(data, "ledger", "search", *arguments)
    assert (done.returncode, done.stdout) == (status, "")
    [line] = done.stderr.splitlines()
    assert message in line


@pytest.mark.parametrize(
    "query",
    ["हिंदी AND", "NOT हिंदी", "(", "NEAR(", "text:हिंदी", "हिंदी^2", "{a b}:c", "'", "a' OR 1", "^"],
)
def test_syntax_of_sqlite_is_text(data: Path, query: str) -> None:
    done = scrapy(data, "ledger", "search", query)
    assert done.returncode in (1, 2)
    assert len(done.stderr.splitlines()) == 1
    assert "fts5" not in done.stderr
    assert candidates(data, "लेखक " + "क " * 5000 + '"' + "नहर " * 5000 + '"') == []


def test_there_is_no_ledger(tmp_path: Path) -> None:
    done = scrapy(tmp_path, "ledger", "search", "हिंदी")
    assert done.returncode == 1
    assert "there is no ledger" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_revisions_replace_older_ones(data: Path, article_fields: Fields) -> None:
    assert candidates(data, "लेखक") == [1]
    fill(data, [article(article_fields, 1, "सभा में कवि आए.", **day(1))])
    assert candidates(data, "लेखक") == []
    assert candidates(data, "कवि") == [1]
    assert ids(data, "कवि") == ["1"]


def test_forgotten_articles_are_not_found(data: Path, article_fields: Fields) -> None:
    assert ids(data, "दिवस") == ["4"]
    assert scrapy(data, "ledger", "forget", "prabhat:4").returncode == 0
    assert ids(data, "दिवस") == []
    # Its number in the ledger is given to another one; even to the same one with another text.
    fill(data, [article(article_fields, 4, "कविता पाठ.", site="prabhat")], site="prabhat")
    assert ids(data, "दिवस") == []
    assert ids(data, "पाठ") == ["4"]


def test_the_index_is_made_anew_when_most_of_it_is_old(
    data: Path, article_fields: Fields, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "MIN_STALE", 2)
    for number in range(8):
        fill(data, [article(article_fields, 1, f"पाठ {number} बदला.", **day(1))])
        assert candidates(data, f'"पाठ {number}"') == [1]
    with closing(sqlite3.connect(data / index.FILE)) as connection:
        (last,) = connection.execute("SELECT max(number) FROM documents").fetchone()
    assert last < 8
    assert candidates(data, "हिंदी") == [4, 3, 2]


def spoil_header(file: Path) -> None:
    file.write_bytes(b"no database" * 1000)


def spoil_pages(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def other_version(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 99")


def no_words(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TABLE words")


def no_documents(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TABLE documents")


@pytest.mark.parametrize(
    "spoil",
    [spoil_header, spoil_pages, cut, empty, other_version, no_words, no_documents, os.unlink],
)
def test_a_damaged_index_is_made_anew_and_breaks_no_crawl(
    data: Path, article_fields: Fields, spoil: Any
) -> None:
    assert candidates(data, "हिंदी") == [4, 3, 2, 1]
    spoil(data / index.FILE)
    pages = {"/": listing(7), "/india/khabar-news-7": story(7)}
    with serving(SmallSite(pages)) as site:
        run = crawl(data, root=site.url)
    assert run.status == 0, run.stderr
    told: list[str] = []
    assert candidates(data, "हिंदी", told) == [4, 3, 2, 1]
    assert len(told) <= 1
    assert ids(data, '"खबर संख्या 7"') == ["7"]


def test_a_run_brings_the_index_up_to_date(data: Path) -> None:
    pages = {"/": listing(7), "/india/khabar-news-7": story(7)}
    with serving(SmallSite(pages)) as site:
        assert crawl(data, root=site.url).status == 0
        assert not (data / index.FILE).exists()  # nobody has searched yet
        assert candidates(data, "हिंदी") == [4, 3, 2, 1]
        pages |= {"/": listing(7, 8), "/india/khabar-news-8": story(8)}
        site.pages.update(pages)
        assert crawl(data, root=site.url).status == 0
    with closing(sqlite3.connect(data / index.FILE)) as connection:
        count = connection.execute("SELECT count(*) FROM documents").fetchone()
    assert count == (6,)


def test_a_run_that_died_before_the_index_was_written(data: Path, article_fields: Fields) -> None:
    assert candidates(data, "पानी") == [2, 1]
    fill(data, [article(article_fields, 8, "पानी की कमी.")], delivered=False)
    assert 5 in (candidates(data, "पानी") or [])


def test_an_index_that_was_half_made(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def stop(text: str) -> str:
        made.append(text)
        if len(made) > 2:
            raise KeyboardInterrupt
        return folded_text(text)

    with monkeypatch.context() as patched:
        patched.setattr(index, "BATCH", 1)
        patched.setattr(index, "folded_text", stop)
        with pytest.raises(KeyboardInterrupt):
            candidates(data, "हिंदी")
    told: list[str] = []
    assert candidates(data, "हिंदी", told) == [4, 3, 2, 1]
    assert told == []


def test_beside_a_run_of_another_site(data: Path, article_fields: Fields) -> None:
    ledger = Ledger.open(data, "jagran")
    try:
        ledger.record(article(article_fields, 9, "पानी का टैंकर.", site="jagran"), None)
        with ledger.transaction():  # it writes now
            assert ids(data, "टैंकर") == ["9"]
    finally:
        ledger.close()


def test_files_are_the_users_and_the_groups(data: Path) -> None:
    before = os.umask(0)
    try:
        assert ids(data, "पानी") == ["2", "1"]
    finally:
        os.umask(before)
    files = sorted(each for each in data.iterdir() if each.name.startswith("search"))
    assert [each.name for each in files] == ["search.sqlite", "search.sqlite.lock"]
    assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o640}


def no_folder_to_write(data: Path) -> None:
    (data / LOCK).mkdir()


def a_link(data: Path) -> None:
    (data / index.FILE).symlink_to(data / "victim")
    (data / "victim").write_bytes(b"dear")


@pytest.mark.parametrize("hinder", [no_folder_to_write, a_link])
def test_without_an_index_the_ledger_is_read(data: Path, hinder: Any) -> None:
    hinder(data)
    done = scrapy(data, "ledger", "search", "हिंदी", "--json")
    assert done.returncode == 0
    assert [json.loads(line)["id"][-1] for line in done.stdout.splitlines()] == list("4321")
    assert "the search index cannot be used" in done.stderr
    assert ids(data, '"हिंदी के लेखक"', "--until", "2026-02-01") == ["1"]
    if (victim := data / "victim").exists():
        assert victim.read_bytes() == b"dear"


def test_another_process_has_the_index(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "MAX_WAIT", 0.1)
    with (data / LOCK).open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told: list[str] = []
        assert candidates(data, "हिंदी", told) is None
        assert told == ["another process is using the search index"]


def test_the_ledger_stays_as_it_is(data: Path) -> None:
    before = (data / FILE).read_bytes()
    assert ids(data, "हिंदी")
    assert (data / FILE).read_bytes() == before
