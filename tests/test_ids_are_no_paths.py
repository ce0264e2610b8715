"""An id of a site, or a job's, leads to no file but its own."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsbot.commands.fixtures import Fixture
from newsbot.discovery.patterns import group_can_match
from newsbot.downloader.saved_pages import file_of
from newsbot.exceptions import DeclarationError
from newsbot.files.names import file_name
from newsbot.spiders.indiadaily import IndiaDailySpider
from newsbot.urls import SiteUrls
from tests.crawling import SmallSite, crawl, listing, serving, story

SITE = "https://www.theindiadaily.com"
ANY = SiteUrls("s", "https://s.example", r"/a/(?P<id>.+)")
PIECES = "/ . .. ... %2e %2E%2e ; ? # a b \\ %2f .html .amp /amp // ..; ..html".split()
PATHS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@given(PATHS)
@example("/./../../../ESCAPED.html")
@example("/x/..;/y")
@example("/...html")
@example("/%2e%2e/%2E%2e/x")
def test_no_url_has_a_dot_segment(path: str) -> None:
    for url in (
        ANY.normalise(f"https://s.example/a{path}"),
        ANY.join("https://s.example/a/", path),
    ):
        if url is None:
            continue
        steps = [step.replace("%2E", ".") for step in urlsplit(url).path.split("/")]
        assert not {".", ".."} & set(steps)
        ref = ANY.article(url)
        if ref:
            assert not {".", ".."} & set(ref.id.partition(":")[2].split("?")[0].split("/"))


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("./\\\0%~")))
@example("../../../../x/y")
@example("x" * 300)
@example("क" * 100)
@example("")
def test_a_file_is_in_its_folder(id_: str) -> None:
    folder = Path("/data/pages/s")
    file = file_of(folder, f"s:{id_}")
    assert file.parent == folder
    assert re.fullmatch(r"[\w-]{1,100}\.html\.gz", file.name, re.ASCII)
    assert "\0" not in str(file)


@given(st.text(), st.text())
def test_two_ids_have_two_files(one: str, other: str) -> None:
    assert (file_name(one) == file_name(other)) == (one == other)


@pytest.mark.parametrize("number", ["../../../ESCAPED", "x" * 400, "..", "a/b", "\0"])
def test_a_golden_page_is_in_its_folder(tmp_path: Path, number: str) -> None:
    folder = tmp_path / "one" / "two" / "three" / "pages"
    fixture = Fixture(SITE, datetime.now(UTC), "utf-8", b"<p>", {"id": f"indiadaily:{number}"})
    file = fixture.write(folder)
    assert file.parent == folder / "indiadaily"
    files = {each for each in tmp_path.rglob("*") if each.is_file()}
    assert {each.parent for each in files} == {folder / "indiadaily"}
    assert len(files) == 2


@pytest.mark.parametrize(
    "group",
    [".+", r"\S+", "[^/]+", "[^?]+", r"(?:\d|x/y)+", r"[+-9]+", r"\W", r"(?>\d+)\.", r"[^\d]+?"],
)
def test_a_declaration_whose_id_can_be_a_path_is_refused(group: str) -> None:
    class Bad(IndiaDailySpider):
        article_url = rf"/(?P<section>[^/]+)/(?P<id>{group})"

    with pytest.raises(DeclarationError, match="the group id"):
        Bad()


@pytest.mark.parametrize(
    "group", [r"\d+", r"[\w-]+", "[^/.]+", r"(?=.)\d{4}", r"(?:a|b\d)+", r"[^\W_]++", r"\d+(?!/)"]
)
def test_another_is_not(group: str) -> None:
    class Good(IndiaDailySpider):
        article_url = rf"/(?P<section>.+)/(?P<id>{group})\.html"

    assert Good().urls


CLASSES = [".", r"\d", r"\w", r"\S", "[^/]", "[^/.]", "a", r"\.", "/", "[.-9]", r"[\W]", "(?:/|b)"]


@given(st.lists(st.sampled_from(CLASSES), min_size=1, max_size=4).map("".join), st.text("ab/.1"))
def test_what_a_pattern_matches_is_foreseen(inner: str, text: str) -> None:
    pattern = f"(?P<id>(?:{inner})*)"
    match = re.fullmatch(pattern, text)
    if match and re.search("[/.]", match["id"]):
        assert group_can_match(pattern, "id", "/.")


@pytest.mark.parametrize("job", ["x" * 300, "../../../../x/y", "a/b", "\n", "क" * 100])
def test_no_job_id_stops_a_run(tmp_path: Path, job: str) -> None:
    data = tmp_path / "a" / "b" / "c" / "data"
    with serving(SmallSite({"/": listing(1), "/india/khabar-news-1": story(1)})) as site:
        run = crawl(data, root=site.url, _job=job)
    assert (run.status, len(run.articles)) == (0, 1), run.stderr
    assert run.report["job"] == job
    assert {
        each.relative_to(tmp_path).parts[:4] for each in tmp_path.rglob("*") if each.is_file()
    } == {("a", "b", "c", "data")}
    assert unquote(run.report["feeds"][0]).startswith(str(data))
