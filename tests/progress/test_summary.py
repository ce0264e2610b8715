"""The summary of a run: at most 12 lines, whatever the run did."""

from __future__ import annotations

from pathlib import Path

from newsbot.console.summary import summary

RUN = {
    "outcome": "ok",
    "message": "12 articles, 3 rejects: see \x1b[31mhttps://site.example/\u202e",
    "articles": 12,
    "rejects": 3,
    "seconds": 4.25,
    "requests": 20,
    "feeds": [f"data/feeds/{number}.jsonl" for number in range(9)],
    "counts": {
        **{f"rejects/reason_{number}": 1 for number in range(30)},
        "recorded/unchanged": 2,
        "pages/not_modified": 5,
        "browser/rendered": 3,
        "browser/clicks": 2,
        "browser/unrendered": 1,
        "saved_pages/folder": "data/pages/indiadaily",
    },
}


def test_twelve_lines_at_most() -> None:
    lines = summary(RUN, Path("data"))
    assert len(lines) == 12
    assert lines[0] == "ok: 12 articles, 3 rejects: see \\x1b[31mhttps://site.example/\\u202e"
    assert lines[1] == "  articles 12, 7 unchanged"
    assert lines[-1] == "  report   data/runs.jsonl, last line"
    assert all("\n" not in line for line in lines)


def test_a_run_that_did_not_start() -> None:
    run = {"outcome": "error", "message": "error: the crawl could not be run"}
    assert summary(run, Path("data"))[0] == "error: the crawl could not be run"
