"""The reports of an invented course: an analysis of the first round, a status of the second, one page besides."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sagsloft.core.report import Edition, ReportKind
from sagsloft.core.report_charts import Measure
from sagsloft.messages import say
from sagsloft.pipeline.course_stage import Stage
from sagsloft.pipeline.reporting import Reporting, make_report
from sagsloft.render.files import together

__all__ = ["report_commands", "write_reports"]

ACCOUNT = "redegoerelse.txt"
ACCOUNTS = {1: "course.account_1", 2: "course.account_2"}
MEASURES = {date(2024, 9, 1): "course.measure_duty", date(2025, 2, 1): "course.measure_conversations"}
Command = tuple[str, ...]


def write_reports(one: Stage, two: Stage) -> tuple[Path, ...]:
    """Into `rapport-1` and `rapport-2`, each in all formats; of the status also the edition for everyone."""
    made: list[Path] = []
    for stage, before in ((one, None), (two, one)):
        with together(stage.reports) as hidden:
            (hidden / ACCOUNT).write_text(_account(stage), "utf-8")
        made += [file for asked in _asked(stage, before) for file in make_report(asked, stage.reports).files]
    return tuple(made)


def report_commands(stage: Stage, before: Stage | None) -> tuple[Command, ...]:
    """What is typed in the course's folder for the same; without the program's name."""
    return tuple(_typed(asked, stage) for asked in _asked(stage, before))


def _asked(stage: Stage, before: Stage | None) -> Iterator[Reporting]:
    if before is None:
        yield _reporting(stage, before, ReportKind.ANALYSIS, Edition.INTERNAL)
    else:
        yield _reporting(stage, before, ReportKind.STATUS, Edition.INTERNAL)
        yield _reporting(stage, before, ReportKind.STATUS, Edition.PUBLIC)
        yield _reporting(stage, before, ReportKind.QUARTER, Edition.INTERNAL)


def _reporting(stage: Stage, before: Stage | None, kind: ReportKind, edition: Edition) -> Reporting:
    measures = (Measure(day, say(name, stage.language)) for day, name in MEASURES.items() if day <= stage.as_of)
    return Reporting(
        round_folder=stage.round,
        kind=kind,
        on=stage.reported_on,
        previous=None if before is None else before.round,
        question=stage.question,
        account=stage.reports / ACCOUNT,
        measures=tuple(measures),
        edition=edition,
        language=stage.language,
    )


def _typed(asked: Reporting, stage: Stage) -> Command:
    def inside(path: Path) -> str:
        return path.relative_to(stage.folder).as_posix()

    previous = () if asked.previous is None else ("--previous", inside(asked.previous))
    measures = [part for each in asked.measures for part in ("--measure", f"{each.day}={each.name}")]
    return (
        *("report", inside(asked.round_folder), "--kind", str(asked.kind), *previous),
        *("--events", inside(stage.export), "--mapping", "mappings", "--account", inside(stage.reports / ACCOUNT)),
        *(*measures, *(("--public",) if asked.edition is Edition.PUBLIC else ())),
        *("--on", str(asked.on), "--out", inside(stage.reports), "--lang", str(asked.language)),
    )


def _account(stage: Stage) -> str:
    """What the invented municipality says of itself."""
    return say("course.invented", stage.language, text=say(ACCOUNTS[stage.number], stage.language)) + "\n"
