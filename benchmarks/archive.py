"""``python -m benchmarks.archive``: pages a second from WARC files, two cores against one, memory.

The pages are those of the sample site. Ratios are medians of three, and the load is printed: on a
shared machine the figures of one run say little.
"""

import gzip
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from samplesite import Site

SITE = "https://www.theindiadaily.com"
PAGES = int(os.environ.get("BENCH_PAGES", "200"))  # in a file
TRIES = 3


def write(file: Path, pages: list[tuple[str, bytes]], number: int) -> None:
    """Write a file in the layout of Common Crawl News; its articles are of one file alone."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with file.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True, warc_version="1.0")
        for at, (url, body) in enumerate(pages):
            head, _, id_ = url.rpartition("-")
            http = [("Content-Type", "text/html; charset=utf-8")]
            record = writer.create_warc_record(
                f"{head}-{number + 1}{id_}",
                "response",
                payload=io.BytesIO(body.replace(id_.encode(), f"{number + 1}{id_}".encode())),
                http_headers=StatusAndHeaders("200 OK", http, protocol="HTTP/1.1"),
                warc_headers_dict={"WARC-Date": f"2026-02-01T10:{at // 60 % 60:02}:{at % 60:02}Z"},
            )
            writer.write_record(record)


def pages_of(count: int) -> list[tuple[str, bytes]]:
    site = Site(articles=count)
    found = []
    for gold in site.gold():
        status, headers, body = site.response(gold["url"].removeprefix(SITE))
        if status == 200:
            packed = headers.get("Content-Encoding") == "gzip"
            found.append((gold["url"], gzip.decompress(body) if packed else body))
    return found


def extract(folder: Path, jobs: int) -> tuple[float, int]:
    """Return (seconds, the peak of a process's memory in MB)."""
    output = folder.parent / "out.jsonl"
    command = [sys.executable, "-m", "newsbot", "extract", "--warc", str(folder)]
    began = time.perf_counter()
    process = subprocess.Popen([*command, "-o", str(output), "--jobs", str(jobs)])
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = status
    assert status == 0
    output.unlink()
    return time.perf_counter() - began, used.ru_maxrss // 1024


def main() -> None:
    """Print the table."""
    pages = pages_of(PAGES)
    with tempfile.TemporaryDirectory() as place:
        one, many, long = (Path(place, name) for name in ("one", "many", "long"))
        for folder in (one, many, long):
            folder.mkdir()
        write(one / "a.warc.gz", pages, 0)
        for number in range(4):
            write(many / f"a{number}.warc.gz", pages, number)
        content = (one / "a.warc.gz").read_bytes()
        (long / "a.warc.gz").write_bytes(content * 10)  # ten times the records
        print(f"load {os.getloadavg()[0]:.1f} on {len(os.sched_getaffinity(0))} cores")
        start = extract(one, 1)[0]
        ratios, rates = [], []
        for _ in range(TRIES):
            single, double = extract(many, 1)[0], extract(many, 2)[0]
            ratios.append(single / double)
            rates.append(4 * len(pages) / single)
        print(f"{statistics.median(rates):.0f} pages a second a core, starting included")
        print(f"two cores: {statistics.median(ratios):.2f} times as fast as one")
        small, large = extract(one, 1)[1], extract(long, 1)[1]
        print(f"memory: {small} MB for {len(pages)} records, {large} MB for {10 * len(pages)}")
        print(f"{start:.1f} seconds for one file, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
