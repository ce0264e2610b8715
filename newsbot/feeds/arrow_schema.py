"""The Arrow schema of tables, made from the items' dataclasses; needs the extra ``parquet``.

One schema for every run and file: a column that is null in a whole file has its type all the same,
and files load together. A field that a dataclass gains becomes a column by itself.
"""

from __future__ import annotations

import types
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

import pyarrow as pa

# Columns that are keys of partitions (`site=…`) too. PyArrow reads such a key as a dictionary from
# the path, and refuses a file whose column of this name has another type.
PARTITION_KEYS = ("site",)
SCALARS = {
    str: pa.string(),
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    datetime: pa.timestamp("us", "UTC"),
}


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    hint: Any
    zone: str | None
    description: str
    variants: tuple[type, ...] = ()  # the classes that its parts may have


def schema_of(item_class: type) -> pa.Schema:
    """Return the schema of a table of items: a column for each field, in the feed's order.

    Texts and choices are strings; instants are timestamps of microseconds with a zone (India's for
    those of the page, else UTC); lists are lists; parts of items are structs. A dictionary of one
    kind of value is a list of structs ``{key, value}``, because not every reader has maps. A value
    of any kind is JSON in a string. Every column may be null.

    Args:
        item_class: A dataclass of items, such as newsbot.items.Article.
    """
    columns = []
    for field in _fields_of(item_class):
        type_ = _type_of(field.hint, field.zone, field.variants)
        if field.name in PARTITION_KEYS:
            type_ = pa.dictionary(pa.int32(), type_)
        note = {"description": field.description} if field.description else None
        columns.append(pa.field(field.name, type_, metadata=note))
    return pa.schema(columns)


def _fields_of(class_: type) -> list[_Field]:
    """Return the fields of a dataclass or TypedDict, of a part those of its subclasses too."""
    hints = get_type_hints(class_)
    if is_typeddict(class_):
        return [_Field(name, hint, None, "") for name, hint in hints.items()]
    found = []
    for field in fields(class_):
        schema = field.metadata.get("json_schema_extra", {})
        note = schema.get("description", "")
        zone, variants = field.metadata.get("zone"), field.metadata.get("classes", ())
        found.append(_Field(field.name, hints[field.name], zone, note, variants))
    return found


def _struct_of(class_: type) -> pa.StructType:
    """Return the type of a part; a list of parts may hold those of subclasses beside its own."""
    columns = {field.name: field for field in _fields_of(class_)}
    subclasses: list[type] = class_.__subclasses__()
    for subclass in subclasses:
        if subclass.__module__ == class_.__module__ and is_dataclass(subclass):
            columns |= {field.name: field for field in _fields_of(subclass)}
    return pa.struct(
        [
            (name, _type_of(column.hint, column.zone, column.variants))
            for name, column in columns.items()
        ]
    )


def _type_of(hint: Any, zone: str | None = None, variants: tuple[type, ...] = ()) -> pa.DataType:
    """Return the Arrow type of a type hint; JSON in a string for one of any kind."""
    if zone:
        return pa.timestamp("us", zone)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        (hint, *others) = (argument for argument in arguments if argument is not type(None))
        return _only([hint, *others]) if others else _type_of(hint, None, variants)
    if variants and origin is list:
        return pa.list_(_type_of(arguments[0], None, variants))
    if variants:
        found = {column.name: column for part in variants for column in _struct_of(part)}
        return pa.struct(found.values())
    if origin is Literal:
        return _only([type(argument) for argument in arguments if argument is not None])
    if origin in (list, tuple, set, frozenset):
        return pa.list_(_only([argument for argument in arguments if argument is not Ellipsis]))
    if origin is dict and arguments[1] is not Any:
        return pa.list_(pa.struct([("key", pa.string()), ("value", _type_of(arguments[1]))]))
    if is_typeddict(hint) or (isinstance(hint, type) and is_dataclass(hint)):
        return _struct_of(hint)
    return SCALARS.get(hint, pa.string())


def _only(hints: list[Any]) -> pa.DataType:
    """Return the type that all hints have; JSON in a string where they differ."""
    found = {_type_of(hint) for hint in hints}
    return found.pop() if len(found) == 1 else pa.string()
