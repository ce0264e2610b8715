"""Files are the user's and the group's, folders too, whatever the umask."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsbot.downloader.saved_pages import SavedPage
from newsbot.files.private import make_folder, write_whole
from newsbot.ledger import Ledger
from newsbot.ledger.storage.database import open_database
from newsbot.reporting.run_reports import append, latest
from newsbot.schedule.state import State, locked
from tests import forked
from tests.conftest import SEEN_AT
from tests.crawling import SmallSite, crawl, listing, serving, story


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    """The mode of all in a folder: name → mode, those alone that are not as they should be."""
    wrong = {}
    for path in folder.rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode != (0o750 if path.is_dir() else 0o640):
            wrong[str(path.relative_to(folder))] = mode
    return wrong


def test_all_that_a_crawl_leaves(tmp_path: Path, umask: int) -> None:
    data = tmp_path / "new" / "data"
    pages = {"/": listing(1, 2), "/india/khabar-news-1": story(1)}
    pages["/india/khabar-news-2"] = "<html><body><p>कुछ नहीं</p></body></html>"  # a reject, kept
    with serving(SmallSite(pages)) as site:
        options = ("-o", f"{tmp_path}/new/more.csv", "-a", f"archive={tmp_path}/new/warc")
        log = ("-s", f"LOG_FILE={tmp_path}/run.log")
        run = crawl(data, *options, *log, root=site.url)
    assert (len(run.articles), len(run.rejects)) == (1, 1), run.stderr
    assert list(data.glob("pages/*/*.gz"))
    assert list(tmp_path.glob("new/warc/*.gz"))
    assert (tmp_path / "run.log").is_file()
    assert modes(tmp_path) == {}


def test_the_log_of_a_ledger_that_is_open(tmp_path: Path, umask: int) -> None:
    folder = tmp_path / "data"
    ledger = Ledger.open(folder, "indiadaily")
    try:
        assert {each.name for each in folder.iterdir()} >= {
            "ledger.sqlite-wal",
            "ledger.sqlite-shm",
        }
        assert modes(tmp_path) == {}
    finally:
        ledger.close()


def test_what_an_older_newsbot_left_readable_by_all(tmp_path: Path, umask: int) -> None:
    Ledger.open(tmp_path, "indiadaily").close()
    append(tmp_path / "runs.jsonl", {})
    for file in filter(Path.is_file, tmp_path.rglob("*")):
        file.chmod(0o644)
    Ledger.open(tmp_path, "indiadaily").close()
    append(tmp_path / "runs.jsonl", {})
    assert modes(tmp_path) == {}


def test_what_a_corrupt_ledger_leaves(tmp_path: Path, umask: int) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"x" * 4096)
    (tmp_path / "ledger.sqlite").chmod(0o640)
    database, aside = open_database(tmp_path / "ledger.sqlite")
    database.close()
    assert aside
    assert modes(tmp_path) == {}


def test_what_newsbot_schedule_writes(tmp_path: Path, umask: int) -> None:
    folder = tmp_path / "schedule"
    with locked(folder):
        State(folder).save()
    assert {each.name for each in folder.iterdir()} == {"lock", "state.json"}
    assert modes(tmp_path) == {}


def test_a_saved_page(tmp_path: Path, umask: int) -> None:
    page = SavedPage("https://www.theindiadaily.com/x", SEEN_AT, "text/html", b"<p>")
    page.write(tmp_path / "pages" / "indiadaily" / "1.html.gz")
    assert modes(tmp_path) == {}


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o770)
    make_folder(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o770
    (tmp_path / "file").touch()
    with pytest.raises(FileExistsError):
        make_folder(tmp_path / "file")


def test_a_folder_hands_on_the_group_that_it_got(tmp_path: Path, umask: int) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o2750)
    make_folder(shared / "data" / "feeds")
    for folder in (shared / "data", shared / "data" / "feeds"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o2750


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    with pytest.raises(OSError, match="x"):
        write_whole(tmp_path / "x", b"y")
    assert [each.name for each in tmp_path.iterdir()] == ["x"]


def test_a_lock_that_is_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    """Who may write to the data directory must not have newsbot empty another file."""
    victim = tmp_path / "victim"
    victim.write_text("dear")
    data = tmp_path / "data"
    data.mkdir()
    (data / "newsbot.lock").symlink_to(victim)
    run = crawl(data, root="http://127.0.0.1:9")
    assert run.status == 74
    assert "newsbot.lock" in run.stderr
    assert "Traceback" not in run.stderr
    assert victim.read_text() == "dear"


def test_no_report_goes_through_a_symbolic_link(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("dear")
    (tmp_path / "runs.jsonl").symlink_to(victim)
    with pytest.raises(OSError, match="symbolic"):
        append(tmp_path / "runs.jsonl", {})
    assert victim.read_text() == "dear"


def test_reports_are_read_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a copy of the data directory that is mounted read-only, say."""
    append(tmp_path / "runs.jsonl", {"outcome": "ok"})
    (tmp_path / "runs.jsonl").chmod(0o644)

    def fail(*_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(os, "fchmod", fail)
    assert [run["outcome"] for run in latest(tmp_path / "runs.jsonl")] == ["ok"]


OPENED = ["newsbot.lock", "locks/indiadaily.lock", "runs.jsonl", "ledger.sqlite.turn"]


@pytest.mark.parametrize("name", [*OPENED, "search.sqlite"])
@pytest.mark.parametrize("target", ["a pipe", "/dev/zero"])
def test_no_run_waits_for_what_is_no_file(tmp_path: Path, name: str, target: str) -> None:
    """A pipe has nobody at its other end, and a device has no end."""
    with serving(SmallSite({"/": listing(1), "/india/khabar-news-1": story(1)})) as site:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        if target == "a pipe":
            os.mkfifo(tmp_path / name)
        else:
            (tmp_path / name).symlink_to(target)
        run = crawl(tmp_path, root=site.url)
    assert run.status == (74 if name in OPENED else 0), run.stderr
    assert name.partition(".")[0] in run.stderr
    assert "Traceback" not in run.stderr
    for command in (["ledger", "stats"], ["report"], ["ledger", "search", "खबर"]):
        done = forked.run(command, {"NEWSBOT_DATA_DIR": str(tmp_path)})
        assert "Traceback" not in done.stderr
