"""Count the requests to each host and the times of the answers, for the run's report."""

from __future__ import annotations

import time
from array import array
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from newsbot.reporting import stat_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.statscollectors import StatsCollector

MAX_TIMES = 50_000  # answers whose time is kept, which is enough for the figures
MAX_HOSTS = 20  # hosts in a report, those with most requests
NEVER = float("-inf")


@dataclass(slots=True)
class HostTraffic:
    """The requests to one host. Instants are of time.monotonic().

    Attributes:
        requests: The number of requests sent.
        first: When the first request was sent.
        last: When the last request was sent.
        shortest: The shortest time between two requests (seconds); None before the second.
        delay: The longest delay between two requests that was in force (seconds).
        waited: The time for which requests waited for the end of the host's pauses (seconds).
    """

    requests: int = 0
    first: float = NEVER
    last: float = NEVER
    shortest: float | None = None
    delay: float = 0.0
    waited: float = 0.0
    _waiting: int = field(default=0, repr=False)
    _since: float = field(default=0.0, repr=False)

    def sent(self, now: float, delay: float) -> None:
        """Note a request that is sent now, with the delay in force (seconds)."""
        if self.requests:
            gap = now - self.last
            if self.shortest is None or gap < self.shortest:
                self.shortest = gap
        else:
            self.first = now
        self.requests += 1
        self.last = now
        self.delay = max(self.delay, delay)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Count the time in which at least one request waits for the end of a pause."""
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1
            if not self._waiting:
                self.waited += time.monotonic() - self._since

    def as_report(self) -> dict[str, Any]:
        """Return the host's figures for the run report."""
        lasted = self.last - self.first
        return {
            "requests": self.requests,
            "per_second": round((self.requests - 1) / lasted, 2) if lasted > 0 else None,
            "shortest_gap": None if self.shortest is None else round(self.shortest, 3),
            "delay": self.delay,
            "waited": round(self.waited, 1),
        }


class Traffic:
    """The requests of a crawl; the download handlers for http and https share one Traffic."""

    def __init__(self) -> None:
        self.hosts: dict[str, HostTraffic] = {}
        self._times = array("d")

    @classmethod
    def of(cls, stats: StatsCollector) -> Self:
        """Return the Traffic in a crawl's stats; make it if needed."""
        stats.set_value(stat_names.TRAFFIC, stats.get_value(stat_names.TRAFFIC) or cls())
        traffic: Self = stats.get_value(stat_names.TRAFFIC)
        return traffic

    def host(self, name: str) -> HostTraffic:
        """Return the figures of a host."""
        found = self.hosts.get(name)
        if found is None:
            found = self.hosts[name] = HostTraffic()
        return found

    def answered(self, seconds: float) -> None:
        """Note the time from a request to its answer (seconds)."""
        if len(self._times) < MAX_TIMES:
            self._times.append(seconds)

    def as_report(self) -> dict[str, Any]:
        """Return the figures for the run report."""
        asked = [(name, traffic) for name, traffic in self.hosts.items() if traffic.requests]
        most = sorted(asked, key=lambda entry: (-entry[1].requests, entry[0]))
        times = sorted(self._times)
        shares = {"median": 0.5, "p95": 0.95, "longest": 1.0}
        return {
            "answer_ms": {
                name: round(times[min(int(share * len(times)), len(times) - 1)] * 1000, 1)
                for name, share in shares.items()
            }
            if times
            else {},
            "hosts": {name: traffic.as_report() for name, traffic in most[:MAX_HOSTS]},
            "more_hosts": max(0, len(most) - MAX_HOSTS),
        }

    def __repr__(self) -> str:
        """Return a short text, because Scrapy logs all stats."""
        return f"<{sum(traffic.requests for traffic in self.hosts.values())} requests>"
