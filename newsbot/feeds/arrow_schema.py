"""Make the Arrow schema of tables from the items' fields; needs the extra ``parquet``.

All runs and files have one schema, so that files load together: a column has its type even if it is
null in the whole file. A new field of an item becomes a column without a change here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from newsbot.items.field_types import fields_of

if TYPE_CHECKING:
    from newsbot.items.field_types import FieldType

# Columns that are partition keys (`site=…`) too. PyArrow reads a partition key in the path as a
# dictionary, and refuses a file in which the column of this name has another type.
PARTITION_KEYS = ("site",)
SCALARS = {
    "string": pa.string(),
    "boolean": pa.bool_(),
    "integer": pa.int64(),
    "json": pa.string(),
    "map": pa.list_(pa.struct([("key", pa.string()), ("value", pa.string())])),
}


def schema_of(item_class: type) -> pa.Schema:
    """Return the schema of a table of items: a column for each field, in the feed's order.

    Texts and choices are strings; lists are lists; parts of items are structs. Instants are
    timestamps in microseconds with a time zone: India's for dates of the page, else UTC. A
    dictionary of texts is a list of structs ``{key, value}``, because not every reader has maps.
    Any other dictionary is JSON in a string. Every column may be null.

    Args:
        item_class: Article or Reject of newsbot.items.
    """
    columns = []
    for field in fields_of(item_class):
        type_ = _arrow_type(field.type, field.zone)
        if field.name in PARTITION_KEYS:
            type_ = pa.dictionary(pa.int32(), type_)
        columns.append(pa.field(field.name, type_, metadata={"description": field.description}))
    return pa.schema(columns)


def _arrow_type(type_: FieldType, zone: str | None = None) -> pa.DataType:
    if zone or type_.kind == "instant":
        return pa.timestamp("us", zone or "UTC")
    if type_.items:
        return pa.list_(_arrow_type(type_.items))
    if type_.kind == "struct":
        return pa.struct([(part.name, _arrow_type(part.type, part.zone)) for part in type_.fields])
    return SCALARS[type_.kind]
