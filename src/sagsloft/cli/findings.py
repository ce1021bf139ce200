"""What `check` and `explain` tell in a terminal, from the heading to the last line."""

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from sagsloft import pipeline
from sagsloft.core.errors import MessageId
from sagsloft.core.obligations import Status
from sagsloft.messages import Language, say
from sagsloft.messages.wording import moment
from sagsloft.render import terminal
from sagsloft.render.explanation import Narrator

__all__ = ["explained", "findings", "rejected"]

LONGEST = 10
"""Of the overdue, those that have been so longest are named."""


def findings(found: pipeline.Check, language: Language) -> Iterator[Text | Table]:
    """All that `check` tells, from the heading to the list of the longest overdue."""
    timezone, overdue = found.book.calendar.timezone, found.overdue
    name, count = found.reading.name, found.reading.events.height
    yield Text(say("check.heading", language, name=name, as_of=moment(found.as_of, timezone, language)), "bold")
    yield Text(say("check.events", language, count=count, rules=terminal.in_language(found.book.name, language)))
    if found.trace.is_empty():
        yield Text(say("check.nothing_required", language))
    tables = (
        terminal.with_limit(found.indicators, found.rules, language),
        terminal.without_limit(found.indicators, found.rules, language),
        terminal.cannot_be_measured(found.unmeasurable, language),
        terminal.longest_overdue(overdue.head(LONGEST), found.rules, found.as_of, timezone, language),
    )
    yield from (table for table in tables if table is not None)
    if not overdue.is_empty():
        children = overdue["case_id"].n_unique()
        yield Text(say("check.children_overdue", language, children=children, count=overdue.height))
    for note in found.notes:
        yield Text(say(note.message_id, language, **note.values))
    for (attribute, reason), rows in found.warnings.group_by("attribute", "reason", maintain_order=True):
        yield Text(
            say(f"check.fell_back_{reason}", language, attribute=attribute, count=rows.select("file", "row").n_unique())
        )


def rejected(found: pipeline.Check, language: Language) -> str:
    """How many rows could not be used, and what was wrong with the first."""
    if found.reading.rejected.is_empty():
        return say("check.none_rejected", language)
    file, row, column, _, reason = found.reading.rejected.row(0)
    values = {"column": column or MessageId("row.whole"), "reason": MessageId(reason)}
    message = "check.rejected" if len(found.reading.origins) == 1 else "check.rejected_in"
    return say(message, language, count=found.rejected_rows, file=file, row=row, **values)


def explained(explanation: pipeline.Explanation, language: Language) -> Iterator[Text | Table]:
    """The case's timeline, and a paragraph for each obligation."""
    found = explanation.check
    numbers = explanation.events["row"]
    places = dict(zip(numbers, found.reading.places(numbers).iter_rows(), strict=True))
    if len(found.reading.origins) == 1:
        places = {number: ("", row) for number, (_, row) in places.items()}
    narrator = Narrator(
        events={event["row"]: event for event in explanation.events.iter_rows(named=True)},
        labels={code: terminal.in_language(each.label, language) for code, each in found.book.activities.items()},
        calendar=found.book.calendar,
        as_of=found.as_of,
        language=language,
        places=places,
    )
    as_of = moment(found.as_of, found.book.calendar.timezone, language)
    yield Text(say("explain.heading", language, case=explanation.case_id, as_of=as_of), "bold")
    yield terminal.timeline(narrator, language)
    if explanation.trace.is_empty():
        yield Text(say("explain.nothing_required", language))
    in_force = {(rule.id, version.in_force): (rule, version) for rule in found.rules for version in rule.versions}
    missing = {(each.rule.id, each.version.in_force): each.missing for each in found.unmeasurable}
    told = set()
    for obligation in explanation.trace.iter_rows(named=True):
        key = obligation["rule_id"], obligation["version"]
        rule, version = in_force[key]
        is_open = obligation["due_at"] is None and obligation["status"] == Status.MET
        known = "met_open" if is_open else obligation["status"] if obligation["measurable"] else "not_measurable"
        status = say(f"status.{known}", language)
        title = f"\n{terminal.in_language(rule.title, language)} · {version.citation} · {status}"
        yield Text(title, "bold")
        yield Text(narrator.paragraph(obligation, rule, version, missing.get(key), version_told=key in told))
        told.add(key)
