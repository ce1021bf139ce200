"""One case in words: what happened, what was required, who had it, and what came before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Self

from sagsloft.core.attributes import ATTRIBUTE
from sagsloft.core.obligations import Status
from sagsloft.core.outcomes import OUTCOME
from sagsloft.core.rules import Rule, Version
from sagsloft.messages import Language, say
from sagsloft.render.explanation import Narrator
from sagsloft.web.accounts.sight import Sight
from sagsloft.web.monitor.case_actions import Looked
from sagsloft.web.monitor.law import book, labels, title
from sagsloft.web.monitor.wording import DASH, day_words, due_words, moment_words

__all__ = ["HandOver", "Happened", "Notified", "Required", "Story", "story"]

NOTIFIED, DECIDED = "underretning_modtaget", "underretning_afgjort"
OUTCOMES = frozenset({"ingen", "screening", "afdaekning", "undersoegelse", "andet"})
"""Those that the vocabulary names; another may be what someone wrote about the child."""
WAITS = frozenset({Status.OVERDUE, Status.PENDING})
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Happened:
    """An event. `number`: what the explanations call its row. `written`: when it was recorded."""

    number: int
    when: str
    what: str
    matter: str
    caseworker: str
    written: str
    at: datetime
    is_notification: bool


@dataclass(frozen=True, slots=True)
class Required:
    """An obligation. `mark`: its status, or that it cannot be measured, as in the messages of `status`. `near`: how far
    over, or how near, it is, where it waits and has a limit."""

    title: str
    rule_id: str
    citation: str
    mark: str
    status: str
    matter: str
    begun: str
    due: str
    near: str
    done: str
    explanation: str
    triggered_at: datetime
    due_at: datetime | None
    fulfilled_at: datetime | None


@dataclass(frozen=True, slots=True)
class HandOver:
    """A stretch of events with one caseworker and team."""

    caseworker: str
    team: str
    first: str
    last: str
    events: int


@dataclass(frozen=True, slots=True)
class Notified:
    """A notification, and what it led to; `outcome` is empty where nothing says."""

    when: str
    decided: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that the page of a case tells. `waiting`: what has a limit and has not been done, those overdue first;
    `without_limit`: what has none."""

    name: str
    as_of: str
    waiting: tuple[Required, ...]
    without_limit: tuple[Required, ...]
    required: tuple[Required, ...]
    happened: tuple[Happened, ...]
    hand_overs: tuple[HandOver, ...]
    notified: tuple[Notified, ...]


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells of one case to one person, whose `sight` decides what matters and activities are called."""

    looked: Looked
    seen_as: Sight
    language: Language
    narrator: Narrator

    @classmethod
    def of(cls, looked: Looked, seen_as: Sight, language: Language) -> Self:
        """Events are named by their place on the page, as the rows of its table."""
        events = {event["row"]: _named(event, seen_as, language) for event in looked.events}
        places = {event["row"]: ("", number) for number, event in enumerate(looked.events, 1)}
        narrator = Narrator(events, labels(language), book().calendar, looked.as_of, language, places)
        return cls(looked, seen_as, language, narrator)

    def story(self) -> Story:
        required = tuple(self._required())
        open_ones = sorted((each for each in required if each.mark in WAITS), key=_urgency)
        return Story(
            name=self.seen_as.name_of(self.looked.case.case_id),
            as_of=moment_words(self.looked.as_of, self.language),
            waiting=tuple(each for each in open_ones if each.near),
            without_limit=tuple(each for each in open_ones if not each.near),
            required=required,
            happened=tuple(self._happened()),
            hand_overs=tuple(self._hand_overs()),
            notified=tuple(self._notified()),
        )

    def _happened(self) -> Iterator[Happened]:
        for number, event in enumerate(self.looked.events, 1):
            yield Happened(
                number=number,
                when=self.narrator.when(event),
                what=self.narrator.activity(self.narrator.events[event["row"]]),
                matter=self._matter(event["matter_id"]),
                caseworker=event["caseworker"] or "",
                written=moment_words(event["recorded_at"], self.language),
                at=event["earliest"],
                is_notification=event["activity"] == NOTIFIED,
            )

    def _required(self) -> Iterator[Required]:
        versions = {(rule.id, version.in_force): (rule, version) for rule in book().law for version in rule.versions}
        for row in self.looked.trace.iter_rows(named=True):
            yield self._told(row, *versions[row["rule_id"], row["version"]])

    def _told(self, row: Row, rule: Rule, version: Version) -> Required:
        status = row["status"] if row["measurable"] else "not_measurable"
        has_limit = row["due_at"] is not None or status != Status.MET
        missing = self.looked.missing.get((rule.id, version.in_force))
        return Required(
            title=title(rule.id, self.language),
            rule_id=rule.id,
            citation=row["citation"],
            mark=status,
            status=say(f"status.{status}" if has_limit else "status.met_open", self.language),
            matter=self._matter(row["matter_id"]),
            begun=moment_words(row["triggered_at"], self.language),
            due=moment_words(row["due_at"], self.language),
            near=self._near(row),
            done=moment_words(row["fulfilled_at"], self.language),
            explanation=self.narrator.paragraph(row, rule, version, missing),
            triggered_at=row["triggered_at"],
            due_at=row["due_at"],
            fulfilled_at=row["fulfilled_at"],
        )

    def _near(self, row: Row) -> str:
        waits = row["status"] in WAITS and row["due_at"] is not None
        return due_words(row["due_at"], self.looked.as_of, self.language) if waits else ""

    def _hand_overs(self) -> Iterator[HandOver]:
        named = [event for event in self.looked.events if event["caseworker"]]
        for (caseworker, team), events in groupby(named, key=lambda event: (event["caseworker"], event["team"])):
            stretch = list(events)
            first, last = (day_words(event["earliest"], self.language) for event in (stretch[0], stretch[-1]))
            yield HandOver(caseworker, team or "", first, last, len(stretch))

    def _notified(self) -> Iterator[Notified]:
        """The newest first. A decision belongs to the notification of its matter."""
        decisions = {each["matter_id"]: each for each in self.looked.events if each["activity"] == DECIDED}
        for event in reversed(self.looked.events):
            if event["activity"] == NOTIFIED:
                decision = decisions.get(event["matter_id"]) if event["matter_id"] else None
                decided = DASH if decision is None else day_words(decision["earliest"], self.language)
                yield Notified(self.narrator.when(event), decided, self._outcome(decision))

    def _outcome(self, decision: Row | None) -> str:
        outcome = None if decision is None else decision.get(f"{ATTRIBUTE}{OUTCOME}")
        if not outcome:
            return ""
        return say(f"report.outcome_{outcome if outcome in OUTCOMES else 'andet'}", self.language)

    def _matter(self, matter_id: str | None) -> str:
        """Its own number; for those who see cases under second pseudonyms, its place among the case's matters."""
        if matter_id is None:
            return ""
        if self.seen_as.course is None:
            return matter_id
        matters = list(dict.fromkeys(event["matter_id"] for event in self.looked.events if event["matter_id"]))
        return str(matters.index(matter_id) + 1)


def story(looked: Looked, seen_as: Sight, language: Language) -> Story:
    return Teller.of(looked, seen_as, language).story()


def _named(event: Row, seen_as: Sight, language: Language) -> Row:
    """An activity that no vocabulary knows may be free text."""
    if seen_as.free_text or event["activity"] in book().activities:
        return event
    return {**event, "activity": say("web_case.other_activity", language)}


def _urgency(each: Required) -> tuple[bool, datetime]:
    """What is overdue first; of each the oldest first."""
    return each.mark != Status.OVERDUE, each.due_at or each.triggered_at
