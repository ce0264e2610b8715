"""The India Daily's spider where names resolve as the environment says, and never by DNS.

``NAMES``: JSON, host → addresses; all other names are unknown, addresses mean themselves.
``ORIGIN``: in place of the site's own; ``NEEDS_BROWSER``: as of a spider.
"""

import json
import os
import socket
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from newsbot.spiders import indiadaily

NAMES = json.loads(os.environ["NAMES"])


def addresses(host: str | bytes) -> list[str]:
    name = host.decode() if isinstance(host, bytes) else host
    try:
        return [str(ip_address(name))]
    except ValueError:
        if found := NAMES.get(name):
            return list(found)
    raise socket.gaierror(socket.EAI_NONAME, f"{name} is not known")


def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> list[Any]:
    return [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, int(port))) for each in addresses(host)
    ]


def gethostbyname(host: str) -> str:
    return addresses(host)[0]


socket.getaddrinfo = getaddrinfo
socket.gethostbyname = gethostbyname


class ElsewhereSpider(indiadaily.IndiaDailySpider):
    origin = os.environ["ORIGIN"]
    allowed_domains = indiadaily.IndiaDailySpider.allowed_domains
    if not (urlsplit(origin).hostname or "").endswith(f".{allowed_domains[0]}"):
        # Else the declaration would be refused, before any address is looked at.
        allowed_domains = [*allowed_domains, urlsplit(origin).hostname or ""]
    needs_browser = os.environ.get("NEEDS_BROWSER", "never")
