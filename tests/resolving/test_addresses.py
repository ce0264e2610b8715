"""Which addresses are public, and what becomes of a connection to one that is not."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.resolver import dnscache
from twisted.internet import address
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.error import DNSLookupError
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.testing import MemoryReactorClock

from newsbot.downloader.addresses import is_link_local
from newsbot.downloader.exceptions import RefusedRequest
from newsbot.downloader.resolver import GuardedEndpoint, PublicResolver, is_public

PRIVATE = [
    *("127.0.0.1", "127.8.9.10", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "100.127.255.255", "0.0.0.0", "0.1.2.3", "224.0.0.1", "239.255.255.250"),
    *("255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9"),
    *("::", "::1", "::7f00:1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1"),
    *("ff02::1", "2001:db8::1", "2001::1", "100::1", "4000::1", "64:ff9b:1::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:100.64.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::1"),
    *("", "localhost", "www.theindiadaily.com", "127.1", "0x7f000001", "2130706433", "1.1.1.1:80"),
]
PUBLIC = [
    *("1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1"),
    *("2606:4700:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808"),
]
# Whose addresses are nobody's, whatever a library of today says.
NETWORKS = [
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/4", "240.0.0.0/4"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    assert is_public(address)


@given(st.sampled_from(NETWORKS).flatmap(lambda each: st.ip_addresses(network=each)))
def test_no_address_of_a_private_network_is_public(address: IPv4Address) -> None:
    assert not is_public(str(address))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_the_same_in_ipv6(address: IPv4Address) -> None:
    private = any(address in IPv4Network(each) for each in NETWORKS)
    assert not (private and is_public(str(address)))
    number = int(address)
    for form in (0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80):
        assert is_public(str(IPv6Address(form))) == is_public(str(address))


@given(st.ip_addresses(v=6))
def test_an_ipv6_address_is_public_where_it_is_global_unicast(address: IPv6Address) -> None:
    if is_public(str(address)):
        assert (
            address.exploded[0] in "23" or address.ipv4_mapped or address.exploded[:7] == "0064:ff"
        )


@given(st.ip_addresses())
def test_no_link_local_address_is_public(address: IPv4Address | IPv6Address) -> None:
    assert not (is_link_local(str(address)) and is_public(str(address)))
    assert is_link_local(str(address)) or not address.is_link_local


@given(st.ip_addresses(network="169.254.0.0/16"))
def test_a_link_local_address_is_one_in_ipv6_too(address: IPv4Address) -> None:
    number = int(address)
    for start in ("::", "::ffff:0:0", "::ffff:0:0:0", "64:ff9b::", "64:ff9b:1::"):
        assert is_link_local(str(IPv6Address(int(IPv6Address(start)) | number)))
    assert is_link_local(str(IPv6Address(0x2002 << 112 | number << 80)))


@given(st.text())
def test_what_is_no_address_is_not_public(text: str) -> None:
    try:
        ip_address(text)
    except ValueError:
        assert not is_public(text)


# Documentation's addresses are private, so these stand for somebody's.
SOMEBODY, SOMEBODY_ELSE, SOMEBODY_6 = "8.8.8.8", "1.1.1.1", "2606:4700::1"


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Answers are kept by the process, and so is how many."""
    limit = dnscache.limit
    dnscache.clear()
    yield
    dnscache.clear()
    dnscache.limit = limit


class Reactor(MemoryReactorClock):
    """Notes what is connected to; its names are not looked up in threads."""

    def getThreadPool(self) -> None:
        raise AssertionError("a name was looked up")


class Answers:
    """What Twisted's own resolver answers; ``later`` has it answer when it is told to."""

    def __init__(self, *addresses: str, later: bool = False) -> None:
        self.addresses = addresses
        self.later = later

    def resolveHostName(self, receiver: Any, name: str, port: int = 0, *args: Any) -> None:
        def answer() -> None:
            for each in self.addresses:
                kind = address.IPv6Address if ":" in each else address.IPv4Address
                receiver.addressResolved(kind("TCP", each, port))
            receiver.resolutionComplete()

        receiver.resolutionBegan(None)
        self.answer = answer
        if not self.later:
            answer()


def connect(answers: Answers, host: str = "www.theindiadaily.com") -> tuple[list[str], list[Any]]:
    """(addresses that were connected to, what became of it)."""
    reactor = Reactor()
    resolver = PublicResolver(reactor, 0)
    resolver.original_resolver = answers
    reactor.installNameResolver(resolver)
    results: list[Any] = []
    endpoint = GuardedEndpoint(HostnameEndpoint(reactor, host, 80))
    endpoint.connect(Factory.forProtocol(Protocol)).addBoth(results.append)
    if answers.later:
        assert not results
        answers.answer()
    reactor.advance(1)
    return [client[0] for client in reactor.tcpClients], results


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "::1", "fd00::1"])
def test_a_private_address_is_not_connected_to(address: str, later: bool) -> None:
    reached, [failure] = connect(Answers(address, later=later))
    assert reached == []
    assert isinstance(failure.value, RefusedRequest)
    assert failure.value.reason == "private_address"
    assert str(failure.value) == f"www.theindiadaily.com is at {address}: not public"


@pytest.mark.parametrize("later", [False, True])
def test_of_several_addresses_the_public_ones_are_connected_to(later: bool) -> None:
    answers = Answers("10.0.0.1", SOMEBODY, "::1", SOMEBODY_6, "127.0.0.1", later=later)
    reached, results = connect(answers)
    # Twisted tries a name's addresses one after another; none here answers.
    assert reached == [SOMEBODY, SOMEBODY_6]
    assert not any(isinstance(each.value, RefusedRequest) for each in results)


def test_a_name_without_an_address_is_not_refused() -> None:
    reached, [failure] = connect(Answers())
    assert reached == []
    assert isinstance(failure.value, DNSLookupError)


def test_the_answer_that_is_connected_to_is_the_one_that_was_looked_at() -> None:
    class Rebound(Answers):
        def resolveHostName(self, *args: Any) -> None:
            super().resolveHostName(*args)
            self.addresses = ("127.0.0.1",)

    assert connect(Rebound(SOMEBODY))[0] == [SOMEBODY]
    # Kept answers are looked at as new ones are.
    reactor = Reactor()
    resolver = PublicResolver(reactor, 10)
    resolver.original_resolver = Answers("127.0.0.1")
    reactor.installNameResolver(resolver)
    for _ in range(2):
        results: list[Any] = []
        endpoint = HostnameEndpoint(reactor, "kept.theindiadaily.com", 80)
        GuardedEndpoint(endpoint).connect(Factory.forProtocol(Protocol)).addErrback(results.append)
        reactor.advance(1)
        assert isinstance(results[0].value, RefusedRequest)
        resolver.original_resolver = Answers(SOMEBODY_ELSE)
    assert reactor.tcpClients == []
    # The rule is the endpoint's: what the user named is at any address.
    HostnameEndpoint(reactor, "kept.theindiadaily.com", 80).connect(Factory.forProtocol(Protocol))
    assert [client[0] for client in reactor.tcpClients] == ["127.0.0.1"]
