"""The record of one draw: its steps in their order, each with a hash over itself and all before it.

The hash of a step is SHA-256, in hexadecimal, of its JSON without the field `sha256`, with `format` added, as UTF-8
with sorted names and no spaces. `former` is the hash of the step before, so a step cannot be changed, left out or moved
without a trace in all that follow. Who writes all hashes anew leaves another last hash: that is why it is published.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import TypeVar

from sagsloft.core.draw_steps import (
    Committed,
    Drawn,
    Extended,
    Frozen,
    Planned,
    Skipped,
    Step,
    as_entry,
    step_of,
)
from sagsloft.core.errors import UserError

__all__ = ["FORMAT", "Link", "Record"]

FORMAT = "sagsloft-draw-1"
ALL_FORMATS = "sagsloft-draw-"
LONGEST_SHOWN = 40
Kind = TypeVar("Kind", Frozen, Planned, Committed, Drawn, Skipped, Extended)
Entry = dict[str, object]


@dataclass(frozen=True, slots=True)
class Link:
    """A step of the chain, the hash of the one before it, and its own."""

    step: Step
    former: str | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Record:
    """All steps so far, of which the first freezes the frame. `then` adds one; none is ever changed."""

    links: tuple[Link, ...]

    @classmethod
    def begin(cls, step: Frozen) -> "Record":
        return cls((Link(step, None, _hash({**as_entry(step), "former": None})),))

    def then(self, step: Step) -> "Record":
        """Raises UserError where the step's day lies before that of the last one."""
        if step.on < self.links[-1].step.on:
            raise UserError("sample.before_the_last_step", day=step.on, last=self.links[-1].step.on)
        return Record((*self.links, Link(step, self.hash, _hash({**as_entry(step), "former": self.hash}))))

    @property
    def hash(self) -> str:
        """Of the last step, and so of all of them."""
        return self.links[-1].sha256

    @property
    def frozen(self) -> Frozen:
        return self.all(Frozen)[0]

    def all(self, kind: type[Kind]) -> tuple[Kind, ...]:
        return tuple(link.step for link in self.links if isinstance(link.step, kind))

    def first(self, kind: type[Kind]) -> Kind | None:
        return next(iter(self.all(kind)), None)

    def as_json(self) -> Entry:
        steps = [{**as_entry(link.step), "former": link.former, "sha256": link.sha256} for link in self.links]
        return {"format": FORMAT, "steps": steps}

    @classmethod
    def from_json(cls, content: object) -> "Record":
        """Raises UserError with the number of the first step that was changed, left out, moved or is not understood."""
        links: list[Link] = []
        for number, entry in enumerate(_entries(content), 1):
            former = links[-1].sha256 if links else None
            sha256 = entry.pop("sha256", None)
            if entry.get("former") != former:
                raise UserError("sample.step_missing", number=number)
            if not isinstance(sha256, str) or sha256 != _hash(entry):
                raise UserError("sample.step_changed", number=number)
            links.append(Link(_understood(entry, number), former, sha256))
        return cls(tuple(links))


def _entries(content: object) -> list[Entry]:
    """The steps as they are written. Raises UserError where this is no record, or one of another format."""
    if isinstance(content, dict):
        written, steps = content.get("format"), content.get("steps")
        if isinstance(written, str) and written.startswith(ALL_FORMATS) and written != FORMAT:
            raise UserError("sample.another_format", found=written[:LONGEST_SHOWN], known=FORMAT)
        if written == FORMAT and content.keys() == {"format", "steps"} and isinstance(steps, list) and steps:
            entries = [dict(entry) for entry in steps if isinstance(entry, dict)]
            if len(entries) == len(steps):
                return entries
    raise UserError("sample.not_a_record")


def _hash(entry: Entry) -> str:
    written = json.dumps({**entry, "format": FORMAT}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode(errors="surrogatepass")).hexdigest()


def _understood(entry: Entry, number: int) -> Step:
    """The step of an entry whose hash is right; a record begins with a frame, and has no other."""
    try:
        step = step_of({name: value for name, value in entry.items() if name != "former"})
    except ValueError:
        raise UserError("sample.not_understood", number=number) from None
    if isinstance(step, Frozen) is not (number == 1):
        raise UserError("sample.not_understood", number=number)
    return step
