"""The report of ``scrapy doctor``: text, JSON, the draft and the commands."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsbot.progress.cells import width
from samplesite import Site, serve
from tests.crawling import PATH, PROJECT, SITE, SmallSite, listing, read_lines, serving, story
from tests.doctor.visiting import Visit, doctor
from tests.undeclared.plain import PlainSite
from tests.undeclared.test_variations import SITES


@pytest.fixture(scope="module")
def sample() -> Iterator[str]:
    with serve(Site(articles=200), port=0) as server:
        yield server.url


@pytest.fixture(scope="module")
def undeclared(sample: str) -> Visit:
    return doctor("--json", SITE, "-a", f"root={sample}")


@pytest.mark.slow
def test_the_draft_and_the_commands_add_the_sample_site(
    tmp_path: Path, sample: str, undeclared: Visit
) -> None:
    """As somebody does who follows the report."""
    assert undeclared.status == 0, undeclared.problems
    assert any("scrapy doctor indiadaily" in each for each in undeclared.report["notes"])
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PROJECT / "newsbot", tmp_path / "newsbot", ignore=ignored)
    shutil.copy(PROJECT / "scrapy.cfg", tmp_path)
    draft = undeclared.report["draft"]
    (tmp_path / "newsbot/spiders/theindiadaily.py").write_text(draft, "utf-8")
    (tmp_path / "newsbot/spiders/indiadaily.py").unlink()

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "scrapy", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)

    crawl = run("crawl", "theindiadaily", "-a", f"root={sample}", "-L", "WARNING")
    assert crawl.returncode == 0, crawl.stderr
    feeds = (tmp_path / "data/feeds/theindiadaily").glob("*.jsonl")
    articles = [line for file in feeds for line in read_lines(file)]
    assert len(articles) > 150
    assert all(each["headline"] for each in articles)
    assert all(each["body"] or each["videos"] or each["live_updates"] for each in articles)
    commands = undeclared.report["commands"]
    assert len(commands) == 3
    for command in commands:
        program, *rest = shlex.split(command)
        saved = run(*rest)
        assert (program, saved.returncode) == ("scrapy", 0), saved.stderr
    assert len(list((tmp_path / "tests/pages/theindiadaily").glob("*.json"))) == 3
    again = run("doctor", "theindiadaily", "-a", f"root={sample}")
    assert again.returncode == 0, again.stdout


@pytest.mark.slow
@pytest.mark.parametrize("columns", [40, 60, 100])
@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_text_fits(sample: str, columns: int, locale: str) -> None:
    given = {"COLUMNS": str(columns), "LC_ALL": locale, "PYTHONUTF8": "0"}
    visit = doctor("indiadaily", "-a", f"root={sample}", **given)
    assert visit.status == 0, visit.progress
    assert "Traceback" not in visit.progress
    prose, _, steps = visit.out.partition("\nNext:")
    assert max(map(width, prose.splitlines())) <= columns
    assert prose.startswith("indiadaily: healthy")
    assert "scrapy savefixture" in steps
    assert "[ 1/40]" in visit.progress


def test_text_says_what_is_missing_and_what_to_do() -> None:
    pages = {"/": listing(*range(1, 13)), **{PATH(n): story(n) for n in range(1, 13)}}
    pages |= {path: page.replace("2026", "") for path, page in pages.items()}
    with serving(SmallSite(pages)) as site:
        visit = doctor("indiadaily", "-a", f"root={site.url}", COLUMNS="100")
    assert visit.status == 1
    missing = visit.out.partition("\nMissing:\n")[2]
    assert missing.startswith("1. 10 of 10 articles have no date, for example https://")
    assert "To do: Declare a selector for it" in missing


def test_words_of_pages_do_not_act_on_the_terminal() -> None:
    with serving(
        PlainSite(in_head="<meta property=og:site_name content='\x1b[2J&#x202e;\"]'>")
    ) as site:
        visit = doctor(site.origin, "-a", f"root={site.url}", COLUMNS="100")
        report = doctor("--json", site.origin, "-a", f"root={site.url}").report
    assert not {"\x1b", "\u202e"} & {*visit.out, *visit.progress}
    compile(report["draft"], "draft", "exec")


@pytest.mark.parametrize(
    "name",
    [
        "a number in the query, pagers in the query",
        "a short number in the query",
        "a number alone",
        "one word and a letter",
        "short slugs at the root",
        "only a feed",
    ],
)
def test_the_draft_takes_the_articles_of_a_site_alone(name: str) -> None:
    with serving(SITES[name]()) as site:
        visit = doctor("--json", site.origin, "-a", f"root={site.url}")
    assert visit.status == 0, visit.problems
    found: dict[str, Any] = {}
    exec(compile(visit.report["draft"], "draft", "exec"), found)  # noqa: S102  # that is the test
    urls = found["NagarvaniSpider"](root=site.url).urls
    assert all(urls.article(site.origin + path) for path in site.gold)
    assert not [
        path for path in set(site.pages) - set(site.gold) if urls.article(site.origin + path)
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "takes one URL"),
        (["a", "b"], "takes one URL"),
        (["nosuchspider"], "is neither a spider"),
        (["ftp://x.example/"], "is neither a spider"),
        (["warc"], "declares no site"),
        (["indiadaily", "-a", "limit=3"], "takes -a root=ORIGIN alone"),
        (["indiadaily", "-a", "root"], "takes -a root=ORIGIN alone"),
        (["indiadaily", "-a", "root=nowhere"], "nowhere"),
        (["indiadaily", "--jsn"], "--jsn"),
        (
            ["indiadaily", "-s", "DOWNLOAD_DELAY=abc"],
            "setting DOWNLOAD_DELAY='abc': must be a number",
        ),
    ],
)
def test_wrong_arguments_are_refused_in_one_line(arguments: list[str], said: str) -> None:
    visit = doctor(*arguments)
    assert (visit.status, visit.out) == (2, "")
    assert said in visit.progress
    assert visit.progress.count("\n") == 1


def test_nobody_reads_the_progress() -> None:
    pages = {"/": listing(1, 2, 3), **{PATH(n): story(n) for n in (1, 2, 3)}}
    with serving(SmallSite(pages)) as site:
        command = f"{sys.executable} -m scrapy doctor indiadaily -a root={site.url} 2> >(true)"
        done = subprocess.run(
            ["bash", "-c", command], cwd=PROJECT, capture_output=True, text=True, timeout=60
        )
    assert done.stdout.startswith("indiadaily: ")
    assert done.returncode == 0
