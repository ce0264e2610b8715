"""HTTP: what a client sees of the server."""

from __future__ import annotations

import gzip
import http.client
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from samplesite import ServerHandle, Site, serve

Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def server() -> Iterator[ServerHandle]:
    with serve(Site(60)) as handle:
        yield handle


def _connect(server: ServerHandle) -> http.client.HTTPConnection:
    parts = urlsplit(server.url)
    return http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10)


def ask(server: ServerHandle, path: str, method: str = "GET", **headers: str) -> Answer:
    connection = _connect(server)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers=names)
    response = connection.getresponse()
    answer = response.status, dict(response.getheaders()), response.read()
    connection.close()
    return answer


def test_the_server_answers_what_the_site_says(server: ServerHandle) -> None:
    for path in ("/", "/india?page=2", server.site.brief(30).path, "/nope", "/india/"):
        status, headers, body = ask(server, path)
        expected = server.site.response(path)
        assert (status, body) == (expected[0], expected[2])
        assert expected[1].items() <= headers.items()


def test_one_connection_serves_many_requests(server: ServerHandle) -> None:
    connection = _connect(server)
    for n in range(20):
        connection.request("GET", server.site.brief(n).linked)
        response = connection.getresponse()
        assert response.status == 200
        assert len(response.read()) > 10_000
    connection.close()


def test_pipelined_and_split_requests_are_answered_in_order(server: ServerHandle) -> None:
    parts = urlsplit(server.url)
    with socket.create_connection(
        (str(parts.hostname), int(parts.port or 0)), timeout=10
    ) as client:
        data = b"GET /robots.txt HTTP/1.1\r\nHost: a\r\n\r\nGET /nope HTTP/1.1\r\nHost: a\r\n"
        client.sendall(data[:20])
        time.sleep(0.02)
        client.sendall(data[20:] + b"Connection: close\r\n\r\n")
        received = b"".join(iter(lambda: client.recv(65536), b""))
    assert received.startswith(b"HTTP/1.1 200 OK\r\n")
    assert received.index(b"User-agent") < received.index(b"HTTP/1.1 404 Not Found")


@pytest.mark.parametrize("path", ["/india", "/sitemap.xml", "ARTICLE"])
def test_conditional_requests(server: ServerHandle, path: str) -> None:
    path = path.replace("ARTICLE", server.site.brief(33).path)
    _, headers, _ = ask(server, path)
    tag, modified = headers["ETag"], headers["Last-Modified"]
    for condition in ({"If_None_Match": tag}, {"If_None_Match": f'"x", W/{tag}'}, {"If_None_Match": "*"},
                      {"If_Modified_Since": modified}):  # fmt: skip
        status, headers, body = ask(server, path, **condition)
        assert (status, body) == (304, b"")
        assert headers["ETag"] == tag
    day_before = "Sun, 01 Jan 2023 00:00:00 GMT"
    for condition in (
        {"If_None_Match": '"other"'},
        {"If_None_Match": '"other"', "If_Modified_Since": modified},
        {"If_Modified_Since": day_before},
        {"If_Modified_Since": "no date"},
    ):
        assert ask(server, path, **condition)[0] == 200


def test_an_edit_is_no_304() -> None:
    site = Site(200, 1)
    n = next(n for n in range(200) if site.plan.edits(n))
    path = site.brief(n).path
    with serve(Site(200)) as before:
        headers = ask(before, path)[1]
    with serve(site) as after:
        assert ask(after, path, If_None_Match=headers["ETag"])[0] == 200
        assert ask(after, path, If_Modified_Since=headers["Last-Modified"])[0] == 200
        other = next(n for n in range(200) if not site.plan.edits(n))
        tag = str(before.site.resource(before.site.brief(other).path).etag)
        assert ask(after, site.brief(other).path, If_None_Match=tag)[0] == 304


def test_gzip_only_where_asked_and_cheap(server: ServerHandle) -> None:
    _, headers, body = ask(server, "/india", Accept_Encoding="gzip, br")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == server.site.response("/india")[2]
    assert headers["ETag"] != server.site.response("/india")[1]["ETag"]
    assert ask(server, "/india", Accept_Encoding="gzip", If_None_Match=headers["ETag"])[0] == 304
    for path in ("/sitemap-articles-1.xml.gz", server.site.brief(3).path, "/nope"):
        assert "Content-Encoding" not in ask(server, path, Accept_Encoding="gzip")[1]
    assert "Content-Encoding" not in ask(server, "/india")[1]


def test_head_has_the_headers_and_no_body(server: ServerHandle) -> None:
    path = server.site.brief(30).path
    status, headers, body = ask(server, path, "HEAD")
    assert (status, body) == (200, b"")
    assert headers["Content-Length"] == str(len(ask(server, path)[2]))


def test_other_methods_and_bad_requests_are_refused(server: ServerHandle) -> None:
    assert ask(server, "/", "DELETE")[0] == 405
    parts = urlsplit(server.url)
    for data, status in (
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 20_000, b"431"),
    ):
        with socket.create_connection(
            (str(parts.hostname), int(parts.port or 0)), timeout=10
        ) as client:
            client.sendall(data)
            assert client.recv(100).startswith(b"HTTP/1.1 " + status)


def test_requests_are_recorded() -> None:
    with serve(Site(20)) as handle:
        ask(handle, "/india")
        ask(handle, "/nope?x=1")
        assert handle.requests == [(200, "/india"), (404, "/nope?x=1")]
    with pytest.raises(OSError, match="refused"):
        ask(handle, "/india")
    handle.close()  # again


def test_a_delay_is_kept_and_does_not_block_others() -> None:
    with serve(Site(20), delay=0.5) as handle:
        start = time.monotonic()
        connections = [_connect(handle) for _ in range(4)]
        for connection in connections:
            connection.request("GET", "/robots.txt")
        assert [connection.getresponse().status for connection in connections] == [200] * 4
        assert 0.5 <= time.monotonic() - start < 4 * 0.5
        for connection in connections:
            connection.close()


def test_a_port_in_use_is_an_os_error(server: ServerHandle) -> None:
    with pytest.raises(OSError, match="in use"):
        serve(server.site, port=int(urlsplit(server.url).port or 0))


def test_closing_drops_open_connections() -> None:
    handle = serve(Site(20))
    connection = _connect(handle)
    connection.request("GET", "/robots.txt")
    connection.getresponse().read()
    handle.close()
    assert connection.sock.recv(1) == b""
    connection.close()
