"""Write the dataset card of an export: a README.md for the Hugging Face Hub and `datasets`.

The YAML of the card says how the files are loaded; its tables count the exported lines.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, get_args

from newsbot import __version__
from newsbot.commands.dataset_counts import Summary, count
from newsbot.feeds.markdown import one_line
from newsbot.items import Article, Provenance
from newsbot.items.field_types import fields_of
from newsbot.ledger import admin
from newsbot.ledger.crawl_state.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from newsbot.items.field_types import Field, FieldType
    from newsbot.ledger.storage.database import Database

FILE = "README.md"
# The first line of a card's text. A new export may replace a file with this line.
MARK = "<!-- Made by newsbot: scrapy ledger export --card -->"
FORMATS = ("parquet", "jsonl", "jsonl.zst", "csv")  # formats that `datasets` reads
TASKS = ("text-generation", "text-classification", "summarization")
MAX_VALUES = 20  # rows of a table of values
SOURCES = get_args(Provenance)
DTYPES = {
    "string": "string",
    "integer": "int64",
    "boolean": "bool",
    "instant": "timestamp[us, tz=UTC]",
}


def card(
    database: Database,
    chosen: admin.Selection,
    files: Sequence[str],
    format_: str,
    contact: str | None,
) -> str:
    """Return the card of an export.

    Args:
        database: The ledger, in the state that was exported.
        chosen: The selection that was exported.
        files: The paths of the exported files, relative to the card.
        format_: One of FORMATS.
        contact: The URL or e-mail address for requests to remove an article.
    """
    summary = count(database, chosen)
    rejects: Counter[str] = Counter()
    for site in chosen.sites:
        rejects.update(dict(Pages(database, site).reasons()))
    return "\n".join(
        (*_front_matter(summary, files, format_), "", *_text(summary, chosen, rejects, contact))
    )


def is_card(file: Path) -> bool:
    """Return whether a file is a card that an export wrote."""
    return file.is_file() and MARK.encode() in file.read_bytes()


def _front_matter(summary: Summary, files: Sequence[str], format_: str) -> Iterator[str]:
    """Yield the lines of the YAML; the values are JSON, which is YAML too."""
    languages = sorted({*summary.languages} - {"hi", "und"})
    values = {
        "pretty_name": f"Hindi news: {', '.join(summary.sites) or 'no articles'}",
        "language": ["hi", *languages],
        "license": "other",
        "license_name": "texts-belong-to-their-publishers",
        "task_categories": list(TASKS),
        "size_categories": [_size_category(summary.all.lines)],
        "tags": ["news", "hindi", "newsbot"],
    }
    yield "---"
    for name, value in values.items():
        yield f"{name}: {json.dumps(value, ensure_ascii=False)}"
    if files:
        yield "configs:"
        yield "- config_name: default"
        yield "  data_files:"
        yield "  - split: train"
        yield f"    path: {json.dumps(_pattern(files), ensure_ascii=False)}"
        if format_ == "csv":
            # Without this, `datasets` reads a column that is empty in a whole file as numbers, and
            # cannot load it together with other files; and it reads a text such as "NA" as null.
            yield "  na_filter: false"
        if format_ != "parquet":  # Parquet files have the types themselves
            yield "dataset_info:"
            yield "  features:"
            for column in fields_of(Article):
                feature = _csv_feature(column) if format_ == "csv" else _feature(column)
                yield f"  - {json.dumps(feature)}"
    yield "---"


def _csv_feature(column: Field) -> dict[str, Any]:
    """Return the type of a column of CSV: integer if it is never null, else text."""
    is_number = column.type.kind == "integer" and not column.type.is_nullable
    return {"name": column.name, "dtype": "int64" if is_number else "string"}


def _feature(column: Field) -> dict[str, Any]:
    """Return the type of a field of JSON Lines in the notation of `datasets`."""
    return {"name": column.name, **_type(column.type)}


def _type(type_: FieldType) -> dict[str, Any]:
    if type_.kind == "list":
        assert type_.items
        inner = _type(type_.items)
        return {"list": inner.get("dtype") or inner["struct"]}
    if type_.kind == "map":  # only `provenance`, with a source for each field
        return {
            "struct": [{"name": column.name, "dtype": "string"} for column in fields_of(Article)]
        }
    if type_.kind == "struct":
        return {"struct": [_feature(column) for column in type_.fields]}
    return {"dtype": DTYPES[type_.kind]}


def _pattern(files: Sequence[str]) -> str:
    """Return the path of a single file, or the pattern of the partitions' files."""
    if len(files) == 1 and "/" not in files[0]:
        return files[0]
    return f"site=*/month=*/*.{files[0].partition('part-0.')[2]}"


def _size_category(lines: int) -> str:
    """Return the Hub's size category for a number of rows."""
    if lines < 1000:
        return "n<1K"
    names = ("1K", "10K", "100K", "1M", "10M", "100M", "1B")
    power = min(len(str(lines)) - 4, len(names) - 2)
    return f"{names[power]}<n<{names[power + 1]}"


def _text(
    summary: Summary, chosen: admin.Selection, rejects: Counter[str], contact: str | None
) -> Iterator[str]:
    counts = summary.all
    which = "the latest revision of each article" if chosen.latest else "a line for each revision"
    yield MARK
    yield f"\n# Hindi news: {', '.join(summary.sites) or 'no articles'}\n"
    when = f" between {counts.fetched[0]} and {counts.fetched[1]} (UTC)" if counts.fetched else ""
    yield (
        f"{_many(counts.lines, 'line')} of {_many(len(counts.articles), 'article')} ({which}), read"
        f" by newsbot {__version__} from the pages of {_many(len(summary.sites), 'site')}{when}."
    )
    yield (
        "\n**The texts belong to their publishers.** newsbot's licence does not cover them. Whoever"
        " uses them needs a right to do so, such as the permission of the publisher or an exception"
        " of the law. The signals of pages and sites are counted below and stand in each line"
        " (`rights`, `free_access`).\n"
    )
    yield from _sites(summary)
    yield from _counter("Kinds of pages", "kind", summary.kinds)
    yield from _counter("Languages", "language", summary.languages)
    yield from _fields(summary)
    yield "\n## Duplicates and revisions\n"
    duplicates = _many(counts.duplicates, "line")
    yield f"* With nearly the text of another article (`duplicate_of`): {duplicates}."
    yield f"* With a revision after the first one: {_many(len(counts.revised), 'article')}."
    yield from _counter("Rights signals", "signal", summary.rights)
    yield from _counter("Pages that gave no article, by reason", "reason", rejects, "pages")
    yield "\n## Removal of an article\n"
    asked = f"write to {contact}" if contact else "open a discussion beside this dataset"
    yield (
        f"To have an article removed, {asked} and name its URL or its `id`. The maintainer runs"
        " `scrapy ledger forget ID` and exports again with `--overwrite`.\n"
    )


def _sites(summary: Summary) -> Iterator[str]:
    yield "## Sites\n"
    yield from _table(
        ("site", "articles", "lines", "published", "fetched"),
        (
            (
                one_line(name),
                len(counts.articles),
                counts.lines,
                _span(counts.published),
                _span(counts.fetched),
            )
            for name, counts in sorted(summary.sites.items())
        ),
    )


def _fields(summary: Summary) -> Iterator[str]:
    yield "\n## Fields\n"
    yield "`filled`: the share of lines with a value. The other columns count its sources.\n"
    yield from _table(
        ("field", "type", "filled", *SOURCES),
        (
            (
                f"`{column.name}`",
                one_line(str(column.type)),
                _share(summary.filled[column.name], summary.all.lines),
                *(summary.sources[column.name, source] or "" for source in SOURCES),
            )
            for column in fields_of(Article)
        ),
    )


def _counter(title: str, name: str, counts: Counter[str], of: str = "lines") -> Iterator[str]:
    yield f"\n## {title}\n"
    if not counts:
        yield "None."
        return
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    yield from _table((name, of), rows[:MAX_VALUES])
    if len(rows) > MAX_VALUES:
        yield f"\nAnd {len(rows) - MAX_VALUES} more."


def _table(head: Sequence[str], rows: Iterable[Sequence[str | int]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    for row in rows:
        yield f"| {' | '.join(f'{cell:,}' if isinstance(cell, int) else cell for cell in row)} |"


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"


def _share(count: int, lines: int) -> str:
    return f"{100 * count / lines:.1f} %" if lines else "–"


def _span(days: Sequence[str]) -> str:
    return f"{days[0]} to {days[1]}" if days else "–"
