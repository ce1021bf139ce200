"""The terminal: where text goes, and the bar that shows how far long work has come."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from sagsloft.messages import Language, say

__all__ = ["progress", "screen"]

NARROWEST = 100
"""Columns where the width of the screen is unknown, as in a file."""


def screen() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=NARROWEST)


@contextmanager
def progress(language: Language) -> Iterator[Callable[[int, int], None]]:
    """A bar on the screen, and nothing where the output goes to a file."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(say("check.reading", language), total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, description=say("check.judging", language))

        yield show
