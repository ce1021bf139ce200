"""What the commands can be told, with its help in the user's language."""

import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from sagsloft import pipeline
from sagsloft.core.errors import UserError
from sagsloft.messages import Language, say

__all__ = [
    "AsOf",
    "CaseArgument",
    "EventsArgument",
    "Increment",
    "KeyArgument",
    "KnownAt",
    "Lang",
    "MappingFiles",
    "NewArgument",
    "OldArgument",
    "On",
    "OnlyRules",
    "Out",
    "Pseudonymise",
    "Rules",
    "Standards",
    "help_text",
    "language_of",
    "question",
    "the_day",
]

PLAUSIBLE_YEARS = range(1900, 2100)


def language_of(arguments: Sequence[str]) -> Language:
    """The help texts are made before the options are read, so the language is looked for by hand."""
    for place, argument in enumerate(arguments):
        if argument == "--lang=en" or (argument == "--lang" and arguments[place + 1 : place + 2] == ["en"]):
            return Language.ENGLISH
    return Language.DANISH


LANGUAGE = language_of(sys.argv)


def help_text(name: str) -> str:
    return say(f"cli.{name}", LANGUAGE)


EventsArgument = Annotated[list[Path], typer.Argument(metavar="EVENTS", help=help_text("events"), show_default=False)]
CaseArgument = Annotated[str, typer.Argument(metavar="CASE", help=help_text("case"), show_default=False)]
OldArgument = Annotated[Path, typer.Argument(metavar="OLD", help=help_text("old"), show_default=False)]
NewArgument = Annotated[Path, typer.Argument(metavar="NEW", help=help_text("new"), show_default=False)]
KeyArgument = Annotated[Path, typer.Argument(metavar="KEYFILE", help=help_text("key"), show_default=False)]
AsOf = Annotated[str | None, typer.Option(metavar="DATE|TIME", help=help_text("as_of"))]
KnownAt = Annotated[str | None, typer.Option(metavar="DATE|TIME", help=help_text("known_at"))]
Rules = Annotated[list[Path] | None, typer.Option("--rules", metavar="DIR", help=help_text("rules_option"))]
OnlyRules = Annotated[Path | None, typer.Option(metavar="DIR", help=help_text("only_rules"))]
Standards = Annotated[bool, typer.Option("--standards", help=help_text("standards"))]
MappingFiles = Annotated[list[Path] | None, typer.Option("--mapping", metavar="FILE|DIR", help=help_text("mapping"))]
Pseudonymise = Annotated[Path | None, typer.Option(metavar="KEYFILE", help=help_text("pseudonymise"))]
Increment = Annotated[bool, typer.Option("--increment", help=help_text("increment"))]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help=help_text("out"))]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help=help_text("on"))]
Lang = Annotated[Language, typer.Option("--lang", help=help_text("lang"))]


def question(
    events: list[Path],
    as_of: str | None = None,
    known_at: str | None = None,
    rules: list[Path] | None = None,
    only_rules: Path | None = None,
    standards: bool = False,
    mapping: list[Path] | None = None,
    key: Path | None = None,
) -> pipeline.Question:
    return pipeline.Question(
        events=tuple(events),
        mappings=tuple(mapping or ()),
        rules=tuple(rules or ()),
        only_rules=only_rules,
        standards=standards,
        as_of=None if as_of is None else _moment("--as-of", as_of),
        known_at=None if known_at is None else _moment("--known-at", known_at),
        key=key,
    )


def the_day(text: str, option: str = "--on") -> date:
    """`2024-06-30`, or as it is written in Denmark, `30-06-2024`."""
    for form in ("%Y-%m-%d", "%d-%m-%Y"):
        try:
            found = datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if found.year in PLAUSIBLE_YEARS:
            return found
    raise UserError("cli.not_a_day", option=option)


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
