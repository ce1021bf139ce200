"""`web`: the web application's commands. Its code is reached by name, so that all the rest runs without Django."""

import importlib
from pathlib import Path
from typing import Annotated, Any

import typer

from sagsloft.cli.options import EventsArgument, Lang, MappingFiles, Pseudonymise, help_text, the_day
from sagsloft.cli.screen import progress, screen
from sagsloft.messages import Language

__all__ = ["app"]

app = typer.Typer(help=help_text("web"), no_args_is_help=True)

One = Annotated[str, typer.Option("--municipality", metavar="SLUG", help=help_text("web_municipality"))]
OneOrAll = Annotated[str | None, typer.Option("--municipality", metavar="SLUG", help=help_text("web_one_or_all"))]
Folder = Annotated[Path | None, typer.Option("--folder", metavar="DIR", help=help_text("web_folder"))]


@app.command("serve", help=help_text("web_serve"))
def serve(
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help=help_text("web_host"))] = "127.0.0.1",
    workers: Annotated[int | None, typer.Option("--workers", metavar="N", min=1, help=help_text("web_workers"))] = None,
    lang: Lang = Language.DANISH,
) -> None:
    _commands().serve(language=lang, tell=_tell, host=host, workers=workers)


@app.command("begin", help=help_text("web_begin"))
def begin(
    municipality: One,
    name: Annotated[str, typer.Option("--name", help=help_text("web_name"))],
    administrator: Annotated[str, typer.Option("--administrator", metavar="EMAIL", help=help_text("web_admin"))],
    called: Annotated[str, typer.Option("--called", metavar="NAME", help=help_text("web_called"))] = "",
    invented: Annotated[bool, typer.Option("--invented", help=help_text("web_invented"))] = False,
    address: Annotated[
        str, typer.Option("--address", metavar="URL", help=help_text("web_address"))
    ] = "http://localhost:8000",
    lang: Lang = Language.DANISH,
) -> None:
    _commands().begin(
        slug=municipality,
        name=name,
        source_name=called,
        invented=invented,
        email=administrator,
        host=address,
        tell=_tell,
        language=lang,
    )


@app.command("import", help=help_text("web_import"))
def import_files(
    events: EventsArgument,
    municipality: One,
    mapping: MappingFiles = None,
    pseudonymise: Pseudonymise = None,
    increment: Annotated[bool, typer.Option("--increment", help=help_text("increment"))] = False,
    allow_sqlite: Annotated[bool, typer.Option("--tillad-sqlite", help=help_text("web_sqlite"))] = False,
    much_missing: Annotated[bool, typer.Option("--much-missing", help=help_text("web_much_missing"))] = False,
    lang: Lang = Language.DANISH,
) -> None:
    with progress(lang) as show:
        _commands().import_files(
            *events,
            municipality=municipality,
            language=lang,
            tell=_tell,
            mapping=tuple(mapping or ()),
            pseudonymise=pseudonymise,
            increment=increment,
            allow_sqlite=allow_sqlite,
            much_missing=much_missing,
            progress=show,
        )


@app.command("evaluate", help=help_text("web_evaluate"))
def evaluate(
    municipality: OneOrAll = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help=help_text("as_of"))] = None,
    lang: Lang = Language.DANISH,
) -> None:
    day = None if as_of is None else the_day(as_of, "--as-of")
    with progress(lang) as show:
        _commands().evaluate(municipality=municipality, as_of=day, language=lang, tell=_tell, progress=show)


@app.command("work", help=help_text("web_work"))
def work(
    nightly_at: Annotated[str | None, typer.Option("--nightly-at", metavar="HH:MM", help=help_text("web_at"))] = None,
    when_done: Annotated[bool, typer.Option("--stop-when-done", help=help_text("web_when_done"))] = False,
    lang: Lang = Language.DANISH,
) -> None:
    _commands().work(language=lang, tell=_tell, nightly_at=nightly_at, when_done=when_done)


@app.command("verify-log", help=help_text("web_verify_log"))
def verify_log(folder: Folder = None, lang: Lang = Language.DANISH) -> None:
    _commands().verify_log(language=lang, tell=_tell, folder=folder)


@app.command("publish-log", help=help_text("web_publish_log"))
def publish_log(folder: Folder = None, lang: Lang = Language.DANISH) -> None:
    _commands().publish_log(language=lang, tell=_tell, folder=folder)


@app.command("reapply-erasures", help=help_text("web_reapply_erasures"))
def reapply_erasures(lang: Lang = Language.DANISH) -> None:
    _commands().reapply_erasures(language=lang, tell=_tell)


@app.command("retain", help=help_text("web_retain"))
def retain(
    months: Annotated[int, typer.Option("--months", metavar="N", min=1, max=1200, help=help_text("web_months"))],
    municipality: OneOrAll = None,
    remove: Annotated[bool, typer.Option("--remove", help=help_text("web_remove"))] = False,
    lang: Lang = Language.DANISH,
) -> None:
    _commands().retain(months=months, municipality=municipality, remove=remove, language=lang, tell=_tell)


@app.command("demo", help=help_text("web_demo"))
def demo(
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help=help_text("web_demo_serve"))] = True,
    lang: Lang = Language.DANISH,
) -> None:
    _commands().demo(language=lang, tell=_tell, and_serve=serve)


def _commands() -> Any:
    return importlib.import_module("sagsloft.web.commands")


def _tell(sentence: str) -> None:
    screen().print(sentence, markup=False, soft_wrap=True)
