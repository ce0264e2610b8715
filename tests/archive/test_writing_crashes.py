"""Runs that are killed or starved while they write an archive: no whole record is lost."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import random
import resource
import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.archive.payload_index import PayloadIndex
from newsbot.archive.wire_records import Earlier
from newsbot.archive.writing import ArchiveWriter, prefix_of, repair, whole_length
from samplesite import Site, serve
from tests import forked
from tests.archive.test_writing import check, payload_at, records_of, responses
from tests.crawling import Run, SmallSite, listing, serving, story

ARTICLES = 60


def start(tmp_path: Path, root: str, **environment: str) -> forked.Process:
    command = ["crawl", "indiadaily", "-L", "INFO", "-a", f"root={root}"]
    environment |= {
        "NEWSBOT_DATA_DIR": str(tmp_path / "data"),
        "NEWSBOT_ARCHIVE": str(tmp_path / "warc"),
    }
    return forked.start(command, environment)


def assert_all_is_there(tmp_path: Path, articles: int) -> None:
    """Each article was delivered once, and its bytes are in the archive."""
    folder = tmp_path / "warc"
    check(folder)
    lines = Run(0, "", tmp_path / "data").articles
    assert Counter(each["id"] for each in lines).most_common(1)[0][1] == 1
    assert len(lines) == articles
    for each in lines:
        body = payload_at(folder, each["response"]["archive"])
        assert hashlib.sha256(body).hexdigest() == each["response"]["sha256"]


@pytest.mark.parametrize(
    "failpoint", ["mid-record:1", "mid-record:3", "mid-record:20", "after-transaction:9"]
)
def test_killed_in_the_middle_of_a_record(tmp_path: Path, failpoint: str) -> None:
    with serve(Site(articles=ARTICLES)) as server:
        killed = start(tmp_path, server.url, NEWSBOT_FAILPOINT=failpoint)
        assert killed.wait() == -signal.SIGKILL
        (left,) = (tmp_path / "warc").glob("*.open")
        last = start(tmp_path, server.url)
        assert last.wait() == 0, last.stderr
    assert_all_is_there(tmp_path, ARTICLES)
    repaired = left.with_suffix("")
    if failpoint == "mid-record:1":  # the record about the file itself
        assert "its first 0 bytes are complete" in last.stderr
    else:
        assert f"a crashed run left {repaired.name}" in last.stderr
        kept = records_of(tmp_path / "warc", repaired.name)
        if failpoint == "mid-record:3":  # of the second pair, the first record was whole
            assert [each.type for each in kept] == ["warcinfo", "request", "response", "request"]


@pytest.mark.slow
def test_killed_at_random_moments(tmp_path: Path) -> None:
    moments = random.Random("archives")
    with serve(Site(articles=ARTICLES), delay=0.02) as server:
        kills = 0
        for _ in range(4):
            enough = len(server.requests) + moments.randint(2, 14)
            process = start(tmp_path, server.url)
            until = time.monotonic() + 60
            while len(server.requests) < enough and time.monotonic() < until:
                time.sleep(0.005)
            time.sleep(moments.uniform(0, 0.05))
            process.kill()
            kills += process.wait() == -signal.SIGKILL
            # As it is left, the file still reads, up to the record that was being written.
            for file in (tmp_path / "warc").glob("*.open"):
                with file.open("rb") as stream:
                    whole = whole_length(stream)
                assert whole == 0 or gzip.decompress(file.read_bytes()[:whole])
        last = start(tmp_path, server.url)
        assert last.wait() == 0, last.stderr
    assert kills == 4
    assert_all_is_there(tmp_path, ARTICLES)


def test_files_are_finished_before_the_feeds_are(tmp_path: Path) -> None:
    with serving(SmallSite({"/": listing(1), "/india/khabar-news-1": story(1)})) as site:
        killed = start(tmp_path, site.url, NEWSBOT_FAILPOINT="before-feed-closed")
        assert killed.wait() == -signal.SIGKILL
    check(tmp_path / "warc")
    assert "/india/khabar-news-1" in responses(tmp_path / "warc")


def test_a_disk_that_fills_up_ends_the_run_in_order(tmp_path: Path) -> None:
    noise = random.Random("noise").randbytes(150_000).hex()  # what no compression makes small
    pages = {f"/india/khabar-news-{n}": story(n, extra=f"<!--{n}{noise}-->") for n in range(1, 13)}
    with serving(SmallSite({"/": listing(*range(1, 13)), **pages})) as site:
        command = ["crawl", "indiadaily", "-a", f"root={site.url}"]
        environment = {
            "NEWSBOT_DATA_DIR": str(tmp_path / "data"),
            "NEWSBOT_ARCHIVE": str(tmp_path / "warc"),
        }
        process = forked.start(command, environment, {resource.RLIMIT_FSIZE: 1_000_000})
        assert process.wait() == 74, process.stderr
        run = Run(74, process.stderr, tmp_path / "data")
        assert run.report["outcome"] == "storage_error"
        assert "the archive in" in run.report["message"]
        assert "Traceback" not in process.stderr
        check(tmp_path / "warc")
        assert run.rejects == {}
        last = start(tmp_path, site.url)
        assert last.wait() == 0, last.stderr
    assert_all_is_there(tmp_path, 12)


def test_a_folder_that_cannot_be_made_ends_the_run_before_a_request(tmp_path: Path) -> None:
    with serving(SmallSite({"/": listing(1)})) as site:
        options = ["-a", f"root={site.url}", "-a", "archive=/proc/no/archive"]
        environment = {"NEWSBOT_DATA_DIR": str(tmp_path / "data")}
        refused = forked.run(["crawl", "indiadaily", *options], environment)
        assert site.asked == []
    assert refused.returncode == 74
    assert "the archive in /proc/no/archive cannot be written" in refused.stderr


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[ArchiveWriter]:
    writer = ArchiveWriter(tmp_path, "site", {"software": "newsbot"}, max_bytes=1300)
    yield writer
    writer.close()


def test_files_have_the_names_of_common_crawl_and_a_size(
    tmp_path: Path, writer: ArchiveWriter
) -> None:
    record = gzip.compress(os.urandom(200))
    places = [writer.append(record, record) for _ in range(5)]
    long = writer.append(gzip.compress(os.urandom(1500)))
    assert writer.close() == 4
    files = sorted(tmp_path.iterdir())
    assert all(file.stat().st_size <= 1300 for file in files[:3])
    assert [file.name[-14:] for file in files] == [f"-{n:05}.warc.gz" for n in range(4)]
    assert all(len(file.name) == len("site-20260101000000-00000.warc.gz") for file in files)
    assert {file for pair in places for file, _ in pair} == {file.name for file in files[:3]}
    assert long[0][0] == files[3].name
    for file, offset in (place for pair in places for place in pair):
        assert (tmp_path / file).read_bytes()[offset:].startswith(record)


def test_a_file_with_the_name_of_a_removed_one_holds_none_of_its_payloads(tmp_path: Path) -> None:
    index = PayloadIndex(tmp_path / "index.sqlite")
    writer = ArchiveWriter(tmp_path, "x", {}, begun=partial(index.forget, offset=0))
    second = datetime.now(UTC)
    names = [f"x-{second + timedelta(seconds=n):%Y%m%d%H%M%S}-00000.warc.gz" for n in range(60)]
    for name in names:  # of a run that began in the same second
        index.add(name, Earlier("<urn:x>", "https://x.example/", "", name, 500))
    [(name, _)] = writer.append(b"record")
    assert name in names
    assert index.holder_of(name) is None
    writer.close()
    index.close()


def test_a_file_that_another_run_writes_stays(tmp_path: Path, writer: ArchiveWriter) -> None:
    writer.append(gzip.compress(b"1"))
    other = ArchiveWriter(tmp_path, "site", {})
    assert list(repair(tmp_path, "site")) == []
    other.append(gzip.compress(b"2"))
    assert len(list(tmp_path.glob("*.open"))) == 2
    assert other.close() == writer.close() == 1
    assert len(list(tmp_path.glob("*.warc.gz"))) == 2


def test_only_files_of_the_site_are_finished(tmp_path: Path) -> None:
    names = [
        "a-20260101000000-00000.warc.gz.open",
        "a-b-20260101000000-00000.warc.gz.open",
        "a-20260101000000-00001.warc.gz.open.txt",
    ]
    for name in names:
        (tmp_path / name).write_bytes(gzip.compress(b"1") + b"\x1f\x8b\x08\x00")
    size = len(gzip.compress(b"1"))
    assert list(repair(tmp_path, "a")) == [("a-20260101000000-00000.warc.gz", size)]
    assert (tmp_path / names[0]).with_suffix("").stat().st_size == size
    assert all((tmp_path / name).exists() for name in names[1:])


def test_a_record_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, writer: ArchiveWriter
) -> None:
    first, second = gzip.compress(b"1"), gzip.compress(os.urandom(400))
    writer.append(first)
    (file,) = tmp_path.iterdir()
    size = file.stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100, before[1]))
    try:
        with pytest.raises(OSError, match="large"):
            writer.append(second)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert file.stat().st_size == size
    assert writer.append(second) == [(file.name.removesuffix(".open"), size)]


@given(st.lists(st.binary(max_size=300), max_size=5), st.data())
def test_what_is_whole_is_found(contents: list[bytes], data: st.DataObject) -> None:
    members = [gzip.compress(each) for each in contents]
    content = b"".join(members)
    cut = data.draw(st.integers(0, len(content)))
    ends = [sum(map(len, members[:n])) for n in range(len(members) + 1)]
    behind = data.draw(st.sampled_from([b"", b"\0" * 50]))
    found = whole_length(io.BytesIO(content[:cut] + behind))
    expected = max(end for end in ends if end <= cut)
    # Zeros that a power cut leaves may stand for those of the last member's length.
    assert found == expected or (behind and content[:found] == (content[:cut] + behind)[:found])


@pytest.mark.parametrize(("start", "members"), [(1, 2), (0, 2), (2, 2), (3, 2)])
def test_a_file_is_read_from_a_record_that_is_known_to_be_whole(
    tmp_path: Path, start: int, members: int
) -> None:
    """Or from its beginning, where what is known does not fit."""
    whole = [gzip.compress(bytes([each]) * 50) for each in range(members)]
    file = tmp_path / "a-20260101000000-00000.warc.gz.open"
    file.write_bytes(b"".join(whole) + b"\x1f\x8b\x08")
    offset = start * len(whole[0])
    size = sum(map(len, whole))
    assert list(repair(tmp_path, "a", lambda _: offset)) == [(file.stem, size)]
    assert (tmp_path / file.stem).read_bytes() == b"".join(whole)


@pytest.mark.parametrize(
    ("site", "prefix"),
    [("indiadaily", "indiadaily"), ("hindi:www.khabar.example", "hindi-www.khabar.example")],
)
def test_the_prefix_is_the_name_of_the_site(site: str, prefix: str) -> None:
    assert prefix_of(site) == prefix


def test_a_prefix_is_no_path() -> None:
    for site in ("../x", ".x", "a/b", "", "x" * 200):
        assert "/" not in prefix_of(site)
        assert not prefix_of(site).startswith(".")
