"""A server that answers as badly as a test says: byte for byte, piece by piece.

answers = {"/": page(html), "/cut": page(html, encoding="gzip", cut=0.5, length=False)}
with hostile(answers) as site:
    crawl(tmp_path, root=site.url)
"""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread
from typing import TypeVar

import brotli
from backports import zstd

HTML = "text/html; charset=utf-8"
Served = TypeVar("Served", bound="HostileSite")


def raw_deflate(body: bytes) -> bytes:
    """Return deflate without zlib's header, as some servers send it."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def gzipped(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzipped,
    "x-gzip": gzipped,
    "deflate": zlib.compress,
    "raw deflate": raw_deflate,  # the header says deflate
    "br": lambda body: brotli.compress(body, quality=4),
    "zstd": zstd.compress,
}


def packed(body: bytes, encodings: str) -> bytes:
    """Return a body in the encodings of a header, one behind the other."""
    for name in encodings.split(", "):
        body = PACKERS[name](body)
    return body


@dataclass(frozen=True)
class Answer:
    """The bytes of an answer and the seconds of silence between them.

    ``end``: ``close`` the connection; ``reset`` it; ``hang`` without a further byte; ``keep`` it for
    the next request.
    """

    pieces: tuple[bytes | float, ...]
    end: str = "close"


def answer(
    body: bytes,
    headers: Mapping[str, str] | None = None,
    status: int = 200,
    *,
    length: bool = True,
    end: str = "close",
) -> Answer:
    """Return an answer that ends with its connection; without ``length``, nothing else ends it."""
    given = {"Content-Length": str(len(body))} if length else {}
    lines = [
        f"HTTP/1.1 {status} X",
        *(f"{k}: {v}" for k, v in {**given, **(headers or {})}.items()),
    ]
    head = "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")
    return Answer((head, body), end)


def page(
    text: str | bytes,
    *,
    type_: str = HTML,
    encoding: str = "",
    cut: float = 1.0,
    status: int = 200,
    length: bool = True,
) -> Answer:
    """Return a page, packed if ``encoding`` says so, of which the share ``cut`` is sent."""
    body = text.encode() if isinstance(text, str) else text
    headers = {"Content-Type": type_} if type_ else {}
    if encoding:
        body = packed(body, encoding)
        headers["Content-Encoding"] = encoding.replace("raw ", "")
    return answer(body[: int(len(body) * cut)], headers, status, length=length)


@dataclass
class HostileSite:
    """path → its answer, or several for one request after another, the last one for all others."""

    answers: dict[str, Answer | list[Answer]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(
        default_factory=list
    )  # of each request, names in lower case
    url: str = ""

    def answer_to(self, path: str) -> Answer:
        self.asked.append(path)
        found = self.answers.get(path, answer(b"", status=404))
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        end = "keep"
        with suppress(OSError, asyncio.IncompleteReadError):
            while end == "keep":
                request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                pairs = (line.split(": ", 1) for line in request[1:] if line)
                self.headers.append({name.lower(): value for name, value in pairs})
                wanted = self.answer_to(request[0].split(" ")[1])
                for piece in wanted.pieces:
                    if isinstance(piece, bytes):
                        writer.write(piece)
                        await writer.drain()
                    else:
                        await asyncio.sleep(piece)
                end = wanted.end
            if end == "hang":
                await reader.read()  # until the client leaves
        if end == "reset":
            writer.transport.abort()
        writer.close()


@contextmanager
def hostile(answers: Mapping[str, Answer | list[Answer]]) -> Iterator[HostileSite]:
    """Serve the answers on a free loopback port while the context lasts."""
    with serving(HostileSite(dict(answers))) as site:
        yield site


@contextmanager
def serving(site: Served) -> Iterator[Served]:
    """Serve a site on a free loopback port while the context lasts."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(site.serve, "127.0.0.1", 0))
    site.url = "http://127.0.0.1:{1}".format(*server.sockets[0].getsockname())
    thread = Thread(target=loop.run_forever)
    thread.start()
    try:
        yield site
    finally:
        asyncio.run_coroutine_threadsafe(_stop(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _stop(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
