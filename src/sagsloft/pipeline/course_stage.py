"""What is fixed about an invented course before it begins: who reads, what for, on which days, and in which folders."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sagsloft.core.draw_steps import Extension
from sagsloft.messages import Language, say
from sagsloft.pipeline.question import Question
from sagsloft.pipeline.sampling import Plan
from sagsloft.sources.synthetic.casework import AFTER, BEFORE, Practice
from sagsloft.sources.synthetic.dice import Dice
from sagsloft.sources.synthetic.readers import Temper

__all__ = [
    "ACTIVITY",
    "ADJUDICATOR",
    "COUNT",
    "DIRECTOR",
    "EXTEND_TO",
    "GOALS",
    "LEADER",
    "ORGANISATION",
    "PRIMARY",
    "PROTOCOL",
    "READERS",
    "TIMEZONE",
    "WHERE",
    "Stage",
]

READERS = {"Anna Holm": Temper.STRICT, "Bo Lund": Temper.MILD}
ADJUDICATOR, LEADER, DIRECTOR = "Clara Friis", "Dorthe Bæk", "Erik Vang"
PROTOCOL, ORGANISATION = "sagsmaaling", "organisation"
PRIMARY = ("A1", "D1", "D3", "E8", "F3")
GOALS = {"A1": 1.0, "D1": 0.9, "D3": 0.8, "E8": 0.75, "F3": 0.75}
ACTIVITY, WHERE = "afgoerelse_truffet", "indhold=indsats,anbringelse"
COUNT, EXTEND_TO = 20, 30
TIMEZONE = ZoneInfo("Europe/Copenhagen")
THROWS, SIDES = 20, 6
FEBRUARY_29 = (2, 29)
SEEDS = 100
"""Numbers between the seeds of two rounds; each thing that is invented in a round has one of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One of the two rounds. `as_of`: the day of its export, on which its frame is frozen."""

    number: int
    as_of: date
    folder: Path
    seed: int
    language: Language

    @property
    def export(self) -> Path:
        return self.folder / f"udtraek-{self.number}" / "haendelser.csv"

    @property
    def mappings(self) -> Path:
        return self.folder / "mappings"

    @property
    def check(self) -> Path:
        return self.folder / f"kontrol-{self.number}"

    @property
    def draw(self) -> Path:
        return self.folder / f"traekning-{self.number}"

    @property
    def round(self) -> Path:
        return self.folder / f"runde-{self.number}"

    @property
    def filled(self) -> Path:
        return self.folder / f"udfyldt-{self.number}"

    @property
    def agreement(self) -> Path:
        return self.folder / f"enighed-{self.number}"

    @property
    def reports(self) -> Path:
        return self.folder / f"rapport-{self.number}"

    @property
    def reported_on(self) -> date:
        return self._on(54)

    @property
    def is_later(self) -> bool:
        return self.number > 1

    @property
    def practice(self) -> Practice:
        return AFTER if self.is_later else BEFORE

    @property
    def question(self) -> Question:
        return Question(events=(self.export,), mappings=(self.mappings,), as_of=self.as_of)

    @property
    def first(self) -> date:
        """The first of the twelve months whose decisions make the frame."""
        after = self.as_of + timedelta(days=1)
        day = after.day - 1 if (after.month, after.day) == FEBRUARY_29 else after.day
        return after.replace(year=after.year - 1, day=day)

    @property
    def plan(self) -> Plan:
        return Plan(COUNT, Extension(EXTEND_TO, say("course.extension_rule", self.language)))

    @property
    def dice(self) -> str:
        """What the public dice showed, which say themselves that nobody threw them; the same in both languages."""
        throws = Dice(self.seed_of(0)).generator.integers(1, SIDES, THROWS, endpoint=True)
        return "opdigtet/invented: " + " ".join(map(str, throws))

    @property
    def drawn_on(self) -> date:
        return self._on(7)

    @property
    def sent_on(self) -> date:
        return self._on(8)

    @property
    def read_at(self) -> datetime:
        """When the forms came back."""
        return self.at(29, 14)

    @property
    def explained_at(self) -> datetime:
        return self.at(36, 10)

    @property
    def decided_at(self) -> datetime:
        return self.at(40, 10)

    @property
    def concluded_at(self) -> datetime:
        return self.at(47, 9)

    def seed_of(self, thing: int) -> int:
        """From 0 to SEEDS - 1; each round and each thing has its own."""
        return (self.seed * 2 + self.number) * SEEDS + thing

    def at(self, days: int, hour: int, minute: int = 0) -> datetime:
        """So many days after the export, on the wall's clock."""
        return datetime.combine(self._on(days), time(hour, minute), TIMEZONE)

    def _on(self, days: int) -> date:
        return self.as_of + timedelta(days=days)
