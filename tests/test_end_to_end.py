"""The whole job on the sample site, compared with its gold: field by field, exact."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

import newsbot
from newsbot.feed_lines import feed_line
from samplesite import Site, serve
from tests.crawling import PROJECT, SITE, Run, crawl

FOUND_VIA = {"sitemap", "feed", "listing", "related"}


@pytest.fixture(scope="module")
def site() -> Site:
    return Site(articles=200)


@pytest.fixture(scope="module")
def run(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Run:
    data = tmp_path_factory.mktemp("data")
    with serve(site, port=0) as server:
        run = crawl(data, root=server.url)
        run.asked = list(server.requests)
    assert run.status == 0, run.stderr
    return run


@pytest.fixture(scope="module")
def articles(run: Run) -> list[dict[str, Any]]:
    return run.articles


def test_every_article_once(site: Site, articles: list[dict[str, Any]]) -> None:
    urls = [each["url"] for each in articles]
    assert len(urls) == 200
    assert sorted(urls) == sorted(each["url"] for each in site.gold())


def test_every_field_equals_gold(site: Site, articles: list[dict[str, Any]]) -> None:
    by_url = {each["url"]: each for each in articles}
    for gold in site.gold():
        assert {name: by_url[gold["url"]][name] for name in gold} == gold


@pytest.mark.slow
def test_extract_reads_what_a_crawl_delivers(site: Site, articles: list[dict[str, Any]]) -> None:
    """A crawl and newsbot.extract over the same bytes give the same fields."""
    of_a_crawl = ("found_via", "found_on", "depth", "duplicate_of", "response")
    read = 0
    for line in articles:
        status, headers, body = site.response(line["url"].removeprefix(SITE))
        if status == 404:  # it has an AMP page alone
            continue
        at, content_type = datetime.fromisoformat(line["fetched_at"]), headers["Content-Type"]
        article = newsbot.extract(body, line["url"], fetched_at=at, content_type=content_type)
        said = json.loads(feed_line(vars(article)))
        assert {**said, **{name: line[name] for name in of_a_crawl}} == line
        read += 1
    assert read > 190


def test_every_line_keeps_the_schema(run: Run) -> None:
    for name, lines in (("article", run.articles), ("reject", run.lines("rejects"))):
        schema = json.loads((PROJECT / "schema" / f"{name}.schema.json").read_text("utf-8"))
        validator = Draft202012Validator(schema, format_checker=FormatChecker())
        assert lines
        for line in lines:
            validator.validate(line)
            assert list(line) == list(schema["properties"])


def test_rejects_are_those_of_the_site(site: Site, run: Run) -> None:
    assert run.rejects == {each["url"]: each["reason"] for each in site.rejects()}


def test_every_way_of_finding_is_used_and_true(
    site: Site, run: Run, articles: list[dict[str, Any]]
) -> None:
    assert {each["found_via"] for each in articles} == FOUND_VIA
    assert {each["depth"] for each in articles} == {0, 1, 2}
    for each in articles:
        assert (each["depth"] > 0) == (each["found_via"] == "related")
        if each["found_via"] == "related":
            parent = next(one for one in articles if one["url"] == each["found_on"])
            assert each["url"] in {link["url"] for link in parent["related"]}


def test_no_page_is_fetched_twice_and_nothing_forbidden(run: Run) -> None:
    paths = [str(path) for _, path in run.asked]
    twice = {path for path in paths if paths.count(path) > 1}
    assert not twice
    assert not [path for path in paths if path.startswith(("/desk/", "/search"))]


def test_an_untouched_line_of_hindi(run: Run, articles: list[dict[str, Any]]) -> None:
    feed = next(Path(run.data).glob("feeds/indiadaily/*Z.jsonl")).read_bytes()
    assert b"\\u0" not in feed
    assert len(feed.decode().splitlines()) == feed.count(b"\n") == len(articles)
