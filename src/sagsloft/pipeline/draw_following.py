"""A round that is read follows its draw: what was skipped goes out of it, and what was drawn since comes in.

Nothing that is out there is replaced: sheets keep their numbers, forms stay valid, and what was read is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sagsloft.core import critical, sample
from sagsloft.core.draw_record import Record
from sagsloft.core.draw_steps import Skipped, SkipReason
from sagsloft.core.errors import UserError
from sagsloft.core.review_round import Reading, assign
from sagsloft.pipeline.checking import check
from sagsloft.pipeline.draw_files import read_record
from sagsloft.pipeline.findings_files import FINDINGS
from sagsloft.pipeline.follow_up import read_alarms
from sagsloft.pipeline.question import Question
from sagsloft.pipeline.review_forms import FORMS, write_forms
from sagsloft.pipeline.review_material import answers_of_events, as_frozen, as_in_frame, ensure_cases, worked_on
from sagsloft.pipeline.review_rounds import DrawSince, ReviewRound, read_round, replace_plan
from sagsloft.render.files import together

__all__ = ["DrawFollowed", "follow_draw"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawFollowed:
    """The round as it is now. `files`: the further form of each reader who has new cases.

    `skipped`: why, by the number of the sheet; of cases that are no longer read. `critical`: those of them with an
    alarm that is not closed. `added`: the sheets of the new cases. `conflicts`: how many of those each reader was kept
    from. `is_concluded`: something was concluded from the round as it was.
    """

    plan: ReviewRound
    files: Mapping[str, Path]
    skipped: Mapping[int, SkipReason]
    critical: tuple[int, ...]
    added: tuple[int, ...]
    conflicts: Mapping[str, int]
    is_concluded: bool


def follow_draw(folder: Path, record_file: Path, question: Question) -> DrawFollowed:
    """Take the skips and the extension of a draw over into the round that was made from it.

    Raises UserError where the record is not that of the round grown by further steps, the events are not those of the
    frame, or nobody is left to read a new case; then nothing is written.
    """
    before, events = read_round(folder)
    record = read_record(record_file)
    _ensure_grown(before, record, record_file)
    found = as_in_frame(check(as_frozen(question, record)))
    new = _new_cases(before, record)
    ensure_cases(found.reading.events, new, {})
    plan = _grown(before, record, new, worked_on(found.reading.events, new))
    # The forms first: where it stops in between, the same command writes the same ones again.
    with together(folder / FORMS) as hidden:
        forms = write_forms(plan, new, found, hidden)
    plan = replace(plan, forms={**plan.forms, **dict(forms.values())})
    replace_plan(plan, folder, {**events, **answers_of_events(plan, new, found)})
    return _followed(before, plan, {reader: folder / FORMS / name for reader, (name, _) in forms.items()}, folder)


def _ensure_grown(plan: ReviewRound, record: Record, file: Path) -> None:
    """The record holds all steps that the round has followed so far, and further ones."""
    steps = [link.sha256 for link in record.links]
    if plan.record not in steps:
        raise UserError("review.another_draw", file=file, round=plan.round_id)
    if plan.record_now not in steps:
        raise UserError("review.older_draw", file=file)
    if plan.record_now == record.hash:
        raise UserError("review.nothing_drawn_since", file=file)


def _new_cases(plan: ReviewRound, record: Record) -> tuple[str, ...]:
    """In ticket order. Those whose answers are known are read by everybody, and by nobody blind to why they are."""
    cases = sample.sample(record)
    known = next((place for place, case in enumerate(cases, 1) if case in plan.calibration), None)
    if known is not None:
        raise UserError("review.calibration_drawn", place=known)
    return tuple(case for case in cases if case not in plan.sheets)


def _grown(plan: ReviewRound, record: Record, new: Sequence[str], near: Mapping[str, tuple[str, ...]]) -> ReviewRound:
    """The plan with the draw as it is now; the share that two read stays what it was."""
    skipped = {step.case: step.reason for step in record.all(Skipped)}
    kept = {
        reader: {case: tracks for case, tracks in cases.items() if case not in skipped}
        for reader, cases in plan.reading.cases.items()
    }
    cases = sample.sample(record)
    try:
        reading = assign(
            cases,
            plan.reviewers,
            near,
            twice=plan.twice,
            tracks={each.track for each in plan.protocol.criteria},
            before=Reading(kept, plan.reading.conflicts),
        )
    except UserError as error:
        raise UserError("review.nobody_for_new_case", **error.values) from error
    return replace(
        plan,
        cases=cases,
        reading=reading,
        worked_on={**plan.worked_on, **near},
        skipped=skipped,
        since=DrawSince(record.hash, plan.begun, (*plan.added, *new)),
    )


def _followed(before: ReviewRound, plan: ReviewRound, files: Mapping[str, Path], folder: Path) -> DrawFollowed:
    place = {case: number for number, case in enumerate(plan.sheets, 1)}
    gone = [case for case in before.cases if case in plan.skipped]
    open_alarms = {
        each.case_id for each in critical.alarms(read_alarms(folder)) if each.state is not critical.AlarmState.CLOSED
    }
    kept_out = [each.reviewer for each in plan.reading.conflicts[len(before.reading.conflicts) :]]
    return DrawFollowed(
        plan=plan,
        files=files,
        skipped={place[case]: plan.skipped[case] for case in gone},
        critical=tuple(place[case] for case in gone if case in open_alarms),
        added=tuple(place[case] for case in plan.added if case not in before.added),
        conflicts={reader: kept_out.count(reader) for reader in dict.fromkeys(kept_out)},
        is_concluded=(folder / FINDINGS).exists(),
    )
