"""Random sequences of limited runs, and what must have come out after a plain one.

``python -m tests.limits.sequences --count 500 [--seed N] [--browser]`` tries many of them.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from samplesite import Site, serve
from samplesite.scripted import ScriptedSite
from samplesite.server import ServerHandle
from samplesite.site import Resource
from tests import forked

ARTICLES = 44
TIMEOUT = 60  # seconds
SECTIONS = ("india", "international", "entertainment", "sports", "astro", "utility")
SOURCES = (
    "/",
    "/sitemap.xml",
    "/news-sitemap.xml",
    "/rss/latest.xml",
    "/india",
    "/sports",
    "/astro",
)


@dataclass(frozen=True)
class Limited:
    """One run: its arguments (``-a``), its settings (``-s``), the signal that it gets after so many
    seconds, and the answers of the site's pages that fail (path → status).
    """

    arguments: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    signal_after: tuple[int, float] | None = None
    failing: tuple[tuple[str, int], ...] = ()

    def names(self, *names: str) -> bool:
        return any(each.startswith(f"{name}=") for each in self.arguments for name in names)

    @property
    def repeats(self) -> bool:
        """Whether the run delivers lines again on purpose."""
        return self.names("urls", "full")


PLAIN = Limited()


class Failing:
    """Mixed into a sample site: some of its pages fail while a run lasts."""

    failing: dict[str, int]

    def resource(self, target: str) -> Resource:
        status = self.failing.get(target)
        if status is None:
            return super().resource(target)
        # It asks for no long wait, for a later run would keep to it.
        headers = {"Retry-After": "1"} if status == 429 else {}
        return Resource(status, lambda: b"", headers=headers)


class FailingSite(Failing, Site):
    """The sample site, see Failing."""


class FailingScriptedSite(Failing, ScriptedSite):
    """The sample site that needs a browser, see Failing."""


@dataclass
class SmallWorld:
    """A small sample site, and what plain runs into fresh directories bring of it."""

    server: ServerHandle
    folder: Path
    options: tuple[str, ...] = ()
    _known: dict[tuple[str, ...], dict[str, str]] = field(default_factory=dict)

    def run(self, data: Path, limited: Limited, number: int = 0) -> int:
        """Crawl into a data directory; return the exit status."""
        command = ["crawl", "indiadaily", *self.options, "-L", "WARNING"]
        for argument in (f"root={self.server.url}", f"_job=run{number}", *limited.arguments):
            command += ["-a", argument]
        for setting in (f"NEWSBOT_DATA_DIR={data}", *limited.settings):
            command += ["-s", setting]
        data.mkdir(parents=True, exist_ok=True)
        self.server.site.failing = dict(limited.failing)
        process = forked.start(command)
        try:
            number, seconds = limited.signal_after or (signal.SIGKILL, TIMEOUT)
            try:
                status = process.wait(seconds)
            except subprocess.TimeoutExpired:
                process.send_signal(number)
                status = process.wait(TIMEOUT)
        finally:
            process.kill()
        with (data / "log").open("a") as log:
            log.write(process.stderr)
        if 429 in self.server.site.failing.values():
            time.sleep(1.1)
        return status

    def fresh(self, *arguments: str) -> dict[str, str]:
        """Return id → URL of what one run into a fresh directory delivers."""
        if arguments not in self._known:
            data = self.folder / f"fresh{len(self._known)}"
            status = self.run(data, Limited(arguments))
            assert status == 0, (data / "log").read_text()
            texts = (file.read_text("utf-8") for file in feeds(data))
            lines = (json.loads(line) for text in texts for line in text.splitlines())
            self._known[arguments] = {line["id"]: line["url"] for line in lines}
        return self._known[arguments]

    @cached_property
    def plain(self) -> dict[str, str]:
        return self.fresh()


def feeds(data: Path) -> list[Path]:
    """Return the feeds of articles in a data directory, in the order of their runs."""
    files = (file for file in data.glob("feeds/*/*.jsonl") if ".rejects." not in file.name)
    return sorted(files, key=lambda file: file.name.rpartition("-run")[2])


def random_run(rng: random.Random, world: SmallWorld, may_browse: bool, is_first: bool) -> Limited:
    """Return a run with one to three random limits; one in three gets a signal."""
    kinds = ["depth", "sections", "since", "limit", "urls", "pages", "items", "full", "failing"]
    kinds += ["waiting"]
    chosen = rng.sample(kinds, rng.choice((1, 1, 2, 3)))
    arguments, settings = [], []
    if "depth" in chosen:
        arguments.append(f"related_depth={rng.choice((0, 0, 1, 2, 3))}")
    if "urls" in chosen:
        urls = rng.sample(sorted(world.plain.values()), rng.randint(1, 3))
        arguments.append("urls=" + ",".join(urls))
    elif "sections" in chosen:
        arguments.append("sections=" + ",".join(rng.sample(SECTIONS, rng.randint(1, 3))))
    if "since" in chosen:
        arguments.append(f"since={rng.choice(('2024-01-01', '2025-06-01', '2026-01-31'))}")
    if "limit" in chosen:
        arguments.append(f"limit={rng.randint(1, 20)}")
    if "full" in chosen:
        arguments.append("full=1")
    if "pages" in chosen:
        settings.append(f"NEWSBOT_LISTING_MAX_PAGES={rng.randint(1, 2)}")
    if "items" in chosen:
        name = rng.choice(("ITEMCOUNT", "PAGECOUNT"))
        settings.append(f"CLOSESPIDER_{name}={rng.randint(1, 30)}")
    if "waiting" in chosen:
        settings.append(f"NEWSBOT_MAX_WAITING_ARTICLES={rng.randint(1, 20)}")
    if not (may_browse and rng.random() < 0.3):
        arguments.append("browser=never")
    failing: list[tuple[str, int]] = []
    if "failing" in chosen:
        pages = rng.sample(SOURCES, rng.randint(1, 3))
        if is_first:  # an article that fails in several runs waits for longer
            pages += rng.sample([urlsplit(url).path for url in sorted(world.plain.values())], 4)
        failing = [(page, rng.choice((503, 404, 429))) for page in pages]
        settings += ["NEWSBOT_RETRY_AFTER_MAX_WAIT=0", "RETRY_TIMES=0"]
    signal_after = None
    if rng.random() < 0.35:
        signal_after = (rng.choice((signal.SIGKILL, signal.SIGTERM)), rng.uniform(0.1, 0.9))
    return Limited(tuple(arguments), tuple(settings), signal_after, tuple(failing))


def try_sequence(world: SmallWorld, data: Path, runs: Sequence[Limited]) -> list[str]:
    """Make some limited runs and then a plain one on one data directory.

    Returns what is wrong then, nothing if all articles were delivered and each revision once.
    """
    wrong = []
    for number, limited in enumerate([*runs, PLAIN]):
        status = world.run(data, limited, number)
        if status in (1, 74) or (status < 0 and limited.signal_after is None):
            wrong.append(f"run {number} ended with {status}: {(data / 'log').read_text()}")
    deep = (
        world.fresh("related_depth=3") if any(each.names("related_depth") for each in runs) else {}
    )
    wrong += check_lines(data, [*runs, PLAIN], world.plain.keys(), deep.keys() | world.plain.keys())
    return wrong


def check_lines(
    data: Path, runs: Sequence[Limited], wanted: set[str], allowed: set[str]
) -> list[str]:
    """Return what is wrong with the feeds of a sequence of runs."""
    wrong, seen = [], set()
    for file in feeds(data):
        number = int(file.stem.rpartition("-run")[2])
        lines = file.read_text().split("\n")
        if lines.pop():
            wrong.append(f"{file.name} has a torn line")
        keys = [(line["id"], line["revision"]) for line in map(json.loads, lines)]
        again = {key for key in keys if key in seen} if not runs[number].repeats else set()
        again |= {key for key, count in Counter(keys).items() if count > 1}
        wrong += [f"{file.name} brings {id_} again" for id_, _ in sorted(again)]
        seen.update(keys)
    ids = {id_ for id_, _ in seen}
    wrong += [f"{id_} is lost" for id_ in sorted(wanted - ids)]
    wrong += [f"{id_} is more than was asked for" for id_ in sorted(ids - allowed)]
    return wrong


@contextmanager
def small_world(folder: Path, browser: bool = False) -> Iterator[SmallWorld]:
    """Serve a small site: with a browser one that needs it, else the plain one."""
    options = ("-s", "SPIDER_MODULES=tests.browser.spiders.scripted") if browser else ()
    with serve((FailingScriptedSite if browser else FailingSite)(ARTICLES)) as server:
        yield SmallWorld(server, folder, options)


def try_many(
    world: SmallWorld, folder: Path, count: int, seed: int | None = None, browser: bool = False
) -> list[str]:
    """Try ``count`` random sequences of one to four runs; return what was wrong with them."""
    seed = random.randrange(1_000_000) if seed is None else seed
    wrong = []
    for number in range(count):
        rng = random.Random(f"{seed}:{number}")
        runs = [random_run(rng, world, browser, n == 0) for n in range(rng.randint(1, 4))]
        found = try_sequence(world, folder / f"sequence{number}", runs)
        if found:
            story = "; ".join(map(str, runs))
            wrong.append(f"seed {seed}, sequence {number} ({story}): {found}")
    return wrong


def main() -> int:
    """Try many sequences; print the seed and what was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.limits.sequences", description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--browser", action="store_true", help="on the site that needs one")
    options = parser.parse_args()
    print(f"seed {options.seed}, {options.count} sequences", flush=True)
    with tempfile.TemporaryDirectory() as name, small_world(Path(name), options.browser) as world:
        wrong = try_many(world, Path(name), options.count, options.seed, options.browser)
    print("\n".join(wrong) or "nothing lost, nothing twice")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
