"""What do the events show of all cases? Deadlines kept, rule by rule, with what moves; and who waits today.

Each line is the sum of the periods of its own chart, which have passed `disclosure`: nothing can be found by
subtracting the one from the other (method, section 9 b).
"""

from collections.abc import Collection, Iterator, Sequence

from sagsloft.core.disclosure import LEAST
from sagsloft.core.estimates import Count
from sagsloft.core.overview import Measured, Overview, Series
from sagsloft.core.report import (
    Basis,
    Block,
    Bulleted,
    Evidence,
    Message,
    Reach,
    Section,
    Share,
    Source,
    Statement,
    Table,
    Value,
    message,
)
from sagsloft.core.report_charts import DeadlineChart
from sagsloft.core.report_material import Material
from sagsloft.core.rules import Text

__all__ = ["deadlines", "deadlines_in_short", "waiting"]

MOST_IN_SHORT = 8
"""Rules that stand on one page beside the rest."""


def deadlines(material: Material) -> Section | None:
    """The annex of the deadlines; None where no events were given."""
    found = material.overview
    if found is None:
        return None
    blocks: list[Block] = [message("analyse.deadlines_intro"), *_waiting_blocks(material), *_table(found, material)]
    for each in found.measured:
        for basis in dict.fromkeys(series.basis for series in each.trends):
            of_basis = [series for series in each.trends if series.basis == basis]
            blocks.append(_chart(each, of_basis, material))
            blocks.append(Bulleted(tuple(_statement(each, series, material) for series in of_basis)))
    return Section("frister", message("analyse.deadlines"), tuple(blocks), new_page=True)


def deadlines_in_short(material: Material, rules: Collection[str]) -> tuple[Table, ...]:
    """The rules that the round is first of all about, under the law of today: the last period beside all of them."""
    if material.overview is None:
        return ()
    newest = [
        (each, series)
        for each in material.overview.measured
        for series in each.trends
        if series.versions[0] == each.trends[0].versions[0] and (each.rule_id in rules or not rules)
    ]
    headings = ("analyse.rule", "analyse.last_period", "analyse.last_in_time", "analyse.in_time")
    rows = tuple(_last(each, series, material) for each, series in newest[:MOST_IN_SHORT])
    numbers = (2, 3)
    return (Table(message("analyse.deadlines"), tuple(Message(key, {}) for key in headings), rows, numbers),)


def _last(measured: Measured, series: Series, material: Material) -> tuple[Value, ...]:
    base, count = _sums(series)
    point = series.trend.points[-1]
    period = message("analyse.period", first=point.first, last=point.last)
    called = _called(measured, series, material)
    return called, period, Count(point.base, point.count), Count(base, count)


def waiting(material: Material) -> tuple[Statement, ...]:
    """How many children wait for a step whose limit has passed: all children of the source.

    In the public edition, only where they are not so few that one may be known.
    """
    found = material.overview
    if found is None or not found.cases or (material.is_public and 0 < found.children_waiting < LEAST):
        return ()
    count = Count(found.cases, found.children_waiting, found.cases)
    said = message("analyse.children_waiting")
    return (Statement("venter", said, (Evidence(count, Reach.ALL),), Basis(Source.EVENTS)),)


def _waiting_blocks(material: Material) -> Iterator[Block]:
    found = waiting(material)
    if found:
        yield Bulleted(found)


def _table(found: Overview, material: Material) -> Iterator[Block]:
    rows = tuple(_cells(each, series, material) for each, series in _series(found))
    headings = ("analyse.rule", "analyse.since", "analyse.judged_steps", "analyse.in_time", "analyse.share")
    if rows:
        yield Table(
            message("analyse.deadlines_table"),
            tuple(Message(key, {}) for key in headings),
            rows,
            (2, 3, 4),
            message("analyse.deadlines_note"),
        )


def _cells(measured: Measured, series: Series, material: Material) -> tuple[Value, ...]:
    base, count = _sums(series)
    return _called(measured, series, material), min(series.versions), base, count, Share(count / base)


def _series(found: Overview) -> list[tuple[Measured, Series]]:
    """Every chart that may be shown, in the order of the rules, the newest law first."""
    return [(each, series) for each in found.measured for series in each.trends]


def _statement(measured: Measured, series: Series, material: Material) -> Statement:
    base, count = _sums(series)
    said = message("analyse.kept", rule=_called(measured, series, material), since=min(series.versions))
    basis = Basis(Source.EVENTS, (measured.rule_id,))
    return Statement(_name(measured, series), said, (Evidence(Count(base, count, base), Reach.ALL),), basis)


def _chart(measured: Measured, of_basis: Sequence[Series], material: Material) -> DeadlineChart:
    return DeadlineChart(
        name=f"{measured.rule_id}-{of_basis[0].basis or 'alle'}".replace("_", "-"),
        title=_title(measured, material),
        basis=of_basis[0].basis,
        trends=tuple(each.trend for each in of_basis),
        changes=tuple(sorted(day for each in of_basis for day in each.versions)[1:]),
        measures=material.measures,
    )


def _name(measured: Measured, series: Series) -> str:
    """The same whatever law comes after it."""
    basis = "" if series.basis is None else f"-{series.basis}"
    return f"frist-{measured.rule_id}-{min(series.versions).isoformat()}{basis}"


def _called(measured: Measured, series: Series, material: Material) -> Value:
    title = _title(measured, material)
    if series.basis is None:
        return title
    return message("analyse.rule_by_basis", rule=title, basis=message(f"basis.{series.basis}"))


def _title(measured: Measured, material: Material) -> Text:
    return material.rules[measured.rule_id].title


def _sums(series: Series) -> tuple[int, int]:
    points = series.trend.points
    return sum(each.base for each in points), sum(each.count for each in points)
