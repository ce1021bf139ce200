"""Figures as JSON and back: the tree of frozen values with its tables, every field under its own name.

Tables are lists of columns and mappings lists of pairs, for a database may keep the names of an object in an order of
its own. Nothing may be missing, and nothing may be there that is not understood: what an earlier version kept is
refused, and is evaluated anew, rather than shown wrongly.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import polars as pl

from sagsloft.core.errors import MessageId
from sagsloft.pipeline.monitoring import Figures

__all__ = ["figures_as_json", "figures_of"]

TYPES: Mapping[str, pl.DataType] = {
    str(each): each
    for each in (
        *(pl.String(), pl.Boolean(), pl.Date(), pl.Float64(), pl.Int32(), pl.Int64(), pl.UInt32()),
        pl.Datetime("us", "UTC"),
    )
}
MESSAGE = "message"
"""Marks a value that is itself a sentence, by its id."""


def figures_as_json(figures: Figures) -> dict[str, Any]:
    """Enumerations as their text, days and instants as ISO 8601, tuples as lists."""
    content: dict[str, Any] = _as_json(figures)
    return content


def figures_of(content: object) -> Figures:
    """Raises ValueError where it is not what `figures_as_json` makes."""
    figures: Figures = _built(Figures, content)
    return figures


def _as_json(value: object) -> Any:
    if is_dataclass(value):
        return {each.name: _as_json(getattr(value, each.name)) for each in fields(value)}
    match value:
        case pl.DataFrame():
            columns = value.iter_columns()
            return [[each.name, _type_name(each.dtype), _as_json(tuple(each.to_list()))] for each in columns]
        case Mapping():
            return [[name, _as_json(each)] for name, each in value.items()]
        case tuple():
            return [_as_json(each) for each in value]
    return _plain(value)


def _plain(value: object) -> object:
    match value:
        case date():  # an instant is one too
            return value.isoformat()
        case MessageId():
            return {MESSAGE: str(value)}
    return str(value) if isinstance(value, StrEnum) else value


def _built(kind: Any, content: object) -> Any:
    """The value of a type, a dataclass or what its fields are made of."""
    of, parts = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _tree(kind, content)
    if of is UnionType:
        return None if content is None else _built(parts[0], content)
    if of is tuple:
        return _several(parts, content)
    if of in {dict, Mapping}:
        return {_built(parts[0], name): _built(parts[1], each) for name, each in _of(list, content)}
    return _leaf(kind, content)


def _leaf(kind: Any, content: object) -> Any:
    if kind is pl.DataFrame:
        return pl.DataFrame([_column(*_of(list, each)) for each in _of(list, content)])
    if kind in {date, datetime}:
        return kind.fromisoformat(_of(str, content))
    if kind is object:
        return MessageId(content[MESSAGE]) if isinstance(content, dict) else content
    return kind(_of(str, content)) if issubclass(kind, StrEnum) else _of(kind, content)


def _tree(kind: Any, content: object) -> Any:
    hints, found = get_type_hints(kind), _of(dict, content)
    names = {each.name for each in fields(kind)}
    if found.keys() != names:
        raise ValueError(f"{kind.__name__}: {sorted(found.keys() ^ names)}")
    return kind(**{name: _built(hints[name], found[name]) for name in names})


def _several(parts: tuple[Any, ...], content: object) -> tuple[Any, ...]:
    """Of any number, `tuple[X, ...]`, or of so many."""
    found = _of(list, content)
    kinds = [parts[0]] * len(found) if parts[-1] is Ellipsis else parts
    return tuple(_built(each, one) for each, one in zip(kinds, found, strict=True))


def _column(name: str, type_name: object, values: list[Any]) -> pl.Series:
    """A type that is not ours is refused, and so is a value of another type."""
    if isinstance(type_name, list):
        return pl.Series(name, values, dtype=pl.Enum(type_name))
    if type_name not in TYPES:
        raise ValueError(f"{name}: {type_name}")
    dtype = TYPES[str(type_name)]
    if isinstance(dtype, pl.Date | pl.Datetime):
        read = date.fromisoformat if isinstance(dtype, pl.Date) else datetime.fromisoformat
        values = [None if each is None else read(_of(str, each)) for each in values]
    return pl.Series(name, values, dtype=dtype)


def _type_name(dtype: pl.DataType) -> str | list[str]:
    return dtype.categories.to_list() if isinstance(dtype, pl.Enum) else str(dtype)


def _of(kind: Any, content: object) -> Any:
    """True is no number here; a whole number is a number with a fraction of none."""
    if kind is float and type(content) is int:
        return float(content)
    if type(content) is not kind:
        raise ValueError(f"{type(content).__name__} for {kind.__name__}")
    return content
