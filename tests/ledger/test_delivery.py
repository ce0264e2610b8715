"""What is owed, until a finished feed holds it; and what a run that died left behind."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbot.feed_lines import feed_line
from newsbot.items import Article
from newsbot.ledger import Ledger
from newsbot.ledger.articles import near_duplicates as near
from newsbot.ledger.recovery import cut_torn_line
from tests.ledger.conftest import Runs, text
from tests.thorough import tries

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


@pytest.mark.parametrize("torn", ["", '{"id": "indiadaily:1", "headl'])
def test_a_dead_runs_feed_that_holds_nothing_is_removed(
    runs: Runs, article: Make, tmp_path: Path, torn: str
) -> None:
    with runs.run() as ledger:
        ledger.record(article(1), None)
        feed = runs.feed(ledger, torn=torn)
    with runs.run() as ledger:
        assert not feed.exists()
        assert owed(ledger) == [("indiadaily:1", 1)]
        mine = tmp_path / "mine.jsonl"  # of -o: that one is the user's
        mine.write_text(torn)
        ledger.runs.set_feed(ledger.run, str(mine))
    with runs.run() as ledger:
        assert mine.read_bytes() == b""
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


def mix(*parts: tuple[int, int, int]) -> str:
    """A text of stretches of words: (number of a text, from which word, to which word)."""
    return " ".join(" ".join(text(n, 200).split()[start:end]) for n, start, end in parts)


def similarity(one: str, other: str) -> float:
    return near.similarity(set(near.shingles(one)), set(near.shingles(other)))


def test_duplicates_do_not_drift(ledger: Ledger, article: Make) -> None:
    """Each text has lost 30 of the words of the one before, and has 30 others."""
    bodies = [mix((1, 30 * n, 100), (2, 0, 30 * n)) for n in range(3)]
    assert similarity(bodies[0], bodies[1]) >= near.JACCARD_THRESHOLD
    assert similarity(bodies[1], bodies[2]) >= near.JACCARD_THRESHOLD
    assert similarity(bodies[0], bodies[2]) < 0.4
    one, two, three, four = (article(n, body=bodies[min(n, 2)]) for n in range(4))
    for each in (one, two, three, four):
        assert ledger.record(each, None).kind == "new"
    assert (two.duplicate_of, three.duplicate_of) == (one.id, None)
    assert four.duplicate_of == three.id


@given(st.lists(st.integers(0, 11), min_size=2, max_size=14))
@settings(max_examples=tries(60))
def test_who_drops_duplicates_keeps_one_near_to_each(
    runs: Runs, article: Make, shifts: list[int]
) -> None:
    """Templated stories: each is like its neighbours, and the first is not like the last."""
    words = text(1, 200).split()
    bodies = [" ".join(words[8 * shift : 8 * shift + 100]) for shift in shifts]
    with runs.run() as ledger:
        first = 1000 + ledger.articles.count()
        articles = [article(first + n, body=body) for n, body in enumerate(bodies)]
        with suppress(ZeroDivisionError), ledger.transaction():
            for each in articles:
                assert ledger.record(each, None).kind == "new"
            raise ZeroDivisionError  # the next example begins anew
    kept = {each.id: each.body for each in articles if not each.duplicate_of}
    for each in articles:
        if each.duplicate_of:
            assert similarity(each.body, kept[each.duplicate_of]) >= near.JACCARD_THRESHOLD


def test_an_exact_copy_is_one_though_an_earlier_article_is_near(
    ledger: Ledger, article: Make
) -> None:
    one, other = article(1), article(2, body=article(1).body + " और एक वाक्य.")
    for each in (one, other):
        assert ledger.record(each, None).kind == "new"
    assert other.duplicate_of == one.id
    same = article(3, body=other.body, headline=other.headline)
    verdict = ledger.record(same, None)
    assert (verdict.kind, verdict.of) == ("copy", other.id)


def test_a_duplicate_with_another_text_is_none(ledger: Ledger, article: Make) -> None:
    """And an original stays one, for a duplicate points to it."""
    one, two, three = article(1), article(2, body=article(1).body), article(3)
    for each in (one, two, three):
        ledger.record(each, None)
    assert two.duplicate_of == one.id
    edited = article(2, headline="नई सुर्खी", body=two.body)
    assert ledger.record(edited, None).kind == "edited"
    assert edited.duplicate_of == one.id
    edited = article(2)
    assert ledger.record(edited, None).kind == "edited"
    assert edited.duplicate_of is None
    again = article(4, body=article(4).body)
    ledger.record(again, None)
    rewritten = article(1, body=article(4).body)
    assert ledger.record(rewritten, None).kind == "edited"
    assert rewritten.duplicate_of is None


@pytest.mark.parametrize("count", [1, 20, 23, 24, 25, 50])
def test_after_a_rebuild_every_copy_is_found(runs: Runs, article: Make, count: int) -> None:
    with runs.run() as ledger:
        articles = [article(number) for number in range(count)]
        for each in articles:
            ledger.record(each, None)
        runs.feed(ledger, *articles)
        ledger.delivered()
    other = runs.folder / "feeds" / "another"
    other.mkdir()
    lines = (feed_line(vars(article(n, id=f"another:{n}"))) for n in range(500, 500 + count))
    (other / "x.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    (runs.folder / "ledger.sqlite").unlink()
    for _ in range(2):
        with runs.run() as ledger:
            for number in (*range(count), *range(500, 500 + count)):
                known = article(number)
                same = article(1000 + number, body=known.body, headline=known.headline)
                assert ledger.record(same, None).kind == "copy"
            ledger.delivered()


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
