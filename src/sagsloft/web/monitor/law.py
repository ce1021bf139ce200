"""The rulebook that everything is judged by, and what pages say of its rules."""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from sagsloft import rulebook
from sagsloft.core.calendar import Unit
from sagsloft.core.rules import Rule, Text, Within
from sagsloft.messages import Language
from sagsloft.rulebook import Rulebook

__all__ = ["CLOCKS", "book", "clock_rules", "labels", "local_day", "rules", "spoken", "timezone", "title"]

CLOCKS = Unit.HOURS
"""A deadline counted in these runs by the clock, also at night and on a Sunday."""


@cache
def book() -> Rulebook:
    """The shipped one; read once, for it does not change while the program runs."""
    return rulebook.load()


def timezone() -> str:
    return book().calendar.timezone


def local_day(value: datetime) -> date:
    return value.astimezone(ZoneInfo(timezone())).date()


def spoken(text: Text, language: Language) -> str:
    return (text.en if language is Language.ENGLISH else text.da).strip()


def title(rule_id: str, language: Language) -> str:
    """What a rule is called; its id where the rulebook has it no more."""
    rule = rules().get(rule_id)
    return rule_id if rule is None else spoken(rule.title, language)


@cache
def clock_rules() -> tuple[str, ...]:
    """The ids of the rules whose newest version is counted in hours."""
    deadlines = {rule.id: rule.versions[0].deadline for rule in book().law}
    return tuple(
        rule_id for rule_id, each in deadlines.items() if isinstance(each, Within) and each.span.unit is CLOCKS
    )


@cache
def labels(language: Language) -> dict[str, str]:
    """What activities are called, by code."""
    return {code: spoken(activity.label, language) for code, activity in book().activities.items()}


@cache
def rules() -> dict[str, Rule]:
    """By id, in the order of the rulebook."""
    return {rule.id: rule for rule in book().rules}
