"""Origins: scheme, host and port."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
_NO_HOST = re.compile(r"[\s\x00-\x1f<>\"{}|\\^`]")


def origin_of(url: str) -> str:
    """Return ``scheme://host[:port]`` of an absolute URL, lower case, without a default port.

    Raises:
        ValueError: The URL is not an absolute http or https URL with a valid host and port.
    """
    parts = urlsplit(url)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or _NO_HOST.search(parts.hostname):
        raise ValueError(f"not an http or https URL: {url!r}")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    default = parts.port in (None, DEFAULT_PORTS[parts.scheme])
    return f"{parts.scheme}://{host}" if default else f"{parts.scheme}://{host}:{parts.port}"


def is_loopback(origin: str) -> bool:
    """Return whether an origin's host is this machine: 127.0.0.0/8, ::1 or ``localhost``."""
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
