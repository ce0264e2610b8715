"""Write the report of a visit for a terminal with at least MIN_WIDTH columns."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from newsbot.console.tables import distance, printable, readable
from newsbot.doctor.article_urls import shapes_of
from newsbot.doctor.budget import MAX_REQUESTS
from newsbot.doctor.draft import commands_of, name_of, pattern_of
from newsbot.doctor.findings import FIELDS, NAMES, count
from newsbot.doctor.judge import MAX_MISSING, MISSING
from newsbot.doctor.places import common_places
from newsbot.doctor.summaries import selectors_of
from newsbot.progress.cells import wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsbot.doctor.findings import Findings, SourceFound
    from newsbot.doctor.no_answer import Judgement

MIN_WIDTH, MAX_WIDTH = 30, 100
NARROW = 60  # columns; on a narrower terminal, a label has a separate line
LABEL = 11  # columns of a label
MAX_RULES, MAX_SHAPES, MAX_SOURCES, MAX_PAGES = 8, 5, 20, 10


def report_lines(
    findings: Findings, judgement: Judgement, draft: str | None, width: int
) -> Iterator[str]:
    """Yield the lines of a report, wrapped to ``width`` columns except for code and commands."""
    page = _Page(min(max(width, MIN_WIDTH), MAX_WIDTH))
    site = findings.spider or findings.origin
    yield from page.wrap(f"{site}: {judgement.verdict}")
    yield ""
    for label, lines in _blocks(findings):
        yield from page.block(label, lines)
    if judgement.notes:
        yield from page.block("notes", map(readable, judgement.notes))
    if draft:
        yield ""
        what = "the new layout" if findings.spider else "the declaration"
        yield from page.wrap(f"A draft of {what}:")
        yield ""
        yield from (f"    {printable(line)}".rstrip() for line in draft.rstrip("\n").split("\n"))
    if judgement.problems:
        yield ""
        yield "Missing:" if judgement.status == MISSING else "Why:"
        for number, problem in enumerate(judgement.problems, 1):
            yield from page.wrap(f"{number}. {readable(problem.what)}.", "   ")
            yield from page.wrap(f"   To do: {problem.do}", "   ")
    yield from _next_steps(findings, draft, page)


class _Page:
    """Wraps lines to a width."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._is_narrow = width < NARROW

    def wrap(self, text: str, indent: str = "", first: str = "") -> list[str]:
        """Return the lines of a wrapped text."""
        return list(wrap(first + printable(text), self._width, len(indent)))

    def block(self, label: str, lines: Iterable[str]) -> Iterator[str]:
        """Yield the lines of a block, with a label before the first line."""
        indent = "  " if self._is_narrow else " " * (LABEL + 1)
        if self._is_narrow:
            yield label
        for number, line in enumerate(lines):
            is_first = not number and not self._is_narrow
            first = f"{label:<{LABEL}} " if is_first else indent
            yield from self.wrap(line, indent + "  ", first)


def _blocks(findings: Findings) -> Iterator[tuple[str, list[str]]]:
    """Yield (label, lines) of each block of the report."""
    yield "robots.txt", list(_robots(findings))
    if findings.sources:
        yield "sources", [_source(source, findings) for source in findings.sources[:MAX_SOURCES]]
    if findings.addresses:
        yield "addresses", list(_addresses(findings))
    if findings.pages:
        yield "articles", list(_pages(findings))
    if findings.articles:
        yield "fields", list(_fields(findings))
    if places := common_places(findings.articles):
        yield "places", [f"{name}: {one}, on {number}" for name, (one, number) in places.items()]
    if any(page.selectors for page in findings.pages):
        yield "selectors", list(_selectors(findings))
    if findings.pages or findings.sources:
        yield "browser", [_browser(findings)]
    yield "speed", list(_speed(findings))


def _path(url: str, findings: Findings) -> str:
    """Return a URL of the site without its origin."""
    return readable(url.removeprefix(findings.origin)) or "/"


def _robots(findings: Findings) -> Iterator[str]:
    robots = findings.robots
    if robots is None:
        yield "not requested"
        return
    if robots.failure:
        yield f"not read: {robots.failure.words}"
        return
    parts = [f"status {robots.status}"]
    if robots.status == 200:
        parts.append("a page of HTML, which has no rules" if robots.is_html else "")
        parts.append(f"{count(len(robots.rules), 'rule')} for newsbot")
        parts.append(count(len(robots.sitemaps), "sitemap"))
    parts.append(f"a delay of {robots.delay:g} s" if robots.delay else "asks for no delay")
    yield ", ".join(filter(None, parts))
    yield from robots.rules[:MAX_RULES]
    if len(robots.rules) > MAX_RULES:
        yield f"and {len(robots.rules) - MAX_RULES} more rules"
    for signal in robots.ai:
        agents = f" for {', '.join(signal.agents)}" if signal.agents else ""
        yield f"AI: {signal.use} {'yes' if signal.allowed else 'no'}{agents} ({signal.source})"
    if robots.forbidden:
        articles = count(len(robots.forbidden), "article")
        yield f"forbids {articles}, e.g. {_path(robots.forbidden[0], findings)}"


def _source(source: SourceFound, findings: Findings) -> str:
    head = f"{source.kind} {_path(source.url, findings)}: "
    if source.failure:
        return f"{head}not read: {source.failure.words}"
    parts = [count(source.articles, "article")]
    if source.others:
        parts.append(count(source.others, "other URL"))
    if source.articles * 2 < source.undeclared:
        parts.append(f"{source.undeclared} look like articles")
    if source.pages:
        parts.append(f"leads to {count(source.pages, 'further source')}")
    if source.newest:
        ago = distance(int(source.newest.timestamp()), int(time.time()))
        parts.append(f"newest {ago}")
    if source.is_damaged:
        parts.append("damaged")
    if source.has_button:
        parts.append("a button loads more")
    return head + ", ".join(parts)


def _addresses(findings: Findings) -> Iterator[str]:
    shapes = shapes_of(findings.addresses)
    for shape, number in shapes.most_common(MAX_SHAPES):
        example = next(url for url, url_shape in findings.addresses.items() if url_shape == shape)
        yield f"{number} as {shape}, e.g. {_path(example, findings)}"
    if len(shapes) > MAX_SHAPES:
        yield f"and {len(shapes) - MAX_SHAPES} more shapes"
    if findings.article_url:
        yield f"article_url, declared: {findings.article_url}"
    if (pattern := pattern_of(findings)) and pattern != findings.article_url:
        yield f"article_url, found: {pattern}"


def _pages(findings: Findings) -> Iterator[str]:
    for page in findings.pages[: MAX_PAGES + 5]:
        if page.failure:
            yield f"{_path(page.url, findings)}: not an article: {page.failure.words}"
        else:
            headline = page.values.get("headline", "no headline")
            dates = (page.values.get(name) for name in ("published_at", "updated_at"))
            date = next(filter(None, dates), "no date")
            yield f"{headline} ({date}; {page.values.get('sections', 'no body')})"


def _fields(findings: Findings) -> Iterator[str]:
    of_all = len(findings.articles)
    for name in FIELDS:
        filled = findings.filled(name)
        sources = findings.sources_of(name)
        by = ", ".join(f"{source} {count}" for source, count in sources.most_common())
        yield f"{NAMES.get(name, name):<13} {filled:>2} of {of_all}" + (f"  {by}" if by else "")


def _selectors(findings: Findings) -> Iterator[str]:
    for (name, selector), (found, of_all) in selectors_of(findings).items():
        yield f"{name} = {selector}: on {found} of {of_all} pages"


def _browser(findings: Findings) -> str:
    scripted = [page for page in findings.pages if page.needs_browser]
    listings = [source for source in findings.sources if source.needs_browser]
    if scripted:
        page = scripted[0]
        return (
            f"needed for {len(scripted)} of {len(findings.pages)} articles: without scripts,"
            f" {page.url} has {page.text_length:,} characters of text and"
            f" {count(page.scripts, 'script')}"
        )
    if listings:
        return f"needed: scripts make the links of {listings[0].url}"
    if any(source.has_button for source in findings.sources):
        return "not needed for articles; needed for a button of a listing"
    whole = findings.filled("sections") >= (1 - MAX_MISSING) * len(findings.articles)
    if findings.articles and whole:
        return "not needed: articles and listings are whole without scripts"
    return "probably not needed" if findings.articles else "not known"


def _speed(findings: Findings) -> Iterator[str]:
    traffic: dict[str, Any] = findings.traffic
    yield f"{count(findings.requests, 'request')} of at most {MAX_REQUESTS}"
    if times := traffic.get("answer_ms"):
        yield f"answers: median {times['median']:.0f} ms, longest {times['longest']:.0f} ms"
    for host, figures in traffic.get("hosts", {}).items():
        gap = figures["shortest_gap"]
        if gap is not None:
            delay = figures["delay"]
            yield f"{host}: shortest time between requests {gap:.2f} s, delay {delay:g} s"


def _next_steps(findings: Findings, draft: str | None, page: _Page) -> Iterator[str]:
    if not findings.articles:
        return
    yield ""
    yield "Next:"
    name = name_of(findings)
    steps: list[tuple[str, list[str]]] = []
    root = f" -a root={findings.root}" if findings.root else ""
    if findings.spider is None:
        # A site on this machine is its own root.
        root_argument = root if findings.root != findings.origin else ""
        command = f"scrapy crawl hindi -a url={findings.origin}/ -a limit=20{root_argument}"
        steps.append(("Try it without a declaration:", [command]))
    if draft and not findings.spider:
        steps.append((f"Save the draft as newsbot/spiders/{name}.py and look through it.", []))
        steps.append(("Check it against the site:", [f"scrapy doctor {name}{root}"]))
    elif draft:
        steps.append(("Put the new layout into the site's file and name it in the spider.", []))
    commands = commands_of(findings)
    if commands:
        steps.append(("Save golden pages, and compare each with its page by eye:", commands))
    for number, (text, commands) in enumerate(steps, 1):
        yield from page.wrap(f"{number}. {text}", "   ")
        yield from (f"   {printable(command)}" for command in commands)
