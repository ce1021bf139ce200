"""The mapping file: what a source's columns and activities are called here.

[source]      name, covers (activities and attributes that the source would show if they had happened)
[columns]     ours = "theirs"
[activities]  "their name" = "our_code"; drop = ["their name"] leaves events out
"""

import tomllib
from collections.abc import Iterable
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sagsloft.core.attributes import ATTRIBUTE
from sagsloft.core.errors import UserError
from sagsloft.core.events import OPTIONAL, REQUIRED

__all__ = ["Mapping"]

OURS = (*REQUIRED, *OPTIONAL)
ALLOWED = {"source": ("name", "covers"), "columns": OURS, "activities": None}


@dataclass(frozen=True, slots=True)
class Mapping:
    """How one source is read. Empty: the file already speaks our language."""

    name: str = ""
    covers: frozenset[str] = frozenset()
    columns: Table[str, str] = field(default_factory=dict)
    """Ours → theirs."""
    activities: Table[str, str] = field(default_factory=dict)
    """Theirs → ours."""
    drop: frozenset[str] = frozenset()

    @classmethod
    def load(cls, path: str | Path) -> "Mapping":
        """Read a mapping file. Raises UserError naming the file, the key and what is allowed."""
        path = Path(path)
        try:
            document = tomllib.loads(path.read_text("utf-8"))
        except OSError:
            raise UserError("mapping.unreadable", file=path) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UserError("mapping.not_toml", file=path, detail=error) from None
        return _Document(path, document).mapping()


@dataclass(frozen=True, slots=True)
class _Document:
    path: Path
    content: dict[str, Any]

    def mapping(self) -> Mapping:
        self._only(self.content, "", tuple(ALLOWED))
        source, columns, activities = (self._table(name) for name in ALLOWED)
        self._only(source, "source.", ("name", "covers"))
        return Mapping(
            name=self._text(source.get("name", ""), "source.name"),
            covers=self._texts(source.get("covers", []), "source.covers"),
            columns=self._columns(columns),
            activities=self._activities(activities),
            drop=self._texts(activities.get("drop", []), "activities.drop"),
        )

    def _activities(self, activities: dict[str, Any]) -> dict[str, str]:
        return {
            theirs: self._text(ours, f"activities.{theirs}") for theirs, ours in activities.items() if theirs != "drop"
        }

    def _columns(self, columns: dict[str, Any]) -> dict[str, str]:
        attributes = columns.get("attr", {})
        if not isinstance(attributes, dict):
            raise self._wrong("columns.attr", "attr.<navn> = …")
        named = {name: theirs for name, theirs in columns.items() if name != "attr"}
        named |= {f"{ATTRIBUTE}{name}": theirs for name, theirs in attributes.items()}
        self._only([name for name in named if not name.startswith(ATTRIBUTE)], "columns.", OURS)
        return {ours: self._text(theirs, f"columns.{ours}") for ours, theirs in named.items()}

    def _table(self, name: str) -> dict[str, Any]:
        table = self.content.get(name, {})
        if not isinstance(table, dict):
            raise self._wrong(name, f"[{name}]")
        return table

    def _text(self, value: object, key: str) -> str:
        if not isinstance(value, str):
            raise self._wrong(key, '"…"')
        return value

    def _texts(self, value: object, key: str) -> frozenset[str]:
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise self._wrong(key, '["…"]')
        return frozenset(value)

    def _only(self, keys: Iterable[str], prefix: str, allowed: tuple[str, ...]) -> None:
        for key in keys:
            if key not in allowed:
                raise UserError("mapping.unknown_key", file=self.path, key=prefix + key, allowed=", ".join(allowed))

    def _wrong(self, key: str, allowed: str) -> UserError:
        return UserError("mapping.wrong_value", file=self.path, key=key, allowed=allowed)
