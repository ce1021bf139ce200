"""Does an event's own attribute meet the condition of a rule's `where`? (The rulebook's section 3.)"""

from functools import reduce

import polars as pl

from sagsloft.core.rules import Condition, Given, IsFalse, IsTrue, OneOf, Pattern

__all__ = ["is_given", "matches", "meets"]

TRUE_WORDS = ("true", "1", "ja", "yes", "sand")
EMPTY = r"^\s*(\[\s*\]|\{\s*\})?\s*$"


def matches(pattern: Pattern) -> pl.Expr:
    """Do the attributes, in columns of their own names, meet every condition? (The activity is not asked.)"""
    conditions = [meets(pl.col(name), condition) for name, condition in pattern.where.items()]
    return reduce(pl.Expr.__and__, conditions, pl.lit(True))


def is_given(value: pl.Expr) -> pl.Expr:
    """Present and not empty."""
    return (~value.str.contains(EMPTY)).fill_null(False)


def _is_true(value: pl.Expr) -> pl.Expr:
    return value.str.to_lowercase().is_in(TRUE_WORDS).fill_null(False)


def meets(value: pl.Expr, condition: Condition) -> pl.Expr:
    """Does the text meet the condition? Never unknown: a missing text only meets `false`."""
    match condition:
        case IsTrue():
            return _is_true(value)
        case IsFalse():
            return ~_is_true(value)
        case Given():
            return is_given(value)
        case OneOf(values):
            return value.is_in(values).fill_null(False)
