"""``archive=``: what a crawl fetches is in WARC files, as it was on the wire."""

from __future__ import annotations

import gzip
import hashlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from scrapy.settings import Settings
from warcio.archiveiterator import ArchiveIterator

from newsbot.arguments import Arguments
from newsbot.discovery.soft_404 import IMPOSSIBLE_NAME
from newsbot.exceptions import ArgumentError, SettingError
from newsbot.setting_values import check_settings
from samplesite import serve
from samplesite.scripted import ScriptedSite
from tests import forked
from tests.browser.conftest import chromium
from tests.browser.scripted import count, scripted
from tests.crawling import PATH, Run, SmallSite, crawl, listing, serving, story
from tests.sites.running import MODULES, NAMES, four_sites

__all__ = ["chromium"]  # a fixture

ORIGIN = "https://www.theindiadaily.com"
HTML = "text/html; charset=utf-8"


class Kept(NamedTuple):
    """A record of an archive."""

    file: str
    offset: int
    type: str
    url: str
    warc: dict[str, str]
    status: str
    http: list[tuple[str, str]]
    payload: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.http if key.lower() == name.lower()), None)


def records_of(folder: Path, pattern: str = "*.warc.gz") -> list[Kept]:
    """All records of an archive, in the order in which they were written."""
    found = []
    for file in sorted(folder.glob(pattern)):
        with file.open("rb") as stream:
            records: Any = ArchiveIterator(stream, check_digests="raise")
            for each in records:
                http = each.http_headers
                payload = each.raw_stream.read()
                found.append(
                    Kept(
                        file.name,
                        records.get_record_offset(),
                        each.rec_type,
                        each.rec_headers.get_header("WARC-Target-URI"),
                        dict(each.rec_headers.headers),
                        http.statusline if http else "",
                        http.headers if http else [],
                        payload,
                    )
                )
    return found


def responses(folder: Path) -> dict[str, Kept]:
    """Path → the last response of the site's origin."""
    return {
        each.url.removeprefix(ORIGIN): each
        for each in records_of(folder)
        if each.type == "response"
    }


def check(folder: Path) -> None:
    """``warcio check`` finds nothing wrong, and no file is still open."""
    files = sorted(map(str, folder.glob("*.warc.gz")))
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert files
    assert not list(folder.glob("*.open"))


def payload_at(folder: Path, archive: dict[str, Any]) -> bytes:
    """The payload of the record at the place that an article names."""
    with (folder / archive["file"]).open("rb") as stream:
        stream.seek(archive["offset"])
        payload: bytes = next(iter(ArchiveIterator(stream))).raw_stream.read()
        return payload


def archived(tmp_path: Path, site: SmallSite, *options: str, **arguments: str) -> Run:
    """A crawl of a site with an archive in ``tmp_path/warc``."""
    folder = str(tmp_path / "warc")
    return crawl(tmp_path / "data", *options, root=site.url, archive=folder, **arguments)


def test_what_is_fetched_is_in_the_archive(tmp_path: Path) -> None:
    packed = gzip.compress(story(2).encode())
    pages: dict[str, Any] = {
        "/": listing(1, 2),
        PATH(1): story(1),
        PATH(2): (200, {"Content-Type": HTML, "Content-Encoding": "gzip"}, packed),
        "/robots.txt": (200, {"Content-Type": "text/plain"}, b"User-agent: *\nAllow: /\n"),
    }
    with serving(SmallSite(pages)) as site:
        run = archived(tmp_path, site)
    assert run.status == 0, run.stderr
    folder = tmp_path / "warc"
    check(folder)
    kept = responses(folder)
    assert set(site.asked) <= set(kept)
    assert kept["/robots.txt"].payload == b"User-agent: *\nAllow: /\n"
    assert kept[PATH(2)].payload == packed
    assert kept[PATH(2)].header("Content-Encoding") == "gzip"
    assert len(run.articles) == 2
    for article in run.articles:
        place = article["response"]["archive"]
        body = payload_at(folder, place)
        assert hashlib.sha256(body).hexdigest() == article["response"]["sha256"]
        assert place["offset"] == kept[article["url"].removeprefix(ORIGIN)].offset
    first = records_of(folder)[0]
    assert first.type == "warcinfo"
    info = first.payload.decode()
    assert "http-header-user-agent: newsbot/" in info
    assert "robots: obey" in info
    assert f"mirror: {site.url}" in info


def test_a_payload_is_written_once_and_unchanged_pages_are_revisits(tmp_path: Path) -> None:
    folder = tmp_path / "warc"
    pages: dict[str, Any] = {"/": listing(1, 2), PATH(1): story(1), PATH(2): story(2)}
    with serving(SmallSite(pages, validates=True)) as site:
        first = archived(tmp_path, site)
        assert first.status == 0, first.stderr
        held = responses(folder)
        # Other data: nothing is known, so all is asked for anew, and each answer is the same.
        second = crawl(tmp_path / "other", root=site.url, archive=str(folder))
        assert second.status == 0, second.stderr
        assert archived(tmp_path, site).report["outcome"] == "nothing_new"
        assert site.unchanged == ["/"]
    check(folder)
    revisits = [each for each in records_of(folder) if each.type == "revisit"]
    identical = [each for each in revisits if each.warc["WARC-Profile"].endswith("digest")]
    assert {each.url for each in identical} >= {
        f"{ORIGIN}{each}" for each in ("/", PATH(1), PATH(2))
    }
    for each in revisits:
        source = held[each.url.removeprefix(ORIGIN)]
        assert each.warc["WARC-Refers-To"] == source.warc["WARC-Record-ID"]
        assert each.warc["WARC-Refers-To-Target-URI"] == source.url
        assert each.warc["WARC-Refers-To-Date"] == source.warc["WARC-Date"]
        assert each.payload == b""
    assert {each.warc["WARC-Payload-Digest"] for each in identical} <= {
        each.warc["WARC-Payload-Digest"] for each in held.values()
    }
    (unchanged,) = [each for each in revisits if each not in identical]
    assert unchanged.warc["WARC-Profile"].endswith("/revisit/server-not-modified")
    assert unchanged.status.startswith("304")
    assert unchanged.url == f"{ORIGIN}/"
    # An article points to the record that has the bytes.
    assert len(second.articles) == 2
    for article in second.articles:
        body = payload_at(folder, article["response"]["archive"])
        assert hashlib.sha256(body).hexdigest() == article["response"]["sha256"]


def test_payloads_are_written_again_where_their_file_or_the_index_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "warc"
    with serving(SmallSite({"/": listing(1), PATH(1): story(1)})) as site:
        for number, loss in enumerate(("nothing", "files", "damage")):
            for file in folder.glob("*.warc.gz") if loss == "files" else ():
                file.unlink()
            for file in folder.glob("*.index.sqlite") if loss == "damage" else ():
                file.write_bytes(b"no database at all" * 500)
            run = crawl(tmp_path / str(number), root=site.url, archive=str(folder))
            assert run.status == 0, run.stderr
            body = payload_at(folder, run.articles[0]["response"]["archive"])
            assert body == story(1).encode()
            check(folder)


def test_two_sites_write_files_of_their_own(tmp_path: Path) -> None:
    folder = tmp_path / "warc"
    with four_sites(4, delay=0.01) as sites:
        running = {
            name: forked.start(
                ["crawl", name, "-s", MODULES, "-a", f"root={sites[name].url}"],
                {"NEWSBOT_DATA_DIR": str(tmp_path / "data"), "NEWSBOT_ARCHIVE": str(folder)},
            )
            for name in NAMES[:2]
        }
        for each in running.values():
            assert each.wait() == 0, each.stderr
    check(folder)
    for name in NAMES[:2]:
        kept = records_of(folder, f"{name}-*.warc.gz")
        assert {each.url for each in kept[1:]} >= {f"https://www.{name}.example/robots.txt"}
        assert all(f"//www.{name}.example/" in each.url for each in kept if each.url)


@pytest.mark.parametrize("way", ["-a", "-s"])
def test_a_wrong_folder_is_one_line(tmp_path: Path, way: str) -> None:
    file = tmp_path / "file"
    file.touch()
    name = "archive" if way == "-a" else "NEWSBOT_ARCHIVE"
    run = crawl(tmp_path / "data", way, f"{name}={file}")
    assert run.status == 2
    assert "is not a folder" in run.stderr
    assert run.stderr.count("\n") == 1
    assert not (tmp_path / "data" / "feeds").exists()


def test_without_warcio_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "warcio", None)
    with pytest.raises(ArgumentError, match=r"pip install warcio"):
        Arguments.parse({"archive": "warc"})
    settings = Settings()
    settings.setmodule("newsbot.settings")
    check_settings(settings)
    settings.set("NEWSBOT_ARCHIVE", "warc")
    with pytest.raises(SettingError, match=r"pip install warcio"):
        check_settings(settings)
    with pytest.raises(ArgumentError, match="must name a folder"):
        Arguments.parse({"archive": ""})


def test_saved_pages_are_not_archived(tmp_path: Path) -> None:
    with serving(SmallSite({"/": listing(1), PATH(1): "<html><p>कुछ नहीं</p></html>"})) as site:
        assert crawl(tmp_path / "data", root=site.url).rejects
        run = archived(tmp_path, site, reparse="1")
    assert run.report["counts"]["saved_pages/answered"] == 1
    assert not list((tmp_path / "warc").glob("*.warc.gz*"))


def test_an_article_that_was_in_doubt_has_the_digest_of_what_was_received(tmp_path: Path) -> None:
    dateless = re.sub(r"<label.*?</label>", "", story(9))  # is it the page for what is gone?
    packed = gzip.compress(dateless.encode())
    page = (200, {"Content-Type": HTML, "Content-Encoding": "gzip"}, packed)
    moved = (301, {"Location": PATH(9)}, b"")
    with serving(SmallSite({"/": listing(1), PATH(1): moved, PATH(9): page})) as site:
        run = archived(tmp_path, site)
    (article,) = run.articles
    assert len([each for each in site.asked if IMPOSSIBLE_NAME in each]) == 1
    assert article["response"]["sha256"] == hashlib.sha256(packed).hexdigest()
    assert payload_at(tmp_path / "warc", article["response"]["archive"]) == packed


@pytest.mark.slow
def test_what_a_browser_shows_is_a_conversion_of_what_was_received(
    tmp_path: Path, chromium: str
) -> None:
    folder = tmp_path / "warc"
    with serve(ScriptedSite(40)) as server:
        run = scripted(tmp_path / "data", root=server.url, archive=str(folder))
    assert run.status == 0, run.stderr
    check(folder)
    kept = records_of(folder)
    by_id = {each.warc["WARC-Record-ID"]: each for each in kept}
    places = {(each.file, each.offset): each for each in kept}
    shown = [each for each in kept if each.type == "conversion"]
    assert len(shown) == count(run, "browser/rendered") > 0
    for each in shown:
        source = by_id[each.warc["WARC-Refers-To"]]
        assert (source.type, source.url) == ("response", each.url)
        assert each.warc["Content-Type"] == "text/html; charset=utf-8"
    rendered = [each for each in run.articles if "rendered" in each["provenance"].values()]
    assert rendered
    for article in run.articles:
        place = article["response"]["archive"]
        record = places[place["file"], place["offset"]]
        assert record.type == ("conversion" if article in rendered else "response")
        # What the article was read from is all in the record.
        assert article["headline"] in record.payload.decode()
    assert any("/js/" in each.url for each in kept if each.type == "response")
