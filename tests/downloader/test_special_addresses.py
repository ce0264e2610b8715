"""No address of IANA's special-purpose registries is public, whatever the Python."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.downloader.addresses import is_public

# Blocks that the registries do not call globally reachable ("False" or "N/A").
SPECIAL = [
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.0.0.8/32", "192.0.0.170/31", "192.0.2.0/24", "192.88.99.0/24"),
    *("192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4"),
    *("240.0.0.0/4", "255.255.255.255/32"),
    *("::1/128", "::/128", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/32"),
    *("2001:2::/48", "2001:10::/28", "2001:db8::/32", "3fff::/20", "5f00::/16"),
    *("fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
]
GLOBAL = ["1.0.0.0/24", "104.16.0.0/13", "2400:cb00::/32", "2606:4700::/32", "2a00::/12"]


@given(st.sampled_from(SPECIAL).flatmap(lambda each: st.ip_addresses(network=each)))
def test_no_special_address_is_public(address: IPv4Address | IPv6Address) -> None:
    assert not is_public(str(address))


@pytest.mark.parametrize("block", SPECIAL)
def test_the_ends_of_a_block_are_in_it(block: str) -> None:
    network: IPv4Network | IPv6Network = ip_network(block)
    assert not is_public(str(network[0]))
    assert not is_public(str(network[-1]))


@given(st.sampled_from(GLOBAL).flatmap(lambda each: st.ip_addresses(network=each)))
def test_addresses_of_web_servers_are(address: IPv4Address | IPv6Address) -> None:
    assert is_public(str(address))


@given(st.ip_addresses())
def test_at_most_what_python_calls_global_is_public(address: IPv4Address | IPv6Address) -> None:
    meant = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    if is_public(str(address)):
        assert (meant or address).is_global
