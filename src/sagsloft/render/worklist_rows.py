"""One obligation of the worklist as the cells of a row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

import polars as pl

from sagsloft.core.rules import Rule, Scope, Version
from sagsloft.messages import Language, say
from sagsloft.render.explanation import Narrator
from sagsloft.render.spreadsheet import Cell, localised
from sagsloft.render.terminal import in_language
from sagsloft.render.worklist_input import WorklistInput

__all__ = ["Teller", "cited"]

ROWS = ("trigger_row", "fulfilled_row", "excused_row", "lapsed_row", "or_when_row")


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells of the obligations that are shown, and knows the events that decided them."""

    found: WorklistInput
    narrator: Narrator
    versions: Mapping[tuple[str, date], tuple[Rule, Version]]
    language: Language

    @classmethod
    def of(cls, found: WorklistInput, shown: pl.DataFrame, language: Language) -> Self:
        """`shown`: rows of `urgency.open_obligations`. Only their events are looked up, for there may be millions."""
        numbers = pl.concat([shown[name].drop_nulls().rename("row") for name in ROWS]).unique()
        events = found.events.filter(pl.col("row").is_in(numbers.implode()))
        narrator = Narrator(
            events={event["row"]: event for event in events.iter_rows(named=True)},
            labels=found.labels,
            calendar=found.calendar,
            as_of=found.as_of,
            language=language,
            places=_places(found, numbers),
        )
        return cls(found, narrator, found.versions, language)

    def cells(self, obligation: Mapping[str, Any]) -> dict[str, Cell]:
        """Every cell that some sheet shows, by the name of its column."""
        rule, version = self.versions[obligation["rule_id"], obligation["version"]]
        event = self.narrator.events[obligation["trigger_row"]]
        days, age = obligation["days"], obligation["age"]
        return {
            "case": obligation["case_id"],
            "matter": obligation["matter_id"],
            "list": say(f"worklist.sheet_{obligation['urgency']}", self.language),
            "rule": in_language(rule.title, self.language),
            "citation": cited(self.found, rule, version, self.language),
            "trigger": self.narrator.activity(event),
            "triggered_at": self._local(event["earliest"], whole_day=event["latest"] > event["earliest"]),
            "due_at": self._local(obligation["due_at"], whole_day=False),
            **dict.fromkeys(("days", "days_over", "days_left", "days_waited"), days),
            "age": None if age is None else say(f"worklist.age_{age}", self.language),
            "missing_step": self._missing_step(version),
            "explanation": self.narrator.paragraph(obligation, rule, version, None, version_told=True),
            "team": obligation["team"],
            "caseworker": obligation["caseworker"],
        }

    def _local(self, instant: datetime | None, *, whole_day: bool) -> Cell:
        if instant is None:
            return None
        return localised(instant.astimezone(ZoneInfo(self.found.calendar.timezone)), whole_day=whole_day)

    def _missing_step(self, version: Version) -> str:
        """What would fulfil it: `Barnets plan udarbejdet eller Ungeplan udarbejdet`."""
        names = dict.fromkeys(
            say("worklist.any_activity", self.language)
            if pattern.is_any_activity
            else self.found.labels.get(pattern.activity, pattern.activity)
            for pattern in version.fulfilled_by
        )
        return f" {say('worklist.or', self.language)} ".join(names)


def _places(found: WorklistInput, numbers: pl.Series) -> dict[int, tuple[str, int]]:
    """Where each event is written; the file is named where there are several."""
    if found.places is None:
        return {}
    table = found.places(numbers)
    is_one = table["file"].n_unique() == 1
    files = [""] * table.height if is_one else table["file"].to_list()
    return dict(zip(numbers.to_list(), zip(files, table["row"].to_list(), strict=True), strict=True))


def cited(found: WorklistInput, rule: Rule, version: Version, language: Language) -> str:
    """The paragraph, with what a reader must know about the version."""
    marks = [str(version.citation)]
    if version.municipal:
        marks.append(say("table.municipal", language))
    if rule.scope is Scope.MATTER and not found.has_matters:
        marks.append(say("worklist.case_level", language))
    return " · ".join(marks)
