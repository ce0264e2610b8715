"""Memory of crawls, with few and with many known articles."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.crawl import PROJECT, site
from benchmarks.ledger.figures import Figure
from benchmarks.ledger.filling import (
    NAME,
    OLD,
    ORIGIN,
    article_row,
    insert,
    reference,
    revision_row,
)
from newsbot.ledger import Ledger
from newsbot.spiders.indiadaily import IndiaDailySpider
from newsbot.urls import SiteUrls
from samplesite import Site
from samplesite.grammar import SECTION_SLUGS

KNOWN = (10_000, 100_000)  # articles


def memory() -> list[Figure]:
    """Peak memory of crawls that find nothing new, with few and with many known articles."""
    few, many = KNOWN
    with tempfile.TemporaryDirectory() as folder:
        peaks = [
            peak(Path(folder, f"{shown}-{known}"), shown, known)
            for shown, known in ((few, few), (few, many), (many, many))
        ]
    return [
        Figure(f"memory of a crawl, nothing new, {few:,} known", peaks[0], "MiB"),
        Figure(f"  {many:,} known, {few:,} of them on the site", peaks[1], "MiB"),
        Figure("    more than the first", growth(peaks[0], peaks[1]), "%", 10),
        Figure(f"  {many:,} known, all of them on the site (89 sitemaps)", peaks[2], "MiB"),
        Figure("    more than the first", growth(peaks[0], peaks[2]), "%", 10),
    ]


def growth(before: float, after: float) -> float:
    return (after / before - 1) * 100


def peak(data: Path, shown: int, known: int) -> float:
    """MiB of a crawl of a site that shows so many articles, when so many are known."""
    know_sample_site(data, known, Site(shown))
    with site(shown, data.with_suffix(".log")) as root:
        return peak_of_crawl(data, root)


def know_sample_site(data: Path, known: int, sample: Site) -> None:
    """A data directory of a complete run that read the whole sample site, and others before."""
    urls = SiteUrls(NAME, ORIGIN, IndiaDailySpider.article_url)
    shown = (urls.article(ORIGIN + sample.brief(n).path) for n in range(sample.plan.total))
    refs = [ref for ref in shown if ref]
    refs += [reference(10_000_000 + number) for number in range(known - len(refs))]
    data.mkdir()
    ledger = Ledger.open(data, NAME)
    now = int(time.time())
    with ledger.transaction():
        ledger.pages.discover(refs, "listing", ORIGIN, 0, ledger.run)
        for number, ref in enumerate(refs):
            ledger.pages.done(ref.id, OLD, now, ('"5f3a-1-186a0"', None))
            insert(ledger.database, "articles", iter([{**article_row(number), "id": ref.id}]))
            insert(ledger.database, "revisions", iter([revision_row(number)]))
    for reject in sample.rejects():
        ref = urls.article(reject["url"])
        assert ref is not None
        ledger.pages.discover([ref], "listing", ORIGIN, 0, ledger.run)
        for _ in range(3):  # so that it is not due
            ledger.pages.failed(ref.id, reject["reason"], now)
    for path in ("", *SECTION_SLUGS):
        ledger.sources.complete(f"{ORIGIN}/{path}", ledger.run)
    ledger.delivered()
    ledger.close()


# The peak that the kernel tells of a process includes what its parent had at the fork; so the
# crawl's parent is a small one.
MEASURE = """
import os, sys
child = os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, *sys.argv[1:]])
_, status, usage = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss)
"""


def peak_of_crawl(data: Path, root: str) -> float:
    """MiB that a crawl of the site had in memory at most."""
    crawl = ["-m", "scrapy", "crawl", NAME, "-a", f"root={root}", "-L", "ERROR"]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *crawl],
        cwd=PROJECT,
        env={**os.environ, "NEWSBOT_DATA_DIR": str(data)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    status, kibibytes = map(int, done.stdout.split())
    report = json.loads((data / "runs.jsonl").read_text("utf-8").splitlines()[-1])
    if status or report["articles"]:
        raise SystemExit(f"a crawl of nothing new ended with {status}: {report}")
    return kibibytes / 1024
