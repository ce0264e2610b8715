"""`python -m samplesite.bench`: article pages a second of the server's CPU, end to end on loopback.

The server runs in a process of its own; a small asyncio client asks for different articles over
keep-alive connections. No page is asked for twice, so nothing is answered from a cache.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import time
from multiprocessing.connection import Connection
from urllib.parse import urlsplit

from samplesite.server import serve
from samplesite.site import Site

CONNECTIONS = 8


def _server(articles: int, pipe: Connection) -> None:
    """Serves until told to stop, then says what CPU seconds the answers took."""
    site = Site(articles)
    with serve(site) as server:
        pipe.send(server.url)
        pipe.recv()
        before = time.process_time()
        pipe.send("ready")
        pipe.recv()
        pipe.send(time.process_time() - before)


async def _client(host: str, port: int, paths: list[str]) -> int:
    """Asks for paths one after another on one connection; returns the bytes of their bodies."""
    reader, writer = await asyncio.open_connection(host, port)
    size = 0
    for path in paths:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200 "):
            raise RuntimeError(f"{path}: {head.decode('latin-1')}")
        length = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
        size += len(await reader.readexactly(length))
    writer.close()
    await writer.wait_closed()
    return size


async def _ask(url: str, paths: list[str]) -> int:
    parts = urlsplit(url)
    host, port = str(parts.hostname), int(parts.port or 80)
    shares = [paths[i::CONNECTIONS] for i in range(CONNECTIONS)]
    clients = (_client(host, port, share) for share in shares)
    return sum(await asyncio.gather(*clients))


def measure(articles: int, pages: int) -> dict[str, float]:
    """Fetch `pages` articles of a site of `articles`; seconds are CPU seconds of the server."""
    step = max(1, articles // pages)
    site = Site(articles)
    paths = [site.brief(n).linked for n in range(0, articles, step)][:pages]
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_server, args=(articles, theirs))
    process.start()
    url = ours.recv()
    asyncio.run(_ask(url, paths[:16]))  # warm up
    ours.send("start")
    ours.recv()
    start = time.perf_counter()
    size = asyncio.run(_ask(url, paths))
    wall = time.perf_counter() - start
    ours.send("stop")
    cpu = ours.recv()
    process.join()
    return {"pages": len(paths), "cpu_seconds": cpu, "wall_seconds": wall, "bytes": size}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m samplesite.bench", description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000, help="of the site")
    parser.add_argument("--pages", type=int, default=5_000, help="to ask for")
    arguments = parser.parse_args()
    result = measure(arguments.articles, arguments.pages)
    pages, cpu = result["pages"], result["cpu_seconds"]
    print(
        f"{pages:.0f} article pages of {result['bytes'] / pages / 1000:.1f} kB: "
        f"{pages / cpu:.0f} pages a second of server CPU "
        f"({pages / result['wall_seconds']:.0f} a second with the client on the same machine)"
    )


if __name__ == "__main__":
    main()
