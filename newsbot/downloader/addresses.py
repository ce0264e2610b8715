"""Which IP addresses are public, the same host's from anywhere on the internet; which link-local.

``ipaddress.is_global`` knows the registries of the day when its Python was made: 3.11 calls
3fff::/20, which is for examples, global. This table is the same for each Python.
"""

from __future__ import annotations

import ipaddress

# All that IANA has given out for addresses that anybody may reach (RFC 4291, 2.4).
PUBLIC_IPV6 = ipaddress.IPv6Network("2000::/3")
# Addresses that mean an IPv4 address, by way of the network's own translator (RFC 6052).
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
# More blocks whose addresses end with one of IPv4: compatible, translated (RFC 2765, RFC 8215).
ENDING_WITH_IPV4 = tuple(map(ipaddress.IPv6Network, ("::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48")))
# The blocks that IANA's special-purpose registries (RFC 6890; iana-ipv4-special-registry and
# iana-ipv6-special-registry, as of 2025) do not call globally reachable, and multicast. IPv6 blocks
# outside of PUBLIC_IPV6 are not listed. 192.0.0.0/24 and 2001::/23 have globally reachable parts;
# they are anycast addresses and identifiers of protocols, and no web server's.
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
    """Return whether an IP address is the same host's from anywhere on the internet.

    False for what is no address, and for IPv6 addresses that stand for an IPv4 address that is not
    public.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if (inner := _meant_by(ip)) is None:
            return ip in PUBLIC_IPV6 and not any(ip in network for network in SPECIAL_IPV6)
        ip = inner
    return not any(ip in network for network in SPECIAL_IPV4)


def is_link_local(address: str) -> bool:
    """Return whether an IP address is of 169.254.0.0/16 or fe80::/10: clouds tell secrets there.

    False for what is no address; IPv6 addresses that stand for one of IPv4 are judged as that.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if any(ip in network for network in ENDING_WITH_IPV4):
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
        else:
            ip = _meant_by(ip) or ip
    return ip.is_link_local


def _meant_by(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for; None for one that is its own."""
    if ip in TRANSLATED:
        return ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour
