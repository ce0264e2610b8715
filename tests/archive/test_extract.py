"""``python -m newsbot extract --warc``: archives of others, without a ledger."""

from __future__ import annotations

import base64
import hashlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from backports import zstd

from newsbot.__main__ import main
from newsbot.archive import command, merging
from newsbot.archive.finding import ReadOptions
from newsbot.archive.parts import MANIFEST, Job, make_part, part_name
from newsbot.archive.workers import Workers
from newsbot.extraction.sites import declared_spiders
from tests.archive.files import HTML, SITE, Fetched, record, revisit, write
from tests.archive.test_reading import url
from tests.crawling import PROJECT, listing, story


def extract(warc: Path | str, output: Path, *options: str) -> int:
    """Run the command in this process."""
    given = ["extract", "--warc", str(warc), "-o", str(output), *options]
    handlers = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        return main(given)
    except SystemExit as error:
        return int(str(error.code))
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def lines(file: Path) -> list[dict[str, Any]]:
    content = file.read_bytes()
    if file.suffix == ".zst":
        content = zstd.decompress(content)
    return [json.loads(line) for line in content.splitlines()]


def archives(folder: Path, files: int = 3, pages: int = 6) -> Path:
    """Files of which each shares two articles with the next one."""
    for n in range(files):
        numbers = range(n * (pages - 2) + 1, (n + 1) * (pages - 2) + 3)
        made = [Fetched(url(each), story(each), each) for each in numbers]
        write(folder / f"a{n}.warc.gz", [Fetched(f"{SITE}/", listing(1, 2)), *made])
    return folder


def ids(count: int) -> list[str]:
    return [f"indiadaily:{n}" for n in range(1, count + 1)]


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.zst"])
def test_one_file_without_repeats(
    tmp_path: Path, ending: str, capfd: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / f"out{ending}"
    assert extract(archives(tmp_path / "in"), output, "--jobs", "1") == 0
    assert [each["id"] for each in lines(output)] == ids(14)
    assert list(lines(output)[0]) == list(
        json.loads((PROJECT / "schema/article.schema.json").read_text("utf-8"))["properties"]
    )
    said = capfd.readouterr().err
    assert "14 articles of 18 pages in 3 files, 4 duplicates left out, 0 rejects" in said
    assert sorted(each.name for each in tmp_path.iterdir()) == ["in", output.name]
    # It is not written over.
    assert extract(tmp_path / "in", output) == 2
    assert "exists" in capfd.readouterr().err


def test_an_interrupted_run_goes_on(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A process that is killed leaves whole parts; the next run makes what is missing."""
    folder = archives(tmp_path / "in", files=4)
    output = tmp_path / "out.jsonl"
    script = (
        "import sys, time; from newsbot.archive import command, parts; import newsbot.archive.command as c\n"
        "real = c.make_part\n"
        "def slow(job):\n"
        "    print(real(job), flush=True); time.sleep(0.3); return job.part.name\n"
        "c.make_part = slow\n"
        "from newsbot.__main__ import main; main(sys.argv[1:])"
    )
    command_line = ["extract", "--warc", str(folder), "-o", str(output), "--jobs", "1"]
    process = subprocess.Popen(
        [sys.executable, "-c", script, *command_line], cwd=PROJECT, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    first = process.stdout.readline().decode().strip()
    process.kill()
    process.wait()
    process.stdout.close()
    part = tmp_path / "out.jsonl.parts" / first
    before = (part / MANIFEST).stat().st_mtime_ns
    assert not output.exists()
    (part.with_name(f"{first}.dead.tmp")).mkdir()
    made: list[str] = []
    real = merging.merge

    def looks(parts: Any, *rest: Any) -> Any:
        made.extend(each.name for each in parts)
        assert (part / MANIFEST).stat().st_mtime_ns == before
        return real(parts, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command, "merge", looks)
        assert extract(folder, output, "--jobs", "1") == 0
    assert first in made
    said = capfd.readouterr().err
    assert "; an earlier run had read 1 of the files; stored in" in said  # no false speed
    assert [each["id"] for each in lines(output)] == ids(18)
    assert not part.parent.exists()


def test_a_file_that_changed_is_read_anew(tmp_path: Path) -> None:
    file = write(tmp_path / "a.warc.gz", [Fetched(url(1), story(1))])
    before = part_name(str(file), "jsonl")
    assert part_name(str(file), "jsonl") == before
    write(file, [Fetched(url(1), story(1)), Fetched(url(2), story(2))])
    assert part_name(str(file), "jsonl") != before


def test_versions_revisits_rejects(tmp_path: Path) -> None:
    first = Fetched(url(1), story(1), 1)
    pages = [
        first,
        revisit(Fetched(url(1), "", 2), first),
        Fetched(url(1), story(1).replace("पहला", "नया"), 3),
        Fetched(url(1), story(1) + "<!-- another advertisement -->", 4),
        Fetched(f"{url(2)}/amp", story(2).replace("<html", "<html amp"), 5),
        Fetched(url(2), story(2), 6),
        Fetched(url(3), "x", 7, "404 Not Found"),
        Fetched(url(4), "x", 8, "503 Service Unavailable"),
        Fetched(url(5), "<h1>शीर्षक</h1>", 9),
        revisit(Fetched(url(6), "", 10), first, "sha1:NOTHELD"),
        record(Fetched(url(7), story(7), 12)).replace(b"HTTP/1.1 200 OK", b"XXXX/1.1 200 OK"),
    ]
    write(tmp_path / "in" / "a.warc.gz", pages)
    write(tmp_path / "in" / "b.warc.gz", [record(Fetched(url(4), story(4), 11))])
    (tmp_path / "in" / "c.warc.gz").write_bytes(b"no archive")
    output = tmp_path / "out.jsonl"
    assert extract(tmp_path / "in", output, "--jobs", "1") == 0
    assert [each["id"] for each in lines(output)] == [f"indiadaily:{n}" for n in (1, 1, 2, 4)]
    rejects = {each["url"]: each["reason"] for each in lines(tmp_path / "out.rejects.jsonl")}
    assert rejects == {
        url(3): "http_404",
        url(5): "no_body",
        url(6): "no_payload",
        url(7): "broken_record",
        (tmp_path / "in" / "c.warc.gz").as_uri(): "not_warc",
    }


def record_id(number: int) -> dict[str, str]:
    return {"WARC-Record-ID": f"<urn:uuid:00000000-0000-0000-0000-00000000000{number}>"}


def browser_page(of: str, page: Fetched) -> bytes:
    """A conversion: a page as a browser shows it, made of a response."""
    refers = {"WARC-Refers-To": of}
    return record(replace(page, type="conversion", warc=refers, headers=()))


def test_a_page_that_a_browser_showed_is_one_row(tmp_path: Path) -> None:
    named = {n: record_id(n)["WARC-Record-ID"] for n in (1, 2, 3)}
    bare = {n: story(n).replace("पहला", "अधूरा") for n in named}
    tag = (HTML, ("X-Robots-Tag", "noai"))
    pages = [
        *(Fetched(url(n), bare[n], n, "200 OK", tag, warc=record_id(n)) for n in named),
        browser_page(named[1], Fetched(url(1), story(1), 4)),
        # Of these two the browser's page is of no use: what was received is read.
        browser_page(named[2], Fetched(url(2), "<h1>शीर्षक</h1>", 5)),
        browser_page(named[3], Fetched(url(3), story(3), 6)).replace("खबर".encode(), b"?" * 9),
    ]
    write(tmp_path / "in" / "a.warc.gz", pages)
    output = tmp_path / "out.jsonl"
    assert extract(tmp_path / "in", output, "--jobs", "1") == 0
    rows = {each["id"]: each["body"] for each in lines(output)}
    assert len(lines(output)) == 3
    assert ["अधूरा" in rows[f"indiadaily:{n}"] for n in named] == [False, True, True]
    said = [each["rights"]["x_robots_tag"]["value"] for each in lines(output)]
    assert said == [["noai"]] * 3


@pytest.mark.parametrize("way", ["id", "url", "digest"])
def test_a_revisit_names_its_record_in_each_way(tmp_path: Path, way: str) -> None:
    name = record_id(1)["WARC-Record-ID"]
    first = Fetched(url(1), story(1), 1, warc=record_id(1))
    sha1 = hashlib.sha1(story(1).encode(), usedforsecurity=False).digest()
    digest = f"sha1:{base64.b32encode(sha1).decode()}"
    page, missing, other = Fetched(url(2), "", 2), Fetched(url(9), "", 0), "sha256:" + "c" * 64
    again = {
        "id": revisit(page, missing, other, **{"WARC-Refers-To": name}),
        "url": revisit(page, first, other),
        "digest": revisit(page, missing, digest),
    }[way]
    write(tmp_path / "in" / "a.warc.gz", [first, again])
    output = tmp_path / "out.jsonl"
    assert extract(tmp_path / "in", output, "--jobs", "1") == 0
    assert not (tmp_path / "out.rejects.jsonl").exists()
    assert len(lines(output)) == 2


def test_a_file_that_is_cut_is_told(tmp_path: Path) -> None:
    """Also where the cut is in the record of a listing: articles may be lost behind it."""
    file = write(tmp_path / "in" / "a.warc", [Fetched(url(1), story(1), 1)])
    whole = record(Fetched(f"{SITE}/", listing(1, 2), 2))
    file.write_bytes(file.read_bytes() + whole[: len(whole) - 100])
    output = tmp_path / "out.jsonl"
    assert extract(tmp_path / "in", output, "--jobs", "1") == 0
    (reject,) = lines(tmp_path / "out.rejects.jsonl")
    assert (reject["url"], reject["reason"]) == (file.as_uri(), "broken_record")


def test_rejects_of_another_output_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pages = [Fetched(url(1), story(1), 1), Fetched(url(3), "x", 7, "404 Not Found")]
    write(tmp_path / "in" / "a.warc.gz", pages)
    assert extract(tmp_path / "in", tmp_path / "out.jsonl", "--jobs", "1") == 0
    assert extract(tmp_path / "in", tmp_path / "out.parquet", "--jobs", "1") == 2
    assert "out.rejects.jsonl belongs to " in capsys.readouterr().err
    assert not (tmp_path / "out.parquet").exists()
    (tmp_path / "out.jsonl").unlink()
    assert extract(tmp_path / "in", tmp_path / "out.parquet", "--jobs", "1") == 0


@pytest.mark.slow
def test_processes_read_files_and_one_that_dies_is_replaced(tmp_path: Path) -> None:
    folder = archives(tmp_path / "in")
    workers = Workers(2)
    try:
        options = ReadOptions(declared_spiders())
        jobs = [
            Job(str(each), tmp_path / "parts" / str(n), options, "jsonl", False)
            for n, each in enumerate(sorted(folder.iterdir()))
        ]
        assert workers.submit(make_part, jobs[0]).result() == "0"
        with pytest.raises(BrokenProcessPool):
            workers.submit(signal.raise_signal, signal.SIGKILL).result()
        for job in jobs[1:]:
            assert workers.submit(make_part, job).result() == job.part.name
    finally:
        workers.close()
    assert all((job.part / MANIFEST).exists() for job in jobs)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--warc", "nowhere/*.gz", "-o", "x.jsonl"], "no file matches"),
        (["--warc", "README.md"], "name the output with -o"),
        (["--warc", "README.md", "-o", "x.xlsx"], "no format has this ending"),
        (["--warc", "README.md", "-o", "x.jsonl", "--jobs", "0"], "at least 1"),
        (["--warc", "README.md", "-o", "x.jsonl", "--json"], "--warc goes with"),
        ([], "the following arguments are required: FILE|URL|-"),
        (
            ["--warc", "README.md", "-o", "{folder}/x.jsonl", "--dask", "tcp://127.0.0.1:9"],
            "no scheduler answers",
        ),
    ],
)
def test_wrong_options_are_one_line(
    options: list[str],
    message: str,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr("newsbot.archive.cluster.CONNECT_SECONDS", 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(PROJECT)
        status: Any = 0
        try:
            status = main(["extract", *(each.format(folder=tmp_path) for each in options)])
        except SystemExit as error:
            status = error.code
    assert status == 2
    assert message in capfd.readouterr().err
    assert not list(tmp_path.iterdir())


def test_what_is_no_archive_gives_no_output(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(b"no archive")
    assert extract(tmp_path / "a.warc.gz", tmp_path / "out.jsonl") == 65


# On a cluster ------------------------------------------------------------------------------------

WORKER = [sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny"]


@contextmanager
def a_cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers: (its address, the workers)."""
    found = folder / "scheduler.json"
    quiet: Any = {"cwd": PROJECT, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = [
        *(sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1"),
        *("--port", "0", "--no-dashboard", "--scheduler-file", str(found)),
    ]
    processes = [subprocess.Popen(scheduler, **quiet)]
    try:
        until = time.monotonic() + 60
        while not found.exists() and time.monotonic() < until:
            time.sleep(0.1)
        address = json.loads(found.read_text())["address"]
        options = ["--no-dashboard", "--local-directory", str(folder), address]
        workers = [subprocess.Popen([*WORKER, *options], **quiet) for _ in range(2)]
        processes += workers
        yield address, workers
    finally:
        for each in processes:
            each.kill()
            each.wait()


@pytest.mark.alone
def test_a_worker_of_a_cluster_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    folder = archives(tmp_path / "in", files=6, pages=40)
    output = tmp_path / "out.jsonl"
    with a_cluster(tmp_path) as (address, workers):
        command_line = ["extract", "--warc", str(folder), "-o", str(output), "--dask", address]
        process = subprocess.Popen(
            [sys.executable, "-m", "newsbot", *command_line], cwd=PROJECT, stderr=subprocess.PIPE
        )
        parts = tmp_path / "out.jsonl.parts"
        until = time.monotonic() + 90
        while not list(parts.glob("*.tmp")) and time.monotonic() < until:
            time.sleep(0.01)
        workers[0].kill()  # kill -9, within a file
        _, said = process.communicate(timeout=200)
    assert process.returncode == 0, said.decode()
    assert [each["id"] for each in lines(output)] == ids(6 * 38 + 2)
    assert not parts.exists()
