from __future__ import annotations

import time

from newsbot.downloader.traffic import MAX_HOSTS, HostTraffic, Traffic


def test_the_rate_and_the_shortest_gap_of_a_host() -> None:
    host = HostTraffic()
    assert host.as_report()["per_second"] is None
    for at in (10.0, 11.0, 11.75, 13.0):
        host.sent(at, 0.5 if at < 11.5 else 1.0)
    assert host.as_report() == {
        "requests": 4,
        "per_second": 1.0,
        "shortest_gap": 0.75,
        "delay": 1.0,
        "waited": 0.0,
    }


def test_requests_that_wait_together_wait_once() -> None:
    host = HostTraffic()
    with host.waiting():
        with host.waiting():
            time.sleep(0.05)
        with host.waiting():
            time.sleep(0.05)
    assert 0.1 <= host.waited < 0.2 + 0.1
    assert round(host.waited, 1) == host.as_report()["waited"]


def test_answers_and_hosts() -> None:
    traffic = Traffic()
    assert traffic.as_report() == {"answer_ms": {}, "hosts": {}, "more_hosts": 0}
    for milliseconds in range(1, 101):
        traffic.answered(milliseconds / 1000)
    for number in range(MAX_HOSTS + 2):
        for at in range(number + 1):
            traffic.host(f"{number}.example").sent(float(at), 1)
    traffic.host("waits.example")
    report = traffic.as_report()
    assert report["answer_ms"] == {"median": 51.0, "p95": 96.0, "longest": 100.0}
    assert next(iter(report["hosts"])) == f"{MAX_HOSTS + 1}.example"
    assert (len(report["hosts"]), report["more_hosts"]) == (MAX_HOSTS, 2)
    assert len(repr(traffic)) < 40
