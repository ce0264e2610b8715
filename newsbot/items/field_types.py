"""Compute the types of all fields from the item classes, for lines, tables and documentation."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

Kind = Literal["string", "integer", "boolean", "instant", "list", "map", "struct", "json"]
_SCALARS: dict[Any, Kind] = {
    str: "string",
    int: "integer",
    bool: "boolean",
    datetime: "instant",
}


@dataclass(frozen=True, slots=True)
class FieldType:
    """The type of a field.

    Attributes:
        kind: ``map`` maps strings to strings; ``json`` is an object of any content.
        is_nullable: The value may be None.
        items: For a list: the type of an element.
        fields: For a struct: the fields of all its classes, in order.
        classes: For a struct: its dataclass. If there are two, the second has more fields. Empty
            if the struct is a dictionary in an item.
    """

    kind: Kind
    is_nullable: bool = False
    items: FieldType | None = None
    fields: tuple[Field, ...] = ()
    classes: tuple[type[Any], ...] = ()

    def __str__(self) -> str:
        """Return the type as the documentation writes it."""
        name = f"list of {self.items}" if self.kind == "list" else str(self.kind)
        if self.kind == "struct":
            name = f"{{{', '.join(field.name for field in self.fields)}}}"
        return f"{name} or null" if self.is_nullable else name


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an item or of a part.

    Attributes:
        name: The name.
        type: The type.
        description: The meaning, for people.
        zone: The time zone in which a table shows an instant, or a text that is
            an instant in ISO 8601; None for other fields.
    """

    name: str
    type: FieldType
    description: str
    zone: str | None


@cache
def fields_of(item_class: Any) -> tuple[Field, ...]:
    """Return the fields of a dataclass, in order.

    Raises:
        TypeError: A field has a type that FieldType cannot describe.
    """
    hints = get_type_hints(item_class)
    return tuple(
        Field(
            field.name,
            _type_of(hints[field.name], field.metadata.get("classes")),
            field.metadata.get("json_schema_extra", {}).get("description", ""),
            field.metadata.get("zone"),
        )
        for field in fields(item_class)
    )


def _type_of(hint: Any, variants: tuple[type[Any], ...] | None = None) -> FieldType:
    """Return the FieldType of a type hint. ``variants``: the classes that its struct may have."""
    choices = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    is_nullable = NoneType in choices
    one: Any
    (one,) = (choice for choice in choices if choice is not NoneType)
    if is_dataclass(one) or (variants and get_origin(one) is dict):
        classes: tuple[Any, ...] = variants or (one,)
        found = {field.name: field for variant in classes for field in fields_of(variant)}
        classes = classes if is_dataclass(one) else ()
        return FieldType("struct", is_nullable, fields=tuple(found.values()), classes=classes)
    if get_origin(one) is list:
        return FieldType("list", is_nullable, _type_of(get_args(one)[0], variants))
    if get_origin(one) is dict and get_args(one)[1] in (str, Any):
        return FieldType("map" if get_args(one)[1] is str else "json", is_nullable)
    if one not in _SCALARS:
        raise TypeError(f"{hint!r} is not a type that a table can have")
    return FieldType(_SCALARS[one], is_nullable)
