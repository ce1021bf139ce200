"""Filters that a person keeps, and files that they take with them: each is logged."""

from django.db import transaction

from sagsloft.core.errors import UserError
from sagsloft.web.accounts import log
from sagsloft.web.accounts.models import Municipality, User
from sagsloft.web.monitor.saved_filters import LONGEST_QUERY, SavedFilter

__all__ = ["keep_filter", "note_export", "throw_filter_away"]


@transaction.atomic
def keep_filter(*, municipality: Municipality, name: str, query: str, by: User) -> SavedFilter:
    """Under a name that is there already, the new filter takes the former one's place. Raises UserError where it is too
    long to be kept."""
    if len(query) > LONGEST_QUERY:
        raise UserError("web_cases.filter_too_long")
    kept, _ = SavedFilter.objects.update_or_create(
        user=by, municipality=municipality, name=name, defaults={"query": query}
    )
    log.record(municipality=municipality, by=by, action="filter.keep")
    return kept


@transaction.atomic
def throw_filter_away(*, kept: SavedFilter, by: User) -> None:
    kept.delete()
    log.record(municipality=kept.municipality, by=by, action="filter.throw_away")


@transaction.atomic
def note_export(*, municipality: Municipality, kind: str, cases: int, query: dict[str, str], by: User) -> None:
    """Who took how many cases out, as which kind of file, narrowed to what; never a case's number."""
    detail: dict[str, str | int] = {**query, "kind": kind, "cases": cases}
    log.record(municipality=municipality, by=by, action="cases.export", detail=detail)
