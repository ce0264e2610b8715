"""What is owed, until a finished feed holds it; and what a run that died left behind."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from newsbot.feed_lines import feed_line
from newsbot.items import Article
from newsbot.ledger import Ledger
from newsbot.ledger.recovery import cut_torn_line
from tests.ledger.conftest import Runs

Make = Callable[..., Article]


def owed(ledger: Ledger) -> list[tuple[str, int]]:
    return [(line["id"], line["revision"]) for line in ledger.articles.owed(ledger.run)]


def test_a_line_is_owed_until_its_run_delivered(runs: Runs, article: Make) -> None:
    with runs.run() as ledger:
        ledger.record(article(1), None)
        assert owed(ledger) == []  # this run has it already
    with runs.run() as ledger:  # the first died
        assert owed(ledger) == [("indiadaily:1", 1)]
        assert owed(ledger) == []
        ledger.record(article(2), None)
    with runs.run() as ledger:  # so did the second
        assert sorted(owed(ledger)) == [("indiadaily:1", 1), ("indiadaily:2", 1)]
        ledger.delivered()
    with runs.run() as ledger:
        assert owed(ledger) == []
        assert ledger.articles.count() == 2


def test_each_revision_is_owed(runs: Runs, article: Make) -> None:
    with runs.run() as ledger:
        ledger.record(article(1), None)
        ledger.record(article(1, headline="बदली हुई सुर्खी"), None)
    with runs.run() as ledger:
        assert owed(ledger) == [("indiadaily:1", 1), ("indiadaily:1", 2)]


def test_an_owed_line_is_the_line_of_its_time(runs: Runs, article: Make) -> None:
    first = article(1)
    with runs.run() as ledger:
        ledger.record(first, None)
    with runs.run() as ledger:
        (line,) = ledger.articles.owed(ledger.run)
    assert feed_line(line) == feed_line(vars(first))


def test_another_sites_lines_are_not_owed(runs: Runs, article: Make) -> None:
    with runs.run() as ledger:
        ledger.record(article(1), None)
    other = Ledger.open(runs.folder, "other")
    assert owed(other) == []
    other.delivered()
    other.close()
    with runs.run() as ledger:
        assert owed(ledger) == [("indiadaily:1", 1)]


@pytest.mark.parametrize(
    "torn", ["", '{"id": "indiadaily:2", "headl', '{"id"\xa0', "{" * 3_000_000]
)
def test_a_dead_runs_feed_is_settled(runs: Runs, article: Make, torn: str) -> None:
    one, two = article(1), article(2)
    with runs.run() as ledger:
        ledger.record(one, None)
        ledger.record(two, None)
        feed = runs.feed(ledger, one, torn=torn)
    with runs.run() as ledger:
        assert feed.read_bytes() == feed_line(vars(one)) + b"\n"
        assert owed(ledger) == [("indiadaily:2", 1)]
        assert ledger.runs.unfinished() == [(ledger.run, None)]


def test_a_feed_that_is_gone_leaves_its_lines_owed(runs: Runs, article: Make) -> None:
    with runs.run() as ledger:
        ledger.record(article(1), None)
        runs.feed(ledger, article(1)).unlink()
    with runs.run() as ledger:
        assert owed(ledger) == [("indiadaily:1", 1)]


def test_what_only_the_feed_knows_is_adopted(runs: Runs, article: Make) -> None:
    """As after a power cut, which may take the ledger's last transactions."""
    with runs.run() as ledger:
        ledger.record(article(1), None)
        edited = article(1, headline="नई सुर्खी", revision=2)
        runs.feed(ledger, article(1), edited, article(2))
    with runs.run() as ledger:
        assert owed(ledger) == []
        assert ledger.record(article(1, headline="नई सुर्खी"), None).kind == "unchanged"
        assert ledger.record(article(2), None).kind == "unchanged"
        assert ledger.record(article(1), None).revision == 3


def test_lines_that_are_no_articles_are_passed_over(
    runs: Runs, article: Make, caplog: pytest.LogCaptureFixture
) -> None:
    with runs.run() as ledger:
        ledger.record(article(1), None)
        feed = runs.feed(ledger)
        good = feed_line(vars(article(1)))
        feed.write_bytes(
            b"\xff\xfe\x00\n[]\n7\n" + b'{"id": "x", "revision": 1}\n' + good + b"\n\n"
        )
    with runs.run() as ledger, caplog.at_level(logging.ERROR):
        assert owed(ledger) == []
        assert ledger.articles.count() == 1


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (b"", b""),
        (b"\n", b"\n"),
        (b"abc", b""),
        (b"abc\n", b"abc\n"),
        (b"abc\nd", b"abc\n"),
        (b"abc\n" + b"d" * (1 << 20), b"abc\n"),
        (b"a" * (1 << 20) + b"\n" + b"d" * ((1 << 20) - 1), b"a" * (1 << 20) + b"\n"),
    ],
)
def test_torn_lines_are_cut(runs: Runs, content: bytes, kept: bytes) -> None:
    file = runs.feeds / "x.jsonl"
    file.write_bytes(content)
    assert cut_torn_line(file) == len(content) - len(kept)
    assert file.read_bytes() == kept


def test_copies(ledger: Ledger, article: Make) -> None:
    first = article(1)
    assert ledger.record(first, None).kind == "new"
    same = article(2, body=first.body, headline=first.headline)
    verdict = ledger.record(same, None)
    assert (verdict.kind, verdict.of) == ("copy", first.id)
    assert ledger.articles.latest(same.id) is None

    reposted = article(3, body=first.body)
    assert ledger.record(reposted, None).kind == "new"
    assert reposted.duplicate_of == first.id


def test_a_copy_of_a_copy_points_to_the_first(ledger: Ledger, article: Make) -> None:
    words = article(1).body.split()
    ledger.record(article(1), None)
    for number, changed in ((2, 3), (3, 6)):
        body = " ".join(["और"] * changed + words[changed:])
        copy = article(number, body=body)
        assert ledger.record(copy, None).kind == "new"
        assert copy.duplicate_of == "indiadaily:1"
        line = ledger.articles.latest(copy.id)
        assert line is not None
        assert line["duplicate_of"] == "indiadaily:1"


def test_a_short_text_is_no_near_copy(ledger: Ledger, article: Make) -> None:
    """Many videos have one and the same line below them."""
    ledger.record(article(1, body="पूरी खबर के लिए वीडियो देखें."), None)
    other = article(2, body="पूरी खबर के लिए वीडियो देखें.")
    assert ledger.record(other, None).kind == "new"
    assert other.duplicate_of is None
    assert ledger.record(article(3, body=other.body, headline=other.headline), None).of == other.id


def test_an_edited_text_is_found_by_its_new_words(ledger: Ledger, article: Make) -> None:
    ledger.record(article(1), None)
    old, new = article(1).body, article(7).body
    ledger.record(article(1, body=new), None)
    copy, none = article(2, body=new), article(3, body=old)
    ledger.record(copy, None)
    ledger.record(none, None)
    assert (copy.duplicate_of, none.duplicate_of) == ("indiadaily:1", None)


def test_duplicates_are_found_across_runs_and_sites(runs: Runs, article: Make) -> None:
    with runs.run() as ledger:
        ledger.record(article(1), None)
        ledger.delivered()
    other = Ledger.open(runs.folder, "other")
    copy = article(2, id="other:2", site="other", body=article(1).body)
    other.record(copy, None)
    other.close()
    assert copy.duplicate_of == "indiadaily:1"
