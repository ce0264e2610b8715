"""One item, one line, one object: for every program that reads the feed."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsbot.feed_lines import clean_line, feed_line, read_line
from newsbot.feeds.csv_cells import CsvExporter
from newsbot.feeds.exporter import JsonLinesExporter
from newsbot.items import Article, Image, PhotoSection, Reject, Section, Video
from newsbot.json_lines import json_line, printable
from newsbot.pipelines.clean_text import CleanText
from tests.conftest import SEEN_AT

# C0 but tab and line ends, DEL, C1, separators, marks of direction, surrogates.
HOSTILE = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
# A command to a terminal goes as a whole.
COMMAND = re.compile(
    "\x1b(?:\\[[0-?]*[ -/]*[@-~]|[#%()*+./-][0-~]"
    "|[]P^_X][^\x07\x1b\x9c\n]{0,500}(?:\x07|\x9c|\x1b\\\\))"
)
PIECES = [*map(chr, (*range(0x20), *range(0x7F, 0xA0))), *"\u2028\u2029\u202e\u2066\u200f\u061c"]
PIECES += ["\ud800", "\udc00", "\ud83d\ude00", "\\u0000", "\\ud800", '"', "\\", "\ufeff", "\ufffe"]
PIECES += ["नहर", "“₹”", "\u200d", "Â ", "é", "\U0001f600"]
HOSTILE_TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map("".join)


def values(value: Any) -> list[str]:
    """All strings in a value of JSON, keys too."""
    if isinstance(value, dict):
        return [text for pair in value.items() for each in pair for text in values(each)]
    if isinstance(value, list):
        return [text for each in value for text in values(each)]
    return [value] if isinstance(value, str) else []


@given(HOSTILE_TEXTS, HOSTILE_TEXTS)
def test_a_line_holds_nothing_hostile(text: str, name: str) -> None:
    line = feed_line({"text": text, "url": f"https://x/{text}", name: [{"a": text}]})
    assert len(line.decode().splitlines()) == 1
    said = orjson.loads(line)
    assert said == json.loads(line) == read_line(line)
    assert not any(map(HOSTILE.search, values(said)))
    assert clean_line(line) == line
    said = json_line({name: f"{text} x", "url": f"https://x/{text}"}).encode().decode()
    assert len(said.splitlines()) == 1
    assert not any(map(HOSTILE.search, values(json.loads(said))))


@given(HOSTILE_TEXTS)
@example("\x1b/0")
@example("\x1b[2J")
@example("नहर\x1b 5 दिन बंद")
def test_no_other_character_is_lost(text: str) -> None:
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    said = json.loads(feed_line({"text": text}))["text"]
    visible = HOSTILE.sub("", COMMAND.sub("", text))
    assert re.sub(r"\s", "", said) == re.sub(r"\s", "", visible)
    assert said == text or visible != text


def test_a_url_keeps_what_it_names_and_a_text_its_words() -> None:
    said = {
        "url": "https://x/क\x1b[2J\u202e\ud800\t.jpg?a=\x00",
        "pair": "https://x/\ud83d\ude00",
        "words": "नहर\u0085की\u2028मरम्मत\x0bका\x7f काम\u202e",
        "paragraphs": "https://x/ देखें\n\nनहर",
    }
    assert json.loads(feed_line(said)) == {
        "url": "https://x/क%1B[2J%E2%80%AE%EF%BF%BD.jpg?a=%00",
        "pair": "https://x/😀",
        "words": "नहर की\nमरम्मत का काम",
        "paragraphs": "https://x/ देखें\n\nनहर",
    }


@pytest.mark.parametrize(
    "line",
    [
        b'{"url":"https://x/\\ud800"}',
        b'{"url":"https://x/\xed\xa0\x80"}',
        '{"url":"https://x/\u2028"}'.encode(),
        b'{"url":"https://x/\\u001b"}',
        b'{"url":"https://x/\x7f"}',
        '{"body":"\u202eनहर\x85"}'.encode(),
    ],
)
def test_a_line_of_an_older_version_goes_out_clean(line: bytes) -> None:
    assert not any(map(HOSTILE.search, values(orjson.loads(clean_line(line)))))
    assert read_line(line) == orjson.loads(clean_line(line))


def hostile_article(fields: dict[str, Any], text: str) -> Article:
    url = f"https://img.example/{text}.jpg"
    changed = {
        "headline": f"नहर {text} की मरम्मत",
        "summary": text,
        "authors": [f"क {text} ख"],
        "tags": [text, "खेल"],
        "sections": [PhotoSection(None, [f"पहला {text} अनुच्छेद है."], url), Section(text, ["दूसरा."])],
        "images": [Image(url, text, text)],
        "videos": [Video(url, f"img.example{text}", text)],
        "published_raw": text,
    }
    return Article(**{**fields, **changed})


@pytest.fixture
def hostile_items(article_fields: dict[str, Any]) -> list[Any]:
    """Articles as they leave CleanText, rejects, and dictionaries of a user's pipeline."""
    items: list[Any] = []
    for piece in PIECES:
        article = hostile_article(dict(article_fields), f"a{piece}b")
        items.append(CleanText.process_article(_Cleaner(), article))
        items.append(
            Reject(f"https://x/{piece}", "no_body", piece, {piece: [f"x{piece}"]}, SEEN_AT)
        )
        items.append({"own": f"a{piece}b", "deep": {"list": [piece]}})
    return items


class _Cleaner(CleanText):
    def __init__(self) -> None:
        pass

    def count(self, name: str, by: int = 1) -> None:
        pass


@pytest.fixture
def feed(hostile_items: list[Any], tmp_path: Path) -> Path:
    file = BytesIO()
    exporter = JsonLinesExporter(file, encoding="utf-8")
    for item in hostile_items:
        exporter.export_item(item)
    path = tmp_path / "feed.jsonl"
    path.write_bytes(file.getvalue())
    return path


def output(feed: Path, *command: str) -> bytes:
    return subprocess.run(command, input=feed.read_bytes(), capture_output=True, check=True).stdout


def by_jq(feed: Path) -> list[Any]:
    return [json.loads(line) for line in output(feed, "jq", "-c", ".").split(b"\n")[:-1]]


def by_node(feed: Path) -> list[Any]:
    script = (
        "const lines = require('readline').createInterface({input: process.stdin});"
        "const all = []; lines.on('line', line => all.push(JSON.parse(line)));"
        "lines.on('close', () => process.stdout.write(JSON.stringify(all)));"
    )
    return json.loads(output(feed, "node", "-e", script))


def by_awk(feed: Path) -> list[Any]:
    return [json.loads(line) for line in output(feed, "awk", "{print}").split(b"\n")[:-1]]


def by_pandas(feed: Path) -> list[Any]:
    pandas = pytest.importorskip("pandas", reason="pip install pandas")  # of the extra dev
    frame = pandas.read_json(feed, lines=True, dtype=False)
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


READERS: dict[str, Callable[[Path], list[Any]]] = {
    "json": lambda feed: [json.loads(line) for line in BytesIO(feed.read_bytes())],
    "orjson": lambda feed: [orjson.loads(line) for line in feed.read_bytes().split(b"\n")[:-1]],
    "splitlines": lambda feed: [json.loads(line) for line in feed.read_text("utf-8").splitlines()],
    "jq": by_jq,
    "node": by_node,
    "awk": by_awk,
    "pandas": by_pandas,
}
INSTALL = {
    "jq": "apt-get install jq",
    "node": "apt-get install nodejs",
    "awk": "apt-get install mawk",
}


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_every_reader_sees_the_same_objects(feed: Path, reader: str) -> None:
    if reader in INSTALL and not shutil.which(reader):
        pytest.skip(INSTALL[reader])
    expected = [json.loads(line) for line in feed.read_bytes().split(b"\n")[:-1]]
    assert len(expected) == 3 * len(PIECES)
    seen = READERS[reader](feed)
    if reader == "pandas":  # a column that some lines lack is null there
        expected = [{k: v for k, v in line.items() if v is not None} for line in expected]
    assert seen == expected


def test_a_csv_cell_holds_nothing_hostile(hostile_items: list[Any]) -> None:
    file = BytesIO()
    exporter = CsvExporter(file, fields_to_export=["url", "detail", "headline", "images", "tags"])
    for item in hostile_items:
        exporter.export_item(item)
    rows = list(csv.reader(StringIO(file.getvalue().decode(), newline="")))
    assert len(rows) == len(hostile_items) + 1
    assert not any(HOSTILE.search(cell) for row in rows for cell in row)


def test_an_article_is_clean_before_it_is_a_line(article_fields: dict[str, Any]) -> None:
    for piece in PIECES:
        article = _Cleaner().process_article(hostile_article(dict(article_fields), f"a{piece}b"))
        said = json.loads(
            json.dumps(vars(article), default=lambda each: getattr(each, "__dict__", str(each)))
        )
        assert printable(said) == said
