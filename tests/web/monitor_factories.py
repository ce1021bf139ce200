"""An invented municipality's events, imported and evaluated as in real use."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.web.people import Town
from tests.web.sources import export

from sagsloft.web.accounts.models import User
from sagsloft.web.accounts.sight import sight
from sagsloft.web.monitor import actions
from sagsloft.web.monitor.models import Case, Evaluation

__all__ = ["AS_OF", "CLOCK", "EVENTS", "MET", "OVERDUE", "SYD", "address", "case_of", "event", "fill"]

AS_OF = datetime(2024, 3, 12, 11, 0, tzinfo=UTC)
"""Tuesday the 12th of March at noon in Denmark."""
HEAD = "case_id,activity,occurred_at,recorded_at,matter_id,caseworker,team"
OVERDUE, CLOCK, MET, SYD = "sag-over", "sag-ur", "sag-gjort", "sag-syd"
"""Cases: overdue since the 2nd of March; a clock that runs; all done; another team's, overdue since February."""


def event(case, activity, at, *, who="anna", team="Team Nord", matter="u-1", recorded=None, slug="eksempelkoebing"):
    """A row of HEAD. It was written down when it happened, unless `recorded` says otherwise."""
    return f"{case},{activity},{at},{at if recorded is None else recorded},{matter},{slug}-{who},{team}"


def of_syd(case, activity, at, **more):
    return event(case, activity, at, who="bo", team="Team Syd", **more)


EVENTS = (
    event(OVERDUE, "underretning_modtaget", "2024-03-01 10:00"),
    event(OVERDUE, "underretning_bekraeftet", "2024-03-04 10:00"),
    event(CLOCK, "underretning_modtaget", "2024-03-12 09:00", matter="u-2"),
    event(MET, "underretning_modtaget", "2024-03-05 10:00", matter="u-3"),
    event(MET, "underretning_vurderet", "2024-03-05 15:00", matter="u-3"),
    event(MET, "underretning_bekraeftet", "2024-03-06 10:00", matter="u-3"),
    of_syd(SYD, "underretning_modtaget", "2024-02-01 10:00", matter="u-4"),
    of_syd(SYD, "underretning_bekraeftet", "2024-02-02 10:00", matter="u-4"),
)


def fill(
    town: Town, folder: Path, events: Sequence[str] = EVENTS, as_of: datetime = AS_OF, more: str = ""
) -> Evaluation:
    """Import the events, which the town's own people work on, and evaluate them. `more`: a column besides HEAD."""
    own = [each.replace("eksempelkoebing-", f"{town.municipality.slug}-") for each in events]
    place = folder / town.municipality.slug
    place.mkdir(exist_ok=True)
    question = export(place, own, head=f"{HEAD},{more}" if more else HEAD)
    actions.import_events(by=None, municipality=town.municipality, question=question, much_may_be_missing=True)
    return actions.evaluate(by=None, municipality=town.municipality, as_of=as_of)


def case_of(town: Town, case_id: str) -> Case:
    return Case.objects.get(municipality=town.municipality, case_id=case_id)


def address(town: Town, case_id: str, user: User | None = None) -> str:
    """Of the case's page, as this person is led to it; without one, as everyone is who sees the case by its number."""
    public_id = case_of(town, case_id).public_id
    return f"/sag/{public_id if user is None else sight(user, town.municipality).address_of(public_id)}/"
