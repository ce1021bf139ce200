"""An invented overview, built by hand: what the page must say of it is known without computing anything."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import polars as pl

from sagsloft import rulebook
from sagsloft.core.indicators import INDICATORS
from sagsloft.core.measurable import Missing, Unmeasurable
from sagsloft.core.outcomes import Outcomes
from sagsloft.core.overview import Measured, Overview, Series, Waiting
from sagsloft.core.quality import Delay, Quality
from sagsloft.core.rules import Text
from sagsloft.core.stocks import Stock, StockName
from sagsloft.core.trends import Point, Trend
from sagsloft.render.report_context import Context, Fingerprint

BOOK = rulebook.load()
AS_OF = datetime(2025, 12, 31, 22, 59, 59, 999999, tzinfo=UTC)
NEW_LAW, OLD_LAW = date(2024, 1, 1), date(2013, 10, 1)
OUTSIDE, RUN_BEGINS, RUN_ENDS = 5, 12, 20
"""The places of the points that stand out in `trend`: one outside, and a run of eight."""
TEAMS = ("Familieteamet", "Modtagelsen", None)


@dataclass(frozen=True, slots=True)
class InventedFigure:
    first_year: int
    last_year: int
    share: float
    base: Text
    url: str


@dataclass(frozen=True, slots=True)
class InventedPublished:
    """One rule's national figures, as the rulebook gives them."""

    text: Text
    publisher: str
    law: Text
    figures: tuple[InventedFigure, ...]
    low: float
    high: float


def month_end(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def months(first: date, count: int) -> list[date]:
    place = first.year * 12 + first.month - 1
    return [date((place + step) // 12, (place + step) % 12 + 1, 1) for step in range(count)]


def trend(first: date, count: int, *, provisional: bool = False) -> Trend:
    """Fifty a month: forty in time, but ten in one month, and forty-four in a run of eight."""
    points = []
    for place, month in enumerate(months(first, count)):
        in_run = RUN_BEGINS <= place < RUN_ENDS
        in_time = 10 if place == OUTSIDE else 44 if in_run else 40
        points.append(Point(month, month_end(month), in_time, 50, 0.6, 0.98, place == OUTSIDE, in_run))
    baseline = (points[0].first, points[min(count, 12) - 1].last)
    return Trend(tuple(points), 0.8, baseline, provisional, laney=False)


def indicators(*rows: dict[str, object]) -> pl.DataFrame:
    """Rows of INDICATORS; what a row does not say is nought, or nothing."""
    numbers = {name: 0 for name, dtype in INDICATORS.items() if dtype.is_integer()}
    return pl.DataFrame([{**dict.fromkeys(INDICATORS), **numbers, **row} for row in rows], schema=INDICATORS)


def figures(rule_id: str, version: date, in_time: int, judged: int, **more: object) -> dict[str, object]:
    share = in_time / judged if judged else None
    counts = {"judged": judged, "in_time": in_time, "in_time_share": share, "met": in_time}
    return {"rule_id": rule_id, "kind": "law", "version": version, "case_level": False, **counts, **more}


def by_team(*rows: tuple[date, str | None, int, int]) -> pl.DataFrame:
    schema = {"version": pl.Date, "basis": pl.String, "unit": pl.String, "base": pl.UInt32, "count": pl.UInt32}
    table = pl.DataFrame(
        [(version, None, unit, base, count) for version, unit, base, count in rows], schema=schema, orient="row"
    )
    return table.with_columns((pl.col("count") / pl.col("base")).alias("share"))


def measured() -> tuple[Measured, ...]:
    """A rule before and after the law, one that is split by basis, one without limit, one that nobody can judge."""
    day_rows = (
        figures("underretning-24-timer", NEW_LAW, 1074, 1289, late=120, overdue=95, excused=0, median_days=0.3),
        figures("underretning-24-timer", OLD_LAW, 700, 800, late=90, overdue=10, median_days=0.4),
    )
    teams = by_team(*[(NEW_LAW, unit, 400 + place, 350) for place, unit in enumerate(TEAMS)])
    split = tuple(
        figures("undersoegelse-4-maaneder", NEW_LAW, count, 80, basis=basis, late=80 - count, median_days=119.8)
        for basis, count in (("trigger", 40), ("counts_from", 50))
    )
    four = tuple(
        figures("foreloebig-vurdering", version, 12, 34, basis=basis, late=22, median_days=1107.9)
        for version in (NEW_LAW, date(2011, 1, 1))
        for basis in ("trigger", "counts_from")
    )
    no_limit = figures("underretter-orientering", NEW_LAW, 0, 0, met=30, pending=15, oldest_waiting_days=120.5)
    before = figures("samtale-foer-afgoerelse", NEW_LAW, 30, 33, overdue=3, excused=2, median_days=-42.9)
    unseen = {"rule_id": "ungeplan-ved-16", "kind": "law", "version": NEW_LAW, "missing": "ungeplan_udarbejdet"}
    after, earlier = trend(NEW_LAW, 24), trend(date(2022, 1, 1), 24)
    splits = tuple(
        Series((NEW_LAW,), basis, trend(NEW_LAW, 9, provisional=True)) for basis in ("trigger", "counts_from")
    )
    return (
        Measured("samtale-foer-afgoerelse", indicators(before), (), by_team()),
        Measured(
            "underretning-24-timer",
            indicators(*day_rows),
            (Series((NEW_LAW,), None, after), Series((OLD_LAW,), None, earlier)),
            teams,
        ),
        Measured("underretter-orientering", indicators(no_limit), (), by_team()),
        Measured("undersoegelse-4-maaneder", indicators(*split), splits, by_team()),
        Measured("foreloebig-vurdering", indicators(*four), (), by_team()),
        Measured("ungeplan-ved-16", indicators(unseen), (), by_team()),
    )


def outcomes() -> Outcomes:
    kinds = (("undersoegelse", 60), ("ingen", 40))
    whole = pl.DataFrame(
        [(name, count, 100, count / 100) for name, count in kinds],
        schema=["outcome", "count", "base", "share"],
        orient="row",
    )
    cells = [
        ("Familieteamet", "undersoegelse", 40, 50, 0.8),
        ("Familieteamet", "ingen", 10, 50, 0.2),
        ("Modtagelsen", "undersoegelse", 20, 50, 0.4),
        ("Modtagelsen", "ingen", 30, 50, 0.6),
    ]
    spread = [("undersoegelse", 0.4, 0.8, 2), ("ingen", 0.2, 0.6, 2)]
    return Outcomes(
        "underretning_afgjort",
        "udfald",
        whole,
        pl.DataFrame(cells, schema=["unit", "outcome", "count", "base", "share"], orient="row"),
        pl.DataFrame(spread, schema=["outcome", "lowest", "highest", "units"], orient="row"),
        without=7,
    )


def quality() -> Quality:
    by_month = [
        (month, 20 if place == 30 else 150, place == 30) for place, month in enumerate(months(date(2022, 1, 1), 48))
    ]
    coverage = [("afgoerelse_truffet", "indhold", 90, 120, 0.75)]
    return Quality(
        events=7070,
        cases=1292,
        matters=2400,
        first=date(2022, 1, 1),
        last=date(2025, 12, 31),
        dated=17,
        delay=Delay(7000, {1: 0.5, 7: 0.9, 30: 0.99}, 0.7),
        coverage=pl.DataFrame(coverage, schema=["activity", "attribute", "given", "base", "share"], orient="row"),
        unknown=pl.DataFrame({"activity": ["Telefonnotat <ring>"], "count": [3]}),
        by_month=pl.DataFrame(by_month, schema=["period", "count", "hole"], orient="row"),
    )


def volumes() -> pl.DataFrame:
    rows = [
        ("tidligt_tilbud_givet", month, month_end(month), 5 + place % 7, place < 23)
        for place, month in enumerate(months(NEW_LAW, 24))
    ]
    return pl.DataFrame(rows, schema=["activity", "first", "last", "count", "complete"], orient="row")


def overview() -> Overview:
    return Overview(
        as_of=AS_OF,
        cases=1292,
        children_waiting=1037,
        children_due_soon=12,
        children_without_limit=1,
        waiting=(
            Waiting("underretning-24-timer", 995, 2, 0, 400, None),
            Waiting("undersoegelse-4-maaneder", 421, 10, 0, 31, None),
            Waiting("underretter-orientering", 0, 0, 1, None, 120),
        ),
        measured=measured(),
        volumes=volumes(),
        not_held=("anbringelse_ivaerksat",),
        stocks=(
            Stock(StockName.RUNNING, 211, 211),
            Stock(StockName.WITH_PLAN, 150, 211),
            Stock(StockName.PLAN_WITHIN_YEAR, 90, 211),
            Stock(StockName.NEXT_FOLLOW_UP, 0, 211, ("opfoelgning_afholdt",)),
        ),
        outcomes=outcomes(),
        quality=quality(),
    )


def context(**changes: object) -> Context:
    """Around `overview`, with one rule that cannot be judged and one published figure."""
    plan = BOOK.rule("ungeplan-ved-16")
    figure = InventedFigure(2021, 2021, 0.88, Text("708 sager", "708 cases"), "https://eksempel.invalid/2021")
    published = InventedPublished(
        Text("Vurderet inden 24 timer", "Assessed within 24 hours"),
        "Ankestyrelsen",
        Text("Lov om social service § 155", "Lov om social service § 155"),
        (figure, replace(figure, first_year=2020, last_year=2022, share=0.92)),
        0.88,
        0.92,
    )
    made = Context(
        name="Eksempelkøbing (opdigtede data)",
        rules=BOOK.law,
        calendar=BOOK.calendar,
        labels={code: activity.label for code, activity in BOOK.activities.items()},
        book=BOOK.name,
        book_note=BOOK.note,
        book_hash=BOOK.hash,
        software="sagsloft 0.3",
        files=(Fingerprint("haendelser.csv", "a" * 64),),
        command="sagsloft check haendelser.csv --as-of 2025-12-31",
        unmeasurable=(
            Unmeasurable(
                plan, plan.versions[0], Missing(fulfilments=("ungeplan_udarbejdet",), attributes=("har_plan",))
            ),
        ),
        published={"underretning-24-timer": published},
        notes=("3 hændelser er udeladt, fordi mappingen siger det.",),
        rejected=2,
        rejected_reasons={"tidspunktet kan ikke læses": 2},
        dropped=("cpr_navn",),
        invented=True,
    )
    return replace(made, **changes)
