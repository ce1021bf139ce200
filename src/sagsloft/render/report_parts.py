"""Parts of the page in words: who waits and for what, what cannot be measured, and the law that was used."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sagsloft.core.measurable import Missing
from sagsloft.core.overview import Overview, Waiting
from sagsloft.core.rules import Repealed, Rule, Version
from sagsloft.render.limits import limit
from sagsloft.render.report_context import Context
from sagsloft.render.report_rules import doubts
from sagsloft.render.report_words import Words

__all__ = ["InForce", "Need", "Unseen", "in_force", "overdue", "unseen", "without_limit"]


@dataclass(frozen=True, slots=True)
class Need:
    """What children wait for under one rule; `part`: of the longest bar, 0 to 1."""

    title: str
    citation: str
    waiting: Waiting
    part: float


@dataclass(frozen=True, slots=True)
class Unseen:
    """A rule that the source does not let anyone judge, and what it would have to hold."""

    title: str
    citation: str
    activities: tuple[str, ...]
    attributes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InForce:
    """A version of a rule that was used."""

    rule: Rule
    version: Version
    limit: str
    doubts: tuple[str, ...]


def overdue(overview: Overview, context: Context, words: Words) -> tuple[Need, ...]:
    """The rules under which a deadline has passed or soon will, in the overview's order."""
    waiting = [each for each in overview.waiting if each.overdue or each.due_soon]
    return _needs(waiting, lambda each: each.overdue, overview, context, words)


def without_limit(overview: Overview, context: Context, words: Words) -> tuple[Need, ...]:
    """The rules without a fixed limit under which somebody waits, those with most first."""
    waiting = [each for each in overview.waiting if each.without_limit]
    ordered = sorted(waiting, key=lambda each: -each.without_limit)
    return _needs(ordered, lambda each: each.without_limit, overview, context, words)


def _needs(
    waiting: Sequence[Waiting], count: Callable[[Waiting], int], overview: Overview, context: Context, words: Words
) -> tuple[Need, ...]:
    most = max(map(count, waiting), default=0) or 1
    day = words.local_day(overview.as_of)
    return tuple(_need(each, round(count(each) / most, 3), day, context, words) for each in waiting)


def _need(waiting: Waiting, part: float, day: date, context: Context, words: Words) -> Need:
    rule = context.rule(waiting.rule_id)
    version = rule.version_on(day)
    return Need(words.text(rule.title), "" if version is None else str(version.citation), waiting, part)


def unseen(context: Context, words: Words) -> tuple[Unseen, ...]:
    """Rule by rule, in words instead of codes."""
    together = groupby(context.unmeasurable, key=lambda each: (each.rule, each.missing))
    return tuple(
        _unseen(
            rule, missing, " · ".join(dict.fromkeys(str(each.version.citation) for each in versions)), context, words
        )
        for (rule, missing), versions in together
    )


def _unseen(rule: Rule, missing: Missing, citation: str, context: Context, words: Words) -> Unseen:
    codes = dict.fromkeys((*missing.triggers, *missing.fulfilments))
    return Unseen(
        title=words.text(rule.title),
        citation=citation,
        activities=tuple(context.label(code, words) for code in codes),
        attributes=tuple(missing.attributes),
    )


def in_force(overview: Overview, context: Context, words: Words) -> tuple[InForce, ...]:
    """The versions in force at some time from the first event to `as_of`, rule by rule, newest first."""
    last = words.local_day(overview.as_of)
    first = overview.quality.first or last
    return tuple(
        InForce(rule, version, limit(version.deadline, words.language), tuple(doubts(version, rule.kind, words)))
        for rule in context.rules
        for version in rule.versions
        if version.in_force <= last and (version.until is None or first < version.until)
        if not isinstance(version.deadline, Repealed)
    )
