"""Each obligation of a case in one paragraph: what began it, which law, how the due date came about, what was done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sagsloft.core.calendar import Calendar, Span, Unit
from sagsloft.core.due import Basis
from sagsloft.core.measurable import Missing
from sagsloft.core.obligations import Status
from sagsloft.core.rules import AtLeast, Before, Open, Rule, Text, Version, Within
from sagsloft.messages import Language, say
from sagsloft.messages.wording import day, days_between, joined, moment
from sagsloft.render.limits import attribute_name, limit, span

__all__ = ["Narrator"]

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Narrator:
    """Tells of cases. `events`: their events by number; `labels`: what activities are called.

    `places`: in which file (empty: there is only one) and in which of its rows an event is found, by its number; one
    that is not there has its row for a number.
    """

    events: Mapping[int, Row]
    labels: Mapping[str, str]
    calendar: Calendar
    as_of: datetime
    language: Language
    places: Mapping[int, tuple[str, int]] = field(default_factory=dict)

    def paragraph(
        self, obligation: Row, rule: Rule, version: Version, missing: Missing | None, *, version_told: bool = False
    ) -> str:
        """One obligation (a row of `obligations.TRACE_COLUMNS`) in plain words.

        `version_told`: the reader has seen elsewhere which version applies and why, so that is not said again.
        """
        parts = [
            self._began(obligation),
            "" if version_told else self._version(version),
            *self._marks(rule, version),
            self._limit(obligation, version),
            *self._fell_back(obligation),
            self._outcome(obligation),
            *self._doubts(obligation, missing),
        ]
        return " ".join(part for part in parts if part)

    def _say(self, message_id: str, **values: object) -> str:
        return say(f"explain.{message_id}", self.language, **values)

    def _text(self, text: Text) -> str:
        return text.en if self.language is Language.ENGLISH else text.da

    def _day(self, value: date) -> str:
        return day(value, self.language)

    def _moment(self, value: datetime) -> str:
        return moment(value, self.calendar.timezone, self.language)

    def _local_day(self, value: datetime) -> date:
        return value.astimezone(ZoneInfo(self.calendar.timezone)).date()

    def event(self, row: int) -> str:
        """`"Underretning modtaget" 30. marts 2024 kl. 12.00 (række 2)`."""
        event = self.events[row]
        file, line = self.places.get(row, ("", row))
        words = {"activity": self.activity(event), "when": self.when(event), "row": line}
        return self._say("event_in", file=file, **words) if file else self._say("event", **words)

    def activity(self, event: Row) -> str:
        return self.labels.get(event["activity"], event["activity"])

    def when(self, event: Row) -> str:
        """When it happened; a date alone where there is no time of day."""
        if event["latest"] > event["earliest"]:
            return self._day(self._local_day(event["earliest"]))
        return self._moment(event["earliest"])

    def _began(self, obligation: Row) -> str:
        return self._say("began", event=self.event(obligation["trigger_row"]))

    def _version(self, version: Version) -> str:
        """Which version, and why that one."""
        decides = "version_by_period" if isinstance(version.deadline, AtLeast) else "version_by_trigger"
        since = self._day(version.in_force)
        words = self._say(decides, citation=version.citation, since=since)
        if version.until is None:
            return words
        return f"{words} {self._say('version_until', until=self._day(version.until))}"

    def _marks(self, rule: Rule, version: Version) -> list[str]:
        """What a reader must know about a version wherever it is used."""
        marks = []
        if version.municipal:
            marks.append(self._say("municipal"))
        if version.verified is None and rule.kind == "law":
            marks.append(self._say("unverified"))
        if version.note is not None:
            marks.append(self._text(version.note).strip())
        return marks

    def _limit(self, obligation: Row, version: Version) -> str:
        match version.deadline:
            case Within() as deadline:
                return self._within(obligation, deadline)
            case Before(not_older_than):
                length = span(not_older_than, self.language)
                return self._say("before", span=length, due=self._moment(obligation["due_at"]))
            case AtLeast(count, every):
                length = span(every, self.language)
                due = self._day(self._local_day(obligation["due_at"]))
                return self._say("at_least", count=count, span=length, period=obligation["period"], due=due)
            case Open():
                return self._say("open")
        return ""

    def _within(self, obligation: Row, deadline: Within) -> str:
        due_day = self._day(self._local_day(obligation["due_at"]))
        if obligation["basis"] == Basis.OR_WHEN:
            return self._say("or_when", due=due_day, event=self.event(obligation["or_when_row"]))
        if obligation["basis"] == Basis.ON_DATE_IN and deadline.on_date_in is not None:
            return self._say("on_date_in", attribute=attribute_name(deadline.on_date_in, self.language), due=due_day)
        words = {
            "limit": limit(deadline, self.language),
            "first": self._day(obligation["counted_from"]),
            "why": say(f"basis.{Basis(obligation['basis'])}", self.language),
        }
        ends_with_day = obligation["due_at"] == self.calendar.end_of(self._local_day(obligation["due_at"]))
        if ends_with_day or deadline.span.unit is not Unit.HOURS:
            return self._say("within_days", due=due_day, **words) + self._counted(obligation, deadline.span)
        hours = self._say("within_hours", due=self._moment(obligation["due_at"]), **words)
        return hours + self._clocks_changed(obligation)

    def _counted(self, obligation: Row, length: Span) -> str:
        """The weekdays that were counted, and each day that was skipped, with the reason."""
        if not length.unit.skips_holidays:
            return ""
        counted, skipped = self.calendar.counted_days(obligation["counted_from"], length)
        words = " " + self._say("counted", days=joined([self._day(each) for each in counted], self.language))
        if skipped:
            words += " " + self._say("skipped", days=joined([self._skipped(each) for each in skipped], self.language))
        return words

    def _skipped(self, value: date) -> str:
        holiday = self.calendar.holidays.get(value)
        weekday = say(f"wording.weekday_{value.isoweekday()}", self.language)
        reason = weekday if holiday is None else self._text(Text(da=holiday.da, en=holiday.en))
        return f"{self._day(value)} ({reason})"

    def _clocks_changed(self, obligation: Row) -> str:
        zone = ZoneInfo(self.calendar.timezone)
        begun, due = (obligation[name].astimezone(zone).utcoffset() for name in ("triggered_at", "due_at"))
        if begun == due:
            return ""
        return " " + self._say("clocks_forward" if begun < due else "clocks_back")

    def _fell_back(self, obligation: Row) -> list[str]:
        problems = [problem.split(":") for problem in (obligation["fell_back"] or "").split()]
        return [
            self._say(f"fell_back_{reason}", attribute=attribute_name(attribute, self.language))
            for attribute, reason in problems
        ]

    def _outcome(self, obligation: Row) -> str:
        status = Status(obligation["status"])
        since = obligation["due_at"] or obligation["triggered_at"]
        passed = days_between(since, self.as_of, self.calendar.timezone)
        # Told only of what has been waited for, and so never negative.
        days = span(Span(passed, Unit.DAYS), self.language) if passed > 0 else say("span.under_a_day", self.language)
        row = {Status.EXCUSED: "excused_row", Status.LAPSED: "lapsed_row"}.get(status, "fulfilled_row")
        event = self.event(obligation[row]) if obligation[row] is not None else ""
        has_limit = "" if obligation["due_at"] is not None else "_open"
        words = {"event": event, "days": days, "as_of": self._moment(self.as_of)}
        return self._say(f"{status}{has_limit}", **words)

    def _doubts(self, obligation: Row, missing: Missing | None) -> list[str]:
        """What the reader must know before relying on it."""
        doubts = []
        if obligation["day_precision"]:
            doubts.append(self._say("day_precision"))
        if missing:
            doubts.append(self._say("not_measurable", missing=", ".join(missing.names)))
        elif not obligation["measurable"]:
            doubts.append(self._say("looks_too_far_back"))
        return doubts
