"""Measures Sagsløft beside a floor and beside peers, and writes what was found into benchmarks/README.md.

    python benchmarks/run.py [--events 1000000 10000000] [--peers] [--seed 1] [--out benchmarks/README.md]

Every figure is measured in a process of its own. This one imports neither Polars nor pandas: a process that Linux
starts takes over its parent's peak memory, so that a large parent would spoil every figure.
"""

import argparse
import hashlib
import os
import subprocess
import sys
from pathlib import Path

from figures import Conformance, Deadline, Floor, Latency, Ours, SomeFigure, read
from report import PeerResults, Results, SizeResult, into_readme

HERE = Path(__file__).parent
ROOT = HERE.parent
CACHE = ROOT / "build" / "benchmarks"
RECEIPT = ROOT.parent / "shared" / "data" / "receipt.csv"
EVENTS_IN_RECEIPT_COPIES = 428_850
SIZES = [1_000_000, 10_000_000]


def measure(seed: int, sizes: list[int], *, peers: bool) -> Results:
    """All figures. `sizes`: events in each invented log."""
    busy, *_ = os.getloadavg()
    logs = {events: _invented_log(events, seed) for events in sizes}
    return Results(
        busy=busy,
        sizes=tuple(_size(path, events) for events, path in logs.items()),
        latencies=tuple(_measured(Latency, "measure.py", "latency", logs[min(sizes)])),
        peers=_peers(seed) if peers else None,
    )


def _size(path: Path, events: int) -> SizeResult:
    _say(f"{events:,} events: the floor, then ours")
    floor, ours = _one(Floor, "measure.py", "floor", path), _one(Ours, "measure.py", "ours", path)
    return SizeResult(floor, ours, path.stat().st_size)


def _peers(seed: int) -> PeerResults | None:
    if not RECEIPT.is_file():
        _say(f"no peers: {RECEIPT} is not there")
        return None
    copies, invented = _receipt_copies(), _invented_log(EVENTS_IN_RECEIPT_COPIES, seed)
    _say("peers: one deadline in pandas, then temporal profiles in pm4py, which takes some minutes")
    return PeerResults(
        pandas_deadline=_one(Deadline, "peers.py", "deadline", copies),
        our_deadline=_one(Deadline, "measure.py", "deadline", copies),
        our_receipt=_one(Ours, "measure.py", "receipt", copies),
        pm4py_receipt=_one(Conformance, "peers.py", "conformance", copies),
        our_invented=_one(Ours, "measure.py", "ours", invented),
        pm4py_invented=_one(Conformance, "peers.py", "conformance", invented),
    )


def _invented_log(events: int, seed: int) -> Path:
    """Made once; made again when the code that makes it has changed."""
    sources = (HERE / name for name in ("dice.py", "invented_cases.py", "invented_matters.py", "invented_log.py"))
    code = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:8]
    path = CACHE / f"invented-{events}-{seed}-{code}.parquet"
    if not path.is_file():
        _say(f"inventing {events:,} events")
        unfinished = path.with_suffix(".part")
        _run("invented_log.py", "--events", str(events), "--seed", str(seed), "--out", str(unfinished))
        unfinished.rename(path)
    return path


def _receipt_copies() -> Path:
    path = CACHE / "receipt-copies.csv"
    if not path.is_file():
        unfinished = path.with_suffix(".part")
        _run("peers.py", "copies", str(RECEIPT), str(unfinished))
        unfinished.rename(path)
    return path


def _one(kind: type[SomeFigure], script: str, what: str, path: Path) -> SomeFigure:
    return _measured(kind, script, what, path)[0]


def _measured(kind: type[SomeFigure], script: str, what: str, path: Path) -> list[SomeFigure]:
    return read(kind, _run(script, what, str(path)).splitlines()[-1])


def _run(script: str, *arguments: str) -> str:
    """What a script of this folder prints. It finds Sagsløft's source whether or not it is installed."""
    path = os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")]))
    return subprocess.run(
        [sys.executable, str(HERE / script), *arguments],
        env=os.environ | {"PYTHONPATH": path},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure Sagsløft beside a floor and beside peers.")
    parser.add_argument("--events", type=int, nargs="+", default=SIZES, help="of the invented logs")
    parser.add_argument("--peers", action="store_true", help="also pm4py and pandas, of requirements.txt")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=HERE / "README.md", help="the file whose results are replaced")
    arguments = parser.parse_args()
    CACHE.mkdir(parents=True, exist_ok=True)
    results = measure(arguments.seed, sorted(arguments.events), peers=arguments.peers)
    into_readme(arguments.out, results, command=f"python benchmarks/run.py {' '.join(sys.argv[1:])}".strip())


if __name__ == "__main__":
    main()
