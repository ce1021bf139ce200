"""The mapping file, in TOML:

[source]            name, covers, precision, dates, encoding, delimiter, sheet
[columns]           ours = "theirs"
[fixed]             ours = "the same in every row"
[activities]        "their name" = "our_code"; drop = ["their name"] leaves events out
[values.attribute]  "their value" = "ours"
[[events]]          activity, occurred_at = "column", when = { "column" = condition }, … : an event of a wide row
[case]              case_id, birth_month, district, target_group = "column": a list of cases
"""

import tomllib
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from sagsloft.core.attributes import ATTRIBUTE
from sagsloft.core.errors import UserError
from sagsloft.core.events import OPTIONAL, REQUIRED
from sagsloft.core.rules import Condition, Given, IsFalse, IsTrue, OneOf
from sagsloft.messages import Language, say
from sagsloft.sources.exports import Options
from sagsloft.sources.identity import ensure_no_cpr_written
from sagsloft.sources.mapping import CaseColumns, DateForm, EventColumns, Mapping, Precision

__all__ = ["load_mapping"]

OURS = (*REQUIRED, *OPTIONAL)
FIXED = ("matter_id", "caseworker", "team", "municipality")
OF_AN_EVENT = ("occurred_at", "recorded_at", "matter_id", "event_id", "caseworker", "team")
OF_A_CASE = ("case_id", "birth_month", "district", "target_group")
IN_SOURCE = ("name", "invented", "covers", "precision", "dates", "encoding", "delimiter", "sheet")
SECTIONS = ("source", "columns", "fixed", "activities", "values", "events", "case")
DELIMITERS = (";", ",", "\t")
CONDITION = 'true | false | "…" | ["…"] | { given = true }'
A_COLUMN = '"kolonne"'
DUPLICATE = "Cannot overwrite a value"

Choice = TypeVar("Choice", Precision, DateForm)


def load_mapping(path: str | Path) -> Mapping:
    """Read a mapping file. Raises UserError naming the file, the key and what is allowed."""
    path = Path(path)
    text = _written(path)
    ensure_no_cpr_written(text, path)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        kind = "mapping.said_twice" if DUPLICATE in str(error) else "mapping.not_toml"
        raise UserError(kind, file=path, detail=str(error).removeprefix(DUPLICATE).strip()) from None
    except RecursionError as error:
        raise UserError("mapping.not_toml", file=path, detail=error) from None
    marks = {say("map.mark", language) for language in Language}
    undecided = sum(text.count(f"# {mark}:") for mark in marks)
    return replace(_Document(path, document).mapping(), undecided=undecided)


def _written(path: Path) -> str:
    """A file's text. A pipe is refused, for it would be waited for when the file is read once more for its hash."""
    with suppress(OSError):
        if path.is_file():
            try:
                return path.read_text("utf-8-sig")
            except UnicodeDecodeError as error:
                raise UserError("mapping.not_toml", file=path, detail=error) from None
    raise UserError("mapping.unreadable", file=path)


@dataclass(frozen=True, slots=True)
class _Document:
    path: Path
    content: dict[str, Any]

    def mapping(self) -> Mapping:
        self._only(self.content, "", SECTIONS)
        source, activities, fixed = (self._table(self.content, name, "") for name in ("source", "activities", "fixed"))
        self._only(source, "source.", IN_SOURCE)
        events = self._events()
        return Mapping(
            file=self.path,
            name=self._text(source.get("name", ""), "source.name"),
            invented=self._flag(source.get("invented", False), "source.invented"),
            covers=self._texts(source.get("covers", []), "source.covers"),
            precision=self._choice(Precision, source.get("precision", Precision.AUTO), "source.precision"),
            dates=self._choice(DateForm, source.get("dates", DateForm.AUTO), "source.dates"),
            options=self._options(source),
            columns=self._named(self._table(self.content, "columns", ""), "columns.", OURS),
            fixed=self._named(fixed, "fixed.", FIXED),
            activities=self._texts_by_name(activities, "activities.", but="drop"),
            drop=self._texts(activities.get("drop", []), "activities.drop"),
            values=self._values(),
            events=events,
            cases=self._cases(),
        )

    def _options(self, source: dict[str, Any]) -> Options:
        written = {
            name: None if name not in source else self._text(source[name], f"source.{name}")
            for name in ("encoding", "delimiter", "sheet")
        }
        if written["delimiter"] not in (None, *DELIMITERS):
            raise self._wrong("source.delimiter", '";" | "," | "\\t"')
        try:
            "".encode(written["encoding"] or "utf-8")
        except (LookupError, ValueError):
            raise self._wrong("source.encoding", '"utf-8" | "windows-1252" | "utf-16"') from None
        return Options(**written)

    def _values(self) -> dict[str, dict[str, str]]:
        values = self._table(self.content, "values", "")
        return {name: self._texts_by_name(self._table(values, name, "values."), f"values.{name}.") for name in values}

    def _events(self) -> tuple[EventColumns, ...]:
        items = self.content.get("events", [])
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise self._wrong("events", "[[events]]")
        events = tuple(self._event(item, f"events[{place}].") for place, item in enumerate(items, start=1))
        self._ensure_told_once(events)
        return events

    def _ensure_told_once(self, events: Sequence[EventColumns]) -> None:
        """One date of a row is one event, unless conditions or matters tell two apart."""
        identities = [
            (event.activity, event.columns["occurred_at"], event.columns.get("matter_id"), event.when)
            for event in events
        ]
        for place, identity in enumerate(identities):
            first = identities.index(identity)
            if first < place:
                raise UserError(
                    "mapping.events_alike", file=self.path, first=f"events[{first + 1}]", second=f"events[{place + 1}]"
                )

    def _event(self, item: dict[str, Any], key: str) -> EventColumns:
        """An attribute is a column, or `{ value = "…" }` that is the same in every such event."""
        for required in ("activity", "occurred_at"):
            if required not in item:
                raise UserError("mapping.missing_key", file=self.path, key=key + required)
        attributes = self._table(item, "attr", key)
        fixed = {name: value["value"] for name, value in attributes.items() if _is_fixed(value)}
        columns = {name: value for name, value in item.items() if name not in ("activity", "when", "attr")}
        columns["attr"] = {name: value for name, value in attributes.items() if name not in fixed}
        when = self._table(item, "when", key)
        return EventColumns(
            activity=self._text(item["activity"], f"{key}activity"),
            columns=self._named(columns, key, OF_AN_EVENT),
            fixed={f"{ATTRIBUTE}{name}": self._text(value, f"{key}attr.{name}") for name, value in fixed.items()},
            when={column: self._condition(value, f"{key}when.{column}") for column, value in when.items()},
        )

    def _cases(self) -> CaseColumns | None:
        if "case" not in self.content:
            return None
        columns = self._table(self.content, "case", "")
        self._only(columns, "case.", OF_A_CASE)
        if "case_id" not in columns:
            raise UserError("mapping.missing_key", file=self.path, key="case.case_id")
        return CaseColumns(**{name: self._text(column, f"case.{name}") for name, column in columns.items()})

    def _named(self, table: dict[str, Any], prefix: str, allowed: tuple[str, ...]) -> dict[str, str]:
        """Our name → text; attributes are written `attr.name = …` or `"attr.name" = …`."""
        attributes = self._table(table, "attr", prefix)
        named = {name: text for name, text in table.items() if name != "attr"}
        for name, text in attributes.items():
            if f"{ATTRIBUTE}{name}" in named:
                raise UserError("mapping.said_twice", file=self.path, detail=f"{prefix}{ATTRIBUTE}{name}")
            named[f"{ATTRIBUTE}{name}"] = text
        self._only([name for name in named if not name.startswith(ATTRIBUTE)], prefix, (*allowed, "attr.…"))
        return {name: self._text(text, prefix + name, A_COLUMN) for name, text in named.items()}

    def _condition(self, value: object, key: str) -> Condition:
        match value:
            case bool():
                return IsTrue() if value else IsFalse()
            case str():
                return OneOf((value,))
            case [_, *_] if all(isinstance(text, str) for text in value):
                return OneOf(tuple(map(str, value)))
            case {"given": True, **others} if not others:
                return Given()
        raise self._wrong(key, CONDITION)

    def _table(self, table: dict[str, Any], name: str, prefix: str) -> dict[str, Any]:
        found = table.get(name, {})
        if not isinstance(found, dict):
            raise self._wrong(prefix + name, f"[{prefix}{name}]")
        return found

    def _choice(self, kind: type[Choice], value: object, key: str) -> Choice:
        for each in kind:
            if value == each:
                return each
        raise self._wrong(key, " | ".join(f'"{each}"' for each in kind))

    def _flag(self, value: object, key: str) -> bool:
        if not isinstance(value, bool):
            raise self._wrong(key, "true | false")
        return value

    def _text(self, value: object, key: str, allowed: str = '"…"') -> str:
        if not isinstance(value, str):
            raise self._wrong(key, allowed)
        return value

    def _texts(self, value: object, key: str) -> frozenset[str]:
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise self._wrong(key, '["…"]')
        return frozenset(value)

    def _texts_by_name(self, table: dict[str, Any], prefix: str, but: str | None = None) -> dict[str, str]:
        return {theirs: self._text(ours, prefix + theirs) for theirs, ours in table.items() if theirs != but}

    def _only(self, keys: Iterable[str], prefix: str, allowed: Collection[str]) -> None:
        for key in keys:
            if key not in allowed:
                raise UserError("mapping.unknown_key", file=self.path, key=prefix + key, allowed=", ".join(allowed))

    def _wrong(self, key: str, allowed: str) -> UserError:
        return UserError("mapping.wrong_value", file=self.path, key=key, allowed=allowed)


def _is_fixed(value: object) -> bool:
    return isinstance(value, dict) and value.keys() == {"value"}
