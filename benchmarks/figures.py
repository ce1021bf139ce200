"""The figures that are measured. Each is printed by the process that measured it, as one line of JSON."""

import json
from dataclasses import asdict, dataclass
from typing import TypeVar

__all__ = ["Conformance", "Deadline", "Figure", "Floor", "Latency", "Ours", "SomeFigure", "printed", "read"]


@dataclass(frozen=True, slots=True)
class Figure:
    """Seconds, bytes and counts."""


@dataclass(frozen=True, slots=True)
class Floor(Figure):
    """Polars reading the file and sorting it. `peak`: of the first run in its process."""

    seconds: float
    peak: int


@dataclass(frozen=True, slots=True)
class Ours(Figure):
    """From the file to the obligation table. `peak`: as above."""

    events: int
    obligations: int
    load: float
    read: float
    evaluate: float
    peak: int

    @property
    def seconds(self) -> float:
        return self.load + self.read + self.evaluate


@dataclass(frozen=True, slots=True)
class Latency(Figure):
    """One call of `evaluate` for a few cases that are in memory."""

    which: str
    cases: int
    events: int
    median: float
    best: float


@dataclass(frozen=True, slots=True)
class Conformance(Figure):
    """pm4py's temporal profile: found in a log, then every case held against it."""

    events: int
    read: float
    discover: float
    conform: float


@dataclass(frozen=True, slots=True)
class Deadline(Figure):
    """One deadline. The counts tell whether two programs mean the same."""

    seconds: float
    met: int
    late: int
    not_done: int

    @property
    def verdicts(self) -> tuple[int, int, int]:
        return (self.met, self.late, self.not_done)


SomeFigure = TypeVar("SomeFigure", bound=Figure)


def printed(figures: list[SomeFigure]) -> str:
    return json.dumps([asdict(figure) for figure in figures])


def read(kind: type[SomeFigure], line: str) -> list[SomeFigure]:
    return [kind(**values) for values in json.loads(line)]
