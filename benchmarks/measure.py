"""Measures one thing in a process of its own, so that its peak memory is its own, and prints it as JSON.

    python benchmarks/measure.py floor|ours|latency FILE.parquet
    python benchmarks/measure.py receipt|deadline FILE.csv

The second kind reads a CSV file through the mapping of `examples/wabo`, the first a file in our own words.
"""

import argparse
import resource
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

import polars as pl

from figures import Deadline, Figure, Floor, Latency, Ours, printed
from sagsloft import rulebook, sources
from sagsloft.core import obligations
from sagsloft.core.rules import Rule

__all__ = ["MEASUREMENTS"]

FLOOR_RUNS = 5
OUR_RUNS = 3
CALLS = 30
A_FEW = (1, 10, 100)
LOCAL = ZoneInfo("Europe/Copenhagen")
WABO = Path(__file__).parents[1] / "examples" / "wabo"
RECEIPT_RULE = "receipt-24-hours"


def floor(path: Path) -> list[Figure]:
    runs = [_run_floor(path) for _ in range(FLOOR_RUNS)]
    return [Floor(min(run.seconds for run in runs), runs[0].peak)]


def _run_floor(path: Path) -> Floor:
    start = perf_counter()
    pl.read_parquet(path).sort("case_id", "occurred_at")
    return Floor(perf_counter() - start, _peak())


def ours(path: Path) -> list[Figure]:
    """The whole Danish rulebook, standards off."""
    runs = [_run(path) for _ in range(OUR_RUNS)]
    best = min(runs, key=lambda run: run.seconds)
    # The later runs find memory that the first one left behind; what one run takes is the first one's peak.
    return [Ours(best.events, best.obligations, best.load, best.read, best.evaluate, runs[0].peak)]


def _run(path: Path) -> Ours:
    start = perf_counter()
    book = rulebook.load()
    loaded = perf_counter()
    events = sources.read(path, attributes=book.attributes).events
    was_read = perf_counter()
    table = obligations.evaluate(events, book.law, as_of=_last_day(events))
    done = perf_counter()
    return Ours(events.height, table.height, loaded - start, was_read - loaded, done - was_read, _peak())


def latency(path: Path) -> list[Figure]:
    """A page about one case, or a list of some, asks for this much."""
    book = rulebook.load()
    events = sources.read(path, attributes=book.attributes).events
    as_of = _last_day(events)
    sizes = events.group_by("case_id").len().sort("len", "case_id")
    places = [("of middle size" if count == 1 else "of all sizes", _evenly(sizes.height, count)) for count in A_FEW]
    places.append(("the longest", [sizes.height - 1]))
    return [_latency(which, _of_cases(events, sizes["case_id"].gather(at)), book.law, as_of) for which, at in places]


def _evenly(height: int, count: int) -> list[int]:
    """Places spread over a table, each in the middle of its share."""
    return [min(height - 1, height * (2 * place + 1) // (2 * count)) for place in range(count)]


def _of_cases(events: pl.DataFrame, cases: pl.Series) -> pl.DataFrame:
    return events.filter(pl.col("case_id").is_in(cases.implode()))


def _latency(which: str, events: pl.DataFrame, rules: Sequence[Rule], as_of: date) -> Latency:
    seconds = _timed(lambda: obligations.evaluate(events, rules, as_of))
    return Latency(which, events["case_id"].n_unique(), events.height, median(seconds), min(seconds))


def receipt(path: Path) -> list[Figure]:
    """The Danish rulebook and the example's rules, which are of another country, on the permit log."""
    runs = [_run_receipt(path) for _ in range(OUR_RUNS)]
    return [min(runs, key=lambda run: run.seconds)]


def _run_receipt(path: Path) -> Ours:
    start = perf_counter()
    danish, wabo = rulebook.load(), rulebook.load(WABO / "rules")
    loaded = perf_counter()
    events = _read_receipt(path)
    was_read = perf_counter()
    as_of = _last_day(events)
    height = sum(obligations.evaluate(events, rules, as_of).height for rules in (danish.law, wabo.rules))
    done = perf_counter()
    return Ours(events.height, height, loaded - start, was_read - loaded, done - was_read, _peak())


def deadline(path: Path) -> list[Figure]:
    """One deadline of 24 hours on events in memory, as in `peers.deadline`."""
    rules = [rulebook.load(WABO / "rules").rule(RECEIPT_RULE)]
    events = _read_receipt(path)
    as_of = _last_day(events)
    seconds = _timed(lambda: obligations.evaluate(events, rules, as_of), calls=FLOOR_RUNS)
    status = obligations.evaluate(events, rules, as_of)["status"].cast(pl.String)
    met, late = int((status == "met").sum()), int((status == "late").sum())
    return [Deadline(min(seconds), met, late, len(status) - met - late)]


def _read_receipt(path: Path) -> pl.DataFrame:
    return sources.read(path, WABO / "mapping.toml", attributes=()).events


def _timed(work: Callable[[], object], calls: int = CALLS) -> list[float]:
    """The seconds of each call, after one that only warms up."""
    work()
    seconds = []
    for _ in range(calls):
        start = perf_counter()
        work()
        seconds.append(perf_counter() - start)
    return seconds


def _last_day(events: pl.DataFrame) -> date:
    last = events["earliest"].dt.convert_time_zone(str(LOCAL)).dt.date().max()
    assert isinstance(last, date), "a log without events"
    return last


def _peak() -> int:
    """Bytes; Linux counts in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


MEASUREMENTS: dict[str, Callable[[Path], list[Figure]]] = {
    "floor": floor,
    "ours": ours,
    "latency": latency,
    "receipt": receipt,
    "deadline": deadline,
}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure one thing, and print it as JSON.")
    parser.add_argument("what", choices=sorted(MEASUREMENTS))
    parser.add_argument("file", type=Path)
    arguments = parser.parse_args()
    print(printed(MEASUREMENTS[arguments.what](arguments.file)))
