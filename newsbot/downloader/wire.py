"""Record requests and responses as they are on the wire, for the archive of a crawl.

Scrapy gives neither the status line and headers as they were received, nor the request as it was
sent. A pool of connections records both.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from twisted.web._newclient import STATUS

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response
    from twisted.internet.defer import Deferred


@dataclass(slots=True)
class Exchange:
    """A request and the head of its response, as they were on the wire.

    Attributes:
        request: Twisted's request, as it was sent.
        head: The lines of the response before its body, each with its line end. (Twisted joins a
            chunked body, so the body of the response is not as on the wire.)
        at: When the head was received (UTC).
    """

    request: Any = None
    head: tuple[bytes, ...] = ()
    at: datetime | None = None


class Recorder(Protocol):
    """Writes the responses of a crawl to an archive (see archive/)."""

    async def record(self, exchange: Exchange, request: Request, response: Response) -> None:
        """Write an exchange; raise RefusedRequest if that fails."""

    async def record_rendered(
        self, request: Request, document: Response, rendered: Response
    ) -> None:
        """Write the page that a browser made of a document; raise RefusedRequest if that fails."""


# The exchange of the request that is given to a pool next. There is no await between setting it and
# the pool's reading it, so requests cannot be confused.
_exchange: ContextVar[Exchange | None] = ContextVar("_exchange", default=None)


def begin_exchange() -> Exchange:
    """Return an exchange that the next request to a RecordingPool fills."""
    exchange = Exchange()
    _exchange.set(exchange)
    return exchange


class RecordingPool:
    """A HTTPConnectionPool whose connections fill exchanges."""

    def __init__(self, pool: Any) -> None:
        pool._factory = _RecordingFactory
        self._pool = pool

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pool, name)

    def getConnection(self, key: Any, endpoint: Any) -> Deferred[Any]:
        """Return a kept or a new connection for ``key``, which fills the next exchange."""
        exchange = _exchange.get()
        _exchange.set(None)
        connecting: Deferred[Any] = self._pool.getConnection(key, endpoint)
        if exchange is None:
            return connecting
        return connecting.addCallback(_RecordedConnection, exchange)


class _RecordedConnection:
    """A connection that fills an exchange with its one request and response."""

    def __init__(self, connection: Any, exchange: Exchange) -> None:
        self._connection = connection
        self._exchange = exchange

    def request(self, request: Any) -> Deferred[Any]:
        self._exchange.request = request
        answering: Deferred[Any] = self._connection.request(request)
        return answering.addCallback(self._answered)

    def _answered(self, response: Any) -> Any:
        self._exchange.head = tuple(response.received_lines)
        self._exchange.at = datetime.now(UTC)
        return response


class _RecordingParser(_LenientHTTPClientParser):
    """Keeps the lines that it parses as an attribute of the response, which outlives the parser."""

    _lines: list[bytes]

    def lineReceived(self, line: bytes) -> None:
        is_status = self.state == STATUS  # there is a second status line after "100 Continue"
        if is_status:
            self._lines = []
        self._lines.append(line + b"\n")
        super().lineReceived(line)
        if is_status:
            self.response.received_lines = self._lines


class _RecordingProtocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Any) -> Deferred[Any]:
        answering: Deferred[Any] = super().request(request)
        assert self._parser is not None
        self._parser.__class__ = _RecordingParser  # Scrapy sets its parser in the same way
        return answering


class _RecordingFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: Any) -> Any:
        return _RecordingProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]  # Twisted has no types here
