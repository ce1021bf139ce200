"""What `agree` tells: each criterion as a count, coefficients over a whole track, and every other comparison."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sagsloft.core.agreement import Against, Agreement, OfCriterion, Pooled
from sagsloft.core.estimates import Interval
from sagsloft.core.protocols import Protocol
from sagsloft.messages import Language, say
from sagsloft.messages.wording import decimal
from sagsloft.render.terminal import in_language

__all__ = ["page"]

NONE = "–"


def page(found: Agreement, protocol: Protocol, language: Language) -> Iterator[RenderableType]:
    """From the readers among themselves to the readers against the events."""
    yield Text(say("agree.heading", language, title=in_language(protocol.title, language)), "bold")
    yield Text(say("agree.shared" if found.cases else "agree.none_shared", language, cases=found.cases))
    judged, same = found.criticality
    if judged:
        yield Text(say("agree.criticality", language, judged=judged, same=same))
    if found.cases:
        yield _pooled(found.pooled, language)
        yield Text(say("agree.pooled_note", language))
        yield _criteria(found.criteria, protocol, language)
        yield Text(say("agree.criteria_note", language))
    for name, note, comparisons in (
        ("calibration", "calibration_note", found.calibration),
        ("leaders", "leaders_note", found.leaders),
        ("events", "events_note", found.events),
    ):
        told = [each for each in comparisons if each.items]
        if told:
            yield _against(name, told, language)
            yield Text(say(f"agree.{note}", language))


def _pooled(found: Sequence[Pooled], language: Language) -> Table:
    table = _table("agree.pooled", ("track", "scale", "same", "gwet", "alpha"), language)
    for each in found:
        if each.items:
            table.add_row(
                say(f"review.{each.track}", language),
                say(f"agree.scale_{each.scale}", language),
                say("agree.of", language, same=each.same, items=each.items),
                _coefficient(each.gwet, each.gwet_interval, language),
                _coefficient(each.alpha, each.alpha_interval, language),
            )
    return table


def _criteria(found: Sequence[OfCriterion], protocol: Protocol, language: Language) -> Table:
    table = _table("agree.criteria", ("criterion", "same", "coefficient"), language)
    for each in found:
        if each.shared:
            question = in_language(protocol.criterion(each.code).question, language)
            coefficient = NONE if each.coefficient is None else decimal(each.coefficient, language, 2)
            same = say("agree.of", language, same=each.same, items=each.shared)
            table.add_row(f"{each.code} {question}", same, coefficient)
    return table


def _against(name: str, found: Sequence[Against], language: Language) -> Table:
    table = _table(f"agree.{name}", ("who", "same", "milder", "stricter", "by_case"), language)
    for each in found:
        by_case = " · ".join(f"{same}/{items}" for items, same in each.by_case) if name == "calibration" else ""
        same = say("agree.of", language, same=each.same, items=each.items)
        table.add_row(each.name, same, str(each.milder), str(each.stricter), by_case)
    return table


def _coefficient(value: float | None, interval: Interval | None, language: Language) -> str:
    """With its interval, where there is one; where it cannot be told, that is said."""
    if value is None:
        return say("agree.cannot_tell", language)
    told = decimal(value, language, 2)
    if interval is None:
        return told
    lower, upper = (decimal(end, language, 2) for end in interval)
    return say("agree.with_interval", language, value=told, lower=lower, upper=upper)


def _table(title: str, columns: Sequence[str], language: Language) -> Table:
    table = Table(title=say(title, language), title_justify="left")
    for name in columns:
        table.add_column(say(f"agree.{name}", language), overflow="fold")
    return table
