"""Parse origins: scheme, host and port."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
_NO_HOST = re.compile(r"[\s\x00-\x1f<>\"{}|\\^`]")


def origin_of(url: str) -> str:
    """Return ``scheme://host[:port]`` of an absolute URL: lower case, ASCII, no default port.

    Raises:
        ValueError: The URL is not an absolute http or https URL with a valid host and port.
    """
    try:
        parts = urlsplit(url)
        host, port = ascii_host(parts.hostname or ""), parts.port
    except ValueError:  # the error below names the URL
        host = ""
    if not host or parts.scheme not in DEFAULT_PORTS or _NO_HOST.search(host):
        raise ValueError(f"not an http or https URL: {url!r}")
    host = f"[{host}]" if ":" in host else host
    default = port in (None, DEFAULT_PORTS[parts.scheme])
    return f"{parts.scheme}://{host}" if default else f"{parts.scheme}://{host}:{port}"


def ascii_host(host: str) -> str:
    """Return the ASCII form of a host name (``xn--…`` for a name in Hindi); "" if it is invalid."""
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:  # a label is empty or too long
        return ""


def is_loopback(origin: str) -> bool:
    """Return whether the host of an origin is this machine: 127.0.0.0/8, ::1 or ``localhost``."""
    try:
        host = urlsplit(origin).hostname or ""
    except ValueError:
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
