"""Pages that HTTP calls whole and that are not: half of them, or nothing of them."""

from __future__ import annotations

from pathlib import Path
from time import sleep

import pytest

from newsbot.downloader.truncation import has_open_elements
from tests.crawling import PATH, SITE, Run, crawl, listing, story
from tests.hostile.server import Answer, answer, hostile, page

BROKEN = page("", status=500)
NUMBERS = range(1, 9)


def pages(number: int, *answers: Answer) -> dict[str, Answer | list[Answer]]:
    """A site whose article ``number`` is answered so, one request after another."""
    site: dict[str, Answer | list[Answer]] = {"/": page(listing(*NUMBERS))}
    site |= {PATH(n): page(story(n)) for n in NUMBERS}
    return {**site, PATH(number): list(answers)}


def bodies(run: Run) -> dict[str, str]:
    return {each["id"].partition(":")[2]: each["body"] for each in run.articles}


def whole(*numbers: int) -> dict[str, str]:
    return {str(n): f"यह खबर संख्या {n} का पहला अनुच्छेद है." for n in numbers}


def short(text: str, share: float) -> Answer:
    """A page with a Content-Length that is too short."""
    body = text.encode()
    length = {"Content-Length": str(int(len(body) * share))}
    return answer(body, {"Content-Type": "text/html", **length}, length=False)


def ending_in(text: str, words: str) -> Answer:
    return short(
        text, (text.encode().index(words.encode()) + len(words.encode())) / len(text.encode())
    )


@pytest.mark.parametrize("number", [1, 8])
def test_a_page_whose_length_is_too_short_is_fetched_again(tmp_path: Path, number: int) -> None:
    cut = ending_in(story(number), "का पहला")
    with hostile(pages(number, cut, page(story(number)))) as site:
        run = crawl(tmp_path, root=site.url)
        assert bodies(run) == whole(*NUMBERS)
        assert site.asked.count(PATH(number)) == 2
    # Cut elsewhere each time, it is a reject; the next run has it whole.
    other = ending_in(story(number), "का पह")
    with hostile(pages(number, cut, other, page(story(number)))) as site:
        for _ in range(2):
            run = crawl(tmp_path / "rejects", root=site.url)
        assert run.rejects == {SITE + PATH(number): "download_error"}
        assert bodies(run) == whole(*NUMBERS)


def test_a_listing_whose_length_is_too_short_is_fetched_again(tmp_path: Path) -> None:
    cut = ending_in(listing(*NUMBERS), "खबर 4</a>")
    with hostile({**pages(1, page(story(1))), "/": [cut, page(listing(*NUMBERS))]}) as site:
        assert bodies(crawl(tmp_path, root=site.url)) == whole(*NUMBERS)


def test_a_page_that_never_ends_is_whole_if_it_closes_its_elements(tmp_path: Path) -> None:
    text = story(3).removesuffix("</body></html>")
    with hostile(pages(3, page(text))) as site:
        assert bodies(crawl(tmp_path, root=site.url)) == whole(*NUMBERS)
        assert site.asked.count(PATH(3)) == 2
    with hostile(pages(3, ending_in(story(3), "का पहला"))) as site:  # a cache keeps a part
        run = crawl(tmp_path / "part", root=site.url)
        assert run.rejects == {SITE + PATH(3): "download_error"}


def test_a_site_that_ends_none_of_its_pages_is_read(tmp_path: Path) -> None:
    site = {path: page(_text(path)) for path in ("/", *map(PATH, NUMBERS))}
    with hostile(site) as served:
        run = crawl(tmp_path, root=served.url)
        assert bodies(run) == whole(*NUMBERS)
        assert run.rejects == {}
        assert {served.asked.count(PATH(n)) for n in NUMBERS} == {1}


def _text(path: str) -> str:
    text = listing(*NUMBERS) if path == "/" else story(int(path.rpartition("-")[2]))
    return text.removesuffix("</body></html>")


def faults_that_pass(answers: dict[str, Answer | list[Answer]]) -> dict[str, Answer | list[Answer]]:
    """The same site, three of whose articles answer 500 once."""
    return {**answers, **{PATH(n): [BROKEN, page(story(n))] for n in (6, 7, 8)}}


SENSELESS = {
    "empty": page(""),
    "not found": page(story(2).replace("<h1>खबर संख्या 2<", "<h1>पेज नहीं मिला<")),
    "a message": page("<html><body><h1>Maintenance</h1></body></html>"),
    "a challenge": page("<html><body><script>window._cf_chl_opt={cvId:'3'}</script></body></html>"),
    "a circle": answer(b"", {"Location": PATH(2)}, 302),
    "garbage": answer(bytes(range(256)) * 9, {"Content-Type": "text/html"}),
}


@pytest.mark.parametrize("kind", SENSELESS)
def test_a_page_that_says_nothing_is_fetched_again_if_faults_pass(
    tmp_path: Path, kind: str
) -> None:
    answers = pages(2, SENSELESS[kind], page(story(2)))
    with hostile(faults_that_pass(answers)) as site:
        run = crawl(tmp_path, root=site.url)
        assert bodies(run) == whole(*NUMBERS), run.stderr
        assert run.rejects == {}
        assert run.report["counts"]["second_looks"] == 1


def test_a_page_that_says_nothing_is_asked_for_once_by_a_run_without_faults(tmp_path: Path) -> None:
    for kind, nothing in SENSELESS.items():
        with hostile(pages(2, nothing, page(story(2)))) as site:
            run = crawl(tmp_path / kind, root=site.url)
            assert bodies(run) == whole(*(n for n in NUMBERS if n != 2)), kind
            assert list(run.rejects) == [SITE + PATH(2)]
            assert site.asked.count(PATH(2)) == 1


def test_a_page_that_fails_in_another_way_at_its_second_look_gets_a_third(tmp_path: Path) -> None:
    answers = (SENSELESS["not found"], SENSELESS["a circle"], page(story(2)))
    with hostile(faults_that_pass(pages(2, *answers))) as site:
        assert bodies(crawl(tmp_path, root=site.url)) == whole(*NUMBERS)
        assert site.asked.count(PATH(2)) == 3
    others = (SENSELESS["empty"], SENSELESS["not found"], SENSELESS["a circle"], page(story(2)))
    with hostile(faults_that_pass(pages(2, *others))) as site:
        run = crawl(tmp_path / "again", root=site.url)
        assert run.rejects == {SITE + PATH(2): "bad_redirect"}
        assert site.asked.count(PATH(2)) == 3


def test_faults_of_the_runs_before_count(tmp_path: Path) -> None:
    with hostile(faults_that_pass(pages(2, page(story(2))))) as site:
        site.answers["/"] = page(listing(*range(3, 9)))
        crawl(tmp_path, root=site.url)
        site.answers |= {"/": page(listing(*NUMBERS)), PATH(2): [page(""), page(story(2))]}
        assert bodies(crawl(tmp_path, root=site.url)) == whole(*NUMBERS)
        assert site.asked.count(PATH(2)) == 2


def test_faults_of_pages_that_did_not_change_count(tmp_path: Path) -> None:
    """A small run after a large one sees its faults in answers of "not modified" alone."""
    always = ("-s", "NEWSBOT_REVISIT=[[100000000, 1]]")
    with hostile({**pages(2, page(story(2))), "/": page(listing(1, *range(3, 9)))}) as site:
        for n in (1, 3, 4, 5):
            html = {"Content-Type": "text/html; charset=utf-8", "ETag": f'"{n}"'}
            site.answers[PATH(n)] = [
                answer(story(n).encode(), html),
                BROKEN,
                answer(b"", status=304),
            ]
        crawl(tmp_path, *always, root=site.url)
        sleep(1.1)  # until they are due again
        site.answers |= {"/": page(listing(*NUMBERS)), PATH(2): [page(""), page(story(2))]}
        run = crawl(tmp_path, *always, root=site.url)
        assert run.report["counts"]["pages/not_modified"] == 4
        assert bodies(run) == whole(*NUMBERS), run.stderr


def test_a_page_of_a_listing_that_says_nothing_once_ends_no_listing(tmp_path: Path) -> None:
    def numbered(number: int) -> str:
        return listing(number, extra=f"<link rel=next href='/?page={number + 1}'>")

    answers: dict[str, Answer | list[Answer]] = {f"/?page={n}": page(numbered(n)) for n in NUMBERS}
    answers["/?page=3"] = [
        page("<html><body><h1>पेज नहीं मिला</h1></body></html>"),
        page(numbered(3)),
    ]
    answers |= {**{PATH(n): page(story(n)) for n in NUMBERS}, "/": page(numbered(1))}
    with hostile({**answers, **{PATH(n): [BROKEN, page(story(n))] for n in (1, 2)}}) as site:
        assert bodies(crawl(tmp_path, root=site.url)) == whole(*NUMBERS)


def test_elements_that_are_open() -> None:
    assert not has_open_elements(b"<html><body><div><script>'<div>'</script></div>")
    for body in (b"<div><p>x", b"<div></div><script>x = '</div>", b"<div></div><a href='"):
        assert has_open_elements(body)
