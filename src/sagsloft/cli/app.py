"""The program itself: it parses, shows and ends with an exit code; `pipeline` does the work.

0: done (rejected rows are counted on the last line). 2: the user's mistake, told in one sentence, nothing written.
Anything else is a bug and crashes loudly.
"""

import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from sagsloft import __version__
from sagsloft.cli import demonstrating, following, importing, judging, reporting, reviewing, rounds, sampling, web
from sagsloft.cli.options import help_text, language_of
from sagsloft.core.errors import UserError
from sagsloft.messages import Language, say

__all__ = ["app", "main"]

USER_ERROR = 2
INTERRUPTED = 130

app = typer.Typer(
    help=help_text("app"),
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # a traceback with local variables would show what is in the cases
)

COMMANDS: dict[str, Callable[..., None]] = {
    "check": judging.check,
    "explain": judging.explain,
    "rules": judging.rules,
    "map": importing.draft,
    "diff": importing.diff,
    "make-key": importing.make_key,
    "plan-sample": sampling.plan_sample,
    "freeze": sampling.freeze,
    "draw": sampling.draw,
    "skip": sampling.skip,
    "extend": sampling.extend,
    "verify-draw": sampling.verify_draw,
    "review-forms": reviewing.review_forms,
    "follow-draw": reviewing.follow_draw,
    "read-reviews": reviewing.read_reviews,
    "adjudicate": reviewing.adjudicate,
    "agree": reviewing.agree,
    "critical": following.critical,
    "repairs": following.repairs,
    "conclude": reviewing.conclude,
    "compare": rounds.compare,
    "report": reporting.report,
    "trace": reporting.trace,
    "demo": demonstrating.demo,
}
for name, command in COMMANDS.items():
    app.command(name, help=help_text(name.replace("-", "_")))(command)
app.add_typer(web.app, name="web")


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help=help_text("version"))] = False,
) -> None:
    if version:
        typer.echo(f"sagsloft {__version__}")
        raise typer.Exit


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; end with its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows another
    language = language_of(arguments)
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
            named = parameter.opts[-1] if parameter.opts[-1].startswith("-") else parameter.metavar
            return say("cli.missing_parameter", language, parameter=named)
        case "BadParameter" if parameter is not None:
            return say("cli.bad_value", language, parameter=parameter.opts[-1])
    return say("cli.not_understood", language)


def _fail(sentence: str) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(Text(sentence, "red"))
    sys.exit(USER_ERROR)
