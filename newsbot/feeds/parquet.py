"""Write the feed format ``parquet``: a typed table that pandas, DuckDB, Polars and others open.

Scrapy imports every exporter at the start of a crawl. PyArrow (the extra ``parquet``) is imported
only for a feed of this format.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any

from scrapy.exporters import BaseItemExporter

from newsbot.feeds.formats import check_is_installed
from newsbot.feeds.values import characters
from newsbot.items import Article, Reject

if TYPE_CHECKING:
    import pyarrow as pa

    from newsbot.feeds.tables import TableWriter

# Number of first items that decide the columns, and of their characters; the columns of newsbot's
# own items are known.
MAX_SAMPLE = 256
MAX_SAMPLE_CHARACTERS = 2 << 20


class ParquetExporter(BaseItemExporter):
    """Writes a table with a column for each field of an article, in the feed's order.

    The columns of other items are those of the first items. A later item with a field or value that
    fits no column raises ValueError.

    Raises:
        NewsbotError: PyArrow is not installed.
    """

    def __init__(self, file: IO[bytes], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        check_is_installed("parquet")
        self._file = file
        self._writer: TableWriter | None = None
        self._sample: list[dict[str, Any]] = []
        self._characters = 0
        self._class: type[Article | Reject] | None = None  # of newsbot's items in the sample

    def serialize_field(self, field: Mapping[str, Any], name: str, value: Any) -> Any:
        """Return a value of newsbot's items unchanged; serialize a value of other items."""
        if isinstance(field.get("json_schema_extra"), dict):
            return value  # the columns of newsbot's items take instants and parts
        return super().serialize_field(field, name, value)

    def export_item(self, item: Any) -> None:
        """Add the row of an item; raise ValueError if the table cannot take it."""
        ours = isinstance(item, Article | Reject)
        if ours and self.fields_to_export is None:
            row = vars(item)
        else:
            row = dict(self.get_serialized_fields(item))
        if self._writer is not None:
            self._writer.write(row)
            return
        if ours and self._class is None:
            self._class = Reject if isinstance(item, Reject) else Article
        self._sample.append(row)
        self._characters += characters(row)
        if len(self._sample) >= MAX_SAMPLE or self._characters >= MAX_SAMPLE_CHARACTERS:
            self._start()

    def finish_exporting(self) -> None:
        """Write the waiting rows and the end of the file; an empty table has Article's columns."""
        if self._writer is None:
            self._start()
        assert self._writer is not None
        self._writer.close()

    def _start(self) -> None:
        from newsbot.feeds.tables import TableWriter

        self._writer = TableWriter(self._file, self._schema())
        for row in self._sample:
            self._writer.write(row)
        self._sample = []

    def _schema(self) -> pa.Schema:
        import pyarrow as pa

        from newsbot.feeds.arrow_schema import schema_of
        from newsbot.feeds.tables import columns_of

        known = schema_of(self._class or Article)
        if self.fields_to_export is None:
            columns = list(known) if self._class or not self._sample else []
            names = {column.name for column in columns}
            columns += (
                column for column in columns_of(self._sample, known) if column.name not in names
            )
            return pa.schema(columns)
        # FEED_EXPORT_FIELDS may rename a field: pairs is field → column.
        named = self.fields_to_export
        pairs = dict(named) if isinstance(named, Mapping) else {name: name for name in named}
        known = pa.schema(
            known.field(field).with_name(column)
            for field, column in pairs.items()
            if field in known.names
        )
        found = {column.name: column for column in (*known, *columns_of(self._sample, known))}
        return pa.schema(found.get(name, pa.field(name, pa.string())) for name in pairs.values())
