"""Which figures does a report draw? The same counts as in its statements, ready for whoever draws them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sagsloft.core.estimates import Count
from sagsloft.core.rules import Text
from sagsloft.core.scales import Answer, Criticality, Track
from sagsloft.core.theme_findings import Outcome
from sagsloft.core.trends import Trend

__all__ = [
    "AnswersChart",
    "AnswersRow",
    "Chart",
    "CriticalityChart",
    "DeadlineChart",
    "LevelRow",
    "LevelsChart",
    "Measure",
    "ThemeRow",
    "ThemesChart",
]


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A criterion's share, now and in the round before. `has_interval`: the cases are a whole random draw."""

    code: str
    question: Text
    now: Count
    before: Count | None
    goal: float | None
    has_interval: bool


@dataclass(frozen=True, slots=True)
class LevelsChart:
    """Shares with intervals. `name`: of the drawing, used by no other; `about`: the theme's title."""

    name: str
    about: Text
    track: Track
    rows: tuple[LevelRow, ...]


@dataclass(frozen=True, slots=True)
class AnswersRow:
    """How many cases have each answer."""

    code: str
    question: Text
    scale: str
    cases: Mapping[Answer, int]


@dataclass(frozen=True, slots=True)
class AnswersChart:
    """`about`: the theme's title."""

    name: str
    about: Text
    rows: tuple[AnswersRow, ...]


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """How many cases have each outcome of a theme."""

    title: Text
    cases: Mapping[Outcome, int]


@dataclass(frozen=True, slots=True)
class ThemesChart:
    """All themes."""

    name: str
    rows: tuple[ThemeRow, ...]


@dataclass(frozen=True, slots=True)
class CriticalityChart:
    """How many cases are judged to be what; `before`: in the round before."""

    name: str
    now: Mapping[Criticality, int]
    before: Mapping[Criticality, int] | None


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that was set going on a day, and what it is called."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class DeadlineChart:
    """A rule's shares in time by period, of each law that cannot be compared with the one before by itself.

    `basis`: what was counted from, where the rule is told by that. `changes`: days on which the law changed;
    `measures`: what was set going.
    """

    name: str
    title: Text
    basis: str | None
    trends: tuple[Trend, ...]
    changes: tuple[date, ...]
    measures: tuple[Measure, ...]


Chart = LevelsChart | AnswersChart | ThemesChart | CriticalityChart | DeadlineChart
