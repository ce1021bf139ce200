"""Who did what, and when? Steps that are only ever added, each with a hash over itself and all before it.

The hash of a step is SHA-256, in hexadecimal, of its JSON without the field `sha256`, with `format` added, as UTF-8
with sorted names and no spaces: as in the record of a draw. A slip is not erased, but taken back by a step of its own.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, ClassVar, Generic, TypeVar, get_type_hints

from sagsloft.core.cpr import holds_cpr
from sagsloft.core.errors import UserError

__all__ = ["Link", "LogKind", "Logbook", "Step", "StepT", "in_words", "standing", "words"]

LONGEST_SHOWN = 40
Entry = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What can be written in a logbook; its fields are texts, days and times with an offset.

    `takes_back`: it undoes the last step before it; `lasts`: it cannot be undone.
    """

    takes_back: ClassVar[bool] = False
    lasts: ClassVar[bool] = False


StepT = TypeVar("StepT", bound=Step)


@dataclass(frozen=True, slots=True)
class LogKind(Generic[StepT]):
    """`family` and `version` make the format's name; `steps` are all that such a logbook can hold, by their names."""

    family: str
    version: int
    steps: Mapping[str, type[StepT]]

    @property
    def format(self) -> str:
        return f"{self.family}-{self.version}"

    def name_of(self, step: StepT) -> str:
        return next(name for name, kind in self.steps.items() if kind is type(step))

    def as_entry(self, step: StepT) -> Entry:
        """The step as JSON holds it. Raises ValueError where a time lacks its offset."""
        return {"step": self.name_of(step), **{each.name: _plain(getattr(step, each.name)) for each in fields(step)}}

    def step_of(self, entry: Mapping[str, Any]) -> StepT:
        """The step of an entry. Raises ValueError, KeyError or TypeError where it is none, or holds anything else."""
        kind = self.steps[entry["step"]]
        types = get_type_hints(kind)
        step = kind(**{each.name: READERS[types[each.name]](entry[each.name]) for each in fields(kind)})
        if self.as_entry(step) != entry:
            raise ValueError(entry["step"])
        return step


@dataclass(frozen=True, slots=True)
class Link(Generic[StepT]):
    """A step of the chain, the hash of the one before it, and its own."""

    step: StepT
    former: str | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Logbook(Generic[StepT]):
    """All steps so far. `then` adds one; none is ever changed."""

    kind: LogKind[StepT]
    links: tuple[Link[StepT], ...] = ()

    @property
    def steps(self) -> tuple[StepT, ...]:
        return tuple(link.step for link in self.links)

    @property
    def hash(self) -> str | None:
        """Of the last step, and so of all of them; None of an empty logbook."""
        return self.links[-1].sha256 if self.links else None

    def then(self, step: StepT) -> "Logbook[StepT]":
        """Raises UserError where one of the step's texts may hold a CPR number."""
        entry = self.kind.as_entry(step)
        if any(isinstance(value, str) and holds_cpr(value) for value in entry.values()):
            raise UserError("logbook.cpr")
        sha256 = _hash({**entry, "former": self.hash}, self.kind.format)
        return Logbook(self.kind, (*self.links, Link(step, self.hash, sha256)))

    def as_json(self) -> Entry:
        steps = [{**self.kind.as_entry(link.step), "former": link.former, "sha256": link.sha256} for link in self.links]
        return {"format": self.kind.format, "steps": steps}

    @classmethod
    def from_json(cls, kind: LogKind[StepT], content: object) -> "Logbook[StepT]":
        """Raises UserError with the number of the first step that was changed, left out, moved or is not understood."""
        links: list[Link[StepT]] = []
        for number, entry in enumerate(_entries(kind, content), 1):
            former = links[-1].sha256 if links else None
            sha256 = entry.pop("sha256", None)
            if entry.get("former") != former:
                raise UserError("logbook.step_missing", number=number)
            if not isinstance(sha256, str) or sha256 != _hash(entry, kind.format):
                raise UserError("logbook.step_changed", number=number)
            del entry["former"]
            try:
                links.append(Link(kind.step_of(entry), former, sha256))
            except (ValueError, LookupError, TypeError):
                raise UserError("logbook.not_understood", number=number) from None
        return cls(kind, tuple(links))


def words(text: str) -> str:
    """A text as it is kept: on one line, without characters that cannot be seen."""
    return " ".join("".join(each for each in text if each.isprintable() or each.isspace()).split())


def in_words(step: StepT) -> StepT:
    """The step with all its texts as they are kept. Raises UserError where nobody's name, or no reason, is given."""
    texts = {each.name: getattr(step, each.name) for each in fields(step)}
    kept = {name: words(text) for name, text in texts.items() if isinstance(text, str)}
    for name in ("by", "reason"):
        if kept.get(name) == "":
            raise UserError(f"logbook.no_{name}")
    return replace(step, **kept)


def standing(steps: Iterable[StepT]) -> tuple[StepT, ...]:
    """The steps of one matter that stand: without what was taken back, and without the taking back.

    Raises UserError where there was nothing to take back.
    """
    found: list[StepT] = []
    for step in steps:
        if not step.takes_back:
            found.append(step)
            continue
        places = [place for place, each in enumerate(found) if not each.lasts]
        if not places:
            raise UserError("logbook.nothing_to_undo")
        del found[places[-1]]
    return tuple(found)


def _plain(value: object) -> str:
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("a time without an offset")
    return value.isoformat() if isinstance(value, date) else str(value)


def _text(value: object) -> str:
    """Raises TypeError where it is no text, and ValueError where no file can hold it: half of a character."""
    if not isinstance(value, str):
        raise TypeError(type(value))
    value.encode()
    return value


READERS = {str: _text, date: date.fromisoformat, datetime: datetime.fromisoformat}


def _entries(kind: LogKind[StepT], content: object) -> list[Entry]:
    """The steps as they are written. Raises UserError where this is no such logbook, or one of another version."""
    if isinstance(content, dict):
        written, steps = content.get("format"), content.get("steps")
        if isinstance(written, str) and written.startswith(f"{kind.family}-") and written != kind.format:
            raise UserError("logbook.another_format", found=written[:LONGEST_SHOWN], known=kind.format)
        if written == kind.format and content.keys() == {"format", "steps"} and isinstance(steps, list) and steps:
            entries = [dict(entry) for entry in steps if isinstance(entry, dict)]
            if len(entries) == len(steps):
                return entries
    raise UserError("logbook.not_a_logbook")


def _hash(entry: Entry, name: str) -> str:
    written = json.dumps({**entry, "format": name}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode(errors="surrogatepass")).hexdigest()
