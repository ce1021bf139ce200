"""What is done with events: let in, and judged. Each act ends in one transaction with one entry in the log."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from django.db import connection, transaction
from django.utils import timezone

from sagsloft.core import obligations
from sagsloft.core.cpr import masked
from sagsloft.core.errors import MessageId, UserError
from sagsloft.core.rules import Rule
from sagsloft.pipeline import figures_json, monitoring
from sagsloft.pipeline.checking import Progress, unseen
from sagsloft.pipeline.demonstrating import Invention
from sagsloft.pipeline.inventing import write_log
from sagsloft.pipeline.question import Question, read_events, sha256, source_names
from sagsloft.rulebook import Rulebook
from sagsloft.sources import Note, Reading
from sagsloft.web.accounts import case_data, log
from sagsloft.web.accounts.erasure_actions import has_erased_since
from sagsloft.web.accounts.models import Municipality, User
from sagsloft.web.monitor import evaluating, importing
from sagsloft.web.monitor.event_rows import events_of_case, events_told, fingerprint, rows_of
from sagsloft.web.monitor.importing import INCREMENT, SNAPSHOT, Change
from sagsloft.web.monitor.law import book
from sagsloft.web.monitor.models import LONGEST, Case, Evaluation, Figures, Import

__all__ = [
    "Imported",
    "JudgedCase",
    "Progress",
    "Question",
    "evaluate",
    "figures",
    "import_events",
    "import_invented",
    "judge_case",
    "noted",
    "unseen",
]

IMPORTED, EVALUATED = "events.import", "events.evaluate"
"""What the log calls them."""
MANY = 100
"""Municipalities whose figures a process remembers: all of Denmark's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """An import that is told now."""

    told: Import
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedCase:
    """One case at `as_of`, as it was known then.

    `events`: those that exist, in order, with their number in `row`. `trace`: `obligations.TRACE_COLUMNS`, whose rows
    are those numbers. `figures`: those of the municipality.
    """

    events: pl.DataFrame
    trace: pl.DataFrame
    rules: tuple[Rule, ...]
    book: Rulebook
    as_of: datetime
    figures: monitoring.Figures


def import_events(
    *,
    by: User | None,
    municipality: Municipality,
    question: Question,
    kind: str = SNAPSHOT,
    allow_sqlite: bool = False,
    much_may_be_missing: bool = False,
    progress: Progress = unseen,
) -> Imported:
    """Read files and let their events be what is told of the municipality. `by`: None where no person asked.

    An increment may be empty: at night there is often nothing new. Raises UserError where the files cannot be used, are
    another municipality's, or lack most of what a source told before, or where a case was erased meanwhile, which they
    may tell of; then what was told before still is.
    """
    reading, began = importing.begin(municipality, kind, timezone.now()), log.last_entry(municipality)
    try:
        _keep(reading, sources=sorted(source_names(question)))
        told = read_events(question, book(), may_be_empty=kind == INCREMENT)
        _ensure_may_be_kept(told, municipality, allow_sqlite=allow_sqlite)
        rows, too_long = rows_of(told.events, _sources(told))
        _describe(reading, told, question, too_long)
        importing.stage(reading, rows, progress)
        with transaction.atomic():
            case_data.hold(municipality)
            _ensure_none_erased(municipality, began)
            now = timezone.now()
            change = importing.swap(reading, now, much_may_be_missing=much_may_be_missing)
            _keep(reading, state=Import.State.CURRENT, finished_at=now, events=rows.height)
            log.record(municipality=municipality, by=by, action=IMPORTED, detail=_entry(reading, change))
    except BaseException as error:
        _tell_failure(reading, error)
        raise
    importing.clear(reading, change)
    return Imported(told=reading, change=change)


def import_invented(
    *, by: User | None, municipality: Municipality, folder: Path, seed: int, until: date | None = None
) -> Imported:
    """Invent an event log of the municipality as it was when a day ended, write it into the folder, and import it."""
    question = write_log(folder, municipality.name, Invention(seed=seed), until)
    return import_events(by=by, municipality=municipality, question=question)


def evaluate(
    *,
    by: User | None,
    municipality: Municipality,
    as_of: date | datetime | None = None,
    progress: Progress = unseen,
) -> Evaluation:
    """Judge everything that is told of a municipality, and let that be what pages show.

    Without `as_of`: as of now; where the data are invented, as of the end of their last day, for nothing happens after.
    Raises UserError where nothing has been imported. Where others import or evaluate meanwhile, it begins anew; where
    they do so again, UserError.
    """
    try:
        return _evaluate(by, municipality, as_of, progress)
    except evaluating.OvertakenError:
        return _evaluate(by, municipality, as_of, progress)


def _evaluate(
    by: User | None, municipality: Municipality, as_of: date | datetime | None, progress: Progress
) -> Evaluation:
    former, told, began = evaluating.shown(municipality), evaluating.told(municipality), log.last_entry(municipality)
    events = events_told(municipality)  # not before: what comes in after that is seen at the swap
    if events.is_empty():
        raise UserError("web_import.nothing_imported", municipality=municipality.name)
    rulebook, now = book(), timezone.now()
    day = rulebook.calendar.instant(as_of or (_last_day(told, rulebook) if municipality.invented else now))
    covers = {name for each in importing.newest(told).values() for name in each.covers}
    judged = monitoring.judge(events, covers, day, rulebook.law, rulebook, progress)
    found = evaluating.changes(municipality, judged.cases, judged.trace)
    run = evaluating.Run(
        as_of=day,
        finished_at=timezone.now(),
        rulebook=rulebook.hash,
        events=fingerprint(events),
        former=former,
        imports=told,
        figures=figures_json.figures_as_json(judged.figures),
    )
    with transaction.atomic():
        case_data.hold(municipality)
        evaluation = evaluating.swap(municipality, run, found)
        if has_erased_since(municipality, began):
            evaluating.leave_out_erased(municipality)
        detail: log.Detail = {
            "as_of": day.isoformat(),
            "rulebook": rulebook.hash,
            "events": run.events,
            "changes": found.count,
        }
        log.record(municipality=municipality, by=by, action=EVALUATED, detail=detail)
    evaluating.settle(found)
    return evaluation


def figures(shown: Evaluation) -> monitoring.Figures | None:
    """Those of an evaluation; None where it is shown no longer, or was made by another version of Sagsløft or by other
    rules: nothing may be explained by a law that it was not judged by."""
    return _restored(shown.pk, shown.finished_at) if shown.rulebook == book().hash else None


@lru_cache(maxsize=MANY)
def _restored(number: int, _finished_at: datetime) -> monitoring.Figures | None:
    """Figures never change: each process reads those of an evaluation once."""
    kept = Figures.objects.filter(evaluation=number).first()
    try:
        return None if kept is None else figures_json.figures_of(kept.content)
    except ValueError:
        return None


def judge_case(*, case: Case, shown: Evaluation, known_at: date | datetime | None = None) -> JudgedCase | None:
    """Judge one case as an evaluation does, with the events that decided; with `known_at` as of that moment, and as far
    as it was known then. None where the evaluation has no figures that can be read."""
    found, rulebook = figures(shown), book()
    if found is None:
        return None
    known = None if known_at is None else rulebook.calendar.instant(known_at)
    as_of = found.overview.as_of if known is None else min(known, found.overview.as_of)
    events = events_of_case(case.municipality, case.case_id, known)
    existing = obligations.existing(events, as_of, known)
    return JudgedCase(
        events=existing.sort("earliest", "row"),
        trace=monitoring.judge_case(events, found.extent, as_of, rulebook.law, known),
        rules=rulebook.law,
        book=rulebook,
        as_of=as_of,
        figures=found,
    )


def noted(message_id: str, values: Mapping[str, object]) -> dict[str, object]:
    """A note, or why something failed, as JSON: a value that is a sentence itself under its id."""
    return {"id": message_id, "values": {name: _plain(value) for name, value in values.items()}}


def _plain(value: object) -> object:
    if isinstance(value, MessageId):
        return {"message": str(value)}
    return value if isinstance(value, int | float) else masked(str(value))


def _ensure_may_be_kept(told: Reading, municipality: Municipality, *, allow_sqlite: bool) -> None:
    """Raises UserError where the data do not belong where they are to be put."""
    is_invented = all(origin.mapping.invented for origin in told.origins)
    if told.invented and not is_invented:
        raise UserError("web_import.partly_invented")
    if is_invented != municipality.invented:
        raise UserError("web_import.not_invented" if municipality.invented else "web_import.invented")
    if not is_invented and not allow_sqlite and connection.vendor == "sqlite":
        raise UserError("web_import.sqlite")
    ours = {municipality.name, municipality.source_name}
    others = told.events.filter(~pl.col("municipality").is_in(ours)).height
    if others:
        raise UserError("web_import.another_municipality", municipality=municipality.name, count=others)


def _ensure_none_erased(municipality: Municipality, began: int) -> None:
    if has_erased_since(municipality, began):
        raise UserError("web_import.erased_meanwhile")


def _sources(told: Reading) -> pl.Series:
    """What the source of each event is called: within one, an event_id names one event."""
    ends = pl.Series([origin.end for origin in told.origins], dtype=pl.UInt32)
    names = pl.Series([origin.mapping.name for origin in told.origins], dtype=pl.String)
    places = ends.search_sorted(told.events["row"], side="right")
    return names.gather(places.clip(upper_bound=len(names) - 1))


def _keep(reading: Import, **values: Any) -> None:
    """These values and no other: that another import has overtaken this one, it only learns at its swap."""
    for name, value in values.items():
        setattr(reading, name, value)
    reading.save(update_fields=values)


def _describe(reading: Import, told: Reading, question: Question, too_long: pl.DataFrame) -> None:
    """What the import says of itself, whether or not it comes to its end."""
    left_out = told.places(too_long["row"]).hstack(too_long.select("column"))
    rejected = pl.concat([told.rejected.select("file", "row"), left_out.select("file", "row")])
    notes = (*told.notes, *_too_long(left_out))
    _keep(
        reading,
        covers=sorted(told.covers),
        files=[{"name": masked(file.name), "sha256": sha256(file)} for file in question.events],
        notes=[noted(note.message_id, note.values) for note in notes],
        rejected=rejected.n_unique(),
        last_event=_last_event(reading, told),
        invented=told.invented,
    )


def _too_long(rows: pl.DataFrame) -> Iterator[Note]:
    """Which rows (file, row, column) were left out for a text that is too long to keep."""
    for (file, column), places in rows.group_by("file", "column", maintain_order=True):
        named = ", ".join(map(str, places["row"].unique(maintain_order=True)))
        yield Note("web_import.too_long", {"file": file, "column": column, "rows": named, "most": LONGEST})


def _last_event(reading: Import, told: Reading) -> datetime | None:
    """A source is as young as the youngest that it has told of; a snapshot tells all of it again."""
    if reading.kind == SNAPSHOT:
        return told.last_event
    earlier = [
        each.last_event
        for each in evaluating.told(reading.municipality)
        if not set(reading.sources).isdisjoint(each.sources)
    ]
    return max(filter(None, [told.last_event, *earlier]), default=None)


def _tell_failure(reading: Import, error: BaseException) -> None:
    """A mistake of the user's is told in words; of anything else only its kind, for its text may tell of a case."""
    reason = (
        noted(error.message_id, error.values)
        if isinstance(error, UserError)
        else noted("web_import.crashed", {"kind": type(error).__name__})
    )
    importing.fail(reading, timezone.now())
    _keep(reading, notes=[*reading.notes, reason])


def _entry(reading: Import, change: Change) -> dict[str, str | int]:
    files = json.dumps([file["sha256"] for file in reading.files])
    return {
        "kind": reading.kind,
        "files": files,
        "added": change.added,
        "corrected": change.corrected,
        "withdrawn": change.withdrawn,
    }


def _last_day(told: Sequence[Import], book: Rulebook) -> date:
    last = max(each.last_event for each in told if each.last_event is not None)
    return last.astimezone(ZoneInfo(book.calendar.timezone)).date()
