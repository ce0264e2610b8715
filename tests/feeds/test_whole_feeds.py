"""Feeds that are not JSON Lines appear when they are complete, or stay as they were."""

from __future__ import annotations

import signal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from newsbot.feeds.storage import PrivateFileStorage
from newsbot.ledger.recovery import recover_crashed_runs
from tests.crawling import SmallSite, crawl, listing, serving, story
from tests.test_crashes import finish, start


def site_of(*numbers: int) -> SmallSite:
    pages = {f"/india/khabar-news-{n}": story(n) for n in numbers}
    return SmallSite({"/": listing(*numbers), **pages})


def storage(
    file: Path, format_: str, overwrite: bool = False, **options: object
) -> PrivateFileStorage:
    return PrivateFileStorage(
        str(file), feed_options={"format": format_, "overwrite": overwrite, **options}
    )


def write(made: PrivateFileStorage, content: bytes) -> None:
    stream = made.open(None)
    stream.write(content)
    made.store(stream)


@pytest.mark.parametrize("format_", ["parquet", "csv", "xml", "jsonl.zst", "json", "md"])
def test_a_feed_appears_when_it_is_complete(tmp_path: Path, format_: str) -> None:
    file = tmp_path / "new" / f"x.{format_}"
    feed = storage(file, format_, overwrite=True)
    stream = feed.open(None)
    stream.write(b"half")
    assert not file.exists()
    with pytest.raises(ValueError, match="another run writes to the feed"):
        storage(file, format_).open(None)
    feed.store(stream)
    assert file.read_bytes() == b"half"
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_what_exists_is_added_to_or_refused(tmp_path: Path) -> None:
    for format_ in ("csv", "jsonl.zst"):
        file = tmp_path / f"x.{format_}"
        write(storage(file, format_), b"one")
        write(storage(file, format_), b"two")
        assert file.read_bytes() == b"onetwo"
        write(storage(file, format_, overwrite=True), b"three")
        assert file.read_bytes() == b"three"
    for format_ in ("parquet", "xml", "json"):
        file = tmp_path / f"y.{format_}"
        write(storage(file, format_), b"one")
        with pytest.raises(ValueError, match=f"{format_} cannot be added to: -O replaces"):
            write(storage(file, format_), b"two")
        assert file.read_bytes() == b"one"


def test_a_compressed_feed_is_not_live(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl.gz"
    feed = storage(file, "jsonl", postprocessing=["scrapy.extensions.postprocessing.GzipPlugin"])
    stream = feed.open(None)
    assert not file.exists()
    stream.close()
    feed.discard()
    assert list(tmp_path.iterdir()) == []


def test_a_feed_in_batches_stands_beside_the_feed_that_lines_are_owed_to(tmp_path: Path) -> None:
    batches = ("-o", f"{tmp_path}/x-%(batch_id)d.parquet", "-o", f"{tmp_path}/x-%(batch_id)d.csv")
    with serving(site_of(1, 2, 3)) as site:
        setting = ("-s", "FEED_EXPORT_BATCH_ITEM_COUNT=2")
        run = crawl(tmp_path / "data", *batches, *setting, root=site.url)
        assert run.status == 0, run.stderr
        assert len(run.articles) == 3
        tables = [pq.read_table(tmp_path / f"x-{n}.parquet").num_rows for n in (1, 2)]
        assert tables == [2, 1]
        heads = [(tmp_path / f"x-{n}.csv").read_text("utf-8")[:12] for n in (1, 2)]
        assert heads == ["id,revision,"] * 2
        assert len(list(tmp_path.glob("x-*"))) == 4
        assert crawl(tmp_path / "data", root=site.url).status == 0
        assert len(run.articles) == 3


@pytest.mark.slow
def test_a_table_that_exists_is_refused_before_anything_is_fetched(tmp_path: Path) -> None:
    out = tmp_path / "x.parquet"
    with serving(site_of(1)) as site:
        assert crawl(tmp_path / "data", "-o", str(out), root=site.url).status == 0
        before, asked = out.read_bytes(), len(site.asked)
        run = crawl(tmp_path / "data", "-o", str(out), root=site.url)
        assert (run.status, run.report["outcome"]) == (74, "storage_error")
        assert "parquet cannot be added to: -O replaces the file" in run.report["message"]
        assert (len(site.asked), out.read_bytes()) == (asked, before)
        run = crawl(tmp_path / "data", "-O", str(out), root=site.url, full="1")
    assert run.status == 0
    assert pq.read_table(out).num_rows == 1


def test_a_killed_run_leaves_the_table_of_before(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "x.parquet"
    out.write_bytes(b"mine")
    with serving(site_of(1, 2)) as site:
        killed = start(data, site.url, "-O", str(out), NEWSBOT_FAILPOINT="before-feed-closed")
        assert finish(killed)[0] == -signal.SIGKILL
        assert out.read_bytes() == b"mine"
        run = crawl(data, "-O", str(out), root=site.url, full="1")
    assert run.status == 0, run.stderr
    assert pq.read_table(out).num_rows == 2
    assert sorted(each.name for each in tmp_path.iterdir()) == ["data", "x.parquet"]


def test_a_word_that_is_no_format_is_one_line(tmp_path: Path) -> None:
    run = crawl(tmp_path / "data", "-O", str(tmp_path / "x.csv.zst"))
    assert run.status == 2
    assert "name it x.jsonl.zst" in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_recovery_cuts_no_feed_of_another_format(tmp_path: Path) -> None:
    feed = tmp_path / "x.parquet"
    feed.write_bytes(b"PAR1\n\x00\x01PAR1")

    class Died:
        site = "indiadaily"
        unfinished = staticmethod(lambda: [(1, str(feed))])
        is_stored = staticmethod(lambda run: False)
        end = staticmethod(lambda run, now: None)

    recover_crashed_runs(Died(), None, tmp_path, 0)
    assert feed.read_bytes() == b"PAR1\n\x00\x01PAR1"


def test_a_feed_that_cannot_be_completed_delivers_nothing(tmp_path: Path) -> None:
    """A value without a column comes to light when the table is completed."""
    out, data = tmp_path / "x.parquet", tmp_path / "data"
    settings = ("-s", 'ITEM_PIPELINES={"tests.feeds.test_whole_feeds.Break": 900}')
    with serving(site_of(1)) as site:
        run = crawl(data, "-O", str(out), *settings, root=site.url)
        assert (run.status, run.report["outcome"]) == (74, "storage_error")
        assert "column 'depth' of the table is int64" in run.report["message"]
        assert not out.exists()
        assert not list(tmp_path.glob(".*"))


class Break:
    """A pipeline of a user that writes a wrong value."""

    def process_item(self, item: object) -> object:
        item.depth = "deep"
        return item


@pytest.mark.slow
def test_no_crawl_without_a_table_loads_pyarrow(tmp_path: Path) -> None:
    code = (
        "import sys; from scrapy.cmdline import execute\n"
        "try: execute(['scrapy', 'crawl', 'indiadaily', '-a', 'root=http://127.0.0.1:9',"
        f" '-O', r'{tmp_path}/x.csv', '-s', r'NEWSBOT_DATA_DIR={tmp_path}/data', '-L', 'CRITICAL'])\n"
        "except SystemExit: pass\n"
        "print('pyarrow' in sys.modules, 'newsbot.feeds.parquet' in sys.modules)"
    )
    import subprocess
    import sys

    from tests.crawling import PROJECT

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "False True"
