"""Judge the findings of a visit: name problems and their remedies. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbot.doctor.findings import NEEDED, count
from newsbot.doctor.no_answer import Judgement, Problem, judge_no_answer
from newsbot.doctor.notes import notes_of
from newsbot.doctor.summaries import CORE, STALE, dead_selectors, newest_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsbot.doctor.findings import Findings, PageFound, SourceFound

HEALTHY, MISSING = 0, 1
MAX_MISSING = 0.2  # share of pages that may lack a field, because some pages are unusual
MIN_ARTICLES = 3  # articles that a source must name to be compared with the declaration


def judge(findings: Findings) -> Judgement:
    """Return the judgement of a visit: its exit status, problems and notes."""
    if (refusal := judge_no_answer(findings)) is not None:
        return refusal
    problems = [
        *_of_robots(findings),
        *_of_sources(findings),
        *_of_pages(findings),
        *_of_selectors(findings),
    ]
    if not problems and not findings.articles:
        problems.append(Problem("No article was read", "Run scrapy doctor again."))
    notes = notes_of(findings)
    number = len(findings.articles)
    articles = "1 article was" if number == 1 else f"{number} articles were"
    if problems:
        things = "one thing is" if len(problems) == 1 else f"{len(problems)} things are"
        return Judgement(MISSING, f"{things} missing", problems, notes)
    return Judgement(HEALTHY, f"healthy: {articles} read", [], notes)


def _of_robots(findings: Findings) -> Iterator[Problem]:
    robots = findings.robots
    if robots and robots.forbidden and len(robots.forbidden) * 2 > len(findings.addresses):
        yield Problem(
            f"robots.txt forbids {len(robots.forbidden)} of {len(findings.addresses)} articles,"
            f" for example {robots.forbidden[0]}",
            "Ask the publisher for permission, or declare sources that name other sections.",
        )


def _of_sources(findings: Findings) -> Iterator[Problem]:
    read = [source for source in findings.sources if source.failure is None]
    for source in findings.sources:
        if source.failure and source.is_declared:
            yield Problem(
                f"The {source.kind} {source.url} could not be read: {source.failure.words}",
                "Take it out of `sources`, or tell the publisher that it is broken."
                if findings.spider
                else "Give scrapy doctor the address of another page of the site.",
            )
        elif source.is_damaged and source.is_declared:
            yield Problem(
                f"The {source.kind} {source.url} is damaged, and was read in part only",
                "Look at it in a browser; tell the publisher.",
            )
    if findings.other_language:
        yield Problem(
            f"The site is not in Hindi: {findings.other_language}",
            "newsbot cleans and dates Hindi. Give the address of a Hindi edition.",
        )
    for source in read:
        is_little = source.undeclared >= MIN_ARTICLES and source.articles * 2 < source.undeclared
        if is_little and findings.spider:
            yield _unmatched(findings, source)
    is_unnamed = not findings.addresses and not any(source.articles for source in read)
    if is_unnamed and not findings.other_language:  # a site in another language is not learned
        yield _nothing_named(read)
    yield from _of_age(findings)


def _unmatched(findings: Findings, source: SourceFound) -> Problem:
    examples = f", for example {source.examples[0]}" if source.examples else ""
    return Problem(
        f"article_url matches {source.articles} of the {source.undeclared} addresses in"
        f" {source.url} that look like articles{examples}",
        f"Change article_url of the spider {findings.spider}; the draft has a pattern that fits.",
    )


def _nothing_named(read: list[SourceFound]) -> Problem:
    scripted = next((source for source in read if source.kind == "listing"), None)
    if scripted and scripted.needs_browser:
        return Problem(
            f"{scripted.url} names no article without a browser: its links are made by scripts",
            "Look for a sitemap or a feed of the site and declare it in `sources`. newsbot's"
            " browser presses buttons of listings, and does not render a whole listing.",
        )
    return Problem(
        f"No source names an article; {count(len(read), 'source')} read",
        "Open the home page in a browser, and give scrapy doctor the address of a section with"
        " articles, or declare a sitemap or feed in `sources`.",
    )


def _of_age(findings: Findings) -> Iterator[Problem]:
    """Yield a problem if the newest article is old, except for a copy of a site (``root=``)."""
    newest = newest_of(findings)
    if newest is not None and findings.root is None and findings.seen_at - newest > STALE:
        days = (findings.seen_at - newest).days
        yield Problem(
            f"The newest article is {days} days old",
            "See in a browser whether the site still publishes, and where it names new articles.",
        )


def _of_pages(findings: Findings) -> Iterator[Problem]:
    pages, articles = findings.pages, findings.articles
    scripted = [page for page in pages if page.needs_browser and "sections" not in page.values]
    failed = [page for page in pages if page.failure]
    if not pages and findings.addresses:
        yield Problem(
            f"Sources name {len(findings.addresses)} articles, and none was fetched"
            + (f": {findings.stopped}" if findings.stopped else ""),
            "Run scrapy doctor again later.",
        )
    if _are_many(len(failed), len(pages)) and (not articles or findings.spider):
        first = failed[0].failure
        assert first is not None
        yield Problem(
            f"{len(failed)} of {len(pages)} pages gave no article, for example"
            f" {failed[0].url}: {first.words}",
            "Open it in a browser. If it is not an article, make article_url narrower.",
        )
    if _are_many(len(scripted), len(pages)):
        yield _needs_browser(findings, scripted)
        return
    for called, names in NEEDED.items():
        missing = len(articles) - findings.filled(*names)
        if _are_many(missing, len(articles)):
            yield _missing_field(findings, called, names, missing)


def _are_many(some: int, of_all: int) -> bool:
    return some > MAX_MISSING * of_all


def _needs_browser(findings: Findings, scripted: list[PageFound]) -> Problem:
    page = scripted[0]
    why = (
        f"{len(scripted)} of {len(findings.pages)} articles have no text without a browser: the"
        f" HTML of {page.url} has {page.text_length:,} characters of text and"
        f" {count(page.scripts, 'script')}"
    )
    if findings.needs_browser != "never":
        return Problem(why, "needs_browser is declared: `make browser` adds the browser.")
    return Problem(
        why, 'Declare needs_browser = "when_empty", and add the browser: `make browser`.'
    )


def _missing_field(
    findings: Findings, called: str, names: tuple[str, ...], missing: int
) -> Problem:
    lacking = [
        article
        for article in findings.articles
        if not any(name in article.values for name in names)
    ]
    what = f"{missing} of {len(findings.articles)} articles have no {called.removeprefix('a ')},"
    what += f" for example {lacking[0].url}"
    attribute = {"headline": "title", "body": "content"}.get(called, "published or date")
    do = f"Declare a selector for it: the attribute {attribute} (docs/adding-a-site.md)."
    found = (
        article.elsewhere[name]
        for article in lacking
        for name in names
        if name in article.elsewhere
    )
    if (elsewhere := next(found, None)) is not None:
        what += f"; without the declaration it is read: {elsewhere}"
        do = f"Change the attribute {attribute}: see the draft for a selector that finds it."
    return Problem(what, do)


def _of_selectors(findings: Findings) -> Iterator[Problem]:
    dead = dead_selectors(findings, CORE)
    if not dead:
        return
    names = ", ".join(f"{name} = {selector!r}" for name, selector, _ in dead)
    field_of = {"title": "headline", "content": "sections"}
    values = (
        f"{name}: {value}"
        for name, _, _ in dead
        if (field := field_of.get(name))
        and (
            value := next((e.elsewhere[field] for e in findings.pages if field in e.elsewhere), "")
        )
    )
    seen = "; ".join(values)
    yield Problem(
        f"These selectors find nothing on any of {max(of_all for *_, of_all in dead)} pages:"
        f" {names}. The layout of the site may have changed"
        + (f". Without the declaration newsbot reads {seen}" if seen else ""),
        "Declare the new layout as a subclass with the day since which it is shown"
        " (docs/adding-a-site.md); the draft has selectors for the places of the values now.",
    )
