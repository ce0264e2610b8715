"""Write rows to a Parquet file in bounded memory; needs the extra ``parquet``."""

from __future__ import annotations

from datetime import datetime
from typing import IO, TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from newsbot.feeds.values import characters, json_text
from newsbot.json_lines import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    Converter = Callable[[Any], Any]

# Limits of a row group, which a reader loads as a whole, and which this writer keeps in memory.
MAX_GROUP_BYTES = 8 << 20
MAX_GROUP_ROWS = 50_000
# Limits of a batch: rows, and their characters, that wait as Python objects. These take several
# times the memory of the Arrow arrays into which a full batch is converted.
MAX_BATCH_ROWS = 256
MAX_BATCH_CHARACTERS = 2 << 20


class TableWriter:
    """Writes rows, which are dictionaries, as a Parquet file with Zstandard.

    Args:
        sink: An open file; the writer does not close it.
        schema: The schema of the table, see newsbot.feeds.arrow_schema.
    """

    def __init__(self, sink: IO[bytes], schema: pa.Schema) -> None:
        self._schema = schema
        self._convert = {field.name: _converter(field.type) for field in schema}
        self._writer = pq.ParquetWriter(sink, schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []
        self._characters = 0
        self._batches: list[pa.RecordBatch] = []

    def write(self, row: dict[str, Any]) -> None:
        """Add a row; columns that it lacks are null.

        Raises:
            ValueError: The row has a column or a value that the table cannot take.
            OSError: The file cannot be written.
        """
        self._rows.append(self._converted(row))
        self._characters += characters(row)
        if len(self._rows) >= MAX_BATCH_ROWS or self._characters >= MAX_BATCH_CHARACTERS:
            self._end_batch()

    def close(self) -> None:
        """Write the waiting rows and the end of the file, which every reader needs."""
        self._end_batch()
        self._end_group()
        self._writer.close()

    def _converted(self, row: dict[str, Any]) -> dict[str, Any]:
        converted = {}
        for name, value in row.items():
            if name not in self._convert:
                raise ValueError(
                    f"the table has no column for the field {name!r}, because the first items did "
                    "not have it: name all columns in FEED_EXPORT_FIELDS"
                )
            try:
                converted[name] = self._convert[name](value)
            except (TypeError, ValueError, AttributeError) as error:
                raise _unfit(self._schema.field(name), value, error) from None
        return converted

    def _end_batch(self) -> None:
        if self._rows:
            columns = [self._column(field) for field in self._schema]
            self._batches.append(pa.RecordBatch.from_arrays(columns, schema=self._schema))
            self._rows, self._characters = [], 0
        group = sum(batch.nbytes for batch in self._batches)
        if group >= MAX_GROUP_BYTES or sum(map(len, self._batches)) >= MAX_GROUP_ROWS:
            self._end_group()

    def _column(self, field: pa.Field) -> pa.Array:
        values = [row.get(field.name) for row in self._rows]
        try:
            return pa.array(values, field.type)
        except (pa.ArrowException, OverflowError, TypeError, ValueError) as error:
            raise _unfit(
                field, next(value for value in values if value is not None), error
            ) from None

    def _end_group(self) -> None:
        if self._batches:
            table = pa.Table.from_batches(self._batches)
            self._writer.write_table(table, row_group_size=len(table))
            self._batches = []


def columns_of(rows: list[dict[str, Any]], known: pa.Schema) -> list[pa.Field]:
    """Return the columns for some rows, in the order of their first appearance.

    Args:
        rows: The rows.
        known: Columns whose types are used for columns of the same names, if the values fit.
    """
    names = dict.fromkeys(name for row in rows for name in row)
    return [_column_of(name, [row.get(name) for row in rows], known) for name in names]


def _column_of(name: str, values: list[Any], known: pa.Schema) -> pa.Field:
    if name in known.names:
        field = known.field(name)
        convert = _converter(field.type)
        try:
            pa.array([convert(value) for value in values], field.type)
        except (pa.ArrowException, OverflowError, TypeError, ValueError, AttributeError):
            pass
        else:
            return field
    return pa.field(name, _inferred(values))


def _inferred(values: list[Any]) -> pa.DataType:
    """Return the type of the values of an unknown column; a string with JSON if types differ."""
    try:
        found = pa.infer_type(values)
    except (pa.ArrowException, OverflowError, TypeError, ValueError):
        return pa.string()
    if pa.types.is_timestamp(found):
        return pa.timestamp("us", found.tz and "UTC")
    is_plain = pa.types.is_boolean(found) or pa.types.is_integer(found) or pa.types.is_date(found)
    return found if is_plain or pa.types.is_floating(found) else pa.string()


def _unfit(field: pa.Field, value: Any, error: Exception) -> ValueError:
    return ValueError(
        f"the column {field.name!r} of the table is {field.type} and cannot take "
        f"{value!r:.80} ({error})"
    )


# Values of items as Arrow takes them --------------------------------------------------------------


def _converter(type_: pa.DataType) -> Converter:
    """Return the function that converts a value of an item for an Arrow type; None stays None."""
    convert: Converter
    if pa.types.is_dictionary(type_):
        type_ = type_.value_type
    if pa.types.is_string(type_):
        convert = _text
    elif pa.types.is_timestamp(type_):
        convert = _instant_in(type_.tz)
    elif pa.types.is_list(type_):
        convert = _list_of(type_.value_type)
    elif pa.types.is_struct(type_):
        convert = _struct_of(type_)
    else:
        return lambda value: value
    return lambda value: None if value is None else convert(value)


def _text(value: Any) -> str:
    """Return a text as feeds have it; any other value as JSON."""
    if not isinstance(value, str):
        return json_text(value)
    text: str = printable(value)
    return text


def _instant_in(zone: str | None) -> Converter:
    tz = ZoneInfo(zone) if zone else None

    def convert(value: Any) -> Any:
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        if tz and value.tzinfo is None:  # Arrow would take it for UTC
            value = value.replace(tzinfo=tz)
        return value

    return convert


def _list_of(type_: pa.DataType) -> Converter:
    convert = _converter(type_)

    def convert_all(value: Any) -> list[Any]:
        if isinstance(value, dict):
            value = [{"key": key, "value": entry} for key, entry in value.items()]
        if not isinstance(value, list | tuple | set | frozenset):
            raise TypeError("it is not a list")
        return [convert(element) for element in value]

    return convert_all


def _struct_of(type_: pa.StructType) -> Converter:
    converters = {field.name: _converter(field.type) for field in type_}

    def convert(value: Any) -> dict[str, Any]:
        parts = value if isinstance(value, dict) else vars(value)
        if unknown := parts.keys() - converters.keys():
            raise ValueError(f"it has no {', '.join(sorted(map(str, unknown)))}")
        return {name: converters[name](part) for name, part in parts.items()}

    return convert
