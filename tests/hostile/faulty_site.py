"""The sample site behind a bad network: a share of its answers is faulty, drawn anew each time.

with faulty_site(Site(400), seed=7) as site:
    crawl(tmp_path, root=site.url)
    site.share = 0  # all well again
"""

from __future__ import annotations

import gzip
import random
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from samplesite import Site
from samplesite.markup import ORIGIN
from samplesite.server import answer as answer_of_site
from tests.hostile.server import PACKERS, Answer, HostileSite, answer, serving

SHARE = 0.1  # of the answers
NOT_FOUND = "<html><head><title>404</title></head><body><h1>पेज नहीं मिला</h1></body></html>"
BLOCK_PAGE = (
    "<html><head><title>Just a moment...</title></head><body><p>Checking your browser</p>"
    "<script>window._cf_chl_opt={cvId:'3'}</script></body></html>"
)

Headers = dict[str, str]
Fault = Callable[[random.Random, str, Headers, bytes], Answer]
FAULTS: dict[str, Fault] = {}


def fault(make: Fault) -> Fault:
    """Register a function that makes the faulty answer of a path, by its good headers and body."""
    FAULTS[make.__name__] = make
    return make


def _html(text: str, status: int = 200, headers: Headers | None = None) -> Answer:
    return answer(
        text.encode(), {"Content-Type": "text/html; charset=utf-8", **(headers or {})}, status
    )


def _cut(rng: random.Random, body: bytes) -> bytes:
    return body[: int(len(body) * rng.uniform(0.01, 0.99))]


def _chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(body), body)


@fault
def cut_packed_body(rng: random.Random, path: str, headers: Headers, body: bytes) -> Answer:
    """A length that fits, and half of what is packed."""
    name = rng.choice(sorted(PACKERS))
    packed = PACKERS[name](body)
    return answer(_cut(rng, packed), {**headers, "Content-Encoding": name.replace("raw ", "")})


@fault
def wrong_checksum(rng: random.Random, path: str, headers: Headers, body: bytes) -> Answer:
    packed = bytearray(gzip.compress(body))
    packed[-8] ^= 0xFF
    return answer(bytes(packed), {**headers, "Content-Encoding": "gzip"})


@fault
def damaged_inside(rng: random.Random, path: str, headers: Headers, body: bytes) -> Answer:
    packed = bytearray(gzip.compress(body))
    packed[rng.randrange(10, len(packed))] ^= 1 << rng.randrange(8)
    return answer(bytes(packed), {**headers, "Content-Encoding": "gzip"})


@fault
def reset(rng: random.Random, path: str, headers: Headers, body: bytes) -> Answer:
    whole = answer(body, headers)
    head, rest = whole.pieces
    assert isinstance(head, bytes)
    assert isinstance(rest, bytes)
    return Answer(((head + rest)[: rng.randrange(len(head) + len(rest))],), "reset")


@fault
def cut_by_length(rng: random.Random, path: str, headers: Headers, body: bytes) -> Answer:
    """Half the body that its Content-Length promises."""
    return answer(_cut(rng, body), {**headers, "Content-Length": str(len(body))}, length=False)


@fault
def cut_without_length(rng: random.Random, path: str, headers: Headers, body: bytes) -> Answer:
    return answer(_cut(rng, body), headers, length=False)


@fault
def too_short_a_length(rng: random.Random, path: str, headers: Headers, body: bytes) -> Answer:
    """More comes than Content-Length says; HTTP ends the body there."""
    length = {"Content-Length": str(int(len(body) * rng.uniform(0.01, 0.99)))}
    return answer(body, {**headers, **length}, length=False)


@fault
def truncated_chunks(rng: random.Random, path: str, headers: Headers, body: bytes) -> Answer:
    chunked = {**headers, "Transfer-Encoding": "chunked"}
    whole = answer(_cut(rng, _chunked(body)), chunked, length=False)
    return Answer(whole.pieces, rng.choice(("close", "reset")))


@fault
def server_error(rng: random.Random, path: str, headers: Headers, body: bytes) -> Answer:
    return _html("<h1>Error</h1>", rng.choice((500, 502, 503, 504, 520)))


@fault
def too_many_requests(rng: random.Random, path: str, headers: Headers, body: bytes) -> Answer:
    return _html("<h1>Slow down</h1>", 429)


@fault
def retry_after(rng: random.Random, path: str, headers: Headers, body: bytes) -> Answer:
    return _html("<h1>Later</h1>", rng.choice((429, 503)), {"Retry-After": "1"})


@fault
def empty(rng: random.Random, path: str, headers: Headers, body: bytes) -> Answer:
    return answer(b"", headers)


@fault
def stall(rng: random.Random, path: str, headers: Headers, body: bytes) -> Answer:
    head, rest = answer(body, headers).pieces
    assert isinstance(rest, bytes)
    return Answer((head, _cut(rng, rest)), "hang")


@fault
def drip(rng: random.Random, path: str, headers: Headers, body: bytes) -> Answer:
    head, rest = answer(body, headers).pieces
    assert isinstance(rest, bytes)
    pieces = (piece for at in range(200) for piece in (rest[at : at + 1], 0.1))
    return Answer((head, *pieces), "close")


@fault
def wrong_charset(rng: random.Random, path: str, headers: Headers, body: bytes) -> Answer:
    label = rng.choice(("iso-8859-1", "windows-1252", "utf-16", "nonsense", "shift_jis"))
    kind = headers.get("Content-Type", "text/html").partition(";")[0]
    return answer(body, {**headers, "Content-Type": f"{kind}; charset={label}"})


@fault
def soft_404(rng: random.Random, path: str, headers: Headers, body: bytes) -> Answer:
    return _html(NOT_FOUND)


@fault
def block_page(rng: random.Random, path: str, headers: Headers, body: bytes) -> Answer:
    return _html(BLOCK_PAGE, rng.choice((200, 403, 503)))


@fault
def redirect_to_itself(rng: random.Random, path: str, headers: Headers, body: bytes) -> Answer:
    return answer(b"", {"Location": rng.choice((path, ORIGIN + path))}, 302)


@fault
def redirect_to_http(rng: random.Random, path: str, headers: Headers, body: bytes) -> Answer:
    return answer(b"", {"Location": ORIGIN.replace("https", "http") + path}, 301)


@fault
def garbage(rng: random.Random, path: str, headers: Headers, body: bytes) -> Answer:
    return answer(rng.randbytes(4000), headers)


@fault
def bomb(rng: random.Random, path: str, headers: Headers, body: bytes) -> Answer:
    return answer(_BOMB, {**headers, "Content-Encoding": "gzip"})


def _make_bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()


_BOMB = _make_bomb()


class FaultySite(HostileSite):
    """A site of which a share of the answers is faulty. ``drawn``: fault → how many of them."""

    def __init__(self, site: Site, seed: int, share: float = SHARE) -> None:
        super().__init__()
        self.site, self.rng, self.share = site, random.Random(seed), share
        self.drawn: Counter[str] = Counter()
        self.faulty: list[tuple[str, str]] = []  # (path, fault), in the order of the answers

    def answer_to(self, path: str) -> Answer:
        self.asked.append(path)
        if self.rng.random() >= self.share:
            status, whole = answer_of_site(self.site, "GET", path, self.headers[-1])
            return Answer((whole,), "keep")
        name = self.rng.choice(sorted(FAULTS))
        self.drawn[name] += 1
        self.faulty.append((path, name))
        status, headers, body = self.site.response(path)
        if status >= 300 or not body:
            status, headers, body = 200, {"Content-Type": "text/html"}, NOT_FOUND.encode()
        headers.pop("Content-Length", None)
        return FAULTS[name](self.rng, path, headers, body)


@contextmanager
def faulty_site(site: Site, seed: int) -> Iterator[FaultySite]:
    """Serve a site with faults on a free loopback port while the context lasts."""
    with serving(FaultySite(site, seed)) as served:
        yield served
