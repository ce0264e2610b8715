"""``python -m benchmarks.archive``: pages a second from WARC files, two cores against one, memory.

The pages are those of the sample site, each of an article of its own, in files as Common Crawl News
has them. Ratios are medians of three, and the load is printed: on a shared machine the figures of
one run say little. A command's start (imports, half a second) is in each time, and is shown alone.
``BENCH_PAGES`` is the number of pages.
"""

import gzip
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from benchmarks.crawl import PROJECT
from benchmarks.ledger.memory import MEASURE
from samplesite import Site

SITE = "https://www.theindiadaily.com"
PAGES = int(os.environ.get("BENCH_PAGES", "4000"))
FILES = 8
TRIES = 3
TIMES = 10  # the records of the longer file, against the shorter


def pages_of(count: int) -> Iterator[tuple[str, bytes]]:
    """Yield (URL, HTML) of so many articles."""
    site = Site(articles=20 + count * 11 // 10)  # some have no page
    found = 0
    for gold in site.gold():
        status, headers, body = site.response(gold["url"].removeprefix(SITE))
        if status == 200 and found < count:
            found += 1
            is_packed = headers.get("Content-Encoding") == "gzip"
            yield gold["url"], gzip.decompress(body) if is_packed else body


def write(file: Path, pages: Iterable[tuple[str, bytes]]) -> None:
    """Write a file in the layout of Common Crawl News."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    file.parent.mkdir(exist_ok=True)
    with file.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True, warc_version="1.0")
        for at, (url, body) in enumerate(pages):
            http = [("Content-Type", "text/html; charset=utf-8")]
            record = writer.create_warc_record(
                url,
                "response",
                payload=io.BytesIO(body),
                http_headers=StatusAndHeaders("200 OK", http, protocol="HTTP/1.1"),
                warc_headers_dict={"WARC-Date": f"2026-03-01T10:{at // 60 % 60:02}:{at % 60:02}Z"},
            )
            writer.write_record(record)


def extract(archive: Path, articles: int, jobs: int = 1) -> tuple[float, float]:
    """Return (seconds, the peak of a process's memory in MiB) of ``extract --warc``."""
    output = archive.with_name("out.jsonl")
    options = ["--warc", str(archive), "-o", str(output), "--jobs", str(jobs)]
    figures = measured(["-m", "newsbot", "extract", *options], {})
    with output.open("rb") as lines:
        check(sum(1 for _ in lines), articles)
    output.unlink()
    return figures


def crawl(archive: Path, articles: int) -> tuple[float, float]:
    """Return what ``extract`` does, of ``scrapy crawl warc`` into a new data directory."""
    with tempfile.TemporaryDirectory() as data:
        command = ["-m", "scrapy", "crawl", "warc", "-a", f"path={archive}", "-L", "ERROR"]
        figures = measured(command, {"NEWSBOT_DATA_DIR": data})
        report = json.loads(Path(data, "runs.jsonl").read_text("utf-8").splitlines()[-1])
        check(report["articles"], articles)
    return figures


def measured(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Run a command of Python; return (seconds, MiB)."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *command],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - began
    status, kibibytes = map(int, done.stdout.split()[-2:])
    check(status, 0)
    return seconds, kibibytes / 1024


def check(found: int, wanted: int) -> None:
    if found != wanted:
        raise SystemExit(f"{found} in place of {wanted}")


def main() -> None:
    """Print the figures."""
    cores = len(os.sched_getaffinity(0))
    print(f"load {os.getloadavg()[0]:.1f} on {cores} cores, {PAGES} pages in {FILES} files")
    with tempfile.TemporaryDirectory() as place:
        many, one, short, long = (
            Path(place, name) for name in ("many", "1.warc.gz", "short.warc.gz", "long.warc.gz")
        )
        pages, size = pages_of(PAGES), PAGES // FILES
        for number in range(FILES):
            write(many / f"{number}.warc.gz", islice(pages, size))
        write(one, pages_of(1))
        write(short, pages_of(PAGES // TIMES))
        write(long, pages_of(PAGES))
        start = extract(one, 1)[0]
        singles, ratios = [], []
        for _ in range(TRIES):
            single, double = (extract(many, size * FILES, jobs)[0] for jobs in (1, 2))
            singles.append(single)
            ratios.append(single / double)
        single = statistics.median(singles)
        print(f"{start:.2f} seconds for one page: the start")
        print(f"{size * FILES / single:.0f} pages a second a core, the start included")
        print(f"two cores: {statistics.median(ratios):.2f} times as fast as one: {ratios}")
        for name, run in (("extract --warc", extract), ("crawl warc", crawl)):
            figures = [run(short, PAGES // TIMES), run(long, PAGES)]
            seconds, peaks = zip(*figures, strict=True)
            print(f"{name}: {peaks[0]:.0f} MiB at most for {PAGES // TIMES} records,", end=" ")
            print(f"{peaks[1]:.0f} MiB for {PAGES} ({seconds[1]:.0f} seconds)")
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
