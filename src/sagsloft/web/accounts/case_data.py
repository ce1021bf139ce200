"""What is kept of a case, wherever it is kept. Each app names its tables here; a case is removed from all of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.contrib.sessions.models import Session
from django.db.models import Model, QuerySet

from sagsloft.web.accounts.models import CaseKey, Municipality
from sagsloft.web.accounts.searching import has_searched

__all__ = ["HOLDERS", "Holder", "case_ids", "count", "hold", "keep_cases_in", "remove"]

CHUNK = 500
"""Cases that one statement names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A table whose rows are about cases. `municipality` and `case_id`: the way there from a row.

    `name`: the id of a message that says what its rows are.
    """

    table: type[Model]
    name: str
    municipality: str = "municipality"
    case_id: str = "case_id"

    def rows(self, municipality: Municipality, cases: Collection[str]) -> QuerySet[Model]:
        return self.all_rows(municipality).filter(**{f"{self.case_id}__in": cases})

    def all_rows(self, municipality: Municipality) -> QuerySet[Model]:
        return self.table._default_manager.filter(**{self.municipality: municipality})  # noqa: SLF001 - Django's public API


HOLDERS = [Holder(table=CaseKey, name="erasure.key")]


def keep_cases_in(*holders: Holder) -> None:
    """An app says so as it starts. What points to rows of one table is named before it."""
    HOLDERS[-1:-1] = holders  # the key stays last: it is all that leads to the log


def hold(municipality: Municipality) -> None:
    """Until the open transaction ends, whoever else would change the municipality's cases and asks the same waits.

    The first thing in a transaction: those who hold something else already could wait for each other.
    """
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)


def count(municipality: Municipality, case_id: str) -> Mapping[str, int]:
    """How many rows are about the case, by the names of their tables; empty where nothing is kept of it."""
    found = {each.name: each.rows(municipality, [case_id]).count() for each in HOLDERS}
    return {name: rows for name, rows in found.items() if rows}


def case_ids(municipality: Municipality) -> frozenset[str]:
    """Of every case that something is kept of."""
    return frozenset(
        number
        for each in HOLDERS
        for number in each.all_rows(municipality).order_by().values_list(each.case_id, flat=True).distinct()
    )


def remove(municipality: Municipality, cases: Collection[str]) -> None:
    """Everything of these cases, in the transaction that is open. Whoever has searched for one is signed out by it,
    for a session remembers the number."""
    numbers = sorted(cases)
    for first in range(0, len(numbers), CHUNK):
        for each in HOLDERS:
            each.rows(municipality, numbers[first : first + CHUNK]).delete()
    for session in Session.objects.iterator() if numbers else ():
        if has_searched(session.get_decoded(), numbers):
            session.delete()
