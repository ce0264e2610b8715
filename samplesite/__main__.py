"""`python -m samplesite`: serve the sample site until SIGTERM or SIGINT."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from samplesite.scripted import ScriptedSite
from samplesite.server import HttpServer
from samplesite.site import Site

FAILURE = 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m samplesite", description=__doc__)
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    add("--port", type=int, default=0, help="0 takes a free one (default)")
    add("--articles", type=int, default=200, help="at epoch 0 (default %(default)s)")
    add("--epoch", type=int, default=0, help="hours later: 2 %% new, 5 %% edited in each")
    add("--gold", type=Path, metavar="FILE", help="first write what a crawl must find")
    add("--log", type=Path, metavar="FILE", help="a line `status path` for each answer")
    add(
        "--scripted",
        nargs="?",
        const="all",
        choices=("all", "button"),
        help="as a site that needs a browser, or one that needs it for its sections' button alone",
    )
    add("--delay", type=float, default=0.0, metavar="MS", help="before each answer")
    return parser


def rejects_path(gold: Path) -> Path:
    """Where the rejects of a gold file stand: beside it."""
    return gold.with_name(gold.stem + ".rejects.jsonl")


def write_gold(site: Site, path: Path) -> None:
    """The gold and the rejects as JSON Lines."""
    for target, rows in ((path, site.gold()), (rejects_path(path), site.rejects())):
        _write(target, rows)


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


async def _run(site: Site, arguments: argparse.Namespace, log_file: IO[str] | None) -> None:
    def log(status: int, target: str) -> None:
        if log_file:
            log_file.write(f"{status} {target}\n")

    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, stopped.set)
    server = HttpServer(site, log, arguments.delay / 1000)
    print(await server.start(arguments.host, arguments.port), flush=True)
    await stopped.wait()
    await server.close()


def main(argv: list[str] | None = None) -> int:
    """Returns the exit status: 0 after a signal, 2 for what can't be done."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    if not 0 <= arguments.port <= 65535:
        parser.error("port must be from 0 to 65535")
    if not 0 <= arguments.delay <= 600_000:
        parser.error("delay must be from 0 to 600000 milliseconds")
    log_file: IO[str] | None = None
    try:
        site = Site(arguments.articles, arguments.epoch)
        if arguments.scripted:
            too = arguments.scripted == "all"
            site = ScriptedSite(arguments.articles, arguments.epoch, articles_too=too)
        if arguments.log:
            log_file = arguments.log.open("a", encoding="utf-8", buffering=1)
        if arguments.gold:
            write_gold(site, arguments.gold)
        asyncio.run(_run(site, arguments, log_file))
    except (OSError, ValueError) as error:
        print(f"samplesite: {error}", file=sys.stderr)
        return FAILURE
    finally:
        if log_file:
            log_file.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
