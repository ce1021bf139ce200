"""An invented log of a municipality's casework with children and young people, as large as you like.

    python benchmarks/invented_log.py --events 1000000 --seed 1 --out FILE.parquet

Nothing in it is about anyone. One seed and one size always give the same events. About 14 events a case, a few cases
with hundreds; 2020 to 2025; a third of it notes; times with a time of day, in UTC; rows in the order in which a case
system would have written them.
"""

import argparse
from pathlib import Path

import numpy as np
import polars as pl

from dice import DAY, Dice
from invented_cases import ATTRIBUTES, ENDS, Book, Cases, Matters
from invented_matters import write_all_matters

__all__ = ["write_log"]

EVENTS_A_CASE_DRAWN = 11
"""About 14 events for each case that shows in the log; some were closed before it begins."""
FEWEST_CASES = 50
NOTES_IN_MATTERS = 0.6
MUNICIPALITIES = 20
TEAMS = ("Modtagelse", "Familie", "Unge", "Anbringelse")
CASEWORKERS = 40
"""In each municipality."""
HALF_YEAR = 182 * DAY


def write_log(events: int, seed: int, out: Path) -> None:
    """Exactly this many events, in a Parquet file."""
    log = _collect(events, Dice(seed))
    log.lazy().with_row_index("written").select(_columns()).sink_parquet(out)


def _collect(events: int, dice: Dice) -> pl.DataFrame:
    """Whole numbers instead of texts, so that ten million events fit in little memory."""
    cases, book = Cases.draw(max(events // EVENTS_A_CASE_DRAWN, FEWEST_CASES), dice), Book(dice)
    write_all_matters(book, cases)
    _write_cases(book, cases)
    _write_notes(book, cases, events)
    log = pl.concat([*book.parts, pl.DataFrame(schema=ATTRIBUTES)], how="diagonal")
    recorded_at = pl.col("occurred_at") + pl.Series(dice.within(5, 0.9, log.height, spread=2.0))
    log = log.with_columns(recorded_at.clip(upper_bound=ENDS - 1).alias("recorded_at"))
    return log.sort("recorded_at", maintain_order=True).head(events)


def _write_cases(book: Book, cases: Cases) -> None:
    """What concerns the case as a whole."""
    dice, count = book.dice, len(cases)
    book.write("sag_aabnet", cases.everywhere(cases.opens), cases.opens)
    book.write("sag_afsluttet", cases.everywhere(cases.closes), dice.in_office(cases.closes), share=0.95)
    inquiries = cases.anywhere(count // 5, dice)
    book.write("henvendelse_modtaget", inquiries, inquiries.begins)
    changes = cases.anywhere(count // 2, dice)
    book.write("raadgiver_skiftet", changes, changes.begins)
    handed_over = dice.in_office(changes.begins + dice.within(7, 0.7, len(changes)))
    book.write("overlevering_noteret", changes, handed_over, share=0.5)
    _write_birthdays(book, cases.anywhere(count // 20, dice))
    _write_moves(book, cases.anywhere(count // 25, dice))


def _write_birthdays(book: Book, children: Matters) -> None:
    dice, count = book.dice, len(children)
    has_plan = dice.happens(0.6, count)
    book.write("barn_fyldt_16", children, children.begins, har_plan=pl.Series(has_plan))
    planned = children.where(has_plan)
    at = dice.in_office(planned.begins + dice.between(-60, 200, len(planned)))
    book.write("ungeplan_udarbejdet", planned, at, share=0.6)
    book.write("ungeplan_fravalgt", planned, at, share=0.1)


def _write_moves(book: Book, children: Matters) -> None:
    dice, count = book.dice, len(children)
    supported = dice.happens(0.5, count)
    book.write("barn_fraflyttet", children, children.begins, saerlig_stoette=pl.Series(supported))
    told = children.where(supported)
    book.write("mellemkommunal_underretning_sendt", told, told.begins + dice.within(14, 0.8, len(told)), share=0.7)


def _write_notes(book: Book, cases: Cases, events: int) -> None:
    """The rest of the log: most of them in a matter, the others in the case."""
    dice, matters = book.dice, _all_matters(book)
    drawn = dice.generator.integers(0, len(matters), int(max(events - book.count, 0) * NOTES_IN_MATTERS))
    begins = matters.begins[drawn]
    at = dice.in_office(begins + dice.within(200, 0.7, len(drawn)))
    book.write("notat", Matters(matters.case[drawn], matters.number[drawn], begins), at)
    while book.count < events:  # What falls outside the log's years is drawn again.
        elsewhere = cases.anywhere(events - book.count, dice)
        book.write("notat", elsewhere, elsewhere.begins)


def _all_matters(book: Book) -> Matters:
    return Matters(
        np.concatenate([matters.case for matters in book.matters]),
        np.concatenate([matters.number for matters in book.matters]),
        np.concatenate([matters.begins for matters in book.matters]),
    )


def _columns() -> list[pl.Expr]:
    """The event table as a municipality would export it: texts, UTC timestamps, mostly empty attributes."""
    case, instant = pl.col("case"), pl.Datetime("us", "UTC")
    home, place_in_town = case % MUNICIPALITIES, case // MUNICIPALITIES
    shift = (pl.col("occurred_at") // HALF_YEAR).cast(pl.UInt32)
    return [
        _numbered("sag-", case, 7).alias("case_id"),
        pl.col("activity").cast(pl.String),
        pl.col("occurred_at").cast(instant),
        pl.col("recorded_at").cast(instant),
        pl.when(pl.col("matter") > 0).then(_numbered("m-", pl.col("matter"), 8)).alias("matter_id"),
        _numbered("h-", pl.col("written"), 9).alias("event_id"),
        _numbered("raadgiver-", home * CASEWORKERS + (place_in_town + shift) % CASEWORKERS, 3).alias("caseworker"),
        (place_in_town % len(TEAMS)).cat.to(pl.Enum(TEAMS)).cast(pl.String).alias("team"),
        _numbered("Kommune ", home, 2).alias("municipality"),
        *(pl.col(name).cast(pl.String).alias(f"attr.{name}") for name in ATTRIBUTES),
    ]


def _numbered(prefix: str, number: pl.Expr, width: int) -> pl.Expr:
    return pl.lit(prefix) + number.cast(pl.String).str.zfill(width)


def main() -> None:
    parser = argparse.ArgumentParser(description="Write an invented log of casework as Parquet.")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    write_log(arguments.events, arguments.seed, arguments.out)


if __name__ == "__main__":
    main()
