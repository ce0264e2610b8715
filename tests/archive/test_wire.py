"""Records hold what was on the wire, byte for byte, but for chunks and for what is a user's own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsbot.archive.wire_records import without_userinfo
from tests.archive.test_writing import Kept, check, records_of
from tests.crawling import PATH, Run, crawl, story

PAGE = story(1).encode()
ROBOTS = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def raw_server(answers: dict[str, bytes], asked: dict[str, bytes]) -> Iterator[str]:
    """A server that sends bytes as they are and closes; ``asked``: path → the request."""
    listening = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                request = b""
                while b"\r\n\r\n" not in request and (data := connection.recv(65536)):
                    request += data
                if request:
                    target = request.split()[1].decode()
                    asked[target] = request
                    connection.sendall(answers.get(target, ROBOTS))

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def fetched(
    tmp_path: Path, answer: bytes, *options: str
) -> tuple[Run, dict[str, Kept], bytes, bytes]:
    """Crawl one page; return the run, its records by type, the request, the raw response record."""
    asked: dict[str, bytes] = {}
    folder = tmp_path / "warc"
    with raw_server({PATH(1): answer}, asked) as root:
        run = crawl(tmp_path / "data", *options, root=root, archive=str(folder), urls=PATH(1))
    check(folder)
    kept = {each.type: each for each in records_of(folder) if each.url and PATH(1) in each.url}
    raw = "response" if "response" in kept else "revisit"
    return run, kept, asked[PATH(1)], block(folder, kept[raw])


def block(folder: Path, record: Kept) -> bytes:
    """The block of a record: all of it, as it stands in the file."""
    import zlib

    content = (folder / record.file).read_bytes()[record.offset :]
    whole = zlib.decompressobj(wbits=31).decompress(content)
    return whole.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n\r\n")


HEAD = (
    b"HTTP/1.1 200 Theek Hai\r\nx-ODD-case: 1\r\nSet-Cookie: a=1\r\ncontent-type: text/html;"
    b" charset=utf-8\r\nX-Odd-Case:2\r\nX-Bytes: \xe0\xa4\x95\r\nX-Folded: one\r\n  two\r\n"
)


def test_head_and_body_are_as_received(tmp_path: Path) -> None:
    answer = HEAD + b"Content-Length: %d\r\n\r\n" % len(PAGE) + PAGE
    run, kept, request, raw = fetched(tmp_path, answer)
    assert (run.status, len(run.articles)) == (0, 1), run.stderr
    assert raw == answer
    assert block(tmp_path / "warc", kept["request"]) == request
    assert kept["response"].warc["WARC-IP-Address"] == "127.0.0.1"
    assert kept["request"].warc["WARC-Concurrent-To"] == kept["response"].warc["WARC-Record-ID"]


def test_a_body_in_chunks_is_joined_and_its_headers_say_so(tmp_path: Path) -> None:
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (PAGE[:100], PAGE[100:]))
    answer = HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n"
    _, _, _, raw = fetched(tmp_path, answer)
    length = b"Content-Length: %d\r\n" % len(PAGE)
    assert raw == HEAD + b"X-Crawler-Transfer-Encoding: chunked\r\n" + length + b"\r\n" + PAGE


@pytest.mark.parametrize(
    "head",
    [
        HEAD + b"\r\n",  # the end of the connection ends it
        HEAD.replace(b"\r\n", b"\n") + b"Content-Length: %d\n\n" % len(PAGE),
        b"HTTP/1.0 200\r\nContent-Type: text/html\r\n\r\n",
    ],
    ids=["no length", "bare line feeds", "no reason phrase"],
)
def test_an_odd_head_is_as_received(tmp_path: Path, head: bytes) -> None:
    assert fetched(tmp_path, head + PAGE)[3] == head + PAGE


def test_an_answer_behind_early_hints_is_the_answer(tmp_path: Path) -> None:
    answer = HEAD + b"Content-Length: %d\r\n\r\n" % len(PAGE) + PAGE
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
    assert fetched(tmp_path, hints + answer)[3] == answer


def test_errors_and_redirects_are_archived(tmp_path: Path) -> None:
    gone = b"HTTP/1.1 410 Gone\r\nContent-Length: 4\r\n\r\ngone"
    run, _, _, raw = fetched(tmp_path, gone)
    assert raw == gone
    assert list(run.rejects.values()) == ["http_410"]


def test_no_secret_of_the_user_is_archived(tmp_path: Path) -> None:
    headers = (
        '{"Cookie": "sid=s3cret-a", "Authorization": "Basic s3cret-b", "X-Api-Key": "s3cret-c",'
        ' "Referer": "https://user:s3cret-d@www.theindiadaily.com/", "Accept-Language": "hi"}'
    )
    answer = HEAD + b"Set-Cookie: sid=s3cret-e\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE
    _, kept, request, raw = fetched(tmp_path, answer, "-s", f"DEFAULT_REQUEST_HEADERS={headers}")
    assert all(b"s3cret-%c" % each in request for each in b"abcd")
    sent = block(tmp_path / "warc", kept["request"])
    assert b"s3cret" not in sent + raw
    assert b"\r\nReferer: https://www.theindiadaily.com/\r\n" in sent
    assert b"\r\nAccept-Language: hi\r\n" in sent
    assert b"Set-Cookie" not in raw


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a:b@c.example/d@e", "https://c.example/d@e"),
        ("https://a:b@x@c.example/", "https://c.example/"),
        ("https://c.example/?q=a:b@c.example", "https://c.example/?q=a:b@c.example"),
        ("/path@x", "/path@x"),
        ("https://a:b@[broken/", "https://[broken/"),
    ],
)
def test_urls_have_no_user(url: str, expected: str) -> None:
    assert without_userinfo(url) == expected
