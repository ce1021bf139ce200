"""The command line: it parses, shows and ends with an exit code; `pipeline` does the work.

0: done (rejected rows are counted on the last line). 2: the user's mistake, told in one sentence, nothing written.
Anything else is a bug and crashes loudly.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from sagsloft import __version__, pipeline
from sagsloft.core.errors import MessageId, UserError
from sagsloft.core.obligations import Status
from sagsloft.messages import Language, say
from sagsloft.messages.wording import day, moment
from sagsloft.render import terminal
from sagsloft.render.explanation import Narrator

__all__ = ["app", "main"]

USER_ERROR = 2
INTERRUPTED = 130
PLAUSIBLE_YEARS = range(1900, 2100)
NARROWEST = 100
"""Columns where the width of the screen is unknown, as in a file."""


def _language(arguments: Sequence[str]) -> Language:
    """The help texts are made before the options are read, so the language is looked for by hand."""
    for place, argument in enumerate(arguments):
        if argument == "--lang=en" or (argument == "--lang" and arguments[place + 1 : place + 2] == ["en"]):
            return Language.ENGLISH
    return Language.DANISH


LANGUAGE = _language(sys.argv)


def _help(name: str) -> str:
    return say(f"cli.{name}", LANGUAGE)


app = typer.Typer(
    help=_help("app"),
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # a traceback with local variables would show what is in the cases
)

EventsArgument = Annotated[Path, typer.Argument(metavar="EVENTS", help=_help("events"), show_default=False)]
CaseArgument = Annotated[str, typer.Argument(metavar="CASE", help=_help("case"), show_default=False)]
AsOf = Annotated[str | None, typer.Option(metavar="DATE|TIME", help=_help("as_of"))]
KnownAt = Annotated[str | None, typer.Option(metavar="DATE|TIME", help=_help("known_at"))]
Rules = Annotated[list[Path] | None, typer.Option("--rules", metavar="DIR", help=_help("rules_option"))]
OnlyRules = Annotated[Path | None, typer.Option(metavar="DIR", help=_help("only_rules"))]
Standards = Annotated[bool, typer.Option("--standards", help=_help("standards"))]
MappingFile = Annotated[Path | None, typer.Option(metavar="FILE", help=_help("mapping"))]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help=_help("out"))]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help=_help("on"))]
Lang = Annotated[Language, typer.Option("--lang", help=_help("lang"))]


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help=_help("version"))] = False,
) -> None:
    if version:
        typer.echo(f"sagsloft {__version__}")
        raise typer.Exit


@app.command(help=_help("check"))
def check(
    events: EventsArgument,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    rules: Rules = None,
    only_rules: OnlyRules = None,
    standards: Standards = False,
    mapping: MappingFile = None,
    out: Out = None,
    lang: Lang = Language.DANISH,
) -> None:
    question = _question(events, as_of, known_at, rules, only_rules, standards, mapping)
    screen = _screen()
    with _progress(lang) as progress:
        found = pipeline.check(question, progress)
        if out is not None:
            pipeline.write(found, out, lang)
    for part in _findings(found, lang):
        screen.print(part)
    saved = say("check.not_saved", lang) if out is None else say("check.saved", lang, folder=out)
    screen.print(Text(saved))
    screen.print(Text(_rejected(found, lang)))


@app.command(help=_help("explain"))
def explain(
    events: EventsArgument,
    case: CaseArgument,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    rules: Rules = None,
    only_rules: OnlyRules = None,
    standards: Standards = False,
    mapping: MappingFile = None,
    lang: Lang = Language.DANISH,
) -> None:
    question = _question(events, as_of, known_at, rules, only_rules, standards, mapping)
    with _progress(lang) as progress:
        explanation = pipeline.explain(question, case, progress)
    screen = _screen()
    for part in _explained(explanation, lang):
        screen.print(part)


@app.command(help=_help("rules"))
def rules(
    on: On = None,
    rules: Rules = None,  # the option's name is the command's
    only_rules: OnlyRules = None,
    lang: Lang = Language.DANISH,
) -> None:
    on_day = None if on is None else _day(on)
    book, in_force = pipeline.law_on(on_day, tuple(rules or ()), only_rules)
    screen = _screen()
    screen.print(Text(terminal.in_language(book.name, lang), "bold"))
    screen.print(Text(say("rules.newest", lang) if on_day is None else say("rules.on", lang, day=day(on_day, lang))))
    screen.print(terminal.law(in_force, lang))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; end with its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows another
    language = _language(arguments)
    try:
        code = app(arguments, standalone_mode=False)
    except UserError as error:
        _fail(say(error.message_id, language, **error.values))
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            sys.exit(USER_ERROR)
        _fail(_misunderstood(error, language))
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(INTERRUPTED)
    sys.exit(code if isinstance(code, int) else 0)


def _misunderstood(error: typer.TyperException, language: Language) -> str:
    """What is wrong with the command, in the user's language; Typer says it in English only."""
    parameter = getattr(error, "param", None)
    match type(error).__name__:
        case "NoSuchOption":
            return say("cli.no_such_option", language, option=getattr(error, "option_name", ""))
        case "MissingParameter" if parameter is not None:
            return say("cli.missing_parameter", language, parameter=parameter.metavar or parameter.opts[-1])
        case "BadParameter" if parameter is not None:
            return say("cli.bad_value", language, parameter=parameter.opts[-1])
    return say("cli.not_understood", language)


def _fail(sentence: str) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(Text(sentence, "red"))
    sys.exit(USER_ERROR)


def _question(
    events: Path,
    as_of: str | None,
    known_at: str | None,
    rules: list[Path] | None,
    only_rules: Path | None,
    standards: bool,
    mapping: Path | None,
) -> pipeline.Question:
    return pipeline.Question(
        events=events,
        mapping=mapping,
        rules=tuple(rules or ()),
        only_rules=only_rules,
        standards=standards,
        as_of=None if as_of is None else _moment("--as-of", as_of),
        known_at=None if known_at is None else _moment("--known-at", known_at),
    )


def _moment(option: str, text: str) -> date | datetime:
    """A day, or a time; without an offset it is local."""
    found: date | datetime
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            found = read(text)
        except ValueError:
            continue
        if found.year in PLAUSIBLE_YEARS:
            return found
    raise UserError("cli.not_a_moment", option=option)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError("cli.not_a_day", option="--on") from None


def _screen() -> Console:
    screen = Console(highlight=False)
    return screen if screen.is_terminal else Console(highlight=False, width=NARROWEST)


@contextmanager
def _progress(language: Language) -> Iterator[Callable[[int, int], None]]:
    """A bar on the screen, and nothing where the output goes to a file."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say("check.reading", language), total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, description=say("check.judging", language))

        yield show


def _findings(found: pipeline.Check, language: Language) -> Iterator[Text | Table]:
    """All that `check` tells, from the heading to the list of the longest overdue."""
    timezone = found.book.calendar.timezone
    name = found.reading.mapping.name or found.question.events.name
    count = found.reading.events.height
    yield Text(say("check.heading", language, name=name, as_of=moment(found.as_of, timezone, language)), "bold")
    yield Text(say("check.events", language, count=count, rules=terminal.in_language(found.book.name, language)))
    if found.trace.is_empty():
        yield Text(say("check.nothing_required", language))
    tables = (
        terminal.with_limit(found.indicators, found.rules, language),
        terminal.without_limit(found.indicators, found.rules, language),
        terminal.cannot_be_measured(found.unmeasurable, language),
        terminal.longest_overdue(found.overdue, found.rules, found.as_of, timezone, language),
    )
    yield from (table for table in tables if table is not None)
    for note in found.notes:
        yield Text(say(note.message_id, language, **note.values))
    for (attribute, reason), rows in found.warnings.group_by("attribute", "reason", maintain_order=True):
        yield Text(say(f"check.fell_back_{reason}", language, attribute=attribute, count=rows["row"].n_unique()))


def _rejected(found: pipeline.Check, language: Language) -> str:
    """How many rows could not be used, and what was wrong with the first."""
    if found.reading.rejected.is_empty():
        return say("check.none_rejected", language)
    row, column, _, reason = found.reading.rejected.row(0)
    values = {"column": column or MessageId("row.whole"), "reason": MessageId(reason)}
    return say("check.rejected", language, count=found.rejected_rows, row=row, **values)


def _explained(explanation: pipeline.Explanation, language: Language) -> Iterator[Text | Table]:
    """The case's timeline, and a paragraph for each obligation."""
    found = explanation.check
    narrator = Narrator(
        events={event["row"]: event for event in explanation.events.iter_rows(named=True)},
        labels={code: terminal.in_language(each.label, language) for code, each in found.book.activities.items()},
        calendar=found.book.calendar,
        as_of=found.as_of,
        language=language,
    )
    as_of = moment(found.as_of, found.book.calendar.timezone, language)
    yield Text(say("explain.heading", language, case=explanation.case_id, as_of=as_of), "bold")
    yield terminal.timeline(narrator, language)
    if explanation.trace.is_empty():
        yield Text(say("explain.nothing_required", language))
    in_force = {(rule.id, version.in_force): (rule, version) for rule in found.rules for version in rule.versions}
    missing = {(each.rule.id, each.version.in_force): each.missing for each in found.unmeasurable}
    for obligation in explanation.trace.iter_rows(named=True):
        key = obligation["rule_id"], obligation["version"]
        rule, version = in_force[key]
        is_open = obligation["due_at"] is None and obligation["status"] == Status.MET
        status = say("status.met_open" if is_open else f"status.{obligation['status']}", language)
        title = f"\n{terminal.in_language(rule.title, language)} · {version.citation} · {status}"
        yield Text(title, "bold")
        yield Text(narrator.paragraph(obligation, rule, version, missing.get(key)))
