"""Write the draft of a declaration, and the commands that save golden pages. Pure functions."""

from __future__ import annotations

import json
import keyword
import re
import shlex
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsbot.doctor.article_urls import article_url_of, shapes_of
from newsbot.doctor.places import common_places
from newsbot.doctor.summaries import CORE, dead_selectors
from newsbot.undeclared.address import Address, article_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from newsbot.doctor.findings import Findings, PageFound
    from newsbot.doctor.no_answer import Judgement

MAX_SECTIONS = 20  # sections that a draft declares
GOLDEN = 3  # golden pages for which a command is given
MIN_ADDRESSES = 3  # addresses that are needed for a pattern
SECOND_LEVEL = frozenset({"co", "com", "org", "net", "gov", "ac", "in", "news"})
# Names that a draft must not use: newsbot's spiders without a site, and names of modules.
TAKEN = frozenset({"hindi", "warc", "news", "site"})


def draft_of(findings: Findings, places: Mapping[str, str], judgement: Judgement) -> str | None:
    """Return the source text that declares the site, or its new layout; None if none is needed.

    Args:
        findings: The findings of the visit.
        places: Attribute of a page class → the selector that works on all pages.
        judgement: The judgement of the findings.
    """
    if not findings.addresses or not findings.articles:
        return None
    if findings.spider is None:
        return _new_site(findings, places)
    return _new_layout(findings, places) if judgement.problems else None


def pattern_of(findings: Findings) -> str | None:
    """Return a pattern for article_url; None if the addresses have no common form."""
    good = [article.url for article in findings.articles]
    articles = list(dict.fromkeys((*good, *findings.addresses)))
    if len(articles) < MIN_ADDRESSES:
        return None
    return article_url_of(articles, findings.listings)


def name_of(findings: Findings) -> str:
    """Return the name of the spider: the declared name, or a name made of the host."""
    if findings.spider:
        return findings.spider
    host = (urlsplit(findings.origin).hostname or "").removeprefix("www.")
    labels = host.split(".")
    labels = labels[:-1] or labels  # without the top-level domain
    while len(labels) > 1 and labels[-1] in SECOND_LEVEL:
        labels.pop()
    label = labels[-1].lower()
    # An internationalised name (``xn--``) gives no readable name.
    name = "" if label.startswith("xn--") else re.sub(r"[^a-z0-9]", "", label)
    if not name.isidentifier() or keyword.iskeyword(name) or name in TAKEN:
        name = "mysite"
    return f"{name}2" if name == findings.declared_as else name


def commands_of(findings: Findings) -> list[str]:
    """Return the commands that save golden pages, for pages that differ in their fields."""
    name = name_of(findings)
    root = f" --root {shlex.quote(findings.root)}" if findings.root else ""
    whole = [
        article
        for article in findings.articles
        if {"headline", "sections"} <= article.values.keys()
    ]
    pages = list(_different(whole))[:GOLDEN]
    return [f"scrapy savefixture{root} {name} {shlex.quote(page.url)}" for page in pages]


def _different(pages: list[PageFound]) -> Iterator[PageFound]:
    """Yield pages; first one of each set of filled fields, then the others."""
    seen: set[tuple[object, ...]] = set()
    later = []
    for page in sorted(pages, key=lambda page: -len(page.values)):
        kind = (page.kind, *sorted(page.values))
        if kind in seen:
            later.append(page)
        else:
            seen.add(kind)
            yield page
    yield from later


def _new_site(findings: Findings, places: Mapping[str, str]) -> str:
    """Return the file of a new site, by the template of ``scrapy genspider -t news``."""
    host = urlsplit(findings.origin).hostname or ""
    domain, name = host.removeprefix("www."), name_of(findings)
    shape = shapes_of(findings.addresses).most_common(1)[0][0]
    template = (files("newsbot") / "templates/spiders/news.tmpl").read_text("utf-8")
    text = Template(template).substitute(
        domain=domain, name=name, classname=f"{name.capitalize()}Spider"
    )
    text = text.replace("the day on which this was written", f"{findings.seen_at:%B %Y}")
    text = text.replace("class Page(", f"class {name.capitalize()}Page(")
    text = re.sub(r"(# The path of an article: ).*", lambda match: match[1] + shape, text)
    # A spider cannot be made without article_url.
    pattern = pattern_of(findings) or article_path(findings.articles[0].url)
    names = dict.fromkeys(filter(None, (findings.site_name, domain)))
    values = {
        "site_names": f"({', '.join(map(_said, names))}{',' * (len(names) == 1)})",
        "title": _said(places["title"]) if "title" in places else None,
        "content": _said(places["content"]) if "content" in places else "None",
        "origin": _said(findings.origin),
        "article_url": _raw(pattern),
        "page": f"{name.capitalize()}Page",
    }
    for attribute, value in values.items():
        text = _set(text, attribute, value)
    return _with_sources(_with_places(text, findings, places), findings)


def _with_places(text: str, findings: Findings, places: Mapping[str, str]) -> str:
    """Add the known selectors to the text of a declaration."""
    for attribute in ("date", "byline"):
        if attribute in places:
            line = f"    {attribute} = {_said(places[attribute])}"
            text = _after(text, "site_names", line)
    if "content" not in places:
        # newsbot finds the body by itself. A selector that fails on some pages would be worse.
        where = _where("content", common_places(findings.pages))
        comment = f"    # content: read without a selector{where}\n"
        text = text.replace("    content = None\n", comment)
    if any(page.needs_browser for page in findings.pages):
        text = _before(text, "page", '    needs_browser = "when_empty"')
    return text


def _with_sources(text: str, findings: Findings) -> str:
    lines = _sources(findings)
    if not lines:
        return text
    kinds = sorted({line.partition("(")[0] for line in lines})
    imported = f"from newsbot.discovery.sources import {', '.join(kinds)}\n"
    text = text.replace("from newsbot.page", imported + "from newsbot.page", 1)
    listed = "".join(f"        {line},\n" for line in lines)
    return _before(text, "page", f"    sources = (\n{listed}    )")


def _set(text: str, attribute: str, value: str | None) -> str:
    """Set an attribute in the text of a declaration; None removes its line."""
    line = re.compile(rf"^    {attribute} = .*\n", re.MULTILINE)
    new = "" if value is None else f"    {attribute} = {value}\n"
    return line.sub(lambda _: new, text, count=1)


def _after(text: str, attribute: str, line: str) -> str:
    line_pattern = re.compile(rf"^    {attribute} = .*\n", re.MULTILINE)
    return line_pattern.sub(lambda match: f"{match[0]}{line}\n", text, count=1)


def _before(text: str, attribute: str, line: str) -> str:
    return re.sub(
        rf"^(?=    {attribute} = )", lambda _: f"{line}\n", text, count=1, flags=re.MULTILINE
    )


def _said(value: str) -> str:
    """Return a text as a Python string literal in double quotes."""
    return json.dumps(value, ensure_ascii=False)


def _raw(pattern: str) -> str:
    return f'r"{pattern}"'


def _sources(findings: Findings) -> list[str]:
    """Return the sources that named articles, as Python expressions."""
    good = [source for source in findings.sources if source.articles]
    robots = findings.robots
    lines = []
    if robots and robots.sitemaps:
        lines.append("Robots()")
    for source in good:
        rooted = source.url.removeprefix(findings.origin) or "/"
        if source.kind == "listing" and rooted == "/":
            lines.append('Listing("/")')
        elif source.kind == "feed":
            lines.append(f"Feed({_said(rooted)})")
        elif source.kind in ("sitemap", "index") and not (robots and robots.sitemaps):
            lines.append(f"Sitemap({_said(rooted)})")
        elif source.kind == "listing":
            lines.append(f"Listing({_said(rooted)})")
    # Sections of the addresses, because the draft declares no menu.
    used = {f"/{_address(url).section}" for url in findings.addresses}
    sections = (url.removeprefix(findings.origin) for url in findings.listings)
    more = [section for section in sections if section.rstrip("/") in used][:MAX_SECTIONS]
    lines += [f"Listing({_said(section)})" for section in more]
    return list(dict.fromkeys(lines))


def _address(url: str) -> Address:
    parts = urlsplit(url)
    return Address.of(parts.path, parts.query)


def _where(name: str, common: Mapping[str, tuple[str, int]]) -> str:
    """Return words for the place of an attribute's value on most pages; "" without one."""
    return f'; on {common[name][1]} pages it is in "{common[name][0]}"' if name in common else ""


def _new_layout(findings: Findings, places: Mapping[str, str]) -> str | None:
    """Return the class of a declared site's new layout, and the lines to change in the spider."""
    assert findings.page_class is not None
    module, old = findings.page_class
    day = findings.seen_at
    dead = sorted({name for name, _, _ in dead_selectors(findings, CORE)})
    changed = [f"    {name} = {_said(places[name])}" for name in dead if name in places]
    common = common_places(findings.pages)
    changed += [
        f'    {name} = ""  # read without a selector{_where(name, common)}'
        for name in dead
        if name not in places
    ]
    matched = [source for source in findings.sources if source.articles * 2 < source.undeclared]
    pattern = pattern_of(findings) if matched else None
    if not changed and pattern is None:
        return None
    new = f"{old}{day:%Y%m%d}"
    lines = ["from datetime import date", "", f"from {module} import {old}", "", ""]
    lines += [f"class {new}({old}):", f"    since = date({day.year}, {day.month}, {day.day})"]
    lines += sorted(changed)
    lines += ["", "", f"# In the spider {findings.spider}:"]
    lines += [f"#     page = {new}"] if changed else []
    lines += [f"#     article_url = {_raw(pattern)}"] if pattern else []
    return "\n".join(lines) + "\n"
