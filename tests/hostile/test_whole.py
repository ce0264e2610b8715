"""Crawls of a site that sends half pages, wrong labels and hostile texts."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.crawling import PATH, SITE, Run, crawl, listing, story
from tests.hostile.server import PACKERS, Answer, HostileSite, answer, gzipped, hostile, page

CUT_ALWAYS = 1, 2, 3, 4, 5, 6, 7, 8, 9, 33, 34
CUT_ONCE = range(10, 20)
PARAGRAPH = "सिंचाई विभाग ने नहर की मरम्मत का काम शुरू कर दिया है और किसानों को पानी मिलेगा. " * 20
LATIN = "text/html; charset=iso-8859-1"
GZIP = {"Content-Encoding": "gzip"}


def long_story(number: int) -> str:
    return story(number).replace("अनुच्छेद है.", f"अनुच्छेद है. {PARAGRAPH.strip()}")


def with_bad_bytes(number: int, count: int) -> bytes:
    good, bad = "सिंचाई".encode(), "सिंचाई".encode().replace("च".encode(), b"\xe0\xff\x9a")
    return long_story(number).encode().replace(good, bad, count)


HOSTILE = "\x1b[31m नहर \x00\u0085\u2028\u202e\x7f"
IMAGE = '{"@type":"NewsArticle","image":["https://img.example/a\\ud800\\u001b.jpg"]}'


def cut_always() -> dict[str, Answer]:
    whole = gzipped(long_story(7).encode())
    wrong = whole[:-8] + bytes(4) + whole[-4:]
    html = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
    members = gzipped(long_story(8)[:300].encode()) + gzipped(long_story(8)[300:].encode())
    shares = (0.1, 0.5, 0.99)
    packed = zip(
        ("gzip", "deflate", "raw deflate", "br", "zstd", "deflate, gzip"), shares * 2, strict=True
    )
    pages = {
        PATH(number): page(long_story(number), encoding=encoding, cut=share)
        for number, (encoding, share) in enumerate(packed, 1)
    }
    pages[PATH(7)] = answer(wrong, html)
    pages[PATH(8)] = answer(members[:-30], html)
    pages[PATH(9)] = page(long_story(9), cut=0.7, length=False)
    return pages


def chunked(body: bytes, end: bytes) -> Answer:
    """A page in one chunk; ``end`` stands behind it."""
    head = b"HTTP/1.1 200 X\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    return Answer((head, b"%x\r\n%s\r\n" % (len(body), body), end))


def once(number: int) -> list[Answer]:
    """A page that is cut when it is asked for the first time."""
    whole = page(long_story(number), length=False)
    encoding = [*PACKERS, "", "gzip, br"][number % 8]
    return [page(long_story(number), encoding=encoding, cut=0.6, length=bool(encoding)), whole]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Run, HostileSite]]:
    whole = gzipped(long_story(20)[:300].encode()) + gzipped(long_story(20)[300:].encode())
    answers: dict[str, Answer | list[Answer]] = {
        "/robots.txt": page("", status=404, length=False),
        "/": page(listing(*range(1, 36)), length=False),
        **cut_always(),
        **{PATH(number): once(number) for number in CUT_ONCE},
        PATH(20): answer(whole, {"Content-Type": "text/html", "Content-Encoding": "x-gzip"}),
        PATH(21): page("", status=404, length=False),
        PATH(22): page("<h1>403", status=403, length=False, type_="text/html"),
        PATH(23): page("<h1>Gone", status=410, length=False, encoding="gzip", cut=0.5),
        PATH(24): page(with_bad_bytes(24, 1), type_=LATIN),
        PATH(25): page(with_bad_bytes(25, 1), type_="text/html"),
        PATH(26): page(with_bad_bytes(26, 9), type_=LATIN),
        PATH(27): page(long_story(27).encode("utf-16"), type_="text/html"),
        PATH(28): page(
            long_story(28)
            .replace("खबर संख्या", f"खबर {HOSTILE} संख्या")
            .replace("<body>", f"<body><script type=application/ld+json>{IMAGE}</script>")
        ),
        PATH(29): page(long_story(29), encoding="gzip, gzip, gzip"),
        PATH(30): page(long_story(30) + " " * (9 << 20), encoding="br"),
        PATH(32): answer(
            long_story(32).encode(), {"Content-Type": "text/html", "Content-Encoding": "identity"}
        ),
        PATH(33): page(long_story(33), type_="text/xml", cut=0.7, length=False),
        PATH(34): chunked(long_story(34).encode()[:900], end=b""),
        PATH(35): page("<h1>500", status=500, length=False),
        PATH(31): [Answer((b"HTTP/1.1 200 X\r\nContent-Le",), "reset"), page(long_story(31))],
    }
    with hostile(answers) as site:
        yield crawl(tmp_path_factory.mktemp("data"), root=site.url), site


def numbers(run: Run) -> set[int]:
    return {int(line["id"].partition(":")[2]) for line in run.articles}


def body_of(run: Run, number: int) -> str:
    [line] = [line for line in run.articles if line["id"] == f"indiadaily:{number}"]
    return str(line["body"])


def expected(number: int) -> str:
    return f"यह खबर संख्या {number} का पहला अनुच्छेद है. {PARAGRAPH.strip()}"


def test_half_a_page_is_a_reject(run: tuple[Run, HostileSite]) -> None:
    for number in CUT_ALWAYS:
        assert run[0].rejects[SITE + PATH(number)] == "download_error"
        assert run[1].asked.count(PATH(number)) == 3
    assert not set(CUT_ALWAYS) & numbers(run[0])


def test_ten_cuts_that_pass_lose_nothing(run: tuple[Run, HostileSite]) -> None:
    assert set(CUT_ONCE) <= numbers(run[0])
    for number in (*CUT_ONCE, 20, 31, 32):
        assert body_of(run[0], number) == expected(number)
    assert run[0].report["counts"]["truncated_bodies"] >= len(CUT_ONCE)


def test_an_error_that_ends_with_its_connection_is_the_answer(run: tuple[Run, HostileSite]) -> None:
    assert run[0].status == 0, run[0].stderr
    for number, reason in ((21, "http_404"), (22, "http_403"), (23, "http_410")):
        assert run[0].rejects[SITE + PATH(number)] == reason
        # Never retried; other faults of this run passed, and so it looks once more at its end.
        assert run[1].asked.count(PATH(number)) <= 2
    assert run[0].rejects[SITE + PATH(35)] == "http_500"


def test_a_bad_byte_costs_a_letter_and_many_the_page(run: tuple[Run, HostileSite]) -> None:
    for number in (24, 25):
        assert body_of(run[0], number) == expected(number).replace("सिंचाई", "सिं\ufffdाई", 1)
    assert run[0].rejects[SITE + PATH(26)] == "bad_encoding"
    assert (run[0].data / "pages/indiadaily/26.html.gz").exists()
    assert body_of(run[0], 27) == expected(27)


def test_a_hostile_text_makes_a_line_for_every_reader(run: tuple[Run, HostileSite]) -> None:
    [feed] = run[0].data.glob("feeds/**/*.jsonl")
    lines = feed.read_bytes().split(b"\n")[:-1]
    assert len(lines) == len(feed.read_text("utf-8").splitlines()) == len(run[0].articles)
    [said] = [line for line in map(json.loads, lines) if line["id"] == "indiadaily:28"]
    assert not set(json.dumps(said, ensure_ascii=False)) & set("\x1b\x7f\u0085\u2028\u202e")
    assert said["images"][0]["url"] == "https://img.example/a%EF%BF%BD%1B.jpg"


def test_a_bomb_and_three_encodings_are_refused(run: tuple[Run, HostileSite]) -> None:
    for number in (29, 30):
        assert run[0].rejects[SITE + PATH(number)] == "download_error"
        # Never retried; other faults of this run passed, and so it looks once more at its end.
        assert run[1].asked.count(PATH(number)) <= 2


def test_only_what_can_be_unpacked_is_asked_for(run: tuple[Run, HostileSite]) -> None:
    assert {each["accept-encoding"] for each in run[1].headers} == {"gzip, deflate, br, zstd"}


@contextmanager
def sitemap_of(*answers: Answer) -> Iterator[HostileSite]:
    site: dict[str, Answer | list[Answer]] = {PATH(n): page(story(n)) for n in (1, 12)}
    site |= {
        "/robots.txt": page(f"Sitemap: {SITE}/sitemap.xml", type_="text/plain", length=False),
        "/sitemap.xml": list(answers),
        "/": page(listing()),
    }
    with hostile(site) as served:
        yield served


SITEMAP = (
    "<urlset>" + "".join(f"<url><loc>{SITE}{PATH(n)}</loc></url>" for n in (1, 12)) + "</urlset>"
)


@pytest.mark.parametrize("type_", ["application/xml", "text/html"])
def test_a_cut_sitemap_is_asked_for_again(
    tmp_path_factory: pytest.TempPathFactory, type_: str
) -> None:
    data = tmp_path_factory.mktemp("data")
    end = SITEMAP.index("2</loc>")
    half = page(SITEMAP[:end], length=False, type_=type_)
    with sitemap_of(half, page(SITEMAP, length=False, type_=type_)) as site:
        run = crawl(data, root=site.url)
        assert numbers(run) == {1, 12}
    # A sitemap that is cut each time names what it names whole, and is read again by the next run.
    with sitemap_of(half) as site:
        run = crawl(tmp_path_factory.mktemp("data"), root=site.url)
        assert (numbers(run), run.rejects) == ({1}, {})
        assert site.asked.count("/sitemap.xml") == 3
    packed = gzip.compress(SITEMAP.encode())
    whole = answer(packed, {"Content-Type": "application/gzip"}, length=False)
    cut = answer(packed[:-9], {"Content-Type": "application/gzip"}, length=False)
    with sitemap_of(cut, whole) as site:
        assert numbers(crawl(tmp_path_factory.mktemp("data"), root=site.url)) == {1, 12}


def test_a_robots_txt_without_a_length_is_whole_wherever_it_is(tmp_path: Path) -> None:
    moved = {"Content-Type": "text/html", "Location": "/rules.php"}
    rules = f"# <rules> of the site\nUser-agent: *\nDisallow: {PATH(2)}\n"
    answers: dict[str, Answer | list[Answer]] = {
        "/": page(listing(1, 2, 3)),
        "/robots.txt": answer(b"<html><p>moved", moved, 301, length=False),
        "/rules.php": page(rules, type_="text/html", length=False),
        PATH(3): answer(gzipped(b"<p>moved")[:-9], {"Location": PATH(4)} | GZIP, 302),
        **{PATH(n): page(story(n)) for n in (1, 2, 4)},
    }
    with hostile(answers) as site:
        run = crawl(tmp_path, root=site.url)
    assert (run.status, numbers(run)) == (0, {1, 4}), run.stderr
    assert len(site.asked) == len(set(site.asked))
