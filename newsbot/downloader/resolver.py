"""Allow connections to public addresses only, whatever a name resolves to.

A name in the site's domain may resolve to an address of the network that the crawl runs in: by a
poisoned zone, by DNS rebinding between two lookups, or by mistake. Rules for names cannot find
that, so the addresses are checked between the resolver and the connection. Addresses that are not
public are dropped, and there is no second lookup that could give another answer.
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

# Objects of Twisted's zope interfaces have the type Any here: their methods lack self for mypy.

PRIVATE_ADDRESS = "private_address"  # reason of a reject


class GuardedPool:
    """A HTTPConnectionPool whose new connections go to allowed addresses, or fail.

    Args:
        pool: The HTTPConnectionPool that makes the connections.
        is_allowed: Returns whether connections to an IP address are allowed.
    """

    def __init__(self, pool: Any, is_allowed: Callable[[str], bool] = is_public) -> None:
        self._pool = pool
        self._is_allowed = is_allowed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pool, name)

    def getConnection(self, key: Any, endpoint: Any) -> Deferred[Any]:
        """Return a kept connection for ``key``, or a new one to an allowed address."""
        guarded = GuardedEndpoint(endpoint, self._is_allowed)
        connecting: Deferred[Any] = self._pool.getConnection(key, guarded)
        return connecting


class _Check:
    """The addresses of one connection; ``refused`` has those that are not allowed."""

    def __init__(self, is_allowed: Callable[[str], bool]) -> None:
        self.is_allowed = is_allowed
        self.host = ""
        self.refused: list[str] = []

    def explain(self, failure: Failure) -> Failure:
        """Return the failure of a connection; raise RefusedRequest if no address is allowed."""
        if self.refused and isinstance(failure.value, DNSLookupError):
            addresses = ", ".join(self.refused)
            raise RefusedRequest(PRIVATE_ADDRESS, f"{self.host} is at {addresses}: not public")
        return failure


# The check of the connection that is being made; None if all addresses are allowed. A context
# variable is needed because Twisted calls the resolver with the name only.
_check: ContextVar[_Check | None] = ContextVar("_check", default=None)


@implementer(IStreamClientEndpoint)
class GuardedEndpoint:
    """Connects like ``endpoint``, but to allowed addresses only; else fails with RefusedRequest."""

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
    """Scrapy's resolver of IPv4 and IPv6 addresses, with the check of GuardedEndpoint."""

    original_resolver: Any

    def __init__(self, reactor: Any, cache_size: int) -> None:
        super().__init__(reactor, cache_size)
        self.original_resolver = GAIResolver(reactor, getaddrinfo=_addresses)

    def resolveHostName(
        self, resolutionReceiver: Any, hostName: str, *args: Any, **kwargs: Any
    ) -> IHostResolution:
        """Resolve a name; for GuardedEndpoint, pass the allowed addresses only."""
        if (check := _check.get()) is not None:
            check.host = hostName
            resolutionReceiver = _AllowedAddresses(resolutionReceiver, check)
        return super().resolveHostName(resolutionReceiver, hostName, *args, **kwargs)


@implementer(IResolutionReceiver)
class _AllowedAddresses:
    """Passes the allowed addresses of a name to ``receiver``."""

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


lookup_errors: dict[str, str] = {}  # host → last error of the system's resolver


def _addresses(*args: Any, **kwargs: Any) -> Any:
    """Call ``socket.getaddrinfo``; raise all errors as gaierror, which Twisted handles.

    A name with an empty or too long label raises UnicodeError; its request would wait for ever.
    """
    try:
        return socket.getaddrinfo(*args, **kwargs)
    except (UnicodeError, OSError) as error:
        # Twisted drops the message of the error.
        lookup_errors[str(args[0])] = str(error)
        raise socket.gaierror(str(error)) from None
