"""Name the formats of feeds and exports, and the endings of their files."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from newsbot.exceptions import NewsbotError, SettingError

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

# Formats that Scrapy lacks; every spider of the project has them.
NEW_EXPORTERS = {
    "parquet": "newsbot.feeds.parquet.ParquetExporter",
    "jsonl.zst": "newsbot.feeds.zstd_lines.ZstdLinesExporter",
    "zst": "newsbot.feeds.zstd_lines.ZstdLinesExporter",  # Scrapy looks up the last ending alone
    "md": "newsbot.feeds.markdown.MarkdownExporter",
}
FEED_EXPORTERS = {
    **NEW_EXPORTERS,
    "jsonl": "newsbot.feeds.exporter.JsonLinesExporter",
    "jsonlines": "newsbot.feeds.exporter.JsonLinesExporter",
    "jl": "newsbot.feeds.exporter.JsonLinesExporter",
    "csv": "newsbot.feeds.csv_cells.CsvExporter",  # Scrapy writes sections as Python prints them
    "xml": "newsbot.feeds.xml_elements.XmlExporter",  # Scrapy writes null as None
}
# Format of `scrapy ledger export` → the endings of its files, the usual one first.
ENDINGS = {
    "jsonl": (".jsonl", ".jl", ".jsonlines", ".ndjson"),
    "jsonl.zst": (".jsonl.zst", ".jl.zst", ".jsonlines.zst", ".ndjson.zst"),
    "parquet": (".parquet",),
    "csv": (".csv",),
    "md": (".md", ".markdown"),
}
MISSING = "Parquet needs PyArrow, which cannot be imported ({}): pip install pyarrow"


def format_of(name: str) -> str | None:
    """Return the format for the ending of a file name, ignoring case; None for other endings."""
    name = name.lower()
    return next((format_ for format_, ends in ENDINGS.items() if name.endswith(ends)), None)


def check_is_installed(format_: str) -> None:
    """Raise NewsbotError if the format needs a package that is not installed."""
    if format_ == "parquet":
        try:
            import_module("newsbot.feeds.tables")
        except ImportError as error:
            raise NewsbotError(MISSING.format(error)) from None


def check_feeds(settings: BaseSettings) -> None:
    """Raise SettingError for the first feed whose format cannot be written."""
    for uri, options in settings.getdict("FEEDS").items():
        format_ = options.get("format", "")
        if format_ == "zst" and format_of(str(uri)) != "jsonl.zst":
            raise SettingError(f"the feed {uri}: only JSON Lines end in .zst: name it x.jsonl.zst")
        try:
            check_is_installed(format_)
        except NewsbotError as error:
            raise SettingError(f"the feed {uri}: {error}") from None
