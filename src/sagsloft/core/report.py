"""What does a report say, and what does each of its statements rest on? A plain tree, before any words.

A sentence is a `Message`: the id of a sentence and typed values, worded in one place (`render.report_sentences`). Words
about a change come from a `Claim` and a verdict about a goal from a `Standing`, never from whoever composes the report.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from sagsloft.core.estimates import Count, Interval, none_found_at_most
from sagsloft.core.goals import Standing
from sagsloft.core.ladder import Claim
from sagsloft.core.report_charts import Chart
from sagsloft.core.rules import Text

__all__ = [
    "Account",
    "Basis",
    "Block",
    "Bulleted",
    "Callout",
    "Chance",
    "Edition",
    "Evidence",
    "Facts",
    "Joined",
    "Listed",
    "Message",
    "Number",
    "Reach",
    "Report",
    "ReportKind",
    "Section",
    "Share",
    "Source",
    "Statement",
    "Table",
    "TowardsGoal",
    "Value",
    "message",
]


class ReportKind(StrEnum):
    """Of the first round; of a later one beside it; one page between them."""

    ANALYSIS = "analyse"
    STATUS = "status"
    QUARTER = "kvartal"


class Edition(StrEnum):
    """For the unit alone, or for everyone (method, section 9)."""

    INTERNAL = "internal"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence or a part of one: its id in `sagsloft.messages`, and what fills its blanks. Made by `message`."""

    id: str
    values: Mapping[str, "Value"]


@dataclass(frozen=True, slots=True)
class Share:
    """A share of one."""

    value: float


@dataclass(frozen=True, slots=True)
class Number:
    """A figure with so many decimals."""

    value: float
    digits: int = 1


@dataclass(frozen=True, slots=True)
class Chance:
    """A probability; None where none can be worked out."""

    value: float | None


@dataclass(frozen=True, slots=True)
class TowardsGoal:
    """What may be said of a level against its goal: the verdict of a `Standing`, about what is called `name`."""

    name: Message
    standing: Standing


@dataclass(frozen=True, slots=True)
class Joined:
    """`a, b og c`."""

    parts: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """`a · b · c`."""

    parts: tuple["Value", ...]


class Reach(StrEnum):
    """Of which cases a count tells anything."""

    READ = "read"
    """Of those that were read, and no others."""
    FRAME = "frame"
    """Of all cases of the frame, by the exact interval of a random draw."""
    NONE_FOUND = "none_found"
    """Of all cases of the frame, by the one-sided bound of "none found" (method, section 1)."""
    ALL = "all"
    """All were counted: the figure is a fact."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The count behind a statement. `of`: what it counts, where a statement has more than one.

    Raises ValueError where it reaches farther than its count.
    """

    count: Count
    reach: Reach
    of: Message | None = None

    def __post_init__(self) -> None:
        count = self.count
        is_none = bool(count.relevant) and 0 in {count.met, count.breaches}
        if (self.reach is Reach.NONE_FOUND and not is_none) or (self.reach is Reach.ALL and not count.is_census):
            raise ValueError(f"{self.reach}: {count}")

    @property
    def interval(self) -> Interval | None:
        """None where there is another bound, none at all, or nothing was relevant."""
        return self.count.interval if self.reach is Reach.FRAME and self.count.relevant else None

    @property
    def at_most(self) -> float | None:
        """The bound of "none found"; None with any other reach."""
        if self.reach is not Reach.NONE_FOUND:
            return None
        return none_found_at_most(self.count.relevant, self.count.frame)


Value: TypeAlias = (
    int
    | str
    | date
    | Text
    | Share
    | Number
    | Chance
    | Count
    | Evidence
    | Claim
    | TowardsGoal
    | Joined
    | Listed
    | Message
)
"""A `Claim` is worded as its phrase, `TowardsGoal` as its verdict, `Evidence` as its bound; a text is what somebody
wrote, a code or a hash, and stands as it is."""


class Source(StrEnum):
    """What was counted, or looked at."""

    ROUND = "round"
    ANSWERS = "answers"
    THEMES = "themes"
    CRITICALITY = "criticality"
    AGREEMENT = "agreement"
    ORGANISATION = "organisation"
    ALARMS = "alarms"
    REPAIRS = "repairs"
    EVENTS = "events"


UNCOUNTED = (Source.ROUND, Source.ORGANISATION)
"""What is told of the round itself, and judgements from documents and interviews: no count belongs to them."""


@dataclass(frozen=True, slots=True)
class Basis:
    """`codes`: the criteria, the themes or the rules; none where it is the whole."""

    source: Source
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """What the report asserts, under an id that is the same each time that it is made.

    Raises ValueError where a count lacks, or where a phrase or a verdict rests on another count than the one beside it.
    """

    id: str
    message: Message
    evidence: tuple[Evidence, ...]
    rests_on: Basis

    def __post_init__(self) -> None:
        told = {each.count for each in self.evidence}
        if not told and self.rests_on.source not in UNCOUNTED:
            raise ValueError(f"{self.id}: no count")
        if not set(_counts_in(self.message)) <= told:
            raise ValueError(f"{self.id}: words about other counts")

    @property
    def figures(self) -> tuple[float, ...]:
        """All numbers in it but days, in their order: what must not change unseen between two reports."""
        return (*_figures_in(self.message), *(each for one in self.evidence for each in _figures_in(one)))


@dataclass(frozen=True, slots=True)
class Bulleted:
    """Points of equal weight."""

    items: tuple[Statement | Message, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The first column names what its row is about. `numbers`: the columns that are right-aligned."""

    title: Message
    headings: tuple[Message, ...]
    rows: tuple[tuple[Value, ...], ...]
    numbers: tuple[int, ...] = ()
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class Callout:
    """Something apart, such as what cannot be said."""

    title: Message
    blocks: tuple[Statement | Message | Bulleted, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """Where people write in their own words; `text`: the paragraphs that they have written."""

    title: Message
    guidance: Message
    text: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Each with its name, such as where the figures come from."""

    pairs: tuple[tuple[Message, Value], ...]


Block = Statement | Message | Bulleted | Table | Chart | Callout | Account | Facts


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, its blocks, and then the sections under it. `new_page`: it begins on one."""

    id: str
    title: Message
    blocks: tuple[Block, ...] = ()
    sections: tuple["Section", ...] = ()
    new_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`as_of`: the day of the round; `on`: the day that alarms and repairs are told of.

    Raises ValueError where two different statements have one id.
    """

    kind: ReportKind
    edition: Edition
    is_draft: bool
    is_invented: bool
    title: Message
    subtitle: Message
    as_of: date
    on: date
    sections: tuple[Section, ...]

    def __post_init__(self) -> None:
        found: dict[str, Statement] = {}
        for each in _statements(self.sections):
            if found.setdefault(each.id, each) != each:
                raise ValueError(f"two statements {each.id}")

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Each once, in reading order."""
        return tuple({each.id: each for each in _statements(self.sections)}.values())


def message(message_id: str, /, **values: Value) -> Message:
    return Message(message_id, values)


def _counts_in(value: object) -> Iterator[Count]:
    """Those that words of the ladder or a verdict rest on."""
    match value:
        case Message():
            for each in value.values.values():
                yield from _counts_in(each)
        case Joined() | Listed():
            for each in value.parts:
                yield from _counts_in(each)
        case Claim():
            yield from (value.earlier, value.later)
        case TowardsGoal():
            yield value.standing.count


def _figures_in(value: object) -> Iterator[float]:
    match value:
        case Message():
            yield from (each for one in value.values.values() for each in _figures_in(one))
        case Joined() | Listed():
            yield from (each for one in value.parts for each in _figures_in(one))
        case Claim():
            yield from (each for one in (value.earlier, value.later) for each in _figures_in(one))
        case TowardsGoal():
            yield from (*_figures_in(value.standing.count), value.standing.goal)
        case Evidence():
            yield from _figures_in(value.count)
        case Count():
            yield from (each for each in (value.met, value.relevant, value.frame) if each is not None)
        case Share() | Number():
            yield value.value
        case int():
            yield value


def _statements(sections: tuple[Section, ...]) -> Iterator[Statement]:
    for section in sections:
        yield from _in_blocks(section.blocks)
        yield from _statements(section.sections)


def _in_blocks(blocks: tuple[Block, ...]) -> Iterator[Statement]:
    for block in blocks:
        match block:
            case Statement():
                yield block
            case Bulleted():
                yield from _in_blocks(block.items)
            case Callout():
                yield from _in_blocks(block.blocks)
