"""What the same work costs with other tools.

    python benchmarks/peers.py copies FROM.csv TO.csv
    python benchmarks/peers.py conformance FILE.csv|FILE.parquet
    python benchmarks/peers.py deadline FILE.csv

They are measured here and used nowhere else.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pandas as pd

from figures import Conformance, Deadline, printed

__all__ = ["conformance", "copies", "deadline"]

COPIES = 50
RUNS = 5
CASE, ACTIVITY, TIME, INSTANCE = "case:concept:name", "concept:name", "time:timestamp", "concept:instance"
OUR_NAMES = {"case_id": CASE, "activity": ACTIVITY, "occurred_at": TIME}
RECEIVED, SENT = "Confirmation of receipt", "T05 Print and send confirmation of receipt"
LIMIT = pd.Timedelta(hours=24)
LOCAL = "Europe/Copenhagen"


def copies(source: Path, destination: Path) -> None:
    """The same log many times over, with ids of its own for every copy."""
    log = pd.read_csv(source, dtype=str)
    suffixed = ({name: log[name] + f"-{copy:02}" for name in (CASE, INSTANCE)} for copy in range(COPIES))
    pd.concat([log.assign(**ids) for ids in suffixed]).to_csv(destination, index=False)


def conformance(path: Path) -> Conformance:
    """pm4py's nearest thing to deadlines: how long each pair of steps usually takes, and which cases deviate."""
    import pm4py  # noqa: PLC0415 - it takes seconds, and the other peers do without it

    start = perf_counter()
    log = _read(path)
    was_read = perf_counter()
    profile = pm4py.discover_temporal_profile(log)
    discovered = perf_counter()
    pm4py.conformance_temporal_profile(log, profile)
    done = perf_counter()
    return Conformance(len(log), was_read - start, discovered - was_read, done - discovered)


def deadline(path: Path) -> Deadline:
    """The deadline of `receipt-24-hours` as one would write it in pandas."""
    log = _read(path)
    seconds = []
    for _ in range(RUNS):
        start = perf_counter()
        status = _status(log)
        seconds.append(perf_counter() - start)
    met, late = int((status == "met").sum()), int((status == "late").sum())
    return Deadline(min(seconds), met, late, len(status) - met - late)


def _status(log: pd.DataFrame) -> pd.Series:
    received = log.loc[log[ACTIVITY] == RECEIVED, [CASE, TIME]].sort_values(TIME)
    sent = log.loc[log[ACTIVITY] == SENT, [CASE, TIME]].sort_values(TIME).assign(sent_at=lambda events: events[TIME])
    judged = pd.merge_asof(received, sent, on=TIME, by=CASE, direction="forward")
    due_at = judged[TIME] + LIMIT
    as_of = (log[TIME].max().tz_convert(LOCAL).normalize() + pd.DateOffset(days=1)).tz_convert("UTC")
    status = pd.Series("pending", index=judged.index)
    status[due_at < as_of] = "overdue"
    status[judged["sent_at"].notna()] = "late"
    status[judged["sent_at"] <= due_at] = "met"
    return status


def _read(path: Path) -> pd.DataFrame:
    if path.suffix == ".parquet":
        return pd.read_parquet(path, columns=list(OUR_NAMES)).rename(columns=OUR_NAMES)
    log = pd.read_csv(path, usecols=[CASE, ACTIVITY, TIME])
    log[TIME] = pd.to_datetime(log[TIME], utc=True, format="ISO8601")
    return log


MEASUREMENTS: dict[str, Callable[[Path], Conformance | Deadline]] = {"conformance": conformance, "deadline": deadline}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure one peer, and print it as JSON.")
    parser.add_argument("what", choices=["copies", *MEASUREMENTS])
    parser.add_argument("file", type=Path)
    parser.add_argument("to", type=Path, nargs="?", help="where the copies go")
    arguments = parser.parse_args()
    if arguments.what == "copies":
        copies(arguments.file, arguments.to)
    else:
        print(printed([MEASUREMENTS[arguments.what](arguments.file)]))
