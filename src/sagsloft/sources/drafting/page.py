"""A mapping file while it is being written: entries, remarks, and what a person must decide."""

import json
import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field

from sagsloft.core.cpr import masked
from sagsloft.messages import Language, say

__all__ = ["Page", "quoted"]

WIDTH = 116
NOT_PRINTED = re.compile(r"[\0-\x1f\x7f-\x9f\u2028\u2029]+")
DELETE = "\x7f"


@dataclass(slots=True)
class Page:
    """The lines so far. `decisions`: how many of them ask a person."""

    language: Language
    lines: list[str] = field(default_factory=list)
    decisions: int = 0

    def section(self, header: str) -> None:
        """`[columns]` or `[[events]]`, after an empty line."""
        self.lines += ["", header]

    def blank(self) -> None:
        self.lines.append("")

    def remark(self, message_id: str, **values: object) -> None:
        """A sentence as a comment, over as many lines as it takes."""
        self._comment(self.said(message_id, **values))

    def decide(self, message_id: str, **values: object) -> None:
        """A sentence on what a person must decide."""
        self.decisions += 1
        self._comment(f"{self.said('map.mark')}: {self.said(message_id, **values)}")

    def entry(self, key: str, value: object, remark: str = "") -> None:
        """`key = value  # remark`. A key of theirs is to be quoted."""
        self.lines.append(_entry(key, value, remark))

    def suggestion(self, key: str, value: object, remark: str = "") -> None:
        """The same, switched off: on one line, so that one sign switches it on."""
        self.lines.append(f"# {_entry(key, value, remark)}")

    def said(self, message_id: str, **values: object) -> str:
        """A sentence in the language of the page."""
        return say(message_id, self.language, **values)

    def _comment(self, sentence: str) -> None:
        plain = NOT_PRINTED.sub(" ", sentence)
        wrapped = textwrap.wrap(plain, WIDTH, break_long_words=False, break_on_hyphens=False)
        self.lines += [f"# {line}" for line in wrapped]

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


def quoted(value: object) -> str:
    """As TOML writes a text, a list, or a table. A basic string of TOML escapes what JSON does, and U+007F."""
    match value:
        case dict():
            pairs = (f"{quoted(key)} = {quoted(each)}" for key, each in value.items())
            return f"{{ {', '.join(pairs)} }}"
        case str():
            return json.dumps(value, ensure_ascii=False).replace(DELETE, "\\u007f")
    if isinstance(value, Iterable):
        return f"[{', '.join(map(quoted, value))}]"
    raise TypeError(type(value))


def _entry(key: str, value: object, remark: str) -> str:
    line = f"{key} = {quoted(value)}"
    return f"{line}  # {NOT_PRINTED.sub(' ', masked(remark))}" if remark else line
