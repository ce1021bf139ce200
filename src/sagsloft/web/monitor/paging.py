"""A long list a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

__all__ = ["PAGE", "Page", "page_of"]

PAGE = 25
"""Rows: what a person looks through before turning the page."""
Row = TypeVar("Row")
Table = TypeVar("Table", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of page `number` (from 1) of `pages`, out of `total` rows."""

    rows: Sequence[Row]
    number: int
    pages: int
    total: int

    @property
    def former(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def following(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


def page_of(query: QuerySet[Table], total: int, asked: str | None, size: int = PAGE) -> Page[Table]:
    """The page that was asked for; the first where that is no number, the last where there are not so many."""
    pages = max(ceil(total / size), 1)
    wanted = int(asked) if asked is not None and asked.isascii() and asked.isdigit() and len(asked) < size else 1
    number = min(max(wanted, 1), pages)
    return Page(list(query[(number - 1) * size : number * size]), number, pages, total)
