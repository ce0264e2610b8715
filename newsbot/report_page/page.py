"""Render the pages: HTML of one file, which loads nothing.

All text goes through Jinja's autoescape. A link is made of http and https URLs alone; styles and
scripts are those of newsbot, whose digests the page's Content-Security-Policy names.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from newsbot import __version__
from newsbot.characters import DIRECTIONS, SURROGATES
from newsbot.hindi.data_files import read_table
from newsbot.report_page import figures, text
from newsbot.report_page.articles import shortened
from newsbot.report_page.drawing import positions
from newsbot.report_page.rows import table_rows
from newsbot.report_page.stories import story_graph
from newsbot.reporting.outcomes import CUT_SHORT, GOOD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsbot.report_page.articles import Brought
    from newsbot.report_page.record import RunRecord
    from newsbot.report_page.stories import Cluster

MAX_REJECTS_OF_REASON = 50
# Characters that UTF-8 cannot write, and those that turn the direction of the page's text.
UNPRINTABLE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{DIRECTIONS}{SURROGATES}]")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cluster and its picture: lines are (x1, y1, x2, y2), dots are (node, x, y, radius)."""

    nodes: list[Any]
    size: int
    more: int
    lines: list[tuple[float, float, float, float]]
    dots: list[tuple[Any, float, float, float]]


def run_page(record: RunRecord, brought: Brought, before: Sequence[RunRecord]) -> bytes:
    """Return the page of a run.

    Args:
        record: The run.
        brought: Its articles, edits and rejects.
        before: The runs of the site before it, newest first.
    """
    sections, more_sections = figures.by_section(brought.stories)
    hours, unknown_hours = figures.by_hour(brought.stories)
    graph = story_graph(brought.stories)
    rows, more_rows = table_rows(brought.stories)
    values = {
        **_said(record),
        "brought": brought,
        "numbers": _numbers(record, brought),
        "seconds": record.report.get("seconds"),
        "feeds": record.feeds,
        "sections": sections,
        "more_sections": more_sections,
        "hours": hours,
        "unknown_hours": unknown_hours,
        # The most important edits come first.
        "edits": sorted(
            brought.edits, key=lambda edit: (not edit.is_headline_changed, edit.is_small)
        ),
        "small": sum(edit.is_small for edit in brought.edits),
        "graph": graph,
        "clusters": [_drawn(cluster) for cluster in graph.clusters],
        "reject_counts": _reject_counts(record, brought),
        "fields": figures.field_fill(record, before),
        "runs_before": sum(bool(run.dictionary("fields")) for run in before),
        "network": figures.network(record),
        "rows": rows,
        "more_rows": more_rows,
    }
    return _rendered("run.html.j2", values)


def trend_page(
    sites: dict[str, list[RunRecord]], pages: dict[tuple[str, str], str], most: int
) -> bytes:
    """Return the page of the last runs of all sites.

    Args:
        sites: Site → its runs, newest first; each site has one.
        pages: (spider, name of a run) → relative URL of its page, where there is one.
        most: The largest number of runs of a site that are shown.
    """
    shown = []
    for name, runs in sorted(sites.items()):
        longest = max(run.articles for run in runs)
        shown.append(
            {
                "name": name,
                "tone": tone_of(runs[0]),
                "longest": longest,
                "runs": [
                    {
                        **_said(run),
                        "says": _advice(run)["says"],
                        "share": run.articles / longest if longest else 0,
                        "seconds": run.report.get("seconds"),
                        "page": pages.get((run.spider, run.name)),
                    }
                    for run in runs
                ],
            }
        )
    return _rendered("trend.html.j2", {"sites": shown, "most": most})


def tone_of(record: RunRecord) -> str:
    """Return the CSS class for an outcome: ``good``, ``bad`` or ``cut``."""
    if record.outcome in GOOD:
        return "good"
    return "cut" if record.outcome in (*CUT_SHORT, "unknown") else "bad"


def _said(record: RunRecord) -> dict[str, Any]:
    message = str(record.report.get("message") or "").removeprefix(f"{record.outcome}: ")
    return {
        "record": record,
        "tone": tone_of(record),
        "advice": _advice(record),
        "message": message,
    }


def _advice(record: RunRecord) -> dict[str, str]:
    table: dict[str, dict[str, str]] = read_table("outcomes.toml")
    return table.get(record.outcome, table["unknown"])


def _numbers(record: RunRecord, brought: Brought) -> list[tuple[str, int]]:
    """Return the (name, number) pairs at the top; new and revised articles are from the ledger."""
    edited = sum(story.revision > 1 for story in brought.stories)
    return [
        ("New", len(brought.stories) - edited),
        ("Revised", edited),
        ("Unchanged", record.count("recorded/unchanged") + record.count("pages/not_modified")),
        ("Copies", record.count("recorded/copy")),
        ("Near copies", sum(bool(story.duplicate_of) for story in brought.stories)),
        ("Rejects", record.rejects),
        ("Lines in the feed", record.articles),
        ("Known in all", record.count("known_articles")),
    ]


def _reject_counts(
    record: RunRecord, brought: Brought
) -> list[tuple[str, int, list[tuple[str, str]]]]:
    counts = record.counts_below("rejects")
    for reason, listed in brought.rejects.items():
        counts.setdefault(reason, len(listed))
    return [
        (reason, count, brought.rejects.get(reason, [])[:MAX_REJECTS_OF_REASON])
        for reason, count in counts.items()
    ]


def _drawn(cluster: Cluster) -> Drawn:
    at = positions(len(cluster.nodes), cluster.edges)
    return Drawn(
        nodes=cluster.nodes,
        size=cluster.size,
        more=cluster.more,
        lines=[(*at[one], *at[other]) for one, other in cluster.edges],
        dots=[
            (node, *place, round(min(3.5 + node.links**0.5 * 1.5, 12), 1))
            for node, place in zip(cluster.nodes, at, strict=True)
        ],
    )


def _rendered(template: str, values: dict[str, Any]) -> bytes:
    html = (
        _environment()
        .get_template(template)
        .render(
            **values,
            style=Markup(_asset("style.css")),  # noqa: S704  # newsbot's own
            script=Markup(_asset("script.js")),  # noqa: S704  # newsbot's own
            version=__version__,
            now=datetime.now(UTC),
        )
    )
    return UNPRINTABLE.sub("\ufffd", html).encode()


@cache
def _asset(name: str) -> str:
    return (files("newsbot") / "templates" / "report" / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_asset),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"lang": text.lang, "link": text.link}
    environment.filters |= {
        "bytes": text.bytes_in_words,
        "csp_hash": csp_hash,
        "duration": text.duration,
        "ist": text.ist,
        "milliseconds": lambda value: f"{value:,.0f} ms",
        "percent": lambda share: f"{share * 100:.0f} %",
        "points": text.points,
        "short": shortened,
        "whole": lambda value: f"{value:,}",
        "words": text.words_of,
    }
    return environment


def csp_hash(asset: str) -> str:
    """Return the source expression of an inline style or script for Content-Security-Policy."""
    return f"sha256-{b64encode(sha256(asset.encode()).digest()).decode()}"
