"""``archive=``: what a crawl fetches is in WARC files, as it was on the wire."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from warcio.archiveiterator import ArchiveIterator

from tests.crawling import Run, SmallSite, crawl, listing, serving, story

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
        each.url.removeprefix(ORIGIN): each for each in records_of(folder) if each.type == "response"
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


def path(number: int) -> str:
    return f"/india/khabar-news-{number}"


def archived(tmp_path: Path, site: SmallSite, *options: str, **arguments: str) -> Run:
    """A crawl of a site with an archive in ``tmp_path/warc``."""
    folder = str(tmp_path / "warc")
    return crawl(tmp_path / "data", *options, root=site.url, archive=folder, **arguments)


def test_what_is_fetched_is_in_the_archive(tmp_path: Path) -> None:
    packed = gzip.compress(story(2).encode())
    pages: dict[str, Any] = {
        "/": listing(1, 2),
        path(1): story(1),
        path(2): (200, {"Content-Type": HTML, "Content-Encoding": "gzip"}, packed),
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
    assert kept[path(2)].payload == packed
    assert kept[path(2)].header("Content-Encoding") == "gzip"
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
