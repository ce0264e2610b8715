"""Small bodies that unpack to gigabytes, eight at once: the memory and the longest step of a crawl."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clock import slowness
from tests.crawling import PATH, SITE, listing, story
from tests.hostile.large import MIB
from tests.hostile.probe import probed_crawl
from tests.hostile.server import Answer, answer, hostile, packed, page

pytestmark = pytest.mark.slow

LIMIT = 0.5  # seconds of the loop's own processor time in one turn
MAX_MORE = 64  # MiB over a crawl without bombs
STORIES, BOMBS = range(1, 41), range(101, 109)
AT_ONCE = ("-s", "CONCURRENT_REQUESTS=16", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=16")


def bombs() -> list[Answer]:
    """Return answers of up to 7 MB: some 7 GB in gzip, and others in one and two layers."""
    member = packed(bytes(64 * MIB), "gzip")
    bodies = [("gzip", member * (7 * MIB // len(member)))]
    bodies += [(each, packed(bytes(256 * MIB), each)) for each in ("deflate", "br", "zstd")]
    bodies += [(f"{each}, gzip", packed(body, "gzip")) for each, body in bodies]
    headers = {"Content-Type": "text/html; charset=utf-8"}
    return [answer(body, headers | {"Content-Encoding": each}) for each, body in bodies]


def test_eight_bombs_at_once_take_no_memory_and_no_time(tmp_path: Path) -> None:
    clean: dict[str, Answer | list[Answer]] = {
        "/robots.txt": page("", status=404),
        **{PATH(number): page(story(number)) for number in STORIES},
    }
    with hostile({**clean, "/": page(listing(*STORIES))}) as site:
        _, usual = probed_crawl(tmp_path / "clean", *AT_ONCE, root=site.url)
    answers = dict(zip(map(PATH, BOMBS), bombs(), strict=True))
    with hostile({**clean, "/": page(listing(*BOMBS, *STORIES)), **answers}) as site:
        run, said = probed_crawl(tmp_path / "bombs", *AT_ONCE, root=site.url)
    assert {run.rejects[SITE + PATH(number)] for number in BOMBS} == {"download_error"}
    assert {line["url"] for line in run.articles} == {SITE + PATH(number) for number in STORIES}
    assert said["memory"] - usual["memory"] <= MAX_MORE, (said["memory"], usual["memory"])
    assert said["turn"] <= LIMIT * slowness(), said["calls"]
