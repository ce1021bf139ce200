"""`demo`: the whole way on invented data; with `--course`, two rounds with all that lies between them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from sagsloft import pipeline
from sagsloft.cli.findings import findings, rejected
from sagsloft.cli.options import LANGUAGE, Lang, help_text, the_day
from sagsloft.cli.screen import progress, screen
from sagsloft.messages import Language, say
from sagsloft.messages.wording import day
from sagsloft.pipeline.course import USUAL_CASES, USUAL_PERIOD, Course, CourseRound, Told, run_course
from sagsloft.pipeline.course_notes import FIRST_TO_OPEN
from sagsloft.pipeline.results import REPORT, WORKLIST

__all__ = ["demo"]

DEFAULT = pipeline.Invention()
FIRST, LAST = DEFAULT.first.isoformat(), DEFAULT.last.isoformat()
COUNTS = f"{DEFAULT.cases}; --course: {USUAL_CASES}"

Folder = Annotated[Path, typer.Option("--out", metavar="DIR", help=help_text("demo_out"))]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help=help_text("seed"))]
Cases = Annotated[int | None, typer.Option("--cases", metavar="N", help=help_text("cases"), show_default=COUNTS)]
First = Annotated[str | None, typer.Option("--first", metavar="DATE", help=help_text("first"), show_default=FIRST)]
Last = Annotated[str, typer.Option("--last", metavar="DATE", help=help_text("last"))]
WholeCourse = Annotated[bool, typer.Option("--course", help=say("course.option_course", LANGUAGE))]


def demo(
    out: Folder = Path("eksempelkoebing"),
    course: WholeCourse = False,
    seed: Seed = DEFAULT.seed,
    cases: Cases = None,
    first: First = None,
    last: Last = LAST,
    lang: Lang = Language.DANISH,
) -> None:
    ends = the_day(last, "--last")
    usual = (USUAL_CASES, ends - USUAL_PERIOD) if course else (DEFAULT.cases, DEFAULT.first)
    begins = usual[1] if first is None else the_day(first, "--first")
    asked = pipeline.Invention(seed=seed, cases=usual[0] if cases is None else cases, first=begins, last=ends)
    if course:
        _course(out, asked, lang)
    else:
        _municipality(out, asked, lang)


def _municipality(out: Path, asked: pipeline.Invention, lang: Language) -> None:
    with progress(lang) as show:
        shown = pipeline.demonstrate(out, asked, lang, show)
    console = screen()
    for part in findings(shown.found, lang):
        console.print(part)
    console.print(Text(rejected(shown.found, lang)))
    console.print(Text(say("demo.exports", lang, folder=shown.lists[0].parent, log=shown.log, mappings=shown.mappings)))
    console.print(Text(say("demo.report", lang, file=shown.result / REPORT)), soft_wrap=True)
    console.print(Text(say("demo.worklist", lang, file=shown.result / WORKLIST)), soft_wrap=True)


def _course(out: Path, asked: pipeline.Invention, lang: Language) -> None:
    with _steps(lang) as told:
        course = run_course(out, asked, lang, told)
    console = screen()
    console.print(_made(course, lang))
    console.print(Text(say("course.open_first", lang, notes=course.notes)), soft_wrap=True)
    for each in FIRST_TO_OPEN:
        console.print(Text(f"  {say(each, lang)}"), soft_wrap=True)


@contextmanager
def _steps(language: Language) -> Iterator[Told]:
    """Each step by its name: a bar on the screen, and a line for each where the output goes to a file."""
    console = Console(stderr=True, highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("")

        def told(step: str, number: int, total: int) -> None:
            name = say("course.step_of", language, number=number, total=total, step=say(step, language))
            bar.update(task, completed=number - 1, total=total, description=name)
            if not console.is_terminal:
                console.print(Text(name), soft_wrap=True)

        yield told


def _made(course: Course, language: Language) -> Table:
    """What both rounds came to."""
    table = Table(title=say("course.made", language), title_justify="left")
    table.add_column(say("course.column_what", language))
    for heading in ("course.column_round_1", "course.column_round_2"):
        table.add_column(say(heading, language), justify="right")
    columns = [_figures(each, language) for each in course.rounds]
    for name in columns[0]:
        table.add_row(say(name, language), *(column[name] for column in columns))
    return table


def _figures(made: CourseRound, language: Language) -> dict[str, str]:
    """By the id of the message that names each."""
    counts = {
        "course.row_frame": made.sample.record.frozen.cases,
        "course.row_drawn": len(made.sample.cases),
        "course.row_critical": len(made.alarms),
        "course.row_unexplained": made.unexplained,
        "course.row_disputed": made.disputed,
        "course.row_breaches": len(made.conclusion.repairs),
        "course.row_mended": made.mended,
        "course.row_carried": len(made.conclusion.carried),
    }
    as_of = {"course.row_as_of": day(made.stage.as_of, language)}
    return as_of | {name: str(count) for name, count in counts.items()}
