"""Engine and oracle on the same situation, side by side."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

import polars as pl

from sagsloft.core.obligations import trace
from sagsloft.core.rules import Rule

from .facts import Event, Obligation
from .frames import frame_of, in_order, obligations_from
from .oracle import evaluate
from .shorthand import history

__all__ = ["agreed", "by_engine", "judged", "statuses", "traced"]

LATER = date(2025, 6, 30)


def agreed(
    events: Sequence[Event],
    rules: Sequence[Rule],
    as_of: date | datetime,
    known_at: date | datetime | None = None,
    covers: Collection[str] = frozenset(),
) -> list[Obligation]:
    """What the oracle says, once the engine has been seen to say the same."""
    expected = in_order(evaluate(events, rules, as_of, known_at, covers))
    assert by_engine(events, rules, as_of, known_at, covers) == expected
    return expected


def by_engine(
    events: Sequence[Event],
    rules: Sequence[Rule],
    as_of: date | datetime,
    known_at: date | datetime | None = None,
    covers: Collection[str] = frozenset(),
) -> list[Obligation]:
    return in_order(obligations_from(traced(events, rules, as_of, known_at, covers)))


def traced(
    events: Sequence[Event],
    rules: Sequence[Rule],
    as_of: date | datetime,
    known_at: date | datetime | None = None,
    covers: Collection[str] = frozenset(),
) -> pl.DataFrame:
    return trace(frame_of(events), rules, as_of, known_at=known_at, covers=frozenset(covers))


def judged(
    rule: Rule, *events: Event, as_of: date | datetime = LATER, known_at: date | datetime | None = None
) -> list[Obligation]:
    """What both say of one rule and the events, numbered as they are written."""
    return agreed(history(*events), [rule], as_of, known_at)


def statuses(rule: Rule, *events: Event, as_of: date | datetime = LATER) -> list[str]:
    """By the trigger's row, the version and the period."""
    return [str(obligation.status) for obligation in judged(rule, *events, as_of=as_of)]
