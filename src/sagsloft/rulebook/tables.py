"""A TOML table that is read strictly and knows its place, so that every mistake names its file and its key.

What is allowed is shown as TOML (`true | false`, `["…"]`), which reads the same in both languages.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import TypeVar

from sagsloft.core.errors import UserError
from sagsloft.core.rules import Text

__all__ = ["Table"]

Choice = TypeVar("Choice", bound=StrEnum)

SHOWN_LENGTH = 80
A_TEXT = '"…"'
A_LIST_OF_TEXTS = '["…"]'
A_TABLE = "{ … }"
A_DAY = "YYYY-MM-DD"


@dataclass(frozen=True, slots=True)
class Table:
    """The `entries` of one table, with the file it stands in and the dotted `path` to it ("" at the top)."""

    file: str
    entries: Mapping[str, object]
    path: str = ""

    @classmethod
    def parse(cls, file: str, content: bytes) -> "Table":
        try:
            # Editors on Windows put a byte order mark first; it says nothing about the law.
            return cls(file, tomllib.loads(content.decode("utf-8-sig")))
        except UnicodeDecodeError as error:
            raise UserError("rulebook.not_utf8", file=file, value=error.start + 1) from error
        except tomllib.TOMLDecodeError as error:
            raise UserError("rulebook.unreadable_toml", file=file, value=str(error)) from error

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def mistake(self, kind: str, key: str, **values: object) -> UserError:
        """The error at `key` of this table; with an empty key, at the table itself."""
        place = ".".join(part for part in (self.path, key) if part)
        return UserError(f"rulebook.{kind}", file=self.file, key=place, **values)

    def wrong(self, key: str, allowed: str) -> UserError:
        value = self.entries[key] if key else self.entries
        return self.mistake("wrong_value", key, value=_as_toml(value), allowed=allowed)

    def allow(self, *keys: str) -> None:
        """Refuse every key but these."""
        for key in self.entries:
            if key not in keys:
                raise self.mistake("unknown_key", key, allowed=", ".join(keys))

    def value(self, key: str, allowed: str) -> object:
        if key not in self.entries:
            raise self.mistake("missing_key", key, allowed=allowed)
        return self.entries[key]

    def text(self, key: str, allowed: str = A_TEXT) -> str:
        value = self.value(key, allowed)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, allowed)
        return value

    def possible_text(self, key: str) -> str | None:
        return self.text(key) if key in self else None

    def translated(self, key: str) -> Text:
        both = self.table(key, '{ da = "…", en = "…" }')
        both.allow("da", "en")
        return Text(da=both.text("da"), en=both.text("en"))

    def possibly_translated(self, key: str) -> Text | None:
        return self.translated(key) if key in self else None

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._list(key, A_LIST_OF_TEXTS)
        texts = tuple(value for value in values if isinstance(value, str) and value.strip())
        if len(texts) < len(values):
            raise self.wrong(key, A_LIST_OF_TEXTS)
        if len(set(texts)) < len(texts):
            raise self.mistake("duplicate", key, value=_as_toml(values))
        return texts

    def flag(self, key: str) -> bool:
        value = self.value(key, "true | false")
        if not isinstance(value, bool):
            raise self.wrong(key, "true | false")
        return value

    def number(self, key: str, least: int, most: int) -> int:
        allowed = f"{least} … {most}"
        value = self.value(key, allowed)
        # In Python a bool is an int; in a rule file `true` is no number.
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.wrong(key, allowed)
        return value

    def day(self, key: str) -> date:
        value = self.value(key, A_DAY)
        # A timestamp is a date to Python, and a quoted date is a text: the law begins on a day.
        if type(value) is not date:
            raise self.wrong(key, A_DAY)
        return value

    def choice(self, key: str, choices: type[Choice]) -> Choice:
        allowed = " | ".join(f'"{choice}"' for choice in choices)
        text = self.text(key, allowed)
        if text not in set(choices):
            raise self.wrong(key, allowed)
        return choices(text)

    def table(self, key: str, allowed: str = A_TABLE) -> "Table":
        return self._child(key, key, self.value(key, allowed), allowed)

    def tables(self, key: str, allowed: str) -> tuple["Table", ...]:
        items = self._list(key, allowed)
        return tuple(self._child(key, f"{key}[{place}]", item, allowed) for place, item in enumerate(items))

    def _child(self, key: str, name: str, value: object, allowed: str) -> "Table":
        if not isinstance(value, dict):
            raise self.wrong(key, allowed)
        return Table(self.file, value, f"{self.path}.{name}" if self.path else name)

    def _list(self, key: str, allowed: str) -> list[object]:
        value = self.value(key, allowed)
        if not isinstance(value, list):
            raise self.wrong(key, allowed)
        return value


def _as_toml(value: object) -> str:
    """The value as it may be written in a file, cut where it is long."""
    text = str(value) if isinstance(value, date | time) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= SHOWN_LENGTH else f"{text[:SHOWN_LENGTH]}…"
