"""Findings as JSON and back: the tree of frozen values as it is, every field under its own name."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

__all__ = ["as_json", "built"]


def as_json(value: object) -> Any:
    """Enumerations as their text, days as ISO 8601, tuples as lists."""
    if is_dataclass(value):
        return {each.name: as_json(getattr(value, each.name)) for each in fields(value)}
    match value:
        case Mapping():
            return {str(name): as_json(each) for name, each in value.items()}
        case tuple():
            return [as_json(each) for each in value]
        case date():
            return value.isoformat()
        case StrEnum():
            return str(value)
    return value


def built(kind: Any, content: object) -> Any:
    """The value of a type, a dataclass or what its fields are made of. Raises ValueError where it is anything else."""
    of, parts = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _tree(kind, content)
    if of is UnionType:
        return None if content is None else built(parts[0], content)
    if of is tuple:
        return _several(parts, content)
    if of is Mapping:
        return {built(parts[0], name): built(parts[1], each) for name, each in _of(dict, content).items()}
    if kind is date:
        return _day(_of(str, content))
    return kind(_of(str, content)) if issubclass(kind, StrEnum) else _of(kind, content)


def _tree(kind: Any, content: object) -> Any:
    """Nothing may be missing, and nothing may be there that is not understood."""
    hints, found = get_type_hints(kind), _of(dict, content)
    if found.keys() != hints.keys():
        raise ValueError(f"{kind.__name__}: {sorted(found.keys() ^ hints.keys())}")
    return kind(**{name: built(hint, found[name]) for name, hint in hints.items()})


def _several(parts: tuple[Any, ...], content: object) -> tuple[Any, ...]:
    """Of any number, `tuple[X, ...]`, or of so many."""
    found = _of(list, content)
    kinds = [parts[0]] * len(found) if parts[-1] is Ellipsis else parts
    return tuple(built(each, one) for each, one in zip(kinds, found, strict=True))


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError(text)
    return day


def _of(kind: Any, content: object) -> Any:
    """True is no number here."""
    if type(content) is not kind:
        raise ValueError(f"{type(content).__name__} for {kind.__name__}")
    return content
