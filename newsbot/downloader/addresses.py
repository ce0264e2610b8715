"""Decide whether an IP address is public or link-local.

A public address belongs to the same host everywhere on the internet. ``ipaddress.is_global`` has
the registries of the day on which its Python was released: Python 3.11 calls 3fff::/20, which is
for documentation, global. The tables here are the same for every Python.
"""

from __future__ import annotations

import ipaddress

# The block of all global unicast addresses that IANA has assigned (RFC 4291, 2.4).
PUBLIC_IPV6 = ipaddress.IPv6Network("2000::/3")
# A network's translator maps these addresses to IPv4 (NAT64, RFC 6052).
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
# More blocks whose addresses end with an IPv4 address: IPv4-compatible and translated ones
# (RFC 2765, RFC 8215).
ENDING_WITH_IPV4 = tuple(map(ipaddress.IPv6Network, ("::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48")))
# Multicast, and the blocks that are not globally reachable by IANA's special-purpose registries
# (RFC 6890; iana-ipv4-special-registry and iana-ipv6-special-registry, as of 2025). IPv6 blocks
# outside PUBLIC_IPV6 are not listed. 192.0.0.0/24 and 2001::/23 have globally reachable parts, but
# these are anycast addresses and identifiers of protocols, not addresses of web servers.
SPECIAL_IPV4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",  # this network (RFC 791)
            "10.0.0.0/8",  # private use (RFC 1918)
            "100.64.0.0/10",  # shared address space of providers (RFC 6598)
            "127.0.0.0/8",  # loopback (RFC 1122)
            "169.254.0.0/16",  # link-local (RFC 3927)
            "172.16.0.0/12",  # private use (RFC 1918)
            "192.0.0.0/24",  # IETF protocol assignments (RFC 6890)
            "192.0.2.0/24",  # documentation (RFC 5737)
            "192.88.99.0/24",  # deprecated 6to4 relay anycast (RFC 7526)
            "192.168.0.0/16",  # private use (RFC 1918)
            "198.18.0.0/15",  # benchmarking (RFC 2544)
            "198.51.100.0/24",  # documentation (RFC 5737)
            "203.0.113.0/24",  # documentation (RFC 5737)
            "224.0.0.0/4",  # multicast (RFC 5771)
            "240.0.0.0/4",  # reserved, and limited broadcast (RFC 1112, RFC 8190)
        ),
    )
)
SPECIAL_IPV6 = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",  # IETF protocol assignments, Teredo and benchmarking in it (RFC 2928)
            "2001:db8::/32",  # documentation (RFC 3849)
            "3fff::/20",  # documentation (RFC 9637)
        ),
    )
)


def is_public(address: str) -> bool:
    """Return whether an IP address belongs to the same host everywhere on the internet.

    The answer is False for a text that is not an address, and for an IPv6 address that stands for
    an IPv4 address that is not public.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if (ipv4 := _embedded_ipv4(ip)) is None:
            return ip in PUBLIC_IPV6 and not any(ip in network for network in SPECIAL_IPV6)
        ip = ipv4
    return not any(ip in network for network in SPECIAL_IPV4)


def is_link_local(address: str) -> bool:
    """Return whether an IP address is in 169.254.0.0/16 or fe80::/10.

    Cloud providers serve secrets of a machine at such addresses. The answer is False for a text
    that is not an address. An IPv6 address that stands for an IPv4 address is judged as that.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if any(ip in network for network in ENDING_WITH_IPV4):
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
        else:
            ip = _embedded_ipv4(ip) or ip
    return ip.is_link_local


def _embedded_ipv4(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for; None if there is none."""
    if ip in TRANSLATED:
        return ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour
