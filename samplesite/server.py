"""A small HTTP/1.1 server: keep-alive, HEAD, conditional requests, gzip where it is cheap."""

from __future__ import annotations

import asyncio
import gzip
import threading
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus
from types import TracebackType

from samplesite.site import Resource, Site, headers_of

MAX_HEAD = 64 * 1024  # bytes of a request's head
Log = Callable[[int, str], None]
_REASONS = {status.value: status.phrase for status in HTTPStatus}
_compressed = lru_cache(maxsize=64)(lambda body: gzip.compress(body, 1, mtime=0))


def not_modified(resource: Resource, headers: dict[str, str]) -> bool:
    """RFC 9110, 13.2.2: If-None-Match decides where it is given, else If-Modified-Since."""
    if resource.status != 200:
        return False
    if (asked := headers.get("if-none-match")) is not None:
        tags = {tag.strip().removeprefix("W/").replace('-gz"', '"') for tag in asked.split(",")}
        return resource.etag is not None and (resource.etag in tags or "*" in tags)
    since = headers.get("if-modified-since")
    if since is None or resource.last_modified is None:
        return False
    try:
        return resource.last_modified <= parsedate_to_datetime(since).timestamp()
    except ValueError:
        return False


def answer(site: Site, method: str, target: str, headers: dict[str, str]) -> tuple[int, bytes]:
    """(status, whole response) to a request; header names are in lower case."""
    if method not in ("GET", "HEAD"):
        return 405, _response(405, {"Allow": "GET, HEAD", "Content-Length": "0"}, b"")
    if target.startswith(("http://", "https://")):  # absolute form, as proxies send it
        target = "/" + target.split("/", 3)[3] if target.count("/") > 2 else "/"
    resource = site.resource(target)
    if not_modified(resource, headers):
        fields = headers_of(resource, 0)
        return 304, _response(304, {name: fields[name] for name in ("ETag", "Last-Modified")}, b"")
    body = resource.build()
    fields = headers_of(resource, len(body))
    # Articles go plain: compressing one costs as much as building it. Listings are kept.
    if resource.shared and resource.etag and "gzip" in headers.get("accept-encoding", ""):
        body = _compressed(body)
        fields |= {
            "Content-Encoding": "gzip",
            "Content-Length": str(len(body)),
            "ETag": resource.etag[:-1] + '-gz"',
        }
    fields["Vary"] = "Accept-Encoding"
    return resource.status, _response(resource.status, fields, b"" if method == "HEAD" else body)


def _response(status: int, headers: dict[str, str], body: bytes) -> bytes:
    rows = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
    return f"HTTP/1.1 {status} {_REASONS[status]}\r\n{rows}\r\n".encode("latin-1") + body


class _Connection(asyncio.Protocol):
    """One keep-alive connection; its requests are answered one after another."""

    def __init__(self, server: HttpServer) -> None:
        self.server = server
        self.received = b""
        self.busy = False
        self.full = False
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.server.connections.add(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.transport:
            self.server.connections.discard(self.transport)
        self.transport = None

    def pause_writing(self) -> None:
        self.full = True

    def resume_writing(self) -> None:
        self.full = False
        self._serve()

    def data_received(self, data: bytes) -> None:
        self.received += data
        self._serve()

    def _serve(self) -> None:
        while self.transport and not self.busy and not self.full:
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                if len(self.received) > MAX_HEAD:
                    self._refuse(431)
                return
            head, self.received = self.received[:end], self.received[end + 4 :]
            self._request(head.decode("latin-1").split("\r\n"))

    def _request(self, lines: list[str]) -> None:
        words = lines[0].split(" ")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        if len(words) != 3 or not words[2].startswith("HTTP/1.") or _has_body(headers):
            self._refuse(400)
            return
        status, response = answer(self.server.site, words[0], words[1], headers)
        close = headers.get("connection", "").lower() == "close" or words[2] == "HTTP/1.0"
        if self.server.delay:
            self.busy = True
            loop = asyncio.get_running_loop()
            loop.call_later(self.server.delay, self._send, status, words[1], response, close)
        else:
            self._send(status, words[1], response, close)

    def _send(self, status: int, target: str, response: bytes, close: bool) -> None:
        waited, self.busy = self.busy, False
        if self.transport is None:
            return
        self.server.log(status, target)
        self.transport.write(response)
        if close:
            self._close()
        elif waited:
            self._serve()

    def _refuse(self, status: int) -> None:
        if self.transport:
            fields = {"Content-Length": "0", "Connection": "close"}
            self.transport.write(_response(status, fields, b""))
            self._close()

    def _close(self) -> None:
        """Answers nothing more; what is written still goes out."""
        if self.transport:
            self.transport.close()
        self.received = b""
        self.busy = True


def _has_body(headers: dict[str, str]) -> bool:
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


class HttpServer:
    """Serves a site in the running event loop."""

    def __init__(self, site: Site, log: Log, delay: float = 0.0) -> None:
        """`log` is told (status, path) of each answer; `delay` is in seconds."""
        self.site = site
        self.log = log
        self.delay = delay
        self.connections: set[asyncio.Transport] = set()
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> str:
        """Listen; `port` 0 takes a free one. Returns the URL; raises OSError if it can't."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), host, port)
        address, port = self._server.sockets[0].getsockname()[:2]
        return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"

    async def close(self) -> None:
        """Stop listening and drop the connections."""
        if self._server:
            self._server.close()
        for transport in self.connections:
            transport.abort()
        await asyncio.sleep(0)  # transports let go of their sockets in the next turn


class ServerHandle:
    """A site served from a thread of its own. Use as a context manager, or call `close`."""

    def __init__(self, site: Site, port: int, delay: float, host: str) -> None:
        """`delay` is in seconds. Raises OSError where the port can't be had."""
        self.site = site
        self.requests: list[tuple[int, str]] = []  # (status, path) in the order of the answers
        self.url = ""
        self._loop = asyncio.new_event_loop()
        self._error: OSError | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(host, port, delay), name="samplesite", daemon=True
        )
        self._thread.start()
        self._ready.wait()
        if self._error:
            self._thread.join()
            raise self._error

    def _run(self, host: str, port: int, delay: float) -> None:
        def log(status: int, target: str) -> None:
            self.requests.append((status, target))

        server = HttpServer(self.site, log, delay)
        try:
            self.url = self._loop.run_until_complete(server.start(host, port))
        except OSError as error:
            self._error = error
        self._ready.set()
        if not self._error:
            self._loop.run_forever()
            self._loop.run_until_complete(server.close())
        self._loop.close()

    def close(self) -> None:
        """Stop listening and end the thread. Harmless when called again."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    def __enter__(self) -> ServerHandle:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def serve(site: Site, port: int = 0, delay: float = 0.0, host: str = "127.0.0.1") -> ServerHandle:
    """Serve a site on loopback from a thread: `with serve(Site(200)) as server: ... server.url`."""
    return ServerHandle(site, port, delay, host)
