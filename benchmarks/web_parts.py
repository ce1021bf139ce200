"""Where does the time of a page go? Asked in this process, one page after the other, with a clock around each part."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice
from statistics import mean
from time import perf_counter
from typing import Any
from unittest.mock import patch

__all__ = ["measure_parts"]

TIMES = 30
HOST = "localhost"
PARTS = {
    "engine": "sagsloft.pipeline.monitoring.judge_case",
    "words": "sagsloft.web.monitor.views.case.story",
    "drawing": "sagsloft.web.monitor.views.case.drawn",
    "template": "django.template.loader.render_to_string",
}
"""The function that does all of a part, where it is looked up. The template says its words itself."""
Row = tuple[str, str]


def measure_parts(pages: dict[str, Sequence[str]], cookie: str) -> list[Row]:
    """Milliseconds of each part of a page, on average."""
    return [(f"parts of {name}", _parts(paths, cookie)) for name, paths in pages.items()]


def _parts(paths: Sequence[str], cookie: str) -> str:
    from django.test import Client  # noqa: PLC0415 - not before the settings are known

    browser = Client(headers={"host": HOST})
    browser.cookies["sessionid"] = cookie
    asked = list(islice(cycle(paths), TIMES))
    for path in asked[:3]:
        browser.get(path)
    spent: dict[str, list[float]] = {name: [] for name in ("SQL", *PARTS)}
    whole, sizes = [], []
    with _clocks(spent):
        for path in asked:
            start = perf_counter()
            answer = browser.get(path)
            whole.append(perf_counter() - start)
            sizes.append(len(answer.content))
    rest = sum(whole) - sum(map(sum, spent.values()))
    told = [f"{name} {_each(sum(seconds))}" for name, seconds in spent.items() if seconds]
    queries = f"{len(spent['SQL']) / TIMES:.0f} queries"
    return f"{_each(sum(whole))} ms: {', '.join(told)}, all else {_each(rest)}; {queries}; {mean(sizes) / 1000:.0f} kB"


def _each(seconds: float) -> str:
    return f"{1000 * seconds / TIMES:.1f}"


@contextmanager
def _clocks(spent: dict[str, list[float]]) -> Iterator[None]:
    from django.db import connection  # noqa: PLC0415 - not before the settings are known
    from django.utils.module_loading import import_string  # noqa: PLC0415 - the same

    with ExitStack() as clocks:
        clocks.enter_context(connection.execute_wrapper(_timed_query(spent["SQL"])))
        for name, place in PARTS.items():
            clocks.enter_context(patch(place, _timed(import_string(place), spent[name])))
        yield


def _timed(work: Callable[..., Any], seconds: list[float]) -> Callable[..., Any]:
    def timed(*given: Any, **named: Any) -> Any:
        start = perf_counter()
        try:
            return work(*given, **named)
        finally:
            seconds.append(perf_counter() - start)

    return timed


def _timed_query(seconds: list[float]) -> Callable[..., Any]:
    """As Django's `execute_wrapper` asks for it."""
    return lambda execute, *given: _timed(execute, seconds)(*given)
