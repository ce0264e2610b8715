"""Crawls with ``sections=``: the section that is meant is read, one that is not there is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.crawling import Run, SmallSite, crawl, listing, serving, story

MENU = (
    "<ul class=x-menu><li><a href='/'>होम</a><li><a href='/india'>देश</a>"
    "<li><a href='/sports'>खेल</a><li><a href='/lifestyle'> लाइफ \n स्टाइल</a></ul>"
)
XML = {"Content-Type": "application/xml"}


def page(section: str, number: int) -> tuple[str, str]:
    """The link to an article of a section, and its path."""
    path = f"/{section}/khabar-news-{number}"
    return f"<a href='{path}'>खबर {number}</a>", path


def site(menu: str = MENU, **more: Any) -> SmallSite:
    """One article each in /india, /sports and /lifestyle; one in /astrology by the sitemap alone."""
    articles = {
        page(section, number)[1]: story(number)
        for number, section in enumerate(("india", "sports", "lifestyle", "astrology"), 1)
    }
    sitemap = f"<urlset><url><loc>https://www.theindiadaily.com{page('astrology', 4)[1]}</loc></url></urlset>"
    pages = {
        "/robots.txt": (200, {}, b"Sitemap: /sitemap.xml"),
        "/sitemap.xml": (200, XML, sitemap.encode()),
        "/": menu + page("india", 1)[0],
        "/india": page("india", 1)[0],
        "/sports": page("sports", 2)[0],
        "/lifestyle": page("lifestyle", 3)[0],
    }
    return SmallSite({**pages, **articles, **more})


def ids(run: Run) -> list[str]:
    return sorted(each["id"].partition(":")[2] for each in run.articles)


@pytest.mark.parametrize(
    ("sections", "delivered"),
    [
        ("sports", ["2"]),
        ("Sports", ["2"]),
        ("खेल", ["2"]),
        ("/SPORTS/, देश", ["1", "2"]),
        ("लाइफ स्टाइल", ["3"]),
        ("astrology", ["4"]),
        ("Astrology,खेल", ["2", "4"]),
    ],
)
def test_the_section_that_is_meant_is_read(
    tmp_path: Path, sections: str, delivered: list[str]
) -> None:
    with serving(site()) as served:
        run = crawl(tmp_path, root=served.url, sections=sections)
        assert (run.status, ids(run)) == (0, delivered), run.stderr
        assert len(served.asked) == len(set(served.asked))
        again = crawl(tmp_path, root=served.url, sections=sections, full="1")
        assert (again.status, again.report["articles"]) == (0, len(delivered)), again.stderr


@pytest.mark.parametrize(
    ("sections", "delivered"),
    [("bihar", ["5"]), ("Bihar", ["5"]), ("बिहार", ["5"]), ("states/bihar", ["5"]), ("up", ["6"]),
     ("states", ["5", "6"]), ("bihar,खेल", ["2", "5"]), ("", list("123456"))],
)  # fmt: skip
def test_a_section_in_a_section(tmp_path: Path, sections: str, delivered: list[str]) -> None:
    """The menu names one, the sitemap alone another."""
    menu = MENU.replace("</ul>", "<li><a href='/states/bihar'>बिहार</a></ul>")
    link, path = page("states/bihar", 5)
    other = page("states/up", 6)[1]
    served = site(menu, **{"/states/bihar": link, path: story(5), other: story(6)})
    status, headers, sitemap = served.pages["/sitemap.xml"]
    more = f"<url><loc>https://www.theindiadaily.com{other}</loc></url></urlset>".encode()
    served.pages["/sitemap.xml"] = status, headers, sitemap.replace(b"</urlset>", more)
    with serving(served):
        run = crawl(tmp_path, root=served.url, **({"sections": sections} if sections else {}))
    assert (run.status, ids(run)) == (0, delivered), run.stderr


@pytest.mark.parametrize("sections", ["sport", "india,sport", "क्रिकेट", "india,क्रिकेट", "Sprots"])
def test_a_section_that_the_site_has_not_is_refused_before_articles_are_fetched(
    tmp_path: Path, sections: str
) -> None:
    told = tmp_path / "told"
    alert = ("-s", f"NEWSBOT_ALERT_COMMAND=sh -c 'cat > {told}'")
    with serving(site()) as served:
        run = crawl(tmp_path, *alert, root=served.url, sections=sections)
    assert (run.status, run.report["outcome"], run.articles) == (2, "wrong_argument", [])
    assert not [path for path in served.asked if "-news-" in path]
    last = run.stderr.splitlines()[-1]
    assert "its menu names india (देश), sports (खेल), lifestyle (लाइफ स्टाइल)" in last
    assert sections.split(",")[-1] in last
    assert "Traceback" not in run.stderr
    assert json.loads(told.read_text("utf-8"))["status"] == 2


def test_a_slip_is_told_the_section_that_is_near(tmp_path: Path) -> None:
    with serving(site()) as served:
        run = crawl(tmp_path, root=served.url, sections="sport")
    assert run.report["message"].endswith("is sports meant?")


def test_a_site_without_a_menu(tmp_path: Path) -> None:
    with serving(site(menu="")) as served:
        run = crawl(tmp_path / "a", root=served.url, sections="Astrology")
        assert (run.status, ids(run)) == (0, ["4"])
        run = crawl(tmp_path / "b", root=served.url, sections="politics")
        assert run.status == 2
        assert "its articles are in astrology, india" in run.report["message"]


def test_known_sections_need_no_menu(tmp_path: Path) -> None:
    """Neither the slug nor, where articles print it, the Hindi name."""
    crumbs = "<ul class=x-breadcrumb><li><a href=/>होम</a></li><li><a href=/sports>खेल</a></li></ul>"
    menu = {page("sports", 2)[1]: story(2, extra=crumbs), "/sports/naya-news-5": story(5)}
    with serving(site(**menu)) as served:
        crawl(tmp_path, root=served.url)
        served.pages |= {"/": (500, {}, b""), "/sports": page("sports", 5)[0]}
        served.pages["/sports"] = "<a href='/sports/naya-news-5'>नई</a>"
        for sections in ("Sports", "खेल"):
            run = crawl(tmp_path, root=served.url, sections=sections, full="1")
            assert run.report["outcome"] == "ok", run.stderr
    assert "5" in ids(run)


@pytest.mark.parametrize(
    ("answer", "status"),
    [((500, {}, b""), 69), ((403, {}, b""), 77), ((429, {}, b""), 75)],
)
def test_a_home_page_that_fails_refuses_no_section(
    tmp_path: Path, answer: object, status: int
) -> None:
    fails = {"/": answer}
    with serving(site(**fails)) as served:
        run = crawl(tmp_path / "slug", root=served.url, sections="sports")
        assert (run.status, ids(run)) == (0, ["2"]), run.stderr
        run = crawl(tmp_path / "name", root=served.url, sections="खेल")
        assert (run.status, run.articles) == (status, [])
        assert "section खेल" in run.report["message"]


def test_a_limit_and_owed_lines_go_with_names(tmp_path: Path) -> None:
    with serving(site()) as served:
        run = crawl(tmp_path, root=served.url, sections="खेल,देश", limit="1")
        assert (run.status, len(run.articles)) == (0, 1)
        run = crawl(tmp_path, root=served.url, sections="खेल,देश")
        assert (run.status, ids(run)) == (0, ["1", "2"])
        assert crawl(tmp_path, root=served.url, sections="sport", reparse="1").status == 2
        assert crawl(tmp_path, root=served.url, sections="Sports", reparse="1").status == 0


def test_a_large_sitemap_tree_is_not_read_for_a_slip(tmp_path: Path) -> None:
    maps = "".join(f"<sitemap><loc>/sitemap-{n}.xml</loc></sitemap>" for n in range(99))
    index = f"<sitemapindex>{maps.replace('/sitemap-', 'https://www.theindiadaily.com/sitemap-')}</sitemapindex>"
    empty = {f"/sitemap-{n}.xml": (200, XML, b"<urlset/>") for n in range(99)}
    with serving(site(**{"/sitemap.xml": (200, XML, index.encode())}, **empty)) as served:
        run = crawl(tmp_path, root=served.url, sections="sport")
    assert run.status == 2
    assert len(served.asked) < 30


def test_names_in_other_spellings_are_one(tmp_path: Path) -> None:
    menu = "<ul class=x-menu><a href=/business>बिज़नेस</a><a href=/hindi>हिन्दी</a></ul>"
    business, hindi = page("business", 8), page("hindi", 9)
    more = {"/business": business[0], "/hindi": hindi[0]}
    more |= {business[1]: story(8), hindi[1]: story(9)}
    with serving(site(menu=menu, **more)) as served:
        run = crawl(tmp_path, root=served.url, sections="बिजनेस,हिंदी")
        assert (run.status, ids(run)) == (0, ["8", "9"])


def test_web_stories_are_a_section_too(tmp_path: Path) -> None:
    """Their URLs name the kind before the section; both are names for them."""
    path = "/webstory/sports/kahani-7"
    menu = MENU.replace("</ul>", "<li><a href=/webstory>वेब स्टोरी</a></ul>")
    with serving(
        site(menu=menu, **{"/webstory": f"<a href={path}>क</a>", path: story(7)})
    ) as served:
        run = crawl(tmp_path / "a", root=served.url, sections="वेब स्टोरी")
        assert (run.status, ids(run)) == (0, ["7"])
        run = crawl(tmp_path / "b", root=served.url, sections="webstory,sports")
        assert (run.status, ids(run)) == (0, ["2", "7"])


def test_a_listing_is_read_once_though_the_menu_was_read_first(tmp_path: Path) -> None:
    with serving(site(**{"/": MENU + listing(1)})) as served:
        run = crawl(tmp_path, root=served.url, sections="देश")
        assert (run.status, ids(run)) == (0, ["1"])
        assert served.asked.count("/") == 1
