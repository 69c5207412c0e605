"""Schemas of tables: which one an output has, what it can hold, and what has no place in it."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from typing import Any

from cleantext.errors import InputError, MissingExtraError

__all__ = [
    "arrow",
    "check_names",
    "check_written",
    "inferred_schema",
    "is_same",
    "plain",
    "schema_of",
    "strange",
]


def arrow() -> Any:
    """pyarrow.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        import pyarrow
    except ModuleNotFoundError:
        raise MissingExtraError("pyarrow", "batch") from None
    return pyarrow


def check_names(schema: Any) -> None:
    """Raise InputError where two columns have one name."""
    if twice := [name for name, count in Counter(schema.names).items() if count > 1]:
        raise InputError(f"has two columns named {twice[0]!r}, so its values have no names to go by")


def check_written(schema: bytes, name: str) -> None:
    """Raise InputError where a format cannot hold a schema, before anything is cleaned.

    Args:
        schema: serialized.
        name: `parquet` or `arrow`, which holds all of them.
    """
    if name != "parquet":
        return
    import pyarrow.parquet as pq

    pa = arrow()
    try:
        pq.ParquetWriter(io.BytesIO(), pa.ipc.read_schema(pa.py_buffer(schema))).close()
    except pa.ArrowException as error:
        raise InputError(f"does not go into Parquet: {error}") from error


def schema_of(table: Any, added: list[str]) -> bytes:
    """The schema of an output, serialized.

    Args:
        table: the input's schema.
        added: texts that cleaning adds.

    Raises:
        InputError: one of these has the name of a column that holds no texts.
    """
    pa = arrow()
    schema = table
    for n, kind in enumerate(schema.types):
        schema = schema.set(n, schema.field(n).with_type(plain(kind)))
    for name in added:
        place = schema.get_field_index(name)
        if place < 0:
            schema = schema.append(pa.field(name, pa.string()))
        elif pa.types.is_null(kind := schema.field(place).type):
            schema = schema.set(place, pa.field(name, pa.string()))
        elif not (
            pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
        ):
            raise InputError(f"its column {name!r} holds {kind}, and texts are to be put there")
    return bytes(schema.serialize().to_pybytes())


def plain(kind: Any) -> Any:
    """A type with its dictionaries written out, in lists and records too: they may differ from batch to batch."""
    pa = arrow()
    types = pa.types
    if types.is_dictionary(kind):
        return kind.value_type
    if types.is_struct(kind):
        return pa.struct([field.with_type(plain(field.type)) for field in kind])
    if types.is_map(kind):
        return pa.map_(plain(kind.key_type), plain(kind.item_type), kind.keys_sorted)
    if types.is_list(kind):
        return pa.list_(_plain_values(kind))
    if types.is_large_list(kind):
        return pa.large_list(_plain_values(kind))
    return pa.list_(_plain_values(kind), kind.list_size) if types.is_fixed_size_list(kind) else kind


def _plain_values(kind: Any) -> Any:
    return kind.value_field.with_type(plain(kind.value_type))


def is_same(table: Any, added: list[str], schema: bytes) -> bool:
    """Whether a table's columns are those of an output, so that they can go there as they are.

    Args:
        table: the input's schema.
        added: texts that cleaning adds.
        schema: the output's, serialized.
    """
    pa = arrow()
    own, other = (pa.ipc.read_schema(pa.py_buffer(s)) for s in (schema_of(table, added), schema))
    return dict(zip(own.names, own.types, strict=True)) == dict(zip(other.names, other.types, strict=True))


def inferred_schema(records: list[dict[str, Any]], names: Sequence[str], added: list[str]) -> bytes:
    """The schema of an output whose input is no table, from its first records and their fields."""
    pa = arrow()
    fields = []
    for name in names:
        kind = _inferred([record.get(name) for record in records])
        # Of a field that was null in all of them, texts are expected.
        fields.append(pa.field(name, pa.string() if pa.types.is_null(kind) else kind))
    return schema_of(pa.schema(fields), added)


def _inferred(values: list[Any]) -> Any:
    """A type that holds all of the values; where there is none, that of the first one."""
    pa = arrow()
    for some in (values, *([value] for value in values if value is not None)):
        try:
            return pa.array(some).type
        except (pa.ArrowException, TypeError, ValueError, OverflowError):
            continue
    return pa.string()


def strange(value: Any, kind: Any, name: str) -> str:
    """The first field in a record's value that its type has no place for; "" where there is none.

    pyarrow leaves such fields out without a word.

    Args:
        value: a value, as JSON has them.
        kind: the type that it is to have.
        name: its own, which those of fields in it begin with.
    """
    types = arrow().types
    if isinstance(value, dict) and types.is_struct(kind):
        known = {field.name: field.type for field in kind}
        inside = [(of, known.get(key), f"{name}.{key}") for key, of in value.items()]
    elif isinstance(value, list) and types.is_list(kind) and kind.value_type.num_fields:
        inside = [(of, kind.value_type, name) for of in value]
    else:
        return ""
    found = (path if k is None else strange(of, k, path) for of, k, path in inside)
    return next(filter(None, found), "")
