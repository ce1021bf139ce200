"""Everything that happens in the invented municipality, kind by kind: one row for each matter."""

from dataclasses import dataclass

import polars as pl

from sagsloft.sources.synthetic.cases import Cases
from sagsloft.sources.synthetic.chair import chair_decisions
from sagsloft.sources.synthetic.follow_ups import follow_ups
from sagsloft.sources.synthetic.investigations import investigations
from sagsloft.sources.synthetic.lives import lives
from sagsloft.sources.synthetic.measures import measures
from sagsloft.sources.synthetic.notifications import notifications, with_active
from sagsloft.sources.synthetic.people import Staff
from sagsloft.sources.synthetic.requests import access_requests, complaints, hand_overs, inquiries, notes
from sagsloft.sources.synthetic.setting import Setting

__all__ = ["World"]


@dataclass(frozen=True, slots=True)
class World:
    """Tables of matters, from which both the events and the lists are made, so that the two agree.

    All have `case` and `matter` (a number such as U-0001); the other columns are what happened, empty where it did not.
    """

    cases: pl.DataFrame
    notifications: pl.DataFrame
    investigations: pl.DataFrame
    measures: pl.DataFrame
    follow_ups: pl.DataFrame
    chair_decisions: pl.DataFrame
    complaints: pl.DataFrame
    access_requests: pl.DataFrame
    hand_overs: pl.DataFrame
    inquiries: pl.DataFrame
    notes: pl.DataFrame
    staff: Staff

    @classmethod
    def draw(cls, count: int, setting: Setting) -> "World":
        cases = Cases.draw(count, setting)
        told = setting.told
        notified = told(notifications(setting, cases), "received", "U")
        investigated = told(investigations(setting, cases, notified), "begins", "B")
        measured = told(measures(setting, cases, investigated, notified), "decided", "I")
        tables = {
            "notifications": with_active(notified, measured),
            "investigations": investigated,
            "measures": measured,
            "follow_ups": _of_measure(told(follow_ups(setting, measured, investigated), "at", "O")),
            "chair_decisions": _of_measure(told(chair_decisions(setting, measured), "executed", "F")),
            "complaints": told(complaints(setting, measured), "received", "K"),
            "access_requests": told(access_requests(setting, cases), "asked", "A"),
            "hand_overs": told(hand_overs(setting, cases), "changed", "R"),
            "inquiries": told(inquiries(setting, cases), "at", "H"),
            "notes": told(notes(setting, cases), "at", "N"),
        }
        rows = setting.told(lives(setting, cases, measured, tables.values()), "opened", "S")
        return cls(cases=rows, staff=Staff.of(cases, tables["hand_overs"]), **tables)


def _of_measure(rows: pl.DataFrame) -> pl.DataFrame:
    """What belongs to a measure has that measure's number."""
    return rows.with_columns(pl.coalesce("measure", "matter").alias("matter"))
