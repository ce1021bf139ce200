"""What a report needs besides the figures: the law, what the source cannot show, and where everything came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sagsloft.core.calendar import Calendar
from sagsloft.core.measurable import Unmeasurable
from sagsloft.core.rules import Rule, Text, Version
from sagsloft.render.report_words import Words

__all__ = ["Context", "Figure", "Fingerprint", "Published"]


class Figure(Protocol):
    """One published share (0 to 1) of some years, of what, and where it is written."""

    @property
    def first_year(self) -> int: ...
    @property
    def last_year(self) -> int: ...
    @property
    def share(self) -> float: ...
    @property
    def base(self) -> Text: ...
    @property
    def url(self) -> str: ...


class Published(Protocol):
    """What has been published about a rule in the whole country: figures from `low` to `high`."""

    @property
    def text(self) -> Text: ...
    @property
    def publisher(self) -> str: ...
    @property
    def law(self) -> Text: ...
    @property
    def figures(self) -> Sequence[Figure]: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A file that was read: its name without folder, and the SHA-256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Around an `Overview`.

    `name`: of the source. `rules`: those that were judged. `labels`: what activities are called, by code. `book`: the
    rulebook's name; `book_note`: what it takes for granted. `published`: by rule id. `notes`: sentences on the source,
    already said. `rejected_reasons`: a sentence → the rows rejected for it. `dropped`: columns and attributes that were
    not kept. `software`: name and version. `files`: events, mappings and what else was read. `command`: the line that
    gives the same page from the same files. `invented`: the data are no real children's.
    """

    name: str
    rules: tuple[Rule, ...]
    calendar: Calendar
    labels: Mapping[str, Text]
    book: Text
    book_note: Text | None
    book_hash: str
    software: str
    files: tuple[Fingerprint, ...]
    command: str
    known_at: datetime | None = None
    unmeasurable: tuple[Unmeasurable, ...] = ()
    published: Mapping[str, Published]
    notes: tuple[str, ...] = ()
    rejected: int = 0
    rejected_reasons: Mapping[str, int]
    dropped: tuple[str, ...] = ()
    invented: bool = False

    def rule(self, rule_id: str) -> Rule:
        return next(rule for rule in self.rules if rule.id == rule_id)

    def version(self, rule_id: str, in_force: date) -> Version:
        return next(version for version in self.rule(rule_id).versions if version.in_force == in_force)

    def label(self, code: str, words: Words) -> str:
        """What an activity is called; its code where no vocabulary names it."""
        text = self.labels.get(code)
        return code if text is None else words.text(text)
