"""The figures as Markdown, and their place in the README."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from figures import Conformance, Deadline, Floor, Latency, Ours
from machine import described

__all__ = ["PeerResults", "Results", "SizeResult", "into_readme"]

BEGIN, END = "<!-- results: begin -->", "<!-- results: end -->"
PACKAGES = ("polars", "numpy", "pandas", "pyarrow", "pm4py")
GB, MB = 1e9, 1e6
MILLI, MICRO = 1e3, 1e6


@dataclass(frozen=True, slots=True)
class SizeResult:
    """One invented log. `file_size` in bytes."""

    floor: Floor
    ours: Ours
    file_size: int

    @property
    def ratio(self) -> float:
        return self.ours.seconds / self.floor.seconds

    @property
    def each(self) -> float:
        """Seconds for one event."""
        return self.ours.seconds / self.ours.events


@dataclass(frozen=True, slots=True)
class PeerResults:
    """Each peer beside ours on the same log."""

    pandas_deadline: Deadline
    our_deadline: Deadline
    our_receipt: Ours
    pm4py_receipt: Conformance
    our_invented: Ours
    pm4py_invented: Conformance


@dataclass(frozen=True, slots=True)
class Results:
    """All that one run found. `busy`: the processes that wanted a core when it began, on average over a minute."""

    busy: float
    sizes: tuple[SizeResult, ...]
    latencies: tuple[Latency, ...]
    peers: PeerResults | None


def into_readme(path: Path, results: Results, command: str) -> None:
    """Put the results between the markers of a file; what stands around them is kept."""
    text = path.read_text("utf-8") if path.is_file() else f"{BEGIN}\n{END}\n"
    before, found, rest = text.partition(BEGIN)
    _, closed, after = rest.partition(END)
    if not (found and closed):
        raise SystemExit(f"{path} has no place for the results: a line {BEGIN} and, below it, a line {END}")
    body = "\n\n".join(_sections(results, command))
    path.write_text(f"{before}{BEGIN}\n\n{body}\n\n{END}{after}", "utf-8")


def _sections(results: Results, command: str) -> Iterable[str]:
    yield f"Measured on {datetime.now(UTC).date()} with `{command}`."
    yield _table(("", ""), [*described(PACKAGES), ("busy with other work", f"{results.busy:.1f} processes")])
    yield "### The whole rulebook"
    yield _sizes(results.sizes)
    yield from _growth(results.sizes)
    yield "### A few cases"
    yield _latencies(results.latencies)
    if results.peers is not None:
        yield "### Peers"
        yield _conformances(results.peers)
        yield _deadlines(results.peers)


def _sizes(sizes: Sequence[SizeResult]) -> str:
    header = ("events", "file", "floor", "read", "evaluate", "ours", "ours / floor", "obligations", "peak memory")
    return _table(
        header,
        (
            (
                f"{size.ours.events:,}",
                f"{size.file_size / MB:,.0f} MB",
                _seconds(size.floor.seconds),
                _seconds(size.ours.read),
                _seconds(size.ours.evaluate),
                _seconds(size.ours.seconds),
                f"**{size.ratio:.1f}**",
                f"{size.ours.obligations:,}",
                f"{size.ours.peak / GB:.2f} GB (floor {size.floor.peak / GB:.2f})",
            )
            for size in sizes
        ),
    )


def _growth(sizes: Sequence[SizeResult]) -> Iterable[str]:
    if len(sizes) > 1:
        small, large = sizes[0], sizes[-1]
        yield (
            f"Time for one event: {small.each * MICRO:.2f} µs at {small.ours.events:,} events, "
            f"{large.each * MICRO:.2f} µs at {large.ours.events:,}: **{large.each / small.each:.2f}** times as much."
        )


def _latencies(latencies: Sequence[Latency]) -> str:
    header = ("cases", "which", "events", "median", "best")
    return _table(
        header,
        (
            (
                str(latency.cases),
                latency.which,
                f"{latency.events:,}",
                f"**{latency.median * MILLI:.1f} ms**",
                f"{latency.best * MILLI:.1f} ms",
            )
            for latency in latencies
        ),
    )


def _conformances(peers: PeerResults) -> str:
    pm4py, ours = "pm4py: read + discover + conform", "ours: read + evaluate"
    header = ("log", "events", pm4py, ours, "conform / evaluate", "all / all")
    return _table(
        header,
        (
            _conformance("receipt.csv x 50", peers.pm4py_receipt, peers.our_receipt),
            _conformance("invented", peers.pm4py_invented, peers.our_invented),
        ),
    )


def _conformance(log: str, pm4py: Conformance, ours: Ours) -> tuple[str, ...]:
    theirs = pm4py.read + pm4py.discover + pm4py.conform
    return (
        log,
        f"{pm4py.events:,}",
        f"{_seconds(pm4py.read)} + {_seconds(pm4py.discover)} + {_seconds(pm4py.conform)}",
        f"{_seconds(ours.read)} + {_seconds(ours.evaluate)} ({ours.obligations:,} obligations)",
        f"**{pm4py.conform / ours.evaluate:,.0f}**",
        f"{theirs / ours.seconds:,.0f}",
    )


def _deadlines(peers: PeerResults) -> str:
    header = ("one deadline of 24 hours, events in memory", "best of five", "met", "late", "not done")
    rows = [
        (name, f"{figure.seconds * MILLI:.1f} ms", *(f"{count:,}" for count in figure.verdicts))
        for name, figure in (("pandas", peers.pandas_deadline), ("ours", peers.our_deadline))
    ]
    same = peers.pandas_deadline.verdicts == peers.our_deadline.verdicts
    times = peers.pandas_deadline.seconds / peers.our_deadline.seconds
    verdict = "The verdicts are the same." if same else "**The verdicts differ, so that the times say nothing.**"
    return f"{_table(header, rows)}\n\npandas / ours: **{times:.1f}**. {verdict}"


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} s"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
