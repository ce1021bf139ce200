"""The whole course on invented data: a first round, what is done about it, and a year and a half later another round.

Every step is taken by the function that its command calls, on the files that the step before it wrote.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from math import ceil
from pathlib import Path

from sagsloft.core.agreement import Agreement
from sagsloft.core.critical import Alarm
from sagsloft.core.errors import UserError
from sagsloft.core.review_round import Reviewer
from sagsloft.messages import Language
from sagsloft.pipeline import drawing, results, review_forms, rounds, sampling
from sagsloft.pipeline.agreeing import agree, write_agreement
from sagsloft.pipeline.checking import check
from sagsloft.pipeline.concluding import Conclusion, conclude
from sagsloft.pipeline.course_following import answer_alarms, mend
from sagsloft.pipeline.course_notes import write_notes
from sagsloft.pipeline.course_readings import decide, explain, read_cases
from sagsloft.pipeline.course_reports import write_reports
from sagsloft.pipeline.course_stage import (
    ACTIVITY,
    DIRECTOR,
    GOALS,
    LEADER,
    ORGANISATION,
    PRIMARY,
    PROTOCOL,
    READERS,
    WHERE,
    Stage,
)
from sagsloft.pipeline.demonstrating import MOST_CASES, Invention
from sagsloft.pipeline.draw_files import RECORD
from sagsloft.pipeline.drawing import Sample
from sagsloft.pipeline.findings_files import ROUND
from sagsloft.pipeline.rounds import Comparison
from sagsloft.sources.synthetic import invent
from sagsloft.sources.synthetic.extract import write_extract
from sagsloft.sources.synthetic.invention import Invented

__all__ = [
    "STEPS",
    "USUAL_CASES",
    "USUAL_PERIOD",
    "Course",
    "CourseRound",
    "Told",
    "run_course",
    "unheard",
]

Told = Callable[[str, int, int], None]
"""Told the id of the message that names a step, and which of how many it is."""
BETWEEN = timedelta(days=549)
"""A year and a half."""
USUAL_CASES, USUAL_PERIOD = 600, timedelta(days=1646)
"""The measures begin two thirds into the period: then on the day after the first export."""
A_YEAR, LEAST_PERIOD = 100, timedelta(days=3 * 365)
"""With fewer new cases a year, or in less time, there may be too few decisions to draw from twice."""
OF_A_ROUND = (
    "course.step_check",
    "course.step_draw",
    "course.step_forms",
    "course.step_read",
    "course.step_explain",
    "course.step_decide",
    "course.step_agree",
    "course.step_conclude",
    "course.step_mend",
)
STEPS = ("course.step_invent", *OF_A_ROUND, *OF_A_ROUND, "course.step_compare", "course.step_report")
AGREEMENT_SEED = 2024


@dataclass(frozen=True, slots=True)
class CourseRound:
    """A round and what came of it. `unexplained`: answers that were not the events'; `disputed`: that the readers
    differed in; `mended`: lines of repair that were closed with evidence."""

    stage: Stage
    sample: Sample
    alarms: tuple[Alarm, ...]
    unexplained: int
    disputed: int
    agreement: Agreement
    conclusion: Conclusion
    mended: int


@dataclass(frozen=True, slots=True)
class Course:
    """Both rounds, what they show together, the reports, and the file that tells what lies where."""

    rounds: tuple[CourseRound, CourseRound]
    comparison: Comparison
    reports: tuple[Path, ...]
    notes: Path


def unheard(_step: str, _number: int, _total: int) -> None:
    """Progress that nobody watches."""


def run_course(folder: Path, invention: Invention, language: Language, told: Told = unheard) -> Course:
    """Write the course into an empty folder. The same arguments give the same bytes.

    Raises UserError where the folder is not empty or cannot be written, or too little is to be invented.
    """
    _ensure_possible(folder, invention)
    steps = _Steps(told)
    steps.next()
    invented = invent(invention.seed, cases=invention.cases, first=invention.first, last=invention.last)
    one, two = (
        Stage(number=number, as_of=day, folder=folder, seed=invention.seed, language=language)
        for number, day in ((1, invention.last - BETWEEN), (2, invention.last))
    )
    _write_sources(invented, one, two)
    earlier = _run_round(one, None, steps)
    later = _run_round(two, one, steps)
    steps.next()
    comparison = rounds.compare(one.round / ROUND, two.round / ROUND)
    rounds.write_comparison(comparison, folder / "sammenligning")
    steps.next()
    reports = write_reports(one, two)
    return Course((earlier, later), comparison, reports, write_notes(one, two))


class _Steps:
    """Tells of each step as it begins, in their order."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._number = 0

    def next(self) -> None:
        self._told(STEPS[self._number], self._number + 1, len(STEPS))
        self._number += 1


def _run_round(stage: Stage, before: Stage | None, steps: _Steps) -> CourseRound:
    """From the export to the conclusion and what is done about it."""
    steps.next()
    judged = check(stage.question)
    results.write(judged, stage.check, stage.language)
    steps.next()
    sample = _draw(stage, before)
    steps.next()
    _send_forms(stage)
    steps.next()
    read_cases(stage, judged)
    answer_alarms(stage)
    steps.next()
    unexplained = explain(stage)
    steps.next()
    disputed = decide(stage)
    alarms = answer_alarms(stage)
    steps.next()
    state, found = agree(stage.round, AGREEMENT_SEED)
    write_agreement(found, state, AGREEMENT_SEED, stage.agreement)
    steps.next()
    conclusion = conclude(stage.round, stage.concluded_at, previous=None if before is None else before.round)
    steps.next()
    mended = mend(stage, conclusion.repairs)
    return CourseRound(stage, sample, alarms, unexplained, disputed, found, conclusion, mended)


def _draw(stage: Stage, before: Stage | None) -> Sample:
    """The frame of the cases with a decision on support or placement in a year, without those that were read before."""
    asked = sampling.Freezing(
        question=stage.question,
        activities=(ACTIVITY,),
        where=(WHERE,),
        first=stage.first,
        last=stage.as_of,
        leave_out=() if before is None else (before.draw / RECORD,),
        plan=stage.plan,
    )
    sampling.freeze(asked, stage.draw, stage.as_of)
    return drawing.draw(stage.draw / RECORD, drawing.SeedSource(text=stage.dice), stage.drawn_on)


def _send_forms(stage: Stage) -> None:
    asked = review_forms.Reviewing(
        record=stage.draw / RECORD,
        question=stage.question,
        reviewers=tuple(map(Reviewer, READERS)),
        leader=LEADER,
        director=DIRECTOR,
        protocol=PROTOCOL,
        organisation=ORGANISATION,
        primary=PRIMARY,
        goals=GOALS,
        language=stage.language,
    )
    review_forms.make_forms(asked, stage.round, stage.sent_on)


def _write_sources(invented: Invented, one: Stage, two: Stage) -> None:
    """The two exports, and what their mapping is."""
    mapping = files("sagsloft") / "demo" / "mappings" / "haendelser.toml"
    try:
        for stage in (one, two):
            stage.export.parent.mkdir(parents=True)
            write_extract(invented, stage.as_of, stage.export)
        one.mappings.mkdir()
        (one.mappings / mapping.name).write_bytes(mapping.read_bytes())
    except OSError as error:
        raise UserError("out.cannot_write", folder=one.folder, detail=error.strerror or error) from error


def _ensure_possible(folder: Path, invention: Invention) -> None:
    period = invention.last - invention.first
    fewest = ceil(A_YEAR * max(period, LEAST_PERIOD) / timedelta(days=365))
    if period < LEAST_PERIOD or not fewest <= invention.cases <= MOST_CASES:
        raise UserError("course.impossible", fewest=fewest, most=MOST_CASES)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError("course.exists", folder=folder)
