"""A crawl of a site that is declared in CSS, and whose pages say the ids of their articles."""

from __future__ import annotations

from pathlib import Path

from tests import forked
from tests.crawling import Run, SmallSite, serving

TEXT = "सिंचाई विभाग ने सोमवार की सुबह नहर में पानी छोड़ दिया और किसानों को राहत मिली"


def page(number: str, title: str, more: str = "", text: str = TEXT) -> str:
    return (
        f'<html><head><meta name="story" content="{number}"></head><body><h1>{title}</h1>'
        f'<div class="story"><p>{text} {title}।</p></div><div class="more">{more}</div></body></html>'
    )


def crawl(data: Path, site: SmallSite, *options: str) -> Run:
    command = ["crawl", "khabar", "-L", "WARNING", "-s", "SPIDER_MODULES=tests.declared.spider"]
    command += ["-s", "DOWNLOAD_DELAY=0", "-a", f"root={site.url}", *options]
    done = forked.run(command, {"NEWSBOT_DATA_DIR": str(data)})
    return Run(done.returncode, done.stderr, data)


def test_two_urls_of_one_article_are_one_and_its_edit_a_revision(tmp_path: Path) -> None:
    links = '<a href="/desh/nahar">नहर</a><a href="/bihar/nahar-ki-khabar">नहर</a>'
    related = '<a href="/desh/sadak">सड़क बनी</a>'
    pages = {
        "/": links,
        "/desh/nahar": page("N7", "नहर में पानी", related),
        "/bihar/nahar-ki-khabar": page("N7", "नहर में पानी", related),
        "/desh/sadak": page("N8", "सड़क बनी", text="गांव तक पक्की सड़क बन गई है और बस चलने लगी है"),
    }
    with serving(SmallSite(dict(pages), validates=True)) as site:
        run = crawl(tmp_path, site)
        assert (run.status, run.stderr) == (0, "")
        assert sorted(each["id"] for each in run.articles) == ["khabar:N7", "khabar:N8"]
        again = crawl(tmp_path, site)
        assert len(again.articles) == 2
        asked = ["-a", "urls=/desh/nahar"]
        crawl(tmp_path, site, *asked)
        assert not site.unchanged or "/desh/nahar" not in site.unchanged
        site.pages["/desh/nahar"] = page("N7", "नहर में पानी छोड़ा", related)
        edited = crawl(tmp_path, site, *asked)
        revisions = [each["revision"] for each in edited.articles if each["id"] == "khabar:N7"]
    assert sorted(revisions)[-1] == 2
    assert edited.status == 0
