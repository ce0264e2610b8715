"""README and docs/: each relative link and each anchor points to something."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.crawling import PROJECT

PAGES = [
    *sorted(PROJECT.glob("*.md")),
    *sorted(PROJECT.glob("docs/*.md")),
    PROJECT / "samplesite/README.md",
]
CODE = re.compile(r"^```.*?^```|(`+)(?!`).*?(?<!`)\1(?!`)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)|\b(?:href|src)=\"([^\"]+)\"")
DEFINITION = re.compile(r"^\[[^\]]+\]:\s*<?([^\s>]+)", re.MULTILINE)
HEADING = re.compile(r"^#{1,6} +(.+?) *#* *$", re.MULTILINE)
BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def links(text: str) -> list[str]:
    """Return the targets of all links of a Markdown text, but not those that its code shows."""
    prose = CODE.sub("`code`", text)
    found = [target or attribute for target, attribute in LINK.findall(prose)]
    return found + DEFINITION.findall(prose)


def anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    seen: Counter[str] = Counter()
    made = set()
    for heading in HEADING.findall(BLOCK.sub("", text)):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)  # a link's text alone
        anchor = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        made.add(f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor)
        seen[anchor] += 1
    return made | set(re.findall(r"\b(?:id|name)=\"([^\"]+)\"", CODE.sub("", text)))


def dead_links(page: Path) -> list[str]:
    """Return the relative links of a page that point to nothing."""
    dead = []
    for link in links(page.read_text("utf-8")):
        if re.match(r"[a-z][a-z0-9+.-]*:", link):  # another site's
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.is_relative_to(PROJECT) or not target.exists():
            dead.append(link)
            continue
        found = anchors(target.read_text("utf-8")) if target.suffix == ".md" else set()
        if anchor and anchor not in found:
            dead.append(link)
    return dead


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_each_link_points_to_something(page: Path) -> None:
    assert dead_links(page) == []


def test_links_and_anchors_of_a_text() -> None:
    text = (
        "# A `b=` c, d's\n## A `b=` c, d's\n```\n# no\n[x](y)\n```\n`[x](y)` [`a`](b.md#c)\n[e]: f"
    )
    assert links(text) == ["b.md#c", "f"]
    assert anchors(text) == {"a-b-c-ds", "a-b-c-ds-1"}


def test_dead_links_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "PROJECT", tmp_path)
    page = tmp_path / "page.md"
    page.write_text("# Here\n[a](#here) [b](#there) [c](page.md#here) [d](none.md) [e](../e.md)")
    assert dead_links(page) == ["#there", "none.md", "../e.md"]


def test_every_page_of_docs_is_in_the_readme() -> None:
    named = set(links((PROJECT / "README.md").read_text("utf-8")))
    pages = {f"docs/{page.name}" for page in PROJECT.glob("docs/*.md")}
    reached = {link.partition("#")[0] for link in named}
    # security.md is reached from SECURITY.md.
    assert pages - reached <= {"docs/security.md"}
