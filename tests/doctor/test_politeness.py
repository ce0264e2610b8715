"""``scrapy doctor`` sends 40 requests at most, with the site's delay, and to the site alone."""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass, field

import pytest

from tests import forked
from tests.crawling import PATH, SITE, SmallSite, listing, serving, story
from tests.doctor.visiting import ROBOTS, doctor

XML = {"Content-Type": "text/xml"}


@dataclass
class Counting(SmallSite):
    """Notes when it was asked."""

    times: list[float] = field(default_factory=list)

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        self.times.append(time.monotonic())
        return super().answer(path)

    def keeps(self, delay: float, began: float) -> bool:
        """Whether no request came before its turn.

        A busy machine takes one late and the next in time, so gaps say less than the time since
        the visit began.
        """
        return all(at - began >= turn * delay * 0.95 for turn, at in enumerate(self.times))


def index(*names: str) -> tuple[int, dict[str, str], bytes]:
    entries = "".join(f"<sitemap><loc>{SITE}/{each}</loc></sitemap>" for each in names)
    return 200, XML, f"<sitemapindex>{entries}</sitemapindex>".encode()


def urlset(*paths: str) -> tuple[int, dict[str, str], bytes]:
    entries = "".join(f"<url><loc>{SITE}{each}</loc></url>" for each in paths)
    return 200, XML, f"<urlset>{entries}</urlset>".encode()


def with_many_sitemaps() -> Counting:
    robots = (200, {}, f"User-agent: *\nSitemap: {SITE}/all.xml\n".encode())
    pages = {"/robots.txt": robots, "/": listing(*range(1, 30))}
    pages["/all.xml"] = index(*(f"part-{n}.xml" for n in range(1000)))
    pages |= {f"/part-{n}.xml": urlset(PATH(n)) for n in range(1000)}
    return Counting(pages | {PATH(n): story(n) for n in range(1000)})


def test_an_index_of_a_thousand_sitemaps() -> None:
    with serving(with_many_sitemaps()) as site:
        visit = doctor("--json", "indiadaily", "-a", f"root={site.url}")
    assert visit.status == 0, visit.problems
    assert visit.report["requests"] == len(site.asked) <= 40


@pytest.mark.parametrize("of", [2, 3])
def test_every_so_many_answers_fail_and_are_tried_again(of: int) -> None:
    site = with_many_sitemaps()

    class Failing(Counting):
        def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
            found = super().answer(path)
            is_failure = path != "/robots.txt" and len(self.asked) % of == 0
            return (500, {}, b"") if is_failure else found

    with serving(Failing(site.pages)) as failing:
        visit = doctor("--json", "indiadaily", "-a", f"root={failing.url}")
    assert visit.report["requests"] == len(failing.asked) <= 40
    assert any(failing.asked.count(path) == 2 for path in failing.asked)


def test_every_connection_is_closed_without_an_answer() -> None:
    site = with_many_sitemaps()

    class Closing(Counting):
        def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
            found = super().answer(path)
            if len(self.asked) % 2 == 0:
                raise ConnectionAbortedError
            return found

    with serving(Closing(site.pages)) as closing:
        visit = doctor("--json", "indiadaily", "-a", f"root={closing.url}")
    assert visit.report["requests"] == len(closing.asked) <= 40


def test_every_page_redirects_once() -> None:
    site = with_many_sitemaps()

    class Moving(Counting):
        def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
            found = super().answer(path.removesuffix("?neu"))
            if path.endswith("?neu") or path == "/robots.txt":
                return found
            return 302, {"Location": path + "?neu"}, b""

    with serving(Moving(site.pages)) as moving:
        visit = doctor("--json", "indiadaily", "-a", f"root={moving.url}")
    assert visit.report["requests"] == len(moving.asked) <= 40
    assert len(visit.report["pages"]) >= 5


@pytest.mark.slow
def test_the_delay_of_the_settings_is_kept() -> None:
    with serving(Counting({"/robots.txt": ROBOTS, "/": listing(1, 2), PATH(1): story(1)})) as site:
        began = time.monotonic()
        doctor("--json", "indiadaily", "-a", f"root={site.url}", "-s", "DOWNLOAD_DELAY=0.5")
    assert len(site.times) > 3
    assert site.keeps(0.5, began)


def test_the_delay_of_robots_txt_is_kept_and_shown() -> None:
    robots = (200, {}, b"User-agent: *\nCrawl-delay: 0.4\n")
    with serving(Counting({"/robots.txt": robots, "/": listing(1), PATH(1): story(1)})) as site:
        began = time.monotonic()
        visit = doctor("--json", "indiadaily", "-a", f"root={site.url}")
    assert visit.report["robots"]["delay"] == 0.4
    assert site.keeps(0.4, began)
    gaps = [each["shortest_gap"] for each in visit.report["traffic"]["hosts"].values()]
    assert min(gaps) >= 0.39


def test_rules_for_our_name_and_version_are_shown() -> None:
    text = "\ufeffUser-agent: newsbot/1.0\nDisallow: /rajya/\n\nUser-agent: *\nDisallow: /\n"
    with serving(Counting({"/robots.txt": (200, {}, text.encode()), "/": listing(1)})) as site:
        visit = doctor("--json", "indiadaily", "-a", f"root={site.url}")
    assert visit.report["robots"]["rules"] == ["Disallow: /rajya/"]
    assert not visit.report["robots"]["forbids_home"]


def test_nothing_but_the_site_is_asked() -> None:
    with serving(SmallSite()) as other:
        place = {"Location": f"{other.url}/stolen"}
        robots = f"User-agent: *\nSitemap: {other.url}/sitemap.xml\n".encode()
        pages = {
            "/robots.txt": (200, {}, robots),
            "/": listing(*range(1, 9)) + f"<a href='{other.url}/india/khabar-news-9'>खबर</a>",
            PATH(1): (302, place, b""),
            PATH(2): (302, {"Location": "http://10.0.0.1/"}, b""),
            PATH(3): (302, {"Location": PATH(3)}, b""),
            **{PATH(n): story(n) for n in range(4, 9)},
        }
        with serving(SmallSite(pages)) as site:
            visit = doctor("--json", "indiadaily", "-a", f"root={site.url}")
    assert other.asked == []
    assert len(site.asked) <= 40
    assert any("on another host" in str(each["failure"]) for each in visit.report["sources"])
    assert visit.report["fields"]["headline"]["filled"] == 5


@pytest.mark.slow
def test_a_site_that_stalls_does_not_hold_the_doctor() -> None:
    def stall() -> str:
        time.sleep(3)
        return "late"

    pages = {"/robots.txt": ROBOTS, "/": listing(*range(1, 9)), PATH(1): story(1)}
    pages |= {PATH(n): stall for n in range(2, 9)}
    began = time.monotonic()
    with serving(SmallSite(pages)) as site:
        visit = doctor(
            "--json", "indiadaily", "-a", f"root={site.url}", "-s", "DOWNLOAD_TIMEOUT=0.5"
        )
    assert visit.status == 1
    assert "pages could not be fetched" in " ".join(visit.report["notes"])
    assert time.monotonic() - began < 30


@pytest.mark.slow
def test_a_large_sitemap_and_a_bomb_are_refused() -> None:
    import gzip

    robots = f"User-agent: *\nSitemap: {SITE}/large.xml\nSitemap: {SITE}/bomb.xml.gz\n".encode()
    large = b"<urlset>" + b"<url><loc>https://x.example/1</loc></url>" * 300_000
    bomb = gzip.compress(b"<urlset>" + b" " * 200_000_000)
    pages = {
        "/robots.txt": (200, {}, robots),
        "/": listing(*range(1, 9)),
        "/large.xml": (200, XML, large),
        "/bomb.xml.gz": (200, {"Content-Type": "application/gzip"}, bomb),
        **{PATH(n): story(n) for n in range(1, 9)},
    }
    with serving(SmallSite(pages)) as site:
        visit = doctor("--json", "indiadaily", "-a", f"root={site.url}")
    assert visit.status == 0, visit.problems
    notes = "\n".join(visit.report["notes"])
    assert "large.xml could not be read" in notes
    assert "bomb.xml.gz" in notes
    assert visit.report["fields"]["headline"]["filled"] == 8


def test_a_signal_ends_the_visit_without_a_verdict() -> None:
    def slowly() -> str:
        time.sleep(0.5)
        return listing(*range(1, 9))

    pages = {"/robots.txt": ROBOTS, "/": slowly, **{PATH(n): slowly for n in range(1, 9)}}
    with serving(SmallSite(pages)) as site:
        process = forked.start(["doctor", "indiadaily", "-a", f"root={site.url}"])
        while len(site.asked) < 3:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        assert process.wait() == 130
    assert process.stdout == ""
