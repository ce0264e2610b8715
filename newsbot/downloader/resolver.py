"""Connections lead to public addresses alone, whatever a name resolves to.

A name of the site's own domain may resolve to an address of the network that the crawl runs in: a
poisoned zone, a name that is bound anew between two look-ups, a mistake. No rule of names sees
that, so the addresses are looked at where they go from the resolver to the connection. An address
that is not public is not handed on, and there is no second look-up whose answer could differ.
"""

from __future__ import annotations

import socket
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from scrapy.resolver import CachingHostnameResolver
from twisted.internet._resolver import GAIResolver
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import IResolutionReceiver, IStreamClientEndpoint
from zope.interface import implementer

from newsbot.downloader.addresses import is_public
from newsbot.downloader.exceptions import RefusedRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from twisted.internet.address import IPv4Address, IPv6Address
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IHostResolution
    from twisted.python.failure import Failure

# Twisted's interfaces are zope's, whose methods have no self for mypy: what they type is Any here.

PRIVATE_ADDRESS = "private_address"  # a reject's reason


class GuardedPool:
    """``pool``, a HTTPConnectionPool, whose new connections lead to allowed addresses or fail.

    Args:
        pool: Makes the connections.
        is_allowed: Whether an address may be connected to.
    """

    def __init__(self, pool: Any, is_allowed: Callable[[str], bool] = is_public) -> None:
        self._pool = pool
        self._is_allowed = is_allowed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pool, name)

    def getConnection(self, key: Any, endpoint: Any) -> Deferred[Any]:
        """Return a kept or a new connection for ``key``; a new one leads to an allowed address."""
        guarded = GuardedEndpoint(endpoint, self._is_allowed)
        connecting: Deferred[Any] = self._pool.getConnection(key, guarded)
        return connecting


class _Check:
    """The addresses of one connection: ``refused``, those that are not allowed."""

    def __init__(self, is_allowed: Callable[[str], bool]) -> None:
        self.is_allowed = is_allowed
        self.host = ""
        self.refused: list[str] = []

    def explain(self, failure: Failure) -> Failure:
        """Return the failure of the connection; RefusedRequest where no address is allowed."""
        if self.refused and isinstance(failure.value, DNSLookupError):
            addresses = ", ".join(self.refused)
            raise RefusedRequest(PRIVATE_ADDRESS, f"{self.host} is at {addresses}: not public")
        return failure


# Of the connection that is being made; None where any address will do. Twisted asks the reactor's
# resolver for the addresses of a name, and tells it nothing of what they are for.
_check: ContextVar[_Check | None] = ContextVar("_check", default=None)


@implementer(IStreamClientEndpoint)
class GuardedEndpoint:
    """Connects as ``endpoint`` does, to an allowed address; else fails with a RefusedRequest."""

    def __init__(self, endpoint: Any, is_allowed: Callable[[str], bool] = is_public) -> None:
        self._endpoint = endpoint
        self._is_allowed = is_allowed

    def connect(self, factory: Any) -> Deferred[Any]:
        """Connect to an allowed address of the host; fail with RefusedRequest if it has none."""
        check = _Check(self._is_allowed)
        token = _check.set(check)
        try:
            connecting: Deferred[Any] = self._endpoint.connect(factory)
        finally:
            _check.reset(token)
        return connecting.addErrback(check.explain)


class PublicResolver(CachingHostnameResolver):
    """Scrapy's resolver of IPv4 and IPv6 addresses, which minds GuardedEndpoint's rule."""

    original_resolver: Any

    def __init__(self, reactor: Any, cache_size: int) -> None:
        super().__init__(reactor, cache_size)
        self.original_resolver = GAIResolver(reactor, getaddrinfo=_addresses)

    def resolveHostName(
        self, resolutionReceiver: Any, hostName: str, *args: Any, **kwargs: Any
    ) -> IHostResolution:
        """Find the addresses of a name; for GuardedEndpoint, hand on the allowed ones alone."""
        if (check := _check.get()) is not None:
            check.host = hostName
            resolutionReceiver = _AllowedAddresses(resolutionReceiver, check)
        return super().resolveHostName(resolutionReceiver, hostName, *args, **kwargs)


@implementer(IResolutionReceiver)
class _AllowedAddresses:
    """Hands on to ``receiver`` what is allowed of the addresses of a name."""

    def __init__(self, receiver: Any, check: _Check) -> None:
        self._receiver = receiver
        self._check = check

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IPv4Address | IPv6Address) -> None:
        if self._check.is_allowed(address.host):
            self._receiver.addressResolved(address)
        elif address.host not in self._check.refused:
            self._check.refused.append(address.host)

    def resolutionComplete(self) -> None:
        self._receiver.resolutionComplete()


lookup_errors: dict[str, str] = {}  # host → what the system's resolver said of it last


def _addresses(*args: Any, **kwargs: Any) -> Any:
    """Return what ``socket.getaddrinfo`` does; fail in the one way that Twisted is prepared for.

    A name with an empty or too long label is another one, and would leave its request waiting.
    """
    try:
        return socket.getaddrinfo(*args, **kwargs)
    except (UnicodeError, OSError) as error:
        # Twisted takes it for "no addresses" and drops what it says.
        lookup_errors[str(args[0])] = str(error)
        raise socket.gaierror(str(error)) from None
