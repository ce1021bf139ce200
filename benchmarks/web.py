"""Measures the web on a PostgreSQL of its own: the nightly evaluation of all municipalities, an import, and the pages.

    python benchmarks/web.py [--events 13600000] [--municipalities 98] [--seed 1] [--pages]

The events are those of `invented_log.py`, dealt out to municipalities by case. What was loaded is kept in
`build/benchmarks` and used again. Results go to the screen, and into benchmarks/README.md with `--write`.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from web_database import running
from web_pages import measure_pages, pages_of, signed_in
from web_parts import measure_parts

HERE = Path(__file__).parent
ROOT = HERE.parent
CACHE = ROOT / "build" / "benchmarks"
README = HERE / "README.md"
BEGIN, END = "<!-- web: begin -->", "<!-- web: end -->"
LAST = date(2025, 12, 31)
"""The last day of the invented log; the night before and that night are evaluated."""
Row = tuple[str, str]


def main() -> None:
    arguments = _arguments()
    folder = CACHE / f"web-{arguments.events}-{arguments.municipalities}-{arguments.seed}"
    with running(folder) as url, tempfile.TemporaryDirectory() as data:
        os.environ |= {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "sagsloft.web.settings",
            "SAGSLOFT_DEMO": "1",
            "SAGSLOFT_DATA": data,
            "PYTHONPATH": str(ROOT / "src"),
        }
        sys.path[:0] = [str(ROOT / "src"), str(HERE)]
        import django  # noqa: PLC0415 - not before the settings are known

        django.setup()
        rows = _measure(arguments)
    busy, *_ = os.getloadavg()
    size = f"{arguments.events:,} events in {arguments.municipalities} municipalities"
    lines = [
        f"{size}. The machine was busy with {busy:.1f} processes, the benchmark's own among them.",
        "",
        "| what | measured |",
        "| --- | --- |",
    ]
    lines += [f"| {what} | {figure} |" for what, figure in rows]
    print("\n".join(lines))
    if arguments.write:
        before, _, rest = README.read_text("utf-8").partition(BEGIN)
        README.write_text(before + "\n".join([BEGIN, "", *lines, "", END]) + rest.partition(END)[2], "utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=13_600_000, help="default: of a million cases")
    parser.add_argument("--municipalities", type=int, default=98)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", action="store_true", help="these alone, of what an earlier run has evaluated")
    parser.add_argument("--write", action="store_true", help="into benchmarks/README.md")
    return parser.parse_args()


def _measure(arguments: argparse.Namespace) -> list[Row]:
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from sagsloft.web.accounts.models import Municipality  # noqa: PLC0415
    from sagsloft.web.monitor.models import Case, Event, Obligation  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    if not Municipality.objects.exists():
        _load(_log(arguments.events, arguments.seed), arguments.municipalities)
    towns = list(Municipality.objects.order_by("pk"))
    if arguments.pages:
        return measure_pages(towns[0])
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE monitor_obligation, monitor_case, monitor_figures, monitor_evaluation CASCADE")
    rows = [_night("evaluation of all, the first time", towns, LAST - timedelta(days=1))]
    rows.append(_night("evaluation of all, one night later", towns, LAST))
    counts = (each.objects.count() for each in (Event, Case, Obligation))
    rows.append(("events, cases, obligations in the database", ", ".join(f"{count:,}" for count in counts)))
    parts = measure_parts(pages_of(towns[0]), signed_in(towns[0]))
    return rows + measure_pages(towns[0]) + parts + _import(towns[0])


def _night(what: str, towns: Sequence[Any], day: date) -> Row:
    """The seconds on the wall, and those that the two cores worked for it: on a busy machine they differ much."""
    from sagsloft.web.monitor import actions  # noqa: PLC0415
    from sagsloft.web.monitor.law import book  # noqa: PLC0415

    book()
    before = _worked()
    seconds = [_timed(lambda town=town: actions.evaluate(by=None, municipality=town, as_of=day)) for town in towns]
    ours, theirs = (after - former for after, former in zip(_worked(), before, strict=True))
    cores = f"processor: {ours:.0f} s of ours and {theirs:.0f} s of PostgreSQL's"
    return what, f"**{sum(seconds):.0f} s**; one: median {median(seconds):.2f} s, longest {max(seconds):.2f} s; {cores}"


def _worked() -> tuple[float, float]:
    """Seconds of a core that this process has used, and PostgreSQL's for it."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        number = cursor.fetchone()[0]
    used = Path(f"/proc/{number}/stat").read_text("ascii").rpartition(")")[2].split()
    return process_time(), (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")


def _import(town: Any) -> list[Row]:
    """The same snapshot again, with one event in a hundred told otherwise."""
    import polars as pl  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415

    from sagsloft.web.monitor import bulk, importing  # noqa: PLC0415
    from sagsloft.web.monitor.event_rows import CONTENT  # noqa: PLC0415

    now = datetime.now(UTC)
    current = f"monitor_event WHERE municipality_id = {town.pk:d} AND withdrawn_at IS NULL ORDER BY id"
    told = bulk.fetch({**CONTENT, "identity": pl.String()}, current).with_columns(pl.lit("").alias("source"))
    another = pl.lit(f"Team {now:%H:%M:%S}")  # never told before, for what is imported here stays
    otherwise = pl.when(pl.int_range(pl.len()) % 100 == 0).then(another).otherwise("team").alias("team")
    reading = importing.begin(town, importing.SNAPSHOT, now)
    reading.sources, reading.last_event = [""], told["earliest"].max()
    reading.save()
    staging = _timed(lambda: importing.stage(reading, told.with_columns(otherwise), lambda _done, _total: None))

    start = perf_counter()
    with transaction.atomic():
        change = importing.swap(reading, now)
    swapping = perf_counter() - start
    importing.clear(reading, change)
    return [(f"import of {told.height:,} events, staged", f"{staging:.1f} s"), ("its swap", f"{swapping:.2f} s")]


def _load(log: Path, municipalities: int) -> None:
    """By COPY, as if each municipality had imported its part once."""
    import polars as pl  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from sagsloft.core.attributes import LABEL  # noqa: PLC0415
    from sagsloft.pipeline.question import load_rulebook  # noqa: PLC0415
    from sagsloft.web.accounts.actions import found  # noqa: PLC0415
    from sagsloft.web.monitor import bulk  # noqa: PLC0415
    from sagsloft.web.monitor.event_rows import rows_of  # noqa: PLC0415
    from sagsloft.web.monitor.models import Import  # noqa: PLC0415

    known = load_rulebook((), None).attributes
    home = pl.col("case_id").str.slice(4).cast(pl.Int64) % municipalities
    instants = [pl.col("occurred_at").alias("earliest"), pl.col("occurred_at").alias("latest")]
    for number in range(municipalities):
        events = pl.scan_parquet(log).filter(home == number).with_columns(instants).collect()
        unknown = [name for name in events.columns if name.startswith("attr.") and name[5:] not in known]
        events = events.drop(unknown).with_columns(pl.col("^attr\\..*$").cast(LABEL))
        town = found(slug=f"k{number:02}", name=f"Kommune {number:02}", source_name="", invented=True, by=None)
        rows, _ = rows_of(events, pl.Series([""]).new_from_index(0, events.height))
        reading = Import.objects.create(
            municipality=town,
            kind="snapshot",
            state="current",
            sources=[""],
            started_at=timezone.now(),
            finished_at=timezone.now(),
            last_event=events["earliest"].max(),
            events=events.height,
            invented=True,
        )
        ours = [pl.lit(town.pk).alias("municipality_id"), pl.lit(reading.pk).alias("import_id")]
        bulk.insert("monitor_event", rows.with_columns(ours))
        print(f"loaded {number + 1} of {municipalities}", file=sys.stderr, flush=True)
    bulk.analyse("monitor_event", 10**9)


def _log(events: int, seed: int) -> Path:
    """Made once; made again when the code that makes it has changed (as in run.py)."""
    sources = (HERE / name for name in ("dice.py", "invented_cases.py", "invented_matters.py", "invented_log.py"))
    code = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:8]
    path = CACHE / f"invented-{events}-{seed}-{code}.parquet"
    if not path.is_file():
        CACHE.mkdir(parents=True, exist_ok=True)
        line = [sys.executable, str(HERE / "invented_log.py"), "--events", str(events), "--seed", str(seed)]
        subprocess.run([*line, "--out", str(path)], check=True)
    return path


def _timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


if __name__ == "__main__":
    main()
