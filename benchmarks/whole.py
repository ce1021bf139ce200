"""Measures the whole of `sagsloft check` on large files, beside the floor of reading and sorting them, and says where
the time goes. Writes the table into benchmarks/README.md.

    python benchmarks/whole.py [--events 1000000] [--rows 200000] [--seed 1]

Each file is measured in processes of their own: the command itself for the whole and its memory, another for the parts.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TypeVar

HERE = Path(__file__).parent
ROOT = HERE.parent
CACHE = ROOT / "build" / "benchmarks"
README = HERE / "README.md"
BEGIN, END = "<!-- whole: begin -->", "<!-- whole: end -->"
MAPPINGS = ROOT / "src" / "sagsloft" / "demo" / "mappings"
CASES_A_ROW = 3.6
"""Notifications for each case that is invented."""
Result = TypeVar("Result")
PARTS = ("floor", "read", "judge", "report", "worklist", "tables")


def main() -> None:
    arguments = _arguments()
    if arguments.parts is not None:
        print(json.dumps(_parts(*arguments.parts)))
        return
    busy, *_ = os.getloadavg()
    files = {
        f"event log, {arguments.events:,} events, CSV": (_log(arguments.events, arguments.seed), None),
        f"wide list, {arguments.rows:,} rows, CSV": (_list(arguments.rows, arguments.seed), MAPPINGS),
    }
    rows = [_row(name, file, mapping) for name, (file, mapping) in files.items()]
    head = "| file | MB | whole | peak memory | report.html | " + " | ".join(PARTS) + " |"
    lines = [f"The machine was busy with {busy:.1f} other processes.", "", head, "|" + " --- |" * 11, *rows]
    before, _, rest = README.read_text("utf-8").partition(BEGIN)
    README.write_text(before + "\n".join([BEGIN, "", *lines, "", END]) + rest.partition(END)[2], "utf-8")
    print("\n".join(lines))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--parts", nargs="*", help=argparse.SUPPRESS)
    return parser.parse_args()


def _row(name: str, file: Path, mapping: Path | None) -> str:
    options = [] if mapping is None else ["--mapping", str(mapping)]
    with tempfile.TemporaryDirectory() as folder:
        command = "import sys; from sagsloft.cli import main; main(sys.argv[1:])"
        start = perf_counter()
        line = [sys.executable, "-c", command, "check", str(file), *options, "--out", folder]
        _, status, used = os.wait4(subprocess.Popen(line, stdout=subprocess.DEVNULL).pid, 0)
        whole = perf_counter() - start
        if status:
            raise SystemExit(f"sagsloft check did not come to its end on {file}")
        size = (Path(folder) / "report.html").stat().st_size
    told = subprocess.run(
        [sys.executable, __file__, "--parts", str(file), *options[1:]], check=True, stdout=subprocess.PIPE, text=True
    )
    parts = json.loads(told.stdout)
    figures = [
        f"{file.stat().st_size / 1e6:.0f}",
        f"**{whole:.1f} s**",
        f"{used.ru_maxrss * 1024 / 1e9:.2f} GB",
        f"{size / 1e6:.2f} MB",
    ]
    return "| " + " | ".join([name, *figures, *(f"{parts[part]:.1f} s" for part in PARTS)]) + " |"


def _parts(file: str, mapping: str | None = None) -> dict[str, float]:
    """The seconds of each part, one after the other in this process."""
    import polars as pl  # noqa: PLC0415 - the measuring process stays small, so that a child's peak is its own

    from sagsloft import pipeline  # noqa: PLC0415
    from sagsloft.messages import Language  # noqa: PLC0415
    from sagsloft.pipeline import documents  # noqa: PLC0415
    from sagsloft.pipeline.question import load_rulebook, read_events  # noqa: PLC0415

    asked = pipeline.Question(events=(Path(file),), mappings=() if mapping is None else (Path(mapping),))
    separator, encoding = (",", "utf8") if mapping is None else (";", "windows-1252")
    table, floor = _timed(lambda: pl.read_csv(file, separator=separator, encoding=encoding, infer_schema=False))
    _, sorting = _timed(lambda: table.sort(table.columns[:2]))
    _, read = _timed(lambda: read_events(asked, load_rulebook((), None)))
    found, checked = _timed(lambda: pipeline.check(asked))
    with tempfile.TemporaryDirectory() as folder:
        _, report = _timed(lambda: documents.report(found, Language.DANISH))
        _, worklist = _timed(lambda: documents.write_list(found, Path(folder) / "list.xlsx", Language.DANISH))
        _, everything = _timed(lambda: pipeline.write(found, Path(folder) / "all", Language.DANISH))
    seconds = (floor + sorting, read, checked - read, report, worklist, max(everything - report - worklist, 0.0))
    return dict(zip(PARTS, seconds, strict=True))


def _timed(work: Callable[[], Result]) -> tuple[Result, float]:
    start = perf_counter()
    return work(), perf_counter() - start


def _log(events: int, seed: int) -> Path:
    """Made once."""
    path = CACHE / f"whole-{events}-{seed}.csv"
    if not path.is_file():
        parquet = path.with_suffix(".parquet")
        made = [HERE / "invented_log.py", "--events", str(events), "--seed", str(seed), "--out", parquet]
        CACHE.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, *map(str, made)], check=True)
        as_csv = (
            "import sys, polars as pl; "
            "pl.read_parquet(sys.argv[1]).write_csv(sys.argv[2], datetime_format='%Y-%m-%dT%H:%M:%SZ')"
        )
        subprocess.run([sys.executable, "-c", as_csv, str(parquet), str(path)], check=True)
    return path


def _list(rows: int, seed: int) -> Path:
    """Notifications as a management list, made once."""
    folder = CACHE / f"lists-{rows}-{seed}"
    path = folder / "underretninger.csv"
    if not path.is_file():
        code = (
            "import sys; from pathlib import Path; from sagsloft.sources.synthetic import invent, write_exports; "
            "write_exports(invent(int(sys.argv[1]), cases=int(sys.argv[2])), Path(sys.argv[3]))"
        )
        subprocess.run([sys.executable, "-c", code, str(seed), str(int(rows / CASES_A_ROW)), str(folder)], check=True)
    return path


if __name__ == "__main__":
    main()
