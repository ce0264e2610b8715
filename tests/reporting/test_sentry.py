"""SENTRY_DSN: a server on loopback plays Sentry."""

from __future__ import annotations

import gzip
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import brotli
import pytest

from newsbot.extensions.sentry import sentry_of
from newsbot.reporting.sentry import url_of
from tests.crawling import SmallSite, crawl, listing, serving, story

TEXT = "यह पाठ किसी और को नहीं जाना चाहिए"


@contextmanager
def sentry_server() -> Iterator[tuple[str, list[dict[str, Any]], list[bytes]]]:
    """A DSN, the events that came, and all bodies."""
    events: list[dict[str, Any]] = []
    bodies: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            packed = self.headers.get("Content-Encoding", "")
            body = {"gzip": gzip.decompress, "br": brotli.decompress, "": bytes}[packed](body)
            bodies.append(body)
            lines = body.split(b"\n")
            for header, payload in zip(lines[1::2], lines[2::2], strict=False):
                if json.loads(header).get("type") == "event":
                    events.append(json.loads(payload))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://publickey@127.0.0.1:{server.server_port}/7", events, bodies
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_fault_is_told_without_texts(tmp_path: Path) -> None:
    pipeline = {"tests.reporting.faults.Fails": 150}
    with sentry_server() as (dsn, events, bodies), serving(SmallSite()) as site:
        site.pages = {"/robots.txt": (404, {}, b"x"), "/": listing(1, 2, 3)}
        page = story(1).replace("पहला अनुच्छेद", TEXT)
        site.pages |= {f"/india/khabar-news-{number}": page for number in (1, 2, 3)}
        options = ("-s", f"SENTRY_DSN={dsn}", "-s", f"ITEM_PIPELINES={json.dumps(pipeline)}")
        run = crawl(tmp_path, *options, root=site.url)
    assert run.status == 70
    assert TEXT in run.stderr  # in the log it is
    fault, end = events  # one place, one event
    assert fault["exception"]["values"][0]["type"] == "ValueError"
    assert fault["exception"]["values"][0]["value"] == "see the run's log"
    frames = fault["exception"]["values"][0]["stacktrace"]["frames"]
    assert frames[-1]["function"] == "process_item"
    assert not [frame for frame in frames if "vars" in frame]
    assert fault["tags"]["spider"] == fault["tags"]["site"] == "indiadaily"
    assert fault["tags"]["url"].startswith("https://www.theindiadaily.com/india/khabar-news-")
    assert fault["release"].startswith("newsbot@")
    assert end["message"].startswith("error: ")
    assert end["fingerprint"] == ["newsbot", "indiadaily", "error"]
    everything = b"".join(bodies).decode()
    for word in (TEXT, json.dumps(TEXT)[1:-1], "खबर संख्या", "breadcrumbs", "publickey@"):
        assert word not in everything


def test_a_run_that_is_well_tells_nothing(tmp_path: Path) -> None:
    with sentry_server() as (dsn, events, _), serving(SmallSite()) as site:
        site.pages = {"/robots.txt": (404, {}, b"x"), "/": listing(1)}
        site.pages["/india/khabar-news-1"] = story(1)
        assert crawl(tmp_path, "-s", f"SENTRY_DSN={dsn}", root=site.url).status == 0
    assert events == []


def test_a_dsn_that_cannot_be_used_is_said(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sentry_of({"SENTRY_DSN": ""}, {}) is None
    assert not caplog.records
    assert sentry_of({"SENTRY_DSN": "secretkey"}, {}) is None
    assert "SENTRY_DSN cannot be used" in caplog.text
    assert "secretkey" not in caplog.text
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)
    assert sentry_of({"SENTRY_DSN": "https://key@host/1"}, {}) is None
    assert "pip install sentry-sdk" in caplog.text


def test_the_url_has_no_password() -> None:
    record = logging.LogRecord(
        "x", logging.ERROR, "", 1, "%s %s", ("one", "https://u:p@host/page"), None
    )
    assert url_of(record) == "https://***@host/page"
