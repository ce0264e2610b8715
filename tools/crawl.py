"""``make crawl``: crawl the bundled sample site, or with ROOT= a live one, and show what came."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from scrapy.utils.project import get_project_settings

from newsbot.arguments import Arguments
from newsbot.console.summary import summary
from newsbot.exceptions import NewsbotError
from newsbot.progress.terminal import can_display
from newsbot.reporting.outcomes import BAD_ARGUMENTS

ARTICLES = 200
WIDTH = 96


def main() -> int:
    """Run the crawl, print the summary, return the crawl's exit status."""
    parser = argparse.ArgumentParser(prog="make crawl", description=__doc__)
    parser.add_argument("--root", help="the site to crawl; without it, the bundled sample site")
    parser.add_argument("--limit", help="at most so many articles")
    options = parser.parse_args()
    data = Path(get_project_settings()["NEWSBOT_DATA_DIR"])
    given = {"root": options.root, "limit": options.limit}
    try:
        Arguments.parse({name: value for name, value in given.items() if value})
    except NewsbotError as error:
        print(f"newsbot: {error}", file=sys.stderr)
        return BAD_ARGUMENTS
    if options.root:
        return crawl(options.root, options.limit, data)
    with sample_site() as root:
        print(f"The sample site of {ARTICLES} articles is at {root}")
        # Beside the real data: its articles are none of the real site's.
        return crawl(root, options.limit, data / "sample")


@contextmanager
def sample_site() -> Iterator[str]:
    """The sample site on a free loopback port while the context lasts; its origin."""
    command = [sys.executable, "-m", "samplesite", "--port", "0", "--articles", str(ARTICLES)]
    command += ["--scripted", "button"]  # as the site's sections have one
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            root = server.stdout.readline().strip()
            if not root:
                raise SystemExit(server.wait() or 1)  # the server has said why
            yield root
        finally:
            server.terminate()


def crawl(root: str, limit: str | None, data: Path) -> int:
    """Crawl ``root`` with the real spider in a process of its own; its exit status."""
    command = [sys.executable, "-m", "scrapy", "crawl", "indiadaily", "-a", f"root={root}"]
    command += ["-a", f"limit={limit}"] if limit else []
    command += ["-s", f"NEWSBOT_DATA_DIR={data}"]
    has_display = can_display(get_project_settings())
    if not has_display:  # the log is for those who crawl by hand
        command += ["-L", "WARNING", "-s", "NEWSBOT_PROGRESS=plain"]
    runs = data / "runs.jsonl"
    before = runs.stat().st_size if runs.exists() else 0
    with subprocess.Popen(command) as crawling:
        while True:
            try:
                status = crawling.wait()
                break
            except KeyboardInterrupt:
                continue  # the crawl has had it too, and ends in order
    if runs.exists() and runs.stat().st_size > before:
        run = json.loads(runs.read_text(encoding="utf-8").splitlines()[-1])
        # A display ends with the summary on the terminal.
        show_result(run, data, is_said=has_display and sys.stdout.isatty())
    return status


def show_result(run: dict[str, Any], data: Path, is_said: bool) -> None:
    """Print what a run did and one article: of this run or, where it brought none, a known one."""
    if not is_said:
        print("\n" + "\n".join(summary(run, data)))
    feeds = data.glob(f"feeds/{run['spider']}/*Z.jsonl")
    full = sorted(feed for feed in feeds if feed.stat().st_size)
    if full:
        with full[-1].open(encoding="utf-8") as lines:
            show(json.loads(next(lines)))


def show(article: dict[str, Any]) -> None:
    """Print one article as a person reads it."""
    print(f"\n{'─' * WIDTH}\n{article['headline']}\n{article['url']}")
    for name in ("published", "updated"):
        if article[f"{name}_at"]:
            at = datetime.fromisoformat(article[f"{name}_at"])
            print(f"{name} {at:%d.%m.%Y %H:%M %z} (“{article[f'{name}_raw']}”)")
    by = ", ".join(article["authors"]) or "no author named"
    print(f"{by} · {article['section'] or 'no section'} · {' · '.join(article['tags'])}\n")
    for paragraph in article["body"].split("\n\n")[:4]:
        print(textwrap.fill(paragraph, WIDTH) + "\n")


if __name__ == "__main__":
    sys.exit(main())
